"""Public pages that are given out again: whatever was drawn for one visitor is the next one's, while nothing changes.

A link that many follow is drawn once. An answer is kept with what it rests on: the row of its timeline and the version
of that timeline's index, which every change of what readers see advances. Both are read before each request, so no
answer is older than the database; `Age` (RFC 9111) says how many seconds ago it was drawn. Who has a session is never
given a kept answer, and none of theirs is kept. `Cache-Control: no-cache` asks for a page that is drawn anew.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable
from http import HTTPStatus
from time import monotonic
from typing import NamedTuple

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.utils import translation

from timeline import rows
from timeline.index import NEVER, Version
from timeline.models import Timeline

__all__ = ["KeptAnswers"]

# Of all answers that a process keeps, as they are sent: compressed, where the visitor takes that.
MOST_BYTES = 24_000_000
# Of an address: longer ones are typed by nobody twice.
LONGEST_ADDRESS = 2000
# What else an answer depends on. A page for htmx says where the browser is to think that it is.
HEADERS = ("Accept-Encoding", "HX-Request", "HX-Target", "HX-Current-URL", "HX-History-Restore-Request")


class _Answer(NamedTuple):
    """An answer as it was sent, what it rests on, and when it was drawn, in seconds of the monotonic clock."""

    slug: str
    state: tuple
    headers: dict[str, str]
    content: bytes
    drawn: float


class KeptAnswers:
    """Middleware: keeps an answer that says what it `rests_on`, a timeline and the version of its index.

    It stands outside whatever compresses, and inside whatever chooses the database. Beyond MOST_BYTES it gives up what
    nobody has asked for in the longest time. Threads may share it.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response
        self._kept: OrderedDict[tuple, _Answer] = OrderedDict()
        self._bytes = 0
        self._lock = threading.Lock()

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not _may_keep(request):
            return self.get_response(request)
        said = map(request.headers.get, HEADERS)
        key = request.get_host(), request.get_full_path(), translation.get_language(), *said
        kept = None if "no-cache" in request.headers.get("Cache-Control", "") else self._kept.get(key)
        if kept and _is_current(kept):
            with self._lock:
                if key in self._kept:
                    self._kept.move_to_end(key)
            return HttpResponse(kept.content, headers={**kept.headers, "Age": int(monotonic() - kept.drawn)})
        response = self.get_response(request)
        story, version = getattr(response, "rests_on", (None, NEVER))
        if version != NEVER and response.status_code == HTTPStatus.OK and not response.cookies:
            state = _state(story, version)
            self._keep(key, _Answer(story.slug, state, dict(response.items()), response.content, monotonic()))
        return response

    def _keep(self, key: tuple, answer: _Answer) -> None:
        with self._lock:
            if before := self._kept.pop(key, None):
                self._bytes -= _size(key, before)
            self._kept[key] = answer
            self._bytes += _size(key, answer)
            while self._bytes > MOST_BYTES:
                self._bytes -= _size(*self._kept.popitem(last=False))


def _size(key: tuple[str | None, ...], answer: _Answer) -> int:
    return len(answer.content) + sum(len(part or "") for part in key)


def _may_keep(request: HttpRequest) -> bool:
    return (
        request.method == "GET"
        and not settings.DEBUG  # whoever changes a template wants to see it
        and settings.SESSION_COOKIE_NAME not in request.COOKIES
        and len(request.META.get("QUERY_STRING", "")) + len(request.path_info) <= LONGEST_ADDRESS
    )


def _is_current(answer: _Answer) -> bool:
    try:
        found = rows.story(answer.slug)
    except DatabaseError:
        return False  # the view will meet with it, and it is known there what to do
    return found is not None and _state(*found) == answer.state


def _state(timeline: Timeline, version: Version) -> tuple:
    return version, *(getattr(timeline, field.attname) for field in Timeline._meta.concrete_fields)
