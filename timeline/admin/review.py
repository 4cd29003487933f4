"""The review desk: one article on one screen, its candidates marked in it, one of them large, the queue beside.

Every act is a form that is posted to the desk itself, and answered with the desk at the candidate that comes next: by
a redirect, or for htmx at once, as the one fragment that holds everything on the screen. What the desk shows is in its
address: the `timeline`, the current `event`, and what is being done with it (`do`).
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.contrib import admin, messages
from django.contrib.messages import get_messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe
from django.views.decorators.vary import vary_on_headers

from timeline import curation, ingest, review
from timeline.likeness import likenesses
from timeline.localised import WORDING
from timeline.models import Actor, Alias, Event, Evidence, Participation, Redirect, Source, Timeline

from .desk import number_in
from .editing import EventForm, named, nearest
from .large import is_large, published_with, waiting
from .marking import Paragraph, marked

__all__ = ["desk_address", "desk_of", "urls", "waiting_links"]

LONGEST_SEARCH = 100  # characters: SQLite compares with no pattern of any length, and nobody types more
MOST_OFFERED = 12  # actors while a name is typed, events to merge into
LIKELY_SHOWN = 2  # likely duplicates on the card
DOINGS = {"edit", "merge", "split"}


def desk_address(source: Source, timeline: Timeline) -> str:
    """Where the candidates of `source` for `timeline` are reviewed."""
    return reverse("admin:timeline_review", args=[source.pk], query={"timeline": timeline.slug})


def desk_of(event: Event, source_pk: int | None) -> str:
    """Where `event` is reviewed beside the article with this key, with it in view; "" without an article."""
    if source_pk is None:
        return ""
    query = {"timeline": event.timeline.slug, "event": event.uid}
    return reverse("admin:timeline_review", args=[source_pk], query=query)


def waiting_links(*, source: Source | None = None, timeline: Timeline | None = None) -> str:
    """Links to the desks at which something of `source` or `timeline` waits, with how much it is; "" for none."""
    found = review.waiting(source=source, timeline=timeline)
    return format_html_join(
        "",
        '<p><a href="{}">{}</a> {}</p>',
        (
            (
                desk_address(each.source, each.timeline),
                _("Review for “%s”") % each.timeline if source else _("Review “%s”") % each.source,
                ngettext("%(count)d candidate waits", "%(count)d candidates wait", each.count) % {"count": each.count},
            )
            for each in found
        ),
    )


def urls() -> list[URLPattern]:
    """The addresses of the desk, below those of sources."""
    view = admin.site.admin_view
    return [
        path("<int:pk>/review/", view(desk), name="timeline_review"),
        path("review/actors/", view(known_actors), name="timeline_review_actors"),
    ]


# What is on the screen


@dataclass(frozen=True)
class Offer:
    """An event to merge the current one into, and why it may be the same; `day` and `status` as people read them."""

    event: Event
    reasons: list[str]

    @property
    def day(self) -> str:
        return self.event.date.label(WORDING, short=True) if self.event.date else _("no date")

    @property
    def status(self) -> str:
        return "" if self.event.is_published else self.event.get_status_display()

    @property
    def address(self) -> str:
        if self.event.is_published:
            return self.event.get_absolute_url()
        return reverse("admin:timeline_event_change", args=[self.event.pk])


@dataclass(frozen=True)
class Cast:
    """Somebody in the current event, with the `part` taken in it, if any."""

    actor: Actor
    part: Participation | None = None

    @property
    def known(self) -> list[Actor]:
        """Whom it may be, of those who are known, where it is only proposed."""
        return nearest(self.actor.name, apart_from=self.actor.pk) if self.actor.is_proposed else []


class Screen:
    """What the desk shows to `user` of `source` for `timeline`.

    The `event`, an id, is current; else the first that waits behind `past`, another id or a number in the queue; else
    the first of all that wait; None when none does. `do` is what is being done with it, "" for looking.
    """

    def __init__(self, source: Source, timeline: Timeline, user: Any, **shown: Any):
        self.source, self.timeline, self.user = source, timeline, user
        self.queue = review.queue(source, timeline)
        event, past = shown.get("event", ""), shown.get("past", 0)
        if isinstance(past, str):
            before = self.queue.item(past)
            past = before.number if before else 0
        self.current = (self.queue.item(event) if event else None) or self.queue.next_waiting(past)
        self.do = shown.get("do", "") if self.current else ""
        self.query = _looked_for(shown.get("query", ""))
        self.form: EventForm | None = shown.get("form")
        self.prefilled: ingest.Prefilled | None = shown.get("prefilled")
        if self.do == "edit" and self.form is None:
            self.form = EventForm(self.event, self.queue.text, focus=shown.get("field", ""))

    # Where it is

    @cached_property
    def address(self) -> str:
        return reverse("admin:timeline_review", args=[self.source.pk])

    @cached_property
    def here(self) -> str:
        return desk_address(self.source, self.timeline)

    @cached_property
    def at_current(self) -> str:
        return f"{self.here}&{urlencode({'event': self.event.uid})}" if self.current else self.here

    @property
    def canonical(self) -> str:
        """Its address, with which a reload shows the same."""
        return f"{self.at_current}&{urlencode({'do': self.do})}" if self.do else self.at_current

    @property
    def name(self) -> str:
        """What the page is called after: who published the article, and when."""
        return f"{self.source.name}, {self.day}" if self.day else self.source.name

    @property
    def day(self) -> str:
        """When the article was published, as people write it; "" where nobody knows."""
        return WORDING.day(self.source.published_on) if self.source.published_on else ""

    @cached_property
    def elsewhere(self) -> list[review.Waiting]:
        """The other articles of which something waits, those for this timeline first."""
        found = [each for each in review.waiting() if (each.source, each.timeline) != (self.source, self.timeline)]
        return sorted(found, key=lambda each: each.timeline != self.timeline)

    @property
    def next_desk(self) -> str:
        first = self.elsewhere[0]
        return desk_address(first.source, first.timeline)

    @property
    def public_address(self) -> str:
        return self.timeline.get_absolute_url() if self.queue.accepted else ""

    @cached_property
    def other_timelines(self) -> list[Timeline]:
        """The other timelines that something of this article is told in."""
        return list(_timelines_of(self.source).exclude(pk=self.timeline.pk))

    # The queue

    @property
    def previous(self) -> review.Item | None:
        return self._beside(-1)

    @property
    def next(self) -> review.Item | None:
        return self._beside(1)

    def _beside(self, step: int) -> review.Item | None:
        place = self.current.number - 1 + step if self.current else -1
        return self.queue.items[place] if 0 <= place < self.queue.total else None

    @cached_property
    def undoable(self) -> Any:
        """What the curator did last on this article; None when nothing is left to take back."""
        return review.last_act(self.source, self.timeline, by=self.user)

    # The article

    @cached_property
    def gaps(self) -> list[ingest.Uncovered]:
        """The sentences that tell of something, and that no event quotes."""
        return ingest.coverage(self.source, self.timeline)

    @property
    def next_gap(self) -> ingest.Uncovered | None:
        """The first gap behind the words of the current candidate, or else the first of all."""
        behind = self.current.spans[0].start if self.current and self.current.spans else 0
        return next((gap for gap in self.gaps if gap.start > behind), next(iter(self.gaps), None))

    @property
    def paragraphs(self) -> list[Paragraph]:
        chosen = (self.prefilled.start, self.prefilled.stop) if self.prefilled else None
        return marked(self.queue, self.current, self.gaps, chosen=chosen)

    # The current candidate

    @property
    def event(self) -> Event | None:
        return self.current.event if self.current else None

    @property
    def proposal(self) -> Any:
        return self.current.proposal

    @property
    def cast(self) -> list[Cast]:
        return [Cast(part.actor, part) for part in self.event.participations.all()]

    @property
    def speakers(self) -> list[Cast]:
        """Those whose words the evidence is, each with the part taken in the event, if any."""
        said_by = dict.fromkeys(piece.attributed_to for piece in self.event.evidence.all() if piece.attributed_to)
        parts = {part.actor_id: part for part in self.event.participations.all()}
        return [Cast(actor, parts.get(actor.pk)) for actor in said_by]

    @cached_property
    def alike(self) -> list[Offer]:
        """The likeliest duplicates of a candidate that waits."""
        if not self.current.is_waiting:
            return []
        return [Offer(like.event, like.reasons) for like in likenesses(self.event)[:LIKELY_SHOWN]]

    @property
    def offers(self) -> list[Offer]:
        """The events to merge into: what is likely the same, or what the search finds."""
        if not self.query:
            return [Offer(like.event, like.reasons) for like in likenesses(self.event)[:MOST_OFFERED]]
        said = Q()
        for word in self.query.split():
            said &= (
                Q(title__icontains=word)
                | Q(evidence__passage__exact__icontains=word)
                | Q(participations__actor__name__icontains=word)
            )
        others = self.timeline.events.exclude(pk=self.event.pk).exclude(status=Event.Status.REJECTED)
        if not is_large(Event):
            return [Offer(event, []) for event in others.filter(said).distinct()[:MOST_OFFERED]]
        found = {*others.filter(said, pk__in=waiting()).values_list("pk", flat=True)}
        found |= {*published_with(self.query, [self.timeline])}
        return [Offer(event, []) for event in others.filter(pk__in=found).order_by("-pk")[:MOST_OFFERED]]


# What is done


@dataclass(frozen=True)
class Next:
    """Where an act leads: to an `event`, or to the first that waits behind the one that is `past`; see Screen."""

    event: str = ""
    past: str | int = 0
    do: str = ""


class Acts:
    """What a curator posts to the desk, done through `review`. Each act tells where it leads.

    What cannot be done is raised as a CurationError, and nothing has changed.
    """

    def __init__(self, request: HttpRequest, source: Source, timeline: Timeline):
        self.request, self.source, self.timeline = request, source, timeline
        self.posted, self.verb = request.POST, request.POST.get("do", "")

    def run(self) -> Next:
        verbs = {
            "accept": self._accept,
            "confirm_actor": self._confirm_actor,
            "edit": self._edit,
            "edit_accept": self._edit,
            "match_actor": self._match_actor,
            "merge": self._merge,
            "propose": self._propose,
            "reject": self._reject,
            "reopen": self._reopen,
            "split": self._split,
            "undo": self._undo,
        }
        if self.verb not in verbs:
            raise Http404
        return verbs[self.verb]()

    def _say(self, sentence: str, **words: Any) -> None:
        messages.success(self.request, sentence % words)

    @property
    def _here(self) -> dict[str, Any]:
        return {"source": self.source, "by": self.request.user, "now": timezone.now()}

    @property
    def _seen(self) -> dict[str, Any]:
        return {**self._here, "version": self.posted.get("version", "")}

    def _event(self, uid: str) -> Event:
        """The event with this id, or what its history knows of it: `review` says what has become of it."""
        found = Event.objects.for_display().filter(uid=uid).first()
        if found is None:
            record = Event.history.filter(uid=uid).order_by("history_id").last()
            found = record and record.instance
        if found is None or found.timeline_id != self.timeline.pk:
            raise Http404
        return found

    @cached_property
    def event(self) -> Event:
        """The event that is posted about."""
        return self._event(self.posted.get("event", ""))

    def _accept(self) -> Next:
        review.accept(self.event, **self._seen)
        self._say(_("“%(event)s” is accepted."), event=self.event)
        return Next(past=self.event.uid)

    def _reject(self) -> Next:
        review.reject(self.event, why=self.posted.get("why", "").strip(), **self._seen)
        self._say(_("“%(event)s” is rejected."), event=self.event)
        return Next(past=self.event.uid)

    def _reopen(self) -> Next:
        review.reopen(self.event, **self._seen)
        self._say(_("“%(event)s” waits again."), event=self.event)
        return Next(self.event.uid)

    @cached_property
    def form(self) -> EventForm:
        """What is posted of the event, against what it is now."""
        return EventForm(self.event, self.source.current_text, self.posted)

    def _edit(self) -> Next:
        if not self.form.is_valid():
            raise curation.CurationError(_("Nothing was saved."))
        if self.form.makes_actors:
            _require(self.request, "timeline.add_actor")
        with curation.curating():
            event = review.edit(self.event, self.form.changes, **self._seen)
            if self.verb == "edit_accept":
                review.accept(event, **self._here, version=review.version(event))
        if self.verb == "edit_accept":
            self._say(_("“%(event)s” is changed and accepted."), event=event)
            return Next(past=event.uid)
        self._say(_("“%(event)s” is changed."), event=event)
        return Next(event.uid)

    def _merge(self) -> Next:
        item = review.queue(self.source, self.timeline).item(self.event.uid)
        into = review.merge(self.event, self._event(self.posted.get("into", "")), **self._seen)
        self._say(_("“%(event)s” is part of “%(into)s” now."), event=self.event, into=into)
        return Next(past=item.number - 1 if item else 0)

    def _split(self) -> Next:
        _require(self.request, "timeline.add_event")
        evidence, parts = (
            [key for text in self.posted.getlist(name) if (key := number_in(text)) is not None]
            for name in ("evidence", "part")
        )
        second = review.split(
            self.event,
            **self._seen,
            evidence=Evidence.objects.filter(event=self.event, pk__in=evidence),
            participants=Participation.objects.filter(event=self.event, pk__in=parts),
            title=self.posted.get("title", ""),
        )
        if review.queue(self.source, self.timeline).item(second.uid) is None:
            # It has the words of another article alone, and is reviewed there; this desk stays at the first.
            self._say(
                _("“%(event)s” is split; the second, “%(second)s”, waits with the article that it quotes."),
                event=self.event,
                second=second,
            )
            return Next(self.event.uid)
        self._say(_("“%(event)s” is split; this is the second of the two."), event=self.event)
        return Next(second.uid, do="edit")

    def _propose(self) -> Next:
        _require(self.request, "timeline.add_event")
        start, stop = (number_in(self.posted.get(name, "")) for name in ("start", "stop"))
        if start is None or stop is None:
            raise Http404
        place = {"source": self.source, "timeline": self.timeline, "start": start, "stop": stop}
        event = review.propose(**place, by=self.request.user, now=timezone.now())
        self._say(_("“%(event)s” is in the queue."), event=event)
        return Next(event.uid)

    @cached_property
    def _actor(self) -> Actor:
        found = Actor.objects.filter(uid=self.posted.get("actor", "")).first()
        if found is None:
            raise curation.CurationError(_("That actor is there no more. Nothing was changed."))
        return found

    def _confirm_actor(self) -> Next:
        _require(self.request, "timeline.change_actor")
        review.confirm_actor(self._actor, timeline=self.timeline, **self._here)
        self._say(_("“%(actor)s” is confirmed as somebody new."), actor=self._actor)
        return Next(self.posted.get("event", ""))

    def _match_actor(self) -> Next:
        _require(self.request, "timeline.change_actor")
        name = " ".join(self.posted.get("known", "").split())
        try:
            known = named(name)
        except ValidationError as error:
            raise curation.CurationError(" ".join(error.messages)) from error
        review.match_actor(self._actor, known, timeline=self.timeline, **self._here)
        self._say(_("“%(actor)s” is “%(known)s”."), actor=self._actor, known=known)
        return Next(self.posted.get("event", ""))

    def _undo(self) -> Next:
        act = review.undo(self.source, self.timeline, by=self.request.user, now=timezone.now())
        self._say(_("Taken back: %(act)s."), act=act)
        return Next(act.uid)

    def refused(self, refusal: curation.CurationError) -> dict[str, Any]:
        """What a Screen shows after `refusal`: the same event as it is now, and what was written of it."""
        stale = isinstance(refusal, review.StaleError)
        if self.verb not in ("edit", "edit_accept") or (stale and refusal.gone):
            messages.error(self.request, str(refusal))
            into = refusal.into if stale else None
            return {"event": into.uid if into else self.posted.get("event", "")}
        if stale:
            messages.error(self.request, str(refusal))
            self.form.is_valid()
            self.form.compare(_name_of(refusal.who))
        elif isinstance(refusal, review.InvalidError):
            self.form.refused(refusal)
        elif self.form.is_valid():
            self.form.add_error(None, getattr(refusal, "obstacles", None) or str(refusal))
        return {"event": self.event.uid, "do": "edit", "form": self.form}


def _name_of(user: Any) -> str:
    return (user.get_full_name() or user.get_username()) if user else _("somebody")


def _require(request: HttpRequest, permission: str) -> None:
    if not request.user.has_perm(permission):
        raise PermissionDenied


# The views


@require_http_methods(["GET", "HEAD", "POST"])
@vary_on_headers("HX-Request")
def desk(request: HttpRequest, pk: int) -> HttpResponse:
    """The desk for one article; on POST, what is done there."""
    _require(request, "timeline.change_event")
    source = get_object_or_404(Source, pk=pk)
    timeline = _timeline(request, source)
    if timeline is None:
        messages.warning(request, _("There is no timeline yet: make one first, then review this article for it."))
        return redirect("admin:timeline_timeline_add")
    if request.method == "POST":
        return _done(request, source, timeline)
    asked = request.GET
    screen = Screen(
        source,
        timeline,
        request.user,
        event=asked.get("event", ""),
        do=asked["do"] if asked.get("do") in DOINGS else "",
        field=asked.get("field", ""),
        query=asked.get("q", ""),
        prefilled=_prefilled(request, source),
    )
    if screen.current and not screen.prefilled and asked.get("event") != screen.event.uid:
        return _elsewhere(request, screen)
    return _shown(request, screen)


def _timeline(request: HttpRequest, source: Source) -> Timeline | None:
    """The timeline that is asked for; else the one for which most of `source` waits; else any."""
    slug = request.GET.get("timeline")
    if slug:
        named = Q(slug=slug) | Q(uid=Redirect.objects.target(Redirect.Of.TIMELINE, slug) or "")
        return get_object_or_404(Timeline, named)
    return _timelines_of(source).first() or Timeline.objects.order_by("-pk").first()


def _timelines_of(source: Source):
    """The timelines that something of `source` is told in, those for which most waits first."""
    quoting = Evidence.objects.filter(passage__source=source).values("event")
    waits = Count("pk", filter=Q(events__in=Event.objects.candidates().filter(pk__in=quoting)))
    return Timeline.objects.filter(events__in=quoting).annotate(waits=waits).order_by("-waits", "title", "pk")


def _prefilled(request: HttpRequest, source: Source) -> ingest.Prefilled | None:
    """What the words that the address names tell, if it names some."""
    start, stop = (number_in(request.GET.get(name, "")) for name in ("start", "stop"))
    if start is None or stop is None or not source.current_text:
        return None
    try:
        return ingest.prefill(source.current_text, start, stop)
    except ingest.IngestError as error:
        messages.error(request, str(error))
        return None


def _elsewhere(request: HttpRequest, screen: Screen) -> HttpResponse:
    """To the address of what is current, where another or none was asked for."""
    asked = request.GET.get("event", "")
    into = screen.queue.item(Redirect.objects.target(Redirect.Of.EVENT, asked) or "") if asked else None
    if into:
        return redirect(f"{screen.here}&{urlencode({'event': into.event.uid})}")
    if asked:
        messages.warning(request, _("That event is not in the queue of this article any more."))
    return redirect(screen.canonical)


def _done(request: HttpRequest, source: Source, timeline: Timeline) -> HttpResponse:
    acts = Acts(request, source, timeline)
    try:
        following = acts.run()
        shown = {"event": following.event, "past": following.past, "do": following.do}
    except curation.CurationError as refusal:
        shown = acts.refused(refusal)
    screen = Screen(source, timeline, request.user, **shown)
    return _shown(request, screen) if request.htmx or screen.form else redirect(screen.canonical)


def _shown(request: HttpRequest, screen: Screen) -> HttpResponse:
    notices = list(get_messages(request))
    context = {
        **admin.site.each_context(request),
        "desk": screen,
        "notices": notices,
        "says": " ".join(str(notice) for notice in notices),
        # Beside what was refused, "Undo" would seem to be about that.
        "told": bool(notices) and notices[-1].level == messages.SUCCESS,
        "actors_at": reverse("admin:timeline_review_actors"),
    }
    if not request.htmx or request.htmx.history_restore_request:
        return render(request, "admin/timeline/review/desk.html", context)
    response = render(request, "admin/timeline/review/_desk.html", context | {"is_fragment": True})
    response["HX-Replace-Url"] = screen.canonical
    return response


def _looked_for(typed: str) -> str:
    """What is looked for; no null, which PostgreSQL compares with nothing."""
    return typed.replace("\0", "").strip()[:LONGEST_SEARCH]


@require_safe
def known_actors(request: HttpRequest) -> JsonResponse:
    """Actors whose name or alias has `q` in it, as JSON: each with its `name`, and what it `says` of itself."""
    _require(request, "timeline.change_event")
    typed = _looked_for(request.GET.get("q", ""))
    aliases = Alias.objects.filter(name__icontains=typed)
    found = (
        Actor.objects.filter(Q(name__icontains=typed) | Q(pk__in=aliases.values("actor")))
        if typed
        else Actor.objects.none()
    )
    by_name = found.prefetch_related("aliases").order_by("is_proposed", "name", "pk")
    actors = sorted(
        by_name[: 4 * MOST_OFFERED], key=lambda actor: not actor.name.casefold().startswith(typed.casefold())
    )
    return JsonResponse(
        {"actors": [{"name": actor.name, "says": _introduced(actor)} for actor in actors[:MOST_OFFERED]]}
    )


def _introduced(actor: Actor) -> str:
    """A line that tells who this is, all names included, since a browser offers only what has the letters typed."""
    known_as = [alias.name for alias in actor.aliases.all()]
    return " · ".join(filter(None, [actor.description or actor.get_type_display(), *known_as]))
