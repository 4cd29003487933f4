"""Whether the words around a date speak of the past or of the future."""

from __future__ import annotations

from timeline.extraction.times.narrative import FUTURE, PAST, UNKNOWN
from timeline.extraction.times.patterns import Tokens, word_set

__all__ = ["direction", "ends_sentence", "is_past_form", "tense_of"]

# How many words to either side are looked at: about a long clause, and what keeps the reading linear.
_REACH_BACK, _REACH_ON = 22, 16

_FUTURE = word_set("""
    will shall would going expected scheduled due slated poised planned tomorrow upcoming forthcoming expire
    expires expiring awaits await payable redeemable effective
""")
# The present tense of timetables: "talks resume Monday".
_TIMETABLE = word_set("""
    begins begin starts start opens open meets meet leaves arrives arrive departs votes closes resumes resume
    convenes airs premieres debuts kicks concludes
""")
_PAST = word_set("""
    was were had did been went came gave got made took said told wrote spoke began begun became broke brought
    built bought caught chose cost cut drew drove ate fell felt fought found flew forgot froze grew hit held hurt
    kept knew laid led left lent let lost meant met paid put quit ran rang read rode rose saw sold sent shook shot
    shut sang sank sat slept slid sought spent split spread stole struck stuck swore swept swam taught tore
    thought threw understood woke won wore wound since ago born dead died yesterday ended last
""")
# Forms in -ed and -en that are no sign of the past by themselves.
_NO_PAST = word_set("""
    need seed feed speed breed exceed proceed succeed indeed united hundred sacred red bed shed unprecedented
    limited agreed-upon wed embed greed creed freed ted fred reed weed bleed deed steed sled mixed hatred kindred
    aged
""")
_ABBREVIATED = word_set("""
    mr mrs ms dr inc corp co ltd st gen col lt sgt sen rep gov vs jr sr no prof maj capt cmdr adm rev hon cos bros
    jan feb mar apr jun jul aug sept sep oct nov dec mon tue tues wed thu thur thurs fri sat sun ave mt ft
""")
# After these a form in -ed is a participle, and the tense is told by another word: "will be paid", "a planned sale".
_NOT_FINITE_AFTER = word_set("""
    be being get getting is are am a an the this that its his her their our my any no some each every still newly
    previously already
""")
_NO_VERB_AFTER_TO = word_set("""
    breakfast lunch dinner supper school church bed court death prison jail hospital war power town land life
    parliament congress
    the a an this that these those his her its their our my your it him them us me which whom what
""")


def tense_of(tokens: Tokens, index: int) -> int:
    """PAST or FUTURE for a word that is a sign of it, UNKNOWN for others."""
    word = tokens.words[index]
    if word in _FUTURE:
        before = tokens.words[index - 1] if index else ""
        if before in ("previously", "originally", "as", "earlier"):
            return UNKNOWN
        return _before_infinitive(tokens, index)
    if is_past_form(word):
        before = tokens.words[index - 1] if index else ""
        if before == "to":
            return UNKNOWN  # "To cut", "to put": the infinitive.
        if word in ("was", "were", "had", "did"):
            return PAST
        if before in _NOT_FINITE_AFTER or (
            before.endswith("ly") and index > 1 and tokens.words[index - 2] in _NOT_FINITE_AFTER
        ):
            return UNKNOWN
        return PAST
    if word == "to" and index + 1 < len(tokens):
        after = tokens.texts[index + 1]
        if after.islower() and after.isalpha() and _may_be_verb(after):
            return _before_infinitive(tokens, index)
    if word == "ll":
        return FUTURE
    if word in _TIMETABLE and index and tokens.words[index - 1] not in _NOT_FINITE_AFTER:
        return FUTURE
    return UNKNOWN


def is_past_form(word: str) -> bool:
    """Whether it has the form of a past tense: "ran", "opened"."""
    return word in _PAST or (len(word) > 3 and word.endswith("ed") and word not in _NO_PAST)


def _may_be_verb(word: str) -> bool:
    """Whether "to" and this may be an infinitive: not "to dinner", "to meeting", "to clients"."""
    return word not in _NO_VERB_AFTER_TO and not word.endswith("ing") and not (word[-1] == "s" and word[-2:] != "ss")


def _before_infinitive(tokens: Tokens, index: int) -> int:
    """The future, for "is due to expire Friday"; the past after "had been"."""
    words = tokens.words[max(index - 6, 0) : index]
    return PAST if "had" in words and "been" in words else FUTURE


def ends_sentence(tokens: Tokens, index: int) -> bool:
    """Whether a sentence ends with the word here: not at the point of "Gen." or "U.S."."""
    word = tokens.words[index]
    if word[0] in "!?\n;":
        return True
    if word[0] != "." or index + 1 >= len(tokens):
        return word[0] == "."
    before, after = tokens.words[index - 1] if index else "", tokens.texts[index + 1]
    return len(before) > 1 and before not in _ABBREVIATED and not after[0].islower() and not after[0].isdigit()


def direction(tokens: Tokens, first: int, last: int) -> int:
    """PAST, FUTURE or UNKNOWN for the words `first` to `last` (excluded): the nearest sign in their sentence.

    What stands before the date weighs more than what follows, since English puts its times last; the words after it
    are asked only when those before say nothing.
    """
    for index in range(first - 1, max(first - 1 - _REACH_BACK, -1), -1):
        if ends_sentence(tokens, index):
            break
        if tense := tense_of(tokens, index):
            return tense
    for index in range(last, min(last + _REACH_ON, len(tokens))):
        if ends_sentence(tokens, index):
            break
        if tense := tense_of(tokens, index):
            return tense
    return UNKNOWN
