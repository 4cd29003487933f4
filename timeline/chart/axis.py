"""What is written below the chart: as many names of years, months and days as there is room for, and no others.

The roundest come first. A series (every fifth year, every month) is named where all of it would fit, so that names lie
as evenly as the scale does. A name says no more than the one before it leaves open, and no less: nobody reads "21"
below a month that is not named. Small ticks, too many to be named, show how the pace of the scale changes.
"""

from bisect import bisect
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from timeline.localised import WORDING, gettext, ngettext, remembered

from .scale import Fold, Piece, Scale, starts_of_months

__all__ = ["Tick", "length_of", "rulings", "ticks"]

# The narrowest track of a phone, a tablet and a desk, in pixels. The style sheet takes its breakpoints from these.
TRACKS = (320, 600, 900)
# In pixels: a letter, the room between two names, and that beside the track.
LETTER = 6.8
BETWEEN_NAMES = 12
BESIDE_TRACK = 10
LEAST_PITCH = {"day": 20, "month": 36, "year": 42}
# In percent: a day that can be told from the next, a month that is worth a name, a stretch with room for a year's only.
FINE = 1.0
NAMES_MONTHS = 6.0
NARROW_STRETCH = 15.0
# The lengths of series in months, the roundest first; and of series in days, with the days of the month in them.
ROUND_MONTHS = (12000, 6000, 1200, 600, 120, 60, 12, 6, 3, 1)
ROUND_DAYS = {10: (11, 21), 5: (6, 11, 16, 21, 26), 1: range(2, 32)}


@dataclass(frozen=True, slots=True)
class Tick:
    """A name on the axis. `level` is the narrowest track with room for it: 0 a phone's, 1 a tablet's, 2 a desk's."""

    x: float
    label: str
    anchor: str = "middle"
    level: int = 0


@dataclass(frozen=True, slots=True)
class _Spot:
    """A day that might have a tick, in the unit in which it would be named.

    `pitch` is how far it is to the next of its series, in percent. Where a spot `leads` a stretch, what lies before
    it is another time: its name stands behind the tick.
    """

    day: int
    unit: str
    x: float
    pitch: float = 100.0
    leads: bool = False

    def name(self, before: "_Spot | None") -> str:
        this, known = date.fromordinal(self.day), before and date.fromordinal(before.day)
        if self.unit == "year":
            return WORDING.year(this.year)
        same_year = known is not None and known.year == this.year
        if self.unit == "month":
            short = WORDING.month_name(this.month, short=True)
            return short if same_year else WORDING.month(this.year, this.month, short=True)
        if not same_year:
            return WORDING.day(this, short=True)
        day = WORDING.number(this.day)
        if known.month == this.month and before.unit != "year":
            return day
        return gettext("%(day)s %(month)s") % {"day": day, "month": WORDING.month_name(this.month, short=True)}


def length_of(fold: Fold) -> str:
    """How long a folded gap is, in whole years; in whole months if it is not two years."""
    if fold.months < 24:
        return ngettext("%(count)d month", "%(count)d months", fold.months) % {"count": fold.months}
    years = fold.months // 12
    return ngettext("%(count)d year", "%(count)d years", years) % {"count": years}


@remembered
def ticks(scale: Scale) -> tuple[Tick, ...]:
    """The names below the track, from left to right. Wider tracks have all that narrower ones have."""
    spots = list(_spots(scale))
    placed: list[tuple[_Spot, Tick]] = []
    for level, track in enumerate(TRACKS):
        for spot in spots:
            if spot.pitch * track >= 100 * LEAST_PITCH[spot.unit]:
                _place(spot, placed, level, track)
    return tuple(tick for _spot, tick in placed)


def _place(spot: _Spot, placed: list[tuple[_Spot, Tick]], level: int, track: int) -> None:
    """Puts `spot` among those `placed` from left to right, if there is room for its name."""
    place = bisect(placed, spot.x, key=lambda pair: pair[0].x)
    beside = placed[max(0, place - 1) : place + 1]
    if any(spot.day == other.day or abs(spot.x - other.x) * track < 100 * BETWEEN_NAMES for other, _tick in beside):
        return
    tried = [*placed[max(0, place - 1) : place], (spot, None), *placed[place : place + 2]]
    for number, (each, tick) in enumerate(tried[:3]):
        # What follows the new name may have to say more, or less; but what narrower tracks show stays as it is.
        if tick is None or (each.x > spot.x and tick.level == level):
            name = each.name(tried[number - 1][0] if number else None)
            tick = Tick(round(each.x, 2), name, "start" if each.leads else _anchor(each.x, name), level)
            tried[number] = (each, tick)
    if _fit([tick for _spot, tick in tried], track):
        placed[max(0, place - 1) : place + 2] = tried


def _anchor(x: float, name: str) -> str:
    """Names near an end of the axis turn inwards."""
    overhang = LETTER * len(name) / 2 - BESIDE_TRACK
    if x * TRACKS[0] / 100 < overhang:
        return "start"
    return "end" if (100 - x) * TRACKS[0] / 100 < overhang else "middle"


def _fit(ticks: Iterable[Tick], track: int) -> bool:
    """Whether no name comes too near to another on a track so many pixels wide."""
    last_stop = float("-inf")
    for tick in ticks:
        length = LETTER * len(tick.label)
        start = tick.x * track / 100 - {"start": 0, "middle": length / 2, "end": length}[tick.anchor]
        if start < last_stop + BETWEEN_NAMES:
            return False
        last_stop = start + length
    return True


def _spots(scale: Scale) -> Iterator[_Spot]:
    """The days that may be named, the most telling first: where stretches begin, round dates, changes of pace."""
    stretches = scale.stretches
    for stretch in stretches:
        yield _beginning(scale, stretch)
    pieces = [piece for stretch in stretches for piece in stretch]
    for months in ROUND_MONTHS:
        for piece in pieces:
            pitch = piece.day_width * 30 * months
            # Days without a chance are not worth a try, and may be tens of thousands.
            if pitch * TRACKS[-1] >= 100 * LEAST_PITCH["month"]:
                for day in starts_of_months(piece.start, piece.stop, months):
                    yield _Spot(day, _unit_of_month(day, piece), scale.x(day), pitch)
    fine = [piece for piece in pieces if piece.day_width >= FINE]
    for piece in fine:
        if date.fromordinal(piece.start).day != 1:
            yield _day(scale, piece.start)
    for distance, days in ROUND_DAYS.items():
        for piece in fine:
            for day in range(piece.start, piece.stop):
                if date.fromordinal(day).day in days:
                    yield _day(scale, day, piece.day_width * distance)


def _beginning(scale: Scale, stretch: tuple[Piece, ...]) -> _Spot:
    """Where a stretch begins: by its year alone if there is room for no more, and no other begins in that year."""
    first = stretch[0]
    years = [date.fromordinal(other[0].start).year for other in scale.stretches]
    if stretch[-1].x_stop - first.x < NARROW_STRETCH and years.count(date.fromordinal(first.start).year) == 1:
        return _Spot(first.start, "year", scale.middle(first.start))
    if date.fromordinal(first.start).day == 1 or first.day_width < FINE:
        return _Spot(first.start, _unit_of_month(first.start, first), first.x, leads=True)
    return _day(scale, first.start)


def _unit_of_month(day: int, piece: Piece) -> str:
    """What begins with `day` on the axis. A year that names its months is named by January, as they are."""
    first_of_year = date.fromordinal(day).timetuple().tm_yday == 1
    return "year" if first_of_year and piece.day_width * 30 < NAMES_MONTHS else "month"


def _day(scale: Scale, day: int, pitch: float = 100.0) -> _Spot:
    """A day is named at its middle, where its glyph stands; months and years where they begin."""
    return _Spot(day, "day", scale.middle(day), pitch)


def rulings(scale: Scale) -> Iterator[float]:
    """Where small ticks stand: at days or months or years… the finest that can be told apart there."""
    for stretch in scale.stretches:
        for piece in stretch:
            if piece.day_width >= FINE:
                yield from map(scale.x, range(piece.start, piece.stop))
                continue
            finest = (months for months in reversed(ROUND_MONTHS) if piece.day_width * 30 * months >= FINE)
            if months := next(finest, None):
                yield from map(scale.x, starts_of_months(piece.start, piece.stop, months))
