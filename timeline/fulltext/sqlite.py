"""Full text in SQLite: FTS5 tables over the words, kept by triggers (migration 0006)."""

from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
from django.db.backends.base.base import BaseDatabaseWrapper

from timeline.folding import Term

__all__ = ["actors_with", "events_with", "room_to_write"]

# Bytes of words that FTS5 sorts in memory before it writes them: what it is made with, and where there are many.
SORTED, MANY_SORTED = 1_048_576, 16_777_216


def events_with(connection: BaseDatabaseWrapper, term: Term, within: str | None) -> np.ndarray:
    return _found(connection, "timeline_eventwords_fts", f"{within} : {_query(term)}" if within else _query(term))


def actors_with(connection: BaseDatabaseWrapper, term: Term) -> np.ndarray:
    return _found(connection, "timeline_actorwords_fts", _query(term))


@contextmanager
def room_to_write(connection: BaseDatabaseWrapper) -> Iterator[None]:
    sorts = "INSERT INTO timeline_eventwords_fts(timeline_eventwords_fts, rank) VALUES ('hashsize', %s)"
    with connection.cursor() as cursor:
        cursor.execute(sorts, [MANY_SORTED])
        yield
        cursor.execute(sorts, [SORTED])  # whoever fails gives up the transaction, and this with it


def _query(term: Term) -> str:
    """`term` in the language of FTS5: a string holds data alone, and folded words hold no quotes."""
    return f'"{" ".join(term.words)}"{"*" if term.prefix else ""}'


def _found(connection: BaseDatabaseWrapper, table: str, query: str) -> np.ndarray:
    # One long string comes out five times as quickly as a row for each key. FTS5 gives them in ascending order.
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT group_concat(rowid) FROM {table} WHERE {table} MATCH %s", [query])  # noqa: S608
        keys = cursor.fetchone()[0]
    return np.fromstring(keys, dtype=np.int64, sep=",") if keys else np.empty(0, dtype=np.int64)
