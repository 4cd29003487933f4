"""The order in which events are told: by their dates, and never against what is said of their order.

Dates alone put "2 or 3 January" before "3 January", even where the first is a comment on the second. So an event that
is said to follow another is told after it. The order is total: equal dates fall back on the chain, then on the id.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from typing import Any

from timeline.errors import SourcelineError


class CircleError(SourcelineError):
    """Events that are said to follow one another in a circle; `keys` are theirs."""

    def __init__(self, keys: tuple[Hashable, ...]):
        self.keys = keys
        super().__init__(f"These events are said to follow one another in a circle: {', '.join(map(str, keys))}.")


@dataclass(frozen=True, slots=True)
class Placed:
    """One event as ordering sees it: `dates` compares with those of others; it is told after all of `after`."""

    key: Hashable
    dates: Any
    after: tuple[Hashable, ...] = ()


def in_order(events: Iterable[Placed]) -> list[Hashable]:
    """The keys of `events`, first to last.

    By `dates`; an event moves back behind the last of those it is said to follow, and stands next behind it. What is
    equal keeps the order of the chain, then that of the keys. Names in `after` that are not among `events` count for
    nothing. Raises CircleError. Linear but for the sorting.
    """
    placed = {event.key: event for event in events}
    waits = {key: {other for other in event.after if other in placed} for key, event in placed.items()}
    followers = defaultdict(list)
    for key, others in waits.items():
        for other in others:
            followers[other].append(key)
    ready = [key for key, others in waits.items() if not others]
    rank = {}
    while ready:
        key = ready.pop()
        rank[key] = max(
            [
                (placed[key].dates, 0),
                *((rank[other][0], rank[other][1] + 1) for other in placed[key].after if other in rank),
            ]
        )
        for follower in followers[key]:
            waits[follower].discard(key)
            if not waits[follower]:
                ready.append(follower)
    if len(rank) < len(placed):
        raise CircleError(tuple(sorted(placed.keys() - rank.keys())))
    return sorted(placed, key=lambda key: (rank[key], key))
