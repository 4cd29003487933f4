"""The lists of the desk where rows are so many that SQL would take seconds to count, sort or look through them.

They are told the newest first, without a count beside each choice, and searched through the indexes of full text: all
words have to be there, the last by its beginning.
"""

from collections.abc import Iterable
from functools import reduce

import numpy as np
from django.contrib.admin.views.main import ChangeList
from django.db import models

from timeline import fulltext
from timeline.filters import Catalogue
from timeline.folding import folded, terms
from timeline.models import Citation, Event, Source, Timeline

__all__ = ["LARGE", "MOST_FOUND", "NEWEST", "LargeList", "is_large", "published_with", "sources_with", "waiting"]

LARGE = 5_000  # rows; beyond, SQL does not count and sort them in no time
MOST_FOUND = 1000  # that a search lists, the newest
NEWEST = 20_000  # rows that are looked through as they are, since no index has their words


def is_large(model: type[models.Model], most: int = LARGE) -> bool:
    """Whether there are more than `most` rows; told by the newest key, so that it costs nothing."""
    newest = model._base_manager.order_by("-pk").values_list("pk", flat=True).first()
    return newest is not None and newest > most


class LargeList(ChangeList):
    """A list without counts beside its choices, and without years, which cost a look at every row each."""

    def get_filters(self, request):
        self.add_facets, self.is_facets_optional, self.date_hierarchy = False, False, None
        return super().get_filters(request)


def waiting() -> list[int]:
    """The keys of the newest events that readers do not see, and that no index has; candidates and rejected ones."""
    hidden = Event.objects.filter(status__in=[Event.Status.CANDIDATE, Event.Status.REJECTED])
    return sorted(hidden.order_by().values_list("pk", flat=True), reverse=True)[:NEWEST]


def published_with(words: str, timelines: Iterable[Timeline]) -> list[int]:
    """The keys of the events that readers of `timelines` find by `words`; of each those recorded last, and first."""
    found: list[int] = []
    for timeline in timelines:
        catalogue = Catalogue(timeline)
        slots = catalogue.table.page(catalogue.matching(words), sort="recorded", size=MOST_FOUND)
        found += catalogue.table.pks(slots)
    return found


def sources_with(words: str) -> list[int]:
    """The keys of the sources that published events cite, and in whose headlines all of `words` are."""
    asked = [term for term in terms(words) if term.wanted]
    if not asked:
        return []
    events = reduce(np.intersect1d, (fulltext.events_with(term, within="quotations") for term in asked))
    cited = Citation.objects.filter(event__in=events[-MOST_FOUND:].tolist()).order_by().values("source")
    headlines = Source.objects.filter(pk__in=cited).order_by("-pk").values_list("pk", "title")
    return [key for key, title in headlines if all(term.is_in(folded(title)) for term in asked)]
