"""Which articles have candidates that wait for a curator."""

from typing import NamedTuple

from django.db.models import Count

from timeline.models import Event, Source, Timeline

__all__ = ["Waiting", "waiting"]


class Waiting(NamedTuple):
    """How many candidates for `timeline` with words from `source` wait."""

    source: Source
    timeline: Timeline
    count: int


def waiting(*, source: Source | None = None, timeline: Timeline | None = None, most: int = 20) -> list[Waiting]:
    """What waits for review, the articles with the newest candidates first; of one `source` or `timeline`, if given.

    At most as many as `most`. A candidate that quotes two articles is counted with each. Three queries.
    """
    rows = Event.objects.candidates().order_by().filter(evidence__passage__source__isnull=False)
    if source:
        rows = rows.filter(evidence__passage__source=source)
    if timeline:
        rows = rows.filter(timeline=timeline)
    counted = rows.values_list("evidence__passage__source", "timeline").annotate(count=Count("pk", distinct=True))
    found = list(counted.order_by("-evidence__passage__source", "timeline")[:most])
    sources = Source.objects.in_bulk({row[0] for row in found})
    timelines = Timeline.objects.in_bulk({row[1] for row in found})
    return [Waiting(sources[source], timelines[timeline], count) for source, timeline, count in found]
