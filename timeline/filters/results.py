"""What comes of a selection: the events, page by page, the counts beside every choice, and how to say it in words."""

from dataclasses import dataclass, replace
from functools import cached_property

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from timeline.dates import EventDate
from timeline.localised import AND, COMMA, OR, WORDING, gettext, in_words

from .catalogue import FACETED
from .chosen import Chosen
from .facets import Choice, Counts, Facet
from .pages import Slice, slice_of
from .selection import ONE_OF, Selection

__all__ = ["Chip", "Choice", "Facet", "Results", "Slice"]


@dataclass(frozen=True)
class Chip:
    """Something that narrows, in words, the selection without it, and the link to that."""

    key: str
    label: str
    looser: Selection

    @property
    def link(self) -> str:
        return self.looser.link()


class Results(Chosen):
    """What a page shows of what is chosen."""

    one_of = ONE_OF

    def slice(self, size: int) -> Slice:
        """The page of `size` events that is asked for; see `slice_of`."""
        return slice_of(self, size)

    @cached_property
    def facets(self) -> list[Facet]:
        """All facets that offer a choice, each with the values that bring the most events."""
        return Counts(self).facets()

    def found(self, key: str, words: str) -> Facet:
        """The actors with all of `words` in their names, as choices of the facet `key`; see `Counts.found`."""
        return Counts(self).found(key, words)

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


_CHIPS = {
    "role": _("as {name}"),
    "basis": _("date {name}"),
    "said_by": _("said by {name}"),
}
