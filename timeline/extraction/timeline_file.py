"""What was extracted, as data for others: a timeline file (`sourceline/1`), or all of it."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import asdict, fields, is_dataclass
from datetime import date
from typing import Any

from timeline.anchoring import Status, anchor, context, sha256
from timeline.dates import EventDate
from timeline.extraction import Extraction
from timeline.extraction.candidates import Candidate, Quoted
from timeline.extraction.lexicon import kinds

__all__ = ["findings", "timeline_file"]

_LONGEST_SLUG = 110


def timeline_file(
    extraction: Extraction,
    *,
    published: date,
    title: str = "",
    language: str = "en",
    known: Mapping[str, Mapping[str, Any]] | None = None,
) -> dict[str, Any]:
    """The content of a timeline file with the candidates of `extraction` as its events, in status "candidate".

    One source, the article of that `title`, with the text in it; the kinds and actors that the events need, and what
    these actors are part of. `known` has entries of such a file for actors on record, by the keys that `extract` was
    given for them. Whatever is longer than the format allows is cut; what it has no place for (score, reasons) is left
    out, and `findings` has it.
    """
    title = _fitted(title, 200) or f"An article of {published.isoformat()}"
    writing = _Writing(extraction, dict(known or {}))
    events = writing.events()
    source = _said(
        title=title,
        language=language if language != "en" else "",
        published=published.isoformat(),
        full_text=extraction.text,
        sha256=sha256(extraction.text),
    )
    used = {event["kind"] for event in events}
    return _said(
        format="sourceline/1",
        timeline={"slug": _slug(title) or f"article-{published.isoformat()}", "title": title},
        sources=[source] if extraction.text else [],
        kinds=[asdict(kind) for kind in kinds().values() if kind.slug in used],
        actors=writing.actors(),
        events=events,
    )


def findings(extraction: Extraction) -> dict[str, Any]:
    """All that was found but the sentences, in plain values: the text, expressions, actors, voices and candidates.

    Fields have the names of the dataclasses; dates are in EDTF; spans are code points in "text", stops excluded.
    """
    return {
        field.name: _plain(getattr(extraction, field.name)) for field in fields(extraction) if field.name != "sentences"
    }


def _plain(value: Any) -> Any:
    if isinstance(value, EventDate | date):
        return str(value)
    if is_dataclass(value):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, tuple | list):
        return [_plain(item) for item in value]
    return str(value) if isinstance(value, str) else value


class _Writing:
    """One extraction being written: the slugs of its actors and events."""

    def __init__(self, extraction: Extraction, known: dict[str, Mapping[str, Any]]) -> None:
        self.extraction, self.known = extraction, known
        self.needed: set[int] = set()
        taken = set(known)
        self.slugs: list[str] = []
        for number, actor in enumerate(extraction.actors, 1):
            slug = (
                actor.key if actor.key in known else _free(_slug(actor.name) or f"actor-{number}", taken.__contains__)
            )
            taken.add(slug)
            self.slugs.append(slug)

    def events(self) -> list[dict[str, Any]]:
        taken: set[str] = set()
        slugs: list[str] = []
        for number, candidate in enumerate(self.extraction.candidates, 1):
            slug = _free(_slug(candidate.title) or f"event-{number}", taken.__contains__)
            taken.add(slug)
            slugs.append(slug)
        return [
            self._event(candidate, slug, slugs)
            for candidate, slug in zip(self.extraction.candidates, slugs, strict=True)
        ]

    def actors(self) -> list[dict[str, Any]]:
        """The actors that the events name, and the bodies that these are part of."""
        found = self.extraction.actors
        waiting = list(self.needed)
        while waiting:
            for body in found[waiting.pop()].member_of:
                if body not in self.needed:
                    self.needed.add(body)
                    waiting.append(body)
        entries = {}
        for i in sorted(self.needed):
            actor, slug = found[i], self.slugs[i]
            if actor.key in self.known:
                entries[slug] = {**self.known[actor.key], "slug": slug}
                entries[slug].pop("part_of", None)  # those bodies may not be in this file
                continue
            aliases = [name for name in dict.fromkeys(actor.spellings) if name != actor.name and len(name) <= 200]
            bodies = [self.slugs[body] for body in dict.fromkeys(actor.member_of) if body != i]
            entries[slug] = _said(
                slug=slug,
                name=_fitted(actor.name, 200),
                type=str(actor.sort),
                description=_fitted(actor.description, 300),
                aliases=aliases,
                part_of=bodies,
            )
        _break_circles(entries)
        return list(entries.values())

    def _event(self, candidate: Candidate, slug: str, slugs: list[str]) -> dict[str, Any]:
        seen: set[tuple[str, str]] = set()
        parts = []
        for part in candidate.participants:
            key = (self._named(part.actor), part.role)
            if key not in seen:
                seen.add(key)
                parts.append(_said(actor=key[0], role=part.role, said_by=self._named(part.said_by)))
        return _said(
            slug=slug,
            title=_fitted(candidate.title, 200),
            kind=candidate.kind,
            status="candidate",
            date=str(candidate.date or ""),
            basis=candidate.basis if candidate.date else "",
            reason=" ".join(candidate.reason.split()) if candidate.date else "",
            after=slugs[candidate.after] if candidate.after is not None else "",
            place=_fitted(candidate.place, 200),
            actors=parts,
            evidence=self._evidence(candidate),
        )

    def _evidence(self, candidate: Candidate) -> list[dict[str, Any]]:
        entries, seen = [], set()
        for quoted in candidate.evidence:
            entry = self._quotation(quoted)
            key = (entry["quote"], entry.get("before", ""), entry.get("after", ""))
            if key not in seen:
                seen.add(key)
                entries.append(entry)
        return entries

    def _quotation(self, quoted: Quoted) -> dict[str, Any]:
        text = self.extraction.text
        words = text[quoted.start : quoted.stop].strip()
        before = after = ""
        if anchor(text, words).status is Status.AMBIGUOUS:
            before, after = (around.strip() for around in context(text, quoted.start, quoted.stop))
        return _said(
            quote=words,
            before=before,
            after=after,
            supports=quoted.supports if quoted.supports == "date" else "",
            cue=quoted.cue if len(quoted.cue) <= 200 else "",
            date=str(quoted.date or ""),
            said_by=self._named(quoted.attributed_to),
        )

    def _named(self, actor: int | None) -> str:
        """The slug of an actor, who is then among those that the file needs."""
        if actor is None:
            return ""
        self.needed.add(actor)
        return self.slugs[actor]


def _said(**values: Any) -> dict[str, Any]:
    """These `values` without those that say nothing."""
    return {key: value for key, value in values.items() if value}


def _break_circles(entries: dict[str, dict[str, Any]]) -> None:
    """Leave out whatever would make an actor part of itself, by however many steps."""
    for slug, entry in entries.items():
        kept = []
        for body in entry.get("part_of", []):
            reached, waiting = {body}, [body]
            while waiting:
                for above in entries.get(waiting.pop(), {}).get("part_of", []):
                    if above not in reached:
                        reached.add(above)
                        waiting.append(above)
            if slug not in reached:
                kept.append(body)
        if kept:
            entry["part_of"] = kept
        else:
            entry.pop("part_of", None)


def _fitted(words: str, most: int) -> str:
    words = " ".join(words.split())
    return words if len(words) <= most else f"{words[: most - 1].rstrip()}…"


def _slug(words: str) -> str:
    plain = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")[:_LONGEST_SLUG].strip("-")


def _free(slug: str, is_taken: Callable[[str], bool]) -> str:
    number, free = 1, slug
    while is_taken(free):
        number += 1
        free = f"{slug}-{number}"
    return free
