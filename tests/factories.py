"""Things to test with, made in a line: `make_event(on="2019-12")`.

Each stands alone and is as plain as it may be; name what the test is about and leave the rest out.
"""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime

from django.contrib.auth.models import Group, User
from django.utils.text import slugify

from timeline import curation
from timeline.models import (
    Actor,
    Alias,
    Citation,
    Event,
    Evidence,
    Figure,
    Kind,
    Membership,
    Participation,
    Proposal,
    Source,
    Timeline,
)

__all__ = [
    "NOW",
    "cite_for",
    "make_actor",
    "make_candidate",
    "make_curator",
    "make_event",
    "make_kind",
    "make_source",
    "make_timeline",
    "quote_for",
]

NOW = datetime(2020, 1, 4, 12, tzinfo=UTC)


def make_curator(username: str = "ada", **fields) -> User:
    """A new user who may do on the desk what curators may."""
    curator = User.objects.create_user(username, is_staff=True, **fields)
    curator.groups.add(Group.objects.get(name="Curators"))
    return curator


def make_timeline(title: str = "A story", **fields) -> Timeline:
    """The timeline whose slug is that of this title; made if there is none yet."""
    return Timeline.objects.get_or_create(slug=slugify(title), defaults={"title": title, **fields})[0]


def make_source(text: str = "", *, title: str = "An article", **fields) -> Source:
    """A new source, with `text` as its first snapshot unless that is empty."""
    source = Source.objects.create(title=title, **{"slug": slugify(title), **fields})
    if text:
        curation.add_text(source, text, now=NOW)
    return source


def make_actor(
    name: str = "Mark Milley", *, aliases: Iterable[str] = (), part_of: Iterable[Actor] = (), **fields
) -> Actor:
    """A new actor, a person unless `type` says otherwise."""
    actor = Actor.objects.create(name=name, **{"slug": slugify(name), "type": Actor.Type.PERSON, **fields})
    for alias in aliases:
        Alias.objects.create(actor=actor, name=alias)
    for body in part_of:
        Membership.objects.create(member=actor, body=body)
    return actor


def make_kind(name: str = "attack", **fields) -> Kind:
    """The kind whose slug is that of this name; made if there is none yet."""
    return Kind.objects.get_or_create(slug=slugify(name), defaults={"name": name, **fields})[0]


def quote_for(event: Event, exact: str, *, source: Source | None = None, **fields) -> Evidence:
    """New evidence for `event`: the words `exact` of `source`, or of a new source that holds them and no more."""
    passage = curation.quote(source or make_source(exact), exact)
    return Evidence.objects.create(event=event, passage=passage, **{"position": event.evidence.count(), **fields})


def cite_for(event: Event, source: Source | str, **fields) -> Citation:
    """A new citation for `event`, of `source` or of a new one that has this headline, and no text."""
    if isinstance(source, str):
        source = make_source(title=source, publisher="A paper")
    return Citation.objects.create(event=event, source=source, **{"position": event.citations.count(), **fields})


def make_event(
    title: str = "Rockets hit a base",
    *,
    on: str | None = "2019-12",
    basis: str | None = None,
    actors: Iterable[Actor | tuple[Actor, str]] = (),
    quotes: Iterable[str] | None = None,
    cites: Iterable[Source | str] = (),
    figures: Mapping[str, tuple[int | None, int | None, int | None]] | None = None,
    source: Source | None = None,
    cue: str | None = None,
    published: bool = True,
    **fields,
) -> Event:
    """A new event, published unless `published` is false.

    `on` is its date in EDTF, None for the shelf; `basis` is "stated" unless given, or "outside" of what is only cited.
    `actors` take part as agents, or each in the role given beside it. `quotes` are evidence, in the order given, from
    `source` or else from a new source that holds them and no more; the first gives the date by its words `cue`, or all
    of them. A published event that cites nothing is given one where there are none. `cites` are sources, or headlines
    of new ones without a text; `figures` are low, best and high by their names.
    """
    cites = list(cites)
    basis = basis if basis is not None else ("outside" if cites and not quotes else "stated") if on else ""
    event = Event.objects.create(
        **{
            "timeline": fields.pop("timeline", None) or make_timeline(),
            "kind": fields.pop("kind", None) or make_kind(),
            "title": title,
            "slug": slugify(title),
            "date": on or "",
            "basis": basis,
            "reason": "" if basis in ("", "stated") else "So the test says.",
            "recorded_at": NOW,
            **fields,
        }
    )
    for position, entry in enumerate(actors):
        actor, role = entry if isinstance(entry, tuple) else (entry, Participation.Role.AGENT)
        Participation.objects.create(event=event, actor=actor, role=role, position=position)
    if quotes is None:
        quotes = [f"{title}, it is said."] if published and not cites else []
    quotes = list(quotes)
    if quotes and source is None:
        source = make_source("\n\n".join(quotes), title=f"On: {title}")
    for number, exact in enumerate(quotes):
        gives_the_date = number == 0 and basis == Event.Basis.STATED
        quote_for(event, exact, source=source, cue=(cue or exact[:200]) if gives_the_date else "")
    for each in cites:
        cite_for(event, each)
    for position, (name, (low, best, high)) in enumerate((figures or {}).items()):
        Figure.objects.create(event=event, name=name, low=low, best=best, high=high, position=position)
    event.refresh_from_db()
    if published:
        curation.publish(event, now=NOW)
    return event


def make_candidate(
    title: str,
    words: str,
    *,
    source: Source,
    score: float = 0.9,
    reasons: Iterable[str] = (),
    doubt: str = "",
    **fields,
) -> Event:
    """A new candidate as extraction leaves it, proposed from the `words` of `source`; undated unless `on` is given."""
    event = make_event(title, **{"on": None, "published": False, "quotes": [words], "source": source, **fields})
    Proposal.objects.create(
        event=event,
        text=source.current_text,
        position=event.evidence.first().passage.start,
        score=score,
        reasons=list(reasons),
        doubt=doubt,
    )
    return event
