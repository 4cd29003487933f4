"""A text as words, each with what stands before it: what patterns of words are written in."""

import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from timeline.extraction.sentences import Sentence

__all__ = ["Word", "is_name_word", "tokenise"]


class Word(NamedTuple):
    """A word: `text[start:stop]`, its possessive left out.

    `before` is what stands between it and the word before, or the beginning of its sentence: " " for most. `first`
    says that it has its capital, if it has one, from where it stands. `sentence` is an index.
    """

    start: int
    stop: int
    text: str
    before: str
    sentence: int
    first: bool
    possessive: bool

    @property
    def lower(self) -> str:
        return self.text.lower()

    @property
    def follows(self) -> bool:
        """It stands next to the word before it."""
        return self.before in {" ", "\n"}


_ABBREVIATED = (
    "Mr|Mrs|Ms|Dr|Prof|Rev|Fr|St|Sen|Sens|Rep|Reps|Gov|Pres|Capt|Col|Gen|Gens|Lt|Lieut|Maj|Brig|Sgt|Cpl|Pvt|Pfc|Adm|Hon"
    "|Jr|Sr|Inc|Corp|Co|Ltd|Maj\\.-Gen|Lt\\.-Gen"
)
_WORD = re.compile(
    rf"(?:[^\W\d_]\.){{2,}}|(?:{_ABBREVIATED})\.(?=\W)|[^\W\d_]\.(?=\s[^\W\d_])"
    # Joiners and vowel signs are parts of words in Arabic letters.
    r"|[^\W_]+(?:[\u200c\u200d\u064b-\u065f\u0670’'ʼʻ‘‑-]+[^\W_]+)*[’']?"
)
_POSSESSIVE = re.compile(r"[’'][sS]\Z|(?<=[sS])[’']\Z")
_OPENING = re.compile(r"[“\"«„»‹›‚]|(?:^|\s)[‘'•*–—-]\s?\Z|\A[\d.)\s]+\Z")
_ARTICLE = re.compile(r"(?:al|el|ad|an|ar|as|ash|at|az|ul|ur|d|l|o|de|ou)[-’'‑](?=[^\W\d_])", re.IGNORECASE)


def tokenise(text: str, sentences: "Sequence[Sentence]", edges: Iterable[int] = ()) -> list[Word]:
    """The words of the sentences, in order. Hyphenated ones are one word, but for those parted at one of `edges`."""
    edges = frozenset(edges)
    words: list[Word] = []
    for number, sentence in enumerate(sentences):
        behind, first = sentence.start, True
        for found in _WORD.finditer(text, sentence.start, sentence.stop):
            for start, stop in _parts(text, *found.span(), edges):
                word, before = text[start:stop], text[behind:start]
                bare = _POSSESSIVE.sub("", word)
                if bare == word and word[-1] in "’'":
                    bare = word[:-1]
                    stop -= 1
                possessive = len(bare) < stop - start
                begins = first or (before != " " and _OPENING.search(before) is not None)
                words.append(Word(start, start + len(bare), bare, before, number, begins, possessive))
                behind, first = (stop if possessive else start + len(bare)), False
    return words


def _parts(text: str, start: int, stop: int, edges: frozenset[int]) -> list[tuple[int, int]]:
    if "-" not in text[start:stop]:
        return [(start, stop)]
    cuts = [at for at in range(start + 1, stop - 1) if text[at] == "-" and (at in edges or at + 1 in edges)]
    return list(zip([start, *(at + 1 for at in cuts)], [*cuts, stop], strict=True))


def is_name_word(word: str) -> bool:
    """`word` begins with a capital, its article left out: "Iran", "al-Muhandis", "d’Estaing"."""
    if word[:1].isupper():
        return True
    article = _ARTICLE.match(word)
    return article is not None and word[article.end()].isupper()
