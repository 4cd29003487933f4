"""What was given as an article: its own words, and what it says of itself."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import available_timezones

from django.utils.text import Truncator
from django.utils.translation import gettext as _

from timeline import anchoring
from timeline.decoding import DecodingError, decode
from timeline.errors import SourcelineError

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
    return Reading(
        given=raw,
        form=str(chosen),
        text=cleaned.text,
        title=Truncator(said.title or cleaned.headline or _opening(cleaned.text)).chars(300),
        publisher=Truncator(said.publisher).chars(200),
        authors=tuple(said.authors),
        url=said.url or url,
        language=said.language or metadata.guess_language(cleaned.text),
        published_on=said.published,
        zone=_zone(said.zone_offset),
        removed=tuple(
            Removed(" ".join(raw[dropped.start : dropped.stop].split()), dropped.why) for dropped in cleaned.dropped
        ),
        doubts=tuple(_doubts(said)),
    )


def _doubts(said) -> Iterator[str]:
    if said.is_paywalled:
        yield _("The page says that it shows only part of the article to whoever has not paid.")
    if not said.is_article:
        yield _("It may be no article. %(why)s") % {"why": said.why_not}


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
