"""Sourceline in processes of its own, on a fresh database with the seed: what many readers can share."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

__all__ = ["environment", "manage", "served"]

ROOT: Path = settings.BASE_DIR
KEY = "only-for-tests-0123456789-abcdefghijklmnopqrstuvwxyz-ABCDEFGHIJKLMNOPQRSTUVWXYZ"
OURS = {"DEBUG", "SECRET_KEY", "ALLOWED_HOSTS", "DATABASE_URL", "REPLICA_URL", "BEHIND_PROXY", "TIME_ZONE"}


def environment(**ours: str) -> dict[str, str]:
    """The environment of a process that is set up as `ours` says, a deployment's unless it says DEBUG=1.

    From the environment of the tests it takes all but what Sourceline or Django would read.
    """
    kept = {name: value for name, value in os.environ.items() if name not in OURS and not name.startswith("DJANGO_")}
    named = {"SECRET_KEY": KEY, "DATABASE_URL": "sqlite://:memory:", "LOG_LEVEL": "ERROR"}
    return kept | named | ({} if ours.get("DEBUG") == "1" else {"ALLOWED_HOSTS": "example.org"}) | ours


def manage(*arguments: str, input: str = "", **ours: str) -> subprocess.CompletedProcess:  # noqa: A002
    """What `manage.py` says to `arguments` and `input` in the environment of `ours`, with warnings as errors."""
    command = [sys.executable, "-W", "error", "manage.py", *arguments]
    return subprocess.run(
        command, cwd=ROOT, env=environment(**ours), input=input, capture_output=True, text=True, check=False
    )


@contextmanager
def served(folder: Path, *, log: int | None = None, **ours: str) -> Iterator[int]:
    """The port of a Sourceline with its seed under gunicorn, until the end of the block.

    Its database is in `folder`, unless `ours` names one that is ready; what it logs goes to `log`, a file descriptor.
    """
    if "DATABASE_URL" not in ours:
        ours["DATABASE_URL"] = f"sqlite:///{folder}/sourceline.sqlite3"
        prepared = manage("prepare", **ours)
        if prepared.returncode:
            raise RuntimeError(f"Nothing is served: {prepared.stderr}")
    # The server is handed a socket that listens already, so there is nothing to wait for.
    with socket.create_server(("127.0.0.1", 0)) as listener:
        command = [Path(sys.executable).with_name("gunicorn"), "config.wsgi", "--bind", f"fd://{listener.fileno()}"]
        options = ["--worker-class", "gthread", "--threads", "4", "--log-level", "warning"]
        server = subprocess.Popen(
            [*command, *options], cwd=ROOT, env=environment(**ours), pass_fds=[listener.fileno()], stderr=log
        )
        try:
            yield listener.getsockname()[1]
        finally:
            server.terminate()
            server.wait()
