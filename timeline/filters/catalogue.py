"""What there is to choose from: for every value of every facet, the events that have it."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from timeline.dates import EventDate
from timeline.models import Actor, Evidence, Membership, Participation, Redirect, Timeline

from .search import fold, terms

__all__ = ["FACETED", "Catalogue", "Value"]

FACETED = ("actor", "role", "kind", "basis", "source", "said_by")


@dataclass(frozen=True)
class Value:
    """A value that a facet may take, with the name it goes by."""

    slug: str
    name: str
    row: object = None


class Catalogue:
    """All published events of one timeline, as tables from values to sets of events.

    Four queries, whatever the number of events, one for their order and two for a search. An event is known here by
    its primary key.
    """

    def __init__(self, timeline: Timeline):
        self.timeline = timeline
        events = timeline.events.published()
        self.uids: dict[str, int] = {}
        self.values: dict[str, dict[str, Value]] = {key: {} for key in FACETED}
        self.having: dict[str, dict[str, set[int]]] = {key: defaultdict(set) for key in FACETED}
        self.in_role: dict[tuple[str, str], set[int]] = defaultdict(set)
        self.parts: dict[str, set[str]] = defaultdict(set)
        self.recorded: dict[int, datetime] = {}
        self.dates: dict[int, EventDate] = {}
        self._found: dict[str, set[int]] = {}
        self._read_events(events)
        self._read_participations(events)
        self._read_evidence(events)
        self._read_memberships()

    def _read_events(self, events) -> None:
        for event in events.select_related("kind").defer("summary", "reason").order_by():
            self.uids[event.uid] = event.pk
            self.recorded[event.pk] = event.recorded_at
            if event.date and not event.date.is_undated:
                self.dates[event.pk] = event.date
            self._add("kind", Value(event.kind.slug, event.kind.name, event.kind), event.pk)
            if event.basis:
                self._add("basis", Value(event.basis, event.get_basis_display()), event.pk)

    def _read_participations(self, events) -> None:
        rows = Participation.objects.filter(event__in=events).select_related("actor").order_by()
        for row in rows:
            self._add("actor", Value(row.actor.slug, row.actor.name, row.actor), row.event_id)
            self._add("role", Value(row.role, row.get_role_display()), row.event_id)
            self.in_role[row.actor.slug, row.role].add(row.event_id)

    def _read_evidence(self, events) -> None:
        rows = Evidence.objects.filter(event__in=events).select_related("passage__source", "attributed_to")
        for row in rows.defer("passage__exact", "passage__prefix", "passage__suffix").order_by():
            source, speaker = row.passage.source, row.attributed_to
            self._add("source", Value(source.uid, source.title, source), row.event_id)
            if speaker:
                self._add("said_by", Value(speaker.slug, speaker.name, speaker), row.event_id)

    def _read_memberships(self) -> None:
        """What the actors are part of may be asked for too, though it takes part in nothing itself."""
        bodies = defaultdict(list)
        for row in Membership.objects.select_related("member", "body").order_by():
            self.parts[row.body.slug].add(row.member.slug)
            bodies[row.member.slug].append(row.body)
        waiting = list(self.values["actor"])
        while waiting:
            for body in bodies[waiting.pop()]:
                if body.slug not in self.values["actor"]:
                    self.values["actor"][body.slug] = Value(body.slug, body.name, body)
                    waiting.append(body.slug)

    def _add(self, key: str, value: Value, event: int) -> None:
        self.values[key].setdefault(value.slug, value)
        self.having[key][value.slug].add(event)

    @cached_property
    def order(self) -> list[int]:
        """All events in the order in which they are told."""
        return self.timeline.events.published().in_order()

    @cached_property
    def everything(self) -> set[int]:
        return set(self.recorded)

    @cached_property
    def affiliates(self) -> dict[str, set[str]]:
        """For each actor, by slug, itself and all that is part of it, directly or through others."""
        known = {}
        for slug in self.values["actor"]:
            reached, waiting = {slug}, [slug]
            while waiting:
                further = self.parts[waiting.pop()] - reached
                reached |= further
                waiting += further
            known[slug] = reached
        return known

    def moved(self, key: str, old: str) -> str | None:
        """What on this timeline the former id or slug `old` stands for now; None when nothing does."""
        kind = {"actor": "actor", "said_by": "actor", "event": "event", "source": "source"}.get(key)
        uid = kind and Redirect.objects.target(kind, old[:120])
        if kind == "actor" and uid:
            uid = Actor.objects.filter(uid=uid).values_list("slug", flat=True).first()
        return uid if uid in (self.uids if key == "event" else self.values[key]) else None

    def matching(self, q: str) -> set[int]:
        """What `_matching` finds, looked for once."""
        if q not in self._found:
            self._found[q] = self._matching(q)
        return self._found[q]

    def _matching(self, q: str) -> set[int]:
        """The events whose title, summary and quotations hold every word of `q`, at the beginning of a word.

        Case and accents do not count; "words in double quotes" stand together; -word must not be there.
        """
        texts = defaultdict(list)
        events = self.timeline.events.published()
        for pk, title, summary in events.order_by().values_list("pk", "title", "summary"):
            texts[pk] += [title, summary]
        quotations = Evidence.objects.filter(event__in=events).order_by().values_list("event", "passage__exact")
        for pk, exact in quotations:
            texts[pk].append(exact)
        asked, found = terms(q), set()
        for pk, parts in texts.items():
            folded = fold("\n".join(parts))
            if all(term.is_in(folded) for term in asked):
                found.add(pk)
        return found
