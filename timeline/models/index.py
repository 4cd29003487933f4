"""What keeps the facet index right: a version for each timeline, what changed since, and the index as it was stored.

`noted` is called for every row that is saved or deleted (`history.Recorded`); it asks little of the database unless
readers see the event that the row belongs to.
"""

import secrets
from collections import defaultdict
from collections.abc import Iterable

from django.db import models, transaction
from django.db.models import F

from .actors import Actor, Alias, Membership
from .events import Citation, Event, Evidence, Figure, Kind, Participation, Timeline
from .gathered import EventParts
from .sources import Passage, Source, SourceText
from .words import ActorWords, EventWords

__all__ = ["IndexChange", "IndexPart", "IndexState", "noted", "noted_all"]


def new_token() -> str:
    return secrets.token_hex(8)


class IndexStateQuerySet(models.QuerySet):
    def advance(self, timeline: int) -> int:
        """The next version of `timeline`, by its key. It is locked until the transaction ends, so versions are in the
        order in which they are committed."""
        states = self.filter(timeline=timeline)
        if not states.update(version=F("version") + 1, token=new_token()):
            _state, created = self.get_or_create(timeline_id=timeline, defaults={"version": 1, "token": new_token()})
            if not created:
                states.update(version=F("version") + 1, token=new_token())
        return states.values_list("version", flat=True).get()


class IndexState(models.Model):
    """How often the published events of a timeline have changed. `token` tells a version from any other of that number,
    such as one that was rolled back."""

    timeline = models.OneToOneField(Timeline, models.CASCADE, primary_key=True, related_name="index_state")
    version = models.PositiveBigIntegerField(default=0)
    token = models.CharField(max_length=16, default=new_token)

    objects = IndexStateQuerySet.as_manager()

    class Meta:
        verbose_name = "state of an index"
        verbose_name_plural = "states of indexes"

    def __str__(self):
        return f"{self.timeline_id}, version {self.version}"


class IndexChange(models.Model):
    """That an event, by its key, became another in this version; None stands for what many events share: names, kinds,
    sources, memberships."""

    timeline = models.ForeignKey(Timeline, models.CASCADE, related_name="index_changes")
    version = models.PositiveBigIntegerField()
    event = models.BigIntegerField(null=True)

    class Meta:
        verbose_name = "change of an index"
        verbose_name_plural = "changes of indexes"
        indexes = [models.Index(fields=["timeline", "version"], name="index_changes_since")]

    def __str__(self):
        return f"{self.timeline_id}, version {self.version}: {self.event}"


class IndexPart(models.Model):
    """A part of a stored index, `number` from 0; all of a timeline's parts are of one version and token."""

    timeline = models.ForeignKey(Timeline, models.CASCADE, related_name="index_parts")
    version = models.PositiveBigIntegerField()
    token = models.CharField(max_length=16)
    number = models.PositiveIntegerField()
    content = models.BinaryField()

    class Meta:
        verbose_name = "part of an index"
        verbose_name_plural = "parts of indexes"
        constraints = [models.UniqueConstraint(fields=["timeline", "number"], name="index_part_once")]

    def __str__(self):
        return f"{self.timeline_id}, version {self.version}, part {self.number}"


def noted(row: models.Model, *, is_new: bool = False) -> None:
    """Note that `row` was saved or deleted: the published events that it belongs to have changed for readers.

    An event counts once it has been public: it may just have been taken back. What `is_new` may have no event yet.
    """
    match row:
        case Event():
            if row.published_at:
                # The timeline that it may just have been taken from is in its history alone.
                stories = row.history.order_by("-history_id").values_list("timeline_id", flat=True)[:2]
                _note({timeline: [row.pk] for timeline in {*stories, row.timeline_id}})
        case Participation() | Evidence() | Citation() | Figure():
            _note_events(Event.objects.filter(pk=row.event_id))
        case Passage():
            _note_events(Event.objects.filter(evidence__passage=row.pk))
        case SourceText():
            _note_events(Event.objects.filter(citations__source=row.source_id))
        case Source() if not is_new:
            _note_names()
            # A headline that is cited is looked up with the event. Few sources are cited by more than some events.
            titles = row.history.order_by("-history_id").values_list("title", flat=True)[:2]
            if set(titles) != {row.title} or len(titles) < 2:
                EventWords.objects.refresh(Citation.objects.filter(source=row.pk).values_list("event", flat=True))
        case Actor():
            if not is_new:
                _note_names()  # first, for it locks: two who rename at once wait for one another
            ActorWords.objects.refresh([row.pk])
        case Alias():
            _note_names()
            ActorWords.objects.refresh([row.actor_id])
        case Membership():
            _note_names()
        case Kind() if not is_new:
            _note_names()


@transaction.atomic
def noted_all(timeline: Timeline) -> None:
    """Note that any event of `timeline` may have changed: what was stored of its index is of no use any more."""
    IndexPart.objects.filter(timeline=timeline).delete()
    IndexChange.objects.filter(timeline=timeline).delete()
    IndexState.objects.advance(timeline.pk)


def _note_events(events: models.QuerySet) -> None:
    changed = defaultdict(set)
    for timeline, key in events.filter(published_at__isnull=False).order_by().values_list("timeline", "pk"):
        changed[timeline].add(key)
    _note(changed)


@transaction.atomic
def _note(changed: dict[int, Iterable[int]]) -> None:
    for timeline, keys in sorted(changed.items()):
        version = IndexState.objects.advance(timeline)
        IndexChange.objects.bulk_create(
            [IndexChange(timeline_id=timeline, version=version, event=key) for key in sorted(keys)], batch_size=500
        )
        EventParts.objects.refresh(keys)
        EventWords.objects.refresh(keys)


@transaction.atomic
def _note_names() -> None:
    for timeline in IndexState.objects.order_by("timeline").values_list("timeline", flat=True):
        version = IndexState.objects.advance(timeline)
        IndexChange.objects.create(timeline_id=timeline, version=version)
