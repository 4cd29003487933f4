"""What readers were shown of an event at one time and another: its history while it was public, and no other."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from operator import attrgetter
from typing import Any

from django.db import models
from django.utils.translation import gettext, gettext_lazy

from timeline.localised import WORDING, quotation_marks, range_in_words
from timeline.models import (
    Actor,
    Citation,
    Event,
    Evidence,
    Figure,
    Kind,
    Load,
    Origin,
    Participation,
    Passage,
    Source,
)
from timeline.models.history import AS_LOADED

__all__ = ["Change", "public_changes"]

# Rows that belong to an event, and what readers are told of each; one that tells the same is the same.
PARTS = {
    Evidence: ("passage_id",),
    Citation: ("source_id",),
    Figure: ("name", "low", "best", "high"),
    Participation: ("actor_id", "role"),
}
ADDED = {
    Evidence: gettext_lazy("Evidence added: %(words)s"),
    Citation: gettext_lazy("Source cited: %(source)s"),
    Figure: gettext_lazy("Figure given: %(name)s, %(number)s"),
    Participation: gettext_lazy("Taking part: %(actor)s (%(role)s)"),
}
TAKEN_AWAY = {
    Evidence: gettext_lazy("Evidence taken away: %(words)s"),
    Citation: gettext_lazy("Source no longer cited: %(source)s"),
    Figure: gettext_lazy("Figure taken away: %(name)s, %(number)s"),
    Participation: gettext_lazy("No longer taking part: %(actor)s (%(role)s)"),
}
SHOWN = ("title", "summary", "kind", "date", "basis", "reason", "zone", "place")


@dataclass(frozen=True)
class Difference:
    """One thing that was changed, as it was and as it is; both are words for readers."""

    what: str
    old: str
    new: str


@dataclass(frozen=True)
class Change:
    when: datetime
    what: str
    why: str
    differences: list[Difference] = field(default_factory=list)


def public_changes(event: Event) -> list[Change]:
    """What changed for readers since `event` was first published, the newest first.

    Compared are the states that were public: what came and went while the event was not, nobody learns here. Who made
    the change is for curators to know. What was loaded in bulk has no history before its first change; it counts as
    having been there since the event was recorded. Sixteen queries at most, however long the past is.
    """
    records = _since_the_first(event, Event, event.history.all(), [event])
    for part in PARTS:
        ever = part.history.filter(event_id=event.pk).values("id")
        now = getattr(event, part._meta.get_field("event").remote_field.related_name).all()
        records += _since_the_first(event, part, part.history.filter(id__in=ever), now)
    names = {
        Evidence: _names(Passage, "exact", {each.passage_id for each in records if _is(each, Evidence)}),
        Citation: _names(Source, "title", {each.source_id for each in records if _is(each, Citation)}),
        Participation: _names(Actor, "name", {each.actor_id for each in records if _is(each, Participation)}),
    }
    past = _Past(event, names, Kind.objects.in_bulk())
    # What was loaded together came together, the event last.
    for record in sorted(records, key=lambda record: (record.history_date, _is(record, Event))):
        past.take(record)
    return past.changes[::-1]


def _since_the_first(event: Event, model: type, history: Iterable, rows: Iterable) -> list:
    """The records of `history`; and one for each of its things, and of those that are there, that has no first one.

    That is what the thing was when somebody first touched it, or is, if nobody has.
    """
    records = sorted(history, key=attrgetter("history_date", "history_id"))
    first: dict[int, Any] = {}
    for record in records:
        first.setdefault(record.id, record)
    untold = [record for record in first.values() if record.history_type != "+"]
    untold += [row for row in rows if row.pk not in first]
    columns = [column.attname for column in model._meta.concrete_fields]
    loaded = {"history_date": event.recorded_at, "history_type": "+", "history_change_reason": AS_LOADED}
    return [
        *(model.history.model(**{name: getattr(row, name) for name in columns}, **loaded) for row in untold),
        *records,
    ]


def _is(record: Any, model: type) -> bool:
    return record.instance_type is model


def _names(model: type[models.Model], column: str, keys: set[int]) -> dict[int, str]:
    """What those of `model` with these keys are called, or were when they were deleted."""
    names = dict(model.objects.filter(pk__in=keys).values_list("pk", column))
    if gone := keys - names.keys():
        names |= dict(model.history.filter(id__in=gone).order_by("history_date").values_list("id", column))
    return names


def _origin(event: Event) -> str:
    """From where `event` was loaded: "Loaded from ucdp-ged (GEDEvent_v25_1.csv)"; "" where nobody remembers."""
    origin = Origin.objects.filter(event=event).first()
    if origin is None:
        return ""
    loads = Load.objects.filter(timeline=origin.timeline_id, dataset=origin.dataset)
    load = loads.filter(started_at__lte=event.recorded_at, finished_at__gte=event.recorded_at).first()
    if load is None:
        return gettext("Loaded from %(dataset)s") % {"dataset": origin.dataset}
    return gettext("Loaded from %(dataset)s (%(file)s)") % {"dataset": origin.dataset, "file": load.name}


@dataclass
class _Past:
    """An event's history as it is gone through, the oldest record first.

    `names` are what passages, sources and actors are called, by the model of the part that they are of and by their
    keys. `parts` are what the event has now, by model and row, as the columns of `PARTS` tell it.
    """

    event: Event
    names: dict[type, dict[int, str]]
    kinds: dict[int, Kind]
    changes: list[Change] = field(default_factory=list)
    parts: dict[type, dict[int, tuple]] = field(default_factory=lambda: {part: {} for part in PARTS})
    shown: object = None
    shown_parts: dict[type, set[tuple]] = field(default_factory=lambda: {part: set() for part in PARTS})
    is_public: bool = False

    def take(self, record) -> None:
        why = record.history_change_reason or ""
        if record.instance_type in PARTS:
            self._take_part(record)
            # What was handed over by a merger has as its reason the name of what may never have been public.
            self._compare_parts(record.history_date, "" if record.history_type == "~" else why)
            return
        self.is_public = record.status == Event.Status.PUBLISHED
        if not self.is_public:
            return
        if self.shown is None:
            loaded = _origin(self.event) if why == AS_LOADED else ""
            why = "" if why in ("Published", AS_LOADED) else why
            self.changes.append(Change(record.history_date, loaded or gettext("Published"), why))
            self.shown_parts = {part: set(rows.values()) for part, rows in self.parts.items()}
        elif differences := self._differences(self.shown, record):
            self.changes.append(Change(record.history_date, gettext("Changed"), why, differences))
        self.shown = record
        self._compare_parts(record.history_date, "")

    def _take_part(self, record) -> None:
        rows = self.parts[record.instance_type]
        if record.history_type == "-" or record.event_id != self.event.pk:
            rows.pop(record.id, None)
        else:
            rows[record.id] = tuple(getattr(record, name) for name in PARTS[record.instance_type])

    def _compare_parts(self, when: datetime, why: str) -> None:
        if not self.is_public:
            return
        for part, rows in self.parts.items():
            now, before = set(rows.values()), self.shown_parts[part]
            taken_away, added = (sorted(some, key=str) for some in (before - now, now - before))
            sentences = [self._sentence(part, each, TAKEN_AWAY) for each in taken_away]
            sentences += [self._sentence(part, each, ADDED) for each in added]
            self.changes += [Change(when, sentence, why) for sentence in sentences]
            self.shown_parts[part] = now

    def _sentence(self, part: type, told: tuple, messages: dict) -> str:
        if part is Figure:
            name, *bounds = told
            return messages[part] % {"name": name, "number": range_in_words(*bounds)}
        name = self.names[part].get(told[0], "")
        if part is Evidence:
            opening, closing = quotation_marks(name)
            return messages[part] % {"words": f"{opening}{name}{closing}"}
        if part is Citation:
            return messages[part] % {"source": name}
        role = dict(Participation.Role.choices)[told[1]]
        return messages[part] % {"actor": name, "role": role}

    def _differences(self, old, new) -> list[Difference]:
        meta = Event._meta
        return [
            Difference(str(meta.get_field(name).verbose_name), self._value(old, name), self._value(new, name))
            for name in SHOWN
            if getattr(old, meta.get_field(name).attname) != getattr(new, meta.get_field(name).attname)
        ]

    def _value(self, record, name: str) -> str:
        if name == "kind":
            return str(self.kinds.get(record.kind_id, ""))
        if name == "date":
            return record.date.label(WORDING) if record.date else gettext("undated")
        if name == "basis":
            return str(dict(Event.Basis.choices).get(record.basis, ""))
        return getattr(record, name)
