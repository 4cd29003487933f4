"""The periods that results are reported of: quarters, halves, fiscal years, and "a year earlier" than those."""

from __future__ import annotations

from datetime import timedelta

from timeline.extraction.times.digits import calendar_day, short_year
from timeline.extraction.times.english.calendar import day_of, month_of, relative_year, year_of
from timeline.extraction.times.english.lengths import duration_value, measure_of
from timeline.extraction.times.english.numbers import number, ordinal
from timeline.extraction.times.narrative import Narrative
from timeline.extraction.times.patterns import Found, Rule, word_set
from timeline.extraction.times.periods import Period, Unit
from timeline.extraction.times.reading import Reader
from timeline.extraction.times.sense import Sense

__all__ = ["RULES"]

_FINANCE = word_set("profit profits earnings results net loss sales revenue income gdp growth")
_GAMES = word_set("""
    touchdown goal lead whistle kickoff comeback minutes pounder pounders hour hours mile miles pound moon horse
""")
# Half a quarter: what ended then was the quarter that this many days earlier was in, whatever the fiscal year.
_HALF_A_QUARTER = timedelta(days=45)


def part_of_year(found: Found, reader: Reader) -> Sense | None:
    """ "the third quarter", "fiscal first-quarter", "Q3 2012", "this year's first half"."""
    unit = Unit.HALF if found.has("half") or "half_code" in found else Unit.QUARTER
    story, parts = reader.story, 2 if unit is Unit.HALF else 4
    which = found.meaning("half_code") or found.meaning("quarter_code")
    if which is None:
        is_last = "ORD" not in found
        which = parts if is_last else ordinal(found.part("ORD"))
    if not 1 <= which <= parts:
        return None
    year, whence = year_of(found, reader), "calendar"
    if year is None and "fiscal_code" in found:
        year = found.meaning("fiscal_code")
    if year is None and "REL_YEAR" in found:
        year, whence = relative_year(found, reader)
    if year is not None:
        period = Period.part_of_year(unit, year, which)
    else:
        following = reader.word(found.last)
        if following in _GAMES:
            return None
        if unit is Unit.HALF and following == "of":
            return None  # "The first half of the 1980s" is read with the 1980s.
        if unit is Unit.HALF and not story.topic and "hyphen" not in found and following not in _FINANCE:
            return None  # The first half of a match.
        chosen = story.year_after_year(lambda year: Period.part_of_year(unit, year, which), reader.direction(found))
        if not chosen:
            return None
        period, whence = chosen
    return Sense.of(found, period, whence, topic=period if _is_reported(period, story) else None)


def _is_reported(period: Period, story: Narrative) -> bool:
    """Whether a quarter is what the text reports of: one of the last year, the latest so far, and over.

    Where it is the first that is named, it need not be over.
    """
    topic = story.topic
    if abs((story.publication - period.latest).days) > 400:
        return False
    if topic is None:
        return True
    return period.latest < story.publication and not (topic.unit is period.unit and topic.index > period.index)


def fiscal_year(found: Found, reader: Reader) -> Sense | None:
    """ "fiscal 1989", "FY 2004", "the 1989 fiscal year"."""
    year = found.meaning("fiscal_code") or year_of(found, reader)
    if year is None:
        year = short_year(found.meaning("two"), reader.story.publication)
    return Sense.of(found, Period(Unit.YEAR, year), "calendar")


# What stands at hand


def the_quarter(found: Found, reader: Reader) -> Sense:
    """ "the quarter", "the latest quarter": the one that the text reports of, or else the last."""
    story = reader.story
    base = story.topic if story.topic and story.topic.unit is Unit.QUARTER else story.last(Unit.QUARTER)
    return Sense.of(
        found, base or story.now(Unit.QUARTER).shifted(-1), "narrative" if base else "publication", topic=story.topic
    )


def the_period(found: Found, reader: Reader) -> Sense | None:
    """ "the period", "the latest period": the one that the text reports of."""
    topic = reader.story.topic
    if topic is None or (topic.unit is Unit.YEAR and not found.has("latest")):
        return None
    return Sense.of(found, topic, "narrative")


_AFTER_YEAR = word_set("of before after that when in he she they it")


def the_year(found: Found, reader: Reader) -> Sense | None:
    """ "the year", "the full year", "the month", after a preposition: that of publication, or of the story."""
    story, unit, before = reader.story, found.meaning("unit").unit, reader.word(found.first - 1)
    if reader.word(found.last) in _AFTER_YEAR:
        return None
    if unit is Unit.YEAR:
        if not found.has("full", "fiscal") and before not in ("for", "of", "in"):
            return None
        then = story.then(Unit.YEAR) if story.is_elsewhere else None
        return Sense.of(found, then or story.now(unit), "narrative" if then else "publication")
    is_part = before == "in" and reader.word(found.first - 2) in ("early", "late", "earlier", "later")
    if unit in (Unit.WEEK, Unit.MONTH) and (before in ("for", "of") or is_part) and len(found.words) == 2:
        return Sense.of(found, story.now(unit), "publication")
    return None


def period_of_year(found: Found, reader: Reader) -> Sense | None:
    """ "the 1988 period", "the 1988 quarter": what is reported of, in that year."""
    year, topic, words = year_of(found, reader), reader.story.topic, found.words
    part = topic if topic and topic.unit in (Unit.QUARTER, Unit.HALF) else None
    if part and ("period" in words or (part.unit is Unit.QUARTER and "quarter" in words)):
        return Sense.of(found, part.years_away(year - part.year), "narrative")
    if "quarter" in words:
        return None
    return Sense.of(found, Period(Unit.YEAR, year), "calendar")


# Comparisons: they are told by the way, and leave the text where it was.


def year_ago(found: Found, reader: Reader) -> Sense | None:
    """ "year-earlier", "the year-ago quarter", "the corresponding period last year"."""
    story, topic = reader.story, reader.story.topic
    if "ORD" in found:
        which = ordinal(found.part("ORD"))
        if not 1 <= which <= 4:
            return None
        year = (topic.year if topic else story.publication.year) - 1
        return Sense.of(found, Period.part_of_year(Unit.QUARTER, year, which), "narrative", is_aside=True)
    if found.has("month"):
        base = story.last(Unit.MONTH) or story.now(Unit.MONTH)
    elif topic is None and found.has("quarter"):
        base = story.now(Unit.QUARTER).shifted(-1)
    else:
        base = topic or story.now(Unit.YEAR)
    return Sense.of(found, base.years_away(-1), "narrative" if topic else "publication", is_aside=True)


def period_ended(found: Found, reader: Reader) -> list[Sense] | None:
    """ "the quarter ended Sept. 30", "the year ending June 30, 1990", "the nine months ended March 31"."""
    closing, whence = _closing_day(found, reader)
    if not closing:
        return None
    first, verb = found.span("MONTH")[0], found.span("ended_word")[0]
    day = Sense.over(first, found.last, closing, whence)
    measure = measure_of(found)
    quarter = Period.holding(Unit.QUARTER, closing.earliest - _HALF_A_QUARTER)
    if measure.unit is Unit.QUARTER:
        which = ordinal(found.part("ORD")) if "ORD" in found and found.span("ORD")[1] <= verb else 0
        if 1 <= which <= 4:
            quarter = Period.part_of_year(Unit.QUARTER, closing.year, which)
        return [Sense.over(found.first, verb, quarter, "narrative", topic=quarter), day]
    count = number(found.part("NUM")) if "NUM" in found else 1
    if not count:
        return None
    topic = quarter if count == 3 and measure.unit is Unit.MONTH else Period(Unit.YEAR, closing.year)
    return [Sense(found.first, verb, "DURATION", duration_value(count, measure), topic=topic), day]


def _closing_day(found: Found, reader: Reader) -> tuple[Period | None, str]:
    """The day on which a period ended; without a year the last such day before publication, or the next."""
    year, month, day = year_of(found, reader), month_of(found), day_of(found)
    if year is not None:
        return calendar_day(year, month, day), "calendar"
    today = reader.story.now(Unit.DAY)
    years = [reader.story.publication.year + step for step in (-4, -3, -2, -1, 0, 1, 2, 3, 4)]
    days = [each for year in years if 1 <= year <= 9998 and (each := calendar_day(year, month, day))]
    if "ended" in found.words:
        past = [each for each in days if each.index <= today.index]
        return (past[-1] if past else None), "publication"
    return next((each for each in days if each.index > today.index), None), "publication"


RULES = [
    Rule("the? (latest | fiscal hyphen? | YEARNUM fiscal? | REL_YEAR possessive fiscal?)?"
         " (ORD | last | final | latter) hyphen? fiscal? hyphen? (quarter | half | quarters)"
         " ((of | in)? comma? the? fiscal? (YEARNUM | fiscal_code | REL_YEAR))?", part_of_year),
    Rule("(quarter_code | half_code) (of | comma | hyphen)? fiscal? (YEARNUM | fiscal_code)?", part_of_year),
    Rule("fiscal hyphen? year? YEARNUM | the? YEARNUM fiscal year | fiscal_code | fy (YEARNUM | two)", fiscal_year),
    Rule("the latest? fiscal? quarter", the_quarter),
    Rule("the latest? period", the_period),
    Rule("the (full | fiscal)? unit", the_year),
    Rule("the? YEARNUM (quarter | period | year)", period_of_year),
    Rule("the? (corresponding | comparable | similar | same)? year hyphen? (ago | earlier) ORD?"
         " (quarter | period | month)", year_ago),
    Rule("the? (corresponding | comparable | similar | same) (quarter | period | month)"
         " (of | in)? (last year | a year (ago | earlier) | the year hyphen? (ago | earlier))?", year_ago),
    Rule("year hyphen (ago | earlier)", year_ago),
    Rule("(the | a)? (NUM units | fiscal? unit | ORD fiscal? unit) ended_word MONTH DAYNUM (comma? YEARNUM)?",
         period_ended),
]  # fmt: skip
