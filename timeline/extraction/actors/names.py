"""Names that are looked for because they are known, found all at once by an Aho-Corasick automaton.

A name is found in whatever typography it stands: `Kata'ib Hezbollah`, `Kataib-Hezbollah` and `KATAIB HEZBOLLAH` are
one name, so are `Yaoundé` and `Yaounde`, and in Arabic letters a name with or without vowel signs, joiners or the
language's own form of yeh and kaf. Case is held where it tells: a capital of the name is one in the text, and
`US` and `WHO` are never "us" and "who". Names end where words end, but for the Arabic words that are written
together with the one that follows, "and", "for", "by", "as", "then", and the Persian endings behind a joiner.

Time grows with the length of the text and the number of places in it that are a name.
"""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

from ahocorasick_rs import AhoCorasick, MatchKind

__all__ = ["Names", "Place", "fold"]

Of = TypeVar("Of")


@dataclass(frozen=True, slots=True)
class Place(Generic[Of]):
    """`text[start:stop]` is a name of each of `of`."""

    start: int
    stop: int
    of: tuple[Of, ...]


class Names(Generic[Of]):
    """Names of things, to be looked for together.

    An ending of up to three letters may follow `stems`; with `genitive`, an s any name, which is then no part of it.
    """

    def __init__(
        self, names: Iterable[tuple[str, Of]], *, stems: Iterable[tuple[str, Of]] = (), genitive: bool = False
    ) -> None:
        self._genitive = genitive
        self._names: dict[str, list[tuple[str, Of, bool]]] = {}
        self._without_alef: dict[str, str] = {}
        for given, is_stem in ((names, False), (stems, True)):
            for name, of in given:
                folded = fold(name).strip()
                if any(map(str.isalnum, folded)):
                    self._names.setdefault(folded, []).append((name.strip(), of, is_stem))
                    if folded.startswith("ال"):
                        self._names.setdefault(folded[1:], []).append((name.strip(), of, is_stem))
                        self._without_alef[folded[1:]] = folded
        self._patterns = list(self._names)
        self._automaton = AhoCorasick(self._patterns, matchkind=MatchKind.Standard) if self._patterns else None

    def places(self, text: str) -> list[Place[Of]]:
        """Where the names stand in `text`, in order, without overlap: the longest of those that begin first."""
        if self._automaton is None:
            return []
        folded = _Folded(text)
        found: dict[int, tuple[int, tuple[Of, ...]]] = {}
        for number, start, stop in self._automaton.find_matches_as_indexes(folded.text, overlapping=True):
            if not self._begins(folded.text, start, self._patterns[number]):
                continue
            first, last = folded.original(start, stop)
            of = tuple(
                of
                for name, of, is_stem in self._names[self._patterns[number]]
                if (
                    _ends_word(folded.text, stop, is_stem=is_stem)
                    or (self._genitive and _GENITIVE.match(folded.text, stop))
                )
                and _agrees(name, text[first:last])
            )
            if of and found.get(first, (-1, ()))[0] < last:
                found[first] = last, tuple(dict.fromkeys(of))
        return list(_apart(found))

    def _begins(self, text: str, start: int, pattern: str) -> bool:
        if pattern in self._without_alef:  # "for" takes away the first letter of the article: "للعراق"
            return _FOR.search(text, max(0, start - 2), start) is not None and _begins_word(text, start)
        return _begins_word(text, start)


def fold(text: str) -> str:
    """`text` as names are compared: without case, accents, apostrophes in words, vowel signs; hyphens as spaces."""
    return _Folded(text).text


def _apart(found: dict[int, tuple[int, tuple[Of, ...]]]) -> Iterator[Place[Of]]:
    behind = 0
    for start in sorted(found):
        if start >= behind:
            behind, of = found[start]
            yield Place(start, behind, of)


# Folding

_DROPPED = re.compile(
    "[\u064b-\u065f\u0670\u0640\u00ad\u200b\u200d\u200e\u200f\u2060-\u2064\u202a-\u202e\u2066-\u2069\u0300-\u036f]"
    # The apostrophe of a possessive ends the name; any other belongs to it.
    r"|(?<=\w)['’‘ʼʻ`´ʿʾ](?=\w)(?![sS](?!\w))"
)
_SPELT_ALIKE = {
    **dict.fromkeys("-‐‑‒–\u200c\xa0_\n\t", " "),
    **dict.fromkeys("’‘ʼʻ`´", "'"),
    **dict.fromkeys("أإآٱ", "ا"),
    **dict.fromkeys("يىئ", "ی"),
    **dict.fromkeys("كڪ", "ک"),
    **dict.fromkeys("ةۀە", "ه"),
    "ؤ": "و",
    "ß": "ß",
    "ø": "o",
    "ł": "l",
    "đ": "d",
    "ı": "i",
}


class _Letters(dict):
    """One character for one, so that offsets stay; what it is like is worked out once."""

    def __missing__(self, number: int) -> str:
        character = chr(number)
        lowered = character.lower()[0]
        plain = unicodedata.normalize("NFD", lowered)[0]
        self[number] = _SPELT_ALIKE.get(character) or _SPELT_ALIKE.get(lowered) or plain
        return self[number]


_LETTERS = _Letters()


class _Folded:
    def __init__(self, text: str) -> None:
        dropped = [found.start() for found in _DROPPED.finditer(text)]
        # The n-th dropped character stood before this place of the shorter text.
        self._dropped = [position - count for count, position in enumerate(dropped)]
        self.text = (_DROPPED.sub("", text) if dropped else text).translate(_LETTERS)

    def original(self, start: int, stop: int) -> tuple[int, int]:
        return start + bisect_right(self._dropped, start), stop + bisect_right(self._dropped, stop - 1)


# Edges

_ARABIC = re.compile("[\u0621-\u06ff]")
# "and", "so", "for", "by", "as", with or without the article, at the beginning of a word.
_PREFIX = re.compile("(?:[وف]?(?:لل|[بلک]?ال|[بلک])|[وف])\\Z")
_FOR = re.compile("(?<!\\w)[وف]?ل\\Z")
_LONGEST_PREFIX = 4
_ENDING = re.compile(r"\w{0,3}(?!\w)")
_GENITIVE = re.compile(r"s(?!\w)")
_ARABIC_ENDING = re.compile("(?:ه|ون|ین|ات|ی|ان|تین|یه|یات)?(?!\\w)")


def _begins_word(text: str, start: int) -> bool:
    if not start or not _of_word(text[start - 1]):
        return True
    if not _ARABIC.match(text[start]):
        return False
    before = start
    while before and start - before <= _LONGEST_PREFIX and _of_word(text[before - 1]):
        before -= 1
    return _PREFIX.match(text[before:start]) is not None


def _ends_word(text: str, stop: int, *, is_stem: bool) -> bool:
    if stop >= len(text) or not _of_word(text[stop]):
        return True
    if not is_stem:
        return False
    ending = _ARABIC_ENDING if _ARABIC.match(text[stop]) else _ENDING
    return ending.match(text, stop) is not None


def _of_word(character: str) -> bool:
    return character.isalnum() or unicodedata.category(character)[0] == "M"


# Case

_CAPITALS = re.compile(r"[^\W\d_]+")
_ACRONYM = 5  # letters, and fewer, of a name in capitals that must be in capitals


def _agrees(name: str, words: str) -> bool:
    """The capitals of `words` are those of `name`, or all of them are and `name` is no acronym."""
    if _shape(name) == _shape(words):
        return True
    letters = [character for character in name if character.isalpha()]
    if len(letters) <= _ACRONYM and "".join(letters).isupper():
        return [character for character in words if character.isalpha()] == letters
    if words.isupper():
        return True
    ours, theirs = _CAPITALS.findall(name), _CAPITALS.findall(words)
    if len(ours) != len(theirs):  # an apostrophe more or less
        return words[:1].isupper() or not name[:1].isupper()
    # A small letter of the name may be a capital at the beginning of a sentence or in a headline.
    return all(their[:1].isupper() or not our[:1].isupper() for our, their in zip(ours, theirs, strict=True))


def _shape(words: str) -> list[bool]:
    return [character.isupper() for character in words if character.isalpha()]
