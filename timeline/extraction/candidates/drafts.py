"""Drafts of events: which of the happenings of a text are events at all, and what each has by itself."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from timeline.dates import EventDate
from timeline.extraction.actors import FoundActor
from timeline.extraction.lexicon import Form, Lexicon, Sense
from timeline.extraction.sentences import Sentence
from timeline.extraction.times import Expression
from timeline.extraction.voices import Voice

from .clauses import Reading
from .happenings import Happening
from .proposed import Quoted

__all__ = ["TOLL", "Draft", "Scene", "drafts_of"]

TOLL = frozenset({"killing", "death", "injury"})
# What counts though nobody is named and no day is given: "Four were arrested."
_TELLING = TOLL | {"attack", "strike", "war", "arrest", "protest", "verdict", "election"}
# Families whose nouns count when they name who took part: "the strikes on Kataib Hezbollah".
_TAKEN_PART = frozenset({"violence", "war", "agreement", "protest", "election"})
# Senses that tell of nothing new without a date of their own.
_NOT_NEXT = frozenset({"state", "statement", "becoming"})
_BACK = 6  # sentences in which what "that strike" means is told
_VOICES_OVER_ONE = 8  # that may hold one word: a reported clause, and quotations within it


@dataclass(frozen=True, slots=True)
class Scene:
    """The text, and all that was found in it."""

    text: str
    sentences: Sequence[Sentence]
    readings: Sequence[Reading]
    expressions: Sequence[Expression]
    actors: Sequence[FoundActor]
    voices: Sequence[Voice]  # by start
    published: date
    words: Lexicon

    def voice_over(self, start: int, stop: int) -> Voice | None:
        """The innermost voice whose words these are."""
        last = bisect_left(self.voices, start + 1, key=lambda voice: voice.start)
        over = [voice for voice in self.voices[max(0, last - _VOICES_OVER_ONE) : last] if stop <= voice.stop]
        return min(over, key=lambda voice: voice.stop - voice.start, default=None)

    def are_people(self, actors: set[int]) -> set[int]:
        return {actor for actor in actors if self.actors[actor].sort == "person"}


@dataclass(slots=True, eq=False)
class Draft:
    """An event in the making.

    `happenings` are those that tell it, the one that named it first; `voices` what is said, if it is a statement.
    `expression` is the date that it has, with `own_date` if it is told of itself and not carried over from another;
    `after` the draft that it follows, and `not_after` a date by which it was spoken of. `parts` are roles by actor,
    with whoever says so. `notes` are what its score rests on.
    """

    sense: Sense
    happenings: list[Happening]
    start: int
    stop: int
    sentence: int
    paragraph: int
    evidence: list[Quoted] = field(default_factory=list)
    date: EventDate | None = None
    expression: int | None = None
    own_date: bool = False
    basis: str = ""
    reason: str = ""
    after: Draft | None = None
    not_after: EventDate | None = None
    parts: dict[int, tuple[str, int | None]] = field(default_factory=dict)
    place: tuple[int, int] | None = None
    doubt: str = ""
    voices: list[Voice] = field(default_factory=list)
    is_line: bool = False
    title: str = ""
    notes: list[str] = field(default_factory=list)

    @property
    def happening(self) -> Happening:
        return self.happenings[0]

    @property
    def is_statement(self) -> bool:
        return self.sense.name == "statement"

    @property
    def is_settled(self) -> bool:
        """Whether it may be one with others: neither in doubt nor a statement nor a line of a list."""
        return not (self.doubt or self.is_statement or self.is_line)

    @property
    def principals(self) -> set[int]:
        """The actors that do or suffer it."""
        return {actor for actor, (role, _by) in self.parts.items() if role not in ("mentioned", "speaker")}

    def with_role(self, *roles: str) -> set[int]:
        return {actor for actor, (role, _by) in self.parts.items() if role in roles}

    def add(self, actor: int, role: str, said_by: int | None = None) -> None:
        """Let `actor` have `role`, unless it has one that says more."""
        known = self.parts.get(actor, ("", None))[0]
        if known in ("", "mentioned") or (known == "target" and role == "casualty"):
            self.parts[actor] = (role, said_by if said_by != actor else None)

    def quote(self, quoted: Quoted) -> None:
        """Add evidence, unless it is within what is there; what is within it goes."""
        for n, known in enumerate(self.evidence):
            if known.start <= quoted.start and quoted.stop <= known.stop:
                if known.date is None:
                    self.evidence[n] = replace(known, cue=quoted.cue, date=quoted.date)
                return
        for known in [known for known in self.evidence if quoted.start <= known.start and known.stop <= quoted.stop]:
            self.evidence.remove(known)
            if quoted.date is None:
                quoted = replace(quoted, cue=known.cue, date=known.date)
        self.evidence.append(quoted)

    def state(self, when: EventDate, expression: int, note: str) -> None:
        """Let the words give its date."""
        self.date, self.expression, self.basis, self.own_date = when, expression, "stated", True
        self.notes.append(note)


def drafts_of(scene: Scene, happenings: Sequence[Happening]) -> tuple[list[Draft], list[Happening]]:
    """The drafts that happenings make, in order, undated; and the happenings that speak of something told elsewhere."""
    drafts: list[Draft] = []
    references: list[Happening] = []
    made: dict[Happening, Draft] = {}
    dated = -1  # the paragraph of the last happening that has a date
    for happening in happenings:
        paragraph = scene.sentences[happening.reading].paragraph
        if scene.readings[happening.reading].asks:
            continue
        voice = scene.voice_over(happening.trigger_start, happening.trigger_stop)
        happening.said_by = voice.speaker if voice else None
        if happening.host is not None and happening.host in made:
            made[happening] = made[happening.host]
            _widen(made[happening], happening)
        elif (is_event := _is_event(scene, happening, voice)) or (
            paragraph == dated and voice is None and _is_told_in_story(scene, happening)
        ):
            made[happening] = _draft(scene, happening)
            if not is_event:
                made[happening].notes.append("told next in a story that gives dates")
            if happening.follows_subject:
                made[happening].after = _cause(drafts, happening)
            drafts.append(made[happening])
        elif not (happening.is_verb or happening.doubt or happening.sense.name == "statement"):
            references.append(happening)
        if happening.expressions and happening.past and happening.is_verb and not happening.doubt:
            dated = paragraph
    return drafts, references


def _is_event(scene: Scene, happening: Happening, voice: Voice | None) -> bool:
    sense, is_dated = happening.sense, bool(happening.expressions)
    if sense.name == "state" or _is_habit(scene, happening):
        return False
    if is_dated:
        expression = scene.expressions[happening.expressions[0]]
        if not happening.doubt and expression.date.earliest and expression.date.earliest > scene.published:
            if _is_told_as_past(happening):
                happening.misdated = expression.cue
                happening.expressions.clear()
            else:
                happening.doubt = "forecast"
        if expression.bound in ("since", "until") and (happening.plain or _is_going_on(scene, happening)):
            return False  # "has run the terminal since 2011"
        if happening.plain and happening.opener == "reduced" and happening.clause == 0:
            return False  # "Asked about it on Monday, he smiled"
        if happening.plain and not (happening.past or happening.principals or happening.doubt):
            return False  # "it keeps for a week": so it always is
    if happening.doubt:
        return is_dated and _is_worth_doubting(happening)
    if sense.name == "statement" and happening.is_verb:
        speaks = any(role == "speaker" for _, role in happening.parts)
        if is_dated:
            return speaks or happening.opener in ("main", "coordinate", "relative")
        return speaks and happening.lemma in scene.words.speaking and voice is None and happening.past
    if voice is not None and voice.direct:
        return is_dated and happening.past and happening.is_verb and not happening.plain
    if is_dated or happening.ends_state or happening.misdated:
        return happening.is_verb or not (happening.definite and happening.plural)
    return _is_told_undated(happening)


def _is_going_on(scene: Scene, happening: Happening) -> bool:
    group = scene.readings[happening.reading].clauses[happening.clause].group
    return happening.is_verb and group is not None and group.form is Form.ING and group.finite


def _is_told_as_past(happening: Happening) -> bool:
    return happening.is_verb and happening.past and happening.opener in ("main", "coordinate", "relative")


def _is_told_undated(happening: Happening) -> bool:
    """Whether it counts without a date of its own: for who took part, or what it is."""
    sense, has_principals = happening.sense, bool(happening.principals)
    if not happening.is_verb:
        return not happening.definite and has_principals and sense.likeness in _TAKEN_PART
    if not happening.past:
        return False
    if happening.plain or sense.weight < 1:
        return happening.follows_subject
    if happening.opener in ("relative", "reduced"):
        return sense.likeness == "violence" and has_principals
    in_main = happening.opener in ("main", "coordinate") and not happening.pluperfect
    return has_principals or (in_main and sense.name in _TELLING)


def _is_told_in_story(scene: Scene, happening: Happening) -> bool:
    """Whether it counts, without a date of its own, as the next thing that a dated story tells of somebody.

    A verb that tells little by itself counts where its subject is named.
    """
    reading = scene.readings[happening.reading]
    clause = reading.clauses[happening.clause]
    is_done = happening.is_verb and happening.past and not happening.doubt and clause.group.form is not Form.ING
    in_main = happening.opener in ("main", "coordinate") and not happening.pluperfect and clause.quoted < 0
    if not (is_done and in_main) or happening.sense.name in _NOT_NEXT or _is_habit(scene, happening):
        return False
    named = {reading.tokens[k].actor for k in clause.tokens() if k < clause.group.first}
    return bool(happening.principals & named if happening.plain else happening.principals)


def _is_habit(scene: Scene, happening: Happening) -> bool:
    """Whether it is told to happen again and again: "every Friday"."""
    reading = scene.readings[happening.reading]
    return any(
        token.expression is not None and scene.expressions[token.expression].type == "SET"
        for k in reading.clauses[happening.clause].tokens()
        for token in (reading.tokens[k],)
    )


def _is_worth_doubting(happening: Happening) -> bool:
    """Whether somebody may want to see what is foreseen or denied."""
    in_main = happening.opener in ("main", "coordinate")
    return in_main and bool(happening.principals) and not happening.plain and happening.doubt != "conditional"


def _cause(drafts: Sequence[Draft], happening: Happening) -> Draft | None:
    """What "that strike", which led to `happening`, was: the last single one told of that family."""
    for draft in reversed(drafts):
        if happening.reading - draft.sentence > _BACK:
            return None
        if draft.sense.likeness == "violence" and not draft.doubt and not draft.happening.plural:
            return draft
    return None


def _draft(scene: Scene, happening: Happening) -> Draft:
    sentence = happening.reading
    draft = Draft(
        happening.sense, [happening], happening.start, happening.stop, sentence, scene.sentences[sentence].paragraph,
        doubt=happening.doubt, place=happening.place,
    )  # fmt: skip
    if happening.misdated:
        draft.notes.append(f"told as past, but “{happening.misdated}” reads as a day after publication")
    for actor, role in happening.parts:
        draft.add(actor, role, happening.said_by)
    for actor in happening.blamed:
        draft.parts[actor] = ("agent", _accuser(scene, happening, actor))
    return draft


def _accuser(scene: Scene, happening: Happening, accused: int) -> int | None:
    """Who says that `accused` did it: whose words these are, else the one who speaks in that sentence."""
    if happening.said_by not in (None, accused):
        return happening.said_by
    sentence = scene.sentences[happening.reading]
    first = bisect_left(scene.voices, sentence.start, key=lambda voice: voice.start)
    speakers = set()
    for voice in scene.voices[first:]:
        if voice.start >= sentence.stop:
            break
        speakers.add(voice.speaker)
    speakers -= {accused, None}
    return speakers.pop() if len(speakers) == 1 else None


def _widen(draft: Draft, happening: Happening) -> None:
    """Let `happening`, which is part of it, be told by the words of `draft`, too."""
    draft.happenings.append(happening)
    for actor, role in happening.parts:
        draft.add(actor, role, happening.said_by)
    draft.place = draft.place or happening.place
    draft.stop = draft.happening.stop = max(draft.stop, happening.stop)
