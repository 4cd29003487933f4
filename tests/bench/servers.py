"""Sourceline as in production, Datasette, and a folder of files: each in a process of its own, and a client to ask."""

import http.client
import os
import shutil
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

__all__ = [
    "BENCH",
    "BROWSER",
    "FLOOR",
    "ROOT",
    "Answer",
    "Client",
    "Server",
    "datasette",
    "manage",
    "plain",
    "sourceline",
]

ROOT = Path(__file__).resolve().parent.parent.parent
BENCH = ROOT / ".cache" / "bench"
KEY = "only-for-the-bench-0123456789-abcdefghijklmnopqrstuvwxyz-ABCDEFGHIJKLMNOPQRSTUVWXYZ"
OURS = {"DEBUG", "SECRET_KEY", "ALLOWED_HOSTS", "DATABASE_URL", "REPLICA_URL", "BEHIND_PROXY", "TIME_ZONE"}
FLOOR = "/static/floor.bin"
FLOOR_BYTES = 30_000

# What a browser sends. The proxy in front of a deployment ends TLS and says so; Datasette takes no notice.
BROWSER = {
    "User-Agent": "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0",
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "Accept-Encoding": "gzip, deflate, br",
    "Accept-Language": "en-GB,en;q=0.9",
    "X-Forwarded-Proto": "https",
}


def environment(database: str) -> dict[str, str]:
    """A deployment's environment, with nothing of this machine's own settings in it."""
    kept = {name: value for name, value in os.environ.items() if name not in OURS and not name.startswith("DJANGO_")}
    ours = {"DEBUG": "0", "SECRET_KEY": KEY, "ALLOWED_HOSTS": "127.0.0.1", "BEHIND_PROXY": "1", "LOG_LEVEL": "ERROR"}
    return kept | ours | {"DATABASE_URL": database, "DJANGO_SETTINGS_MODULE": "tests.bench.settings"}


@dataclass(frozen=True)
class Ran:
    """What a command said, how long it took and the most memory that it held."""

    output: str
    seconds: float
    peak_mb: float


def manage(database: str, *arguments: str, may_fail: bool = False, **more: str) -> Ran:
    """Runs `manage.py` with `arguments` on `database`; what it says on standard error is passed on.

    Raises SystemExit, with the command, when it fails and may not.
    """
    command = [sys.executable, "manage.py", *arguments]
    began = time.perf_counter()
    with subprocess.Popen(
        command, cwd=ROOT, env=environment(database) | more, stdout=subprocess.PIPE, text=True
    ) as run:
        output = run.stdout.read()
        _pid, status, usage = os.wait4(run.pid, 0)
        run.returncode = os.waitstatus_to_exitcode(status)
    if run.returncode and not may_fail:
        raise SystemExit(f"manage.py {' '.join(arguments)} ended with {run.returncode}.\n{output}")
    return Ran(output, time.perf_counter() - began, usage.ru_maxrss / 1024)


@dataclass
class Server:
    """A server that answers on `port`; `pids` are of the processes that do the answering."""

    port: int
    process: subprocess.Popen
    started: float

    @property
    def pids(self) -> list[int]:
        """Gunicorn's workers; a server without any does the work itself."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text()
        return [int(pid) for pid in children.split()] or [self.process.pid]

    @property
    def peak_mb(self) -> float:
        """The most memory that one of its processes has held so far."""
        return max(_status(pid, "VmHWM") for pid in self.pids) / 1024


def _status(pid: int, name: str) -> int:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(f"{name}:"))


@contextmanager
def _running(command: list[str], port: int, env: dict[str, str], pass_fds: tuple[int, ...] = ()) -> Iterator[Server]:
    with (BENCH / f"{Path(command[0]).name}.log").open("w") as log:
        process = subprocess.Popen(command, cwd=ROOT, env=env, pass_fds=pass_fds, stdout=log, stderr=log)
    try:
        yield Server(port, process, time.perf_counter())
    finally:
        process.terminate()
        try:
            process.wait(timeout=40)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def collect_static() -> None:
    """Static files where the servers look for them, with the one of FLOOR_BYTES that cannot be compressed."""
    floor = BENCH / "floor" / Path(FLOOR).name
    floor.parent.mkdir(parents=True, exist_ok=True)
    if not floor.exists():
        floor.write_bytes(os.urandom(FLOOR_BYTES))
    manage("sqlite://:memory:", "collectstatic", "--noinput", "--verbosity", "0")


@contextmanager
def sourceline(database: str) -> Iterator[Server]:
    """Sourceline under gunicorn as it is deployed, one worker process; it answers as soon as the block begins."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        fd = listener.fileno()
        command = [str(Path(sys.executable).with_name("gunicorn")), "--config", "config/gunicorn.py"]
        command += ["--workers", "1", "--bind", f"fd://{fd}", "config.wsgi"]
        with _running(command, listener.getsockname()[1], environment(database), (fd,)) as server:
            Client(server).get(FLOOR)  # its worker is there; the database has not been asked for anything
            yield server


@contextmanager
def datasette(file: Path) -> Iterator[Server]:
    """Datasette on a SQLite file that nobody changes meanwhile, with the counts of its tables made beforehand.

    A query may take a minute before it gives up, where its own limit is a second, so that every question is answered.
    All else is as it comes.
    """
    program = BENCH / "venv" / "bin" / "datasette"
    if not program.exists():
        raise SystemExit("Datasette is not installed: `make bench` does that, and --without-datasette leaves it out.")
    counts = file.with_suffix(".inspected.json")
    env = {name: value for name, value in os.environ.items() if name not in OURS}
    if not counts.exists():
        subprocess.run([program, "inspect", file, "--inspect-file", counts], env=env, check=True)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [str(program), "serve", "--immutable", str(file), "--inspect-file", str(counts), "--port", str(port)]
    command += ["--setting", "sql_time_limit_ms", "60000"]
    with _running(command, port, env) as server:
        _until_answered(server)
        yield server


def plain(file: Path) -> Path:
    """A copy of `file` in which no index has the events by their days: a table of events has none by itself."""
    copy = file.parent / "plain" / file.name
    if not copy.exists() or copy.stat().st_mtime < file.stat().st_mtime:
        copy.parent.mkdir(exist_ok=True)
        for old in copy.parent.iterdir():
            old.unlink()
        shutil.copyfile(file, copy)
        with closing(sqlite3.connect(copy)) as database:
            database.execute("DROP INDEX event_in_time")
            database.commit()
            database.execute("PRAGMA journal_mode = DELETE")  # what is immutable is read without the log beside it
    return copy


def _until_answered(server: Server) -> None:
    while server.process.poll() is None:
        try:
            Client(server).get("/-/versions.json")
        except OSError:
            if time.perf_counter() - server.started > 60:
                raise
            time.sleep(0.1)
        else:
            return
    raise SystemExit(f"The server has ended with {server.process.returncode} before it answered.")


@dataclass(frozen=True)
class Answer:
    """An answer and how long it took, from the first byte sent to the last one received; `body` as it came."""

    status: int
    headers: dict[str, str]
    body: bytes
    ms: float

    @property
    def text(self) -> str:
        match self.headers.get("content-encoding"):
            case "br":
                import brotli

                body = brotli.decompress(self.body)
            case "gzip":
                import gzip

                body = gzip.decompress(self.body)
            case _:
                body = self.body
        return body.decode()

    @property
    def size(self) -> int:
        """Bytes of the body and the headers."""
        return len(self.body) + sum(len(name) + len(value) + 4 for name, value in self.headers.items())


@dataclass
class Client:
    """Asks one server over one connection, as a browser does; `headers` go with every request.

    Gunicorn closes a connection that was idle for two seconds; another is opened then, and that is not timed.
    """

    server: Server
    headers: dict[str, str] = field(default_factory=lambda: dict(BROWSER))
    idle_seconds = 1.0

    def __post_init__(self):
        self.connection = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=120)
        self.last = 0.0
        self.cookies: dict[str, str] = {}

    def get(self, path: str, **headers: str) -> Answer:
        return self._ask("GET", path, None, headers)

    def post(self, path: str, body: bytes, **headers: str) -> Answer:
        headers = {"Content-Type": "application/x-www-form-urlencoded", **headers}
        return self._ask("POST", path, body, headers)

    def _ask(self, method: str, path: str, body: bytes | None, headers: dict[str, str]) -> Answer:
        sent = self.headers | {name.replace("_", "-"): value for name, value in headers.items()}
        if self.cookies:
            sent["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        if time.perf_counter() - self.last > self.idle_seconds:
            self.connection.close()
            self.connection.connect()
        began = time.perf_counter()
        self.connection.request(method, path, body, sent)
        response = self.connection.getresponse()
        content = response.read()
        self.last = time.perf_counter()
        for cookie in response.headers.get_all("Set-Cookie") or ():
            name, value = cookie.partition(";")[0].split("=", 1)
            self.cookies[name] = value
        headers = {name.lower(): value for name, value in response.getheaders()}
        return Answer(response.status, headers, content, (self.last - began) * 1000)

    def close(self) -> None:
        self.connection.close()
