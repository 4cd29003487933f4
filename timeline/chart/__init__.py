"""The chart at the head of the timeline: events in lanes, one an actor, along a scale that makes room for busy days.

`draw` gives a tree of plain values for the template. Across, everything is in percent of the track's width, so that one
drawing fits every screen and its text is never scaled; down, in pixels from the top of its lane. `scale` says where a
day lies, `marks` what a mark claims, `density` what a lane shows that has too many events for marks, `axis` what is
written below, and `zoom` which days are shown.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from timeline.localised import WORDING, gettext
from timeline.models import Event

from .axis import Tick, length_of, rulings, ticks
from .density import Bins, Columns, days_in_words
from .marks import MOST_MARKS, Fade, Lane, LaneOf, Mark, Painter
from .scale import EPOCH, Fold, Scale, Span
from .zoom import Bounds, closer, further, window

__all__ = ["MOST_MARKS", "Brush", "Chart", "Columns", "Lane", "LaneOf", "Mark", "Scale", "Span", "Step", "Tick", "draw"]


def draw(
    lanes: Sequence[LaneOf],
    *,
    spans: Iterable[Span],
    link: Callable[[Event], str],
    narrow: Callable[[date | None, date | None, bool | None], str],
    asked: Bounds = (None, None),
    zoomed: bool = False,
    extent: tuple[int, int] | None = None,
    current: Event | None = None,
) -> "Chart | None":
    """The chart of `lanes`, in their order and without those that are empty; None if there is nothing to show.

    `spans` are the runs of days, as ordinals with the second excluded, that the dates of its events can mean; what is
    known of an open one is the end that is written. `asked` are the first and last day to which the reader narrows the
    dates, None for no bound. Where it is `zoomed` the chart covers these days alone, as far as they lie within
    `extent`, the first and the last day of all events (if None, of the spans); then the lanes have what can have
    happened in them.

    `link` leads to an event; `narrow` to the days from a first to a last, None for no bound, with the chart zoomed to
    them or not, None for as it is. The chart makes no query, but for what `link` needs.
    """
    spans = list(spans)
    zoomed = zoomed and asked != (None, None)
    if not (spans or (zoomed and extent)):
        return None
    if extent:
        reach = extent[0], extent[1] + 1
    else:
        reach = min(start for start, _stop in spans), max(stop for _start, stop in spans)
    scale = Scale.of(spans, within=window(asked, reach) if zoomed else None)
    bins = Bins.of(scale)
    drawn = Painter(scale, bins, link, narrow, current).lanes(lanes)
    return Chart(
        lanes=drawn or (Lane(gettext("No events"), 0, ()),),
        ticks=ticks(scale),
        scale=scale,
        brush=Brush.over(scale, *(asked if not zoomed else (None, None))),
        is_zoomed=zoomed,
        steps=tuple(_steps(scale, bins, narrow, asked, reach if zoomed else None, current)),
    )


@dataclass(frozen=True, slots=True)
class Step:
    """A link that zooms: `key` is "in", "out" or "whole". A quiet one is for the keyboard alone."""

    key: str
    name: str
    href: str
    is_quiet: bool = False


def _steps(
    scale: Scale,
    bins: Bins,
    narrow: Callable[[date | None, date | None, bool | None], str],
    asked: Bounds,
    reach: Span | None,
    current: Event | None,
) -> Iterable[Step]:
    """The ways to zoom from here; `reach` is None where the chart is whole.

    A step closer is to the days asked for; from there, or where none are, to what lies around the open event, or else
    in the middle.
    """
    if not reach and asked != (None, None):
        yield Step("in", gettext("Zoom to these dates"), narrow(*asked, True))
        return
    middle = 50.0
    if current and current.date and (day := current.date.earliest or current.date.latest):
        middle = scale.middle(min(max(day.toordinal(), scale.start), scale.stop - 1))
    if days := closer(scale, bins.edges, middle):
        yield Step("in", gettext("Zoom in"), narrow(*days, True), is_quiet=not reach)
    if reach:
        days = further((scale.start, scale.stop), reach)
        yield Step("out", gettext("Zoom out"), narrow(*days, days != (None, None)))
        yield Step("whole", gettext("Whole chart"), narrow(*asked, False))


@dataclass(frozen=True)
class Chart:
    """What the template draws."""

    lanes: tuple[Lane, ...]
    ticks: tuple[Tick, ...]
    scale: Scale
    brush: "Brush"
    is_zoomed: bool
    steps: tuple[Step, ...]

    @property
    def days(self) -> str:
        """The days that it covers, in words."""
        return days_in_words(*(date.fromordinal(day) for day in (self.scale.start, self.scale.stop - 1)))

    @property
    def fades(self) -> list[Fade]:
        """The ways in which bars of this chart fade, each once."""
        return sorted({mark.fade for lane in self.lanes for mark in lane.marks if mark.fade})

    @property
    def counts(self) -> bool:
        """Whether a mark stands for several events and says how many."""
        return any(mark.shape == "pill" for lane in self.lanes for mark in lane.marks)

    @property
    def has_marks(self) -> bool:
        return any(lane.marks for lane in self.lanes)

    @property
    def has_columns(self) -> bool:
        return any(lane.columns for lane in self.lanes)

    @property
    def leaves_out(self) -> bool:
        """Whether a lane has events in no column of its own: those that begin beyond the chart."""
        return any(lane.columns and not lane.columns.has_all for lane in self.lanes)

    @property
    def folds(self) -> list[tuple[Fold, str]]:
        """The folded gaps, and how long they are."""
        return [(fold, length_of(fold)) for fold in self.scale.folds]

    @property
    def rulings(self) -> str:
        """The small ticks as an SVG path, in thousandths of the width."""
        return "".join(f"M{x * 10:.0f} 0v1" for x in rulings(self.scale))


@dataclass(frozen=True, slots=True)
class Handle:
    """An end of the brush: the query string's `key`, its `name`, its place in percent, its `day` since 1970."""

    key: str
    name: str
    x: float
    day: int
    words: str


@dataclass(frozen=True, slots=True)
class Brush:
    """The range of days asked for, as far as the scale has them; the whole scale if none `is_asked`.

    Days are counted from 1970, as the script does, and the last is included; `least` and `most` are the scale's own.
    """

    first: int
    last: int
    x: float
    x_stop: float
    least: int
    most: int
    is_asked: bool

    @classmethod
    def over(cls, scale: Scale, earliest: date | None, latest: date | None) -> "Brush":
        least, most = scale.start, scale.stop - 1
        first = min(max(least, earliest.toordinal()), most) if earliest else least
        last = max(min(most, latest.toordinal()), first) if latest else most
        days = [day - EPOCH for day in (first, last, least, most)]
        x, x_stop = round(scale.x(first), 2), round(scale.x(last + 1), 2)
        return cls(*days[:2], x, x_stop, *days[2:], is_asked=bool(earliest or latest))

    @property
    def width(self) -> float:
        return round(self.x_stop - self.x, 2)

    @property
    def handles(self) -> tuple[Handle, Handle]:
        first, last = (WORDING.day(date.fromordinal(day + EPOCH)) for day in (self.first, self.last))
        return (
            Handle("from", gettext("Earliest day"), self.x, self.first, first),
            Handle("to", gettext("Latest day"), self.x_stop, self.last, last),
        )
