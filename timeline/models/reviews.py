"""What curators did with the candidates of an article, so that it can be taken back."""

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .events import Timeline
from .sources import Source


class ActQuerySet(models.QuerySet):
    def standing(self):
        """Those that were not taken back."""
        return self.filter(undone_at__isnull=True)

    def newest(self) -> "Act | None":
        """The one done last; None when there is none."""
        return self.order_by("pk").last()


class Act(models.Model):
    """One thing that a curator did on the review desk, with the rows as they were before it.

    `review.undo` reads and writes `before` and `after`, and says what is in them.
    """

    class Verb(models.TextChoices):
        ACCEPT = "accept", _("accepted")
        EDIT = "edit", _("changed")
        MERGE = "merge", _("merged")
        SPLIT = "split", _("split")
        REJECT = "reject", _("rejected")
        REOPEN = "reopen", _("opened again")
        PROPOSE = "propose", _("proposed")
        CONFIRM = "confirm", _("confirmed")
        MATCH = "match", _("matched")

    source = models.ForeignKey(Source, models.CASCADE, related_name="acts", verbose_name=_("source"))
    timeline = models.ForeignKey(Timeline, models.CASCADE, related_name="acts", verbose_name=_("timeline"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("at"))
    verb = models.CharField(_("what"), max_length=10, choices=Verb)
    name = models.CharField(_("of what"), max_length=300, help_text=_("What the event or actor was called then."))
    uid = models.CharField(_("permanent id"), max_length=8, help_text=_("That of the event or actor."))
    before = models.JSONField(_("before"), default=dict, encoder=DjangoJSONEncoder)
    after = models.JSONField(_("after"), default=dict, encoder=DjangoJSONEncoder)
    undone_at = models.DateTimeField(_("taken back"), null=True, blank=True)

    objects = ActQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("act of review")
        verbose_name_plural = _("acts of review")
        indexes = [models.Index(fields=["source", "timeline", "by"], name="acts_of_a_curator")]
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    verb__in=["accept", "edit", "merge", "split", "reject", "reopen", "propose", "confirm", "match"]
                ),
                name="act_verb_is_known",
            ),
        ]

    def __str__(self):
        return f"“{self.name}” {self.get_verb_display()}"
