"""What full text sees of a text: its folded words; what a query asks of them; and where that stands in the original.

A word is a run of letters and digits without case, accents and apostrophes, so that Ka'taib is Kataib, and without the
English possessive, so that Iran's is Iran. Ideographs and kana, which are written without spaces, are each a word of
their own. The databases store and look up these words and no others; what they would make of a text does not matter.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

__all__ = ["BETWEEN", "Term", "fold", "folded", "marks", "terms"]

# Stands between two texts whose words are kept together. It is neither letter nor digit, so nobody can ask for it.
BETWEEN = "¶"
LONGEST_WORD = 200  # characters; a longer one is known by its beginning. PostgreSQL takes 2046 bytes.
LONGEST_TEXT = 200_000  # characters, folded; what stands beyond is not found. PostgreSQL takes a megabyte.
LONGEST_QUERY = 1000  # characters that are read
MOST_TERMS = 20  # that are looked for; more are passed over

APOSTROPHES = frozenset("'’‘‛`´′ʹʻʼʽʾʿ＇")
# What Unicode does not take apart, though readers do; and letters that two keyboards write with two characters.
ALIKE = {
    **dict(zip("øđðħıłŧیىک", "oddhiltييك", strict=True)),
    "æ": "ae",
    "œ": "oe",
    "þ": "th",
}
# Marks, fillers and stretches that stand for no sound, beside the combining marks.
SILENT = frozenset("\u034f\u0640\u115f\u1160\u180b\u180c\u180d\u180f")
IDEOGRAPHS = re.compile(
    "[\u3005-\u3007\u3041-\u3096\u309d-\u309f\u30a1-\u30fa\u30fc-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff"
    "\uf900-\ufaff\U0001b000-\U0001b16f\U00020000-\U0003ffff]"
)
POSSESSIVE = re.compile(r"(?<=[^'])'s'*$")
# Where a text may be cut without cutting a word; what lies between is folded by itself, and remembered.
PIECE = re.compile(r"[^\s!-&(-/:-@\[-_{-~“”„«»–—…]+")


@dataclass(frozen=True)
class Term:
    """Folded words that are looked for, one after the other; the last by its beginning if `prefix`.

    `wanted` is False for what must not be there.
    """

    words: tuple[str, ...]
    prefix: bool = False
    wanted: bool = True

    def is_in(self, words: str) -> bool:
        """Whether it is in `words`, which are folded and have one space between them."""
        return self._written in f" {words} "

    def places_in(self, words: str) -> Iterator[int]:
        """The numbers of those of `words` at which it begins."""
        words, written = f" {words} ", self._written
        place = words.find(written)
        while place >= 0:
            yield words.count(" ", 0, place)
            place = words.find(written, place + 1)

    @property
    def _written(self) -> str:
        return f" {' '.join(self.words)}{'' if self.prefix else ' '}"


def fold(text: str) -> str:
    """`text` without case and accents, and with every apostrophe gone; whatever else it holds is left."""
    return text.translate(_PLAIN).replace("'", "")


def folded(*texts: str) -> str:
    """The folded words of `texts` with one space between them, and BETWEEN where one text with words follows another.

    "" where there is no word. No longer than LONGEST_TEXT.
    """
    words = f" {BETWEEN} ".join(filter(None, (" ".join(_words(text)) for text in texts)))
    return words if len(words) <= LONGEST_TEXT else words[: LONGEST_TEXT + 1].rpartition(" ")[0]


def terms(q: str) -> list[Term]:
    """What `q` asks for: words, "phrases", word* by its beginning, and -either, which must not be there.

    The last word is taken by its beginning, since it may still be typed, unless it is in closed quotes or not wanted. A
    quote that is left open runs to the end. What folds to several words, such as well-known, is a phrase. Whatever is
    typed is data: nothing raises, and what holds no word asks for nothing.
    """
    asked = [
        (tuple(_words(phrase or word)), word.endswith("*"), not minus, bool(closed))
        for minus, phrase, closed, word in _ASKED.findall(q[:LONGEST_QUERY].translate(_QUOTES))
    ]
    asked = [each for each in asked if each[0]]
    found = [Term(words, prefix, wanted) for words, prefix, wanted, _closed in asked]
    for words, _prefix, wanted, closed in asked[-1:]:
        if wanted and not closed:
            found[-1] = Term(words, prefix=True)
    return list(dict.fromkeys(found))[:MOST_TERMS]


def marks(text: str, asked: Iterable[Term]) -> list[tuple[int, int]]:
    """Where the wanted terms of `asked` stand in `text`: (start, stop) in code points, sorted, none touching another.

    Whole words, also where only the beginning was asked for: folding leaves no place at which to part a word, and marks
    that grow with each key are restless. A phrase is one mark, with what stands between its words.
    """
    wanted = [term for term in asked if term.wanted]
    if not wanted:
        return []
    words = folded(text)
    wanted = [term for term in wanted if term.is_in(words)]
    found = []
    if singles := tuple(term for term in wanted if len(term.words) == 1):
        hits = _hits(singles)
        for piece in PIECE.finditer(text):
            for start, stop in hits[piece.group()]:
                found.append((piece.start() + start, piece.start() + stop))
    if phrases := [term for term in wanted if len(term.words) > 1]:
        placed = _placed(text)
        for term in phrases:
            found += [(placed[at][0], placed[at + len(term.words) - 1][1]) for at in term.places_in(words)]
    return _merged(sorted(found))


class _Plain(dict):
    """For each code point what it is folded to, worked out when it is first met; apostrophes of all kinds are '."""

    def __missing__(self, point: int) -> str:
        result = self.of(chr(point))
        if len(self) < 20_000:  # All that people write with; who sends all of Unicode fills no memory.
            self[point] = result
        return result

    def of(self, character: str) -> str:
        if character in APOSTROPHES:
            return "'"
        apart = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", character).casefold())
        return "".join(self.letter(each) for each in apart)

    def letter(self, character: str) -> str:
        if character in APOSTROPHES:
            return "'"
        category = unicodedata.category(character)
        if category == "Nd":
            return str(unicodedata.decimal(character))
        if category == "Cf":  # A joiner, a soft hyphen or a direction. The space of no width is a space.
            return " " if character == "\u200b" else ""
        silent = unicodedata.combining(character) or category == "Me" or "\ufe00" <= character <= "\ufe0f"
        return "" if silent or character in SILENT else ALIKE.get(character, character)


class _Spaced(_Plain):
    """As its parent, with a space for whatever is no part of a word, and spaces about an ideograph."""

    def letter(self, character: str) -> str:
        plain = super().letter(character)
        if plain == "'":
            return plain
        if IDEOGRAPHS.match(plain):
            return f" {plain} "
        # A vowel sign of an Indic script is a mark, yet as much of a word as a letter.
        return "".join(each if each.isalnum() or unicodedata.category(each) in ("Mn", "Mc") else " " for each in plain)


_PLAIN, _SPACED = _Plain(), _Spaced()
_ASCII = bytes(ord(_SPACED[point]) if point < 128 else 32 for point in range(256))
_QUOTES = dict.fromkeys(map(ord, "“”„‟«»＂"), '"')
_ASKED = re.compile(r'(?:(?<!\S)(-+))?(?:"([^"]*)("?)|([^\s"]+))')


def _words(text: str) -> list[str]:
    """The folded words of `text`, in their order."""
    spaced = text.encode().translate(_ASCII).decode() if text.isascii() else text.translate(_SPACED)
    words = spaced.split()
    if "'" in spaced:
        words = [word for word in map(_bare, words) if word]
    if len(spaced) > LONGEST_WORD:
        words = [word[:LONGEST_WORD] for word in words]
    return words


def _bare(word: str) -> str:
    """A word without its apostrophes, and without the s of a possessive."""
    return POSSESSIVE.sub("", word).replace("'", "") if "'" in word else word


class _Hits(dict):
    """For each piece of a text that was met, where a word stands in it that is one of `terms`, each of a word."""

    def __init__(self, terms: Iterable[Term]):
        self.exact = {term.words[0] for term in terms if not term.prefix}
        self.beginnings = tuple(term.words[0] for term in terms if term.prefix)

    def __missing__(self, piece: str) -> tuple[tuple[int, int], ...]:
        found = tuple(
            (start, stop)
            for word, start, stop in _pieced(piece)
            if word in self.exact or word.startswith(self.beginnings)
        )
        if len(self) < 20_000 and len(piece) <= 40:
            self[piece] = found
        return found


# A page asks it of a hundred texts that share most of their words, and the next page of the selection asks again.
_hits = lru_cache(maxsize=16)(_Hits)


def _placed(text: str) -> list[tuple[int, int]]:
    """Where each folded word of `text` stands there: start and stop."""
    placed = []
    for piece in PIECE.finditer(text):
        offset, within = piece.start(), piece.group()
        found = _remembered(within) if len(within) <= 40 else _pieced(within)
        placed += [(offset + start, offset + stop) for _word, start, stop in found]
    return placed


def _pieced(piece: str) -> tuple[tuple[str, int, int], ...]:
    """The folded words of a piece of text, each with where it stands there: start and stop."""
    if piece.isascii() and piece.isalnum():  # as most are
        return ((piece.lower()[:LONGEST_WORD], 0, len(piece)),)
    spaced, whence, found = [], [], []
    for place, character in enumerate(piece):
        plain = _SPACED[ord(character)]
        spaced.append(plain)
        whence += [place] * len(plain)
    for match in re.finditer(r"[^\s']\S*", "".join(spaced)):
        kept = POSSESSIVE.sub("", match.group()).rstrip("'")
        stop = whence[match.start() + len(kept) - 1] + 1
        while stop < len(piece) and not _SPACED[ord(piece[stop])]:
            stop += 1
        found.append((kept.replace("'", "")[:LONGEST_WORD], whence[match.start()], stop))
    return tuple(found)


_remembered = lru_cache(maxsize=8192)(_pieced)


def _merged(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    merged = []
    for start, stop in spans:
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(stop, merged[-1][1]))
        else:
            merged.append((start, stop))
    return merged
