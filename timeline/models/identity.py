"""Identifiers that outlive names: a short opaque id for life, and where to go once a thing has become another."""

import secrets
from collections.abc import Collection

from django.apps import apps
from django.db import models
from django.utils.translation import gettext_lazy as _

# Crockford's base 32 in lower case: no i, l, o or u, so that an id can be read out and spells no word.
ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
LENGTH = 8


def new_uid() -> str:
    """A fresh opaque id: 8 characters of Crockford's base 32, one of 10^12."""
    return "".join(secrets.choice(ALPHABET) for _position in range(LENGTH))


class Identified(models.Model):
    """A thing with a permanent address: `uid` never changes, whatever becomes of its slug."""

    uid = models.CharField(_("permanent id"), max_length=LENGTH, unique=True, default=new_uid, editable=False)

    class Meta:
        abstract = True


class RedirectQuerySet(models.QuerySet):
    def target(self, kind: str, old: str) -> str | None:
        """The id of what the thing once known as `old` (an id or a slug) is now; None when nothing was."""
        return self.filter(kind=kind, old=old).values_list("uid", flat=True).first()

    def point(self, kind: str, old: str, uid: str) -> None:
        """From now on `old` leads to `uid`, and so does whatever led to `old`."""
        self.filter(kind=kind, uid=old).update(uid=uid)
        self.update_or_create(kind=kind, old=old, defaults={"uid": uid})


class Redirect(models.Model):
    """What used to be found under an id or a slug, and the id under which it is found now."""

    class Of(models.TextChoices):
        ACTOR = "actor", _("actor")
        EVENT = "event", _("event")
        SOURCE = "source", _("source")
        TIMELINE = "timeline", _("timeline")

        @property
        def model(self) -> type[Identified]:
            """What these are."""
            return apps.get_model("timeline", self.value)

        def known_as(self, names: Collection[str] | models.QuerySet) -> models.QuerySet:
            """What is found today under one of `names`: by its id, or by its slug where that alone leads to it."""
            found = models.Q(uid__in=names)
            if self.model._meta.get_field("slug").unique:
                found |= models.Q(slug__in=names)
            return self.model.objects.filter(found)

    kind = models.CharField(_("of"), max_length=10, choices=Of)
    old = models.CharField(_("old id or slug"), max_length=120)
    uid = models.CharField(_("permanent id"), max_length=LENGTH, db_index=True)

    objects = RedirectQuerySet.as_manager()

    class Meta:
        verbose_name = _("redirect")
        verbose_name_plural = _("redirects")
        constraints = [models.UniqueConstraint(fields=["kind", "old"], name="one_redirect_each")]

    def __str__(self):
        return f"{self.kind} {self.old} → {self.uid}"
