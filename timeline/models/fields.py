"""The field that keeps an `EventDate`, and beside it what the database needs to search it."""

from functools import lru_cache

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from timeline.dates import DateError, EventDate

# Rows that are read together have many dates in common.
_read = lru_cache(20_000)(EventDate.parse)


class EventDateField(models.CharField):
    """An `EventDate` as EDTF text; None, kept as the empty string, where no date is known.

    `earliest`, `latest` and `qualified` name fields *after* this one that receive its bounds on every save,
    as Django's own ImageField fills its width and height: they follow the text wherever a whole row is saved.
    """

    description = _("A date with its doubt, in EDTF")

    def __init__(self, *args, earliest=None, latest=None, qualified=None, **kwargs):
        kwargs.setdefault("max_length", 100)
        kwargs.setdefault("blank", True)
        kwargs.setdefault("default", "")
        self.bounds = {"earliest": earliest, "latest": latest, "qualified": qualified}
        super().__init__(*args, **kwargs)

    def deconstruct(self):
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, kwargs | {key: field for key, field in self.bounds.items() if field}

    def from_db_value(self, value, expression, connection):
        return _read(value) if value else None

    def to_python(self, value):
        if value in (None, "") or isinstance(value, EventDate):
            return value or None
        try:
            return EventDate.parse(value)
        except DateError as error:
            raise ValidationError(str(error), code="invalid") from error

    def clean(self, value, model_instance):
        value = self.to_python(value)
        self.validate(self.get_prep_value(value), model_instance)
        self.run_validators(value)
        return value

    def run_validators(self, value):
        super().run_validators(self.get_prep_value(value))

    def get_prep_value(self, value):
        value = self.to_python(value)
        return "" if value is None else str(value)

    def value_to_string(self, obj):
        return self.get_prep_value(self.value_from_object(obj))

    def pre_save(self, model_instance, add):
        value = self.to_python(super().pre_save(model_instance, add))
        known = {
            "earliest": value and value.earliest,
            "latest": value and value.latest,
            "qualified": bool(value and value.qualified),
        }
        for key, field in self.bounds.items():
            if field:
                setattr(model_instance, field, known[key])
        return value
