"""Texts of any language in words: phrases as one word, what is written together as two.

What a language writes as several words but means as one ("il y a", "segunda-feira", "كانون الثاني") becomes one token,
named by its words with blanks between; what it writes as one but means as two ("وفي") becomes two.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from timeline.extraction.times.elsewhere.lexicon import Lexicon, fold
from timeline.extraction.times.elsewhere.solar import FIRST_YEAR, LAST_YEAR
from timeline.extraction.times.patterns import Grammar, Tokens, number_classes

__all__ = ["PhraseGrammar"]

# What joins two letters and is no letter itself.
_JOINERS = frozenset("\u200c\u200d\u00ad\u200e\u200f")
# Words are cut at most here; a longer one is no word of any language.
_LONGEST = 60


def _joins(mark: str) -> bool:
    return mark in _JOINERS or (mark > "\u02ff" and unicodedata.category(mark) == "Mn")


@dataclass(slots=True)
class Words(Tokens):
    """A text in words. `is_solar` tells that it names years or months of the solar Hijri calendar."""

    is_solar: bool = False


class PhraseGrammar(Grammar):
    """A grammar over the words of a `Lexicon`."""

    def __init__(self, lexicon: Lexicon, macros, rules, *, pieces=None):
        super().__init__(lexicon.words, macros, rules, capitalised=lexicon.capitalised, pieces=pieces)
        self.lexicon = lexicon

    def tokens(self, text: str) -> Tokens:
        """The text in words and letters, phrases joined and prefixes parted."""
        whole = super().tokens(text)
        parts = self._parts(whole)
        joined = Words(text)
        letters = []
        phrases = self.lexicon.phrases
        index, count = 0, len(parts)
        while index < count:
            start, stop, word, letter = parts[index]
            size = 1
            for pieces in phrases.get(word, ()):
                if self._is_phrase(parts, index, pieces):
                    size, stop, word = len(pieces), parts[index + len(pieces) - 1][1], " ".join(pieces)
                    letter = self._letter_of(text[start:stop], word)
                    break
            joined.texts.append(text[start:stop])
            joined.words.append(word)
            joined.starts.append(start)
            letters.append(letter)
            index += size
        joined.letters = "".join(letters)
        joined.is_solar = self.lexicon.is_solar and any(map(self._is_solar_word, joined.words))
        return joined

    def _is_solar_word(self, word: str) -> bool:
        if word in self.lexicon.words["solar"]:
            return True
        return len(word) == 4 and word.isdigit() and FIRST_YEAR <= int(word) <= LAST_YEAR

    @staticmethod
    def _is_phrase(parts: list, index: int, pieces: tuple[str, ...]) -> bool:
        if index + len(pieces) > len(parts):
            return False
        return all(parts[index + ahead][2] == piece for ahead, piece in enumerate(pieces))

    def _parts(self, whole: Tokens) -> list[tuple[int, int, str, str]]:
        """Start, stop, folded word and letter of each word, joiners and vowel signs taken in, prefixes cut off."""
        parts: list[tuple[int, int, str, str]] = []
        texts, starts = whole.texts, whole.starts
        index, count = 0, len(texts)
        while index < count:
            text, start = texts[index], starts[index]
            index += 1
            if not text[0].isalpha() and not (text[0].isdigit() and not text[-1].isdigit()):
                word = whole.words[index - 1] if text[0].isdigit() else fold(text) or text
                parts.append((start, start + len(text), word, whole.letters[index - 1]))
                continue
            stop = start + len(text)
            while index < count and stop - start < _LONGEST and starts[index] == stop and _joins(texts[index]):
                stop += 1
                index += 1
                if index < count and starts[index] == stop and texts[index][0].isalpha():
                    stop += len(texts[index])
                    index += 1
            self._put(parts, whole.source, start, stop, whole.letters[index - 1])
        return parts

    def _put(self, parts: list, source: str, start: int, stop: int, letter: str) -> None:
        text = source[start:stop]
        word = fold(text) or text
        if text[0].isdigit():  # Kinds of the tokenizer, such as "1990s", stay what they are.
            parts.append((start, stop, word, self._named.get(word, letter)))
            return
        first = word[0]
        if first in self.lexicon.prefixes and word[1:].isdecimal() and text.startswith(first):
            number = word[1:] if word.isascii() or len(word) > 8 else str(int(word[1:]))
            parts.append((start, start + 1, first, self._letter_of(text, first)))
            parts.append((start + 1, stop, number, self._letter(number_classes(number))))
            return
        if not self._is_known(word):
            for prefix in self.lexicon.prefixes:
                if not word.startswith(prefix) or not text.startswith(prefix) or len(word) < len(prefix) + 2:
                    continue
                rest = word[len(prefix) :]
                # The article loses its alif after "for": "للأسبوع".
                whole = next((each for each in (rest, "ا" + rest) if self._is_known(each)), "")
                if whole and (whole == rest or prefix.endswith("ل")):
                    middle = start + len(prefix)
                    parts.append((start, middle, prefix, self._letter_of(text, prefix)))
                    parts.append((middle, stop, whole, self._letter_of(whole, whole)))
                    return
        parts.append((start, stop, word, self._letter_of(text, word)))

    def _is_known(self, word: str) -> bool:
        return word in self.lexicon.all_words or word in self.lexicon.phrases

    def _letter_of(self, text: str, word: str) -> str:
        table = self._named if text[0] != text[0].lower() or not text[0].isalpha() else self._plain
        return table.get(word, self._letters[frozenset()])
