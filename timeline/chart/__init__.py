"""The chart at the head of the timeline: events in lanes, one an actor, along a scale that makes room for busy days.

`draw` gives a tree of plain values for the template. Across, everything is in percent of the track's width, so that one
drawing fits every screen and its text is never scaled; down, in pixels from the top of its lane. `scale` says where a
day lies, `marks` what a mark claims, and `axis` what is written below.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext

from timeline.dates import EventDate
from timeline.localised import WORDING
from timeline.models import Actor, Event

from .axis import Tick, length_of, rulings, ticks
from .marks import Fade, Lane, Mark, Painter
from .scale import EPOCH, Fold, Scale, Span

__all__ = ["Brush", "Chart", "Fade", "Fold", "Handle", "Lane", "Mark", "Scale", "Tick", "draw"]


def draw(
    events: Sequence[Event],
    *,
    lanes: Sequence[Actor],
    link: Callable[[Event], str],
    asked: tuple[date | None, date | None] = (None, None),
    current: Event | None = None,
    narrow: Callable[[date, date], str] | None = None,
) -> "Chart | None":
    """The chart of those of `events` that are dated; None if none is.

    It has a lane for each of `lanes` who takes part in one, and a last one for the events with none of them. `asked`
    are the first and last day to which the reader narrows the dates, None for no bound. `link` leads to an event.
    A mark that stands for several leads, by `narrow`, to the days from their first to their last; without it to the
    first of them. No query is made if the events' `kind` and `participations` have been fetched.
    """
    dated = [event for event in events if event.date and not event.date.is_undated]
    if not dated:
        return None
    scale = Scale.of(_known_span(event.date) for event in dated)
    return Chart(
        lanes=Painter(scale, link, narrow, current).lanes(dated, lanes),
        ticks=ticks(scale),
        scale=scale,
        brush=Brush.over(scale, *asked),
    )


@dataclass(frozen=True)
class Chart:
    """What the template draws."""

    lanes: tuple[Lane, ...]
    ticks: tuple[Tick, ...]
    scale: Scale
    brush: "Brush"

    @property
    def fades(self) -> list[Fade]:
        """The ways in which bars of this chart fade, each once."""
        return sorted({mark.fade for lane in self.lanes for mark in lane.marks if mark.fade})

    @property
    def counts(self) -> bool:
        """Whether a mark stands for several events and says how many."""
        return any(mark.shape == "pill" for lane in self.lanes for mark in lane.marks)

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


def _known_span(when: EventDate) -> Span:
    """The days of a date that are known at all: for an open one, those of the end that is written."""
    first = when.earliest or when.stop.earliest
    last = when.latest or when.start.latest
    return first.toordinal(), last.toordinal() + 1
