"""What all pages of the desk have in common: why, by whom, and nothing saved that `curation` refuses."""

from collections.abc import Collection
from contextlib import nullcontext

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.contrib.admin.widgets import AdminTextareaWidget
from django.core.exceptions import PermissionDenied
from django.db import models, router, transaction
from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from timeline import curation
from timeline.models import Redirect
from timeline.models.fields import EventDateField

from . import history
from .forms import DateField, DeskForm
from .large import LARGE, MOST_FOUND, LargeList, is_large

__all__ = ["Desk", "link", "merge_page", "number_in", "number_of", "why_typed"]

MERGED_AT_ONCE = 6  # as many as stand side by side


def link(thing) -> str:
    """A link to the page of `thing` on the desk."""
    meta = thing._meta
    return format_html(
        '<a href="{}">{}</a>', reverse(f"admin:{meta.app_label}_{meta.model_name}_change", args=[thing.pk]), thing
    )


def number_in(text: str) -> int | None:
    """The number that `text` is, such as a key or an offset; None for what no row has, and for no number at all."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= 18 else None


def number_of(rows: models.QuerySet, owner: str, what: str = "pk") -> Coalesce:
    """To annotate things with how many of `rows` are theirs: how many `what`, each counted once.

    A subquery, since counting over a join has Django forget the order of what is counted for.
    """
    theirs = rows.filter(**{owner: OuterRef("pk")}).order_by().values(owner)
    return Coalesce(Subquery(theirs.annotate(number=Count(what, distinct=what != "pk")).values("number")), 0)


def why_typed(request) -> str:
    """The reason for the history that was typed on the page; "" where none was, or the page asks for none."""
    return request.POST.get("why", "").strip()


class Desk(admin.ModelAdmin):
    """A page of the desk.

    A form that is shown again, because of an error or because `curation` refused, has left nothing behind.
    `redirects` is what a former slug is remembered as, where it stands in an address of its own; `parts` are the models
    whose history is told together with the thing's own: each with its foreign key, and the field that names a row.
    A list of more than `large` rows is a LargeList.
    """

    form = DeskForm
    formfield_overrides = {
        EventDateField: {"form_class": DateField},
        models.TextField: {"widget": AdminTextareaWidget(attrs={"rows": 3})},
        models.URLField: {"assume_scheme": "https"},
    }
    show_facets = admin.ShowFacets.ALWAYS
    redirects: Redirect.Of | None = None
    large = LARGE
    parts: tuple[tuple[type[models.Model], str, str], ...] = ()

    class Media:
        css = {"all": ["timeline/admin.css"]}
        js = ["timeline/admin.js"]

    @property
    def is_large(self) -> bool:
        return is_large(self.model, self.large)

    def get_changelist(self, request, **kwargs):
        return LargeList if self.is_large else super().get_changelist(request, **kwargs)

    def get_ordering(self, request):
        return ["-pk"] if self.is_large else super().get_ordering(request)

    def get_sortable_by(self, request):
        return [] if self.is_large else super().get_sortable_by(request)

    def get_search_results(self, request, queryset, search_term):
        if search_term.strip() and self.is_large:
            return queryset.filter(pk__in=self.look_up(request, search_term)), False
        return super().get_search_results(request, queryset, search_term)

    def look_up(self, request, words: str) -> Collection[int]:
        """The keys of the rows with `words`, where there are many rows."""
        return self.with_words(request, self.model._base_manager.all(), words)

    def with_words(self, request, rows: models.QuerySet, words: str) -> set[int]:
        """The keys of those of `rows`, which are few, in which `words` stand; MOST_FOUND at most, the newest."""
        found, _may_have_duplicates = super().get_search_results(request, rows.order_by("-pk"), words)
        return set(found.values_list("pk", flat=True)[:MOST_FOUND])

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except curation.CurationError as refusal:
            # All is rolled back by now. The same once more, with the refusal as an error of the form.
            request.refusal = refusal
            return super().changeform_view(request, object_id, form_url, extra_context)

    def _changeform_view(self, request, *args, **kwargs):
        with curation.curating() if request.method == "POST" else nullcontext():
            return super()._changeform_view(request, *args, **kwargs)

    def _delete_view(self, request, *args, **kwargs):
        with curation.curating() if request.method == "POST" else nullcontext():
            return super()._delete_view(request, *args, **kwargs)

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change=change, **kwargs)
        form.refusal = getattr(request, "refusal", None)
        return form

    def render_change_form(self, request, *args, **kwargs):
        response = super().render_change_form(request, *args, **kwargs)
        if request.method == "POST":
            # Looking for a quotation makes its passage; a form with errors must not.
            transaction.set_rollback(True, using=router.db_for_write(self.model))
        return response

    def save_model(self, request, obj, form, change):
        fields = {field.name for field in self.opts.fields}
        if change and not fields.intersection(form.changed_data):
            return
        obj._change_reason = form.cleaned_data["why"] or None
        super().save_model(request, obj, form, change)
        if self.redirects:
            curation.take_slug(self.redirects, obj, former=form.initial["slug"] if change else "")

    def save_formset(self, request, form, formset, change):
        rows = formset.save(commit=False)
        for row in [*formset.deleted_objects, *rows]:
            row._change_reason = form.cleaned_data["why"] or None
        for row in formset.deleted_objects:
            row.delete()
        for row in rows:
            row.save()

    def history_view(self, request, object_id, extra_context=None):
        thing = self.get_object(request, unquote(object_id))
        if thing is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        if not self.has_view_or_change_permission(request, thing):
            raise PermissionDenied
        histories = [(self.model.history.filter(**{self.opts.pk.name: thing.pk}), None)]
        histories += [(part.history.filter(**{whole: thing.pk}), name) for part, whole, name in self.parts]
        context = {
            **self.admin_site.each_context(request),
            "title": _("History: %s") % thing,
            "subtitle": None,
            "opts": self.opts,
            "object": thing,
            "media": self.media,
            "module_name": capfirst(self.opts.verbose_name_plural),
            "preserved_filters": self.get_preserved_filters(request),
            "entries": history.entries(histories),
            **(extra_context or {}),
        }
        request.current_app = self.admin_site.name
        return TemplateResponse(request, "admin/timeline/history.html", context)


def merge_page(desk: Desk, request, selected: models.QuerySet, *, merge, facts):
    """Ask which of `selected` to keep, all of them side by side; once that is said, merge the others into it.

    `merge` is of `curation`; `facts` gives what to compare of one of them, as `{label: [line, …]}` with the same
    labels for each. The answer to an admin action: None leads back to the list.
    """
    things = list(selected[: MERGED_AT_ONCE + 1])
    if not 2 <= len(things) <= MERGED_AT_ONCE:
        text = _("Select two to %(most)d to merge; they are shown side by side.")
        desk.message_user(request, text % {"most": MERGED_AT_ONCE}, messages.WARNING)
        return None
    why, refusal = why_typed(request), ""
    if "merge" in request.POST:
        chosen = {str(thing.pk): thing for thing in desk.model.objects.filter(pk__in=[thing.pk for thing in things])}
        if (keep := chosen.pop(request.POST.get("keep", ""), None)) is None:
            refusal = _("Say which one to keep.")
        else:
            try:
                merge(keep, list(chosen.values()), by=request.user, why=why)
            except curation.CurationError as error:
                refusal = str(error)
            else:
                text = ngettext(
                    "“%(name)s” has taken in one other. Its old address leads here.",
                    "“%(name)s” has taken in %(count)d others. Their old addresses lead here.",
                    len(chosen),
                )
                desk.message_user(request, text % {"name": keep, "count": len(chosen)}, messages.SUCCESS)
                return redirect(f"admin:{desk.opts.app_label}_{desk.opts.model_name}_change", keep.pk)
    columns = [facts(thing) for thing in things]
    context = {
        **desk.admin_site.each_context(request),
        "title": _("Merge %s") % desk.opts.verbose_name_plural,
        "opts": desk.opts,
        "media": desk.media,
        "things": things,
        "rows": [(label, [column[label] for column in columns]) for label in columns[0]],
        "why": why,
        "keep": request.POST.get("keep", ""),
        "refusal": refusal,
    }
    request.current_app = desk.admin_site.name
    return TemplateResponse(request, "admin/timeline/merge.html", context)
