"""Dates that say where in the calendar they are: days, months, years, decades, centuries, seasons, feasts."""

from __future__ import annotations

from datetime import timedelta

from timeline.extraction.times.digits import calendar_day, short_year
from timeline.extraction.times.elsewhere.context import direction, ends_clause, is_led, is_named, is_noun, word_is
from timeline.extraction.times.elsewhere.solar import FIRST_YEAR, LAST_YEAR, SolarPeriod
from timeline.extraction.times.holidays import easter
from timeline.extraction.times.narrative import after
from timeline.extraction.times.patterns import Found, Rule
from timeline.extraction.times.periods import Period, Unit
from timeline.extraction.times.reading import Reader
from timeline.extraction.times.sense import Sense

__all__ = ["RULES", "day_of", "is_solar", "month_of", "month_period", "nearest"]


def _words(reader: Reader, name: str) -> dict:
    return reader.language.grammar.lexicon.words[name]


def month_of(found: Found, reader: Reader) -> tuple[int, bool] | None:
    """The month that a match names, from 1, and whether it is solar; None for none."""
    words = found.part("MON")
    for name in ("month", "shy_month", "short_month", "solar", "shy_solar"):
        if words and words[0] in _words(reader, name):
            return _words(reader, name)[words[0]], name.endswith("solar")
    return None


def day_of(found: Found, reader: Reader, nth: int = 0) -> int | None:
    """The nth day of the month that a match names, None for none."""
    words = found.part("DAY", nth)
    if not words:
        return None
    return int(words[0]) if words[0].isdigit() else _words(reader, "day_word")[words[0]]


def year_of(found: Found, reader: Reader) -> int | None:
    """The year that a match names, None for none and for one of a calendar that is not read here."""
    if "yyyy" in found:
        return found.meaning("yyyy")
    if "apostrophe_year" in found:
        return short_year(int(found.part("apostrophe_year")[0][1:]), reader.story.publication)
    return None


def is_solar(year: int, found: Found, reader: Reader) -> bool | None:
    """Whether a year is one of the solar calendar; None if it is of another that cannot be read."""
    era = found.meaning("era")
    if era is not None:
        return {"solar": True, "gregorian": False}.get(era)
    return reader.language.grammar.lexicon.is_solar and FIRST_YEAR <= year <= LAST_YEAR


def year_period(year: int, found: Found, reader: Reader) -> Period | None:
    """The year of its calendar."""
    solar = is_solar(year, found, reader)
    if solar is None:
        return None
    return SolarPeriod.of(year) if solar else Period(Unit.YEAR, year)


def month_period(year: int, month: int, day: int | None, *, solar: bool) -> Period | None:
    """The month of a year, or its day; None when the calendar has no such one."""
    if solar:
        return SolarPeriod.of(year, month, day or 0) if day is None or day > 0 else None
    return calendar_day(year, month, day) if day is not None else Period.of_month(year, month)


def nearest(found: Found, reader: Reader, period_in) -> Sense | None:
    """The likeliest of the same dates of different years."""
    start = reader.range_start(found)
    if start:
        first = start.period.year
        if period := after(map(period_in, (first, first + 1)), start.period):
            return Sense.of(found, period, start.anchored_to)
    chosen = reader.story.year_after_year(period_in, direction(found, reader))
    return Sense.of(found, *chosen) if chosen else None


def _in_any_year(month: int, day: int | None, *, solar: bool):
    """The month or day in a Gregorian year; the last solar months reach into the next one."""
    back = 621 + (month > 10) if solar else 0
    return lambda year: month_period(year - back, month, day, solar=solar)


def _year_ahead(found: Found, reader: Reader) -> int | None:
    """The year at the other end of a range: 2019, for the March of "von März bis Mai 2019"."""
    ahead = reader.match("other_end", found.last)
    return year_of(ahead, reader) if ahead else None


def _dated(found: Found, reader: Reader, day: int | None) -> Sense | None:
    """The sense of a day or month whose year may be missing, or stand at the other end of a range."""
    month, solar = month_of(found, reader)
    year = year_of(found, reader)
    if year is None:
        year = _year_ahead(found, reader)
    if year is None:
        return nearest(found, reader, _in_any_year(month, day, solar=solar))
    named = is_solar(year, found, reader)
    # A solar month of a Gregorian year is the one that begins in it, and the other way about there is none.
    if named is None or (named and not solar):
        return None
    period = month_period(year, month, day, solar=True) if named else _in_any_year(month, day, solar=solar)(year)
    return Sense.of(found, period, "calendar") if period else None


def full_date(found: Found, reader: Reader) -> Sense | None:
    """ "3. März 2014", "lundi 3 mars", "۲۰ خرداد ۱۳۶۹"."""
    if _is_counted_month(found, reader):
        return None
    sense = _dated(found, reader, day_of(found, reader))
    if sense and "weekday_part" in found:
        return sense.at("T" + found.meaning("weekday_part")[1:])
    return sense.at("T" + found.meaning("part")) if sense and "part" in found else sense


def _is_counted_month(found: Found, reader: Reader) -> bool:
    """Whether the number counts the word after it, which is a month only by its looks: "با ۵ تیر"."""
    month = found.part("MON")[0]
    if year_of(found, reader) is not None or "month_word" in found:
        return False
    if month in _words(reader, "verb_prefix"):
        return not ends_clause(reader, found.last)
    return month in _words(reader, "shy_solar") and word_is(reader, found.last, "counted")


def days_of_month(found: Found, reader: Reader) -> list[Sense] | None:
    """ "vom 3. bis 7. Mai", "3–7 мая 2019": two days of one month."""
    first, last = day_of(found, reader), day_of(found, reader, 1)
    second = _dated(found, reader, last) if first < last else None
    if not second:
        return None
    start = second.period.shifted(first - last)
    one, two = found.span("DAY"), found.span("DAY", 1)
    second.first = two[0]
    return [Sense.over(one[0], one[1], start, second.anchored_to), second]


def month_year(found: Found, reader: Reader) -> Sense | None:
    """ "im Mai 2019", "mars 2019", "اسفند ۱۴۰۱"."""
    return _dated(found, reader, None)


def bare_month(found: Found, reader: Reader) -> Sense | None:
    """A month alone: the nearest one that fits the tense. One that is another word, too, needs a preposition."""
    first = found.span("MON")[0]
    led = is_led(reader, found.first) or "month_word" in found
    if is_named(reader, first) or ("short_month" in found and not (led and "stop" in found)):
        return None
    if not led and ("shy_month" in found or "shy_solar" in found):
        return None
    if "shy_solar" in found and "month_word" not in found and not word_is(reader, first - 1, "edge"):
        return None
    if "shy_month" in found and not _stands_alone(reader, found):
        return None
    if found.words[0] in _words(reader, "verb_prefix") and not word_is(reader, first - 1, "edge"):
        return None
    return _dated(found, reader, None)


def _stands_alone(reader: Reader, found: Found) -> bool:
    """Whether it is no name, as in "von August Bebel"."""
    return not (word_is(reader, found.first - 1, "name_after") and reader.text(found.last)[:1].isupper())


def month_of_short_year(found: Found, reader: Reader) -> Sense | None:
    """ "mai 68", "Mai 45"; up to 31 the number is another thing."""
    two = found.meaning("two")
    if two <= 31 or is_named(reader, found.span("MON")[0]) or word_is(reader, found.last, "counted", "unit"):
        return None
    month, solar = month_of(found, reader)
    if solar:
        return None
    year = short_year(two, reader.story.publication)
    return Sense.of(found, Period.of_month(year, month), "calendar")


# Years


def bare_year(found: Found, reader: Reader) -> Sense | None:
    """A number that is a year: after a preposition, or where no noun follows that it would count."""
    index, year = found.first, found.meaning("yyyy")
    if word_is(reader, index + 1, "unit", "counted", "oclock", "hours") or _is_glued(reader, index):
        return None
    solar = is_solar(year, found, reader)
    if not solar and not 1000 <= year <= reader.story.publication.year + 40:
        return None
    if not is_led(reader, index):
        recent = 1900 <= year <= reader.story.publication.year + 12
        if not recent or reader.word(index - 1) in ("%", "$", "€", "£", "#", "№", "nr", "no", "n°"):
            return None
        if is_noun(reader, index + 1):
            return None
    elif not solar and year < 1500 and is_noun(reader, index + 1):
        return None
    period = year_period(year, found, reader)
    return Sense.of(found, period, "calendar") if period else None


def _is_glued(reader: Reader, index: int) -> bool:
    """Whether the number is a piece of a longer code: a decimal, a telephone number, "B-1990"."""
    if reader.word(index - 1) == "/" or reader.word(index + 1) == "/":
        return True
    for side, beyond in ((index, index - 2), (index + 1, index + 2)):
        mark = reader.word(side - 1 if side == index else side)
        if reader.touches(side) and mark in ("-", "–", ".", ",", ":", "+", "٫", "٬"):
            other = reader.word(beyond)
            touches_on = reader.touches(index - 1) if side == index else reader.touches(index + 2)
            if touches_on and other[:1].isalnum() and not (mark in "-–" and other.isdigit() and len(other) == 4):
                return not (side == index and word_is(reader, beyond, "edge"))
    return False


def named_year(found: Found, reader: Reader) -> Sense | None:
    """ "im Jahr 2019", "سال ۱۲۵۴", "2019 году"."""
    period = year_period(year_of(found, reader), found, reader)
    return Sense.of(found, period, "calendar") if period else None


def year_range(found: Found, reader: Reader) -> list[Sense] | None:
    """ "1998-99", "1939–1945", "2019/20"."""
    first, text = int(found.words[0]), found.words[-1]
    last = int(text) if len(text) == 4 else first // 100 * 100 + int(text)
    if not first < last <= first + 150 or not reader.touches(found.last - 1):
        return None
    if reader.word(found.last) in ("-", "/") and reader.touches(found.last):
        return None
    if found.words[1] in "-/" and len(text) == 2 and last != first + 1:
        return None
    one, two = year_period(first, found, reader), year_period(last, found, reader)
    if not one or not two:
        return None
    return [
        Sense.over(found.first, found.first + 1, one, "calendar"),
        Sense.over(found.last - 1, found.last, two, "calendar"),
    ]


def decade(found: Found, reader: Reader) -> Sense | None:
    """ "die 1990er Jahre", "les années 1990", "neunziger Jahre", "دهه ۱۹۹۰"."""
    if "decade_word" in found:
        tens = found.meaning("decade_word")
    else:
        digits = found.meaning("yyyy") if "yyyy" in found else found.meaning("two") if "two" in found else None
        number = found.meaning("decade_code") if digits is None else digits
        if number is None or number % 10:
            return None
        if number >= 1000:
            if reader.language.grammar.lexicon.is_solar and FIRST_YEAR <= number <= LAST_YEAR:
                return None  # Ten solar years have no place among the decades.
            return Sense.of(found, Period(Unit.DECADE, number // 10), "calendar")
        tens = number // 10
    base, whence = reader.story.base
    now = base.year // 10
    return Sense.of(found, Period(Unit.DECADE, now - (now - tens) % 10), whence)


def century(found: Found, reader: Reader) -> Sense | None:
    """ "20. Jahrhundert", "XXe siècle", "القرن العشرين"."""
    number = (
        found.meaning("roman") if "roman" in found
        else found.meaning("ordinal") if "ordinal" in found
        else found.meaning("dd")
    )  # fmt: skip
    return Sense.of(found, Period(Unit.CENTURY, number - 1), "calendar") if 1 <= number <= 22 else None


# Seasons and quarters


def season_of_year(found: Found, reader: Reader) -> Sense | None:
    """ "im Herbst 2019", "l'été de 2019", "صيف 2017"; "winter 1941/42"."""
    year = year_of(found, reader)
    if is_solar(year, found, reader) is not False:
        year += 621  # Three solar months begin with the equinox or the solstice of this year.
    return Sense.of(found, Period.part_of_year(Unit.SEASON, year, _season(found)), "calendar")


def _season(found: Found) -> int:
    return found.meaning("season") if "season" in found else found.meaning("shy_season")


def bare_season(found: Found, reader: Reader) -> Sense | None:
    """ "im Herbst", "en été": after a preposition alone."""
    if not is_led(reader, found.first) or word_is(reader, found.last, "year_word"):
        return None
    if "the" not in found and word_is(reader, found.first - 1, "name_after"):
        return None
    number = _season(found)
    chosen = reader.story.year_after_year(
        lambda year: Period.part_of_year(Unit.SEASON, year, number), direction(found, reader)
    )
    return Sense.of(found, *chosen) if chosen else None


def part_of_year(found: Found, reader: Reader) -> Sense | None:
    """ "das dritte Quartal 2019", "le premier semestre"."""
    unit, number = found.meaning("unit").unit, found.meaning("ordinal") if "ordinal" in found else found.meaning("dd")
    if unit not in (Unit.QUARTER, Unit.HALF) or number > (4 if unit is Unit.QUARTER else 2):
        return None
    year = year_of(found, reader)
    whence = "publication" if year is None else "calendar"
    year = reader.story.publication.year if year is None else year
    if is_solar(year, found, reader) is not False:
        return None
    return Sense.of(found, Period.part_of_year(unit, year, number), whence)


def feast(found: Found, reader: Reader) -> Sense | None:
    """ "Heiligabend", "Noël 2019", "نوروز"."""
    written = found.meaning("feast")

    def on(year: int) -> Period | None:
        if written[0] == "E":
            return Period.of_day(easter(year) + timedelta(days=int(written[1:])))
        month, day = (int(number) for number in written.lstrip("S").split("-"))
        return month_period(year - 621 if written[0] == "S" else year, month, day, solar=written[0] == "S")

    year = year_of(found, reader)
    if year is None:
        return nearest(found, reader, on)
    solar = is_solar(year, found, reader)
    if solar is None or not 1583 <= year + 621 * solar <= 9998:
        return None
    period = on(year + 621 if solar else year)
    return Sense.of(found, period, "calendar") if period else None


def solar_slashed(found: Found, reader: Reader) -> Sense | None:
    """ "۱۴۰۲/۸/۱۷"."""
    year, month, day = (int(word) for word in found.words[::2])
    if not all(map(reader.touches, range(found.first + 1, found.last))) or reader.word(found.last) == "/":
        return None
    return _solar_day(found, year, month, day)


def solar_stamp(found: Found, reader: Reader) -> Sense | None:
    """ "۱۴۰۲/۰۸/۱۷", "1402-08-17"; other years are read as everywhere."""
    numbers = found.words[0].replace("-", "/").replace(".", "/").split("/")
    return _solar_day(found, *(int(number[:2] if at == 2 else number) for at, number in enumerate(numbers[:3])))


def _solar_day(found: Found, year: int, month: int, day: int) -> Sense | None:
    period = SolarPeriod.of(year, month, day) if month and day else None
    return Sense.of(found, period, "calendar") if period else None


RULES = [
    Rule("(the? day_word_before? WD part? comma? the?)? DAY of? the? MONTHX YEARX", full_date),
    Rule("(the? day_word_before? WD part? comma? the?)? DAY of? the? MONTHX", full_date),
    Rule("the? day_word_before? DAY of? the? MONTHX YEARX?", full_date),
    Rule("the? DAY (joint | hyphen | dash) the? DAY of? MONTHX YEARX?", days_of_month),
    Rule("the? MONTHX YEARX", month_year),
    Rule("the? MONTHX", bare_month),
    Rule("the? MONTHX two", month_of_short_year),
    Rule("the? year_word (yyyy | apostrophe_year) year_word? era?", named_year),
    Rule("the? yyyy era? year_word era?", named_year),
    Rule("yyyy era", named_year),
    Rule("yyyy", bare_year),
    Rule("yyyy (hyphen | dash | slash) (yyyy | two)", year_range),
    Rule("the? decade_code decades?", decade),
    Rule("the? decades (yyyy | decade_code | decade_word | apostrophe_year | two)", decade),
    Rule("the? (yyyy | two) hyphen? decades", decade),
    Rule("the? decade_word decades?", decade),
    Rule("the? century (roman | ordinal)", century),
    Rule("the? (roman | ordinal | dd stop?) hyphen? century", century),
    Rule("the? (season | shy_season) YEARX", season_of_year),
    Rule("the? (season | shy_season) of? year_word? yyyy (hyphen | dash | slash) (yyyy | two)", season_of_year),
    Rule("the? (season | shy_season)", bare_season),
    Rule("the? (ordinal | dd stop?) unit YEARX?", part_of_year),
    Rule("the? feast YEARX?", feast),
]
