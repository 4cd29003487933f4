"""One facet of a timeline: which values each event has, and which events each value.

Both are kept as compressed rows: event by event the numbers of its values, and value by value the slots of its events.
Whoever asks for a value with many events gets a bitmap, which is made once.
"""

from collections.abc import Callable, Iterator

import numpy as np

from .slots import Slots, as_mask, of_array, of_mask
from .sorting import distinct, known, order_of

__all__ = ["Facet"]

# A value with fewer events has its bitmap made whenever it is asked for.
FEWEST_KEPT = 64
# Values with more events are counted one by one, by their bitmaps; the others together, by a mask.
FEWEST_ALONE = 1024
# In slots: the most that is counted together at first; twice as much each time after.
TOGETHER = 65_536


class Facet:
    """The values of `size` events. A value is known by its number: its place among `values`, which ascend.

    The value `values[n]` has the slots `slots[starts[n]:starts[n + 1]]`, which ascend, and the event in slot `s` the
    numbers `numbers[offsets[s]:offsets[s + 1]]`. Every value has an event.
    """

    def __init__(self, values: np.ndarray, offsets: np.ndarray, numbers: np.ndarray):
        self.values, self.offsets, self.size = values, offsets, len(offsets) - 1
        self.numbers = numbers.astype(np.min_scalar_type(max(0, len(values) - 1)))
        totals = np.bincount(numbers, minlength=len(values)).astype(np.int32)
        self.starts = np.concatenate([[0], np.cumsum(totals)]).astype(np.int32)
        slots = np.repeat(np.arange(self.size, dtype=np.int32), np.diff(offsets))
        self.slots = slots[order_of(numbers)]
        self.by_total = order_of(totals.max(initial=0) - totals)
        self.alone = int(np.count_nonzero(totals > FEWEST_ALONE))
        self._kept: dict[int, Slots] = {}

    @classmethod
    def of_pairs(cls, size: int, slots: np.ndarray, values: np.ndarray) -> "Facet":
        """From pairs of a slot below `size` and a value that it has, in any order and perhaps repeated."""
        found, numbers = known(values)
        pairs = slots.astype(np.int64)
        pairs *= max(1, len(found))
        pairs += numbers
        slots, numbers = np.divmod(distinct(pairs), max(1, len(found)))
        offsets = np.concatenate([[0], np.cumsum(np.bincount(slots, minlength=size))]).astype(np.int32)
        return cls(found.astype(np.int64), offsets, numbers)

    def __len__(self):
        return len(self.values)

    def number(self, value: int) -> int | None:
        number = int(np.searchsorted(self.values, value))
        return number if number < len(self.values) and self.values[number] == value else None

    def numbers_of(self, values: np.ndarray) -> np.ndarray:
        """The number of each; -1 for one that no event has."""
        if not len(self.values):
            return np.full(len(values), -1)
        numbers = np.minimum(np.searchsorted(self.values, values), len(self.values) - 1)
        return np.where(self.values[numbers] == values, numbers, -1)

    def total(self, number: int) -> int:
        """How many events have it."""
        return int(self.starts[number + 1] - self.starts[number])

    def totals(self, numbers: np.ndarray) -> np.ndarray:
        """How many events have each."""
        return self.starts[numbers + 1] - self.starts[numbers]

    def having(self, number: int) -> Slots:
        """The slots of the events that have it."""
        found = self._kept.get(number)
        if found is None:
            found = of_array(self.slots[self.starts[number] : self.starts[number + 1]])
            if len(found) >= FEWEST_KEPT:
                self._kept[number] = found
        return found

    def having_any(self, numbers: np.ndarray) -> Slots:
        """The slots of the events that have any of these."""
        mask = np.zeros(self.size, dtype=bool)
        mask[self.slots[_within(self.starts, numbers)]] = True
        return of_mask(mask)

    def of_slot(self, slot: int) -> list[int]:
        """The values of the event there."""
        return self.values[self.numbers[self.offsets[slot] : self.offsets[slot + 1]]].tolist()

    def counted_by_event(self, slots: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """The numbers of the values that any of `slots` has, ascending, and how many of these have each."""
        numbers = self.numbers[_within(self.offsets, slots)].astype(np.int64)
        if len(self.values) > 4 * len(numbers):
            return np.unique(numbers, return_counts=True)
        counts = np.bincount(numbers, minlength=len(self.values))
        found = np.flatnonzero(counts)
        return found, counts[found]

    def counted_by_value(
        self, selection: Slots, mask: Callable[[], np.ndarray]
    ) -> Iterator[tuple[np.ndarray, np.ndarray]]:
        """Numbers and how many of `selection` have each, in groups; the values with most events first, then ascending.

        Those who have seen enough stop asking. `mask` gives that of the selection, if it comes to that.
        """
        for start in range(0, self.alone, 8):
            group = self.by_total[start : min(self.alone, start + 8)]
            yield group, np.array([self.having(int(number)).intersection_cardinality(selection) for number in group])
        if self.alone == len(self.values):
            return
        start, room = self.alone, TOGETHER
        while start < len(self.values):
            most = self.total(int(self.by_total[start]))
            group = self.by_total[start : start + max(1, room // most)]
            yield group, self._counted(group, mask())
            start, room = start + len(group), 2 * room

    def counted(self, numbers: np.ndarray, selection: Slots) -> np.ndarray:
        """How many of `selection` have each of the values with these numbers."""
        counts = np.zeros(len(numbers), dtype=np.int64)
        alone = self.totals(numbers) > FEWEST_ALONE
        counts[alone] = [self.having(int(number)).intersection_cardinality(selection) for number in numbers[alone]]
        counts[~alone] = self._counted(numbers[~alone], as_mask(selection, self.size))
        return counts

    def _counted(self, numbers: np.ndarray, mask: np.ndarray) -> np.ndarray:
        """How many of the slots for which `mask` is true have each."""
        if not len(numbers):
            return np.zeros(0, dtype=np.int64)
        totals = self.totals(numbers)
        hits = mask[self.slots[_within(self.starts, numbers)]]
        return np.add.reduceat(hits, np.cumsum(totals) - totals, dtype=np.int64)

    def pairs(self) -> tuple[np.ndarray, np.ndarray]:
        """Every slot, as often as it has values, with these."""
        slots = np.repeat(np.arange(self.size, dtype=np.int32), np.diff(self.offsets))
        return slots, self.values[self.numbers]


def _within(bounds: np.ndarray, rows: np.ndarray) -> np.ndarray:
    """The places from `bounds[row]` to `bounds[row + 1]`, for one row after the other."""
    starts = bounds[rows]
    lengths = bounds[rows + 1] - starts
    ends = np.cumsum(lengths)
    return np.arange(ends[-1] if len(ends) else 0) + np.repeat(starts - (ends - lengths), lengths)
