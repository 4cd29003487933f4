"""What was asked: a query string read as a selection, and written as a canonical link."""

import re
from dataclasses import dataclass, field, fields, replace
from datetime import date
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from timeline.dates import DateError, EventDate

from .catalogue import Catalogue
from .search import terms

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
    def parse(cls, query: QueryDict, catalogue: Catalogue) -> "Selection":
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
        rest = replace(self, **{key: blank if kept is None else kept}, event="", passage=1, problems=())
        if len(rest.actor) < 2:
            rest = replace(rest, match="all")
        return rest if rest.actor else replace(rest, affiliates=False)

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
ONE_OF = {
    "match": {"all": _("all of them"), "any": _("any of them")},
    "dates": {"possible": _("possibly"), "certain": _("certainly")},
    "sort": {"oldest": _("Oldest first"), "newest": _("Newest first"), "recorded": _("Last recorded first")},
}


class _Parser:
    def __init__(self, query: QueryDict, catalogue: Catalogue):
        self.query, self.catalogue, self.problems = query, catalogue, []
        known = {**catalogue.values, "event": catalogue.uids}
        given = [(key, value) for key in known for value in self.distinct(key)[:MOST_VALUES]]
        self.moved = catalogue.moved([(key, value) for key, value in given if value not in known[key]])

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

    def distinct(self, key: str) -> list[str]:
        return list(dict.fromkeys(self.given(key)))

    def refuse(self, key: str, value: str, why: str) -> None:
        shown = value if len(value) <= 60 else value[:59] + "…"
        self.problems.append(Problem(key, shown, why))

    def values(self, key: str) -> tuple[str, ...]:
        known, chosen = self.catalogue.values[key], set()
        given = self.distinct(key)
        for value in given[MOST_VALUES:]:
            self.refuse(key, value, gettext("is one too many"))
        for value in given[:MOST_VALUES]:
            present = value if value in known else self.moved.get((key, value))
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
                bound = EventDate.parse(value)
            except DateError:
                bound = None
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
            present = value if value in self.catalogue.uids else self.moved.get(("event", value))
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
