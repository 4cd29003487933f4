"""The article beside the timeline: its paragraphs, cut where passages begin and end, and the way between passages."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby

from timeline import anchoring
from timeline.models import Event, Evidence, Source, SourceText
from timeline.rows import parts

__all__ = ["Paragraph", "Piece", "Quoted", "Reader", "original_link"]


@dataclass(frozen=True)
class Quoted:
    """A piece of evidence of a shown event, and the how manyth of that event it is."""

    event: Event
    evidence: Evidence
    ordinal: int

    @property
    def span(self) -> tuple[int, int]:
        return self.evidence.passage.start, self.evidence.passage.stop


@dataclass(frozen=True)
class Piece:
    """A run of characters that the same passages cover, none or several."""

    start: int
    text: str
    quoted: tuple[Quoted, ...] = ()
    is_open: bool = False
    is_cue: bool = False
    begins: bool = False
    leads_to: Quoted | None = None

    @property
    def events(self) -> list[Event]:
        return list(dict.fromkeys(each.event for each in self.quoted))


@dataclass(frozen=True)
class Paragraph:
    number: int
    pieces: tuple[Piece, ...]

    @property
    def carries_events(self) -> bool:
        return any(piece.quoted for piece in self.pieces)


class Reader:
    """A source's text with the passages of `events`, of which one may be open.

    `text` may be None where no text is held. `events` come with their evidence. Nothing is asked of the database.
    """

    def __init__(
        self,
        source: Source,
        text: SourceText | None,
        events: Sequence[Event],
        *,
        opened: Event | None = None,
        ordinal: int = 1,
    ):
        self.source, self.text, self.opened = source, text, opened
        self.quoted = sorted(
            (
                Quoted(event, piece, number)
                for event in events
                for number, piece in enumerate(parts(event)["evidence"], start=1)
                if text and piece.passage.text_id == text.pk
            ),
            key=lambda each: (*each.span, each.evidence.passage_id, each.event.pk),
        )
        own = [each for each in self.quoted if opened and each.event == opened]
        self.current = next((each for each in own if each.ordinal == ordinal), min(own, key=_ordinal, default=None))

    @cached_property
    def paragraphs(self) -> list[Paragraph]:
        """Every paragraph of the text, in order, numbered from 1."""
        text = self.text.text if self.text else ""
        spans = [(*each.span, each) for each in self.quoted]
        spans += [(*cue, "cue") for each in self.quoted if (cue := _cue(each))]
        starts = {start for start, _stop, _key in spans}
        return [
            Paragraph(
                number,
                tuple(
                    self._piece(segment, segment.start in starts)
                    for segment in anchoring.segments(text, spans, start, stop)
                ),
            )
            for number, (start, stop) in enumerate(anchoring.paragraphs(text), start=1)
        ]

    def _piece(self, segment: anchoring.Segment, begins: bool) -> Piece:
        quoted = tuple(key for key in segment.keys if isinstance(key, Quoted))
        return Piece(
            segment.start,
            segment.text,
            quoted,
            is_open=self.current in quoted,
            is_cue="cue" in segment.keys and bool(quoted),
            begins=begins and bool(quoted),
            leads_to=self._next_of(quoted) if quoted else None,
        )

    def _next_of(self, quoted: tuple[Quoted, ...]) -> Quoted:
        """Where a click on words leads: to their event, and to the next one where they carry several."""
        if self.current in quoted:
            return quoted[(quoted.index(self.current) + 1) % len(quoted)]
        return quoted[0]

    @cached_property
    def passages(self) -> list[list[Quoted]]:
        """What is quoted, passage by passage in the order of the text, each with all for which it is evidence."""
        return [list(group) for _passage, group in groupby(self.quoted, key=lambda each: each.evidence.passage_id)]

    @property
    def place(self) -> int:
        """The place of the open passage among all, from 1; 0 when none is open."""
        return next((place for place, group in enumerate(self.passages, start=1) if self.current in group), 0)

    @property
    def previous(self) -> Quoted | None:
        return self._at(self.place - 1)

    @property
    def next(self) -> Quoted | None:
        return self._at(self.place + 1)

    def _at(self, place: int) -> Quoted | None:
        """The passage at `place`, as evidence of the open event if it is that."""
        if not 1 <= place <= len(self.passages):
            return None
        group = self.passages[place - 1]
        return next((each for each in group if each.event == self.opened), group[0])

    @property
    def original(self) -> str:
        """Where the original can be read, at the words that are open; "" when its address is not known."""
        return original_link(self.source, self.current.evidence if self.current else None)


def original_link(source: Source, evidence: Evidence | None = None) -> str:
    """The address of the original, with a text fragment that leads a browser to the quotation."""
    if not source.url or evidence is None:
        return source.url
    passage = evidence.passage
    return source.url + anchoring.text_fragment(passage.exact)


def _ordinal(quoted: Quoted) -> int:
    return quoted.ordinal


def _cue(quoted: Quoted) -> tuple[int, int] | None:
    cue, passage = quoted.evidence.cue, quoted.evidence.passage
    at = passage.exact.find(cue) if cue else -1
    return (passage.start + at, passage.start + at + len(cue)) if at >= 0 else None
