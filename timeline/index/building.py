"""The index from the database: four queries, whatever the number of events, and no object for a row.

A million events are read in seconds, so nothing is fetched but keys, codes and days, and days come as text: each that
occurs is turned into a number once.
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import islice

import numpy as np
from django.db.models import IntegerField, QuerySet, TextField
from django.db.models.functions import Cast

from timeline.models import Citation, Event, Evidence, Participation, Timeline

from .table import KEYS, WORD_BITS, Columns, Entry, Table

__all__ = ["columns", "entries"]

# Rows that are read and turned into columns together.
AT_ONCE = 20_000
# Events that are asked for by their keys in one query; databases take no more than some thousands.
MOST_KEYS = 500
# The codes that values are written by, and their places.
WORDS = tuple(sorted({*Participation.Role.values, *Event.Basis.values, "cited", "quoted"}))
PLACES = {word: place for place, word in enumerate(WORDS)}
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def columns(timeline: Timeline) -> Columns:
    """What the index holds of all published events of `timeline`."""
    return _columns(timeline.events.published())


def entries(timeline: Timeline, keys: Iterable[int]) -> Iterator[Entry]:
    """What the index holds of those of the events with these keys that are published."""
    left = iter(sorted(keys))
    while some := list(islice(left, MOST_KEYS)):
        found = Table.of(_columns(timeline.events.published().filter(pk__in=some)))
        yield from map(found.entry, found.everything)


def _columns(events: QuerySet) -> Columns:
    """The columns of `events`."""
    events = events.order_by()
    # What Django need not convert, row by row.
    plain = {
        "first": Cast("earliest", TextField()),
        "last": Cast("latest", TextField()),
        "doubt": Cast("date_is_qualified", IntegerField()),
        "at": Cast("recorded_at", TextField()),
    }
    rows = events.annotate(**plain).values_list("pk", *plain, "kind_id", "basis", "after_id", "before_id")
    days, moments = _Days(), _Moments()
    relations: dict[int, tuple[frozenset[int], frozenset[int]]] = {}
    found: dict[str, _Pairs] = {key: _Pairs() for key in KEYS}
    own = [_Column(kind) for kind in (np.int64, np.int32, np.int32, bool, np.int64)]
    for pk, first, last, doubt, at, kind, basis, after, before in _read(rows):
        own[0].add(pk)
        own[1].add(days[day] for day in first)
        own[2].add(days[day] for day in last)
        own[3].add(doubt)
        own[4].add(moments[each] for each in at)
        found["kind"].add(pk, kind)
        found["basis"].add(*_given(pk, map(PLACES.get, basis)))
        for key, *linked in zip(pk, after, before, strict=True):
            if any(linked):
                relations[key] = tuple(frozenset([other] if other else []) for other in linked)
    pks, first, last, qualified, recorded = (column.joined() for column in own)

    chosen = {"event__in": events.values("pk")}
    rows = Participation.objects.filter(**chosen).order_by().values_list("event_id", "actor_id", "role", "said_by_id")
    for event, actor, role, said_by in _read(rows):
        places = [PLACES[word] for word in role]
        found["actor"].add(event, actor)
        found["role"].add(event, places)
        found["acting"].add(event, [key << WORD_BITS | place for key, place in zip(actor, places, strict=True)])
        found["said_by"].add(*_given(event, said_by))
    rows = Evidence.objects.filter(**chosen).order_by()
    quoted = _Column()
    for event, source, speaker in _read(rows.values_list("event_id", "passage__source_id", "attributed_to_id")):
        quoted.add(event)
        found["source"].add(event, source)
        found["said_by"].add(*_given(event, speaker))
    for event, source in _read(Citation.objects.filter(**chosen).order_by().values_list("event_id", "source_id")):
        found["source"].add(event, source)
    found["evidence"].add(pks, np.where(np.isin(pks, quoted.joined()), PLACES["quoted"], PLACES["cited"]))

    return Columns(
        pks=pks,
        first=first,
        last=last,
        qualified=qualified,
        recorded=recorded,
        words=WORDS,
        relations=relations,
        terms={key: pairs.joined() for key, pairs in found.items()},
    )


def _read(rows: QuerySet) -> Iterator[tuple[tuple, ...]]:
    """Some thousand rows at a time, as columns."""
    left = rows.iterator(chunk_size=AT_ONCE)
    while some := list(islice(left, AT_ONCE)):
        yield tuple(zip(*some, strict=True))


def _given(events: tuple[int, ...], values: Iterable[int | None]) -> tuple[list[int], list[int]]:
    """Both, without the pairs that have no value."""
    pairs = [(event, value) for event, value in zip(events, values, strict=True) if value is not None]
    return [event for event, _value in pairs], [value for _event, value in pairs]


class _Column:
    """Numbers that come in pieces."""

    def __init__(self, kind=np.int64):
        self.kind, self.pieces = kind, []

    def add(self, numbers: Iterable) -> None:
        is_array = isinstance(numbers, np.ndarray)
        self.pieces.append(numbers if is_array else np.fromiter(numbers, dtype=self.kind))

    def joined(self) -> np.ndarray:
        return np.concatenate([np.zeros(0, dtype=self.kind), *self.pieces])


class _Pairs:
    """Events with values, which come in pieces."""

    def __init__(self):
        self.events, self.values = _Column(), _Column()

    def add(self, events: Iterable[int], values: Iterable[int]) -> None:
        self.events.add(events)
        self.values.add(values)

    def joined(self) -> tuple[np.ndarray, np.ndarray]:
        return self.events.joined(), self.values.joined()


class _Days(dict):
    """From days as a database writes them to ordinals; 0 for none."""

    def __missing__(self, text: str | None) -> int:
        self[text] = found = date.fromisoformat(text).toordinal() if text else 0
        return found


class _Moments(dict):
    """From moments as a database writes them, in UTC, to microseconds since 1970."""

    def __missing__(self, text: str) -> int:
        moment = datetime.fromisoformat(text)
        moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment
        self[text] = found = (moment - EPOCH) // timedelta(microseconds=1)
        return found
