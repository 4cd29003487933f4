"""What the words beside a match say of it, asked of the lexicon of its language."""

from __future__ import annotations

from collections.abc import Callable

from timeline.extraction.times.narrative import FUTURE, PAST
from timeline.extraction.times.patterns import Found
from timeline.extraction.times.reading import Reader
from timeline.extraction.times.sense import Sense

__all__ = ["direction", "ends_clause", "is_led", "is_named", "is_noun", "opens_sentence", "whole", "word_is"]


def word_is(reader: Reader, index: int, *classes: str) -> bool:
    """Whether the word here is of one of these classes."""
    word = reader.word(index)
    words = reader.language.grammar.lexicon.words
    return any(word in words[name] for name in classes)


def is_led(reader: Reader, first: int) -> bool:
    """Whether what stands before asks for a time: a preposition, perhaps an article after it, "end of"."""
    if word_is(reader, first - 1, "lead", "bound", "edge", "month_word", "year_word", "prefix"):
        return True
    if word_is(reader, first - 1, "the", "of", "about"):
        return word_is(reader, first - 2, "lead", "bound", "edge")
    return reader.word(first - 1) == "-" and word_is(reader, first - 2, "edge")


def opens_sentence(reader: Reader, first: int) -> bool:
    """Whether the match begins a sentence, so that a capital says nothing."""
    before = reader.word(first - 1)
    return not before or not (before[0].isalnum() or before[0] in ",;'-")


def ends_clause(reader: Reader, index: int) -> bool:
    """Whether nothing follows that the words before would belong to."""
    word = reader.word(index)
    return not word[:1].isalnum() or word_is(reader, index, "goes_on")


def is_noun(reader: Reader, index: int) -> bool:
    """Whether the word here may be a noun: in German by its capital, elsewhere whatever is no small word or verb."""
    text, lexicon = reader.text(index), reader.language.grammar.lexicon
    if not text[:1].isalpha():
        return False
    if "month" in lexicon.capitalised:
        return text[0].isupper()
    return not word_is(reader, index, "goes_on", "joint", "of", "lead", "past", "future", "bound")


def is_named(reader: Reader, index: int) -> bool:
    """Whether the month or weekday here is a name: with a capital that it should not have inside a sentence."""
    if not reader.language.grammar.lexicon.has_small_months or opens_sentence(reader, index):
        return False
    text = reader.text(index)
    return text[:1] != text[:1].lower()


def direction(found: Found, reader: Reader) -> int:
    """PAST, FUTURE or UNKNOWN: by the preposition if it says it, or else by the tense."""
    for index in range(found.first - 1, max(found.first - 4, -1), -1):
        if word_is(reader, index, "bound"):
            bound = reader.language.grammar.lexicon.words["bound"][reader.word(index)]
            if bound in ("since", "until", "by"):
                return PAST if bound == "since" else FUTURE
            break
        if not word_is(reader, index, "edge", "of", "the"):
            break
    return reader.direction(found)


def whole(read: Callable[[Found, Reader], Sense | list[Sense] | None]) -> Callable:
    """The same rule, but for matches that are a piece of a longer word: "Mai-Kundgebung", "Nicht-Montag"."""

    def read_whole(found: Found, reader: Reader) -> Sense | list[Sense] | None:
        first, last = found.first, found.last
        if reader.word(last) in ("-", "‑") and reader.touches(last) and reader.touches(last + 1):
            ahead = reader.text(last + 1)
            if ahead[:1].isalpha() and not word_is(reader, last + 1, "month", "shy_month", "weekday", "short_weekday"):
                return None
        is_joined = reader.word(first - 1) in ("-", "‑") and reader.touches(first - 1) and reader.touches(first)
        is_part = is_joined and reader.text(first - 2)[:1].isalpha()
        if is_part and not word_is(reader, first - 2, "edge", "month", "shy_month", "weekday"):
            return None
        if word_is(reader, first - 1, "no_date_after"):
            return None
        return read(found, reader)

    return read_whole
