"""Published events as a list shows them, with all that is theirs: read quickly, and kept as long as none has changed.

A page of fifty events is some four hundred rows. Read by hand (`Manager.raw`, each actor and source once) they take a
third of the time that `prefetch_related` takes; and those that were read for this state of the index, which changes
with whatever a list shows, are not read again.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from weakref import WeakKeyDictionary

from django.db import connection, models

from timeline.index import Table
from timeline.models import Citation, Event, Evidence, Figure, Participation, Passage

__all__ = ["RELATED", "Known", "known_to", "shown"]

# Rows that have been read already, by their model and key.
Known = defaultdict[type[models.Model], dict[int, models.Model]]

MOST_KEPT = 2000  # events, for each state of an index
MOST_KNOWN = 10_000  # rows of other models, likewise
# What belongs to an event, by the names of its relations.
RELATED = {"participations": Participation, "evidence": Evidence, "citations": Citation, "figures": Figure}

_KEPT: WeakKeyDictionary[Table, dict[int, Event]] = WeakKeyDictionary()
_KNOWN: WeakKeyDictionary[Table, Known] = WeakKeyDictionary()


def known_to(table: Table) -> Known:
    """The actors, kinds and sources that were read for this state of the index, which changes with their names.

    They are shared by all who ask, for reading, and may be added to.
    """
    known = _KNOWN.get(table)
    if known is None or sum(map(len, known.values())) > MOST_KNOWN:
        known = _KNOWN[table] = defaultdict(dict)
    return known


def shown(table: Table, keys: Sequence[int]) -> list[Event]:
    """The published events with `keys`, in the order of the keys; `table` is the index of their timeline.

    Kind, timeline, participations, evidence, citations and figures are read, with their actors and sources; nine
    queries at most. The events are shared by all who ask: they are for reading.
    """
    kept = _KEPT.setdefault(table, {})
    missing = [key for key in keys if key not in kept]
    if missing:
        if len(kept) + len(missing) > MOST_KEPT:
            kept.clear()
            missing = list(keys)
        read = _read(missing, known_to(table))
        kept |= read
        kept = read | kept  # whatever another thread has cleared in the meantime
    # What was published or taken back between two queries is passed over.
    return [kept[key] for key in keys if key in kept]


def _read(keys: Collection[int], known: Known) -> dict[int, Event]:
    rows = {event.pk: event for event in _rows(Event, "id", keys) if event.is_published}
    found = {name: list(_rows(model, "event_id", rows, ordered=True)) for name, model in RELATED.items()}
    _give(known, rows.values(), "kind", "timeline")
    _give(known, [*found["participations"], *found["evidence"]], "actor", "said_by", "attributed_to")
    _give(known, found["evidence"], "passage")
    _give(known, [*(piece.passage for piece in found["evidence"]), *found["citations"]], "source")
    found["evidence"].sort(key=lambda piece: piece.passage.status != Passage.Status.VERIFIED)
    for event in rows.values():
        # Where Django keeps what was prefetched: `event.evidence.all()` gives the list.
        event._prefetched_objects_cache = {name: [] for name in RELATED}
    for name, parts in found.items():
        for part in parts:
            part.event = rows[part.event_id]
            part.event._prefetched_objects_cache[name].append(part)
    return rows


def _rows(model: type[models.Model], column: str, keys: Collection[int], *, ordered: bool = False):
    """The rows of `model` with one of `keys` in `column`; in the order of their positions if `ordered`."""
    if not keys:
        return ()
    table, wanted = connection.ops.quote_name(model._meta.db_table), ", ".join(["%s"] * len(keys))
    order = " ORDER BY position, id" if ordered else ""
    return model.objects.raw(f"SELECT * FROM {table} WHERE {column} IN ({wanted}){order}", list(keys))  # noqa: S608


def _give(known: Known, rows: Iterable[models.Model], *names: str) -> None:
    """Give `rows` what they refer to by the foreign keys `names`, as far as they have such: a query for each model."""
    wanted = defaultdict(set)
    pairs = []
    for row in rows:
        for name in names:
            key = getattr(row, f"{name}_id", None)
            if key is not None:
                model = row._meta.get_field(name).related_model
                wanted[model].add(key)
                pairs.append((row, name, model, key))
    for model, keys in wanted.items():
        if missing := keys - known[model].keys():
            known[model] |= {row.pk: row for row in _rows(model, "id", missing)}
    for row, name, model, key in pairs:
        if key in known[model]:
            setattr(row, name, known[model][key])
