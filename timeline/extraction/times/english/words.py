"""The English words that speak of time, in classes, with what each means."""

from __future__ import annotations

from typing import NamedTuple

from timeline.extraction.times.holidays import HOLIDAYS
from timeline.extraction.times.patterns import word_set
from timeline.extraction.times.periods import Unit

__all__ = ["CAPITALISED", "COUNTED", "WORDS", "Measure"]


class Measure(NamedTuple):
    """A unit of duration: its TIMEX3 letter ("TH" is an hour), how many of those it is, and the period it names."""

    letter: str
    count: int = 1
    unit: Unit | None = None


_MONTHS = {
    "january": 1, "february": 2, "july": 7, "september": 9, "october": 10, "november": 11, "december": 12,
}  # fmt: skip
# Months that are also verbs, names of people or adjectives.
_SHY_MONTHS = {"march": 3, "april": 4, "may": 5, "june": 6, "august": 8}
_SHORT_MONTHS = {
    "jan": 1, "feb": 2, "mar": 3, "apr": 4, "jun": 6, "jul": 7, "aug": 8, "sep": 9, "sept": 9, "oct": 10, "nov": 11,
    "dec": 12, "febr": 2,
}  # fmt: skip
_WEEKDAYS = {
    "monday": 0, "tuesday": 1, "wednesday": 2, "thursday": 3, "friday": 4, "saturday": 5, "sunday": 6,
}  # fmt: skip
_SHORT_WEEKDAYS = {
    "mon": 0, "tue": 1, "tues": 1, "wed": 2, "weds": 2, "thu": 3, "thur": 3, "thurs": 3, "fri": 4, "sat": 5, "sun": 6,
}  # fmt: skip
_SEASONS = {
    "spring": 1,
    "springtime": 1,
    "summer": 2,
    "summertime": 2,
    "autumn": 3,
    "fall": 3,
    "winter": 4,
    "wintertime": 4,
}

_ONES = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
}  # fmt: skip
_TEENS = {
    "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16,
    "seventeen": 17, "eighteen": 18, "nineteen": 19,
}  # fmt: skip
_TENS = {
    "twenty": 20, "thirty": 30, "forty": 40, "fourty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80,
    "ninety": 90,
}  # fmt: skip
_ORDINALS = {
    "first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9,
    "tenth": 10, "eleventh": 11, "twelfth": 12, "thirteenth": 13, "fourteenth": 14, "fifteenth": 15, "sixteenth": 16,
    "seventeenth": 17, "eighteenth": 18, "nineteenth": 19, "twentieth": 20, "thirtieth": 30,
}  # fmt: skip
_DECADES = {
    "twenties": 2, "thirties": 3, "forties": 4, "fifties": 5, "sixties": 6, "seventies": 7, "eighties": 8,
    "nineties": 9,
}  # fmt: skip

_UNITS = {
    "second": Measure("TS"), "minute": Measure("TM"), "hour": Measure("TH"), "day": Measure("D", 1, Unit.DAY),
    "night": Measure("D", 1, Unit.DAY), "week": Measure("W", 1, Unit.WEEK), "weekend": Measure("WE", 1, Unit.WEEKEND),
    "fortnight": Measure("W", 2), "month": Measure("M", 1, Unit.MONTH), "quarter": Measure("Q", 1, Unit.QUARTER),
    "year": Measure("Y", 1, Unit.YEAR), "decade": Measure("Y", 10, Unit.DECADE),
    "century": Measure("Y", 100, Unit.CENTURY),
}  # fmt: skip
_PLURALS = {{"century": "centuries"}.get(word, word + "s"): measure for word, measure in _UNITS.items()} | {
    "mins": Measure("TM"), "hrs": Measure("TH"), "yrs": Measure("Y", 1, Unit.YEAR),
}  # fmt: skip

_PARTS_OF_DAY = {
    "morning": "MO", "forenoon": "MO", "dawn": "MO", "daybreak": "MO", "sunrise": "MO", "midday": "MI",
    "lunchtime": "MI", "afternoon": "AF", "evening": "EV", "dusk": "EV", "sunset": "EV", "nightfall": "EV",
    "night": "NI", "nighttime": "NI", "daytime": "DT",
}  # fmt: skip

WORDS: dict[str, dict[str, object]] = {
    "month": _MONTHS,
    "shy_month": _SHY_MONTHS,
    "short_month": _SHORT_MONTHS,
    "weekday": _WEEKDAYS,
    "weekdays": {f"{word}s": number for word, number in _WEEKDAYS.items()},
    "short_weekday": _SHORT_WEEKDAYS,
    "season": _SEASONS,
    "seasons": {f"{word}s": number for word, number in _SEASONS.items()},
    "ones": _ONES,
    "teens": _TEENS,
    "tens": _TENS,
    "hundred": {"hundred": 100},
    "thousand": {"thousand": 1000},
    "ordinal": _ORDINALS,
    "decade_word": _DECADES,
    # What a century of years is called: "nineteen ninety-one".
    "hundreds": {word: number for word, number in (_TEENS | {"twenty": 20}).items() if number >= 11},
    "unit": _UNITS,
    "units": _PLURALS,
    "part": _PARTS_OF_DAY,
    "noon": {"noon": 12, "midnight": 24},
    "quarter_code": {f"q{number}": number for number in range(1, 5)} | {f"{number}q": number for number in range(1, 5)},
    "half_code": {f"h{number}": number for number in (1, 2)} | {f"{number}h": number for number in (1, 2)},
    "fiscal_code": {f"fy{year}": year for year in range(1970, 2060)}
    | {f"fy{year % 100:02}": year for year in range(1970, 2060)},
    "a": {"a": 1, "an": 1},
    "vague": {"several": 3, "few": 3, "many": None, "some": None, "numerous": None, "couple": 2, "multiple": None},
    "span_word": {"last": -1, "past": -1, "previous": -1, "preceding": -1, "prior": -1, "recent": -1, "latest": -1,
                  "next": 1, "coming": 1, "following": 1, "upcoming": 1, "ensuing": 1},
    "span_bare": {"first": 0, "final": 0, "intervening": 0, "remaining": 0, "full": 0, "additional": 0, "entire": 0,
                  "opening": 0, "closing": 0, "early": 0},
    "month_word": {"month": 0},
    "week_word": {"week": 0},
    "early": {"early": "START", "late": "END", "mid": "MID", "middle": "MID"},
    "edge": {"beginning": "START", "start": "START", "outset": "START", "opening": "START", "end": "END",
             "close": "END", "middle": "MID", "midst": "MID", "midpoint": "MID", "ending": "END"},
    "every": {"every": 1, "each": 1},
    "often": {"daily": "P1D", "nightly": "P1D", "weekly": "P1W", "monthly": "P1M", "yearly": "P1Y", "annually": "P1Y",
              "biweekly": "P2W", "fortnightly": "P2W", "biennially": "P2Y", "hourly": "PT1H"},
    "deictic": {"today": 0, "yesterday": -1, "tomorrow": 1},
    "ended_word": {"ended": -1, "ending": 1},
    "zone": dict.fromkeys(("est", "edt", "cst", "cdt", "mst", "mdt", "pst", "pdt", "gmt", "utc", "bst", "cet", "cest",
                           "ist", "jst", "et", "ct", "pt", "msk", "z"), ""),
    "holiday": dict.fromkeys((name[0] for name in HOLIDAYS), 0),
}  # fmt: skip

# Words of these classes count only when they are written with a capital.
CAPITALISED = ("shy_month", "short_month", "weekday", "short_weekday")

# What numbers count, so that "2000 troops" and "1500 people" are no years.
COUNTED = word_set("""
    people persons men women children boys girls civilians troops soldiers sailors marines officers policemen
    police guards fighters rebels militants guerrillas insurgents prisoners hostages captives refugees migrants
    residents inhabitants citizens voters workers employees staff jobs members students pupils teachers patients
    doctors nurses victims casualties dead deaths wounded killed injured injuries fatalities survivors passengers
    crew families households homes houses buildings apartments rooms beds hotels schools hospitals churches
    mosques villages towns cities countries states provinces islands farms acres hectares miles mile kilometers
    kilometres km meters metres feet foot ft inches inch yards yard tons tonnes ton pounds pound kilograms
    kilogrammes kg grams ounces barrels gallons liters litres degrees dollars euros francs marks yen rubles
    roubles rupees pesos cents pence bucks percent per shares stocks bonds points votes seats words pages copies
    books letters documents files cases examples tanks aircraft planes helicopters jets ships vessels boats
    submarines guns rifles weapons missiles rockets bombs shells mines warheads vehicles cars trucks buses trains
    horses camels cattle sheep cows dogs animals birds trees times calls messages tickets visitors tourists guests
    spectators demonstrators protesters protestors marchers delegates participants volunteers athletes players
    runners companies firms stores shops branches outlets factories plants units items products computers phones
    watts megawatts volts calories horsepower mph kph rpm gb mb bytes attacks raids sorties strikes battles
    arrests executions crimes incidents accidents infantry infantrymen cavalry cavalrymen men-at-arms archers
    knights slaves rounds tanks pieces prisoners casualties million billion trillion thousand hundred years months
    weeks days hours minutes seconds year-old
""")
