"""The published events of one timeline as sets: which have a value, lie in a range of days, come next in the list.

Each event has a *slot*. When a table is built, the slots are the order in which events are told, the undated last, so
that a compressed bitmap of slots is a list in order. An event that changes gets a new slot behind all others, where the
*late* stand: a selection or a count needs only the sets, and what depends on order merges the few late ones in. When
these are no longer few, everything is numbered anew.

A table never changes, so any number of threads may ask it; `Table.changed` makes the next one and shares what it can.
"""

from bisect import bisect_left, bisect_right, insort
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property, lru_cache, partial
from itertools import islice
from typing import Any

import numpy as np
from pyroaring import AbstractBitMap

from timeline.ordering import Placed, ranks

from .facets import Facet
from .places import END, LAST_DAY, NO_DAY, RECORDED, SORTS, UNDATED, Place, told_key
from .slots import EMPTY, SPAN, Slots, ahead, as_array, as_mask, of_array, of_mask, of_range
from .sorting import distinct, known, order_of

__all__ = ["KEYS", "Columns", "Entry", "Table", "numbered"]

# How the values of a facet are written: "pk" of a row, a "word" that the model has as a code, or (pk, word).
KEYS = {
    "actor": "pk",
    "acting": "pk and word",
    "role": "word",
    "kind": "pk",
    "basis": "word",
    "source": "pk",
    "said_by": "pk",
    "evidence": "word",
}
# A word is known by its place among the words of a table, which takes this many bits.
WORD_BITS = 8
MOST_PK = 1 << (63 - WORD_BITS)
# Changes that a table takes before it numbers everything anew.
MOST_CHANGES = 2000
# A selection up to this size is counted event by event, a larger one value by value.
FEW = 30_000
# From here on spans are those of whole months in which something begins.
MANY = 30_000
# Slots whose last day is known together.
BLOCK = 1024
# From here on values are counted at once, and not one by one.
FEWEST_AT_ONCE = 100
# How far along a line its slots are looked at one by one.
FEWEST_NEAR = 4096
# Dates that mean the same days: with either end open or none, in doubt or not.
MOST_ALIKE = 6
NOTHING = np.zeros(0, dtype=np.int64)
# When this many ranges of days, or sequences of days, are remembered, all are forgotten.
MOST_RANGES = 64


@dataclass(frozen=True, slots=True)
class Entry:
    """One published event as the index sees it.

    `first` and `last` are the days that its date can mean, as ordinals, None for an open end; `recorded` is in
    microseconds since 1970. `after` and `before` are the events that it says, itself, it follows or comes before.
    `terms` are pairs of a facet's key and a value.
    """

    pk: int
    first: int | None = None
    last: int | None = None
    qualified: bool = False
    recorded: int = 0
    after: frozenset[int] = frozenset()
    before: frozenset[int] = frozenset()
    terms: frozenset[tuple[str, Hashable]] = frozenset()

    @property
    def is_undated(self) -> bool:
        return self.first is None and self.last is None


Relations = Mapping[int, tuple[frozenset[int], frozenset[int]]]


@dataclass
class Columns:
    """What entries hold, column by column, which is how a million of them are read quickly.

    `first` and `last` are 0 for an open end. `relations` has `after` and `before` of those that say any. `terms` has,
    for each key, the events (primary keys) and the values of its pairs; a value is written as `numbered` says, its
    words by their places in `words`. Pairs may be repeated; those of events that are not among `pks` count for nothing.
    """

    pks: np.ndarray
    first: np.ndarray
    last: np.ndarray
    qualified: np.ndarray
    recorded: np.ndarray
    words: tuple[str, ...] = ()
    relations: Relations = field(default_factory=dict)
    terms: Mapping[str, tuple[np.ndarray, np.ndarray]] = field(default_factory=dict)

    @classmethod
    def of(cls, entries: Iterable[Entry], words: tuple[str, ...] = ()) -> "Columns":
        """From entries, whose words are among `words` if these are given."""
        entries = list(entries)
        words = words or tuple(sorted({word for entry in entries for word in _words_of(entry)}))
        places = {word: place for place, word in enumerate(words)}
        pairs: dict[str, list[tuple[int, int]]] = {key: [] for key in KEYS}
        for entry in entries:
            for key, value in entry.terms:
                pairs[key].append((entry.pk, numbered(key, value, places)))
        return cls(
            pks=np.array([entry.pk for entry in entries], dtype=np.int64),
            first=np.array([entry.first or 0 for entry in entries], dtype=np.int32),
            last=np.array([entry.last or 0 for entry in entries], dtype=np.int32),
            qualified=np.array([entry.qualified for entry in entries], dtype=bool),
            recorded=np.array([entry.recorded for entry in entries], dtype=np.int64),
            words=words,
            relations={entry.pk: (entry.after, entry.before) for entry in entries if entry.after or entry.before},
            terms={key: tuple(np.array(rows, dtype=np.int64).reshape(-1, 2).T) for key, rows in pairs.items()},
        )


class _WhenAsked(Mapping):
    """By their keys, what functions give: worked out anew whenever it is asked for, so that it is never all there."""

    def __init__(self, made: Mapping[str, Callable]):
        self._made = made

    def __getitem__(self, key: str):
        return self._made[key]()

    def __iter__(self):
        return iter(self._made)

    def __len__(self):
        return len(self._made)


def numbered(key: str, value: Any, words: Mapping[str, int]) -> int | None:
    """The value of a facet as a number, given the places of `words`; None when it is none that the table can know."""
    how = KEYS[key]
    if how == "word":
        return words.get(value) if isinstance(value, str) else None
    if how == "pk":
        return value if isinstance(value, int) and 0 <= value < MOST_PK else None
    pk, word = value
    return pk << WORD_BITS | words[word] if word in words and 0 <= pk < MOST_PK else None


def _words_of(entry: Entry) -> Iterator[str]:
    for key, value in entry.terms:
        if KEYS[key] != "pk":
            yield value if KEYS[key] == "word" else value[1]


class Base:
    """What was numbered together: `size` events, of which the first `dated` have dates. It is shared and never changes.

    The days of a date are kept once for all events that have it: `date[slot]` is its row in `first`, `last` (0 for an
    open end) and `qualified`.
    """

    def __init__(
        self,
        pks: np.ndarray,
        told: np.ndarray,
        recorded: np.ndarray,
        dates: np.ndarray,
        first: np.ndarray,
        last: np.ndarray,
        qualified: np.ndarray,
        facets: dict[str, Facet],
    ):
        self.pks, self.told, self.recorded, self.facets = pks, told, recorded, facets
        self.dates, self.first, self.last, self.qualified = dates, first, last, qualified
        self.size = len(pks)
        self.dated = int(np.searchsorted(told, UNDATED))
        self.begins, self.ends = np.where(first > 0, first, last), np.where(last > 0, last, first)
        self.slot_of = _SlotOf(pks)
        self.latest_first = _order(recorded, pks)[::-1]
        # Those that are told later than their days, because of what they follow.
        begins = told_key(self.begins[dates[: self.dated]].astype(np.int64), 0, 0, 0)
        is_moved = (told[: self.dated] ^ begins) >> 40 != 0
        self.moved = of_array(np.flatnonzero(is_moved))
        is_open = (first == 0) | (last == 0)
        # Of all others the slot and the block tell when they were.
        self.anywhere = np.flatnonzero(is_moved | is_open[dates[: self.dated]]).astype(np.int32)
        ends = self.ends[dates[: self.dated]]
        self.last_of_block = np.maximum.reduceat(ends, np.arange(0, self.dated, BLOCK)) if self.dated else ends
        self.ranges: dict[Any, Slots] = {}
        self.bounds: dict[tuple[int, ...], np.ndarray] = {}

    @classmethod
    def of(cls, columns: Columns) -> "Base":
        first, last = columns.first.astype(np.int64), columns.last.astype(np.int64)
        is_undated = (first == 0) & (last == 0)
        begins = np.where(is_undated, NO_DAY, np.where(first > 0, first, last))
        ends = np.where(last > 0, last, LAST_DAY)
        steps = np.zeros(len(first), dtype=np.int64)
        if columns.relations:
            row_of = _SlotOf(columns.pks)
            own = _Own(columns.relations)
            rows = row_of.known(np.array(sorted(own.named), dtype=np.int64))
            pk_of = dict(zip(rows.tolist(), columns.pks[rows].tolist(), strict=True))
            ranked = own.ranked({pk: (int(begins[row]), int(ends[row])) for row, pk in pk_of.items()})
            for row, pk in pk_of.items():
                (begins[row], ends[row]), steps[row] = ranked[pk]
        told = told_key(begins, ends, steps, is_undated)
        order = _order(told, columns.pks)
        pks = columns.pks[order]
        combined = ((first << 22 | last) << 1 | columns.qualified)[order]
        days, dates = known(combined)
        slot_of = _SlotOf(pks)
        facets = {}
        for key in KEYS:
            events, values = columns.terms.get(key, (NOTHING, NOTHING))
            slots = slot_of(events)
            facets[key] = Facet.of_pairs(len(pks), slots[slots >= 0], values[slots >= 0])
        return cls(
            pks=pks,
            told=told[order],
            recorded=columns.recorded[order],
            dates=dates,
            first=(days >> 23).astype(np.int32),
            last=(days >> 1 & (1 << 22) - 1).astype(np.int32),
            qualified=(days & 1).astype(bool),
            facets=facets,
        )

    def in_range(self, earliest: int, latest: int, *, certain: bool) -> Slots:
        """Those whose dates can lie there, or must; 0 for no bound."""
        asked = (earliest, latest, certain)
        found = self.ranges.get(asked)
        if found is None:
            holds = _in_range(self.first, self.last, self.qualified, earliest, latest, certain=certain)
            start, stop = self._where(earliest, latest)
            there = self.anywhere[holds[self.dates[self.anywhere]]]
            found = of_mask(holds[self.dates[start:stop]], start) | of_array(there)
            if len(self.ranges) >= MOST_RANGES:
                self.ranges = {}
            self.ranges[asked] = found
        return found

    def _where(self, earliest: int, latest: int) -> tuple[int, int]:
        """The first slot of those whose dates can lie there, and the one after the last, but for those `anywhere`."""
        late_enough = np.flatnonzero(self.last_of_block >= earliest)
        start = int(late_enough[0]) * BLOCK if len(late_enough) else self.dated
        stop = int(self.begun_before((latest + 1,))[0]) if latest else self.dated
        return start // SPAN * SPAN, stop

    def begun_before(self, days: tuple[int, ...]) -> np.ndarray:
        """How many are told before those that begin on a day, for each of `days`."""
        found = self.bounds.get(days)
        if found is None:
            keys = told_key(np.clip(np.array(days, dtype=np.int64), 0, NO_DAY), 0, 0, 0)
            found = np.searchsorted(self.told[: self.dated], keys)
            if len(self.bounds) >= MOST_RANGES:
                self.bounds = {}
            self.bounds[days] = found
        return found


def _in_range(first, last, qualified, earliest: int, latest: int, *, certain: bool):
    """For dates whether they can lie there, or must: the rules of `EventDate.overlaps` and `lies_within`; 0 is open."""
    if not certain:
        in_time = (last == 0) | (last >= earliest)
        return in_time & ((first == 0) | (first <= latest)) if latest else in_time
    inside = (first >= earliest) & ((last <= latest) & (last > 0) if latest else True)
    return inside & ~np.asarray(qualified, dtype=bool) if earliest or latest else inside


class _SlotOf:
    """From the primary keys of events to their places among `pks`; -1 where there is none."""

    def __init__(self, pks: np.ndarray):
        self.pks = pks
        self.lowest = int(pks.min()) if len(pks) else 0
        room = int(pks.max()) - self.lowest + 1 if len(pks) else 0
        self.table = self.order = None
        if room <= 8 * len(pks) + 1024:
            self.table = np.full(room, -1, dtype=np.int32)
            self.table[pks - self.lowest] = np.arange(len(pks), dtype=np.int32)
        else:
            self.order = order_of(known(pks)[1])

    def __call__(self, pks: np.ndarray) -> np.ndarray:
        found = np.full(len(pks), -1, dtype=np.int32)
        if not len(self.pks):
            return found
        if self.table is not None:
            at = pks - self.lowest
            inside = (at >= 0) & (at < len(self.table))
            found[inside] = self.table[at[inside]]
            return found
        at = np.searchsorted(self.pks, pks, sorter=self.order)
        at = self.order[np.minimum(at, len(self.order) - 1)]
        return np.where(self.pks[at] == pks, at, -1).astype(np.int32)

    def known(self, pks: np.ndarray) -> np.ndarray:
        found = self(pks)
        return found[found >= 0]


class _Own:
    """Who is said to follow whom, from what each event says itself."""

    def __init__(self, relations: Relations):
        self.relations = dict(relations)
        self.named = frozenset(self.relations).union(*(pks for each in self.relations.values() for pks in each))

    def ranked(self, days: Mapping[int, tuple[int, int]]) -> dict[int, tuple[tuple[int, int], int]]:
        """For the events of `days`, all of `named` that are published: their ranks in the order of telling."""
        follows: dict[int, set[int]] = defaultdict(set)
        for pk, (after, before) in self.relations.items():
            follows[pk] |= after
            for later in before:
                follows[later].add(pk)
        return ranks(Placed(pk, dates, tuple(follows[pk])) for pk, dates in days.items())

    def with_changes(self, gone: Iterable[int], entries: Iterable[Entry]) -> "_Own":
        relations = dict(self.relations)
        for pk in gone:
            relations.pop(pk, None)
        for entry in entries:
            relations.pop(entry.pk, None)
            if entry.after or entry.before:
                relations[entry.pk] = (entry.after, entry.before)
        return self if relations == self.relations else _Own(relations)


@dataclass(frozen=True, slots=True)
class _Late:
    """An entry that came after the others had been numbered, with its sort key; its terms as numbers."""

    entry: Entry
    told: int
    terms: tuple[tuple[str, int], ...]

    @property
    def begins(self) -> int:
        """The first known day; 0 if there is none."""
        return self.entry.first or self.entry.last or 0


class Table:
    """A timeline's published events. All sets are of slots, cannot be changed, and stay right for this table alone."""

    def __init__(
        self,
        base: Base,
        words: tuple[str, ...],
        own: _Own,
        *,
        gone: Slots = EMPTY,
        late: Mapping[int, _Late] | None = None,
        stop: int | None = None,
        shifts: Mapping[str, Mapping[int, int]] | None = None,
    ):
        """`gone` are slots of `base` that are void, `late` the entries behind it, the next of which gets slot `stop`.

        `shifts` says, for every key and each value of an event that went or came, by how many its total has changed.
        """
        self._base, self._words, self._own = base, words, own
        self._word_places = {word: place for place, word in enumerate(words)}
        self._gone, self._late = gone, late or {}
        self._stop = base.size if stop is None else stop
        self._shifts = shifts or {key: {} for key in KEYS}
        self._slot_of_late = {each.entry.pk: slot for slot, each in self._late.items()}
        self._composed: dict[tuple[str, int], Slots] = {}
        self._masked: tuple[Slots, np.ndarray] | None = None

    @classmethod
    def of(cls, entries: Iterable[Entry] | Columns) -> "Table":
        """The table of these events; each primary key is there once."""
        columns = entries if isinstance(entries, Columns) else Columns.of(entries)
        return cls(Base.of(columns), columns.words, _Own(columns.relations))

    @classmethod
    def of_stored(cls, base: Base, words: tuple[str, ...], relations: Relations) -> "Table":
        """The table that `as_stored` gave these of."""
        return cls(base, words, _Own(relations))

    def as_stored(self) -> tuple[Base, tuple[str, ...], Relations]:
        """All that is in a table in which nothing is late: see `numbered_anew`."""
        return self._base, self._words, self._own.relations

    # What there is

    def __len__(self):
        return len(self.everything)

    @cached_property
    def everything(self) -> Slots:
        return self._now(of_range(0, self._base.size), self._late)

    @cached_property
    def dated(self) -> Slots:
        late = (slot for slot, each in self._late.items() if not each.entry.is_undated)
        return self._now(of_range(0, self._base.dated), late)

    @cached_property
    def undated(self) -> Slots:
        return self.everything - self.dated

    def _now(self, in_base: Slots, late: Iterable[int]) -> Slots:
        """What was a set when the base was numbered, with the changes since."""
        found = in_base - self._gone if self._gone else in_base
        late = Slots(late)
        return found | late if late else found

    def having(self, key: str, value: Any) -> Slots:
        """The events that have `value` of the facet `key`; none where it is unknown. KeyError for an unknown key.

        Values are primary keys for actor, kind, source and said_by, the model's codes for role, basis and evidence, and
        for `acting` pairs of an actor's primary key and a role.
        """
        number = numbered(key, value, self._word_places)
        return EMPTY if number is None else self._having(key, number)

    def having_any(self, key: str, values: Iterable[Any]) -> Slots:
        """The events that have any of `values`; see `having`. Thousands are looked up at once."""
        values = list(values)
        if len(values) < FEWEST_AT_ONCE:
            return Slots.union(EMPTY, *(self.having(key, value) for value in values))
        known = [number for value in values if (number := numbered(key, value, self._word_places)) is not None]
        facet = self._base.facets[key]
        numbers = facet.numbers_of(np.array(known, dtype=np.int64))
        late = [slot for value in known for slot in self._late_having.get((key, value), ())] if self._late else ()
        return self._now(facet.having_any(numbers[numbers >= 0]), late)

    def _having(self, key: str, value: int) -> Slots:
        found = self._composed.get((key, value))
        if found is None:
            facet = self._base.facets[key]
            number = facet.number(value)
            found = EMPTY if number is None else facet.having(number)
            if value in self._shifts[key]:
                found = self._now(found, self._late_having.get((key, value), ()))
                self._composed[key, value] = found
        return found

    @cached_property
    def _late_having(self) -> dict[tuple[str, int], list[int]]:
        found = defaultdict(list)
        for slot, each in self._late.items():
            for term in each.terms:
                found[term].append(slot)
        return dict(found)

    # Dates

    def possible(self, earliest: date | None, latest: date | None) -> Slots:
        """Those of whose dates any day can lie in the range; both days included, None unbounded. The undated never."""
        return self._in_range(earliest, latest, certain=False)

    def certain(self, earliest: date | None, latest: date | None) -> Slots:
        """Those of whose dates all days lie in the range; both days included, None unbounded. The undated never."""
        return self._in_range(earliest, latest, certain=True)

    def _in_range(self, earliest: date | None, latest: date | None, *, certain: bool) -> Slots:
        start, stop = (day.toordinal() if day else 0 for day in (earliest, latest))
        if not (start or stop):
            return self.dated
        if start and stop and start > stop:
            return EMPTY
        late = [
            slot
            for slot, each in self._late.items()
            if not (entry := each.entry).is_undated
            and _in_range(entry.first or 0, entry.last or 0, entry.qualified, start, stop, certain=certain)
        ]
        return self._now(self._base.in_range(start, stop, certain=certain), late)

    @cached_property
    def extent(self) -> tuple[int, int] | None:
        """The first and the last known day of all, as ordinals; None where all are undated."""
        begins, ends = self._known_days(self.dated)
        return (int(begins.min()), int(ends.max())) if len(begins) else None

    def _known_days(self, selection: Slots) -> tuple[np.ndarray, np.ndarray]:
        """The first and the last known days of the dates in `selection`, each date at least once."""
        base = self._base
        slots = as_array(selection)
        is_there = np.zeros(len(base.first), dtype=bool)
        is_there[base.dates[slots[: ahead(slots, base.dated)]]] = True
        late = [each.entry for each in self._late_in(selection) if not each.entry.is_undated]
        begins = [entry.first or entry.last for entry in late]
        ends = [entry.last or entry.first for entry in late]
        return (
            np.concatenate([base.begins[is_there], np.array(begins, dtype=np.int32)]),
            np.concatenate([base.ends[is_there], np.array(ends, dtype=np.int32)]),
        )

    def _late_in(self, selection: Slots) -> list[_Late]:
        return [each for slot, each in self._late.items() if slot in selection]

    def spans(self, selection: Slots, most: int = 2000) -> list[tuple[int, int]]:
        """The runs of days that dates of `selection` can mean, each once, in order: first day and day after the last.

        An open date has the one day that is known. Where there would be more than `most`, the whole months in which
        there is something instead, else the whole years, decades or centuries; of MANY events and more those in which
        something begins, up to the last day of all.
        """
        if len(selection) >= MANY:
            return self._begun(selection, most)
        begins, ends = self._known_days(selection)
        found = None
        if len(begins) <= MOST_ALIKE * most:
            runs = distinct(begins.astype(np.int64) << 22 | ends)
            found = runs >> 22, (runs & (1 << 22) - 1) + 1
        for months in (1, 12, 120, 1200):
            if found and len(found[0]) <= most:
                break
            found = _whole(begins, ends, months)
        return list(zip(*(days.tolist() for days in found), strict=True))

    def _begun(self, selection: Slots, most: int) -> list[tuple[int, int]]:
        """The whole months, years, decades or centuries in which some of `selection` begin, at most `most` of them."""
        if self.extent is None:
            return []
        first, last = _month(np.array(self.extent)).tolist()
        found: list[tuple[int, int]] = []
        for months in (1, 12, 120, 1200):
            edges = _first_days(first // months, last // months + 2, months)
            counts = self.density(selection, edges)
            found = [edges[place : place + 2] for place, count in enumerate(counts) if count]
            if len(found) <= most:
                break
        stop = self._last_day(selection) + 1
        return [(start, max(end, stop) if end == found[-1][1] else end) for start, end in found]

    def _last_day(self, selection: Slots) -> int:
        """The last known day of all dates in `selection`: block by block, until no other can have a later one."""
        base = self._base
        best = max((each.entry.last or each.entry.first or 0 for each in self._late_in(selection)), default=0)
        slots = as_array(selection)
        for block in np.argsort(-base.last_of_block, kind="stable").tolist():
            if base.last_of_block[block] <= best:
                break
            start, stop = ahead(slots, [block * BLOCK, min((block + 1) * BLOCK, base.dated)])
            if start < stop:
                best = max(best, int(base.ends[base.dates[slots[start:stop]]].max()))
        return best

    def density(self, selection: Slots, edges: Sequence[int]) -> list[int]:
        """How many of `selection` begin in each bin: their first known day lies in `edges[i]` to before `edges[i + 1]`.

        `edges` are ordinals and ascend. The undated are in none.
        """
        base = self._base
        bounds = base.begun_before(tuple(edges))
        counts = np.diff(ahead(as_array(selection), bounds))
        moved = as_array(base.moved & selection)
        late = [each.begins for each in self._late_in(selection) if each.begins]
        if len(moved) or late:
            counts -= np.diff(ahead(moved, bounds))
            begins = np.sort(np.concatenate([base.begins[base.dates[moved]], np.array(late, dtype=np.int32)]))
            counts += np.diff(ahead(begins, edges))
        return counts.tolist()

    # Counts

    def count_each(self, key: str, values: Iterable[Any], selection: Slots) -> list[int]:
        """How many of `selection` have each of `values`. Some thousands are counted at once."""
        values = list(values)
        if len(values) < FEWEST_AT_ONCE:
            return [self.having(key, value).intersection_cardinality(selection) for value in values]
        known = [numbered(key, value, self._word_places) for value in values]
        facet, shifts = self._base.facets[key], self._shifts[key]
        numbers = facet.numbers_of(np.array([-1 if value is None else value for value in known], dtype=np.int64))
        counts = np.zeros(len(values), dtype=np.int64)
        counts[numbers >= 0] = facet.counted(numbers[numbers >= 0], selection)
        for place, value in enumerate(known) if shifts else ():
            if value in shifts:
                counts[place] = self._having(key, value).intersection_cardinality(selection)
        return counts.tolist()

    def number_of(self, key: str) -> int:
        """How many values of the facet any event has."""
        facet = self._base.facets[key]
        untouched = len(facet) - len(self._touched[key])
        return untouched + sum(total > 0 for total in self._totals_now[key].values())

    @cached_property
    def _totals_now(self) -> dict[str, dict[int, int]]:
        """How many events have each of the values that changes have touched; most first, then the values ascending."""
        found = {}
        for key, shifts in self._shifts.items():
            facet = self._base.facets[key]
            numbers = {value: facet.number(value) for value in shifts}
            before = {value: 0 if number is None else facet.total(number) for value, number in numbers.items()}
            rows = sorted((-before[value] - shift, value) for value, shift in shifts.items())
            found[key] = {value: -total for total, value in rows}
        return found

    @cached_property
    def _touched(self) -> dict[str, np.ndarray]:
        """The numbers, in each facet, of the values that changes have touched, ascending."""
        found = {}
        for key, facet in self._base.facets.items():
            numbers = facet.numbers_of(np.array(sorted(self._shifts[key]), dtype=np.int64))
            found[key] = numbers[numbers >= 0]
        return found

    def _are_touched(self, key: str, numbers: np.ndarray) -> np.ndarray:
        touched = self._touched[key]
        if not len(touched):
            return np.zeros(len(numbers), dtype=bool)
        return touched[np.minimum(np.searchsorted(touched, numbers), len(touched) - 1)] == numbers

    def most(self, key: str, selection: Slots, count: int) -> list[tuple[Any, int]]:
        """The values that most of `selection` have, at most `count` of them, with how many; none that nothing has.

        Exact. What is equal is ordered by how many of all events have the value, most first, then by the value.
        """
        if count <= 0 or not selection:
            return []
        best = _Best(count)
        if len(selection) == len(self.everything) and not self._totals_now[key]:
            facet = self._base.facets[key]
            leading = facet.by_total[:count]
            _add_leading(facet, leading, facet.totals(leading), best)
        elif len(selection) <= FEW:
            self._most_of_few(key, as_array(selection), best)
        else:
            self._most_of_many(key, selection, best)
        return [(self._value(key, value), found) for found, value in best.ranked]

    def _most_of_few(self, key: str, slots: np.ndarray, best: "_Best") -> None:
        """Adds to `best` whatever values the events there have."""
        numbered, late = np.split(slots, [ahead(slots, self._base.size)])
        totals = self._totals_now[key]
        counts = Counter(value for slot in late.tolist() for other, value in self._late[slot].terms if other == key)
        facet = self._base.facets[key]
        if len(facet):
            rows = facet.counted_by_event(numbered)
            is_touched = self._are_touched(key, rows[0])
            for number, found in zip(*(column[is_touched].tolist() for column in rows), strict=True):
                counts[int(facet.values[number])] += found
            _add_leading(facet, *(column[~is_touched] for column in rows), best)
        for value, found in counts.items():
            best.add(found, totals[value], value)

    def _most_of_many(self, key: str, selection: Slots, best: "_Best") -> None:
        """Adds to `best` value by value, those with most events first, until no other can be among the best."""
        facet = self._base.facets[key]
        touched = list(reversed(self._totals_now[key].items()))
        for numbers, counts in facet.counted_by_value(selection, partial(self._mask, selection)):
            untouched = ~self._are_touched(key, numbers)
            _add_leading(facet, numbers[untouched], counts[untouched], best)
            last = int(numbers[-1])
            self._add_touched(key, selection, touched, best, least=facet.total(last))
            if best.cannot_take(facet.total(last), int(facet.values[last])):
                break
        self._add_touched(key, selection, touched, best)

    def _mask(self, selection: Slots) -> np.ndarray:
        """For each slot of the base whether it is selected; the last is kept, since facet after facet asks for it."""
        kept = self._masked
        if kept is None or kept[0] is not selection:
            kept = self._masked = selection, as_mask(selection, self._base.size)
        return kept[1]

    def _add_touched(
        self, key: str, selection: Slots, touched: list[tuple[int, int]], best: "_Best", least: int = 0
    ) -> None:
        """Adds to `best` values from the end of `touched`, which have totals, while these are no less than `least`."""
        while touched and touched[-1][1] >= least and not best.cannot_take(touched[-1][1], touched[-1][0]):
            value, total = touched.pop()
            best.add(self._having(key, value).intersection_cardinality(selection), total, value)

    def _value(self, key: str, number: int) -> Any:
        """What `numbered` made a number."""
        if KEYS[key] == "pk":
            return number
        word = self._words[number & (1 << WORD_BITS) - 1]
        return word if KEYS[key] == "word" else (number >> WORD_BITS, word)

    # Events

    def pks(self, slots: Iterable[int]) -> list[int]:
        """The primary keys of the events in `slots`, in their order."""
        if isinstance(slots, AbstractBitMap) and not self._late:
            return self._base.pks[as_array(slots)].tolist()
        base, size = self._base.pks, self._base.size
        return [int(base[slot]) if slot < size else self._late[slot].entry.pk for slot in slots]

    def slot(self, pk: int) -> int | None:
        """Where the event is; None if it is not published, or of another timeline."""
        late = self._slot_of_late.get(pk)
        if late is not None:
            return late
        found = int(self._base.slot_of(np.array([pk], dtype=np.int64))[0])
        return None if found < 0 or found in self._gone else found

    def slots(self, pks: Iterable[int]) -> Slots:
        """Those of the events that are here. Numpy arrays of int64 are quickest."""
        pks = np.asarray(pks if isinstance(pks, np.ndarray) else list(pks), dtype=np.int64)
        in_base = of_array(np.sort(self._base.slot_of.known(pks)))
        late = []
        if self._late:
            sought = np.array(sorted(self._slot_of_late), dtype=np.int64)
            late = [self._slot_of_late[pk] for pk in sought[np.isin(sought, pks)].tolist()]
        return self._now(in_base, late)

    def entry(self, slot: int) -> Entry:
        """What the index holds of the event there."""
        if slot in self._late:
            return self._late[slot].entry
        base = self._base
        when, pk = int(base.dates[slot]), int(base.pks[slot])
        after, before = self._own.relations.get(pk, (frozenset(), frozenset()))
        terms = ((key, self._value(key, value)) for key, facet in base.facets.items() for value in facet.of_slot(slot))
        return Entry(
            pk=pk,
            first=int(base.first[when]) or None,
            last=int(base.last[when]) or None,
            qualified=bool(base.qualified[when]),
            recorded=int(base.recorded[slot]),
            after=after,
            before=before,
            terms=frozenset(terms),
        )

    # Lists

    def page(
        self,
        selection: Slots,
        *,
        sort: str,
        size: int,
        after: Place | None = None,
        before: Place | None = None,
    ) -> list[int]:
        """The slots of `size` events of `selection`, fewer at an end, in the order asked for.

        The first ones; those next behind the place `after`; or those right before the place `before`, which is END for
        the last ones. `sort` is one of SORTS. By "oldest" and "newest" the undated come last, in the order in which
        they are told; by "recorded" the latest come first, dated or not. ValueError for two places, or one of another
        sort.
        """
        place = self._checked(sort, after, before)
        found: list[int] = []
        for run in self._runs(sort, place, backwards=before is not None):
            found += run.first(selection, size - len(found))
            if len(found) >= size:
                break
        return found[::-1] if before is not None else found

    def preceding(self, selection: Slots, sort: str, place: Place) -> int:
        """How many of `selection` come before `place`, as sorted. ValueError for a place of another sort."""
        self._checked(sort, place, None)
        return sum(run.count(selection) for run in self._runs(sort, place, backwards=True))

    def place_of(self, slot: int, sort: str) -> Place:
        """Where an event of this table stands."""
        late = self._late.get(slot)
        if sort == RECORDED:
            key = late.entry.recorded if late else int(self._base.recorded[slot])
        else:
            key = late.told if late else int(self._base.told[slot])
        return Place(key, late.entry.pk if late else int(self._base.pks[slot]), sort == RECORDED)

    def place_of_day(self, day: date, sort: str) -> Place:
        """The place behind which the list goes on with the events of `day`, or with the next ones if it has none."""
        return Place.of_day(day, sort)

    def _checked(self, sort: str, after: Place | None, before: Place | None) -> Place | None:
        if sort not in SORTS:
            raise ValueError(f"{sort!r} is no order for a list; there are {', '.join(SORTS)}")
        if after and before:
            raise ValueError("a page goes on from one place, not from two")
        place = after or before
        if place and not place.suits(sort):
            raise ValueError(f"{place} is no place in a list sorted by {sort}")
        return place

    def _runs(self, sort: str, place: Place | None, *, backwards: bool) -> "list[_Run]":
        """What lies behind `place`, or before it, nearest first; without a place everything."""
        line = self._by_recorded if sort == RECORDED else self._as_told
        runs = [_Run(line, (0, 0), line.stop)]
        at = 0
        if sort == "newest":
            split = line.where(Place(UNDATED, 0))
            runs = [_Run(line, (0, 0), split, is_reversed=True), _Run(line, split, line.stop)]
            at = int(place is not None and place is not END and place.is_undated)
        if place is END:
            runs = runs if backwards else []
        elif place is not None:
            runs[at] = runs[at].before(place) if backwards else runs[at].behind(place)
            runs = runs[: at + 1] if backwards else runs[at:]
        return [run.turned() for run in reversed(runs)] if backwards else runs

    @cached_property
    def _as_told(self) -> "_Line":
        base, late = self._base, [(each.told, each.entry.pk, slot) for slot, each in self._late.items()]
        return _Line(None, lambda slot: (base.told[slot], base.pks[slot]), base.size, late)

    @cached_property
    def _by_recorded(self) -> "_Line":
        base, late = self._base, [(-each.entry.recorded, -each.entry.pk, slot) for slot, each in self._late.items()]
        return _Line(base.latest_first, lambda slot: (-base.recorded[slot], -base.pks[slot]), base.size, late)

    # Changes

    def changed(self, gone: Iterable[int], entries: Iterable[Entry]) -> "Table":
        """The table without the events `gone`, by their keys, and with `entries` in the place of what it had of them.

        What is not there cannot go, and what is the same stays. Itself when nothing changes.
        """
        new = {entry.pk: entry for entry in entries}
        had = {pk: self.entry(slot) for pk in {*gone, *new} if (slot := self.slot(pk)) is not None}
        gone = {pk for pk in gone if pk in had and pk not in new}
        new = {pk: entry for pk, entry in new.items() if had.get(pk) != entry}
        if not (gone or new):
            return self
        own = self._own.with_changes(gone, new.values())
        told = self._told_anew(own, gone, new)
        for pk in told.keys() - new.keys():
            new[pk] = had[pk] = self.entry(self.slot(pk))
        unknown = {word for entry in new.values() for word in _words_of(entry)} - self._word_places.keys()
        words = self._words + tuple(sorted(unknown))
        places = {word: place for place, word in enumerate(words)}

        late, shifts = dict(self._late), {key: dict(values) for key, values in self._shifts.items()}
        void = []
        for pk in [pk for pk in had if pk in gone or pk in new]:
            slot = self.slot(pk)
            for key, value in had[pk].terms:
                number = numbered(key, value, places)
                shifts[key][number] = shifts[key].get(number, 0) - 1
            if late.pop(slot, None) is None:
                void.append(slot)
        for slot, pk in enumerate(sorted(new), start=self._stop):
            terms = tuple((key, numbered(key, value, places)) for key, value in new[pk].terms)
            for key, number in terms:
                shifts[key][number] = shifts[key].get(number, 0) + 1
            late[slot] = _Late(new[pk], told[pk], terms)
        table = Table(
            self._base,
            words,
            own,
            gone=self._gone | Slots(void),
            late=late,
            stop=self._stop + len(new),
            shifts=shifts,
        )
        return table.numbered_anew() if unknown or len(table._gone) + len(late) > MOST_CHANGES else table

    def _told_anew(self, own: _Own, gone: set[int], new: Mapping[int, Entry]) -> dict[int, int]:
        """The sort keys of `new`, and of all others that are now told elsewhere because of what they follow."""
        told = {pk: told_key(*_days(entry.first, entry.last), 0, entry.is_undated) for pk, entry in new.items()}
        named = own.named | self._own.named
        if named.isdisjoint(gone) and named.isdisjoint(new):
            return told
        days, keys = {}, {}
        for pk in named - gone:
            if pk in new:
                days[pk] = _days(new[pk].first, new[pk].last)
            elif (slot := self.slot(pk)) is not None:
                days[pk], keys[pk] = self._days_of(slot), self.place_of(slot, "oldest").key
        for pk, (dates, steps) in own.ranked(days).items():
            key = told_key(*dates, steps, days[pk][0] == NO_DAY)
            if pk in new or key != keys[pk]:
                told[pk] = key
        return told

    def _days_of(self, slot: int) -> tuple[int, int]:
        if slot in self._late:
            entry = self._late[slot].entry
            return _days(entry.first, entry.last)
        when = self._base.dates[slot]
        return _days(int(self._base.first[when]), int(self._base.last[when]))

    def shares_with(self, other: "Table") -> bool:
        """Whether both rest on the same columns, so that to keep the one costs little beside the other."""
        return self._base is other._base

    def differing(self, other: "Table") -> list[int]:
        """The keys of the events of which the two do not say the same: all that they hold, and who is told before."""
        one, another = self.numbered_anew(), other.numbered_anew()
        if one._says_the_same_as(another):
            return []
        entries = [{each.pk: each for each in map(table.entry, table.everything)} for table in (one, another)]
        told = [dict(zip(table._base.pks.tolist(), table._base.told.tolist(), strict=True)) for table in (one, another)]
        return [
            pk
            for pk in sorted(entries[0].keys() | entries[1].keys())
            if (entries[0].get(pk), told[0].get(pk)) != (entries[1].get(pk), told[1].get(pk))
        ]

    def _says_the_same_as(self, other: "Table") -> bool:
        """Whether both have the same columns, to the number."""
        one, another = self._base, other._base
        names = ("pks", "told", "recorded", "dates", "first", "last", "qualified")
        pairs = [(getattr(one, name), getattr(another, name)) for name in names]
        for key in KEYS:
            facets = one.facets[key], another.facets[key]
            pairs += [tuple(getattr(facet, name) for facet in facets) for name in ("values", "offsets", "numbers")]
        same_words = self._words == other._words and self._own.relations == other._own.relations
        return same_words and all(np.array_equal(*pair) for pair in pairs)

    def numbered_anew(self) -> "Table":
        """The same, with nothing late. Takes some seconds for a million events."""
        return Table.of(self.columns()) if self._late or self._gone else self

    def columns(self) -> Columns:
        """What it was made of, and what has changed since."""
        base, words = self._base, tuple(sorted(self._words))
        late = Columns.of((each.entry for each in self._late.values()), words)
        stays = ~as_mask(self._gone, base.size)
        dates = base.dates[stays]
        place_of = np.array([words.index(word) for word in self._words] or [0], dtype=np.int64)

        def pairs(key: str) -> tuple[np.ndarray, np.ndarray]:
            slots, values = base.facets[key].pairs()
            slots, values = slots[stays[slots]], values[stays[slots]]
            if KEYS[key] != "pk" and words != self._words:
                values = values >> WORD_BITS << WORD_BITS | place_of[values & (1 << WORD_BITS) - 1]
            events, others = late.terms[key]
            return np.concatenate([base.pks[slots], events]), np.concatenate([values, others])

        return Columns(
            pks=np.concatenate([base.pks[stays], late.pks]),
            first=np.concatenate([base.first[dates], late.first]),
            last=np.concatenate([base.last[dates], late.last]),
            qualified=np.concatenate([base.qualified[dates], late.qualified]),
            recorded=np.concatenate([base.recorded[stays], late.recorded]),
            words=words,
            relations=self._own.relations,
            terms=_WhenAsked({key: partial(pairs, key) for key in base.facets}),
        )


class _Line:
    """All events of a table in one order: those numbered together, as they lie there, and the late ones among them.

    A bound is a pair of places, in the one and in the other list.
    """

    def __init__(self, order: np.ndarray | None, key, size: int, late: list[tuple[int, int, int]]):
        """`order` are the slots as the line runs, None where they are in order themselves; `key` is that of a slot.

        `late` are keys, in two parts, with a slot.
        """
        self.order, self.key, self.size, self.late = order, key, size, sorted(late)

    @property
    def stop(self) -> tuple[int, int]:
        return self.size, len(self.late)

    def where(self, place: Place, *, behind: bool = False) -> tuple[int, int]:
        """The bound before `place`, or the one behind it."""
        sign = -1 if place.by_recorded else 1
        key, bisect = (sign * place.key, sign * place.pk), bisect_right if behind else bisect_left
        return (
            bisect(range(self.size), key, key=lambda at: self.key(at if self.order is None else self.order[at])),
            bisect(self.late, key, key=lambda row: row[:2]),
        )

    def first(self, selection: Slots, start, stop, size: int, *, backwards: bool) -> list[int]:
        """The first or last `size` of `selection` between two bounds, from the first on, or from the last back."""
        numbered = self._numbered(selection, start[0], stop[0], size, backwards=backwards)
        late = self.late[start[1] : stop[1]]
        late = list(islice((row for row in (reversed(late) if backwards else late) if row[2] in selection), size))
        if not late:
            return numbered
        rows = [*((*self.key(slot), slot) for slot in numbered), *late]
        return [slot for _key, _pk, slot in sorted(rows, reverse=backwards)[:size]]

    def _numbered(self, selection: Slots, start: int, stop: int, size: int, *, backwards: bool) -> list[int]:
        if start >= stop:
            return []
        if self.order is None:
            low, high = (selection.rank(bound - 1) if bound else 0 for bound in (start, stop))
            low, high = (max(low, high - size), high) if backwards else (low, min(high, low + size))
            found = list(selection[low:high]) if low < high else []
            return found[::-1] if backwards else found
        order = self.order[start:stop]
        order = order[::-1] if backwards else order
        near = [slot for slot in order[:FEWEST_NEAR].tolist() if slot in selection]
        if len(near) < size and len(order) > FEWEST_NEAR:
            return order[as_mask(selection, self.size)[order]][:size].tolist()
        return near[:size]

    def count(self, selection: Slots, start, stop) -> int:
        """How many of `selection` lie between two bounds."""
        late = sum(slot in selection for _key, _pk, slot in self.late[start[1] : stop[1]])
        if start[0] >= stop[0]:
            return late
        if self.order is None:
            low, high = (selection.rank(bound - 1) if bound else 0 for bound in (start[0], stop[0]))
            return high - low + late
        return int(np.count_nonzero(as_mask(selection, self.size)[self.order[start[0] : stop[0]]])) + late


@dataclass(frozen=True, slots=True)
class _Run:
    """A stretch of a line that a list takes as it runs, or backwards."""

    line: _Line
    start: tuple[int, int]
    stop: tuple[int, int]
    is_reversed: bool = False

    def behind(self, place: Place) -> "_Run":
        if self.is_reversed:
            return replace(self, stop=self.line.where(place))
        return replace(self, start=self.line.where(place, behind=True))

    def before(self, place: Place) -> "_Run":
        if self.is_reversed:
            return replace(self, start=self.line.where(place, behind=True))
        return replace(self, stop=self.line.where(place))

    def turned(self) -> "_Run":
        return replace(self, is_reversed=not self.is_reversed)

    def first(self, selection: Slots, size: int) -> list[int]:
        return self.line.first(selection, self.start, self.stop, size, backwards=self.is_reversed)

    def count(self, selection: Slots) -> int:
        return self.line.count(selection, self.start, self.stop)


class _Best:
    """The best `count` of what was added, by how many it has here, then by how many in all, then by value."""

    def __init__(self, count: int):
        self.count = count
        self._rows: list[tuple[int, int, int]] = []

    def add(self, found: int, total: int, value: int) -> None:
        row = (-found, -total, value)
        if found and not (len(self._rows) == self.count and row > self._rows[-1]):
            insort(self._rows, row)
            del self._rows[self.count :]

    def cannot_take(self, total: int, value: int) -> bool:
        """Whether whatever has no more than `total` in all, and no lesser value, comes too late."""
        return len(self._rows) == self.count and self._rows[-1] <= (-total, -total, value)

    @property
    def least(self) -> int:
        """Whoever has fewer here is not among them."""
        return -self._rows[-1][0] if len(self._rows) == self.count else 1

    @property
    def ranked(self) -> list[tuple[int, int]]:
        """Counts with values, the best first."""
        return [(-found, value) for found, _total, value in self._rows]


def _add_leading(facet: Facet, numbers: np.ndarray, counts: np.ndarray, best: _Best) -> None:
    """Adds to `best` those of the numbers that may be among them."""
    if len(numbers) > best.count:
        kept = np.flatnonzero(counts >= best.least)
        if len(kept) > best.count:
            least = np.partition(counts[kept], len(kept) - best.count)[len(kept) - best.count]
            kept = kept[counts[kept] >= least]
        numbers, counts = numbers[kept], counts[kept]
        leading = np.lexsort((numbers, -facet.totals(numbers), -counts))[: best.count]
        numbers, counts = numbers[leading], counts[leading]
    for row in zip(counts.tolist(), facet.totals(numbers).tolist(), facet.values[numbers].tolist(), strict=True):
        best.add(*row)


def _order(first: np.ndarray, then: np.ndarray) -> np.ndarray:
    """The places of rows in the order of the one column, then of the other, which has no number twice."""
    by_then = order_of(known(then)[1])
    return by_then[order_of(known(first[by_then])[1])]


def _days(first: int | None, last: int | None) -> tuple[int, int]:
    """What an event is sorted by, before whatever it follows."""
    return first or last or NO_DAY, last or LAST_DAY


def _whole(begins: np.ndarray, ends: np.ndarray, months: int) -> tuple[np.ndarray, np.ndarray]:
    """The stretches of so many months in which any of these runs lies; both days of a run included."""
    first, last = _month(begins) // months, _month(ends) // months
    stop = int(last.max()) + 2
    within = np.cumsum(np.bincount(first, minlength=stop) - np.bincount(last + 1, minlength=stop))
    found = np.flatnonzero(within)
    return _first_day(np.maximum(found * months, 12)), _first_day((found + 1) * months)


# 1 January 1970, and the months from January of a year 0 until then.
EPOCH_DAY, EPOCH_MONTH = date(1970, 1, 1).toordinal(), 1970 * 12


def _month(days: np.ndarray) -> np.ndarray:
    return (days - EPOCH_DAY).astype("datetime64[D]").astype("datetime64[M]").astype(np.int64) + EPOCH_MONTH


@lru_cache(100)
def _first_days(start: int, stop: int, months: int) -> tuple[int, ...]:
    """The first days of the runs of so many months from the run `start` to the one before `stop`."""
    return tuple(_first_day(np.maximum(np.arange(start, stop) * months, 12)).tolist())


def _first_day(months: np.ndarray) -> np.ndarray:
    return (months - EPOCH_MONTH).astype("datetime64[M]").astype("datetime64[D]").astype(np.int64) + EPOCH_DAY
