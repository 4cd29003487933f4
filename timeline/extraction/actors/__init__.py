"""Who a text speaks of: people, bodies, armed groups and states, each once, with every place that names them.

Names that are known, and those that articles everywhere take for known (`lexicon/names_states.toml`,
`names_bodies.toml`), are looked for; others are proposed from the words around them, by the rules of each language:
`english`, `german`, `eastern` for Persian and Arabic. `joining` then tells which of them are one.

Everything here is a guess that a curator confirms, so that a rule earns its place by being right more often than not.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

from timeline.extraction.actors import eastern, english, german
from timeline.extraction.actors.found import FoundActor, Known, Mention, Naming, Sort
from timeline.extraction.actors.joining import again, join
from timeline.extraction.actors.lists import LANGUAGES, Entry, Role, listed
from timeline.extraction.actors.names import Names, Place, fold
from timeline.extraction.tokens import tokenise

if TYPE_CHECKING:
    from timeline.extraction.sentences import Sentence

__all__ = ["FoundActor", "Known", "Mention", "Naming", "Sort", "find_actors"]


def find_actors(
    text: str, sentences: Sequence["Sentence"], *, known: Iterable[Known] = (), language: str = "en"
) -> list[FoundActor]:
    """The actors of a normalised text, in the order of their first mention.

    `sentences` are those of the same text. `known` are actors on record; a name of theirs is found as it stands there,
    a family name where the text calls someone by it. `language` is a BCP 47 tag; English rules propose in languages
    written with capitals that have none of their own. Nothing is raised, whatever the text, and time grows with its
    length.
    """
    language = language.split("-")[0].lower()
    known = tuple(replace(actor, sort=Sort(actor.sort)) for actor in known)
    places = _places(text, known, language)
    if language == "de":
        findings = german.propose(text, sentences, places)
    elif language in LANGUAGES:
        findings = eastern.propose(text, sentences, places, language)
    else:
        findings = english.propose(text, sentences, places)
    return join(text, again(text, tokenise(text, sentences), findings), known, _twins(known, language))


def _places(text: str, known: Sequence[Known], language: str) -> list[Place]:
    """Where known and listed names stand; a known one is preferred to a listed one in the same place."""
    ours = Names(((name, actor) for actor in known for name in (actor.name, *actor.aliases)), genitive=language == "de")
    places = {}
    for place in _listed_names(language).places(text):
        places[place.start] = place
    taken = bytearray(len(text))
    for place in ours.places(text):
        other = places.get(place.start)
        if other is None or other.stop <= place.stop:
            places[place.start] = place
            taken[place.start : place.stop] = b"\1" * (place.stop - place.start)
    ordered, behind = [], 0
    for place in sorted(places.values(), key=lambda place: place.start):
        ours = isinstance(place.of[0], Known)
        if place.start >= behind and (ours or not any(taken[place.start : place.stop])):
            ordered.append(place)
            behind = place.stop
    return ordered


def _twins(known: Sequence[Known], language: str) -> dict[str, Known]:
    """Which of `known` the entries of the lists are, by the names of these; none where two of them could be meant.

    A text that says "Iranian" where the record has "Iran" then speaks of the one on record.
    """
    entries, found = _entries(language), defaultdict(dict)
    for actor in known:
        for name in (actor.name, *actor.aliases):
            if actor.sort is not Sort.PERSON and (entry := entries.get(fold(name))):
                found[entry][actor.key] = actor
    return {entry: next(iter(actors.values())) for entry, actors in found.items() if len(actors) == 1}


@cache
def _entries(language: str) -> dict[str, str]:
    """The names of entries by what they are called, in `language` and in English, folded; without adjectives."""
    called = {Role.ACTOR, Role.PRESS}
    return {
        fold(spelling): entry.name
        for tongue in dict.fromkeys((language, "en"))
        for spelling, entry in listed(tongue)
        if entry.role in called
    }


@cache
def _listed_names(language: str) -> Names[Entry]:
    language = language if language in LANGUAGES else "en"
    entries = list(listed(language))
    return Names(
        [(spelling, entry) for spelling, entry in entries if not entry.stem],
        stems=[(spelling, entry) for spelling, entry in entries if entry.stem],
        genitive=language == "de",
    )
