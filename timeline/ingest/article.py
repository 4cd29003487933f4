"""What was given as an article: its own words, and what it says of itself."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from html import unescape
from zoneinfo import available_timezones

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.html import strip_tags
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from timeline import anchoring
from timeline.decoding import DecodingError, decode
from timeline.errors import SourcelineError

_LONGEST_ADDRESS = 1000  # characters
_is_address = URLValidator(schemes=["http", "https"])

LARGEST = 5_000_000  # bytes of what is given; the pages of newspapers have up to three million
LONGEST = 1_000_000  # code points of an article's own words: a long book

# Those whose distance from UTC is no whole hour, and that are in use; IANA time zone database.
_ZONES = {210: "Asia/Tehran", 270: "Asia/Kabul", 330: "Asia/Kolkata", 345: "Asia/Kathmandu", 390: "Asia/Yangon"}
_ZONES |= {570: "Australia/Darwin", 630: "Australia/Lord_Howe", 765: "Pacific/Chatham", -210: "America/St_Johns"}


class IngestError(SourcelineError):
    """An article that cannot be brought in, and was not: nothing of it was stored.

    `name` is what it came as (a file, an address), `problem` what is wrong with it, as a sentence.
    """

    def __init__(self, name: str, problem: str):
        self.name, self.problem = name, problem
        kept = _("Nothing was stored.")
        super().__init__(f"{name}: {problem} {kept}" if name else f"{problem} {kept}")


@dataclass(frozen=True, slots=True)
class Article:
    """An article as it is brought in: its own words, and what a curator has confirmed of it.

    `text` is normalised, `published_on` the day in the time zone `zone`, from which "yesterday" is counted.
    """

    text: str
    title: str
    published_on: date
    publisher: str = ""
    authors: tuple[str, ...] = ()
    url: str = ""
    language: str = "en"
    zone: str = "UTC"


@dataclass(frozen=True, slots=True)
class Removed:
    """Words that were given and are not the article's own, and why they are thought not to be."""

    words: str
    why: str


@dataclass(frozen=True, slots=True)
class Reading:
    """What was given, as it was read: the article's own words and what it says of itself, to be confirmed.

    `form` is "html", "markdown" or "text". What it does not say is empty, but for `title`, which is then its first
    words. `removed` is what stood around it, in order; `doubts` say, as sentences, why it may be no whole article.
    """

    given: str
    form: str
    text: str
    title: str
    publisher: str
    authors: tuple[str, ...]
    url: str
    language: str
    published_on: date | None
    zone: str
    removed: tuple[Removed, ...]
    doubts: tuple[str, ...] = ()


def read(given: str | bytes, *, name: str = "", form: str = "", content_type: str = "", url: str = "") -> Reading:
    """The article in `given`.

    `name` is what it came as, a file's name or an address; `form` says what it is written in, and is guessed from
    `content_type`, `name` and the text itself where it is empty; `url` is where it came from. Bytes are in whatever
    encoding they say, or UTF-8. Raises IngestError when they are no text, too long, or have no article in them.
    """
    from timeline.extraction import clean, metadata  # trafilatura alone takes a second to load

    if len(given) > LARGEST:
        raise IngestError(
            name,
            _("It has %(size)d million bytes; %(most)d million are the most that are read.")
            % {"size": -(-len(given) // 1_000_000), "most": LARGEST // 1_000_000},
        )
    try:
        raw = decode(given) if isinstance(given, bytes) else given
    except DecodingError as error:
        raise IngestError(name, error.problem) from error
    raw = raw.replace("\0", "")  # which PostgreSQL cannot keep
    chosen = clean.Form(form) if form else clean.guess_form(content_type or name, raw)
    cleaned = clean.clean(raw, chosen)
    if not cleaned.text:
        raise IngestError(name, _("There is no article in it: no words are left without what stood around them."))
    if len(cleaned.text) > LONGEST:
        raise IngestError(
            name,
            _("It has %(length)d characters; %(most)d are the most that are read. Bring it in by parts.")
            % {"length": len(cleaned.text), "most": LONGEST},
        )
    said = metadata.read(raw, url) if chosen == clean.Form.HTML else metadata.Metadata()
    language = said.language or metadata.guess_language(cleaned.text)
    removed = tuple(Removed(_words(raw[each.start : each.stop], chosen), each.why) for each in cleaned.dropped)
    bylines = (name for each in removed if each.why == clean.BYLINE for name in metadata.names_in_byline(each.words))
    days = [each.words for each in removed if each.why == clean.PUBLISHED]
    return Reading(
        given=raw,
        form=str(chosen),
        text=cleaned.text,
        title=Truncator(on_one_line(said.title) or cleaned.headline or _opening(cleaned.text)).chars(300),
        publisher=Truncator(on_one_line(said.publisher)).chars(200),
        authors=tuple(filter(None, map(on_one_line, said.authors or dict.fromkeys(bylines)))),
        url=_address(on_one_line(said.url)) or _address(url),
        language=language,
        published_on=said.published or _day_said(days, language) or _day_at_the_top(cleaned.text, language),
        zone=_zone(said.zone_offset),
        removed=removed,
        doubts=tuple(_doubts(said)),
    )


def on_one_line(words: str) -> str:
    """`words` on one line, without what no database keeps, such as half of a surrogate pair."""
    return " ".join(anchoring.normalise(words).split())


def _address(url: str) -> str:
    """`url`, if the original can be read there; "" for what a page says and no source can have."""
    try:
        _is_address(url)
    except ValidationError:
        return ""
    return url if len(url) <= _LONGEST_ADDRESS else ""


def _doubts(said) -> Iterator[str]:
    if said.is_paywalled:
        yield _("The page says that it shows only part of the article to whoever has not paid.")
    if not said.is_article:
        yield _("It may be no article. %(why)s") % {"why": said.why_not}


def _words(given: str, form: str) -> str:
    """What readers saw of `given`, on one line; without the marks that were between the words of a page."""
    seen = unescape(strip_tags(given.replace("><", "> <").replace("</", " </"))) if form == "html" else given
    return " ".join(seen.split())


_AT_THE_TOP = 6  # paragraphs above or at the beginning of an article that may say when it was published
# "BOSTON, June 14, 2023 -- ": capitals, and a dash before the first sentence.
_DATELINE = re.compile(r"([^\W\d_]{2}[^\n]{4,80}?)\s?(?:--+|[–—]|\s-\s|:)\s?")


_LONGEST_DATE = 40  # code points of a line that is little more than a date


def _day_at_the_top(text: str, language: str) -> date | None:
    """The day of a dateline, or of a line that is hardly more than a date, at the top of `text`; None for none."""
    for start, stop in anchoring.paragraphs(text)[:_AT_THE_TOP]:
        words = text[start:stop]
        dateline = _DATELINE.match(words)
        if len(words) <= _LONGEST_DATE:
            day = _day_said([words], language, share=0.6)
        elif dateline and dateline[1][:2].isupper():
            day = _day_said([dateline[1]], language)
        else:
            continue
        if day:
            return day
    return None


def _day_said(lines: Iterable[str], language: str, *, share: float = 0) -> date | None:
    """The first calendar day that is written out in `lines`, as at least this `share` of its line; None for none."""
    from timeline.extraction.times import expressions

    for line in lines:
        for found in expressions(line, date(2000, 1, 1), language=language):
            is_day = found.anchored_to == "calendar" and not found.bound and found.date and found.date.earliest
            if is_day and found.date.earliest == found.date.latest and len(found.text) >= share * len(line):
                return found.date.earliest
    return None


def _opening(text: str) -> str:
    """The first words of `text`, for want of a title."""
    first = anchoring.paragraphs(text)[0]
    return Truncator(" ".join(text[first.start : first.stop].split())).words(14)


def _zone(offset: timedelta | None) -> str:
    """A time zone that is this far from UTC; "UTC" where nothing is known.

    Those of whole hours are named the wrong way round: Etc/GMT+5 is behind UTC (POSIX, by way of the IANA database).
    """
    minutes = round(offset.total_seconds() / 60) if offset else 0
    if not minutes:
        return "UTC"
    name = _ZONES.get(minutes) if minutes % 60 else f"Etc/GMT{-minutes // 60:+d}"
    return name if name in available_timezones() else "UTC"
