"""What says so: articles, their texts as they were read, and the passages quoted from them."""

import zoneinfo

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from timeline import anchoring

from .history import Recorded
from .identity import Identified

# Languages usually written in the Arabic, Hebrew, Thaana, Syriac or N'Ko script; ISO 639.
RIGHT_TO_LEFT = {
    *("ar", "arc", "azb", "bal", "ckb", "dv", "fa", "glk", "he"),
    *("lrc", "mzn", "nqo", "pnb", "ps", "sd", "syr", "ug", "ur", "yi"),
}


def validate_zone(name: str) -> None:
    """ValidationError unless `name` is a time zone of the IANA database."""
    if name not in zoneinfo.available_timezones():
        raise ValidationError(_("“%(name)s” is no time zone; write one as Asia/Baghdad."), params={"name": name})


class Source(Identified):
    title = models.CharField(_("title"), max_length=300)
    # Nothing is found by it: it only follows the permanent id in an address.
    slug = models.SlugField(
        _("slug"), max_length=120, db_index=False, help_text=_("Stands in the address after the permanent id.")
    )
    publisher = models.CharField(_("publisher"), max_length=200, blank=True)
    authors = models.CharField(
        _("authors"),
        max_length=300,
        blank=True,
        help_text=_("As the byline has them, separated by semicolons."),
    )
    url = models.URLField(_("address"), max_length=1000, blank=True, help_text=_("Where the original can be read."))
    language = models.CharField(_("language"), max_length=20, default="en", help_text=_("BCP 47: en, de, fa, ar."))
    published_on = models.DateField(
        _("published on"),
        null=True,
        blank=True,
        help_text=_("“Yesterday” and “in October” are counted from this day."),
    )
    zone = models.CharField(
        _("time zone"),
        max_length=64,
        default="UTC",
        validators=[validate_zone],
        help_text=_("Where that day was this day: America/New_York."),
    )
    note = models.TextField(
        _("note"), blank=True, help_text=_("What a reader should know of this copy; shown on its page.")
    )
    history = Recorded()

    class Meta:
        ordering = ["-published_on", "title", "pk"]
        verbose_name = _("source")
        indexes = [models.Index(fields=["-published_on", "-id"], name="newest_sources")]
        verbose_name_plural = _("sources")
        constraints = [
            models.CheckConstraint(condition=~Q(title=""), name="source_has_a_title"),
            models.CheckConstraint(condition=~Q(slug=""), name="source_has_a_slug"),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("source", args=[self.uid, self.slug])

    @property
    def name(self) -> str:
        """What a citation calls it: the publisher, or the title where none is known."""
        return self.publisher or self.title

    @property
    def is_citable(self) -> bool:
        """Whether it can be found again by what is said of it: its title, and its publisher or address."""
        return bool(self.title and (self.publisher or self.url))

    @property
    def direction(self) -> str:
        """How its text runs: "rtl" or "ltr", by its language."""
        return "rtl" if self.language.lower().partition("-")[0] in RIGHT_TO_LEFT else "ltr"

    @property
    def current_text(self) -> "SourceText | None":
        """The newest snapshot, in which passages are anchored; None before the first."""
        return self.texts.order_by("version").last()


class SourceText(models.Model):
    """One snapshot of a source's normalised text. It never changes: a corrected article adds a snapshot."""

    source = models.ForeignKey(Source, models.CASCADE, related_name="texts", verbose_name=_("source"))
    version = models.PositiveIntegerField(_("version"), default=1)
    text = models.TextField(_("text"))
    sha256 = models.CharField(_("SHA-256"), max_length=64)
    taken_at = models.DateTimeField(_("taken"), default=timezone.now)

    class Meta:
        ordering = ["source", "version"]
        verbose_name = _("source text")
        verbose_name_plural = _("source texts")
        indexes = [models.Index(fields=["sha256"], name="text_by_its_sha256")]
        constraints = [
            models.UniqueConstraint(fields=["source", "version"], name="one_text_a_version"),
            models.CheckConstraint(condition=Q(sha256__length=64), name="text_has_its_sha256"),
        ]

    def __str__(self):
        return _("%(source)s, version %(version)s") % {"source": self.source, "version": self.version}

    def save(self, *args, **kwargs):
        if not self._state.adding:
            raise ValidationError(_("A snapshot is never changed; add another with the corrected text."))
        from .index import noted  # which knows this model

        super().save(*args, **kwargs)
        noted(self)

    @property
    def is_intact(self) -> bool:
        """Whether the text is still, to the letter, the one that was taken."""
        return anchoring.sha256(self.text) == self.sha256


class Passage(models.Model):
    """A quotation anchored in a source. `start` and `stop` are code points in `text`, `stop` excluded."""

    class Status(models.TextChoices):
        VERIFIED = anchoring.Status.VERIFIED.value, _("verified")
        MOVED = anchoring.Status.MOVED.value, _("moved")
        AMBIGUOUS = anchoring.Status.AMBIGUOUS.value, _("ambiguous")
        MISSING = anchoring.Status.MISSING.value, _("missing")

    source = models.ForeignKey(Source, models.CASCADE, related_name="passages", verbose_name=_("source"))
    text = models.ForeignKey(
        SourceText, models.PROTECT, null=True, blank=True, related_name="passages", verbose_name=_("snapshot")
    )
    exact = models.TextField(_("quotation"), help_text=_("The words of the article, to the letter."))
    prefix = models.CharField(_("words before"), max_length=300, blank=True)
    suffix = models.CharField(_("words after"), max_length=300, blank=True)
    start = models.PositiveIntegerField(_("start"), null=True, blank=True)
    stop = models.PositiveIntegerField(_("stop"), null=True, blank=True)
    paragraph = models.PositiveIntegerField(_("paragraph"), null=True, blank=True)
    status = models.CharField(_("status"), max_length=10, choices=Status)
    history = Recorded()

    class Meta:
        ordering = ["source", "start", "stop", "pk"]
        verbose_name = _("passage")
        verbose_name_plural = _("passages")
        constraints = [
            models.UniqueConstraint(fields=["text", "start", "stop"], name="one_passage_a_place"),
            models.CheckConstraint(condition=~Q(exact=""), name="passage_has_words"),
            models.CheckConstraint(
                condition=Q(start__isnull=True, stop__isnull=True, text__isnull=True, paragraph__isnull=True)
                | Q(start__lt=F("stop"), text__isnull=False, paragraph__gte=1),
                name="passage_is_placed_or_not",
            ),
            models.CheckConstraint(
                condition=~Q(status="verified") | Q(start__isnull=False), name="verified_passage_is_placed"
            ),
            models.CheckConstraint(
                condition=Q(status__in=["verified", "moved", "ambiguous", "missing"]),
                name="passage_status_is_known",
            ),
        ]

    def __str__(self):
        return f"“{self.exact}”"
