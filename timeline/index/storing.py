"""A table as bytes, in parts that any database takes, and back."""

import json
import zlib
from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np

from .facets import Facet
from .table import KEYS, Base, Table

__all__ = ["parts", "table"]

FORMAT = 1
MOST_BYTES = 16_000_000
# The columns of `Base` that are kept; all else is made from these.
COLUMNS = ("pks", "told", "recorded", "dates", "first", "last", "qualified")


def parts(table: Table) -> Iterator[bytes]:
    """What `table` holds, in parts of at most `MOST_BYTES`; what is late in it is put in its place before."""
    base, words, relations = table.numbered_anew().as_stored()
    arrays = {name: _short(getattr(base, name)) for name in COLUMNS}
    for key, facet in base.facets.items():
        lengths = np.diff(facet.offsets)
        arrays |= {
            f"{key} values": facet.values,
            f"{key} lengths": _short(lengths),
            f"{key} numbers": _short(facet.numbers),
        }
    crc32 = 0
    for array in arrays.values():
        crc32 = zlib.crc32(array, crc32)
    head = {
        "format": FORMAT,
        "words": words,
        "relations": [[pk, sorted(after), sorted(before)] for pk, (after, before) in sorted(relations.items())],
        "arrays": [[name, array.dtype.str, len(array)] for name, array in arrays.items()],
        "crc32": crc32,
    }
    written = json.dumps(head).encode()
    left = bytearray(len(written).to_bytes(8, "big") + written)
    for name in list(arrays):
        left += arrays.pop(name).tobytes()
        while len(left) > MOST_BYTES:
            yield bytes(left[:MOST_BYTES])
            del left[:MOST_BYTES]
    yield bytes(left)


def table(parts: Iterable[bytes]) -> Table:
    """The table that these are the parts of, in their order. ValueError when they are damaged or of another format.

    Each part is asked for when those before it have been read, and can go then.
    """
    content = _Content(parts)
    length = int.from_bytes(content.read(8), "big")
    try:
        head: dict[str, Any] = json.loads(content.read(length))
    except (UnicodeDecodeError, json.JSONDecodeError) as error:
        raise ValueError("the stored index does not begin with what is in it") from error
    if not isinstance(head, dict) or head.get("format") != FORMAT:
        raise ValueError(f"the stored index is not of format {FORMAT}")
    arrays, crc32 = {}, 0
    for name, kind, count in head["arrays"]:
        read = content.read(count * np.dtype(kind).itemsize)
        crc32 = zlib.crc32(read, crc32)
        arrays[name] = np.frombuffer(read, dtype=kind)
    if crc32 != head["crc32"]:
        raise ValueError("the stored index is damaged: its checksum is another")
    # What has been taken over goes at once: a worker should not hold much more at first than it will keep.
    facets = {}
    for key in KEYS:
        values, lengths, numbers = (arrays.pop(f"{key} {name}") for name in ("values", "lengths", "numbers"))
        offsets = np.concatenate([[0], np.cumsum(lengths, dtype=np.int32)], dtype=np.int32)
        facets[key] = Facet(values.astype(np.int64), offsets, numbers)
    kinds = {"dates": np.int32, "first": np.int32, "last": np.int32, "qualified": bool}
    columns = {name: arrays.pop(name).astype(kinds.get(name, np.int64)) for name in COLUMNS}
    relations = {pk: (frozenset(after), frozenset(before)) for pk, after, before in head["relations"]}
    return Table.of_stored(Base(**columns, facets=facets), tuple(head["words"]), relations)


class _Content:
    """Bytes that come in parts, read from the first to the last."""

    def __init__(self, parts: Iterable[bytes]):
        self.parts, self.part = iter(parts), memoryview(b"")

    def read(self, count: int) -> bytes:
        """The next `count` bytes. ValueError where there are no more so many."""
        pieces = []
        while count > 0:
            if not self.part:
                following = next(self.parts, None)
                if following is None:
                    raise ValueError("the stored index ends too early")
                self.part = memoryview(following)
            pieces.append(self.part[:count])
            self.part = self.part[count:]
            count -= len(pieces[-1])
        return b"".join(pieces)


def _short(numbers: np.ndarray) -> np.ndarray:
    """The same in as few bytes a number as do, if none is negative."""
    if not len(numbers) or numbers.dtype == bool or numbers.min() < 0:
        return numbers
    return numbers.astype(np.min_scalar_type(int(numbers.max())))
