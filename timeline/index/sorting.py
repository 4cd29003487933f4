"""Columns of numbers sorted and numbered; a few million in tens of milliseconds.

Numpy sorts plain 64-bit numbers ten times quicker than it finds their order, so what is to be ordered is put together
with its place into one number, and that is sorted.
"""

import numpy as np

__all__ = ["distinct", "known", "order_of"]

# In bits: a place, of which there are fewer than four thousand million.
PLACE_BITS = 32


def distinct(values: np.ndarray) -> np.ndarray:
    """Each of `values` once, ascending."""
    values = np.sort(values)
    return values[np.concatenate([[True], values[1:] != values[:-1]])] if len(values) else values


def known(values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Each of `values` once, ascending, and for every one of them its place among these."""
    if not len(values):
        return values, np.zeros(0, dtype=np.int32)
    lowest, highest = int(values.min()), int(values.max())
    if highest - lowest > 4 * len(values) + 1024:
        found, numbers = np.unique(values, return_inverse=True)
        return found, numbers.astype(np.int32)
    is_there = np.zeros(highest - lowest + 1, dtype=bool)
    is_there[values - lowest] = True
    numbers = np.cumsum(is_there, dtype=np.int32) - 1
    return np.flatnonzero(is_there) + lowest, numbers[values - lowest]


def order_of(numbers: np.ndarray) -> np.ndarray:
    """The places of `numbers` in their order; what is equal stays as it is. None may be negative, or need 32 bits."""
    combined = numbers.astype(np.int64)
    combined <<= PLACE_BITS
    combined |= np.arange(len(numbers), dtype=np.int64)
    combined.sort()
    combined &= (1 << PLACE_BITS) - 1
    return combined.astype(np.int32)
