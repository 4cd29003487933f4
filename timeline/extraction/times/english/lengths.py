"""How long: "three months", "half an hour", "the past several years", "for decades"."""

from __future__ import annotations

from datetime import date, timedelta

from timeline.dates import EventDate
from timeline.extraction.times.english.numbers import number
from timeline.extraction.times.english.words import Measure
from timeline.extraction.times.narrative import FUTURE
from timeline.extraction.times.patterns import Found, Rule, word_set
from timeline.extraction.times.periods import Period, Unit, event_date, interval
from timeline.extraction.times.reading import Reader
from timeline.extraction.times.sense import Sense

__all__ = ["RULES", "duration_value", "length_of", "whole_unit"]

# "Several" and "a few" are about so many.
_SEVERAL = 3
_MONTHS = {Unit.MONTH: 1, Unit.QUARTER: 3, Unit.YEAR: 12, Unit.DECADE: 120, Unit.CENTURY: 1200}
_DAYS = {Unit.DAY: 1, Unit.WEEK: 7, Unit.WEEKEND: 7}


def measure_of(found: Found) -> Measure:
    """The unit that a match counts in."""
    return found.meaning("unit") if "unit" in found else found.meaning("units")


def length_of(found: Found) -> tuple[Measure, float | None]:
    """What a match counts, and how many of it, None for several or many."""
    words = found.part("QUANTITY")
    vague = "vague" in found and "couple" not in words
    count = None if vague or not words else number(words)
    if count is not None and "FRACTION" in found:
        count += 0.5
    return measure_of(found), count


def duration_value(count: float | None, measure: Measure) -> str:
    """The TIMEX3 value of so many units: "P3M", "PT30M", "P2Y6M"; "PXY" for a number that nobody says."""
    time, letter = ("T", measure.letter[1:]) if measure.letter[0] == "T" else ("", measure.letter)
    if count is None:
        return f"P{time}X{ {10: 'DE', 100: 'CE'}.get(measure.count, letter) }"
    total = count * measure.count
    whole, rest = divmod(total, 1)
    if not rest:
        return f"P{time}{whole:.0f}{letter}"
    smaller = {"Y": "6M", "TH": "30M", "TM": "30S"}.get(measure.letter)
    if smaller and rest == 0.5:
        return f"P{time}{f'{whole:.0f}{letter}' if whole else ''}{smaller}"
    return f"P{time}{total:g}{letter}"


# Stretches


def _stretch(found: Found, reader: Reader, count: float | None, measure: Measure) -> Sense:
    """A length that leads up to the publication or on from it, with the days that it covers.

    In a history it is counted from elsewhere, and the days are not known; nor are they of "recent" and "many" units.
    """
    sense = Sense.valued(found, "DURATION", duration_value(count, measure))
    if (count is None and not found.has("several", "few")) or measure.unit is None or reader.story.is_elsewhere:
        return sense
    if found.has("following", "preceding", "previous", "prior"):
        sense.anchored_to = "narrative"
    elif found.has("next", "coming", "upcoming", "ensuing"):
        sense.date = _days_of_stretch(reader.story.publication, count, measure.unit, 1)
    elif found.has("last", "past", "recent", "latest"):
        sense.date = _days_of_stretch(reader.story.publication, count, measure.unit, -1)
    return sense


def _days_of_stretch(publication: date, count: float | None, unit: Unit, sign: int) -> EventDate | None:
    """The interval of so many units that ends on the day before publication, or begins on the day after it.

    A number that is not said is taken as about three, of months and larger units in whole months or years; decades
    are always in whole years. None where the calendar ends before.
    """
    near = publication + timedelta(days=sign)
    units = round(_SEVERAL if count is None else count)
    try:
        if unit in _DAYS:
            far = (publication + timedelta(days=sign * units * _DAYS[unit])).isoformat()
        else:
            month = Period.holding(Unit.MONTH, publication).shifted(sign * units * _MONTHS[unit])
            day = month.earliest.replace(day=min(publication.day, month.latest.day))
            if unit in (Unit.DECADE, Unit.CENTURY) or (unit is Unit.YEAR and count is None):
                far = f"{month.year:04}"
            else:
                far = month.value if count is None else day.isoformat()
    except OverflowError:
        return None
    if count is None or unit in (Unit.DECADE, Unit.CENTURY):
        far += "~"
    elif units == 0:
        return None
    else:
        return interval(*sorted((date.fromisoformat(far), near)))
    return event_date(f"{far}/{near}" if sign < 0 else f"{near}/{far}")


def whole_unit(found: Found, reader: Reader, measure: Measure, step: int) -> Sense:
    """ "the past year": TimeML's value is the year before, the days are the twelve months up to publication."""
    sense = _stretch(found, reader, 1, measure)
    if measure.unit in (Unit.DAY, Unit.CENTURY) or reader.story.is_elsewhere:
        return sense
    period = reader.story.now(measure.unit).shifted(step)
    return Sense.of(found, period, "publication", date=sense.date, is_aside=True)


_VAGUE = {"coming": "FUTURE_REF", "upcoming": "FUTURE_REF", "recent": "PAST_REF", "past": "PAST_REF"}
# After these, "last" is a verb: "expected to last three weeks".
_BEFORE_VERB = word_set("to will would could should may might can must not usually often typically")


def stretch(found: Found, reader: Reader) -> Sense | None:
    """ "the past several months", "the next two years", "the first nine months", "recent years"."""
    words, measure = found.words, measure_of(found)
    if words[0] == "last" and reader.word(found.first - 1) in _BEFORE_VERB:
        return None
    if len(words) == 2 and words[0] in _VAGUE:
        return Sense.valued(found, "DATE", _VAGUE[words[0]])
    if "early" in words and reader.word(found.last) == "of":
        return None  # "The early hours of Monday" are its morning.
    count = number(found.part("NUM")) if "NUM" in found else 2 if "couple" in words else None
    sense = _stretch(found, reader, count, measure)
    if measure.letter == "M" and (count == 9 or (count in (3, 6, 12) and "first" in words)):
        # The months of this year so far: what their results are compared with is a year.
        sense.topic = reader.story.now(Unit.YEAR)
    return sense


# Durations


def duration(found: Found, reader: Reader) -> Sense | None:
    """ "three months", "half an hour", "two and a half years", "10-hour"; not ages, nor "three quarters" of a thing."""
    measure, count = length_of(found)
    words = found.words
    following = reader.word(found.last)
    if len(words) == 2 and words[0] in ("a", "an"):
        return None  # See `one_unit`.
    if following in ("old", "olds") or (following == "-" and reader.word(found.last + 1) == "old"):
        return None
    if words[0].isdigit() and len(words[0]) == 4 and (measure.letter == "TH" or words[0][:2] in ("19", "20")):
        return None  # 1800 hours; 1990 year
    if (measure.letter in ("TS", "Q") and "unit" in found and count != 1) or (words[-1] == "quarters" and count == 3):
        return None  # "two second", "a third quarter"; three quarters
    if "half" in words and "FRACTION" not in found:
        count = 0.5
    if words[:2] == ["one", "day"] and len(words) == 2 and reader.direction(found) == FUTURE:
        return Sense.valued(found, "DATE", "FUTURE_REF")
    return Sense.valued(found, "DURATION", duration_value(count, measure))


_LENGTH_BEFORE = word_set("""
    for in within after about over than nearly almost lasted last least only just around took take takes spent
    spend under during
""")
_RATE_BEFORE = word_set("""
    once twice thrice % percent million billion thousand tons barrels people dollars cents hours days times
""")
_AFTER_LENGTH = word_set("later earlier ago before after")


def one_unit(found: Found, reader: Reader) -> Sense | None:
    """ "a week": how long, or how often ("twice a week", "$5 a day", "fifty thousand units a year")."""
    measure = measure_of(found)
    before, following = reader.word(found.first - 1), reader.word(found.last)
    if following == "-" or measure.letter in ("Q", "TS") or "night" in found.words:
        return None
    value = duration_value(1, measure)
    if before in _LENGTH_BEFORE or following in _AFTER_LENGTH or measure.count > 1:
        return Sense.valued(found, "DURATION", value)
    is_amount = before[:1] in tuple("$£€") or before[-1:] == "%" or before.replace(",", "").isdigit()
    counts = before.endswith("s") and reader.word(found.first - 2)[:1].isdigit()
    if before in _RATE_BEFORE or (before and is_amount) or counts:
        return Sense.valued(found, "SET", value)
    return None


_BEFORE_PLURAL = word_set("for within after over took takes take lasted spent last through")
_AFTER_PLURAL = word_set("of later earlier ahead")
_NO_PLURAL_AFTER = word_set("the these those old his her")


def bare_plural(found: Found, reader: Reader) -> Sense | None:
    """ "for years", "months of talks", "decades later"; not "the years" of a person's life."""
    measure = found.meaning("units")
    before, following = reader.word(found.first - 1), reader.word(found.last)
    if measure.letter in ("TS", "Q", "WE") or found.words[0] == "nights" or following == "old":
        return None
    if before in _BEFORE_PLURAL or (before == "in" and following != "of"):
        return Sense.valued(found, "DURATION", duration_value(None, measure))
    if following in _AFTER_PLURAL and reader.text(found.first).islower() and before not in _NO_PLURAL_AFTER:
        return Sense.valued(found, "DURATION", duration_value(None, measure))
    return None


RULES = [
    Rule("(the | these | this)? span_word (NUM | a? vague of?)? more? units", stretch),
    Rule("the? span_word NUM hyphen? unit", stretch),
    Rule("the (NUM | span_bare (NUM | vague of?)?) units", stretch),
    Rule("QUANTITY unit FRACTION | QUANTITY more? hyphen? FRACTION? UNIT", duration),
    Rule("a unit", one_unit),
    Rule("units", bare_plural),
]
