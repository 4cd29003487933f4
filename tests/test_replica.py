"""Sourceline on a PostgreSQL with a replica, either of which goes away: what readers and curators notice of it."""

import http.client
import json
import os
import re
import select
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple
from urllib.parse import urlencode

import dj_database_url
import psycopg
import pytest
from django.db import ConnectionHandler, DatabaseError

from config.replica import means_gone

from .postgres import Server, postgres
from .serving import ROOT, environment, manage, served

STORY = "/t/soleimani-2020/"
TITLE = re.compile(r"<h1[^>]*>(.*?)</h1>", re.DOTALL)


class Answer(NamedTuple):
    status: int
    headers: dict[str, str]
    text: str

    @property
    def title(self) -> str:
        return re.sub(r"<[^>]+>", "", TITLE.search(self.text)[1]).strip()


class Visitor:
    """A browser that comes through the proxy, and keeps its cookies."""

    def __init__(self, port: int):
        self.port = port
        self.cookies: dict[str, str] = {}

    def get(self, address: str, **headers: str) -> Answer:
        return self._ask("GET", address, "", headers)

    def post(self, address: str, **said: str) -> Answer:
        said = {"csrfmiddlewaretoken": self.cookies.get("csrftoken", ""), **said}
        return self._ask("POST", address, urlencode(said), {"Content-Type": "application/x-www-form-urlencoded"})

    def _ask(self, method: str, address: str, body: str, headers: dict[str, str]) -> Answer:
        sent = {"Host": "example.org", "X-Forwarded-Proto": "https", "Referer": "https://example.org/"}
        sent |= {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        connection.request(method, address, body, sent | headers)
        response = connection.getresponse()
        for name, value in response.getheaders():
            if name.lower() == "set-cookie":
                self.cookies.update([value.partition(";")[0].split("=", 1)])
        text = response.read().decode()
        connection.close()
        return Answer(response.status, {name.lower(): value for name, value in response.getheaders()}, text)


class Log:
    """What a server logs, as it comes through a pipe."""

    def __init__(self):
        self._end, self.end = os.pipe()
        self._unread = b""

    def until(self, words: str) -> str:
        """What has been logged since the last time, to the end of the first line that has these words."""
        while not (found := re.search(re.escape(words.encode()) + b".*\n", self._unread)):
            assert select.select([self._end], [], [], 120)[0], f"{words!r} was not logged; but {self._unread.decode()}"
            self._unread += os.read(self._end, 10_000)
        said, self._unread = self._unread[: found.end()], self._unread[found.end() :]
        return said.decode()


class Site(NamedTuple):
    primary: Server
    replica: Server
    reader: Visitor
    curator: Visitor
    log: Log

    @contextmanager
    def without(self, server: Server) -> Iterator[None]:
        """The server is away; at the end it is back, and the site has noticed that, having noticed the first."""
        server.stop()
        try:
            yield
        finally:
            server.start()
            self.log.until("answers again.")

    def rename(self, title: str) -> Answer:
        """What a curator gets who gives the timeline another title."""
        return self.curator.post(
            "/admin/timeline/timeline/1/change/", title=title, slug="soleimani-2020", summary=title, _save="Save"
        )


@contextmanager
def behind(replica: Server) -> Iterator[None]:
    """The replica takes up nothing new until the end of the block."""
    with psycopg.connect(replica.url, autocommit=True) as connection:
        connection.execute("SELECT pg_wal_replay_pause()")
        while connection.execute("SELECT pg_get_wal_replay_pause_state()").fetchone()[0] != "paused":
            pass
        try:
            yield
        finally:
            connection.execute("SELECT pg_wal_replay_resume()")


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> Iterator[Site]:
    """Sourceline with its seed on a primary and a replica that follows it, with a curator who has signed in."""
    log = Log()
    with postgres() as primary:
        prepared = manage("prepare", DATABASE_URL=primary.url)
        password = re.search(r"password (\S+)", prepared.stdout)[1]
        with postgres(standby_of=primary) as replica:
            ours = {"DATABASE_URL": primary.url, "REPLICA_URL": replica.url}
            ours |= {"BEHIND_PROXY": "1", "LOG_LEVEL": "WARNING"}
            with served(tmp_path_factory.mktemp("replica"), log=log.end, **ours) as port:
                curator = Visitor(port)
                curator.get("/admin/login/")
                assert curator.post("/admin/login/", username="curator", password=password).status == 302
                yield Site(primary, replica, Visitor(port), curator, log)


def test_readers_read_the_replica_and_curators_what_they_have_just_saved(site: Site):
    site.rename("As it was")
    with behind(site.replica):
        before = site.reader.get(STORY).title
        assert site.rename("As a curator has it now").status == 302
        assert site.curator.get(STORY).title == "As a curator has it now"
        assert site.reader.get(STORY).title == before


def test_while_the_replica_is_away_readers_read_the_primary(site: Site):
    with site.without(site.replica):
        assert site.rename("Without a replica").status == 302
        assert site.reader.get(STORY).title == "Without a replica"
        assert "read from the primary until it answers" in site.log.until("The replica cannot be reached")
        assert [site.reader.get(page).status for page in ("/about/", "/actors/", "/sources/")] == [200, 200, 200]


def test_while_the_primary_is_away_readers_and_curators_go_on_reading(site: Site):
    with site.without(site.primary):
        for visitor in (site.reader, site.curator):
            for page in (STORY, f"{STORY}?q=rockets", f"{STORY}?event=hg3z48cr", "/", "/actors/", "/sources/"):
                assert visitor.get(page).status in (200, 302), page
        assert "read from the replica, and nothing can be changed" in site.log.until("The primary cannot be reached")


def test_while_the_primary_is_away_the_desk_says_that_nothing_can_be_changed(site: Site):
    with site.without(site.primary):
        for answer in (site.rename("Lost"), site.rename("Lost"), site.curator.get("/admin/")):
            assert answer.status == 503
            assert answer.title == "Nothing can be changed at the moment"
            assert "Reading goes on: all public pages are there." in answer.text
            assert int(answer.headers["retry-after"]) > 0
        assert "Nothing was saved." in site.rename("Lost").text
        told = json.loads(site.curator.get("/admin/", Accept="application/json").text)
        assert (told["status"], told["title"]) == (503, "Nothing can be changed at the moment")
    assert site.rename("Found").status == 302
    assert site.curator.get(STORY).title == "Found"


def test_while_both_are_away_readers_are_told_so(site: Site):
    with site.without(site.primary), site.without(site.replica):
        answer = site.reader.get(STORY)
        assert (answer.status, answer.title) == (503, "The timelines cannot be reached")
        assert "Nothing that was there is lost" in answer.text
    assert site.reader.get(STORY).status == 200


def test_a_worker_waits_for_a_database_that_is_away(site: Site):
    log = Log()
    command = [sys.executable, "-W", "error", "manage.py", "worker"]
    ours = environment(DATABASE_URL=site.primary.url, LOG_LEVEL="INFO")
    with subprocess.Popen(command, cwd=ROOT, env=ours, stderr=log.end) as worker:
        log.until("Starting worker")
        site.primary.stop()
        try:
            log.until("the worker waits for it")
        finally:
            site.primary.start()
        log.until("Starting worker")
        worker.terminate()
    assert worker.returncode == 0


@pytest.mark.parametrize(
    ("statement", "gone"),
    [
        ("SELECT pg_terminate_backend(pg_backend_pid())", True),
        ("SET statement_timeout = 1; SELECT pg_sleep(9)", False),
        ("SELECT 1 / 0", False),
        ("SELECT nothing", False),
    ],
)
def test_a_database_that_refuses_something_is_not_taken_for_gone(site: Site, statement: str, gone: bool):
    database = ConnectionHandler({"default": dj_database_url.parse(site.primary.url)})["default"]
    asked = pytest.raises(DatabaseError), database.wrap_database_errors, psycopg.connect(site.primary.url)
    with asked[0] as caught, asked[1], asked[2] as connection:
        connection.execute(statement)
    assert means_gone(caught.value) is gone
