"""Which events may be one and the same, told twice.

Two articles tell of one strike in different words, and a curator should see it before the timeline tells it twice.
What is alike is added up: the kind, the time, who takes part, the words of the title. Nothing is merged here.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import reduce
from math import sqrt
from operator import or_

from django.db.models import Exists, F, OuterRef, Q
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from rapidfuzz import fuzz, utils

from timeline.models import Event, Participation

__all__ = ["Likeness", "likenesses", "likenesses_of"]

# What each is worth when it is wholly alike; together 1. Set by what the titles of one event in two articles share:
# mostly its names, so that a title alone is never enough.
_KIND, _TIME, _ACTORS, _TITLE = 0.15, 0.2, 0.3, 0.35
LIKELY = 0.55  # below, two events are different as far as anybody can tell
_SPEAKERS = 0.1  # in place of _ACTORS: who speaks says many things on one day
_UNLIKE_TITLES = 40  # of 100: what titles score that have nothing but small words in common
_SAME_TITLE = 90  # of 100; from here on even dates that differ do not part two events
_ROUNDING = 1e-6
_NARROW = 7  # days that a date may span for an overlap with it to say much
_AT_ONCE = 50  # events compared in one go
_COMPARED = 4000  # others looked at for them, the newest


@dataclass(frozen=True)
class Likeness:
    """An `event` that another may be, why as short phrases ("same kind"), and how sure: from 0 to 1."""

    event: Event
    reasons: list[str]
    score: float


@dataclass(frozen=True, slots=True)
class _Facts:
    """What of an event is compared; `words` are those of the title, in lower case, in the order of the alphabet.

    `actors` are those that do more than be mentioned, `speakers` those who speak.
    """

    pk: int
    kind: int
    title: str
    words: str
    earliest: date | None
    latest: date | None
    actors: frozenset[int]
    speakers: frozenset[int]

    @property
    def is_dated(self) -> bool:
        return bool(self.earliest or self.latest)


def likenesses(event: Event) -> list[Likeness]:
    """The likely duplicates of `event` in its timeline, the likeliest first; see `likenesses_of`."""
    return likenesses_of([event]).get(event.pk, [])


def likenesses_of(events: Iterable[Event]) -> dict[int, list[Likeness]]:
    """The likely duplicates of each of `events`, by its key and the likeliest first; those that have none are left out.

    Looked for in the timeline of each, among candidates and published events, `events` themselves included. Dates that
    cannot be the same part two events, unless their titles are the same. Nine queries for 50 events, however many they
    are compared with; these are at most 4000, the newest.
    """
    by_timeline = defaultdict(list)
    for event in events:
        by_timeline[event.timeline_id].append(event)
    found: dict[int, list[tuple[float, list[str], int]]] = {}
    for timeline, theirs in by_timeline.items():
        for first in range(0, len(theirs), _AT_ONCE):
            found |= _compared(timeline, theirs[first : first + _AT_ONCE])
    others = Event.objects.select_related("kind").in_bulk({pk for alike in found.values() for _s, _r, pk in alike})
    return {
        key: [Likeness(others[pk], reasons, score) for score, reasons, pk in alike if pk in others]
        for key, alike in found.items()
    }


def _compared(timeline: int, events: list[Event]) -> dict[int, list[tuple[float, list[str], int]]]:
    ours = _facts([(e.pk, e.kind_id, e.title, e.earliest, e.latest) for e in events])
    rows = Event.objects.filter(pk__in=_near(timeline, ours)).order_by("-pk")
    others = _facts(rows.values_list("pk", "kind_id", "title", "earliest", "latest"))
    found = {}
    for one in ours:
        alike = [(*_likeness(one, other), other.pk) for other in others if other.pk != one.pk]
        if likely := sorted((each for each in alike if each[0] >= LIKELY), key=lambda each: (-each[0], each[2])):
            found[one.pk] = likely
    return found


def _facts(rows: Iterable[tuple]) -> list[_Facts]:
    rows = list(rows)
    actors, speakers = defaultdict(set), defaultdict(set)
    parts = Participation.objects.filter(event__in=[row[0] for row in rows]).order_by()
    for event, actor, role in parts.values_list("event_id", "actor_id", "role"):
        if role != Participation.Role.MENTIONED:
            actors[event].add(actor)
        if role == Participation.Role.SPEAKER:
            speakers[event].add(actor)
    return [
        _Facts(pk, kind, title, _words(title), a, b, frozenset(actors[pk]), frozenset(speakers[pk]))
        for pk, kind, title, a, b in rows
    ]


def _words(title: str) -> str:
    return " ".join(sorted(utils.default_process(title).split()))


def _near(timeline: int, ours: list[_Facts]) -> list[int]:
    """The keys of those that are worth a look: of the time, the undated with the same people, the namesakes.

    Each is looked for by itself, along an index: all at once the database would go through the whole timeline.
    """
    # The sum keeps SQLite from going by key, row after row, until it has found enough.
    told = Event.objects.order_by((F("pk") + 0).desc()).values_list("pk", flat=True)
    there = {"timeline": timeline, "status__in": [Event.Status.CANDIDATE, Event.Status.PUBLISHED]}
    slugs = {slugify(facts.title)[:120] for facts in ours} - {""}
    namesakes = Event.objects.filter(slug__in=slugs).order_by().values_list("pk", "timeline", "status")
    keys = {pk for pk, where, status in namesakes if where == timeline and status in there["status__in"]}
    dated = [facts for facts in ours if facts.is_dated]
    if dated:
        keys |= set(told.filter(reduce(or_, map(_at_the_time, dated)), **there)[:_COMPARED])
        whose = frozenset().union(*(facts.actors for facts in dated))
        undated = told.filter(earliest=None, latest=None, **there)[:_COMPARED]
        theirs = Participation.objects.filter(actor__in=whose, event__in=list(undated))
        keys |= set(theirs.order_by().values_list("event", flat=True))
    others = [facts for facts in ours if not facts.is_dated]
    if whose := frozenset().union(*(facts.actors for facts in others)):
        same = told.filter(_with_one_of(whose), kind__in={facts.kind for facts in others}, **there)
        keys |= set(same[:_COMPARED])
    return sorted(keys, reverse=True)[:_COMPARED]


def _at_the_time(facts: _Facts) -> Q:
    """Dated, and perhaps of the time of `facts`."""
    within = ~Q(earliest=None, latest=None)
    if facts.latest:
        within &= Q(earliest=None) | Q(earliest__lte=facts.latest)
    if facts.earliest:
        within &= Q(latest=None) | Q(latest__gte=facts.earliest)
    return within


def _with_one_of(actors: frozenset[int]) -> Q:
    """With one of `actors`: asked of each event where they are in many, looked up where they are in few."""
    theirs = Participation.objects.filter(actor__in=actors).order_by()
    if theirs[: _COMPARED + 1].count() > _COMPARED:
        return Q(Exists(theirs.filter(event=OuterRef("pk"))))
    return Q(pk__in=list(theirs.values_list("event", flat=True)))


def _likeness(one: _Facts, other: _Facts) -> tuple[float, list[str]]:
    """How alike the two are, from 0 to 1, and in what; (0, []) where that is less than `LIKELY`.

    The titles come last: they take the longest, and seldom matter by then.
    """
    is_kind = one.kind == other.kind
    both_dated = one.is_dated and other.is_dated
    at_once = both_dated and _overlap(one, other)
    same_date = at_once and (one.earliest, one.latest) == (other.earliest, other.latest)
    score = _KIND if is_kind else 0.0
    if at_once:
        score += _TIME if same_date else _TIME * (0.75 if min(_days(one), _days(other)) <= _NARROW else 0.5)
    if common := one.actors & other.actors:
        worth = _SPEAKERS if common <= one.speakers & other.speakers else _ACTORS
        score += worth * len(common) / sqrt(len(one.actors) * len(other.actors))
    lacking = max(0.0, LIKELY - score) / _TITLE * (100 - _UNLIKE_TITLES)
    least = _SAME_TITLE if both_dated and not at_once else _UNLIKE_TITLES
    title = fuzz.ratio(one.words, other.words, score_cutoff=min(100, max(least, _UNLIKE_TITLES + lacking - _ROUNDING)))
    if least == _SAME_TITLE and not title:
        return 0.0, []
    if title:
        score += _TITLE * (title - _UNLIKE_TITLES) / (100 - _UNLIKE_TITLES)
    if score < LIKELY:
        return 0.0, []
    reasons = [_("same kind")] if is_kind else []
    if at_once:
        reasons.append(_("same date") if same_date else _("overlapping date"))
    if common:
        counted = ngettext("%(count)d actor in common", "%(count)d actors in common", len(common))
        reasons.append(counted % {"count": len(common)})
    if title >= 60:
        reasons.append(_("titles %(percent)d %% alike") % {"percent": round(title)})
    return score, reasons


def _overlap(one: _Facts, other: _Facts) -> bool:
    begins = one.latest is None or other.earliest is None or other.earliest <= one.latest
    ends = one.earliest is None or other.latest is None or other.latest >= one.earliest
    return begins and ends


def _days(facts: _Facts) -> float:
    """How many days lie between the bounds; without end where one of them is open."""
    return (facts.latest - facts.earliest).days + 1 if facts.earliest and facts.latest else float("inf")
