"""What one passage of an article holds, and which passages nothing was made of."""

from bisect import bisect_right
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from django.utils.text import Truncator
from django.utils.translation import gettext as _

from timeline.dates import EventDate
from timeline.models import Actor, Passage, Source, SourceText, Timeline

from .article import IngestError
from .storing import extract, known_actors


@dataclass(frozen=True, slots=True)
class Part:
    """Who takes part in a prefilled event, and how: `actor`, or None where nobody known goes by `name`.

    `sort` is a value of `Actor.Type`, `role` one of `Participation.Role`.
    """

    actor: Actor | None
    name: str
    sort: str
    role: str


@dataclass(frozen=True, slots=True)
class Prefilled:
    """An event as the words of a passage tell it, for a curator to correct; nothing of it is stored.

    `quotation` is `text[start:stop]`, whole words; `cue` are those of them that give the date, "" where none does.
    `kind` is the slug of a kind, perhaps one that is not there yet; "" where the words tell of nothing. `title` is
    never empty. `date` is None, and `basis` and `reason` are empty, where the article gives no day.
    """

    quotation: str
    start: int
    stop: int
    title: str
    kind: str
    cue: str
    date: EventDate | None
    basis: str
    reason: str
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Uncovered:
    """A sentence `text[start:stop]` that no event quotes, though it has a "happening", or at least a "date"."""

    start: int
    stop: int
    why: str


def prefill(source_text: SourceText, start: int, stop: int) -> Prefilled:
    """The event that the words `start:stop` of `source_text` tell, as far as can be read off them.

    The whole article is read, since "the next day" rests on what came before. The candidate with most of the words
    gives date, kind and actors; where there is none, the dates and the actors in the words themselves do. Raises
    IngestError when the words are not in the text, or blank.
    """
    text = source_text.text
    if not 0 <= start < stop <= len(text) or not text[start:stop].strip():
        raise IngestError(
            source_text.source.title,
            _("There are no words at %(start)d–%(stop)d of its text.") % {"start": start, "stop": stop},
        )
    start, stop = _whole_words(text, start, stop)
    source = source_text.source
    published = source.published_on or source_text.taken_at.date()
    found = _extracted(text, published, source.language, known_actors())
    quotation = text[start:stop]
    inside = [(*_shared(candidate, start, stop), candidate) for candidate in found.candidates]
    shared, _closeness, candidate = max(inside, key=lambda entry: entry[:2], default=(0, 0, None))
    expression = next(
        (each for each in found.expressions if each.date and start <= each.cue_start and each.stop <= stop), None
    )
    if shared:
        quoted = [piece for piece in candidate.evidence if piece.cue and piece.cue in quotation]
        cue, date = (quoted[0].cue if quoted else ""), candidate.date
        basis, reason = candidate.basis, candidate.reason
        if basis == "stated" and not cue:
            # What states it stands outside the words that were chosen.
            basis, reason = "inferred", reason or _("Stated elsewhere in the article")
        title, kind = candidate.title, candidate.kind
        roles = [(part.actor, part.role) for part in candidate.participants]
    else:
        title, kind, roles = Truncator(" ".join(quotation.split()).rstrip(".,;:")).chars(120), "", []
        cue, date, basis, reason = "", None, "", ""
    if expression and (date is None or not cue):
        cue, date, basis, reason = expression.cue, expression.date, "stated", expression.reading
    speakers = [
        (voice.speaker, "speaker")
        for voice in found.voices
        if voice.speaker is not None and voice.start < stop and start < voice.stop
    ]
    named = [
        (place, "mentioned")
        for place, actor in enumerate(found.actors)
        if any(start <= mention.start and mention.stop <= stop for mention in actor.mentions)
    ]
    return Prefilled(
        quotation=quotation,
        start=start,
        stop=stop,
        title=Truncator(title).chars(200),
        kind=kind,
        cue=cue if len(cue) <= 200 else "",
        date=date,
        basis=basis if date else "",
        reason=reason if date else "",
        parts=_parts(found, roles or speakers + named, named),
    )


def coverage(source: Source, timeline: Timeline) -> list[Uncovered]:
    """The sentences of the current text of `source` that tell of something and that no event of `timeline` quotes.

    In the order of the text; none before the first text. A sentence with words that a candidate starts from has a
    "happening"; else one with words for a day or a longer time has a "date". Events of every status count: what was
    rejected has been judged, and is not put before a curator again.
    """
    current = source.current_text
    if current is None:
        return []
    published = source.published_on or current.taken_at.date()
    telling = _telling(current.text, published, source.language)
    starts = [sentence.start for sentence in telling]
    # Asked for by the text alone: by the timeline, too, the database would go through all of its events.
    quoted = Passage.objects.filter(text=current).order_by().values_list("start", "stop", "evidence__event__timeline")
    covered = set()
    for start, stop in {(start, stop) for start, stop, where in quoted if where == timeline.pk}:
        covered.update(_touched(telling, starts, start, stop))
    return [sentence for place, sentence in enumerate(telling) if place not in covered]


@lru_cache(maxsize=8)  # the desk asks with each page; what is kept is small beside the text
def _telling(text: str, published: date, language: str) -> tuple[Uncovered, ...]:
    """Every sentence of `text` that tells of something, in order."""
    found = extract(text, published=published, language=language)
    starts = [sentence.start for sentence in found.sentences]
    why: dict[int, str] = {}
    for candidate in found.candidates:
        if not candidate.doubt:
            for place in _touched(found.sentences, starts, candidate.start, candidate.stop):
                why[place] = "happening"
    for expression in found.expressions:
        if expression.date:
            for place in _touched(found.sentences, starts, expression.start, expression.stop):
                why.setdefault(place, "date")
    return tuple(
        Uncovered(found.sentences[place].start, found.sentences[place].stop, why[place]) for place in sorted(why)
    )


def _touched(sentences, starts: list[int], start: int, stop: int) -> range:
    """The places of the sentences that share a character with `start:stop`."""
    first = max(bisect_right(starts, start) - 1, 0)
    if first < len(sentences) and sentences[first].stop <= start:
        first += 1
    last = first
    while last < len(sentences) and sentences[last].start < stop:
        last += 1
    return range(first, last)


@lru_cache(maxsize=2)  # asked once for what the words say, and once more to make it an event
def _extracted(text: str, published: date, language: str, known: tuple):
    return extract(text, published=published, language=language, known=known)


def _shared(candidate, start: int, stop: int) -> tuple[int, int]:
    """How many characters `candidate` shares with `start:stop`, and how few it has beyond them, negated."""
    shared = min(stop, candidate.stop) - max(start, candidate.start)
    return max(shared, 0), -(candidate.stop - candidate.start)


def _whole_words(text: str, start: int, stop: int) -> tuple[int, int]:
    """`start:stop` drawn out to the ends of the words that it cuts, and without space at its ends."""
    while text[start].isspace():
        start += 1
    while text[stop - 1].isspace():
        stop -= 1
    while start and text[start].isalnum() and text[start - 1].isalnum():
        start -= 1
    while stop < len(text) and text[stop].isalnum() and text[stop - 1].isalnum():
        stop += 1
    return start, stop


def _parts(found, roles: list[tuple[int, str]], named: list[tuple[int, str]]) -> tuple[Part, ...]:
    """Each actor once, in the first of its roles; those that are merely named come last."""
    role_of: dict[int, str] = {}
    for place, role in [*roles, *named]:
        role_of.setdefault(place, role)
    keys = [found.actors[place].key for place in role_of if found.actors[place].key]
    known = {actor.uid: actor for actor in Actor.objects.filter(uid__in=keys)}
    parts = []
    for place, role in role_of.items():
        actor = known.get(found.actors[place].key)
        name = actor.name if actor else Truncator(found.actors[place].name).chars(200)
        parts.append(Part(actor, name, actor.type if actor else str(found.actors[place].sort), role))
    return tuple(parts)
