"""Lists of dates: lines such as "12 March 2019: The court convicts her", of which each is one event."""

import re
from collections.abc import Sequence
from datetime import timedelta

from timeline.extraction.lexicon import senses

from .drafts import Draft, Scene
from .happenings import Happening
from .proposed import Quoted

__all__ = ["dated_lines"]

_LINE = re.compile(r"[^\n]+")
_BULLET = re.compile(r"\s*(?:[-*•–—·▪●]\s+|\(?\d{1,3}[.)]\s+)?(?:\*\*|__)?")
_DISPATCHED = timedelta(days=1)  # before publication
_AFTER_DATE = re.compile(r"(?:\*\*|__)?\s*(?:[:–—|\t]|-\s|\.\s+(?=[A-ZÄÖÜ]))\s*(?:\*\*|__)?")


def dated_lines(scene: Scene, happenings: Sequence[Happening], drafts: Sequence[Draft]) -> list[Draft]:
    """`drafts`, but for each line that begins with its date the one event that the line tells.

    What such a line tells of another day stays an event of its own.
    """
    begins = {}
    for n, expression in enumerate(scene.expressions):
        if expression.date is not None:
            begins.setdefault(expression.start, n)
            begins.setdefault(expression.cue_start, n)
    made: list[Draft] = []
    left = sorted(drafts, key=lambda draft: draft.happening.trigger_start)
    told = sorted(happenings, key=lambda happening: happening.trigger_start)
    kept: list[Draft] = []
    d = h = s = 0
    for line in _LINE.finditer(scene.text):
        n = begins.get(_BULLET.match(scene.text, line.start(), line.end()).end(), begins.get(line.start()))
        if n is None:
            continue
        expression = scene.expressions[n]
        gap = _AFTER_DATE.match(scene.text, expression.range.stop if expression.range else expression.stop, line.end())
        if gap is None or gap.end() >= line.end() or expression.bound == "since":
            continue
        while scene.sentences[s].stop <= gap.end():
            s += 1
        while h < len(told) and told[h].trigger_start < gap.end():
            h += 1
        inside = []
        while h < len(told) and told[h].trigger_start < line.end():
            inside.append(told[h])
            h += 1
        while d < len(left) and left[d].happening.trigger_start < line.start():
            kept.append(left[d])
            d += 1
        this = _line(scene, inside, n, s, gap.end(), line.end())
        if not made and _is_dateline(scene, this, line.end()):
            continue
        made.append(this)
        while d < len(left) and left[d].happening.trigger_start < line.end():
            if left[d].own_date and left[d].date != this.date and left[d].expression != n:
                kept.append(left[d])
            d += 1
    return kept + left[d:] + made


def _is_dateline(scene: Scene, line: Draft, stop: int) -> bool:
    """Whether a line is the head of a dispatch, "17 January – Two people …": of the very day, and several sentences."""
    when = line.date
    is_of_the_day = None not in (when.earliest, when.latest) and scene.published - _DISPATCHED <= when.earliest
    return (
        is_of_the_day and line.sentence + 1 < len(scene.sentences) and scene.sentences[line.sentence + 1].start < stop
    )


def _line(scene: Scene, inside: list[Happening], n: int, sentence: int, begins: int, stop: int) -> Draft:
    expression = scene.expressions[n]
    stop_of_sentence = min(stop, scene.sentences[sentence].stop)
    first = [happening for happening in inside if happening.trigger_start < stop_of_sentence] or inside
    if first:
        happening = min(first, key=lambda told: (bool(told.doubt), told.plain, not told.is_verb, told.start))
    else:
        happening = Happening(
            senses()["development"], "", sentence, 0, begins, stop, begins, stop, is_verb=False, plain=True
        )
    draft = Draft(
        happening.sense,
        [happening],
        expression.start,
        stop,
        sentence,
        scene.sentences[sentence].paragraph,
        is_line=True,
    )
    for other in first:
        for actor, role in other.parts:
            draft.add(actor, role)
        draft.place = draft.place or other.place
    draft.date = expression.range.date if expression.range else expression.date
    draft.expression, draft.basis, draft.own_date = n, "stated", True
    draft.notes.append(f"a line that begins with its date, “{expression.text}”")
    draft.title = scene.text[begins:stop_of_sentence]
    draft.quote(Quoted(expression.start, stop, "event", expression.text, None, expression.date))
    return draft
