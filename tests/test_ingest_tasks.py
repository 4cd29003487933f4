"""Articles brought in behind the scenes: once, whole or not at all, whoever is killed over it."""

import itertools
import json
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple

import psycopg
import pytest
from django.db import DatabaseError, connection
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from timeline.ingest import tasks
from timeline.models import Event, Ingest, Source, Worker

from .factories import make_timeline
from .postgres import postgres
from .serving import ROOT, environment, manage

NOW = datetime(2020, 1, 6, 12, tzinfo=UTC)
TEXT = "Armed men killed Maria Santos in Lisbon on 2 January 2020.\n\nThe police arrested Paulo Reis on 3 January 2020."


def make_ingest(text: str = TEXT, **fields) -> Ingest:
    """A draft of an article with this text."""
    return Ingest.objects.create(
        **{
            "timeline": fields.pop("timeline", None) or make_timeline(),
            "given": text,
            "text": text,
            "title": "Deaths in Lisbon",
            "published_on": date(2020, 1, 6),
            **fields,
        }
    )


def begun(**fields) -> Ingest:
    """An article that waits in the queue."""
    ingest = make_ingest(**fields)
    tasks.begin(ingest)
    ingest.refresh_from_db()
    return ingest


def taken(ingest: Ingest, *workers: str, at: datetime = NOW) -> DBTaskResult:
    """The task of `ingest`, as if the last of `workers` had taken it at this moment."""
    task = DBTaskResult.objects.filter(pk=ingest.task)
    task.update(status=TaskResultStatus.RUNNING, started_at=at, worker_ids=list(workers))
    return task.get()


@contextmanager
def broken_table(name: str):
    """Nothing can be written to this table, as when a disk is full."""
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TRIGGER broken BEFORE INSERT ON {name} BEGIN SELECT RAISE(ABORT, 'no room left'); END")
        try:
            yield
        finally:
            cursor.execute("DROP TRIGGER broken")


@pytest.mark.django_db
def test_an_article_that_is_begun_waits_for_a_worker():
    ingest = begun()
    assert ingest.state == Ingest.State.WAITING
    task = DBTaskResult.objects.get()
    assert (task.pk, task.status) == (ingest.task, TaskResultStatus.READY)
    assert not Source.objects.exists()


@pytest.mark.django_db
def test_an_article_is_not_begun_twice():
    ingest = begun()
    tasks.begin(ingest)
    assert DBTaskResult.objects.count() == 1


@pytest.mark.django_db
def test_an_article_that_is_done_has_its_source_its_candidates_and_a_report():
    ingest = begun()
    tasks.work(ingest.pk, clock=lambda: NOW)
    ingest.refresh_from_db()
    assert (ingest.state, ingest.finished_at) == (Ingest.State.DONE, NOW)
    assert ingest.done == ingest.of
    assert ingest.source == Source.objects.get()
    assert ingest.snapshot == ingest.source.current_text
    assert ingest.report["created"] == list(Event.objects.order_by("pk").values_list("pk", flat=True))
    assert "2 candidates are new." in ingest.report["lines"]


@pytest.mark.django_db
def test_who_brought_it_in_stands_in_the_history(django_user_model):
    ingest = begun(by=django_user_model.objects.create_user("ada"))
    tasks.work(ingest.pk)
    assert Source.history.get().history_user.username == "ada"


@pytest.mark.django_db
def test_what_is_done_is_not_done_again():
    ingest = begun()
    tasks.work(ingest.pk, clock=lambda: NOW)
    tasks.work(ingest.pk)
    ingest.refresh_from_db()
    assert ingest.finished_at == NOW
    assert Event.objects.count() == 2


@pytest.mark.django_db
def test_what_was_forgotten_meanwhile_is_passed_over():
    ingest = begun()
    key = ingest.pk
    ingest.delete()
    tasks.work(key)
    assert not Source.objects.exists()


@pytest.mark.django_db
def test_a_draft_can_be_forgotten_and_what_is_under_way_cannot():
    draft, waiting = make_ingest(), begun()
    assert tasks.discard(draft)
    assert not tasks.discard(waiting)
    assert list(Ingest.objects.all()) == [waiting]


@pytest.mark.django_db
@pytest.mark.skipif(connection.vendor != "sqlite", reason="The trigger is written in SQLite's own words.")
def test_where_the_database_fails_nothing_is_kept_and_it_can_be_tried_again():
    ingest = begun()
    with broken_table("timeline_proposal"), pytest.raises(DatabaseError, match="no room left"):
        tasks.run_here(ingest, NOW)
    ingest.refresh_from_db()
    assert ingest.state == Ingest.State.FAILED
    assert ingest.message.endswith("Nothing was stored.")
    assert DBTaskResult.objects.get().status == TaskResultStatus.FAILED
    assert not Source.objects.exists()
    assert not Event.objects.exists()

    tasks.begin(ingest)
    ingest.refresh_from_db()
    assert tasks.run_here(ingest, NOW)
    assert Event.objects.count() == 2


@pytest.mark.django_db
@pytest.mark.skipif(connection.vendor != "sqlite", reason="The trigger is written in SQLite's own words.")
def test_what_is_forgotten_while_a_worker_reads_it_is_left():
    ingest = begun()
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TRIGGER forgetting AFTER UPDATE ON timeline_ingest WHEN NEW.step = 'storing' "
            "BEGIN DELETE FROM timeline_ingest WHERE id = NEW.id; END"
        )
        try:
            assert tasks.run_here(ingest, NOW)
        finally:
            cursor.execute("DROP TRIGGER forgetting")
    assert DBTaskResult.objects.get().status == TaskResultStatus.SUCCESSFUL
    assert not Source.objects.exists()


# In the request


@pytest.mark.django_db
def test_a_request_does_what_waits_and_says_so_to_the_queue():
    ingest = begun()
    assert tasks.run_here(ingest, NOW)
    ingest.refresh_from_db()
    assert ingest.state == Ingest.State.DONE
    assert DBTaskResult.objects.get().status == TaskResultStatus.SUCCESSFUL
    assert not tasks.run_here(ingest, NOW)


@pytest.mark.django_db
def test_a_request_leaves_to_a_worker_what_that_has_taken():
    ingest = begun()
    Worker.sign("anne", now=NOW, lease=tasks.LEASE)
    taken(ingest, "anne")
    assert not tasks.run_here(ingest, NOW)
    assert not Source.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(("text", "small"), [("a" * 49_999, True), ("a" * 50_000, False), ("ä" * 25_000, False)])
def test_a_request_does_articles_below_50_kb(text, small):
    assert tasks.can_run_here(make_ingest(text)) is small


# Who is alive


@pytest.mark.django_db
def test_a_worker_is_alive_until_its_lease_is_over():
    Worker.sign("anne", now=NOW, lease=timedelta(seconds=30))
    assert tasks.worker_is_alive(NOW + timedelta(seconds=29))
    assert not tasks.worker_is_alive(NOW + timedelta(seconds=30))
    Worker.sign("anne", now=NOW + timedelta(seconds=29), lease=timedelta(seconds=30))
    assert tasks.worker_is_alive(NOW + timedelta(seconds=58))
    assert Worker.objects.get().begun_at == NOW


LATER = NOW + tasks.LEASE


@pytest.mark.django_db
def test_what_a_dead_worker_was_doing_goes_back_into_the_queue():
    ingest = begun()
    Worker.sign("anne", now=NOW, lease=tasks.LEASE)
    taken(ingest, "anne")
    assert tasks.reap(LATER) == 1
    assert DBTaskResult.objects.get().status == TaskResultStatus.READY


@pytest.mark.django_db
def test_what_a_living_worker_does_is_left_to_it():
    taken(begun(), "anne", "bert")
    Worker.sign("bert", now=LATER, lease=tasks.LEASE)
    assert tasks.reap(LATER) == 0


@pytest.mark.django_db
def test_what_was_begun_a_moment_ago_is_left_to_whoever_began_it():
    """A request gives no sign of life."""
    taken(begun())
    assert tasks.reap(LATER - timedelta(seconds=1)) == 0
    assert tasks.reap(LATER) == 1


@pytest.mark.django_db
def test_what_one_has_given_back_no_other_gives_back():
    """Between the look and the act of the first, a second has given the task back, and a third has begun it again."""
    ingest = begun()
    found = taken(ingest, "anne")
    taken(ingest, "anne", "bert", at=LATER)
    abandoned = DBTaskResult.objects.filter(pk=found.pk, started_at=found.started_at)
    assert abandoned.update(status=TaskResultStatus.READY) == 0
    assert tasks.reap(LATER) == 0


@pytest.mark.django_db
def test_what_kills_whoever_takes_it_is_given_up_and_says_so():
    ingest = begun()
    taken(ingest, *(f"worker-{n}" for n in range(tasks.MOST_RUNS)))
    assert tasks.reap(LATER) == 0
    ingest.refresh_from_db()
    assert ingest.state == Ingest.State.FAILED
    assert ingest.message == f"Whoever worked on it died {tasks.MOST_RUNS} times over it. Nothing was stored."
    assert DBTaskResult.objects.get().status == TaskResultStatus.FAILED


# Workers in processes of their own

ARTICLES = 5
FILL = """
from datetime import date
from timeline.ingest import tasks
from timeline.models import Ingest, Timeline
story = Timeline.objects.create(title="A story", slug="a-story")
# Nobody is in two articles, so that all is the same in whatever order they come in.
for first in ("Maria", "Paulo", "Ana", "Rui", "Ines"):
    told = [
        f"Armed men killed {first} {last} in Lisbon on {day} January 2020. "
        f"The police arrested {last} {first} on {day + 1} January 2020."
        for day, last in enumerate(("Santos", "Reis", "Costa", "Melo", "Lima", "Dias"), start=1)
    ]
    text = "\\n\\n".join(told)
    ingest = Ingest.objects.create(
        timeline=story, given=text, text=text, title=f"On {first}", published_on=date(2020, 2, 1)
    )
    tasks.begin(ingest)
"""
TELL = """
import json
from timeline.models import *
told = [
    [event.title, str(event.date), event.kind.slug, event.status, event.proposal.position,
     sorted(event.evidence.values_list("passage__source__title", "passage__start", "passage__stop", "cue")),
     sorted(event.participations.values_list("actor__name", "role"))]
    for event in Event.objects.all()
]
print(json.dumps({
    "events": sorted(told),
    "states": sorted(Ingest.objects.values_list("title", "state")),
    "actors": sorted(Actor.objects.values_list("name", flat=True)),
    "passages": Passage.objects.count(),
    "histories": Event.history.count(),
    "workers": Worker.objects.count(),
}))
"""


# Of PostgreSQL's processes, those that work for anybody else here.
OTHERS = "pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"


class Desk:
    """A database of its own at `url`, and the processes that work on it."""

    def __init__(self, url: str):
        self.url = url
        self.ours = {"DATABASE_URL": url, "DEBUG": "1"}

    def manage(self, *arguments: str) -> str:
        done = manage(*arguments, **self.ours)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def fill(self) -> None:
        """Let all the articles wait."""
        self.manage("migrate", "--verbosity", "0")
        self.manage("shell", "--verbosity", "0", "--command", FILL)

    def told(self) -> dict:
        return json.loads(self.manage("shell", "--verbosity", "0", "--command", TELL))

    def start(self, *arguments: str, **options) -> subprocess.Popen:
        command = [sys.executable, "-W", "error", "manage.py", "worker", "--lease", "1", *arguments]
        return subprocess.Popen(command, cwd=ROOT, env=environment(**self.ours, LOG_LEVEL="INFO"), **options)

    def kill(self, worker: subprocess.Popen) -> None:
        """Kill it, and come back once whatever it had begun is over: PostgreSQL ends a commit that nobody waits for."""
        worker.kill()
        worker.wait()
        while "postgres" in self.url and self.count(OTHERS):
            pass

    def count(self, what: str) -> int:
        file = self.url.removeprefix("sqlite:///")
        with closing(sqlite3.connect(file) if file != self.url else psycopg.connect(self.url)) as database:
            return database.execute(f"SELECT count(*) FROM {what}").fetchone()[0]


class Desks(NamedTuple):
    make: Callable[[], Desk]
    """A desk where all the articles wait. It is a copy: to fill one takes seconds."""
    kills: int
    """How often a worker is killed. What is the same on every database is tried on the quickest."""


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def desks(request, tmp_path_factory) -> Iterator[Desks]:
    folder, names = tmp_path_factory.mktemp("desks"), (f"desk_{number}" for number in itertools.count())
    if request.param == "sqlite":
        first = Desk(f"sqlite:///{folder}/waiting.sqlite3")
        first.fill()

        def copied() -> Desk:
            file = folder / next(names)
            with closing(sqlite3.connect(folder / "waiting.sqlite3")) as known, closing(sqlite3.connect(file)) as ours:
                known.backup(ours)
            return Desk(f"sqlite:///{file}")

        yield Desks(copied, kills=10)
    else:
        with postgres() as server:
            Desk(server.url).fill()
            yield Desks(lambda: Desk(server.copied("sourceline", next(names))), kills=3)


@pytest.fixture(scope="module")
def undisturbed(desks: Desks) -> tuple[dict, float]:
    """What is there once a worker has done everything that waited, and how many seconds it took it."""
    desk = desks.make()
    begin = time.monotonic()
    worker = desk.start("--batch", stderr=subprocess.PIPE)
    assert (worker.communicate()[1], worker.returncode)[1] == 0
    return desk.told(), time.monotonic() - begin


def test_a_worker_does_all_that_waits(undisturbed):
    told, _seconds = undisturbed
    assert {state for _title, state in told["states"]} == {"done"}
    assert len(told["events"]) >= 10 * ARTICLES
    assert len(told["events"]) == told["histories"]
    assert told["workers"] == 0


def test_workers_killed_at_any_moment_leave_nothing_or_everything_of_an_article(undisturbed, desks: Desks):
    """At moments that differ in every run; then two at once do what is left. All is as undisturbed."""
    told, seconds = undisturbed
    chance = random.Random()
    desk = desks.make()
    for _time in range(desks.kills):
        worker = desk.start("--batch", stderr=subprocess.DEVNULL)
        try:
            worker.wait(chance.uniform(0.4, 1) * seconds)
        except subprocess.TimeoutExpired:
            desk.kill(worker)
        done = desk.count("timeline_ingest WHERE state = 'done'")
        assert desk.count("timeline_source") == done
        assert desk.count("timeline_proposal") == desk.count("timeline_event")
        assert desk.count("timeline_event WHERE id NOT IN (SELECT event_id FROM timeline_evidence)") == 0
        if not done:
            assert desk.count("timeline_passage") + desk.count("timeline_actor") == 0
    last = [desk.start("--batch", stderr=subprocess.DEVNULL) for _worker in range(2)]
    assert [worker.wait() for worker in last] == [0, 0]
    found = desk.told()
    found["workers"] = 0  # those that were killed could not take their names away
    assert found == told


def test_a_worker_that_is_told_to_end_does_so_and_takes_its_name_away(desks: Desks):
    desk = desks.make()
    worker = desk.start(stderr=subprocess.PIPE, text=True)
    assert any("Starting worker" in line for line in iter(worker.stderr.readline, ""))
    worker.send_signal(signal.SIGTERM)
    worker.communicate()
    assert worker.returncode == 0
    assert desk.count("timeline_worker") == 0
