"""What a sentence is made of: tokens, of which a name and a date are one each, and the clauses that they make."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from timeline.extraction.actors import FoundActor
from timeline.extraction.lexicon import Form, Verb
from timeline.extraction.sentences import Sentence

__all__ = ["HARD", "Clause", "Marks", "Token", "VerbGroup", "tokens_of"]

_TOKEN = re.compile(r"\d+(?:[.,:/]\d+)+|[^\W_]+(?:[.\-‐‑'’\u200c][^\W_]+)*|['’]s\b|[^\w\s]|_")
# "NARIM, Friday — ", "LE BOURG, France (July 17) - ", "Accra, 5 February 2024 – " at the head of a paragraph.
_DATELINE = re.compile(r"(?=[^\W\d_]{2})[^—–\n.!?“\"«]{2,70}?\s*(?:[—–]|\s--?)\s+(?=\S)")
_CLOSERS = frozenset(".!?…")
HARD = frozenset(";:()—–[]…")
_QUOTES = frozenset('“”„"«»‹›「」『』')


@dataclass(frozen=True, slots=True)
class Token:
    """A word, a mark, a name or a date: `text[start:stop]`. `word` is it in lower case, with a straight apostrophe."""

    start: int
    stop: int
    word: str
    actor: int | None = None
    expression: int | None = None
    is_demonym: bool = False
    is_capital: bool = False
    quoted: int = -1

    @property
    def is_plain_word(self) -> bool:
        """Whether it is a word of the language: neither a name, nor a date, nor a mark."""
        return self.actor is None and self.expression is None and self.word[0].isalnum()

    @property
    def is_mark(self) -> bool:
        return self.actor is None and self.expression is None and not self.word[0].isalnum() and self.word != "'s"


@dataclass(frozen=True, slots=True)
class VerbGroup:
    """Verbs that say one thing: the tokens `first:last`, of which `head` carries the sense.

    `verb` is None for a mere state ("was", "had"). `doubt` is why it may not have happened. A group that is not
    `finite` has no tense of its own: `form` is then ING, PARTICIPLE ("a man arrested on Monday") or BASE ("to attack").
    """

    first: int
    last: int
    head: int
    verb: Verb | None
    form: Form
    finite: bool = True
    passive: bool = False
    past: bool = True
    pluperfect: bool = False
    doubt: str = ""
    hedged: bool = False
    infinitive: bool = False
    realised: bool = False

    @property
    def lemma(self) -> str:
        return self.verb.lemma if self.verb else ""


@dataclass(slots=True)
class Clause:
    """A clause: the tokens `first:last`, of which those in `inner` ranges belong to clauses within it.

    `opener` is how it begins: "main", "relative", "subordinate", "complement", "coordinate", "participle",
    "infinitive"; `word` the conjunction. `parent` is the index of the clause that it depends on. `subject_until` is
    the token at which its own subject, if any, ends.
    """

    first: int
    last: int
    opener: str
    word: str = ""
    group: VerbGroup | None = None
    groups: list[VerbGroup] = field(default_factory=list)
    parent: int | None = None
    pieces: list[tuple[int, int]] = field(default_factory=list)
    quoted: int = -1
    conditional: bool = False

    def tokens(self) -> list[int]:
        return [k for first, last in self.pieces for k in range(first, last)]

    def holds(self, k: int) -> bool:
        return any(first <= k < last for first, last in self.pieces)


class Marks:
    """Where the names and dates of a text are, for finding those of a sentence."""

    def __init__(self, actors: Sequence[FoundActor], expressions: Sequence) -> None:
        spans = [
            (mention.start, mention.stop, i, None, getattr(mention, "form", "") == "demonym")
            for i, actor in enumerate(actors)
            for mention in actor.mentions
        ]
        spans += [(expression.start, expression.stop, None, i, False) for i, expression in enumerate(expressions)]
        self._spans = sorted(spans, key=lambda span: (span[0], -span[1]))
        self._at = 0

    def within(self, start: int, stop: int) -> list[tuple[int, int, int | None, int | None, bool]]:
        """Those in `start:stop`, longest first where they overlap. Sentences must be asked for in order."""
        found = []
        while self._at < len(self._spans) and self._spans[self._at][0] < stop:
            span = self._spans[self._at]
            self._at += 1
            if span[0] >= start and span[1] <= stop and (not found or span[0] >= found[-1][1]):
                found.append(span)
        return found


def tokens_of(text: str, sentence: Sentence, marks: Marks) -> list[Token]:
    """The tokens of a sentence, without the place and day that a dispatch begins with."""
    return _without_dateline(text, _all_tokens(text, sentence, marks))


def _without_dateline(text: str, tokens: list[Token]) -> list[Token]:
    """`tokens` without the place and day that a dispatch begins with."""
    if not tokens or (tokens[0].start and text[tokens[0].start - 1] != "\n"):
        return tokens
    start = tokens[0].start
    found = _DATELINE.match(text, start, min(len(text), start + 90))
    if not found:
        return tokens
    head = [token for token in tokens if token.stop <= found.end()]
    rest = tokens[len(head) :]
    names = [token for token in head if not token.is_mark]
    dated = any(token.expression is not None for token in names[1:])
    first = text[start : start + 40].split(",")[0].split(" ")[0]
    in_capitals = len(first) > 2 and first.isupper()
    is_named = all(
        token.is_capital or token.expression is not None or token.word[0].isdigit() or not text[token.start].islower()
        for token in names
    )
    comma = any(token.word in ",،(" for token in head)
    if (
        rest
        and len(names) <= 9
        and names
        and names[0].expression is None
        and is_named
        and (in_capitals or (dated and comma))
    ):
        return rest
    return tokens


def _all_tokens(text: str, sentence: Sentence, marks: Marks) -> list[Token]:
    tokens: list[Token] = []
    quotes = [(q.start, q.stop, q.number) for q in sentence.quotations]
    at = sentence.start

    def quoted(start: int) -> int:
        while quotes and quotes[0][1] <= start:
            quotes.pop(0)
        return quotes[0][2] if quotes and quotes[0][0] <= start else -1

    def plain(stop: int) -> None:
        for found in _TOKEN.finditer(text, at, stop):
            word = found[0]
            tokens.append(
                Token(
                    found.start(),
                    found.end(),
                    word.lower().replace("’", "'"),
                    is_capital=word[0].isupper(),
                    quoted=quoted(found.start()),
                )
            )

    for start, stop, actor, expression, demonym in marks.within(sentence.start, sentence.stop):
        plain(start)
        word = text[start:stop].lower().replace("’", "'")
        tokens.append(Token(start, stop, word or "_", actor, expression, demonym, True, quoted(start)))
        at = stop
    plain(sentence.stop)
    return tokens
