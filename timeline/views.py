"""The public pages. A view finds what its address names, asks the workflows, and renders."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from timeline import index, rows
from timeline.changes import public_changes
from timeline.filters import FINDABLE, LONGEST_SEARCH, Catalogue, Results, Selection
from timeline.library import actors_with, events_from, sources_behind
from timeline.localised import language_settled
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
    timelines = list(Event.objects.published().timelines())
    if len(timelines) == 1:
        return redirect(timelines[0])
    counted = [(timeline, len(index.current(timeline).everything)) for timeline in timelines]
    return render(request, "timeline/home.html", {"timelines": counted})


@require_safe
@vary_on_headers("HX-Request", "HX-Target")
@language_settled()
def timeline(request: HttpRequest, slug: str) -> HttpResponse:
    """The timeline page; for htmx, the part of it that a query string changes, or the rows of the next page alone."""
    context = _chosen(request, slug)
    if context is None:
        return _moved_timeline(request, slug)
    if not request.htmx or request.htmx.history_restore_request:
        response = render(request, "timeline/timeline.html", context)
    elif request.htmx.target == "more":
        response = render(request, "timeline/_more.html", context)
    else:
        response = render(request, "timeline/_timeline.html", context | {"is_fragment": True})
        canonical = context["page"].canonical
        if not _is_at(request, canonical):
            response["HX-Push-Url"] = canonical
    response.rests_on = context["timeline"], context["version"]
    return response


@require_safe
@vary_on_headers("HX-Request")
@language_settled()
def finder(request: HttpRequest, slug: str, facet: str) -> HttpResponse:
    """The actors that go by some words, as choices of a facet, each with what it would bring to the selection."""
    context = _chosen(request, slug)
    if context is None or facet not in FINDABLE:
        raise Http404
    words = request.GET.get(f"find_{facet}", "").replace("\0", "")[:LONGEST_SEARCH]
    context |= {"facet": context["results"].found(facet, words), "words": words}
    is_fragment = request.htmx and not request.htmx.history_restore_request
    response = render(request, "timeline/_found.html" if is_fragment else "timeline/finder.html", context)
    response.rests_on = context["timeline"], context["version"]
    return response


@require_safe
def event(request: HttpRequest, uid: str, slug: str = "") -> HttpResponse:
    """An event's own page: its evidence, its voices, what changed, what happened before and after."""
    shown = Event.objects.published().for_display().filter(uid=uid).first()
    if shown is None or shown.slug != slug:
        return _at_its_address(shown, Event.objects.published(), Redirect.Of.EVENT, uid)
    table = index.current(shown.timeline)
    slot = table.slot(shown.pk)
    if slot is None:
        raise Http404  # taken back a moment ago
    place, everything = table.place_of(slot, "oldest"), table.everything
    beside = [
        table.pks(table.page(everything, sort="oldest", size=1, **bound))
        for bound in ({"before": place}, {"after": place})
    ]
    neighbours = Event.objects.in_bulk([key for keys in beside for key in keys])
    context = {
        "event": shown,
        "timeline": shown.timeline,
        "earlier": next((neighbours.get(key) for key in beside[0]), None),
        "later": next((neighbours.get(key) for key in beside[1]), None),
        "changes": public_changes(shown),
    }
    return render(request, "timeline/event.html", context)


@require_safe
def actors(request: HttpRequest) -> HttpResponse:
    """Everyone in a published event, and what they are part of; where they are many, those who go by some words."""
    words = request.GET.get("find", "").replace("\0", "")[:LONGEST_SEARCH]
    listed = actors_with(words)
    of_type = {kind: [] for kind in ACTOR_TYPES}
    for each, count in listed.actors:
        of_type[each.type].append((each, count))
    types = [(ACTOR_TYPES[kind], group) for kind, group in of_type.items() if group]
    return render(request, "timeline/actors.html", {"types": types, "more": listed.more, "words": words})


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
    """Every article that a published event is drawn from, the newest first."""
    behind = request.GET.get("behind", "")
    return render(request, "timeline/sources.html", {"list": sources_behind(behind), "behind": behind})


@require_safe
def source(request: HttpRequest, uid: str, slug: str = "") -> HttpResponse:
    """A whole article, with the passages that published events quote; or what is known of it and who cites it."""
    public = Event.objects.published()
    shown = public.sources().filter(uid=uid).first()
    if shown is None or shown.slug != slug:
        return _at_its_address(shown, public.sources(), Redirect.Of.SOURCE, uid)
    drawn = events_from(shown)
    context = {
        "source": shown,
        "drawn": drawn,
        "reader": Reader(shown, shown.current_text, drawn.events),
        "may_curate": _may_curate(request),
    }
    return render(request, "timeline/source.html", context)


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    return render(request, "timeline/about.html")


def _chosen(request: HttpRequest, slug: str) -> dict | None:
    """What the query string chooses of the timeline `slug`, for a template; None where nothing of it is published."""
    story, version = rows.story(slug) or (None, None)
    catalogue = story and Catalogue(story, version)
    if not (catalogue and catalogue.everything):
        return None
    results = Results(catalogue, Selection.parse(request.GET, catalogue))
    return {
        "timeline": story,
        "version": version,
        "catalogue": catalogue,
        "results": results,
        "page": Page(results),
        "may_curate": _may_curate(request),
    }


def _moved_timeline(request: HttpRequest, slug: str) -> HttpResponse:
    address = _moved(Event.objects.published().timelines(), Redirect.Of.TIMELINE, slug).get_absolute_url()
    return redirect(f"{address}?{request.GET.urlencode()}" if request.GET else address)


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


def _moved(public, kind: Redirect.Of, old: str):
    """The public thing that `old` has become; Http404 when there is none."""
    return get_object_or_404(public, uid=Redirect.objects.target(kind, old) or "")
