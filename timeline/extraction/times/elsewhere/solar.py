"""The solar Hijri calendar of Iran and Afghanistan, in days of the Gregorian one.

Its year begins with the vernal equinox in Tehran. The rule of 33 years only comes near that; what is used here is the
table of K. M. Borkowski, "The Persian calendar for 3000 years", Earth, Moon, and Planets 74 (1996), 223–230: the years
at which the pattern of leap years breaks, good from the year 1 to 3177. It agrees with the leap years that Iran has
decreed since 1304 (1925). The first six months have 31 days, the next five 30, the last 29 or in a leap year 30.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from itertools import pairwise

from timeline.extraction.times.periods import Period, Unit

__all__ = ["FIRST_YEAR", "LAST_YEAR", "SolarPeriod", "new_year"]

# The years that a text of today or of two centuries ago can name; others are of another calendar.
FIRST_YEAR, LAST_YEAR = 1178, 1499

_BREAKS = (
    -61, 9, 38, 199, 426, 686, 756, 818, 1111, 1181, 1210, 1635, 2060, 2097, 2192, 2262, 2324, 2394, 2456, 3178,
)  # fmt: skip
# In each run of years between two breaks, the leap years come every fourth, and the last of 33 after five.
_CYCLE = 33
_MONTHS_BEFORE = (0, 31, 62, 93, 124, 155, 186, 216, 246, 276, 306, 336)


@lru_cache(maxsize=1024)
def new_year(year: int) -> date:
    """The Gregorian day of 1 Farvardin. Raises OverflowError for a year outside 1 to 3177."""
    if not 1 <= year < _BREAKS[-1]:
        raise OverflowError(f"{year} is beyond the solar Hijri calendar")
    leaps = -14
    for start, end in pairwise(_BREAKS):
        run = end - start
        if year < end:
            break
        leaps += run // _CYCLE * 8 + run % _CYCLE // 4
    since = year - start
    leaps += since // _CYCLE * 8 + (since % _CYCLE + 3) // 4
    if run % _CYCLE == 4 and run - since == 4:
        leaps += 1
    gregorian = year + 621
    gregorian_leaps = gregorian // 4 - (gregorian // 100 + 1) * 3 // 4 - 150
    return date(gregorian, 3, 20 + leaps - gregorian_leaps)


def _year_of(day: date) -> int:
    year = day.year - 621
    return year if day >= new_year(year) else year - 1


@dataclass(frozen=True, slots=True)
class SolarPeriod(Period):
    """A day, month or year of the solar Hijri calendar, counted as `Period` counts them.

    Its days are Gregorian, its larger periods solar again, so that two years after a solar year is a solar year.
    A month and a year have neither an EDTF nor a TIMEX3 value of their own: they are the days that they hold.
    """

    @classmethod
    def of(cls, year: int, month: int = 0, day: int = 0) -> SolarPeriod | None:
        """The year, or its month, or the day of that; None when the calendar has no such one."""
        if not (FIRST_YEAR <= year <= LAST_YEAR and 0 <= month <= 12):
            return None
        if not month:
            return cls(Unit.YEAR, year)
        of_month = cls(Unit.MONTH, year * 12 + month - 1)
        if not day:
            return of_month
        on = of_month.earliest + timedelta(days=day - 1)
        return cls(Unit.DAY, on.toordinal()) if day >= 1 and on <= of_month.latest else None

    @classmethod
    def holding(cls, unit: Unit, day: date) -> Period:
        """The solar year or month of a day; of the other units the Gregorian period."""
        if unit not in (Unit.YEAR, Unit.MONTH):
            return Period.holding(unit, day)
        year = _year_of(day)
        if unit is Unit.YEAR:
            return cls(unit, year)
        past = (day - new_year(year)).days
        return cls(unit, year * 12 + sum(past >= before for before in _MONTHS_BEFORE) - 1)

    def shifted(self, count: int) -> SolarPeriod:
        return SolarPeriod(self.unit, self.index + count)

    def within_unit(self, unit: Unit) -> Period:
        return self if unit is self.unit else SolarPeriod.holding(unit, self.earliest)

    def years_away(self, years: int) -> Period:
        if self.unit is Unit.DAY:
            return Period.years_away(self, years)
        return self.shifted(years if self.unit is Unit.YEAR else 12 * years)

    @property
    def year(self) -> int:
        """The Gregorian year of its first day."""
        return self.earliest.year

    @property
    def earliest(self) -> date:
        if self.unit is Unit.DAY:
            return date.fromordinal(self.index)
        if self.unit is Unit.YEAR:
            return new_year(self.index)
        year, month = divmod(self.index, 12)
        return new_year(year) + timedelta(days=_MONTHS_BEFORE[month])

    @property
    def latest(self) -> date:
        return self.shifted(1).earliest - timedelta(days=1)

    @property
    def value(self) -> str:
        """The day, or the first and the last of its days with a stroke between, as ISO 8601 writes a stretch."""
        return self.earliest.isoformat() if self.unit is Unit.DAY else f"{self.earliest}/{self.latest}"

    @property
    def edtf(self) -> str | None:
        return self.value if self.unit is Unit.DAY else None

    def _third(self, number: int) -> tuple[date, date]:
        """Of a month the days 1–10, 11–20 and from 21, of a year four months."""
        if self.unit is Unit.MONTH:
            first = self.earliest + timedelta(days=10 * number)
            return first, self.latest if number == 2 else first + timedelta(days=9)
        months = SolarPeriod(Unit.MONTH, self.index * 12 + 4 * number)
        return months.earliest, months.shifted(3).latest
