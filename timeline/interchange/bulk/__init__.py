"""Large files, loaded in bulk: JSON Lines of what a timeline file holds (`lines`), and tables that a mapping explains
(`table`, `mapping`).

A file is one transaction. Its rows stand for themselves: what is wrong with one is reported, and the others are loaded.
A row is known again by its key in its dataset: the same row changes nothing, whatever a curator has done to its event
since, and a row that has changed makes its event equal to it again, with history.
"""

import hashlib
from collections.abc import Callable, Iterable
from datetime import datetime
from pathlib import Path

from timeline import curation, index
from timeline.models import Load, Redirect, Timeline

from ..file import InterchangeError, TimelineFile, shown, slug_of
from ..loading import _Loading
from . import lines, reading
from .mapping import Mapping, MappingError
from .reading import opened
from .report import Report
from .sets import checkpointed, indexed_last, room_to_write
from .writing import Writing

__all__ = ["SUFFIXES", "Mapping", "MappingError", "Report", "load", "settle"]

SUFFIXES = (".jsonl", ".jsonl.gz", ".csv", ".csv.gz")
STEP = 1_000  # rows from one sign of life to the next

Progress = Callable[[int, float], None]


def load(
    path: Path,
    *,
    clock: Callable[[], datetime],
    by=None,
    mapping: Mapping | None = None,
    timeline: str = "",
    again: bool = False,
    progress: Progress | None = None,
) -> Report:
    """Load the rows of the file at `path`, whose name ends in one of `SUFFIXES`.

    A table needs its `mapping` and the slug of its `timeline`, which is made if it is not here; JSON Lines name
    theirs. A file that was loaded before is passed over unless it shall be read `again`. `progress` is told the number
    of rows so far and the part of the file, from 0 to 1. Raises InterchangeError where the file cannot be read to its
    end, and then nothing of it is in the database.
    """
    started, name = clock(), str(path)
    is_table = path.name.lower().removesuffix(".gz").endswith(".csv")
    if is_table and (mapping is None or not timeline):
        raise InterchangeError(name, "", "a table needs --mapping and --timeline, which say what its columns are.")
    sha256 = _sha256(path)
    dataset = mapping.dataset if is_table and mapping else lines.DATASET
    explained = mapping.sha256 if is_table and mapping else ""
    with opened(path) as (text, part):
        entry = None if is_table else lines.read_timeline(name, next(text, ""))
        slug = entry["slug"] if entry else timeline
        if not again and (before := _loaded(_timeline(slug), dataset, sha256, explained)):
            return before
        with room_to_write(), curation.curating():
            entry = entry or _entry_of(slug, mapping)
            file = TimelineFile(name, path.parent)
            loading = _Loading(file, started, by)
            if entry:
                loading._load_timeline(entry, ("timeline",))
                kept = loading.report.timeline
            else:
                kept = _timeline(slug)
            Timeline.objects.select_for_update().get(pk=kept.pk)  # one load of a timeline at a time
            report = Report(kept, name)
            for counts in ("created", "changed", "unchanged"):
                if entry and (number := getattr(loading.report, counts)["timeline"]):
                    getattr(report, counts)["timeline"] = number
            writing = Writing(kept, dataset, report, now=started, by=by, why=f"Loaded from {path.name}"[:100])
            if is_table:
                _attribute(kept, mapping, writing)
                with indexed_last():
                    _write_table(path, mapping, writing, progress)
                    writing.flush()
            else:
                counted = lines.Lines(name, writing, now=started, by=by)
                for number in counted.write(text):
                    if progress and number % STEP == 0:
                        progress(report.rows, part())
            writing.finish(name=path.name, sha256=sha256, started=started, finished=clock(), explained=explained)
        if progress:
            progress(report.rows, 1)
    return report


def settle(reports: Iterable[Report]) -> None:
    """Build the indexes of the timelines that were loaded, once all is loaded, so that no reader waits for it."""
    if timelines := {report.timeline for report in reports if report.created or report.changed}:
        with checkpointed():
            for timeline in timelines:
                index.rebuild(timeline)


def _write_table(path: Path, mapping: Mapping, writing: Writing, progress: Progress | None) -> None:
    report = writing.report
    kinds = mapping.content.get("kinds", {})
    with reading.read(path, mapping) as batches:
        for batch in batches:
            writing.kinds_told = writing.kinds_told or {kind["slug"]: kind for kind in kinds.values()}
            report.rows += batch.rows
            for note, key in batch.notes:
                report.note(note, key)
            before = len(report.refused)
            writing.write(batch.events)
            report.refused[before:] = sorted([*batch.refused, *report.refused[before:]])
            report.left_out, report.unused = batch.left_out, batch.unused
            if progress:
                progress(report.rows, batch.part)


# The timeline


def _timeline(slug: str) -> Timeline | None:
    uid = Redirect.objects.target(Redirect.Of.TIMELINE, slug)
    return Timeline.objects.filter(slug=slug).first() or Timeline.objects.filter(uid=uid or "").first()


def _entry_of(slug: str, mapping: Mapping) -> dict | None:
    """What the timeline of a table is at first; None where it is here already."""
    if _timeline(slug):
        return None
    if slug != slug_of(slug):
        raise InterchangeError(slug, "", f"{shown(slug)} is no slug; expected small letters, digits and hyphens.")
    told = mapping.content.get("timeline", {})
    return {"slug": slug, "title": told.get("title", mapping.name)[:200], "summary": told.get("summary", "")}


def _attribute(timeline: Timeline, mapping: Mapping, writing: Writing) -> None:
    """Let the summary of `timeline` say whose rows these are, when the first of them come."""
    said = mapping.content.get("attribution", "").strip()
    known = Load.objects.filter(timeline=timeline, dataset=mapping.dataset).exists()
    if said and not known and said not in timeline.summary:
        timeline.summary = f"{timeline.summary}\n\n{said}".strip()
        writing.save(timeline)


def _loaded(timeline: Timeline | None, dataset: str, sha256: str, explained: str) -> Report | None:
    """What loading this very file, explained by this very mapping, came to; None where it was not loaded yet."""
    loads = Load.objects.filter(timeline=timeline, dataset=dataset, sha256=sha256) if timeline else ()
    for load in loads:
        if load.report.get("mapping") == explained:
            report = Report(timeline, load.name, rows=load.report["rows"], loaded_before=load.finished_at)
            report.refused = [(row["row"], row["key"], row["why"]) for row in load.report["refused_rows"]]
            return report
    return None


# The file


def _sha256(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise InterchangeError(str(path), "", f"it cannot be read: {error.strerror}.") from error
