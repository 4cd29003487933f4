"""Statements: what somebody says on an occasion, with all that is quoted of it."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence

from timeline.extraction.actors import FoundActor
from timeline.extraction.lexicon import senses
from timeline.extraction.voices import Voice

from .dating import RECENT
from .drafts import Draft, Scene
from .happenings import Happening
from .proposed import Quoted, clean_passage

__all__ = ["is_deed", "is_described", "sayings", "statements"]

_FEWEST_WORDS = 4  # of what is said, if it is to be a statement without a day of its own
_LONGEST_EVIDENCE = 600  # code points of a quotation together with its attribution
_GAP = 3  # code points between a quotation and its attribution
_HEARSAY = frozenset(("according to", "claim"))
_MARKS = "“”„\"«»‘’'「」『』"


def sayings(voices: Sequence[Voice], happenings: Sequence[Happening]) -> dict[int, Happening]:
    """The happening that is the saying itself, for each voice by its index, where a verb of its attribution says so."""
    verbs = sorted((told for told in happenings if told.is_verb), key=lambda told: told.trigger_start)
    found: dict[int, Happening] = {}
    for n, voice in enumerate(voices):
        first = bisect_left(verbs, voice.cue_start, key=lambda told: told.trigger_start)
        last = bisect_left(verbs, voice.cue_stop, key=lambda told: told.trigger_start)
        inside = verbs[first:last]
        if inside:
            found[n] = next((told for told in reversed(inside) if told.sense.name == "statement"), inside[-1])
    return found


def is_deed(saying: Happening) -> bool:
    """Whether the verb of an attribution does something with its object, and says nothing: "declared war"."""
    return " " in saying.lemma and saying.sense.name not in ("statement", "development", "state")


def statements(scene: Scene, said: Mapping[int, Happening], drafts: Sequence[Draft]) -> list[Draft]:
    """The statements of a text, one for each speaker and occasion, in the order in which they begin.

    What somebody reports to have happened is that event and no statement, unless he says it on a day that is given.
    """
    told = sorted(draft.happening.trigger_start for draft in drafts if not draft.doubt)
    found: list[Draft] = []
    latest: dict[int, Draft] = {}
    for n, voice in enumerate(scene.voices):
        saying = said.get(n)
        dates = saying.expressions if saying is not None else []
        if not _is_statement(scene, voice, saying):
            continue
        sentence = _sentence_at(scene, voice.cue_start if voice.cue_stop > voice.cue_start else voice.start)
        last = latest.get(voice.speaker)
        if last is not None and _is_same_occasion(scene, last, dates, sentence, voice):
            _add(scene, last, voice, saying)
            continue
        if not voice.direct:
            first = bisect_left(told, voice.start)
            tells = first < len(told) and told[first] < voice.stop
            if voice.kind_of in _HEARSAY or (tells and not dates):
                continue
        if voice.speaker is None and not dates and not is_described(scene, voice):
            continue
        draft = Draft(
            senses()["statement"], [saying or _unsaid(voice, sentence)], voice.start, voice.stop,
            sentence, scene.sentences[sentence].paragraph,
        )  # fmt: skip
        _add(scene, draft, voice, saying)
        found.append(draft)
        if voice.speaker is not None:
            latest[voice.speaker] = draft
    return found


def is_described(scene: Scene, voice: Voice) -> bool:
    """Whether a speaker without a name is at least told from others: "the presidency", "a nurse at the hospital"."""
    words = scene.text[voice.cue_start : voice.cue_stop].casefold().split()
    pronouns = scene.words["persons"] | scene.words["plural"] | scene.words["others"] | scene.words["relative"]
    pronouns |= scene.words["anybody"]
    return len(words) > 1 and not pronouns & {word.strip(",.") for word in words}


def _is_statement(scene: Scene, voice: Voice, saying: Happening | None) -> bool:
    if saying is not None and (saying.doubt or scene.readings[saying.reading].asks):
        return False
    is_dated = saying is not None and bool(saying.expressions)
    return is_dated or len(scene.text[voice.start : voice.stop].split()) >= _FEWEST_WORDS


def _unsaid(voice: Voice, sentence: int) -> Happening:
    """The saying of words that no verb introduces."""
    return Happening(
        senses()["statement"],
        voice.kind_of,
        sentence,
        0,
        voice.start,
        voice.stop,
        voice.start,
        voice.stop,
        is_verb=False,
    )


def _sentence_at(scene: Scene, at: int) -> int:
    return min(bisect_left(scene.sentences, at + 1, key=lambda sentence: sentence.stop), len(scene.sentences) - 1)


def _is_same_occasion(scene: Scene, draft: Draft, dates: Sequence[int], sentence: int, voice: Voice) -> bool:
    """Whether words of the same speaker belong to `draft`: those of its day, or undated ones that go on with it."""
    apart = scene.sentences[sentence].paragraph - draft.paragraph
    if dates:
        when = scene.expressions[dates[0]].date
        if draft.date is None:
            return apart == 0
        return (when.earliest, when.latest) == (draft.date.earliest, draft.date.latest)
    if draft.date is None:
        return True
    is_recent = draft.date.latest is not None and scene.published - draft.date.latest <= RECENT
    return is_recent or apart <= (1 if voice.direct else 0)


def _add(scene: Scene, draft: Draft, voice: Voice, saying: Happening | None) -> None:
    """Let the words of `voice` be part of the statement."""
    draft.voices.append(voice)
    if voice.speaker is not None:
        draft.add(voice.speaker, "speaker")
    told = any(words.start <= voice.cue_start and voice.cue_stop <= words.stop for words in draft.evidence)
    start, stop = _passage(scene, voice, saying, alone=told and voice.direct)
    if saying is None or not saying.expressions:
        draft.quote(Quoted(start, stop, "event", "", voice.speaker, None))
    else:
        n = saying.expressions[0]
        expression = scene.expressions[n]
        if draft.date is None:
            draft.state(expression.date, n, f"date from “{expression.cue}”: {expression.reading}")
        if start <= expression.cue_start and expression.stop <= stop:
            draft.quote(Quoted(start, stop, "event", expression.cue, voice.speaker, expression.date))
        else:
            draft.quote(Quoted(start, stop, "event", "", voice.speaker, None))
            first, last = min(saying.start, expression.cue_start), max(saying.stop, expression.stop)
            first, last = clean_passage(scene.text, first, last)
            draft.quote(Quoted(first, last, "date", expression.cue, voice.speaker, expression.date))
    draft.start = min(draft.start, start)
    for i, actor in enumerate(scene.actors):
        if i != voice.speaker and _is_named_in(actor, voice):
            draft.add(i, "mentioned")


def _is_named_in(actor: FoundActor, voice: Voice) -> bool:
    at = bisect_left(actor.mentions, voice.start, key=lambda mention: mention.start)
    return at < len(actor.mentions) and actor.mentions[at].start < voice.stop


def _passage(scene: Scene, voice: Voice, saying: Happening | None, *, alone: bool) -> tuple[int, int]:
    """The words said, with their marks; and, unless they are wanted alone, the attribution next to them."""
    start, stop = voice.start, voice.stop
    if voice.direct:
        while start > 0 and scene.text[start - 1] in _MARKS:
            start -= 1
        while stop < len(scene.text) and scene.text[stop] in _MARKS:
            stop += 1
    if alone:
        return clean_passage(scene.text, start, stop)
    attributions = [(voice.cue_start, voice.cue_stop)]
    if saying is not None:
        attributions.insert(0, (min(saying.start, voice.cue_start), max(saying.stop, voice.cue_stop)))
    for first, last in attributions:
        first, last, near = min(start, first), max(stop, last), first <= stop + _GAP and last >= start - _GAP
        if near and first < last and last - first <= _LONGEST_EVIDENCE:
            return clean_passage(scene.text, first, last)
    return clean_passage(scene.text, start, stop)
