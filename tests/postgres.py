"""PostgreSQL for the tests: servers of their own in temporary folders, which go when whoever started them goes.

`python -m tests.postgres COMMAND …` runs a command whose DATABASE_URL is a new, empty database.

A server listens on a Unix socket in its own folder alone: no port can be taken, and nobody else on the machine gets in.
It refuses to run as root, and then runs as the user `postgres` that Debian's package makes.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

__all__ = ["Server", "postgres"]

# It may lose everything when the machine does, and is as quick as it can be. Its words sort as people's do, not as
# bytes do, so that no test rests on the order of SQLite.
CLUSTER = ["--no-sync", "--username=sourceline", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8"]
CLUSTER += ["--locale-provider=icu", "--icu-locale=en-GB"]
SETTINGS = {
    "listen_addresses": "",
    "fsync": "off",
    "full_page_writes": "off",
    "max_connections": "100",
    "wal_keep_size": "64MB",
    "wal_receiver_timeout": "1s",
    "wal_retrieve_retry_interval": "100ms",
}


def programs() -> Path:
    """The folder of `initdb` and `postgres`: the newest of Debian's, else whichever is on the path."""
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: float(path.parts[-3]))
    found = str(versions[-1]) if versions else shutil.which("initdb")
    if not found:
        raise RuntimeError("PostgreSQL is missing. Install it (Debian: apt-get install postgresql), then try again.")
    return Path(found).parent


def _as_its_user(*more: str) -> list[str]:
    """What to put before a command of PostgreSQL's."""
    user = ["--reuid=postgres", "--regid=postgres", "--init-groups"] if os.geteuid() == 0 else []
    return ["setpriv", *user, *more] if user or more else []


class Server:
    """A PostgreSQL server with one database, `sourceline`, in a `folder` for it alone; it is stopped at first."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.log: list[str] = []
        self._process: subprocess.Popen | None = None

    @property
    def url(self) -> str:
        """What DATABASE_URL is for its database."""
        return self._url("sourceline")

    def _url(self, database: str) -> str:
        return f"postgres://sourceline@{quote(str(self.folder), safe='')}/{database}"

    def copied(self, database: str, name: str) -> str:
        """The address of a copy of `database`, to which nobody may be connected, under this new `name`."""
        self._run("createdb", *self._options, "--template", database, name)
        return self._url(name)

    @property
    def _options(self) -> list[str]:
        return ["--host", str(self.folder), "--username", "sourceline"]

    def create(self) -> None:
        """Make an empty cluster and its database."""
        self._run("initdb", *CLUSTER, "--pgdata", str(self.folder / "cluster"))
        self.start()
        self._run("createdb", *self._options, "sourceline")

    def copy(self, primary: "Server") -> None:
        """Become a standby of `primary`, which is running: a copy that follows it as long as it can reach it."""
        how = ["--write-recovery-conf", "--checkpoint=fast", "--no-sync", "--pgdata", str(self.folder / "cluster")]
        self._run("pg_basebackup", *primary._options, *how)
        self.start()

    def start(self) -> None:
        """Start it, and wait until it answers."""
        options = {**SETTINGS, "unix_socket_directories": str(self.folder)}
        given = [part for name, value in options.items() for part in ("-c", f"{name}={value}")]
        # The kernel tells it to end when this process does, however that comes about.
        command = [*_as_its_user("--pdeathsig=INT"), str(programs() / "postgres"), "-D", str(self.folder / "cluster")]
        self._process = subprocess.Popen(
            [*command, *given], cwd=self.folder, stderr=subprocess.PIPE, text=True, errors="replace"
        )
        for line in self._process.stderr:
            self.log.append(line)
            if "ready to accept" in line:
                break
        else:
            raise RuntimeError("PostgreSQL did not start: " + "".join(self.log))
        self._listener = threading.Thread(target=self.log.extend, args=(self._process.stderr,), daemon=True)
        self._listener.start()

    def stop(self) -> None:
        """Stop it at once, as if it had crashed; whoever is connected is cut off."""
        if self._process:
            self._process.send_signal(subprocess.signal.SIGQUIT)
            self._process.wait()
            self._listener.join()
            self._process.stderr.close()
            self._process = None

    def _run(self, program: str, *arguments: str) -> None:
        command = [*_as_its_user(), str(programs() / program), *arguments]
        done = subprocess.run(command, cwd=self.folder, capture_output=True, text=True, check=False)
        if done.returncode:
            raise RuntimeError(f"{program} failed: {done.stderr}")


@contextmanager
def postgres(*, standby_of: Server | None = None) -> Iterator[Server]:
    """A running server until the end of the block: an empty one, or a standby of another."""
    # A socket's path may have a hundred letters, which the folders that pytest makes have already.
    folder = Path(tempfile.mkdtemp(prefix="sourceline-"))
    server = Server(folder)
    try:
        if os.geteuid() == 0:
            shutil.chown(folder, "postgres", "postgres")
        if standby_of:
            server.copy(standby_of)
        else:
            server.create()
        yield server
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    with postgres() as started:
        ended = subprocess.run(sys.argv[1:], env={**os.environ, "DATABASE_URL": started.url}, check=False)
    sys.exit(ended.returncode)
