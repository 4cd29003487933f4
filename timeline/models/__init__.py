"""The words of Sourceline as tables: what is told (`events`), of whom (`actors`), and who says so (`sources`)."""

from .actors import Actor, Alias, Membership
from .events import Event, Evidence, Kind, Participation, Timeline
from .identity import Redirect
from .sources import Passage, Source, SourceText

__all__ = [
    "Actor",
    "Alias",
    "Event",
    "Evidence",
    "Kind",
    "Membership",
    "Participation",
    "Passage",
    "Redirect",
    "Source",
    "SourceText",
    "Timeline",
]
