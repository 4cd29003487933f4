"""What there is to choose from: for every value of every facet, the events that have it."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from timeline.dates import EventDate
from timeline.models import Actor, Evidence, Membership, Participation, Redirect, Timeline

from .search import fold, terms

__all__ = ["FACETED", "Catalogue", "Value"]

FACETED = ("actor", "role", "kind", "basis", "source", "said_by")
# The keys whose values may have been merged or renamed, and as what these are remembered.
REDIRECTED = {
    "actor": Redirect.Of.ACTOR,
    "said_by": Redirect.Of.ACTOR,
    "event": Redirect.Of.EVENT,
    "source": Redirect.Of.SOURCE,
}


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
        rows = Participation.objects.filter(event__in=events).select_related("actor", "said_by").order_by()
        for row in rows:
            self._add("actor", Value(row.actor.slug, row.actor.name, row.actor), row.event_id)
            self._add("role", Value(row.role, row.get_role_display()), row.event_id)
            self.in_role[row.actor.slug, row.role].add(row.event_id)
            if row.said_by:
                self._add("said_by", Value(row.said_by.slug, row.said_by.name, row.said_by), row.event_id)

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
        for row in Membership.objects.confirmed().select_related("member", "body").order_by():
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

    def moved(self, asked: Iterable[tuple[str, str]]) -> dict[tuple[str, str], str]:
        """For each (key, value) of `asked` that is a former id or slug: what it stands for now, if that is here.

        At most two queries, however much is asked.
        """
        wanted = {(REDIRECTED[key], old[:120]) for key, old in asked if key in REDIRECTED}
        if not wanted:
            return {}
        rows = Redirect.objects.filter(old__in={old for _kind, old in wanted}).values_list("kind", "old", "uid")
        now = {(kind, old): uid for kind, old, uid in rows}
        slugs = dict(Actor.objects.filter(uid__in=now.values()).values_list("uid", "slug")) if now else {}
        found = {}
        for key, old in asked:
            uid = now.get((REDIRECTED.get(key), old[:120]), "")
            present = slugs.get(uid) if REDIRECTED.get(key) == Redirect.Of.ACTOR else uid
            if present and present in (self.uids if key == "event" else self.values[key]):
                found[key, old] = present
        return found

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
            folded = [fold(part) for part in parts]
            if all(term.wanted == any(term.is_in(part) for part in folded) for term in asked):
                found.add(pk)
        return found
