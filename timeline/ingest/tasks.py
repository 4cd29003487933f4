"""Articles brought in behind the scenes: what waits, who does it, and what becomes of it when nobody does any more.

An article is confirmed and given to the queue in one transaction (`begin`). Whoever takes the task does the same thing
(`work`): what takes long first, then one transaction in which the article is stored *and* said to be done. So a worker
may be killed at any moment, and a task may be done by two at once: the second finds it done, or nothing of it.

A worker that is killed leaves its task marked as running. It has signed for no longer than its lease (`Worker`); once
that is over, its tasks go back into the queue (`reap`). The update that gives one back asks for the very run that was
found abandoned, so that of two who look, one alone gives it back.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tasks import TaskResultStatus, task
from django_tasks_db.models import DBTaskResult

from timeline.errors import SourcelineError
from timeline.models import Ingest, Worker

from .article import Article
from .storing import extracted, store

__all__ = ["LEASE", "MOST_RUNS", "begin", "can_run_here", "discard", "reap", "run_here", "worker_is_alive"]

LEASE = timedelta(seconds=30)  # that a worker is taken to be alive after its last sign of life
MOST_RUNS = 20  # that are abandoned before a task is: what kills its worker each time would go on for ever
_FORGOTTEN = timedelta(days=1)  # after its last sign of life
LARGEST_HERE = 50_000  # bytes of an article that a request does itself, where no worker is alive


def worker_is_alive(now: datetime) -> bool:
    return Worker.objects.alive(now).exists()


def can_run_here(ingest: Ingest) -> bool:
    """Whether `ingest` is small enough for a request to wait for it."""
    return len(ingest.text.encode()) < LARGEST_HERE


@transaction.atomic
def begin(ingest: Ingest) -> None:
    """Put `ingest`, a draft that is confirmed or one that failed, into the queue, unless it is there already."""
    ingest = Ingest.objects.select_for_update().get(pk=ingest.pk)
    if ingest.state in (Ingest.State.DRAFT, Ingest.State.FAILED):
        ingest.state, ingest.step, ingest.message, ingest.finished_at = Ingest.State.WAITING, "", "", None
        ingest.task = bring_in_confirmed.enqueue(ingest.pk).id
        ingest.save()


@transaction.atomic
def discard(ingest: Ingest) -> bool:
    """Forget `ingest`, which is a draft or has failed; whether it was one of these."""
    forgotten = Ingest.objects.filter(pk=ingest.pk, state__in=[Ingest.State.DRAFT, Ingest.State.FAILED])
    return bool(forgotten.delete()[0])


@task()
def bring_in_confirmed(key: int) -> None:
    """Bring in the article of the `Ingest` with this key, unless that is done."""
    work(key)


def work(key: int, *, clock: Callable[[], datetime] = timezone.now) -> None:
    """Bring in the article of the `Ingest` with this key, all of it or nothing; done before or gone, nothing changes.

    What is wrong with the article is written down with it; what is wrong with the code is, too, and raised.
    """
    ingest = Ingest.objects.select_related("timeline", "by").filter(pk=key).first()
    if ingest is None or ingest.is_finished:
        return

    def progress(step: Ingest.Step) -> None:
        Ingest.objects.under_way().filter(pk=key).update(state=Ingest.State.RUNNING, step=step)

    article = article_of(ingest)
    try:
        found = extracted(ingest.timeline, article, progress=progress)
        progress(Ingest.Step.STORING)
        with transaction.atomic():
            locked = Ingest.objects.select_for_update(of=("self",)).select_related("timeline", "by")
            ingest = locked.filter(pk=key).first()
            if ingest is None or ingest.is_finished:
                return
            report = store(ingest.timeline, article, found, now=clock(), by=ingest.by)
            ingest.state, ingest.finished_at = Ingest.State.DONE, clock()
            ingest.source, ingest.snapshot, ingest.report = report.source, report.text, report.as_json()
            ingest.save()
    except SourcelineError as error:
        _fail(key, str(error), clock())
    except Exception as error:
        name = type(error).__name__
        _fail(
            key,
            _("Something went wrong in Sourceline itself (%(error)s). Nothing was stored.") % {"error": name},
            clock(),
        )
        raise


def article_of(ingest: Ingest) -> Article:
    """The article as it was confirmed."""
    return Article(
        text=ingest.text,
        title=ingest.title,
        published_on=ingest.published_on,
        publisher=ingest.publisher,
        authors=tuple(name for part in ingest.authors.split(";") if (name := part.strip())),
        url=ingest.url,
        language=ingest.language,
        zone=ingest.zone,
    )


def _fail(key: int, message: str, now: datetime) -> None:
    unfinished = Ingest.objects.under_way().filter(pk=key)
    unfinished.update(state=Ingest.State.FAILED, message=message, finished_at=now)


# The queue


def run_here(ingest: Ingest, now: datetime) -> bool:
    """Do what waits for a worker at once; False where somebody is at it already, or it is finished."""
    reap(now, LEASE)
    waiting = DBTaskResult.objects.filter(pk=ingest.task, status=TaskResultStatus.READY)
    if not waiting.update(status=TaskResultStatus.RUNNING, started_at=now):
        return False
    task_row = DBTaskResult.objects.get(pk=ingest.task)
    try:
        work(ingest.pk)
    except Exception as error:
        task_row.set_failed(error)
        raise
    task_row.set_successful(None)
    return True


def reap(now: datetime, lease: timedelta = LEASE) -> int:
    """Give back to the queue what is marked as running and nobody does any more; how many tasks these are.

    That is, what was begun longer ago than `lease` by nobody who is alive. What has been given back too often is
    given up, and says so.
    """
    given_back = 0
    Worker.objects.filter(alive_until__lt=now - _FORGOTTEN).delete()
    alive = set(Worker.objects.alive(now).values_list("name", flat=True))
    for row in DBTaskResult.objects.running().filter(started_at__lte=now - lease):
        if row.worker_ids and row.worker_ids[-1] in alive:
            continue
        # The very run that was found: whoever is second finds another, or none.
        this_run = DBTaskResult.objects.filter(pk=row.pk, status=TaskResultStatus.RUNNING, started_at=row.started_at)
        if len(row.worker_ids) < MOST_RUNS:
            given_back += this_run.update(status=TaskResultStatus.READY)
        elif this_run.update(status=TaskResultStatus.FAILED, finished_at=now):
            for key in Ingest.objects.under_way().filter(task=row.pk).values_list("pk", flat=True):
                text = _("Whoever worked on it died %(count)d times over it. Nothing was stored.")
                _fail(key, text % {"count": len(row.worker_ids)}, now)
    return given_back
