"""What happened, when, to whom, and the words that say so.

A foreign key with `db_index=False` is the first column of another index, which serves for it.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from timeline.ordering import Placed, circle, in_order

from .actors import Actor, Membership
from .fields import EventDateField
from .history import Recorded
from .identity import Identified
from .sources import Passage, Source, validate_zone


class Timeline(Identified):
    """One story."""

    title = models.CharField(_("title"), max_length=200)
    slug = models.SlugField(
        _("slug"),
        max_length=120,
        unique=True,
        help_text=_("Stands in its address, /t/slug/. An old one goes on working."),
    )
    summary = models.TextField(_("summary"), blank=True, help_text=_("What the story is about, in a sentence or two."))
    history = Recorded()

    class Meta:
        ordering = ["title", "pk"]
        verbose_name = _("timeline")
        verbose_name_plural = _("timelines")
        constraints = [
            models.CheckConstraint(condition=~Q(title=""), name="timeline_has_a_title"),
            models.CheckConstraint(condition=~Q(slug=""), name="timeline_has_a_slug"),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("timeline", args=[self.slug])


class Kind(models.Model):
    """A sort of event. Its glyph and colour come from a fixed set whose contrast is known in both schemes."""

    class Glyph(models.TextChoices):
        DISC = "disc", _("disc")
        TRIANGLE = "triangle", _("triangle")
        DIAMOND = "diamond", _("diamond")
        QUOTE = "quote", _("quotation mark")
        SQUARE = "square", _("square")
        RING = "ring", _("ring")
        CROSS = "cross", _("cross")
        STAR = "star", _("star")

    class Colour(models.TextChoices):
        INK = "ink", _("ink")
        RED = "red", _("red")
        OCHRE = "ochre", _("ochre")
        BLUE = "blue", _("blue")
        GREEN = "green", _("green")
        VIOLET = "violet", _("violet")
        TEAL = "teal", _("teal")
        GREY = "grey", _("grey")

    name = models.CharField(_("name"), max_length=60, unique=True)
    slug = models.SlugField(_("slug"), max_length=60, unique=True)
    glyph = models.CharField(_("glyph"), max_length=10, choices=Glyph, default=Glyph.DISC)
    colour = models.CharField(_("colour"), max_length=10, choices=Colour, default=Colour.GREY)
    position = models.PositiveSmallIntegerField(_("position in lists"), default=0)
    history = Recorded()

    class Meta:
        ordering = ["position", "name", "pk"]
        verbose_name = _("kind")
        verbose_name_plural = _("kinds")
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="kind_has_a_name"),
            models.CheckConstraint(condition=~Q(slug=""), name="kind_has_a_slug"),
        ]

    def __str__(self):
        return self.name


class EventQuerySet(models.QuerySet):
    def published(self):
        """Those that readers may see. Every public page, export and count starts here."""
        return self.filter(status=Event.Status.PUBLISHED)

    def candidates(self):
        """Those that wait for a curator."""
        return self.filter(status=Event.Status.CANDIDATE)

    def involving(self, actor):
        """Those in which `actor` takes part, in whatever role."""
        return self.filter(pk__in=Participation.objects.filter(actor=actor).values("event"))

    def timelines(self):
        """The stories that these belong to."""
        return Timeline.objects.filter(Exists(self.order_by().filter(timeline=OuterRef("pk"))))

    def actors(self):
        """Those who take part in these or speak of them, and whatever they are part of."""
        events = self.order_by()
        named = (
            Exists(events.filter(participations__actor=OuterRef("pk")))
            | Exists(events.filter(participations__said_by=OuterRef("pk")))
            | Exists(events.filter(evidence__attributed_to=OuterRef("pk")))
        )
        confirmed = Membership.objects.confirmed()
        members = Actor.objects.filter(named, pk__in=confirmed.values("member"))
        above = confirmed.bodies_above(members.values_list("pk", flat=True))
        return Actor.objects.filter(named | Q(pk__in=above))

    def sources(self):
        """The articles that are quoted or cited for these."""
        events = self.order_by()
        return Source.objects.filter(
            Exists(events.filter(evidence__passage__source=OuterRef("pk")))
            | Exists(events.filter(citations__source=OuterRef("pk")))
        )

    def in_order(self) -> list[int]:
        """The keys of these, in the order in which they are told; the undated last."""
        return in_order(self._placed())

    def in_circles(self) -> tuple[int, ...]:
        """The keys of those that are said to follow one another in a circle; none when all is well.

        Read are those alone of which an order is said.
        """
        said = defaultdict(set)
        for pk, after, before in self.exclude(after=None, before=None).order_by().values_list("pk", "after", "before"):
            said[pk] |= {after} - {None}
            if before:
                said[before].add(pk)
        return circle(Placed(pk, (), tuple(others)) for pk, others in said.items())

    def leading_to(self, keys: Iterable[int]):
        """Those with these `keys`, and all of these that are said to come before them, directly or through others.

        Two queries for each step of the longest chain.
        """
        reached: set[int] = set()
        waiting = set(keys)
        while waiting:
            reached |= waiting
            named = self.filter(pk__in=waiting, after__isnull=False).order_by().values_list("after", flat=True)
            naming = self.filter(before__in=waiting).order_by().values_list("pk", flat=True)
            waiting = {*named, *naming} - reached
        return self.filter(pk__in=reached)

    def _placed(self) -> list[Placed]:
        rows = list(self.order_by().values_list("pk", "earliest", "latest", "after_id", "before_id"))
        said = defaultdict(set)
        for pk, _earliest, _latest, after, before in rows:
            if after:
                said[pk].add(after)
            if before:
                said[before].add(pk)
        return [
            Placed(pk, (earliest or latest or date.max, latest or date.max, not (earliest or latest)), tuple(said[pk]))
            for pk, earliest, latest, _after, _before in rows
        ]

    def told(self) -> list["Event"]:
        """These in the order in which they are told, ready for display."""
        rows = {event.pk: event for event in self.for_display()}
        # What was published or taken back between two queries is passed over.
        return [rows[key] for key in self.in_order() if key in rows]

    def for_display(self):
        """With all that a list of them shows, in five queries however many there are; lost quotations come last."""
        return self.select_related("kind", "timeline", "after", "before").prefetch_related(
            models.Prefetch(
                "participations",
                Participation.objects.select_related("actor", "said_by").order_by("position", "pk"),
            ),
            models.Prefetch(
                "evidence",
                Evidence.objects.select_related("passage__source", "actor", "attributed_to").order_by(
                    *Evidence.LOST_LAST
                ),
            ),
            models.Prefetch("citations", Citation.objects.select_related("source").order_by("position", "pk")),
            models.Prefetch("figures", Figure.objects.order_by("position", "pk")),
        )


class Event(Identified):
    """Something that happened. It is published through `curation.publish`, which asks for verified evidence."""

    class Status(models.TextChoices):
        CANDIDATE = "candidate", _("candidate")
        PUBLISHED = "published", _("published")
        REJECTED = "rejected", _("rejected")

    class Basis(models.TextChoices):
        STATED = "stated", _("stated")
        ORDERED = "ordered", _("by order")
        INFERRED = "inferred", _("inferred")
        OUTSIDE = "outside", _("from outside")

    timeline = models.ForeignKey(
        Timeline, models.PROTECT, db_index=False, related_name="events", verbose_name=_("timeline")
    )
    title = models.CharField(
        _("title"),
        max_length=200,
        help_text=_("What happened, as a plain sentence in the present tense."),
    )
    slug = models.SlugField(_("slug"), max_length=120)
    summary = models.TextField(
        _("summary"), blank=True, help_text=_("What the evidence bears out and the title leaves out.")
    )
    kind = models.ForeignKey(Kind, models.PROTECT, related_name="events", verbose_name=_("kind"))
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.CANDIDATE)

    date = EventDateField(
        _("date"),
        earliest="earliest",
        latest="latest",
        qualified="date_is_qualified",
        help_text=_(
            "In EDTF, never more precise than the words: 2019-10 (in October), [2019-12-21..2019-12-31] "
            "(late December: once, within), 2019-10~/2020-01-02 (throughout, from about October), "
            "../2019-10 (by October). Empty where no date is known."
        ),
    )
    earliest = models.DateField(_("earliest day"), null=True, editable=False)
    latest = models.DateField(_("latest day"), null=True, editable=False)
    date_is_qualified = models.BooleanField(_("date is qualified"), default=False, editable=False)
    zone = models.CharField(
        _("time zone"),
        max_length=64,
        blank=True,
        validators=[validate_zone],
        help_text=_("Where the date is counted, if that matters: Asia/Baghdad."),
    )
    basis = models.CharField(
        _("basis"),
        max_length=10,
        choices=Basis,
        blank=True,
        help_text=_(
            "Stated: the words give it. By order: only its place between other events. Inferred: by your reasoning. "
            "From outside: not from the sources."
        ),
    )
    reason = models.TextField(
        _("why this date"),
        blank=True,
        help_text=_("One line for readers: how the words were read. Required unless the date is stated."),
    )
    after = models.ForeignKey(
        "self",
        models.RESTRICT,
        null=True,
        blank=True,
        related_name="followed_by",
        verbose_name=_("after"),
        help_text=_("The event that the words, or your reasoning, put before this one."),
    )
    before = models.ForeignKey(
        "self",
        models.RESTRICT,
        null=True,
        blank=True,
        related_name="preceded_by",
        verbose_name=_("before"),
        help_text=_("The event that the words, or your reasoning, put behind this one."),
    )
    place = models.CharField(_("place"), max_length=200, blank=True)
    recorded_at = models.DateTimeField(_("recorded"), default=timezone.now, editable=False)
    published_at = models.DateTimeField(_("first published"), null=True, blank=True, editable=False)
    history = Recorded()

    objects = EventQuerySet.as_manager()

    class Meta:
        ordering = ["timeline", "earliest", "latest", "pk"]
        verbose_name = _("event")
        verbose_name_plural = _("events")
        indexes = [models.Index(fields=["timeline", "status", "earliest", "latest"], name="event_in_time")]
        constraints = [
            models.CheckConstraint(condition=~Q(title=""), name="event_has_a_title"),
            models.CheckConstraint(condition=~Q(slug=""), name="event_has_a_slug"),
            models.CheckConstraint(
                condition=Q(status__in=["candidate", "published", "rejected"]), name="event_status_is_known"
            ),
            models.CheckConstraint(
                condition=Q(date="", basis="")
                | (~Q(date="") & Q(basis__in=["stated", "ordered", "inferred", "outside"])),
                name="dated_event_says_its_basis",
            ),
            models.CheckConstraint(
                condition=Q(basis__in=["", "stated"]) | ~Q(reason=""), name="basis_but_stated_has_a_reason"
            ),
            models.CheckConstraint(
                condition=Q(earliest__isnull=True) | Q(latest__isnull=True) | Q(earliest__lte=F("latest")),
                name="earliest_is_not_after_latest",
            ),
            models.CheckConstraint(
                condition=~Q(status="published") | Q(published_at__isnull=False),
                name="published_event_says_since_when",
            ),
            models.CheckConstraint(
                condition=(Q(after__isnull=True) | ~Q(after=F("id"))) & (Q(before__isnull=True) | ~Q(before=F("id"))),
                name="no_event_follows_itself",
            ),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("event", args=[self.uid, self.slug])

    def clean(self):
        wrong = {}
        self.reason = self.reason.strip()
        if self.date and not self.basis:
            wrong["basis"] = _("A date says what it rests on.")
        if self.basis and not self.date:
            wrong["basis"] = _("There is no date for this to be the basis of; leave it empty.")
        if self.basis not in ("", self.Basis.STATED) and not self.reason:
            wrong["reason"] = _("A date that is not stated in the words needs its reason.")
        for name in ("after", "before"):
            other = getattr(self, name)
            if other and (other.pk == self.pk or other.timeline_id != self.timeline_id):
                wrong[name] = _("Choose another event of the same timeline.")
        if self.pk and Event.objects.filter(Q(after=self) | Q(before=self)).exclude(timeline=self.timeline_id).exists():
            wrong["timeline"] = _("Other events of its timeline are said to come after or before it.")
        if wrong:
            raise ValidationError(wrong)

    @property
    def is_published(self) -> bool:
        return self.status == self.Status.PUBLISHED

    @property
    def is_cited(self) -> bool:
        """Whether it quotes nothing, and sources that tell of it are named alone."""
        return not self.evidence.all() and bool(self.citations.all())


class Participation(models.Model):
    """An actor in an event, in a role; `said_by` where somebody says so and the article itself does not."""

    class Role(models.TextChoices):
        AGENT = "agent", _("agent")
        TARGET = "target", _("target")
        CASUALTY = "casualty", _("casualty")
        SPEAKER = "speaker", _("speaker")
        MENTIONED = "mentioned", _("mentioned")

    event = models.ForeignKey(
        Event, models.CASCADE, db_index=False, related_name="participations", verbose_name=_("event")
    )
    actor = models.ForeignKey(
        Actor, models.PROTECT, db_index=False, related_name="participations", verbose_name=_("actor")
    )
    role = models.CharField(_("role"), max_length=10, choices=Role)
    said_by = models.ForeignKey(
        Actor,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="participations_attributed",
        verbose_name=_("according to"),
        help_text=_("Who says so, where the article itself does not."),
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    history = Recorded()

    class Meta:
        ordering = ["event", "position", "pk"]
        verbose_name = _("participation")
        verbose_name_plural = _("participations")
        indexes = [models.Index(fields=["actor", "role", "event"], name="actor_in_events")]
        constraints = [
            models.UniqueConstraint(fields=["event", "actor", "role"], name="actor_once_a_role"),
            models.CheckConstraint(
                condition=Q(role__in=["agent", "target", "casualty", "speaker", "mentioned"]),
                name="role_is_known",
            ),
        ]

    def __str__(self):
        return f"{self.actor} ({self.get_role_display()})"


class Evidence(models.Model):
    """A passage used for an event: what it supports, and whose words they are."""

    class Supports(models.TextChoices):
        EVENT = "event", _("the event")
        DATE = "date", _("its date")
        ACTOR = "actor", _("an actor")
        PLACE = "place", _("a place")
        FIGURE = "figure", _("a figure")

    event = models.ForeignKey(Event, models.CASCADE, related_name="evidence", verbose_name=_("event"))
    passage = models.ForeignKey(Passage, models.PROTECT, related_name="evidence", verbose_name=_("passage"))
    supports = models.CharField(_("supports"), max_length=10, choices=Supports, default=Supports.EVENT)
    actor = models.ForeignKey(
        Actor,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="evidence_for",
        verbose_name=_("which actor"),
    )
    cue = models.CharField(
        _("cue"),
        max_length=200,
        blank=True,
        help_text=_("The words of the quotation that give the date: “late December”."),
    )
    date = EventDateField(_("date it states"), help_text=_("In EDTF, where this passage states one."))
    attributed_to = models.ForeignKey(
        Actor,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="evidence_attributed",
        verbose_name=_("said by"),
        help_text=_("Whose words these are, where they are not the article's own."),
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    history = Recorded()

    # The order in which evidence is shown.
    LOST_LAST = (
        models.Case(models.When(passage__status=Passage.Status.VERIFIED, then=0), default=1),
        "position",
        "pk",
    )

    class Meta:
        ordering = ["event", "position", "pk"]
        verbose_name = _("piece of evidence")
        verbose_name_plural = _("evidence")
        constraints = [
            models.UniqueConstraint(fields=["event", "passage"], name="passage_once_an_event"),
            models.CheckConstraint(
                condition=Q(supports__in=["event", "date", "actor", "place", "figure"]),
                name="supports_is_known",
            ),
            models.CheckConstraint(
                condition=Q(actor__isnull=True) | Q(supports="actor"),
                name="evidence_names_the_actor_it_supports",
            ),
        ]

    def __str__(self):
        return str(self.passage)

    def clean(self):
        wrong = {}
        if self.cue and self.passage_id and self.cue not in self.passage.exact:
            wrong["cue"] = _("These words are not in the quotation.")
        if self.supports == self.Supports.ACTOR and not self.actor_id:
            wrong["actor"] = _("Say which actor it supports.")
        if self.actor_id and self.supports != self.Supports.ACTOR:
            wrong["actor"] = _("Only evidence that supports an actor names one.")
        if wrong:
            raise ValidationError(wrong)


class Citation(models.Model):
    """A source that tells of an event, and whose text is not held: its headline, publisher and day are all there is."""

    event = models.ForeignKey(Event, models.CASCADE, db_index=False, related_name="citations", verbose_name=_("event"))
    source = models.ForeignKey(Source, models.PROTECT, related_name="citations", verbose_name=_("source"))
    said_by = models.CharField(
        _("according to"),
        max_length=300,
        blank=True,
        help_text=_("Whom the source names for it, as it has the name: “army statement”."),
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    history = Recorded()

    class Meta:
        ordering = ["event", "position", "pk"]
        verbose_name = _("citation")
        verbose_name_plural = _("citations")
        constraints = [models.UniqueConstraint(fields=["event", "source"], name="source_cited_once_an_event")]

    def __str__(self):
        return str(self.source)


class Figure(models.Model):
    """A number that the sources give, as far as they agree: at least `low`, at most `high`, most likely `best`."""

    event = models.ForeignKey(Event, models.CASCADE, db_index=False, related_name="figures", verbose_name=_("event"))
    name = models.CharField(_("of what"), max_length=100, help_text=_("What is counted: deaths."))
    low = models.PositiveIntegerField(_("at least"), null=True, blank=True)
    best = models.PositiveIntegerField(_("most likely"), null=True, blank=True)
    high = models.PositiveIntegerField(_("at most"), null=True, blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    history = Recorded()

    class Meta:
        ordering = ["event", "position", "pk"]
        verbose_name = _("figure")
        verbose_name_plural = _("figures")
        constraints = [
            models.UniqueConstraint(fields=["event", "name"], name="figure_once_an_event"),
            models.CheckConstraint(condition=~Q(name=""), name="figure_says_of_what"),
            models.CheckConstraint(
                condition=Q(low__isnull=False) | Q(best__isnull=False) | Q(high__isnull=False),
                name="figure_has_a_number",
            ),
            models.CheckConstraint(
                condition=(Q(low__isnull=True) | Q(best__isnull=True) | Q(low__lte=F("best")))
                & (Q(best__isnull=True) | Q(high__isnull=True) | Q(best__lte=F("high")))
                & (Q(low__isnull=True) | Q(high__isnull=True) | Q(low__lte=F("high"))),
                name="figure_bounds_are_in_order",
            ),
        ]

    def __str__(self):
        return self.name

    def clean(self):
        numbers = [number for number in (self.low, self.best, self.high) if number is not None]
        if not numbers:
            raise ValidationError(_("Give at least one number."))
        if numbers != sorted(numbers):
            raise ValidationError(_("At least, most likely, at most: each is no smaller than the one before."))
