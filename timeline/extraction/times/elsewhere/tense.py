"""Whether the words around a date speak of the past or of the future, and whether a text tells of times long gone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from timeline.extraction.times.elsewhere.lexicon import Lexicon
from timeline.extraction.times.narrative import FUTURE, PAST, UNKNOWN
from timeline.extraction.times.patterns import Tokens

__all__ = ["direction_of", "history_of"]

# How many words to either side are looked at, which keeps the reading linear, and how many a comma counts for.
_REACH = 20
_COMMA = 8


def direction_of(lexicon: Lexicon) -> Callable[[Tokens, int, int], int]:
    """What tells the tense of the words around a match: the nearest sign of one in its sentence.

    Verbs may stand before the date or, as in German and Persian, at the end: both sides count alike.
    """
    future, past, prefixes = lexicon.among("future"), lexicon.among("past"), lexicon.future_prefixes
    shortest = 5

    def sign(word: str) -> int:
        if word in future or (prefixes and len(word) >= shortest and word.startswith(prefixes)):
            return FUTURE
        return PAST if word in past else UNKNOWN

    def nearest(tokens: Tokens, indices: range) -> tuple[int, int]:
        away = 0
        for index in indices:
            word = tokens.words[index]
            if word[0] in ".!?;:؟؛\n" or away > _REACH:
                break
            away += _COMMA if word in (",", "،", "–", "—") else 1
            if tense := sign(word):
                return away, tense
        return _REACH + _COMMA, UNKNOWN

    def direction(tokens: Tokens, first: int, last: int) -> int:
        before = nearest(tokens, range(first - 1, max(first - 1 - _REACH, -1), -1))
        after = nearest(tokens, range(last, min(last + _REACH, len(tokens))))
        return min(before, after, key=lambda each: each[0])[1]

    return direction


def history_of(lexicon: Lexicon) -> Callable[[Tokens, date], bool]:
    """What tells a history: years that lie behind, and hardly anything that counts from the day of publication."""
    news = lexicon.among("weekday") | lexicon.among("weekday_part") | lexicon.among("deictic")

    def is_history(tokens: Tokens, published: date) -> bool:
        old = recent = 0
        for word in tokens.words:
            if len(word) == 4 and word.isdigit():
                year = int(word)
                if lexicon.is_solar and year < 1500:
                    year += 621
                old += 1000 <= year <= published.year - 2
                recent += published.year - 2 < year <= published.year + 1
            elif word in news:
                recent += 1
        return (old >= 2 and not recent) or (old >= 5 and old > 3 * recent)

    return is_history
