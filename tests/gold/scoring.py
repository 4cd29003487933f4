"""How well an extraction reads an article, item by item.

Each layer is a `Tally`: what was found, what was missed and what was proposed although it is not there. What the corpus
calls doubtful counts neither way. Whoever is matched is matched once, and of all matchings the best counts.

    dates            an expression with calendar days, whose words overlap the annotated and whose bounds are the same
    actors           any spelling in common; a second actor for the same one is proposed although it is not there
    voices           overlapping words and the right speaker
    events           a candidate without doubt, whose evidence overlaps a quotation of the event
    events strictly  the same, and the date is right and the kind is the same or alike (`ALIKE`)
    roles            of the matched events: the actor, in the role; those only mentioned are left out

The date of an event is right if its bounds are. Where the corpus itself had to reason (any basis but "stated"), no date
is right as well, and so is one whose bounds take in those of the corpus: wider is never wrong there, narrower is.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from tests.gold.corpus import Article, GoldActor, GoldDate, GoldEvent
from tests.gold.matching import best_pairs
from timeline.anchoring import Span
from timeline.dates import EventDate
from timeline.extraction import Extraction

__all__ = ["ALIKE", "LAYERS", "Finding", "Tally", "score"]

LAYERS = ("dates", "actors", "voices", "events", "events strictly", "roles")

# Kinds between which careful readers differ. "Development" is what has no kind of its own.
ALIKE = (
    {"attack", "strike", "killing"},
    {"killing", "death", "disaster"},
    {"trial", "verdict"},
    {"agreement", "development"},
    {"appointment", "development"},
    {"appointment", "election"},
    {"resignation", "development"},
    {"disaster", "development"},
)
_FIRM = 1_000_000  # worth of a pair; far above what tells pairs apart
_DOUBTFUL = 1_000


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One item: `label` is its name for good, in results; `note` says what went wrong, and may change."""

    label: str
    note: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Tally:
    """One layer of one article, or of several."""

    right: tuple[Finding, ...] = ()
    missed: tuple[Finding, ...] = ()
    false: tuple[Finding, ...] = ()

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(self.right + other.right, self.missed + other.missed, self.false + other.false)

    @property
    def precision(self) -> float | None:
        """The share of what was proposed that is right; None if nothing was."""
        return _share(len(self.right), len(self.right) + len(self.false))

    @property
    def recall(self) -> float | None:
        """The share of what is there that was found; None if nothing is."""
        return _share(len(self.right), len(self.right) + len(self.missed))

    @property
    def f1(self) -> float | None:
        """The harmonic mean of the two; None if nothing was proposed and nothing is there."""
        return _share(2 * len(self.right), 2 * len(self.right) + len(self.missed) + len(self.false))


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None


def score(article: Article, extraction: Extraction) -> dict[str, Tally]:
    """The tally of each layer, by the names in `LAYERS` and in their order."""
    return dict(zip(LAYERS, _Scorer(article, extraction).tallies(), strict=True))


class _Scorer:
    def __init__(self, article: Article, extraction: Extraction) -> None:
        self.article = article
        self.extraction = extraction
        self.golds = {actor.key: actor for actor in article.actors}
        self.spellings = [_folded((found.name, *found.spellings)) for found in extraction.actors]
        self.matched_actors = self._match_actors()
        self.key_of = {**self._lookalikes(), **{right: left for left, right in self.matched_actors.items()}}

    def tallies(self) -> Iterator[Tally]:
        yield self.dates()
        yield self.actors()
        yield self.voices()
        yield from self.events()

    # Dates

    def dates(self) -> Tally:
        proposed = [
            (Span(found.start, found.stop), found.date, _quoted(self.article.text, Span(found.start, found.stop)))
            for found in self.extraction.expressions
            if found.date is not None
        ]
        golds: list[GoldDate] = []
        for gold in self.article.dates:
            whole = any(_overlap(gold.span, span) and _is_read(gold, when) for span, when, _ in proposed)
            golds += (gold,) if whole or not gold.ends else gold.ends
        pairs = best_pairs(
            {
                (i, j): (_DOUBTFUL if gold.doubtful else _FIRM) + shared
                for i, gold in enumerate(golds)
                for j, (span, when, _) in enumerate(proposed)
                # Doubtful words may be read in any way.
                if (shared := _overlap(gold.span, span)) and (gold.doubtful or _is_read(gold, when))
            }
        )
        labels = [Finding(f"{_quoted(self.article.text, gold.span)} {gold.readings[0]}") for gold in golds]
        missed = []
        for i, gold in enumerate(golds):
            if i not in pairs and not gold.doubtful:
                instead = [str(when) for span, when, _ in proposed if _overlap(gold.span, span)]
                note = f"read as {', '.join(instead)}" if instead else "not seen"
                missed.append(Finding(labels[i].label, note))
        false = []
        for j, (span, when, words) in enumerate(proposed):
            # "On the 3rd, at noon" may be one expression or two: more words for a day that was found are not wrong.
            again = any(
                _overlap(gold.span, span) and (gold.doubtful or _is_read(gold, when)) for gold in self.article.dates
            )
            if j not in pairs.values() and not again:
                near = [str(gold.readings[0]) for gold in golds if _overlap(gold.span, span)]
                false.append(Finding(f"{words} {when}", f"instead of {', '.join(near)}" if near else "is no date"))
        return Tally(tuple(labels[i] for i in pairs if not golds[i].doubtful), tuple(missed), tuple(false))

    # Actors

    def _match_actors(self) -> dict[str, int]:
        golds = self.article.actors
        pairs = best_pairs(
            {
                (i, j): (_DOUBTFUL if gold.doubtful else _FIRM) + 10 * len(shared) + (found.sort == gold.sort)
                for i, gold in enumerate(golds)
                for j, found in enumerate(self.extraction.actors)
                if (shared := _folded(gold.spellings) & self.spellings[j])
            }
        )
        return {golds[i].key: j for i, j in pairs.items()}

    def _lookalikes(self) -> dict[int, str]:
        """For each that shares a spelling with an actor of the corpus its key: whom a duplicate stands for."""
        return {
            j: gold.key
            for gold in reversed(self.article.actors)
            for j, spellings in enumerate(self.spellings)
            if _folded(gold.spellings) & spellings
        }

    def actors(self) -> Tally:
        right, missed, false = [], [], []
        for gold in self.article.actors:
            if gold.doubtful:
                continue
            if gold.key in self.matched_actors:
                right.append(Finding(_named(gold)))
            else:
                missed.append(Finding(_named(gold), "not proposed"))
        for j, found in enumerate(self.extraction.actors):
            if j not in self.matched_actors.values():
                twice = self.key_of.get(j)
                note = f"a second {self.golds[twice].spellings[0]}" if twice else "is no actor of the article"
                false.append(Finding(f"{found.name} ({found.sort})", note))
        return Tally(tuple(right), tuple(missed), tuple(false))

    # Voices

    def voices(self) -> Tally:
        # A reported clause and the quotation inside it are one thing said.
        proposed = [
            voice
            for voice in self.extraction.voices
            if not any(
                other is not voice
                and other.speaker == voice.speaker
                and other.start <= voice.start
                and voice.stop <= other.stop
                and (other.start, other.stop) != (voice.start, voice.stop)
                for other in self.extraction.voices
            )
        ]
        spans = [Span(voice.start, voice.stop) for voice in proposed]
        golds = self.article.voices
        pairs = best_pairs(
            {
                (i, j): (_DOUBTFUL if gold.doubtful else _FIRM) + shared
                for i, gold in enumerate(golds)
                for j, span in enumerate(spans)
                if (shared := _overlap(gold.span, span))
                and (gold.doubtful or self._speaks(gold.speakers, proposed[j].speaker))
            }
        )
        right, missed, false = [], [], []
        for i, gold in enumerate(golds):
            if gold.doubtful:
                continue
            label = f"{_quoted(self.article.text, gold.span)} – {self._speaker(gold.speakers[0])}"
            if i in pairs:
                right.append(Finding(label))
            else:
                instead = [
                    self._found(proposed[j].speaker) for j, span in enumerate(spans) if _overlap(gold.span, span)
                ]
                missed.append(Finding(label, f"given to {', '.join(instead)}" if instead else "not seen"))
        for j, voice in enumerate(proposed):
            if j not in pairs.values():
                near = [self._speaker(gold.speakers[0]) for gold in golds if _overlap(gold.span, spans[j])]
                label = f"{_quoted(self.article.text, spans[j])} – {self._found(voice.speaker)}"
                false.append(Finding(label, f"instead of {', '.join(near)}" if near else "nobody says it"))
        return Tally(tuple(right), tuple(missed), tuple(false))

    def _speaks(self, keys: Iterable[str], found: int | None) -> bool:
        """Nobody is as good as somebody who may be left out."""
        nobody = any(key == "" or self.golds[key].doubtful for key in keys)
        return nobody if found is None else self.key_of.get(found) in keys

    def _speaker(self, key: str) -> str:
        return self.golds[key].spellings[0] if key else "nobody"

    def _found(self, index: int | None) -> str:
        return "nobody" if index is None else self.extraction.actors[index].name

    # Events

    def events(self) -> Iterator[Tally]:
        golds = self.article.events
        candidates = [found for found in self.extraction.candidates if not found.doubt]
        evidence = [
            [Span(words.start, words.stop) for words in found.evidence if words.supports == "event"]
            for found in candidates
        ]
        loose: dict[tuple[int, int], int] = {}
        strict: dict[tuple[int, int], int] = {}
        for i, gold in enumerate(golds):
            for j, found in enumerate(candidates):
                likeness = max((_likeness(a, b) for a in gold.quotes for b in evidence[j]), default=0.0)
                if not likeness:
                    continue
                dated, alike = _is_dated(gold, found.date), _is_alike(gold.kind, found.kind)
                own = max(_likeness(quote, Span(found.start, found.stop)) for quote in gold.quotes)
                worth = 300 * dated + 100 * alike + round(50 * own + 40 * likeness)
                loose[i, j] = worth + (_DOUBTFUL if gold.doubtful else _FIRM)
                if (dated and alike) or gold.doubtful:
                    strict[i, j] = loose[i, j]
        pairs, strictly = best_pairs(loose), best_pairs(strict)
        notes = {
            i: f"“{candidates[j].title}”, {candidates[j].kind}, {candidates[j].date or 'undated'}"
            for i, j in pairs.items()
        }
        yield self._event_tally(pairs, candidates, {})
        yield self._event_tally(strictly, candidates, notes)
        yield self._roles(pairs, candidates)

    def _event_tally(self, pairs: dict[int, int], candidates: list, notes: dict[int, str]) -> Tally:
        right, missed, false = [], [], []
        for i, gold in enumerate(self.article.events):
            label = f"{gold.title} [{gold.kind}, {gold.readings[0] or 'undated'}]"
            if gold.doubtful:
                continue
            if i in pairs:
                right.append(Finding(label))
            else:
                missed.append(Finding(label, f"proposed as {notes[i]}" if i in notes else "not proposed"))
        for j, found in enumerate(candidates):
            if j not in pairs.values():
                span = Span(found.start, found.stop)
                label = f"{_quoted(self.article.text, span)} [{found.kind}, {found.date or 'undated'}]"
                lures = [lure.why for lure in self.article.lures if _overlap(lure.span, span)]
                told = [
                    gold.title for gold in self.article.events if any(_overlap(quote, span) for quote in gold.quotes)
                ]
                note = f"is {lures[0]}" if lures and not told else f"told by “{told[0]}”" if told else "is no event"
                false.append(Finding(label, note))
        return Tally(tuple(right), tuple(missed), tuple(false))

    def _roles(self, pairs: dict[int, int], candidates: list) -> Tally:
        right, missed, false = [], [], []
        for i, j in pairs.items():
            gold = self.article.events[i]
            if gold.doubtful:
                continue
            expected = {key: roles - {"mentioned"} for key, roles in gold.parts if roles != {"mentioned"}}
            proposed = {
                (self.key_of.get(part.actor, self.extraction.actors[part.actor].name), part.role)
                for part in candidates[j].participants
                if part.role != "mentioned"
            }
            firm = {key for key in expected if not self.golds[key].doubtful}
            met = {key for key, role in proposed if role in expected.get(key, ())}
            right += [self._role(gold, key, min(expected[key])) for key in sorted(firm & met)]
            missed += [self._role(gold, key, min(expected[key])) for key in sorted(firm - met)]
            false += [
                self._role(gold, key, role)
                for key, role in sorted(proposed)
                if role not in expected.get(key, ()) and not (key in self.golds and self.golds[key].doubtful)
            ]
        return Tally(tuple(right), tuple(missed), tuple(false))

    def _role(self, gold: GoldEvent, key: str, role: str) -> Finding:
        return Finding(f"{gold.title}: {self.golds[key].spellings[0] if key in self.golds else key} as {role}")


def _overlap(one: Span, other: Span) -> int:
    """How many code points two stretches share."""
    return max(0, min(one.stop, other.stop) - max(one.start, other.start))


def _likeness(one: Span, other: Span) -> float:
    """From 0, nothing in common, to 1, the same words."""
    shared = _overlap(one, other)
    return shared / (one.stop - one.start + other.stop - other.start - shared) if shared else 0.0


def _is_same(one: EventDate | None, other: EventDate | None) -> bool:
    """The same days at both ends; a date with neither end is none."""
    return _bounds(one) == _bounds(other)


def _bounds(when: EventDate | None) -> tuple:
    return (when.earliest, when.latest) if when else (None, None)


def _is_read(gold: GoldDate, when: EventDate) -> bool:
    return any(_is_same(reading, when) for reading in gold.readings)


def _is_dated(gold: GoldEvent, when: EventDate | None) -> bool:
    if any(_is_same(reading, when) for reading in gold.readings):
        return True
    return gold.basis not in ("stated", "") and any(_takes_in(when, reading) for reading in gold.readings)


def _takes_in(wider: EventDate | None, narrower: EventDate | None) -> bool:
    (first, last), (start, stop) = _bounds(wider), _bounds(narrower)
    return (first is None or (start is not None and first <= start)) and (
        last is None or (stop is not None and last >= stop)
    )


def _is_alike(one: str, other: str) -> bool:
    return one == other or any({one, other} <= kinds for kinds in ALIKE)


def _folded(names: Iterable[str]) -> set[str]:
    """Names as they are compared: case, apostrophes, a leading article and an ending possessive say nothing."""
    plain = (name.replace("’", "'").casefold().removeprefix("the ") for name in names)
    return {name.removesuffix("'s").removesuffix("'") for name in plain}


def _named(actor: GoldActor) -> str:
    return f"{actor.spellings[0]} ({actor.sort})"


def _quoted(text: str, span: Span) -> str:
    """The words, cut short, and where they are: as there may be several such."""
    words = " ".join(text[span.start : span.stop].split())
    return f"“{words if len(words) <= 60 else words[:59] + '…'}” ({span.start})"
