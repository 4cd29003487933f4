"""What a text has said of time so far, and which of several readings that makes likely.

News count from the day of publication ("Friday", "in October"), histories from the date that they named last ("on
6 June", "that month"); and news that look back do so for a while. A `Narrative` knows which of the two it reads, keeps
the last date of every size, and chooses the year of a date that names none.
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
# Histories go on; a new paragraph may take up another thread, and in the pluperfect the past is the likelier.
_AGAINST_THE_STORY = 5
_BETWEEN_PARAGRAPHS = 2.5

_SIZES = list(Unit)
# Dates of these sizes hold what follows them: "in 1914" is the year of "in the spring".
_HOLDERS = (Unit.YEAR, Unit.SEASON, Unit.HALF, Unit.QUARTER)


@dataclass(slots=True)
class Narrative:
    """The state of one reading of one text, changed by `mention` and by what the reader learns of the text.

    `publication` is the day it was published; `is_history` says that its dates are counted from one another,
    `is_away` that news tell for the moment of an earlier time, and `is_of_now` that the sentence being read speaks
    from the day of publication all the same; `looks_back`, that it tells what had been before; `is_new_paragraph`,
    that no date was named since its beginning. In a history that `names_weekdays`, a weekday is that of the story.
    `latest` is the date named last. `topic` is the period that results are reported of ("the third quarter"): what "a
    year ago" is compared with. `days_counted` are the first day and the last of those that the text numbered ("on the
    third day").
    """

    publication: date
    is_history: bool = False
    is_away: bool = False
    is_of_now: bool = False
    looks_back: bool = False
    is_new_paragraph: bool = False
    names_weekdays: bool = True
    latest: Period | None = None
    topic: Period | None = None
    days_counted: tuple[Period, Period] | None = None
    _by_unit: dict[Unit, Period] = field(default_factory=dict)
    _main: tuple[Period | None, dict[Unit, Period]] | None = None

    def mention(self, period: Period) -> None:
        """Take note that the text named this date."""
        self.latest = period
        self.is_new_paragraph = False
        self._by_unit[period.unit] = period

    def digress(self, period: Period) -> None:
        """Take note that a clause beside the story named this date, which counts until `resume`."""
        if self._main is None:
            self._main = self.latest, dict(self._by_unit)
        self.mention(period)

    def resume(self) -> None:
        """Go back from clauses beside the story to where it was."""
        if self._main is not None:
            self.latest, self._by_unit = self._main
            self._main = None

    @property
    def is_digressing(self) -> bool:
        return self._main is not None

    @property
    def main(self) -> Period | None:
        """The last date of the story itself, whatever the clauses beside it named."""
        return self.latest if self._main is None else self._main[0]

    @property
    def is_elsewhere(self) -> bool:
        """Whether the story is being told of other years than that of publication."""
        return (self.is_history or self.is_away) and self.latest is not None and not self.is_of_now

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

    def is_fresh(self, period: Period) -> bool:
        """Whether this is of the time that the text spoke of last, and not of one that it has left."""
        return _meet(self.latest, period)

    @property
    def day(self) -> Period | None:
        """The day that "that night" is of; in a history None, if it has named a month or a year since."""
        day, latest = self.last(Unit.DAY), self.latest
        if day and self.is_elsewhere and latest.unit is not Unit.DAY:
            return day if latest.unit is not Unit.YEAR and _meet(latest, day) else None
        return day

    def year_after_year(self, period_in: Callable[[int], Period | None], direction: int) -> tuple[Period, str] | None:
        """The likeliest of the readings of a date that names no year, and what it was counted from.

        `period_in` gives the date in a year, or None if that year has none (29 February). In news, the nearest to the
        publication that fits the tense; in a history, the nearest to the last date that does not go back, nor beyond
        the publication; but a year that was named alone holds what follows it.
        """
        base, whence = self.base
        candidates = [each for step in (-1, 0, 1) if (each := _in_year(period_in, base.year + step))]
        if not candidates:
            candidates = [each for step in (-4, -3, -2, 2, 3, 4) if (each := _in_year(period_in, base.year + step))]
        if not candidates:
            return None
        earliest, latest = base.earliest, base.latest
        if whence == "narrative":
            if base.unit in _HOLDERS:
                inside = [each for each in candidates if earliest <= each.earliest and each.latest <= latest]
                candidates = inside[:1] or candidates
            if latest <= self.publication:
                candidates = [each for each in candidates if each.earliest <= self.publication] or candidates
            against = FUTURE if self.looks_back else PAST
            bias = _BETWEEN_PARAGRAPHS if self.looks_back or self.is_new_paragraph else _AGAINST_THE_STORY
            return min(candidates, key=lambda each: _distance(each, earliest, latest, against, bias)), whence
        bias = _AGAINST_THE_TENSE if direction else _AGAINST_THE_HABIT
        against = -direction or FUTURE
        return min(candidates, key=lambda each: _distance(each, earliest, latest, against, bias)), whence

    def weekday(self, number: int, direction: int) -> tuple[Period, str]:
        """The day of the week (0 is Monday) nearest in this direction, and what it was counted from.

        The day of publication itself counts. A history goes on from the last day that it named.
        """
        day = self.day if self.is_elsewhere and self.is_history and self.names_weekdays else None
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


def _meet(one: Period, two: Period) -> bool:
    """Whether two periods have a day in common."""
    return one.year < 1 or two.year < 1 or (one.earliest <= two.latest and two.earliest <= one.latest)
