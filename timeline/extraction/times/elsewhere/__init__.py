"""The languages other than English: one grammar of times for all, and a file of words for each.

`lexicon` says what a file holds. Rules are patterns over the classes of words and not over words, so that a language
is a table; where the order of words differs ("letzte Woche", "la semaine dernière"), the rules know both orders.
Conventions are those of English: see `times.expression`. Dates need no library: months and weekdays are numbers in the
files, and a month alone can only become a month. Solar Hijri years and months are in `solar`; the lunar ones are left
unread, since they begin with the sighting of the moon. Languages without a file have absolute dates alone (`others`).
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache

from timeline.extraction.times import digits
from timeline.extraction.times.dressing import Clothes
from timeline.extraction.times.elsewhere import absolute, clock, others, relative
from timeline.extraction.times.elsewhere.context import whole
from timeline.extraction.times.elsewhere.grammar import PhraseGrammar
from timeline.extraction.times.elsewhere.lexicon import Lexicon, lexicon
from timeline.extraction.times.elsewhere.solar import FIRST_YEAR, LAST_YEAR
from timeline.extraction.times.elsewhere.tense import direction_of, history_of
from timeline.extraction.times.patterns import Rule
from timeline.extraction.times.reading import Language

__all__ = ["LANGUAGES", "language_of"]

LANGUAGES = ("ar", "de", "es", "fa", "fr", "it", "nl", "pt", "ru")

_MACROS = {
    "MON": "(month | shy_month | short_month stop? | solar | shy_solar)",
    "MONTHX": "((month_word of?)? MON (slash MON | open MON close)? month_word?)",
    "YEARX": "(of? the? year_word? (yyyy | apostrophe_year) (era? year_word)? era?)",
    "WD": "(weekday | weekday_part | shy_weekday | short_weekday stop?)",
    "QUANTITY": "(number | count)",
}
_PIECES = {"other_end": "(joint | hyphen | dash) the? (DAY of?)? the? MONTHX YEARX"}


@lru_cache
def language_of(code: str) -> Language | None:
    """The grammar of a language by its code: of all its times, or of absolute dates alone; None if it has none."""
    return _language(lexicon(code)) if code in LANGUAGES else others.language_of(code)


def _language(words: Lexicon) -> Language:
    rules = [*absolute.RULES, *relative.RULES, *clock.RULES]
    numeric = list(digits.RULES)
    if words.is_solar:
        rules.insert(0, Rule("yyyy slash (dd | two) slash (dd | two)", absolute.solar_slashed))
        numeric = [replace(rule, read=_solar_first(rule)) for rule in numeric]
    macros = {**_MACROS, "DAY": f"({words.day} | day_word)"}
    return Language(
        grammar=PhraseGrammar(
            words, macros, [*(replace(rule, read=whole(rule.read)) for rule in rules), *numeric], pieces=_PIECES
        ),
        clothes=_clothes(words),
        direction=direction_of(words),
        is_history=history_of(words),
        between=frozenset({(), (",",), ("،",), *((word,) for word in words.among("between"))}),
        joints=frozenset({"-", "–", "—"}) | words.among("joint"),
        pairs=words.pairs,
        openers=words.among("opener"),
    )


def _solar_first(rule: Rule):
    """A date in digits whose year is a solar one is a solar date."""

    def read(found, reader):
        year = re.match(r"\d{4}", found.words[0])
        if year and FIRST_YEAR <= int(year[0]) <= LAST_YEAR:
            return absolute.solar_stamp(found, reader)
        return rule.read(found, reader)

    return read


def _clothes(words: Lexicon) -> Clothes:
    edges = {word: mod for word, mod in words.words["edge"].items() if word in words.among("edge")}
    about = {word: mod for word, mod in words.words["about"].items() if word in words.among("about")}
    return Clothes(
        parts=edges,
        edges=edges,
        about={word: mod for word, mod in about.items() if mod == "APPROX"},
        about_length=about,
        bounds={word: bound for word, bound in words.words["bound"].items() if word in words.among("bound")},
        leads=words.among("lead"),
        of=words.among("of"),
        articles=words.among("the"),
        owners=(),
        ago="\0",
    )
