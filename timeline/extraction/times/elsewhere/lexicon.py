"""The words of one language that speak of time, read from its data file.

A file (`de.toml`) has tables of words by class. In most, the key is what the words mean and the value the words, with
commas between, in any case; a word may be a phrase ("il y a"). `[lists]` has the classes whose words mean nothing
by themselves, `[pairs]` the joint that needs an opener
("und" = "zwischen"), `[shape]` what is not words. The classes and what the keys are:

    month, shy_month, short_month            1 to 12; shy ones are other words, too, and need a sign beside them
    solar, shy_solar                         the same of the solar Hijri calendar
    weekday, shy_weekday, short_weekday      0 for Monday to 6
    weekday_part                             made of `weekday` and the list `parts_in_compounds` ("Dienstagabend")
    season, shy_season                       1 spring to 4 winter
    deictic                                  days from the publication: -1 yesterday
    near                                     units from the publication or, with n, from the last date of the text:
                                             "-1Y" last year, "n+1D" the day after, "-1D NI" last night
    part, part_after                         MO, MI, AF, EV, NI: after a time of day or a day alone in `part_after`
    unit, unit_two                           D, W, WE, M, Q, S, H, Y, DE, CE, TH, TM, TS; `unit_two` is two of them
    count, ordinal, roman                    what they are worth; "0" in `count` is several
    mod_before, mod_after                    -1 last, 0 this, +1 next, n+1 the following; n-1, n0
    edge                                     START, MID, END
    ago_before, ago_after                    "-", "+" from the publication, "n-", "n+" from the last date
    decade_word                              the tens: 9 for the nineties
    reference                                PRESENT_REF, PAST_REF, FUTURE_REF
    often                                    a TIMEX3 value: P1D for daily
    noon                                     12, 24
    bound                                    since, until, by, before, after
    about                                    APPROX, LESS_THAN, MORE_THAN
    era                                      gregorian, solar, or another, which makes the year unreadable
    feast                                    "12-24" a day of the year, "E+1" a day after Easter, "S01-01" a solar one

Some of the lists: `names` are phrases that only look like times ("Guten Morgen"), `no_date_after` and `name_after`
words after which a name follows (the second, if it has a capital or is a season), `verb_prefix` months that begin
verbs, `goes_on` small words that may follow a whole, `counted` nouns that make a number no year.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from timeline.extraction.times.english.words import Measure
from timeline.extraction.times.patterns import word_set
from timeline.extraction.times.periods import Unit

__all__ = ["Lexicon", "fold", "lexicon", "words_of"]

_FOLDED = str.maketrans({
    "ی": "ي", "ى": "ي", "ک": "ك", "أ": "ا", "إ": "ا", "’": "'", "‘": "'", "ʼ": "'", "ـ": None, "\u200c": None,
    "\u200d": None, "\u00ad": None, "\u200e": None, "\u200f": None,
})  # fmt: skip
_PIECE = re.compile(r"['’]s\b|\d+(?!\w)|\w+|[^\w\s]")

_MEASURES = {
    "D": Measure("D", 1, Unit.DAY), "W": Measure("W", 1, Unit.WEEK), "WE": Measure("WE", 1, Unit.WEEKEND),
    "M": Measure("M", 1, Unit.MONTH), "Q": Measure("Q", 1, Unit.QUARTER), "H": Measure("H", 1, Unit.HALF),
    "Y": Measure("Y", 1, Unit.YEAR), "DE": Measure("Y", 10, Unit.DECADE), "CE": Measure("Y", 100, Unit.CENTURY),
    "TH": Measure("TH"), "TM": Measure("TM"), "TS": Measure("TS"), "W2": Measure("W", 2, Unit.WEEK),
}  # fmt: skip
_NUMBERED = word_set("""
    month shy_month short_month solar shy_solar weekday shy_weekday short_weekday season shy_season deictic count
    ordinal decade_word noon day_word roman
""")
_CLASSES = _NUMBERED | word_set("""
    weekday_part near part part_after unit unit_two mod_before mod_after edge ago_before ago_after decade_code
    reference often bound about era feast hour_code
""")
_LISTS = word_set("""
    the of year_word month_word day_word_before decades century oclock hours clock_before hour_before night_to
    night_from joint opener every plural_the old lead between prefix counted goes_on future past parts_in_compounds
    no_date_after name_after verb_prefix names
""")
# Of the centuries that texts number so.
_NUMERALS = ("X", "XI", "XII", "XIII", "XIV", "XV", "XVI", "XVII", "XVIII", "XIX", "XX", "XXI")
# No word of a text, so that every class has a member and a pattern may name it.
_NOBODY = "\0"


def fold(word: str) -> str:
    """A word in the one form in which words are compared.

    Small letters; Arabic and Persian forms of the same letter are one, hamza on alif is left out as many writers do,
    vowel signs, joiners and what only stretches or directs the script are gone.
    """
    word = word.lower().translate(_FOLDED)
    return word if word.isascii() else "".join(letter for letter in word if unicodedata.category(letter) != "Mn")


def words_of(text: str) -> tuple[str, ...]:
    """The folded words of a phrase, marks and all."""
    return tuple(_PIECE.findall(fold(text)))


@dataclass(frozen=True, slots=True)
class Lexicon:
    """One language: by class the `words` and what they mean, phrases of several words by their first, and its shape.

    A phrase is named by its words with blanks between. `capitalised` are the classes that only count with a capital,
    `has_small_months` says that a month in the middle of a sentence has none, `day` is the pattern of a day of the
    month. `prefixes` are written together with the word that follows, `future_prefixes` begin verbs of the future.
    `is_solar` tells that years of the solar Hijri calendar are read, `counts_alone` that a unit without a number is
    one ("год назад").
    """

    words: dict[str, dict[str, Any]]
    phrases: dict[str, tuple[tuple[str, ...], ...]]
    capitalised: frozenset[str] = frozenset()
    has_small_months: bool = False
    day: str = "dd"
    prefixes: tuple[str, ...] = ()
    future_prefixes: tuple[str, ...] = ()
    is_solar: bool = False
    counts_alone: bool = False
    pairs: dict[str, str] = field(default_factory=dict)
    all_words: frozenset[str] = frozenset()

    def among(self, name: str) -> frozenset[str]:
        """The words of a class."""
        return frozenset(self.words[name]) - {_NOBODY}


def _split(text: str) -> list[str]:
    return [form.strip() for form in text.replace("\n", " ").split(",") if form.strip()]


def _meaning(name: str, key: str) -> Any:
    if name in ("unit", "unit_two"):
        return _MEASURES[key]
    return int(key) if name in _NUMBERED else key


def lexicon(language: str) -> Lexicon:
    """The lexicon of a language that has a file."""
    written = tomllib.loads((Path(__file__).parent / f"{language}.toml").read_text(encoding="utf-8"))
    shape, lists, pairs = (written.pop(name, {}) for name in ("shape", "lists", "pairs"))
    words: dict[str, dict[str, Any]] = {name: {} for name in _CLASSES | _LISTS}
    phrases: dict[str, set[tuple[str, ...]]] = {}

    def put(name: str, form: str, meaning: Any) -> None:
        # A joiner that does not show is often left out, or a blank put in its place.
        for spelling in {form, form.replace("\u200c", " ")}:
            pieces = words_of(spelling)
            words[name][" ".join(pieces)] = meaning
            if len(pieces) > 1:
                phrases.setdefault(pieces[0], set()).add(pieces)

    for name, forms in lists.items():
        for form in _split(forms):
            put(name, form, 0)
    for name, table in written.items():
        for key, forms in table.items():
            for form in _split(forms):
                put(name, form, _meaning(name, key))
    _add_made(words, shape)
    for members in words.values():
        members[_NOBODY] = 0
    return Lexicon(
        words,
        {first: tuple(sorted(rest, key=len, reverse=True)) for first, rest in phrases.items()},
        frozenset(_split(shape.get("capitalised", ""))),
        shape.get("has_small_months", False),
        shape.get("day", "dd"),
        tuple(_split(shape.get("prefixes", ""))),
        tuple(_split(shape.get("future_prefixes", ""))),
        bool(len(words["solar"]) > 1),
        shape.get("counts_alone", False),
        {fold(joint): fold(opener) for joint, opener in pairs.items()},
        frozenset(word for members in words.values() for word in members),
    )


def _add_made(words: dict[str, dict[str, Any]], shape: dict[str, Any]) -> None:
    """The words that are made of others: "Dienstagabend", "1990er", "XIXe", "18h30"."""
    for compound in words["parts_in_compounds"]:
        part = words["part"].get(compound) or words["part_after"][compound]
        for weekday, number in words["weekday"].items():
            words["weekday_part"][weekday + compound] = f"{number}{part}"
    for ending in _split(shape.get("decade_endings", "")):
        for decade in range(1000, 2200, 10):
            words["decade_code"][f"{decade}{ending}"] = decade
            if 1000 < decade < 1100:
                words["decade_code"][f"{decade % 100}{ending}"] = decade % 100
    for ending in ["", *_split(shape.get("century_endings", ""))]:
        for number, numeral in enumerate(_NUMERALS, start=10):
            if shape.get("has_roman_centuries"):
                words["roman"][(numeral + ending).lower()] = number
        if ending:
            for number in range(1, 22):
                words["ordinal"][f"{number}{ending}"] = number
    if shape.get("has_hour_codes"):
        for hour in range(25):
            words["hour_code"][f"{hour}h"] = f"{hour:02}:00"
            for minute in range(60):
                words["hour_code"][f"{hour}h{minute:02}"] = f"{hour:02}:{minute:02}"
