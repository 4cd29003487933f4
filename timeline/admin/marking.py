"""An article with the words of its candidates marked: its paragraphs, cut where the words of each begin and end."""

from bisect import bisect_left, bisect_right
from collections.abc import Hashable, Iterable
from dataclasses import dataclass

from timeline import anchoring
from timeline.ingest import Uncovered
from timeline.review import Item, Queue

__all__ = ["Paragraph", "Piece", "marked"]


@dataclass(frozen=True)
class Piece:
    """A run of characters that the same words cover, those of several candidates or of none.

    `state` names its look: "now" for the current candidate, else "waiting", "accepted" or "rejected"; "" where no
    candidate has it. `leads_to` is what a click on it opens, `begins` are those whose words begin with it.
    """

    start: int
    text: str
    state: str = ""
    leads_to: Item | None = None
    begins: tuple[Item, ...] = ()
    is_cue: bool = False
    gap: Uncovered | None = None


@dataclass(frozen=True)
class Paragraph:
    number: int
    start: int
    pieces: tuple[Piece, ...]


_STRENGTH = ("now", "waiting", "accepted", "rejected")


def marked(
    queue: Queue, current: Item | None, gaps: Iterable[Uncovered] = (), *, chosen: tuple[int, int] | None = None
) -> list[Paragraph]:
    """The paragraphs of the text of `queue`, with the words of its items and the sentences that are `gaps` marked.

    Where words overlap, those of `current` show, then those that wait; a click leads from one to the next. With
    `chosen`, the words at that place look like the current ones, and no item does. Time grows
    with the length of the text and with the number of words marked, not with their product.
    """
    if queue.text is None:
        return []
    text = queue.text.text
    spans: list[tuple[int, int, Hashable]] = [(gap.start, gap.stop, gap) for gap in gaps]
    if chosen:
        current = None
        spans.append((*chosen, "chosen"))
    numbers = {item.number: item for item in queue.items}
    starts: dict[int, list[Item]] = {}
    for item in queue.items:
        for evidence in item.event.evidence.all():
            passage = evidence.passage
            if passage.text_id != queue.text.pk:
                continue
            spans.append((passage.start, passage.stop, item.number))
            starts.setdefault(passage.start, []).append(item)
            at = passage.exact.find(evidence.cue) if evidence.cue else -1
            if at >= 0:
                spans.append((passage.start + at, passage.start + at + len(evidence.cue), "cue"))
    spans.sort(key=lambda span: span[:2])
    begins = [start for start, _stop, _key in spans]
    longest = max((stop - start for start, stop, _key in spans), default=0)

    def state_of(item: Item) -> str:
        return "now" if current and item.number == current.number else str(item.state)

    def piece_of(segment: anchoring.Segment) -> Piece:
        items = [numbers[key] for key in segment.keys if isinstance(key, int)]
        if "chosen" in segment.keys:
            return Piece(segment.start, segment.text, "now")
        if not items:
            gap = next((key for key in segment.keys if isinstance(key, Uncovered)), None)
            return Piece(segment.start, segment.text, gap=gap)
        items.sort(key=lambda item: (_STRENGTH.index(state_of(item)), item.number))
        return Piece(
            segment.start,
            segment.text,
            state_of(items[0]),
            leads_to=items[1] if state_of(items[0]) == "now" and len(items) > 1 else items[0],
            begins=tuple(starts.get(segment.start, ())),
            is_cue="cue" in segment.keys,
        )

    found = []
    for number, (start, stop) in enumerate(anchoring.paragraphs(text), start=1):
        near = spans[bisect_left(begins, start - longest) : bisect_right(begins, stop)]
        pieces = tuple(piece_of(segment) for segment in anchoring.segments(text, near, start, stop))
        found.append(Paragraph(number, start, pieces))
    return found
