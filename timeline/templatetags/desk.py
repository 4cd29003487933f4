"""What the front page of the desk says beyond Django's own."""

import re
from typing import NamedTuple

from django import template
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import ngettext

from timeline import review
from timeline.dates import EventDate
from timeline.localised import WORDING
from timeline.models import Event, Ingest, Passage, Proposal
from timeline.templating import in_quotes, label, reading

register = template.Library()
for shared in (in_quotes, label, reading):
    register.filter(shared)

MOST_ARTICLES = 5  # whose candidates wait; the list of events has the others
FIRST = ["Event", "Source", "Actor", "Timeline", "Kind"]


class Waiting(NamedTuple):
    """Work for a curator: a sentence, and the address of the list that it counts."""

    sentence: str
    address: str


@register.simple_tag
def waiting(user) -> list[Waiting]:
    """What waits for `user`, if that is a curator."""
    if not user.has_perm("timeline.change_event"):
        return []
    address = "admin:timeline_event_changelist"
    found = []
    if candidates := Event.objects.candidates().count():
        text = ngettext("%(count)d candidate waits for review", "%(count)d candidates wait for review", candidates)
        query = {"status__exact": Event.Status.CANDIDATE.value}
        found.append(Waiting(text % {"count": candidates}, reverse(address, query=query)))
    for article in review.waiting(most=MOST_ARTICLES):
        text = ngettext(
            "Review “%(source)s” for “%(timeline)s”: %(count)d candidate",
            "Review “%(source)s” for “%(timeline)s”: %(count)d candidates",
            article.count,
        )
        words = {"source": article.source, "timeline": article.timeline, "count": article.count}
        desk = reverse("admin:timeline_review", args=[article.source.pk], query={"timeline": article.timeline.slug})
        found.append(Waiting(text % words, desk))
    drafts = Ingest.objects.filter(state=Ingest.State.DRAFT, by=user).count()
    if drafts and user.has_perm("timeline.add_ingest"):
        text = ngettext(
            "%(count)d article that you gave is to be confirmed",
            "%(count)d articles that you gave are to be confirmed",
            drafts,
        )
        query = {"state__exact": Ingest.State.DRAFT.value, "by__exact": user.pk}
        found.append(Waiting(text % {"count": drafts}, reverse("admin:timeline_ingest_changelist", query=query)))
    lost = Passage.objects.exclude(status=Passage.Status.VERIFIED)
    if events := Event.objects.filter(evidence__passage__in=lost).distinct().count():
        text = ngettext(
            "%(count)d event has a quotation that is not found in its source any more",
            "%(count)d events have a quotation that is not found in its source any more",
            events,
        )
        found.append(Waiting(text % {"count": events}, reverse(address, query={"quotations": "lost"})))
    return found


@register.simple_tag
def glyphs() -> SafeString:
    """The shapes of all kinds, for `<use>`, as the public pages have them."""
    return mark_safe(render_to_string("timeline/_glyphs.html"))  # noqa: S308 — a template of ours without variables


@register.filter
def score(proposal: Proposal | None) -> str:
    """How sure extraction was, as the desk prints it: ".86"; "" of what a curator has made."""
    return f"{proposal.score:.2f}".removeprefix("0") if proposal else ""


@register.filter
def apart(sentence: str) -> SafeString:
    """A sentence of ours with the words that it quotes isolated, so that those of another direction do not turn it."""
    return mark_safe(re.sub("“([^“”]*)”", r"“<bdi>\1</bdi>”", conditional_escape(sentence)))  # noqa: S308 — escaped


@register.filter
def short_label(when: EventDate | None) -> str:
    """The date as people write it where there is little room."""
    return when.label(WORDING, short=True) if when else ""


@register.filter
def in_order_of_use(app_list: list[dict]) -> list[dict]:
    """Sourceline before the machinery, and its models as a curator meets them."""

    def place(model: dict) -> int:
        return FIRST.index(model["object_name"]) if model["object_name"] in FIRST else len(FIRST)

    ours = [{**app, "models": sorted(app["models"], key=place)} for app in app_list if app["app_label"] == "timeline"]
    return ours + [app for app in app_list if app["app_label"] != "timeline"]
