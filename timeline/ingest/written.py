"""A date as a curator writes it."""

import re
from datetime import date
from functools import cache

from django.utils.translation import get_language

from timeline.dates import DateError, EventDate

__all__ = ["read_date"]

# A day or none, one word for the month, a year of four digits, in either order that people write: "27 December 2019",
# "Dec. 2019", "December 27th, 2019", "27 de diciembre de 2019". Any further word ("late", "by", "about", "morning")
# may change the meaning, and dateparser passes over some of these in silence.
_ABSOLUTE = re.compile(
    r"""(?: (?P<before> \d{1,2} ) (?: st|nd|rd|th|er|º|\. )? \s+ (?: of\s+|de\s+ )? )?
        [^\W\d_]+ \.?
        (?: \s+ (?P<after> \d{1,2} ) (?: st|nd|rd|th )? )?
        ,? \s+ (?: de\s+ )? (?P<year> \d{4} )""",
    re.VERBOSE | re.IGNORECASE,
)
# By name, since dateparser else tries two hundred languages, among them some that read other words as months.
_LANGUAGES = ["en", "fr", "de", "es", "it", "pt", "nl", "pl", "ru", "uk", "tr", "ar", "fa", "he"]


@cache
def _words():
    # Here, since every command loads the admin, and dateparser alone takes most of a second to load.
    from dateparser.date import DateDataParser

    settings = {"PARSERS": ["absolute-time"], "REQUIRE_PARTS": ["month", "year"]}
    return DateDataParser(languages=_LANGUAGES, settings=settings)


def read_date(text: str, *, published: date | None = None, language: str = "en") -> EventDate:
    """The date that a curator wrote, in EDTF or as a plain day or month in words ("27 December 2019", "déc. 2019").

    With the day on which the article was `published`, also in words that are counted from it: "yesterday", "late
    December", "over the past several months". They are in the article's `language`, in that of whoever writes, or in
    English. Never more precise than what is written: a month is a month. Raises DateError when it is none of these.
    """
    try:
        return EventDate.parse(text)
    except DateError:
        found = _absolute(text) or (_counted(text, published, language) if published else None)
        if found is None:
            raise
        return found


def _absolute(text: str) -> EventDate | None:
    written = _ABSOLUTE.fullmatch(text.strip())
    read = written and _words().get_date_data(written[0])
    if not read or read.date_obj is None:
        return None
    days = [int(day) for day in written.group("before", "after") if day]
    known = ([read.date_obj.day] if read.period == "day" else [], read.date_obj.year)
    if read.period not in ("day", "month") or (days, int(written["year"])) != known:
        return None  # dateparser made up, or passed over, some of it
    return EventDate.parse(read.date_obj.date().isoformat()[: len("2019-12-27" if days else "2019-12")])


def _counted(text: str, published: date, language: str) -> EventDate | None:
    """What the words mean to who reads them on the day `published`; None unless all of them are one expression."""
    from timeline.extraction import times

    words = text.strip()
    for spoken in dict.fromkeys([language, get_language() or "en", "en"]):
        for found in times.expressions(words, published, language=spoken):
            if found.date and words[found.cue_start : found.stop] == words:
                return found.date
    return None
