"""What measured times come to: percentiles, ratios, and whether a limit is reached."""

from collections.abc import Sequence
from dataclasses import dataclass

__all__ = ["Limit", "Timing", "percentile", "ratio", "table"]


def percentile(samples: Sequence[float], share: float) -> float:
    """The least of `samples` that `share` of them (0 to 1) do not exceed: a time that was measured, none in between."""
    ordered = sorted(samples)
    rank = -(-round(share * 1_000_000) * len(ordered) // 1_000_000)  # rounded up, in whole numbers
    return ordered[max(1, rank) - 1]


def ratio(one: float | None, other: float | None) -> float | None:
    """How many times `other` goes into `one`; None where either is missing or there is nothing to divide by."""
    return one / other if one is not None and other else None


@dataclass(frozen=True)
class Timing:
    """How long the same question took, in ms: the first answer by itself, then all the others.

    `new` are the answers, the first among them, at addresses that had not been asked for before.
    """

    first: float
    samples: tuple[float, ...]
    size: int  # bytes of the last answer, as they came
    new: tuple[float, ...] = ()

    @property
    def p50(self) -> float:
        return percentile(self.samples or (self.first,), 0.50)

    @property
    def p99(self) -> float:
        return percentile(self.samples or (self.first,), 0.99)

    def written(self) -> dict:
        return {
            "p50_ms": round(self.p50, 3),
            "p99_ms": round(self.p99, 3),
            "first_ms": round(self.first, 3),
            "new_p50_ms": round(percentile(self.new or (self.first,), 0.50), 3),
            "new": len(self.new),
            "samples": len(self.samples),
            "bytes": self.size,
        }


@dataclass(frozen=True)
class Limit:
    """What is asked of a figure: to be at most `most`, or at least `least`. Not measured is not reached."""

    name: str
    figure: float | None
    most: float | None = None
    least: float | None = None
    unit: str = "ms"

    @property
    def is_reached(self) -> bool:
        if self.figure is None:
            return False
        return (self.most is None or self.figure <= self.most) and (self.least is None or self.figure >= self.least)

    @property
    def line(self) -> str:
        asked = f"at most {self.most:g}" if self.most is not None else f"at least {self.least:g}"
        figure = "not measured" if self.figure is None else f"{shown(self.figure)} {self.unit}"
        return f"{'reached    ' if self.is_reached else 'NOT REACHED'}  {self.name}: {figure} ({asked})"

    def written(self) -> dict:
        asked = {"most": self.most} if self.most is not None else {"least": self.least}
        figure = None if self.figure is None else round(self.figure, 3)
        return {"name": self.name, "figure": figure, "unit": self.unit, **asked, "reached": self.is_reached}


def shown(figure: float | None, behind: str = "") -> str:
    """A figure as the tables print it: three digits or so, a dash for none."""
    if figure is None:
        return "–"
    return f"{figure:,.0f}{behind}" if abs(figure) >= 100 else f"{figure:.3g}{behind}"


def table(rows: Sequence[Sequence[str]]) -> str:
    """The rows below one another, the first as their heading; the first column to the left, the others right."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = []
    for row in rows:
        cells = [row[0].ljust(widths[0]), *(cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True))]
        lines.append("  ".join(cells).rstrip())
    return "\n".join([lines[0], "-" * max(map(len, lines)), *lines[1:]]) + "\n"
