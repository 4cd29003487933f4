"""The database made equal to a timeline file."""

import difflib
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models

from timeline import anchoring, curation
from timeline.dates import DateError, EventDate
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
    Passage,
    Redirect,
    Source,
    SourceText,
    Timeline,
)

from .file import TimelineFile, shown, slug_of


@dataclass
class Report:
    """What loading a file came to.

    `created`, `changed` and `unchanged` count by word ("event", "actor", "source", …); an event counts with its
    evidence, figures and participants, an actor with its aliases. `merged` names what the file still tells apart and is
    one here; `unpublished` are events, of any timeline, that lost their words to a corrected text.
    """

    timeline: Timeline
    created: Counter = field(default_factory=Counter)
    changed: Counter = field(default_factory=Counter)
    unchanged: Counter = field(default_factory=Counter)
    merged: list[str] = field(default_factory=list)
    unpublished: list[Event] = field(default_factory=list)

    def __str__(self):
        lines = [f"“{self.timeline}”"]
        for name, counts in vars(self).items():
            if isinstance(counts, Counter):
                things = ", ".join(f"{n} {word}{'s' * (n != 1)}" for word, n in counts.items() if n)
                lines.append(f"{name}: {things or 'nothing'}")
        lines += [f"merged: {sentence}" for sentence in self.merged]
        lines += [f"no longer published, for its words are gone: “{event}” ({event.uid})" for event in self.unpublished]
        return "\n".join(lines)


def load(path: str | Path, *, now: datetime, by=None) -> Report:
    """Make the database equal to the file at `path`, or to the `timeline.yaml` in the folder there.

    One transaction, all or nothing; the same file again changes nothing and leaves no history. `now` is the moment that
    goes with what the file gives no time for, `by` the user who goes into the history. Published events pass the gate
    of `curation`. Raises InterchangeError for whatever is wrong with the file, its texts and its quotations.
    """
    file = TimelineFile.read(Path(path))
    with curation.curating():
        return _Loading(file, now, by).run()


# What the file calls the fields of the models, where it has other words for them.
_KEYS = {"published_on": "published", "attributed_to": "said_by", "recorded_at": "recorded", "exact": "quote"}


@dataclass
class _Told:
    """An actor or event as the file tells it at `where`, and the row that it is here.

    `parts` are those that the file still tells apart, and that have become part of this one here.
    """

    where: tuple
    entry: dict
    slug: str
    row: Any
    created: bool
    changed: bool = False
    parts: list["_Told"] = field(default_factory=list)


class _Loading:
    """One run of `load`, inside its transaction."""

    def __init__(self, file: TimelineFile, now: datetime, by):
        self.file, self.now, self.by = file, now, by
        self.why = f"Loaded from {Path(file.name).name}"[:100]
        self.kinds: dict[str, Kind] = {}
        self.actors: dict[str, Actor] = {}
        self.sources: dict[str, Source] = {}
        self.texts: dict[int, SourceText | None] = {}  # the current ones, by the key of the source

    def run(self) -> Report:
        content = self.file.content
        self._load_timeline(content["timeline"], ("timeline",))
        for where, entry in self._entries("kinds"):
            self._load_kind(entry, where)
        self._load_actors()
        for where, entry in self._entries("sources"):
            self._load_source(entry, where)
        self._load_events()
        self.report.unpublished = [
            event for event in self.report.unpublished if not Event.objects.published().filter(pk=event.pk).exists()
        ]
        return self.report

    def _entries(self, name: str) -> list[tuple[tuple, dict]]:
        return [((name, i), entry) for i, entry in enumerate(self.file.content.get(name, []))]

    def _count(self, word: str, created: bool, changed: bool) -> None:
        counts = self.report.created if created else self.report.changed if changed else self.report.unchanged
        counts[word] += 1

    def _count_merged(self, word: str, name: str, row: models.Model) -> None:
        self.report.merged.append(f"the {word} {shown(name)} is “{row}” here")
        self.report.unchanged[word] += 1

    # One row

    def _write(self, row: models.Model, values: dict, where: tuple) -> bool:
        """Give `row` these `values`, and save it if that makes a difference; whether it did."""
        if not self._assign(row, values) and not row._state.adding:
            return False
        self._check(row, where)
        self._save(row)
        return True

    def _assign(self, row: models.Model, values: dict) -> bool:
        differing = {name: value for name, value in values.items() if getattr(row, name) != value}
        for name, value in differing.items():
            setattr(row, name, value)
        return bool(differing)

    def _check(self, row: models.Model, where: tuple) -> None:
        looked_up = [column.name for column in row._meta.fields if column.is_relation]  # on the way here
        try:
            row.full_clean(exclude=looked_up, validate_constraints=False)
        except ValidationError as error:
            name, messages = next(iter(error.message_dict.items()))
            place = where if name == "__all__" else (*where, _KEYS.get(name, name))
            raise self.file.error(place, messages[0]) from error

    def _save(self, row: models.Model) -> None:
        row._history_user, row._change_reason = self.by, self.why
        row.save()

    def _delete(self, row: models.Model) -> None:
        row._history_user, row._change_reason = self.by, self.why
        row.delete()

    def _slug(self, entry: dict, where: tuple) -> str:
        slug = entry.get("slug") or slug_of(entry["title"])
        if not slug:
            raise self.file.error(where, f"no slug can be made from {shown(entry['title'])}; give it one.")
        return slug

    def _date(self, entry: dict, where: tuple) -> EventDate | None:
        try:
            return EventDate.parse(entry["date"]) if "date" in entry else None
        except DateError as error:
            raise self.file.error((*where, "date"), str(error)) from error

    def _moment(self, entry: dict, key: str, where: tuple) -> datetime | None:
        try:
            return datetime.fromisoformat(entry[key]) if key in entry else None
        except ValueError as error:
            raise self.file.error((*where, key), f"{shown(entry[key])} is no moment of time.") from error

    # What it used to be called

    def _former(self, kind: Redirect.Of, old: str | None):
        """What once went by `old` and goes by another name now, if there is such a thing."""
        uid = old and Redirect.objects.target(kind, old)
        return kind.model.objects.filter(uid=uid).first() if uid else None

    def _remember(self, kind: Redirect.Of, row: models.Model, entry: dict, where: tuple) -> bool:
        """Let what `row` was called before lead to it, as the file has it; whether that is new.

        An id of the file's own is among it where `row` has another: another installation knows the same thing by it.
        """
        changed = False
        for old in (*entry.get("formerly", []), entry.get("id", row.uid)):
            if old in (row.uid, row.slug) or Redirect.objects.target(kind, old) == row.uid:
                continue
            if other := kind.known_as([old]).first():
                raise self.file.error(
                    (*where, "formerly"), f"{shown(old)} is still in use, by “{other}”; merge the two first."
                )
            Redirect.objects.point(kind, old, row.uid)
            changed = True
        return changed

    # Timeline, kinds, actors

    def _load_timeline(self, entry: dict, where: tuple) -> None:
        uid, slug, of = entry.get("id"), entry["slug"], Redirect.Of.TIMELINE
        timeline = Timeline.objects.filter(uid=uid).first() if uid else None
        if timeline is None and (timeline := Timeline.objects.filter(slug=slug).first()) and uid:
            raise self.file.error(
                where, f"the slug {shown(slug)} belongs to another timeline here, “{timeline}” ({timeline.uid})."
            )
        # An id of its own, new here, tells a timeline from whatever had its slug before.
        if timeline is None and not uid and (timeline := self._former(of, slug)):
            slug = timeline.slug
        timeline = timeline or _new(Timeline, uid)
        self.report = Report(timeline)
        created, former = timeline._state.adding, timeline.slug
        values = {"title": entry["title"], "slug": slug, "summary": entry.get("summary", "")}
        changed = self._write(timeline, values, where)
        curation.take_slug(of, timeline, former=former)
        changed |= self._remember(of, timeline, entry, where)
        self._count("timeline", created, changed)

    def _load_kind(self, entry: dict, where: tuple) -> None:
        self._once(self.kinds, "kind", entry["slug"], where)
        kind = Kind.objects.filter(slug=entry["slug"]).first() or Kind()
        created = kind._state.adding
        changed = self._write(kind, entry, where)
        self.kinds[entry["slug"]] = kind
        self._count("kind", created, changed)

    def _once(self, things: dict, word: str, name: str, where: tuple) -> None:
        if name in things:
            raise self.file.error(where, f"there is another {word} called {shown(name)} in this file.")

    def _load_actors(self) -> None:
        told: dict[str, _Told] = {}
        merged = []
        # All are found before any is written: a slug that one gives up may be that of another from now on.
        entries = self._entries("actors")
        by_id = {uid for _where, entry in entries if (uid := entry.get("id"))}
        for where, entry in entries:
            self._once(self.actors, "actor", entry["slug"], where)
            actor, is_part = self._find_actor(entry, by_id)
            this = _Told(where, entry, entry["slug"], actor, actor._state.adding)
            self.actors[this.slug] = actor
            if is_part:
                merged.append(this)
                self._count_merged("actor", entry["name"], actor)
            elif actor.uid in told:
                raise self.file.error(where, f"it is the same actor as {shown(told[actor.uid].entry['name'])}.")
            else:
                told[actor.uid] = this
        for this in sorted(told.values(), key=lambda this: this.created):  # slugs are given up, then taken
            former = this.row.slug
            values = {name: this.entry[name] for name in ("slug", "name", "type", "description") if name in this.entry}
            this.changed = self._write(this.row, values, this.where)
            curation.take_slug(Redirect.Of.ACTOR, this.row, former=former)
        for part in merged:
            if part.row.uid in told:
                told[part.row.uid].parts.append(part)
        for this in told.values():
            this.changed |= self._remember(Redirect.Of.ACTOR, this.row, this.entry, this.where)
            this.changed |= self._load_aliases(this)
            this.changed |= self._load_memberships(this)
            self._count("actor", this.created, this.changed)

    def _find_actor(self, entry: dict, by_id: set[str]) -> tuple[Actor, bool]:
        """The actor of this entry, and whether it has become part of another; `by_id` are those told by their ids.

        By its id, or what that has become; by its slug, unless the file tells its owner by another id; and only
        without an id by a former slug.
        """
        uid, slug, of = entry.get("id"), entry["slug"], Redirect.Of.ACTOR
        if uid and (actor := Actor.objects.filter(uid=uid).first()):
            return actor, False
        if actor := self._former(of, uid):
            return actor, actor.slug != slug
        if (actor := Actor.objects.filter(slug=slug).first()) and actor.uid not in by_id:
            return actor, False
        if not uid and (actor := self._former(of, slug)):
            return actor, True
        return _new(Actor, uid), False

    def _load_aliases(self, told: _Told) -> bool:
        if "aliases" not in told.entry:
            return False
        actor, wanted = told.row, set(told.entry["aliases"])
        for part in told.parts:
            wanted |= {part.entry["name"], *part.entry.get("aliases", [])} - {actor.name}
        known = {alias.name: alias for alias in actor.aliases.all()}
        for name in sorted(wanted - known.keys()):
            self._save(Alias(actor=actor, name=name))
        for name in known.keys() - wanted:
            self._delete(known[name])
        return known.keys() != wanted

    def _load_memberships(self, told: _Told) -> bool:
        if "part_of" not in told.entry:
            return False
        actor, wanted = told.row, set()
        for teller in (told, *told.parts):
            for i, slug in enumerate(teller.entry.get("part_of", [])):
                body = self._actor(slug, (*teller.where, "part_of", i))
                if body != actor or slug == told.slug:  # what has become part of this actor is not above it
                    wanted.add(body.pk)
        known = {membership.body_id: membership for membership in actor.memberships.all()}
        for body in known.keys() - wanted:
            self._delete(known[body])
        for body in sorted(wanted - known.keys()):
            membership = Membership(member=actor, body_id=body)
            self._check(membership, (*told.where, "part_of"))
            self._save(membership)
        return known.keys() != wanted

    def _actor(self, slug: str, where: tuple) -> Actor:
        return self._named(self.actors, slug, where, "actor")

    def _named(self, things: dict, name: str, where: tuple, word: str):
        if name not in things:
            near = difflib.get_close_matches(name, things, 1)
            hint = f" Did you mean {shown(near[0])}?" if near else ""
            raise self.file.error(where, f"there is no {word} {shown(name)} in this file.{hint}")
        return things[name]

    # Sources

    def _load_source(self, entry: dict, where: tuple) -> None:
        source = self._find_source(entry, where)
        created = source._state.adding
        if not created and source in self.sources.values():
            raise self.file.error(where, f"“{source}” is in this file twice.")
        fields = ("title", "slug", "publisher", "url", "language", "zone", "note")
        values = {name: entry[name] for name in fields if name in entry}
        if created:
            values["slug"] = self._slug(entry, where)
        if "authors" in entry:
            values["authors"] = "; ".join(entry["authors"])
        if "published" in entry:
            values["published_on"] = self._day(entry["published"], (*where, "published"))
        changed = self._write(source, values, where)
        changed |= self._remember(Redirect.Of.SOURCE, source, entry, where)
        self._count("source", created, changed)
        key = entry.get("key") or source.slug
        self._once(self.sources, "source", key, where)
        self.sources[key] = source
        for i, snapshot in enumerate(entry.get("earlier", []) if created else []):
            self._load_text(source, snapshot, (*where, "earlier", i))
        self._load_text(source, entry, where)
        self.texts[source.pk] = source.current_text

    def _find_source(self, entry: dict, where: tuple) -> Source:
        uid, url = entry.get("id"), entry.get("url")
        if uid and (source := Source.objects.filter(uid=uid).first() or self._former(Redirect.Of.SOURCE, uid)):
            return source
        if not (uid or url):
            known = Source.objects.filter(slug=self._slug(entry, where), publisher=entry.get("publisher", ""))
        else:
            known = Source.objects.filter(url=url) if url else Source.objects.none()
        if len(known) > 1:
            ids = ", ".join(source.uid for source in known)
            raise self.file.error(where, f"there is more than one such source here; give it the id of one ({ids}).")
        return known[0] if known else _new(Source, uid)

    def _day(self, text: str, where: tuple) -> date:
        try:
            return date.fromisoformat(text)
        except ValueError as error:
            raise self.file.error(where, f"{shown(text)} is no day of the calendar.") from error

    def _load_text(self, source: Source, entry: dict, where: tuple) -> None:
        if "text" in entry:
            name, written = "text", self.file.beside(entry["text"], (*where, "text"))
        elif "full_text" in entry:
            name, written = "full_text", entry["full_text"]
        else:
            if "sha256" in entry:
                raise self.file.error((*where, "sha256"), "there is no text that it could be of.")
            return
        text = anchoring.normalise(written)
        digest = anchoring.sha256(text)
        if not text:
            raise self.file.error((*where, name), "the text is empty.")
        if entry.get("sha256", digest) != digest:
            raise self.file.error(
                (*where, "sha256"), f"the text has the SHA-256 {digest}; expected {entry['sha256']}, as the file says."
            )
        taken = self._moment(entry, "taken", where) or self.now
        result = curation.add_text(source, text, now=taken, by=self.by)
        self.report.unpublished += result.unpublished
        self._count("text", result.created, changed=False)

    # Events

    def _load_events(self) -> None:
        timeline = self.report.timeline
        self.known = {event.uid: event for event in self._named_in_file(timeline.events).for_display()}
        self.by_slug: dict[str, list[Event]] = defaultdict(list)
        for event in self.known.values():
            self.by_slug[event.slug].append(event)
        self.events: dict[str, list[Event]] = defaultdict(list)  # by the slugs and ids that the file has for them
        told: dict[str, _Told] = {}
        merged = []
        for where, entry in self._entries("events"):
            slug = self._slug(entry, where)
            event = self._find_event(entry, slug, where)
            this = _Told(where, entry, slug, event, event._state.adding)
            if entry.get("id", event.uid) != event.uid:
                merged.append(this)
                self._count_merged("event", entry["title"], event)
            elif event.uid in told or ("id" not in entry and slug in self.events):
                raise self.file.error(where, f"there is another event {shown(slug)} in this file; give each its slug.")
            else:
                told[event.uid] = this
            for name in {slug, event.uid, entry.get("id", event.uid)}:
                self.events[name].append(event)
        for part in merged:
            if part.row.uid in told:
                told[part.row.uid].parts.append(part)
        # First all that are new, for the dates of some rest on others.
        for this in told.values():
            if this.created:
                self._write(this.row, self._outline(this), this.where)
        for this in told.values():
            self._count("event", this.created, self._load_event(this))
        try:
            curation.check_order(timeline)
        except curation.CurationError as error:
            raise self.file.error(("events",), str(error).removesuffix(" Nothing was changed.")) from error

    def _named_in_file(self, events: models.QuerySet) -> models.QuerySet:
        """Those of `events` that an entry may be of: by its id, by what that has become, or by its slug."""
        entries = self._entries("events")
        uids = {entry["id"] for _where, entry in entries if "id" in entry}
        uids |= set(Redirect.objects.filter(kind=Redirect.Of.EVENT, old__in=uids).values_list("uid", flat=True))
        slugs = {self._slug(entry, where) for where, entry in entries if "id" not in entry}
        found = {*Event.objects.filter(uid__in=uids).values_list("pk", flat=True)}
        found |= {*Event.objects.filter(slug__in=slugs).values_list("pk", flat=True)}
        return events.filter(pk__in=found)

    def _find_event(self, entry: dict, slug: str, where: tuple) -> Event:
        """The event of this entry; with another id where it has become part of that one."""
        uid = entry.get("id")
        if uid is None:
            same = self.by_slug[slug]
            if len(same) > 1:
                ids = ", ".join(event.uid for event in same)
                raise self.file.error(where, f"there is more than one such event here; give it the id of one ({ids}).")
            return same[0] if same else _new(Event, None)
        if uid in self.known:
            return self.known[uid]
        other = Event.objects.filter(uid=uid).first() or self._former(Redirect.Of.EVENT, uid)
        if other and other.uid not in self.known:
            raise self.file.error((*where, "id"), f"{uid} is an event of another timeline, “{other.timeline}”.")
        return self.known[other.uid] if other else _new(Event, uid)

    def _outline(self, told: _Told) -> dict:
        """The fields of an event that stand by themselves."""
        entry, where = told.entry, told.where
        kind = self._named(self.kinds, entry["kind"], (*where, "kind"), "kind")
        times = {"recorded_at": "recorded", "published_at": "first_published"}
        return {
            "timeline_id": self.report.timeline.pk,
            "title": entry["title"],
            "slug": told.slug,
            "summary": entry.get("summary", ""),
            "kind_id": kind.pk,
            "zone": entry.get("zone", ""),
            "place": entry.get("place", ""),
            **({"recorded_at": self.now} if told.created else {}),
            **{name: self._moment(entry, key, where) for name, key in times.items() if key in entry},
        }

    def _load_event(self, told: _Told) -> bool:
        """Make the event equal to what is told of it; whether that changed anything."""
        event, entry, where = told.row, told.entry, told.where
        rest = {
            "date": self._date(entry, where),
            "basis": entry.get("basis", ""),
            "reason": entry.get("reason", ""),
            "after_id": self._linked(told, "after"),
            "before_id": self._linked(told, "before"),
        }
        if changed := self._assign(event, self._outline(told) | rest):
            self._check(event, where)
        parts_changed = self._load_participations(told) | self._load_evidence(told)
        parts_changed |= self._load_citations(told) | self._load_figures(told)
        parts_changed |= self._remember(Redirect.Of.EVENT, event, entry, where)
        status = entry.get("status", Event.Status.PUBLISHED)
        try:
            if status == event.status:
                if changed:
                    self._save(event)
                if changed or parts_changed:
                    curation.gate(event, by=self.by)
                return changed or parts_changed
            if status == Event.Status.PUBLISHED:
                curation.publish(event, now=self.now, by=self.by, why=self.why)
            elif status == Event.Status.REJECTED:
                curation.reject(event, by=self.by, why=self.why)
            else:
                curation.unpublish(event, by=self.by, why=self.why)
        except curation.PublishError as error:
            raise self.file.error(where, str(error)) from error
        return True

    def _linked(self, told: _Told, key: str) -> int | None:
        """The key of the event that is told to come `key` this one; None where it has become this very one."""
        name = told.entry.get(key)
        if name is None:
            return None
        where = (*told.where, key)
        events = self._named(self.events, name, where, "event")
        if len(set(events)) > 1:
            raise self.file.error(where, f"there are {len(events)} events {shown(name)} in this file; write the id.")
        if events[0] == told.row and not told.parts:
            raise self.file.error(where, "an event comes neither before nor after itself.")
        return None if events[0] == told.row else events[0].pk

    def _load_participations(self, told: _Told) -> bool:
        event = told.row
        known = {} if told.created else {(row.actor_id, row.role): row for row in event.participations.all()}
        wanted, names = {}, set()
        for teller in (told, *told.parts):
            for i, entry in enumerate(teller.entry.get("actors", [])):
                where = (*teller.where, "actors", i)
                actor = self._actor(entry["actor"], where)
                said_by = self._actor(entry["said_by"], where) if "said_by" in entry else None
                name, key = (teller.slug, entry["actor"], entry["role"]), (actor.pk, entry["role"])
                if name in names:
                    raise self.file.error(where, f"{shown(entry['actor'])} has the role of {entry['role']} already.")
                names.add(name)
                row = known.get(key) or Participation(event=event, actor=actor, role=entry["role"])
                values = {"said_by_id": said_by and said_by.pk}
                wanted.setdefault(key, (row, values, where, teller is told))
        return self._make_equal(known, wanted)

    def _load_evidence(self, told: _Told) -> bool:
        event = told.row
        known = {} if told.created else {row.passage_id: row for row in event.evidence.all()}
        wanted = {}
        for teller in (told, *told.parts):
            for i, entry in enumerate(teller.entry.get("evidence", [])):
                where = (*teller.where, "evidence", i)
                passage = self._passage(entry, where)
                if passage.pk in wanted and teller is told:
                    raise self.file.error(where, f"{shown(passage.exact)} is evidence of this event already.")
                row = known.get(passage.pk) or Evidence(event=event, passage=passage)
                actor, said_by = (
                    self._actor(entry[key], (*where, key)).pk if key in entry else None for key in ("actor", "said_by")
                )
                values = {
                    "supports": entry.get("supports", Evidence.Supports.EVENT),
                    "actor_id": actor,
                    "cue": entry.get("cue", ""),
                    "date": self._date(entry, where),
                    "attributed_to_id": said_by,
                }
                wanted.setdefault(passage.pk, (row, values, where, teller is told))
        changed = self._make_equal(known, wanted)
        unused = [row.passage for key, row in known.items() if key not in wanted]
        curation.drop_unused(unused, by=self.by, why=self.why)
        return changed

    def _load_citations(self, told: _Told) -> bool:
        event = told.row
        known = {} if told.created else {row.source_id: row for row in event.citations.all()}
        wanted = {}
        for teller in (told, *told.parts):
            for i, entry in enumerate(teller.entry.get("citations", [])):
                where = (*teller.where, "citations", i)
                source = self._source(entry, where, "a citation")
                if source.pk in wanted and teller is told:
                    raise self.file.error(where, f"{shown(source.title)} is cited for this event already.")
                row = known.get(source.pk) or Citation(event=event, source=source)
                values = {"said_by": entry.get("said_by", "")}
                wanted.setdefault(source.pk, (row, values, where, teller is told))
        return self._make_equal(known, wanted)

    def _load_figures(self, told: _Told) -> bool:
        event = told.row
        known = {} if told.created else {row.name: row for row in event.figures.all()}
        wanted = {}
        for teller in (told, *told.parts):
            for i, entry in enumerate(teller.entry.get("figures", [])):
                where, name = (*teller.where, "figures", i), entry["name"]
                if name in wanted and teller is told:
                    raise self.file.error(where, f"there is another figure {shown(name)} of this event.")
                row = known.get(name) or Figure(event=event, name=name)
                values = {bound: entry.get(bound) for bound in ("low", "best", "high")}
                wanted.setdefault(name, (row, values, where, teller is told))
        return self._make_equal(known, wanted)

    def _make_equal(self, known: dict, wanted: dict[Any, tuple[models.Model, dict, tuple, bool]]) -> bool:
        """Let an event have the rows `wanted` in place of those `known`, in their order; whether that is a change.

        Positions stay where they are in order already, and so do those of the rows that are not the event's own.
        """
        changed, last = False, (-1, 0)
        for row, values, where, own in wanted.values():
            if row._state.adding or (own and (row.position, row.pk) < last):
                values["position"] = last[0] + 1
            changed |= self._write(row, values, where)
            last = max(last, (row.position, row.pk))
        for key in known.keys() - wanted.keys():
            self._delete(known[key])
            changed = True
        return changed

    def _source(self, entry: dict, where: tuple, what: str) -> Source:
        """The source of which this entry is `what`."""
        if "source" in entry:
            return self._named(self.sources, entry["source"], (*where, "source"), "source")
        if len(self.sources) == 1:
            return next(iter(self.sources.values()))
        raise self.file.error(where, f"say of which of the {len(self.sources)} sources it is {what}.")

    def _passage(self, entry: dict, where: tuple) -> Passage:
        source = self._source(entry, where, "a quotation")
        exact, prefix, suffix = entry["quote"], entry.get("before", ""), entry.get("after", "")
        if "status" in entry:
            for passage in source.passages.filter(exact=exact, status=entry["status"]):
                if (passage.prefix.strip(), passage.suffix.strip()) == (prefix, suffix):
                    return passage
            lost = Passage(source=source, exact=exact, prefix=prefix, suffix=suffix, status=entry["status"])
            self._save(lost)
            return lost
        try:
            return curation.quote(
                source,
                exact,
                prefix=prefix,
                suffix=suffix,
                text=self.texts[source.pk],
                by=self.by,
                why=self.why,
            )
        except (curation.QuotationError, anchoring.AnchoringError) as error:
            sentence = str(error)
            raise self.file.error(where, sentence[0].lower() + sentence[1:]) from error


def _new(model: type[models.Model], uid: str | None):
    return model(uid=uid) if uid else model()
