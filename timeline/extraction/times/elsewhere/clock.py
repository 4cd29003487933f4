"""Times of day: "2.30 Uhr", "à 18 heures", "ساعت ۱۸:۴۰". They wait for the day that is named beside them."""

from __future__ import annotations

import re

from timeline.extraction.times.elsewhere.context import is_led, word_is
from timeline.extraction.times.patterns import Found, Rule
from timeline.extraction.times.periods import Unit
from timeline.extraction.times.reading import Reader
from timeline.extraction.times.sense import Sense

__all__ = ["RULES"]


def _at(found: Found, hour: int, minute: int, *, is_sure: bool = True) -> Sense | None:
    if "part" in found or "part_after" in found:
        part = found.meaning("part") if "part" in found else found.meaning("part_after")
        if hour < 12 and (part in ("AF", "EV") or (part == "NI" and hour > 5)):
            hour += 12
        elif hour == 12 and part == "NI":
            hour = 24 if not minute else 0
    if hour > 24 or minute > 59 or (hour == 24 and minute):
        return None
    return Sense.valued(found, "TIME", "", time=f"T{hour:02}:{minute:02}", is_loose=True, is_sure=is_sure)


def _is_asked_for(found: Found, reader: Reader) -> bool:
    return any(name in found for name in ("oclock", "hours", "hour_before")) or word_is(
        reader, found.first - 1, "clock_before"
    )


def digital(found: Found, reader: Reader) -> Sense | None:
    """ "18:40", "2.30 Uhr"; alone not a score or a verse, unless its day is beside it."""
    text = found.part("clock") or found.part("decimal")
    hour, minute = (int(digits) for digits in re.findall(r"\d+", text[0])[:2])
    return _at(found, hour, minute, is_sure=_is_asked_for(found, reader))


def hour_code(found: Found, reader: Reader) -> Sense | None:
    """ "18h30"; "18h" alone may be how long it took."""
    hour, minute = (int(digits) for digits in found.meaning("hour_code").split(":"))
    return _at(found, hour, minute, is_sure=_is_asked_for(found, reader) or found.words[-1][-1] != "h")


def on_the_hour(found: Found, reader: Reader) -> Sense | None:
    """ "18 Uhr", "vier Uhr morgens", "à 18 heures", "الساعة الثامنة مساء"."""
    if not _is_asked_for(found, reader) or ("hours" in found and not word_is(reader, found.first - 1, "clock_before")):
        return None  # "18 heures" may be how long it took.
    numbers = [int(word) for word in found.words if word.isdigit() and len(word) < 3]
    if "count" in found or "ordinal" in found:
        numbers.insert(0, found.meaning("count" if "count" in found else "ordinal"))
        if not numbers[0]:
            return None
    return _at(found, *[*numbers, 0][:2]) if numbers else None


def twelve_hours(found: Found, reader: Reader) -> Sense | None:
    """ "6 p.m."."""
    text = found.words[0].lower()
    hour, minute = (int(digits) for digits in [*re.findall(r"\d+", text), "0"][:2])
    return _at(found, hour % 12 + (12 if "p" in text else 0), minute) if 1 <= hour <= 12 else None


def noon(found: Found, reader: Reader) -> Sense | None:
    """ "Mitternacht", "midi"."""
    return _at(found, found.meaning("noon"), 0, is_sure=is_led(reader, found.first))


def part_of_day(found: Found, reader: Reader) -> Sense:
    """ "am Abend", "in der Nacht": of the day beside it, or of the day named last."""
    part = found.meaning("part") if "part" in found else found.meaning("part_after")
    has_day = reader.story.last(Unit.DAY) is not None
    is_sure = has_day and is_led(reader, found.first) and "part" in found and not word_is(reader, found.last, "of")
    return Sense.valued(found, "TIME", "", time=f"T{part}", is_loose=True, is_sure=is_sure)


RULES = [
    Rule("hour_before? (clock | decimal) (oclock | hours)? (part | part_after)?", digital),
    Rule("hour_before? hour_code (part | part_after)?", hour_code),
    Rule("(number | count) (oclock | hours) number? the? (part | part_after)?", on_the_hour),
    Rule("hour_before (number | count | ordinal) (oclock | hours)? the? (part | part_after)", on_the_hour),
    Rule("hour_before (number | ordinal) (oclock | hours)?", on_the_hour),
    Rule("clock12", twelve_hours),
    Rule("noon", noon),
    Rule("the? (part | part_after)", part_of_day),
]
