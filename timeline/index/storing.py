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
    content = b"".join(np.ascontiguousarray(array).tobytes() for array in arrays.values())
    head = {
        "format": FORMAT,
        "words": words,
        "relations": [[pk, sorted(after), sorted(before)] for pk, (after, before) in sorted(relations.items())],
        "arrays": [[name, array.dtype.str, len(array)] for name, array in arrays.items()],
        "crc32": zlib.crc32(content),
    }
    written = json.dumps(head).encode()
    written = len(written).to_bytes(8, "big") + written + content
    for start in range(0, len(written), MOST_BYTES):
        yield written[start : start + MOST_BYTES]


def table(parts: Iterable[bytes]) -> Table:
    """The table that these are the parts of, in their order. ValueError when they are damaged or of another format."""
    written = b"".join(parts)
    length = int.from_bytes(written[:8], "big")
    try:
        head: dict[str, Any] = json.loads(written[8 : 8 + length])
    except (UnicodeDecodeError, json.JSONDecodeError) as error:
        raise ValueError("the stored index does not begin with what is in it") from error
    if not isinstance(head, dict) or head.get("format") != FORMAT:
        raise ValueError(f"the stored index is not of format {FORMAT}")
    content = memoryview(written)[8 + length :]
    if zlib.crc32(content) != head["crc32"]:
        raise ValueError("the stored index is damaged: its checksum is another")
    arrays, at = {}, 0
    for name, kind, count in head["arrays"]:
        arrays[name] = np.frombuffer(content, dtype=kind, count=count, offset=at)
        at += arrays[name].nbytes
    kinds = {"dates": np.int32, "first": np.int32, "last": np.int32, "qualified": bool}
    columns = {name: arrays[name].astype(kinds.get(name, np.int64)) for name in COLUMNS}
    facets = {}
    for key in KEYS:
        offsets = np.concatenate([[0], np.cumsum(arrays[f"{key} lengths"], dtype=np.int64)]).astype(np.int32)
        numbers = arrays[f"{key} numbers"].astype(np.int32)
        facets[key] = Facet(arrays[f"{key} values"].astype(np.int64), offsets, numbers)
    relations = {pk: (frozenset(after), frozenset(before)) for pk, after, before in head["relations"]}
    return Table.of_stored(Base(**columns, facets=facets), tuple(head["words"]), relations)


def _short(numbers: np.ndarray) -> np.ndarray:
    """The same in as few bytes a number as do, if none is negative."""
    if not len(numbers) or numbers.dtype == bool or numbers.min() < 0:
        return numbers
    return numbers.astype(np.min_scalar_type(int(numbers.max())))
