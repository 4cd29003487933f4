"""What an actor's page tells of each timeline: the events, the roles in them, and with whom."""

from collections import Counter
from dataclasses import dataclass

from django.db.models import Q

from timeline.models import Actor, Event, Participation, Timeline

__all__ = ["Story", "stories_of"]


@dataclass(frozen=True)
class Story:
    """An actor on one timeline. `roles` are (role, its name, events); `together` are (actor, events), most first."""

    timeline: Timeline
    events: list[Event]
    roles: list[tuple[str, str, int]]
    together: list[tuple[Actor, int]]
    said: int


def stories_of(actor: Actor) -> list[Story]:
    """The timelines on which `actor` takes part in a published event or speaks of one."""
    published = Event.objects.published()
    events: dict[Timeline, list[Event]] = {}
    for event in published.involving(actor).told():
        events.setdefault(event.timeline, []).append(event)
    speaks = Q(evidence__attributed_to=actor) | Q(participations__said_by=actor)
    said = Counter(event.timeline for event in published.filter(speaks).select_related("timeline").distinct())
    timelines = sorted({*events, *said}, key=lambda timeline: timeline.title)
    return [_story(actor, timeline, events.get(timeline, []), said[timeline]) for timeline in timelines]


def _story(actor: Actor, timeline: Timeline, events: list[Event], said: int) -> Story:
    had = Counter(part.role for event in events for part in event.participations.all() if part.actor_id == actor.pk)
    others = Counter(
        other for event in events for other in {part.actor for part in event.participations.all()} if other != actor
    )
    return Story(
        timeline,
        events,
        [(role, str(name), had[role]) for role, name in Participation.Role.choices if had[role]],
        sorted(others.items(), key=lambda pair: (-pair[1], pair[0].name)),
        said,
    )
