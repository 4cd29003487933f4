"""Which events a selection chooses: sets of slots in the index, for all that is asked together and for parts of it."""

from collections.abc import Iterable, Set
from functools import cached_property

from pyroaring import BitMap

from .catalogue import Catalogue
from .selection import Selection

__all__ = ["LISTED", "Chosen"]

LISTED = 24  # values of a facet that are listed; the rest is for the finder


class Chosen:
    """What `selection` chooses from `catalogue`: the set `chosen`."""

    def __init__(self, catalogue: Catalogue, selection: Selection):
        self.catalogue, self.selection, self.table = catalogue, selection, catalogue.table
        self.by_key = {
            "actor": self.by_actor(selection.role),
            "role": None if selection.actor else self._either("role"),
            **{key: self._either(key) for key in ("kind", "basis", "evidence", "source", "said_by")},
            "dates": self._by_date(),
            "q": catalogue.matching(selection.q) if selection.q else None,
        }
        self.chosen = self.narrowed()
        self._leading: dict[str, tuple[BitMap, list]] = {}

    def keys(self, facet: str) -> list:
        """What the index knows the chosen values of a facet by."""
        values = self.catalogue.values[facet]
        return [values[slug].key for slug in getattr(self.selection, facet)]

    # Each answers None where nothing is asked of it: a facet that does not narrow.

    def _either(self, facet: str) -> BitMap | None:
        sets = [self.table.having(facet, key) for key in self.keys(facet)]
        return BitMap.union(*sets) if len(sets) > 1 else sets[0] if sets else None

    def by_actor(self, roles: Iterable[str]) -> BitMap | None:
        sets = [self.acting(actor, roles) for actor in self.keys("actor")]
        if len(sets) < 2:
            return sets[0] if sets else None
        return BitMap.intersection(*sets) if self.selection.match == "all" else BitMap.union(*sets)

    def acting(self, actor: int, roles: Iterable[str]) -> BitMap:
        """The events with `actor` in one of `roles`, or in any where there are none; affiliates when asked for."""
        if self.selection.affiliates:
            return self.catalogue.acting(actor, roles)
        return self.catalogue.union([actor], roles) if roles else self.table.having("actor", actor)

    def _by_date(self) -> BitMap | None:
        bounds = self.selection.earliest, self.selection.latest
        if not any(bounds):
            return None
        return self.table.certain(*bounds) if self.selection.dates == "certain" else self.table.possible(*bounds)

    def narrowed(self, *, leaving_out: Set[str] = frozenset()) -> BitMap:
        sets = [asked for key, asked in self.by_key.items() if asked is not None and key not in leaving_out]
        if not sets:
            return self.catalogue.everything
        sets.sort(key=len)
        narrowed = sets[0]
        for other in sets[1:]:
            narrowed = narrowed & other
        return narrowed

    def most(self, facet: str, base: BitMap, count: int) -> list[tuple]:
        """The values of `facet` that most of `base` have, at most `count`; see `Table.most`.

        The chart's lanes and the facet are often asked of the same set, and it is gone through once for both.
        """
        known, leading = self._leading.get(facet, (None, []))
        if known is not base or count > LISTED + 1:
            leading = self.table.most(facet, base, max(count, LISTED + 1))
            self._leading[facet] = base, leading
        return leading[:count]

    @cached_property
    def whatever_the_dates(self) -> BitMap:
        """The events that would be chosen if no date were asked for: what the chart shows around its brush."""
        return self.narrowed(leaving_out={"dates"}) if self.by_key["dates"] is not None else self.chosen

    @cached_property
    def undated(self) -> int:
        """How many of the chosen events have no date."""
        return len(self.chosen) - self.chosen.intersection_cardinality(self.table.dated)

    @property
    def opened(self) -> int | None:
        """The slot of the open event, if it is among the chosen."""
        if not self.selection.event:
            return None
        slot = self.table.slot(self.catalogue.values["event"][self.selection.event].key)
        return slot if slot in self.chosen else None
