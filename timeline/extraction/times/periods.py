"""Calendar periods: a day, a week, the third quarter, the 1990s; their neighbours, their days and their two spellings.

A `Period` is a unit and how many of that unit went before it, so that the period before, the one a year later and
the month that holds a day are additions and divisions. It writes itself twice: as a TIMEX3 value (ISO 24617-1:
"1998-W12", "1998-Q3", "199", "19") and as an `EventDate`, never narrower than the period.

    D day       WE weekend   Q quarter   H half    DE decade
    W week      M month      S season    Y year    CE century

Weeks begin on Monday (ISO 8601); winter belongs to the year in which it begins, as in `timeline.dates`.
The calendar has the years 1 to 9999; what would lie beyond raises OverflowError, as the arithmetic of `datetime` does.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache

from timeline.dates import EventDate

__all__ = ["Period", "Unit", "event_date", "interval", "within"]


class Unit(StrEnum):
    """The size of a period, the smallest first; the values are TimeML's letters where it has one."""

    DAY = "D"
    WEEK = "W"
    WEEKEND = "WE"
    MONTH = "M"
    QUARTER = "Q"
    SEASON = "S"
    HALF = "H"
    YEAR = "Y"
    DECADE = "DE"
    CENTURY = "CE"


MONTHS_IN = {Unit.MONTH: 1, Unit.QUARTER: 3, Unit.SEASON: 3, Unit.HALF: 6}
YEARS_IN = {Unit.YEAR: 1, Unit.DECADE: 10, Unit.CENTURY: 100}
_SEASONS = ("SP", "SU", "FA", "WI")


@lru_cache(maxsize=4096)
def event_date(text: str) -> EventDate:
    """`EventDate.parse`, remembered: an article names the same days again and again."""
    return EventDate.parse(text)


def within(earliest: date | None, latest: date | None) -> EventDate:
    """Once, on a day between these, both included; None for an open end."""
    if earliest and latest and earliest > latest:
        earliest = latest
    return EventDate.of_days(earliest, latest)


def interval(earliest: date | None, latest: date | None) -> EventDate:
    """All the days between these, both included; None for an open end."""
    if earliest and latest and earliest > latest:
        earliest = latest
    first, last = (day.isoformat() if day else ".." for day in (earliest, latest))
    return event_date(f"{first}/{last}")


def _year(number: int) -> str:
    if not -9998 <= number <= 9999:
        raise OverflowError(f"the year {number} has no TIMEX3 value")
    return f"{number:04}" if number > 0 else f"BC{1 - number:04}"


@dataclass(frozen=True, slots=True)
class Period:
    """`index` units after the unit that holds the first day of the year 0 (days and weeks: of the year 1).

    The year 0 is 1 BC. Periods before Christ have a value, and raise OverflowError when they are asked for days.
    """

    unit: Unit
    index: int

    @classmethod
    def of_day(cls, day: date) -> Period:
        return cls(Unit.DAY, day.toordinal())

    @classmethod
    def of_month(cls, year: int, month: int) -> Period:
        return cls(Unit.MONTH, year * 12 + month - 1)

    @classmethod
    def part_of_year(cls, unit: Unit, year: int, number: int) -> Period:
        """The `number`th (from 1) quarter, half, season or month of a year; spring is the first season."""
        return cls(unit, year * (12 // MONTHS_IN[unit]) + number - 1)

    @classmethod
    def holding(cls, unit: Unit, day: date) -> Period:
        """The period of this unit that holds `day`; for a weekend, that of the day's week."""
        if unit is Unit.DAY:
            return cls.of_day(day)
        if unit in (Unit.WEEK, Unit.WEEKEND):
            return cls(unit, (day.toordinal() - 1) // 7)
        if unit in YEARS_IN:
            return cls(unit, day.year // YEARS_IN[unit])
        months = day.year * 12 + day.month - 1
        return cls(unit, (months - 2 if unit is Unit.SEASON else months) // MONTHS_IN[unit])

    def shifted(self, count: int) -> Period:
        """The period so many units later."""
        return Period(self.unit, self.index + count)

    def within_unit(self, unit: Unit) -> Period:
        """The larger period that holds the first day of this one."""
        return self if unit is self.unit else Period.holding(unit, self.earliest)

    def years_away(self, years: int) -> Period:
        """The same part of another year: the quarter a year earlier, the week of the same days."""
        unit = self.unit
        if unit is Unit.DAY:
            day = self.earliest
            length = monthrange(day.year + years, day.month)[1]
            return Period.of_day(day.replace(year=day.year + years, day=min(day.day, length)))
        if unit in (Unit.WEEK, Unit.WEEKEND):
            return self.shifted(52 * years)
        if unit in YEARS_IN:
            return self if abs(years) < YEARS_IN[unit] else self.shifted(years // YEARS_IN[unit])
        return self.shifted(12 // MONTHS_IN[unit] * years)

    @property
    def year(self) -> int:
        """The year of its first day; of a week, the one that most of its days are in."""
        if self.unit in YEARS_IN:
            return self.index * YEARS_IN[self.unit]
        if self.unit in MONTHS_IN:
            return self.index * MONTHS_IN[self.unit] // 12
        day = self if self.unit is Unit.DAY else Period(Unit.DAY, self.index * 7 + 4)
        return day.earliest.year

    @property
    def earliest(self) -> date:
        """Its first day. Raises OverflowError where the calendar has none."""
        unit, index = self.unit, self.index
        try:
            if unit is Unit.DAY:
                return date.fromordinal(index)
            if unit is Unit.WEEK:
                return date.fromordinal(index * 7 + 1)
            if unit is Unit.WEEKEND:
                return date.fromordinal(index * 7 + 6)
            if unit in YEARS_IN:
                return date(index * YEARS_IN[unit] or YEARS_IN[unit] > 1, 1, 1)
            months = index * MONTHS_IN[unit] + (2 if unit is Unit.SEASON else 0)
            return date(months // 12, months % 12 + 1, 1)
        except ValueError as error:
            raise OverflowError(f"{unit.name} {index} is beyond the calendar") from error

    @property
    def latest(self) -> date:
        """Its last day. Raises OverflowError where the calendar has none."""
        if self.unit is Unit.WEEKEND:
            return self.earliest + timedelta(days=1)
        return self.shifted(1).earliest - timedelta(days=1)

    @property
    def value(self) -> str:
        """The TIMEX3 value; of a year before Christ "BC0480". Raises OverflowError for a year after 9999."""
        unit, index = self.unit, self.index
        if unit is Unit.DAY:
            return self.earliest.isoformat()
        if unit in (Unit.WEEK, Unit.WEEKEND):
            year, week, _ = Period(Unit.WEEK, index).earliest.isocalendar()
            return f"{year:04}-W{week:02}" + ("-WE" if unit is Unit.WEEKEND else "")
        if unit is Unit.YEAR:
            return _year(index)
        if unit in YEARS_IN:
            width = 3 if unit is Unit.DECADE else 2
            return f"{index:0{width}}" if index >= 0 else f"BC{-1 - index:0{width}}"
        year, part = divmod(index, 12 // MONTHS_IN[unit])
        if unit is Unit.MONTH:
            return f"{_year(year)}-{part + 1:02}"
        return f"{_year(year)}-{_SEASONS[part] if unit is Unit.SEASON else f'{unit}{part + 1}'}"

    @property
    def edtf(self) -> str | None:
        """Its EDTF, where EDTF has a word for it: not for weeks, weekends and halves."""
        index = self.index
        match self.unit:
            case Unit.WEEK | Unit.WEEKEND | Unit.HALF:
                return None
            case Unit.DECADE:
                return f"{index:03}X"
            case Unit.CENTURY:
                return f"{index:02}XX"
            case Unit.SEASON:
                return f"{index // 4:04}-{21 + index % 4}"
            case Unit.QUARTER:
                return f"{index // 4:04}-{33 + index % 4}"
            case _:
                return self.value

    def date(self, mod: str = "") -> EventDate:
        """The days that it can mean, once, somewhere within; `mod` is TIMEX3's.

        START, MID and END are thirds: of a month the days 1–10, 11–20 and from 21, of a year four months each, of a
        decade four years each, with one in common. APPROX puts the whole in doubt. Raises OverflowError where the
        calendar has no such days.
        """
        earliest, latest = self.earliest, self.latest
        if mod in ("START", "MID", "END") and self.unit is not Unit.DAY:
            return within(*self._third(("START", "MID", "END").index(mod)))
        about = "~" if mod == "APPROX" else ""
        if self.edtf is None:
            return event_date(f"[{earliest}{about}..{latest}{about}]")
        return event_date(self.edtf + about)

    def _third(self, number: int) -> tuple[date, date]:
        earliest, latest, unit = self.earliest, self.latest, self.unit
        if unit is Unit.MONTH:
            last = latest if number == 2 else earliest.replace(day=10 + 10 * number)
            return earliest.replace(day=1 + 10 * number), last
        if unit in (Unit.WEEK, Unit.WEEKEND):
            days = (latest - earliest).days
            first, last = ((0, 2), (1, 4), (3, 6))[number] if unit is Unit.WEEK else ((0, 0), (0, 1), (1, 1))[number]
            return earliest + timedelta(days=first), earliest + timedelta(days=min(last, days))
        if unit in YEARS_IN and unit is not Unit.YEAR:
            years = YEARS_IN[unit]
            first, last = ((0, 0.4), (0.3, 0.7), (0.6, 1))[number]
            start, stop = self.index * years + int(first * years), self.index * years + int(last * years) - 1
            return date(max(start, 1), 1, 1), date(stop, 12, 31)
        months = 12 if unit is Unit.YEAR else MONTHS_IN[unit]
        first = Period.holding(Unit.MONTH, earliest).shifted(months * number // 3)
        return first.earliest, first.shifted(max(months // 3, 1) - 1).latest
