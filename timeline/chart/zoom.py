"""Which days a zoomed chart covers, and which a step closer or further away: the keyboard's way and the links'."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from datetime import date

from .scale import Scale, Span, first_of_month, month_of

__all__ = ["Bounds", "closer", "further", "window"]

Bounds = tuple[date | None, date | None]
"""A first and a last day, both included; None for no bound."""

# A step closer shows this much of the track.
CLOSER = 100 / 3
# In days: what is shown in whole months, and one of them.
LONG = 60
DAYS_OF_A_MONTH = 30.44


def window(asked: Bounds, reach: Span) -> Span:
    """The days of a chart that is zoomed to those `asked` for, as far as there is something: within `reach`.

    Where nothing of that is asked for, they are the days asked for all the same.
    """
    least, most = reach
    first = asked[0].toordinal() if asked[0] else least
    stop = asked[1].toordinal() + 1 if asked[1] else most
    clipped = max(first, least), min(stop, most)
    if clipped[0] < clipped[1]:
        return clipped
    return (first, max(stop, first + 1)) if asked[0] else (min(first, stop - 1), stop)


def closer(scale: Scale, edges: Sequence[int], middle: float) -> Bounds | None:
    """The days of about a third of the chart around `middle` percent, on whole bins; None if it shows one alone."""
    x = min(max(middle - CLOSER / 2, 0.0), 100.0 - CLOSER)
    starts, stops = edges[:-1], edges[1:]
    first = starts[bisect_right(starts, scale.day_at(x)) - 1]
    stop = stops[bisect_left(stops, scale.day_at(x + CLOSER) + 1)]
    if (first, stop) == (scale.start, scale.stop):
        # The chart has two or three bins.
        place = bisect_right(starts, scale.day_at(middle)) - 1
        first, stop = starts[place], stops[place]
    return None if (first, stop) == (scale.start, scale.stop) else _bounds(first, stop)


def further(shown: Span, reach: Span) -> Bounds:
    """The days from as long before those `shown` to as long after them, in whole months where they are long.

    A bound that lies outside of `reach` is none, and both are where nothing of it would be shown.
    """
    length = shown[1] - shown[0]
    first, stop = shown[0] - length, shown[1] + length
    if length >= LONG:
        months = round(length / DAYS_OF_A_MONTH)
        first = first_of_month(month_of(shown[0]) - months)
        stop = first_of_month(month_of(shown[1] - 1) + months + 1)
    if first >= reach[1] or stop <= reach[0]:
        return None, None
    return (
        date.fromordinal(first) if first > reach[0] else None,
        date.fromordinal(stop - 1) if stop < reach[1] else None,
    )


def _bounds(first: int, stop: int) -> tuple[date, date]:
    return date.fromordinal(first), date.fromordinal(stop - 1)
