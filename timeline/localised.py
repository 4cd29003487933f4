"""Dates and lists in the reader's language: what the pure modules say in English, through Django's translations."""

import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from functools import lru_cache, wraps

from django.utils import dates, formats, translation
from django.utils.translation import gettext_lazy

from timeline.dates import EventDate
from timeline.wording import Wording

__all__ = [
    "AND",
    "COMMA",
    "OR",
    "WORDING",
    "city",
    "gettext",
    "in_words",
    "language",
    "language_settled",
    "ngettext",
    "quotation_marks",
    "range_in_words",
    "remembered",
]


# What is remembered of each: a page prints some hundreds of dates and numbers, and the next page many of them again.
_REMEMBERED = 20_000


class _Settled(threading.local):
    """Whether the language of a thread is settled for now, and which it is."""

    is_so = False
    language: str | None = None


_settled = _Settled()


@contextmanager
def language_settled() -> Iterator[None]:
    """Within it the active language does not change. Django looks it up in some microseconds, a page asks for it some
    hundred times."""
    before = _settled.is_so, _settled.language
    _settled.is_so, _settled.language = True, translation.get_language()
    try:
        yield
    finally:
        _settled.is_so, _settled.language = before


def language() -> str | None:
    """The active language, as `translation.get_language` gives it."""
    return _settled.language if _settled.is_so else translation.get_language()


def remembered(say: Callable) -> Callable:
    """`say`, which rests on its arguments and the active language alone, with what it said before kept for these."""

    @lru_cache(_REMEMBERED)
    def kept(_language: str | None, *args, **options):
        return say(*args, **options)

    @wraps(say)
    def said(*args, **options):
        return kept(language(), *args, **options)

    return said


gettext = remembered(translation.gettext)
ngettext = remembered(translation.ngettext)


class LocalWording(Wording):
    """Dates in the active language, in its own formats. What was said once is remembered by language."""

    def say(self, message: str, **values: str) -> str:
        return gettext(message).format(**values)

    def label(self, when: EventDate, *, short: bool = False) -> str:
        return _label(when, short)

    def number(self, number: int) -> str:
        return _number(number, False)

    def grouped(self, number: int) -> str:
        """A number with its digits in groups: "1,234"."""
        return _number(number, True)

    def month_name(self, month: int, *, short: bool = False) -> str:
        return str((dates.MONTHS_3 if short else dates.MONTHS)[month]).capitalize()

    def month(self, year: int, month: int, *, short: bool = False) -> str:
        if short or year < 1000:
            return super().month(year, month, short=short)
        return _formatted(date(year, month, 1), "YEAR_MONTH_FORMAT")

    def day(self, day: date, *, short: bool = False) -> str:
        if short or day.year < 1000:
            return super().day(day, short=short)
        return _formatted(date(day.year, day.month, day.day), "DATE_FORMAT")


@remembered
def _label(when: EventDate, short: bool) -> str:
    return Wording.label(WORDING, when, short=short)


@remembered
def _number(number: int, grouped: bool) -> str:
    return formats.number_format(number, use_l10n=True, force_grouping=grouped)


@remembered
def _formatted(day: date, name: str) -> str:
    return formats.date_format(day, name)


WORDING = LocalWording()

QUOTATION_MARKS = frozenset('“”„«»"')

# How the last two of several things are joined.
AND = gettext_lazy("%(first)s and %(rest)s")
OR = gettext_lazy("%(first)s or %(rest)s")
COMMA = gettext_lazy("%(first)s, %(rest)s")


def in_words(items: Iterable[str], *, last: str = AND) -> str:
    """The items as people list them, the last two joined by `last`: "Iran, Iraq and Syria"."""
    *items, words = [str(item) for item in items] or [""]
    for place, item in enumerate(reversed(items)):
        words = (COMMA if place else last) % {"first": item, "rest": words}
    return words


def quotation_marks(words: str) -> tuple[str, str]:
    """What to put before and after a quotation: nothing, where it brings marks of its own."""
    return ("", "") if QUOTATION_MARKS & set(words) else ("“", "”")


def city(zone: str) -> str:
    """The place that an IANA time zone is named after: "Baghdad" for Asia/Baghdad."""
    return zone.rpartition("/")[2].replace("_", " ")


def range_in_words(low: int | None, best: int | None, high: int | None) -> str:
    """A number as far as it is known: "8", "8 (7–9)", "8 (at most 9)", "7–9", "at least 7"; "" where it is not."""
    number = WORDING.grouped
    if low is not None and high is not None:
        bounds = number(low) if low == high else f"{number(low)}–{number(high)}"
    elif low is not None:
        bounds = gettext("at least %(number)s") % {"number": number(low)}
    elif high is not None:
        bounds = gettext("at most %(number)s") % {"number": number(high)}
    else:
        bounds = ""
    if best is None:
        return bounds
    return f"{number(best)} ({bounds})" if bounds and not low == best == high else number(best)
