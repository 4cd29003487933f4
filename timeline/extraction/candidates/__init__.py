"""What an article tells, proposed as events: a `Candidate` each, with its date, its actors and its very words.

The steps, each in a file of its own: sentences are cut into clauses (`clauses`); what verbs and nouns tell is found
in them (`happenings`), with who stands where (`roles`); which of it is an event (`drafts`) and what is said on one
occasion (`statements`), when it was (`dating`) and which tellings are of one and the same (`joining`) is settled with
the whole text in view; and each is given a title (`titles`). The words that matter are data, in
`timeline.extraction.lexicon`.
"""

from bisect import bisect_left
from collections.abc import Sequence
from datetime import date

from timeline.extraction.actors import FoundActor
from timeline.extraction.lexicon import lexicon
from timeline.extraction.sentences import Sentence
from timeline.extraction.voices import Voice

from .clauses import read
from .dating import carry_dates, date_by_words
from .drafts import Draft, Scene, drafts_of
from .happenings import Happening, happenings_of
from .joining import join
from .lines import dated_lines
from .phrases import Phrases
from .proposed import Candidate, Part, Quoted
from .referents import Referents
from .statements import is_deed, is_described, sayings, statements
from .titles import Titles, fitted
from .tokens import Marks

__all__ = ["Candidate", "Part", "Quoted", "propose"]

LOWEST_SCORE = 0.4  # of what is proposed
LONGEST_SPEAKER = 60  # code points of what stands for a speaker's name in a title
DOUBTED_SCORE = 0.2  # the most that is given to what may not have happened


def propose(
    text: str,
    sentences: Sequence[Sentence],
    expressions: Sequence,
    actors: Sequence[FoundActor],
    voices: Sequence[Voice],
    *,
    published: date,
    language: str = "en",
) -> list[Candidate]:
    """The events that `text`, published on that day, seems to tell, in the order of their words.

    `sentences`, `expressions`, `actors` and `voices` are what the earlier steps found in the same text. Linear in its
    length; never raises, whatever the text.
    """
    words = lexicon(language)
    marks = Marks(actors, expressions)
    readings = [read(text, sentence, marks, words) for sentence in sentences]
    referents = Referents(actors, readings, words)
    happenings: list[Happening] = []
    for index, reading in enumerate(readings):
        happenings += happenings_of(index, reading, Phrases(reading, words, actors, expressions), referents)
    dated = {expression.start for expression in expressions}
    # "He insisted on leaving that night": nothing is said here but when.
    voices = [voice for voice in voices if voice.direct or voice.start - len("that ") not in dated]
    voices = sorted(voices, key=lambda voice: (voice.start, voice.stop))
    said = sayings(voices, happenings)
    done = {n for n, saying in said.items() if not voices[n].direct and is_deed(saying)}
    if done:  # "declared war", which is no saying
        voices = [voice for n, voice in enumerate(voices) if n not in done]
        said = sayings(voices, happenings)
    scene = Scene(text, sentences, readings, expressions, actors, voices, published, words)
    saying = set(said.values())
    drafts, references = drafts_of(scene, [happening for happening in happenings if happening not in saying])
    date_by_words(scene, drafts)
    drafts = dated_lines(scene, happenings, drafts)
    drafts += statements(scene, said, drafts)
    drafts = join(scene, sorted(drafts, key=lambda draft: (draft.start, draft.stop)), references)
    carry_dates(scene, drafts)
    return _written(scene, drafts)


def _written(scene: Scene, drafts: list[Draft]) -> list[Candidate]:
    scored = [(draft, *_score(scene, draft)) for draft in drafts]
    kept = [
        (draft, score, reasons)
        for draft, score, reasons in scored
        if score >= (LOWEST_SCORE if not draft.doubt else 0.1)
    ]
    places = {id(draft): n for n, (draft, _score, _reasons) in enumerate(kept)}
    titles = Titles(scene.text, scene.readings, scene.expressions, scene.actors, scene.words)
    found = []
    for n, (draft, score, reasons) in enumerate(kept):
        after = places.get(id(draft.after)) if draft.after is not None else None
        found.append(
            Candidate(
                title=_title(scene, titles, draft),
                kind=_kind(scene, draft),
                start=draft.start,
                stop=draft.stop,
                evidence=tuple(draft.evidence),
                date=draft.date,
                basis=draft.basis if draft.date is not None else "",
                reason=draft.reason if draft.date is not None and draft.basis != "stated" else "",
                after=after if after is not None and after < n else None,
                participants=tuple(Part(actor, role, said_by) for actor, (role, said_by) in draft.parts.items()),
                place=_place(scene, draft),
                score=round(score, 2),
                reasons=reasons,
                doubt=draft.doubt,
            )
        )
    return found


def _kind(scene: Scene, draft: Draft) -> str:
    if draft.sense.name in ("disaster", "injury", "killing"):
        words = {
            token.word
            for happening in draft.happenings
            for token in scene.readings[happening.reading].tokens
            if happening.start <= token.start < happening.stop
        }
        if draft.sense.name != "killing" and words & scene.words["weapons"]:
            return "attack"
    return draft.sense.kind


def _place(scene: Scene, draft: Draft) -> str:
    if not draft.place:
        return ""
    start, stop = draft.place
    return " ".join(scene.text[start:stop].split())[:200]


def _title(scene: Scene, titles: Titles, draft: Draft) -> str:
    if draft.title:
        return fitted(draft.title)
    said = [voice for voice in draft.voices if voice.direct or voice.kind_of in scene.words["that_less"]]
    if said and not (said[0].direct or _is_clause(scene, said[0])) and draft.happening.is_verb:
        return titles.of(draft.happening)
    if said:
        speaker = next(iter(draft.with_role("speaker")), None)
        described = _described(scene, draft, said[0]) if speaker is None else ""
        return titles.of_statement(speaker, described or "A voice", said)
    return titles.of(draft.happening) or fitted(scene.text[draft.start : draft.stop]) or "Untitled"


def _is_clause(scene: Scene, voice: Voice) -> bool:
    """Whether what is reported has a verb: "that she would go", not "better roads"."""
    if not scene.words.inflects:
        return True
    first = bisect_left(scene.sentences, voice.start + 1, key=lambda sentence: sentence.stop)
    reading = scene.readings[min(first, len(scene.readings) - 1)]
    verbs = (reading.tokens[group.first].start for clause in reading.clauses for group in clause.groups if group.finite)
    return any(voice.start <= start < voice.stop for start in verbs)


def _described(scene: Scene, draft: Draft, voice: Voice) -> str:
    """Whoever speaks but has no name, in the words of the attribution: "the presidency"."""
    start, stop, verb = voice.cue_start, voice.cue_stop, draft.happening
    if start < verb.trigger_start < stop:
        stop = verb.trigger_start
    elif start <= verb.trigger_start < verb.trigger_stop < stop:
        start = verb.trigger_stop
    words = fitted(" ".join(scene.text[start:stop].split()).split(",")[0])
    is_verb = words.split(" ")[0].lower() in scene.words.third.values()
    return words if len(words) <= LONGEST_SPEAKER and not is_verb else ""


def _score(scene: Scene, draft: Draft) -> tuple[float, tuple[str, ...]]:
    happening = draft.happening
    reasons = []
    if draft.voices:
        direct = any(voice.direct for voice in draft.voices)
        score = 0.55 if direct else 0.45
        reasons.append(
            f"{len(draft.voices)} quotation{'s' * (len(draft.voices) > 1)} of one speaker"
            if direct
            else "reported speech"
        )
        if not draft.with_role("speaker"):
            score -= 0.05 if is_described(scene, draft.voices[0]) else 0.25
            reasons.append("no named speaker")
    else:
        trigger = scene.text[happening.trigger_start : happening.trigger_stop]
        reasons.append(f"happening “{trigger}”")
        score = 0.3 if happening.plain else (0.35 if happening.is_verb else 0.3) + 0.15 * draft.sense.weight
        if draft.principals:
            score += 0.15
            names = ", ".join(scene.actors[actor].name for actor in sorted(draft.principals)[:3])
            reasons.append(f"takes part: {names}")
        if happening.opener in ("main", "coordinate", "complement"):
            score += 0.05
    if draft.own_date and draft.date is not None:
        score += 0.25
    elif draft.date is not None:
        score += 0.05
    reasons += draft.notes
    if draft.date is None:
        reasons.append("no date")
    if happening.hedged:
        score -= 0.05
        reasons.append("reported, not seen")
    if draft.doubt:
        score = min(score, DOUBTED_SCORE)
        reasons.append({"forecast": "foreseen", "conditional": "only supposed", "negated": "denied"}[draft.doubt])
    return max(0.0, min(score, 0.98)), tuple(reasons)
