"""How often: "every Friday", "each year", "daily", "on Mondays"."""

from __future__ import annotations

from timeline.extraction.times.english.calendar import day_of, month_of
from timeline.extraction.times.english.lengths import duration_value, measure_of
from timeline.extraction.times.english.numbers import number
from timeline.extraction.times.patterns import Found, Rule, word_set
from timeline.extraction.times.reading import Reader
from timeline.extraction.times.sense import Sense

__all__ = ["RULES"]

_SEASONS = ("SP", "SU", "FA", "WI")
_PARTS = {"mornings": "MO", "afternoons": "AF", "evenings": "EV", "nights": "NI"}
_BEFORE_WEEKDAYS = word_set("on and every most to through ,")


def every(found: Found, reader: Reader) -> Sense | None:
    """ "every Friday", "each July", "every summer", "every morning"."""
    if "weekday" in found:
        value = f"XXXX-WXX-{found.meaning('weekday') + 1}"
    elif "MONTH" in found:
        day = day_of(found)
        value = f"XXXX-{month_of(found):02}" + (f"-{day:02}" if day else "")
    elif "season" in found:
        value = f"XXXX-{_SEASONS[found.meaning('season') - 1]}"
    else:
        value = f"XXXX-XX-XXT{found.meaning('part')}"
    return Sense.valued(found, "SET", value)


def every_so_long(found: Found, reader: Reader) -> Sense | None:
    """ "each year", "every two weeks", "every other day", "every few months"; not "every second" one."""
    measure = measure_of(found)
    if measure.letter == "TS" and "unit" in found:
        return None
    if "few" in found.words:
        return Sense.valued(found, "SET", duration_value(None, measure))
    count = 2 if "other" in found.words else number(found.part("NUM")) if "NUM" in found else 1
    return Sense.valued(found, "SET", duration_value(count, measure))


def often(found: Found, reader: Reader) -> Sense | None:
    """ "daily", "annually": not a newspaper's name."""
    text = reader.text(found.first)
    if text[0].isupper() and (reader.text(found.last)[:1].isupper() or reader.text(found.first - 1).istitle()):
        return None
    return Sense.valued(found, "SET", found.meaning("often"))


def weekdays(found: Found, reader: Reader) -> Sense | None:
    """ "on Fridays"."""
    if reader.word(found.first - 1) not in _BEFORE_WEEKDAYS:
        return None
    return Sense.valued(found, "SET", f"XXXX-WXX-{found.meaning('weekdays') + 1}")


def parts_of_weekdays(found: Found, reader: Reader) -> Sense:
    """ "Tuesday nights"."""
    return Sense.valued(found, "SET", f"XXXX-WXX-{found.meaning('weekday') + 1}T{_PARTS[found.words[-1]]}")


def weekends(found: Found, reader: Reader) -> Sense | None:
    """ "at weekends", "on weekends"."""
    return Sense.valued(found, "SET", "XXXX-WXX-WE") if reader.word(found.first - 1) in ("on", "at") else None


RULES = [
    Rule("every (weekday | MONTH DAYNUM? | season | part)", every),
    Rule("every (other? unit | (NUM | few) units)", every_so_long),
    Rule("often", often),
    Rule("weekdays", weekdays),
    Rule("weekday (mornings | afternoons | evenings | nights)", parts_of_weekdays),
    Rule("weekends", weekends),
]
