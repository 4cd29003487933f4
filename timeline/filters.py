"""The filter: what a query string chooses from a timeline, what else could be chosen, and how to say so in a link.

Every facet is a table from its values to the sets of events that have them. A selection is the intersection of what the
facets choose, and a count is the size of an intersection: the page, its counts, its chart and whatever is exported
cannot disagree. The tables hold published events alone.

    AND between facets, OR within one; only for actors does `match` say (`all`, the default, or `any`).
    A role beside an actor means that actor in that role.
    A wrong value narrows nothing and is named in `Selection.problems`; unknown keys are ignored.

The count beside a value is the number of events with that value that choosing it leaves on the page: beside what is
chosen in the other facets, and in its own too where choices are narrowed together (actors under `all`).
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Set
from dataclasses import dataclass, field, fields, replace
from datetime import date, datetime
from functools import cached_property
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.text import format_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from timeline.dates import DateError, EventDate
from timeline.localised import WORDING, in_words
from timeline.models import Actor, Event, Evidence, Membership, Participation, Redirect, Timeline

__all__ = ["Catalogue", "Choice", "Facet", "Problem", "Results", "Selection"]

LONGEST_SEARCH = 200  # characters; more is cut off and said
MOST_VALUES = 50  # of one key; more are left out and said


# What was asked


@dataclass(frozen=True)
class Problem:
    """A value of the query string that could not be used, and why, in words for the reader."""

    key: str
    value: str
    message: str


@dataclass(frozen=True)
class Selection:
    """What a query string asks of a timeline. Values are slugs and ids that the catalogue knows, sorted."""

    actor: tuple[str, ...] = ()
    match: str = "all"
    affiliates: bool = False
    role: tuple[str, ...] = ()
    kind: tuple[str, ...] = ()
    start: EventDate | None = None
    stop: EventDate | None = None
    dates: str = "possible"
    basis: tuple[str, ...] = ()
    source: tuple[str, ...] = ()
    said_by: tuple[str, ...] = ()
    q: str = ""
    sort: str = "oldest"
    event: str = ""
    passage: int = 1
    problems: tuple[Problem, ...] = field(default=(), compare=False)

    @classmethod
    def parse(cls, query: QueryDict, catalogue: "Catalogue") -> "Selection":
        """What `query` asks. Never raises: what cannot be used is left out and named in `problems`."""
        return _Parser(query, catalogue).selection()

    def query_string(self) -> str:
        """The canonical query: keys in a fixed order, values sorted, no defaults; "" when nothing is chosen."""
        pairs = []
        for each in fields(self):
            value = getattr(self, each.name)
            if each.name == "problems" or value == each.default:
                continue
            key = {"start": "from", "stop": "to"}.get(each.name, each.name)
            values = value if isinstance(value, tuple) else [value]
            pairs += [(key, "1" if one is True else str(one)) for one in values]
        return urlencode(sorted(pairs, key=lambda pair: KEYS.index(pair[0])))

    def link(self, **changes) -> str:
        """The canonical link, within the timeline's page, to this selection with `changes`."""
        changed = replace(self, problems=(), **changes)
        return f"?{changed.query_string()}" if changed != Selection() else "?"

    def without(self, key: str, value: str | None = None) -> "Selection":
        """This selection with one value of `key` taken off, or all of it."""
        kept = tuple(each for each in getattr(self, key) if each != value) if value is not None else None
        blank = next(each.default for each in fields(self) if each.name == key)
        return replace(self, **{key: blank if kept is None else kept}, event="", passage=1, problems=())

    @property
    def narrowing(self) -> "Selection":
        """What of it narrows: without what is open in the reader, the order, and how things were asked."""
        return replace(self, event="", passage=1, sort="oldest", problems=())

    @property
    def is_everything(self) -> bool:
        """Whether it chooses all there is."""
        blank = Selection()
        return all(getattr(self, name) == getattr(blank, name) for name in (*FACETED, "start", "stop", "q"))

    @property
    def earliest(self) -> date | None:
        return self.start and self.start.earliest

    @property
    def latest(self) -> date | None:
        return self.stop and self.stop.latest


KEYS = (
    *("actor", "match", "affiliates", "role", "kind", "from", "to", "dates"),
    *("basis", "source", "said_by", "q", "sort", "event", "passage"),
)
FACETED = ("actor", "role", "kind", "basis", "source", "said_by")

ONE_OF = {
    "match": {"all": _("all of them"), "any": _("any of them")},
    "dates": {"possible": _("possibly"), "certain": _("certainly")},
    "sort": {"oldest": _("Oldest first"), "newest": _("Newest first"), "recorded": _("Last recorded first")},
}


class _Parser:
    def __init__(self, query: QueryDict, catalogue: "Catalogue"):
        self.query, self.catalogue, self.problems = query, catalogue, []

    def selection(self) -> Selection:
        start, stop = self.bound("from"), self.bound("to")
        if start and stop and start.earliest and stop.latest and start.earliest > stop.latest:
            self.refuse("from", str(start), gettext("lies after the end, %(end)s") % {"end": stop})
            start = stop = None
        return Selection(
            actor=self.values("actor"),
            role=self.values("role"),
            kind=self.values("kind"),
            basis=self.values("basis"),
            source=self.values("source"),
            said_by=self.values("said_by"),
            match=self.one("match"),
            dates=self.one("dates"),
            sort=self.one("sort"),
            affiliates=self.flag("affiliates"),
            start=start,
            stop=stop,
            q=self.search(),
            event=self.event(),
            passage=self.ordinal("passage"),
            problems=tuple(self.problems),
        )

    def given(self, key: str) -> list[str]:
        return [value for each in self.query.getlist(key) if (value := each.replace("\0", "").strip())]

    def refuse(self, key: str, value: str, why: str) -> None:
        shown = value if len(value) <= 60 else value[:59] + "…"
        self.problems.append(Problem(key, shown, why))

    def values(self, key: str) -> tuple[str, ...]:
        known, chosen = self.catalogue.values[key], set()
        given = list(dict.fromkeys(self.given(key)))
        for value in given[MOST_VALUES:]:
            self.refuse(key, value, gettext("is one too many"))
        for value in given[:MOST_VALUES]:
            present = value if value in known else self.catalogue.moved(key, value)
            if present:
                chosen.add(present)
            else:
                self.refuse(key, value, gettext("is not on this timeline"))
        return tuple(sorted(chosen))

    def one(self, key: str) -> str:
        default, *_others = choices = ONE_OF[key]
        for value in self.given(key)[-1:]:
            if value in choices:
                return value
            self.refuse(key, value, gettext("is none of %(choices)s") % {"choices": ", ".join(choices)})
        return default

    def flag(self, key: str) -> bool:
        for value in self.given(key)[-1:]:
            if value in ("0", "1"):
                return value == "1"
            self.refuse(key, value, gettext("is neither 1 nor 0"))
        return False

    def bound(self, key: str) -> EventDate | None:
        for value in self.given(key)[-1:]:
            try:
                return EventDate.parse(value)
            except DateError:
                self.refuse(key, value, gettext("is no date; write 2019, 2019-12 or 2019-12-27"))
        return None

    def search(self) -> str:
        for value in self.given("q")[-1:]:
            words = " ".join(value.split())
            if len(words) > LONGEST_SEARCH:
                self.refuse("q", words, gettext("is too long; only its beginning was looked for"))
            if _terms(words):
                return words[:LONGEST_SEARCH].strip()
            self.refuse("q", words, gettext("has no word to look for"))
        return ""

    def event(self) -> str:
        for value in self.given("event")[-1:]:
            present = value if value in self.catalogue.uids else self.catalogue.moved("event", value)
            if present:
                return present
            self.refuse("event", value, gettext("is not on this timeline"))
        return ""

    def ordinal(self, key: str) -> int:
        for value in self.given(key)[-1:]:
            if re.fullmatch(r"[1-9][0-9]{0,3}", value):
                return int(value)
            self.refuse(key, value, gettext("is no number of a passage"))
        return 1


# What there is to choose from


@dataclass(frozen=True)
class Value:
    """A value that a facet may take, with the name it goes by."""

    slug: str
    name: str
    row: object = None


class Catalogue:
    """All published events of one timeline, as tables from values to sets of events.

    Four queries, whatever the number of events, one for their order and two for a search. An event is known here by
    its primary key.
    """

    def __init__(self, timeline: Timeline):
        self.timeline = timeline
        events = timeline.events.published()
        self.uids: dict[str, int] = {}
        self.values: dict[str, dict[str, Value]] = {key: {} for key in FACETED}
        self.having: dict[str, dict[str, set[int]]] = {key: defaultdict(set) for key in FACETED}
        self.in_role: dict[tuple[str, str], set[int]] = defaultdict(set)
        self.parts: dict[str, set[str]] = defaultdict(set)
        self.recorded: dict[int, datetime] = {}
        self.dates: dict[int, EventDate] = {}
        self._found: dict[str, set[int]] = {}
        self._read_events(events)
        self._read_participations(events)
        self._read_evidence(events)
        self._read_memberships()

    def _read_events(self, events) -> None:
        for event in events.select_related("kind").defer("summary", "reason").order_by():
            self.uids[event.uid] = event.pk
            self.recorded[event.pk] = event.recorded_at
            if event.date and not event.date.is_undated:
                self.dates[event.pk] = event.date
            self._add("kind", Value(event.kind.slug, event.kind.name, event.kind), event.pk)
            if event.basis:
                self._add("basis", Value(event.basis, event.get_basis_display()), event.pk)

    def _read_participations(self, events) -> None:
        rows = Participation.objects.filter(event__in=events).select_related("actor").order_by()
        for row in rows:
            self._add("actor", Value(row.actor.slug, row.actor.name, row.actor), row.event_id)
            self._add("role", Value(row.role, row.get_role_display()), row.event_id)
            self.in_role[row.actor.slug, row.role].add(row.event_id)

    def _read_evidence(self, events) -> None:
        rows = Evidence.objects.filter(event__in=events).select_related("passage__source", "attributed_to")
        for row in rows.defer("passage__exact", "passage__prefix", "passage__suffix").order_by():
            source, speaker = row.passage.source, row.attributed_to
            self._add("source", Value(source.uid, source.title, source), row.event_id)
            if speaker:
                self._add("said_by", Value(speaker.slug, speaker.name, speaker), row.event_id)

    def _read_memberships(self) -> None:
        """What the actors are part of may be asked for too, though it takes part in nothing itself."""
        bodies = defaultdict(list)
        for row in Membership.objects.select_related("member", "body").order_by():
            self.parts[row.body.slug].add(row.member.slug)
            bodies[row.member.slug].append(row.body)
        waiting = list(self.values["actor"])
        while waiting:
            for body in bodies[waiting.pop()]:
                if body.slug not in self.values["actor"]:
                    self.values["actor"][body.slug] = Value(body.slug, body.name, body)
                    waiting.append(body.slug)

    def _add(self, key: str, value: Value, event: int) -> None:
        self.values[key].setdefault(value.slug, value)
        self.having[key][value.slug].add(event)

    @cached_property
    def order(self) -> list[int]:
        """All events in the order in which they are told."""
        return self.timeline.events.published().in_order()

    @cached_property
    def everything(self) -> set[int]:
        return set(self.recorded)

    @cached_property
    def affiliates(self) -> dict[str, set[str]]:
        """For each actor, by slug, itself and all that is part of it, directly or through others."""
        known = {}
        for slug in self.values["actor"]:
            reached, waiting = {slug}, [slug]
            while waiting:
                further = self.parts[waiting.pop()] - reached
                reached |= further
                waiting += further
            known[slug] = reached
        return known

    def moved(self, key: str, old: str) -> str | None:
        """What on this timeline the former id or slug `old` stands for now; None when nothing does."""
        kind = {"actor": "actor", "said_by": "actor", "event": "event", "source": "source"}.get(key)
        uid = kind and Redirect.objects.target(kind, old[:120])
        if kind == "actor" and uid:
            uid = Actor.objects.filter(uid=uid).values_list("slug", flat=True).first()
        return uid if uid in (self.uids if key == "event" else self.values[key]) else None

    def matching(self, q: str) -> set[int]:
        """What `_matching` finds, looked for once."""
        if q not in self._found:
            self._found[q] = self._matching(q)
        return self._found[q]

    def _matching(self, q: str) -> set[int]:
        """The events whose title, summary and quotations hold every word of `q`, at the beginning of a word.

        Case and accents do not count; "words in double quotes" stand together; -word must not be there.
        """
        texts = defaultdict(list)
        events = self.timeline.events.published()
        for pk, title, summary in events.order_by().values_list("pk", "title", "summary"):
            texts[pk] += [title, summary]
        quotations = Evidence.objects.filter(event__in=events).order_by().values_list("event", "passage__exact")
        for pk, exact in quotations:
            texts[pk].append(exact)
        terms, found = _terms(q), set()
        for pk, parts in texts.items():
            folded = _fold("\n".join(parts))
            if all(term.is_in(folded) for term in terms):
                found.add(pk)
        return found


@dataclass(frozen=True)
class Term:
    """A word or phrase that is looked for, folded; `wanted` is False for one that must not be there."""

    pattern: re.Pattern
    wanted: bool = True

    def is_in(self, folded: str) -> bool:
        return bool(self.pattern.search(folded)) == self.wanted


def _terms(q: str) -> list[Term]:
    found = []
    for minus, phrase, word in re.findall(
        r'(?:(?<=\s)|^)(-?)(?:"([^"]*)"|(\S+))', q.replace("“", '"').replace("”", '"')
    ):
        words = re.findall(r"\w+", _fold(phrase or word))
        if words:
            found.append(Term(re.compile(r"\b" + r"\W+".join(map(re.escape, words))), wanted=not minus))
    return found


def _fold(text: str) -> str:
    """Without case and without accents, and with every apostrophe gone, so that Ka'taib is Kataib."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(each for each in plain if not unicodedata.combining(each) and each not in "'’ʼʿ‘")


# What comes of it


@dataclass(frozen=True)
class Choice:
    """One value of a facet: how many events it brings, whether it is chosen, and the link that turns it over."""

    slug: str
    name: str
    count: int
    chosen: bool
    link: str
    row: object = None


@dataclass(frozen=True)
class Facet:
    key: str
    legend: str
    choices: tuple[Choice, ...]

    @property
    def chosen(self) -> int:
        return sum(choice.chosen for choice in self.choices)


@dataclass(frozen=True)
class Chip:
    """Something that narrows, in words, and the link that takes it off."""

    label: str
    link: str


LEGENDS = {
    "actor": _("Actor"),
    "role": _("Role"),
    "kind": _("Kind"),
    "basis": _("Date is"),
    "source": _("Source"),
    "said_by": _("Said by"),
}


class Results:
    """What `selection` chooses from `catalogue`."""

    def __init__(self, catalogue: Catalogue, selection: Selection):
        self.catalogue, self.selection = catalogue, selection
        self._asked = {
            "actor": self._by_actor(selection.role),
            "role": None if selection.actor else self._either("role", selection.role),
            **{key: self._either(key, getattr(selection, key)) for key in ("kind", "basis", "source", "said_by")},
            "dates": self._by_date(),
            "q": catalogue.matching(selection.q) if selection.q else None,
        }
        self.one_of = ONE_OF
        self.chosen = self._narrowed()

    # Each answers None where nothing is asked of it: a facet that does not narrow.

    def _either(self, key: str, values: Iterable[str]) -> set[int] | None:
        values = list(values)
        return set().union(*(self.catalogue.having[key][value] for value in values)) if values else None

    def _by_actor(self, roles: tuple[str, ...]) -> set[int] | None:
        if not self.selection.actor:
            return None
        sets = [self._acting(actor, roles) for actor in self.selection.actor]
        return set.intersection(*sets) if self.selection.match == "all" else set().union(*sets)

    def _acting(self, actor: str, roles: tuple[str, ...]) -> set[int]:
        """The events with `actor` in one of `roles`, or in any where there are none; affiliates when asked for."""
        catalogue = self.catalogue
        slugs = catalogue.affiliates[actor] if self.selection.affiliates else {actor}
        if not roles:
            return set().union(*(catalogue.having["actor"].get(slug, ()) for slug in slugs))
        return set().union(*(catalogue.in_role.get((slug, role), ()) for slug in slugs for role in roles))

    def _by_date(self) -> set[int] | None:
        earliest, latest = self.selection.earliest, self.selection.latest
        if not (earliest or latest):
            return None
        holds = EventDate.lies_within if self.selection.dates == "certain" else EventDate.overlaps
        return {pk for pk, when in self.catalogue.dates.items() if holds(when, earliest, latest)}

    def _narrowed(self, *, leaving_out: Set[str] = frozenset()) -> set[int]:
        sets = [asked for key, asked in self._asked.items() if asked is not None and key not in leaving_out]
        return set.intersection(*sets) if sets else set(self.catalogue.everything)

    @cached_property
    def whatever_the_dates(self) -> set[int]:
        """The events that would be chosen if no date were asked for: what the chart shows around its brush."""
        return self._narrowed(leaving_out={"dates"})

    @cached_property
    def ordered(self) -> list[int]:
        """The chosen events that have a date, in the order asked for; under `recorded`, all of them."""
        if self.selection.sort == "recorded":
            recorded = self.catalogue.recorded
            return sorted(self.chosen, key=lambda pk: (recorded[pk], pk), reverse=True)
        told = [pk for pk in self.catalogue.order if pk in self.chosen and pk in self.catalogue.dates]
        return told[::-1] if self.selection.sort == "newest" else told

    @cached_property
    def shelf(self) -> list[int]:
        """The chosen events without a date, in the order in which they were recorded."""
        if self.selection.sort == "recorded":
            return []
        return [pk for pk in self.catalogue.order if pk in self.chosen and pk not in self.catalogue.dates]

    # Counts

    @cached_property
    def facets(self) -> list[Facet]:
        """All facets that offer a choice, each with the values that would leave something, most events first."""
        return [facet for key in FACETED if (facet := self._facet(key)).choices]

    def _facet(self, key: str) -> Facet:
        selection, chosen = self.selection, set(getattr(self.selection, key))
        together = key == "actor" and selection.match == "all"
        base = self.chosen if together else self._base(key)
        choices = []
        for slug, value in self.catalogue.values[key].items():
            count = len(base & self._having(key, slug))
            if count or slug in chosen:
                turned = tuple(sorted(chosen ^ {slug}))
                link = selection.link(**{key: turned}, event="", passage=1)
                choices.append(Choice(slug, value.name, count, slug in chosen, link, value.row))
        return Facet(key, LEGENDS[key], tuple(sorted(choices, key=_ORDER.get(key, _most_first))))

    def _base(self, key: str) -> set[int]:
        """What the other facets choose. A role beside actors is theirs, so without it they are in any."""
        base = self._narrowed(leaving_out={"actor", "role"} if key == "role" else {key})
        in_any_role = self._by_actor(()) if key == "role" else None
        return base if in_any_role is None else base & in_any_role

    def _having(self, key: str, slug: str) -> set[int]:
        if key == "actor":
            return self._acting(slug, self.selection.role)
        if key == "role" and self.selection.actor:
            return self._by_actor((slug,))
        return self.catalogue.having[key][slug]

    # Words

    @cached_property
    def chips(self) -> list[Chip]:
        """What narrows, one by one, each with the link that takes it off."""
        selection, values = self.selection, self.catalogue.values
        found = []
        for key in FACETED:
            for slug in getattr(selection, key):
                name = values[key][slug].name
                label = format_lazy(_CHIPS[key], name=name) if key in _CHIPS else name
                found.append(Chip(str(label), selection.without(key, slug).link()))
        if selection.start or selection.stop:
            link = replace(selection.without("start"), stop=None, dates="possible").link()
            found.append(Chip(self.dates_in_words, link))
        if selection.q:
            found.append(Chip(f"“{selection.q}”", selection.without("q").link()))
        return found

    @property
    def dates_in_words(self) -> str:
        earliest, latest = self.selection.earliest, self.selection.latest
        if not earliest and not latest:
            return gettext("any date")
        words = EventDate.of_days(earliest, latest, throughout=True).label(WORDING, short=True)
        if earliest and latest:
            words = WORDING.days(earliest, latest, short=True)
        return gettext("certainly %(dates)s") % {"dates": words} if self.selection.dates == "certain" else words

    @cached_property
    def in_words(self) -> str:
        """The selection as a phrase, for the page's title; "" when everything is chosen."""
        return in_words([chip.label for chip in self.chips], conjunction=False)

    @cached_property
    def loosening(self) -> list[tuple[Chip, int]]:
        """When nothing is chosen: each chip whose taking off would leave something, and how much; the most first."""
        found = []
        for chip in self.chips:
            looser = Selection.parse(QueryDict(chip.link.lstrip("?")), self.catalogue)
            found.append((chip, len(Results(self.catalogue, looser).chosen)))
        return sorted((each for each in found if each[1]), key=lambda each: -each[1])


def _most_first(choice: Choice):
    return -choice.count, choice.name.casefold(), choice.slug


def _listed(names: Iterable[str]):
    places = {name: place for place, name in enumerate(names)}
    return lambda choice: places[choice.slug]


_ORDER = {
    "role": _listed(Participation.Role.values),
    "basis": _listed(Event.Basis.values),
    "kind": lambda choice: (choice.row.position, choice.name.casefold()),
}
_CHIPS = {
    "role": _("as {name}"),
    "basis": _("date {name}"),
    "said_by": _("said by {name}"),
}
