"""Dates that are so far from another: "yesterday", "last Friday", "the following year", "two weeks ago"."""

from __future__ import annotations

from datetime import timedelta
from typing import NamedTuple

from timeline.extraction.times.digits import calendar_day
from timeline.extraction.times.english.calendar import day_of, month_of
from timeline.extraction.times.english.context import ends_clause, opens_clause
from timeline.extraction.times.english.lengths import duration_value, length_of, whole_unit
from timeline.extraction.times.english.numbers import number, ordinal
from timeline.extraction.times.english.words import WORDS, Measure
from timeline.extraction.times.narrative import FUTURE, PAST, Narrative
from timeline.extraction.times.patterns import Found, Rule, word_set
from timeline.extraction.times.periods import Period, Unit, within
from timeline.extraction.times.reading import Reader
from timeline.extraction.times.sense import Sense

__all__ = ["RULES"]


class _Step(NamedTuple):
    """How many units away, and whether from the publication or from the date that the text named before."""

    count: int
    whence: str


# By the word that says it, the first that is there. "The next day" is the story's, "next week" the reader's.
_STEPS = {
    "that": _Step(0, "narrative"),
    "same": _Step(0, "narrative"),
    "previous": _Step(-1, "narrative"),
    "preceding": _Step(-1, "narrative"),
    "prior": _Step(-1, "narrative"),
    "following": _Step(1, "narrative"),
    "ensuing": _Step(1, "narrative"),
    "subsequent": _Step(1, "narrative"),
    "last": _Step(-1, "publication"),
    "past": _Step(-1, "publication"),
    "next": _Step(1, "publication"),
    "coming": _Step(1, "publication"),
    "upcoming": _Step(1, "publication"),
}


def _step_of(found: Found) -> _Step:
    words = found.words
    step = next((step for word, step in _STEPS.items() if word in words), _Step(0, "publication"))
    return _Step(1, "narrative") if words[:2] == ["the", "next"] else step


def _cyclic(at: int, wanted: int, size: int, count: int) -> int:
    """How far it is to the next (`count` 1) or the last (-1) time that a cycle comes round to `wanted`."""
    return (wanted - at - 1) % size + 1 if count > 0 else -((at - wanted - 1) % size + 1)


# Days


def deictic(found: Found, reader: Reader) -> Sense | None:
    """ "today", "yesterday morning", "the day before yesterday"."""
    if found.words[0] == "today":
        if reader.story.is_history:
            # In a history, "today" is the age of whoever wrote it, not the day.
            return Sense.valued(found, "DATE", "PRESENT_REF")
        if reader.text(found.first) == "Today" and reader.text(found.first - 1).isupper() and found.first:
            return None  # USA Today
    step = found.meaning("deictic")
    if found.has("before", "after"):
        step *= 2
    sense = Sense.of(found, reader.story.now(Unit.DAY).shifted(step), "publication")
    return sense.at("T" + found.meaning("part")) if "part" in found else sense


_AFTER_OVERNIGHT = word_set("in on and as at after by from when")


def part_of_near_day(found: Found, reader: Reader) -> Sense | None:
    """ "tonight", "last night", "this morning", "the next morning", "overnight"."""
    story = reader.story
    if (
        "overnight" in found.words
        and reader.text(found.last).islower()
        and reader.word(found.last) not in _AFTER_OVERNIGHT
    ):
        return None  # An overnight train.
    part = found.meaning("part") if "part" in found else "NI"
    step, whence = _step_of(found)
    if found.words[0] == "the" and "next" in found.words:
        whence = "narrative"
    if "overnight" in found.words and story.is_elsewhere:
        whence = "narrative"
    is_narrative = whence == "narrative" or (story.is_elsewhere and "this" in found.words)
    day = story.day if is_narrative else None
    if day is None and is_narrative and story.is_elsewhere and not step and "overnight" not in found.words:
        return _part_of_some_day(found, story.latest, part)
    base = day or story.now(Unit.DAY)
    return Sense.of(found, base.shifted(step), "narrative" if day else "publication").at("T" + part)


def nth_day(found: Found, reader: Reader) -> Sense | None:
    """ "The third day", "its second day": of what a story has just told the first day of."""
    story = reader.story
    if "day" not in found.words or "only" in found.words or not story.is_elsewhere or story.day is None:
        return None
    before, following = reader.word(found.first - 1), reader.word(found.last)
    if before not in ("on", "by", "until") or (following == "of" and reader.word(found.last + 2) in WORDS["unit"]):
        return None
    first, last = story.days_counted or (story.day, story.day)
    first = first if last == story.day else story.day
    day = first.shifted(ordinal(found.part("ORD")) - 1)
    story.days_counted = first, day
    return Sense.of(found, day, "narrative") if day != first else None


def _part_of_some_day(found: Found, period: Period, part: str) -> Sense | None:
    """ "That evening" of a month whose day nobody named."""
    if period.unit is not Unit.MONTH:
        return None
    return Sense.valued(found, "TIME", f"{period.value}-XXT{part}", date=period.date(), anchored_to="narrative")


def day_beside(found: Found, reader: Reader) -> Sense | None:
    """ "the day before", "the week after", at the end of a clause."""
    unit = found.meaning("unit").unit
    base = reader.story.then(unit) if unit else None
    is_whole = opens_clause if "that" in found.words else ends_clause
    if base is None or not is_whole(reader, found.last):
        return None
    sense = Sense.of(found, base.shifted(-1 if "before" in found.words else 1), "narrative")
    return sense.at("TNI") if "night" in found.words else sense


# Days of the week

_AFTER_DAY_IN_NAMES = word_set("""
    Times Telegraph Mirror Mail Express Herald Sun Star World Post Tribune Mercury Business Magazine Mass School
    Agreement Accords Club
""")
_BEFORE_DAY_IN_NAMES = word_set("bloody black ruby casual girl")


def bare_weekday(found: Found, reader: Reader) -> Sense | None:
    """ "Friday", "Tuesday's": the one that fits the tense; not "Sunday Times"."""
    following = reader.text(found.last)
    if "short_weekday" in found and ("stop" not in found or found.words[0] in ("sun", "sat", "mon")):
        return None
    before = reader.word(found.first - 1)
    if following in _AFTER_DAY_IN_NAMES or before in _BEFORE_DAY_IN_NAMES or before in ("a", "any"):
        return None
    if reader.text(found.first).isupper() and following.isupper() and following.isalpha():
        return None
    number = WORDS["weekday"].get(found.words[0])
    if number is None:
        number = WORDS["short_weekday"][found.words[0]]
    start = reader.range_start(found)
    if start and start.period.unit is Unit.DAY and abs(start.period.index - reader.story.now(Unit.DAY).index) < 7:
        return Sense.of(found, start.period.shifted((number - start.period.earliest.weekday()) % 7), start.anchored_to)
    direction = FUTURE if before == "for" else reader.direction(found)
    return Sense.of(found, *reader.story.weekday(number, direction))


def relative_weekday(found: Found, reader: Reader) -> Sense | None:
    """ "last Friday", "next Tuesday", "this Sunday", "the previous Friday", "that Monday"."""
    count, whence = _step_of(found)
    story, wanted = reader.story, found.meaning("weekday")
    base = story.day if whence == "narrative" or story.is_elsewhere else None
    whence, base = ("narrative", base) if base else ("publication", story.now(Unit.DAY))
    at = base.earliest.weekday()
    if count:
        ahead = _cyclic(at, wanted, 7, count)
    elif "this" in found.words:
        ahead = (wanted - at) % 7
        if ahead and reader.direction(found) == PAST:
            ahead -= 7
    else:
        ahead = (wanted - at + 3) % 7 - 3
    return Sense.of(found, base.shifted(ahead), whence)


def weekday_of_week(found: Found, reader: Reader) -> Sense:
    """ "Tuesday of last week", "Monday next week"."""
    step = -1 if "last" in found.words else 1 if "next" in found.words else 0
    monday = Period.of_day(reader.story.now(Unit.WEEK).shifted(step).earliest)
    return Sense.of(found, monday.shifted(found.meaning("weekday")), "publication")


# Months and seasons


def _base_of_size(reader: Reader, found: Found, unit: Unit, whence: str) -> tuple[Period, str]:
    """What a named month or season is counted from, in its own unit; "last summer" from the publication alone."""
    story = reader.story
    then = None
    if whence == "narrative" or (story.is_elsewhere and "last" not in found.words):
        then = story.then(unit) or story.then(Unit.YEAR)
        if then and story.is_elsewhere and not story.is_fresh(then):
            then = story.latest
    if then is None:
        return story.now(unit), "publication"
    if then.unit is Unit.YEAR and unit is Unit.SEASON:
        return Period.part_of_year(unit, then.year, 1), "narrative"
    return Period.holding(unit, then.earliest), "narrative"


def relative_month(found: Found, reader: Reader) -> Sense | None:
    """ "last May", "next June", "this September", "the previous October"."""
    count, whence = _step_of(found)
    base, whence = _base_of_size(reader, found, Unit.MONTH, whence)
    wanted = month_of(found) - 1
    if count and "this" not in found.words:
        period = base.shifted(_cyclic(base.index % 12, wanted, 12, count))
    else:
        period = Period(Unit.MONTH, base.index // 12 * 12 + wanted)
        if "past" in found.words and period.index > base.index:
            period = period.shifted(-12)
    day = day_of(found)
    if day is not None:
        period = calendar_day(period.year, wanted + 1, day)
    return Sense.of(found, period, whence) if period else None


def relative_season(found: Found, reader: Reader) -> Sense:
    """ "last fall", "this summer", "next spring", "the following winter"."""
    story = reader.story
    count, whence = _step_of(found)
    base, whence = _base_of_size(reader, found, Unit.SEASON, whence)
    wanted = found.meaning("season") - 1
    if count:
        return Sense.of(found, base.shifted(_cyclic(base.index % 4, wanted, 4, count)), whence)
    period = Period(Unit.SEASON, base.index // 4 * 4 + wanted)
    latest = story.latest
    if whence == "narrative" and latest.unit in (Unit.DAY, Unit.WEEK, Unit.MONTH):
        # "That autumn" of a story in February is the one to come, and "that winter" the one it is in.
        in_winter = wanted == 3 and latest.earliest.month <= 3
        period = Period.part_of_year(Unit.SEASON, latest.year - in_winter, wanted + 1)
    if whence == "publication" and period.index > base.index + 1 and reader.direction(found) == PAST:
        period = period.shifted(-4)
    return Sense.of(found, period, whence)


# Weeks, months, years


def relative_period(found: Found, reader: Reader) -> Sense | None:
    """ "last week", "this year", "the following month", "the next day", "that year", "the same quarter"."""
    measure: Measure = found.meaning("unit")
    unit, story, words = measure.unit, reader.story, found.words
    if unit is None or "night" in words:
        return None
    step, whence = _step_of(found)
    if _is_stretch(found, unit, story.is_elsewhere):
        if (unit is Unit.DAY and "last" in words) or reader.word(found.last) == "of":
            return None  # "The last week of the war".
        return whole_unit(found, reader, measure, step)
    if unit is Unit.DAY and whence == "publication":
        if story.is_elsewhere or "this" not in words:
            return None
        return Sense.of(found, story.now(unit), "publication")
    base = story.now(unit)
    if whence == "narrative" or (story.is_elsewhere and step == 0):
        then = story.then(unit)
        if then is None and step == 0 and story.latest is not None and unit in (Unit.DAY, Unit.WEEK, Unit.MONTH):
            return None
        whence, base = ("narrative", then) if then else ("publication", base)
    if unit is Unit.WEEKEND and "this" in words and story.publication.weekday() < 4 and reader.direction(found) == PAST:
        step = -1
    return Sense.of(found, base.shifted(step), whence)


def _is_stretch(found: Found, unit: Unit, is_elsewhere: bool) -> bool:
    """Whether "the past year" and its like are meant, which reach up to the publication."""
    words = found.words
    if unit is Unit.WEEKEND or "this" in words:
        return False
    if "past" in words or "coming" in words or ("the" in words and "last" in words):
        return True
    return words[:2] == ["the", "next"] and unit is not Unit.DAY and not is_elsewhere


def the_weekend(found: Found, reader: Reader) -> Sense:
    """ "the weekend": the last one, unless it is to come."""
    weekend = reader.story.now(Unit.WEEKEND)
    if reader.direction(found) != FUTURE and reader.story.publication.weekday() < 5:
        weekend = weekend.shifted(-1)
    return Sense.of(found, weekend, "publication")


def midweek(found: Found, reader: Reader) -> Sense:
    """ "midweek"."""
    return Sense.of(found, reader.story.now(Unit.WEEK), "publication").part("MID")


def edge_of(found: Found, reader: Reader) -> Sense | None:
    """ "the end of the month", "the beginning of the year", "year-end", "mid-month"."""
    unit = next(WORDS["unit"][word].unit for word in found.words if word in WORDS["unit"])
    story = reader.story
    if unit in (None, Unit.DAY, Unit.WEEKEND):
        return None
    mod = found.meaning("edge") if "edge" in found else "MID" if "mid" in found.words else "END"
    then = story.then(unit) if story.is_elsewhere else None
    return Sense.of(found, then or story.now(unit), "narrative" if then else "publication").part(mod)


# So many units away

_BACK = word_set("ago earlier before")


def shifted(found: Found, reader: Reader) -> Sense | None:
    """ "two weeks ago", "a year earlier", "three days later", "months ago"."""
    story, words = reader.story, found.words
    measure, count = length_of(found)
    from_now = found.has("ago", "now")
    sign = -1 if _BACK.intersection(words) else 1
    if found.has("before", "after") and (count is None or not ends_clause(reader, found.last)):
        return None
    if measure.unit is None and measure.letter != "W":
        if from_now and count and count < 24 and measure.letter != "TS":
            today = story.now(Unit.DAY)
            return Sense.valued(found, "TIME", today.value, period=today)
        return Sense.valued(found, "DURATION", duration_value(count, measure))
    if count is None:
        if from_now:
            return Sense.valued(found, "DATE", "PAST_REF" if sign < 0 else "FUTURE_REF")
        return Sense.valued(found, "DURATION", duration_value(None, measure))
    is_one_year_back = measure.unit is Unit.YEAR and count == 1 and sign < 0
    if is_one_year_back and story.topic and story.topic.unit in (Unit.QUARTER, Unit.HALF):
        return Sense.of(found, story.topic.years_away(-1), "narrative", is_aside=True)
    if not from_now and measure.unit is Unit.DAY and (sense := _days_from_some_day(found, story, sign * count)):
        return sense
    base, whence = _base_of_shift(reader, measure, count, from_now)
    if base is None:
        return Sense.valued(found, "DURATION", duration_value(count, measure))
    period = _away(base, sign * count, measure)
    return Sense.of(found, period, whence) if period else None


def _days_from_some_day(found: Found, story: Narrative, days: float) -> Sense | None:
    """ "Nine days later" than a day that nobody named, in a month that the text did; None if the day is known."""
    month, day = story.latest, story.last(Unit.DAY)
    if month is None or month.unit is not Unit.MONTH or (day and story.is_fresh(day)):
        return None
    step = timedelta(days=days)
    when = within(month.earliest + step, month.latest + step)
    return Sense.valued(found, "DATE", f"{month.value}-XX", date=when, anchored_to="narrative")


def _base_of_shift(reader: Reader, measure: Measure, count: float, from_now: bool) -> tuple[Period | None, str]:
    """What a length is counted from: the publication, or what the text spoke of; None if that is too coarse."""
    story = reader.story
    unit = measure.unit or Unit.WEEK
    if count != int(count):
        unit = Unit.MONTH
    if from_now or story.latest is None:
        return story.now(unit), "publication"
    base = story.then(unit)
    if base is None and count != int(count):
        base = story.then(Unit.YEAR)
    return base, "narrative"


def _away(base: Period, count: float, measure: Measure) -> Period | None:
    """The period so many units away; for half years a month. None for what no calendar unit counts."""
    if count != int(count):
        months = {Unit.YEAR: 12, Unit.DECADE: 120}.get(measure.unit)
        if months is None or base.unit is not Unit.MONTH:
            return None
        return base.shifted(round(count * months))
    return base.shifted(int(count) * (measure.count if measure.letter == "W" else 1))


_ORDER = ("Y", "M", "W", "D", "TH", "TM", "TS")


def _two_lengths(found: Found) -> list[tuple[int, Measure]] | None:
    """The two lengths of "two years and three months", the larger first; None if they are no such pair."""
    lengths = []
    for nth in (0, 1):
        word = found.part("UNIT", nth)[0]
        measure = WORDS["units"].get(word) or WORDS["unit"][word]
        count = number(found.part("QUANTITY", nth))
        if count is None or count != int(count) or measure.letter not in _ORDER or measure.count != 1:
            return None
        lengths.append((int(count), measure))
    one, two = (_ORDER.index(measure.letter) for _, measure in lengths)
    return lengths if one < two else None


def compound_duration(found: Found, reader: Reader) -> Sense | None:
    """ "two years and three months", "an hour and ten minutes"."""
    lengths = _two_lengths(found)
    if not lengths or reader.word(found.last) == "old":
        return None
    value = "P"
    for count, measure in lengths:
        if measure.letter[0] == "T" and "T" not in value:
            value += "T"
        value += f"{count}{measure.letter[-1]}"
    return Sense.valued(found, "DURATION", value)


def compound_shift(found: Found, reader: Reader) -> Sense | None:
    """ "two years and three months ago": in the smaller unit."""
    lengths = _two_lengths(found)
    unit = lengths[1][1].unit if lengths else None
    if unit is None:
        return None
    from_now = "ago" in found.words
    base = reader.story.now(unit) if from_now else reader.story.then(unit)
    if base is None:
        return None
    sign = 1 if "later" in found.words else -1
    for count, measure in lengths:
        if measure.unit is Unit.YEAR:
            base = base.years_away(sign * count)
        elif measure.unit is unit:
            base = base.shifted(sign * count)
        else:
            days = 7 if measure.unit is Unit.WEEK else 30
            base = Period.holding(unit, base.shifted(sign * count * (days if unit is Unit.DAY else 4)).earliest)
    return Sense.of(found, base, "publication" if from_now else "narrative")


RULES = [
    Rule("deictic part?", deictic),
    Rule("the day (before | after) deictic", deictic),
    Rule("tonight | overnight | (last | this | that | (that | this | the) (same | very)"
         " | the (next | following | previous | preceding)) part", part_of_near_day),
    Rule("WEEKDAY", bare_weekday),
    Rule("RELATION weekday", relative_weekday),
    Rule("weekday comma? of? (last | this | next) week", weekday_of_week),
    Rule("RELATION MONTH DAYNUM?", relative_month),
    Rule("RELATION season", relative_season),
    Rule("fiscal? RELATION fiscal? unit", relative_period),
    Rule("the weekend", the_weekend),
    Rule("midweek", midweek),
    Rule("the unit (before | after) that?", day_beside),
    Rule("(the | its | their) ORD unit", nth_day),
    Rule("the? edge of the unit | the? (year | month | week | century | quarter) (hyphen | possessive)? end"
         " | mid hyphen unit", edge_of),
    Rule("(QUANTITY FRACTION? UNIT | units | QUANTITY unit FRACTION) (ago | earlier | before | later | after | hence)",
         shifted),
    Rule("(QUANTITY FRACTION? UNIT | QUANTITY unit FRACTION) from now", shifted),
    Rule("QUANTITY UNIT comma? and? QUANTITY UNIT", compound_duration),
    Rule("QUANTITY UNIT comma? and? QUANTITY UNIT (ago | earlier | later)", compound_shift),
]  # fmt: skip
