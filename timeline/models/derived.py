"""Rows that say again, in the form that is read most, what others say: one for each event or actor, by the same key."""

from collections.abc import Collection, Iterator
from itertools import islice

from django.db import models, transaction

__all__ = ["AT_ONCE", "DerivedQuerySet", "OwnKey"]

AT_ONCE = 500  # rows that are read and written together


class OwnKey(models.OneToOneField):
    """The row that this one is of. On SQLite, rows are found by it without an index beside their table."""

    def __init__(self, to, on_delete=models.CASCADE, **options):
        super().__init__(to, on_delete, **{"primary_key": True} | options)

    def db_type(self, connection):
        return "integer" if connection.vendor == "sqlite" else super().db_type(connection)


class DerivedQuerySet(models.QuerySet):
    def should_be(self, keys: list[int]) -> dict[int, tuple]:
        """What the rows with `keys` should hold beside their key, by key; who should have no row is left out."""
        raise NotImplementedError

    def refresh(self, keys: Collection[int]) -> None:
        """Make the rows with `keys` what they should be now. Read and written are AT_ONCE of them together."""
        for batch in _batches(keys):
            self._refresh(batch)

    def differing(self, keys: Collection[int]) -> Iterator[int]:
        """Those of `keys` whose rows are not what they should be, in ascending order."""
        for batch in _batches(keys):
            changed, gone = self._differing(batch)
            yield from sorted([*changed, *gone])

    @transaction.atomic(savepoint=False)
    def _refresh(self, keys: list[int]) -> None:
        changed, gone = self._differing(keys)
        if changed:
            key, *rest = (field.name for field in self.model._meta.fields)
            rows = [self.model(each, *told) for each, told in changed.items()]
            self.bulk_create(rows, update_conflicts=True, unique_fields=[key], update_fields=rest)
        if gone:
            self.filter(pk__in=gone).delete()

    def _differing(self, keys: list[int]) -> tuple[dict[int, tuple], list[int]]:
        """What those should hold that do not, and who should have no row and has."""
        rows = self.filter(pk__in=keys).order_by().values_list(*(field.name for field in self.model._meta.fields))
        here = {key: tuple(told) for key, *told in rows}
        wanted = self.should_be(keys)
        changed = {key: told for key, told in wanted.items() if here.get(key) != told}
        return changed, [key for key in here if key not in wanted]


def _batches(keys: Collection[int]) -> Iterator[list[int]]:
    rest = iter(sorted(set(keys)))
    while batch := list(islice(rest, AT_ONCE)):
        yield batch
