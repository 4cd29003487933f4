"""Sets of slots: from numpy to compressed bitmaps and back, without a Python object for each slot."""

import array

import numpy as np
from pyroaring import FrozenBitMap

__all__ = ["EMPTY", "SPAN", "Slots", "ahead", "as_array", "as_mask", "of_array", "of_mask", "of_range"]

Slots = FrozenBitMap
EMPTY = Slots()

# Of a container of Roaring, in slots: what it spans, and how many it may list before it becomes a plain bitmap.
SPAN = 1 << 16
MOST_LISTED = 4096
# The cookie of the portable format for bitmaps without runs (roaringbitmap.org, RoaringFormatSpec).
COOKIE = 12346
# From here on a mask is quicker than a list.
MANY = 10_000


def of_range(start: int, stop: int) -> Slots:
    return Slots(range(start, stop))


def of_array(slots: np.ndarray) -> Slots:
    """The set of `slots`, which ascend."""
    if len(slots) < MANY:
        return Slots(array.array("I", slots.astype(np.uint32).tobytes()))
    mask = np.zeros(int(slots[-1]) + 1, dtype=bool)
    mask[slots] = True
    return of_mask(mask)


def of_mask(mask: np.ndarray, offset: int = 0) -> Slots:
    """The set of the places at which `mask` is true, moved by `offset`, a multiple of SPAN.

    Written in the portable format of Roaring and read back, which is ten times quicker than adding slot by slot.
    """
    listed, offsets, containers = [], [], []
    for key, start in enumerate(range(0, len(mask), SPAN), offset // SPAN):
        part = mask[start : start + SPAN]
        if size := int(np.count_nonzero(part)):
            if size <= MOST_LISTED:
                container = np.flatnonzero(part).astype("<u2").tobytes()
            else:
                container = np.packbits(part, bitorder="little").tobytes().ljust(SPAN // 8, b"\0")
            listed += [key, size - 1]
            containers.append(container)
    at = 8 + 4 * len(listed)
    for container in containers:
        offsets.append(at)
        at += len(container)
    head = np.array([COOKIE, len(containers)], dtype="<u4").tobytes()
    descriptions = np.array(listed, dtype="<u2").tobytes() + np.array(offsets, dtype="<u4").tobytes()
    return Slots.deserialize(b"".join([head, descriptions, *containers]))


def as_array(slots: Slots) -> np.ndarray:
    """The members of `slots`, ascending."""
    return np.asarray(slots.to_array())


def as_mask(slots: Slots, size: int) -> np.ndarray:
    """For each of the slots 0 to `size` whether it is a member."""
    members = as_array(slots)
    mask = np.zeros(size, dtype=bool)
    mask[members[: ahead(members, size)]] = True
    return mask


def ahead(members: np.ndarray, bounds):
    """How many of `members`, which ascend, are less than a bound, or than each of several.

    Where the types differ, `numpy.searchsorted` copies all members first.
    """
    return np.searchsorted(members, np.asarray(bounds).astype(members.dtype))
