"""What readers were shown of an event at one time and another: its history while it was public, and no other."""

from dataclasses import dataclass, field
from datetime import datetime

from django.utils.translation import gettext

from timeline.localised import WORDING
from timeline.models import Event, Evidence, Kind, Passage

__all__ = ["Change", "public_changes"]

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
    """What changed for readers since `event` was first published, the newest first; four queries.

    Compared are the states that were public: what came and went while the event was not, nobody learns here. Who made
    the change is for curators to know.
    """
    told = list(event.history.all())
    ever = Evidence.history.filter(event_id=event.pk).values("id")
    quoted = list(Evidence.history.filter(id__in=ever))
    passages = Passage.history.filter(id__in={record.passage_id for record in quoted}).order_by("history_date")
    past = _Past(event, dict(passages.values_list("id", "exact")), Kind.objects.in_bulk())
    for record in sorted(told + quoted, key=lambda record: record.history_date):
        past.take(record)
    return past.changes[::-1]


@dataclass
class _Past:
    """An event's history as it is gone through, the oldest record first.

    `words` are quotations by passage, `evidence` the passages that it rests on now, by the row that says so.
    """

    event: Event
    words: dict[int, str]
    kinds: dict[int, Kind]
    changes: list[Change] = field(default_factory=list)
    evidence: dict[int, int] = field(default_factory=dict)
    shown: object = None
    shown_passages: set[int] = field(default_factory=set)
    is_public: bool = False

    def take(self, record) -> None:
        why = record.history_change_reason or ""
        if record.instance_type is Evidence:
            self._take_evidence(record)
            # What was handed over by a merger has as its reason the name of what may never have been public.
            self._compare_passages(record.history_date, "" if record.history_type == "~" else why)
            return
        self.is_public = record.status == Event.Status.PUBLISHED
        if not self.is_public:
            return
        if self.shown is None:
            self.changes.append(Change(record.history_date, gettext("Published"), why if why != "Published" else ""))
            self.shown_passages = set(self.evidence.values())
        elif differences := self._differences(self.shown, record):
            self.changes.append(Change(record.history_date, gettext("Changed"), why, differences))
        self.shown = record
        self._compare_passages(record.history_date, "")

    def _take_evidence(self, record) -> None:
        if record.history_type == "-" or record.event_id != self.event.pk:
            self.evidence.pop(record.id, None)
        else:
            self.evidence[record.id] = record.passage_id

    def _compare_passages(self, when: datetime, why: str) -> None:
        if not self.is_public:
            return
        now = set(self.evidence.values())
        for what, passages in (
            (gettext("Evidence taken away: “%(words)s”"), self.shown_passages - now),
            (gettext("Evidence added: “%(words)s”"), now - self.shown_passages),
        ):
            self.changes += [Change(when, what % {"words": self.words[key]}, why) for key in sorted(passages)]
        self.shown_passages = now

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
