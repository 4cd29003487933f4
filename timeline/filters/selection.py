"""What was asked: a query string read as a selection, and written as a canonical link."""

import re
from dataclasses import dataclass, field, fields, replace
from datetime import date
from functools import lru_cache
from urllib.parse import quote_plus

from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from timeline.dates import DateError, EventDate
from timeline.folding import terms
from timeline.index import Place

from .catalogue import FACETED, Catalogue

__all__ = ["Problem", "Selection"]

LONGEST_SEARCH = 200  # characters; more is cut off and said
MOST_VALUES = 50  # of one key; more are left out and said


@dataclass(frozen=True)
class Problem:
    """A value of the query string that could not be used, and why, in words for the reader."""

    key: str
    value: str
    message: str


@dataclass(frozen=True)
class Selection:
    """What a query string asks of a timeline. Values are slugs and ids that the catalogue knows, sorted.

    `after`, `before` and `at` say which page: the events behind a place in the order, before it ("end" for the last
    page), or from a date on; at most one of them. They choose no event, and neither do `zoom`, `event` and `passage`.
    """

    actor: tuple[str, ...] = ()
    match: str = "all"
    affiliates: bool = False
    role: tuple[str, ...] = ()
    kind: tuple[str, ...] = ()
    start: EventDate | None = None
    stop: EventDate | None = None
    dates: str = "possible"
    zoom: bool = False
    basis: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()
    source: tuple[str, ...] = ()
    said_by: tuple[str, ...] = ()
    q: str = ""
    sort: str = "oldest"
    after: str = ""
    before: str = ""
    at: EventDate | None = None
    event: str = ""
    passage: int = 1
    problems: tuple[Problem, ...] = field(default=(), compare=False)

    @classmethod
    def parse(cls, query: QueryDict, catalogue: Catalogue) -> "Selection":
        """What `query` asks. Never raises: what cannot be used is left out and named in `problems`."""
        return _Parser(query, catalogue).selection()

    def pairs(self) -> list[tuple[str, str]]:
        """The keys and values of the canonical query: keys in a fixed order, values sorted, no defaults."""
        found, fields_of = [], vars(self)
        for key, name, default in PAIRS:
            value = fields_of[name]
            if value is default or value == default:
                continue
            values = value if isinstance(value, tuple) else (value,)
            found += [(key, "1" if each is True else str(each)) for each in values]
        return found

    def choosing(self, *, dates: bool = True) -> tuple:
        """All of it that chooses events, or all but the dates: equal for selections that choose the same."""
        left_out = () if dates else ("start", "stop", "dates")
        return tuple([getattr(self, name) for name in CHOOSING if name not in left_out])

    def query_string(self) -> str:
        """The canonical query; "" when nothing is chosen."""
        return "&".join([f"{key}={_quoted(value)}" for key, value in self.pairs()])

    def link(self, **changes) -> str:
        """The canonical link, within the timeline's page, to this selection with `changes`."""
        return f"?{self._but(changes).query_string()}"

    def narrowed(self, **changes) -> "Selection":
        """This selection with `changes` to what it chooses or how it is sorted, from its first page, nothing open."""
        return self._but({**FIRST_PAGE, **changes, "problems": ()})

    def _but(self, changes: dict) -> "Selection":
        """What `replace` would give, five times as quickly: a page has hundreds of links."""
        other = object.__new__(Selection)
        vars(other).update(vars(self), **changes)
        return other

    def without(self, key: str, value: str | None = None) -> "Selection":
        """This selection with one value of `key` taken off, or all of it."""
        kept = tuple(each for each in getattr(self, key) if each != value) if value is not None else None
        blank = next(each.default for each in fields(self) if each.name == key)
        rest = self.narrowed(**{key: blank if kept is None else kept})
        if len(rest.actor) < 2:
            rest = replace(rest, match="all")
        if not rest.actor:
            rest = replace(rest, affiliates=False)
        if not (rest.start or rest.stop):
            rest = replace(rest, zoom=False)
        return replace(rest, sort="oldest") if rest.sort == "relevance" and not rest.q else rest

    @property
    def earliest(self) -> date | None:
        return self.start and self.start.earliest

    @property
    def latest(self) -> date | None:
        return self.stop and self.stop.latest


CHOOSING = (
    *("actor", "match", "affiliates", "role", "kind", "start", "stop", "dates"),
    *("basis", "evidence", "source", "said_by", "q"),
)
KEYS = (
    *("actor", "match", "affiliates", "role", "kind", "from", "to", "dates", "zoom", "basis", "evidence"),
    *("source", "said_by", "q", "sort", "after", "before", "at", "event", "passage"),
)
# Each key with the field that it fills, and the value for which it is left out; in the order of the canonical query.
PAIRS = [
    (key, each.name, each.default)
    for key in KEYS
    for each in fields(Selection)
    if each.name == {"from": "start", "to": "stop"}.get(key, key)
]
# A place in the order of relevance: how well an event matches, and its key.
RANK = re.compile(r"([0-9]{1,9})\.([0-9]{1,18})", re.ASCII)
FIRST_PAGE = {"after": "", "before": "", "at": None, "event": "", "passage": 1}
LAST = "end"
ONE_OF = {
    "match": {"all": _("all of them"), "any": _("any of them")},
    "dates": {"possible": _("possibly"), "certain": _("certainly")},
    "sort": {
        "oldest": _("Oldest first"),
        "newest": _("Newest first"),
        "recorded": _("Last recorded first"),
        "relevance": _("Best match first"),
    },
}


class _Parser:
    def __init__(self, query: QueryDict, catalogue: Catalogue):
        self.query, self.catalogue, self.problems = query, catalogue, []
        asked = [(key, value) for key in (*FACETED, "event") for value in self.distinct(key)[:MOST_VALUES]]
        self.known = catalogue.know(asked) if asked else {}

    def selection(self) -> Selection:
        start, stop = self.bound("from"), self.bound("to")
        if start and stop and start.earliest and stop.latest and start.earliest > stop.latest:
            self.refuse("from", str(start), gettext("lies after the end, %(end)s") % {"end": stop})
            start = stop = None
        q, sort = self.search(), self.one("sort")
        if sort == "relevance" and not q:
            self.refuse("sort", sort, gettext("needs words to look for"))
            sort = "oldest"
        return Selection(
            actor=self.values("actor"),
            role=self.values("role"),
            kind=self.values("kind"),
            basis=self.values("basis"),
            evidence=self.values("evidence"),
            source=self.values("source"),
            said_by=self.values("said_by"),
            match=self.one("match"),
            dates=self.one("dates"),
            affiliates=self.flag("affiliates"),
            start=start,
            stop=stop,
            zoom=self.flag("zoom") and bool(start or stop),
            q=q,
            sort=sort,
            **self.place(sort),
            event=self.event(),
            passage=self.ordinal("passage"),
            problems=tuple(self.problems),
        )

    def place(self, sort: str) -> dict:
        """Which page is asked for; the first of `after`, `before` and `at` that can be used."""
        for key in ("after", "before"):
            for value in self.given(key)[-1:]:
                if _is_place(value, sort):
                    return {key: value}
                self.refuse(key, value, gettext("is no place in this order"))
        for value in self.given("at")[-1:]:
            day = _date(value)
            if day and (day.earliest or day.latest) and sort != "relevance":
                return {"at": day}
            self.refuse("at", value, gettext("is no date to go to; write 2019, 2019-12 or 2019-12-27"))
        return {}

    def given(self, key: str) -> list[str]:
        return [value for each in self.query.getlist(key) if (value := each.replace("\0", "").strip())]

    def distinct(self, key: str) -> list[str]:
        return list(dict.fromkeys(self.given(key)))

    def refuse(self, key: str, value: str, why: str) -> None:
        shown = value if len(value) <= 60 else value[:59] + "…"
        self.problems.append(Problem(key, shown, why))

    def values(self, key: str) -> tuple[str, ...]:
        chosen = set()
        given = self.distinct(key)
        for value in given[MOST_VALUES:]:
            self.refuse(key, value, gettext("is one too many"))
        for value in given[:MOST_VALUES]:
            if (key, value) in self.known:
                chosen.add(self.known[key, value])
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
            bound = _date(value)
            if bound and (bound.earliest if key == "from" else bound.latest):
                return bound
            self.refuse(key, value, gettext("is no date to begin or end with; write 2019, 2019-12 or 2019-12-27"))
        return None

    def search(self) -> str:
        for value in self.given("q")[-1:]:
            words = " ".join(value.split())
            if len(words) > LONGEST_SEARCH:
                self.refuse("q", words, gettext("is too long; only its beginning was looked for"))
                words = words[:LONGEST_SEARCH].strip()
            if terms(words):
                return words
            self.refuse("q", words, gettext("has no word to look for"))
        return ""

    def event(self) -> str:
        for value in self.given("event")[-1:]:
            if ("event", value) in self.known:
                return self.known["event", value]
            self.refuse("event", value, gettext("is not on this timeline"))
        return ""

    def ordinal(self, key: str) -> int:
        for value in self.given(key)[-1:]:
            if re.fullmatch(r"[1-9][0-9]{0,3}", value):
                return int(value)
            self.refuse(key, value, gettext("is no number of a passage"))
        return 1


# A page says the same words, slugs and days in each of its links.
_quoted = lru_cache(20_000)(quote_plus)


def _date(text: str) -> EventDate | None:
    try:
        return EventDate.parse(text)
    except DateError:
        return None


def _is_place(text: str, sort: str) -> bool:
    if sort == "relevance":
        return text == LAST or bool(RANK.fullmatch(text))
    try:
        Place.parse(text, sort)
    except ValueError:
        return False
    return True
