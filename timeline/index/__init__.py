"""The facet index: the published events of a timeline as sets, so that whatever readers ask is a set operation.

`current` gives the `Table` of a timeline as it is now. It is never trusted over the database: `rebuild` makes it anew,
and `differences` compares the two.
"""

from .keeping import NEVER, Version, current, differences, forget, rebuild, version_of
from .memory import Memory
from .places import END, SORTS, Place
from .slots import Slots
from .table import Columns, Entry, Table

__all__ = [
    "END",
    "NEVER",
    "SORTS",
    "Columns",
    "Entry",
    "Memory",
    "Place",
    "Slots",
    "Table",
    "Version",
    "current",
    "differences",
    "forget",
    "rebuild",
    "version_of",
]
