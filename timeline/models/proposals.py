"""What extraction proposed: beside each candidate, where it was found and why it was thought an event."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .events import Event
from .sources import SourceText


class Proposal(models.Model):
    """How an event was proposed. It stays with the event, whatever becomes of it, and is never shown to readers."""

    class Doubt(models.TextChoices):
        FORECAST = "forecast", _("a forecast")
        CONDITIONAL = "conditional", _("a condition")
        NEGATED = "negated", _("denied")

    event = models.OneToOneField(Event, models.CASCADE, related_name="proposal", verbose_name=_("event"))
    text = models.ForeignKey(
        SourceText,
        models.PROTECT,
        related_name="proposals",
        verbose_name=_("snapshot"),
        help_text=_("The text in which it was found."),
    )
    position = models.PositiveIntegerField(_("position"), help_text=_("Where its words begin in that text."))
    score = models.FloatField(
        _("score"),
        validators=[MinValueValidator(0), MaxValueValidator(1)],
        help_text=_("How sure extraction was, from 0 to 1."),
    )
    reasons = models.JSONField(_("reasons"), default=list, help_text=_("What the score rests on, as sentences."))
    doubt = models.CharField(
        _("doubt"),
        max_length=12,
        choices=Doubt,
        blank=True,
        help_text=_("Why it may be no event at all: it is foreseen, supposed or denied."),
    )

    class Meta:
        ordering = ["text", "position", "pk"]
        verbose_name = _("proposal")
        verbose_name_plural = _("proposals")
        constraints = [
            models.CheckConstraint(condition=Q(score__gte=0, score__lte=1), name="score_is_between_0_and_1"),
            models.CheckConstraint(
                condition=Q(doubt__in=["", "forecast", "conditional", "negated"]), name="doubt_is_known"
            ),
        ]

    def __str__(self):
        return f"{self.event} ({self.score:.2f})"
