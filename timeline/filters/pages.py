"""The page of a selection that is asked for: by its place in the order, by date, or by how well events match."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from timeline import fulltext
from timeline.dates import EventDate
from timeline.folding import terms
from timeline.index import Place

from .chosen import Chosen
from .selection import LAST, RANK

__all__ = ["Slice", "slice_of"]


@dataclass(frozen=True)
class Slice:
    """The events of one page, by their slots in order, and where it lies: so many of the selection come before it.

    `earlier` and `later` are the events right before and behind it, None at the ends. `first` and `last` are the places
    of its own first and last event, as an address has them; "" when it is empty.
    """

    slots: list[int]
    preceding: int
    earlier: int | None = None
    later: int | None = None
    first: str = ""
    last: str = ""


def slice_of(chosen: Chosen, size: int) -> Slice:
    """The page of `size` events that is asked for: behind `after`, before `before`, or from the date `at`.

    Else that with the open event on it, else the first.
    """
    return _Ranked(chosen).slice(size) if chosen.selection.sort == "relevance" else _in_order(chosen, size)


def _in_order(asked: Chosen, size: int) -> Slice:
    table, chosen, selection, sort = asked.table, asked.chosen, asked.selection, asked.selection.sort
    slots: list[int] = []
    if selection.after:
        slots = table.page(chosen, sort=sort, size=size, after=Place.parse(selection.after, sort))
    elif selection.before == LAST:
        # As long as it would be if one had come to it page by page.
        slots = table.page(chosen, sort=sort, size=len(chosen) % size or size, before=Place.parse(LAST, sort))
    elif selection.before:
        slots = table.page(chosen, sort=sort, size=size, before=Place.parse(selection.before, sort))
        slots = slots if len(slots) == size else []
    elif selection.at:
        slots = table.page(chosen, sort=sort, size=size, after=table.place_of_day(_day(selection.at, sort), sort))
    elif (slot := asked.opened) is not None:
        place = table.place_of(slot, sort)
        ahead = table.preceding(chosen, sort, place) % size
        slots = table.page(chosen, sort=sort, size=ahead, before=place) if ahead else []
        slots += [slot, *table.page(chosen, sort=sort, size=size - ahead - 1, after=place)]
    slots = slots or table.page(chosen, sort=sort, size=size)
    if not slots:
        return Slice([], 0)
    first, last = table.place_of(slots[0], sort), table.place_of(slots[-1], sort)
    return Slice(
        slots,
        table.preceding(chosen, sort, first),
        next(iter(table.page(chosen, sort=sort, size=1, before=first)), None),
        next(iter(table.page(chosen, sort=sort, size=1, after=last)), None),
        str(first),
        str(last),
    )


class _Ranked:
    """The chosen events by how well they match what is looked for."""

    def __init__(self, asked: Chosen):
        self.asked = asked

    def slice(self, size: int) -> Slice:
        ranked, selection = self._ranked, self.asked.selection
        start = 0
        if selection.after:
            start = self._ahead(selection.after, behind=True)
        elif selection.before == LAST:
            start = (len(ranked) - 1) // size * size
        elif selection.before:
            start = max(0, self._ahead(selection.before, behind=False) - size)
        elif self.asked.opened is not None:
            start = int(np.flatnonzero(ranked == self.asked.opened)[0]) // size * size
        slots = ranked[start : start + size].tolist()
        if not slots:
            start, slots = 0, ranked[:size].tolist()
        if not slots:
            return Slice([], 0)
        stop = start + len(slots)
        return Slice(
            slots,
            start,
            int(ranked[start - 1]) if start else None,
            int(ranked[stop]) if stop < len(ranked) else None,
            self._rank_of(slots[0]),
            self._rank_of(slots[-1]),
        )

    @cached_property
    def _scores(self) -> np.ndarray:
        """How well each event matches what is looked for, by slot, in thousandths of `fulltext.weight`."""
        everything = self.asked.catalogue.everything
        scores = np.zeros(everything.max() + 1 if everything else 0, dtype=np.int64)
        for term in terms(self.asked.selection.q):
            holding = len(self.asked.catalogue.with_term(term))
            for place in fulltext.WEIGHTS if term.wanted and holding else ():
                slots = np.asarray(self.asked.catalogue.with_term(term, within=place).to_array())
                scores[slots] += round(1000 * fulltext.weight(place, holding, len(everything)))
        return scores

    @cached_property
    def _ranked(self) -> np.ndarray:
        """The chosen events, the best match first; what matches equally well in the order in which it is told."""
        told = np.asarray(
            self.asked.table.page(self.asked.chosen, sort="oldest", size=len(self.asked.chosen)), dtype=np.int64
        )
        return told[np.argsort(-self._scores[told], kind="stable")] if len(told) else told

    def _rank_of(self, slot: int) -> str:
        return f"{self._scores[slot]}.{self.asked.table.pks([slot])[0]}"

    def _ahead(self, rank: str, *, behind: bool) -> int:
        """How many of the chosen lie before the event at `rank`, it included where `behind`; it may be gone by now."""
        if rank == LAST:
            return len(self._ranked)
        score, key = map(int, RANK.fullmatch(rank).groups())
        slot = self.asked.table.slot(key)
        if slot is not None and slot in self.asked.chosen and self._scores[slot] == score:
            return int(np.flatnonzero(self._ranked == slot)[0]) + behind
        return int(np.searchsorted(-self._scores[self._ranked], -score, side="right"))


def _day(when: EventDate, sort: str):
    """The day to go to in a list that runs forward or back: the first or the last of `when`, as far as it is known."""
    return (when.latest or when.earliest) if sort == "newest" else (when.earliest or when.latest)
