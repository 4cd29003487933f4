"""The index from the database: a few queries for tens of thousands of events, and no object for a row.

A million events are read in seconds, so nothing is fetched but keys, codes and days, and each column of many rows comes
as one long text, which takes a fifth of what a row for each does. Days that occur are turned into numbers once.
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import islice

import numpy as np
from django.db.models import Aggregate, F, IntegerField, Q, QuerySet, TextField, Value
from django.db.models.functions import Cast, Coalesce

from timeline.models import Citation, Event, Evidence, Participation, Timeline

from .table import WORD_BITS, Columns, Entry, Table

__all__ = ["columns", "entries"]

# Events that are read and turned into columns together.
AT_ONCE = 50_000
# Events that are asked for by their keys in one query; databases take no more than some thousands.
MOST_KEYS = 500
# The codes that values are written by, and their places.
WORDS = tuple(sorted({*Participation.Role.values, *Event.Basis.values, "cited", "quoted"}))
PLACES = {word: place for place, word in enumerate(WORDS)}
NO_WORD = -1
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def columns(timeline: Timeline) -> Columns:
    """What the index holds of all published events of `timeline`."""
    (keys,) = _read(timeline.events.published(), "pk")
    return _columns(timeline, np.sort(_numbers(keys)))


def entries(timeline: Timeline, keys: Iterable[int]) -> Iterator[Entry]:
    """What the index holds of those of the events with these keys that are published."""
    left = iter(sorted(keys))
    while some := list(islice(left, MOST_KEYS)):
        found = Table.of(_columns(timeline, np.array(some)))
        yield from map(found.entry, found.everything)


def _columns(timeline: Timeline, keys: np.ndarray) -> Columns:
    """The columns of those of the events with these keys, which ascend, that are published."""
    # A sum is found by no index: all events of the timeline would be gone through for each portion of them.
    published = Event.objects.published().annotate(story=F("timeline_id") + 0).filter(story=timeline.pk)
    days, moments = _Days(), _Moments()
    relations: dict[int, tuple[frozenset[int], frozenset[int]]] = {}
    own = [_Column(kind) for kind in (np.int64, np.int32, np.int32, bool, np.int64, np.int64, np.int16)]
    part = [_Column(kind) for kind in (np.int64, np.int64, np.int16)]
    sources, speakers, quoted = _Pairs(), _Pairs(), _Column(np.int64)
    for begun in range(0, len(keys), AT_ONCE):
        some = keys[begun : begun + AT_ONCE].tolist()
        pk, first, last, doubt, at, kind, basis, after, before = _read(
            published.filter(_among("pk", some)),
            "pk",
            _day("earliest"),
            _day("latest"),
            Cast("date_is_qualified", IntegerField()),
            "recorded_at",
            "kind_id",
            "basis",
            _or_0("after_id"),
            _or_0("before_id"),
        )
        pk, after, before = map(_numbers, (pk, after, before))
        dated = (map(days.__getitem__, _split(each)) for each in (first, last))
        bases = (PLACES.get(word, NO_WORD) for word in _split(basis))
        found = pk, *dated, _numbers(doubt), map(moments.__getitem__, _split(at)), _numbers(kind), bases
        for column, numbers in zip(own, found, strict=True):
            column.add(numbers)
        for place in np.flatnonzero(after | before):
            linked = (frozenset([int(each[place])] if each[place] else []) for each in (after, before))
            relations[int(pk[place])] = tuple(linked)

        rows = Participation.objects.filter(_among("event", some))
        event, actor, role, said_by = _read(rows, "event_id", "actor_id", "role", _or_0("said_by_id"))
        event = _numbers(event)
        for column, numbers in zip(part, (event, _numbers(actor), map(PLACES.get, _split(role))), strict=True):
            column.add(numbers)
        speakers.add(event, _numbers(said_by))
        rows = Evidence.objects.filter(_among("event", some))
        event, source, speaker = map(_numbers, _read(rows, "event_id", "passage__source_id", _or_0("attributed_to_id")))
        quoted.add(event)
        sources.add(event, source)
        speakers.add(event, speaker)
        rows = Citation.objects.filter(_among("event", some))
        sources.add(*map(_numbers, _read(rows, "event_id", "source_id")))
    pks, first, last, qualified, recorded, kinds, bases = (column.joined() for column in own)
    acting, actors, roles = (column.joined() for column in part)
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


def _among(name: str, keys: list[int]) -> Q:
    """That the key `name` is one of `keys`, which ascend; of many, that it lies between the first and the last.

    So many rows are read as they lie in the database. Others among them do no harm.
    """
    if len(keys) <= MOST_KEYS:
        return Q(**{f"{name}__in": keys})
    return Q(**{f"{name}__gte": keys[0], f"{name}__lte": keys[-1]})


class _Listed(Aggregate):
    """The values of all rows as one text, with commas in between; NULL of no rows."""

    function = "group_concat"
    output_field = TextField()

    def as_postgresql(self, compiler, connection, **context):
        return self.as_sql(compiler, connection, template="string_agg((%(expressions)s)::text, ',')", **context)


def _read(rows: QuerySet, *columns) -> list[str | None]:
    """Columns of `rows` that hold no comma, each as one text; None where there are no rows."""
    listed = {f"column_{place}": _Listed(column) for place, column in enumerate(columns)}
    return list(rows.order_by().aggregate(**listed).values())


def _or_0(name: str) -> Coalesce:
    return Coalesce(name, 0)


def _day(name: str) -> Coalesce:
    return Coalesce(Cast(name, TextField()), Value(""))


def _split(text: str | None) -> list[str]:
    return [] if text is None else text.split(",")


def _numbers(text: str | None) -> np.ndarray:
    return np.fromstring(text or "", dtype=np.int64, sep=",")


class _Column:
    """Numbers that come in pieces."""

    def __init__(self, kind):
        self.kind, self.pieces = kind, []

    def add(self, numbers: Iterable) -> None:
        is_array = isinstance(numbers, np.ndarray)
        self.pieces.append(numbers.astype(self.kind) if is_array else np.fromiter(numbers, dtype=self.kind))

    def joined(self) -> np.ndarray:
        """All of them, which are not kept here any longer."""
        pieces, self.pieces = self.pieces, []
        return np.concatenate([np.zeros(0, dtype=self.kind), *pieces])


class _Pairs:
    """Events with values, which come in pieces."""

    def __init__(self):
        self.events, self.values = _Column(np.int64), _Column(np.int64)

    def add(self, events: np.ndarray, values: np.ndarray) -> None:
        """Takes in all pairs but those whose value is 0, which stands for none."""
        some = values != 0
        self.events.add(events[some])
        self.values.add(values[some])

    def joined(self) -> tuple[np.ndarray, np.ndarray]:
        return self.events.joined(), self.values.joined()


class _Days(dict):
    """From days as a database writes them to ordinals; 0 for none."""

    def __missing__(self, text: str) -> int:
        self[text] = found = date.fromisoformat(text).toordinal() if text else 0
        return found


class _Moments(dict):
    """From moments as a database writes them, in UTC, to microseconds since 1970."""

    def __missing__(self, text: str) -> int:
        moment = datetime.fromisoformat(text)
        moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment
        self[text] = found = (moment - EPOCH) // timedelta(microseconds=1)
        return found
