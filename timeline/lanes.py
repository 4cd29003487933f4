"""The lanes of a selection's chart: an actor each, those asked for first and then those with the most; then the others.

What rests on the selection alone is worked out once for it, and kept as long as the index stands: which lanes there
are, which days they reach over, and how many events begin when. The links and the open event are the page's own.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial
from typing import NamedTuple

from pyroaring import BitMap

from timeline import rows
from timeline.chart import MOST_MARKS, LaneOf, Span
from timeline.filters import Results
from timeline.localised import gettext

__all__ = ["MOST_LANES", "Lanes"]

MOST_LANES = 6


class _Lane(NamedTuple):
    """A lane of `count` events: of an actor, by its key, or the others. `few` are their slots if marks can show all."""

    actor: int | None
    count: int
    few: frozenset[int]


@dataclass(frozen=True)
class _Kept:
    """What is kept for a selection. By the place of a lane: how many of its events begin between which edges."""

    lanes: tuple[_Lane, ...]
    spans: list[Span]
    densities: dict[int, tuple[Sequence[int], list[int]]] = field(default_factory=dict)


class Lanes:
    """What the chart of `results` shows: all that would be chosen if no date were asked for.

    Where the chart is zoomed to the dates that are asked for, what can have happened in them.
    """

    def __init__(self, results: Results):
        self.results, self.selection = results, results.selection
        self.catalogue, self.table = results.catalogue, results.table

    @property
    def spans(self) -> list[Span]:
        """The runs of days that the dates of the events can mean; see `Table.spans`."""
        return self._kept.spans

    def drawn(self, opened: int | None) -> list[LaneOf]:
        """The lanes, as `chart.draw` takes them. The event in the slot `opened` is in whatever lanes it belongs to."""
        lanes = self._kept.lanes
        marked = [
            lane.few or ({opened} if opened is not None and opened in self._slots(place) else frozenset())
            for place, lane in enumerate(lanes)
        ]
        few = sorted(frozenset().union(*marked))
        events = {self.table.slot(event.pk): event for event in rows.alone(self.table, self.table.pks(few))}
        names = self._names()
        return [
            LaneOf(
                names[lane.actor],
                lane.count,
                events=[events[slot] for slot in sorted(slots) if slot in events],
                density=partial(self._density, place),
            )
            for place, (lane, slots) in enumerate(zip(lanes, marked, strict=True))
            if lane.actor in names
        ]

    @cached_property
    def _kept(self) -> _Kept:
        return self.catalogue.kept(("lanes", self.selection.choosing(dates=self.selection.zoom)), self._made)

    def _made(self) -> _Kept:
        asked = [self.catalogue.values["actor"][slug].key for slug in self.selection.actor]
        leading = [key for key, _count in self.results.most("actor", self._shown, MOST_LANES)]
        ranked = list(dict.fromkeys(asked + leading))[:MOST_LANES]
        actors = self.catalogue.named({"actor": ranked})["actor"]
        sets = [self._shown & self.table.having("actor", actor) for actor in actors]
        sets.append(self._shown.difference(*sets))
        lanes = (
            _Lane(actor, len(slots), frozenset(slots if len(slots) <= MOST_MARKS else ()))
            for actor, slots in zip([*actors, None], sets, strict=True)
        )
        return _Kept(tuple(lanes), self.table.spans(self._shown))

    @cached_property
    def _shown(self) -> BitMap:
        shown = self.results.whatever_the_dates
        if not shown.issubset(self.table.dated):
            shown = shown & self.table.dated
        if self.selection.zoom:
            shown = shown & self.table.possible(self.selection.earliest, self.selection.latest)
        return shown

    def _slots(self, place: int) -> BitMap:
        """The events of a lane."""
        actors = [lane.actor for lane in self._kept.lanes if lane.actor is not None]
        if place < len(actors):
            return self._shown & self.table.having("actor", actors[place])
        return self._shown.difference(*(self.table.having("actor", actor) for actor in actors))

    def _density(self, place: int, edges: Sequence[int]) -> list[int]:
        known, density = self._kept.densities.get(place, (None, []))
        if known != edges:
            density = self.table.density(self._slots(place), edges)
            self._kept.densities[place] = edges, density
        return density

    def _names(self) -> dict[int | None, str]:
        """Those of the lanes, by their actors; without what has been deleted since the index was made."""
        actors = self.catalogue.named({"actor": [lane.actor for lane in self._kept.lanes if lane.actor is not None]})
        names = {key: actor.name for key, actor in actors["actor"].items()}
        return {**names, None: gettext("Others") if names else gettext("All events")}
