"""Dates that say where in the calendar they are: days, months, years, eras, decades, centuries, seasons."""

from __future__ import annotations

from datetime import timedelta

from timeline.extraction.times.digits import calendar_day, short_year
from timeline.extraction.times.english.context import (
    is_counted,
    is_glued,
    is_lower_noun,
    is_unit_adjective,
    opens_clause,
)
from timeline.extraction.times.english.numbers import number, ordinal, spoken_year
from timeline.extraction.times.english.words import WORDS
from timeline.extraction.times.narrative import FUTURE, PAST, after
from timeline.extraction.times.patterns import Found, Rule, word_set
from timeline.extraction.times.periods import Period, Unit, within
from timeline.extraction.times.reading import Reader
from timeline.extraction.times.sense import Sense

__all__ = ["RULES", "day_of", "month_of", "relative_year", "year_of"]

_MONTHS: dict[str, int] = WORDS["month"] | WORDS["shy_month"] | WORDS["short_month"]
_LONG_MONTHS = frozenset({*WORDS["month"], *WORDS["shy_month"]})


def year_of(found: Found, reader: Reader) -> int | None:
    """The year that a match names, None for none."""
    if "yyyy" in found:
        return found.meaning("yyyy")
    if "apostrophe_year" in found:
        return short_year(int(found.part("apostrophe_year")[0][1:]), reader.story.publication)
    return spoken_year(found.part("SPOKEN")) if "SPOKEN" in found else None


def month_of(found: Found) -> int | None:
    """The month that a match names, from 1, None for none."""
    words = found.part("MONTH")
    return _MONTHS[words[0]] if words else None


def day_of(found: Found, nth: int = 0) -> int | None:
    """The nth day of the month that a match names, None for none."""
    words = found.part("DAYNUM", nth)
    return ordinal(words) if words else None


def relative_year(found: Found, reader: Reader) -> tuple[int | None, str]:
    """The year of "last year", "that year", "the following year", and what it is counted from."""
    words, story = set(found.part("REL_YEAR")), reader.story
    this = story.publication.year
    if "last" in words:
        return this - 1, "publication"
    if words & {"this", "current"}:
        return this, "publication"
    if "next" in words and "the" not in words:
        return this + 1, "publication"
    then = story.then(Unit.YEAR)
    step = -1 if words & {"previous", "preceding"} else 1 if words & {"following", "next"} else 0
    return (then.year if then else this) + step, "narrative" if then else "publication"


# Days

_ATTACKS = word_set("""
    attack attacks terrorist terror hijackings hijackers commission bombings plot strikes
""")


def full_date(found: Found, reader: Reader) -> Sense | None:
    """A day of a month, with its year or without; not "May 10 people" nor "second March"."""
    year, month, day = year_of(found, reader), month_of(found), day_of(found)
    is_september_11 = (month, day) == (9, 11) and reader.word(found.last) in _ATTACKS
    if is_counted(reader, found.last) and not is_september_11 and found.words[-1].isdigit():
        return None
    if is_unit_adjective(reader, found.last):
        return None
    first = found.span("DAYNUM")[0]
    if first < found.span("MONTH")[0] and not (reader.word(first)[0].isdigit() or found.has("of")):
        return None
    if year is None and is_september_11 and reader.story.publication.year > 2001:
        year = 2001  # "The Sept. 11 attacks", in a text of any later year.
    return _dated(found, reader, year, month, day)


def _dated(found: Found, reader: Reader, year: int | None, month: int, day: int) -> Sense | None:
    """The sense of a day whose year may be missing, or stand at the other end of a range."""
    if year is None:
        year = _year_ahead(reader, found.last)
    if year is not None:
        period = calendar_day(year, month, day)
        return Sense.of(found, period, "calendar") if period else None
    return _nearest(found, reader, lambda year: calendar_day(year, month, day), reader.direction(found))


def _nearest(found: Found, reader: Reader, period_in, direction: int) -> Sense | None:
    """The likeliest of the same dates of different years."""
    start = reader.range_start(found)
    if start:
        first = start.period.year
        if period := after(map(period_in, (first, first + 1)), start.period):
            return Sense.of(found, period, start.anchored_to)
    chosen = reader.story.year_after_year(period_in, direction)
    return Sense.of(found, *chosen) if chosen else None


def _year_ahead(reader: Reader, last: int) -> int | None:
    """The year at the other end of a range: 1940, for the May of "24 May – 4 June 1940"."""
    ahead = reader.match("other_end", last)
    return year_of(ahead, reader) if ahead else None


def days_of_month(found: Found, reader: Reader) -> list[Sense] | None:
    """ "May 3-7", "3–7 May 1940", "June 5 and 6": two days of one month."""
    month, first, last = month_of(found), day_of(found), day_of(found, 1)
    if last <= first or is_counted(reader, found.last) or reader.word(found.last) == "-":
        return None
    if reader.word(found.last) == ":" and reader.touches(found.last + 1):
        return None
    year = year_of(found, reader)
    if year is None and "and" in found.words and found.words[-1].isdigit() and is_lower_noun(reader, found.last):
        return None
    second = _dated(found, reader, year, month, last)
    start = calendar_day(second.period.year, month, first) if second else None
    if not start:
        return None
    one, two = found.span("DAYNUM"), found.span("DAYNUM", 1)
    second.first = two[0]
    return [Sense.over(found.first, one[1], start, second.anchored_to), second]


def day_of_the_month(found: Found, reader: Reader) -> Sense | None:
    """ "on the 14th", of the month that the text spoke of last; not "on the 5th floor"."""
    month = reader.story.then(Unit.MONTH)
    before = reader.word(found.first - 1)
    if month is None or before not in ("on", "by", "until", "from", "to", "since"):
        return None
    if not opens_clause(reader, found.last) or reader.word(found.last) == "-":
        return None
    period = calendar_day(month.year, month.index % 12 + 1, ordinal(found.part("nth")))
    return Sense.of(found, period, "narrative") if period else None


def day_of_that_month(found: Found, reader: Reader) -> Sense | None:
    """ "the 26th of the same month", "the third of the following month"."""
    story = reader.story
    month = story.then(Unit.MONTH) or story.now(Unit.MONTH)
    step = 1 if found.has("following", "next") else -1 if found.has("previous", "preceding", "last") else 0
    month = month.shifted(step)
    period = calendar_day(month.year, month.index % 12 + 1, ordinal(found.part("ORD")))
    return Sense.of(found, period, "narrative") if period else None


def part_of_month(found: Found, reader: Reader) -> Sense | None:
    """ "the last days of August", "the first week of May 1940", "the last day of that month"."""
    month = _month_named(found, reader)
    if not month:
        return None
    period, whence = month
    days, edge = found.part("unit") or found.part("units"), found.words[1]
    earliest, latest = period.earliest, period.latest
    is_last = edge in ("last", "final", "closing")
    which = -1 if is_last else ordinal(found.part("ORD")) or 1
    if "day" in days and "SMALL" not in found:
        at = latest if is_last else earliest.replace(day=which) if which <= latest.day else None
        return Sense.of(found, Period.of_day(at), whence) if at else None
    if {"week", "weeks"} & {*days} or ("SMALL" in found and "days" in days):
        length = (number(found.part("SMALL")) or 1) * (1 if "days" in days else 7)
        step = timedelta(days=int(length) - 1)
        if which > 4 or length > 21 or (which > 1 and length != 7):
            return None
        start = latest - step if is_last else earliest + timedelta(days=7 * (which - 1))
        return Sense.of(found, period, whence, date=within(start, start + step), mod=_MODS[min(which, 3)])
    if "days" not in days or "SMALL" in found:
        return None
    return Sense.of(found, period, whence).part("END" if is_last else "START") if abs(which) == 1 else None


_MODS = {-1: "END", 1: "START", 2: "MID", 3: "MID"}


def _month_named(found: Found, reader: Reader) -> tuple[Period, str] | None:
    """The month at the end of a match, with its year or the likeliest, and what it was counted from."""
    number, year = month_of(found), year_of(found, reader)
    if number is None:
        then = reader.story.then(Unit.MONTH)
        return (then, "narrative") if then else None
    if year is not None:
        return Period.of_month(year, number), "calendar"
    if "REL_YEAR" in found:
        year, whence = relative_year(found, reader)
        return Period.of_month(year, number), whence
    return reader.story.year_after_year(lambda year: Period.of_month(year, number), reader.direction(found))


def week_of(found: Found, reader: Reader) -> Sense | None:
    """ "the week of 5 August"."""
    day = full_date(found, reader)
    if day is None or day.period is None:
        return None
    week = day.period.within_unit(Unit.WEEK)
    return Sense.of(found, week, day.anchored_to)


def nine_eleven(found: Found, reader: Reader) -> Sense | None:
    """ "9/11", since 2001."""
    if found.words != ["9", "/", "11"] or reader.word(found.last) == "/" or reader.story.publication.year < 2001:
        return None
    return Sense.of(found, calendar_day(2001, 9, 11), "calendar")


# Months


def month_year(found: Found, reader: Reader) -> Sense | None:
    """ "June 1989", "Sept. of 2001"."""
    year = year_of(found, reader)
    if "yyyy" in found and is_counted(reader, found.last) and not 1900 <= year <= reader.story.publication.year:
        return None
    return Sense.of(found, Period.of_month(year, month_of(found)), "calendar")


def month_of_year(found: Found, reader: Reader) -> Sense | None:
    """ "July of last year", "June 3 of that year"."""
    year, whence = relative_year(found, reader)
    month, day = month_of(found), day_of(found)
    period = Period.of_month(year, month) if day is None else calendar_day(year, month, day)
    return Sense.of(found, period, whence) if period else None


_BEFORE_MONTH = word_set("""
    in of since until till by from to through during between and or for before after around about early late mid
    middle last next this every each on the that end beginning start previous following past coming ended ending
    throughout circa via expiring due as - – —
""")
_OWNERS = word_set("a an 's ’s its their his her our")


def bare_month(found: Found, reader: Reader) -> Sense | None:
    """A month alone: the nearest one that fits the tense; not "he may", "march on" nor "April said"."""
    first, last = found.span("MONTH")
    before = reader.word(first - 1)
    is_adjective = before in _OWNERS and reader.text(last).islower()
    if not _is_month(found, reader, is_sure=is_adjective or before in _BEFORE_MONTH):
        return None
    month = month_of(found)
    if (year := _year_ahead(reader, found.last)) is not None:
        return Sense.of(found, Period.of_month(year, month), "calendar")
    direction = PAST if is_adjective else FUTURE if before in ("through", "until") else reader.direction(found)
    return _nearest(found, reader, lambda year: Period.of_month(year, month), direction)


def _is_month(found: Found, reader: Reader, *, is_sure: bool) -> bool:
    """Whether the word is a month here; `is_sure` says that the word before it asks for one."""
    first, last = found.span("MONTH")
    following, ahead = reader.word(last), reader.text(last)
    is_joined = following in ("-", "–", "/") and reader.word(last + 1) in _LONG_MONTHS
    is_sure = is_sure or is_joined or following in ("'s", "’s")
    if "month" in found:
        is_name = ahead[:1].isupper() and first > 0 and reader.text(first - 1).istitle()
        return is_sure or not (following == "-" or is_name)
    if "shy_month" in found:
        return is_sure and not reader.text(first).isupper() and not _is_name(reader, first, last)
    return is_sure and ("stop" in found or reader.word(first - 1) in ("in", "since", "last", "by"))


def _is_name(reader: Reader, first: int, last: int) -> bool:
    """ "to April Smith"."""
    ahead = reader.text(last)
    if not (ahead[:1].isupper() and ahead.isalpha()) or ahead.lower() in _BEFORE_MONTH:
        return False
    return reader.word(first - 1) in ("to", "and", "or", "the", "for", "by", "from", "of")


# Years

# Before these a number of four digits is a year, from 1000 on; the first ones leave no doubt.
_SURELY_BEFORE_YEAR = word_set("in since until till during throughout circa early late mid year fiscal c ca")
_BEFORE_YEAR = word_set("""
    by from before after between through around about spring summer autumn fall winter due to and of the for – —
    - on this ( next class season vintage ending ended elections olympics or than
""")
_ABBREVIATED_BEFORE_YEAR = word_set("c ca no p pp vol")
_WEAK_BEFORE_OLD_YEAR = word_set("of the to for by than and about around or on")
_NEVER_BEFORE_YEAR = word_set("""
    no number page pages route flight highway room apartment channel section chapter bus train boeing airbus model
    windows pp p vol volume paragraph article # $ £ € bill resolution nearly over least another some only extra
    additional
""")


def bare_year(found: Found, reader: Reader) -> Sense | None:
    """A number that is a year: not one that counts troops, or numbers pages."""
    index, number = found.first, found.meaning("yyyy")
    before = reader.word(index - 1)
    if before == ".":
        before = reader.word(index - 2) if reader.word(index - 2) in _ABBREVIATED_BEFORE_YEAR else before
    if before in _NEVER_BEFORE_YEAR or is_glued(reader, index):
        return None
    if is_counted(reader, index + 1) or is_unit_adjective(reader, index + 1):
        return None
    plural = is_lower_noun(reader, index + 1)
    this_age = 1800 <= number <= reader.story.publication.year + 12
    if before in _SURELY_BEFORE_YEAR:
        is_year = True
    elif this_age and number >= 1900:
        is_year = not plural or before in _BEFORE_YEAR or before in ("'s", "’s")
    elif before in _BEFORE_YEAR:
        is_year = not plural and (this_age or before not in _WEAK_BEFORE_OLD_YEAR or reader.story.is_history)
    else:
        is_year = this_age and reader.story.is_history
    return Sense.of(found, Period(Unit.YEAR, number), "calendar") if is_year else None


def named_year(found: Found, reader: Reader) -> Sense | None:
    """ "the year 2000"."""
    year = year_of(found, reader)
    return Sense.of(found, Period(Unit.YEAR, year), "calendar") if 1000 <= year <= 2200 else None


def year_in_words(found: Found, reader: Reader) -> Sense | None:
    """ "nineteen ninety-one"; not "two thousand" of anything."""
    year, words, before = year_of(found, reader), found.words, reader.word(found.first - 1)
    if is_counted(reader, found.last) or not 1500 <= year <= 2100:
        return None
    if ("thousand" in words or "hundred" in words) and (
        before not in _SURELY_BEFORE_YEAR or is_lower_noun(reader, found.last)
    ):
        return None
    return Sense.of(found, Period(Unit.YEAR, year), "calendar")


def apostrophe_year(found: Found, reader: Reader) -> Sense | None:
    """ "'98", after a word that asks for a year or in a list of years."""
    before, previous = reader.word(found.first - 1), reader.previous
    is_listed = previous and previous.last == found.first - 1 and previous.period and previous.period.unit is Unit.YEAR
    if is_listed or before in _SURELY_BEFORE_YEAR or before in _BEFORE_YEAR or before in WORDS["season"]:
        return Sense.of(found, Period(Unit.YEAR, year_of(found, reader)), "calendar")
    return None


def _is_before_christ(found: Found) -> bool:
    return any(word in ("b", "bc", "bce") for word in found.part("ERA"))


def year_of_era(found: Found, reader: Reader) -> Sense | None:
    """ "AD 410", "480 BC", "spring of 479 BC"; years before Christ have a value and no days."""
    number, month, day = int(found.part("number", -1)[0]), month_of(found), day_of(found)
    if not 1 <= number <= 9998:
        return None
    year = 1 - number if _is_before_christ(found) else number
    if "season" in found:
        period = Period.part_of_year(Unit.SEASON, year, found.meaning("season"))
    elif month and day and year > 0:
        period = calendar_day(year, month, day)
    elif month:
        period = Period.of_month(year, month)
    else:
        period = Period(Unit.YEAR, year)
    return Sense.of(found, period, "calendar") if period else None


def years_of_era(found: Found, reader: Reader) -> list[Sense] | None:
    """ "499–449 BC"."""
    first, last = (int(found.part("number", nth)[0]) for nth in (0, 1))
    if not (1 <= first <= 9998 and 1 <= last <= 9998):
        return None
    one, two = (1 - first, 1 - last) if _is_before_christ(found) else (first, last)
    if one >= two:
        return None
    second = found.span("number", 1)[0]
    return [
        Sense.over(found.first, found.first + 1, Period(Unit.YEAR, one), "calendar"),
        Sense.over(second, found.last, Period(Unit.YEAR, two), "calendar"),
    ]


def year_of_antiquity(found: Found, reader: Reader) -> Sense | None:
    """ "in 480", where the text tells of such times: in the era of the year that it named last."""
    latest, number = reader.story.latest, found.meaning("three")
    before = reader.word(found.first - 1)
    if latest is None or latest.year >= 1000:
        return None
    if before not in _SURELY_BEFORE_YEAR and before not in ("of", "by"):
        return None
    if is_counted(reader, found.last) or is_glued(reader, found.first) or is_lower_noun(reader, found.last):
        return None
    return Sense.of(found, Period(Unit.YEAR, number if latest.year > 0 else 1 - number), "narrative")


def year_range(found: Found, reader: Reader) -> list[Sense] | None:
    """ "1998-99", "1939–1945"."""
    first, text = int(found.words[0]), found.words[-1]
    last = int(text) if len(text) == 4 else first // 100 * 100 + int(text)
    if not first < last <= first + 150 or is_counted(reader, found.last) or not reader.touches(found.last - 1):
        return None
    if reader.word(found.last) in ("-", "/") and reader.touches(found.last):
        return None
    if found.words[1] == "-" and len(text) == 2 and int(text) <= 12 and last != first + 1:
        return None  # "1998-12" is a month.
    if reader.word(found.first - 1) in _NEVER_BEFORE_YEAR:
        return None
    return [
        Sense.over(found.first, found.first + 1, Period(Unit.YEAR, first), "calendar"),
        Sense.over(found.last - 1, found.last, Period(Unit.YEAR, last), "calendar"),
    ]


def decade(found: Found, reader: Reader) -> Sense | None:
    """ "the 1990s", "the '80s", "the nineties", "the nineteen sixties"; not "in his thirties" nor "in the low 40s"."""
    if "decade_word" in found:
        tens = found.meaning("decade_word")
        if "hundreds" in found:
            return Sense.of(found, Period(Unit.DECADE, found.meaning("hundreds") * 10 + tens), "calendar")
        is_marked = "the" in found.words
    else:
        written = found.part("decade")[0]
        digits = "".join(character for character in written if character.isdigit())
        tens = int(digits) // 10
        if len(digits) == 4:
            if not 1000 <= int(digits) < 2200:
                return None
            if int(digits) % 100 == 0 and int(digits) < 2000:
                return Sense.of(found, Period(Unit.CENTURY, int(digits) // 100), "calendar")
            return Sense.of(found, Period(Unit.DECADE, tens), "calendar")
        previous = reader.previous
        if previous and previous.period and previous.period.unit is Unit.DECADE and previous.last == found.first - 1:
            # "The 1970s and 80s"
            return Sense.of(found, Period(Unit.DECADE, previous.period.index // 10 * 10 + tens), "narrative")
        is_marked = not written[0].isdigit() or ("the" in found.words and tens >= 2)
    if not is_marked:
        return None
    base, whence = reader.story.base
    now = base.year // 10
    return Sense.of(found, Period(Unit.DECADE, now - (now - tens) % 10), whence)


def century(found: Found, reader: Reader) -> Sense | None:
    """ "the 20th century", "the fifth century BC"."""
    number = ordinal(found.part("ORD"))
    if not 1 <= number <= 99:
        return None
    return Sense.of(found, Period(Unit.CENTURY, -number if _is_before_christ(found) else number - 1), "calendar")


# Seasons

_BEFORE_SEASON = word_set("""
    in during this last next of by since until through early late mid that past for before after
""")
_AFTER_SEASON = word_set("and when as but")


def season_of_year(found: Found, reader: Reader) -> Sense:
    """ "the autumn of 1917", "winter 1941-42", "the spring of that year"."""
    year, whence = year_of(found, reader), "calendar"
    if year is None:
        year, whence = relative_year(found, reader)
    return Sense.of(found, Period.part_of_year(Unit.SEASON, year, found.meaning("season")), whence)


def bare_season(found: Found, reader: Reader) -> Sense | None:
    """ "the summer", "in spring"; not "the fall of Kabul" nor "a spring in his step"."""
    if not _is_season(found, reader):
        return None
    number = found.meaning("season")
    chosen = reader.story.year_after_year(
        lambda year: Period.part_of_year(Unit.SEASON, year, number), reader.direction(found)
    )
    return Sense.of(found, *chosen) if chosen else None


def _is_season(found: Found, reader: Reader) -> bool:
    """Whether the word is a season here, by those beside it."""
    before, following = reader.word(found.first - 1), reader.word(found.last)
    is_shy = found.words[-1] in ("fall", "spring")
    if reader.text(found.last - 1)[0].isupper() and before not in _BEFORE_SEASON:
        return False
    if "the" in found.words:
        is_asked_for = before in _BEFORE_SEASON or before in ("over", "throughout", "at", "end", "into")
        return is_asked_for and not (is_shy and following in ("of", "in", "from", "to"))
    if before not in ("in", "during", "by", "until", "since", "early", "late", "mid", "-"):
        return False
    return not is_shy or not following.isalpha() or following in _AFTER_SEASON


RULES = [
    Rule("(ON_DAY comma? the?)? MONTH the? DAYNUM comma? YEARNUM", full_date),
    Rule("(ON_DAY comma? the?)? MONTH the? DAYNUM comma? SPOKEN", full_date),
    Rule("(ON_DAY comma? the?)? MONTH the? DAYNUM", full_date),
    Rule("(ON_DAY comma? the?)? (the? DAYNUM of | the? DAYNUM) MONTH comma? YEARNUM", full_date),
    Rule("(ON_DAY comma? the?)? (the? DAYNUM of | the? DAYNUM) MONTH", full_date),
    Rule("MONTH DAYNUM DAYS_TO DAYNUM (comma? YEARNUM)?", days_of_month),
    Rule("the? DAYNUM DAYS_TO the? DAYNUM of? MONTH (comma? YEARNUM)?", days_of_month),
    Rule("the nth", day_of_the_month),
    Rule("the ORD of (that | this | the (same | following | next | previous | preceding)) month_word",
         day_of_that_month),
    Rule("the (ORD | last | final | opening | closing) (few | SMALL)? (unit | units) (of | in)"
         " (early | late)? (MONTH (comma? of? (YEARNUM | REL_YEAR))? | (that | the same?) month_word)",
         part_of_month),
    Rule("the week_word of (MONTH the? DAYNUM | the? DAYNUM of? MONTH) (comma? YEARNUM)?", week_of),
    Rule("number slash number", nine_eleven),
    Rule("(MONTH DAYNUM? | the? DAYNUM of? MONTH) comma? of? REL_YEAR", month_of_year),
    Rule("MONTH of? comma? (YEARNUM | SPOKEN)", month_year),
    Rule("MONTH", bare_month),
    Rule("yyyy", bare_year),
    Rule("the? year of? (YEARNUM | SPOKEN)", named_year),
    Rule("SPOKEN", year_in_words),
    Rule("apostrophe_year", apostrophe_year),
    Rule("(MONTH DAYNUM? comma? | the? DAYNUM MONTH | the? season of?)? (number ERA | (ad | a stop d stop) number)",
         year_of_era),
    Rule("number (hyphen | dash | to | and) number ERA", years_of_era),
    Rule("three", year_of_antiquity),
    Rule("yyyy (hyphen | dash) (yyyy | two)", year_range),
    Rule("the? (decade | hundreds? hyphen? decade_word)", decade),
    Rule("the? ORD hyphen? century ERA?", century),
    Rule("the? season of? comma? (YEARNUM | SPOKEN | REL_YEAR)", season_of_year),
    Rule("the? season of? yyyy (hyphen | dash | slash) (yyyy | two)", season_of_year),
    Rule("the? season", bare_season),
]  # fmt: skip
