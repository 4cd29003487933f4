"""What comes of a selection: the events, the counts beside every choice, and how to say it in words."""

from collections.abc import Iterable, Set
from dataclasses import dataclass, replace
from functools import cached_property

from django.http import QueryDict
from django.utils.text import format_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from timeline.dates import EventDate
from timeline.localised import AND, COMMA, OR, WORDING, in_words
from timeline.models import Event, Participation

from .catalogue import FACETED, Catalogue
from .selection import ONE_OF, Selection

__all__ = ["Chip", "Choice", "Facet", "Results"]


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
    key: str
    legend: str
    choices: tuple[Choice, ...]

    @property
    def chosen(self) -> int:
        return sum(choice.chosen for choice in self.choices)


@dataclass(frozen=True)
class Chip:
    """Something that narrows, in words, and the link that takes it off."""

    key: str
    label: str
    link: str


LEGENDS = {
    "actor": _("Actor"),
    "role": _("Role"),
    "kind": _("Kind"),
    "basis": _("Date is"),
    "source": _("Source"),
    "said_by": _("Said by"),
}


class Results:
    """What `selection` chooses from `catalogue`."""

    def __init__(self, catalogue: Catalogue, selection: Selection):
        self.catalogue, self.selection = catalogue, selection
        self._asked = {
            "actor": self._by_actor(selection.role),
            "role": None if selection.actor else self._either("role", selection.role),
            **{key: self._either(key, getattr(selection, key)) for key in ("kind", "basis", "source", "said_by")},
            "dates": self._by_date(),
            "q": catalogue.matching(selection.q) if selection.q else None,
        }
        self.one_of = ONE_OF
        self.chosen = self._narrowed()

    # Each answers None where nothing is asked of it: a facet that does not narrow.

    def _either(self, key: str, values: Iterable[str]) -> set[int] | None:
        values = list(values)
        return set().union(*(self.catalogue.having[key][value] for value in values)) if values else None

    def _by_actor(self, roles: tuple[str, ...]) -> set[int] | None:
        if not self.selection.actor:
            return None
        sets = [self._acting(actor, roles) for actor in self.selection.actor]
        return set.intersection(*sets) if self.selection.match == "all" else set().union(*sets)

    def _acting(self, actor: str, roles: tuple[str, ...]) -> set[int]:
        """The events with `actor` in one of `roles`, or in any where there are none; affiliates when asked for."""
        catalogue = self.catalogue
        slugs = catalogue.affiliates[actor] if self.selection.affiliates else {actor}
        if not roles:
            return set().union(*(catalogue.having["actor"].get(slug, ()) for slug in slugs))
        return set().union(*(catalogue.in_role.get((slug, role), ()) for slug in slugs for role in roles))

    def _by_date(self) -> set[int] | None:
        earliest, latest = self.selection.earliest, self.selection.latest
        if not (earliest or latest):
            return None
        holds = EventDate.lies_within if self.selection.dates == "certain" else EventDate.overlaps
        return {pk for pk, when in self.catalogue.dates.items() if holds(when, earliest, latest)}

    def _narrowed(self, *, leaving_out: Set[str] = frozenset()) -> set[int]:
        sets = [asked for key, asked in self._asked.items() if asked is not None and key not in leaving_out]
        return set.intersection(*sets) if sets else set(self.catalogue.everything)

    @cached_property
    def whatever_the_dates(self) -> set[int]:
        """The events that would be chosen if no date were asked for: what the chart shows around its brush."""
        return self._narrowed(leaving_out={"dates"})

    @cached_property
    def ordered(self) -> list[int]:
        """The chosen events that have a date, in the order asked for; under `recorded`, all of them."""
        if self.selection.sort == "recorded":
            recorded = self.catalogue.recorded
            return sorted(self.chosen, key=lambda pk: (recorded[pk], pk), reverse=True)
        told = [pk for pk in self.catalogue.order if pk in self.chosen and pk in self.catalogue.dates]
        return told[::-1] if self.selection.sort == "newest" else told

    @cached_property
    def shelf(self) -> list[int]:
        """The chosen events without a date, in the order in which they were recorded."""
        if self.selection.sort == "recorded":
            return []
        return [pk for pk in self.catalogue.order if pk in self.chosen and pk not in self.catalogue.dates]

    # Counts

    @cached_property
    def facets(self) -> list[Facet]:
        """All facets that offer a choice, each with the values that would leave something, most events first."""
        return [facet for key in FACETED if (facet := self._facet(key)).choices]

    def _facet(self, key: str) -> Facet:
        selection, chosen = self.selection, set(getattr(self.selection, key))
        together = key == "actor" and selection.match == "all"
        base = self.chosen if together else self._base(key)
        choices = []
        for slug, value in self.catalogue.values[key].items():
            count = len(base & self._having(key, slug))
            if count or slug in chosen:
                turned = tuple(sorted(chosen ^ {slug}))
                link = selection.link(**{key: turned}, event="", passage=1)
                choices.append(Choice(slug, value.name, count, slug in chosen, link, value.row))
        return Facet(key, LEGENDS[key], tuple(sorted(choices, key=_ORDER.get(key, _most_first))))

    def _base(self, key: str) -> set[int]:
        """What the other facets choose. A role beside actors is theirs, so without it they are in any."""
        base = self._narrowed(leaving_out={"actor", "role"} if key == "role" else {key})
        in_any_role = self._by_actor(()) if key == "role" else None
        return base if in_any_role is None else base & in_any_role

    def _having(self, key: str, slug: str) -> set[int]:
        if key == "actor":
            return self._acting(slug, self.selection.role)
        if key == "role" and self.selection.actor:
            return self._by_actor((slug,))
        return self.catalogue.having[key][slug]

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
                found.append(Chip(key, str(label), selection.without(key, slug).link()))
        if selection.start or selection.stop:
            link = replace(selection.without("start"), stop=None, dates="possible").link()
            found.append(Chip("dates", self.dates_in_words, link))
        if selection.q:
            found.append(Chip("q", f"“{selection.q}”", selection.without("q").link()))
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
        found = []
        for chip in self.chips:
            looser = Selection.parse(QueryDict(chip.link.lstrip("?")), self.catalogue)
            found.append((chip, len(Results(self.catalogue, looser).chosen)))
        return sorted((each for each in found if each[1]), key=lambda each: -each[1])


def _most_first(choice: Choice):
    return -choice.count, choice.name.casefold(), choice.slug


def _listed(names: Iterable[str]):
    places = {name: place for place, name in enumerate(names)}
    return lambda choice: places[choice.slug]


_ORDER = {
    "role": _listed(Participation.Role.values),
    "basis": _listed(Event.Basis.values),
    "kind": lambda choice: (choice.row.position, choice.name.casefold()),
}
_CHIPS = {
    "role": _("as {name}"),
    "basis": _("date {name}"),
    "said_by": _("said by {name}"),
}
