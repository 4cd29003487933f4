"""Which tellings are of one and the same event."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from timeline.dates import EventDate

from .dating import takes_in
from .drafts import TOLL, Draft, Scene
from .happenings import Happening

__all__ = ["join"]

_NEARBY = 4  # sentences within which the dead and injured belong to what was told
_LOOKED_BACK = 40  # drafts before one among which its like is looked for
_RANK = {"stated": 2, "ordered": 1, "inferred": 1, "": 0}


def join(scene: Scene, drafts: Sequence[Draft], references: Sequence[Happening]) -> list[Draft]:
    """Those of `drafts`, in the order of the text, that tell different events, each with all that tells it.

    `references` only speak of events ("the strikes on Kataib Hezbollah"): in a sentence that has a date, they say by
    when what they speak of had happened.
    """
    joining = _Joining(scene)
    for step in (joining.tolls, joining.retold, joining.deaths):
        drafts = step(list(drafts))
    for draft in drafts:
        if draft.after is not None:
            draft.after = joining.kept(draft.after)
    _bound(drafts, references)
    return list(drafts)


class _Joining:
    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self._became: dict[Draft, Draft] = {}

    def kept(self, draft: Draft) -> Draft:
        """The draft that this one has become part of; itself if none."""
        while draft in self._became:
            draft = self._became[draft]
        return draft

    def merge(self, kept: Draft, other: Draft) -> None:
        """Let `other` be part of `kept`."""
        self._became[other] = kept
        kept.happenings += other.happenings
        for actor, (role, said_by) in other.parts.items():
            kept.add(actor, role, said_by)
        for quoted in other.evidence:
            kept.quote(quoted)
        kept.place = kept.place or other.place
        kept.after = kept.after or (other.after if other.after is not kept else None)
        if _is_better_dated(other, kept):
            kept.date, kept.expression, kept.own_date = other.date, other.expression, other.own_date
            kept.basis, kept.reason = other.basis, other.reason
            kept.notes += other.notes

    def tolls(self, drafts: list[Draft]) -> list[Draft]:
        """The dead and injured, when they have neither names nor a day, are those of what is told around them."""
        gone: set[Draft] = set()
        for n, draft in enumerate(drafts):
            if not draft.is_settled or draft.sense.name not in TOLL or self._dead(draft):
                continue
            near = [
                other for other in drafts[max(0, n - _NEARBY) : n + _NEARBY]
                if other is not draft and other not in gone and self._may_have_caused(other, draft)
            ]  # fmt: skip
            if near:
                nearest = min(
                    near,
                    key=lambda other: (other.sense.name in TOLL, abs(other.sentence - draft.sentence), other.start),
                )
                self.merge(nearest, draft)
                gone.add(draft)
        return [draft for draft in drafts if draft not in gone]

    def _may_have_caused(self, other: Draft, toll: Draft) -> bool:
        together = other.sentence == toll.sentence
        return (
            other.is_settled
            and other.sense.likeness == "violence"
            and abs(other.sentence - toll.sentence) <= _NEARBY
            and (other.sense.name not in TOLL or together or other.start < toll.start)
            and (not toll.own_date or (together and _may_be_one(other.date, toll.date)))
        )

    def _dead(self, draft: Draft) -> set[int]:
        return self.scene.are_people(draft.with_role("casualty"))

    def retold(self, drafts: list[Draft]) -> list[Draft]:
        """What is told again: of one family and day, of the same actors, or in a word that refers back."""
        kept: list[Draft] = []
        for draft in drafts:
            before = kept[: -_LOOKED_BACK - 1 : -1] if draft.is_settled else []
            same = next((other for other in before if other.is_settled and self._are_one(other, draft)), None)
            if same is None:
                kept.append(draft)
            else:
                self.merge(same, draft)
        return kept

    def _are_one(self, a: Draft, b: Draft) -> bool:
        if a.sense.likeness != b.sense.likeness or a.sense.name == "development":
            same_words = a.sentence == b.sentence and a.happening.clause == b.happening.clause
            return same_words and a.expression is not None and a.expression == b.expression
        if not _may_be_one(a.date, b.date) or a.happening.plural != b.happening.plural:
            return False
        if self._dead(a) and self._dead(b) and self._dead(a) != self._dead(b):
            return False
        if a.sentence == b.sentence and a.happening.is_verb and b.happening.is_verb and a.sense.name not in TOLL:
            return False  # side by side, and told apart: "X was convicted and Y was acquitted"
        both_dated = a.own_date and b.own_date
        refers_back = b.happening.definite and not b.own_date
        suffers = bool(_sufferers(a) & _sufferers(b))
        if suffers or a.with_role("agent") & b.with_role("agent"):
            if both_dated:
                return a.date == b.date or suffers
            if not a.happening.is_verb or not b.happening.is_verb:
                return a.sense.name == b.sense.name or refers_back or (suffers and a.sense.likeness == "violence")
            return refers_back or (suffers and a.sense.name in TOLL)
        if both_dated:
            strangers = a.principals and b.principals
            near = abs(a.paragraph - b.paragraph) <= 1 or a.sense.likeness == "violence"
            return a.date == b.date and a.date.is_day and a.sense.kind == b.sense.kind and near and not strangers
        return refers_back and not b.happening.is_verb and not b.principals

    def deaths(self, drafts: list[Draft]) -> list[Draft]:
        """Nobody dies twice: tellings of one person's death are one event, by the better date."""
        death: dict[int, Draft] = {}
        gone: set[Draft] = set()
        for draft in drafts:
            if not draft.is_settled or draft.sense.name not in ("killing", "death"):
                continue
            for person in sorted(self._dead(draft)):
                other = death.setdefault(person, draft)
                if other is draft or {other, draft} & gone or not _may_be_one(other.date, draft.date):
                    continue
                kept, lost = (draft, other) if _is_better_dated(draft, other) else (other, draft)
                if self._dead(lost) <= self._dead(kept):
                    self.merge(kept, lost)
                    gone.add(lost)
                else:
                    # "Both X and Y died", and of Y's death there is more elsewhere: what is left is X's.
                    lost.parts.pop(person)
                    for quoted in lost.evidence[:1]:
                        kept.quote(replace(quoted, cue="", date=None))
                death[person] = kept
        return [draft for draft in drafts if draft not in gone]


def _sufferers(draft: Draft) -> set[int]:
    return draft.with_role("casualty", "target")


def _may_be_one(a: EventDate | None, b: EventDate | None) -> bool:
    """Whether both dates can mean one day."""
    return a is None or b is None or a.overlaps(b.earliest, b.latest)


def _is_better_dated(a: Draft, b: Draft) -> bool:
    """Whether the date of `a` is known better than that of `b`."""
    if a.date is None or b.date is None:
        return a.date is not None
    if _RANK[a.basis] != _RANK[b.basis]:
        return _RANK[a.basis] > _RANK[b.basis]
    return a.basis == "stated" and takes_in(b.date, a.date)


def _bound(drafts: Sequence[Draft], references: Sequence[Happening]) -> None:
    """Let what is spoken of in a dated sentence have happened by that date."""
    dated = {
        draft.sentence: draft for draft in drafts if draft.basis == "stated" and draft.evidence and not draft.doubt
    }
    undated: dict[str, list[Draft]] = {}
    for draft in drafts:
        if not draft.own_date and draft.is_settled:
            undated.setdefault(draft.sense.likeness, []).append(draft)
    for happening in references:
        host = dated.get(happening.reading)
        if host is None:
            continue
        words = host.evidence[0]
        for draft in undated.get(happening.sense.likeness, [])[-_LOOKED_BACK:]:
            if (
                draft is not host
                and draft.parts.keys() & happening.principals
                and words.start <= happening.start < words.stop
            ):
                draft.not_after = host.date
                draft.quote(replace(words, supports="date", date=None))
