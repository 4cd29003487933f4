"""What was read or worked out for one state of an index: kept as long as that stands, and within a limit."""

import threading
from collections.abc import Hashable, Mapping
from itertools import islice
from types import MappingProxyType
from weakref import WeakKeyDictionary

from .table import Table

__all__ = ["Memory"]

NOTHING: Mapping = MappingProxyType({})


class Memory:
    """Values by table and key: `most` of them at the most, for all tables of this process together.

    Of more, those of other tables go first, the longest unused table before the others, and then the oldest. Threads
    may share it; what is kept is shared by all who ask, for reading.
    """

    def __init__(self, most: int):
        self.most = most
        self._kept: WeakKeyDictionary[Table, dict] = WeakKeyDictionary()
        self._lock = threading.Lock()

    def of(self, table: Table) -> Mapping[Hashable, object]:
        """What is kept for `table` now, by its keys. Others may add to it and take from it meanwhile: use `get`."""
        return self._kept.get(table, NOTHING)

    def keep(self, table: Table, new: Mapping[Hashable, object]) -> None:
        with self._lock:
            known = self._kept.pop(table, None)
            known = {} if known is None else known
            known.update(new)
            for other in list(self._kept):
                if len(known) + sum(map(len, self._kept.values())) <= self.most:
                    break
                self._kept.pop(other, None)
            for key in list(islice(known, max(0, len(known) - self.most))):
                del known[key]
            self._kept[table] = known
