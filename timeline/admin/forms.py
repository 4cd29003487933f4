"""What a curator types, and how it is read: a date, a quotation, the text of an article, and why."""

from django import forms
from django.contrib.admin import site
from django.contrib.admin.widgets import AdminTextareaWidget, AdminTextInputWidget, AutocompleteSelect
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from timeline import anchoring, curation
from timeline.dates import DateError, EventDate
from timeline.errors import SourcelineError
from timeline.ingest.written import read_date
from timeline.localised import WORDING
from timeline.models import Passage, Source

__all__ = [
    "ArticleField",
    "DateField",
    "DeskForm",
    "EvidenceForm",
    "EvidenceFormSet",
    "PlacedForm",
    "SourceForm",
    "TableFormSet",
    "reading_back",
]

# Dates


def reading_back(text: str, source: Source | None = None) -> str:
    """One line that tells a curator how `text` was read; "" for none. Raises DateError.

    With a `source`, words that are counted from the day of an article are read, too ("yesterday").
    """
    if not text.strip():
        return ""
    date = _read(text, source)
    reading = date.reading(WORDING)
    if str(date) == text.strip():
        return reading
    return gettext("Kept as %(edtf)s: %(reading)s") % {"edtf": date, "reading": reading}


def _read(text: str, source: Source | None) -> EventDate:
    return read_date(text, published=source.published_on, language=source.language) if source else read_date(text)


class DateInput(AdminTextInputWidget):
    """A line of text with its reading beside it. A script keeps the reading up to date; without, the page says it."""

    source: Source | None = None

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        query = {"source": self.source.pk} if self.source else None
        context["widget"]["attrs"]["data-read-at"] = reverse("admin:timeline_event_read_date", query=query)
        return context

    def render(self, name, value, attrs=None, renderer=None):
        field = super().render(name, value, attrs, renderer)
        try:
            reading, problem = reading_back(str(value or ""), self.source), ""
        except DateError:
            reading, problem = "", " problem"  # which the form says already
        return format_html(
            '<span class="written-date">{}<output class="reading{}">{}</output></span>', field, problem, reading
        )


class DateField(forms.CharField):
    """An `EventDate`, or None where nothing is written."""

    widget = DateInput

    def count_from(self, source: Source) -> None:
        """Read words that are counted from the day of an article as of `source`."""
        self.widget.source = source

    def prepare_value(self, value):
        return str(value) if isinstance(value, EventDate) else value

    def clean(self, value):
        text = super().clean(value)
        try:
            return _read(text, self.widget.source) if text else None
        except DateError as error:
            raise ValidationError(str(error), code="invalid") from error

    def has_changed(self, initial, data):
        return super().has_changed(self.prepare_value(initial) or "", data)


# Why


class WhyField(forms.CharField):
    """What the history will say of a change. Is itself no change."""

    def has_changed(self, initial, data):
        return False


class DeskForm(forms.ModelForm):
    """A form that asks why, and that says what `curation` refused, when that has refused it."""

    refusal: SourcelineError | None = None

    why = WhyField(
        label=_("Why this change"),
        max_length=100,
        required=False,
        widget=AdminTextInputWidget,
        help_text=_("A few words for the history. Readers see them where the event is public."),
    )

    def clean(self):
        cleaned = super().clean()
        if self.refusal:
            sentences = getattr(self.refusal, "obstacles", ())
            if sentences:
                head = gettext("Nothing was saved, because readers could not check this event as it stands:")
                raise ValidationError([head, *sentences])
            raise ValidationError(gettext("Nothing was saved. %(why)s") % {"why": self.refusal})
        return cleaned


# Rows of an event


class PlacedForm(forms.ModelForm):
    """A row that has a position among its like. Where none is given it comes last."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "position" in self.fields:
            self.fields["position"].required = False
            self.fields["position"].help_text = _("Empty: last.")
            if self.instance.pk is None:
                self.initial["position"] = self.fields["position"].initial = None

    def save(self, commit=True):
        if self.instance.position is None:
            like = type(self.instance).objects.filter(event=self.instance.event)
            self.instance.position = max(like.values_list("position", flat=True), default=-1) + 1
        return super().save(commit)


class TableFormSet(forms.BaseInlineFormSet):
    """Rows of a table, whose fields say to a screen reader what the heads of the columns say to the eye."""

    def add_fields(self, form, index):
        super().add_fields(form, index)
        for name, field in form.fields.items():
            if not field.widget.is_hidden:
                field.widget.attrs["aria-label"] = capfirst(field.label or name)


class EvidenceForm(PlacedForm):
    """Evidence by the words themselves: the passage is found in the source, or the form says what was found instead.

    `curator` and `why` are what the history says of a passage that is made for it.
    """

    curator = None
    why = ""

    source = forms.ModelChoiceField(
        Source.objects.all(),
        label=_("Source"),
        widget=AutocompleteSelect(Passage._meta.get_field("source"), site),
    )
    quotation = forms.CharField(
        label=_("Quotation"),
        widget=AdminTextareaWidget(attrs={"rows": 3}),
        help_text=_("The words of the article. Straight quotes and plain hyphens find the printed ones."),
    )
    words_before = forms.CharField(
        label=_("Words before"),
        required=False,
        strip=False,
        widget=AdminTextInputWidget,
        help_text=_("Only needed when the same words stand in the article more than once."),
    )
    words_after = forms.CharField(label=_("Words after"), required=False, strip=False, widget=AdminTextInputWidget)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.passage_before = self.instance.passage_id
        if self.passage_before:
            passage = self.instance.passage
            self.initial |= {
                "source": passage.source_id,
                "quotation": passage.exact,
                "words_before": passage.prefix,
                "words_after": passage.suffix,
            }

    def clean(self):
        cleaned = super().clean()
        source, words = cleaned.get("source"), cleaned.get("quotation")
        if source and words and {"source", "quotation", "words_before", "words_after"} & set(self.changed_data):
            try:
                self.instance.passage = curation.quote(
                    source,
                    words,
                    prefix=cleaned["words_before"],
                    suffix=cleaned["words_after"],
                    by=self.curator,
                    why=self.why,
                )
            except (curation.QuotationError, anchoring.AnchoringError) as error:
                self.add_error("quotation", [str(error), *_further_suggestions(error)])
        if cleaned.get("cue") and self.instance.passage_id and not self.has_error("quotation"):
            try:
                cleaned["cue"] = anchoring.anchor(self.instance.passage.exact, cleaned["cue"]).exact
            except anchoring.AnchoringError:
                self.add_error("cue", gettext("These words are not in the quotation."))
        return cleaned


def _further_suggestions(error: SourcelineError) -> list[str]:
    anchor = getattr(error, "anchor", None)
    return [
        gettext("Or “%(exact)s” (at %(start)d, %(score)d %% alike).")
        % {"exact": suggestion.exact, "start": suggestion.start, "score": suggestion.score}
        for suggestion in (anchor.suggestions[1:] if anchor else ())
    ]


class EvidenceFormSet(forms.BaseInlineFormSet):
    def clean(self):
        super().clean()
        kept = [form for form in self.forms if not self._should_delete_form(form)]
        # A passage that a row is about to give up counts too: rows are saved one after the other.
        owners = {form.passage_before: form for form in kept if form.passage_before}
        for form in kept:
            if form.instance.passage_id and owners.setdefault(form.instance.passage_id, form) is not form:
                form.add_error("quotation", gettext("Another piece of evidence has this very quotation."))


# Sources


class ArticleField(forms.CharField):
    """The text of an article, normalised as every text is when it enters."""

    widget = AdminTextareaWidget(attrs={"rows": 24})

    def to_python(self, value):
        return anchoring.normalise(super().to_python(value))


class SourceForm(DeskForm):
    text = ArticleField(
        label=_("Text"),
        required=False,
        help_text=_(
            "Paste the article's own text: no menus, no advertisements; an empty line between paragraphs. "
            "Correcting it takes a new snapshot, in which every quotation is looked up again; the old one is kept."
        ),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        current = self.instance.current_text if self.instance.pk else None
        self.initial["text"] = current.text if current else ""

    def clean_text(self):
        if self.initial["text"] and not self.cleaned_data["text"]:
            raise ValidationError(gettext("A text can be corrected, but not taken away."), code="required")
        return self.cleaned_data["text"]
