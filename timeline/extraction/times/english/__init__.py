"""English.

The lexicon (`words`), what tells the tense (`tense`) and the kind of text (`telling`), and a file of rules for each
kind of time. Conventions of spans and values are TimeML's (ISO 24617-1 and the TIMEX3 guidelines): articles belong to
an expression, prepositions do not.
"""

from __future__ import annotations

from timeline.extraction.times import digits
from timeline.extraction.times.dressing import Clothes
from timeline.extraction.times.english import calendar, clock, feasts, lengths, relative, repeats, results, vague
from timeline.extraction.times.english.telling import telling
from timeline.extraction.times.english.tense import direction
from timeline.extraction.times.english.words import CAPITALISED, WORDS
from timeline.extraction.times.patterns import Grammar, word_set
from timeline.extraction.times.reading import Language

__all__ = ["ENGLISH"]

_MACROS = {
    "MONTH": "(month | shy_month | short_month stop?)",
    "WEEKDAY": "(weekday | short_weekday stop?)",
    "ON_DAY": "((this | last | next) (past | coming)? WEEKDAY | WEEKDAY)",
    "ORD": "(nth | tens hyphen ordinal | tens ordinal | ordinal)",
    "DAYNUM": "(dd | ORD)",
    "DAYS_TO": "(hyphen | dash | slash | to | through | and | or)",
    "SMALL": "(tens (hyphen? ones)? | teens | ones)",
    "NUM": "((number | big | decimal) (hundred | thousand)? | number number slash number"
    " | a? (SMALL | couple)? hundred (and? SMALL)? | a? SMALL? thousand | SMALL)",
    "FRACTION": "(and a half | and one half)",
    "SPOKEN": "(hundreds (hundred (and SMALL)? | tens (hyphen? ones)? | teens) | tens (tens (hyphen? ones)? | teens)"
    " | ones thousand (and? SMALL)?)",
    "YEARNUM": "(yyyy | apostrophe_year)",
    "ERA": "(ad | bc | bce | ce | b stop c stop | a stop d stop | b stop c stop e stop | c stop e stop)",
    "UNIT": "(unit | units)",
    "REL_YEAR": "((last | this | next | that | the (previous | preceding | following | same | current | next)) year)",
    "RELATION": "((the | this)? (last | past | next | coming | upcoming | this | current | present | previous"
    " | preceding | prior | following | ensuing | subsequent | same | that) (past | coming | same)?)",
    "QUANTITY": "(NUM | a | vague | a (good | great)? (vague of? | few | couple of?) | a? half hyphen? (a | an) | half"
    " | (tens | dozens) of)",
    "ZONE": "(open? (zone | (local | eastern | central | mountain | pacific) (standard | daylight | summer)? time)"
    " close?)",
}

_PIECES = {
    "feast": "holiday",
    "full_date": "(the? DAYNUM of? MONTH | MONTH the? DAYNUM) comma? YEARNUM",
    "other_end": "(hyphen | dash | to | through | until | till | thru | and) (WEEKDAY comma?)?"
    " early? (MONTH the? DAYNUM | the? DAYNUM of? MONTH | MONTH) comma? YEARNUM",
}

# Where two rules match the same words, the first is asked first: "May Day" is no month.
_RULES = [
    *feasts.RULES,
    *digits.RULES,
    *calendar.RULES,
    *results.RULES,
    *relative.RULES,
    *lengths.RULES,
    *repeats.RULES,
    *vague.RULES,
    *clock.RULES,
]

_CLOTHES = Clothes(
    parts={"early": "START", "late": "END", "mid": "MID"},
    edges={
        "beginning": "START", "start": "START", "outset": "START", "opening": "START", "end": "END", "close": "END",
        "middle": "MID", "midst": "MID", "height": "MID",
    },
    halves={"first": "START", "second": "END", "last": "END", "latter": "END"},
    half="half",
    sooner={"earlier": "START", "later": "END"},
    sooner_before=frozenset({"this", "that", "today", "yesterday", "in", "on", "last", "the", *WORDS["weekday"]}),
    about={
        "about": "APPROX", "around": "APPROX", "approximately": "APPROX", "roughly": "APPROX", "circa": "APPROX",
        "ca": "APPROX", "c": "APPROX", "nearly": "LESS_THAN", "almost": "LESS_THAN",
    },
    about_length={"some": "APPROX", "over": "MORE_THAN", "under": "LESS_THAN"},
    limits={
        ("no", "more", "than"): "EQUAL_OR_LESS", ("no", "less", "than"): "EQUAL_OR_MORE",
        ("more", "than"): "MORE_THAN", ("less", "than"): "LESS_THAN", ("fewer", "than"): "LESS_THAN",
        ("at", "least"): "EQUAL_OR_MORE", ("at", "most"): "EQUAL_OR_LESS", ("up", "to"): "EQUAL_OR_LESS",
    },
    since_then={("more", "than"): "BEFORE", ("less", "than"): "AFTER"},
    after={("or", "so"): "APPROX", ("or", "more"): "EQUAL_OR_MORE", ("or", "less"): "EQUAL_OR_LESS"},
    bounds={"by": "by", "since": "since", "until": "until", "till": "until", "before": "before", "after": "after"},
    leads=word_set("in on at during over within throughout for from through between"),
    close=word_set("shortly just soon immediately right"),
    of=("of",),
    inside=("in",),
    articles=("the", "these", "this"),
    ago="ago",
)  # fmt: skip

ENGLISH = Language(
    grammar=Grammar(WORDS, _MACROS, _RULES, capitalised=CAPITALISED, pieces=_PIECES),
    clothes=_CLOTHES,
    direction=direction,
    telling=telling,
    day_first=False,
    between=frozenset(
        {(), (",",), ("on",), ("of",), ("at",), ("in",), ("around",), ("about",), ("in", "the"), ("on", "the"),
         (",", "at"), (",", "on")}
    ),
    joints=frozenset({"to", "until", "till", "through", "thru", "-", "–", "—"}),
    loose_joints=frozenset({"to"}),
    pairs={"and": "between"},
    openers=frozenset({"from"}),
    alike=(
        frozenset({*WORDS["month"], *WORDS["shy_month"], *WORDS["short_month"]}),
        frozenset({*WORDS["weekday"], *WORDS["short_weekday"]}),
    ),
)  # fmt: skip
