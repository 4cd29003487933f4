"""What comes of a selection: the events, page by page, the counts beside every choice, and how to say it in words."""

from collections.abc import Iterable, Set
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from django.utils.text import format_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from pyroaring import BitMap

from timeline import fulltext
from timeline.dates import EventDate
from timeline.folding import terms
from timeline.index import Place
from timeline.localised import AND, COMMA, OR, WORDING, in_words

from .catalogue import CODES, FACETED, Catalogue, Value
from .selection import LAST, ONE_OF, RANK, Selection

__all__ = ["Chip", "Choice", "Facet", "Results", "Slice"]

LISTED = 24  # values of a facet that are listed; the rest is for the finder
FOUND = 24  # values that the finder lists


@dataclass(frozen=True)
class Choice:
    """One value of a facet: how many events it brings, whether it is chosen, and the link that turns it over."""

    slug: str
    name: str
    count: int
    chosen: bool
    link: str
    row: object = None


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


@dataclass(frozen=True)
class Chip:
    """Something that narrows, in words, the selection without it, and the link to that."""

    key: str
    label: str
    looser: Selection

    @property
    def link(self) -> str:
        return self.looser.link()


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


LEGENDS = {
    "actor": _("Actor"),
    "role": _("Role"),
    "kind": _("Kind"),
    "basis": _("Date is"),
    "evidence": _("Event is"),
    "source": _("Source"),
    "said_by": _("Said by"),
}


class Results:
    """What `selection` chooses from `catalogue`. Sets are of slots in the index."""

    def __init__(self, catalogue: Catalogue, selection: Selection):
        self.catalogue, self.selection, self.table = catalogue, selection, catalogue.table
        self._asked = {
            "actor": self._by_actor(selection.role),
            "role": None if selection.actor else self._either("role"),
            **{key: self._either(key) for key in ("kind", "basis", "evidence", "source", "said_by")},
            "dates": self._by_date(),
            "q": catalogue.matching(selection.q) if selection.q else None,
        }
        self.one_of = ONE_OF
        self.chosen = self._narrowed()

    def _keys(self, facet: str) -> list:
        """What the index knows the chosen values of a facet by."""
        values = self.catalogue.values[facet]
        return [values[slug].key for slug in getattr(self.selection, facet)]

    # Each answers None where nothing is asked of it: a facet that does not narrow.

    def _either(self, facet: str) -> BitMap | None:
        sets = [self.table.having(facet, key) for key in self._keys(facet)]
        return BitMap.union(*sets) if len(sets) > 1 else sets[0] if sets else None

    def _by_actor(self, roles: Iterable[str]) -> BitMap | None:
        sets = [self._acting(actor, roles) for actor in self._keys("actor")]
        if len(sets) < 2:
            return sets[0] if sets else None
        return BitMap.intersection(*sets) if self.selection.match == "all" else BitMap.union(*sets)

    def _acting(self, actor: int, roles: Iterable[str]) -> BitMap:
        """The events with `actor` in one of `roles`, or in any where there are none; affiliates when asked for."""
        if self.selection.affiliates:
            return self.catalogue.acting(actor, roles)
        return self.catalogue.union([actor], roles) if roles else self.table.having("actor", actor)

    def _by_date(self) -> BitMap | None:
        bounds = self.selection.earliest, self.selection.latest
        if not any(bounds):
            return None
        return self.table.certain(*bounds) if self.selection.dates == "certain" else self.table.possible(*bounds)

    def _narrowed(self, *, leaving_out: Set[str] = frozenset()) -> BitMap:
        sets = [asked for key, asked in self._asked.items() if asked is not None and key not in leaving_out]
        if not sets:
            return self.catalogue.everything
        sets.sort(key=len)
        narrowed = sets[0]
        for other in sets[1:]:
            narrowed = narrowed & other
        return narrowed

    @cached_property
    def whatever_the_dates(self) -> BitMap:
        """The events that would be chosen if no date were asked for: what the chart shows around its brush."""
        return self._narrowed(leaving_out={"dates"}) if self._asked["dates"] is not None else self.chosen

    # Pages

    @cached_property
    def undated(self) -> int:
        """How many of the chosen events have no date."""
        return len(self.chosen) - self.chosen.intersection_cardinality(self.table.dated)

    def slice(self, size: int) -> Slice:
        """The page of `size` events that is asked for: behind `after`, before `before`, or from the date `at`.

        Else that with the open event on it, else the first.
        """
        return (self._slice_by_relevance if self.selection.sort == "relevance" else self._slice_in_order)(size)

    def _slice_in_order(self, size: int) -> Slice:
        table, chosen, selection, sort = self.table, self.chosen, self.selection, self.selection.sort
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
        elif (slot := self.opened) is not None:
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

    @property
    def opened(self) -> int | None:
        """The slot of the open event, if it is among the chosen."""
        if not self.selection.event:
            return None
        slot = self.table.slot(self.catalogue.values["event"][self.selection.event].key)
        return slot if slot in self.chosen else None

    def _slice_by_relevance(self, size: int) -> Slice:
        ranked, selection = self._ranked, self.selection
        start = 0
        if selection.after:
            start = self._ahead(selection.after, behind=True)
        elif selection.before == LAST:
            start = (len(ranked) - 1) // size * size
        elif selection.before:
            start = max(0, self._ahead(selection.before, behind=False) - size)
        elif self.opened is not None:
            start = int(np.flatnonzero(ranked == self.opened)[0]) // size * size
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
        everything = self.catalogue.everything
        scores = np.zeros(everything.max() + 1 if everything else 0, dtype=np.int64)
        for term in terms(self.selection.q):
            holding = len(self.catalogue.with_term(term))
            for place in fulltext.WEIGHTS if term.wanted and holding else ():
                slots = np.asarray(self.catalogue.with_term(term, within=place).to_array())
                scores[slots] += round(1000 * fulltext.weight(place, holding, len(everything)))
        return scores

    @cached_property
    def _ranked(self) -> np.ndarray:
        """The chosen events, the best match first; what matches equally well in the order in which it is told."""
        told = np.asarray(self.table.page(self.chosen, sort="oldest", size=len(self.chosen)), dtype=np.int64)
        return told[np.argsort(-self._scores[told], kind="stable")] if len(told) else told

    def _rank_of(self, slot: int) -> str:
        return f"{self._scores[slot]}.{self.table.pks([slot])[0]}"

    def _ahead(self, rank: str, *, behind: bool) -> int:
        """How many of the chosen lie before the event at `rank`, it included where `behind`; it may be gone by now."""
        score, key = map(int, RANK.fullmatch(rank).groups())
        slot = self.table.slot(key)
        if slot is not None and slot in self.chosen and self._scores[slot] == score:
            return int(np.flatnonzero(self._ranked == slot)[0]) + behind
        return int(np.searchsorted(-self._scores[self._ranked], -score, side="right"))

    # Counts

    @cached_property
    def facets(self) -> list[Facet]:
        """All facets that offer a choice, each with the values that bring the most events."""
        counted = {key: self._counted(key) for key in FACETED}
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
        missing = [value for value in self._keys(key) if value not in dict(counts)]
        exact = self._exact(key)
        return counts + (
            [(value, exact(value, base)) for value in missing] if exact else self._plain(key, missing, base)
        )

    def _most(self, key: str, base: BitMap, exact) -> list[tuple]:
        """The values with the most events of `base`; with `exact`, counted by that, which never gives more but for
        actors that others are part of."""
        if exact is None:
            return self.table.most(key, base, LISTED + 1)
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
            return lambda actor, base: base.intersection_cardinality(self._acting(actor, selection.role))
        if key == "role" and selection.actor:
            return lambda role, base: base.intersection_cardinality(self._by_actor((role,)))
        return None

    def _base(self, key: str) -> BitMap:
        """Of what the values of a facet are counted: what the others choose, and its own where they narrow together.

        A role beside actors is theirs, so without it they are in any.
        """
        if key == "actor" and self.selection.match == "all":
            return self.chosen
        if key == "role":
            base = self._narrowed(leaving_out={"actor", "role"})
            in_any_role = self._by_actor(())
            return base if in_any_role is None else base & in_any_role
        return self._narrowed(leaving_out={key}) if self._asked[key] is not None else self.chosen

    def _facet(self, key: str, counts: list[tuple], values: dict, *, most: int = LISTED) -> Facet:
        chosen = set(getattr(self.selection, key))
        choices = []
        for place, (number, count) in enumerate(counts):
            value: Value | None = values.get(number)
            if value is None or (place >= most and value.slug not in chosen):
                continue
            turned = tuple(sorted(chosen ^ {value.slug}))
            link = self.selection.narrowed(**{key: turned}).link()
            choices.append(Choice(value.slug, value.name, count, value.slug in chosen, link, value.row))
        more = len([value for value, _count in counts if value in values and values[value].slug not in chosen]) > most
        return Facet(key, LEGENDS[key], tuple(sorted(choices, key=_ORDER.get(key, _most_first))), more)

    # Words

    @cached_property
    def chips(self) -> list[Chip]:
        """What narrows, one by one, each with the link that takes it off."""
        selection, values = self.selection, self.catalogue.values
        found = []
        for key in FACETED:
            for slug in getattr(selection, key):
                name = values[key][slug].name
                label = format_lazy(_CHIPS[key], name=name) if key in _CHIPS else name
                found.append(Chip(key, str(label), selection.without(key, slug)))
        if selection.start or selection.stop:
            looser = replace(selection.without("start"), stop=None, dates="possible", zoom=False)
            found.append(Chip("dates", self.dates_in_words, looser))
        if selection.q:
            found.append(Chip("q", f"“{selection.q}”", selection.without("q")))
        return found

    @property
    def dates_in_words(self) -> str:
        earliest, latest = self.selection.earliest, self.selection.latest
        if not earliest and not latest:
            return gettext("any date")
        words = EventDate.of_days(earliest, latest, throughout=True).label(WORDING, short=True)
        if earliest and latest:
            words = WORDING.days(earliest, latest, short=True)
        return gettext("certainly %(dates)s") % {"dates": words} if self.selection.dates == "certain" else words

    @cached_property
    def in_words(self) -> str:
        """The selection as a phrase, for the page's title; "" when everything is chosen."""
        names = [self.catalogue.values["actor"][slug].name for slug in self.selection.actor]
        actors = in_words(names, last=OR if self.selection.match == "any" else AND)
        if names and self.selection.affiliates:
            actors = gettext("%(actors)s with what is part of them") % {"actors": actors}
        others = [chip.label for chip in self.chips if chip.key != "actor"]
        return in_words([actors, *others] if names else others, last=COMMA)

    @cached_property
    def loosening(self) -> list[tuple[Chip, int]]:
        """When nothing is chosen: each chip whose taking off would leave something, and how much; the most first."""
        found = [(chip, len(Results(self.catalogue, chip.looser).chosen)) for chip in self.chips]
        return sorted((each for each in found if each[1]), key=lambda each: -each[1])


def _most_first(choice: Choice):
    return -choice.count, choice.name.casefold(), choice.slug


def _listed(names: Iterable[str]):
    places = {name: place for place, name in enumerate(names)}
    return lambda choice: places[choice.slug]


_ORDER = {
    **{key: _listed(codes) for key, codes in CODES.items()},
    "kind": lambda choice: (choice.row.position, choice.name.casefold()),
}
_CHIPS = {
    "role": _("as {name}"),
    "basis": _("date {name}"),
    "said_by": _("said by {name}"),
}


def _day(when: EventDate, sort: str):
    """The day to go to in a list that runs forward or back: the first or the last of `when`, as far as it is known."""
    return (when.latest or when.earliest) if sort == "newest" else (when.earliest or when.latest)
