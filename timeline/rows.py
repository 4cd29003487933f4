"""Published events as a list shows them, with all that is theirs: read quickly, and kept as long as none has changed.

A page of fifty events is some five hundred rows. Read by hand (values as they come, each actor and source once) they
take a sixth of the time that `prefetch_related` takes; and those that were read for this state of the index, which
changes with whatever a list shows, are not read again.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from functools import cache, partial
from operator import attrgetter
from weakref import proxy

from django.db import connections, models, router
from django.db.models.base import ModelState

from timeline.index import NEVER, Memory, Table, Version
from timeline.models import (
    Actor,
    Citation,
    Event,
    EventParts,
    Evidence,
    Figure,
    IndexState,
    Kind,
    Participation,
    Passage,
    Source,
    Timeline,
)
from timeline.models.gathered import GATHERED

__all__ = ["alone", "called", "named", "parts", "shown", "story"]

# What belongs to an event, by the names of its relations.
RELATED = {"participations": Participation, "evidence": Evidence, "citations": Citation, "figures": Figure}
# What was read, for all timelines of this process together. An event with all that is theirs takes some 12 kB.
_SHOWN, _ALONE = Memory(6_000), Memory(10_000)
_NAMED: defaultdict[type[models.Model], Memory] = defaultdict(lambda: Memory(10_000))
_CALLED: defaultdict[tuple[type[models.Model], str], Memory] = defaultdict(lambda: Memory(2_000))


def shown(table: Table, keys: Sequence[int]) -> list[Event]:
    """The published events with `keys`, in the order of the keys; `table` is the index of their timeline.

    Kind, timeline, participations, evidence, citations and figures are read, with their actors and sources; ten
    queries at most. The events are shared by all who ask: they are for reading.
    """
    known = _known(_SHOWN, table, keys, partial(_read, table))
    # What was published or taken back between two queries is passed over.
    return [known[key] for key in keys if key in known]


def alone(table: Table, keys: Sequence[int]) -> list[Event]:
    """The same with nothing of theirs but their kinds and timeline: three queries at most."""
    whole = _SHOWN.of(table)
    found = {key: event for key in keys if (event := whole.get(key))}
    found |= _known(_ALONE, table, [key for key in keys if key not in found], partial(_read_alone, table))
    return [found[key] for key in keys if key in found]


def named(table: Table, model: type[models.Model], keys: Collection[int]) -> dict[int, models.Model]:
    """The rows of `model` with `keys`, as far as there are such: actors, kinds or sources of the events of an index."""
    return _known(_NAMED[model], table, keys, lambda keys: {row.pk: row for row in _rows(model, "id", keys)})


def called(table: Table, model: type[models.Model], name: str, texts: Collection[str]) -> dict[str, models.Model]:
    """The rows of `model` that have one of `texts` for their field `name`, which is unique, by these texts."""

    def read(missing: Collection[str]) -> dict[str, models.Model]:
        return {getattr(row, name): row for row in _rows(model, name, missing)}

    return _known(_CALLED[model, name], table, texts, read)


def story(slug: str) -> tuple[Timeline, Version] | None:
    """The timeline with `slug`, if there is one, and the version of its index: both in one query."""
    using = router.db_for_read(Timeline)
    quote = connections[using].ops.quote_name
    columns, names, converters = _columns(Timeline, using)
    timelines, states = (quote(model._meta.db_table) for model in (Timeline, IndexState))
    with connections[using].cursor() as cursor:
        cursor.execute(
            f"SELECT version, token, {columns} FROM {timelines} LEFT JOIN {states} ON timeline_id = id WHERE slug = %s",  # noqa: S608
            [slug],
        )
        found = cursor.fetchone()
    if found is None:
        return None
    version, token, *values = found
    return _row(Timeline, names, converters, tuple(values), using), NEVER if token is None else (version, token)


def _known(memory: Memory, table: Table, keys: Collection, read: Callable) -> dict:
    """The rows with `keys` that are kept in `memory`; those that are missing are `read`, and kept as well."""
    kept = memory.of(table)
    found = {key: row for key in keys if (row := kept.get(key))}
    if missing := [key for key in keys if key not in found]:
        new = read(missing)
        memory.keep(table, new)
        found |= new
    return found


def parts(event: Event) -> Mapping[str, Sequence]:
    """What belongs to an event, by the names of the relations: as it was read for a list, else from the database."""
    kept = getattr(event, "_prefetched_objects_cache", {})
    return kept if RELATED.keys() <= kept.keys() else {name: getattr(event, name).all() for name in RELATED}


def _read_alone(table: Table, keys: Collection[int]) -> dict[int, Event]:
    rows = {event.pk: event for event in _rows(Event, "id", keys) if event.is_published}
    _give(table, rows.values(), kind=Kind, timeline=Timeline)
    return rows


def _read(table: Table, keys: Collection[int]) -> dict[int, Event]:
    rows = _read_alone(table, keys)
    gathered = {each.pk: each.rows() for each in _rows(EventParts, "event_id", rows)}
    scattered = rows.keys() - gathered.keys()
    found = {
        name: _taken_out(gathered, model) + _rows(model, "event_id", scattered, ordered=True)
        if model in GATHERED
        else _rows(model, "event_id", rows, ordered=True)
        for name, model in RELATED.items()
    }
    passages = {row.pk: row for row in _rows(Passage, "id", {piece.passage_id for piece in found["evidence"]})}
    evidence = found["evidence"] = [piece for piece in found["evidence"] if piece.passage_id in passages]
    for piece in evidence:
        piece._state.fields_cache["passage"] = passages[piece.passage_id]
    evidence.sort(key=lambda piece: piece.passage.status != Passage.Status.VERIFIED)
    _give(table, found["participations"], actor=Actor, said_by=Actor)
    _give(table, evidence, actor=Actor, attributed_to=Actor)
    _give(table, passages.values(), source=Source)
    _give(table, found["citations"], source=Source)
    for event in rows.values():
        # Where Django keeps what was prefetched: `event.evidence.all()` gives the list.
        event._prefetched_objects_cache = {name: [] for name in RELATED}
    for name, each in found.items():
        for part in each:
            # By a proxy, so that they are no circle: what is given up goes at once, without the garbage collector.
            part._state.fields_cache["event"] = proxy(rows[part.event_id])
            rows[part.event_id]._prefetched_objects_cache[name].append(part)
    return rows


def _rows(model: type[models.Model], column: str, keys: Collection[int], *, ordered: bool = False) -> list:
    """The rows of `model` with one of `keys` in `column`; in the order of their positions if `ordered`."""
    if not keys:
        return []
    using = router.db_for_read(model)
    keys = list(keys)
    # Statements for a power of two of keys are few, and a connection keeps these prepared. Twice the same does no harm.
    keys += keys[-1:] * ((1 << (len(keys) - 1).bit_length()) - len(keys))
    table, wanted = connections[using].ops.quote_name(model._meta.db_table), ", ".join(["%s"] * len(keys))
    columns, names, converters = _columns(model, using)
    order = " ORDER BY position, id" if ordered else ""
    with connections[using].cursor() as cursor:
        cursor.execute(f"SELECT {columns} FROM {table} WHERE {column} IN ({wanted}){order}", keys)  # noqa: S608
        found = cursor.fetchall()
    return [_row(model, names, converters, values, using) for values in found]


def _taken_out(gathered: Mapping[int, Mapping], model: type[models.Model]) -> list:
    """The rows of `model` among those that are `gathered`, by event; in the order of their positions in each."""
    using, names = router.db_for_read(model), (*GATHERED[model], "event_id")
    return [
        _row(model, names, (), (*values, event), using) for event, parts in gathered.items() for values in parts[model]
    ]


def _row(model: type[models.Model], names, converters, values: tuple, using: str) -> models.Model:
    """What `Model.from_db` makes, without what `Model.__init__` asks of every value that it is given."""
    row = model.__new__(model)
    told = vars(row)
    told.update(zip(names, values, strict=True))
    for name, convert in converters:
        if told[name] is not None:
            told[name] = convert(told[name])
    row._state = ModelState()
    row._state.db, row._state.adding, row._state.fields_cache = using, False, {}
    return row


@cache
def _columns(model: type[models.Model], using: str) -> tuple[str, list[str], list[tuple[str, Callable]]]:
    """The columns of `model`, its attributes in the same order, and how the values of some of these are read."""
    fields, ask = model._meta.concrete_fields, connections[using]
    names = [field.attname for field in fields]
    read = [field.get_col(model._meta.db_table) for field in fields]
    converters = [
        (name, partial(convert, expression=column, connection=ask))
        for name, column in zip(names, read, strict=True)
        for convert in [*ask.ops.get_db_converters(column), *column.get_db_converters(ask)]
    ]
    return ", ".join(ask.ops.quote_name(field.column) for field in fields), names, converters


def _give(table: Table, rows: Collection[models.Model], **references: type[models.Model]) -> None:
    """Give `rows` what they refer to by foreign keys, which are named with their models: a query for each."""
    for name, model in references.items():
        key_of = attrgetter(f"{name}_id")
        known = named(table, model, {key_of(row) for row in rows} - {None})
        for row in rows:
            key = key_of(row)
            if key is None or key in known:
                row._state.fields_cache[name] = known.get(key)
