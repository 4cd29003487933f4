"""The desk for events: what happened, the words that say it, and who took part."""

from functools import partial

from django.contrib import admin, messages
from django.contrib.admin.helpers import ActionForm
from django.contrib.admin.utils import unquote
from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.http import JsonResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import path
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from timeline import anchoring, curation
from timeline.dates import DateError
from timeline.localised import WORDING, range_in_words
from timeline.models import (
    Actor,
    Citation,
    Event,
    Evidence,
    Figure,
    Kind,
    Participation,
    Passage,
    Proposal,
    Redirect,
    Source,
    Timeline,
)

from .desk import Desk, merge_page, number_in, number_of, why_typed
from .forms import EvidenceForm, EvidenceFormSet, PlacedForm, TableFormSet, WhyField, reading_back
from .large import published_with, waiting
from .review import desk_of, waiting_links

__all__ = ["EventAdmin", "KindAdmin", "TimelineAdmin"]


@admin.register(Timeline)
class TimelineAdmin(Desk):
    redirects = Redirect.Of.TIMELINE
    prepopulated_fields = {"slug": ["title"]}
    fields = ["review", "title", "slug", "summary"]
    readonly_fields = ["review"]
    list_display = ["title", "published_events", "candidates"]
    search_fields = ["title", "summary"]

    def get_queryset(self, request):
        return (
            super()
            .get_queryset(request)
            .annotate(
                published_count=number_of(Event.objects.published(), "timeline"),
                candidate_count=number_of(Event.objects.candidates(), "timeline"),
            )
        )

    @admin.display(description=gettext_lazy("review"))
    def review(self, timeline):
        return (timeline.pk and waiting_links(timeline=timeline)) or _("No candidate waits.")

    @admin.display(description=gettext_lazy("published events"), ordering="published_count")
    def published_events(self, timeline):
        return timeline.published_count

    @admin.display(description=gettext_lazy("candidates"), ordering="candidate_count")
    def candidates(self, timeline):
        return timeline.candidate_count

    def view_on_site(self, timeline):
        return timeline.get_absolute_url() if timeline.events.published().exists() else None


@admin.register(Kind)
class KindAdmin(Desk):
    prepopulated_fields = {"slug": ["name"]}
    fields = ["name", "slug", "glyph", "colour", "position"]
    list_display = ["name", "glyph", "colour", "position"]
    search_fields = ["name"]


# Events


class EvidenceInline(admin.StackedInline):
    model = Evidence
    form = EvidenceForm
    formset = EvidenceFormSet
    extra = 0
    autocomplete_fields = ["actor", "attributed_to"]
    readonly_fields = ["in_its_paragraph"]
    fields = [
        "source",
        "quotation",
        ("words_before", "words_after"),
        ("supports", "actor"),
        ("cue", "date"),
        ("attributed_to", "position"),
        "in_its_paragraph",
    ]
    formfield_overrides = Desk.formfield_overrides

    def get_queryset(self, request):
        return (
            super().get_queryset(request).select_related("passage__text", "passage__source").order_by("position", "pk")
        )

    def get_formset(self, request, obj=None, **kwargs):
        formset = super().get_formset(request, obj, **kwargs)
        formset.form.curator, formset.form.why = request.user, why_typed(request)
        return formset

    @admin.display(description=gettext_lazy("in its paragraph"))
    def in_its_paragraph(self, evidence):
        if not evidence.passage_id:
            return _("Shown here once the quotation is found.")
        passage = evidence.passage
        context = {"passage": passage}
        if passage.text:
            context["pieces"] = _around(passage, evidence.cue)
        elif current := passage.source.current_text:
            context["suggestions"] = anchoring.suggest(current.text, passage.exact)
        return render_to_string("admin/timeline/_passage.html", context)


def _around(passage: Passage, cue: str) -> list[anchoring.Segment]:
    """The paragraph of `passage`, or those it runs through, in pieces that know "quotation" and "cue"."""
    text = passage.text.text
    touched = [span for span in anchoring.paragraphs(text) if span.start < passage.stop and passage.start < span.stop]
    spans = [(passage.start, passage.stop, "quotation")]
    if cue and (at := passage.exact.find(cue)) >= 0:
        spans.append((passage.start + at, passage.start + at + len(cue), "cue"))
    return anchoring.segments(text, spans, touched[0].start, touched[-1].stop)


class CitationInline(admin.TabularInline):
    model = Citation
    form = PlacedForm
    formset = TableFormSet
    extra = 0
    autocomplete_fields = ["source"]
    fields = ["source", "said_by", "position"]
    verbose_name_plural = gettext_lazy("citations: sources that tell of it, where their text is not held")

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("source").order_by("position", "pk")


class FigureInline(admin.TabularInline):
    model = Figure
    form = PlacedForm
    formset = TableFormSet
    extra = 0
    fields = ["name", "low", "best", "high", "position"]

    def get_queryset(self, request):
        return super().get_queryset(request).order_by("position", "pk")


class ParticipationInline(admin.TabularInline):
    model = Participation
    form = PlacedForm
    formset = TableFormSet
    extra = 0
    autocomplete_fields = ["actor", "said_by"]
    fields = ["actor", "role", "said_by", "position"]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("actor", "said_by").order_by("position", "pk")


class SourceFilter(admin.SimpleListFilter):
    """By source. Not through the join, whose facets would count an event once for each of its quotations."""

    title = gettext_lazy("source")
    parameter_name = "source"
    shown = 40  # the newest: each costs its count; where there are many events, none

    def lookups(self, request, model_admin):
        newest = []
        if not model_admin.is_large:
            used = Source.objects.filter(Q(passages__evidence__isnull=False) | Q(citations__isnull=False)).distinct()
            newest += used.values_list("uid", "title")[: self.shown]
        if (chosen := request.GET.get(self.parameter_name)) and chosen not in dict(newest):
            newest += Source.objects.filter(uid=chosen).values_list("uid", "title")
        return newest

    def queryset(self, request, queryset):
        if not self.value():
            return queryset
        quoting = Evidence.objects.filter(passage__source__uid=self.value()).values("event")
        citing = Citation.objects.filter(source__uid=self.value()).values("event")
        return queryset.filter(Q(pk__in=quoting) | Q(pk__in=citing))


class ActorFilter(admin.SimpleListFilter):
    """By actor, as the link on an actor's page asks for. There may be thousands: the search finds the others."""

    title = gettext_lazy("actor")
    parameter_name = "actor"

    def lookups(self, request, model_admin):
        return Actor.objects.filter(uid=request.GET.get(self.parameter_name, "")).values_list("uid", "name")

    def has_output(self):
        return self.value() is not None

    def queryset(self, request, queryset):
        if not self.value():
            return queryset
        return queryset.filter(pk__in=Participation.objects.filter(actor__uid=self.value()).values("event"))


class EvidenceFilter(admin.SimpleListFilter):
    title = gettext_lazy("evidence")
    parameter_name = "quotations"

    def lookups(self, request, model_admin):
        return [
            ("verified", _("quoted, all verified")),
            ("lost", _("quoted, some not found any more")),
            ("cited", _("cited")),
            ("none", _("none")),
        ]

    def queryset(self, request, queryset):
        quoted, cited = (Exists(model.objects.filter(event=OuterRef("pk"))) for model in (Evidence, Citation))
        lost = Evidence.objects.exclude(passage__status=Passage.Status.VERIFIED).values("event")
        match self.value():
            case "verified":
                return queryset.filter(quoted).exclude(pk__in=lost)
            case "lost":
                return queryset.filter(pk__in=lost)
            case "cited":
                return queryset.filter(~quoted, cited)
            case "none":
                return queryset.filter(~quoted, ~cited)
        return queryset


class WhyActionForm(ActionForm):
    """The bar above the list: what to do, and why."""

    why = WhyField(label=gettext_lazy("Why:"), max_length=100, required=False)


@admin.register(Event)
class EventAdmin(Desk):
    prepopulated_fields = {"slug": ["title"]}
    autocomplete_fields = ["after", "before"]
    readonly_fields = ["standing"]
    inlines = [EvidenceInline, CitationInline, FigureInline, ParticipationInline]
    parts = (
        (Evidence, "event", "passage"),
        (Citation, "event", "source"),
        (Figure, "event", "name"),
        (Participation, "event", "actor"),
    )
    fieldsets = [
        (None, {"fields": ["standing", "timeline", "title", "slug", "kind", "summary"]}),
        (
            gettext_lazy("When"),
            {
                "fields": ["date", "basis", "reason", "zone", "after", "before"],
                "description": gettext_lazy(
                    "Never more precise than its basis: “in October” is the month, not the first or the third. A day "
                    "or a month may be written in words (27 December 2019); everything else in EDTF. How it is read "
                    "is shown beside it."
                ),
            },
        ),
        (gettext_lazy("Where"), {"fields": ["place"]}),
    ]
    list_display = ["title", "when", "basis", "kind", "at_its_desk", "rests_on", "timeline"]
    list_select_related = ["kind", "timeline"]
    list_filter = ["status", "timeline", "kind", "basis", EvidenceFilter, SourceFilter, ActorFilter]
    list_per_page = 50
    ordering = ["timeline__title", F("earliest").asc(nulls_last=True), F("latest").asc(nulls_last=True), "pk"]
    search_fields = ["title", "summary", "evidence__passage__exact", "participations__actor__name"]
    search_help_text = gettext_lazy("Titles, summaries, quotations and the names of those who took part.")
    date_hierarchy = "earliest"
    actions = ["publish", "unpublish", "reject", "merge"]
    action_form = WhyActionForm

    # The list

    def get_queryset(self, request):
        verified = Evidence.objects.filter(passage__status=Passage.Status.VERIFIED)
        quoting = Evidence.objects.filter(event=OuterRef("pk")).order_by("position", "pk")
        return (
            super()
            .get_queryset(request)
            .annotate(
                verified_count=number_of(verified, "event"),
                evidence_count=number_of(Evidence.objects.all(), "event"),
                citation_count=number_of(Citation.objects.all(), "event"),
                quoted_source=Subquery(quoting.values("passage__source")[:1]),
            )
        )

    def look_up(self, request, words):
        hidden = self.with_words(request, Event.objects.filter(pk__in=waiting()), words)
        return hidden | {*published_with(words, Event.objects.published().timelines())}

    @admin.display(description=gettext_lazy("date"), ordering="earliest")
    def when(self, event):
        return event.date.label(WORDING, short=True) if event.date else _("undated")

    @admin.display(description=gettext_lazy("status"), ordering="status")
    def at_its_desk(self, event):
        """The status, which leads to the desk where a candidate is reviewed."""
        address = desk_of(event, event.quoted_source) if event.status == Event.Status.CANDIDATE else ""
        if not address:
            return event.get_status_display()
        return format_html(
            '{} <a href="{}" aria-label="{}">{}</a>',
            event.get_status_display(),
            address,
            _("Review “%s”") % event,
            _("review"),
        )

    @admin.display(description=gettext_lazy("evidence"))
    def rests_on(self, event):
        if event.evidence_count:
            counts = {"verified": event.verified_count, "all": event.evidence_count}
            return _("quoted, %(verified)d of %(all)d verified") % counts
        if event.citation_count:
            text = ngettext("cited, %(count)d source", "cited, %(count)d sources", event.citation_count)
            return text % {"count": event.citation_count}
        return _("none")

    def get_actions(self, request):
        # Deleting in bulk would say neither why nor, for a published event, why not.
        actions = super().get_actions(request)
        actions.pop("delete_selected", None)
        return actions

    # One event

    def get_urls(self):
        read_date = path("read-date/", self.admin_site.admin_view(self.read_date_view), name="timeline_event_read_date")
        return [read_date, *super().get_urls()]

    def read_date_view(self, request):
        """How the date `text` is read, as JSON: `reading`, or the `problem` with it; in `source`, if one is given."""
        source = Source.objects.filter(pk=number_in(request.GET.get("source", ""))).first()
        try:
            return JsonResponse({"reading": reading_back(request.GET.get("text", ""), source)})
        except DateError as error:
            return JsonResponse({"problem": str(error)})

    @admin.display(description=gettext_lazy("standing"))
    def standing(self, event):
        if event.pk is None:
            return _("A new event is a candidate until it is published: readers do not see it.")
        match event.status:
            case Event.Status.PUBLISHED:
                since = timezone.localtime(event.published_at).date()
                text = _("Published, first on %(date)s. Unpublish it before deleting it.")
                return text % {"date": WORDING.day(since)}
            case Event.Status.REJECTED:
                return _("Rejected: kept, so that it is not proposed again; readers do not see it.")
        return format_html("{}{}", self._before_publishing(event), self._proposed_why(event))

    def _before_publishing(self, event):
        if not (found := curation.obstacles(event)):
            return format_html("<p>{}</p>", _("A candidate, ready to be published."))
        return format_html(
            "<p>{}</p><ul>{}</ul>",
            _("A candidate. Before it can be published:"),
            format_html_join("", "<li>{}</li>", ((sentence,) for sentence in found)),
        )

    def _proposed_why(self, event):
        """Why extraction proposed it, and the way to the desk where it is reviewed beside its article."""
        proposal = Proposal.objects.filter(event=event).first()
        quoted = (
            Evidence.objects.filter(event=event).order_by("position", "pk").values_list("passage__source", flat=True)
        )
        said = [*([proposal.get_doubt_display()] if proposal.doubt else []), *proposal.reasons] if proposal else []
        address = desk_of(event, quoted.first())
        return format_html(
            "{}{}",
            format_html("<p>{} {}</p>", _("Proposed:"), " · ".join(said)) if said else "",
            format_html('<p><a href="{}">{}</a></p>', address, _("Review it beside its article")) if address else "",
        )

    def save_related(self, request, form, formsets, change):
        event = form.instance
        used = list(Passage.objects.filter(evidence__event=event))
        super().save_related(request, form, formsets, change)
        curation.drop_unused(used, by=request.user, why=form.cleaned_data["why"])
        curation.check_order(event.timeline, [event])
        self._act(request, event, form.cleaned_data["why"])
        curation.gate(event, by=request.user)

    def _act(self, request, event, why):
        """What the pressed button asks for beside saving."""
        said = {"by": request.user, "why": why}
        if "_publish" in request.POST:
            curation.publish(event, now=timezone.now(), **said)
            self.message_user(request, _("“%s” is published.") % event, messages.SUCCESS)
        elif "_unpublish" in request.POST:
            curation.unpublish(event, **said)
            self.message_user(request, _("“%s” is a candidate again; readers do not see it.") % event, messages.SUCCESS)
        elif "_reject" in request.POST:
            curation.reject(event, **said)
            self.message_user(request, _("“%s” is rejected; readers do not see it.") % event, messages.SUCCESS)

    def view_on_site(self, event):
        return event.get_absolute_url() if event.is_published else None

    # Deleting

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request, obj) and not (obj and obj.is_published)

    def delete_view(self, request, object_id, extra_context=None):
        event = self.get_object(request, unquote(object_id))
        if event and event.is_published:
            text = _("A published event cannot be deleted: unpublish it first, so that its history says why.")
            self.message_user(request, text, messages.ERROR)
            return redirect("admin:timeline_event_change", object_id)
        return super().delete_view(request, object_id, extra_context)

    def delete_model(self, request, obj):
        curation.delete_event(obj, by=request.user, why=why_typed(request))

    # Actions

    @admin.action(description=gettext_lazy("Publish"), permissions=["change"])
    def publish(self, request, queryset):
        publish = partial(curation.publish, now=timezone.now())
        self._each(request, queryset, publish, Event.Status.PUBLISHED)

    @admin.action(description=gettext_lazy("Unpublish: candidates again"), permissions=["change"])
    def unpublish(self, request, queryset):
        self._each(request, queryset, curation.unpublish, Event.Status.CANDIDATE)

    @admin.action(description=gettext_lazy("Reject"), permissions=["change"])
    def reject(self, request, queryset):
        self._each(request, queryset, curation.reject, Event.Status.REJECTED)

    def _each(self, request, queryset, act, status):
        """Do `act` to each event that has not that `status` yet; tell which were refused, and why."""
        why, done, refused = why_typed(request), 0, 0
        selected = list(queryset)
        for event in selected:
            if event.status == status:
                continue
            try:
                act(event, by=request.user, why=why)
            except curation.CurationError as refusal:
                refused += 1
                self.message_user(request, str(refusal), messages.ERROR)
            else:
                done += 1
        state = Event.Status(status).label
        text = ngettext("%(count)d event is now %(state)s.", "%(count)d events are now %(state)s.", done)
        lines = [text % {"count": done, "state": state}]
        if already := len(selected) - done - refused:
            text = ngettext("%(count)d was so already.", "%(count)d were so already.", already)
            lines.append(text % {"count": already})
        self.message_user(request, " ".join(lines), messages.SUCCESS if done else messages.INFO)

    @admin.action(description=gettext_lazy("Merge into one…"), permissions=["change"])
    def merge(self, request, queryset):
        return merge_page(self, request, queryset.for_display(), merge=curation.merge_events, facts=_facts)


def _in_words(figure: Figure) -> str:
    return f"{figure.name}: {range_in_words(figure.low, figure.best, figure.high)}"


def _facts(event: Event) -> dict[str, list[str]]:
    return {
        _("status"): [event.get_status_display()],
        _("date"): [event.date.label(WORDING) if event.date else _("undated")],
        _("basis"): [event.get_basis_display()],
        _("kind"): [str(event.kind)],
        _("timeline"): [str(event.timeline)],
        _("place"): [event.place],
        _("summary"): [event.summary],
        _("evidence"): [str(piece.passage) for piece in event.evidence.all()],
        _("citations"): [str(citation) for citation in event.citations.all()],
        _("figures"): [_in_words(figure) for figure in event.figures.all()],
        _("participants"): [str(part) for part in event.participations.all()],
    }
