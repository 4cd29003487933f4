"""From an article to candidates: the one part of Sourceline that knows both the extraction and the database.

`read` makes of what was given an article's own words and what it says of itself; `bring_in` stores it and proposes
what it tells; `prefill` and `coverage` say what a passage holds, and what has been left out. `tasks` does the same in
the background, for the desk.
"""

from .article import Article, IngestError, Reading, Removed, read
from .passages import Part, Prefilled, Uncovered, coverage, prefill
from .storing import IngestReport, Refusal, Told, bring_in, kind_of, source_of

__all__ = [
    "Article",
    "IngestError",
    "IngestReport",
    "Part",
    "Prefilled",
    "Reading",
    "Refusal",
    "Removed",
    "Told",
    "Uncovered",
    "bring_in",
    "coverage",
    "kind_of",
    "prefill",
    "read",
    "source_of",
]
