"""What the front page of the desk says beyond Django's own."""

from typing import NamedTuple

from django import template
from django.urls import reverse
from django.utils.translation import ngettext

from timeline.models import Event, Passage

register = template.Library()

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
    lost = Passage.objects.exclude(status=Passage.Status.VERIFIED)
    if events := Event.objects.filter(evidence__passage__in=lost).distinct().count():
        text = ngettext(
            "%(count)d event has a quotation that is not found in its source any more",
            "%(count)d events have a quotation that is not found in its source any more",
            events,
        )
        found.append(Waiting(text % {"count": events}, reverse(address, query={"quotations": "lost"})))
    return found


@register.filter
def in_order_of_use(app_list: list[dict]) -> list[dict]:
    """Sourceline before the machinery, and its models as a curator meets them."""

    def place(model: dict) -> int:
        return FIRST.index(model["object_name"]) if model["object_name"] in FIRST else len(FIRST)

    ours = [{**app, "models": sorted(app["models"], key=place)} for app in app_list if app["app_label"] == "timeline"]
    return ours + [app for app in app_list if app["app_label"] != "timeline"]
