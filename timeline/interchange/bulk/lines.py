"""JSON Lines: the entries of a timeline file one a line, each behind a key that says what it is.

    {"timeline": {"slug": "iraq", "title": "Iraq"}}           first
    {"kind": {"slug": "attack", "name": "attack"}}
    {"actor": {"slug": "is", "name": "IS", "type": "armed-group"}}
    {"source": {"key": "a", "title": "…", "publisher": "AFP", "published": "2014-01-25"}}
    {"event": {"key": "1", "title": "…", "kind": "attack", "date": "2014-01-25", "basis": "outside", "reason": "…",
               "actors": [{"actor": "is", "role": "agent"}], "citations": [{"source": "a"}]}}

Each entry is as the schema of timeline files has it, but that `kind`, an `actor` and a `source` may stand inside an
event as they would on a line of their own, and that an event may have a `key`: what tells it from all others of its
dataset, for good. Without one its id does, or else its slug.

What is cited, and no more, is written in sets. What is quoted or has a text goes the careful way of a timeline file.
"""

import hashlib
import json
from collections.abc import Callable, Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from timeline import curation
from timeline.dates import DateError
from timeline.errors import SourcelineError
from timeline.models import Actor, Event, Kind, Origin, Participation, Source, SourceText
from timeline.models.sources import validate_zone

from ..file import FORMAT, InterchangeError, TimelineFile, shown
from ..loading import Report as LoadingReport
from ..loading import _Loading, _Told
from .told import ActorTold, DateTold, RefusedError, SourceTold, Told, date_told, slug_for
from .writing import Writing

DATASET = "jsonl"
LARGEST_LINE = 12_000_000  # characters: an article, and some more
_KINDS = ("timeline", "kind", "actor", "source", "event")
_LISTS = {"kind": "kinds", "actor": "actors", "source": "sources", "event": "events"}
# What is written in sets holds no more than these; all else goes the careful way.
_EVENT = {"key", "id", "slug", "title", "summary", "kind", "status", "date", "zone", "basis", "reason", "place"}
_EVENT |= {"actors", "figures", "citations"}
_ACTOR = {"slug", "name", "type", "description"}
_SOURCE = {"key", "title", "publisher", "url", "published", "authors", "language"}
_ROLES, _TYPES = frozenset(Participation.Role.values), frozenset(Actor.Type.values)


class _OddError(Exception):
    """An entry that is not plain: the schema says whether it is right."""


def read_timeline(name: str, line: str) -> dict:
    """The entry of the timeline, on the first line of the file `name`. Raises InterchangeError."""
    entry = _entry(line, lambda problem: InterchangeError(name, "", problem, line=1))
    if "timeline" not in entry:
        raise InterchangeError(name, "", 'expected {"timeline": {"slug": …, "title": …}} first.', line=1)
    file = TimelineFile(name, Path(name).parent, {"format": FORMAT, **entry})
    file.content = file._tidied(file.content, ())
    file._validate()
    return file.content["timeline"]


def _entry(line: str, wrong: Callable[[str], Exception]) -> dict:
    if len(line) > LARGEST_LINE:
        raise wrong(f"the line has {len(line):,} characters; expected at most {LARGEST_LINE:,}.")
    try:
        entry = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise wrong(f"it cannot be read as JSON: {error}.") from error
    if not isinstance(entry, dict) or len(entry) != 1 or next(iter(entry)) not in _KINDS:
        expected = ", ".join(f'{{"{kind}": …}}' for kind in _KINDS)
        raise wrong(f"{shown(line)} is none of {expected}.")
    return entry


class Lines:
    """The lines of a file after the first, written one after the other."""

    def __init__(self, name: str, writing: Writing, *, now: datetime, by=None):
        self.name, self.writing, self.report = name, writing, writing.report
        self.careful = _Careful(TimelineFile(name, Path(name).parent), now, by, writing)
        self.actors_met: set[str] = set()  # the slugs of those told already
        self.uncitable: set[str] = set()  # the keys of sources that nobody could find again
        elsewhere = writing.timeline.events.exclude(origins__dataset=DATASET)
        writing.by_slug = dict(elsewhere.order_by("-pk").values_list("slug", "pk"))

    def write(self, lines: Iterator[str]) -> Iterator[int]:
        """Write each of `lines`, from the second of the file on; gives the number of each."""
        for number, line in enumerate(lines, 2):
            if not line.isspace():
                self._write(number, line)
            yield number

    def _write(self, number: int, line: str) -> None:
        key = ""
        try:
            ((kind, entry),) = _entry(line, RefusedError).items()
            if kind == "event":
                self.report.rows += 1
                if isinstance(entry, dict):
                    key = str(entry.get("key") or entry.get("id") or entry.get("slug") or "")
                self._write_event(number, entry)
            elif kind == "timeline":
                self.report.refuse(number, "", "there is a second timeline; a file holds one.")
            else:
                getattr(self, f"_write_{kind}")(entry)
        except RefusedError as refused:
            self.report.refuse(number, key, str(refused))
        except InterchangeError as error:
            where = error.where.partition(", ")[2]
            self.report.refuse(number, key, f"{where}: {error.problem}" if where else error.problem)
        except SourcelineError as error:
            self.report.refuse(number, key, str(error))

    # Kinds, actors, sources: their slugs or keys

    def _write_kind(self, entry: Any) -> str:
        if entry.__class__ is dict and entry.keys() == {"slug", "name"} and entry["slug"] in self.writing.kinds:
            return entry["slug"]
        self.careful.kind(self._valid("kind", entry))
        return entry["slug"]

    def _write_actor(self, entry: Any) -> str:
        writing = self.writing
        try:
            slug, who = _plain_actor(entry)
        except _OddError:
            entry = self._valid("actor", entry)
            writing.flush()
            self.careful.actor(entry)
            return entry["slug"]
        known = writing.actor_told.get(slug)
        if known is None and slug not in writing.actor_slugs:
            writing.add_actor(slug, who)
        elif known is None or who != (known if "description" in entry else known._replace(description="")):
            writing.flush()
            self.careful.actor(self._valid("actor", entry))
            writing.actor_told[slug] = who
        elif slug not in self.actors_met:
            self.report.unchanged["actor"] += 1
        self.actors_met.add(slug)
        return slug

    def _write_source(self, entry: Any) -> str:
        try:
            source, key = self._plain_source(entry)
        except _OddError:
            entry = self._valid("source", entry)
            return self.careful.source(entry)
        key = key or slug_for(source.title, "source")
        self.writing.add_source(key, source)
        if not source.is_citable:
            self.uncitable.add(key)
        return key

    def _plain_source(self, entry: Any) -> tuple[SourceTold, str]:
        if entry.__class__ is not dict or not entry.keys() <= _SOURCE:
            raise _OddError
        title, publisher = _text(entry, "title", 300), _text(entry, "publisher", 200)
        published, url = _text(entry, "published", 10), _text(entry, "url", 1000)
        authors = entry.get("authors", [])
        if authors.__class__ is not list or not all(each.__class__ is str and each for each in authors):
            raise _OddError
        named = "; ".join(authors)
        if not title or len(named) > 300 or (url and not url.startswith(("http://", "https://"))):
            raise _OddError
        if published:
            _day(published)
        language = _text(entry, "language", 20) or "en"
        return SourceTold(title, publisher, url, published, named, language), _text(entry, "key", 120)

    # Events

    def _write_event(self, number: int, entry: Any) -> None:
        try:
            told = self._plain_event(entry)
        except _OddError:
            self._write_carefully(self._valid("event", entry))
            return
        if told.status == Event.Status.PUBLISHED and not any(
            source not in self.uncitable if source.__class__ is str else source.is_citable
            for source, _said_by in told.citations
        ):
            raise RefusedError(
                "it quotes nothing and cites no source that can be found again: one with a title, and a publisher or "
                "an address."
            )
        if told.date and not told.basis:
            raise RefusedError("its date does not say what it rests on (basis).")
        if told.basis and not told.date:
            raise RefusedError("there is no date for its basis.")
        if told.basis == Event.Basis.STATED:
            raise RefusedError("its date is said to be stated, and it quotes no words that state it.")
        if told.basis and not told.reason:
            raise RefusedError("a date that is not stated in quoted words needs its reason.")
        self.writing.add(number, told)

    def _plain_event(self, entry: Any) -> Told:
        if entry.__class__ is not dict or not entry.keys() <= _EVENT:
            raise _OddError
        title, kind = _text(entry, "title", 200), entry.get("kind")
        if kind.__class__ is dict:
            kind = self._write_kind(kind)
        status, basis, zone = entry.get("status", "published"), entry.get("basis", ""), _text(entry, "zone", 64)
        if not title or kind.__class__ is not str or status not in ("published", "candidate"):
            raise _OddError
        if basis not in ("", "stated", "ordered", "inferred", "outside"):
            raise _OddError
        uid, slug = _text(entry, "id", 8), _text(entry, "slug", 120)
        key = _text(entry, "key", 120) or uid or slug or slug_for(title, "")
        if not key:
            raise RefusedError("no slug can be made from its title; give it a key.")
        if (uid and (len(uid) != 8 or not set(uid) <= _UID)) or (slug and not set(slug) <= _SLUG):
            raise _OddError
        if zone:
            try:
                validate_zone(zone)
            except ValidationError as error:
                raise RefusedError(error.messages[0]) from error
        citations = {}
        for each in _listed(entry, "citations"):
            if not each.keys() <= {"source", "said_by"}:
                raise _OddError
            source = each.get("source")
            if source.__class__ is dict:
                told, named = self._plain_source(source)
                source = self._write_source(source) if named else told
            elif source.__class__ is not str:
                raise _OddError
            citations.setdefault(source, _text(each, "said_by", 300))
        return Told(
            key,
            title,
            kind,
            _date(entry.get("date")),
            basis,
            _text(entry, "reason"),
            _text(entry, "summary"),
            _text(entry, "place", 200),
            zone,
            status,
            self._parts(entry),
            _figures(entry),
            tuple(citations.items()),
            slug,
            uid,
        )

    def _parts(self, entry: dict) -> tuple:
        parts: dict[tuple[str, str], tuple] = {}
        for each in _listed(entry, "actors"):
            if not each.keys() <= {"actor", "role", "said_by"} or each.get("role") not in _ROLES:
                raise _OddError
            who, by = (
                self._write_actor(name) if name.__class__ is dict else name
                for name in (each.get("actor"), each.get("said_by"))
            )
            if who.__class__ is not str or not (by is None or by.__class__ is str):
                raise _OddError
            if (who, each["role"]) in parts:
                raise RefusedError(f"{shown(who)} has the role of {each['role']} already.")
            parts[who, each["role"]] = (who, each["role"], by)
        return tuple(parts.values())

    def _valid(self, kind: str, entry: Any) -> dict:
        """`entry`, tidied, without its key and what stands inside it. Raises InterchangeError unless it is in form."""
        key = None
        if kind == "event" and isinstance(entry, dict):
            entry = dict(entry)
            key = entry.pop("key", None)
            if not (key is None or (isinstance(key, str) and 1 <= len(key) <= 120)):
                raise RefusedError(f"its key is {shown(key)}; expected text of 1 to 120 characters.")
            if isinstance(entry.get("kind"), dict):
                entry["kind"] = self._write_kind(entry["kind"])
            for listed, name, write in (
                ("actors", "actor", self._write_actor),
                ("actors", "said_by", self._write_actor),
                ("citations", "source", self._write_source),
                ("evidence", "source", self._write_source),
                ("evidence", "actor", self._write_actor),
                ("evidence", "said_by", self._write_actor),
            ):
                items = entry.get(listed)
                if isinstance(items, list):
                    entry[listed] = [
                        {**item, name: write(item[name])}
                        if isinstance(item, dict) and isinstance(item.get(name), dict)
                        else item
                        for item in items
                    ]
        file = self.careful.file
        content = {
            "format": FORMAT,
            "timeline": {"slug": self.writing.timeline.slug, "title": self.writing.timeline.title},
            _LISTS[kind]: [entry],
        }
        file.content = file._tidied(content, ())
        file._validate()
        valid = file.content[_LISTS[kind]][0]
        return valid if key is None else {"key": key, **valid}

    def _write_carefully(self, entry: dict) -> None:
        """Write an event that quotes, or holds what else is not plain, unless it is as it was."""
        writing = self.writing
        writing.flush()
        digest = hashlib.sha256(json.dumps(entry, sort_keys=True).encode()).hexdigest()
        slug = entry.get("slug") or slug_for(entry["title"], "")
        key = entry.pop("key", None) or entry.get("id") or slug
        if not key:
            raise RefusedError("no slug can be made from its title; give it a slug or a key.")
        origin = writing.origins([key]).get(key)
        if origin and not writing.meet(origin):
            raise RefusedError("another line of this file has the same key.")
        if origin and origin.digest == digest:
            self.report.unchanged["event"] += 1
            return
        known = origin.event if origin else writing.by_slug.get(slug)
        with transaction.atomic():
            event, created, changed = self.careful.event(entry, slug or "event", known)
            if origin:
                Origin.objects.filter(pk=origin.pk).update(digest=digest)
            else:
                Origin.objects.create(timeline=writing.timeline, event=event, dataset=DATASET, key=key, digest=digest)
        counts = self.report.created if created else self.report.changed if changed else self.report.unchanged
        counts["event"] += 1


class _Careful(_Loading):
    """The loading of a timeline file, entry by entry; what earlier lines told is looked up when it is asked for."""

    def __init__(self, file: TimelineFile, now: datetime, by, writing: Writing):
        super().__init__(file, now, by)
        self.writing, self.why = writing, writing.why
        self.report = LoadingReport(writing.timeline)
        self.kinds = _Found(lambda slug: Kind.objects.filter(pk=writing.kinds.get(slug)).first())
        self.actors = _Found(lambda slug: Actor.objects.filter(pk=writing.actor_slugs.get(slug)).first())
        self.sources = _Found(lambda key: Source.objects.filter(pk=writing.sources_by_key.get(key)).first())
        self.texts = _Texts()
        self.events = _Found(
            lambda name: list(writing.timeline.events.filter(uid=name) or writing.timeline.events.filter(slug=name))
        )

    def _once(self, things: dict, word: str, name: str, where: tuple) -> None:
        """Lines may tell of a thing again: the last one counts."""

    def _source(self, entry: dict, where: tuple, what: str) -> Source:
        if "source" not in entry:
            raise self.file.error(where, f"say of which source it is {what}.")
        return super()._source(entry, where, what)

    def _counted(self, word: str) -> None:
        """Take over what the loader counted."""
        for name in ("created", "changed", "unchanged"):
            mine, total = getattr(self.report, name), getattr(self.writing.report, name)
            for thing in (word, "text"):
                if count := mine.pop(thing, 0):
                    total[thing] += count

    @transaction.atomic
    def kind(self, entry: dict) -> None:
        self._load_kind(entry, ("kind",))
        self.writing.kinds[entry["slug"]] = self.kinds.pop(entry["slug"]).pk
        self._counted("kind")

    @transaction.atomic
    def actor(self, entry: dict) -> None:
        self.file.content = {"actors": [entry]}
        self._load_actors()
        self.writing.actor_slugs[entry["slug"]] = self.actors.pop(entry["slug"]).pk
        self.writing.actors.pop(entry["slug"], None)
        self._counted("actor")

    @transaction.atomic
    def source(self, entry: dict) -> str:
        self.sources.clear()
        self._load_source(entry, ("source",))
        ((key, source),) = self.sources.items()
        self.writing.sources_by_key[key] = source.pk
        self._counted("source")
        for event in self.report.unpublished:
            self.writing.report.note("an event lost its words to a new text, and is no longer published", event.uid)
        self.report.unpublished.clear()
        return key

    def event(self, entry: dict, slug: str, known: int | None) -> tuple[Event, bool, bool]:
        """The event of this entry, whether it is new and whether it was changed; `known` is its key, if it is here."""
        uid, timeline, where = entry.get("id"), self.writing.timeline, ("event",)
        event = Event.objects.filter(pk=known).first() if known else None
        if uid and event is None:
            event = Event.objects.filter(uid=uid).first()
            if event and event.timeline_id != timeline.pk:
                raise self.file.error((*where, "id"), f"{uid} is an event of another timeline, “{event.timeline}”.")
        event = event or (Event(uid=uid) if uid else Event())
        told = _Told(where, entry, slug, event, event._state.adding)
        self.events.clear()
        if told.created:
            self._write(event, self._outline(told), where)
        changed = self._load_event(told)
        if "after" in entry or "before" in entry:
            curation.check_order(timeline, [event])
        return event, told.created, changed


class _Found(dict):
    """Things by their names, looked up by `find` when they are first asked for."""

    def __init__(self, find: Callable[[str], Any]):
        super().__init__()
        self.find = find

    def __contains__(self, name) -> bool:
        if not super().__contains__(name):
            found = self.find(name)
            if not found:
                return False
            self[name] = found
        return True

    def __missing__(self, name):
        if name not in self:
            raise KeyError(name)
        return super().__getitem__(name)


class _Texts(dict):
    """The current texts of a few sources, by the keys of these."""

    def __setitem__(self, key: int, text: SourceText | None) -> None:
        if len(self) >= 16:
            self.clear()
        super().__setitem__(key, text)

    def __missing__(self, key: int) -> SourceText | None:
        self[key] = Source.objects.get(pk=key).current_text
        return self[key]


_UID = frozenset("0123456789abcdefghjkmnpqrstvwxyz")
_SLUG = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_")


def _text(entry: dict, key: str, largest: int | None = None) -> str:
    """What `entry` has for `key`, tidied; empty where it has nothing."""
    value = entry.get(key, "")
    if value.__class__ is not str or (largest is not None and len(value) > largest) or (not value and key in entry):
        raise _OddError
    return value.strip()


def _plain_actor(entry: Any) -> tuple[str, ActorTold]:
    if entry.__class__ is not dict or not entry.keys() <= _ACTOR:
        raise _OddError
    slug, name, about = _text(entry, "slug", 120), _text(entry, "name", 200), _text(entry, "description", 300)
    if not slug or not set(slug) <= _SLUG or not name or entry.get("type") not in _TYPES:
        raise _OddError
    return slug, ActorTold(name, entry["type"], about)


def _listed(entry: dict, key: str) -> list[dict]:
    items = entry.get(key, [])
    if items.__class__ is not list or not all(item.__class__ is dict for item in items):
        raise _OddError
    return items


def _figures(entry: dict) -> tuple:
    told: dict[str, tuple] = {}
    for each in _listed(entry, "figures"):
        name = _text(each, "name", 100)
        numbers = [each.get(key) for key in ("low", "best", "high")]
        known = [number for number in numbers if number is not None]
        if not name or not known or not each.keys() <= {"name", "low", "best", "high"}:
            raise _OddError
        if not all(number.__class__ is int and 0 <= number <= 2_147_483_647 for number in known):
            raise _OddError
        if known != sorted(known):
            raise RefusedError(f"the figure {shown(name)} has low, best and high in no order.")
        if name in told:
            raise RefusedError(f"there is another figure {shown(name)}.")
        told[name] = (name, *numbers)
    return tuple(told.values())


def _date(text: Any) -> DateTold | None:
    if text is None:
        return None
    if text.__class__ is not str or not text or len(text) > 100:
        raise _OddError
    try:
        return date_told(text.strip())
    except DateError as error:
        raise RefusedError(str(error)) from error


def _day(text: str) -> date:
    try:
        if len(text) == 10:
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise RefusedError(f"{shown(text)} is no day of the calendar.")
