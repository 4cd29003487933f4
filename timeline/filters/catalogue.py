"""What there is to choose from: the values of every facet by the names they go by, and the events that have them.

Which events have a value is the index's to say, by keys; here are the names, former ones included, what is part of
whom, and the events whose words are looked for.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from functools import cached_property
from typing import NamedTuple

from django.utils.translation import gettext_lazy as _
from pyroaring import BitMap

from timeline import fulltext, index, rows
from timeline.folding import Term, terms
from timeline.models import Actor, Event, Kind, Membership, Participation, Redirect, Source, Timeline

__all__ = ["FACETED", "FINDABLE", "Catalogue", "Value"]

FACETED = ("actor", "role", "kind", "basis", "evidence", "source", "said_by")
FINDABLE = ("actor", "said_by")  # facets whose values are looked for by name
# Facets whose values are words of the model, in the order in which they are listed.
CODES: dict[str, dict[str, str]] = {
    "role": dict(Participation.Role.choices),
    "basis": dict(Event.Basis.choices),
    "evidence": {"quoted": _("quoted"), "cited": _("cited")},
}
# The others: what their values are, and by what an address names them.
NAMED: dict[str, tuple[type, str]] = {
    "actor": (Actor, "slug"),
    "said_by": (Actor, "slug"),
    "kind": (Kind, "slug"),
    "source": (Source, "uid"),
    "event": (Event, "uid"),
}
# The keys whose values may have been merged or renamed, and as what these are remembered.
REDIRECTED = {
    "actor": Redirect.Of.ACTOR,
    "said_by": Redirect.Of.ACTOR,
    "event": Redirect.Of.EVENT,
    "source": Redirect.Of.SOURCE,
}


class Value(NamedTuple):
    """A value that a facet may take. `key` is what the index knows it by, `slug` what an address does."""

    key: int | str
    slug: str
    name: str
    row: object = None

    @classmethod
    def of(cls, facet: str, row) -> "Value":
        """The value that `row` is for a facet."""
        return cls(row.pk, getattr(row, NAMED[facet][1]), str(row), row)


class Catalogue:
    """The published events of one timeline, as its index has them now. An event is known here by its slot there.

    Making one asks the database for the version of the index alone, or nothing where that has just been read. `values`
    are those that somebody has asked for, by facet and slug.
    """

    def __init__(self, timeline: Timeline, version: index.Version | None = None):
        self.timeline = timeline
        self.table = index.current(timeline, version)
        self.values: dict[str, dict[str, Value]] = defaultdict(dict)

    @property
    def everything(self) -> BitMap:
        return self.table.everything

    def number_of(self, facet: str) -> int:
        """How many values of `facet` have an event."""
        return self.table.number_of(facet)

    # Names

    def know(self, asked: Collection[tuple[str, str]]) -> dict[tuple[str, str], str]:
        """For each (facet, text) of `asked` that this timeline has, or had under that name: the slug it goes by now.

        At most a query for each table that is asked, and two more where something goes by another name now.
        """
        by_model = defaultdict(set)
        for facet, text in asked:
            if facet in NAMED:
                by_model[NAMED[facet]].add(text)
            elif text in CODES[facet] and self.table.having(facet, text):
                self.values[facet][text] = Value(text, text, str(CODES[facet][text]))
        found = {
            (model, text): row
            for (model, name), texts in by_model.items()
            for text, row in rows.called(self.table, model, name, texts).items()
        }
        for facet, text in asked:
            row = found.get((NAMED[facet][0], text)) if facet in NAMED else None
            if row and self._has(facet, row.pk):
                self.values[facet][text] = Value.of(facet, row)
        now = {pair: pair[1] for pair in asked if pair[1] in self.values[pair[0]]}
        moved = self._moved([pair for pair in asked if pair not in now and pair[0] in REDIRECTED])
        return now | moved

    def _has(self, facet: str, key: int) -> bool:
        if facet == "event":
            return self.table.slot(key) is not None
        # What the actors are part of may be asked for too, though it takes part in nothing itself.
        return bool(self.table.having(facet, key)) or (facet == "actor" and bool(self.acting(key)))

    def _moved(self, asked: list[tuple[str, str]]) -> dict[tuple[str, str], str]:
        """What is found of `asked` under a former id or slug."""
        wanted = {text[:120] for _facet, text in asked}
        renamed = Redirect.objects.filter(old__in=wanted).values_list("kind", "old", "uid") if wanted else ()
        now = {(kind, old): uid for kind, old, uid in renamed}
        found, present = {}, {}
        if now:
            for model in {NAMED[facet][0] for facet, _text in asked}:
                present |= {row.uid: row for row in model.objects.filter(uid__in=now.values())}
        for facet, text in asked:
            row = present.get(now.get((REDIRECTED[facet], text[:120])))
            if isinstance(row, NAMED[facet][0]) and self._has(facet, row.pk):
                value = Value.of(facet, row)
                self.values[facet][value.slug] = value
                found[facet, text] = value.slug
        return found

    def named(self, keys: dict[str, Iterable[int | str]]) -> dict[str, dict[int | str, Value]]:
        """The values with these keys, by facet and key: a query for each table, however many facets share it.

        What has been deleted since the index was made is left out.
        """
        found: dict[str, dict[int | str, Value]] = {}
        wanted = defaultdict(set)
        for facet, some in keys.items():
            if facet in CODES:
                found[facet] = {key: Value(key, key, str(CODES[facet][key])) for key in some}
            else:
                wanted[NAMED[facet][0]] |= set(some)
        known = {model: rows.named(self.table, model, some) for model, some in wanted.items()}
        for facet in keys.keys() - CODES.keys():
            those = known[NAMED[facet][0]]
            found[facet] = {key: Value.of(facet, those[key]) for key in keys[facet] if key in those}
        return found

    # Affiliates

    @cached_property
    def _parts(self) -> dict[int, set[int]]:
        """For each body, by its key, the keys of all that is part of it, directly or through others, and itself."""
        return self.kept(("parts",), _parts)

    @property
    def bodies(self) -> Iterable[int]:
        """The keys of all actors that others are part of."""
        return self._parts.keys()

    def acting(self, actor: int, roles: Iterable[str] = ()) -> BitMap:
        """The events with `actor`, or with what is part of it, in one of `roles`, or in any where there are none."""
        return self.union(self._parts.get(actor, {actor}), roles)

    def union(self, actors: Iterable[int], roles: Iterable[str] = ()) -> BitMap:
        """The events with one of `actors` in one of `roles`, or in any where there are none."""
        if roles:
            return self.table.having_any("acting", [(actor, role) for actor in actors for role in roles])
        return self.table.having_any("actor", actors)

    # Words

    def matching(self, q: str) -> BitMap:
        """The events in which all that `q` asks for is found, and nothing that it excludes; see `folding.terms`.

        A term is found in the title, the summary, the quotations and cited headlines, and in the names of the actors.
        """
        found = self.everything
        for term in terms(q):
            found = found & self.with_term(term) if term.wanted else found - self.with_term(term)
        return found

    def with_term(self, term: Term, within: str | None = None) -> BitMap:
        """The events with `term`, whether it is wanted or not; `within` is one of the places of `fulltext.WEIGHTS`."""
        return self.kept(("term", term.words, term.prefix, within), lambda: self._with_term(term, within))

    def _with_term(self, term: Term, within: str | None) -> BitMap:
        found = BitMap()
        if within != "actor":
            found = found | self.table.slots(fulltext.events_with(term, within=within))
        if within in ("actor", None):
            found = found | self.union(fulltext.actors_with(term).tolist())
        return found

    # Memory

    def kept(self, key: tuple, make: Callable):
        """What `make` gives, which rests on `key` and on this state of the index: made once, and forgotten with it."""
        found = _MEMORY.of(self.table).get(key)
        if found is None:
            found = make()
            _MEMORY.keep(self.table, {key: found})
        return found


# The largest answers are sets of events, of an eighth of a byte for each event of the timeline.
_MEMORY = index.Memory(400)


def _parts() -> dict[int, set[int]]:
    direct = defaultdict(set)
    for member, body in Membership.objects.confirmed().order_by().values_list("member_id", "body_id"):
        direct[body].add(member)
    return {body: _reached(body, direct) for body in direct}


def _reached(body: int, direct: dict[int, set[int]]) -> set[int]:
    reached, waiting = {body}, [body]
    while waiting:
        further = direct.get(waiting.pop(), set()) - reached
        reached |= further
        waiting += further
    return reached
