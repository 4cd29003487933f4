"""Which database a request reads, and what becomes of it while one of them cannot be reached.

Public pages are read from the replica, if there is one, and all else from the primary, which alone is written to.
Whoever has a session reads the primary: a curator sees what was just saved. While the one cannot be reached, public
pages come from the other; the desk has the primary alone, and says so when it is away.

A database is found to be away by the request that fails on it. That request is tried again on the other, and later
ones pass it over without waiting, until one thread, which asks every few seconds, finds that it answers again.
"""

import logging
import threading
import time
from contextvars import ContextVar

from django.conf import settings
from django.db import DatabaseError, DataError, InterfaceError, OperationalError, connections
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from timeline import errorpages

logger = logging.getLogger(__name__)

PRIMARY, REPLICA = "default", "replica"
NAMES = {PRIMARY: "primary", REPLICA: "replica"}
ASKED_EVERY_SECONDS = 2
# What PostgreSQL says to those who are connected while it ends, and to those who come while it starts.
ENDING_OR_STARTING = {"57P01", "57P02", "57P03"}
# Two who waited for each other, and one who waited for too long.
TAKEN = {"40P01", "40001", "55P03"}

_read_from: ContextVar[str] = ContextVar("read_from", default=PRIMARY)
_watched: set[str] = set()
_away: set[str] = set()
_one_at_a_time = threading.Lock()


class Router:
    """Sends reads to the database that the request reads from, and everything else to the primary."""

    def db_for_read(self, model, **hints) -> str:
        return _read_from.get()

    def db_for_write(self, model, **hints) -> str:
        return PRIMARY

    def allow_relation(self, first, second, **hints) -> bool:
        return True

    def allow_migrate(self, db: str, app_label: str, **hints) -> bool:
        return db == PRIMARY


class Databases:
    """Middleware: chooses the database, and the other one when that fails; stands outside whatever asks a database."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.cut_off, is_unsaved = None, True
        for alias in databases_for(request):
            if alias in _away:
                continue
            chosen = _read_from.set(alias)
            try:
                response = self.get_response(request)
            finally:
                _read_from.reset(chosen)
            if request.cut_off is None:
                return response
            error, request.cut_off = request.cut_off, None
            is_unsaved = _never_connected(error)
            connections[alias].close()
            watch(alias, error)
        reading_goes_on = REPLICA in settings.DATABASES and REPLICA not in _away
        return errorpages.out_of_reach(request, reading_goes_on=reading_goes_on, is_unsaved=is_unsaved)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Leaves it to `__call__` what becomes of a request whose database has gone, and says what else is no bug."""
        if means_gone(error) or (_read_from.get() == REPLICA and isinstance(error, OperationalError)):
            request.cut_off = error
            return HttpResponse(status=503)
        if means_taken(error):
            return errorpages.busy(request)
        if isinstance(error, DataError) and "NUL" in str(error):  # PostgreSQL knows no text with nulls
            return errorpages.bad_request(request)
        return None


def databases_for(request: HttpRequest) -> list[str]:
    """The databases that are asked to answer `request`, one after the other until one does.

    What changes nothing may be asked for twice, also of the primary: it may have been one connection that was lost.
    """
    if request.method not in ("GET", "HEAD"):
        return [PRIMARY]
    if REPLICA not in settings.DATABASES or request.path.startswith(reverse("admin:index")):
        return [PRIMARY, PRIMARY]
    return [PRIMARY, REPLICA] if settings.SESSION_COOKIE_NAME in request.COOKIES else [REPLICA, PRIMARY]


def means_gone(error: Exception) -> bool:
    """Whether `error` says that a PostgreSQL cannot be reached or has gone, and not that it refused something.

    There is no SQLSTATE where it has said nothing any more.
    """
    if isinstance(error, InterfaceError):
        return connections[PRIMARY].vendor == "postgresql"
    state = _state(error)
    return state is None or state.startswith("08") or state in ENDING_OR_STARTING


def means_taken(error: Exception) -> bool:
    """Whether `error` says that others have held for too long what was to be written."""
    return _state(error) in TAKEN or (isinstance(error, OperationalError) and "database is locked" in str(error))


def _state(error: Exception) -> str | None:
    """The SQLSTATE of `error`; "" where it is none of PostgreSQL's about how it runs."""
    return getattr(error.__cause__, "sqlstate", "") if isinstance(error, OperationalError) else ""


def _never_connected(error: Exception) -> bool:
    """Whether nothing can have been written; a connection that was lost may have been lost after the last word."""
    from psycopg_pool import PoolTimeout  # only whoever has PostgreSQL comes here, and it takes long to load

    return isinstance(error.__cause__, PoolTimeout)


# Until it is back


def watch(alias: str, error: Exception) -> None:
    """See whether the database `alias`, which failed with `error`, answers, and have it passed over until it does.

    One thread asks it, however many requests have failed on it.
    """
    with _one_at_a_time:
        if alias in _watched:
            return
        _watched.add(alias)
    threading.Thread(target=_ask_until_it_answers, args=(alias, error), name=f"watch-{alias}", daemon=True).start()


def _ask_until_it_answers(alias: str, error: Exception) -> None:
    try:
        if reason := _why_it_does_not_answer(alias):
            _away.add(alias)
            logger.error("The %s cannot be reached (%s). %s", NAMES[alias], reason, _what_it_means(alias))
            while _why_it_does_not_answer(alias):
                time.sleep(ASKED_EVERY_SECONDS)
    finally:
        _away.discard(alias)
        _watched.discard(alias)
    if reason:
        logger.warning("The %s answers again.", NAMES[alias])
    else:
        logger.warning("The %s failed a request, and answers the next (%s).", NAMES[alias], error)


def _what_it_means(alias: str) -> str:
    if alias == REPLICA:
        return "Public pages are read from the primary until it answers."
    if REPLICA in settings.DATABASES:
        return "Public pages are read from the replica, and nothing can be changed, until it answers."
    return "Nothing can be read or changed until it answers."


def _why_it_does_not_answer(alias: str) -> str:
    """Why `alias` does not; empty when it does, over a connection of its own and the first of a new pool."""
    database = connections.create_connection(alias)
    try:
        with database.wrap_database_errors:
            database.Database.connect(**database.get_connection_params()).close()
        database.close_pool()  # which may still be waiting for its next try
        database.ensure_connection()
    except DatabaseError as error:
        return " ".join(str(error).split())
    finally:
        database.close()
    return ""
