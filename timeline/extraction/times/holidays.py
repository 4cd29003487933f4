"""The days that go by a name: Christmas Eve, Thanksgiving, Easter.

Rules, not lists of years: a month and a day, the nth weekday of a month, days after Easter. The American reading is
taken of those that countries keep on different days.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable
from datetime import date, timedelta

__all__ = ["HOLIDAYS", "easter"]


def easter(year: int) -> date:
    """Easter Sunday of the Gregorian calendar. Source: Meeus, Jones and Butcher (Meeus, Astronomical Algorithms, 8)."""
    century, of_century = divmod(year, 100)
    golden = year % 19
    leaps, rest = divmod(century, 4)
    moon = (century - (century + 8) // 25 + 1) // 3
    epact = (19 * golden + century - leaps - moon + 15) % 30
    fours, ones = divmod(of_century, 4)
    to_sunday = (32 + 2 * rest + 2 * fours - epact - ones) % 7
    correction = (golden + 11 * epact + 22 * to_sunday) // 451
    month, day = divmod(epact + to_sunday - 7 * correction + 114, 31)
    return date(year, month, day + 1)


def _fixed(month: int, day: int) -> Callable[[int], date]:
    return lambda year: date(year, month, day)


def _nth(month: int, weekday: int, number: int) -> Callable[[int], date]:
    """The `number`th of a weekday (0 is Monday) in a month; the last for -1."""

    def on(year: int) -> date:
        if number < 0:
            last = date(year, month, monthrange(year, month)[1])
            return last - timedelta(days=(last.weekday() - weekday) % 7)
        first = date(year, month, 1)
        return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (number - 1))

    return on


def _from_easter(days: int) -> Callable[[int], date]:
    return lambda year: easter(year) + timedelta(days=days)


def _after(rule: Callable[[int], date], days: int) -> Callable[[int], date]:
    return lambda year: rule(year) + timedelta(days=days)


_THANKSGIVING = _nth(11, 3, 4)

# By the words of the name in lower case, without apostrophes and "day" where it may be left out.
HOLIDAYS: dict[tuple[str, ...], Callable[[int], date]] = {
    ("christmas",): _fixed(12, 25),
    ("christmas", "day"): _fixed(12, 25),
    ("christmas", "eve"): _fixed(12, 24),
    ("boxing", "day"): _fixed(12, 26),
    ("new", "year", "'s"): _fixed(1, 1),
    ("new", "year", "'s", "day"): _fixed(1, 1),
    ("new", "year", "'s", "eve"): _fixed(12, 31),
    ("new", "years", "day"): _fixed(1, 1),
    ("new", "years", "eve"): _fixed(12, 31),
    ("epiphany",): _fixed(1, 6),
    ("martin", "luther", "king", "day"): _nth(1, 0, 3),
    ("martin", "luther", "king", "jr", ".", "day"): _nth(1, 0, 3),
    ("groundhog", "day"): _fixed(2, 2),
    ("valentine", "'s", "day"): _fixed(2, 14),
    ("presidents", "day"): _nth(2, 0, 3),
    ("presidents", "'", "day"): _nth(2, 0, 3),
    ("st", ".", "patrick", "'s", "day"): _fixed(3, 17),
    ("april", "fools", "day"): _fixed(4, 1),
    ("april", "fools", "'", "day"): _fixed(4, 1),
    ("april", "fool", "'s", "day"): _fixed(4, 1),
    ("anzac", "day"): _fixed(4, 25),
    ("earth", "day"): _fixed(4, 22),
    ("may", "day"): _fixed(5, 1),
    ("mother", "'s", "day"): _nth(5, 6, 2),
    ("mothers", "day"): _nth(5, 6, 2),
    ("mothers", "'", "day"): _nth(5, 6, 2),
    ("memorial", "day"): _nth(5, 0, -1),
    ("father", "'s", "day"): _nth(6, 6, 3),
    ("fathers", "day"): _nth(6, 6, 3),
    ("fathers", "'", "day"): _nth(6, 6, 3),
    ("juneteenth",): _fixed(6, 19),
    ("midsummer", "'s", "day"): _fixed(6, 24),
    ("canada", "day"): _fixed(7, 1),
    ("independence", "day"): _fixed(7, 4),
    ("bastille", "day"): _fixed(7, 14),
    ("labor", "day"): _nth(9, 0, 1),
    ("columbus", "day"): _nth(10, 0, 2),
    ("halloween",): _fixed(10, 31),
    ("all", "saints", "day"): _fixed(11, 1),
    ("all", "saints", "'", "day"): _fixed(11, 1),
    ("guy", "fawkes", "night"): _fixed(11, 5),
    ("bonfire", "night"): _fixed(11, 5),
    ("election", "day"): _after(_nth(11, 0, 1), 1),
    ("veterans", "day"): _fixed(11, 11),
    ("armistice", "day"): _fixed(11, 11),
    ("thanksgiving",): _THANKSGIVING,
    ("thanksgiving", "day"): _THANKSGIVING,
    ("thanksgiving", "eve"): _after(_THANKSGIVING, -1),
    ("black", "friday"): _after(_THANKSGIVING, 1),
    ("cyber", "monday"): _after(_THANKSGIVING, 4),
    ("shrove", "tuesday"): _from_easter(-47),
    ("ash", "wednesday"): _from_easter(-46),
    ("palm", "sunday"): _from_easter(-7),
    ("maundy", "thursday"): _from_easter(-3),
    ("good", "friday"): _from_easter(-2),
    ("holy", "saturday"): _from_easter(-1),
    ("easter",): _from_easter(0),
    ("easter", "day"): _from_easter(0),
    ("easter", "eve"): _from_easter(-1),
    ("easter", "sunday"): _from_easter(0),
    ("easter", "monday"): _from_easter(1),
    ("ascension", "day"): _from_easter(39),
    ("pentecost",): _from_easter(49),
    ("whit", "sunday"): _from_easter(49),
    ("whit", "monday"): _from_easter(50),
    ("corpus", "christi"): _from_easter(60),
}
