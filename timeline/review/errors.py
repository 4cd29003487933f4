"""Why an act of review was not done. Each leaves everything as it was."""

from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from timeline.curation import CurationError
from timeline.models import Act, Event

__all__ = ["InvalidError", "ReviewError", "StaleError", "UndoError"]


class ReviewError(CurationError):
    """An act of review that cannot be done; nothing was changed."""


class StaleError(ReviewError):
    """`event` is not any more what the curator saw: `who` (a user, None if nobody was signed in) changed it at `when`.

    `into` is what it has become part of, where it was merged away; `gone` says that it is there no more.
    """

    def __init__(self, event: Event, who: Any, when: datetime | None, *, gone: bool = False, into: Event | None = None):
        self.event, self.who, self.when, self.gone, self.into = event, who, when, gone, into
        words = {"event": event, "into": into, "who": name_of(who), "when": moment(when)}
        if into:
            text = _("“%(event)s” was merged into “%(into)s” by %(who)s, %(when)s.")
        elif gone:
            text = _("“%(event)s” was taken away by %(who)s, %(when)s.")
        else:
            text = _("“%(event)s” was changed by %(who)s, %(when)s, since you looked at it.")
        super().__init__(text % words + " " + _("Nothing was saved."))


class InvalidError(ReviewError):
    """What was asked for breaks rules: `errors` has the sentences by field of `Changes`, "" where they are of no one.

    Of lists, the key names the item too: "evidence.0" is the first.
    """

    def __init__(self, errors: dict[str, list[str]]):
        self.errors = errors
        sentences = [str(sentence) for each in errors.values() for sentence in each]
        super().__init__(" ".join([*sentences, _("Nothing was saved.")]))


class UndoError(ReviewError):
    """`act` cannot be taken back: `who` changed `thing`, a row or the name of one, since then, at `when`."""

    def __init__(self, act: Act, why: str, *, thing: Any = None, who: Any = None, when: datetime | None = None):
        self.act, self.thing, self.who, self.when = act, thing, who, when
        what = _("%(act)s cannot be taken back.") % {"act": act}
        super().__init__(f"{what} {why} " + _("Nothing was changed."))


def name_of(who: Any) -> str:
    """What to call a user in a sentence."""
    return (who.get_full_name() or who.get_username()) if who else _("somebody not signed in")


def moment(when: datetime | None) -> str:
    """`when`, in the reader's format and the site's time zone."""
    return date_format(timezone.localtime(when), "SHORT_DATETIME_FORMAT") if when else _("some time ago")
