"""The desk for sources: what an article is, its text as it was read, and what is quoted from it."""

from django.contrib import admin, messages
from django.db.models.functions import Length
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from timeline import curation
from timeline.models import Citation, Event, Passage, Source, SourceText

from .desk import Desk, link, number_of
from .forms import SourceForm
from .large import NEWEST, sources_with
from .review import urls as review_urls
from .review import waiting_links

__all__ = ["SourceAdmin"]


class ReadOnlyInline(admin.TabularInline):
    """Rows that are made elsewhere; here they are read."""

    extra = 0
    can_delete = False

    def has_add_permission(self, request, obj):
        return False

    def has_change_permission(self, request, obj=None):
        return False


class SourceTextInline(ReadOnlyInline):
    model = SourceText
    verbose_name_plural = gettext_lazy("snapshots of the text")
    fields = readonly_fields = ["version", "taken_at", "length", "sha256"]
    ordering = ["-version"]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("source").defer("text").annotate(length=Length("text"))

    @admin.display(description=gettext_lazy("characters"))
    def length(self, text):
        return text.length


class PassageInline(ReadOnlyInline):
    model = Passage
    verbose_name_plural = gettext_lazy("passages quoted")
    fields = readonly_fields = ["quotation", "status", "paragraph", "place", "used_for"]

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("evidence__event").order_by("start", "pk")

    @admin.display(description=gettext_lazy("quotation"))
    def quotation(self, passage):
        return f"“{Truncator(passage.exact).chars(160)}”"

    @admin.display(description=gettext_lazy("characters"))
    def place(self, passage):
        return f"{passage.start}–{passage.stop}" if passage.start is not None else "–"

    @admin.display(description=gettext_lazy("evidence for"))
    def used_for(self, passage):
        return format_html_join("; ", "{}", ((link(piece.event),) for piece in passage.evidence.all()))


@admin.register(Source)
class SourceAdmin(Desk):
    form = SourceForm
    prepopulated_fields = {"slug": ["title"]}
    inlines = [PassageInline, SourceTextInline]
    readonly_fields = ["review", "known_citations"]
    fieldsets = [
        (None, {"fields": ["review", "title", "slug", "publisher", "authors", "url", "language", "known_citations"]}),
        (
            gettext_lazy("When it was published"),
            {
                "fields": ["published_on", "zone"],
                "description": gettext_lazy("The day that “yesterday” and “in October” are counted from, and where."),
            },
        ),
        (gettext_lazy("Its text"), {"fields": ["text", "note"]}),
    ]
    list_display = ["title", "publisher", "published_on", "language", "passages_quoted", "events_citing"]
    list_filter = ["publisher", "language"]
    list_per_page = 50
    date_hierarchy = "published_on"
    search_fields = ["title", "publisher", "authors", "url"]

    def get_queryset(self, request):
        return (
            super()
            .get_queryset(request)
            .annotate(
                passage_count=number_of(Passage.objects.all(), "source"),
                citation_count=number_of(Citation.objects.all(), "source"),
            )
        )

    def get_list_filter(self, request):
        return [] if self.is_large else super().get_list_filter(request)

    def look_up(self, request, words):
        if "://" in words:
            return set(Source.objects.filter(url=words.strip()).order_by().values_list("pk", flat=True))
        newest = list(Source.objects.order_by("-pk").values_list("pk", flat=True)[:NEWEST])
        held = sorted(SourceText.objects.order_by().values_list("source", flat=True), reverse=True)[:NEWEST]
        looked_through = Source.objects.filter(pk__in={*newest, *held})
        return {*sources_with(words), *self.with_words(request, looked_through, words)}

    @admin.display(description=gettext_lazy("passages"), ordering="passage_count")
    def passages_quoted(self, source):
        return source.passage_count

    @admin.display(description=gettext_lazy("cited"), ordering="citation_count")
    def events_citing(self, source):
        return source.citation_count

    @admin.display(description=gettext_lazy("events that cite it"))
    def known_citations(self, source):
        if source.pk is None or not source.citation_count:
            return _("none")
        address = reverse("admin:timeline_event_changelist", query={"source": source.uid})
        count = ngettext("%(count)d event", "%(count)d events", source.citation_count)
        return format_html('<a href="{}">{}</a>', address, count % {"count": source.citation_count})

    def get_urls(self):
        return [*review_urls(), *super().get_urls()]

    @admin.display(description=gettext_lazy("review"))
    def review(self, source):
        if source.pk is None or not source.current_text:
            return _("Once its text is here, its events are reviewed side by side with it.")
        at_desk = format_html(
            '<p><a href="{}">{}</a></p>', reverse("admin:timeline_review", args=[source.pk]), _("Open the review desk")
        )
        return waiting_links(source=source) or at_desk

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change=change, **kwargs)
        form.base_fields["text"].disabled = not request.user.has_perm("timeline.add_sourcetext")
        return form

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        if "text" in form.changed_data:
            self._take(request, form.instance, form.cleaned_data["text"])

    def _take(self, request, source, text):
        """Take a snapshot, and tell what became of the quotations."""
        report = curation.add_text(source, text, now=timezone.now(), by=request.user)
        if not report.created:
            return
        taken = ngettext(
            "Version %(version)d was taken: %(kept)d quotation stands where it stood, %(moved)d elsewhere.",
            "Version %(version)d was taken: %(kept)d quotations stand where they stood, %(moved)d elsewhere.",
            report.kept,
        )
        counts = {"version": report.text.version, "kept": report.kept, "moved": report.moved}
        self.message_user(request, taken % counts, messages.SUCCESS)
        for passage in report.lost:
            lost = _("Not found any more, or not in one place alone: %(passage)s.") % {"passage": passage}
            self.message_user(request, lost, messages.WARNING)
        for event in report.unpublished:
            back = _("“%(event)s” is a candidate again: none of its quotations was left.") % {"event": event}
            self.message_user(request, back, messages.WARNING)

    def view_on_site(self, source):
        return source.get_absolute_url() if Event.objects.published().sources().filter(pk=source.pk).exists() else None
