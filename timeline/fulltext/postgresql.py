"""Full text in PostgreSQL: GIN indexes over the words as `tsvector`, asked by functions of ours (migration 0006)."""

from contextlib import nullcontext

import numpy as np
from django.db.backends.base.base import BaseDatabaseWrapper

from timeline.folding import Term

__all__ = ["actors_with", "events_with", "room_to_write"]


def events_with(connection: BaseDatabaseWrapper, term: Term, within: str | None) -> np.ndarray:
    return _found(connection, "SELECT timeline_events_with(%s, %s, %s)", [*_query(term), within or ""])


def actors_with(connection: BaseDatabaseWrapper, term: Term) -> np.ndarray:
    return _found(connection, "SELECT timeline_actors_with(%s, %s)", _query(term))


def room_to_write(_connection: BaseDatabaseWrapper) -> nullcontext[None]:
    return nullcontext()


def _query(term: Term) -> list[str | None]:
    """The lexemes that must be there, as a `tsquery`, and the words as a string, if their order matters."""
    lexemes = " & ".join(f"'{word}'" for word in term.words) + (":*" if term.prefix else "")
    return [lexemes, f" {' '.join(term.words)}{'' if term.prefix else ' '}" if len(term.words) > 1 else None]


def _found(connection: BaseDatabaseWrapper, sql: str, parameters: list[str | None]) -> np.ndarray:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        keys = cursor.fetchone()[0]
    # Eight bytes each, big end first, in no order.
    return np.sort(np.frombuffer(keys or b"", dtype=">i8").astype(np.int64))
