"""The order in which events are told: by their dates, and never against what is said of their order.

Dates alone put "2 or 3 January" before "3 January", even where the first is a comment on the second. So an event that
is said to follow another is told after it. The order is total: equal dates fall back on the chain, then on the id.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from typing import Any


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
    nothing, and neither does what runs in a circle. Linear but for the sorting.
    """
    placed, rank = _ranked(events, breaking_circles=True)
    return sorted(placed, key=lambda key: (rank[key], key))


def ranks(events: Iterable[Placed]) -> dict[Hashable, tuple[Any, int]]:
    """By what `in_order` sorts `events`, but for the keys: the dates each is told behind, and how many steps behind."""
    return _ranked(events, breaking_circles=True)[1]


def circle(events: Iterable[Placed]) -> tuple[Hashable, ...]:
    """The keys of those that follow one another in a circle, or follow one that does; none when all is well."""
    placed, rank = _ranked(events, breaking_circles=False)
    return tuple(sorted(placed.keys() - rank.keys()))


def _ranked(events: Iterable[Placed], *, breaking_circles: bool) -> tuple[dict, dict]:
    placed = {event.key: event for event in events}
    waits = {key: {other for other in event.after if other in placed} for key, event in placed.items()}
    followers = defaultdict(list)
    for key, others in waits.items():
        for other in others:
            followers[other].append(key)
    rank: dict = {}
    ready = [key for key, others in waits.items() if not others]
    left = sorted(placed, key=lambda key: (placed[key].dates, key), reverse=True) if breaking_circles else []
    while ready or left:
        key = ready.pop() if ready else left.pop()
        if key in rank:
            continue
        behind = [(rank[other][0], rank[other][1] + 1) for other in placed[key].after if other in rank]
        rank[key] = max([(placed[key].dates, 0), *behind])
        for follower in followers[key]:
            waits[follower].discard(key)
            if not waits[follower]:
                ready.append(follower)
    return placed, rank
