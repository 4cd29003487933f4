"""What an act changes, row by row, and how the rows are put back.

An act is recorded from outside: the rows that it may touch are read before it and after it, and what differs is kept.
So it does not matter how deep in `curation` a row was written, and nothing that an act does can be forgotten here
except by leaving a row out of `_rows`, which the tests of random acts would find.

`Act.before` is {"rows": […], "made": […]}: the rows that the act changed or deleted, complete and as they were, in
the form of Django's serialisers; and the keys of those it made. `Act.after` is {"rows": {…}, "events": […], "actors":
[…]}: a digest of every row that has to be the same still when the act is taken back, and the events and actors of
which no part may have been added since. A key is "event:12": model and primary key. Passages are kept but not watched:
a new text of the article moves them, and they are shared between events.
"""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.core import serializers
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.db.models.deletion import ProtectedError, RestrictedError
from django.utils.translation import gettext as _

from timeline import curation
from timeline.models import (
    Act,
    Actor,
    Alias,
    Citation,
    Event,
    Evidence,
    Figure,
    Membership,
    Origin,
    Participation,
    Passage,
    Proposal,
    Redirect,
)

from .errors import UndoError, moment, name_of

__all__ = ["Recording", "put_back", "refuse_if_changed"]

WHOLES = (Actor, Event, Passage)  # what others refer to
PARTS = (Alias, Membership, Evidence, Citation, Figure, Participation, Proposal, Redirect, Origin)
MODELS = {model._meta.model_name: model for model in (*WHOLES, *PARTS)}
Rows = dict[str, models.Model]


def key_of(row: models.Model) -> str:
    return f"{row._meta.model_name}:{row.pk}"


@dataclass
class Recording:
    """What happens to `events`, with all that is theirs, and to the actors in them, from now until `close`.

    `named` are further actors who may be named in the events, renamed or given aliases; `whole` are those who may go,
    and with them whatever refers to them, in any event.
    """

    events: set[int]
    named: set[int] = field(default_factory=set)
    whole: set[int] = field(default_factory=set)

    def __post_init__(self):
        self._event_names: set[str] = set()
        self._actor_names: set[str] = set()
        self._before = self._rows()
        self._values = {key: _values(row) for key, row in self._before.items()}

    def made(self, thing: Event | Actor) -> None:
        """Say that the act has made `thing`."""
        if isinstance(thing, Event):
            self.events.add(thing.pk)
        else:
            self.named.add(thing.pk)

    def proposed_actors(self) -> list[Actor]:
        """The proposed actors of the events as they were, and proposed bodies above these; not those `named`."""
        actors = [row for row in self._before.values() if isinstance(row, Actor) and row.pk not in self.named]
        return [actor for actor in actors if actor.is_proposed]

    def close(self) -> tuple[dict, dict] | None:
        """`before` and `after` of the act; None when it has changed nothing."""
        now = self._rows()
        now |= _rows_of(self._before.keys() - now.keys())
        values = {key: _values(row) for key, row in now.items()}
        made = now.keys() - self._before.keys()
        changed = {key for key in now.keys() & self._before.keys() if values[key] != self._values[key]}
        lost = self._before.keys() - now.keys()
        if not (made or changed or lost):
            return None
        actors = {now[key].pk for key in made if isinstance(now[key], Actor)}
        events = {row.pk for row in now.values() if isinstance(row, Event) and row.pk in self.events}
        watched = {key: row for key, row in now.items() if key in made or key in changed}
        watched |= _parts(events, actors)
        before = {
            "rows": [{"key": key, **_serialised(self._before[key])} for key in sorted(changed | lost)],
            "made": sorted(made),
        }
        after = {
            "rows": {key: _digest(row) for key, row in sorted(watched.items()) if not isinstance(row, Passage)},
            "events": sorted(events),
            "actors": sorted(actors),
        }
        return before, after

    def _rows(self) -> Rows:
        """Every row that the act may touch, as it is now."""
        rows: Rows = {}

        def take(found: models.QuerySet) -> list:
            rows.update((key_of(row), row) for row in found)
            return list(found)

        of_events = Q(event__in=self.events)
        events = take(
            Event.objects.filter(Q(pk__in=self.events) | Q(after__in=self.events) | Q(before__in=self.events))
        )
        for model in (Proposal, Citation, Figure, Origin):
            take(model.objects.filter(of_events))
        take(Evidence.objects.filter(of_events | Q(actor__in=self.whole) | Q(attributed_to__in=self.whole)))
        take(Participation.objects.filter(of_events | Q(actor__in=self.whole) | Q(said_by__in=self.whole)))
        above = Membership.objects.bodies_above(_mentioned(rows) | self.named | self.whole)
        known = self.named | self.whole
        actors = take(Actor.objects.filter(Q(pk__in=known) | Q(pk__in=above, is_proposed=True)))
        going = [actor for actor in actors if actor.is_proposed or actor.pk in self.whole]
        # Whom nothing but rejected events tells of is dropped, and then these do not tell of them either.
        rejected = Q(event__status=Event.Status.REJECTED)
        take(Evidence.objects.filter(rejected, Q(actor__in=going) | Q(attributed_to__in=going)))
        take(Participation.objects.filter(rejected, Q(actor__in=going) | Q(said_by__in=going)))
        take(Passage.objects.filter(pk__in={row.passage_id for row in rows.values() if isinstance(row, Evidence)}))
        take(Alias.objects.filter(actor__in=actors))
        take(Membership.objects.filter(Q(member__in=going) | Q(body__in=going)))
        # Those of things that are gone by now lead elsewhere.
        self._event_names |= {event.uid for event in events if event.pk in self.events}
        self._actor_names |= {name for actor in going for name in (actor.uid, actor.slug)}
        for kind, names in ((Redirect.Of.EVENT, self._event_names), (Redirect.Of.ACTOR, self._actor_names)):
            take(Redirect.objects.filter(Q(old__in=names) | Q(uid__in=names), kind=kind))
        return rows


def _mentioned(rows: Rows) -> set[int]:
    """The keys of the actors in the evidence and the participations among `rows`."""
    found: set[int | None] = set()
    for row in rows.values():
        if isinstance(row, Evidence):
            found |= {row.actor_id, row.attributed_to_id}
        elif isinstance(row, Participation):
            found |= {row.actor_id, row.said_by_id}
    return found - {None}


# Taking back


def refuse_if_changed(act: Act) -> None:
    """Raise UndoError if anything that `act` left is not as it left it, or has got a part since."""
    rows = _rows_of(act.after["rows"]) | _parts(set(act.after["events"]), set(act.after["actors"]))
    now = {key: _digest(row) for key, row in rows.items()}
    different = {key for key in now.keys() | act.after["rows"].keys() if now.get(key) != act.after["rows"].get(key)}
    if different:
        raise _changed(act, different, rows)


def _changed(act: Act, keys: set[str], rows: Rows) -> UndoError:
    records = []
    for model, pks in _by_model(keys).items():
        if hasattr(model, "history"):
            told = model.history.filter(id__in=pks).select_related("history_user")
            records += told.order_by("-history_date", "-history_id")[:1]
    if not records:
        thing = next((rows[key] for key in sorted(keys) if key in rows), act.name)
        return UndoError(act, _("What it left has been changed since."), thing=thing)
    newest = max(records, key=lambda record: record.history_date)
    thing = _told_of(newest)
    words = {"thing": thing, "who": name_of(newest.history_user), "when": moment(newest.history_date)}
    why = _("“%(thing)s” was changed by %(who)s, %(when)s, since then.") % words
    return UndoError(act, why, thing=thing, who=newest.history_user, when=newest.history_date)


def _told_of(record: Any) -> Any:
    """The event that a historical record is of or belongs to, as far as it is there; else what the record is of."""
    if record.instance_type in (Evidence, Citation, Figure, Participation):
        return Event.objects.filter(pk=record.event_id).first() or _("an event that is there no more")
    if record.instance_type in (Alias, Membership):
        owner = record.actor_id if record.instance_type is Alias else record.member_id
        return Actor.objects.filter(pk=owner).first() or _("an actor that is there no more")
    return record.instance


def put_back(act: Act, *, by: Any, why: str) -> list[Actor]:
    """Let every row be what it was before `act`, and return the actors that are there again.

    To be called after `refuse_if_changed`, in one transaction with it.

    Raises UndoError where something made by the act is used by now, or a quotation cannot come back as it was.
    """
    before = {row["key"]: row for row in act.before["rows"]}
    present = _rows_of(before)
    lost = {key: row for key, row in before.items() if key not in present}
    passages = _passages_again(act, lost, by, why)
    restored = {key: _instance(row, passages) for key, row in before.items() if key not in passages}
    _refuse_if_rootless(act, restored)
    for key, row in restored.items():
        if key in lost and isinstance(row, Actor) and Actor.objects.filter(slug=row.slug).exists():
            row.slug = curation.free_slug(row)
    made = _rows_of(act.before["made"])
    for model in WHOLES:
        _insert([restored[key] for key in lost if key in restored and MODELS[_model(key)] is model], by, why)
    for model in PARTS:
        _delete([row for row in made.values() if isinstance(row, model)], act, by, why)
    # First what changes makes room, then what was lost takes it.
    for key, row in restored.items():
        if key not in lost:
            _write(row, by, why, force_update=True)
    for model in PARTS:
        _insert([restored[key] for key in lost if key in restored and MODELS[_model(key)] is model], by, why)
    _delete([row for row in made.values() if isinstance(row, Event)], act, by, why)
    _delete([row for row in made.values() if isinstance(row, Actor)], act, by, why)
    curation.drop_unused([row for row in made.values() if isinstance(row, Passage)], by=by, why=why)
    # What has only given parts back is another than it was, and its version is to tell.
    for event in Event.objects.filter(pk__in=act.after["events"]).order_by("pk"):
        if key_of(event) not in restored:
            _write(event, by, why)
    return [row for key, row in restored.items() if key in lost and isinstance(row, Actor)]


def _refuse_if_rootless(act: Act, restored: Rows) -> None:
    """Raise UndoError if one of the rows to be put back refers to what is there no more, and does not come back."""
    wanted: dict[type[models.Model], set[int]] = {}
    for row in restored.values():
        for column in row._meta.concrete_fields:
            if column.remote_field and (pk := getattr(row, column.attname)) is not None:
                wanted.setdefault(column.related_model, set()).add(pk)
    for model, pks in wanted.items():
        there = set(model._base_manager.filter(pk__in=pks).values_list("pk", flat=True))
        there |= {row.pk for row in restored.values() if isinstance(row, model)}
        if pks - there:
            what = {"kind": model._meta.verbose_name}
            raise UndoError(act, _("It needs what is there no more (%(kind)s).") % what)


def _passages_again(act: Act, lost: dict[str, dict], by: Any, why: str) -> dict[str, int]:
    """For the passages that are to come back and are there again, made anew by somebody: their keys now."""
    found = {}
    for key, row in lost.items():
        if MODELS[_model(key)] is not Passage:
            continue
        passage = _instance(row, {})
        if passage.text_id is None:
            continue
        if passage.text_id != passage.source.current_text.pk:
            why = _("“%(source)s” has got a new text since, and the quotation was lost with the old one.")
            raise UndoError(act, why % {"source": passage.source}, thing=passage)
        again = Passage.objects.filter(text=passage.text_id, start=passage.start, stop=passage.stop).first()
        if again:
            found[key] = again.pk
    return found


def _insert(rows: list[models.Model], by: Any, why: str) -> None:
    for row in rows:
        _write(row, by, why, force_insert=True)


def _write(row: models.Model, by: Any, why: str, **how: bool) -> None:
    row._history_user, row._change_reason = by, why
    row.save(**how)


def _delete(rows: list[models.Model], act: Act, by: Any, why: str) -> None:
    for row in rows:
        row._history_user, row._change_reason = by, why
        try:
            row.delete()
        except (ProtectedError, RestrictedError) as error:
            users = getattr(error, "protected_objects", None) or error.restricted_objects
            used = next(iter(users))
            thing = used.event if isinstance(used, Evidence | Citation | Participation) else used
            words = {"row": row, "thing": thing}
            raise UndoError(act, _("“%(row)s” is used by “%(thing)s” by now.") % words, thing=thing) from error


# Rows as plain values


def _parts(events: set[int], actors: set[int]) -> Rows:
    """The `events` with all that is their own, the `actors` with their names and memberships."""
    found = [
        *Event.objects.filter(pk__in=events),
        *Evidence.objects.filter(event__in=events),
        *Citation.objects.filter(event__in=events),
        *Figure.objects.filter(event__in=events),
        *Participation.objects.filter(event__in=events),
        *Actor.objects.filter(pk__in=actors),
        *Alias.objects.filter(actor__in=actors),
        *Membership.objects.filter(Q(member__in=actors) | Q(body__in=actors)),
    ]
    return {key_of(row): row for row in found}


def _rows_of(keys: Iterable[str]) -> Rows:
    """Those of the rows with these `keys` that are there."""
    rows: Rows = {}
    for model, pks in _by_model(keys).items():
        rows |= {key_of(row): row for row in model.objects.filter(pk__in=pks)}
    return rows


def _model(key: str) -> str:
    return key.partition(":")[0]


def _by_model(keys: Iterable[str]) -> dict[type[models.Model], list[int]]:
    found: dict[type[models.Model], list[int]] = {}
    for key in keys:
        name, _colon, pk = key.partition(":")
        found.setdefault(MODELS[name], []).append(int(pk))
    return found


def _serialised(row: models.Model) -> dict:
    (told,) = serializers.serialize("python", [row])
    return json.loads(json.dumps(told, cls=DjangoJSONEncoder))


def _values(row: models.Model) -> dict:
    return _serialised(row)["fields"]


def _digest(row: models.Model) -> str:
    written = json.dumps(_values(row), sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(written.encode()).hexdigest()[:16]


def _instance(row: dict, passages: dict[str, int]) -> models.Model:
    """The row that was serialised, not saved; where it quotes one of `passages`, it quotes what that is now."""
    fields = dict(row["fields"])
    if "passage" in fields:
        fields["passage"] = passages.get(f"passage:{fields['passage']}", fields["passage"])
    (told,) = serializers.deserialize("python", [{"model": row["model"], "pk": row["pk"], "fields": fields}])
    return told.object
