"""What an actor's page tells of each timeline: the events, the roles in them, and with whom."""

from dataclasses import dataclass

from timeline import index, rows
from timeline.models import Actor, Event, Participation, Timeline

__all__ = ["Story", "stories_of"]

LISTED = 50  # events of a story
TOGETHER = 12  # others in them


@dataclass(frozen=True)
class Story:
    """An actor on one timeline: in `count` events, of which `events` are the first, and speaking of `said`.

    `roles` are (role, its name, events); `together` are (actor, events), most first.
    """

    timeline: Timeline
    count: int
    events: list[Event]
    roles: list[tuple[str, str, int]]
    together: list[tuple[Actor, int]]
    said: int


def stories_of(actor: Actor) -> list[Story]:
    """The timelines on which `actor` takes part in a published event or speaks of one."""
    stories = (_story(actor, timeline) for timeline in Event.objects.published().timelines().order_by("title", "pk"))
    return [story for story in stories if story.count or story.said]


def _story(actor: Actor, timeline: Timeline) -> Story:
    table = index.current(timeline)
    having = table.having("actor", actor.pk)
    roles = table.count_each("acting", [(actor.pk, role) for role in Participation.Role.values], having)
    others = [(key, count) for key, count in table.most("actor", having, TOGETHER + 1) if key != actor.pk]
    actors = Actor.objects.in_bulk([key for key, _count in others])
    return Story(
        timeline,
        len(having),
        rows.shown(table, table.pks(table.page(having, sort="oldest", size=LISTED))),
        [(role, str(name), n) for (role, name), n in zip(Participation.Role.choices, roles, strict=True) if n],
        [(actors[key], count) for key, count in others[:TOGETHER] if key in actors],
        len(table.having("said_by", actor.pk)),
    )
