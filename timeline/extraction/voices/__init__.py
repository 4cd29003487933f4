"""Who says it: the words of a text that are somebody's, and whose.

First every place is found that says who says something ("Abbas Kadhim, the director of …, told us"), by the rules of
the language: `english`, `elsewhere`. Then each quotation is given to the nearest of them in its sentence, or to whoever
spoke the quotation before it; and what stands behind a verb of saying without quotation marks is a voice of its own.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from timeline.extraction.voices import elsewhere, english
from timeline.extraction.voices.reporting import Attribution, Quoted, named, quoted

if TYPE_CHECKING:
    from timeline.extraction.actors import FoundActor
    from timeline.extraction.sentences import Sentence

__all__ = ["Voice", "find_voices"]

_FEW_WORDS = 4  # of a quotation that nobody is said to say: a title, or words held at arm's length
_FRAGMENT = 6  # words of a quotation that is part of what is reported, not said by itself


@dataclass(frozen=True, slots=True)
class Voice:
    """Words that are somebody's: `text[start:stop]`, the inside of a quotation or a reported clause.

    `speaker` is an index into the actors, None where whoever says it has no name. `direct` says that the words stand
    between quotation marks. `text[cue_start:cue_stop]` is the attribution ("Abbas Kadhim, the director …, told us"),
    empty where there is none; `kind_of` is its verb in the dictionary form ("say"), or words like "according to".
    """

    start: int
    stop: int
    speaker: int | None
    direct: bool
    cue_start: int
    cue_stop: int
    kind_of: str


def find_voices(
    text: str, sentences: Sequence["Sentence"], actors: Sequence["FoundActor"], *, language: str = "en"
) -> list[Voice]:
    """The words of a normalised text that are somebody's, in order.

    `sentences` and `actors` are those of the same text. A reported clause may hold a quotation; a short one is left
    to it. Nothing is raised, whatever the text, and time grows with its length.
    """
    mentions, quotations = named(actors), quoted(sentences)
    language = language.split("-")[0].lower()
    rules = elsewhere if language in elsewhere.LANGUAGES else english
    found = rules.attributions(text, sentences, actors, mentions, quotations, language)
    whole = {(quotation.outer_start, quotation.outer_stop) for quotation in quotations}
    for said in found:
        if said.clause in whole:
            said.clause = None  # nothing but a quotation
    voices = [_reported(said) for said in found if said.clause is not None]
    voices += _direct(text, sentences, quotations, found)
    return sorted(voices, key=lambda voice: (voice.start, voice.stop))


def _reported(said: Attribution) -> Voice:
    return Voice(*said.clause, said.speaker, False, said.start, said.stop, said.verb)


def _direct(
    text: str, sentences: Sequence["Sentence"], quotations: Sequence[Quoted], found: Sequence[Attribution]
) -> list[Voice]:
    by_sentence: dict[int, list[Attribution]] = {}
    for attribution in found:
        by_sentence.setdefault(attribution.sentence, []).append(attribution)
    voices: list[Voice] = []
    last: Attribution | None = None  # of the quotation before
    waiting: list[Quoted] = []  # those before it in its paragraph, if they have no attribution yet
    paragraph = -1
    for quotation in quotations:
        here = sentences[quotation.first].paragraph
        if here != paragraph:
            voices += [_unsaid(text, other) for other in waiting]
            waiting, paragraph = [], here
            if last is not None and not _opens(sentences, quotation):
                last = None
        said = _nearest(text, quotation, by_sentence) or _announced(text, sentences, quotation, by_sentence)
        if said is None and last is not None and _is_utterance(text, quotation):
            said = last
        if said is None:
            waiting.append(quotation)
            continue
        if said is not last:
            voices += [
                _spoken(other, said) if _is_utterance(text, other) else _unsaid(text, other) for other in waiting
            ]
            waiting = []
        last = said
        if not _is_left_to_clause(text, quotation, found=by_sentence.get(quotation.first, ())):
            voices.append(_spoken(quotation, said))
    voices += [_unsaid(text, other) for other in waiting]
    return [voice for voice in voices if voice is not None]


def _nearest(text: str, quotation: Quoted, by_sentence: dict[int, list[Attribution]]) -> Attribution | None:
    """The attribution in the sentence of the quotation's end, behind it, or in that of its beginning, before it."""
    after = [said for said in by_sentence.get(quotation.last, ()) if said.verb_start >= quotation.outer_stop]
    before = [said for said in by_sentence.get(quotation.first, ()) if said.verb_start < quotation.outer_start]
    if not after or not before:
        return after[0] if after else before[-1] if before else None
    is_next = text[before[-1].stop : quotation.outer_start].strip(" ,:") == ""
    ends_open = text[quotation.stop - 1] in ",?!" or text[quotation.outer_stop : quotation.outer_stop + 1] == ","
    return before[-1] if is_next or not ends_open else after[0]


def _announced(
    text: str, sentences: Sequence["Sentence"], quotation: Quoted, by_sentence: dict[int, list[Attribution]]
) -> Attribution | None:
    """The attribution that ends the sentence before with a colon."""
    before = quotation.first - 1
    if before >= 0 and by_sentence.get(before) and text[sentences[before].stop - 1] == ":":
        return by_sentence[before][-1]
    return None


def _opens(sentences: Sequence["Sentence"], quotation: Quoted) -> bool:
    """The quotation begins its paragraph, which goes on where the one before ended."""
    return quotation.outer_start == sentences[quotation.first].start


def _is_utterance(text: str, quotation: Quoted) -> bool:
    words = text[quotation.start : quotation.stop].split()
    return len(words) >= _FEW_WORDS or (bool(words) and text[quotation.stop - 1] in ".!?,…")


def _is_left_to_clause(text: str, quotation: Quoted, found: Sequence[Attribution]) -> bool:
    within = any(
        said.clause and said.clause[0] <= quotation.start and quotation.stop <= said.clause[1] for said in found
    )
    few = len(text[quotation.start : quotation.stop].split()) < _FRAGMENT
    return within and (few or text[quotation.start].islower())


def _spoken(quotation: Quoted, said: Attribution) -> Voice:
    return Voice(quotation.start, quotation.stop, said.speaker, True, said.start, said.stop, said.verb)


def _unsaid(text: str, quotation: Quoted) -> Voice | None:
    if not _is_utterance(text, quotation):
        return None
    return Voice(quotation.start, quotation.stop, None, True, quotation.stop, quotation.stop, "")
