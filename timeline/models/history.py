"""The history of every change, and the one door through which the index learns of it."""

from django.db.models.signals import pre_save
from django.utils import timezone
from simple_history.models import HistoricalRecords

AS_LOADED = "As it was loaded"


class Recorded(HistoricalRecords):
    """A history in which each saved or deleted row leaves what it was, who changed it and why.

    Whatever is written goes through here, so this is where the index is told: the published events that the row belongs
    to are noted as changed, in the transaction of the writer. Who writes in sets, without history, notes it likewise.
    """

    def finalize(self, sender, **kwargs):
        super().finalize(sender, **kwargs)
        if sender is self.cls:
            pre_save.connect(self.keep_as_loaded, sender=sender, weak=False)

    def keep_as_loaded(self, instance, using=None, raw=False, **kwargs):
        """Record what `instance` was before its first change, where it was written in a set and has no history yet.

        As of when its event was recorded; nobody signed in had done it.
        """
        model = type(instance)
        if raw or instance._state.adding or model.history.filter(id=instance.pk).exists():
            return
        row = model._base_manager.using(using).filter(pk=instance.pk).first()
        if row is None:
            return
        event = getattr(row, "event", row)
        row._history_date = getattr(event, "recorded_at", None) or timezone.now()
        row._history_user, row._change_reason = None, AS_LOADED
        super().create_historical_record(row, "+", using=using)

    def create_historical_record(self, instance, history_type, using=None):
        from .index import noted  # which knows the models that are made here

        super().create_historical_record(instance, history_type, using=using)
        noted(instance, is_new=history_type == "+")
