"""The words that tell of happenings, as data: a TOML file for each language, one for what words
can mean, and one for the kinds of event.

`en.toml` gives verbs in their dictionary form, from which all forms are made; other languages say the forms that count.
An underscore stands for the space in a phrase ("step_down"), a tilde for whatever stands between the two parts of a
verb that is parted ("griff~an"). Whoever adds a language adds a file.
"""

import re
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

__all__ = ["Form", "Kind", "Lexicon", "Noun", "Sense", "Shape", "Verb", "kinds", "lexicon", "senses"]

_FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of event, with what a timeline file says of it."""

    slug: str
    name: str
    glyph: str
    colour: str


@dataclass(frozen=True, slots=True)
class Sense:
    """What a word for a happening means; see `senses.toml`. From `subject` to `of`, these are roles."""

    name: str
    kind: str
    subject: str
    object: str
    alone: str
    owner: str
    of: str
    transitive: bool
    joint: bool
    likeness: str
    weight: float


class Form(StrEnum):
    """The form of a verb in a place. `PAST` and `PARTICIPLE` are one word in most English verbs."""

    BASE = "base"
    THIRD = "third"
    PAST = "past"
    PARTICIPLE = "participle"
    ING = "ing"


@dataclass(frozen=True, slots=True)
class Verb:
    """What a word can be: a form of the verb `lemma`.

    `rest` are the words that must follow, next to it; with `parted`, somewhere behind it in the clause. `plain` says
    that the verb by itself tells little, and is of no kind but "development".
    """

    lemma: str
    sense: str
    forms: frozenset[Form]
    rest: tuple[str, ...] = ()
    parted: bool = False

    @property
    def length(self) -> int:
        """How many words behind the first are part of it, next to it."""
        return 0 if self.parted else len(self.rest)

    @property
    def is_plain(self) -> bool:
        return self.sense == "development"


@dataclass(frozen=True, slots=True)
class Noun:
    """What a word can be: a noun for a happening; `rest` are the words that must follow."""

    lemma: str
    sense: str
    plural: bool = False
    rest: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Shape:
    """What a verb in the past looks like, in a language whose verbs are not all listed.

    A word that matches `pattern`, at that `place` in its clause ("first", "last", "any"), where one of the words of the
    set that it `needs` stands in the clause.
    """

    pattern: re.Pattern
    place: str
    needs: str = ""


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The words of one language, all in lower case.

    `verbs` and `nouns` are found by their first word, those with the most words first. `inflects` says that verbs are
    known in all their forms, so that a sentence can be read by the order of its words, as English is; other languages
    have `shapes`. `light` verbs say little beside a noun ("carry out"); `effects` bring about what their object is
    ("prompt"); `speaking` say something, though not what ("deny"). `words` are the sets of small words by name
    ("negation"), phrases with a space in them, and `third` the third persons of verbs.
    """

    language: str
    inflects: bool
    verbs: Mapping[str, tuple[Verb, ...]]
    nouns: Mapping[str, tuple[Noun, ...]]
    light: frozenset[str]
    effects: frozenset[str]
    speaking: frozenset[str]
    words: Mapping[str, frozenset[str]]
    third: Mapping[str, str]
    shapes: tuple[Shape, ...] = ()

    def __getitem__(self, name: str) -> frozenset[str]:
        return self.words.get(name, frozenset())


@cache
def kinds() -> Mapping[str, Kind]:
    """The kinds of event by their slugs, in the order in which they are listed."""
    return {slug: Kind(slug=slug, **fields) for slug, fields in _read("kinds").items()}


@cache
def senses() -> Mapping[str, Sense]:
    """What words for happenings can mean, by name."""
    return {name: Sense(name=name, **fields) for name, fields in _read("senses").items()}


def lexicon(language: str) -> Lexicon:
    """The words of a language, by its BCP 47 tag; English where the language is not known here."""
    primary = language.lower().replace("_", "-").split("-")[0]
    return _lexicon(primary if len(primary) < 4 and (_FOLDER / f"{primary}.toml").is_file() else "en")


@cache
def _lexicon(language: str) -> Lexicon:
    content = _read(language)
    inflects = "irregular" in content
    verbs: dict[str, list[Verb]] = defaultdict(list)
    third = {}
    irregular = {lemma: forms.split() for lemma, forms in content.get("irregular", {}).items()}
    doubling = frozenset(content.get("doubling", {}).get("words", "").split())
    listed = {**content["verbs"], "state": content.get("states", {}).get("verbs", "")}
    named = {entry for entries in listed.values() for entry in entries.split()}
    listed["development"] += " ".join(["", *(lemma for lemma in irregular if lemma not in named and "_" not in lemma)])
    for kind, entries in listed.items():
        for entry in entries.split():
            first, *rest = entry.split("_")
            if not inflects:
                first, parted, particle = entry.partition("~")
                if parted:
                    verbs[first].append(Verb(entry, kind, frozenset({Form.PAST}), (particle,), parted=True))
                else:
                    first, *rest = entry.split("_")
                    verbs[first].append(Verb(entry, kind, frozenset({Form.PAST}), tuple(rest)))
                continue
            entry, parted = entry.replace("~", "_"), "~" in entry
            first, *rest = entry.split("_")
            special = irregular.get(entry) or irregular.get(first)
            spelt = _english_forms(first, special, doubles=first in doubling)
            if entry in irregular and "_" in entry:
                rest = []  # a reading of its own, not a phrase
            lemma = " ".join([first, *rest])
            third[lemma] = " ".join([spelt[Form.THIRD], *rest])
            for word, forms in _by_spelling(spelt).items():
                if not any(verb.rest == tuple(rest) and verb.forms & forms for verb in verbs[word]):
                    verbs[word].append(Verb(lemma, kind, forms, tuple(rest), parted))
    for kind, entries in content.get("passives", {}).items():
        for entry in entries.split():
            first, *rest = entry.split("_")
            verbs[first].append(Verb(entry, kind, frozenset({Form.PARTICIPLE}), tuple(rest)))
    nouns: dict[str, list[Noun]] = defaultdict(list)
    for kind, entries in content["nouns"].items():
        for entry in entries.split():
            for words, plural in ((entry, False), *(((_english_plural(entry), True),) if inflects else ())):
                first, *rest = words.split("_")
                if not any(noun.rest == tuple(rest) for noun in nouns[first]):
                    nouns[first].append(Noun(entry, kind, plural, tuple(rest)))
    light = content.get("light", {})
    return Lexicon(
        language=content["language"],
        inflects=inflects,
        verbs=_longest_first(verbs),
        nouns=_longest_first(nouns),
        light=_words(light.get("verbs", "")),
        effects=_words(light.get("effects", "")),
        speaking=_words(content.get("speaking", {}).get("verbs", "")),
        words={name: _words(words) for name, words in content["words"].items()},
        third=third,
        shapes=tuple(
            Shape(re.compile(shape["pattern"]), shape["place"], shape.get("needs", ""))
            for shape in content.get("shapes", ())
        ),
    )


def _read(name: str) -> dict:
    with (_FOLDER / f"{name}.toml").open("rb") as opened:
        return tomllib.load(opened)


def _words(entries: str) -> frozenset[str]:
    return frozenset(entry.replace("_", " ") for entry in entries.split())


def _longest_first(entries: Mapping[str, list]) -> dict[str, tuple]:
    return {word: tuple(sorted(found, key=lambda entry: -len(entry.rest))) for word, found in entries.items()}


def _by_spelling(spelt: Mapping[Form, str]) -> dict[str, frozenset[Form]]:
    words: dict[str, set[Form]] = defaultdict(set)
    for form, word in spelt.items():
        words[word].add(form)
    return {word: frozenset(forms) for word, forms in words.items()}


def _english_forms(base: str, special: Iterable[str] | None, *, doubles: bool) -> dict[Form, str]:
    stem, hyphen, last = base.rpartition("-")
    vowels = "aeiou"
    consonant_y = last.endswith("y") and last[-2:-1] not in vowels
    third = (
        last[:-1] + "ies" if consonant_y else last + ("es" if last.endswith(("s", "x", "z", "ch", "sh", "o")) else "s")
    )
    if special:
        past, participle = special
    else:
        past = participle = _with_ending(last, "ed", doubles=doubles, consonant_y=consonant_y)
    dying = last.endswith("ie")
    ing = f"{last[:-2]}ying" if dying else _with_ending(last, "ing", doubles=doubles, consonant_y=False)
    forms = {Form.BASE: last, Form.THIRD: third, Form.PAST: past, Form.PARTICIPLE: participle, Form.ING: ing}
    return {form: f"{stem}{hyphen}{word}" for form, word in forms.items()}


def _with_ending(base: str, ending: str, *, doubles: bool, consonant_y: bool) -> str:
    if doubles:
        return f"{base}{base[-1]}{ending}"
    if consonant_y:
        return f"{base[:-1]}i{ending}"
    if base.endswith("e") and (ending == "ed" or not base.endswith(("ee", "oe", "ye"))):
        return f"{base[:-1]}{ending}"
    return f"{base}{ending}"


def _english_plural(entry: str) -> str:
    if entry.endswith("s") and not entry.endswith("ss"):
        return entry
    if entry.endswith("y") and entry[-2] not in "aeiou":
        return entry[:-1] + "ies"
    return entry + ("es" if entry.endswith(("s", "x", "z", "ch", "sh")) else "s")
