"""The dates and times of a text: found, typed and resolved against the day of publication and the text so far.

`expressions` gives every one with its TIMEX3 value and the days that it can mean, never more precise than the words.
A language is a `Language` (see `times.reading`): English has its rules, the others a table of words each (`elsewhere`).
"""

from __future__ import annotations

from datetime import date

from timeline.extraction.times.digits import DIGITS_ALONE
from timeline.extraction.times.elsewhere import language_of
from timeline.extraction.times.english import ENGLISH
from timeline.extraction.times.expression import Expression, Range
from timeline.extraction.times.reading import read

__all__ = ["Expression", "Range", "expressions"]

_LANGUAGES = {"en": ENGLISH}


def expressions(text: str, published: date, *, language: str = "en") -> list[Expression]:
    """The expressions of `text`, in order and without overlaps, offsets in code points.

    `language` is a BCP 47 tag; of one without a grammar, dates in digits alone are read ("2020-01-03", "3.1.2020").
    Never raises, whatever the text; takes time in proportion to its length.
    """
    code = language.lower().replace("_", "-").partition("-")[0]
    return read(text, published, _LANGUAGES.get(code) or language_of(code) or DIGITS_ALONE)
