"""The words of Sourceline as tables: what is told (`events`), of whom (`actors`), who says so (`sources`),
what extraction made of it (`proposals`), what is on its way in (`ingests`), and what curators did
with it (`reviews`)."""

from .actors import Actor, Alias, Membership
from .events import Event, Evidence, Kind, Participation, Timeline
from .identity import Redirect
from .ingests import Ingest, Worker
from .proposals import Proposal
from .reviews import Act
from .sources import Passage, Source, SourceText

__all__ = [
    "Act",
    "Actor",
    "Alias",
    "Event",
    "Evidence",
    "Ingest",
    "Kind",
    "Membership",
    "Participation",
    "Passage",
    "Proposal",
    "Redirect",
    "Source",
    "SourceText",
    "Timeline",
    "Worker",
]
