"""The word lists of `lexicon/names_*.toml`, read once and handed out as sets.

A list is a string of words; an underscore stands for a space within one of them.
"""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from timeline.extraction.actors.found import Sort

__all__ = ["LANGUAGES", "English", "Entry", "Role", "eastern", "english", "german", "listed", "phrases", "read"]

_FOLDER = Path(__file__).parent.parent / "lexicon"
LANGUAGES = ("de", "fa", "ar")  # those with lists of their own, beside English


@cache
def read(name: str) -> Mapping:
    """What `lexicon/names_<name>.toml` holds."""
    return tomllib.loads((_FOLDER / f"names_{name}.toml").read_text(encoding="utf-8"))


def phrases(words: str) -> frozenset[str]:
    """The entries of a list."""
    return frozenset(word.replace("_", " ") for word in words.split())


# Names that need no article to introduce them


class Role:
    """What a listed name says where it stands."""

    ACTOR = "actor"  # a state, body or group
    PRESS = "press"  # one that is an actor only where it speaks
    DEMONYM = "demonym"  # a word made from a state's name
    CAPITAL = "capital"  # a place that can stand for its state
    PLACE = "place"  # a place and nothing else


@dataclass(frozen=True, slots=True)
class Entry:
    """A name of the lists, and what it is a name of. Two names of one thing have the same `name` and `sort`.

    `state` is the name of the state that it is part of, "" for none. `stem` says that endings may follow.
    """

    name: str
    sort: Sort
    role: str
    state: str = ""
    stem: bool = False


def listed(language: str) -> Iterator[tuple[str, Entry]]:
    """The names that hold in a text of `language`, and what they name.

    Those of bodies in Latin letters hold everywhere, as short ones are the same in most languages.
    """
    for state in read("states")["state"]:
        name = state["en"][0]
        names = state.get(language, ()) if language in LANGUAGES else state["en"]
        for spelling in names or state["en"]:
            yield spelling, Entry(name, Sort.STATE, Role.ACTOR)
        for spelling in _demonyms(state, language):
            yield spelling, Entry(name, Sort.STATE, Role.DEMONYM, stem=language in LANGUAGES)
        for spelling in state.get("capitals", ()):
            yield spelling, Entry(name, Sort.STATE, Role.CAPITAL)
    for body in read("bodies")["body"]:
        name, sort = body["en"][0], Sort(body.get("sort", Sort.ORGANISATION))
        role = Role.PRESS if body.get("press") else Role.ACTOR
        for spelling in (*body["en"], *(body.get(language, ()) if language in LANGUAGES else ())):
            if language not in LANGUAGES or len(spelling) > 2 or spelling in {"UN", "EU", "IS", "VW", "AP"}:
                yield spelling, Entry(name, sort, role, body.get("state", ""))
    for group in read("places").values():
        for spelling in phrases(group):
            yield spelling, Entry(spelling, Sort.STATE, Role.PLACE)


def _demonyms(state: Mapping, language: str) -> Iterator[str]:
    if language in LANGUAGES:
        yield from state.get(f"{language}_adjectives", ())
        return
    for demonym in state.get("demonyms", ()):
        yield demonym
        if not demonym.endswith(("s", "sh", "ch", "ese", "men")):
            yield demonym[:-3] + "men" if demonym.endswith("man") and len(demonym) > 6 else demonym + "s"


# Words


@dataclass(frozen=True)
class English:
    """The English lists, by what they are asked for."""

    given: frozenset[str]
    particles: frozenset[str]
    titles: frozenset[str]
    title_words: frozenset[str]
    roles: frozenset[str]
    speech: frozenset[str]
    deeds: Mapping[str, frozenset[tuple[str, ...]]]  # by the first word, the words after it
    bodies: frozenset[str]
    companies: frozenset[str]
    first_of_bodies: frozenset[str]
    of_heads: frozenset[str]
    armed: frozenset[str]
    civil_forces: frozenset[str]
    groups: Mapping[str, Sort]
    armed_kinds: frozenset[str]
    links: frozenset[str]
    fields: frozenset[str]
    last_of_things: frozenset[str]
    first_of_things: frozenset[str]
    heads_of_things: frozenset[str]
    common: frozenset[str]
    proper: frozenset[str]
    belonging: frozenset[str]
    calendar: frozenset[str]
    owners: frozenset[str]
    state_deeds: frozenset[str]
    state_nouns: frozenset[str]
    state_participles: frozenset[str]
    led_bodies: frozenset[str]
    regions: frozenset[str]
    short_heads: frozenset[str]


@cache
def english() -> English:
    people, heads, words = read("people"), read("heads"), read("words")
    groups = {word: Sort(sort) for sort in Sort for word in phrases(heads["groups"].get(sort, ""))}
    return English(
        given=phrases(people["given"]),
        particles=phrases(people["particles"]),
        titles=phrases(people["titles"]),
        title_words=phrases(people["title_words"]),
        roles=phrases(people["roles"]),
        speech=phrases(people["speech"]),
        deeds=_by_first_word(people["deeds"]),
        bodies=phrases(heads["organisation"]),
        companies=phrases(heads["companies"]),
        first_of_bodies=phrases(heads["first"]),
        of_heads=phrases(heads["of_heads"]),
        armed=phrases(heads["armed"]),
        civil_forces=phrases(heads["civil_forces"]),
        groups=groups,
        armed_kinds=phrases(heads["groups"]["armed-kinds"]),
        links=phrases(heads["links"]["of"]),
        fields=phrases(heads["links"]["fields"]),
        last_of_things=phrases(heads["things"]["last"]),
        first_of_things=phrases(heads["things"]["first"]),
        heads_of_things=phrases(heads["things"]["of"]),
        common=phrases(words["common"]),
        proper=phrases(words["proper"]),
        belonging=phrases(words["belonging"]),
        calendar=phrases(words["calendar"]),
        owners=phrases(words["owners"]),
        state_deeds=phrases(words["state_deeds"]),
        state_nouns=phrases(words["state_nouns"]),
        state_participles=phrases(words["state_participles"]),
        led_bodies=phrases(words["led_bodies"]),
        regions=phrases(words["regions"]),
        short_heads=phrases(words["short_heads"]),
    )


def _by_first_word(words: str) -> dict[str, frozenset[tuple[str, ...]]]:
    found: dict[str, set[tuple[str, ...]]] = {}
    for phrase in phrases(words):
        first, *rest = phrase.split()
        found.setdefault(first, set()).add(tuple(rest))
    return {first: frozenset(rests) for first, rests in found.items()}


@cache
def german() -> Mapping[str, frozenset[str]]:
    """The German lists, by what they are called in the files."""
    lists = {**read("people")["de"], **read("heads")["de"], **read("words")["de"]}
    return {name: phrases(words) for name, words in lists.items()}


@cache
def eastern(language: str) -> Mapping[str, frozenset[str]]:
    """The lists of a language written in Arabic letters, by what they are called in the files."""
    lists = {**read("people")[language], **read("heads")[language], **read("words")[language]}
    return {name: phrases(words) for name, words in lists.items()}
