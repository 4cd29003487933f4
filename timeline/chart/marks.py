"""What a mark claims, and how marks share a lane.

A glyph stands in the middle of a known day. A bar reaches over all days that a date can mean: its ends are solid where
it is known to have begun or ended, and fade where the day is not known. They fade over the month that is named, over
the whole bar towards the chart's edge for an open end, and from the middle for what happened once, somewhere within.
Where a row cannot hold its marks apart, a pill stands for several and says how many: none is dropped. A lane with more
than it can hold at all has columns in their place; see `density`.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property

from timeline.dates import EventDate
from timeline.localised import WORDING, gettext, ngettext
from timeline.models import Event

from .density import COLUMNS_HEIGHT, Bins, Columns, Lead, days_in_words, in_digits
from .scale import Scale

__all__ = ["MOST_MARKS", "Fade", "Lane", "LaneOf", "Mark", "Painter"]

# In pixels: a lane of one row, and what each further row adds.
LANE_HEIGHT = 24
ROW_HEIGHT = 12
MOST_ROWS = 4
# In pixels: the narrowest track of a phone, and a letter of a lane's name there.
PHONE_TRACK = 320
NAME_LETTER = 6.8
# In percent of the track, as a phone needs it: a glyph, the thinnest bar.
GLYPH_WIDTH = 3.6
LEAST_BAR = 1.5

MOST_MARKS = 24
"""How many glyphs a row of a phone's track can hold: a lane with more events has columns."""


@dataclass(frozen=True, slots=True, order=True)
class Fade:
    """How much of a bar fades at its start and at its end, in percent of its length."""

    start: int
    stop: int

    def __str__(self) -> str:
        return f"{self.start}-{self.stop}"

    @property
    def stops(self) -> list[tuple[int, float]]:
        """Offsets along the bar, in percent, and opacities there.

        An open end fades to nothing; one that is known to lie within the bar leaves a trace of the bar's limit.
        """
        first, last = (0.0 if part > 50 else 0.15 if part else 1.0 for part in (self.start, self.stop))
        return [(0, first), (self.start, 1.0), (100 - self.stop, 1.0), (100, last)]


@dataclass(frozen=True, slots=True)
class Mark:
    """One event in a lane, or several that could not be drawn apart.

    Its `shape` is "day" (a glyph at `x`), "bar" or "pill" (from `x` to `x_stop`, in percent). `is_repeat` says that
    an earlier lane has a mark for the same events, `is_close` that another mark lies right above or below.
    """

    shape: str
    events: tuple[Event, ...]
    x: float
    x_stop: float
    fade: Fade | None = None
    row: int = 0
    href: str = ""
    name: str = ""
    is_current: bool = False
    is_repeat: bool = False
    is_close: bool = False

    @property
    def y(self) -> int:
        """The middle of its row, in pixels from the top of the lane."""
        return LANE_HEIGHT // 2 + ROW_HEIGHT * self.row

    @property
    def width(self) -> float:
        return round(self.x_stop - self.x, 2)

    @property
    def middle(self) -> float:
        return round((self.x + self.x_stop) / 2, 2)

    @property
    def count(self) -> int:
        return len(self.events)

    @property
    def glyph(self) -> str:
        return self.events[0].kind.glyph

    @property
    def shows_its_glyph(self) -> bool:
        """Whether the bar is so wide that its glyph on it is not taken for a known day."""
        return self.width >= GLYPH_WIDTH

    @property
    def colour(self) -> str:
        """The colour of its kind; ink where several events are of several kinds."""
        colours = {event.kind.colour for event in self.events}
        return colours.pop() if len(colours) == 1 else "ink"


@dataclass(frozen=True, slots=True)
class LaneOf:
    """What a lane is to show: `count` dated events under a name.

    `events` are all of them, in order, if they are MOST_MARKS or fewer; of more the open one is enough. `density`
    says how many begin from each of some days, given as ordinals, to the next of them: one number fewer than days.
    What is known of an open start is the first day of the other end.
    """

    name: str
    count: int
    density: Callable[[Sequence[int]], Sequence[int]]
    events: Sequence[Event] = ()


@dataclass(frozen=True, slots=True)
class Lane:
    """A lane as it is drawn: its marks, and the columns of one that has more events than marks."""

    name: str
    count: int
    marks: tuple[Mark, ...]
    columns: Columns | None = None

    @property
    def label(self) -> str:
        """Its name, and how many events it counts where they are no marks."""
        if not self.columns:
            return self.name
        said = {"lane": self.name, "count": in_digits(self.count)}
        return ngettext("%(lane)s: %(count)s event", "%(lane)s: %(count)s events", self.count) % said

    @property
    def height(self) -> int:
        if self.columns:
            return COLUMNS_HEIGHT
        return LANE_HEIGHT + ROW_HEIGHT * max((mark.row for mark in self.marks), default=0)

    @property
    def leaves_room(self) -> bool:
        """Whether, on a phone, its name can stand before its marks rather than above them."""
        first = min((mark.x for mark in self.marks), default=100.0)
        return not self.columns and first * PHONE_TRACK / 100 > NAME_LETTER * (len(self.name) + 2)


@dataclass
class Painter:
    """Draws the lanes of one chart. It remembers what it has drawn, and so knows a repeat."""

    scale: Scale
    bins: Bins
    link: Callable[[Event], str]
    narrow: Callable[[date | None, date | None, bool | None], str]
    current: Event | None
    drawn: set[int] = field(default_factory=set)

    def lanes(self, lanes: Sequence[LaneOf]) -> tuple[Lane, ...]:
        """The lanes, but for those that are empty. The links of columns are the same in every lane that has any."""
        drawn: list[Lane] = []
        for lane in lanes:
            columns, events = None, lane.events
            if lane.count > MOST_MARKS:
                has_link = any(other.columns for other in drawn)
                counts = lane.density(self.bins.edges)
                columns = self.bins.columns(counts, lane.count, leads=self._leads, is_repeat=has_link)
                events = [event for event in events if event == self.current]
            if lane.count:
                drawn.append(Lane(lane.name, lane.count, self._marks(events), columns))
        return tuple(drawn)

    @cached_property
    def _leads(self) -> list[Lead]:
        """Where the stretches of columns lead, in every lane alike."""
        days = [stretch.days for stretch in self.bins.stretches]
        return [Lead(self.narrow(*each, None), days_in_words(*each)) for each in days]

    def _marks(self, events: Sequence[Event]) -> tuple[Mark, ...]:
        marks = _stacked([self._mark(event) for event in events])
        marks = [self._described(mark, marks) for mark in marks]
        self.drawn.update(event.pk for event in events)
        return tuple(marks)

    def _mark(self, event: Event) -> Mark:
        when, scale = event.date, self.scale
        if when.is_day and not when.qualified:
            middle = round(scale.middle(when.earliest.toordinal()), 2)
            return Mark("day", (event,), middle, middle)
        x = scale.x(when.earliest.toordinal()) if when.earliest else 0.0
        x_stop = scale.x(when.latest.toordinal() + 1) if when.latest else 100.0
        if x_stop - x < LEAST_BAR:
            x = min(max(0.0, (x + x_stop - LEAST_BAR) / 2), 100.0 - LEAST_BAR)
            x_stop = x + LEAST_BAR
        return Mark("bar", (event,), round(x, 2), round(x_stop, 2), fade=_fade(when, scale))

    def _described(self, mark: Mark, marks: list[Mark]) -> Mark:
        first = mark.events[0]
        if mark.count == 1:
            said = {"title": first.title, "date": first.date.label(WORDING), "kind": first.kind.name}
            name, href = gettext("%(title)s: %(date)s, %(kind)s") % said, self.link(first)
        else:
            days = self._days_of(mark.events)
            said = {"count": mark.count, "days": WORDING.days(*days)}
            name = ngettext("%(count)d event, %(days)s", "%(count)d events, %(days)s", mark.count) % said
            href = self.narrow(*days, None)
        return replace(
            mark,
            name=name,
            href=href,
            is_current=self.current is not None and self.current.pk in {event.pk for event in mark.events},
            is_repeat=all(event.pk in self.drawn for event in mark.events),
            is_close=any(abs(other.row - mark.row) == 1 and _touch(mark, other) for other in marks),
        )

    def _days_of(self, events: Iterable[Event]) -> tuple[date, date]:
        """The first and the last day that is known of any of them, as far as the chart reaches."""
        known = [day for event in events for day in (event.date.earliest, event.date.latest) if day]
        first, last = (date.fromordinal(day) for day in (self.scale.start, self.scale.stop - 1))
        return min(max(min(known), first), last), max(min(max(known), last), first)


def _fade(when: EventDate, scale: Scale) -> Fade | None:
    """How the bar of a date fades, in steps of five percent so that few ways are needed; None for a solid one.

    What happened once and may have happened beyond the chart fades towards its edge, as if that end were open.
    """
    if when.earliest is None or when.latest is None:
        known = 0 if when.throughout else 15
        return Fade(100 - known, known) if when.earliest is None else Fade(known, 100 - known)
    before, after = when.earliest.toordinal() < scale.start, when.latest.toordinal() >= scale.stop
    if when.somewhere_within and before != after:
        return Fade(85, 15) if before else Fade(15, 85)
    if not when.throughout or when.start == when.stop:
        return Fade(35, 35) if when.somewhere_within or when.qualified else None
    length = scale.x(when.latest.toordinal() + 1) - scale.x(when.earliest.toordinal())
    parts = []
    for end in (when.start, when.stop):
        unit = scale.x(end.latest.toordinal() + 1) - scale.x(end.earliest.toordinal())
        share = 100 * unit / length if end.earliest != end.latest else 0
        least = 25 if end.qualifier and unit else 0
        parts.append(min(45, 5 * round(max(share, least) / 5)))
    return Fade(*parts) if any(parts) else None


def _stacked(marks: list[Mark]) -> list[Mark]:
    """The marks in rows, none on another. Those that the last row cannot hold apart become one pill there."""
    rows: list[list[Mark]] = []
    for mark in sorted(marks, key=lambda mark: (_reach(mark)[0], -mark.x_stop)):
        free = next((row for row in rows if not _touch(row[-1], mark)), None)
        if free is not None:
            free.append(mark)
        elif len(rows) < MOST_ROWS:
            rows.append([mark])
        else:
            (x, x_stop), (other_x, other_stop) = _reach(rows[-1][-1]), _reach(mark)
            rows[-1][-1] = _pill([rows[-1][-1], mark], min(x, other_x), max(x_stop, other_stop))
    return [replace(mark, row=number) for number, row in enumerate(rows) for mark in row]


def _reach(mark: Mark) -> tuple[float, float]:
    """From where to where nothing else may be drawn in its row."""
    spare = GLYPH_WIDTH / 2 if mark.shape == "day" else 0.0
    return mark.x - spare, mark.x_stop + spare


def _touch(one: Mark, other: Mark) -> bool:
    (x, x_stop), (other_x, other_stop) = _reach(one), _reach(other)
    return x < other_stop and other_x < x_stop


def _pill(marks: list[Mark], x: float, x_stop: float) -> Mark:
    events = tuple(event for mark in marks for event in mark.events)
    return Mark("pill", events, round(max(0.0, x), 2), round(min(100.0, x_stop), 2))
