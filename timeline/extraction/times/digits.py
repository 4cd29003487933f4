"""Dates written in digits alone, which are read alike in every language."""

from __future__ import annotations

import re
from datetime import date

from timeline.extraction.times.dressing import Clothes
from timeline.extraction.times.patterns import Found, Grammar, Rule
from timeline.extraction.times.periods import Period, event_date
from timeline.extraction.times.reading import Language, Reader
from timeline.extraction.times.sense import Sense

__all__ = ["DIGITS_ALONE", "RULES", "calendar_day", "short_year"]

_STAMP = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d:\d\d(?::\d\d)?))?")


def calendar_day(year: int, month: int, day: int) -> Period | None:
    """The day, None when the calendar has no such one."""
    try:
        return Period.of_day(date(year, month, day))
    except ValueError:
        return None


def short_year(two_digits: int, publication: date) -> int:
    """The year that two digits mean: one of the next fifteen, or else the last such."""
    year = publication.year // 100 * 100 + two_digits
    return year - 100 if year > publication.year + 15 else year


def _clock(text: str) -> str:
    """ "T22:05" for "22:05" and for "22:05:30" its seconds, too; "" for no time of day."""
    hour, *rest = (int(number) for number in text.split(":"))
    if hour > 23 or any(number > 59 for number in rest):
        return ""
    return "T" + ":".join(f"{number:02}" for number in (hour, *rest))


def stamp(found: Found, reader: Reader) -> Sense | None:
    """ "2012-01-05", "2012-01-05T18:30:00Z"."""
    match = _STAMP.match(reader.text(found.first))
    day = calendar_day(*map(int, match.group(1, 2, 3)))
    if not day:
        return None
    sense = Sense.of(found, day, "calendar")
    time = _clock(match[4]) if match[4] else ""
    return sense.at(time) if time else sense


def slashed(found: Found, reader: Reader) -> Sense | None:
    """ "1/5/98", "5.1.1998", "2012/1/5", perhaps with a time of day.

    With points the day comes first; with strokes the language decides, and a date that can be read both ways is
    in doubt.
    """
    text = reader.text(found.first)
    first, second, third = re.split(r"[/.-]", text)
    if len(first) > 2:
        if len(first) != 4 or len(third) != 2:
            return None
        year, month, day = int(first), int(second), int(third)
        sure = True
    else:
        year = int(third) if len(third) == 4 else short_year(int(third), reader.story.publication)
        day_first = "." in text or (reader.language.day_first and int(second) <= 12) or int(first) > 12
        day, month = (int(first), int(second)) if day_first else (int(second), int(first))
        sure = "." in text or day > 12 or day == month
    period = calendar_day(year, month, day) if 1000 <= year <= 2200 else None
    if not period:
        return None
    sense = Sense.of(found, period, "calendar")
    if not sure:
        sense.date = event_date(f"{period.value}?")
    time = _clock(found.part("clock")[0]) if "clock" in found else ""
    return sense.at(time) if time else sense


RULES = [Rule("stamp", stamp), Rule("slashed comma? clock?", slashed)]

# For a language that has no grammar of its own.
DIGITS_ALONE = Language(Grammar({}, {}, RULES), Clothes())
