"""Where a day lies on the chart: a place from 0 to 100 percent, rising with the days, piecewise linear.

A gap in which nothing happens is folded when it is longer than the story: than all days that have something in them
and all shorter gaps together. A fold has a fixed width, and says how long it is.

Elsewhere room goes by the square root of the days from one date's edge to the next. Dates crowd where much is told,
and so a busy week gets the room of a quiet season; where dates are everywhere, the scale is the calendar's own.

Days are ordinals (`date.toordinal`); a day has the room from its own place to the next day's. Pure: no Django.
"""

import json
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import MAXYEAR, MINYEAR, date
from functools import cached_property, lru_cache
from itertools import pairwise

__all__ = ["EPOCH", "REMEMBERED", "Fold", "Piece", "Scale", "Span", "first_of_month", "month_of", "starts_of_months"]

Span = tuple[int, int]
"""A run of days, the second of them excluded."""

EPOCH = date(1970, 1, 1).toordinal()
"""The day that browsers count from."""

LAST_DAY = date.max.toordinal()
FOLD_WIDTH = 7.0
# A fold in place of less would look longer than what it stands for.
SHORTEST_FOLD = 60
MOST_FOLDS = 4
# In percent. Even on a phone a stretch has room for a year below it, and one between two folds for what these say.
LEAST_STRETCH = 8.0
LEAST_BETWEEN_FOLDS = 14.0
# Beyond this many changes of pace nobody sees one, and the page grows heavy: dates' edges are rounded down to months,
# quarters, years and so on until there are fewer.
MOST_PIECES = 40
# Scales that are kept, with what is made of each: most selections of a large timeline have one of a few.
REMEMBERED = 100
COARSENESS = (1, 3, 12, 60, 120, 600, 1200, 12000)


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of days, `stop` excluded, that are drawn equally wide: from `x` percent to `x_stop`."""

    start: int
    stop: int
    x: float
    x_stop: float
    is_folded: bool = False

    @property
    def day_width(self) -> float:
        return (self.x_stop - self.x) / (self.stop - self.start)


@dataclass(frozen=True, slots=True)
class Fold:
    """A gap drawn narrower than it was: from `x` to `x_stop`, after the day `before` it, up to the day `after` it."""

    x: float
    x_stop: float
    before: int
    after: int

    @property
    def width(self) -> float:
        return round(self.x_stop - self.x, 2)

    @property
    def middle(self) -> float:
        return round((self.x + self.x_stop) / 2, 2)

    @property
    def months(self) -> int:
        """From the day before to the day after, in whole calendar months."""
        before, after = date.fromordinal(self.before), date.fromordinal(self.after)
        return (after.year - before.year) * 12 + after.month - before.month - (after.day < before.day)


@dataclass(frozen=True)
class Scale:
    """Pieces that follow one another from 0 to 100 percent."""

    pieces: tuple[Piece, ...]

    @classmethod
    def of(cls, spans: Iterable[Span], *, within: Span | None = None) -> "Scale":
        """The scale for dates that can mean these days; there is at least one.

        It reaches from the first day of all to the last; or over the days `within`, whether there is a date or none.
        """
        if within:
            first, last = within
            spans = [(max(start, first), min(stop, last)) for start, stop in spans if start < last and stop > first]
        return cls._over(tuple(sorted(spans or [within])), within)

    @classmethod
    @lru_cache(REMEMBERED)
    def _over(cls, spans: tuple[Span, ...], within: Span | None) -> "Scale":
        stretches = _stretches(spans)
        if within:
            stretches[0] = (within[0], stretches[0][1])
            stretches[-1] = (stretches[-1][0], within[1])
        edges = _edges(spans, stretches)
        paces = [[edge for edge in edges if start <= edge <= stop] for start, stop in stretches]
        wanted = [sum(_room(*ends) for ends in pairwise(stretch)) for stretch in paces]
        pieces: list[Piece] = []
        x = 0.0
        for stretch, room, share in zip(paces, wanted, _shares(wanted), strict=True):
            if pieces:
                pieces.append(Piece(pieces[-1].stop, stretch[0], x, x + FOLD_WIDTH, is_folded=True))
                x += FOLD_WIDTH
            for start, stop in pairwise(stretch):
                pieces.append(Piece(start, stop, x, x := x + share * _room(start, stop) / room))
        pieces[-1] = replace(pieces[-1], x_stop=100.0)
        return cls(tuple(_joined(pieces)))

    @property
    def start(self) -> int:
        return self.pieces[0].start

    @property
    def stop(self) -> int:
        """The day after the last."""
        return self.pieces[-1].stop

    @property
    def folds(self) -> list[Fold]:
        return [Fold(piece.x, piece.x_stop, piece.start - 1, piece.stop) for piece in self.pieces if piece.is_folded]

    @property
    def stretches(self) -> list[tuple[Piece, ...]]:
        """What lies between the folds: pieces that follow one another."""
        stretches: list[tuple[Piece, ...]] = [()]
        for piece in self.pieces:
            if piece.is_folded:
                stretches.append(())
            else:
                stretches[-1] += (piece,)
        return stretches

    @cached_property
    def _starts(self) -> list[int]:
        return [piece.start for piece in self.pieces]

    def x(self, day: int) -> float:
        """Where `day` begins, in percent; 0 or 100 for days beyond the scale."""
        if day <= self.start:
            return 0.0
        if day >= self.stop:
            return 100.0
        piece = self.pieces[bisect_right(self._starts, day) - 1]
        return piece.x + (day - piece.start) * piece.day_width

    def middle(self, day: int) -> float:
        """The middle of a day's room."""
        return (self.x(day) + self.x(day + 1)) / 2

    def day_at(self, x: float) -> int:
        """The day in whose room `x` percent lies; the first or last beyond the scale."""
        piece = next((piece for piece in self.pieces if x < piece.x_stop), self.pieces[-1])
        # Where a day begins has been rounded: what is within a millionth of a day before it belongs to it.
        day = int(piece.start + (x - piece.x) / piece.day_width + 1e-6)
        return min(self.stop - 1, max(piece.start, day))

    @property
    def json(self) -> str:
        """For the script: where pieces begin, in days since 1970 and percent, with a 1 for a fold; then the end."""
        knots = [[piece.start - EPOCH, round(piece.x, 3)] + [1] * piece.is_folded for piece in self.pieces]
        return json.dumps([*knots, [self.stop - EPOCH, 100]], separators=(",", ":"))


def starts_of_months(start: int, stop: int, months: int = 1) -> Iterator[int]:
    """The days from `start`, before `stop`, that begin runs of so many calendar months: 12 gives the new years."""
    index, last = month_of(start), month_of(stop - 1)
    index -= index % months
    while index <= last:
        day = first_of_month(index)
        if start <= day < stop:
            yield day
        index += months


def month_of(day: int) -> int:
    """The month of a day, counted from the year 0."""
    when = date.fromordinal(min(day, LAST_DAY))
    return when.year * 12 + when.month - 1


def first_of_month(index: int) -> int:
    """The first day of a month, counted from the year 0; the calendar's first or last day for one beyond it."""
    year, month = divmod(index, 12)
    if year > MAXYEAR:
        return LAST_DAY
    return date(max(year, MINYEAR), month + 1, 1).toordinal()


def _stretches(spans: list[Span]) -> list[Span]:
    """The whole reach of the spans, which are sorted, less the gaps that are to be folded."""
    runs = [spans[0]]
    for start, stop in spans[1:]:
        if start > runs[-1][1]:
            runs.append((start, stop))
        else:
            runs[-1] = (runs[-1][0], max(runs[-1][1], stop))
    gaps = sorted((after[0] - before[1], after[0]) for before, after in pairwise(runs))
    story = sum(stop - start for start, stop in runs)
    kept = 0
    # Many long gaps are the story's own rhythm and no breaks in it: then the shortest of them count as story, too.
    while kept < len(gaps) and (gaps[kept][0] <= max(story, SHORTEST_FOLD) or len(gaps) - kept > MOST_FOLDS):
        story += gaps[kept][0]
        kept += 1
    folded = {after for _length, after in gaps[kept:]}
    stretches = [runs[0]]
    for start, stop in runs[1:]:
        if start in folded:
            stretches.append((start, stop))
        else:
            stretches[-1] = (stretches[-1][0], stop)
    # Single days far apart hold nothing that folding could make room for.
    if all(stop - start == 1 for start, stop in stretches):
        return [(runs[0][0], runs[-1][1])]
    return stretches


def _edges(spans: list[Span], stretches: list[Span]) -> list[int]:
    """The days on which the pace may change: those on which dates begin and end, as finely as there is use for."""
    ends = {edge for stretch in stretches for edge in stretch}
    edges = ends | {edge for span in spans for edge in span}
    if len(edges) <= MOST_PIECES:
        return sorted(edges)
    finest = {month_of(edge) for edge in edges}
    for months in COARSENESS:
        rounded = {month - month % months for month in finest}
        # At most one for each stretch is rounded out of it, so of too many there is no need to know the days.
        if len(rounded) - len(stretches) > MOST_PIECES and months < COARSENESS[-1]:
            continue
        days = map(first_of_month, rounded)
        edges = ends | {day for day in days if any(start < day < stop for start, stop in stretches)}
        if len(edges) <= MOST_PIECES:
            break
    return sorted(edges)


def _room(start: int, stop: int) -> float:
    return (stop - start) ** 0.5


def _shares(wanted: list[float]) -> list[float]:
    """What the folds leave, in proportion to `wanted`, but to each as much as the words below it need."""
    last = len(wanted) - 1
    least = [LEAST_STRETCH if number in (0, last) else LEAST_BETWEEN_FOLDS for number in range(len(wanted))]
    small: set[int] = set()
    while True:
        others = set(range(len(wanted))) - small
        free = 100.0 - FOLD_WIDTH * last - sum(least[number] for number in small)
        unit = free / sum(wanted[number] for number in others)
        too_small = {number for number in others if wanted[number] * unit < least[number]}
        if not too_small:
            return [least[number] if number in small else wanted[number] * unit for number in range(len(wanted))]
        small |= too_small


def _joined(pieces: list[Piece]) -> Iterator[Piece]:
    """The pieces, neighbours of the same pace made one."""
    last = pieces[0]
    for piece in pieces[1:]:
        same_pace = abs(piece.day_width - last.day_width) <= 1e-9 * piece.day_width
        if same_pace and not (piece.is_folded or last.is_folded):
            last = replace(last, stop=piece.stop, x_stop=piece.x_stop)
        else:
            yield last
            last = piece
    yield last
