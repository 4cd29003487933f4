"""What templates need to print the words of Sourceline."""

from django import template
from django.utils.html import format_html
from django.utils.translation import gettext

from timeline.dates import EventDate
from timeline.filters import Selection
from timeline.localised import COMMA, WORDING, city, in_words, quotation_marks
from timeline.models import Actor, Event, Evidence
from timeline.reader import original_link

register = template.Library()


@register.filter
def label(when: EventDate | None) -> str:
    """The date as people write it."""
    return when.label(WORDING) if when else gettext("undated")


@register.filter
def reading(when: EventDate | None) -> str:
    """The line that explains the bounds of a date."""
    return when.reading(WORDING) if when else ""


@register.filter
def machine_date(when: EventDate | None) -> str:
    """What the `datetime` attribute of <time> can carry: a day, month or year, or nothing."""
    day = when and when.earliest
    forms = {day.isoformat(), day.isoformat()[:7], day.isoformat()[:4]} if day else ()
    return when.to_edtf() if day and when.to_edtf() in forms else ""


@register.filter
def elsewhere(event: Event) -> str:
    """The city by whose clocks an event is dated, where its article was dated by those of another zone."""
    zones = {piece.passage.source.zone for piece in event.evidence.all()}
    return city(event.zone) if event.zone and event.zone not in zones else ""


@register.filter
def in_quotes(evidence: Evidence) -> str:
    """A quotation, the words that give its date marked; in quotation marks, unless it brings some of its own."""
    exact = evidence.passage.exact
    cue = evidence.cue if evidence.passage.start is not None else ""
    opening, closing = quotation_marks(exact)
    before, found, after = exact.partition(cue) if cue else (exact, "", "")
    marked = format_html('<mark class="cue">{}</mark>', found) if found else ""
    return format_html("{}{}{}{}{}", opening, before, marked, after, closing)


@register.simple_tag(takes_context=True)
def opens(context, event: Event, ordinal: int = 1) -> dict[str, str]:
    """Where a link to a passage of `event` leads: `href`, and `swap` without the anchor where htmx may take it.

    On a timeline page it opens the passage in this selection; on any other, the event's own page.
    """
    page = context.get("page")
    if page is None:
        return {"href": event.get_absolute_url(), "swap": ""}
    href = page.link_to(event, ordinal)
    return {"href": href, "swap": href.partition("#")[0]}


@register.simple_tag(takes_context=True)
def notes(context, event: Event) -> str:
    """The numbers of the footnotes that an event has in print."""
    return in_words(context["page"].notes.get(event.pk, ()), last=COMMA)


@register.simple_tag(takes_context=True)
def acting(context, actor: Actor) -> str:
    """The link that narrows the selection to what `actor` had a part in, too."""
    return context["page"].link_with(actor)


@register.filter
def both_with(one: Actor, other: Actor) -> str:
    """The query string for the events that two actors have in common."""
    return Selection(actor=tuple(sorted((one.slug, other.slug)))).query_string()


@register.filter
def original(evidence: Evidence) -> str:
    """Where the original can be read, at these words."""
    return original_link(evidence.passage.source, evidence)
