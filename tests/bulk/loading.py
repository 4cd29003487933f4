"""How these tests load a large file: written to a folder, or lying here."""

import gzip
import json
from collections.abc import Iterable
from pathlib import Path

from timeline.interchange import bulk

from ..factories import NOW

HERE = Path(__file__).parent
COLUMNS = "id,what,where,who,day,until,sure,dead,paper,headline,printed\n"
MAPPING = """
dataset = "strikes"
key = "{id}"
title = "{what}[ in {where}]"
kind = "strike"
place = "{where}"
attribution = "Rows from the strike list."

[kinds.strike]
slug = "strike"
name = "strike"

[date]
start = "day"
end = "until"
basis = "outside"
reason = "The list gives {sure}."
[date.precision]
by = "sure"
day = [1, 1]
week = [7, 7]

[[actors]]
name = "{who}"
separator = ";"
role = "agent"
type = "armed-group"

[[figures]]
name = "deaths"
best = "dead"
unless_zero = true

[[sources]]
title = "headline"
publisher = "paper"
published = "printed"
separator = "|"
"""
ROW = "1,Rockets hit a base,Kirkuk,Kataib Hezbollah,2019-12-27,,day,1,AFP,Rocket attack in Iraq,2019-12-28\n"


def load_table(folder: Path, *rows: str, mapping: str = MAPPING, columns: str = COLUMNS, **options) -> bulk.Report:
    """What came of loading a table of these rows, with this mapping, into the timeline "strikes"."""
    (folder / "rows.csv").write_text(columns + "".join(rows), encoding="utf-8")
    (folder / "mapping.toml").write_text(mapping, encoding="utf-8")
    return bulk.load(
        folder / "rows.csv",
        clock=lambda: NOW,
        mapping=bulk.Mapping.read(folder / "mapping.toml"),
        timeline="strikes",
        **options,
    )


def load_lines(folder: Path, *entries: dict, name: str = "lines.jsonl.gz", **options) -> bulk.Report:
    """What came of loading JSON Lines of these entries, after that of the timeline "strikes"."""
    first = {"timeline": {"slug": "strikes", "title": "Strikes"}}
    (folder / name).write_bytes(gzip.compress(as_lines([first, *entries]).encode()))
    return bulk.load(folder / name, clock=lambda: NOW, **options)


def as_lines(entries: Iterable[dict]) -> str:
    return "".join(json.dumps(entry, ensure_ascii=False) + "\n" for entry in entries)
