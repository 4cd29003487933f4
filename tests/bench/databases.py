"""Databases of so many events, loaded by the project's own command and kept, and what is in them to ask for."""

import hashlib
import json
import shutil
import sqlite3
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from pathlib import Path
from urllib.parse import urlsplit

from tests.bench import ged
from tests.bench.servers import BENCH, ROOT, manage

__all__ = ["Contents", "Database", "copied", "database"]

TIMELINE = "violence"  # its slug
# Whoever changes one of these may make other databases of the same rows.
MAKING = ("migrations", "interchange", "fulltext", "folding.py")
SHARE_COMMON = 0.01  # of the events: so many at least have what is called common
MOST_RARE = 20  # events


@dataclass(frozen=True)
class Contents:
    """What there is to ask for. Actors and kinds are [key, slug, events]; words are [word, events].

    `windows` are days [from, to] that hold a fifth of the events each; `windows_of` the same of each common actor, by
    its slug. `folios` are [day, key] of the last event of a page of 50, by the number of the page that follows.
    """

    timeline: str
    timeline_key: int
    events: int
    actors: int
    common_actors: list[list]
    rare_actors: list[list]
    pairs: list[list]  # [one actor, another, events with both]
    kinds: list[list]
    common_words: list[list]
    rare_words: list[list]
    windows: list[list[str]]
    windows_of: dict[str, list[list[str]]]
    folios: dict[str, list]
    full_text: str  # the FTS5 table over the words of events; "" where there is none


@dataclass
class Database:
    """A database at `url`; `figures` of its making are seconds, MB and events."""

    url: str
    count: int
    folder: Path
    figures: dict[str, float] = field(default_factory=dict)
    contents: Contents | None = None

    @property
    def file(self) -> Path | None:
        """The SQLite file; None for PostgreSQL."""
        return self.folder / "sourceline.sqlite3" if self.url.startswith("sqlite") else None

    def rows(self, sql: str, *values) -> list[tuple]:
        """What `sql` finds; a question mark in it stands for each of `values`."""
        if self.file:
            connection = sqlite3.connect(self.file)
        else:
            import psycopg

            connection, sql = psycopg.connect(self.url), sql.replace("?", "%s")
        try:
            return connection.execute(sql, values).fetchall()
        finally:
            connection.close()


def database(count: int, *, real: Path | None, server: str = "", say=lambda line: None) -> Database:
    """A database of `count` events: that of an earlier run, if it was made of the same rows by the same code.

    `real` is a file of UCDP GED to take the rows from. `server` is the URL of a PostgreSQL database beside which others
    may be made; without one it is a SQLite file.
    """
    folder = BENCH / f"{'postgresql' if server else 'sqlite'}-{count}"
    folder.mkdir(parents=True, exist_ok=True)
    url = _beside(server, count) if server else f"sqlite:///{folder / 'sourceline.sqlite3'}"
    made = Database(url, count, folder)
    kept, recipe = folder / "made.json", _recipe(count, real)
    written = json.loads(kept.read_text()) if kept.exists() else {}
    if written.get("recipe") == recipe and (not server or _exists(server, url)):
        made.figures, made.contents = written["figures"], Contents(**written["contents"])
        say(f"{count:,} events: kept from an earlier run")
    else:
        kept.unlink(missing_ok=True)
        _make(made, real, server, say)
        made.contents = contents(made)
    _index(made, say)
    kept.write_text(
        json.dumps({"recipe": recipe, "figures": made.figures, "contents": made.contents.__dict__}, indent=1)
    )
    return made


@contextmanager
def copied(made: Database) -> Iterator[str]:
    """The URL of a copy that may be changed, until the end of the block."""
    if made.file:
        copy = made.folder / "copy.sqlite3"
        shutil.copyfile(made.file, copy)
        try:
            yield f"sqlite:///{copy}"
        finally:
            for file in made.folder.glob(f"{copy.name}*"):
                file.unlink()
    else:
        name = f"{_named(made.url)}_copy"
        server = urlsplit(made.url)._replace(path="/postgres").geturl()
        _administer(
            server, f'DROP DATABASE IF EXISTS "{name}"', f'CREATE DATABASE "{name}" TEMPLATE "{_named(made.url)}"'
        )
        try:
            yield urlsplit(made.url)._replace(path=f"/{name}").geturl()
        finally:
            _administer(server, f'DROP DATABASE "{name}" WITH (FORCE)')


def _recipe(count: int, real: Path | None) -> str:
    """A digest of all that decides what the database holds."""
    files = [Path(ged.__file__), Path(__file__), *([real] if real else [])]
    for name in MAKING:
        path = ROOT / "timeline" / name
        files += sorted(path.rglob("*.py")) if path.is_dir() else [path] if path.exists() else []
    digests = [hashlib.sha256(path.read_bytes()).hexdigest() for path in files]
    return hashlib.sha256(json.dumps([count, *digests]).encode()).hexdigest()


def _make(made: Database, real: Path | None, server: str, say) -> None:
    rows = made.folder / "events.csv"
    began = time.perf_counter()
    ged.write(rows, made.count, real=real)
    seconds = time.perf_counter() - began
    say(f"{made.count:,} events: {rows.stat().st_size / 1e6:,.0f} MB of CSV written in {seconds:.0f} s")
    if server:
        name = _named(made.url)
        _administer(server, f'DROP DATABASE IF EXISTS "{name}"', f'CREATE DATABASE "{name}"')
    for old in made.folder.glob("sourceline.*"):
        old.unlink()
    manage(made.url, "migrate", "--verbosity", "0")
    # Real rows may hold some that are refused, which the command ends with; the report says how many.
    report = made.folder / "loaded.json"
    report.unlink(missing_ok=True)
    command = ["load", "--mapping", "ucdp-ged", "--timeline", TIMELINE, "--report", str(report), str(rows)]
    run = manage(made.url, *command, may_fail=True)
    if not report.exists():
        raise SystemExit(f"Nothing was loaded.\n{run.output}")
    rows.unlink()
    refused = json.loads(report.read_text())[0]["refused"]
    events = made.rows("SELECT count(*) FROM timeline_event WHERE status = 'published'")[0][0]
    made.figures = {
        "events": events,
        "refused": refused,
        "load_seconds": run.seconds,
        "load_events_a_second": events / run.seconds,
        "load_mb": run.peak_mb,
    }
    rate = f"{events / run.seconds:,.0f} a second"
    say(f"{made.count:,} events: {events:,} loaded, {refused:,} rows refused, in {run.seconds:.1f} s, {rate}")


def _index(made: Database, say) -> None:
    """Makes the index anew, twice when it was never timed, and takes the sizes."""
    for name in ("build", "rebuild"):
        if name == "rebuild" or "build_seconds" not in made.figures:
            run = manage(made.url, "reindex", "--facets")
            made.figures |= {f"{name}_seconds": run.seconds, f"{name}_mb": run.peak_mb}
    made.figures["index_mb"] = made.rows("SELECT sum(length(content)) FROM timeline_indexpart")[0][0] / 1e6
    if made.file:
        # A reader that takes the file for immutable does not see what is still in the log beside it.
        made.rows("PRAGMA wal_checkpoint(TRUNCATE)")
        made.figures["database_mb"] = made.file.stat().st_size / 1e6
    else:
        made.figures["database_mb"] = made.rows("SELECT pg_database_size(current_database())")[0][0] / 1e6
    say(f"{made.count:,} events: index made in {made.figures['rebuild_seconds']:.1f} s")


# PostgreSQL


def _beside(server: str, count: int) -> str:
    parts = urlsplit(server)
    return parts._replace(path=f"/sourceline_bench_{count}").geturl()


def _named(url: str) -> str:
    return urlsplit(url).path.strip("/")


def _exists(server: str, url: str) -> bool:
    import psycopg

    with psycopg.connect(server) as connection:
        found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [_named(url)])
        return found.fetchone() is not None


def _administer(server: str, *statements: str) -> None:
    import psycopg

    with psycopg.connect(server, autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement)


# What there is to ask for


def contents(made: Database) -> Contents:
    """Looked up once with plain SQL, so that the questions have answers."""
    key, slug = made.rows("SELECT id, slug FROM timeline_timeline ORDER BY id")[0]
    events = made.rows("SELECT count(*) FROM timeline_event WHERE status = 'published'")[0][0]
    actors = [
        list(row)
        for row in made.rows(
            "SELECT a.id, a.slug, count(DISTINCT p.event_id) AS events FROM timeline_participation p "
            "JOIN timeline_actor a ON a.id = p.actor_id GROUP BY a.id, a.slug ORDER BY events DESC, a.id"
        )
    ]
    common = [actor for actor in actors if actor[2] >= SHARE_COMMON * events][:12] or actors[:3]
    rare = [actor for actor in actors if actor[2] <= MOST_RARE] or actors[-3:]
    pairs = made.rows(
        "SELECT one.actor_id, other.actor_id, count(DISTINCT one.event_id) AS events FROM timeline_participation one "
        "JOIN timeline_participation other ON other.event_id = one.event_id AND other.actor_id > one.actor_id "
        "GROUP BY one.actor_id, other.actor_id ORDER BY events DESC, one.actor_id, other.actor_id LIMIT 8"
    )
    actor = {each[0]: each for each in actors}
    common_words, rare_words = _words(made, events)
    dated = "FROM timeline_event WHERE timeline_id = ? AND status = 'published' AND earliest IS NOT NULL"
    days = [str(day) for (day,) in made.rows(f"SELECT earliest {dated} ORDER BY earliest", key)]
    involving = f"{dated} AND id IN (SELECT event_id FROM timeline_participation WHERE actor_id = ?) ORDER BY earliest"
    return Contents(
        timeline=slug,
        timeline_key=key,
        events=events,
        actors=len(actors),
        common_actors=common,
        rare_actors=rare[:: max(1, len(rare) // 40)][:40],
        pairs=[[actor[one], actor[other], number] for one, other, number in pairs],
        kinds=[
            list(row)
            for row in made.rows(
                "SELECT k.id, k.slug, count(*) AS events FROM timeline_event e "
                "JOIN timeline_kind k ON k.id = e.kind_id "
                "WHERE e.status = 'published' GROUP BY k.id, k.slug ORDER BY events DESC, k.id"
            )
        ],
        common_words=common_words,
        rare_words=rare_words,
        windows=_windows(days),
        windows_of={
            each[1]: _windows([str(day) for (day,) in made.rows(f"SELECT earliest {involving}", key, each[0])])
            for each in common
        },
        folios=_folios(made, key, len(days)),
        full_text=_full_text(made),
    )


def _words(made: Database, events: int) -> tuple[list[list], list[list]]:
    """Common words, which are in 2 to 30 of a hundred events, and rare ones, which are in 2 to MOST_RARE events."""
    counts = Counter()
    for texts in made.rows("SELECT title, summary, quotations FROM timeline_eventwords"):
        counts.update({word for text in texts for word in text.split() if len(word) > 3 and word.isalpha()})
    common = [[word, number] for word, number in counts.most_common() if 0.02 <= number / events <= 0.3][:12]
    rare = sorted([word, number] for word, number in counts.items() if 2 <= number <= MOST_RARE)
    return common or [list(most) for most in counts.most_common(3)], rare[:: max(1, len(rare) // 40)][:40]


def _windows(days: list[str]) -> list[list[str]]:
    """[from, to] with a fifth of the sorted `days` between them."""
    marks = [days[min(len(days) - 1, len(days) * place // 5)] for place in range(6)] if days else []
    return [[start, stop] for start, stop in pairwise(marks) if date.fromisoformat(start) < date.fromisoformat(stop)]


def _folios(made: Database, key: int, events: int) -> dict[str, list]:
    """Pages about the thousandth, or about the last full one where there are fewer."""
    last = min(1_000, events // 50)
    ordered = (
        "SELECT earliest, latest, id FROM timeline_event WHERE timeline_id = ? AND status = 'published' "
        "AND earliest IS NOT NULL ORDER BY earliest, latest, id LIMIT 1 OFFSET ?"
    )
    pages = range(max(2, last - 9), last + 1)
    return {str(page): [str(each) for each in made.rows(ordered, key, (page - 1) * 50 - 1)[0]] for page in pages}


def _full_text(made: Database) -> str:
    if not made.file:
        return ""
    tables = made.rows("SELECT name FROM sqlite_master WHERE sql LIKE 'CREATE VIRTUAL TABLE%fts5%eventwords%'")
    return tables[0][0] if tables else ""
