"""What a curator does to the candidates of an article, one act at a time.

Every act is one transaction, under the lock of the event that it is about: it is refused where the event is not what
the curator saw, and otherwise recorded, so that it can be taken back.
"""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from timeline import curation, ingest
from timeline.models import (
    Act,
    Actor,
    Event,
    Evidence,
    Participation,
    Redirect,
    Source,
    Timeline,
)

from .changes import AS_IS, Changes, NewActor, Part, Words
from .editing import apply, named_in, slug_for
from .errors import InvalidError, ReviewError, StaleError, UndoError
from .queue import changed_since
from .queue import version as version_of
from .recording import Recording, put_back, refuse_if_changed

__all__ = [
    "accept",
    "confirm_actor",
    "edit",
    "last_act",
    "match_actor",
    "merge",
    "propose",
    "reject",
    "reopen",
    "split",
    "undo",
]


# Events


def accept(event: Event, *, source: Source, version: str, by: Any, now: datetime) -> Event:
    """`event` as readers see it from now on; its proposed actors are confirmed.

    Raises StaleError where its version is not `version` any more, `curation.PublishError` where the gate refuses it,
    ReviewError where it is published already.
    """
    with _acting(Act.Verb.ACCEPT, event, source, version, by, now) as acting:
        event = acting.event
        if event.is_published:
            raise ReviewError(_("“%(event)s” is published already. Nothing was changed.") % {"event": event})
        if event.status == Event.Status.REJECTED:
            _bring_back(acting, by)
        curation.publish(event, now=now, by=by)
        return event


def edit(
    event: Event, changes: Changes, *, source: Source, version: str, by: Any, now: datetime, why: str = ""
) -> Event:
    """`event` with all `changes` at once. Actors that were only proposed, and that no event has any more, are dropped.

    `why` is for the history, which readers see where the event is public.

    Raises StaleError; InvalidError with the problems by field; `curation.CurationError` where it is published and
    readers could not check it any more, or where the order that is stated would run in a circle.
    """
    with _acting(Act.Verb.EDIT, event, source, version, by, now, named=named_in(changes)) as acting:
        for actor in apply(acting.event, changes, source=source, by=by, why=why):
            acting.recording.made(actor)
        return acting.event


def merge(
    event: Event,
    into: Event,
    *,
    source: Source,
    version: str,
    by: Any,
    now: datetime,
    into_version: str | None = None,
) -> Event:
    """`into`, which has the words, sources and participants of `event` too; its title, date and standing stay its own.

    Raises StaleError, of `into` as well where its version is given, and CurationError where `curation.merge_events`
    does.
    """
    with _acting(Act.Verb.MERGE, event, source, version, by, now, other=into, other_version=into_version) as acting:
        curation.merge_events(acting.other, [acting.event], by=by)
        return acting.other


def split(
    event: Event,
    *,
    source: Source,
    version: str,
    by: Any,
    now: datetime,
    evidence: Collection[Evidence] = (),
    participants: Collection[Participation] = (),
    title: str = "",
) -> Event:
    """A second candidate, which takes the chosen `evidence` and `participants` of `event` with it.

    Where no evidence is chosen it has a copy of all, to be edited, and so with the participants. Kind, date and its
    basis, summary and place are those of `event`, and so is the title unless one is given. Raises StaleError;
    ReviewError where no evidence would be left to `event`, or where what is chosen is not its own; InvalidError;
    `curation.PublishError` where `event` is published and could not be any more.
    """
    with _acting(Act.Verb.SPLIT, event, source, version, by, now) as acting:
        event = acting.event
        own = {piece.pk: piece for piece in event.evidence.all()}
        parts = {part.pk: part for part in event.participations.all()}
        moved = [own.get(piece.pk) for piece in evidence]
        moved_parts = [parts.get(part.pk) for part in participants]
        if None in moved or None in moved_parts:
            raise ReviewError(_("What is split off is not of “%(event)s”. Nothing was changed.") % {"event": event})
        if moved and len({piece.pk for piece in moved}) == len(own):
            raise ReviewError(
                _("“%(event)s” would be left without any words: leave it some evidence. Nothing was changed.")
                % {"event": event}
            )
        second = Event(
            timeline=event.timeline,
            title=title.strip() or event.title,
            summary=event.summary,
            kind=event.kind,
            date=event.date,
            zone=event.zone,
            basis=event.basis,
            reason=event.reason,
            place=event.place,
            recorded_at=now,
        )
        second.slug = slug_for(second)
        _check(second)
        why = _("Split")
        _save(second, by, why)
        acting.recording.made(second)
        for rows, chosen in ((own.values(), moved), (parts.values(), moved_parts)):
            for row in chosen or rows:
                if not chosen:
                    row.pk, row._state.adding = None, True
                row.event = second
                _save(row, by, why)
        _save(event, by, why)
        curation.gate(event, by=by)
        return second


def reject(event: Event, *, source: Source, version: str, by: Any, now: datetime, why: str = "") -> Event:
    """`event`, refused: kept, so that it is not proposed again. Actors only proposed, and only here, are dropped.

    Raises StaleError, and ReviewError where it is rejected already.
    """
    with _acting(Act.Verb.REJECT, event, source, version, by, now) as acting:
        if acting.event.status == Event.Status.REJECTED:
            raise ReviewError(_("“%(event)s” is rejected already. Nothing was changed.") % {"event": acting.event})
        curation.reject(acting.event, by=by, why=why)
        return acting.event


def reopen(event: Event, *, source: Source, version: str, by: Any, now: datetime) -> Event:
    """`event` as a candidate again, whether it was rejected or published.

    What rejecting it took away comes back, unless somebody has changed it since. Raises StaleError, and ReviewError
    where it is a candidate.
    """
    with _acting(Act.Verb.REOPEN, event, source, version, by, now) as acting:
        event = acting.event
        if event.status == Event.Status.CANDIDATE:
            raise ReviewError(_("“%(event)s” is waiting already. Nothing was changed.") % {"event": event})
        if event.status == Event.Status.REJECTED:
            _bring_back(acting, by)
        if event.status != Event.Status.CANDIDATE:
            curation.unpublish(event, by=by, why=_("Opened again"))
        return event


def _bring_back(acting: "_Acting", by: Any) -> None:
    """Undo what rejecting the event took away beside it: its actors that were only proposed."""
    event = acting.event
    act = Act.objects.standing().filter(verb=Act.Verb.REJECT, uid=event.uid).newest()
    own = next((row for row in act.before["rows"] if row["key"] == f"event:{event.pk}"), None) if act else None
    if own is None or own["fields"]["status"] != Event.Status.CANDIDATE:
        return
    try:
        refuse_if_changed(act)
        with transaction.atomic():
            for actor in put_back(act, by=by, why=_("Opened again")):
                acting.recording.made(actor)
    except UndoError:
        return  # then it is opened again as it is
    event.refresh_from_db()


def propose(
    source: Source,
    timeline: Timeline,
    start: int,
    stop: int,
    *,
    by: Any,
    now: datetime,
    changes: Changes | None = None,
) -> Event:
    """A new candidate from the words at `start:stop` of the current text of `source`.

    What `changes` leaves out is read from the words by `ingest.prefill`: title, kind, date and participants, as far as
    they tell them; whole words are its evidence, unless `changes` has other. Raises InvalidError.
    """
    with curation.curating():
        changes = _prefilled(source, start, stop, changes or Changes(), by)
        with _recorded(Act.Verb.PROPOSE, source, timeline, by, now, named=named_in(changes)) as acting:
            event = Event(timeline=timeline, recorded_at=now)
            made = apply(event, changes, source=source, by=by, why=_("Proposed from its words"))
            for thing in [event, *made]:
                acting.recording.made(thing)
            acting.of(event)
            return event


# Actors


def confirm_actor(
    actor: Actor,
    *,
    source: Source,
    timeline: Timeline,
    by: Any,
    now: datetime,
    name: str = "",
    sort: str = "",
    description: str | None = None,
) -> Actor:
    """`actor`, confirmed to be one; with another name, type (`sort`) or description where they are given.

    Raises InvalidError, and ReviewError where it is there no more.
    """
    with (
        _locked_actors(actor) as (actor,),
        _recorded(Act.Verb.CONFIRM, source, timeline, by, now, named={actor.pk}) as acting,
    ):
        acting.of(actor)
        actor.name, actor.type = name.strip() or actor.name, sort or actor.type
        if description is not None:
            actor.description = description.strip()
        _check(actor)
        curation.confirm_actor(actor, by=by)
        return actor


def match_actor(proposed: Actor, known: Actor, *, source: Source, timeline: Timeline, by: Any, now: datetime) -> Actor:
    """`known`, who is whom `proposed` was proposed as: it has its events and goes by its spellings too.

    Raises ReviewError where one of them is there no more, or `proposed` is confirmed already, and CurationError where
    `curation.merge_actors` does.
    """
    names = {"named": {known.pk}, "whole": {proposed.pk}}
    with (
        _locked_actors(proposed, known) as (proposed, known),
        _recorded(Act.Verb.MATCH, source, timeline, by, now, **names) as acting,
    ):
        acting.of(proposed)
        if not proposed.is_proposed:
            raise ReviewError(
                _("“%(actor)s” is confirmed already: merge it on its own page. Nothing was changed.")
                % {"actor": proposed}
            )
        curation.merge_actors(known, [proposed], by=by)
        return known


# Taking back


def last_act(source: Source, timeline: Timeline, *, by: Any) -> Act | None:
    """What `undo` would take back; None when there is nothing."""
    return Act.objects.standing().filter(source=source, timeline=timeline, by=by).newest()


def undo(source: Source, timeline: Timeline, *, by: Any, now: datetime) -> Act:
    """The last thing that `by` did on this article and has not taken back, taken back: all is as it was before it.

    What it merged away is there again under its id, and what it made is gone. Raises ReviewError where there is
    nothing to take back, and UndoError, which says who and what, where somebody has changed since what it left.
    """
    with curation.curating():
        theirs = Act.objects.standing().filter(source=source, timeline=timeline, by=by)
        act = theirs.select_for_update().newest()
        if act is None:
            raise ReviewError(_("There is nothing of yours to take back on “%(source)s”.") % {"source": source})
        list(Event.objects.select_for_update().filter(pk__in=act.after["events"]).order_by("pk").values_list("pk"))
        refuse_if_changed(act)
        put_back(act, by=by, why=(_("Undone: %(act)s") % {"act": act.get_verb_display()})[:100])
        try:
            for event in _touched(act).published():
                curation.gate(event, by=by)
            curation.check_order(timeline, Event.objects.filter(pk__in=_keys(act, Event)))
        except curation.CurationError as error:
            raise UndoError(act, str(error)) from error
        act.undone_at = now
        act.save()
        return act


def _touched(act: Act) -> models.QuerySet:
    """The events that `act` was about, and those that name an actor who was confirmed by it."""
    actors = _keys(act, Actor)
    parts = Participation.objects.filter(Q(actor__in=actors) | Q(said_by__in=actors)).values("event")
    evidence = Evidence.objects.filter(Q(actor__in=actors) | Q(attributed_to__in=actors)).values("event")
    return Event.objects.filter(Q(pk__in=_keys(act, Event)) | Q(pk__in=parts) | Q(pk__in=evidence))


def _keys(act: Act, model: type[models.Model]) -> list[int]:
    """The keys of those rows of `model` that `act` changed or deleted."""
    rows = [row["key"].split(":") for row in act.before["rows"]]
    return [int(key) for name, key in rows if name == model._meta.model_name]


# One act


@dataclass
class _Acting:
    """An act while it is done: `event` and `other` as they are under the lock, `thing` what it will be known by."""

    recording: Recording
    event: Event | None = None
    other: Event | None = None
    thing: tuple[str, str] = ("", "")

    def of(self, thing: Event | Actor) -> None:
        self.thing = (str(thing), thing.uid)


@contextmanager
def _recorded(
    verb: Act.Verb, source: Source, timeline: Timeline, by: Any, now: datetime, **scope: set[int]
) -> Iterator[_Acting]:
    """One transaction, of which an `Act` is kept where it has changed anything.

    `scope` is that of the Recording. At the end the actors go that were only proposed, and that it left without events.
    """
    with curation.curating():
        acting = _Acting(Recording(scope.pop("events", set()), **scope))
        yield acting
        _drop_actors(acting.recording.proposed_actors(), by)
        if (changed := acting.recording.close()) is not None:
            name, uid = acting.thing
            before, after = changed
            Act.objects.create(
                source=source,
                timeline=timeline,
                by=by,
                at=now,
                verb=verb,
                name=name[:300],
                uid=uid,
                before=before,
                after=after,
            )


@contextmanager
def _acting(
    verb: Act.Verb,
    event: Event,
    source: Source,
    version: str,
    by: Any,
    now: datetime,
    *,
    other: Event | None = None,
    other_version: str | None = None,
    named: frozenset[int] | set[int] = frozenset(),
) -> Iterator[_Acting]:
    """One act on `event`, which has to be in this `version`; and on `other`, in its own where that is given."""
    seen = {event.pk: (event, version)}
    if other is not None:
        seen[other.pk] = (other, other_version if other.pk != event.pk else version)
    with curation.curating():
        found = {row.pk: row for row in Event.objects.select_for_update().filter(pk__in=seen).order_by("pk")}
        for pk, (thing, version_seen) in seen.items():
            if pk not in found:
                raise _gone(thing)
            if version_seen is not None and version_of(found[pk]) != version_seen:
                raise StaleError(found[pk], *changed_since(found[pk], version_seen))
        with _recorded(verb, source, found[event.pk].timeline, by, now, events=set(seen), named=set(named)) as acting:
            acting.event = found[event.pk]
            acting.other = found[other.pk] if other is not None else None
            acting.of(acting.event)
            yield acting


def _gone(event: Event) -> StaleError:
    record = Event.history.filter(id=event.pk).select_related("history_user").order_by("history_id").last()
    into = Event.objects.filter(uid=Redirect.objects.target(Redirect.Of.EVENT, event.uid) or "").first()
    return StaleError(event, record and record.history_user, record and record.history_date, gone=True, into=into)


@contextmanager
def _locked_actors(*actors: Actor) -> Iterator[list[Actor]]:
    """One transaction, with `actors` as they are now and stay until its end."""
    keys = [actor.pk for actor in actors]
    with curation.curating():
        found = {actor.pk: actor for actor in Actor.objects.select_for_update().filter(pk__in=keys).order_by("pk")}
        for actor in actors:
            if actor.pk not in found:
                raise ReviewError(_("“%(actor)s” is there no more. Nothing was changed.") % {"actor": actor})
        yield [found[key] for key in keys]


def _drop_actors(proposed: list[Actor], by: Any) -> None:
    """Delete those of `proposed` whom nothing but rejected events tells of, and what these tell of them.

    Whoever has a part that stays, stays too.
    """
    why = _("In no event any more")
    waiting = {actor.pk for actor in proposed}
    while waiting:
        going = Actor.objects.filter(pk__in=waiting, is_proposed=True).exclude(pk__in=_told_of(waiting))
        going = going.exclude(members__isnull=False)
        dropped = list(going.order_by("pk"))
        for actor in dropped:
            _forget(actor, by, why)
        waiting -= {actor.pk for actor in dropped}
        if not dropped:
            break


def _told_of(actors: set[int]) -> set[int]:
    """Those of `actors` that an event tells of that is not rejected."""
    kept = ~Q(event__status=Event.Status.REJECTED)
    found = set()
    for model, names in ((Participation, ("actor", "said_by")), (Evidence, ("actor", "attributed_to"))):
        for name in names:
            rows = model.objects.filter(kept, **{f"{name}__in": actors}).order_by()
            found |= set(rows.values_list(name, flat=True))
    return found


def _forget(actor: Actor, by: Any, why: str) -> None:
    """Delete `actor` and whatever rejected events say of it."""
    passages = []
    for row in [*actor.participations.all(), *Evidence.objects.filter(actor=actor)]:
        if isinstance(row, Evidence):
            passages.append(row.passage)
        _delete(row, by, why)
    for model, name in ((Participation, "said_by"), (Evidence, "attributed_to")):
        for row in model.objects.filter(**{name: actor}):
            setattr(row, name, None)
            _save(row, by, why)
    curation.drop_unused(passages, by=by, why=why)
    for row in [*actor.aliases.all(), *actor.memberships.all()]:
        _delete(row, by, why)
    _delete(actor, by, why)


def _prefilled(source: Source, start: int, stop: int, changes: Changes, by: Any) -> Changes:
    """`changes`, with what they leave out read from the words at `start:stop`."""
    text = source.current_text
    if text is None:
        raise InvalidError({"evidence": [_("“%(source)s” has no text yet.") % {"source": source}]})
    try:
        read = ingest.prefill(text, start, stop)
    except ingest.IngestError as error:
        raise InvalidError({"evidence": [str(error)]}) from error
    values: dict[str, Any] = {
        "title": read.title,
        "participants": [
            Part(part.actor or NewActor(part.name, part.sort, is_proposed=True), part.role) for part in read.parts
        ],
        "evidence": [Words(read.start, read.stop, cue=read.cue)],
    }
    if changes.kind is AS_IS:
        values["kind"] = ingest.kind_of(read.kind or "development", by=by)
    if changes.date is AS_IS:
        values |= {"date": read.date, "basis": read.basis, "reason": read.reason}
    return replace(changes, **{name: value for name, value in values.items() if getattr(changes, name) is AS_IS})


def _check(row: models.Model) -> None:
    """Raise InvalidError where `row` breaks rules."""
    try:
        row.full_clean()
    except ValidationError as error:
        raise InvalidError(error.message_dict) from error


def _save(row: models.Model, by: Any, why: str) -> None:
    row._history_user, row._change_reason = by, why
    row.save()


def _delete(row: models.Model, by: Any, why: str) -> None:
    row._history_user, row._change_reason = by, why
    row.delete()
