"""What the grammars find: an `Expression`, with its words, its TIMEX3 and the days that it can mean."""

from __future__ import annotations

from dataclasses import dataclass

from timeline.dates import EventDate

__all__ = ["Expression", "Range"]


@dataclass(frozen=True, slots=True)
class Range:
    """Two expressions that make one stretch of time: "from May 3 to June 7", "between 1985 and 1987", "May 3-7".

    `start` and `stop` (excluded) are code points, with the "from" or "between"; `date` is the interval.
    """

    start: int
    stop: int
    date: EventDate


@dataclass(frozen=True, slots=True)
class Expression:
    """Words of a text that name a time.

    `start` and `stop` (excluded) are code points; `text` is the words between them, which are TimeML's: without the
    preposition. `cue` is the words that a reader should see, with it, from `cue_start` to `stop`.
    `type` is DATE, TIME, DURATION or SET, `value` and `mod` ("" for none) are TIMEX3's (ISO 24617-1).
    `date` holds the calendar days that it can mean, with its `bound` taken in ("by October 2019" is ../2019-10); None
    for "now" and its like, for plain durations and for sets.
    `bound` is the preposition that leaves the date open: "", "by", "since", "until", "before" or "after".
    `anchored_to` says what it was counted from: "calendar" (it names its own date), "publication" or "narrative" (an
    earlier date of the text); `reading` says it in words.
    `range` is shared by two expressions that are the ends of one stretch; each keeps its own date.
    """

    start: int
    stop: int
    text: str
    type: str
    value: str
    mod: str
    date: EventDate | None
    anchored_to: str
    reading: str
    cue_start: int
    cue: str
    bound: str = ""
    range: Range | None = None
