"""What a mark claims, and how marks share a lane.

A glyph stands in the middle of a known day. A bar reaches over all days that a date can mean: its ends are solid where
it is known to have begun or ended, and fade where the day is not known. They fade over the month that is named, over
the whole bar towards the chart's edge for an open end, and from the middle for what happened once, somewhere within.
Where a lane cannot hold its marks apart, a pill stands for several and says how many: none is dropped.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from django.utils.translation import gettext, ngettext

from timeline.dates import EventDate
from timeline.localised import WORDING
from timeline.models import Actor, Event

from .scale import Scale

__all__ = ["Fade", "Lane", "Mark", "Painter"]

# In pixels: a lane of one row, and what each further row adds.
LANE_HEIGHT = 24
ROW_HEIGHT = 12
MOST_ROWS = 4
# In pixels: the narrowest track of a phone, and a letter of a lane's name there.
PHONE_TRACK = 320
NAME_LETTER = 6.8
# In percent of the track, as a phone needs it: a glyph, the thinnest bar, a pill with a number in it.
GLYPH_WIDTH = 3.6
LEAST_BAR = 1.5
PILL_WIDTH = 6.25
PILL_GAP = 0.3
# With more than this in a lane, narrow marks are counted rather than drawn one by one.
MOST_MARKS = 24


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
class Lane:
    name: str
    marks: tuple[Mark, ...]

    @property
    def height(self) -> int:
        return LANE_HEIGHT + ROW_HEIGHT * max(mark.row for mark in self.marks)

    @property
    def leaves_room(self) -> bool:
        """Whether, on a phone, its name can stand before its marks rather than above them."""
        return min(mark.x for mark in self.marks) * PHONE_TRACK / 100 > NAME_LETTER * (len(self.name) + 2)


@dataclass
class Painter:
    """Draws the lanes of one chart. It remembers what it has drawn, and so knows a repeat."""

    scale: Scale
    link: Callable[[Event], str]
    narrow: Callable[[date, date], str] | None
    current: Event | None
    drawn: set[int] = field(default_factory=set)

    def lanes(self, events: Sequence[Event], actors: Sequence[Actor]) -> tuple[Lane, ...]:
        """A lane for each of `actors` who takes part in one of `events`, and one for the events with none of them."""
        names = {actor.pk: actor.name for actor in actors}
        within: dict[int | None, list[Event]] = {pk: [] for pk in (*names, None)}
        for event in events:
            taking_part = {participation.actor_id for participation in event.participations.all()}
            for pk in [pk for pk in names if pk in taking_part] or [None]:
                within[pk].append(event)
        names[None] = gettext("Others") if len(within[None]) < len(events) else gettext("All events")
        return tuple(Lane(names[pk], self._marks(those)) for pk, those in within.items() if those)

    def _marks(self, events: list[Event]) -> tuple[Mark, ...]:
        marks = _stacked(_gathered([self._mark(event) for event in events]))
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
            days = _days_of(mark.events)
            said = {"count": mark.count, "days": WORDING.days(*days)}
            name = ngettext("%(count)d event, %(days)s", "%(count)d events, %(days)s", mark.count) % said
            href = self.narrow(*days) if self.narrow else self.link(first)
        return replace(
            mark,
            name=name,
            href=href,
            is_current=self.current is not None and self.current.pk in {event.pk for event in mark.events},
            is_repeat=all(event.pk in self.drawn for event in mark.events),
            is_close=any(abs(other.row - mark.row) == 1 and _touch(mark, other) for other in marks),
        )


def _fade(when: EventDate, scale: Scale) -> Fade | None:
    """How the bar of a date fades, in steps of five percent so that few ways are needed; None for a solid one."""
    if when.earliest is None or when.latest is None:
        known = 0 if when.throughout else 15
        return Fade(100 - known, known) if when.earliest is None else Fade(known, 100 - known)
    if not when.throughout or when.start == when.stop:
        return Fade(35, 35) if when.somewhere_within or when.qualified else None
    length = scale.x(when.latest.toordinal() + 1) - scale.x(when.earliest.toordinal())
    parts = []
    for end in (when.start, when.stop):
        unit = scale.x(end.latest.toordinal() + 1) - scale.x(end.earliest.toordinal())
        share = 100 * unit / length if end.earliest != end.latest else 0
        parts.append(min(45, 5 * round(max(share, 25 if end.qualifier else 0) / 5)))
    return Fade(*parts) if any(parts) else None


def _gathered(marks: list[Mark]) -> list[Mark]:
    """The marks; where they are too many, a pill in each sixteenth of the track for all narrow ones in it."""
    if len(marks) <= MOST_MARKS:
        return marks
    wide = [mark for mark in marks if mark.width >= PILL_WIDTH]
    places = defaultdict(list)
    for mark in marks:
        if mark.width < PILL_WIDTH:
            places[min(mark.middle, 99.99) // PILL_WIDTH].append(mark)
    return wide + [
        _pill(together, place * PILL_WIDTH + PILL_GAP, (place + 1) * PILL_WIDTH - PILL_GAP)
        if len(together) > 1
        else together[0]
        for place, together in places.items()
    ]


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


def _days_of(events: Iterable[Event]) -> tuple[date, date]:
    """The first and the last day that is known of any of them."""
    known = [day for event in events for day in (event.date.earliest, event.date.latest) if day]
    return min(known), max(known)
