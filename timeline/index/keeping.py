"""The index of a timeline as it is now: kept in the memory of each process, and caught up with the database when asked.

The database has the version of every index, and which events have changed in each (`models.index`). A process that is
behind reads these events again, and nothing else. One that has no index yet takes the stored one, and without that
makes it from the database; so does one that is too far behind, or finds a version of which it cannot tell what changed.

A version that was rolled back may come again with other changes. So each has a token: an index is taken for a version
only if the token is the same, and is caught up only if it was seen from outside of any transaction.
"""

import ctypes
import logging
import threading
from collections import defaultdict
from collections.abc import Iterable, Iterator
from copy import copy
from dataclasses import dataclass, replace

from django.db import DatabaseError, connections, router, transaction

from timeline.models import Event, EventParts, EventWords, IndexChange, IndexPart, IndexState, Timeline

from . import building, storing
from .table import Table

__all__ = ["current", "differences", "forget", "rebuild", "version_of"]

logger = logging.getLogger(__name__)

# With so many events, a table is stored when it had to be made: fewer are read again as quickly.
FEWEST_STORED = 5_000
# An index with more changes since is made anew.
MOST_CHANGES = 5_000
# States of one index that are kept, for those who read a database that is behind; and timelines.
MOST_KEPT = 3
MOST_TIMELINES = 64

# What else is worked out from the rows of each event, and what that is.
DERIVED = {EventParts: "its parts are", EventWords: "its words are"}

Version = tuple[int, str]
NEVER: Version = (0, "")


@dataclass(frozen=True, slots=True)
class _Snapshot:
    """A table as of a version; `is_committed` when this version was seen from outside of any transaction."""

    version: Version
    table: Table
    is_committed: bool


_kept: dict[int, tuple[_Snapshot, ...]] = {}
_locks: defaultdict[int, threading.Lock] = defaultdict(threading.Lock)


def version_of(timeline: Timeline) -> Version:
    """The version of the index of `timeline` with its token, in one query."""
    return IndexState.objects.filter(timeline=timeline).values_list("version", "token").first() or NEVER


def current(timeline: Timeline, version: Version | None = None) -> Table:
    """The published events of `timeline` as they are now; the same table until one of them, or a name, has changed.

    One query when nothing has, none if `version` has just been read by `version_of`.
    """
    version = version or version_of(timeline)
    found = _kept_at(timeline, version)
    if found is None:
        with _locks[timeline.pk]:
            found = _kept_at(timeline, version) or _made(timeline, version)
    if not found.is_committed and not _is_in_transaction():
        _keep(timeline, replace(found, is_committed=True))
    return found.table


def rebuild(timeline: Timeline, *, whole: bool = False) -> Table:
    """The index of `timeline` made from the database, whatever there was before, and stored.

    If `whole`, what else is `DERIVED` of its events is compared with them and mended first, which takes longer.
    """
    if whole:
        for model in DERIVED:
            model.objects.refresh(_all_of(timeline))
    IndexState.objects.get_or_create(timeline=timeline)
    version = version_of(timeline)
    snapshot = _Snapshot(version, Table.of(building.columns(timeline)), not _is_in_transaction())
    _store(timeline, snapshot)
    forget(timeline)
    _keep(timeline, snapshot)
    _give_back_memory()
    return snapshot.table


def differences(timeline: Timeline) -> list[str]:
    """In what the index of `timeline`, and what else is `DERIVED`, differs from the database; empty when all is well.

    A sentence for each event.
    """
    table = current(timeline)
    fresh = Table.of(building.columns(timeline))
    found = []
    for key in fresh.differing(table):
        slot, kept = fresh.slot(key), table.slot(key)
        if kept is None:
            found.append(f"Event {key} is published, and not in the index.")
        elif slot is None:
            found.append(f"Event {key} is in the index, and not published.")
        else:
            told = "" if fresh.entry(slot) != table.entry(kept) else "it is told in another place"
            found.append(f"Event {key} differs: {told or _difference(fresh.entry(slot), table.entry(kept))}.")
    for model, what in DERIVED.items():
        found += [f"Event {key} differs: {what} kept otherwise." for key in model.objects.differing(_all_of(timeline))]
    return found


def _all_of(timeline: Timeline) -> list[int]:
    """The keys of all events of `timeline`, public or not."""
    return list(Event.objects.filter(timeline=timeline).order_by().values_list("pk", flat=True))


def _difference(there, here) -> str:
    names = ("first", "last", "qualified", "recorded", "after", "before")
    said = [
        f"{name} is {getattr(there, name)!r} in the database and {getattr(here, name)!r} in the index"
        for name in names
        if getattr(there, name) != getattr(here, name)
    ]
    said += [f"{key} {value!r} is missing in the index" for key, value in sorted(there.terms - here.terms, key=repr)]
    said += [f"{key} {value!r} is in the index alone" for key, value in sorted(here.terms - there.terms, key=repr)]
    return "; ".join(said)


def forget(timeline: Timeline | None = None) -> None:
    """Keep nothing of `timeline`, or of any, in the memory of this process."""
    if timeline is None:
        _kept.clear()
    else:
        _kept.pop(timeline.pk, None)


def _kept_at(timeline: Timeline, version: Version) -> _Snapshot | None:
    return next((each for each in _kept.get(timeline.pk, ()) if each.version == version), None)


def _made(timeline: Timeline, version: Version) -> _Snapshot:
    """The index as of `version`: caught up, else taken from where it is stored, else made; and kept."""
    is_committed = not _is_in_transaction()
    earlier = [each for each in _kept.get(timeline.pk, ()) if each.is_committed]
    table = _caught_up(timeline, version, earlier)
    if table is None:
        table = _caught_up(timeline, version, _stored(timeline))
    is_new = table is None
    snapshot = _Snapshot(version, Table.of(building.columns(timeline)) if is_new else table, is_committed)
    _keep(timeline, snapshot)
    if len(snapshot.table) < FEWEST_STORED:
        return snapshot
    if not any(each.table.shares_with(snapshot.table) for each in earlier):
        _give_back_memory()
    if is_new and is_committed and _may_write():
        try:
            _store(timeline, snapshot)
        except DatabaseError:
            logger.warning("The index of %s could not be stored, and will be made again.", timeline.slug, exc_info=True)
    return snapshot


def _caught_up(timeline: Timeline, version: Version, snapshots: Iterable[_Snapshot]) -> Table | None:
    """The table of the nearest of `snapshots` with what has changed since; None when that is not known, or is much."""
    earlier = [each for each in snapshots if each.version[0] <= version[0]]
    if not earlier:
        return None
    start = max(earlier, key=lambda each: each.version[0])
    if start.version == version:
        return start.table
    rows = IndexChange.objects.filter(timeline=timeline, version__gt=start.version[0], version__lte=version[0])
    changes = list(rows.order_by().values_list("version", "event")[: MOST_CHANGES + 1])
    is_whole = len({number for number, _event in changes}) == version[0] - start.version[0] > 0
    if not is_whole or len(changes) > MOST_CHANGES:
        return None
    events = {event for _number, event in changes if event is not None}
    table = start.table.changed(events, building.entries(timeline, events))
    # Another table even if no set has changed: whoever remembers names or words for the old one forgets them.
    return copy(table) if table is start.table else table


def _keep(timeline: Timeline, snapshot: _Snapshot) -> None:
    """Keeps `snapshot`, and earlier ones that cost little beside it."""
    earlier = [each for each in _kept.pop(timeline.pk, ()) if each.version != snapshot.version]
    others = [each for each in earlier if each.table.shares_with(snapshot.table)]
    _kept[timeline.pk] = (snapshot, *others)[:MOST_KEPT]
    while len(_kept) > MOST_TIMELINES:
        _kept.pop(next(iter(_kept)), None)


def _stored(timeline: Timeline) -> list[_Snapshot]:
    """What is stored; nothing if that cannot be used."""
    rows = IndexPart.objects.filter(timeline=timeline).order_by("number").values_list("version", "token", "content")
    versions: set[Version] = set()

    def contents() -> Iterator[memoryview]:
        for number, token, content in rows.iterator(chunk_size=1):
            versions.add((number, token))
            yield memoryview(content)

    try:
        table = storing.table(contents())
    except ValueError as error:
        if versions:
            logger.warning("The stored index of %s is of no use, and is made anew: %s", timeline.slug, error)
        return []
    return [_Snapshot(*versions, table, is_committed=True)] if len(versions) == 1 else []


@transaction.atomic
def _store(timeline: Timeline, snapshot: _Snapshot) -> None:
    """Stores the table in the place of an earlier one, and takes away changes that nobody has to read any more."""
    number, token = snapshot.version
    # Whoever else would store it waits here.
    IndexState.objects.select_for_update().filter(timeline=timeline).first()
    parts = IndexPart.objects.filter(timeline=timeline)
    if parts.filter(version__gt=number).exists():
        return
    parts.delete()
    for place, content in enumerate(storing.parts(snapshot.table)):
        IndexPart.objects.create(timeline=timeline, version=number, token=token, number=place, content=content)
    IndexChange.objects.filter(timeline=timeline, version__lte=number - MOST_CHANGES).delete()


def _give_back_memory() -> None:
    """Has the C library return what it holds since columns were sorted; glibc keeps twice the size of the index."""
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim:
        trim(0)


def _is_in_transaction() -> bool:
    return connections[router.db_for_read(IndexState)].in_atomic_block


def _may_write() -> bool:
    """Whether what is read is what is written to, and no replica of it."""
    return router.db_for_read(IndexPart) == router.db_for_write(IndexPart)
