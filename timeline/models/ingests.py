"""Articles on their way in, and the workers that bring them in."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .events import Timeline
from .sources import Source, SourceText, validate_zone


class IngestQuerySet(models.QuerySet):
    def unconfirmed(self):
        """Those that were read, and wait for somebody to confirm what they are."""
        return self.filter(state=Ingest.State.DRAFT)

    def under_way(self):
        """Those that are confirmed and neither done nor failed."""
        return self.filter(state__in=[Ingest.State.WAITING, Ingest.State.RUNNING])


class Ingest(models.Model):
    """An article on its way in: what was given, what it is said to be, how far it has come. Readers never see it."""

    class State(models.TextChoices):
        DRAFT = "draft", _("to be confirmed")
        WAITING = "waiting", _("waiting")
        RUNNING = "running", _("running")
        DONE = "done", _("done")
        FAILED = "failed", _("failed")

    class Step(models.TextChoices):
        """What is done for an article, in this order."""

        EXTRACTING = "extracting", _("looking for what happened")
        STORING = "storing", _("storing what was found")

    class Form(models.TextChoices):
        HTML = "html", _("a web page (HTML)")
        MARKDOWN = "markdown", _("Markdown")
        TEXT = "text", _("plain text")

    timeline = models.ForeignKey(Timeline, models.CASCADE, related_name="ingests", verbose_name=_("timeline"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="ingests",
        verbose_name=_("brought in by"),
    )
    begun_at = models.DateTimeField(_("begun"), default=timezone.now)
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)

    given = models.TextField(_("what was given"), help_text=_("As it came: pasted, uploaded or fetched."))
    form = models.CharField(
        _("form"), max_length=10, choices=Form, default=Form.TEXT, help_text=_("What it is written in.")
    )
    name = models.CharField(_("came as"), max_length=1000, blank=True, help_text=_("The file's name, or the address."))

    removed = models.JSONField(
        _("removed"), default=list, blank=True, help_text=_("What stood around it, and why it is no part of it.")
    )
    doubts = models.JSONField(_("doubts"), default=list, blank=True, help_text=_("Why it may be no whole article."))
    text = models.TextField(_("text"), help_text=_("The article's own words, without what stood around them."))
    title = models.CharField(_("title"), max_length=300)
    publisher = models.CharField(_("publisher"), max_length=200, blank=True)
    authors = models.CharField(
        _("authors"), max_length=300, blank=True, help_text=_("As the byline has them, separated by semicolons.")
    )
    url = models.URLField(_("address"), max_length=1000, blank=True, help_text=_("Where the original can be read."))
    language = models.CharField(_("language"), max_length=20, default="en", help_text=_("BCP 47: en, de, fa, ar."))
    published_on = models.DateField(
        _("published on"),
        null=True,
        blank=True,
        help_text=_("“Yesterday” and “in October” are counted from this day: 2020-01-03."),
    )
    zone = models.CharField(
        _("time zone"),
        max_length=64,
        default="UTC",
        validators=[validate_zone],
        help_text=_("Where that day was this day: America/New_York."),
    )

    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DRAFT)
    step = models.CharField(_("step"), max_length=12, choices=Step, blank=True)
    task = models.UUIDField(_("task"), null=True, blank=True, editable=False)
    message = models.TextField(_("message"), blank=True, help_text=_("Why it failed, and what became of the work."))
    report = models.JSONField(_("report"), default=dict, blank=True)
    source = models.ForeignKey(
        Source, models.SET_NULL, null=True, blank=True, related_name="ingests", verbose_name=_("source")
    )
    snapshot = models.ForeignKey(
        SourceText, models.SET_NULL, null=True, blank=True, related_name="ingests", verbose_name=_("snapshot")
    )

    objects = IngestQuerySet.as_manager()

    class Meta:
        ordering = ["-begun_at", "-pk"]
        verbose_name = _("article on its way in")
        verbose_name_plural = _("articles on their way in")
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["draft", "waiting", "running", "done", "failed"]), name="ingest_state_is_known"
            ),
            models.CheckConstraint(condition=~Q(text=""), name="ingest_has_a_text"),
            models.CheckConstraint(
                condition=Q(state="draft") | (Q(published_on__isnull=False) & ~Q(title="")),
                name="confirmed_ingest_has_title_and_day",
            ),
            models.CheckConstraint(condition=~Q(state="failed") | ~Q(message=""), name="failed_ingest_says_why"),
            models.CheckConstraint(
                condition=Q(state__in=["done", "failed"], finished_at__isnull=False)
                | (Q(finished_at__isnull=True) & ~Q(state__in=["done", "failed"])),
                name="ingest_is_finished_or_not",
            ),
        ]

    def __str__(self):
        return self.title or self.name

    def get_absolute_url(self):
        """Its page on the desk: to be confirmed, to be watched, or what came of it."""
        return reverse("admin:timeline_ingest_change", args=[self.pk])

    @property
    def is_finished(self) -> bool:
        return self.state in (self.State.DONE, self.State.FAILED)

    @property
    def done(self) -> int:
        """How many of the steps are behind it, of `of`."""
        if self.state == self.State.DONE:
            return self.of
        return self.Step.values.index(self.step) if self.step else 0

    @property
    def of(self) -> int:
        return len(self.Step)


class WorkerQuerySet(models.QuerySet):
    def alive(self, now: datetime):
        """Those whose sign of life has not run out by `now`."""
        return self.filter(alive_until__gt=now)


class Worker(models.Model):
    """A process that does what waits, and until when the others take it to be alive.

    It says so again and again, well before the time is over. One that is killed says nothing more, and what it was
    doing is taken up by another once the time is over.
    """

    name = models.CharField(_("name"), max_length=64, unique=True)
    begun_at = models.DateTimeField(_("begun"))
    alive_until = models.DateTimeField(_("alive until"))

    objects = WorkerQuerySet.as_manager()

    class Meta:
        ordering = ["begun_at", "pk"]
        verbose_name = _("worker")
        verbose_name_plural = _("workers")
        constraints = [
            models.CheckConstraint(condition=Q(alive_until__gte=F("begun_at")), name="worker_is_alive_at_first")
        ]

    def __str__(self):
        return self.name

    @classmethod
    def sign(cls, name: str, *, now: datetime, lease: timedelta) -> None:
        """Say that the worker of this name is alive, and will have said so again when `lease` is over."""
        cls.objects.update_or_create(
            name=name,
            defaults={"alive_until": now + lease},
            create_defaults={"begun_at": now, "alive_until": now + lease},
        )
