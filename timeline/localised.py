"""Dates and lists in the reader's language: what the pure modules say in English, through Django's translations."""

from collections.abc import Iterable
from datetime import date

from django.utils import dates, formats
from django.utils.translation import gettext, gettext_lazy

from timeline.wording import Wording

__all__ = ["AND", "COMMA", "OR", "WORDING", "city", "in_words", "quotation_marks"]


class LocalWording(Wording):
    """Dates in the active language, in its own formats."""

    def say(self, message: str, **values: str) -> str:
        return gettext(message).format(**values)

    def number(self, number: int) -> str:
        return formats.number_format(number, use_l10n=True, force_grouping=False)

    def month_name(self, month: int, *, short: bool = False) -> str:
        return str((dates.MONTHS_3 if short else dates.MONTHS)[month]).capitalize()

    def month(self, year: int, month: int, *, short: bool = False) -> str:
        if short or year < 1000:
            return super().month(year, month, short=short)
        return formats.date_format(date(year, month, 1), "YEAR_MONTH_FORMAT")

    def day(self, day: date, *, short: bool = False) -> str:
        if short or day.year < 1000:
            return super().day(day, short=short)
        return formats.date_format(day, "DATE_FORMAT")


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
