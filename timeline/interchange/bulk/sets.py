"""Rows written to the database in sets, past the models.

Values are as the database keeps them. Nothing is checked but by the database, and nothing leaves history.
"""

# ruff: noqa: S608 (the names in these statements are those of our own tables)

import gc
import json
import re
import secrets
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import chain, islice
from typing import Any

from django.db import connection, models

from timeline.models import Citation, Event, Origin, Participation, Source
from timeline.models.identity import ALPHABET, LENGTH

__all__ = ["among", "checkpointed", "free_keys", "free_uids", "indexed_last", "insert", "room_to_write"]

ROWS = 50  # that a statement of SQLite writes; one for some costs little more than one for a row, many more cost again

LETTERS = bytes(ord(ALPHABET[byte % len(ALPHABET)]) for byte in range(256))  # of a permanent id, by a random byte
_BEGIN, _REST = LENGTH // 2, LENGTH - LENGTH // 2
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


def among(values: Iterable[str]) -> tuple[str, Any]:
    """What says in SQL that a text is one of `values`, and its parameter."""
    if connection.vendor == "postgresql":
        return "= ANY(%s::text[])", list(values)
    return "IN (SELECT value FROM json_each(%s))", json.dumps(list(values))


def insert(model: type[models.Model], columns: dict[str, Iterable[Any]], *, at_once: bool = False, **same: Any) -> None:
    """Write rows of these columns, and those of `same` alike in all; the others are as the model has them.

    What triggers do with the rows, they do to all of them `at_once`, if that is asked for.
    """
    for column in model._meta.concrete_fields:
        if column.column not in columns and column.column not in same and not column.primary_key:
            default = column.get_default()
            same[column.column] = "" if default is None and not column.null else default
    same = {name: value for name, value in same.items() if value is not None}
    names = ", ".join(f'"{name}"' for name in (*columns, *same))
    table, rows = model._meta.db_table, zip(*columns.values(), strict=True)
    if connection.vendor == "postgresql":
        constant = tuple(same.values())
        with connection.cursor() as cursor, cursor.copy(f'COPY "{table}" ({names}) FROM STDIN') as copy:
            for row in rows:
                copy.write_row(row + constant)
        return
    # Whoever fails gives up the whole transaction, so no statement need be undone by itself.
    into = f'INSERT OR FAIL INTO "{table}" ({names})'
    literals = "".join(f", {_literal(each)}" for each in same.values())
    marks = ", ".join("?" * len(columns))
    with connection.wrap_database_errors, connection.cursor() as cursor:
        if not at_once:
            _insert_rows(into, f"({marks}{literals})", rows, len(columns))
            return
        staged, listed = f'temp."staged_{table}"', ", ".join(f'"{name}"' for name in columns)
        cursor.execute(f"CREATE TABLE IF NOT EXISTS {staged} ({listed})")
        _insert_rows(f"INSERT INTO {staged}", f"({marks})", rows, len(columns))
        cursor.execute(f"{into} SELECT {listed}{literals} FROM {staged} ORDER BY rowid")
        cursor.execute(f"DELETE FROM {staged}")


def _insert_rows(into: str, marks: str, rows: Iterable[tuple], width: int) -> None:
    execute, values = connection.connection.execute, chain.from_iterable(rows)
    statement = f"{into} VALUES {', '.join([marks] * ROWS)}"
    while len(some := list(islice(values, ROWS * width))) == ROWS * width:
        execute(statement, some)
    if some:
        execute(f"{into} VALUES {', '.join([marks] * (len(some) // width))}", some)


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
    """`count` fresh permanent ids, in ascending order.

    They begin alike, so that a database finds the places of all where it finds that of one, and those that are taken.
    """
    free: dict[str, None] = {}
    begin_so = {"sqlite": "GLOB '{}*'", "postgresql": "LIKE '{}%'"}[connection.vendor]
    while len(free) < count:
        begin = _letters(_BEGIN)
        letters = _letters(_REST * (count - len(free)))
        drawn = dict.fromkeys(begin + letters[i : i + _REST] for i in range(0, len(letters), _REST))
        with connection.cursor() as cursor:
            cursor.execute(f'SELECT uid FROM "{model._meta.db_table}" WHERE uid {begin_so.format(begin)}')
            for (taken,) in cursor.fetchall():
                drawn.pop(taken, None)
        free |= drawn
    return sorted(free)


def _letters(count: int) -> str:
    return secrets.token_bytes(count).translate(LETTERS).decode("ascii")
