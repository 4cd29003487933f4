"""What the lists of actors and sources show: all where they are few, and a way to any where they are many."""

import re
from collections import Counter
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from timeline import fulltext, index, rows
from timeline.folding import terms
from timeline.models import Actor, Event, Source, SourceText, Timeline

__all__ = ["ActorList", "Drawn", "SourceList", "actors_with", "events_from", "sources_behind"]

FEW = 400  # actors that are listed whole
MOST = 200  # actors that are listed otherwise, those with most events
PAGE = 100  # sources
DRAWN = 200  # events of one source


@dataclass(frozen=True)
class ActorList:
    """Actors, each with the events it takes part in; `more` says whether others were left out."""

    actors: list[tuple[Actor, int]]
    more: bool


@dataclass(frozen=True)
class SourceList:
    """Sources, the newest first, each with the events drawn from it; `behind` is the place where they go on, or "".

    `held` are the keys of those whose text is held here; the others are cited alone.
    """

    sources: list[tuple[Source, int]]
    total: int
    behind: str
    held: set[int]


@dataclass(frozen=True)
class Drawn:
    """The events drawn from a source, the first of them; `timelines` has each timeline with how many there are."""

    events: list[Event]
    timelines: list[tuple[Timeline, int]]

    @property
    def count(self) -> int:
        return sum(count for _timeline, count in self.timelines)


def actors_with(words: str = "") -> ActorList:
    """Everyone in a published event, and what they are part of, by name; with `words`, those who go by them.

    Where they are many, those with most events. An actor counts with the events of all timelines.
    """
    tables = _tables()
    asked = [term for term in terms(words) if term.wanted]
    most = MOST
    if asked:
        found = set.intersection(*(set(fulltext.actors_with(term).tolist()) for term in asked))
        counts = _counted(sorted(found), tables)
        spoken = {key for key in found if any(table.having("said_by", key) for table in tables)}
        counts = Counter({key: count for key, count in counts.items() if count or key in spoken})
    elif sum(table.number_of("actor") + table.number_of("said_by") for table in tables) <= FEW:
        public = Event.objects.published().actors().values_list("pk", flat=True)
        counts = _counted(list(public), tables)
        most = None
    else:
        counts = Counter()
        for table in tables:
            for key, count in table.most("actor", table.everything, MOST + 1):
                counts[key] += count
    listed = dict(counts.most_common(most))
    rows = Actor.objects.filter(pk__in=listed)
    return ActorList([(row, listed[row.pk]) for row in rows], more=len(counts) > len(listed))


def sources_behind(place: str = "") -> SourceList:
    """The sources that a published event is drawn from, `PAGE` of them from `place` on, those published last first.

    Sources of which no day is known come last. A `place` that is none is the beginning.
    """
    tables = _tables()
    found = re.fullmatch(r"(undated|[0-9]{4}-[0-9]{2}-[0-9]{2})\.([0-9]{1,18})", place, re.ASCII)
    day, key = (_day(found[1]), int(found[2])) if found else (None, 0)
    public = Event.objects.published().sources()
    dated, undated = public.filter(published_on__isnull=False), public.filter(published_on__isnull=True)
    if day:
        dated = dated.filter(Q(published_on__lt=day) | Q(published_on=day, pk__lt=key))
    elif found and found[1] == "undated":
        dated, undated = dated.none(), undated.filter(pk__lt=key)
    rows = list(dated.order_by("-published_on", "-pk")[: PAGE + 1])
    rows += undated.order_by("-pk")[: PAGE + 1 - len(rows)]
    listed, rest = rows[:PAGE], rows[PAGE:]
    counts = Counter()
    for table in tables:
        keys = [row.pk for row in listed]
        counts.update(dict(zip(keys, table.count_each("source", keys, table.everything), strict=True)))
    last = listed[-1] if rest else None
    return SourceList(
        [(row, counts[row.pk]) for row in listed],
        sum(table.number_of("source") for table in tables),
        f"{last.published_on or 'undated'}.{last.pk}" if last else "",
        set(SourceText.objects.filter(source__in=listed).order_by().values_list("source", flat=True)),
    )


def events_from(source: Source) -> Drawn:
    """The published events drawn from `source`, timeline by timeline, `DRAWN` of them at most."""
    events: list[Event] = []
    timelines = []
    for timeline in Event.objects.published().timelines():
        table = index.current(timeline)
        having = table.having("source", source.pk)
        if having:
            timelines.append((timeline, len(having)))
            slots = table.page(having, sort="oldest", size=DRAWN - len(events)) if len(events) < DRAWN else []
            events += rows.shown(table, table.pks(slots))
    return Drawn(events, timelines)


def _tables() -> list[index.Table]:
    return [index.current(timeline) for timeline in Event.objects.published().timelines()]


def _counted(actors: list[int], tables: list[index.Table]) -> Counter:
    counts = Counter(dict.fromkeys(actors, 0))
    for table in tables:
        counts.update(dict(zip(actors, table.count_each("actor", actors, table.everything), strict=True)))
    return counts


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
