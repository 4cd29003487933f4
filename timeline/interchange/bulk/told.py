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
    def known_by(self) -> str:
        """What tells whether it is known already: its address, or else its publisher, title and day."""
        return f"\1{self.url}" if self.url else f"{self.publisher}\0{self.title}\0{self.published}"

    @property
    def identity(self) -> bytes:
        """The same in 16 bytes, for a million of them are remembered at a time."""
        return hashlib.blake2b(self.known_by.encode(), digest_size=16).digest()

    @property
    def slug(self) -> str:
        return slug_for(self.title, "source")

    @property
    def is_citable(self) -> bool:
        return bool(self.title and (self.publisher or self.url))


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


# Much is told in the same words again and again.


@lru_cache(50_000)
def title_words(title: str) -> tuple[str, str]:
    """The slug made of the title of an event, and its words as full text has them."""
    return slug_for(title, "event"), folded(title)


summary_words = lru_cache(10_000)(folded)


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


# As `slugify` has it: small letters, digits and underscores stay, hyphens and white space part, all else goes.
_PARTS = b"-\t\n\v\f\r\x1c\x1d\x1e\x1f "
_STAYS = bytes.maketrans(bytes(range(65, 91)) + _PARTS, bytes(range(97, 123)) + b" " * len(_PARTS))
_GOES = bytes(byte for byte in range(128) if not (chr(byte).isalnum() or byte in b"_" + _PARTS))


def slug_for(title: str, otherwise: str) -> str:
    """The slug made of `title`, or `otherwise` where it has no letter for one; as `slug_of`, and ten times as quick."""
    if not title.isascii():
        title = unicodedata.normalize("NFKD", title)
    words = title.encode("ascii", "ignore").translate(_STAYS, _GOES).decode("ascii").split()
    return "-".join(words).strip("-_")[:120] or otherwise
