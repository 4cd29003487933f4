"""Large files, read from the disk: line by line, and tables row by row, the larger of them by a process of its own."""

import csv
import gzip
import io
import marshal
import multiprocessing
import os
import threading
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import islice
from multiprocessing.connection import Connection
from pathlib import Path
from queue import Queue
from typing import IO, NamedTuple

from ..file import InterchangeError, shown
from .columns import Columns
from .mapping import Mapping, MappingError
from .table import Table
from .told import RefusedError, Told

BATCH = 2_000  # rows that are handed over together
AHEAD = 10  # batches that are read while others are written, which takes long now and again; some 20 MB
LARGE = 4_000_000  # bytes of a file that is worth a process


class Batch(NamedTuple):
    """Rows of a table: the events that they tell, and those that are refused, by number and key, with why.

    `notes` are what rows lost, each with the key of its row. `part` of the file, from 0 to 1, is behind them.
    """

    rows: int
    events: Columns
    refused: list[tuple[int, str, str]]
    notes: list[tuple[str, str]]
    left_out: int
    unused: list[str]
    part: float


@contextmanager
def read(path: Path, mapping: Mapping) -> Iterator[Iterator[Batch]]:
    """The rows of the table at `path`. Raises InterchangeError, also while they are gone through."""
    apart = path.stat().st_size >= LARGE and (os.cpu_count() or 1) > 1
    if not apart or "fork" not in multiprocessing.get_all_start_methods():
        yield _batches(path, mapping)
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
        for batch in _batches(path, mapping):
            # Words are worked out by whoever is ahead: here while batches wait, or else where they are written.
            events = batch.events if read.empty() else batch.events.with_words()
            read.put(marshal.dumps((*batch[:1], events.packed(), *batch[2:])))
        read.put(marshal.dumps(None))
    except InterchangeError as error:
        told = (type(error) is MappingError, error.file, error.where, error.problem, error.line)
        read.put(marshal.dumps(told))
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
        while (received := marshal.loads(receiving.recv_bytes())) is not None:  # noqa: S302 (our own)
            if len(received) != len(Batch._fields):
                of_mapping, file, where, problem, line = received
                raise (MappingError if of_mapping else InterchangeError)(file, where, problem, line=line)
            rows, packed, *rest = received
            yield Batch(rows, Columns.unpacked(packed), *rest)
    except EOFError as error:
        raise InterchangeError(str(path), "", "the process that read it has died.") from error


def _batches(path: Path, mapping: Mapping) -> Iterator[Batch]:
    with opened(path, mapping.content.get("file", {}).get("encoding", "utf-8")) as (lines, part):
        try:
            table = Table(mapping, lines)
            rows = table.told()
            while read := list(islice(rows, BATCH)):
                yield _batch(read, table, part())
            yield _batch([], table, 1)
        except csv.Error as error:
            raise InterchangeError(str(path), "", f"it cannot be read as a table: {error}.") from error


def _batch(read: list[tuple[int, str, Told | RefusedError, list[str]]], table: Table, part: float) -> Batch:
    told = [each for each in read if each[2].__class__ is Told]
    events = Columns.of([row for row, *_rest in told], [each for _row, _key, each, _notes in told])
    return Batch(
        len(read),
        events,
        [(row, key, str(why)) for row, key, why, _notes in read if why.__class__ is RefusedError],
        [(note, key) for _row, key, _told, notes in read if notes for note in notes],
        table.left_out,
        table.unused,
        part,
    )


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
