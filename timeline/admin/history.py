"""The history of a thing together with that of its parts, told for a curator: when, who, what, why."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models
from django.utils.text import Truncator, capfirst
from django.utils.translation import gettext

from timeline.dates import EventDate
from timeline.localised import WORDING

__all__ = ["Difference", "Entry", "entries"]

LONGEST_VALUE = 200  # code points of a value that are shown


@dataclass(frozen=True)
class Difference:
    """A field that was changed, by its name for people; `old` and `new` as people read them, empty for nothing."""

    field: str
    old: str
    new: str


@dataclass(frozen=True)
class Entry:
    """What was done to one thing, at one moment. `who` is None where nobody was signed in, as on loading a file."""

    when: datetime
    who: Any
    act: str
    kind: str
    thing: str
    why: str
    differences: list[Difference]


def entries(histories: Iterable[tuple[models.QuerySet, str | None]]) -> list[Entry]:
    """The records of `histories`, newest first, each against the one before it of the same thing.

    With each history goes the name of the field that says what its things are called, None where they say it
    themselves. As many queries as histories, and at most two more for each model that they refer to. Left out are
    fields that nobody edits, such as a date's bounds.
    """
    records, named_by = [], {}
    for history, name in histories:
        named_by[history.model.instance_type] = name
        records += history.select_related("history_user").order_by("history_id")
    names = _names_of_what_is_referred_to(records)
    before: dict[tuple[type, Any], Any] = {}
    found = []
    for record in sorted(records, key=lambda record: (record.history_date, record.history_id)):
        model = record.instance_type
        key = (model, getattr(record, model._meta.pk.attname))
        name = named_by[model]
        found.append(
            Entry(
                when=record.history_date,
                who=record.history_user,
                act={"+": gettext("added"), "~": gettext("changed"), "-": gettext("deleted")}[record.history_type],
                kind=str(model._meta.verbose_name),
                thing=_words(record, model._meta.get_field(name), names) if name else str(record.instance),
                why=record.history_change_reason or "",
                differences=_differences(before.get(key), record, names),
            )
        )
        before[key] = record
    return found[::-1]


Names = dict[type[models.Model], dict[Any, str]]


def _names_of_what_is_referred_to(records) -> Names:
    keys = defaultdict(set)
    for record in records:
        for field in _fields(record):
            if field.remote_field and getattr(record, field.attname) is not None:
                keys[field.related_model].add(getattr(record, field.attname))
    names: Names = {}
    for model, wanted in keys.items():
        names[model] = {key: str(thing) for key, thing in model._base_manager.in_bulk(wanted).items()}
        gone = wanted - names[model].keys()
        if gone and hasattr(model, "history"):
            for record in model.history.filter(**{f"{model._meta.pk.name}__in": gone}).order_by("history_id"):
                names[model][getattr(record, model._meta.pk.attname)] = str(record.instance)
    return names


def _fields(record) -> list[models.Field]:
    return [field for field in record.instance_type._meta.concrete_fields if field.editable and not field.primary_key]


def _differences(old, new, names: Names) -> list[Difference]:
    if old is None or new.history_type != "~":
        return []
    return [
        Difference(capfirst(field.verbose_name), _words(old, field, names), _words(new, field, names))
        for field in _fields(new)
        if getattr(old, field.attname) != getattr(new, field.attname)
    ]


def _words(record, field: models.Field, names: Names) -> str:
    value = getattr(record, field.attname)
    if value in (None, ""):
        return ""
    if field.remote_field:
        words = names[field.related_model].get(value, f"#{value}")
    elif isinstance(value, EventDate):
        words = f"{value.label(WORDING)} ({value})"
    elif field.flatchoices:
        words = str(dict(field.flatchoices).get(value, value))
    else:
        words = str(value)
    return Truncator(words).chars(LONGEST_VALUE)
