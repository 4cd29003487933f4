"""The filter: what a query string chooses from a timeline, what else could be chosen, and how to say so in a link.

The index has, for every value of every facet, the set of events that have it. A selection is the intersection of what
the facets choose, and a count is the size of an intersection: the page, its counts, its chart and whatever is exported
cannot disagree. The index holds published events alone.

    AND between facets, OR within one; only for actors does `match` say (`all`, the default, or `any`).
    A role beside an actor means that actor in that role.
    A wrong value narrows nothing and is named in `Selection.problems`; unknown keys are ignored.

The count beside a value is the number of events with that value that choosing it leaves on the page: beside what is
chosen in the other facets, and in its own too where choices are narrowed together (actors under `all`).
"""

from .catalogue import FACETED, FINDABLE, Catalogue
from .results import Chip, Choice, Facet, Results, Slice
from .selection import LAST, LONGEST_SEARCH, Problem, Selection

__all__ = [
    "FACETED",
    "FINDABLE",
    "LAST",
    "LONGEST_SEARCH",
    "Catalogue",
    "Chip",
    "Choice",
    "Facet",
    "Problem",
    "Results",
    "Selection",
    "Slice",
]
