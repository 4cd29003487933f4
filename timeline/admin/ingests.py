"""The desk for articles on their way in: given, confirmed, watched, and then led to the review of what they tell."""

import logging

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.contrib.admin.widgets import AdminTextareaWidget, AdminTextInputWidget, AdminURLFieldWidget
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from timeline.errors import SourcelineError
from timeline.ingest import IngestError, Reading, read, source_of, tasks
from timeline.ingest.article import LARGEST
from timeline.models import Ingest, Timeline

from .desk import number_in
from .forms import ArticleField

__all__ = ["IngestAdmin"]

logger = logging.getLogger(__name__)


class GivingForm(forms.Form):
    """An article, given in one of three ways; once valid, `reading` is what was read, `came_as` where it came from."""

    required_css_class = "required"

    timeline = forms.ModelChoiceField(Timeline.objects.all(), label=_("Timeline"))
    words = forms.CharField(
        label=_("Paste it"),
        required=False,
        strip=False,
        widget=AdminTextareaWidget(attrs={"rows": 14}),
        help_text=_("The whole page is welcome: what is no part of the article is taken out, and shown to you."),
    )
    file = forms.FileField(
        label=_("or upload it"),
        required=False,
        help_text=_("A web page, Markdown or plain text, at most 5 million bytes."),
        widget=forms.ClearableFileInput(attrs={"accept": ".html,.htm,.xhtml,.md,.markdown,.txt,text/*"}),
    )
    address = forms.URLField(
        label=_("or give its address"),
        required=False,
        assume_scheme="https",
        max_length=1000,
        widget=AdminURLFieldWidget,
        help_text=_("It is fetched once, as any reader would, without signing in anywhere."),
    )
    form = forms.ChoiceField(
        label=_("Written in"),
        required=False,
        choices=[("", _("let Sourceline tell")), *Ingest.Form.choices],
    )

    reading: Reading
    came_as = ""

    def clean(self):
        cleaned = super().clean()
        ways = [name for name in ("words", "file", "address") if (cleaned.get(name) or "") and not self._is_blank(name)]
        if self.errors:
            return cleaned
        if len(ways) != 1:
            raise ValidationError(
                gettext("Give the article in one way: paste it, upload it, or give its address.")
                if not ways
                else gettext("It was given in more ways than one. Keep the one that is meant.")
            )
        try:
            self.reading = getattr(self, f"_from_{ways[0]}")(cleaned)
        except SourcelineError as error:
            self.add_error(ways[0], str(error))
        return cleaned

    def _is_blank(self, name: str) -> bool:
        value = self.cleaned_data[name]
        return isinstance(value, str) and not value.strip()

    def _from_words(self, cleaned) -> Reading:
        return read(cleaned["words"], form=cleaned["form"])

    def _from_file(self, cleaned) -> Reading:
        file = cleaned["file"]
        self.came_as = file.name
        if file.size > LARGEST:
            raise IngestError(file.name, gettext("It has more than 5 million bytes, which is the most that is read."))
        return read(file.read(), name=file.name, form=cleaned["form"])

    def _from_address(self, cleaned) -> Reading:
        from timeline import fetching

        fetched = fetching.fetch(cleaned["address"])
        self.came_as = cleaned["address"]
        return read(
            fetched.text,
            name=cleaned["address"],
            form=cleaned["form"],
            content_type=fetched.content_type,
            url=fetched.final_url,
        )


def _https_assumed(field, **options) -> forms.Field:
    return field.formfield(**options, **({"assume_scheme": "https"} if field.name == "url" else {}))


class ConfirmingForm(forms.ModelForm):
    """What the article says of itself, to be confirmed; `known` is the source that it would be a new text of.

    The form comes back once more when what was changed in it makes it another source's.
    """

    required_css_class = "required"

    text = ArticleField(
        label=_("Its text"),
        help_text=_("What will be kept and quoted. Put back what should not have been taken out."),
    )
    updates = forms.CharField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = Ingest
        fields = ["title", "published_on", "zone", "publisher", "authors", "language", "url", "text"]
        widgets = {
            "title": AdminTextInputWidget,
            "published_on": AdminTextInputWidget,
            "zone": AdminTextInputWidget,
            "publisher": AdminTextInputWidget,
            "authors": AdminTextInputWidget,
            "language": AdminTextInputWidget,
            "url": AdminURLFieldWidget,
        }
        help_texts = {
            "published_on": _("“Yesterday” and “in October” are counted from this day. Written like 2020-01-03."),
            "zone": _("The time zone of that day, such as America/New_York."),
            "language": _("A BCP 47 tag: en, de, fa, ar."),
        }
        formfield_callback = _https_assumed

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["published_on"].required = True
        # Where nothing is missing, Enter confirms.
        first = "title" if self.instance.published_on else "published_on"
        self.fields[first].widget.attrs["autofocus"] = True
        self.known = source_of(tasks.article_of(self.instance))
        self.initial["updates"] = self._uid

    @property
    def _uid(self) -> str:
        return self.known.uid if self.known else ""

    def clean(self):
        cleaned = super().clean()
        if self.errors:
            return cleaned
        confirmed = Ingest(**{name: cleaned[name] for name in self._meta.fields})
        self.known = source_of(tasks.article_of(confirmed))
        if cleaned["updates"] != self._uid:
            self.data = self.data.copy()
            self.data["updates"] = self._uid
            raise ValidationError(
                gettext("By what it says now, it is a newer text of “%(source)s”. Is that right? Then start again.")
                % {"source": self.known}
                if self.known
                else gettext("By what it says now, it is a new source. Is that right? Then start again.")
            )
        return cleaned


@admin.register(Ingest)
class IngestAdmin(admin.ModelAdmin):
    list_display = ["title", "timeline", "state", "review", "by", "begun_at"]
    list_filter = ["state", "timeline"]
    list_select_related = ["timeline", "by", "source"]
    list_per_page = 50
    search_fields = ["title", "publisher", "url", "name"]
    actions = None

    class Media:
        css = {"all": ["timeline/admin.css", "admin/css/forms.css"]}

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def get_queryset(self, request):
        return super().get_queryset(request).defer("given", "text", "removed", "report")

    def changelist_view(self, request, extra_context=None):
        return super().changelist_view(request, {"title": self.opts.verbose_name_plural.capitalize()})

    @admin.display(description=_("review"))
    def review(self, ingest):
        address = _review_of(ingest) if ingest.state == Ingest.State.DONE else ""
        return format_html('<a href="{}">{}</a>', address, gettext("Review")) if address else "–"

    def add_view(self, request, form_url="", extra_context=None):
        """An article is given: pasted, uploaded or by its address."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        story = Timeline.objects.filter(slug=request.GET.get("timeline", "")).first() or _only(Timeline)
        form = GivingForm(request.POST or None, request.FILES or None, initial={"timeline": story})
        if request.method == "POST" and form.is_valid():
            reading = form.reading
            draft = Ingest.objects.create(
                timeline=form.cleaned_data["timeline"],
                by=request.user,
                given=reading.given,
                form=reading.form,
                name=form.came_as[:1000],
                removed=[[removed.words, removed.why] for removed in reading.removed],
                doubts=list(reading.doubts),
                text=reading.text,
                title=reading.title,
                publisher=reading.publisher,
                authors="; ".join(reading.authors)[:300],
                url=reading.url,
                language=reading.language[:20],
                published_on=reading.published_on,
                zone=reading.zone,
            )
            return redirect(draft)
        return self._page(request, "give", _("Bring in an article"), form=form)

    def change_view(self, request, object_id, form_url="", extra_context=None):
        """An article is confirmed, while it is a draft; from then on it is watched."""
        found = Ingest.objects.select_related("timeline", "source").defer("given", "removed", "text")
        ingest = found.filter(pk=number_in(unquote(object_id))).first()
        if ingest is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        if not self.has_view_or_change_permission(request, ingest):
            raise PermissionDenied
        if request.method == "POST":
            if not self.has_add_permission(request):
                raise PermissionDenied
            if "_forget" in request.POST and tasks.discard(ingest):
                self.message_user(request, _("“%s” is forgotten.") % ingest, messages.SUCCESS)
                return redirect("admin:timeline_ingest_changelist")
        view = self._confirm if ingest.state == Ingest.State.DRAFT else self._watch
        return view(request, ingest)

    def _confirm(self, request, ingest):
        form = ConfirmingForm(request.POST or None, instance=ingest)
        if request.method == "POST" and form.is_valid():
            with transaction.atomic():
                # Whoever confirmed it meanwhile has confirmed another title, perhaps, and a worker may be at it.
                if Ingest.objects.select_for_update().unconfirmed().filter(pk=ingest.pk).exists():
                    form.save(commit=False).save(update_fields=form.cleaned_data.keys() - {"updates"})
            return self._start(request, ingest)
        return self._page(request, "confirm", _("Is this right?"), form=form, ingest=ingest)

    def _watch(self, request, ingest):
        if request.method == "POST" and ingest.state != Ingest.State.DONE:
            return self._start(request, ingest)
        context = {
            "ingest": ingest,
            "review": _review_of(ingest),
            "is_empty": ingest.report.get("found") == 0 and not ingest.report["unchanged"],
            "has_worker": tasks.worker_is_alive(timezone.now()),
            "can_run_here": tasks.can_run_here(ingest),
            "may_start": self.has_add_permission(request),
        }
        if request.htmx:
            return TemplateResponse(request, "admin/timeline/ingest/_progress.html", context)
        return self._page(request, "progress", str(ingest), **context)

    def _start(self, request, ingest):
        """Put it into the queue; where no worker is alive and it is short, do it at once."""
        tasks.begin(ingest)
        ingest.refresh_from_db()
        now = timezone.now()
        if not tasks.worker_is_alive(now) and tasks.can_run_here(ingest):
            try:
                tasks.run_here(ingest, now)
            except Exception:
                # It is written down with the article, whose page says more than that of an error.
                logger.exception("“%s” could not be brought in.", ingest)
        return redirect(ingest)

    def _page(self, request, name, title, **context):
        context = {
            **self.admin_site.each_context(request),
            "title": title,
            "opts": self.opts,
            "media": self.media,
            **context,
        }
        request.current_app = self.admin_site.name
        return TemplateResponse(request, f"admin/timeline/ingest/{name}.html", context)


def _only(model):
    """The one row of `model`, None where there are none or several."""
    rows = list(model.objects.all()[:2])
    return rows[0] if len(rows) == 1 else None


def _review_of(ingest: Ingest) -> str:
    """The address of the review desk for what `ingest` brought; "" before there is anything."""
    if ingest.source is None:
        return ""
    return reverse("admin:timeline_review", args=[ingest.source.pk], query={"timeline": ingest.timeline.slug})
