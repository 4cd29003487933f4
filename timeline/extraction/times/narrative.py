"""What a text has said of time so far, and which of several readings that makes likely.

News count from the day of publication ("Friday", "in October"), histories from the date that they named last ("on
6 June", "that month"). A `Narrative` knows which of the two it reads, keeps the last date of every size, and chooses
the year of a date that names none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date

from timeline.extraction.times.periods import Period, Unit

__all__ = ["FUTURE", "PAST", "UNKNOWN", "Narrative", "after"]

PAST, UNKNOWN, FUTURE = -1, 0, 1

# How much farther away than the other reading one may be that goes against the tense, before it is the less likely:
# a newspaper of 30 October that "set Dec. 10 as the deadline" does not speak of the year before.
_AGAINST_THE_TENSE = 5
# Without a tense, news report what was.
_AGAINST_THE_HABIT = 1.6
# Histories go on, but may look back.
_AGAINST_THE_STORY = 2.5

_SIZES = list(Unit)


@dataclass(slots=True)
class Narrative:
    """The state of one reading of one text, changed by `mention`.

    `publication` is the day it was published; `is_history` says that its dates are counted from one another. `latest`
    is the date named last. `topic` is the period that results are reported of ("the third quarter"): what "a year
    ago" is compared with.
    """

    publication: date
    is_history: bool = False
    latest: Period | None = None
    topic: Period | None = None
    _by_unit: dict[Unit, Period] = field(default_factory=dict)

    def mention(self, period: Period) -> None:
        """Take note that the text named this date."""
        self.latest = period
        self._by_unit[period.unit] = period

    @property
    def is_elsewhere(self) -> bool:
        """Whether the story is being told of other years than that of publication."""
        return self.is_history and self.latest is not None

    @property
    def base(self) -> tuple[Period, str]:
        """What a date without a year is counted from, and its name: the last date, or the day of publication."""
        if self.is_elsewhere:
            return self.latest, "narrative"
        return self.now(Unit.DAY), "publication"

    def now(self, unit: Unit) -> Period:
        """The day, month or year of publication."""
        return Period.holding(unit, self.publication)

    def last(self, unit: Unit) -> Period | None:
        """The last period of just this size that was named."""
        return self._by_unit.get(unit)

    def then(self, unit: Unit) -> Period | None:
        """The period of this size that the text last spoke of: itself named, or holding the smaller one that was."""
        latest = self.latest
        if latest is None or latest.unit is unit:
            return latest
        if _SIZES.index(latest.unit) < _SIZES.index(unit):
            return latest.within_unit(unit)
        day = self.last(Unit.DAY)
        return self.last(unit) or (day.within_unit(unit) if day and unit is Unit.WEEK else None)

    def year_after_year(self, period_in: Callable[[int], Period | None], direction: int) -> tuple[Period, str] | None:
        """The likeliest of the readings of a date that names no year, and what it was counted from.

        `period_in` gives the date in a year, or None if that year has none (29 February). In news, the nearest to the
        publication that fits the tense; in a history, the nearest to the last date that does not go back; but a year
        that was named alone holds what follows it.
        """
        base, whence = self.base
        candidates = [each for step in (-1, 0, 1) if (each := _in_year(period_in, base.year + step))]
        if not candidates:
            candidates = [each for step in (-4, -3, -2, 2, 3, 4) if (each := _in_year(period_in, base.year + step))]
        if not candidates:
            return None
        earliest, latest = base.earliest, base.latest
        if whence == "narrative":
            if base.unit in (Unit.YEAR, Unit.SEASON, Unit.HALF, Unit.QUARTER):
                inside = [each for each in candidates if earliest <= each.earliest and each.latest <= latest]
                candidates = inside[:1] or candidates
            return min(candidates, key=lambda each: _distance(each, earliest, latest, PAST, _AGAINST_THE_STORY)), whence
        bias = _AGAINST_THE_TENSE if direction else _AGAINST_THE_HABIT
        against = -direction or FUTURE
        return min(candidates, key=lambda each: _distance(each, earliest, latest, against, bias)), whence

    def weekday(self, number: int, direction: int) -> tuple[Period, str]:
        """The day of the week (0 is Monday) nearest in this direction, and what it was counted from.

        The day of publication itself counts. A history goes on from the last day that it named.
        """
        day = self.last(Unit.DAY) if self.is_elsewhere else None
        if day:
            return day.shifted((number - day.earliest.weekday()) % 7), "narrative"
        today = self.now(Unit.DAY)
        if direction == FUTURE:
            return today.shifted((number - self.publication.weekday()) % 7), "publication"
        return today.shifted(-((self.publication.weekday() - number) % 7)), "publication"


def after(candidates: Iterable[Period | None], start: Period) -> Period | None:
    """The first of these that does not begin before `start`, None if all do."""
    return next((each for each in candidates if each and each.earliest >= start.earliest), None)


def _in_year(period_in: Callable[[int], Period | None], year: int) -> Period | None:
    return period_in(year) if 2 <= year <= 9997 else None


def _distance(candidate: Period, first: date, last: date, against: int, bias: float) -> float:
    """Days between a period and the anchor; those on the side `against` count for more."""
    if candidate.earliest > last:
        return (candidate.earliest - last).days * (bias if against == FUTURE else 1)
    if candidate.latest < first:
        return (first - candidate.latest).days * (bias if against == PAST else 1)
    return 0
