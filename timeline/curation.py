"""What a curator does to a timeline. Every change of what readers see goes through here.

The publish gate lives here and nowhere else: an event is published only while the current text of a source holds one
of its quotations, to the letter, at the stored offsets; or, where it quotes nothing, while it cites a source that can
be found again. Each function is one transaction, all or nothing, and leaves who did it (`by`, a user) and why in the
history of what it changed.
"""

from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime

from django.db import connection, transaction
from django.db.models import Max, Prefetch, Q, QuerySet
from django.utils.text import slugify
from django.utils.translation import gettext as _

from timeline import anchoring
from timeline.errors import SourcelineError
from timeline.models import (
    Actor,
    Alias,
    Citation,
    Event,
    Evidence,
    Membership,
    Origin,
    Participation,
    Passage,
    Redirect,
    Source,
    SourceText,
    Timeline,
)
from timeline.models.identity import Identified

__all__ = [
    "Audit",
    "CurationError",
    "Fault",
    "PublishError",
    "QuotationError",
    "Reanchoring",
    "add_text",
    "audit",
    "check_order",
    "confirm_actor",
    "curating",
    "delete_event",
    "drop_unused",
    "free_slug",
    "gate",
    "merge_actors",
    "merge_events",
    "obstacles",
    "publish",
    "quote",
    "quote_at",
    "reject",
    "take_slug",
    "unpublish",
]


class CurationError(SourcelineError):
    """A curator's act that cannot be done; nothing was changed."""


class PublishError(CurationError):
    """`event` cannot be public, for the `obstacles` given as sentences."""

    def __init__(self, event: Event, obstacles: list[str]):
        self.event, self.obstacles = event, obstacles
        super().__init__(_("“%(event)s” cannot be published.") % {"event": event} + " " + " ".join(obstacles))


class QuotationError(CurationError):
    """`exact` is not once, and once only, in the text of `source`; `anchor` tells what was found."""

    def __init__(self, source: Source, exact: str, anchor: anchoring.Anchor | None):
        self.source, self.exact, self.anchor = source, exact, anchor
        super().__init__(self._message())

    def _message(self) -> str:
        words = {"exact": self.exact, "source": self.source}
        if self.anchor is None:
            return _("The quotation “%(exact)s” cannot be looked up: “%(source)s” has no text yet.") % words
        if self.anchor.status == anchoring.Status.AMBIGUOUS:
            words |= {"count": len(self.anchor.places), "places": ", ".join(map(str, self.anchor.places))}
            return (
                _(
                    "The quotation “%(exact)s” is in the text of “%(source)s” %(count)d times (at %(places)s); "
                    "add the words before or after it."
                )
                % words
            )
        if self.anchor.suggestions:
            nearest = self.anchor.suggestions[0]
            words |= {"nearest": nearest.exact, "start": nearest.start, "score": round(nearest.score)}
            return (
                _(
                    "The quotation “%(exact)s” is not in the text of “%(source)s”. "
                    "Nearest is “%(nearest)s” (at %(start)d, %(score)d %% alike)."
                )
                % words
            )
        return _("The quotation “%(exact)s” is not in the text of “%(source)s”, nor is anything like it.") % words


# One at a time

_THE_PEN = 0x50E  # of PostgreSQL's advisory locks the one that is ours; any number that nobody else takes


@contextmanager
def curating() -> Iterator[None]:
    """One transaction, in which nobody else curates: what it looks at stays as it is until its end.

    Every rule here looks first and writes then. SQLite lets one write at a time by itself; on PostgreSQL, two that go
    side by side would each find a rule kept that both together break.
    """
    with transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_THE_PEN])
        yield


# Passages


@curating()
def quote(
    source: Source,
    exact: str,
    *,
    prefix: str = "",
    suffix: str = "",
    text: SourceText | None = None,
    by=None,
    why: str = "",
) -> Passage:
    """The passage of `source` with these words, to the letter of its current text; made where there is none yet.

    Straight quotes and plain hyphens find the curly original, and the original is what is kept. `text` spares the
    look-up of the current snapshot. Raises QuotationError when the words are missing, or there more than once with no
    context to tell.
    """
    text = text or source.current_text
    if text is None:
        raise QuotationError(source, exact, None)
    anchor = anchoring.anchor(text.text, exact, prefix=prefix, suffix=suffix)
    if anchor.status != anchoring.Status.VERIFIED:
        raise QuotationError(source, exact, anchor)
    return _passage(source, text, anchor, by, why)


@curating()
def quote_at(source: Source, start: int, stop: int, *, by=None, why: str = "") -> Passage:
    """The passage of `source` with the words at `start:stop` of its current text, white space at their ends left out.

    Raises CurationError where there is no such place, or it cuts a character in two, and AnchoringError where it is
    blank.
    """
    text = source.current_text
    if text is None or not 0 <= start < stop <= len(text.text):
        words = {"start": start, "stop": stop, "source": source}
        raise CurationError(_("There are no words at %(start)d–%(stop)d of “%(source)s”. Nothing was changed.") % words)
    exact = text.text[start:stop]
    anchor = anchoring.anchor(text.text, exact, start=start + len(exact) - len(exact.lstrip()))
    if anchor.status != anchoring.Status.VERIFIED:
        raise QuotationError(source, exact, anchor)
    return _passage(source, text, anchor, by, why)


def _passage(source: Source, text: SourceText, anchor: anchoring.Anchor, by, why: str) -> Passage:
    passage = Passage.objects.filter(text=text, start=anchor.start, stop=anchor.stop).first()
    if passage is None:
        passage = Passage(source=source, status=Passage.Status.VERIFIED, **_placed(text, anchor))
        _save(passage, by, why or _("Quoted"))
    return passage


def _placed(text: SourceText, anchor: anchoring.Anchor) -> dict:
    return {
        "text": text,
        "exact": anchor.exact,
        "prefix": anchor.prefix,
        "suffix": anchor.suffix,
        "start": anchor.start,
        "stop": anchor.stop,
        "paragraph": sum(start <= anchor.start for start, _stop in anchoring.paragraphs(text.text)),
    }


@curating()
def drop_unused(passages: Iterable[Passage], *, by=None, why: str = "") -> None:
    """Delete those of `passages` that no evidence uses any more."""
    keys = [passage.pk for passage in passages]
    for passage in Passage.objects.filter(pk__in=keys, evidence__isnull=True):
        _delete(passage, by, why or _("No longer quoted"))


@dataclass
class Reanchoring:
    """What became of a source's passages in a new snapshot."""

    text: SourceText
    created: bool
    kept: int = 0
    moved: int = 0
    lost: list[Passage] = field(default_factory=list)
    unpublished: list[Event] = field(default_factory=list)


@curating()
def add_text(source: Source, text: str, *, now: datetime, by=None) -> Reanchoring:
    """Take a snapshot of `source`, `text` being normalised, and anchor its passages anew.

    The same text again changes nothing. Words found once keep their passage, at their new place and in the letters of
    `text`, and so do the cues in them; others are marked missing or ambiguous, and a published event whose last
    verified evidence this was is a candidate again.
    """
    normal = anchoring.normalise(text)
    current = source.current_text
    if current and current.sha256 == anchoring.sha256(normal):
        return Reanchoring(current, created=False, kept=source.passages.count())
    snapshot = SourceText.objects.create(
        source=source,
        version=current.version + 1 if current else 1,
        text=normal,
        sha256=anchoring.sha256(normal),
        taken_at=now,
    )
    report, taken, respelt = Reanchoring(snapshot, created=True), set(), []
    why = _("Version %(version)d of the text") % {"version": snapshot.version}
    for passage in source.passages.all():
        anchor = anchoring.anchor(
            normal, passage.exact, prefix=passage.prefix, suffix=passage.suffix, start=passage.start
        )
        place = (anchor.start, anchor.stop)
        found = anchor.status in (anchoring.Status.VERIFIED, anchoring.Status.MOVED) and place not in taken
        if found:
            taken.add(place)
            report.kept += anchor.status == anchoring.Status.VERIFIED
            report.moved += anchor.status == anchoring.Status.MOVED
            changes = {"status": Passage.Status.VERIFIED, **_placed(snapshot, anchor)}
        else:
            report.lost.append(passage)
            ambiguous = anchor.status != anchoring.Status.MISSING
            changes = {
                "status": Passage.Status.AMBIGUOUS if ambiguous else Passage.Status.MISSING,
                **dict.fromkeys(("text", "start", "stop", "paragraph")),
            }
        before = passage.exact
        for name, value in changes.items():
            setattr(passage, name, value)
        _save(passage, by, why)
        if passage.exact != before:
            respelt.append(passage)
            _respell_cues(passage, before, by, why)
    touched = [*report.lost, *respelt]
    for event in Event.objects.published().filter(evidence__passage__in=touched).distinct():
        if obstacles(event):
            report.unpublished.append(event)
            unpublish(event, by=by, why=_("The new text no longer has its words"))
    return report


def _respell_cues(passage: Passage, before: str, by, why: str) -> None:
    """Let the cues in `passage`, which was `before`, have the letters that it has now."""
    for piece in passage.evidence.exclude(cue=""):
        head, _cue, tail = before.partition(piece.cue)
        try:
            cue = anchoring.anchor(passage.exact, piece.cue, prefix=head, suffix=tail)
        except anchoring.AnchoringError:
            continue  # no words at all; the gate does not count it
        if cue.status == anchoring.Status.VERIFIED and cue.exact != piece.cue:
            piece.cue = cue.exact
            _save(piece, by, why)


# The gate


class _Texts:
    """The texts that passages stand in: which is the newest of its source, and whether each is what was taken.

    One query for all of `texts`; each is hashed once, when it is first asked for.
    """

    def __init__(self, texts: QuerySet):
        self._newest = dict(texts.order_by().values_list("source").annotate(Max("version")))
        self._intact: dict[int, bool] = {}

    def is_intact(self, text: SourceText) -> bool:
        if text.pk not in self._intact:
            self._intact[text.pk] = text.is_intact
        return self._intact[text.pk]

    def fault(self, passage: Passage) -> str:
        """Why `passage` is not verified, as a sentence; empty when it is. Believes the text and not the status."""
        words = {"exact": passage.exact, "source": passage.source, "status": passage.get_status_display()}
        if passage.status != Passage.Status.VERIFIED or passage.text is None:
            return _("The quotation “%(exact)s” is %(status)s (source “%(source)s”).") % words
        if not anchoring.holds(passage.text.text, passage.start, passage.stop, passage.exact):
            words |= {"start": passage.start, "stop": passage.stop}
            return (
                _("The quotation “%(exact)s” is not in the text at %(start)d–%(stop)d (source “%(source)s”).") % words
            )
        if passage.text.version < self._newest.get(passage.source_id, 0):
            return _("The quotation “%(exact)s” is not in the newest text (source “%(source)s”).") % words
        return ""


def _evidence() -> QuerySet:
    """Evidence in order, with what the gate looks at; each text is read once, however often it is quoted."""
    pieces = Evidence.objects.select_related("passage__source").prefetch_related("passage__text")
    return pieces.order_by("position", "pk")


def obstacles(event: Event) -> list[str]:
    """Why `event` cannot be public, as sentences; empty when it can."""
    evidence = list(_evidence().filter(event=event))
    if not evidence:
        cited = Source.objects.filter(citations__event=event)
        return _doubts_of_citation(cited) + _doubts_of_date(event, [], is_cited=cited.exists())
    texts = _Texts(SourceText.objects.filter(source__passages__evidence__event=event))
    sound = [piece for piece in evidence if not texts.fault(piece.passage) and texts.is_intact(piece.passage.text)]
    found = []
    if not sound:
        found.append(_("None of its quotations is in the current text of its source, to the letter."))
    return found + _doubts_of_date(event, sound or evidence)


def _doubts_of_citation(cited: Collection[Source]) -> list[str]:
    """What is wrong with an event that quotes nothing and cites these.

    As of many quotations one that holds is enough, so is one source that can be found again.
    """
    if not cited:
        return [_("It has no evidence: quote the words that say it, or cite the source that tells of it.")]
    if any(source.is_citable for source in cited):
        return []
    return [
        _("It cites “%(source)s” without saying who published it or where: nobody could find it again.")
        % {"source": cited[0]}
    ]


def _doubts_of_date(event: Event, evidence: list[Evidence], *, is_cited: bool = False) -> list[str]:
    """What is wrong with the date of `event`, if its words are those of `evidence`."""
    cued = any(piece.cue and piece.cue in piece.passage.exact for piece in evidence)
    if event.basis == Event.Basis.STATED and not cued:
        if is_cited:
            return [
                _("Its date is said to be stated, but it is cited and not quoted: say what else the date rests on.")
            ]
        return [_("Its date is said to be stated, but no evidence has a cue: the words that give it.")]
    if event.date and not event.basis:
        return [_("Its date does not say what it rests on.")]
    return []


@curating()
def gate(event: Event, *, by=None) -> None:
    """Raise PublishError if `event` is published and may not be; where it may, its actors are confirmed.

    To be called after whatever was done to an event that may be public.
    """
    if not event.is_published:
        return
    if found := obstacles(event):
        raise PublishError(event, found)
    _confirm_actors(event, by)


def _confirm_actors(event: Event, by) -> None:
    """Confirm whoever is named in `event`, and what they are part of: readers are about to see them."""
    parts = event.participations.order_by().values_list("actor", "said_by")
    evidence = event.evidence.order_by().values_list("actor", "attributed_to")
    named = {key for row in (*parts, *evidence) for key in row if key}
    for actor in Actor.objects.filter(pk__in=Membership.objects.bodies_above(named), is_proposed=True):
        confirm_actor(actor, by=by, why=_("In a published event"))


def check_order(timeline: Timeline, changed: Iterable[Event] | None = None) -> None:
    """Raise CurationError if events of `timeline` are said to follow one another in a circle.

    Where only some have `changed`, no more is read than the chains of events that are said to lead to them.
    """
    events = timeline.events.all()
    if changed is not None:
        events = events.leading_to(event.pk for event in changed)
    if keys := events.in_circles():
        titles = Event.objects.filter(pk__in=keys).order_by("pk").values_list("title", flat=True)
        raise CurationError(
            _("These events are said to follow one another in a circle: %(titles)s. Nothing was changed.")
            % {"titles": "; ".join(titles)}
        )


@curating()
def publish(event: Event, *, now: datetime, by=None, why: str = "") -> None:
    """Show `event` to readers from now on, its actors confirmed. Raises PublishError, and then nothing has changed."""
    if found := obstacles(event):
        raise PublishError(event, found)
    event.status = Event.Status.PUBLISHED
    event.published_at = event.published_at or now
    _save(event, by, why or _("Published"))
    _confirm_actors(event, by)


@curating()
def unpublish(event: Event, *, by=None, why: str = "") -> None:
    """Take `event` back from readers; it is a candidate again."""
    event.status = Event.Status.CANDIDATE
    _save(event, by, why or _("Unpublished"))


@curating()
def reject(event: Event, *, by=None, why: str = "") -> None:
    """Keep `event` out of the timeline, and remember that it was refused."""
    event.status = Event.Status.REJECTED
    _save(event, by, why or _("Rejected"))


@curating()
def delete_event(event: Event, *, by=None, why: str = "") -> None:
    """Take `event` away for good, with all that is its own and the passages that only it quoted.

    Raises CurationError while it is published, and Django's RestrictedError while another is said to follow or precede
    it.
    """
    if event.is_published:
        raise CurationError(
            _("“%(event)s” is published; unpublish it before deleting it. Nothing was changed.") % {"event": event}
        )
    note = why or _("Deleted")
    passages = list(Passage.objects.filter(evidence__event=event))
    parts = (event.evidence, event.citations, event.figures, event.participations)
    for row in [*(row for rows in parts for row in rows.all()), event]:
        _delete(row, by, note)
    drop_unused(passages, by=by, why=note)


# Addresses


@curating()
def take_slug(kind: Redirect.Of, thing: Identified, *, former: str = "") -> None:
    """Let `thing`, which is saved, go by its slug from now on, and let `former`, the slug that it had, lead to it.

    Whatever else was once found under the slug is not found there any more: what is in use is no former name.
    """
    Redirect.objects.filter(kind=kind, old=thing.slug).delete()
    if former and former != thing.slug:
        Redirect.objects.point(kind, former, thing.uid)


def free_slug(actor: Actor) -> str:
    """A slug for `actor`, by its name: the first of `name`, `name-2`, … that no actor has, and that leads to none."""
    name = slugify(actor.name)[:110] or f"actor-{actor.uid}"
    taken = {
        *Actor.objects.filter(slug__startswith=name).values_list("slug", flat=True),
        *Redirect.objects.filter(kind=Redirect.Of.ACTOR, old__startswith=name).values_list("old", flat=True),
    }
    number, slug = 1, name
    while slug in taken:
        number += 1
        slug = f"{name}-{number}"
    return slug


# Actors


@curating()
def confirm_actor(actor: Actor, *, by=None, why: str = "") -> None:
    """Let `actor` be one that curators stand by, no more a mere proposal."""
    actor.is_proposed = False
    _save(actor, by, why or _("Confirmed"))


# Merging


@curating()
def merge_actors(keep: Actor, others: Iterable[Actor], *, by=None, why: str = "") -> None:
    """Make `others` one with `keep`: their events, words, parts and names become its own, their addresses lead to it.

    Raises CurationError when `keep` is among `others`, or would become part of itself in a circle.
    """
    for other in others:
        if other.pk == keep.pk:
            raise CurationError(_("“%(keep)s” cannot be merged into itself. Nothing was changed.") % {"keep": keep})
        note = why or _("“%(other)s” is “%(keep)s”") % {"other": other, "keep": keep}
        for participation in other.participations.all():
            same = {"event": participation.event, "role": participation.role}
            _hand_over(participation, "actor", keep, keep.participations.filter(**same).exists(), by, note)
        for model, name in [
            (Participation, "said_by"),
            (Evidence, "attributed_to"),
            (Evidence, "actor"),
        ]:
            for row in model.objects.filter(**{name: other}):
                _hand_over(row, name, keep, False, by, note)
        for near, far in [("member", "body"), ("body", "member")]:
            for membership in Membership.objects.filter(**{near: other}):
                end = getattr(membership, far)
                known = Membership.objects.filter(**{near: keep, far: end}).exists()
                _hand_over(membership, near, keep, known or end == keep, by, note)
        names = {keep.name, *keep.aliases.values_list("name", flat=True)}
        for name in [other.name, *other.aliases.values_list("name", flat=True)]:
            if name not in names:
                names.add(name)
                _save(Alias(actor=keep, name=name), by, note)
        Redirect.objects.point(Redirect.Of.ACTOR, other.uid, keep.uid)
        Redirect.objects.point(Redirect.Of.ACTOR, other.slug, keep.uid)
        if keep.is_proposed and not other.is_proposed:
            confirm_actor(keep, by=by, why=note)
        _delete(other, by, note)
    for membership in keep.memberships.select_related("body"):
        if keep.pk in Membership.objects.bodies_above([membership.body_id]):
            raise CurationError(
                _("“%(keep)s” would become part of itself, through “%(body)s”. Nothing was changed.")
                % {"keep": keep, "body": membership.body}
            )


@curating()
def merge_events(keep: Event, others: Iterable[Event], *, by=None, why: str = "") -> None:
    """Make `others` one with `keep`: what they quote and cite, their figures and participants become its own, their
    addresses lead to it.

    Title, date and status stay those of `keep`, and so does a figure that both have. Raises CurationError when they
    tell of different timelines, when `keep` is among `others`, when readers see one of `others` and not `keep`, or when
    the order that was stated would run in a circle.
    """
    for other in others:
        if other.is_published and not keep.is_published:
            raise CurationError(
                _(
                    "“%(other)s” is published and “%(keep)s” is not: keep the published one, or unpublish it first. "
                    "Nothing was changed."
                )
                % {"other": other, "keep": keep}
            )
        if other.pk == keep.pk:
            raise CurationError(_("“%(keep)s” cannot be merged into itself. Nothing was changed.") % {"keep": keep})
        if other.timeline_id != keep.timeline_id:
            raise CurationError(
                _("“%(other)s” and “%(keep)s” belong to different timelines. Nothing was changed.")
                % {"other": other, "keep": keep}
            )
        note = why or _("“%(other)s” is “%(keep)s”") % {"other": other, "keep": keep}
        behind = keep.evidence.count()
        for piece in other.evidence.all():
            piece.position += behind
            _hand_over(piece, "event", keep, keep.evidence.filter(passage=piece.passage).exists(), by, note)
        behind = keep.citations.count()
        for citation in other.citations.all():
            citation.position += behind
            _hand_over(citation, "event", keep, keep.citations.filter(source=citation.source_id).exists(), by, note)
        behind = keep.figures.count()
        for figure in other.figures.all():
            figure.position += behind
            _hand_over(figure, "event", keep, keep.figures.filter(name=figure.name).exists(), by, note)
        for part in other.participations.all():
            same = {"actor": part.actor, "role": part.role}
            _hand_over(part, "event", keep, keep.participations.filter(**same).exists(), by, note)
        # Whoever loads the dataset again finds the event that the row has become part of.
        Origin.objects.filter(event=other).update(event=keep)
        for event in Event.objects.filter(Q(after=other) | Q(before=other)):
            for name in ("after", "before"):
                if getattr(event, name) == other:
                    setattr(event, name, None if event == keep else keep)
            _save(event, by, note)
        Redirect.objects.point(Redirect.Of.EVENT, other.uid, keep.uid)
        _delete(other, by, note)
    keep.refresh_from_db()
    check_order(keep.timeline, [keep])
    _save(keep, by, why or _("Merged with another event"))
    gate(keep, by=by)


def _hand_over(row, name: str, owner, known: bool, by, why: str) -> None:
    """Give `row` to `owner`, or delete it where `owner` has the same already."""
    if known:
        _delete(row, by, why)
    else:
        setattr(row, name, owner)
        _save(row, by, why)


def _save(row, by, why: str) -> None:
    row._history_user, row._change_reason = by, why[:100]
    row.save()


def _delete(row, by, why: str) -> None:
    row._history_user, row._change_reason = by, why[:100]
    row.delete()


# The audit


@dataclass(frozen=True)
class Fault:
    """What is wrong with a published event, as a sentence."""

    event: Event
    sentence: str


@dataclass
class Audit:
    """What was held against the texts, and what did not hold. Of the `events`, `cited` quote nothing.

    `altered` are the texts that are not what was taken, each with the events that rest on it; the words of some of
    them may still be there, and then they are in no fault.
    """

    quotations: int = 0
    events: int = 0
    cited: int = 0
    faults: list[Fault] = field(default_factory=list)
    altered: dict[SourceText, list[Event]] = field(default_factory=dict)

    @property
    def all_is_well(self) -> bool:
        return not (self.faults or self.altered)


def audit() -> Audit:
    """Hold every published event against the gate: each quotation against its text, to the letter, and what is cited.

    Goes by batches of 500 events, with as many queries for each however much it quotes.
    """
    result, texts = Audit(), _Texts(SourceText.objects.all())
    events = Event.objects.published().select_related("timeline")
    cited = Prefetch("citations", Citation.objects.select_related("source"))
    events = events.prefetch_related(Prefetch("evidence", _evidence()), cited)
    for event in events.order_by("timeline", "pk").iterator(500):
        evidence = event.evidence.all()
        faults = {piece: texts.fault(piece.passage) for piece in evidence}
        sentences = [fault for fault in faults.values() if fault]
        cited = [] if evidence else [citation.source for citation in event.citations.all()]
        if not evidence:
            sentences += _doubts_of_citation(cited)
        sound = [piece for piece in evidence if not faults[piece]]
        sentences += _doubts_of_date(event, sound or evidence, is_cited=bool(cited))
        for text in {piece.passage.text for piece in evidence if piece.passage.text}:
            if not texts.is_intact(text):
                result.altered.setdefault(text, []).append(event)
        result.events += 1
        result.quotations += len(evidence)
        result.cited += bool(cited)
        result.faults += [Fault(event, sentence) for sentence in sentences]
    return result
