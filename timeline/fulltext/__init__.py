"""Full text: the published events, and the actors, in whose words a term stands.

Both databases look up the same folded words (`EventWords`, `ActorWords`), each with an index of its own, and find the
same. Terms are looked up one by one; whoever asks for several joins what was found.
"""

from contextlib import AbstractContextManager
from math import log

import numpy as np
from django.db import connections, router
from django.db.backends.base.base import BaseDatabaseWrapper

from timeline.folding import Term
from timeline.models import ActorWords, EventWords

from . import postgresql, sqlite

__all__ = ["PARTS", "WEIGHTS", "actors_with", "events_with", "room_to_write", "weight"]

PARTS = ("title", "summary", "quotations")
# How much it says of an event that a term stands there, in its title, in the name of an actor, and so on.
WEIGHTS = {"title": 8.0, "actor": 4.0, "quotations": 2.0, "summary": 1.0}

BACKENDS = {"sqlite": sqlite, "postgresql": postgresql}


def events_with(term: Term, *, within: str | None = None) -> np.ndarray:
    """The primary keys of the published events, of all timelines, that hold `term`; int64, ascending.

    A phrase stands as a whole in the title, in the summary, or in one quotation or headline. `within` is one of PARTS
    and leaves the others out. Whether the term is wanted is for the caller.
    """
    connection = connections[router.db_for_read(EventWords)]
    return BACKENDS[connection.vendor].events_with(connection, term, within)


def actors_with(term: Term) -> np.ndarray:
    """The primary keys of the actors that hold `term` in their name or in an alias; int64, ascending."""
    connection = connections[router.db_for_read(ActorWords)]
    return BACKENDS[connection.vendor].actors_with(connection, term)


def room_to_write(connection: BaseDatabaseWrapper) -> AbstractContextManager[None]:
    """Inside, in a transaction, the words of many events are taken in with less work than those of few."""
    return BACKENDS[connection.vendor].room_to_write(connection)


def weight(place: str, holding: int, total: int) -> float:
    """What a term in `place`, a key of WEIGHTS, adds to the relevance of an event, where `holding` of `total` have it.

    Rare words tell more. Relevance is the sum over the terms that are wanted, and over the places of each.
    """
    return WEIGHTS[place] * log(1 + total / holding)
