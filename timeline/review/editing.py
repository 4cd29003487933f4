"""An event made what a curator wants it to be."""

from collections.abc import Callable, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.text import slugify
from django.utils.translation import gettext as _

from timeline import anchoring, curation
from timeline.dates import DateError, EventDate
from timeline.ingest.written import read_date
from timeline.models import Actor, Event, Evidence, Participation, Passage, Source

from .changes import AS_IS, Changes, NewActor, Part, Words
from .errors import InvalidError

__all__ = ["apply", "named_in", "slug_for"]

OWN = ("title", "summary", "kind", "basis", "reason", "zone", "place", "after", "before")


def slug_for(event: Event) -> str:
    """What stands in the address of `event`, by its title."""
    return slugify(event.title)[:120] or f"event-{event.uid}"


def named_in(changes: Changes) -> set[int]:
    """The keys of the actors whom `changes` name, or may mean by a name."""
    whom: list[Actor | NewActor | None] = []
    if changes.participants is not AS_IS:
        whom += [who for part in changes.participants for who in (part.actor, part.said_by)]
    if changes.evidence is not AS_IS:
        whom += [who for words in changes.evidence for who in (words.actor, words.attributed_to)]
    keys = {who.pk for who in whom if isinstance(who, Actor)}
    for who in whom:
        if isinstance(who, NewActor):
            keys |= set(Actor.objects.known_as(_tidy(who.name)).values_list("pk", flat=True))
    return keys


def _tidy(name: str) -> str:
    return " ".join(name.split())


def apply(event: Event, changes: Changes, *, source: Source, by: Any, why: str = "") -> list[Actor]:
    """Write `changes` into `event`, which may be new, and return the actors that were made for it.

    To be called in a transaction, which is to be rolled back on any error. Raises what `review.edit` says.
    """
    return _Editing(event, source, by, why or _("Reviewed")).run(changes)


class _Editing:
    """One run of `apply`; `errors` are gathered, so that a curator sees all of them."""

    def __init__(self, event: Event, source: Source, by: Any, why: str):
        self.event, self.source, self.by, self.why = event, source, by, why[:100]
        self.errors: dict[str, list[str]] = {}
        self.made: list[Actor] = []

    def run(self, changes: Changes) -> list[Actor]:
        self._write_event(changes)
        if self.event.pk is None:
            raise InvalidError(self.errors)  # nothing for the rest to belong to
        if changes.participants is not AS_IS:
            self._write_participants(changes.participants)
        if changes.evidence is not AS_IS:
            self._write_evidence(changes.evidence)
        if self.errors:
            raise InvalidError(self.errors)
        curation.check_order(self.event.timeline, [self.event])
        curation.gate(self.event, by=self.by)
        return self.made

    def _fail(self, key: str, *sentences: str) -> None:
        self.errors.setdefault(key, []).extend(sentences)

    def _check(self, row: models.Model, key: Callable[[str], str] = str) -> bool:
        """Whether `row` may be saved; what is wrong with it goes among the errors, at the `key` of the field."""
        try:
            row.full_clean()
        except ValidationError as error:
            for name, sentences in error.message_dict.items():
                self._fail(key("" if name == "__all__" else name), *sentences)
            return False
        return True

    def _save(self, row: models.Model) -> None:
        row._history_user, row._change_reason = self.by, self.why
        row.save()

    # The event itself

    def _write_event(self, changes: Changes) -> None:
        event = self.event
        before = [getattr(event, field.attname) for field in event._meta.concrete_fields]
        for name in OWN:
            value = getattr(changes, name)
            if value is not AS_IS:
                setattr(event, name, value.strip() if isinstance(value, str) else value)
        if changes.date is not AS_IS:
            date = self._date(changes.date, "date")
            if "date" not in self.errors:
                event.date = date
                if date is None and changes.basis is AS_IS:
                    event.basis = ""
        if changes.title is not AS_IS and event.published_at is None:
            event.slug = slug_for(event)
        changed = event._state.adding or before != [
            getattr(event, field.attname) for field in event._meta.concrete_fields
        ]
        if changed and self._check(event) and not self.errors:
            self._save(event)

    def _date(self, written: EventDate | str | None, key: str) -> EventDate | None:
        if written is None or isinstance(written, EventDate):
            return written
        if not written.strip():
            return None
        try:
            return read_date(written, published=self.source.published_on, language=self.source.language)
        except DateError as error:
            self._fail(key, str(error))
            return None

    # Actors

    def _actor(self, who: Actor | NewActor | None, key: str) -> Actor | None:
        if who is None or isinstance(who, Actor):
            return who
        name = _tidy(who.name)
        known = list(Actor.objects.known_as(name)[:2])
        if len(known) == 1:
            return known[0]
        if known:
            self._fail(key, _("Several actors are known as “%(name)s”: choose one of them.") % {"name": name})
            return None
        actor = Actor(name=name, type=who.type, is_proposed=who.is_proposed)
        actor.slug = curation.free_slug(actor)
        if not self._check(actor, key=lambda _name: key):
            return None
        self._save(actor)
        self.made.append(actor)
        return actor

    def _write_participants(self, wanted: Sequence[Part]) -> None:
        known = {(part.actor_id, part.role): part for part in self.event.participations.all()}
        kept = set()
        for position, part in enumerate(wanted):
            key = f"participants.{position}"
            actor, said_by = self._actor(part.actor, key), self._actor(part.said_by, key)
            if actor is None:
                if part.actor is None:
                    self._fail(key, _("Say who takes part."))
                continue
            same = (actor.pk, part.role)
            if same in kept:
                self._fail(key, _("“%(actor)s” has this role already.") % {"actor": actor})
                continue
            kept.add(same)
            row = known.get(same) or Participation(event=self.event, actor=actor, role=part.role)
            self._write(row, {"said_by": said_by, "position": position}, key)
        for same in known.keys() - kept:
            self._delete(known[same])

    def _write(self, row: models.Model, values: dict[str, Any], key: str) -> None:
        changed = row._state.adding or any(getattr(row, name) != value for name, value in values.items())
        for name, value in values.items():
            setattr(row, name, value)
        if changed and self._check(row, key=lambda _name: key):
            self._save(row)

    def _delete(self, row: models.Model) -> None:
        row._history_user, row._change_reason = self.by, self.why
        row.delete()

    # Evidence

    def _write_evidence(self, wanted: Sequence[Words]) -> None:
        text = self.source.current_text
        rows = list(self.event.evidence.select_related("passage").order_by("position", "pk"))
        known = {row.passage_id: row for row in rows if text and row.passage.text_id == text.pk}
        kept: dict[int, str] = {}
        for position, words in enumerate(wanted):
            key = f"evidence.{position}"
            passage = self._passage(words, key)
            if passage is None:
                continue
            if passage.pk in kept:
                self._fail(key, _("Another piece of evidence has this very quotation."))
                continue
            kept[passage.pk] = key
            row = known.get(passage.pk) or Evidence(event=self.event, passage=passage)
            values = {
                "supports": words.supports,
                "actor": self._actor(words.actor, key),
                "cue": self._cue(words.cue, passage, key),
                "attributed_to": self._actor(words.attributed_to, key),
                "position": position,
            }
            if words.date is not AS_IS:
                values["date"] = self._date(words.date, key)
            self._write(row, values, key)
        gone = [known[passage] for passage in known.keys() - kept.keys()]
        for row in gone:
            self._delete(row)
        curation.drop_unused([row.passage for row in gone], by=self.by, why=self.why)
        others = [row for row in rows if row.passage_id not in known]
        for position, row in enumerate(others, start=len(wanted)):
            self._write(row, {"position": position}, "evidence")

    def _passage(self, words: Words, key: str) -> Passage | None:
        try:
            return curation.quote_at(self.source, words.start, words.stop, by=self.by, why=self.why)
        except (curation.CurationError, anchoring.AnchoringError) as error:
            self._fail(key, str(error))
            return None

    def _cue(self, cue: str, passage: Passage, key: str) -> str:
        """`cue` in the letters of the passage."""
        if not cue.strip():
            return ""
        try:
            found = anchoring.anchor(passage.exact, cue)
        except anchoring.AnchoringError:
            found = None
        if found is None or (found.status == anchoring.Status.MISSING):
            self._fail(key, _("The cue “%(cue)s” is not in the quotation.") % {"cue": cue})
            return ""
        return found.exact
