"""Large files, read from the disk: line by line, and tables row by row, the larger of them by a process of its own."""

import csv
import gzip
import io
import multiprocessing
import os
import pickle
import threading
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from pathlib import Path
from queue import Queue
from typing import IO, NamedTuple

from ..file import InterchangeError, shown
from .mapping import Mapping, MappingError
from .table import Table
from .told import RefusedError, Told, Words, words_of

BATCH = 1_000  # rows that are handed over together
AHEAD = 20  # batches that are read while others are written, which takes long now and again; some 20 MB
LARGE = 4_000_000  # bytes of a file that is worth a process


class Batch(NamedTuple):
    """Rows of a table: number, key, what each tells or why it is refused, what it lost, its digest and words.

    The last two are None where they are left to whoever needs them. `part` of the file, from 0 to 1, is behind them.
    """

    rows: list[tuple[int, str, Told | str, list[str], str | None, Words | None]]
    left_out: int
    unused: list[str]
    part: float


@contextmanager
def read(path: Path, mapping: Mapping) -> Iterator[Iterator[Batch]]:
    """The rows of the table at `path`. Raises InterchangeError, also while they are gone through."""
    apart = path.stat().st_size >= LARGE and (os.cpu_count() or 1) > 1
    if not apart or "fork" not in multiprocessing.get_all_start_methods():
        yield _batches(path, mapping, ahead=False)
        return
    context = multiprocessing.get_context("fork")
    receiving, sending = context.Pipe(duplex=False)
    # It touches neither the database nor anything else that this process has open, and ends without tidying up.
    reader = context.Process(target=_send, args=(sending, receiving, path, mapping), daemon=True)
    reader.start()
    sending.close()
    try:
        yield _received(receiving, path)
    finally:
        receiving.close()
        reader.terminate()
        reader.join()


def _send(sending: Connection, receiving: Connection, path: Path, mapping: Mapping) -> None:
    receiving.close()  # so that a write fails once nobody reads any more
    read: Queue[bytes | None] = Queue(AHEAD)
    # A pipe holds less than one batch, so that reading and writing would take turns.
    sender = threading.Thread(target=_send_what_is, args=(sending, read))
    sender.start()
    try:
        for batch in _batches(path, mapping, ahead=True):
            read.put(pickle.dumps(batch))
        read.put(pickle.dumps(None))
    except InterchangeError as error:
        told = (type(error) is MappingError, error.file, error.where, error.problem, error.line)
        read.put(pickle.dumps(told))
    finally:
        read.put(None)
        sender.join()


def _send_what_is(sending: Connection, read: Queue) -> None:
    try:
        while (batch := read.get()) is not None:
            sending.send_bytes(batch)
    except BrokenPipeError:
        os._exit(0)  # nobody reads any more, and the queue may be full


def _received(receiving: Connection, path: Path) -> Iterator[Batch]:
    try:
        while (batch := receiving.recv()) is not None:
            if not isinstance(batch, Batch):
                of_mapping, file, where, problem, line = batch
                raise (MappingError if of_mapping else InterchangeError)(file, where, problem, line=line)
            yield batch
    except EOFError as error:
        raise InterchangeError(str(path), "", "the process that read it has died.") from error


def _batches(path: Path, mapping: Mapping, *, ahead: bool) -> Iterator[Batch]:
    """The rows in batches, with their digests and words if these shall be worked out `ahead`."""
    with opened(path, mapping.content.get("file", {}).get("encoding", "utf-8")) as (lines, part):
        try:
            table = Table(mapping, lines)
            rows: list[tuple] = []
            for row, key, told, notes in table.told():
                if told.__class__ is RefusedError:
                    rows.append((row, key, str(told), notes, None, None))
                elif ahead:
                    rows.append((row, key, told, notes, told.digest(), words_of(told)))
                else:
                    rows.append((row, key, told, notes, None, None))
                if len(rows) == BATCH:
                    yield Batch(rows, table.left_out, table.unused, part())
                    rows = []
            yield Batch(rows, table.left_out, table.unused, 1)
        except csv.Error as error:
            raise InterchangeError(str(path), "", f"it cannot be read as a table: {error}.") from error


@contextmanager
def opened(path: Path, encoding: str = "utf-8") -> Iterator[tuple[Iterator[str], Callable[[], float]]]:
    """The lines of a file, unpacked, and how much of it is behind them."""
    try:
        raw, size = path.open("rb"), max(path.stat().st_size, 1)
    except OSError as error:
        raise InterchangeError(str(path), "", f"it cannot be read: {error.strerror}.") from error
    with raw:
        unpacked: IO[bytes] = gzip.GzipFile(fileobj=raw) if path.suffix.lower() == ".gz" else raw
        try:
            text = io.TextIOWrapper(unpacked, encoding="utf-8-sig" if encoding == "utf-8" else encoding, newline="")
        except LookupError as error:
            raise InterchangeError(str(path), "", f"nobody knows the encoding {shown(encoding)}.") from error
        yield _lines(str(path), text), lambda: raw.tell() / size


def _lines(name: str, text: io.TextIOWrapper) -> Iterator[str]:
    """The lines of `text`, with the sign for what cannot be shown in place of NUL, which no database keeps.

    Raises InterchangeError where they end too soon or are in another encoding.
    """
    try:
        for line in text:
            yield line.replace("\0", "\N{REPLACEMENT CHARACTER}") if "\0" in line else line
    except UnicodeDecodeError as error:
        byte = error.object[error.start]
        raise InterchangeError(
            name, "", f"it is not {text.encoding}: the byte {byte:#04x} stands for nothing there."
        ) from error
    except (OSError, EOFError, zlib.error) as error:
        raise InterchangeError(name, "", f"it cannot be read: {getattr(error, 'strerror', None) or error}.") from error
