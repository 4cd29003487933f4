"""What readers were shown of an event at one time and another: its history while it was public, and no other."""

from dataclasses import dataclass, field
from datetime import datetime

from django.utils.translation import gettext, gettext_lazy

from timeline.localised import WORDING, quotation_marks
from timeline.models import Actor, Event, Evidence, Kind, Participation, Passage

__all__ = ["Change", "public_changes"]

# Rows that belong to an event, and what tells one from another.
PARTS = {Evidence: ("passage_id",), Participation: ("actor_id", "role")}
ADDED = {
    Evidence: gettext_lazy("Evidence added: %(words)s"),
    Participation: gettext_lazy("Taking part: %(actor)s (%(role)s)"),
}
TAKEN_AWAY = {
    Evidence: gettext_lazy("Evidence taken away: %(words)s"),
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
    """What changed for readers since `event` was first published, the newest first; six queries.

    Compared are the states that were public: what came and went while the event was not, nobody learns here. Who made
    the change is for curators to know.
    """
    records = list(event.history.all())
    for part in PARTS:
        ever = part.history.filter(event_id=event.pk).values("id")
        records += part.history.filter(id__in=ever)
    quoted = {record.passage_id for record in records if record.instance_type is Evidence}
    acting = {record.actor_id for record in records if record.instance_type is Participation}
    passages = Passage.history.filter(id__in=quoted).order_by("history_date").values_list("id", "exact")
    actors = Actor.history.filter(id__in=acting).order_by("history_date").values_list("id", "name")
    past = _Past(event, dict(passages), dict(actors), Kind.objects.in_bulk())
    for record in sorted(records, key=lambda record: record.history_date):
        past.take(record)
    return past.changes[::-1]


@dataclass
class _Past:
    """An event's history as it is gone through, the oldest record first.

    `quotations` are by passage and `names` by actor. `parts` are what the event has now, by model and row: what tells
    one from another, the passage of evidence, actor and role of a participation.
    """

    event: Event
    quotations: dict[int, str]
    names: dict[int, str]
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
            self.changes.append(Change(record.history_date, gettext("Published"), why if why != "Published" else ""))
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
            taken_away, added = (sorted(before - now), sorted(now - before))
            sentences = [self._sentence(part, each, TAKEN_AWAY) for each in taken_away]
            sentences += [self._sentence(part, each, ADDED) for each in added]
            self.changes += [Change(when, sentence, why) for sentence in sentences]
            self.shown_parts[part] = now

    def _sentence(self, part: type, told: tuple, messages: dict) -> str:
        if part is Evidence:
            words = self.quotations[told[0]]
            opening, closing = quotation_marks(words)
            return messages[part] % {"words": f"{opening}{words}{closing}"}
        role = dict(Participation.Role.choices)[told[1]]
        return messages[part] % {"actor": self.names[told[0]], "role": role}

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
