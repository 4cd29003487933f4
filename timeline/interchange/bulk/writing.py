"""Events that rows tell, written to the database in sets.

What is new leaves no history: that it came from a dataset, and when, is said by its `Origin` and the `Load`. What was
here already is changed through the models, one by one, with history.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from itertools import chain, compress, islice, repeat
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
    EventParts,
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
from timeline.models.gathered import GATHERED, gathered
from timeline.models.index import noted_all

from ..file import shown
from .columns import Column, Columns
from .report import SHOWN, Report
from .sets import among, free_keys, free_uids, insert
from .told import ActorTold, RefusedError, SourceTold, Told, slug_for

BATCH = 5_000  # rows that are written together
WORDS = 50_000  # events whose words full text takes in together; it sorts them, so the more the better
FEW = 1_000  # new events that an index takes in one by one; more, and it is built anew


class Writing:
    """One run, inside its transaction: `add` row after row, then `finish`."""

    def __init__(self, timeline: Timeline, dataset: str, report: Report, *, now: datetime, by=None, why: str):
        self.timeline, self.dataset, self.report = timeline, dataset, report
        self.now, self.by, self.why = now, by, why
        self.waiting: list[tuple[int, Told]] = []
        self.words: tuple[list, ...] = ([], [], [], [])  # columns of those of new events, until they are written
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
            self.sources[SourceTold(title, publisher, url, day.isoformat() if day else "").identity] = key

    # Rows

    def add(self, row: int, told: Told) -> None:
        """Write what is told in this row, soon."""
        self.waiting.append((row, told))
        if len(self.waiting) >= BATCH:
            self._flush_rows()

    def flush(self) -> None:
        """Write what waits."""
        self._flush_rows()
        self._flush_words()

    def _flush_rows(self) -> None:
        waiting, self.waiting = self.waiting, []
        self._flush_actors()
        if waiting:
            rows, told = zip(*waiting, strict=True)
            self.write(Columns.of(rows, told))

    def _flush_words(self) -> None:
        words, self.words = self.words, ([], [], [], [])
        if not words[0]:
            return
        names = ("event_id", "title", "summary", "quotations")
        with fulltext.room_to_write(connection):
            insert(EventWords, dict(zip(names, words, strict=True)), at_once=True)

    def write(self, events: Columns) -> None:
        """Create these events, or make them equal to what is told now; what cannot be is reported."""
        known = self.origins(events.keys)
        told_uids = list(filter(None, events.uids))
        uids = dict(self.timeline.events.filter(uid__in=told_uids).values_list("uid", "pk")) if told_uids else {}
        new: dict[str, int] = {}  # the places of the rows, by their keys
        changed: dict[int, Known] = {}
        for place, (row, key, digest, uid, slug) in enumerate(
            zip(events.rows, events.keys, events.digests, events.uids, events.slugs, strict=True)
        ):
            origin = known.get(key)
            if key in new or (origin and not self.meet(origin)):
                self.report.refuse(row, key, "another row of this file has the same key.")
            elif origin is None:
                # The event that the row is of may be here, though no row of its dataset was of it yet.
                here = uids.get(uid) if uid else self.by_slug.get(slug or key)
                if here:
                    changed[place] = Known(0, here, "")
                else:
                    new[key] = place
            elif origin.digest == digest:
                self.report.unchanged["event"] += 1
            else:
                changed[place] = origin
        if changed:
            told = list(events.told())
            for place, origin in changed.items():
                self._update(events.rows[place], told[place], events.digests[place], origin)
        if new:
            self._create(events if len(new) == len(events.keys) else events.only(new.values()))

    def origins(self, keys: Iterable[str]) -> dict[str, "Known"]:
        """Where the rows with these keys, as far as they were loaded before, are known from; by key."""
        are_those, those = among(keys)
        query = "SELECT key, id, event_id, digest FROM timeline_origin WHERE timeline_id = %s AND dataset = %s AND key "
        with connection.cursor() as cursor:
            cursor.execute(query + are_those, [self.timeline.pk, self.dataset, those])
            return {key: Known(*rest) for key, *rest in cursor.fetchall()}

    def meet(self, origin: "Known") -> bool:
        """Whether no row of this file was of this origin yet."""
        if origin.pk >= self.first_origin or origin.pk in self.met:
            return False
        self.met.add(origin.pk)
        return True

    # What is new

    def _create(self, events: Columns) -> None:
        try:
            unknown = self._look_up(dict.fromkeys(events.kinds), events.actors, events.sources)
        except RefusedError:
            self._create_others(events)
            return
        self._create_actors(unknown)
        actors = [self.actors[who] for who in events.actors]
        self._confirm(actors)
        identities = [None if source.__class__ is str else source.identity for source in events.sources]
        wanted: dict[bytes, SourceTold] = {}
        for identity, source in zip(identities, events.sources, strict=True):
            if identity and identity not in self.sources:
                wanted.setdefault(identity, source)
        self._create_sources(wanted)
        sources = [
            self.sources[identity] if identity else self.sources_by_key[key]
            for identity, key in zip(identities, events.sources, strict=True)
        ]
        self._create_events(events, actors, sources)

    def _create_others(self, events: Columns) -> None:
        """Create those whose kinds, actors and sources can be known."""
        known = []
        for place, told in enumerate(events.told()):
            try:
                self._look_up([told.kind], told.named(), [source for source, _said_by in told.citations])
            except RefusedError as refused:
                self.report.refuse(events.rows[place], told.key, str(refused))
            else:
                known.append(place)
        if known:
            self._create(events.only(known))

    def _look_up(
        self, kinds: Iterable[str], actors: Iterable[ActorTold | str], sources: Iterable[SourceTold | str]
    ) -> list[ActorTold]:
        """Those of the `actors` that are not here. Raises RefusedError for what is not here and is not told either."""
        for kind in kinds:
            self.kind(kind)
        unknown = [who for who in actors if who not in self.actors and not self._find_actor(who)]
        for key in sources:
            if key.__class__ is str:
                self._source_by_key(key)
        return unknown

    def _create_events(self, events: Columns, actors: list[int], sources: list[int]) -> None:
        """`actors` and `sources` are the keys of those in the columns."""
        now = connection.ops.adapt_datetimefield_value(self.now)
        number = len(events.keys)
        keys, uids = free_keys(Event, number), free_uids(Event, number)
        if any(events.uids):
            uids = [told or free for told, free in zip(events.uids, uids, strict=True)]
        words = events.words or events.found_by(self._headlines(events, sources))
        published = [status == "published" for status in events.statuses]
        for waiting, column in zip(self.words, (keys, *words[1:]), strict=True):
            waiting.extend(compress(column, published))
        insert(
            Event,
            {
                "id": keys,
                "uid": uids,
                "slug": words.slugs,
                "title": events.titles,
                "kind_id": list(map(self.kinds.get, events.kinds)),
                "date": events.dates,
                "earliest": events.earliest,
                "latest": events.latest,
                "date_is_qualified": events.qualified,
                "basis": events.bases,
                "reason": events.reasons,
                "summary": events.summaries,
                "place": events.places,
                "zone": events.zones,
                "status": events.statuses,
                "published_at": [now if each else None for each in published],
            },
            timeline_id=self.timeline.pk,
            recorded_at=now,
        )
        belonging = self._belonging(keys, events, actors, sources)
        gathering = []
        for model, names in GATHERED.items():
            counts, columns = belonging[model]
            insert(model, columns)
            rows = zip(*(columns[name] for name in names), strict=True)
            gathering.append([list(islice(rows, count)) for count in counts])
        contents = map(gathered, zip(*gathering, strict=True))
        insert(EventParts, {"event_id": compress(keys, published), "content": compress(contents, published)})
        insert(
            Origin,
            {"event_id": keys, "key": events.keys, "digest": events.digests},
            timeline_id=self.timeline.pk,
            dataset=self.dataset,
        )
        if len(self.words[0]) >= WORDS:
            self._flush_words()
        self.report.created["event"] += number
        if len(self.created) <= FEW:
            self.created += keys[: FEW + 1]

    @staticmethod
    def _belonging(
        keys: Column, events: Columns, actors: list[int], sources: list[int]
    ) -> dict[type[models.Model], tuple[Column, dict[str, Column]]]:
        """How many rows of each model belong to each of the events, which get these `keys`; and their columns."""
        told = {
            Participation: (
                events.parts,
                {
                    "actor_id": [actors[place] for place in events.who],
                    "role": events.roles,
                    "said_by_id": [None if place is None else actors[place] for place in events.by],
                },
            ),
            Citation: (
                events.citations,
                {"source_id": [sources[place] for place in events.cited], "said_by": events.said_by},
            ),
            Figure: (
                events.figures,
                {"name": events.names, "low": events.low, "best": events.best, "high": events.high},
            ),
        }
        for model, (counts, columns) in told.items():
            columns["id"] = free_keys(model, sum(counts))
            columns["event_id"] = list(chain.from_iterable(map(repeat, keys, counts)))
            columns["position"] = list(chain.from_iterable(map(range, counts)))
        return told

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
        self.actors[who] = key
        return True

    def _confirm(self, actors: Iterable[int]) -> None:
        """Readers are about to see these actors, and whatever they are part of."""
        if proposed := self.proposed.intersection(actors):
            for actor in Actor.objects.filter(pk__in=Membership.objects.bodies_above(proposed), is_proposed=True):
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
        if told:
            self._insert_actors(list(told.items()))
        for who in wanted:
            self._find_actor(who)

    def _insert_actors(self, wanted: list[tuple[str, ActorTold]]) -> None:
        keys, uids = free_keys(Actor, len(wanted)), free_uids(Actor, len(wanted))
        slugs, told = zip(*wanted, strict=True)
        names, types, about = zip(*told, strict=True)
        for key, slug, who in zip(keys, slugs, told, strict=True):
            self.actor_slugs[slug] = key
            self.actors_named[who.name.casefold()][key] = who.type
        insert(Actor, {"id": keys, "uid": uids, "name": names, "slug": slugs, "type": types, "description": about})
        insert(ActorWords, {"actor_id": keys, "names": map(folded, names)})
        self.report.created["actor"] += len(wanted)

    def _source_by_key(self, key: str) -> int:
        """The primary key of the source that an earlier row told by `key`. Raises RefusedError."""
        if key not in self.sources_by_key:
            raise RefusedError(f"there is no source {shown(key)} on an earlier line.")
        return self.sources_by_key[key]

    def _create_sources(self, wanted: dict[bytes, SourceTold]) -> None:
        """Make those `wanted`, by their identities."""
        if not wanted:
            return
        keys, uids = free_keys(Source, len(wanted)), free_uids(Source, len(wanted))
        self.sources.update(zip(wanted, keys, strict=True))
        slugs = [source.slug for source in wanted.values()]
        titles, publishers, urls, days, authors, languages = zip(*wanted.values(), strict=True)
        columns = {"id": keys, "uid": uids, "title": titles, "slug": slugs, "publisher": publishers, "url": urls}
        days = [day or None for day in days]
        insert(Source, columns | {"published_on": days, "authors": authors, "language": languages})
        self.report.created["source"] += len(wanted)

    def add_source(self, key: str, source: SourceTold) -> None:
        """Let `key` stand for `source` in the rows to come."""
        identity = source.identity
        if identity in self.sources:
            self.report.unchanged["source"] += 1
        else:
            self._create_sources({identity: source})
        self.sources_by_key[key] = self.sources[identity]

    def _headlines(self, events: Columns, sources: list[int]) -> list[str]:
        """The titles of `events.sources`, whose keys are `sources`."""
        by_key = [key for key, source in zip(sources, events.sources, strict=True) if source.__class__ is str]
        titles = dict(Source.objects.filter(pk__in=by_key).values_list("pk", "title")) if by_key else {}
        return [
            titles[key] if source.__class__ is str else source.title
            for key, source in zip(sources, events.sources, strict=True)
        ]

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
        self._create_actors(list(wanted))
        self._confirm(self.actors[who] for who in told.named())
        cited = []
        for source, _said_by in told.citations:
            if source.__class__ is SourceTold and source.identity not in self.sources:
                self._create_sources({source.identity: source})
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
