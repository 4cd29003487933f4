"""How a text says that someone says something: the types, and the verbs, that all languages share."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from timeline.extraction.actors.lists import phrases, read
from timeline.extraction.tokens import Word

if TYPE_CHECKING:
    from timeline.extraction.actors import FoundActor
    from timeline.extraction.sentences import Sentence

__all__ = ["Attribution", "Named", "Quoted", "named", "outside", "quoted", "reporting", "verbs"]


@dataclass(slots=True)
class Attribution:
    """`text[start:stop]` says that `speaker` says something, with the verb `verb` at `verb_start`.

    `clause` is the span of what is said, where that is reported; None where it can only be a quotation.
    """

    sentence: int
    start: int
    stop: int
    verb_start: int
    verb: str
    speaker: int | None
    clause: tuple[int, int] | None = None


class Quoted(NamedTuple):
    """A whole quotation: its words, the same with their marks, and the first and last of the sentences it is in."""

    start: int
    stop: int
    outer_start: int
    outer_stop: int
    first: int
    last: int


class Named(NamedTuple):
    """A mention, and the index of its actor."""

    start: int
    stop: int
    actor: int


def quoted(sentences: "Sequence[Sentence]") -> list[Quoted]:
    """The quotations that the sentences hold pieces of, in order."""
    wholes: dict[int, Quoted] = {}
    for number, sentence in enumerate(sentences):
        for piece in sentence.quotations:
            whole = wholes.get(piece.number)
            if whole is None:
                wholes[piece.number] = Quoted(
                    piece.start, piece.stop, piece.outer_start, piece.outer_stop, number, number
                )
            else:
                wholes[piece.number] = whole._replace(stop=piece.stop, outer_stop=piece.outer_stop, last=number)
    return sorted(wholes.values())


def named(actors: "Iterable[FoundActor]") -> list[Named]:
    """Every mention of every actor, in order."""
    return sorted(
        Named(mention.start, mention.stop, number) for number, actor in enumerate(actors) for mention in actor.mentions
    )


@cache
def verbs(language: str) -> Mapping[str, str]:
    """By each form of the verbs of saying, its dictionary form."""
    forms = {}
    for line in read("reporting")[language]["verbs"].strip().splitlines():
        lemma, *rest = (word.replace("_", " ") for word in line.split())
        for form in (lemma, *rest) if language == "en" else rest:
            forms.setdefault(form, lemma)
    return forms


@cache
def reporting(language: str, name: str) -> frozenset[str]:
    """A list of `names_reporting.toml`."""
    return phrases(read("reporting")[language].get(name, ""))


def outside(words: Sequence[Word], quotations: Sequence[Quoted]) -> list[bool]:
    """For each of the words: whether it stands between no quotation marks."""
    found = [True] * len(words)
    number = 0
    for quotation in quotations:
        while number < len(words) and words[number].start < quotation.outer_start:
            number += 1
        while number < len(words) and words[number].start < quotation.outer_stop:
            found[number] = False
            number += 1
    return found
