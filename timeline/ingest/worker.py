"""The process that does what waits in the queue, and says all the while that it is alive."""

import logging
import os
import socket
import threading
import time
from contextlib import suppress
from datetime import timedelta

from django.db import InterfaceError, OperationalError, connection, reset_queries
from django.utils import timezone
from django.utils.crypto import get_random_string
from django_tasks_db.management.commands.db_worker import Worker as Loop
from django_tasks_db.models import DBTaskResult

from timeline.models import Worker

from .tasks import LEASE, reap

__all__ = ["run"]

logger = logging.getLogger(__name__)


def run(*, batch: bool = False, lease: timedelta = LEASE, interval_seconds: float = 1.0) -> None:
    """Do what waits, and go on doing so until the process is told to end; with `batch`, until nothing is left to do.

    Told once (SIGINT or SIGTERM), it ends what it is doing; told twice, at once. `lease` is how long the others take
    it to be alive after each sign of life, of which there are four in that time; what others have abandoned is given
    back to the queue as often. While the database is away it waits, but for a batch, which ends with the error.
    """
    while True:
        loop = _Loop(
            queue_names=["*"],
            interval=interval_seconds,
            batch=batch,
            backend_name="default",
            startup_delay=False,
            max_tasks=None,
            worker_id=f"{socket.gethostname()[:30]}-{os.getpid()}-{get_random_string(8)}",
            excluded_queue_names=[],
        )
        try:
            return _run(loop, lease)
        except (OperationalError, InterfaceError) as error:
            if batch or not loop.running:
                raise
            # What it was doing is taken up again by whoever comes first, once the lease of this name is over.
            logger.warning("The database does not answer; the worker waits for it (%s).", error)
            connection.close()
            time.sleep(interval_seconds)


def _run(loop: "_Loop", lease: timedelta) -> None:
    name, over = loop.worker_id, threading.Event()
    Worker.sign(name, now=timezone.now(), lease=lease)
    reap(timezone.now(), lease)
    signs = threading.Thread(target=_sign_on, args=(name, lease, over), daemon=True)
    signs.start()
    try:
        loop.configure_signals()
        loop.run()
        while loop.batch and loop.running and DBTaskResult.objects.running().exists():
            over.wait(lease.total_seconds() / 4)  # until whoever has it is done, or is found dead
            loop.run()
    finally:
        over.set()
        signs.join()
        with suppress(OperationalError, InterfaceError):  # then the name goes once its lease is long over
            Worker.objects.filter(name=name).delete()


class _Loop(Loop):
    """The loop of django-tasks-db, but for a second signal: that leaves the task as it is, to be taken up again.

    What follows the first within a second is the same once more: a terminal sends Ctrl-C to all of `make run`, and the
    shell that started the worker passes it on.
    """

    _told = 0.0

    def run_task(self, db_task_result):
        super().run_task(db_task_result)
        reset_queries()  # kept in development, with the texts in them

    def shutdown(self, signum, frame):
        if self.running:
            self._told = time.monotonic()
            super().shutdown(signum, frame)
        elif time.monotonic() - self._told > 1:
            os._exit(1)


def _sign_on(name: str, lease: timedelta, over: threading.Event) -> None:
    """Signs of life for the worker of this name until it is `over`, on a connection of their own."""
    try:
        while not over.wait(lease.total_seconds() / 4):
            now = timezone.now()
            try:
                Worker.sign(name, now=now, lease=lease)
                reap(now, lease)
            except (OperationalError, InterfaceError):
                logger.warning("No sign of life could be given; the database is busy or gone.", exc_info=True)
                connection.close()
    finally:
        connection.close()
