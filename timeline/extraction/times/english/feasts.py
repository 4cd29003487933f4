"""Holidays in a text: "Christmas Eve", "last Thanksgiving", "Easter Monday 1916"."""

from __future__ import annotations

from timeline.extraction.times.english.context import is_counted
from timeline.extraction.times.english.numbers import number
from timeline.extraction.times.holidays import HOLIDAYS
from timeline.extraction.times.patterns import Found, Rule
from timeline.extraction.times.periods import Period, Unit, within
from timeline.extraction.times.reading import Reader
from timeline.extraction.times.sense import Sense

__all__ = ["RULES"]

_LONGEST = max(map(len, HOLIDAYS))
_GREGORIAN_SINCE = 1583


def holiday(found: Found, reader: Reader) -> Sense | None:
    """A holiday, with its year or the nearest that fits the tense."""
    first = found.span("holiday")[0]
    last = _end_of_name(reader, first)
    if not last or reader.match("full_date", last + (reader.word(last) == ",")):
        return None  # "Easter Monday, 24 April 1916" is a day with its date.
    name = tuple(word.replace("’", "'") for word in reader.tokens.words[first:last])
    if name == ("independence", "day") and reader.word(first - 1) in ("'s", "’s", "'", "’", "the"):
        return None  # That of another country.
    rule, story = HOLIDAYS[name], reader.story
    ahead = last + (reader.word(last) in (",", "of"))
    written = reader.word(ahead)
    if len(written) == 4 and written.isdigit() and not is_counted(reader, ahead + 1):
        if not _GREGORIAN_SINCE <= int(written) <= 2200:
            return None
        return Sense.over(found.first, ahead + 1, Period.of_day(rule(int(written))), "calendar")
    today = story.publication
    years = [year for year in range(today.year - 1, today.year + 2) if _GREGORIAN_SINCE <= year <= 9998]
    days = [rule(year) for year in years]
    if found.has("every", "each") and days:
        return Sense(found.first, last, "SET", f"XXXX-{days[0]:%m-%d}")
    if found.has("last"):
        days = [day for day in days if day < today][-1:]
    elif found.has("next"):
        days = [day for day in days if day > today][:1]
    elif found.has("this"):
        days = sorted(days, key=lambda day: abs(day - today))[:1]
    else:
        chosen = story.year_after_year(
            lambda year: Period.of_day(rule(year)) if year >= _GREGORIAN_SINCE else None, reader.direction(found)
        )
        return Sense.over(first, last, *chosen) if chosen else None
    return Sense.over(found.first, last, Period.of_day(days[0]), "publication") if days else None


def _end_of_name(reader: Reader, first: int) -> int:
    """Where the longest name that begins here ends, 0 if none does: every word of it with a capital."""
    for size in range(_LONGEST, 0, -1):
        name = tuple(word.replace("’", "'") for word in reader.tokens.words[first : first + size])
        if len(name) == size and name in HOLIDAYS:
            break
    else:
        return 0
    last = first + size
    texts = [text for text in reader.tokens.texts[first:last] if text[0].isalpha()]
    following = reader.text(last)
    goes_on = following[:1].isupper() and following.isalpha()
    if not all(text[0].isupper() for text in texts) or (goes_on and (size == 1 or name[-1] == "'s")):
        return 0  # "Christmas Island", "New Year's Honours"
    return last


def before_holiday(found: Found, reader: Reader) -> Sense | None:
    """ "Two days before Christmas 1968", "the week after Easter", "the day before Good Friday"."""
    measure = found.meaning("unit") if "unit" in found else found.meaning("units")
    feast = reader.match("feast", found.last)
    day = holiday(feast, reader) if feast else None
    count = number(found.part("SMALL") or found.part("dd")) or 1
    if measure.unit not in (Unit.DAY, Unit.WEEK) or day is None or day.period is None:
        return None
    step = -int(count) if "before" in found.words else int(count)
    sense = Sense.over(found.first, day.last, day.period.shifted(step * measure.count), day.anchored_to)
    if measure.unit is Unit.WEEK:
        if "the" in found.words:
            near, far = day.period.shifted(step // abs(step)), day.period.shifted(7 * step)
            week = sorted((near.earliest, far.earliest))
            sense = Sense.over(found.first, day.last, Period.holding(Unit.WEEK, week[0]), day.anchored_to)
            sense.date = within(*week)
        else:
            sense = Sense.over(found.first, day.last, day.period.shifted(7 * step), day.anchored_to)
    return sense


RULES = [
    Rule("(the unit | (the? SMALL | dd | a) (unit | units)) (before | after)", before_holiday),
    Rule("(last | this | next | every | each)? holiday", holiday),
]
