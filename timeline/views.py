"""The public pages. A view finds what its address names, asks the workflows, and renders."""

from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from timeline.changes import public_changes
from timeline.filters import Catalogue, Results, Selection
from timeline.models import Actor, Event, Membership, Redirect
from timeline.page import Page
from timeline.profile import stories_of
from timeline.reader import Reader

ACTOR_TYPES = {
    Actor.Type.PERSON: _("People"),
    Actor.Type.ARMED_GROUP: _("Armed groups"),
    Actor.Type.ORGANISATION: _("Organisations"),
    Actor.Type.STATE: _("States"),
}


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The timeline, if there is one; the list of them, if there are more."""
    timelines = list(Event.objects.published().timelines().annotate(count=_published_count("events")))
    if len(timelines) == 1:
        return redirect(timelines[0])
    return render(request, "timeline/home.html", {"timelines": timelines})


@require_safe
@vary_on_headers("HX-Request")
def timeline(request: HttpRequest, slug: str) -> HttpResponse:
    """The timeline page; for htmx, the part of it that a query string changes."""
    story = Event.objects.published().timelines().filter(slug=slug).first()
    if story is None:
        address = _moved(Event.objects.published().timelines(), Redirect.Of.TIMELINE, slug).get_absolute_url()
        return redirect(f"{address}?{request.GET.urlencode()}" if request.GET else address)
    catalogue = Catalogue(story)
    results = Results(catalogue, Selection.parse(request.GET, catalogue))
    context = {
        "timeline": story,
        "catalogue": catalogue,
        "results": results,
        "page": Page(results),
        "may_curate": _may_curate(request),
    }
    if request.htmx and not request.htmx.history_restore_request:
        response = render(request, "timeline/_timeline.html", context | {"is_fragment": True})
        canonical = context["page"].canonical
        if not _is_at(request, canonical):
            response["HX-Push-Url"] = canonical
        return response
    return render(request, "timeline/timeline.html", context)


@require_safe
def event(request: HttpRequest, uid: str, slug: str = "") -> HttpResponse:
    """An event's own page: its evidence, its voices, what changed, what happened before and after."""
    shown = Event.objects.published().for_display().filter(uid=uid).first()
    if shown is None or shown.slug != slug:
        return _at_its_address(shown, Event.objects.published(), Redirect.Of.EVENT, uid)
    order = shown.timeline.events.published().in_order()
    if shown.pk not in order:
        raise Http404  # taken back a moment ago
    place = order.index(shown.pk)
    beside = Event.objects.in_bulk(order[max(0, place - 1) : place + 2])
    context = {
        "event": shown,
        "timeline": shown.timeline,
        "earlier": beside.get(order[place - 1]) if place else None,
        "later": beside.get(order[place + 1]) if place + 1 < len(order) else None,
        "changes": public_changes(shown),
    }
    return render(request, "timeline/event.html", context)


@require_safe
def actors(request: HttpRequest) -> HttpResponse:
    """Everyone in a published event, and what they are part of."""
    everyone = Event.objects.published().actors().annotate(count=_published_count("participations__event"))
    of_type = {kind: [] for kind in ACTOR_TYPES}
    for each in everyone:
        of_type[each.type].append(each)
    types = [(ACTOR_TYPES[kind], group) for kind, group in of_type.items() if group]
    return render(request, "timeline/actors.html", {"types": types})


@require_safe
def actor(request: HttpRequest, uid: str, slug: str = "") -> HttpResponse:
    """An actor's own page: names, membership, events by role, and who else is in them."""
    public = Event.objects.published().actors()
    shown = public.filter(uid=uid).first()
    if shown is None or shown.slug != slug:
        return _at_its_address(shown, public, Redirect.Of.ACTOR, uid)
    above = Membership.objects.confirmed().bodies_above([shown.pk]) - {shown.pk}
    bodies = public.filter(members__member=shown)
    context = {
        "actor": shown,
        "bodies": bodies,
        "further": public.filter(pk__in=above).exclude(pk__in=bodies),
        "parts": public.filter(memberships__body=shown),
        "stories": stories_of(shown),
    }
    return render(request, "timeline/actor.html", context)


@require_safe
def sources(request: HttpRequest) -> HttpResponse:
    """Every article that a published event is drawn from."""
    articles = Event.objects.published().sources().annotate(count=_published_count("passages__evidence__event"))
    return render(request, "timeline/sources.html", {"sources": articles})


@require_safe
def source(request: HttpRequest, uid: str, slug: str = "") -> HttpResponse:
    """A whole article, with the passages that published events quote."""
    shown = Event.objects.published().sources().filter(uid=uid).first()
    if shown is None or shown.slug != slug:
        return _at_its_address(shown, Event.objects.published().sources(), Redirect.Of.SOURCE, uid)
    events = Event.objects.published().filter(evidence__passage__source=shown).distinct().told()
    context = {
        "source": shown,
        "events": events,
        "reader": Reader(shown, shown.current_text, events),
        "may_curate": _may_curate(request),
    }
    return render(request, "timeline/source.html", context)


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    return render(request, "timeline/about.html")


def _may_curate(request: HttpRequest) -> bool:
    """Whether whoever asks may make an event of words in the reader. To ask makes the answer vary with the cookie."""
    return request.user.is_staff and request.user.has_perms(["timeline.add_event", "timeline.change_event"])


def _is_at(request: HttpRequest, address: str) -> bool:
    """Whether the browser says that it is at `address` already."""
    try:
        return request.htmx.current_url_abs_path == address
    except ValueError:  # what it sends need not be an address
        return False


def _at_its_address(shown, public, kind: Redirect.Of, old: str) -> HttpResponse:
    """To the address of `shown`, whose slug may change again; for good, to that of what `old` was merged into."""
    return redirect(shown) if shown else redirect(_moved(public, kind, old), permanent=True)


def _published_count(path: str) -> Count:
    return Count(path, filter=Q(**{f"{path}__status": Event.Status.PUBLISHED}), distinct=True)


def _moved(public, kind: Redirect.Of, old: str):
    """The public thing that `old` has become; Http404 when there is none."""
    return get_object_or_404(public, uid=Redirect.objects.target(kind, old) or "")
