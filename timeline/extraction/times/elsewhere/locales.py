"""The words for months, days and years of the languages that `dateparser` knows, and how it reads a date in them.

The library takes most of a second to load, so that it is loaded with the first text in such a language.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from importlib import import_module
from pathlib import Path

__all__ = ["Locale", "Name", "folded", "locale", "read_by_dateparser"]

_MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
# Tags of BCP 47 that stand for others of its registry.
_ALIASES = {"no": "nb", "iw": "he", "in": "id", "ji": "yi", "mo": "ro", "sh": "sr", "cmn": "zh", "yue": "zh"}
# Nothing that is read hangs on it, since all parts are given; it keeps the library from asking the clock.
_NO_DAY = datetime(2000, 1, 1)


@dataclass(frozen=True, slots=True)
class Name:
    """A month's name: its `month` from 1, and the spelling and the locale of dateparser by which it is read.

    One that `is_shy` is so short that it is another word, too, or an abbreviation of one.
    """

    month: int
    spelling: str
    locale: str
    is_shy: bool


@dataclass(frozen=True, slots=True)
class Locale:
    """The words of one language, folded.

    `months` by their spelling; `weekdays` of four letters or more; the words for a `year`, a `day` and a `month`;
    `of`, what may stand between the parts of a date; `other_years` that move a date into another year ("fjor").
    `order` is the usual one of day (D), month (M) and year (Y).
    """

    code: str
    months: dict[str, Name]
    weekdays: frozenset[str]
    year: frozenset[str]
    day: frozenset[str]
    month: frozenset[str]
    of: frozenset[str]
    other_years: frozenset[str]
    today: frozenset[str]
    order: str


def folded(words: str) -> str:
    """Words as they are compared: small, with single blanks and composed letters."""
    # The small form of a Turkish İ has a dot of its own.
    return unicodedata.normalize("NFC", " ".join(words.lower().replace("i̇", "i").split()))


@lru_cache
def locale(code: str) -> Locale | None:
    """The words of a language by its code, in all the scripts that it is written in; None if it is not known."""
    if not re.fullmatch(r"[a-z]{2,3}", code):
        return None
    from dateparser.data.languages_info import language_order

    code = _ALIASES.get(code, code)
    names = sorted(each for each in language_order if each.partition("-")[0] == code)
    tables = {name: import_module(f"dateparser.data.date_translation_data.{name}").info for name in names}
    if not tables:
        return None
    ours = _supplements()

    def all_of(*keys: str) -> list[str]:
        return [folded(word) for table in tables.values() for key in keys for word in table.get(key) or ()]

    def our(kind: str) -> list[str]:
        return [folded(word) for word in ours[kind].get(code, "").split(",") if word.strip()]

    relative = [table.get("relative-type", {}) for table in tables.values()]
    years = [
        word
        for table in relative
        for key in ("1 year ago", "0 year ago", "in 1 year")
        for phrase in table.get(key) or ()
        for word in folded(phrase).split()
        if len(word) > 3
    ]
    days = [
        folded(word)
        for table in relative
        for key in ("1 day ago", "0 day ago", "in 1 day")
        for word in table.get(key) or ()
    ]
    year = frozenset(all_of("year") + our("year"))
    return Locale(
        code,
        months=_months(tables, ours["month"].get(code, {})),
        weekdays=frozenset(word for word in all_of(*_WEEKDAYS) if len(word) > 3),
        year=year,
        day=frozenset(all_of("day")),
        month=frozenset(all_of("month")),
        of=frozenset(word for word in all_of("pertain") + our("of") if word),
        other_years=year.union(years),
        today=frozenset(days),
        order=next((table["date_order"] for table in tables.values() if table.get("date_order")), "DMY"),
    )


@lru_cache
def _supplements() -> dict[str, dict]:
    return tomllib.loads((Path(__file__).parent / "others.toml").read_text(encoding="utf-8"))


def _months(tables: dict[str, dict], ours: dict[str, str]) -> dict[str, Name]:
    """The names of all months; one that two months share is none."""
    found: dict[str, Name] = {}
    shared: set[str] = set()

    def put(spelling: str, name: Name) -> None:
        key = folded(spelling)
        if found.setdefault(key, name).month != name.month:
            shared.add(key)

    for locale_name, table in tables.items():
        for month, key in enumerate(_MONTHS, start=1):
            spellings = [spelling.strip(" .,") for spelling in table.get(key) or ()]
            for spelling in filter(None, spellings):
                put(spelling, Name(month, spelling, locale_name, _is_shy(spelling, month, spellings)))
    for month, spellings in ours.items():
        canonical = max(
            (name for name in found.values() if name.month == int(month)), key=lambda name: len(name.spelling)
        )
        for spelling in spellings.split(","):
            put(spelling.strip(), Name(canonical.month, canonical.spelling, canonical.locale, is_shy=False))
    return {key: name for key, name in found.items() if key not in shared}


def _is_shy(spelling: str, month: int, spellings: Iterable[str]) -> bool:
    """Whether it is short; May is short everywhere."""
    if len(spelling) < 3:
        return spelling.isascii() or any(len(each) > 2 for each in spellings)
    if len(spelling) > 4 or month == 5:
        return False
    lower = spelling.lower()
    return any(len(each) > len(lower) and each.lower().startswith(lower) for each in spellings)


@lru_cache
def _parser(name: str):
    from dateparser.date import DateDataParser

    return DateDataParser(
        languages=[name],
        settings={
            "PARSERS": ["absolute-time"],
            "REQUIRE_PARTS": ["month", "year"],
            "DATE_ORDER": "DMY",
            "PREFER_DAY_OF_MONTH": "first",
            "RELATIVE_BASE": _NO_DAY,
        },
    )


@lru_cache(maxsize=8192)
def read_by_dateparser(name: str, words: str) -> tuple[date, str] | None:
    """What dateparser makes of a date in words, in its locale `name`: the day, and "day" or "month"; None for none."""
    read = _parser(name).get_date_data(words)
    return (read.date_obj.date(), read.period) if read.date_obj else None
