"""What a curator writes of a candidate on the review desk: the event, who took part, and the words that say it.

Actors are written by their names, which is quicker than to choose them; the page offers those that are known while one
is typed. A name that nobody goes by makes a new actor, once the curator has said of what type.
"""

from collections import Counter
from functools import cached_property

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from rapidfuzz import fuzz, process

from timeline import anchoring, curation, fulltext
from timeline.folding import Term, folded
from timeline.models import Actor, Alias, Event, Kind, Participation, SourceText
from timeline.review import Changes, InvalidError, NewActor, Part, Words

from .forms import DateField

__all__ = ["EventForm", "named", "nearest"]

MOST_ROWS = 100
LONGEST_NAME = 200  # characters
NEAREST = 3  # names that are offered in place of one that nobody goes by
MOST_COMPARED = 5_000  # actors
BEGINNING = 3  # letters of a word
LIKE = 85  # of 100: how like they must be, once their words are in the same order


def named(name: str) -> Actor:
    """The actor who goes by `name`. Raises ValidationError: `unknown`, with the nearest names, or `several` do."""
    if len(name) > LONGEST_NAME:
        raise ValidationError(gettext("Nobody has so long a name."), code="too-long")
    found = list(Actor.objects.known_as(name))
    if len(found) > 1:
        found = [actor for actor in found if actor.name.casefold() == name.casefold()] or found
    if len(found) == 1:
        return found[0]
    if found:
        among = "; ".join(f"{actor.name}, {actor.description or actor.get_type_display()}" for actor in found)
        text = gettext("Several are known as “%(name)s”: %(among)s.")
        raise ValidationError(text % {"name": name, "among": among}, code="several")
    text = gettext("Nobody is known as “%(name)s” yet.") % {"name": name}
    if near := nearest(name):
        text += " " + gettext("Nearest: %(names)s.") % {"names": "; ".join(actor.name for actor in near)}
    raise ValidationError(text, code="unknown")


def nearest(name: str, *, apart_from: int | None = None) -> list[Actor]:
    """Those confirmed who have a name most like `name`, the likest first, at most three.

    The words may stand in another order, and some may be missing: "Defense Department" is like "Department of Defense",
    "Soleimani" like "Qassem Soleimani". `apart_from` is the key of one who is not meant. Where actors are many, only
    those are compared of whom a word begins like one of `name`.
    """
    confirmed = Actor.objects.filter(is_proposed=False).exclude(pk=apart_from)
    if Actor.objects.count() > MOST_COMPARED:
        confirmed = confirmed.filter(pk__in=_beginning_like(name))
    known = list(confirmed.values_list("pk", "name"))
    known += Alias.objects.filter(actor__in=confirmed).values_list("actor_id", "name")
    alike = process.extract(
        name,
        [spelling for _key, spelling in known],
        scorer=fuzz.token_set_ratio,
        processor=str.casefold,
        score_cutoff=LIKE,
        limit=4 * NEAREST,
    )
    # Of those whose words are all there, the one with the fewest others is the likest.
    alike.sort(key=lambda found: (-found[1], -fuzz.token_sort_ratio(name, found[0], processor=str.casefold)))
    keys = list(dict.fromkeys(known[place][0] for _name, _score, place in alike))[:NEAREST]
    actors = confirmed.in_bulk(keys)
    return [actors[key] for key in keys]


def _beginning_like(name: str) -> list[int]:
    """The keys of the actors in whose names a word begins like one of `name`, those with most such words first."""
    beginnings = {word[:BEGINNING] for word in folded(name).split() if len(word) >= BEGINNING}
    found = Counter(key for word in beginnings for key in fulltext.actors_with(Term((word,), prefix=True)).tolist())
    return [key for key, _words in found.most_common(MOST_COMPARED)]


class NameInput(forms.TextInput):
    """A name, with those that are known offered while it is typed."""

    def __init__(self, attrs=None):
        offers = {"list": "known-actors", "data-actors-at": reverse_lazy("admin:timeline_review_actors")}
        super().__init__({"autocomplete": "off", **offers, **(attrs or {})})


class NameField(forms.CharField):
    """An actor by name; None where nothing is written."""

    widget = NameInput

    def clean(self, value):
        name = " ".join(super().clean(value).split())
        return named(name) if name else None


class RowForm(forms.Form):
    """A row whose fields say to a screen reader what their place in it says to the eye."""

    use_required_attribute = False

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if not field.widget.is_hidden:
                field.widget.attrs["aria-label"] = field.label


class PartForm(RowForm):
    """Who took part. `new_as` is asked for where nobody goes by the name."""

    actor = NameField(label=_("Actor"), max_length=200, required=False)
    role = forms.ChoiceField(label=_("Role"), choices=Participation.Role.choices)
    said_by = NameField(label=_("According to"), max_length=200, required=False)
    new_as = forms.ChoiceField(
        label=_("Whether this is somebody new"),
        required=False,
        choices=[
            ("", _("not new: I correct the name")),
            *((key, _("new: %s") % name) for key, name in Actor.Type.choices),
        ],
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("actor", "said_by"):  # where there is no room for the line of headings
            self.fields[name].widget.attrs["placeholder"] = self.fields[name].label

    @property
    def asks_for_type(self) -> bool:
        """Whether the page asks of what type a new actor is."""
        return self.is_bound and (self.has_error("actor", "unknown") or bool(self["new_as"].data))

    def clean(self):
        cleaned = super().clean()
        if self.has_error("actor", "unknown") and cleaned.get("new_as"):
            del self._errors["actor"]
            cleaned["actor"] = NewActor(self["actor"].data.strip(), cleaned["new_as"])
        return cleaned

    @property
    def part(self) -> Part:
        return Part(self.cleaned_data["actor"], self.cleaned_data["role"], self.cleaned_data["said_by"])


class WordsForm(RowForm):
    """Words of the article, those of them that give the date, and who says them.

    `start` and `stop` are their place, where they were selected in the article; else it is looked for. `key` is the
    evidence that they are of, if there is some already.
    """

    exact = forms.CharField(label=_("Words"), required=False, widget=forms.Textarea({"rows": 2}))
    cue = forms.CharField(label=_("Words that give the date"), required=False, max_length=200)
    said_by = NameField(label=_("Said by"), max_length=200, required=False)
    key = forms.IntegerField(required=False, widget=forms.HiddenInput)
    start = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput({"data-kept": ""}))
    stop = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput({"data-kept": ""}))

    def __init__(self, *args, event: Event, text: SourceText | None, **kwargs):
        self.text = text
        self.pieces = {piece.pk: piece for piece in event.evidence.all()}
        super().__init__(*args, **kwargs)

    def clean(self):
        cleaned = super().clean()
        exact, (start, stop) = cleaned.get("exact"), (cleaned.get("start"), cleaned.get("stop"))
        if not exact or self.text is None:
            return cleaned
        exact = anchoring.normalise(exact)
        words = self.text.text
        if start is None or stop is None or words[start:stop] != exact:
            try:
                found = anchoring.anchor(words, exact)
            except anchoring.AnchoringError:
                self.add_error("exact", gettext("There are no words in it."))
                return cleaned
            if found.start is None:
                self.add_error("exact", str(curation.QuotationError(self.text.source, exact, found)))
                return cleaned
            cleaned["start"], cleaned["stop"] = found.start, found.stop
        return cleaned

    @property
    def evidence(self) -> Words:
        said = self.cleaned_data
        was = self.pieces.get(said["key"])
        kept = {"supports": was.supports, "actor": was.actor, "date": was.date} if was else {}
        return Words(said["start"], said["stop"], cue=said["cue"], attributed_to=said["said_by"], **kept)


class RowFormSet(forms.BaseFormSet):
    """Rows, of which one that is empty, or marked to be taken out, says nothing."""

    def add_fields(self, form, index):
        super().add_fields(form, index)
        form.fields["DELETE"].widget.attrs.pop("aria-label", None)

    @property
    def said(self) -> list[RowForm]:
        main = next(iter(self.form.base_fields))
        return [form for form in self.forms if (form[main].data or "").strip() and not self._should_delete_form(form)]

    def says_otherwise(self, *names: str) -> bool:
        """Whether the rows say anything else in the fields with these `names` than was there to begin with."""
        said = [[anchoring.normalise(form[name].data or "") for name in names] for form in self.said]
        return said != [[row[name] or "" for name in names] for row in self.initial]


def _rows(form: type[RowForm]) -> type[RowFormSet]:
    return forms.formset_factory(
        form, formset=RowFormSet, extra=1, can_delete=True, max_num=MOST_ROWS, absolute_max=MOST_ROWS
    )


PartFormSet, WordsFormSet = _rows(PartForm), _rows(WordsForm)


class EventForm(forms.Form):
    """All that the desk edits of an event; `parts` and `words` are rows of their own.

    `theirs` is what another curator has made of it meanwhile, by field and as people read it, where that differs from
    what is written here.
    """

    title = forms.CharField(label=_("Title"), max_length=200)
    kind = forms.ModelChoiceField(Kind.objects.all(), label=_("Kind"), empty_label=None)
    basis = forms.ChoiceField(label=_("Basis of the date"), required=False, choices=[("", "–"), *Event.Basis.choices])
    date = DateField(label=_("Date"), required=False, max_length=100)
    reason = forms.CharField(label=_("Why this date"), required=False)

    use_required_attribute = False

    def __init__(self, event: Event, text: SourceText | None, data=None, *, focus: str = "title"):
        """Of `event`, which comes with its evidence and participations, in the article with `text`."""
        self.event, self.text = event, text
        fields = {name: getattr(event, name) for name in ("title", "date", "basis", "reason")}
        super().__init__(data, initial={**fields, "kind": event.kind_id})
        parts = [
            {"actor": part.actor.name, "role": part.role, "said_by": part.said_by and part.said_by.name}
            for part in event.participations.all()
        ]
        self.parts = PartFormSet(data, prefix="parts", initial=parts)
        rows = {"event": event, "text": text}
        self.words = WordsFormSet(data, prefix="words", initial=self._words(), form_kwargs=rows)
        source = text.source if text else None
        if source:
            self.fields["date"].count_from(source)
        self.fields[focus if focus in self.fields else "title"].widget.attrs["autofocus"] = True
        self.theirs: dict[str, str] = {}

    def _words(self) -> list[dict]:
        """The words from this article, where they stand in it; what else there is stays as it is."""
        return [
            {
                "exact": piece.passage.exact,
                "cue": piece.cue,
                "said_by": piece.attributed_to and piece.attributed_to.name,
                "key": piece.pk,
                "start": piece.passage.start,
                "stop": piece.passage.stop,
            }
            for piece in self.event.evidence.all()
            if self.text and piece.passage.text_id == self.text.pk
        ]

    def is_valid(self):
        return all([super().is_valid(), self.parts.is_valid(), self.words.is_valid()])

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("date") and not cleaned.get("basis"):
            self.add_error("basis", gettext("A date says what it rests on."))
        if not cleaned.get("date") and not self.has_error("date"):
            cleaned["basis"] = ""
        return cleaned

    @cached_property
    def changes(self) -> Changes:
        """What is written, once it is valid."""
        return Changes(
            title=self.cleaned_data["title"],
            kind=self.cleaned_data["kind"],
            date=self.cleaned_data["date"],
            basis=self.cleaned_data["basis"],
            reason=self.cleaned_data["reason"],
            participants=[row.part for row in self.parts.said],
            evidence=[row.evidence for row in self.words.said],
        )

    @property
    def makes_actors(self) -> bool:
        """Whether somebody in it is new."""
        return any(isinstance(row.part.actor, NewActor) for row in self.parts.said)

    def refused(self, refusal: InvalidError) -> None:
        """Say at each field what `refusal` says of it."""
        rows = {"participants": (self.parts.said, "actor"), "evidence": (self.words.said, "exact")}
        for key, sentences in refusal.errors.items():
            name, _dot, number = key.partition(".")
            if name in self.fields:
                self.add_error(name, sentences)
            elif name in rows and number.isdecimal():
                forms_of, field = rows[name]
                forms_of[int(number)].add_error(field, sentences)
            else:
                self.add_error(None, sentences)

    def compare(self, who: str) -> None:
        """Say at each field what `who` has made of it meanwhile, where that is not what is written here."""
        event = self.event
        now = {
            "title": event.title,
            "kind": event.kind.name,
            "date": str(event.date) if event.date else gettext("no date"),
            "basis": event.get_basis_display() or "–",
            "reason": event.reason or "–",
        }
        self.theirs = {name: value for name, value in now.items() if name in self.changed_data}
        if self.parts.says_otherwise("actor", "role", "said_by"):
            self.theirs["parts"] = "; ".join(str(part) for part in event.participations.all()) or "–"
        if self.words.says_otherwise("exact", "cue", "said_by"):
            self.theirs["words"] = " ".join(str(piece) for piece in event.evidence.all()) or "–"
        self.theirs["who"] = who
