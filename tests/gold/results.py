"""What the last committed run missed and proposed in error (`result.json`), and what has changed since."""

import json
from collections.abc import Mapping
from pathlib import Path

from tests.gold.scoring import Tally

__all__ = ["RESULT", "changes", "committed", "written"]

RESULT = Path(__file__).resolve().parent / "result.json"


def written(tallies: Mapping[str, Mapping[str, Tally]]) -> dict:
    """The tallies of each article as they are kept: how many are right, and the labels of what is not, sorted."""
    return {
        name: {
            layer: {
                "right": len(tally.right),
                "missed": sorted(finding.label for finding in tally.missed),
                "false": sorted(finding.label for finding in tally.false),
            }
            for layer, tally in layers.items()
        }
        for name, layers in sorted(tallies.items())
    }


def committed(path: Path = RESULT) -> dict:
    """What was last written; nothing if there is no such file."""
    return json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}


def write(result: dict, path: Path = RESULT) -> None:
    path.write_text(json.dumps(result, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def changes(before: dict, after: dict) -> tuple[list[str], list[str]]:
    """The gains and the losses from one result to the other, a line for each case: article, layer, item.

    An article or a layer that only one of them has is left out, as there is nothing to compare.
    """
    gains, losses = [], []
    for name in sorted(before.keys() & after.keys()):
        for layer in [layer for layer in after[name] if layer in before[name]]:
            old, new = before[name][layer], after[name][layer]
            where = f"{name}, {layer}"
            gains += [f"{where}: found {item}" for item in _without(old["missed"], new["missed"])]
            gains += [f"{where}: no longer proposed {item}" for item in _without(old["false"], new["false"])]
            losses += [f"{where}: missed {item}" for item in _without(new["missed"], old["missed"])]
            losses += [f"{where}: proposed {item}" for item in _without(new["false"], old["false"])]
    return gains, losses


def _without(items: list[str], others: list[str]) -> list[str]:
    """Those of `items` beyond `others`; of two that are alike each counts."""
    left = list(others)
    return [item for item in items if item not in left or left.remove(item)]
