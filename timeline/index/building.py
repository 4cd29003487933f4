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

from .table import WORD_BITS, Columns, Entry, Table

__all__ = ["columns", "entries"]

# Rows that are read and turned into columns together.
AT_ONCE = 20_000
# Events that are asked for by their keys in one query; databases take no more than some thousands.
MOST_KEYS = 500
# The codes that values are written by, and their places.
WORDS = tuple(sorted({*Participation.Role.values, *Event.Basis.values, "cited", "quoted"}))
PLACES = {word: place for place, word in enumerate(WORDS)}
NO_WORD = -1
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
    own = [_Column(kind) for kind in (np.int64, np.int32, np.int32, bool, np.int64, np.int64, np.int16)]
    for pk, first, last, doubt, at, kind, basis, after, before in _read(rows):
        found = pk, map(days.__getitem__, first), map(days.__getitem__, last), doubt, map(moments.__getitem__, at), kind
        for column, numbers in zip(own, (*found, (PLACES.get(word, NO_WORD) for word in basis)), strict=True):
            column.add(numbers)
        for key, *linked in zip(pk, after, before, strict=True):
            if any(linked):
                relations[key] = tuple(frozenset([other] if other else []) for other in linked)
    pks, first, last, qualified, recorded, kinds, bases = (column.joined() for column in own)

    chosen = {"event__in": events.values("pk")}
    rows = Participation.objects.filter(**chosen).order_by().values_list("event_id", "actor_id", "role", "said_by_id")
    part = [_Column(kind) for kind in (np.int64, np.int64, np.int16)]
    sources, speakers = _Pairs(), _Pairs()
    for event, actor, role, said_by in _read(rows):
        for column, numbers in zip(part, (event, actor, map(PLACES.__getitem__, role)), strict=True):
            column.add(numbers)
        speakers.add(*_given(event, said_by))
    acting, actors, roles = (column.joined() for column in part)
    rows = Evidence.objects.filter(**chosen).order_by()
    quoted = _Column(np.int64)
    for event, source, speaker in _read(rows.values_list("event_id", "passage__source_id", "attributed_to_id")):
        quoted.add(event)
        sources.add(event, source)
        speakers.add(*_given(event, speaker))
    for event, source in _read(Citation.objects.filter(**chosen).order_by().values_list("event_id", "source_id")):
        sources.add(event, source)
    held = np.where(np.isin(pks, quoted.joined()), np.int16(PLACES["quoted"]), np.int16(PLACES["cited"]))

    # They share what they can: all of them are there as long as an index is made, which is as large.
    return Columns(
        pks=pks,
        first=first,
        last=last,
        qualified=qualified,
        recorded=recorded,
        words=WORDS,
        relations=relations,
        terms={
            "actor": (acting, actors),
            "acting": (acting, actors << WORD_BITS | roles),
            "role": (acting, roles),
            "kind": (pks, kinds),
            "basis": (pks[bases != NO_WORD], bases[bases != NO_WORD]),
            "source": sources.joined(),
            "said_by": speakers.joined(),
            "evidence": (pks, held),
        },
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

    def __init__(self, kind):
        self.kind, self.pieces = kind, []

    def add(self, numbers: Iterable) -> None:
        self.pieces.append(np.fromiter(numbers, dtype=self.kind))

    def joined(self) -> np.ndarray:
        """All of them, which are not kept here any longer."""
        pieces, self.pieces = self.pieces, []
        return np.concatenate([np.zeros(0, dtype=self.kind), *pieces])


class _Pairs:
    """Events with values, which come in pieces."""

    def __init__(self):
        self.events, self.values = _Column(np.int64), _Column(np.int64)

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
