"""The desk for actors: who they are, what else they are called, what they are part of."""

from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from timeline import curation, fulltext
from timeline.folding import terms
from timeline.models import Actor, Alias, Event, Membership, Participation, Redirect

from .desk import Desk, link, merge_page, number_of
from .forms import TableFormSet
from .large import MOST_FOUND

__all__ = ["ActorAdmin"]


class AliasInline(admin.TabularInline):
    model = Alias
    formset = TableFormSet
    extra = 0


class MembershipInline(admin.TabularInline):
    model = Membership
    formset = TableFormSet
    fk_name = "member"
    extra = 0
    autocomplete_fields = ["body"]
    verbose_name = gettext_lazy("body")
    verbose_name_plural = gettext_lazy("part of")

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("member", "body")


@admin.register(Actor)
class ActorAdmin(Desk):
    redirects = Redirect.Of.ACTOR
    large = 20_000
    parts = ((Alias, "actor", "name"), (Membership, "member", "body"))
    prepopulated_fields = {"slug": ["name"]}
    fields = ["name", "slug", "type", "description", "known_parts", "known_events"]
    readonly_fields = ["known_parts", "known_events"]
    inlines = [AliasInline, MembershipInline]
    list_display = ["name", "type", "belongs_to", "also_known_as", "number_of_events"]
    list_filter = ["type"]
    list_per_page = 50
    search_fields = ["name", "aliases__name"]
    search_help_text = gettext_lazy("Names and aliases.")
    actions = ["merge"]

    def get_queryset(self, request):
        return (
            super()
            .get_queryset(request)
            .annotate(event_count=number_of(Participation.objects.all(), "actor", "event"))
            .prefetch_related("aliases", "memberships__body")
        )

    def get_ordering(self, request):
        return ["name", "pk"]

    def look_up(self, request, words):
        having: dict[bool, list[set[int]]] = {True: [], False: []}
        for term in terms(words):
            having[term.wanted].append(set(fulltext.actors_with(term).tolist()))
        found = set.intersection(*having[True]).difference(*having[False]) if having[True] else ()
        return sorted(found, reverse=True)[:MOST_FOUND]

    @admin.display(description=gettext_lazy("part of"))
    def belongs_to(self, actor):
        return ", ".join(str(membership.body) for membership in actor.memberships.all())

    @admin.display(description=gettext_lazy("also known as"))
    def also_known_as(self, actor):
        return ", ".join(alias.name for alias in actor.aliases.all())

    @admin.display(description=gettext_lazy("events"), ordering="event_count")
    def number_of_events(self, actor):
        return actor.event_count

    @admin.display(description=gettext_lazy("parts of it"))
    def known_parts(self, actor):
        if actor.pk is None:
            return _("none")
        members = [membership.member for membership in actor.members.select_related("member").order_by("member__name")]
        return format_html_join(", ", "{}", ((link(member),) for member in members)) or _("none")

    @admin.display(description=gettext_lazy("events"))
    def known_events(self, actor):
        if actor.pk is None or not actor.event_count:
            return _("none")
        address = reverse("admin:timeline_event_changelist", query={"actor": actor.uid})
        count = ngettext("%(count)d event", "%(count)d events", actor.event_count) % {"count": actor.event_count}
        return format_html('<a href="{}">{}</a>', address, count)

    def view_on_site(self, actor):
        return actor.get_absolute_url() if Event.objects.published().actors().filter(pk=actor.pk).exists() else None

    @admin.action(description=gettext_lazy("Merge into one…"), permissions=["change"])
    def merge(self, request, queryset):
        return merge_page(self, request, queryset, merge=curation.merge_actors, facts=_facts)


def _facts(actor: Actor) -> dict[str, list[str]]:
    return {
        _("type"): [actor.get_type_display()],
        _("description"): [actor.description],
        _("also known as"): [alias.name for alias in actor.aliases.all()],
        _("part of"): [str(membership.body) for membership in actor.memberships.all()],
        _("events"): [str(actor.event_count)],
    }
