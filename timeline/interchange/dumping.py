"""A timeline file as it is written."""

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import yaml
from django.db import models
from django.utils.text import slugify

from timeline import anchoring
from timeline.models import Actor, Evidence, Figure, Kind, Membership, Passage, Redirect, Source, SourceText, Timeline

from .file import FORMAT, slug_of


def dump(timeline: Timeline, *, folder: Path | None = None, as_json: bool = False, published: bool = False) -> str:
    """The file that tells `timeline`: every event, whatever its status, or those alone that readers may see.

    The same timeline gives the same text, in the order in which events are told. With a `folder`, the file is written
    there as `timeline.yaml` (or `.json`), and each text beside it; without, texts stand in the file.
    """
    content, texts = _Dumping(timeline, published=published, beside=folder is not None).run()
    written = as_file(content, as_json=as_json)
    if folder is not None:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"timeline.{'json' if as_json else 'yaml'}").write_text(written, encoding="utf-8", newline="\n")
        for name, text in texts.items():
            (folder / name).write_text(f"{text}\n", encoding="utf-8", newline="\n")
    return written


def as_file(content: dict, *, as_json: bool = False) -> str:
    """The timeline file that has this content: YAML as a person would write it, or the same as JSON."""
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n" if as_json else _as_yaml(content)


class _OneLine(list):
    """A list that YAML shows on one line."""


class _Row(dict):
    """A mapping that YAML shows on one line."""


class _Dumping:
    """One run of `dump`: the content of the file, and the texts beside it by the names of their files."""

    def __init__(self, timeline: Timeline, *, published: bool, beside: bool):
        self.timeline, self.beside = timeline, beside
        self.memberships = Membership.objects.confirmed() if published else Membership.objects.all()
        chosen = timeline.events.published() if published else timeline.events.all()
        rows = {event.pk: event for event in chosen.for_display()}
        self.events = [rows[pk] for pk in chosen.in_order()]
        self.texts: dict[str, str] = {}

    def run(self) -> tuple[dict, dict[str, str]]:
        evidence = [piece for event in self.events for piece in event.evidence.all()]
        parts = [part for event in self.events for part in event.participations.all()]
        cited = {citation.source for event in self.events for citation in event.citations.all()}
        self._name_sources({piece.passage.source for piece in evidence} | cited)
        # What only names a source says which, even where there is but one.
        self.says_source = bool(cited) or len(self.sources) > 1
        slugs = Counter(event.slug for event in self.events)
        self.names = {event.pk: event.slug if slugs[event.slug] == 1 else event.uid for event in self.events}
        actors = {part.actor_id for part in parts} | {part.said_by_id for part in parts}
        actors |= {piece.actor_id for piece in evidence} | {piece.attributed_to_id for piece in evidence}
        timeline = self.timeline
        return _entry(
            format=FORMAT,
            left_out=[
                f"“{event}” ({event.uid}) is said to come {key} an event that is not among these."
                for event in self.events
                for key in ("after", "before")
                if getattr(event, f"{key}_id") not in (None, *self.names)
            ],
            timeline=_entry(
                id=timeline.uid,
                slug=timeline.slug,
                title=timeline.title,
                summary=timeline.summary,
                formerly=_former_names(Redirect.Of.TIMELINE, [timeline])[timeline.uid],
            ),
            sources=self._sources(),
            kinds=[
                _entry(slug=kind.slug, name=kind.name, glyph=kind.glyph, colour=kind.colour, position=kind.position)
                for kind in Kind.objects.filter(pk__in={event.kind_id for event in self.events})
            ],
            actors=self._actors(actors - {None}),
            events=self._events(),
        ), self.texts

    def _name_sources(self, sources: set[Source]) -> None:
        self.sources = sorted(sources, key=lambda source: (str(source.published_on or ""), source.title, source.uid))
        names = {source.pk: slugify(source.publisher) or source.slug for source in self.sources}
        counts = Counter(names.values())
        self.keys = {
            source.pk: names[source.pk] if counts[names[source.pk]] == 1 else f"{names[source.pk][:100]}-{source.uid}"
            for source in self.sources
        }
        self.snapshots = {source.pk: list(source.texts.order_by("version")) for source in self.sources}

    def _sources(self) -> list[dict]:
        former = _former_names(Redirect.Of.SOURCE, self.sources)
        entries = []
        for source in self.sources:
            *earlier, current = self.snapshots[source.pk] or [None]
            entries.append(
                _entry(
                    key=self.keys[source.pk] if self.says_source else "",
                    id=source.uid,
                    slug=source.slug if source.slug != slug_of(source.title) else "",
                    title=source.title,
                    publisher=source.publisher,
                    authors=_OneLine(filter(None, map(str.strip, source.authors.split(";")))),
                    url=source.url,
                    language=source.language if source.language != "en" else "",
                    published=source.published_on.isoformat() if source.published_on else "",
                    zone=source.zone if source.zone != "UTC" else "",
                    note=source.note,
                    **(self._snapshot(source, current, "") if current else {}),
                    earlier=[self._snapshot(source, text, f".{text.version}") for text in earlier],
                    formerly=former[source.uid],
                )
            )
        return entries

    def _snapshot(self, source: Source, snapshot: SourceText, version: str) -> dict:
        name = f"{self.keys[source.pk]}{version}.txt"
        if self.beside:
            self.texts[name] = snapshot.text
        return _entry(
            text=name if self.beside else "",
            full_text="" if self.beside else snapshot.text,
            sha256=snapshot.sha256,
            taken=_moment(snapshot.taken_at),
        )

    def _actors(self, pks: set[int]) -> list[dict]:
        chosen = Actor.objects.filter(pk__in=self.memberships.bodies_above(pks))
        memberships = models.Prefetch("memberships", self.memberships.select_related("body"))
        actors = list(chosen.order_by("slug").prefetch_related("aliases", memberships))
        former = _former_names(Redirect.Of.ACTOR, actors)
        return [
            _entry(
                slug=actor.slug,
                id=actor.uid,
                name=actor.name,
                type=actor.type,
                description=actor.description,
                aliases=_OneLine(sorted(alias.name for alias in actor.aliases.all())),
                part_of=_OneLine(sorted(membership.body.slug for membership in actor.memberships.all())),
                formerly=former[actor.uid],
            )
            for actor in actors
        ]

    def _events(self) -> list[dict]:
        former = _former_names(Redirect.Of.EVENT, self.events)
        return [
            _entry(
                id=event.uid,
                slug=event.slug if event.slug != slug_of(event.title) else "",
                title=event.title,
                summary=event.summary,
                kind=event.kind.slug,
                status=event.status if not event.is_published else "",
                date=str(event.date or ""),
                zone=event.zone,
                basis=event.basis,
                reason=event.reason,
                after=self.names.get(event.after_id, ""),
                before=self.names.get(event.before_id, ""),
                place=event.place,
                actors=[
                    _Row(_entry(actor=part.actor.slug, role=part.role, said_by=part.said_by and part.said_by.slug))
                    for part in event.participations.all()
                ],
                # By position alone: where it is read, what is lost comes last.
                evidence=[
                    self._evidence(piece)
                    for piece in sorted(event.evidence.all(), key=lambda piece: (piece.position, piece.pk))
                ],
                citations=[
                    _entry(source=self.keys[citation.source_id], said_by=citation.said_by)
                    for citation in event.citations.all()
                ],
                figures=[_figure(figure) for figure in event.figures.all()],
                recorded=_moment(event.recorded_at),
                first_published=_moment(event.published_at) if event.published_at else "",
                formerly=former[event.uid],
            )
            for event in self.events
        ]

    def _evidence(self, piece: Evidence) -> dict:
        passage = piece.passage
        before, after = self._context(passage)
        return _entry(
            source=self.keys[passage.source_id] if self.says_source else "",
            quote=passage.exact,
            before=before,
            after=after,
            status=passage.status if passage.status != Passage.Status.VERIFIED else "",
            supports=piece.supports if piece.supports != Evidence.Supports.EVENT else "",
            actor=piece.actor and piece.actor.slug,
            cue=piece.cue,
            date=str(piece.date or ""),
            said_by=piece.attributed_to and piece.attributed_to.slug,
        )

    def _context(self, passage: Passage) -> tuple[str, str]:
        """As few words before and after `passage` as tell it from others with the same words: none, or those kept."""
        kept = passage.prefix.strip(), passage.suffix.strip()
        if passage.status == Passage.Status.VERIFIED:
            text = self.snapshots[passage.source_id][-1].text
            whole = text[: passage.start].strip(), text[passage.stop :].strip()
            for before, after in (("", ""), kept, whole):
                found = anchoring.anchor(text, passage.exact, prefix=before, suffix=after)
                if (found.start, found.stop) == (passage.start, passage.stop):
                    return before, after
        return kept


def _entry(**values: Any) -> dict:
    """These `values` without those that say nothing, and without the white space around texts."""
    tidied = {key: value.strip() if isinstance(value, str) else value for key, value in values.items()}
    return {key: value for key, value in tidied.items() if value}


def _figure(figure: Figure) -> _Row:
    bounds = {"low": figure.low, "best": figure.best, "high": figure.high}
    return _Row(name=figure.name, **{name: number for name, number in bounds.items() if number is not None})


def _moment(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _former_names(kind: Redirect.Of, things: Iterable[models.Model]) -> dict[str, list[str]]:
    """The former ids and slugs of `things`, by their ids; what anything goes by today is no former name."""
    own = {thing.uid: thing.slug for thing in things}
    redirects = Redirect.objects.filter(kind=kind, uid__in=own)
    today = {name for found in kind.known_as(redirects.values("old")) for name in (found.uid, found.slug)}
    names = defaultdict(_OneLine)
    for uid, old in redirects.order_by("old").values_list("uid", "old"):
        if old not in today and old != own[uid]:
            names[uid].append(old)
    return names


class _Writer(yaml.SafeDumper):
    def ignore_aliases(self, _value: Any) -> bool:
        return True


def _write_text(writer: _Writer, value: str) -> yaml.Node:
    style = None
    if value.replace("\n", "").isprintable() and len(value) > 80:
        # What is not printable the writer escapes, in quotation marks; blocks would lose it.
        style = "|" if "\n" in value else ">"
    elif re.fullmatch(r"[-+.]?[0-9][0-9_.]*([eE][-+]?[0-9]+)?|0[ox][0-9a-fA-F]+", value):
        style = "'"  # a number to YAML 1.2, though not to 1.1
    return writer.represent_scalar("tag:yaml.org,2002:str", value, style=style)


_Writer.add_representer(str, _write_text)
_Writer.add_representer(_OneLine, lambda writer, value: writer.represent_sequence("tag:yaml.org,2002:seq", value, True))
_Writer.add_representer(_Row, lambda writer, value: writer.represent_mapping("tag:yaml.org,2002:map", value, True))


def _as_yaml(content: dict) -> str:
    """`content` in blocks, with an empty line between the sections and between events."""

    def written(value: Any) -> str:
        return yaml.dump(value, Dumper=_Writer, allow_unicode=True, sort_keys=False, width=110)

    sections = [
        "events:\n" + "\n".join(written([event]) for event in value) if key == "events" else written({key: value})
        for key, value in content.items()
    ]
    return "\n".join(sections)
