"""Numbers as English writes them: "12", "2 1/2", "twenty-five", "a hundred and ten", "third", "nineteen ninety-one"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from timeline.extraction.times.english.words import WORDS

__all__ = ["number", "ordinal", "spoken_year"]

_SMALL: dict[str, int] = WORDS["ones"] | WORDS["teens"] | WORDS["tens"]


def number(words: Sequence[str]) -> float | None:
    """What the words count, "a", "half" and "couple" included; None where they name no number."""
    total, current, seen = 0.0, 0.0, False
    at = 0
    while at < len(words):
        word = words[at]
        if word[0].isdigit():
            if list(words[at + 1 : at + 2]) == ["/"] and at + 2 < len(words):
                below = int(words[at + 2])
                current += int(word) / below if below else 0
                at += 2
            else:
                current += float(word.replace(",", ""))
            seen = True
        elif word in _SMALL:
            current, seen = current + _SMALL[word], True
        elif word in ("hundred", "thousand"):
            current, seen = max(current, 1) * (100 if word == "hundred" else 1000), True
            if word == "thousand":
                total, current = total + current, 0
        elif word in ("half", "couple"):
            return 0.5 if word == "half" else 2
        at += 1
    if not seen:
        return 1 if words and words[0] in ("a", "an") else None
    return total + current


def ordinal(words: Sequence[str]) -> int:
    """The value of "3rd", "third" or "twenty-third"; 0 for none."""
    if words and words[0][0].isdigit():
        return int(re.match(r"\d+", words[0]).group())
    return sum(WORDS["ordinal"].get(word, 0) or WORDS["tens"].get(word, 0) for word in words)


def spoken_year(words: Sequence[str]) -> int:
    """1991 for "nineteen ninety-one", 1905 for "nineteen hundred and five", 2004 for "two thousand and four"."""
    if "thousand" in words:
        return int(number(words))
    first, *rest = words
    return (WORDS["hundreds"].get(first) or _SMALL[first]) * 100 + sum(_SMALL.get(word, 0) for word in rest)
