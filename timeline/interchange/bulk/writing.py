"""Events that rows tell, written to the database in sets.

What is new leaves no history: that it came from a dataset, and when, is said by its `Origin` and the `Load`. What was
here already is changed through the models, one by one, with history.
"""

# ruff: noqa: S608 (the names in these statements are those of our own tables)

import gc
import json
import re
import secrets
import threading
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from itertools import chain
from typing import Any, NamedTuple

from django.db import connection, models, transaction

from timeline import curation, fulltext
from timeline.dates import EventDate
from timeline.folding import folded
from timeline.models import (
    Actor,
    ActorWords,
    Alias,
    Citation,
    Event,
    EventWords,
    Figure,
    IndexChange,
    IndexState,
    Kind,
    Load,
    Membership,
    Origin,
    Participation,
    Redirect,
    Source,
    Timeline,
)
from timeline.models.identity import ALPHABET, LENGTH
from timeline.models.index import noted_all

from ..file import shown
from .report import SHOWN, Report
from .told import ActorTold, RefusedError, SourceTold, Told, Words, identity_of_source, slug_for, words_of

BATCH = 5_000  # rows that are written together
ROWS = 50  # that a statement of SQLite writes
WORDS = 50_000  # events whose words full text takes in together; it sorts them, so the more the better
FEW = 1_000  # new events that an index takes in one by one; more, and it is built anew

_LETTERS = bytes(ord(ALPHABET[byte % len(ALPHABET)]) for byte in range(256))
# Settings of SQLite, sizes in kB where negative. Sorting takes less time with files for it, which hold little.
_ROOM = {"temp_store": "FILE", "cache_size": -262_144, "temp.cache_size": -65_536, "wal_autocheckpoint": 0}
_OF_REFERENCE = re.compile(r'\("\w+_id"\)$')


@contextmanager
def uncollected() -> Iterator[None]:
    """Without the search for rings of objects: rows are made by the million, and none of them points back at itself."""
    collects = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collects:
            gc.enable()


@contextmanager
def room_to_write() -> Iterator[None]:
    """Quiet, and on SQLite room in memory for the indexes of large tables, while they are written.

    There, what is written stays in the log beside the file, until `checkpointed` or the next who writes sees to it.
    """
    before = {}
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite" and not connection.in_atomic_block:  # not all can be changed within
            cursor.execute("PRAGMA wal_checkpoint")  # of a load before this one
            for pragma, value in _ROOM.items():
                cursor.execute(f"PRAGMA {pragma}")
                (before[pragma],) = cursor.fetchone()
                cursor.execute(f"PRAGMA {pragma} = {value}")
    try:
        with uncollected():
            yield
    finally:
        with connection.cursor() as cursor:
            for pragma, value in before.items():
                cursor.execute(f"PRAGMA {pragma} = {value}")


@contextmanager
def checkpointed() -> Iterator[None]:
    """On SQLite, the log beside the file is copied into it at the same time as what is done inside, and by its end."""
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        yield
        return
    copying = threading.Thread(target=_checkpoint)
    copying.start()
    try:
        yield
    finally:
        copying.join()


def _checkpoint() -> None:
    try:
        with connection.cursor() as cursor:  # this thread has a connection of its own
            cursor.execute("PRAGMA wal_checkpoint")
    finally:
        connection.close()


@contextmanager
def indexed_last() -> Iterator[None]:
    """In the transaction of the first load, indexes that readers alone need are made at its end, from sorted rows.

    Rows come in no order that they have, so a large index would be read and written all over, row after row. Not so one
    of what rows refer to: that is few, or nothing, or comes in the order of the rows. Not on PostgreSQL, where readers
    would have to wait for it.
    """
    if connection.vendor == "postgresql" or Event.objects.exists():
        yield
        return
    tables = [model._meta.db_table for model in (Event, Source, Participation, Citation, Origin)]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql LIKE 'CREATE INDEX %%' "
            "AND tbl_name IN (SELECT value FROM json_each(%s)) ORDER BY rowid",
            [json.dumps(tables)],
        )
        indexes = [(name, sql) for name, sql in cursor.fetchall() if not _OF_REFERENCE.search(sql)]
        for name, _sql in indexes:
            cursor.execute(f'DROP INDEX "{name}"')
        yield
        for _name, sql in indexes:
            cursor.execute(sql, None)


class Writing:
    """One run, inside its transaction: `add` row after row, then `finish`."""

    def __init__(self, timeline: Timeline, dataset: str, report: Report, *, now: datetime, by=None, why: str):
        self.timeline, self.dataset, self.report = timeline, dataset, report
        self.now, self.by, self.why = now, by, why
        self.waiting: list[tuple[int, Told, str | None, Words | None]] = []
        self.words: list[tuple[int, str, str, str]] = []  # those of new events, until they are written
        self.created: list[int] = []  # the first new events, as far as an index may take them in one by one
        self.met: set[int] = set()  # the origins, known before, that a row of this file is of
        self.first_origin = 1 + (Origin.objects.aggregate(last=models.Max("pk"))["last"] or 0)
        self.kinds = dict(Kind.objects.values_list("slug", "pk"))
        self.kinds_told: dict[str, dict] = {}  # those that a mapping defines, by slug
        self.sources_by_key: dict[str, int] = {}
        self.by_slug: dict[str, int] = {}  # events that other rows of this dataset are not of, where slugs tell them
        self._know_actors()
        self._know_sources()

    def _know_actors(self) -> None:
        self.actors: dict[ActorTold | str, int] = {}  # by what rows call them
        self.actors_named: dict[str, dict[int, str]] = defaultdict(dict)  # the type of each, by name and key
        self.actor_slugs: dict[str, int] = {}
        self.actor_told: dict[str, ActorTold] = {}  # what is known of each, by its slug
        self.new_actors: dict[str, ActorTold] = {}  # those that wait to be written, by their slugs
        self.proposed: set[int] = set()
        rows = Actor.objects.values_list("pk", "slug", "is_proposed", "name", "type", "description")
        for key, slug, proposed, *told in rows.iterator(chunk_size=BATCH):
            self.actor_told[slug] = who = ActorTold(*told)
            self.actors_named[who.name.casefold()][key] = who.type
            self.actor_slugs[slug] = key
            if proposed:
                self.proposed.add(key)
        for key, name, of in Alias.objects.values_list("actor", "name", "actor__type"):
            self.actors_named[name.casefold()][key] = of
        formerly = Redirect.objects.filter(kind=Redirect.Of.ACTOR).values_list("old", "uid")
        by_uid = dict(Actor.objects.filter(uid__in=[uid for _, uid in formerly]).values_list("uid", "pk"))
        for old, uid in formerly:
            if uid in by_uid:
                self.actor_slugs.setdefault(old, by_uid[uid])

    def _know_sources(self) -> None:
        self.sources: dict[bytes, int] = {}
        rows = Source.objects.order_by("-pk").values_list("pk", "title", "publisher", "url", "published_on")
        for key, title, publisher, url, day in rows.iterator(chunk_size=BATCH):
            self.sources[identity_of_source(title, publisher, url, day.isoformat() if day else "")] = key

    # Rows

    def add(self, row: int, told: Told, digest: str | None = None, words: Words | None = None) -> None:
        """Write what is told in this row, soon; its digest and words may have been worked out."""
        self.waiting.append((row, told, digest, words))
        if len(self.waiting) >= BATCH:
            self._flush_rows()

    def flush(self) -> None:
        """Write what waits."""
        self._flush_rows()
        self._flush_words()

    def _flush_words(self) -> None:
        words, self.words = self.words, []
        with fulltext.room_to_write(connection):
            insert(EventWords, ("event_id", "title", "summary", "quotations"), words, at_once=True)

    def _flush_rows(self) -> None:
        waiting, self.waiting = self.waiting, []
        self._flush_actors()
        if not waiting:
            return
        new: dict[str, tuple[int, Told, str, Words | None]] = {}
        known = self.origins([told.key for _row, told, *_rest in waiting])
        told_uids = [told.uid for _row, told, *_rest in waiting if told.uid]
        uids = dict(self.timeline.events.filter(uid__in=told_uids).values_list("uid", "pk")) if told_uids else {}
        for row, told, reckoned, words in waiting:
            digest = reckoned or told.digest()
            origin = known.get(told.key)
            if told.key in new or (origin and not self.meet(origin)):
                self.report.refuse(row, told.key, "another row of this file has the same key.")
            elif origin is None and (here := self._here(told, uids)):
                self._update(row, told, digest, Known(0, here, ""))
            elif origin is None:
                new[told.key] = (row, told, digest, words)
            elif origin.digest == digest:
                self.report.unchanged["event"] += 1
            else:
                self._update(row, told, digest, origin)
        self._create(list(new.values()))

    def _here(self, told: Told, uids: dict[str, int]) -> int | None:
        """The key of the event that `told` is of, where no row of its dataset was of it yet."""
        if told.uid:
            return uids.get(told.uid)
        return self.by_slug.get(told.slug or told.key) if self.by_slug else None

    def origins(self, keys: Sequence[str]) -> dict[str, "Known"]:
        """Where the rows with these keys, as far as they were loaded before, are known from; by key."""
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT key, id, event_id, digest FROM timeline_origin "
                f"WHERE timeline_id = %s AND dataset = %s AND key {_AMONG[connection.vendor]}",
                [self.timeline.pk, self.dataset, _as_set(keys)],
            )
            return {key: Known(*rest) for key, *rest in cursor.fetchall()}

    def meet(self, origin: "Known") -> bool:
        """Whether no row of this file was of this origin yet."""
        if origin.pk >= self.first_origin or origin.pk in self.met:
            return False
        self.met.add(origin.pk)
        return True

    # What is new

    def _create(self, rows: list[tuple[int, Told, str, Words | None]]) -> None:
        resolved: list[tuple[Told, str, Words, int, list[bytes | int]]] = []
        unknown: dict[ActorTold, None] = {}
        wanted: dict[bytes, tuple[SourceTold, str]] = {}
        actors, sources = self.actors, self.sources
        for row, told, digest, reckoned in rows:
            words = reckoned or words_of(told)
            try:
                kind = self.kind(told.kind)
                new = [
                    who
                    for each in told.actors
                    for who in (each[0], each[2])
                    if who is not None and who not in actors and not self._find_actor(who)
                ]
                cited = [
                    identity or self._source_by_key(key)
                    for (key, _by), (identity, _slug) in zip(told.citations, words.sources, strict=True)
                ]
            except RefusedError as refused:
                self.report.refuse(row, told.key, str(refused))
                continue
            if new:
                unknown |= dict.fromkeys(new)
            for (source, _by), (identity, slug) in zip(told.citations, words.sources, strict=True):
                if identity and identity not in sources:
                    wanted.setdefault(identity, (source, slug))
            resolved.append((told, digest, words, kind, cited))
        if not resolved:
            return
        if unknown:
            self._create_actors(list(unknown))
        if wanted:
            self._create_sources(wanted)
        self._create_events(resolved)

    def _create_events(self, resolved: list[tuple[Told, str, Words, int, list[bytes | int]]]) -> None:
        known_actors, known_sources = self.actors, self.sources
        now = connection.ops.adapt_datetimefield_value(self.now)
        keys = free_keys(Event, len(resolved))
        uids = free_uids(Event, len(resolved))
        titles = self._titles(cited for *_rest, cited in resolved)
        events, parts, figures, citations, origins = [], [], [], [], []
        for key, uid, (told, digest, (slug, *words, _sources), kind, cited) in zip(keys, uids, resolved, strict=True):
            published = now if told.status == "published" else None
            as_told = (*(told.date or _UNDATED), *told[_AS_TOLD])
            events.append((key, told.uid or uid, slug, told.title, kind, *as_told, published))
            sources = told.citations
            for position, ((_source, said_by), known) in enumerate(zip(sources, cited, strict=True)):
                citations.append((key, known if known.__class__ is int else known_sources[known], said_by, position))
            if published:
                if words[2] is None:
                    words[2] = folded(
                        *(
                            titles[known] if known.__class__ is int else source.title
                            for (source, _said_by), known in zip(sources, cited, strict=True)
                        )
                    )
                self.words.append((key, *words))
            for position, (actor, role, by) in enumerate(told.actors):
                parts.append((key, known_actors[actor], role, by and known_actors[by], position))
            for position, (name, low, best, high) in enumerate(told.figures):
                figures.append((key, name, low, best, high, position))
            origins.append((key, told.key, digest))
        timeline = self.timeline.pk
        insert(Event, _EVENT, events, timeline_id=timeline, recorded_at=now)
        insert(Participation, ("event_id", "actor_id", "role", "said_by_id", "position"), parts)
        insert(Citation, ("event_id", "source_id", "said_by", "position"), citations)
        insert(Figure, ("event_id", "name", "low", "best", "high", "position"), figures)
        insert(Origin, ("event_id", "key", "digest"), origins, timeline_id=timeline, dataset=self.dataset)
        if len(self.words) >= WORDS:
            self._flush_words()
        self.report.created["event"] += len(resolved)
        if len(self.created) <= FEW:
            self.created += keys[: FEW + 1]

    def kind(self, slug: str) -> int:
        """The key of the kind `slug`, made where the mapping says what it is. Raises RefusedError."""
        if slug not in self.kinds:
            if slug not in self.kinds_told:
                raise RefusedError(f"there is no kind {shown(slug)}.")
            kind = Kind(**self.kinds_told[slug], position=len(self.kinds))
            named = Kind.objects.filter(name=kind.name).first()
            if named is None:
                self.save(kind)
                self.report.created["kind"] += 1
            self.kinds[slug] = (named or kind).pk
        return self.kinds[slug]

    def _find_actor(self, who: ActorTold | str) -> bool:
        """Whether `who` is known here; from then on as `self.actors[who]`. Raises RefusedError."""
        if isinstance(who, str):
            if who not in self.actor_slugs:
                raise RefusedError(f"there is no actor {shown(who)}.")
            key = self.actor_slugs[who]
        else:
            named = self.actors_named.get(who.name.casefold(), {})
            alike = [key for key, of in named.items() if of == who.type] or list(named)
            if not alike:
                return False
            if len(alike) > 1:
                raise RefusedError(
                    f"{len(alike)} actors are called {shown(who.name)} here; merge them, or give one another name."
                )
            (key,) = alike
        if key in self.proposed:
            self._confirm(key)
        self.actors[who] = key
        return True

    def _confirm(self, key: int) -> None:
        """Readers are about to see this actor, and whatever it is part of."""
        for actor in Actor.objects.filter(pk__in=Membership.objects.bodies_above([key]), is_proposed=True):
            curation.confirm_actor(actor, by=self.by, why=self.why)
            self.proposed.discard(actor.pk)

    def add_actor(self, slug: str, who: ActorTold) -> None:
        """Let there be `who`, new here, whom rows to come call by this slug."""
        self.new_actors[slug] = self.actor_told[slug] = who
        if len(self.new_actors) >= BATCH:
            self._flush_actors()

    def _flush_actors(self) -> None:
        wanted, self.new_actors = self.new_actors, {}
        if wanted:
            self._insert_actors(list(wanted.items()))

    def _create_actors(self, wanted: list[ActorTold]) -> None:
        """Make those `wanted`, by their names; from then on they are in `self.actors`."""
        told: dict[str, ActorTold] = {}
        names: dict[str, ActorTold] = {}
        for who in wanted:
            if names.setdefault(who.name.casefold(), who) != who:
                continue  # another spelling of one that is about to be made
            name = slug = slug_for(who.name, "")[:110] or f"actor-{free_uids(Actor, 1)[0]}"
            number = 1
            while slug in self.actor_slugs or slug in told:
                number += 1
                slug = f"{name}-{number}"
            told[slug] = who
        self._insert_actors(list(told.items()))
        for who in wanted:
            self._find_actor(who)

    def _insert_actors(self, wanted: list[tuple[str, ActorTold]]) -> None:
        rows, words = [], []
        for key, uid, (slug, who) in zip(
            free_keys(Actor, len(wanted)), free_uids(Actor, len(wanted)), wanted, strict=True
        ):
            self.actor_slugs[slug] = key
            self.actors_named[who.name.casefold()][key] = who.type
            rows.append((key, uid, who.name, slug, who.type, who.description))
            words.append((key, folded(who.name)))
        insert(Actor, ("id", "uid", "name", "slug", "type", "description"), rows)
        insert(ActorWords, ("actor_id", "names"), words)
        self.report.created["actor"] += len(rows)

    def _source_by_key(self, key: str) -> int:
        """The primary key of the source that an earlier row told by `key`. Raises RefusedError."""
        if key not in self.sources_by_key:
            raise RefusedError(f"there is no source {shown(key)} on an earlier line.")
        return self.sources_by_key[key]

    def _create_sources(self, wanted: dict[bytes, tuple[SourceTold, str]]) -> None:
        """Make those `wanted`, by their identities, each with its slug."""
        rows = []
        for key, uid, (identity, (source, slug)) in zip(
            free_keys(Source, len(wanted)), free_uids(Source, len(wanted)), wanted.items(), strict=True
        ):
            self.sources[identity] = key
            title, publisher, url, published, authors, language = source
            rows.append((key, uid, title, slug, publisher, url, published or None, authors, language))
        names = ("id", "uid", "title", "slug", "publisher", "url", "published_on", "authors", "language")
        insert(Source, names, rows)
        self.report.created["source"] += len(rows)

    def add_source(self, key: str, source: SourceTold) -> None:
        """Let `key` stand for `source` in the rows to come."""
        identity = source.identity
        if identity in self.sources:
            self.report.unchanged["source"] += 1
        else:
            self._create_sources({identity: (source, source.slug)})
        self.sources_by_key[key] = self.sources[identity]

    def _titles(self, cited: Iterable[list[bytes | int]]) -> dict[int, str]:
        """The titles of those sources that are told by their keys."""
        keys = {known for each in cited for known in each if known.__class__ is int}
        return dict(Source.objects.filter(pk__in=keys).values_list("pk", "title")) if keys else {}

    # What was here

    def _update(self, row: int, told: Told, digest: str, origin: "Known") -> None:
        """Make the event equal to what is told now, with history."""
        others = Origin.objects.filter(event=origin.event, dataset=self.dataset).exclude(pk=origin.pk)
        if others.exists():
            self.report.note("the row has changed; its event was merged with another, and stays as it is", told.key)
            self.report.unchanged["event"] += 1
        else:
            try:
                with transaction.atomic():
                    changed = self._make_equal(told, origin.event)
            except (RefusedError, curation.CurationError) as refused:
                self.report.refuse(row, told.key, str(refused))
                return
            (self.report.changed if changed else self.report.unchanged)["event"] += 1
        Origin.objects.update_or_create(
            timeline=self.timeline,
            dataset=self.dataset,
            key=told.key,
            defaults={"digest": digest},
            create_defaults={"digest": digest, "event_id": origin.event},
        )

    def _make_equal(self, told: Told, key: int) -> bool:
        event = Event.objects.get(pk=key)
        values = {
            "title": told.title,
            "kind_id": self.kind(told.kind),
            "date": EventDate.parse(told.date.text) if told.date else None,
            **{name: getattr(told, name) for name in ("summary", "zone", "basis", "reason", "place")},
        }
        if event.title != told.title:
            values["slug"] = told.slug or slug_for(told.title, "event")
        changed = self._assign(event, values)
        wanted: dict[ActorTold, None] = dict.fromkeys(
            who for who in told.named() if who not in self.actors and not self._find_actor(who)
        )
        if wanted:
            self._create_actors(list(wanted))
        cited = []
        for source, _said_by in told.citations:
            if source.__class__ is SourceTold and source.identity not in self.sources:
                self._create_sources({source.identity: (source, source.slug)})
            by_key = source.__class__ is str
            cited.append(self._source_by_key(source) if by_key else self.sources[source.identity])
        actors = self.actors
        changed |= self._equal(
            event.participations.all(),
            [
                ({"actor_id": actors[who], "role": role}, {"said_by_id": by and actors[by]})
                for who, role, by in told.actors
            ],
            Participation(event=event),
        )
        changed |= self._equal(
            event.citations.all(),
            [
                ({"source_id": known}, {"said_by": said_by})
                for known, (_source, said_by) in zip(cited, told.citations, strict=True)
            ],
            Citation(event=event),
        )
        changed |= self._equal(
            event.figures.all(),
            [({"name": name}, {"low": low, "best": best, "high": high}) for name, low, best, high in told.figures],
            Figure(event=event),
        )
        if changed:
            self.save(event)
            curation.gate(event, by=self.by)
        return changed

    def _equal(self, rows: Iterable[models.Model], wanted: list[tuple[dict, dict]], new: models.Model) -> bool:
        """Let there be the rows `wanted` in place of `rows`, each told by what it is known by and what else it says."""
        changed, known = False, list(rows)
        for position, (identity, values) in enumerate(wanted):
            same = [row for row in known if all(getattr(row, name) == value for name, value in identity.items())]
            row = same[0] if same else type(new)(event=new.event, **identity)
            if same:
                known.remove(row)
            if self._assign(row, values | {"position": position}) or not same:
                self.save(row)
                changed = True
        for row in known:
            row._history_user, row._change_reason = self.by, self.why
            row.delete()
            changed = True
        return changed

    @staticmethod
    def _assign(row: models.Model, values: dict[str, Any]) -> bool:
        differing = {name: value for name, value in values.items() if getattr(row, name) != value}
        for name, value in differing.items():
            setattr(row, name, value)
        return bool(differing)

    def save(self, row: models.Model) -> None:
        """Save `row` with who did it and why in its history."""
        row._history_user, row._change_reason = self.by, self.why
        row.save()

    # The end

    def finish(self, *, name: str, sha256: str, started: datetime, finished: datetime, explained: str) -> None:
        """Write what waits, tell the index, and remember the file as loaded."""
        self.flush()
        if len(self.created) > FEW:
            noted_all(self.timeline)
        elif self.created:
            version = IndexState.objects.advance(self.timeline.pk)
            IndexChange.objects.bulk_create(
                [IndexChange(timeline=self.timeline, version=version, event=key) for key in self.created]
            )
        Load.objects.create(
            timeline=self.timeline,
            dataset=self.dataset,
            name=name[-300:],
            sha256=sha256,
            started_at=started,
            finished_at=finished,
            report=self.report.as_json(shown=SHOWN) | {"mapping": explained},
        )


class Known(NamedTuple):
    """From where a row is known: an `Origin`."""

    pk: int
    event: int
    digest: str


# Sets

_AS_TOLD = slice(Told._fields.index("basis"), Told._fields.index("status") + 1)
_EVENT = ("id", "uid", "slug", "title", "kind_id", "date", "earliest", "latest", "date_is_qualified")
_EVENT += (*Told._fields[_AS_TOLD], "published_at")
_UNDATED = ("", None, None, False)
_AMONG = {"sqlite": "IN (SELECT value FROM json_each(%s))", "postgresql": "= ANY(%s::text[])"}


def _as_set(values: Sequence[str]) -> Any:
    """What stands for `values` in the SQL of `_AMONG`."""
    return json.dumps(values) if connection.vendor == "sqlite" else list(values)


def insert(
    model: type[models.Model], names: Sequence[str], rows: list[tuple], *, at_once: bool = False, **same: Any
) -> None:
    """Write `rows` of the columns `names`, and those of `same` alike in all; the others are as the model has them.

    Values are as the database keeps them. Nothing is checked but by the database, and leaves no history. What triggers
    do with the rows, they do to all of them `at_once`, if that is asked for.
    """
    if not rows:
        return
    for column in model._meta.concrete_fields:
        if column.column not in names and column.column not in same and not column.primary_key:
            default = column.get_default()
            same[column.column] = "" if default is None and not column.null else default
    same = {name: value for name, value in same.items() if value is not None}
    columns = ", ".join(f'"{name}"' for name in (*names, *same))
    table, constant = model._meta.db_table, tuple(same.values())
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor, cursor.copy(f'COPY "{table}" ({columns}) FROM STDIN') as copy:
            for row in rows:
                copy.write_row(row + constant)
        return
    literals = "".join(f", {_literal(each)}" for each in constant)
    # Whoever fails gives up the whole transaction, so no statement need be undone by itself.
    into = f'INSERT OR FAIL INTO "{table}" ({columns})'
    with connection.wrap_database_errors, connection.cursor() as cursor:
        if not at_once:
            _insert_values(into, f"({', '.join('?' * len(names))}{literals})", rows)
            return
        staged, listed = f'temp."staged_{table}"', ", ".join(f'"{name}"' for name in names)
        cursor.execute(f"CREATE TABLE IF NOT EXISTS {staged} ({listed})")
        _insert_values(f"INSERT INTO {staged}", f"({', '.join('?' * len(names))})", rows)
        cursor.execute(f"{into} SELECT {listed}{literals} FROM {staged} ORDER BY rowid")
        cursor.execute(f"DELETE FROM {staged}")


def _insert_values(into: str, marks: str, rows: list[tuple]) -> None:
    """A statement for some rows costs little more than one for a row does; many more make it slower again."""
    execute = connection.connection.execute
    statement = f"{into} VALUES {', '.join([marks] * ROWS)}"
    whole = len(rows) // ROWS * ROWS
    for first in range(0, whole, ROWS):
        execute(statement, list(chain.from_iterable(rows[first : first + ROWS])))
    connection.connection.executemany(f"{into} VALUES {marks}", rows[whole:])


def _literal(value: Any) -> str:
    """`value` as it stands in SQL."""
    return str(int(value)) if isinstance(value, int) else "'" + value.replace("'", "''") + "'"


def free_keys(model: type[models.Model], count: int) -> Sequence[int]:
    """`count` primary keys that no row of `model` has or had, in ascending order."""
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)", [table, count]
            )
            return sorted(key for (key,) in cursor.fetchall())
        cursor.execute(
            f"SELECT MAX(COALESCE((SELECT seq FROM sqlite_sequence WHERE name = %s), 0), "
            f'COALESCE((SELECT MAX(id) FROM "{table}"), 0))',
            [table],
        )
        (last,) = cursor.fetchone()
        return range(last + 1, last + 1 + count)


def free_uids(model: type[models.Model], count: int) -> list[str]:
    """`count` fresh permanent ids: among a million, two alike would be no wonder.

    In ascending order, in which a database finds their places sooner.
    """
    free: dict[str, None] = {}
    while len(free) < count:
        letters = secrets.token_bytes(LENGTH * (count - len(free))).translate(_LETTERS).decode("ascii")
        drawn = dict.fromkeys(letters[i : i + LENGTH] for i in range(0, len(letters), LENGTH))
        with connection.cursor() as cursor:
            cursor.execute(
                f'SELECT uid FROM "{model._meta.db_table}" WHERE uid {_AMONG[connection.vendor]}',
                [_as_set(sorted(drawn))],
            )
            for (uid,) in cursor.fetchall():
                del drawn[uid]
        free |= drawn
    return sorted(free)
