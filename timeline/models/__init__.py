"""The words of Sourceline as tables: what is told (`events`), of whom (`actors`), who says so (`sources`),
what extraction made of it (`proposals`), what is on its way in (`ingests`) or came in bulk (`origins`), what curators
did with it (`reviews`), what it is looked up by (`index`, `words`) and read from (`gathered`)."""

from .actors import Actor, Alias, Membership
from .events import Citation, Event, Evidence, Figure, Kind, Participation, Timeline
from .gathered import EventParts
from .identity import Redirect
from .index import IndexChange, IndexPart, IndexState
from .ingests import Ingest, Worker
from .origins import Load, Origin
from .proposals import Proposal
from .reviews import Act
from .sources import Passage, Source, SourceText
from .words import ActorWords, EventWords

__all__ = [
    "Act",
    "Actor",
    "ActorWords",
    "Alias",
    "Citation",
    "Event",
    "EventParts",
    "EventWords",
    "Evidence",
    "Figure",
    "IndexChange",
    "IndexPart",
    "IndexState",
    "Ingest",
    "Kind",
    "Load",
    "Membership",
    "Origin",
    "Participation",
    "Passage",
    "Proposal",
    "Redirect",
    "Source",
    "SourceText",
    "Timeline",
    "Worker",
]
