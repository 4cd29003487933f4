"""Who acts, suffers and speaks."""

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Length
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from .history import Recorded
from .identity import Identified

models.CharField.register_lookup(Length)
models.TextField.register_lookup(Length)


FEW = 1000  # keys that a query is given; for more it reads the whole table


class ActorQuerySet(models.QuerySet):
    def known_as(self, name: str):
        """Those with this very name or alias, whatever its case."""
        return self.filter(Q(name__iexact=name) | Q(aliases__name__iexact=name)).distinct()


class Actor(Identified):
    class Type(models.TextChoices):
        PERSON = "person", _("person")
        ORGANISATION = "organisation", _("organisation")
        ARMED_GROUP = "armed-group", _("armed group")
        STATE = "state", _("state")

    name = models.CharField(
        _("name"), max_length=200, help_text=_("The name that readers know best; other spellings go below.")
    )
    slug = models.SlugField(
        _("slug"),
        max_length=120,
        unique=True,
        help_text=_("Stands in addresses, as in ?actor=qassem-soleimani. An old one goes on working."),
    )
    type = models.CharField(_("type"), max_length=20, choices=Type)
    description = models.CharField(
        _("description"),
        max_length=300,
        blank=True,
        help_text=_("Who this is, in a line: “chairman of the Joint Chiefs of Staff”."),
    )
    is_proposed = models.BooleanField(
        _("proposed"),
        default=False,
        help_text=_("Found in an article, not yet confirmed by a curator; publishing an event confirms its actors."),
    )
    part_of = models.ManyToManyField(
        "self",
        through="Membership",
        through_fields=("member", "body"),
        symmetrical=False,
        related_name="parts",
        verbose_name=_("part of"),
    )
    history = Recorded()

    objects = ActorQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        verbose_name = _("actor")
        verbose_name_plural = _("actors")
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="actor_has_a_name"),
            models.CheckConstraint(condition=~Q(slug=""), name="actor_has_a_slug"),
            models.CheckConstraint(
                condition=Q(type__in=["person", "organisation", "armed-group", "state"]),
                name="actor_type_is_known",
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("actor", args=[self.uid, self.slug])


class Alias(models.Model):
    actor = models.ForeignKey(Actor, models.CASCADE, related_name="aliases", verbose_name=_("actor"))
    name = models.CharField(_("also known as"), max_length=200)
    history = Recorded()

    class Meta:
        ordering = ["name", "pk"]
        verbose_name = _("alias")
        verbose_name_plural = _("aliases")
        constraints = [
            models.UniqueConstraint(fields=["actor", "name"], name="alias_once_an_actor"),
            models.CheckConstraint(condition=~Q(name=""), name="alias_has_a_name"),
        ]

    def __str__(self):
        return self.name


class MembershipQuerySet(models.QuerySet):
    def confirmed(self):
        """Those that readers may be told of: nobody in them is a mere proposal."""
        return self.filter(member__is_proposed=False, body__is_proposed=False)

    def bodies_above(self, actors: Iterable[int]) -> set[int]:
        """The keys of `actors` and of all that they are part of, directly or through others; a query for each step."""
        reached: set[int] = set()
        waiting = set(actors)
        while waiting:
            reached |= waiting
            rows = self.filter(member__in=waiting) if len(waiting) <= FEW else self
            edges = rows.order_by().values_list("member_id", "body_id")
            waiting = {body for member, body in edges if member in waiting} - reached
        return reached


class Membership(models.Model):
    """`member` is part of `body`: a general of a force, a force of a state."""

    member = models.ForeignKey(Actor, models.CASCADE, related_name="memberships", verbose_name=_("member"))
    body = models.ForeignKey(Actor, models.CASCADE, related_name="members", verbose_name=_("part of"))
    history = Recorded()

    objects = MembershipQuerySet.as_manager()

    class Meta:
        ordering = ["member", "body"]
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = [
            models.UniqueConstraint(fields=["member", "body"], name="member_once_a_body"),
            models.CheckConstraint(condition=~Q(member=F("body")), name="no_actor_is_part_of_itself"),
        ]

    def __str__(self):
        return f"{self.member} → {self.body}"

    def clean(self):
        if self.member_id and self.body_id and self.member_id in Membership.objects.bodies_above([self.body_id]):
            raise ValidationError(
                _("%(body)s is itself part of %(member)s: membership cannot run in a circle."),
                code="circle",
                params={"body": self.body, "member": self.member},
            )
