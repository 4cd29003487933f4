"""Times of day: "6 p.m.", "noon", "the evening". They wait for the day that is named beside them."""

from __future__ import annotations

import re

from timeline.extraction.times.english.context import opens_clause
from timeline.extraction.times.english.numbers import number
from timeline.extraction.times.patterns import Found, Rule, word_set
from timeline.extraction.times.periods import Unit
from timeline.extraction.times.reading import Reader
from timeline.extraction.times.sense import Sense

__all__ = ["RULES"]

_BEFORE_CLOCK = word_set("at by until from around about before after since between")


def _at(found: Found, hour: int, minute: int, *, is_sure: bool = True) -> Sense | None:
    if hour > 24 or minute > 59 or (hour == 24 and minute):
        return None
    return Sense.valued(found, "TIME", "", time=f"T{hour:02}:{minute:02}", is_loose=True, is_sure=is_sure)


def twelve_hours(found: Found, reader: Reader) -> Sense | None:
    """ "6 p.m.", "3:30 am EST"."""
    text = found.words[0].lower()
    hour, minute = (int(digits) for digits in [*re.findall(r"\d+", text), "0"][:2])
    return _at(found, hour % 12 + (12 if "p" in text else 0), minute) if 1 <= hour <= 12 else None


def noon(found: Found, reader: Reader) -> Sense | None:
    """ "noon", "midnight"; not "High Noon"."""
    return _at(found, found.meaning("noon"), 0) if reader.word(found.first - 1) != "high" else None


def oclock(found: Found, reader: Reader) -> Sense | None:
    """ "six o'clock in the evening"."""
    hour = number(found.words[: found.span("oclock")[0] - found.first])
    if not hour or hour > 12 or hour != int(hour):
        return None
    part = found.meaning("part")
    is_late = part in ("AF", "EV") or (part == "NI" and hour > 5)
    return _at(found, int(hour) % 12 + 12 if is_late else int(hour), 0)


def twenty_four_hours(found: Found, reader: Reader) -> Sense | None:
    """ "at 18:30", "18:30 GMT"; not a score or a verse, unless its day is beside it."""
    hour, minute, *_ = (int(digits) for digits in found.words[0].split(":"))
    return _at(found, hour, minute, is_sure="zone" in found or reader.word(found.first - 1) in _BEFORE_CLOCK)


def military(found: Found, reader: Reader) -> Sense | None:
    """ "0930 GMT", "1800 hours"."""
    return _at(found, *divmod(int(found.words[0]), 100))


_BEFORE_PART = word_set("in during by of throughout through late early")
_BEFORE_EARLY_PART = word_set("by in at since until the")


def part_of_day(found: Found, reader: Reader) -> Sense:
    """ "the morning", "evening", "mid-afternoon": of the day beside it, or "in the morning" of the day named last."""
    before, is_sure = reader.word(found.first - 1), False
    if "the" in found.words and before in _BEFORE_PART:
        is_sure = reader.story.last(Unit.DAY) is not None and opens_clause(reader, found.last)
    elif "early" in found:
        is_sure = before in _BEFORE_EARLY_PART
    mod = found.meaning("early") or ""
    time = "T" + found.meaning("part")
    return Sense.valued(found, "TIME", "", time=time, mod=mod, is_loose=True, is_sure=is_sure)


RULES = [
    Rule("clock12 (comma? ZONE)?", twelve_hours),
    Rule("noon", noon),
    Rule("(h12 | SMALL) oclock (in the part)?", oclock),
    Rule("clock (comma? ZONE)?", twenty_four_hours),
    Rule("(military | yyyy) (ZONE | hours | hrs)", military),
    Rule("(the | early hyphen?)? (early hyphen?)? part", part_of_day),
]
