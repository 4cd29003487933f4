"""Reads the articles of the corpus and their annotation; whatever is not in the text to the letter stops it."""

import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from timeline.anchoring import Span, Status, anchor, normalise
from timeline.dates import DateError, EventDate
from timeline.errors import SourcelineError

__all__ = ["Article", "GoldActor", "GoldDate", "GoldError", "GoldEvent", "GoldVoice", "Lure", "article", "articles"]

ROOT = Path(__file__).resolve().parent.parent.parent
ARTICLES = Path(__file__).resolve().parent / "articles"

BASES = {"stated", "ordered", "inferred", "outside", ""}
KINDS = {
    *("attack", "strike", "killing", "death", "disaster", "birth", "arrest", "trial", "verdict", "protest", "election"),
    *("agreement", "appointment", "resignation", "statement", "development"),
}
ORIGINS = {"invented", "history", "seed"}
ROLES = {"agent", "target", "casualty", "speaker", "mentioned"}
SORTS = {"person", "organisation", "armed-group", "state"}
WHYS = {"forecast", "conditional", "negated", "generic", "state"}


class GoldError(SourcelineError):
    """An annotation that its article does not bear out: `article` and `item` say where, `problem` what is wrong."""

    def __init__(self, article: str, item: str, problem: str) -> None:
        super().__init__(f"tests/gold/articles/{article}.yaml, {item}: {problem}. Nothing was scored.")
        self.article = article
        self.item = item
        self.problem = problem


@dataclass(frozen=True, slots=True)
class GoldDate:
    """Words that name calendar days; any of `readings` is right. `ends` are the dates of a range, none for others."""

    span: Span
    words: str
    readings: tuple[EventDate, ...]
    ends: tuple["GoldDate", ...] = ()
    doubtful: bool = False


@dataclass(frozen=True, slots=True)
class GoldActor:
    """An actor under all its spellings in the text, the fullest first."""

    key: str
    sort: str
    spellings: tuple[str, ...]
    doubtful: bool = False


@dataclass(frozen=True, slots=True)
class GoldVoice:
    """Words and the keys of those who may be taken for their speaker; "" stands for nobody in particular."""

    span: Span
    words: str
    speakers: tuple[str, ...]
    doubtful: bool = False


@dataclass(frozen=True, slots=True)
class GoldEvent:
    """What happened. Any of `readings` is right, None is no date; `parts` are actors with the roles each may have."""

    title: str
    kind: str
    readings: tuple[EventDate | None, ...]
    basis: str
    quotes: tuple[Span, ...]
    parts: tuple[tuple[str, frozenset[str]], ...]
    doubtful: bool = False


@dataclass(frozen=True, slots=True)
class Lure:
    """Words that look like an event and are none; `why` is one of `WHYS`."""

    span: Span
    words: str
    why: str


@dataclass(frozen=True, slots=True)
class Article:
    """A text of the corpus, normalised, with all that is in it; spans are offsets in `text`."""

    name: str
    title: str
    genre: str
    origin: str
    published: date
    language: str
    text: str
    dates: tuple[GoldDate, ...] = ()
    actors: tuple[GoldActor, ...] = ()
    voices: tuple[GoldVoice, ...] = ()
    events: tuple[GoldEvent, ...] = ()
    lures: tuple[Lure, ...] = ()


def articles() -> list[Article]:
    """Every article, by name. Raises GoldError at the first annotation that is not borne out."""
    return [article(path.stem) for path in sorted(ARTICLES.glob("*.yaml"))]


@lru_cache
def article(name: str) -> Article:
    """The article of that name; raises GoldError."""
    path = ARTICLES / f"{name}.yaml"
    if not path.is_file():
        names = ", ".join(sorted(other.stem for other in ARTICLES.glob("*.yaml")))
        raise GoldError(name, "the file", f"is not there; there are {names}")
    # With every scalar as it is written, neither a day nor a year needs quotes.
    return read(name, yaml.load(path.read_text(encoding="utf-8"), yaml.BaseLoader))


def read(name: str, written: dict[str, Any], text: str | None = None) -> Article:
    """The article that `written` annotates, of this text or the one that it names; raises GoldError."""
    if text is None:
        text = (ROOT / written["text"] if "text" in written else ARTICLES / f"{name}.txt").read_text(encoding="utf-8")
    return _Reader(name, normalise(text)).article(written)


@dataclass(frozen=True, slots=True)
class _Reader:
    name: str
    text: str

    def article(self, written: dict[str, Any]) -> Article:
        self.check("origin", written["origin"], ORIGINS)
        actors = (
            *(self.actor(key, said) for key, said in (written.get("actors") or {}).items()),
            *(self.actor(key, said, doubtful=True) for key, said in (written.get("doubtful") or {}).items()),
        )
        keys = {actor.key for actor in actors}
        return Article(
            name=self.name,
            title=written["title"],
            genre=written["genre"],
            origin=written["origin"],
            published=date.fromisoformat(written["published"]),
            language=written["language"],
            text=self.text,
            dates=self.dates(written.get("dates") or []),
            actors=actors,
            voices=self.voices(written.get("voices") or [], keys),
            events=tuple(self.event(said, keys) for said in written.get("events") or []),
            lures=tuple(self.lure(why, words) for why, words in written.get("not_events") or []),
        )

    def dates(self, written: list[Any]) -> tuple[GoldDate, ...]:
        found: list[GoldDate] = []
        for said in written:
            said = said if isinstance(said, dict) else dict(zip(("cue", "date", "in"), said, strict=False))
            span = self.next(said["cue"], found[-1].span.stop if found else 0, said.get("in", ""))
            found.append(
                GoldDate(
                    span,
                    said["cue"],
                    tuple(self.reading(said["cue"], edtf) for edtf in (said["date"], *said.get("or", ()))),
                    self.ends(span, said.get("ends", ())),
                    self.flag(said),
                )
            )
        return tuple(found)

    def ends(self, whole: Span, written: list[Any]) -> tuple[GoldDate, ...]:
        ends: list[GoldDate] = []
        for cue, edtf in written:
            span = self.next(cue, ends[-1].span.stop if ends else whole.start)
            if span.stop > whole.stop:
                raise GoldError(self.name, cue, "this end is not in its range")
            ends.append(GoldDate(span, cue, (self.reading(cue, edtf),)))
        return tuple(ends)

    def actor(self, key: str, written: list[str], *, doubtful: bool = False) -> GoldActor:
        sort, *spellings = written
        self.check(key, sort, SORTS)
        for spelling in spellings:
            self.next(spelling, 0)
        return GoldActor(key, sort, tuple(spellings), doubtful)

    def voices(self, written: list[Any], keys: set[str]) -> tuple[GoldVoice, ...]:
        found: list[GoldVoice] = []
        for said in written:
            said = said if isinstance(said, dict) else dict(zip(("speaker", "words", "in"), said, strict=False))
            span = self.next(said["words"], found[-1].span.start + 1 if found else 0, said.get("in", ""))
            speakers = (said["speaker"], *said.get("or", ()))
            for speaker in speakers:
                self.check(said["words"], speaker, keys | {""})
            found.append(GoldVoice(span, said["words"], speakers, self.flag(said)))
        return tuple(found)

    def event(self, written: dict[str, Any], keys: set[str]) -> GoldEvent:
        title = written["title"]
        self.check(title, written["kind"], KINDS)
        self.check(title, written["basis"], BASES)
        parts = tuple((key, frozenset(roles.split("|"))) for key, roles in (written.get("who") or {}).items())
        for key, roles in parts:
            self.check(title, key, keys)
            for role in roles:
                self.check(title, role, ROLES)
        if ("date" in written) is (written["basis"] == ""):
            raise GoldError(self.name, title, "a date needs a basis, and a basis a date")
        readings = (written["date"], *written.get("or", ())) if "date" in written else ()
        return GoldEvent(
            title,
            written["kind"],
            tuple(self.reading(title, edtf) for edtf in readings) or (None,),
            written["basis"],
            tuple(self.place(quote) for quote in written["quotes"]),
            parts,
            self.flag(written),
        )

    def lure(self, why: str, words: str) -> Lure:
        self.check(words, why, WHYS)
        return Lure(self.place(words), words, why)

    def place(self, quote: str) -> Span:
        """Where the quotation is; the first place of one that is repeated would be a guess."""
        found = anchor(self.text, quote)
        if found.status is not Status.VERIFIED or found.exact != quote:
            raise GoldError(self.name, f'"{quote}"', f"is {found.status} in the text, at {list(found.places)}")
        return Span(found.start, found.stop)

    def next(self, words: str, start: int, around: str = "") -> Span:
        """Where `words` come next, whole, from `start` on: within `around` if that is given."""
        if around:
            at = self.text.find(around, start)
            if at < 0:
                raise GoldError(self.name, f'"{around}"', f"is not in the text after {start}")
            start = at
        before, after = (r"(?<!\w)" if words[0].isalnum() else ""), (r"(?!\w)" if words[-1].isalnum() else "")
        found = re.compile(before + re.escape(words) + after).search(self.text, start)
        if not found:
            raise GoldError(self.name, f'"{words}"', f"is not in the text after {start}")
        return Span(*found.span())

    def reading(self, item: str, edtf: str) -> EventDate:
        try:
            return EventDate.parse(edtf)
        except DateError as error:
            raise GoldError(self.name, f'"{item}"', str(error)) from error

    def flag(self, written: dict[str, Any]) -> bool:
        return written.get("doubtful", "false") == "true"

    def check(self, item: str, value: str, allowed: set[str]) -> None:
        if value not in allowed:
            raise GoldError(self.name, item, f'"{value}" is none of {", ".join(sorted(allowed))}')
