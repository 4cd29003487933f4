"""Grammars of words: a text becomes one letter per word, and rules are regular expressions over those letters.

A `Grammar` is made of tables: `words` puts words into classes and gives them a meaning, `macros` name pieces of
patterns, `rules` pair a pattern with the function that reads what it matched. In a pattern,

    MONTH day comma? (YEAR era?)?

a lower-case name is a class of the lexicon or a kind of token ("comma", "clock12"), or else the very word ("ago"); a
capital one is a macro; `?`, `|`, `{1,3}` and parentheses are those of regular expressions; blanks are for the eye.
Every word of the text is written as one letter, which stands for all the classes that it is in; a rule is tried where
one of the letters stands that it can begin with. Patterns must not repeat anything without bound, so that what is done
at one word is bounded, too.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

__all__ = ["Found", "Grammar", "Rule", "Tokens", "word_set"]

# Possessive quantifiers (`++`) and bounded ones keep the reading of a megabyte of digits and commas linear.
_TOKEN = re.compile(
    r"""
      (?P<oclock>o['’]clock\b)
    | (?P<word>[^\W\d_]++(?!\w))
    | (?P<space>[ \t\r\f\v\u00a0\u2009\u202f]++|\n(?![ \t\r]*+\n))
    | (?P<stop>[.!?]++)
    | (?P<comma>,)
    | (?P<stamp>\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d{1,6})?)?(?:Z|[+-]\d\d:?\d\d)?)?(?![\w-]))
    | (?P<slashed>\d{1,4}(?P<_sep>[/.-])\d{1,2}(?P=_sep)(?:\d{4}|\d\d)(?![\w/-]|\.\d))
    | (?P<clock12>\d{1,2}(?:[:.]\d\d)?[ \u00a0]?(?:[apAP]\.[ ]?[mM]\.|[apAP][mM](?!\w)))
    | (?P<clock>\d{1,2}:\d\d(?::\d\d)?(?![\w:]))
    | (?P<amount>[$£€¥#]\s?\d++(?:[.,]\d++){0,9}+|\d++(?:[.,]\d++){0,3}+\s?%)
    | (?P<big>\d{1,3}(?:,\d{3}){1,9}(?!\w|,\d)(?:\.\d++)?)
    | (?P<decade>(?:['’‘]\d0|\d{3}0['’]?|\d0['’]?)s(?!\w))
    | (?P<nth>\d{1,3}(?:st|nd|rd|th)(?!\w))
    | (?P<decimal>\d{1,9}\.\d{1,9}(?![\w.]))
    | (?P<number>\d++(?!\w))
    | (?P<possessive>['’]s(?!\w)|(?<=s)['’](?=\s))
    | (?P<apostrophe_year>['’‘]\d\d(?!\w))
    | (?P<code>\w++)
    | (?P<hyphen>-(?!-))
    | (?P<dash>[–—‒―]|--++)
    | (?P<break>\n\s*+)
    | (?P<slash>/)
    | (?P<open>[(\[])
    | (?P<close>[)\]])
    | (?P<mark>.)
    """,
    re.VERBOSE | re.DOTALL,
)
_KINDS = tuple(sorted(_TOKEN.groupindex, key=_TOKEN.groupindex.get))
_PIECE = re.compile(r"[A-Za-z][A-Za-z0-9_]*|[(|)?*]|\{[^}]*\}")
_NAME = re.compile(r"[A-Z][A-Z_]*|[a-z][a-z0-9_]*")
_OTHER = "."


def word_set(words: str) -> frozenset[str]:
    """The words of a text, for a table of words that is easily read."""
    return frozenset(words.split())


def number_classes(digits: str) -> frozenset[str]:
    """What a number can be, by its size and its digits alone.

    "dd" a day of the month, "two" and "three" so many digits, "h12" an hour, "yyyy" a year, "military" a time such as
    0930.
    """
    size = len(digits)
    if size > 7:
        return frozenset()
    if size > 4:
        return frozenset({"number"})
    value = int(digits)
    classes = {"number"}
    if size <= 2:
        classes |= {"two"} if size == 2 else set()
        classes |= {"dd"} if 1 <= value <= 31 else set()
        classes |= {"h12"} if 1 <= value <= 12 else set()
    elif size == 3:
        classes |= {"three"} if value else set()
    elif size == 4:
        classes |= {"yyyy"} if 1000 <= value <= 2199 else set()
        classes |= {"military"} if value < 2400 and value % 100 < 60 else set()
    return frozenset(classes)


@dataclass(slots=True)
class Tokens:
    """A text in words: of each the exact `texts`, the lower-case `words`, where it starts and stops, and its letter.

    White space is no token, but a paragraph's end is one ("break").
    """

    source: str
    texts: list[str] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    letters: str = ""

    def stop(self, index: int) -> int:
        return self.starts[index] + len(self.texts[index])

    def __len__(self) -> int:
        return len(self.texts)


class Found:
    """A match of a pattern: the tokens `first` to `last` (excluded), and its parts by the names in the pattern.

    A part that can be matched more than once is asked for by number, from 0, in the order of the pattern.
    """

    __slots__ = ("_grammar", "_parts", "first", "last", "tokens")

    def __init__(self, tokens: Tokens, grammar: Grammar, match: re.Match, names: Sequence[str]):
        self.tokens = tokens
        self.first, self.last = match.span()
        self._grammar = grammar
        self._parts: dict[str, list[tuple[int, int]]] = {}
        for name, span in zip(names, match.regs[1:], strict=True):
            if span[0] >= 0:
                self._parts.setdefault(name, []).append(span)

    def __contains__(self, name: str) -> bool:
        return name in self._parts

    def span(self, name: str, nth: int = 0) -> tuple[int, int] | None:
        """The tokens of the nth part of that name, the last excluded; None if it was not matched. -1 is the last."""
        spans = self._parts.get(name, ())
        return spans[nth] if -1 <= nth < len(spans) and spans else None

    def part(self, name: str, nth: int = 0) -> list[str]:
        """The words of the nth part in lower case; none if it was not matched."""
        span = self.span(name, nth)
        return self.tokens.words[slice(*span)] if span else []

    def meaning(self, name: str, nth: int = 0) -> Any:
        """What the lexicon says of the nth part's first word, or its number; None if it was not matched."""
        words = self.part(name, nth)
        if not words:
            return None
        members = self._grammar.words.get(name)
        return int(words[0]) if members is None else members[words[0]]

    def has(self, *words: str) -> bool:
        """Whether any of these is among its words."""
        return any(word in self.words for word in words)

    @property
    def words(self) -> list[str]:
        return self.tokens.words[self.first : self.last]


@dataclass(frozen=True, slots=True)
class Rule:
    """A pattern and what reads it: `read(found, reader)`, which gives nothing for a match that is none."""

    pattern: str
    read: Callable


class Grammar:
    """Lexicon, macros, rules and pieces, compiled. See the module.

    `capitalised` are the classes whose words count only with a capital ("May"); the others have any case. `pieces`
    are patterns that rules look for by name, beside what they matched.
    """

    def __init__(
        self,
        words: Mapping[str, Mapping[str, Any]],
        macros: Mapping[str, str],
        rules: Sequence[Rule],
        *,
        capitalised: Iterable[str] = (),
        pieces: Mapping[str, str] | None = None,
    ):
        self.words = words
        self.macros = macros
        self._classes: dict[str, set[str]] = {}
        for name, members in words.items():
            for word in members:
                self._classes.setdefault(word, set()).add(name)
        kinds = {*_KINDS, "number", "two", "three", "dd", "h12", "yyyy", "military"}
        pieces = pieces or {}
        for pattern in (*macros.values(), *pieces.values(), *(rule.pattern for rule in rules)):
            for name in _NAME.findall(pattern):
                if name.islower() and name not in words and name not in kinds:
                    self._classes.setdefault(name, set()).add(name)
        self._letters: dict[frozenset[str], str] = {frozenset(): _OTHER}
        capitalised = frozenset(capitalised)
        self._named = {word: self._letter(frozenset(classes)) for word, classes in self._classes.items()}
        self._plain = {word: self._letter(classes - capitalised) for word, classes in self._classes.items()}
        self._kinds = {kind: self._letter(frozenset({kind})) for kind in _KINDS if kind not in ("word", "mark")}
        self._kinds["mark"] = _OTHER
        for digits in (
            *map(str, range(2400)),
            *(f"{value:02}" for value in range(100)),
            "0000",
            "0099",
            "9999",
            "99999",
        ):
            self._letter(number_classes(digits))
        self._rules = [(rule, *self._compiled(rule.pattern)) for rule in rules]
        self._pieces = {name: self._compiled(pattern) for name, pattern in pieces.items()}
        self._by_start: dict[str, list[int]] = {}
        for order, rule in enumerate(rules):
            for letter in sorted(self._starts(rule.pattern)[0]):
                self._by_start.setdefault(letter, []).append(order)
        self._start = re.compile("[" + "".join(self._by_start) + "]")

    def _letter(self, classes: Iterable[str]) -> str:
        classes = frozenset(classes)
        return self._letters.setdefault(classes, chr(0x100 + len(self._letters)))

    def tokens(self, text: str) -> Tokens:
        """The text in words and letters."""
        tokens = Tokens(text)
        texts, starts, letters = tokens.texts, tokens.starts, []
        words = tokens.words
        named, plain, kinds, of_classes = self._named, self._plain, self._kinds, self._letters
        for match in _TOKEN.finditer(text):
            kind = match.lastgroup
            if kind == "space":
                continue
            word = match.group()
            if kind == "word":
                lower = word.lower()
                table = plain if word[0] == lower[0] else named
                letters.append(table.get(lower, _OTHER))
            elif kind == "number":
                lower = word if word.isascii() else str(int(word)) if len(word) < 8 else word
                letters.append(of_classes[number_classes(lower)])
            elif kind == "code":
                lower = word.lower()
                letters.append(named.get(lower, _OTHER))
            else:
                lower = word
                letters.append(kinds[kind])
            texts.append(word)
            words.append(lower)
            starts.append(match.start())
        tokens.letters = "".join(letters)
        return tokens

    def _compiled(self, pattern: str) -> tuple[re.Pattern, list[str]]:
        """The pattern over letters, and the names of its groups, one for each."""
        groups: list[str] = []

        def piece(match: re.Match) -> str:
            name = match.group()
            groups.append(name)
            if name.isupper():
                return f"({self._expanded(self.macros[name], piece)})"
            return f"([{self._members(name)}])"

        return re.compile(self._expanded(pattern, piece)), groups

    def _members(self, name: str) -> str:
        """The letters that stand for words of this class."""
        return "".join(letter for classes, letter in self._letters.items() if name in classes)

    def _starts(self, pattern: str) -> tuple[set[str], bool]:
        """The letters that a match of the pattern can begin with, and whether it can be empty."""
        pieces = iter(_PIECE.findall(pattern))
        return self._starts_of(pieces)

    def _starts_of(self, pieces: Iterator[str]) -> tuple[set[str], bool]:
        """The same, of what is left up to the closing parenthesis."""
        all_starts: set[str] = set()
        starts, is_open, some_empty = set(), True, False
        piece = next(pieces, ")")
        while True:
            if piece in ("|", ")"):
                all_starts |= starts
                some_empty = some_empty or is_open
                if piece == ")":
                    return all_starts, some_empty
                starts, is_open = set(), True
                piece = next(pieces, ")")
                continue
            if piece == "(":
                first, empty = self._starts_of(pieces)
            elif piece.isupper():
                first, empty = self._starts(self.macros[piece])
            else:
                first, empty = set(self._members(piece)), False
            piece = next(pieces, ")")
            if piece[0] in "?*{":
                empty = True
                piece = next(pieces, ")")
            if is_open:
                starts |= first
                is_open = empty

    @staticmethod
    def _expanded(pattern: str, piece: Callable[[re.Match], str]) -> str:
        return re.sub(r"\s+", "", _NAME.sub(piece, re.sub(r"\((?!\?)", "(?:", pattern)))

    def match(self, piece: str, tokens: Tokens, first: int) -> Found | None:
        """What a piece matches at the word `first`, None if it does not."""
        pattern, names = self._pieces[piece]
        match = pattern.match(tokens.letters, first)
        return Found(tokens, self, match, names) if match else None

    def start_from(self, tokens: Tokens, first: int) -> int:
        """The next word from `first` on that some rule begins with, -1 if there is none."""
        match = self._start.search(tokens.letters, first)
        return match.start() if match else -1

    def matches(self, tokens: Tokens, first: int) -> Iterator[tuple[Rule, Found]]:
        """What the rules match at the word `first`: the longer before the shorter, then in the rules' order."""
        letters = tokens.letters
        found = [
            (-match.end(), order, match)
            for order in self._by_start.get(letters[first], ())
            if (match := self._rules[order][1].match(letters, first))
        ]
        found.sort(key=lambda each: each[:2])
        for _, order, match in found:
            rule, _, names = self._rules[order]
            yield rule, Found(tokens, self, match, names)
