"""What loading a file in bulk came to: counts, and a reason for whatever could not be loaded or carried."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils import timezone

from timeline.models import Timeline

SHOWN = 20  # of what was refused, on the terminal and in the database; `Report.as_json` has all


@dataclass
class Report:
    """What became of the rows of a file.

    `created`, `changed` and `unchanged` count by word ("event", "actor", "source", …). `refused` are the rows that
    were not loaded: the number of each in its file, its key and why. `notes` count, by reason, what rows were loaded
    without or otherwise than they stand there, with the keys of the first of them. `left_out` counts rows that the
    mapping says are none, `unused` names the columns that it makes nothing of.
    """

    timeline: Timeline
    name: str
    rows: int = 0
    created: Counter = field(default_factory=Counter)
    changed: Counter = field(default_factory=Counter)
    unchanged: Counter = field(default_factory=Counter)
    refused: list[tuple[int, str, str]] = field(default_factory=list)
    notes: dict[str, tuple[int, list[str]]] = field(default_factory=dict)
    left_out: int = 0
    unused: list[str] = field(default_factory=list)
    loaded_before: datetime | None = None

    def refuse(self, row: int, key: str, why: str) -> None:
        self.refused.append((row, key, why))

    def note(self, reason: str, key: str) -> None:
        count, keys = self.notes.get(reason, (0, []))
        self.notes[reason] = (count + 1, [*keys, key] if len(keys) < SHOWN else keys)

    def as_json(self, *, shown: int | None = None) -> dict[str, Any]:
        """All of it, or no more than `shown` of the refused rows."""
        return {
            "file": self.name,
            "timeline": self.timeline.slug,
            "rows": self.rows,
            "created": dict(self.created),
            "changed": dict(self.changed),
            "unchanged": dict(self.unchanged),
            "refused": len(self.refused),
            "refused_rows": [{"row": row, "key": key, "why": why} for row, key, why in self.refused[:shown]],
            "notes": [{"what": reason, "rows": n, "keys": keys} for reason, (n, keys) in sorted(self.notes.items())],
            "left_out": self.left_out,
            "unused_columns": self.unused,
        }

    def __str__(self):
        if self.loaded_before:
            when = timezone.localtime(self.loaded_before)
            return (
                f"{self.name}: loaded already, on {when:%Y-%m-%d} at {when:%H:%M}; nothing changed "
                f"({self.rows:,} rows, {_counted(self.refused, 'refused row')}; --again reads it once more)."
            )
        lines = [f"{self.name} → “{self.timeline}”: {self.rows:,} rows"]
        for word, counts in (("created", self.created), ("changed", self.changed), ("unchanged", self.unchanged)):
            things = ", ".join(f"{n:,} {thing}{'s' * (n != 1)}" for thing, n in counts.items() if n)
            lines.append(f"{word}: {things or 'nothing'}")
        lines.append(f"refused: {_counted(self.refused, 'row')}")
        lines += [f"  row {row}{f' ({key})' if key else ''}: {why}" for row, key, why in self.refused[:SHOWN]]
        if len(self.refused) > SHOWN:
            lines.append(f"  and {len(self.refused) - SHOWN:,} more (--report FILE writes them all)")
        for reason, (n, keys) in sorted(self.notes.items()):
            lines.append(f"noted, in {n:,} row{'s' * (n != 1)}: {reason} ({', '.join(keys[:3])}{', …' * (n > 3)})")
        if self.left_out:
            lines.append(f"left out, as the mapping says: {self.left_out:,} row{'s' * (self.left_out != 1)}")
        if self.unused:
            lines.append(f"columns that the mapping does not use: {', '.join(self.unused)}")
        return "\n".join(lines)


def _counted(rows: list, word: str) -> str:
    return f"{len(rows):,} {word}{'s' * (len(rows) != 1)}" if rows else "nothing" if word == "row" else f"no {word}"
