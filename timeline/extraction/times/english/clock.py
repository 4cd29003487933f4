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


def past_the_hour(found: Found, reader: Reader) -> Sense | None:
    """ "half past six", "thirteen minutes to seven in the evening"; of the evening, too, if the text was there."""
    words = found.words
    turn = next(index for index, word in enumerate(words) if word in ("past", "to"))
    minutes = 30 if words[0] == "half" else 15 if "quarter" in words[:turn] else number(words[:turn])
    hour = number(words[turn + 1 : turn + 2])
    if not hour or hour > 12 or hour != int(hour) or not minutes or minutes > 59 or minutes != int(minutes):
        return None
    if words[turn] == "to" and not ("minutes" in words or "quarter" in words):
        return None
    part = found.meaning("part") or (reader.previous.time[1:] if reader.previous and reader.previous.time else "")
    is_late = part in ("AF", "EV") or (part == "NI" and hour > 5) or (part[:2].isdigit() and int(part[:2]) >= 12)
    total = int(hour) % 12 * 60 + (int(minutes) if words[turn] == "past" else -int(minutes)) + 720 * is_late
    return _at(found, *divmod(total % 1440, 60))


def twenty_four_hours(found: Found, reader: Reader) -> Sense | None:
    """ "at 18:30", "18:30 GMT"; not a score or a verse, unless its day is beside it."""
    hour, minute, *_ = (int(digits) for digits in found.words[0].split(":"))
    return _at(found, hour, minute, is_sure="zone" in found or reader.word(found.first - 1) in _BEFORE_CLOCK)


def military(found: Found, reader: Reader) -> Sense | None:
    """ "0930 GMT", "1800 hours"."""
    return _at(found, *divmod(int(found.words[0]), 100))


_BEFORE_PART = word_set("in during by of throughout through late early")
_TOWARDS = word_set("towards toward")
# The moments at which the day turns: "before dawn", "at midday"; but "at night" is when people sleep.
_TURNS = word_set("dawn daybreak sunrise midday dusk sunset nightfall")
_BEFORE_TURN = word_set("at by before after until around")
_BEFORE_EARLY_PART = word_set("by in at since until the")


def part_of_day(found: Found, reader: Reader) -> Sense:
    """ "the morning", "evening", "mid-afternoon": of the day beside it, or "in the morning" of the day named last."""
    before, is_sure = reader.word(found.first - 1), False
    if len(found.words) == 1 and (before in _TOWARDS or (before in _BEFORE_TURN and found.words[0] in _TURNS)):
        is_sure = True
    elif "the" in found.words and before in _BEFORE_PART:
        is_sure = reader.story.last(Unit.DAY) is not None and opens_clause(reader, found.last)
    elif "early" in found:
        is_sure = before in _BEFORE_EARLY_PART
    mod = found.meaning("early") or ""
    time = "T" + found.meaning("part")
    return Sense.valued(found, "TIME", "", time=time, mod=mod, is_loose=True, is_sure=is_sure)


def early_hours(found: Found, reader: Reader) -> Sense | None:
    """ "The early hours" of the day beside it."""
    if reader.word(found.last) != "of" or not found.has("early", "small"):
        return None
    return Sense.valued(found, "TIME", "", time="TMO", is_loose=True, is_sure=False)


RULES = [
    Rule("the (early | small) hours", early_hours),
    Rule("clock12 (comma? ZONE)?", twelve_hours),
    Rule("noon", noon),
    Rule("(h12 | SMALL) oclock (in the part)?", oclock),
    Rule("((SMALL | dd) minutes? | half | a? quarter) (past | to) (SMALL | h12) oclock? (in the part)?", past_the_hour),
    Rule("clock (comma? ZONE)?", twenty_four_hours),
    Rule("(military | yyyy) (ZONE | hours | hrs)", military),
    Rule("(the | early hyphen?)? (early hyphen?)? part", part_of_day),
]
