"""When an event was: by the words of its clause, by a clause that hangs on it, or by its place in the text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta
from itertools import pairwise

from timeline.dates import DateError, EventDate

from .drafts import Draft, Scene
from .happenings import Happening
from .proposed import Quoted, clean_passage

__all__ = ["RECENT", "carry_dates", "date_by_words", "takes_in"]

RECENT = timedelta(days=31)  # before publication: what an article of that day tells as of now
_NEWS = timedelta(days=7)  # before publication: what an article was written to tell
_MEANWHILE = frozenset(("when", "while", "as", "once"))
_BY_THEN = frozenset(("by the time", "before", "until"))
_AUTHOR = (" us", " me")  # "told us", "told me"
_LONGEST_REASON = 80  # code points of a clause that a reason quotes


def takes_in(wide: EventDate, narrow: EventDate) -> bool:
    """Whether all days that `narrow` can mean are among those of `wide`, which has more."""
    known = None not in (wide.earliest, wide.latest, narrow.earliest, narrow.latest)
    return known and wide != narrow and wide.earliest <= narrow.earliest and narrow.latest <= wide.latest


# By words


def date_by_words(scene: Scene, drafts: Sequence[Draft]) -> None:
    """Date those of `drafts`, in the order of the text, for which words of their sentence give it; set their evidence.

    What a sentence puts first, "On Monday", holds for all that its clauses tell side by side; and what a main clause is
    dated by holds for what came to pass "when" it did.
    """
    for draft in drafts:
        happening = draft.happening
        if happening.expressions:
            chosen = _chosen(scene, happening)
            expression = scene.expressions[chosen]
            when = expression.range.date if expression.range else expression.date
            draft.state(when, chosen, f"date from “{expression.cue}”: {expression.reading}")
        else:
            _date_by_subordinate(scene, draft)
        draft.quote(_evidence(scene, draft))
    for before, draft in pairwise(drafts):
        if draft.date is None and before.expression is not None and before.own_date and before.date is not None:
            _share(scene, before, draft)


def _chosen(scene: Scene, happening: Happening) -> int:
    """The expression that dates it: the nearest, unless another says the same more closely ("on Monday … at noon")."""
    chosen, *others = happening.expressions
    for other in others:
        nearest, candidate = scene.expressions[chosen], scene.expressions[other]
        if not candidate.bound and (nearest.bound or takes_in(nearest.date, candidate.date)):
            chosen = other
    return chosen


def _date_by_subordinate(scene: Scene, draft: Draft) -> None:
    """By the date of a clause that hangs on its own: "… by the time Baghdadi was killed in October"."""
    reading = scene.readings[draft.sentence]
    for j, n in _subordinate_dates(scene, draft.happening):
        clause, expression = reading.clauses[j], scene.expressions[n]
        note = f"date from the clause “{clause.word} …” with “{expression.cue}”"
        if clause.word in _MEANWHILE:
            draft.state(expression.date, n, note)
        elif clause.word in _BY_THEN and (by_then := _up_to(expression.date)) is not None:
            draft.state(by_then, n, note)
        elif clause.word == "after" and (since := _between(expression.date.earliest, scene.published)) is not None:
            draft.state(since, n, note)
            words = " ".join(
                scene.text[reading.tokens[clause.first].start : reading.tokens[clause.last - 1].stop].split()
            )
            shown = words if len(words) <= _LONGEST_REASON else f"{words[: _LONGEST_REASON - 1]}…"
            draft.basis = "ordered"
            draft.reason = f"It happened “{shown.strip(' ,.;')}” ({expression.date.label()}), and before publication."
        if draft.date is not None:
            return


def _subordinate_dates(scene: Scene, happening: Happening) -> list[tuple[int, int]]:
    """The clauses that say when `happening` was, each with its first expression that has a date."""
    reading = scene.readings[happening.reading]
    hanging = {happening.clause} | {
        j for j, clause in enumerate(reading.clauses)
        if clause.parent == happening.clause and clause.opener in ("reduced", "infinitive")
    }  # fmt: skip
    found = []
    for j, clause in enumerate(reading.clauses):
        if clause.opener == "subordinate" and clause.parent in hanging and j != happening.clause:
            numbers = (reading.tokens[k].expression for k in clause.tokens())
            dates = [n for n in numbers if n is not None and scene.expressions[n].date is not None]
            found += [(j, dates[0])] if dates else []
    return found


def _share(scene: Scene, before: Draft, draft: Draft) -> None:
    if before.sentence != draft.sentence or draft.is_statement or draft.happening.pluperfect:
        return
    expression = scene.expressions[before.expression]
    clause = scene.readings[draft.sentence].clauses[draft.happening.clause]
    head = before.happening.trigger_start if before.happening.is_verb else before.start
    is_frame = expression.start < head and draft.happening.opener in ("coordinate", "main")
    meanwhile = clause.word in _MEANWHILE and clause.parent == before.happening.clause
    if not is_frame and not meanwhile:
        return
    draft.state(before.date, before.expression, f"date from “{expression.cue}” in the same sentence")
    draft.basis, draft.reason = before.basis, before.reason
    draft.quote(_evidence(scene, draft))


def _evidence(scene: Scene, draft: Draft) -> Quoted:
    """The words of a draft's happening, drawn out to those that date it if they are in the same sentence."""
    happening = draft.happening
    start, stop = _clause(scene, happening)
    sentence = scene.sentences[happening.reading]
    if draft.expression is not None:
        expression = scene.expressions[draft.expression]
        cue_start = max(sentence.start, expression.cue_start)
        if sentence.start <= expression.start and expression.stop <= sentence.stop:
            start, stop = clean_passage(scene.text, min(start, cue_start), max(stop, expression.stop))
            cue = scene.text[cue_start : expression.stop]
            return Quoted(start, stop, "event", cue, happening.said_by, expression.date)
    return Quoted(start, stop, "event", "", happening.said_by, None)


def _clause(scene: Scene, happening: Happening) -> tuple[int, int]:
    """The words of `happening`, without the conjunction that makes a clause of them: "that", "by the time"."""
    start, stop = happening.start, happening.stop
    clause = scene.readings[happening.reading].clauses[happening.clause]
    if happening.opener in ("complement", "subordinate") and scene.words.inflects and clause.word:
        opened = re.compile(rf"(?:and\s+)?{clause.word}\s+", re.IGNORECASE).match(scene.text, start, stop)
        if opened is not None and opened.end() < stop:
            start = opened.end()
    return clean_passage(scene.text, start, stop)


def _up_to(when: EventDate) -> EventDate | None:
    """On or before `when`: what holds by then has begun before."""
    if when.latest is None:
        return None
    try:
        return EventDate.parse(f"../{when}")
    except DateError:
        return EventDate.of_days(None, when.latest, throughout=True)


def _between(earliest: date | None, latest: date | None) -> EventDate | None:
    """Once, from one day to the other; None where there is no such day, or no bound at all."""
    if (earliest is None and latest is None) or (earliest and latest and earliest > latest):
        return None
    return EventDate.of_days(earliest, latest)


# By place in the text


def carry_dates(scene: Scene, drafts: Sequence[Draft]) -> None:
    """Date those of `drafts`, in the order of the text, that have no words for it, by what is told around them.

    Nothing is dated that looks back ("had bought"), or stands far from what is dated.
    """
    following: list[Draft | None] = [None] * len(drafts)
    for n in range(len(drafts) - 2, -1, -1):
        after = drafts[n + 1]
        following[n] = after if after.basis == "stated" and not after.doubt else following[n + 1]
    news = [
        draft.date.earliest for draft in drafts
        if draft.own_date and not draft.doubt and draft.date.earliest
        and timedelta(0) <= scene.published - draft.date.earliest <= _NEWS
    ]  # fmt: skip
    previous: Draft | None = None
    for draft, after in zip(drafts, following, strict=True):
        if draft.date is not None:
            if draft.basis == "stated" and draft.is_settled and draft.happening.opener in ("main", "coordinate"):
                previous = draft  # what a relative clause tells may be long past
        elif draft.is_statement and not draft.doubt:
            if not _goes_with_story(scene, draft, previous) or not _order(scene, draft, previous, after, "inferred"):
                _date_by_publication(scene, draft, min(news, default=None))
        elif not draft.doubt:
            _date_by_order(scene, draft, previous, after)


def _date_by_order(scene: Scene, draft: Draft, previous: Draft | None, following: Draft | None) -> None:
    """After what was told before, if the text goes on from there."""
    if draft.happening.pluperfect or draft.happening.opener in ("relative", "reduced"):
        return
    if draft.after is not None and draft.after.date is not None:
        _order(scene, draft, draft.after, following, "ordered")
    elif previous is not None:
        gap = draft.paragraph - previous.paragraph
        if gap == 0 or (gap == 1 and _is_recent(scene, previous.date)):
            _order(scene, draft, previous, following, "ordered")


def _order(scene: Scene, draft: Draft, previous: Draft, following: Draft | None, basis: str) -> bool:
    """Put `draft` after `previous`, and before what the same paragraph tells next; whether that can be."""
    earliest = previous.date.earliest
    if earliest is None or earliest > scene.published:
        return False
    latest, until = scene.published, "publication"
    spoken_of = draft.not_after.latest if draft.not_after is not None else None
    if spoken_of and earliest <= spoken_of <= latest:
        latest, until = spoken_of, "the day on which it was spoken of"
    elif following is not None and following.paragraph == draft.paragraph:
        told_next = following.date.latest
        if told_next and earliest <= told_next <= latest:
            latest, until = told_next, f"what is told next ({following.date.label()})"
    draft.date, draft.basis, draft.after = _between(earliest, latest), basis, previous
    draft.reason = f"No date of its own: after what is told before it ({previous.date.label()}), and by {until}."
    draft.notes.append("date from its place in the text")
    return True


def _is_recent(scene: Scene, when: EventDate) -> bool:
    return when.latest is not None and timedelta() <= scene.published - when.latest <= RECENT


def _goes_with_story(scene: Scene, draft: Draft, previous: Draft | None) -> bool:
    """Whether a statement was made in the days that its paragraph tells of, and not to whoever wrote the article."""
    if previous is None or previous.paragraph != draft.paragraph or _is_recent(scene, previous.date):
        return False
    cues = (scene.text[voice.cue_start : voice.cue_stop].rstrip(" ,.") for voice in draft.voices)
    return not any(cue.endswith(_AUTHOR) for cue in cues)


def _date_by_publication(scene: Scene, draft: Draft, news: date | None) -> None:
    if news is not None:
        draft.date = _between(news, scene.published)
        first = EventDate.of_days(news, news).label()
        draft.reason = f"No day is given: said between the first of the news, {first}, and publication."
    else:
        draft.date = EventDate.parse(f"../{scene.published.isoformat()}")
        draft.reason = "Quoted in the article, so said by its day of publication."
    draft.basis = "inferred"
    draft.notes.append("date from the day of publication")
