"""The counts beside every choice: how many events each value of a facet would bring to a selection."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from django.utils.translation import gettext_lazy as _
from pyroaring import BitMap

from timeline import fulltext
from timeline.folding import terms

from .catalogue import CODES, FACETED, Value
from .chosen import LISTED, Chosen
from .selection import Selection

__all__ = ["Choice", "Counts", "Facet"]

FOUND = 24  # values that the finder lists


class Choice(NamedTuple):
    """One value of the facet `key`: how many events it brings to `selection`, and whether it is chosen there."""

    key: str
    slug: str
    name: str
    count: int
    selection: Selection
    row: object = None

    @property
    def chosen(self) -> bool:
        return self.slug in getattr(self.selection, self.key)

    @property
    def link(self) -> str:
        """To the selection in which it is turned over."""
        turned = {*getattr(self.selection, self.key)} ^ {self.slug}
        return self.selection.narrowed(**{self.key: tuple(sorted(turned))}).link()


@dataclass(frozen=True)
class Facet:
    """A facet with those of its values that bring the most events, and those that are chosen; `more` says whether there
    may be others."""

    key: str
    legend: str
    choices: tuple[Choice, ...]
    more: bool = False

    @property
    def chosen(self) -> int:
        return sum(choice.chosen for choice in self.choices)


LEGENDS = {
    "actor": _("Actor"),
    "role": _("Role"),
    "kind": _("Kind"),
    "basis": _("Date is"),
    "evidence": _("Event is"),
    "source": _("Source"),
    "said_by": _("Said by"),
}


class Counts:
    """How many events the values of facets bring to what is `asked`."""

    def __init__(self, asked: Chosen):
        self.asked, self.catalogue, self.selection, self.table = asked, asked.catalogue, asked.selection, asked.table

    def facets(self) -> list[Facet]:
        """All facets that offer a choice, each with the values that bring the most events."""
        counted = self.catalogue.kept(
            ("counts", self.selection.choosing()), lambda: {key: self._counted(key) for key in FACETED}
        )
        values = self.catalogue.named({key: [value for value, _n in counts] for key, counts in counted.items()})
        facets = (self._facet(key, counted[key], values[key]) for key in FACETED)
        return [facet for facet in facets if facet.choices]

    def found(self, key: str, words: str) -> Facet:
        """The actors with all of `words` in their names or aliases, as choices of the facet `key`: actor or said_by.

        Those that bring the most events come first, `FOUND` at most, and those already chosen. Without words, the facet
        as it is.
        """
        asked = [term for term in terms(words) if term.wanted]
        if not asked:
            counts = self._counted(key)
        else:
            known = set.intersection(*(set(fulltext.actors_with(term).tolist()) for term in asked))
            base, exact = self._base(key), self._exact(key)
            counts = [(actor, exact(actor, base)) for actor in known] if exact else self._plain(key, known, base)
            counts = sorted((pair for pair in counts if pair[1]), key=lambda pair: (-pair[1], pair[0]))
            counts = self._with_chosen(key, counts[: FOUND + 1], base)
        values = self.catalogue.named({key: [value for value, _count in counts]})
        return self._facet(key, counts, values[key], most=FOUND)

    def _plain(self, key: str, values: Iterable, base: BitMap) -> list[tuple]:
        values = sorted(values)
        return list(zip(values, self.table.count_each(key, values, base), strict=True))

    def _counted(self, key: str) -> list[tuple]:
        """The values of a facet that bring the most events, at most one more than are listed, and the chosen ones."""
        base, exact = self._base(key), self._exact(key)
        if key in CODES:
            counts = [(code, exact(code, base)) for code in CODES[key]] if exact else self._plain(key, CODES[key], base)
            counts = [pair for pair in counts if pair[1]]
        else:
            counts = self._most(key, base, exact)
        return self._with_chosen(key, counts, base)

    def _with_chosen(self, key: str, counts: list[tuple], base: BitMap) -> list[tuple]:
        missing = [value for value in self.asked.keys(key) if value not in dict(counts)]
        exact = self._exact(key)
        return counts + (
            [(value, exact(value, base)) for value in missing] if exact else self._plain(key, missing, base)
        )

    def _most(self, key: str, base: BitMap, exact) -> list[tuple]:
        """The values with the most events of `base`; with `exact`, counted by that, which never gives more but for
        actors that others are part of."""
        if exact is None:
            return self.asked.most(key, base, LISTED + 1)
        wide = {body: exact(body, base) for body in self.catalogue.bodies} if self.selection.affiliates else {}
        looked_at = 4 * LISTED
        while True:
            rough = self.table.most(key, base, looked_at)
            found = [(actor, exact(actor, base)) for actor, _count in rough if actor not in wide] + list(wide.items())
            found = sorted((pair for pair in found if pair[1]), key=lambda pair: (-pair[1], pair[0]))[: LISTED + 1]
            all_seen = len(rough) < looked_at
            if all_seen or (len(found) > LISTED and found[-1][1] >= rough[-1][1]):
                return found
            looked_at *= 8

    def _exact(self, key: str):
        """How to count a value of `key` where that is not the plain number of events with it; None where it is."""
        selection = self.selection
        if key == "actor" and (selection.role or selection.affiliates):
            return lambda actor, base: base.intersection_cardinality(self.asked.acting(actor, selection.role))
        if key == "role" and selection.actor:
            return lambda role, base: base.intersection_cardinality(self.asked.by_actor((role,)))
        return None

    def _base(self, key: str) -> BitMap:
        """Of what the values of a facet are counted: what the others choose, and its own where they narrow together.

        A role beside actors is theirs, so without it they are in any.
        """
        if key == "actor" and self.selection.match == "all":
            return self.asked.chosen
        if key == "role":
            base = self.asked.narrowed(leaving_out={"actor", "role"})
            in_any_role = self.asked.by_actor(())
            return base if in_any_role is None else base & in_any_role
        return self.asked.narrowed(leaving_out={key}) if self.asked.by_key[key] is not None else self.asked.chosen

    def _facet(self, key: str, counts: list[tuple], values: dict, *, most: int = LISTED) -> Facet:
        chosen = set(getattr(self.selection, key))
        choices = []
        for place, (number, count) in enumerate(counts):
            value: Value | None = values.get(number)
            if value is None or (place >= most and value.slug not in chosen):
                continue
            choices.append(Choice(key, value.slug, value.name, count, self.selection, value.row))
        more = len([value for value, _count in counts if value in values and values[value].slug not in chosen]) > most
        return Facet(key, LEGENDS[key], tuple(sorted(choices, key=_ORDER.get(key, _most_first))), more)


def _most_first(choice: Choice):
    return -choice.count, choice.name.casefold(), choice.slug


def _listed(names: Iterable[str]):
    places = {name: place for place, name in enumerate(names)}
    return lambda choice: places[choice.slug]


_ORDER = {
    **{key: _listed(codes) for key, codes in CODES.items()},
    "kind": lambda choice: (choice.row.position, choice.name.casefold()),
}
