"""What the words beside a match say of it: that a number counts troops, that a month is a verb, that a clause ends."""

from __future__ import annotations

from timeline.extraction.times.english.words import COUNTED, WORDS
from timeline.extraction.times.patterns import word_set
from timeline.extraction.times.reading import Reader

__all__ = ["ends_clause", "is_counted", "is_glued", "is_lower_noun", "is_unit_adjective", "opens_clause"]

_AFTER_CLAUSE = word_set("and but in when at")
_CLAUSE_OPENERS = word_set("""
    and but when as at after before the he she it they we to in on with for from
""")
_COMPOUND_YEARS = word_set("mid pre post early late")


def is_counted(reader: Reader, index: int) -> bool:
    """Whether the word here is something that a number before it counts: "troops", "miles", "horsemen"."""
    word = reader.word(index)
    return word in COUNTED or (word.islower() and len(word) > 4 and word.endswith(("men", "women")))


def is_unit_adjective(reader: Reader, index: int) -> bool:
    """Whether "-year" or its like begins here, as in "10-year bonds"."""
    word = reader.word(index + 1)
    return reader.word(index) == "-" and (word in WORDS["unit"] or word in WORDS["units"] or word in COUNTED)


def is_lower_noun(reader: Reader, index: int) -> bool:
    """Whether a word in small letters stands here that may be a plural."""
    word = reader.text(index)
    return word.islower() and word.isalpha() and len(word) > 3 and word.endswith("s") and not word.endswith("ss")


def opens_clause(reader: Reader, index: int) -> bool:
    """Whether the words before this are a whole of their own: no noun follows that they would belong to."""
    word = reader.word(index)
    return not word[:1].isalpha() or not reader.text(index).islower() or word in _CLAUSE_OPENERS


def ends_clause(reader: Reader, index: int) -> bool:
    """Whether what stands here cannot be the event that "two days before" or "after" leads up to."""
    word = reader.word(index)
    return not word[:1].isalnum() or word in _AFTER_CLAUSE


def is_glued(reader: Reader, index: int) -> bool:
    """Whether the number here is a piece of a longer code: a telephone number, a score, a decimal, "F-1990"."""
    before, after = reader.word(index - 1), reader.word(index + 1)
    if before == "/" or after == "/":
        return True
    if reader.touches(index + 1):
        ahead = reader.word(index + 2)
        if reader.text(index + 1).isalpha():
            return True
        if after in ("-", "–", ",", ".", ":") and reader.touches(index + 2) and ahead[:1].isdigit():
            is_year = ahead.isdigit() and len(ahead) == 4 and 1000 <= int(ahead) <= 2200
            return after not in ("-", "–") or not is_year
    if reader.touches(index):
        if before in (".", ","):
            return True
        if before in ("-", "–"):
            first = reader.word(index - 2)
            if first[:1].isdigit():
                return len(first) != 4
            return before == "-" and reader.touches(index - 1) and first.isalpha() and first not in _COMPOUND_YEARS
    return False
