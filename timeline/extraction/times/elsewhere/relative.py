"""Dates that are so far from another: "gestern", "la semaine dernière", "vor zwei Wochen", "قبل عامين"."""

from __future__ import annotations

import re
from typing import NamedTuple

from timeline.dates import EventDate
from timeline.extraction.times.elsewhere.absolute import day_of, month_of, month_period
from timeline.extraction.times.elsewhere.context import direction, ends_clause, is_led, is_named, is_noun, word_is
from timeline.extraction.times.elsewhere.solar import SolarPeriod
from timeline.extraction.times.english.lengths import duration_value
from timeline.extraction.times.english.words import Measure
from timeline.extraction.times.narrative import FUTURE, PAST
from timeline.extraction.times.patterns import Found, Rule
from timeline.extraction.times.periods import Period, Unit, event_date, within
from timeline.extraction.times.reading import Reader
from timeline.extraction.times.sense import Sense

__all__ = ["RULES"]


class _Step(NamedTuple):
    """How many units away, and whether from the date that the text named before instead of the publication."""

    count: int
    from_story: bool


def _step(found: Found) -> _Step:
    written = found.meaning("mod_before") if "mod_before" in found else found.meaning("mod_after")
    return _Step(int(written.lstrip("n")), written.startswith("n"))


def _counts_in_solar(reader: Reader) -> bool:
    """Whether "last year" is one of the solar calendar: where the text names its months or years."""
    return getattr(reader.tokens, "is_solar", False)


def _now(reader: Reader, unit: Unit) -> Period:
    """The period of publication, of the calendar that the text counts in."""
    return (SolarPeriod if _counts_in_solar(reader) else Period).holding(unit, reader.story.publication)


def _then(reader: Reader, unit: Unit) -> Period | None:
    """The period of this size that the text spoke of last; None when it spoke of a larger one since."""
    latest = reader.story.latest
    if latest is None or list(Unit).index(latest.unit) > list(Unit).index(unit):
        return None
    return latest.within_unit(unit)


# Days


def deictic(found: Found, reader: Reader) -> Sense | None:
    """ "heute", "gestern Abend", "hier matin", "صبح دیروز", "اليوم الثلاثاء"."""
    has_part = "part" in found or "part_after" in found
    if not has_part and "the" not in found and word_is(reader, found.first - 1, "the") and len(found.words) == 1:
        return None  # "La mañana" is a morning, "der Morgen" too.
    lexicon = reader.language.grammar.lexicon
    if (
        "part" in lexicon.capitalised
        and reader.text(found.first)[:1].isupper()
        and found.words[0] in lexicon.words["part"]
    ):
        return None  # "Morgen" is the morning, "morgen" tomorrow.
    day = reader.story.now(Unit.DAY).shifted(found.meaning("deictic"))
    if "weekday" in found and day.earliest.weekday() != found.meaning("weekday"):
        return None
    sense = Sense.of(found, day, "publication")
    return sense.at(f"T{_part(found)}") if has_part else sense


def _part(found: Found) -> str:
    return found.meaning("part") if "part" in found else found.meaning("part_after")


_NEAR = re.compile(r"(n?)([+-]?\d+)([A-Z]+)(?: ([A-Z]{2}))?")


def near(found: Found, reader: Reader) -> Sense | None:
    """ "دیشب", "امسال", "le lendemain", "tags darauf"."""
    from_story, count, letter, part = _NEAR.fullmatch(found.meaning("near")).groups()
    unit = Unit(letter)
    base = _then(reader, unit) if from_story else _now(reader, unit)
    if base is None:
        return None
    sense = Sense.of(found, base.shifted(int(count)), "narrative" if from_story else "publication")
    return sense.at(f"T{part}") if part else sense


def night_to(found: Found, reader: Reader) -> Sense | None:
    """ "in der Nacht zum Samstag", "dans la nuit de samedi à dimanche": of the evening before and the morning."""
    number = found.meaning("weekday", -1) if "weekday" in found else None
    if number is None:
        day = reader.story.now(Unit.DAY).shifted(found.meaning("deictic"))
        whence = "publication"
    else:
        day, whence = reader.story.weekday(number, direction(found, reader))
    eve = day.shifted(-1)
    sense = Sense.of(found, day, whence, date=within(eve.earliest, day.earliest))
    sense.type, sense.value = "TIME", f"{eve.value}TNI"
    return sense


# Days of the week


def bare_weekday(found: Found, reader: Reader) -> Sense | None:
    """ "am Freitag", "Dienstagabend", "lundi soir", "شامگاه دوشنبه": the one that fits the tense."""
    if "weekday_part" in found:
        written = found.meaning("weekday_part")
        number, part = int(written[0]), written[1:]
    else:
        is_shy = "shy_weekday" in found
        place = found.span("shy_weekday" if is_shy else "weekday")[0]
        number = found.meaning("shy_weekday" if is_shy else "weekday")
        part = _part(found) if "part" in found or "part_after" in found else ""
        if is_named(reader, place):
            return None
        is_alone = ends_clause(reader, found.last) or word_is(reader, found.last, "part_after")
        if is_shy and not (is_led(reader, found.first) and is_alone):
            return None
    if word_is(reader, found.first - 1, "every", "plural_the"):
        return None
    start = reader.range_start(found)
    if start and start.period.unit is Unit.DAY and abs(start.period.index - reader.story.now(Unit.DAY).index) < 7:
        ahead = (number - start.period.earliest.weekday()) % 7
        sense = Sense.of(found, start.period.shifted(ahead), start.anchored_to)
    else:
        sense = Sense.of(found, *reader.story.weekday(number, direction(found, reader)))
    return sense.at(f"T{part}") if part else sense


def relative_weekday(found: Found, reader: Reader) -> Sense | None:
    """ "letzten Freitag", "lundi dernier", "الثلاثاء الماضي"."""
    if "weekday_part" in found:
        written = found.meaning("weekday_part")
        wanted, part = int(written[0]), written[1:]
    else:
        wanted = found.meaning("weekday" if "weekday" in found else "shy_weekday")
        part = _part(found) if "part" in found or "part_after" in found else ""
    count, from_story = _step(found)
    base = reader.story.last(Unit.DAY) if from_story or reader.story.is_elsewhere else None
    whence, base = ("narrative", base) if base else ("publication", reader.story.now(Unit.DAY))
    at = base.earliest.weekday()
    if count > 0:
        ahead = (wanted - at - 1) % 7 + 1
    elif count < 0:
        ahead = -((at - wanted - 1) % 7 + 1)
    else:
        ahead = (wanted - at) % 7
        if ahead and direction(found, reader) == PAST:
            ahead -= 7
    sense = Sense.of(found, base.shifted(ahead), whence)
    return sense.at(f"T{part}") if part else sense


def weekday_of_week(found: Found, reader: Reader) -> Sense | None:
    """ "Dienstag letzter Woche", "lundi de la semaine prochaine"."""
    if found.meaning("unit").unit is not Unit.WEEK:
        return None
    count, from_story = _step(found)
    week = _then(reader, Unit.WEEK) if from_story else reader.story.now(Unit.WEEK)
    if week is None:
        return None
    monday = Period.of_day(week.shifted(count).earliest)
    return Sense.of(found, monday.shifted(found.meaning("weekday")), "narrative" if from_story else "publication")


# Months and seasons


def _cyclic(base: Period, wanted: int, size: int, count: int) -> Period:
    """The next or last period of a year that is the `wanted`th of `size`, or for 0 that of this year."""
    at = base.index % size
    if count > 0:
        return base.shifted((wanted - at - 1) % size + 1)
    if count < 0:
        return base.shifted(-((at - wanted - 1) % size + 1))
    return base.shifted(wanted - at)


def relative_month(found: Found, reader: Reader) -> Sense | None:
    """ "letzten Mai", "mars dernier", "يونيو المقبل", "3 mars dernier"."""
    month, solar = month_of(found, reader)
    count, from_story = _step(found)
    base = _then(reader, Unit.MONTH) if from_story or reader.story.is_elsewhere else None
    whence = "narrative" if base else "publication"
    start = (base or reader.story.now(Unit.MONTH)).earliest
    day = day_of(found, reader)
    if day is not None:
        whence, count = _near_day(reader, month, day, count, solar=solar)
        return Sense.of(found, count, whence) if count else None
    period = _cyclic((SolarPeriod if solar else Period).holding(Unit.MONTH, start), month - 1, 12, count)
    return Sense.of(found, period, whence)


def _near_day(reader: Reader, month: int, day: int, count: int, *, solar: bool) -> tuple[str, Period | None]:
    """ "Last 3 March": the latest before the publication, or for the next the first after it."""
    today = reader.story.publication
    year = (SolarPeriod if solar else Period).holding(Unit.YEAR, today).index
    around = [month_period(year + step, month, day, solar=solar) for step in (-1, 0, 1)]
    sided = [each for each in around if each and (each.earliest > today) == (count > 0)]
    return "publication", (sided[0] if count > 0 else sided[-1]) if sided else None


def relative_season(found: Found, reader: Reader) -> Sense:
    """ "letzten Herbst", "l'été dernier", "تابستان گذشته"."""
    wanted = found.meaning("season") if "season" in found else found.meaning("shy_season")
    count, from_story = _step(found)
    base = _then(reader, Unit.SEASON) if from_story or reader.story.is_elsewhere else None
    whence, base = ("narrative", base) if base else ("publication", reader.story.now(Unit.SEASON))
    if count:
        return Sense.of(found, _cyclic(base, wanted - 1, 4, count), whence)
    year = reader.story.publication.year if whence == "publication" else base.year
    return Sense.of(found, Period.part_of_year(Unit.SEASON, year, wanted), whence)


# Weeks, months, years


def relative_period(found: Found, reader: Reader) -> Sense | None:
    """ "letzte Woche", "l'année dernière", "هفته آینده", "am folgenden Tag"."""
    unit = found.meaning("unit").unit
    count, from_story = _step(found)
    if unit is None or (unit is Unit.DAY and count < 0 and not from_story):
        return None  # "Am letzten Tag" is the last of something.
    if unit is Unit.DAY and "the" not in found and count == 0 and not from_story and reader.story.is_elsewhere:
        return None
    if unit is Unit.DAY and (count > 0 or reader.story.is_elsewhere):
        from_story = True  # "The next day" is the story's.
    base = _then(reader, unit) if from_story or (reader.story.is_elsewhere and count == 0) else None
    if base is None and from_story and unit is Unit.DAY:
        return None
    whence, base = ("narrative", base) if base else ("publication", _now(reader, unit))
    sense = Sense.of(found, base.shifted(count), whence)
    if unit is Unit.DAY and ("part" in found or "part_after" in found):
        return sense.at(f"T{_part(found)}")
    return sense


def relative_part(found: Found, reader: Reader) -> Sense | None:
    """ "diesen Morgen", "cette nuit", "letzte Nacht", "am folgenden Morgen"."""
    count, from_story = _step(found)
    if found.meaning("part") != "NI" and count < 0 and not from_story:
        return None
    base = reader.story.last(Unit.DAY) if from_story or count > 0 else None
    whence, base = ("narrative", base) if base else ("publication", reader.story.now(Unit.DAY))
    return Sense.of(found, base.shifted(count), whence).at(f"T{found.meaning('part')}")


def of_relative_year(found: Found, reader: Reader) -> Sense | None:
    """ "im Mai vergangenen Jahres", "le 3 mars de l'année dernière", "صيف العام الماضي"."""
    if "unit" in found and found.meaning("unit").unit is not Unit.YEAR:
        return None
    if "near" in found:
        from_story, count, letter, _ = _NEAR.fullmatch(found.meaning("near")).groups()
        if letter != "Y":
            return None
        count, from_story = int(count), bool(from_story)
    else:
        count, from_story = _step(found)
    base = _then(reader, Unit.YEAR) if from_story else None
    whence = "narrative" if base else "publication"
    if "MON" not in found:
        year = (base.year if base else reader.story.publication.year) + count
        number = found.meaning("season") if "season" in found else found.meaning("shy_season")
        return Sense.of(found, Period.part_of_year(Unit.SEASON, year, number), whence)
    month, solar = month_of(found, reader)
    calendar = SolarPeriod if solar else Period
    year = calendar.holding(Unit.YEAR, (base or reader.story.now(Unit.YEAR)).earliest).index
    if not base:
        year = calendar.holding(Unit.YEAR, reader.story.publication).index
    period = month_period(year + count, month, day_of(found, reader), solar=solar)
    return Sense.of(found, period, whence) if period else None


def edge_of(found: Found, reader: Reader) -> Sense | None:
    """ "Ende der Woche", "fin du mois", "پایان سال": of the week or month that the text is in."""
    unit = found.meaning("unit").unit
    if unit in (None, Unit.DAY, Unit.WEEKEND, Unit.DECADE, Unit.CENTURY) or not _is_this_one(found, reader):
        return None
    then = _then(reader, unit) if reader.story.is_elsewhere else None
    return Sense.of(found, then or _now(reader, unit), "narrative" if then else "publication").part(
        found.meaning("edge")
    )


def _is_this_one(found: Found, reader: Reader) -> bool:
    """Whether "the end of the year" is this one's: no year, month or other name of it follows."""
    last = found.last
    if word_is(reader, last, "of"):
        last += 1
    return not (
        reader.word(last)[:1].isdigit()
        or word_is(
            reader,
            last,
            "month",
            "shy_month",
            "solar",
            "shy_solar",
            "mod_after",
            "mod_before",
            "count",
            "near",
            "decade_word",
            "decade_code",
        )
        or (last > found.last and reader.text(last)[:1].isalpha())
    )


def the_weekend(found: Found, reader: Reader) -> Sense | None:
    """ "am Wochenende", "le week-end": the last one, unless it is to come."""
    if found.meaning("unit").unit is not Unit.WEEKEND or not (is_led(reader, found.first) or "the" in found):
        return None
    weekend = reader.story.now(Unit.WEEKEND)
    if direction(found, reader) != FUTURE and reader.story.publication.weekday() < 5:
        weekend = weekend.shifted(-1)
    return Sense.of(found, weekend, "publication")


# So many units away


def _length(found: Found) -> tuple[Measure, int | None]:
    """What a match counts, and how many of it, None for several."""
    if "unit_two" in found:
        return found.meaning("unit_two"), 2
    measure = found.meaning("unit")
    words = found.part("QUANTITY")
    if not words:
        return measure, 1
    if words[0][0].isdigit():
        return measure, int(words[0]) if words[0].isdigit() and len(words[0]) < 5 else None
    return measure, found.meaning("count") or None


def shifted(found: Found, reader: Reader) -> Sense | None:
    """ "vor zwei Wochen", "il y a un an", "دو سال بعد", "قبل ذلك بعام"."""
    measure, count = _length(found)
    written = found.meaning("ago_before") if "ago_before" in found else found.meaning("ago_after")
    from_story, sign = written[0] == "n", -1 if written.endswith("-") else 1
    if "ago_before" in found and (from_story or written == "+") and is_noun(reader, found.last):
        return None  # "Nach zwei Jahren Bauzeit", "in zwei Tagen Arbeit"
    if "QUANTITY" not in found and "unit_two" not in found and not _counts_alone(found, reader):
        return None
    unit = measure.unit
    if unit is None:
        return Sense.valued(found, "DURATION", duration_value(count, measure))
    if count is None:
        if from_story:
            return Sense.valued(found, "DURATION", duration_value(None, measure))
        return Sense.valued(found, "DATE", "PAST_REF" if sign < 0 else "FUTURE_REF")
    base = _then(reader, unit) if from_story else _now(reader, unit)
    if base is None:
        return Sense.valued(found, "DURATION", duration_value(count, measure))
    ahead = sign * count * (measure.count if measure.letter == "W" else 1)
    return Sense.of(found, base.shifted(ahead), "narrative" if from_story else "publication")


def _counts_alone(found: Found, reader: Reader) -> bool:
    """Whether a unit without a number means one: where the language has no article for it."""
    return reader.language.grammar.lexicon.counts_alone


def duration(found: Found, reader: Reader) -> Sense | None:
    """ "drei Monate", "deux ans", "سه روز"; not ages."""
    if word_is(reader, found.last, "old"):
        return None
    measure, count = _length(found)
    if measure.letter == "TS" or (count == 1 and found.part("QUANTITY") and not found.part("QUANTITY")[0].isdigit()):
        return None
    return Sense.valued(found, "DURATION", duration_value(count, measure))


_DAYS = {Unit.DAY: 1, Unit.WEEK: 7}
_MONTHS = {Unit.MONTH: 1, Unit.QUARTER: 3, Unit.YEAR: 12, Unit.DECADE: 120}
# "Several" is about so many.
_SEVERAL = 3


def stretch(found: Found, reader: Reader) -> Sense | None:
    """ "in den letzten drei Monaten", "les deux prochaines années", "الأشهر الثلاثة الماضية"."""
    measure, count = _length(found)
    if "QUANTITY" not in found and "unit_two" not in found:
        count = None
    step, from_story = _step(found)
    if step == 0 or measure.unit is None:
        return None
    sense = Sense.valued(found, "DURATION", duration_value(count, measure))
    if not from_story and not reader.story.is_elsewhere:
        sense.date = _days_of(reader, count, measure, 1 if step > 0 else -1)
    return sense


def _days_of(reader: Reader, count: int | None, measure: Measure, sign: int) -> EventDate | None:
    """The interval of so many units up to the day before publication, or on from the day after it.

    A number that is not said is about three, in whole months or years. None where the calendar ends before.
    """
    publication, unit = reader.story.publication, measure.unit
    today = reader.story.now(Unit.DAY)
    size = count or _SEVERAL
    if unit in _DAYS:
        far = today.shifted(sign * size * measure.count * _DAYS[unit]).earliest.isoformat()
    elif unit in _MONTHS:
        month = reader.story.now(Unit.MONTH).shifted(sign * size * _MONTHS[unit])
        day = month.earliest.replace(day=min(publication.day, month.latest.day))
        whole = f"{month.year:04}" if unit is not Unit.MONTH else month.value
        far = whole if count is None or unit is Unit.DECADE else day.isoformat()
    else:
        return None
    far += "~" if count is None else ""
    near = today.shifted(sign).value
    return event_date(f"{far}/{near}" if sign < 0 else f"{near}/{far}")


# Again and again, and without a place in the calendar


def every(found: Found, reader: Reader) -> Sense:
    """ "jeden Montag", "chaque année", "كل عام"."""
    if "weekday" in found:
        return Sense.valued(found, "SET", f"XXXX-WXX-{found.meaning('weekday') + 1}")
    if "unit" in found:
        measure, count = _length(found)
        return Sense.valued(found, "SET", duration_value(count, measure))
    if "MON" in found:
        return Sense.valued(found, "SET", f"XXXX-{month_of(found, reader)[0]:02}")
    return Sense.valued(found, "SET", "P1D" if "part" in found else "P1Y")


def often(found: Found, reader: Reader) -> Sense:
    """ "täglich", "montags"."""
    return Sense.valued(found, "SET", found.meaning("often"))


def reference(found: Found, reader: Reader) -> Sense:
    """ "derzeit", "récemment"."""
    return Sense.valued(found, "DATE", found.meaning("reference"))


RULES = [
    Rule("every (weekday | unit | season | part | MON | QUANTITY unit) | plural_the weekday", every),
    Rule("deictic (the? (part | part_after))?", deictic),
    Rule("the? (part | part_after) of? the? deictic", deictic),
    Rule("deictic day_word_before? weekday", deictic),
    Rule("near", near),
    Rule("night_to the? (weekday | deictic)", night_to),
    Rule("night_from the? weekday (joint | of | lead | bound) the? weekday", night_to),
    Rule("the? (weekday_part | day_word_before? (weekday | shy_weekday) (of? the? (part | part_after))?"
         " | (part | part_after) of? the? day_word_before? weekday)", bare_weekday),
    Rule("the? day_word_before? (weekday | shy_weekday)", bare_weekday),
    Rule("the? mod_before day_word_before? (weekday_part | (weekday | shy_weekday) (part | part_after)?)",
         relative_weekday),
    Rule("the? (part of? the?)? day_word_before? (weekday | shy_weekday | weekday_part) the? mod_after",
         relative_weekday),
    Rule("weekday of? the? (mod_before unit | unit mod_after)", weekday_of_week),
    Rule("the? mod_before DAY? of? MONTHX", relative_month),
    Rule("the? (DAY of?)? MONTHX of? the? mod_after", relative_month),
    Rule("the? mod_before (season | shy_season)", relative_season),
    Rule("the? (season | shy_season) the? mod_after", relative_season),
    Rule("the? (part of? the?)? (mod_before unit | unit the? mod_after)", relative_period),
    Rule("the? mod_before unit the? (part | part_after)", relative_period),
    Rule("the? mod_before part", relative_part),
    Rule("the? part the? mod_after", relative_part),
    Rule("the? ((DAY of? the?)? MONTHX | season | shy_season) comma? of? the?"
         " (mod_before unit | unit mod_after | near)", of_relative_year),
    Rule("the? edge of? the? unit", edge_of),
    Rule("the? unit", the_weekend),
    Rule("ago_before prefix? (QUANTITY? unit | unit QUANTITY | unit_two)", shifted),
    Rule("(QUANTITY? unit | unit QUANTITY | unit_two) ago_after", shifted),
    Rule("QUANTITY unit | unit_two", duration),
    Rule("the? mod_before QUANTITY unit | the? QUANTITY mod_before unit | the? QUANTITY unit the? mod_after"
         " | the? unit QUANTITY mod_after | the? unit_two mod_after", stretch),
    Rule("often", often),
    Rule("reference", reference),
]  # fmt: skip
