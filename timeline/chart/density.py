"""How many events begin when: what a lane shows that has too many of them for marks.

Columns stand on bins: runs of whole days, the finest of the calendar's units that can be told apart where they lie. So
neighbours stand for as many days each, and a date known to the month alone falls where others of its month do. An
event counts where the first day that its date can mean lies: once, however long the date is. Heights are linear, from
nothing to the lane's own most: lanes are there to show when, and what is rare would vanish on a common scale.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from itertools import accumulate, pairwise
from typing import NamedTuple

from timeline.dates import EventDate
from timeline.localised import WORDING, gettext, ngettext, remembered

from .scale import REMEMBERED, Piece, Scale, starts_of_months

__all__ = ["COLUMNS_HEIGHT", "Bins", "Columns", "Lead", "Segment", "days_in_words", "in_digits"]

# In percent of the track: two pixels of a phone's, and there the least that a finger is asked to hit.
LEAST_BIN = 0.6
LEAST_SEGMENT = 7.5
# As much of that is enough where a bin is cut short; February is.
SPARE = 0.75
# The units of bins: in days, Mondays first where they are weeks, and in months.
UNITS_OF_DAYS = (1, 2, 7, 14)
UNITS_OF_MONTHS = (1, 2, 3, 6, 12, 24, 60, 120, 240, 600, 1200, 6000, 12000)
# In pixels: the lane, its tallest column, which a few events need not fill, and the least one that can be seen.
COLUMNS_HEIGHT = 36
TALLEST = 30
TALLEST_OF_AN_EVENT = 6
LEAST_TALL = 2
# The path's own units across the track. Down they are pixels.
PATH_WIDTH = 10_000


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of a lane's columns that leads to its days; `x` and `width` are in percent.

    `is_repeat` says that another lane leads there, too.
    """

    x: float
    width: float
    name: str
    href: str
    is_repeat: bool


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of one lane as an SVG path, PATH_WIDTH wide. The tallest stands for `most` events."""

    path: str
    most: int
    segments: tuple[Segment, ...]
    has_all: bool

    @property
    def most_in_words(self) -> str:
        if not self.most:
            return gettext("none begins here")
        return gettext("up to %(count)s") % {"count": in_digits(self.most)}


class Lead(NamedTuple):
    """The link to the days of a stretch, and these in words."""

    href: str
    days: str


class Stretch(NamedTuple):
    """Bins that lead together to their days, the last included: the first of them and the one after the last."""

    start: int
    stop: int
    x: float
    width: float
    days: tuple[date, date]


@dataclass(frozen=True, slots=True)
class Bins:
    """The bins of a scale, for all of its lanes. `edges` are the days on which they begin, and the one after the last.

    A fold is a bin in which nothing begins. `places` are those of the edges, in the path's own units.
    """

    edges: tuple[int, ...]
    places: tuple[int, ...]
    stretches: tuple[Stretch, ...]

    @classmethod
    @lru_cache(REMEMBERED)
    def of(cls, scale: Scale) -> "Bins":
        edges = tuple(edge for stretch in scale.stretches for edge in _edges(scale, stretch))
        xs = [scale.x(edge) for edge in edges]
        places = tuple(round(x * PATH_WIDTH / 100) for x in xs)
        return cls(edges, places, tuple(_stretches(scale, edges, xs)))

    def columns(self, counts: Sequence[int], of: int, *, leads: Sequence[Lead], is_repeat: bool) -> Columns:
        """The columns of a lane `of` so many events, of which so many begin in each bin; `leads` are the stretches'.

        More than begin in all of the bins can be in the lane: dates that began before the chart does.
        """
        most = max(counts)
        upto = [0, *accumulate(counts)]
        segments = []
        for stretch, (href, days) in zip(self.stretches, leads, strict=True):
            if count := upto[stretch.stop] - upto[stretch.start]:
                name = ngettext("%(count)s event, %(days)s", "%(count)s events, %(days)s", count)
                name %= {"count": in_digits(count), "days": days}
                segments.append(Segment(stretch.x, stretch.width, name, href, is_repeat))
        return Columns(_path(tuple(counts), self.places), most, tuple(segments), upto[-1] == of)


@lru_cache(10 * REMEMBERED)
def _path(counts: tuple[int, ...], places: tuple[int, ...]) -> str:
    """The outline of columns from each of `places` to the next. Neighbours share one, which rises from the ground and
    goes back to it where nothing begins."""
    pieces, before, height, most = [], 0, 0, max(counts)
    tallest = min(TALLEST, TALLEST_OF_AN_EVENT * most)
    for count, x in zip([*counts, 0], places, strict=True):
        now = max(round(tallest * count / most), LEAST_TALL) if count else 0
        if now != height:
            rise = f"h{x - before}V" if height else f"M{x} {COLUMNS_HEIGHT}V"
            pieces.append(f"{rise}{COLUMNS_HEIGHT - now}")
            before, height = x, now
    return "".join(pieces)


def _stretches(scale: Scale, edges: Sequence[int], xs: Sequence[float]) -> Iterator[Stretch]:
    """The bins in runs that are wide enough to be hit, cut at the roundest days."""
    folds = {fold.before + 1: fold.after for fold in scale.folds}
    ends = {edges[0], edges[-1], *folds, *folds.values()}
    chosen = [place for place, edge in enumerate(edges) if edge in ends]
    # The roundest come first, as on the axis.
    for place in sorted(range(len(edges)), key=lambda place: (-_roundness(edges[place]), place)):
        beside = chosen[max(0, (after := bisect_left(chosen, place)) - 1) : after + 1]
        if all(abs(xs[place] - xs[other]) >= LEAST_SEGMENT for other in beside):
            chosen.insert(after, place)
    for start, stop in pairwise(chosen):
        if edges[start] not in folds:
            x, width = round(xs[start], 2), round(xs[stop] - xs[start], 2)
            yield Stretch(start, stop, x, width, (date.fromordinal(edges[start]), date.fromordinal(edges[stop] - 1)))


@remembered
def days_in_words(first: date, last: date) -> str:
    """A run of days, both included, by the largest units that make it up: "January 2014", "2014 – 2016"."""
    after = last + timedelta(days=1) if last < date.max else None
    if first.day != 1 or after is None or after.day != 1:
        return WORDING.days(first, last)
    digits = 4 if first.month == after.month == 1 else 7
    start, stop = str(first)[:digits], str(last)[:digits]
    return EventDate.parse(start if start == stop else f"{start}/{stop}").label(WORDING)


def in_digits(number: int) -> str:
    """The number with its thousands apart, in the reader's language."""
    if number < 1000:
        return str(number)
    return WORDING.grouped(number)


def _edges(scale: Scale, stretch: tuple[Piece, ...]) -> Iterator[int]:
    """The edges of bins in a stretch, that about take LEAST_BIN or more."""
    start, stop = stretch[0].start, stretch[-1].stop
    yield start
    starts, unit = set(), None
    for piece in stretch:
        before, unit = unit, _unit(piece)
        starts |= {*_starts(piece, *unit)}
        if before not in (None, unit):
            starts.add(piece.start)
    # Where units change, or the stretch ends, what is left may be too narrow for a bin of its own.
    last, furthest = scale.x(start), scale.x(stop) - SPARE * LEAST_BIN
    for edge in sorted(starts):
        x = scale.x(edge)
        if last + SPARE * LEAST_BIN <= x <= furthest:
            yield edge
            last = x
    yield stop


def _unit(piece: Piece) -> tuple[int, int]:
    """The finest unit for the bins of `piece`: so many days, or so many months."""
    days = LEAST_BIN / piece.day_width
    if days <= UNITS_OF_DAYS[-1]:
        return next(unit for unit in UNITS_OF_DAYS if unit >= days), 0
    return 0, next((unit for unit in UNITS_OF_MONTHS if 30 * unit >= days), UNITS_OF_MONTHS[-1])


def _starts(piece: Piece, days: int, months: int) -> Iterable[int]:
    """The days of `piece` on which a unit begins."""
    if months:
        return starts_of_months(piece.start, piece.stop, months)
    # The calendar's first day was a Monday.
    return range(piece.start + (1 - piece.start) % days, piece.stop, days)


def _roundness(edge: int) -> int:
    """How telling a day is as the beginning of a run of days: that of a decade most, then of a year, a quarter…"""
    if edge > date.max.toordinal():
        return 0
    when = date.fromordinal(edge)
    if when.day > 1:
        return when.weekday() == 0
    return 2 + (when.month % 3 == 1) + (when.month == 1) + (when.month == 1 and when.year % 10 == 0)
