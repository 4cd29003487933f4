"""What belongs to a published event, gathered in one row: a list of events reads a place of the disk for each, not six.

The rows themselves are what holds; what is gathered follows them, and is compared with them by `reindex --check`.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from json.encoder import c_make_encoder, encode_basestring

from django.db import models

from .derived import DerivedQuerySet, OwnKey
from .events import Citation, Event, Figure, Participation

__all__ = ["GATHERED", "EventParts", "gathered"]

# The columns of what is gathered, all but that of the event; of a row after the other, in the order of their positions.
GATHERED: dict[type[models.Model], tuple[str, ...]] = {
    Participation: ("id", "actor_id", "role", "said_by_id", "position"),
    Citation: ("id", "source_id", "said_by", "position"),
    Figure: ("id", "name", "low", "best", "high", "position"),
}
# What `JSONEncoder.encode` makes for each text, and takes longer to make than to write one.
_encoded = c_make_encoder(None, None, encode_basestring, None, ":", ",", False, False, False)


def gathered(parts: Sequence[Iterable[tuple]]) -> str:
    """`EventParts.content` of an event: the rows of each model of `GATHERED` as tuples of its columns."""
    return "".join(_encoded(parts, 0))


class EventPartsQuerySet(DerivedQuerySet):
    def should_be(self, keys: list[int]) -> dict[int, tuple]:
        wanted = Event.objects.published().filter(pk__in=keys).order_by().values_list("pk", flat=True)
        parts: defaultdict[int, tuple[list, ...]] = defaultdict(lambda: tuple([] for _ in GATHERED))
        for place, (model, columns) in enumerate(GATHERED.items()):
            rows = model.objects.filter(event__in=keys).order_by("position", "pk")
            for event, *row in rows.values_list("event_id", *columns):
                parts[event][place].append(row)
        return {key: (gathered(parts[key]),) for key in wanted}


class EventParts(models.Model):
    """The participations, citations and figures of a published event, in JSON. Evidence is read for itself."""

    event = OwnKey(Event, related_name="gathered")
    content = models.TextField()

    objects = EventPartsQuerySet.as_manager()

    class Meta:
        verbose_name = "parts of an event"
        verbose_name_plural = "parts of events"

    def __str__(self):
        return str(self.pk)

    def rows(self) -> dict[type[models.Model], list[list]]:
        """What `content` holds, by model: the values of each row as `GATHERED` has its columns."""
        return dict(zip(GATHERED, json.loads(self.content), strict=True))
