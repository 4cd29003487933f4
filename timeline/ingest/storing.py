"""An article stored, and what it tells proposed: all of it or nothing, and nothing twice."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from django.core.exceptions import ValidationError
from django.db.models import Max, Q
from django.utils.text import Truncator, slugify
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from timeline import anchoring, curation
from timeline.likeness import Likeness, likenesses_of
from timeline.models import (
    Actor,
    Alias,
    Event,
    Evidence,
    Ingest,
    Kind,
    Membership,
    Participation,
    Passage,
    Proposal,
    Redirect,
    Source,
    SourceText,
    Timeline,
)

from .article import Article

Progress = Callable[[Ingest.Step], None]

# What sites hang on an address to see who follows it; the article is the same without.
_TRACKERS = ("utm_", "fbclid", "gclid", "mc_cid", "mc_eid", "smid", "cmpid")


@dataclass(frozen=True)
class Told:
    """A happening that is not proposed, since `event` quotes its words already."""

    title: str
    event: Event


@dataclass(frozen=True)
class Refusal:
    """What extraction found and could not be stored as it is: `title` of the candidate, its words, and why.

    `whole` tells whether the candidate is not there at all; else it is there, without this.
    """

    title: str
    quotation: str
    why: str
    whole: bool


@dataclass
class IngestReport:
    """What bringing an article in came to.

    `created` are the candidates that are new, in the order of the text, `doubted` those of them that may be no events;
    `told` what was found and is quoted already; `refused` what could not be stored, with the reason. `actors` are new,
    and proposed. `anchored` says what became of the passages of a source whose text has changed, None where it has not.
    `differing` names what the source has otherwise than the article, and keeps: "title", "publisher", ….
    `alike` has the likely duplicates of those created, by their keys.
    """

    timeline: Timeline
    source: Source
    text: SourceText
    is_new_source: bool = False
    differing: list[str] = field(default_factory=list)
    created: list[Event] = field(default_factory=list)
    doubted: list[Event] = field(default_factory=list)
    told: list[Told] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)
    actors: list[Actor] = field(default_factory=list)
    anchored: curation.Reanchoring | None = None
    alike: dict[int, list[Likeness]] = field(default_factory=dict)

    @property
    def is_unchanged(self) -> bool:
        """Whether all was there already, and nothing was written."""
        return not (self.is_new_source or self.anchored or self.created or self.refused)

    def lines(self) -> Iterator[str]:
        """All of it as sentences, the most important first."""
        if self.is_unchanged:
            yield _("“%(source)s” is there already, with this very text: nothing is new.") % {"source": self.source}
            yield from self._differences()
            return
        if self.is_new_source:
            yield _("“%(source)s” is new.") % {"source": self.source}
        elif self.anchored:
            yield (
                _(
                    "“%(source)s” is there already; version %(version)d of its text was taken: of its quotations "
                    "%(kept)d stand where they stood, %(moved)d elsewhere."
                )
                % {
                    "source": self.source,
                    "version": self.text.version,
                    "kept": self.anchored.kept,
                    "moved": self.anchored.moved,
                }
            )
            for passage in self.anchored.lost:
                yield _("Not found any more, or not in one place alone: %(passage)s.") % {"passage": passage}
            for event in self.anchored.unpublished:
                yield _("“%(event)s” is a candidate again: its words are gone.") % {"event": event}
        else:
            yield _("“%(source)s” is there already, with this very text.") % {"source": self.source}
        yield from self._differences()
        created = ngettext("%(count)d candidate is new.", "%(count)d candidates are new.", len(self.created))
        yield created % {"count": len(self.created)} if self.created else self._nothing_created()
        for event in self.doubted:
            doubt = event.proposal.get_doubt_display()
            yield _("“%(event)s” may be no event: %(doubt)s.") % {"event": event, "doubt": doubt}
        for event in self.created:
            for likeness in self.alike.get(event.pk, ()):
                words = {"event": event, "other": likeness.event, "reasons": ", ".join(likeness.reasons)}
                yield _("“%(event)s” may be “%(other)s”: %(reasons)s.") % words
        if self.told:
            told = ngettext(
                "%(count)d happening is quoted by an event already.",
                "%(count)d happenings are quoted by events already.",
                len(self.told),
            )
            yield told % {"count": len(self.told)}
        if self.actors:
            new = ngettext(
                "%(count)d actor is new, to be confirmed: %(names)s.",
                "%(count)d actors are new, to be confirmed: %(names)s.",
                len(self.actors),
            )
            yield new % {"count": len(self.actors), "names": ", ".join(actor.name for actor in self.actors)}
        for refusal in self.refused:
            words = {"title": refusal.title, "quotation": refusal.quotation, "why": refusal.why}
            if refusal.whole:
                yield _("Not proposed: “%(title)s” (“%(quotation)s”). %(why)s") % words
            else:
                yield _("“%(title)s” is proposed without “%(quotation)s”. %(why)s") % words

    def _differences(self) -> Iterator[str]:
        if self.differing:
            yield _("What is known of it stays as it is, though it was given with another %(fields)s.") % {
                "fields": ", ".join(self.differing)
            }

    def _nothing_created(self) -> str:
        if self.told or self.refused:
            return _("No candidate is new.")
        return _("Nothing was found in it that could be an event: no happening, no statement.")

    def as_json(self) -> dict[str, Any]:
        """What the desk keeps of it."""
        return {
            "lines": list(self.lines()),
            "created": [event.pk for event in self.created],
            "found": len(self.created) + len(self.told) + len(self.refused),
            "unchanged": self.is_unchanged,
        }


def _silent(step: Ingest.Step) -> None:
    """Nobody watches."""


def bring_in(
    timeline: Timeline, article: Article, *, now: datetime, by=None, progress: Progress = _silent
) -> IngestReport:
    """Store `article` as a source and propose for `timeline` what it tells, as candidates; what came of it.

    One transaction, all or nothing; what takes long is done before it. The same text again changes nothing. A changed
    text is taken as a new snapshot of the source, whose passages are anchored anew, and only what no event of the
    timeline quotes there yet, published, candidate or rejected, is proposed. `by` goes into the history; `progress`
    is called, outside the transaction, with each step that begins.
    """
    found = extracted(timeline, article, progress=progress)
    progress(Ingest.Step.STORING)
    return store(timeline, article, found, now=now, by=by)


def extracted(timeline: Timeline, article: Article, *, progress: Progress = _silent):
    """What the extraction finds in `article`, given every actor that is known; None where all is there already."""
    progress(Ingest.Step.EXTRACTING)
    source = source_of(article)
    if source and _has_all(timeline, source, article.text):
        return None
    return extract(article.text, published=article.published_on, language=article.language, known=known_actors())


def extract(text: str, *, published, language: str, known=()):
    """`timeline.extraction.extract`, which is loaded here: every command would wait for it else."""
    from timeline import extraction

    return extraction.extract(text, published=published, language=language, known=known)


def known_actors() -> tuple:
    """Every actor, confirmed or proposed, as extraction knows them; their keys are permanent ids."""
    from timeline.extraction.actors import Known

    aliases = defaultdict(list)
    for owner, name in Alias.objects.order_by("pk").values_list("actor_id", "name"):
        aliases[owner].append(name)
    rows = Actor.objects.order_by("pk").values_list("pk", "uid", "name", "type")
    return tuple(Known(key=uid, name=name, aliases=tuple(aliases[pk]), sort=sort) for pk, uid, name, sort in rows)


@curation.curating()
def store(timeline: Timeline, article: Article, found, *, now: datetime, by=None) -> IngestReport:
    """The second half of `bring_in`: `found` is what `extracted` gave. One at a time: two might make the same actor."""
    source = source_of(article)
    if source and _has_all(timeline, source, article.text):
        return IngestReport(timeline, source, source.current_text, differing=_differing(source, article))
    if found is None:  # it was all there a moment ago
        found = extract(article.text, published=article.published_on, language=article.language, known=known_actors())
    return _Storing(timeline, article, found, source, now, by).run()


# Which source it is


def source_of(article: Article) -> Source | None:
    """The source that `article` is, or a newer text of; None where it is new.

    By its address; else by title, publisher and day, unless both have an address and these differ; else by its text.
    """
    sources = Source.objects.order_by("pk")
    wanted = _address(article.url)
    if wanted:
        host = urlsplit(article.url).hostname or ""
        for source in sources.filter(url__icontains=host.removeprefix("www.")):
            if _address(source.url) == wanted:
                return source
    namesakes = sources.filter(
        title__iexact=article.title, publisher__iexact=article.publisher, published_on=article.published_on
    )
    for source in namesakes:
        if not (wanted and source.url):
            return source
    for text in (
        SourceText.objects.filter(sha256=anchoring.sha256(article.text)).select_related("source").order_by("pk")
    ):
        if text.source.current_text == text:
            return text.source
    return None


def _address(url: str) -> tuple:
    """What tells one article's address from another's: neither scheme nor "www." nor who is being counted."""
    parts = urlsplit(url)
    query = sorted((k, v) for k, v in parse_qsl(parts.query, keep_blank_values=True) if not k.startswith(_TRACKERS))
    host = (parts.hostname or "").removeprefix("www.")
    return (host, parts.path.rstrip("/"), urlencode(query)) if host else ()


def _differing(source: Source, article: Article) -> list[str]:
    """The names of what is said of `article` and is not what is known of `source`."""
    given = {
        "title": article.title,
        "publisher": article.publisher,
        "authors": _byline(article),
        "published_on": article.published_on,
    }
    names = [name for name, value in given.items() if value and value != getattr(source, name)]
    if article.url and _address(article.url) != _address(source.url):
        names.append("url")
    return [str(Source._meta.get_field(name).verbose_name) for name in names]


def _byline(article: Article) -> str:
    return Truncator("; ".join(article.authors)).chars(300)


def _has_all(timeline: Timeline, source: Source, text: str) -> bool:
    """Whether `text` is what `source` has, and it has been proposed from for `timeline`."""
    current = source.current_text
    return (
        current is not None
        and current.sha256 == anchoring.sha256(text)
        and Proposal.objects.filter(text=current, event__timeline=timeline).exists()
    )


# Storing


class _Storing:
    """One run of `store`, inside its transaction."""

    def __init__(self, timeline: Timeline, article: Article, found, source: Source | None, now: datetime, by):
        self.timeline, self.article, self.found, self.now, self.by = timeline, article, found, now, by
        self.is_new_source = source is None
        self.source = source or self._new_source()
        self.why = (_("Found in “%(source)s”") % {"source": Truncator(self.source.title).chars(60)})[:100]
        self.kinds: dict[str, Kind] = {}
        self.actors: dict[int, Actor] = {}  # by their places among those found
        self.events: dict[int, Event] = {}  # by the places of the candidates that they are

    def run(self) -> IngestReport:
        anchored = curation.add_text(self.source, self.article.text, now=self.now, by=self.by)
        self.text = anchored.text
        self.report = IngestReport(self.timeline, self.source, self.text, self.is_new_source)
        self.report.differing = _differing(self.source, self.article)
        if anchored.created and not self.is_new_source:
            self.report.anchored = anchored
        self.quoted = self._quoted()
        for place, candidate in enumerate(self.found.candidates):
            if told := self._told(candidate):
                self.events[place] = told
                self.report.told.append(Told(candidate.title, told))
            elif event := self._propose(candidate):
                self.events[place] = event
                self.report.created.append(event)
                if candidate.doubt:
                    self.report.doubted.append(event)
        self._link()
        self.report.alike = likenesses_of(self.report.created)
        return self.report

    def _link(self) -> None:
        """Let each new event follow the one that its candidate follows, where that stands later in the text.

        What was rejected is followed by nothing, and no event by itself.
        """
        for place, candidate in enumerate(self.found.candidates):
            event, before = self.events.get(place), self._before(candidate)
            if event not in self.report.created or event.after == before:
                continue
            above = before
            while above and above != event:
                above = above.after
            if above != event:
                event.after = before
                self._save(event)

    def _before(self, candidate) -> Event | None:
        """The event that `candidate` follows, as far as events were made yet."""
        before = self.events.get(candidate.after)
        return before if before and before.status != Event.Status.REJECTED else None

    def _save(self, row) -> None:
        row._history_user, row._change_reason = self.by, self.why
        row.save()

    def _new_source(self) -> Source:
        article = self.article
        source = Source(
            title=article.title,
            slug=slugify(article.title)[:120] or "article",
            publisher=article.publisher,
            authors=_byline(article),
            url=article.url,
            language=article.language,
            published_on=article.published_on,
            zone=article.zone,
        )
        source._history_user, source._change_reason = self.by, _("Brought in")
        source.save()
        return source

    # What is told already

    def _quoted(self) -> list[tuple[int, int, int]]:
        """Where events of the timeline, whatever their status, have their words in the text, and which; in order."""
        passages = Passage.objects.filter(
            text=self.text,
            evidence__event__timeline=self.timeline,
            evidence__supports=Evidence.Supports.EVENT,
        )
        return sorted(passages.values_list("start", "stop", "evidence__event"))

    def _told(self, candidate) -> Event | None:
        """The event that quotes words of `candidate` already, the most of them if there are several."""
        shared = defaultdict(int)
        for start, stop, event in self.quoted:
            if start < candidate.stop and candidate.start < stop:
                shared[event] += min(stop, candidate.stop) - max(start, candidate.start)
        return Event.objects.get(pk=max(shared, key=shared.get)) if shared else None

    # A candidate

    def _kind(self, slug: str) -> Kind:
        if slug not in self.kinds:
            self.kinds[slug] = kind_of(slug, by=self.by, why=self.why)
        return self.kinds[slug]

    def _propose(self, candidate) -> Event | None:
        """The new event that `candidate` is; None, and a refusal in the report, where it cannot be kept."""
        title = Truncator(candidate.title).chars(200)
        event = Event(
            timeline=self.timeline,
            title=title,
            slug=slugify(title)[:120] or "event",
            kind=self._kind(candidate.kind),
            date=candidate.date,
            basis=candidate.basis if candidate.date else "",
            reason=candidate.reason,
            place=Truncator(candidate.place).chars(200),
            recorded_at=self.now,
            after=self._before(candidate),
        )
        words = self.text.text[candidate.start : candidate.stop]
        try:
            event.clean_fields(exclude=["timeline", "kind"])
            event.clean()
        except ValidationError as error:
            self._refuse(title, words, " ".join(error.messages), whole=True)
            return None
        pieces = self._pieces(candidate, title)
        if not any(piece.supports == Evidence.Supports.EVENT for piece in pieces):
            if not any(refusal.title == title for refusal in self.report.refused):
                self._refuse(title, words, _("It was found without words that say it."), whole=True)
            curation.drop_unused([piece.passage for piece in pieces], by=self.by, why=self.why)
            return None
        self._save(event)
        for position, piece in enumerate(pieces):
            piece.event, piece.position = event, position
            self._save(piece)
        for position, part in enumerate(self._parts(candidate)):
            part.event, part.position = event, position
            self._save(part)
        Proposal.objects.create(
            event=event,
            text=self.text,
            position=candidate.start,
            score=min(max(candidate.score, 0.0), 1.0),
            reasons=list(candidate.reasons),
            doubt=candidate.doubt,
        )
        return event

    def _refuse(self, title: str, quotation: str, why: str, *, whole: bool) -> None:
        self.report.refused.append(Refusal(title, Truncator(quotation).chars(160), why, whole))

    def _pieces(self, candidate, title: str) -> list[Evidence]:
        """The evidence for `candidate`, unsaved, each passage once; what cannot be quoted is in the report."""
        pieces: dict[int, Evidence] = {}
        for quoted in candidate.evidence:
            passage = self._passage(quoted, title, whole=quoted.supports == "event")
            if passage is None:
                continue
            if piece := pieces.get(passage.pk):
                # The same words say both that it happened and when.
                piece.cue, piece.date = piece.cue or self._cue(quoted, passage), piece.date or quoted.date
                if quoted.supports == "event":
                    piece.supports, piece.actor = Evidence.Supports.EVENT, None
                continue
            actor = self._whom(quoted, candidate) if quoted.supports == "actor" else None
            supports = quoted.supports if actor or quoted.supports != "actor" else Evidence.Supports.EVENT
            pieces[passage.pk] = Evidence(
                passage=passage,
                supports=supports,
                actor=actor,
                cue=self._cue(quoted, passage),
                date=quoted.date,
                attributed_to=self._actor(quoted.attributed_to),
            )
        return list(pieces.values())

    def _passage(self, quoted, title: str, *, whole: bool) -> Passage | None:
        words = self.text.text[quoted.start : quoted.stop]
        prefix, suffix = anchoring.context(self.text.text, quoted.start, quoted.stop)
        try:
            passage = curation.quote(
                self.source, words, prefix=prefix, suffix=suffix, text=self.text, by=self.by, why=self.why
            )
        except (curation.QuotationError, anchoring.AnchoringError) as error:
            self._refuse(title, words, str(error), whole=whole)
            return None
        if not quoted.start <= passage.start < passage.stop <= quoted.stop:
            curation.drop_unused([passage], by=self.by, why=self.why)
            self._refuse(title, words, _("Its words cannot be told from the same words elsewhere."), whole=whole)
            return None
        return passage

    def _cue(self, quoted, passage: Passage) -> str:
        """The cue of `quoted`, if the passage has it: a cue is some of the words quoted."""
        return quoted.cue if quoted.cue and len(quoted.cue) <= 200 and quoted.cue in passage.exact else ""

    def _whom(self, quoted, candidate) -> Actor | None:
        """The one who takes part and is named in the words `quoted`; None where it is nobody, or several."""
        named = [
            part.actor
            for part in candidate.participants
            if any(
                quoted.start <= mention.start and mention.stop <= quoted.stop
                for mention in self.found.actors[part.actor].mentions
            )
        ]
        return self._actor(named[0]) if len(set(named)) == 1 else None

    def _parts(self, candidate) -> list[Participation]:
        """Who takes part, unsaved, each once in a role: two that extraction tells apart may be one that is known."""
        parts: dict[tuple[int, str], Participation] = {}
        for part in candidate.participants:
            actor = self._actor(part.actor)
            parts.setdefault(
                (actor.pk, part.role), Participation(actor=actor, role=part.role, said_by=self._actor(part.said_by))
            )
        return list(parts.values())

    # Actors

    def _actor(self, place: int | None) -> Actor | None:
        """Who was found in this place: known by key, else by name, else made."""
        if place is None:
            return None
        if place not in self.actors:
            found = self.found.actors[place]
            self.actors[place] = self._known(found) or self._new_actor(found, place)
            self._affiliate(place)
        return self.actors[place]

    def _known(self, found) -> Actor | None:
        if found.key:
            uid = Redirect.objects.target(Redirect.Of.ACTOR, found.key) or found.key
            if actor := Actor.objects.filter(uid=uid).first():
                return actor
        # One that another article has brought in since this was read.
        names = Q(name=found.name) | Q(aliases__name=found.name)
        return Actor.objects.filter(names, type=found.sort).order_by("pk").first()

    def _new_actor(self, found, place: int) -> Actor:
        actor = Actor(
            name=Truncator(found.name).chars(200),
            type=found.sort,
            description=Truncator(found.description).chars(300),
            is_proposed=True,
        )
        actor.slug = curation.free_slug(actor)
        self._save(actor)
        for name in dict.fromkeys(found.spellings):
            if name != actor.name and 0 < len(name) <= 200:
                self._save(Alias(actor=actor, name=name))
        self.report.actors.append(actor)
        return actor

    def _affiliate(self, place: int) -> None:
        """Make an actor that is new part of what its description names, and others part of it, where both are there."""
        pairs = [(place, body) for body in self.found.actors[place].member_of]
        pairs += [(member, place) for member in self.actors if place in self.found.actors[member].member_of]
        for member, body in pairs:
            if body not in self.actors and (known := self._known(self.found.actors[body])):
                self.actors[body] = known
            if body not in self.actors or self.actors[member] not in self.report.actors:
                continue
            here, above = self.actors[member], self.actors[body]
            circular = here.pk in Membership.objects.bodies_above([above.pk])
            if not circular and not Membership.objects.filter(member=here, body=above).exists():
                self._save(Membership(member=here, body=above))


def kind_of(slug: str, *, by: Any = None, why: str = "") -> Kind:
    """The kind with this slug of the lexicon, or with its name; made, to look as the lexicon says, where there is none.

    `by`, a user, and `why` are for its history.
    """
    from timeline.extraction.lexicon import kinds

    known = kinds()[slug]
    kind = Kind.objects.filter(Q(slug=slug) | Q(name__iexact=known.name)).order_by("pk").first()
    if kind is None:
        behind = Kind.objects.aggregate(last=Max("position", default=0))["last"] + 1
        kind = Kind(slug=slug, name=known.name, glyph=known.glyph, colour=known.colour, position=min(behind, 32767))
        kind._history_user, kind._change_reason = by, why or _("Found in an article")
        kind.save()
    return kind
