"""Where events came from that were not read from an article: the files loaded in bulk, and the rows in them."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .events import Event, Timeline


class Load(models.Model):
    """A file that was loaded whole. `report` is what came of it, as the command printed it."""

    timeline = models.ForeignKey(Timeline, models.CASCADE, related_name="loads", verbose_name=_("timeline"))
    dataset = models.CharField(_("dataset"), max_length=60)
    name = models.CharField(_("file"), max_length=300)
    sha256 = models.CharField(_("SHA-256"), max_length=64)
    started_at = models.DateTimeField(_("started"), default=timezone.now)
    finished_at = models.DateTimeField(_("finished"), default=timezone.now)
    report = models.JSONField(_("report"), default=dict)

    class Meta:
        ordering = ["-finished_at", "-pk"]
        verbose_name = _("bulk load")
        verbose_name_plural = _("bulk loads")
        indexes = [models.Index(fields=["timeline", "sha256"], name="load_of_a_file")]
        constraints = [models.CheckConstraint(condition=Q(sha256__length=64), name="load_has_its_sha256")]

    def __str__(self):
        return f"{self.name} ({self.dataset})"


class Origin(models.Model):
    """From which row of which dataset an event was loaded. `digest` is that of the row as it was mapped."""

    # The index of `one_event_a_row` begins with it.
    timeline = models.ForeignKey(Timeline, models.CASCADE, db_index=False, related_name="+", verbose_name=_("timeline"))
    event = models.ForeignKey(Event, models.CASCADE, related_name="origins", verbose_name=_("event"))
    dataset = models.CharField(_("dataset"), max_length=60)
    key = models.CharField(_("key in the dataset"), max_length=120)
    digest = models.CharField(_("digest"), max_length=64)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("origin")
        verbose_name_plural = _("origins")
        constraints = [models.UniqueConstraint(fields=["timeline", "dataset", "key"], name="one_event_a_row")]

    def __str__(self):
        return f"{self.dataset} {self.key}"
