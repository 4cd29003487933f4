"""An event as one row of a dataset tells it, checked, and known again by its digest."""

import hashlib
import json
import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

from timeline.dates import EventDate
from timeline.errors import SourcelineError
from timeline.folding import folded

_WORD = re.compile(r"[^\W_]")
_written = json.JSONEncoder(check_circular=False).encode  # no row holds itself


class RefusedError(SourcelineError):
    """Why one row cannot be loaded, as a sentence. The rows beside it can."""


class SourceTold(NamedTuple):
    """A source of which no more is known than what is cited. `published` is a day (2020-01-03) or empty."""

    title: str
    publisher: str = ""
    url: str = ""
    published: str = ""
    authors: str = ""
    language: str = "en"

    @property
    def identity(self) -> bytes:
        """What tells whether it is known already: its address, or else its publisher, title and day."""
        return identity_of_source(self.title, self.publisher, self.url, self.published)

    @property
    def slug(self) -> str:
        return slug_for(self.title, "source")

    @property
    def is_citable(self) -> bool:
        return bool(self.title and (self.publisher or self.url))


def identity_of_source(title: str, publisher: str, url: str, published: str) -> bytes:
    """16 bytes, for a million of them are remembered at a time."""
    told = f"\1{url}" if url else f"{publisher}\0{title}\0{published}"
    return hashlib.blake2b(told.encode(), digest_size=16).digest()


class ActorTold(NamedTuple):
    """An actor by its name; `type` as `Actor.Type` has it."""

    name: str
    type: str
    description: str = ""


class DateTold(NamedTuple):
    """A date as the database keeps it: EDTF, and its bounds as days."""

    text: str
    earliest: str | None
    latest: str | None
    qualified: bool


class Told(NamedTuple):
    """One event. Actors are `ActorTold` or the slugs of known ones, sources `SourceTold` or the keys of known ones."""

    key: str
    title: str
    kind: str
    date: DateTold | None = None
    basis: str = ""
    reason: str = ""
    summary: str = ""
    place: str = ""
    zone: str = ""
    status: str = "published"
    actors: tuple[tuple[ActorTold | str, str, ActorTold | str | None], ...] = ()  # who, in which role, said by whom
    figures: tuple[tuple[str, int | None, int | None, int | None], ...] = ()  # name, low, best, high
    citations: tuple[tuple[SourceTold | str, str], ...] = ()  # what, and whom it names for it
    slug: str = ""
    uid: str = ""

    def named(self) -> list[ActorTold | str]:
        """Whoever takes part, and whoever says so."""
        return [who for actor, _role, by in self.actors for who in (actor, by) if who is not None]

    def digest(self) -> str:
        """The SHA-256 of all that is told, in hexadecimal digits."""
        return hashlib.sha256(_written(self).encode("ascii")).hexdigest()


class Words(NamedTuple):
    """What an event is found by: its slug, and its words as full text has them; and what its sources are known by.

    `quotations` is None where a source is told by its key, so that its headline is not known here. `sources` are the
    identity and the slug of each, None where it is told by its key.
    """

    slug: str
    title: str
    summary: str
    quotations: str | None
    sources: list[tuple[bytes, str] | tuple[None, None]]


def words_of(told: Told) -> Words:
    """What `told` will be found by."""
    slug, title = _of_title(told.title)
    cited = told.citations
    known = all(source.__class__ is SourceTold for source, _said_by in cited)
    quotations = folded(*(source.title for source, _said_by in cited)) if known else None
    sources = [
        (source.identity, source.slug) if source.__class__ is SourceTold else (None, None) for source, _said_by in cited
    ]
    return Words(told.slug or slug, title, _of_summary(told.summary), quotations, sources)


# Much is told in the same words again and again.


@lru_cache(50_000)
def _of_title(title: str) -> tuple[str, str]:
    return slug_for(title, "event"), folded(title)


_of_summary = lru_cache(10_000)(folded)


@lru_cache(50_000)
def date_told(text: str) -> DateTold:
    """`text`, a date in EDTF, as the database keeps it. Raises DateError."""
    date = EventDate.parse(text)
    bounds = (day and day.isoformat() for day in (date.earliest, date.latest))
    return DateTold(str(date), *bounds, date.qualified)


def tidy(text: str) -> str:
    """`text` with one space wherever there is white space, and none at its ends."""
    return " ".join(text.split())


def cut(text: str, largest: int) -> str:
    """`text`, or as much of it as there is room for, with a mark that it was cut."""
    return text if len(text) <= largest else text[: largest - 1].rstrip() + "…"


def has_words(text: str) -> bool:
    """Whether there is a letter or a digit in `text`."""
    return _WORD.search(text) is not None


# As `slugify` has it: small letters, digits and underscores stay, hyphens and white space part.
_SLUG = [
    chr(i).lower() if chr(i).isalnum() or chr(i) == "_" else " " if chr(i) in "-\t\n\v\f\r\x1c\x1d\x1e\x1f " else ""
    for i in range(128)
]


def slug_for(title: str, otherwise: str) -> str:
    """The slug made of `title`, or `otherwise` where it has no letter for one; as `slug_of`, and ten times as quick."""
    if not title.isascii():
        title = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode("ascii")
    return "-".join(title.translate(_SLUG).split()).strip("-_")[:120] or otherwise
