"""The candidates of one article, in its order, with what became of each."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cached_property
from typing import Any

from django.db.models import Max

from timeline.anchoring import Span
from timeline.models import Citation, Event, Evidence, Figure, Participation, Proposal, Source, SourceText, Timeline

__all__ = ["Item", "Queue", "State", "changed_since", "queue", "version", "versions"]


class State(StrEnum):
    """What became of a candidate."""

    WAITING = "waiting"
    ACCEPTED = "accepted"
    REJECTED = "rejected"


STATES = {
    Event.Status.CANDIDATE: State.WAITING,
    Event.Status.PUBLISHED: State.ACCEPTED,
    Event.Status.REJECTED: State.REJECTED,
}
# In this order they make a version.
TOLD_BY = (
    (Event, "id"),
    (Evidence, "event_id"),
    (Participation, "event_id"),
    (Citation, "event_id"),
    (Figure, "event_id"),
)


@dataclass(frozen=True)
class Item:
    """One event of the queue, the `number`-th from 1.

    `event` is ready for display. `proposal` is None where a curator made it. `version` is what the acts ask for.
    `spans` are its words from this article, those of its place in order, in the current text; none where they are lost.
    """

    number: int
    event: Event
    proposal: Proposal | None
    state: State
    version: str
    spans: tuple[Span, ...]

    @property
    def is_waiting(self) -> bool:
        return self.state == State.WAITING


@dataclass(frozen=True)
class Queue:
    """Every event of `timeline` that was proposed from `source` or quotes it, in the order of the article.

    `text` is the current snapshot, None before the first.
    """

    source: Source
    timeline: Timeline
    text: SourceText | None
    items: Sequence[Item]

    @property
    def total(self) -> int:
        return len(self.items)

    @cached_property
    def waiting(self) -> int:
        return sum(item.is_waiting for item in self.items)

    @cached_property
    def accepted(self) -> int:
        return sum(item.state == State.ACCEPTED for item in self.items)

    @cached_property
    def rejected(self) -> int:
        return sum(item.state == State.REJECTED for item in self.items)

    @property
    def done(self) -> int:
        """How many of `total` a curator has decided on."""
        return self.accepted + self.rejected

    def item(self, uid: str) -> Item | None:
        """The one of the event with this id; None when it is not here."""
        return next((item for item in self.items if item.event.uid == uid), None)

    def next_waiting(self, after: int = 0) -> Item | None:
        """The first that waits behind the number `after`, or else from the beginning; None when none waits."""
        waiting = [item for item in self.items if item.is_waiting]
        return next((item for item in waiting if item.number > after), next(iter(waiting), None))


def queue(source: Source, timeline: Timeline) -> Queue:
    """What there is to review of `source` for `timeline`; thirteen queries, however much that is.

    In the order of the article: by where a proposal begins in the current text, else by where the first of the words
    stands now; those whose words are lost come last.
    """
    text = source.current_text
    quoting = Evidence.objects.filter(passage__source=source).order_by().values_list("event", flat=True)
    proposed = Proposal.objects.filter(text__source=source).order_by().values_list("event", flat=True)
    of_it = timeline.events.filter(pk__in={*quoting, *proposed}).order_by()
    events = list(of_it.for_display().select_related("proposal"))
    known = versions(events)
    placed = []
    for event in events:
        proposal = getattr(event, "proposal", None)
        spans = tuple(
            Span(piece.passage.start, piece.passage.stop)
            for piece in event.evidence.all()
            if text and piece.passage.text_id == text.pk
        )
        stands = proposal.position if proposal and text and proposal.text_id == text.pk else None
        if stands is None:
            stands = min(spans).start if spans else float("inf")
        placed.append((stands, event.pk, event, proposal, spans))
    placed.sort(key=lambda row: row[:2])
    return Queue(
        source,
        timeline,
        text,
        [
            Item(number, event, proposal, STATES[event.status], known[event.pk], spans)
            for number, (_stands, _pk, event, proposal, spans) in enumerate(placed, start=1)
        ],
    )


# Versions


def version(event: Event) -> str:
    """A token that is another after every saved change of `event` and of what is its own.

    Made of the newest entries in their histories, so that it knows of whatever was saved, wherever it was.
    """
    return versions([event])[event.pk]


def versions(events: Iterable[Event]) -> dict[int, str]:
    """The `version` of each of `events`, by its key; five queries."""
    keys = [event.pk for event in events]
    parts: dict[int, list[int]] = {key: [] for key in keys}
    for model, whole in TOLD_BY:
        told = model.history.filter(**{f"{whole}__in": keys}).order_by()
        newest = dict(told.values_list(whole).annotate(Max("history_id")))
        for key in keys:
            parts[key].append(newest.get(key, 0))
    return {key: ".".join(map(str, numbers)) for key, numbers in parts.items()}


def changed_since(event: Event, seen: str) -> tuple[Any, datetime | None]:
    """Who changed `event` last since its version was `seen`, and when; (None, None) where nothing tells."""
    numbers = [int(number[:18]) if number.isascii() and number.isdecimal() else 0 for number in seen.split(".")]
    later = []
    for (model, whole), number in zip(TOLD_BY, [*numbers, *[0] * len(TOLD_BY)], strict=False):
        told = model.history.filter(**{whole: event.pk}, history_id__gt=number)
        later += told.select_related("history_user").order_by("-history_id")[:1]
    if not later:
        return None, None
    newest = max(later, key=lambda record: record.history_date)
    return newest.history_user, newest.history_date
