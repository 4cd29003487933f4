"""What one rule read in one place, before it is dressed as an `Expression`."""

from __future__ import annotations

from dataclasses import dataclass

from timeline.dates import EventDate
from timeline.extraction.times.patterns import Found
from timeline.extraction.times.periods import Period

__all__ = ["Sense"]


@dataclass(slots=True)
class Sense:
    """A time named by the tokens `first` to `last` (excluded).

    `period` is the calendar period that it names, `time` its time of day ("T18:00", "TMO"), `date` the days that it
    can mean where they are not simply those of the period. A sense `is_loose` when it waits for a day beside it
    ("6 p.m."), and `is_sure` when it is a time without one, too. `topic` is the period that the text reports of from
    here on; an aside, such as what figures are compared with, leaves the story where it was.
    """

    first: int
    last: int
    type: str
    value: str
    period: Period | None = None
    mod: str = ""
    time: str = ""
    date: EventDate | None = None
    anchored_to: str = "publication"
    is_loose: bool = False
    is_sure: bool = True
    is_aside: bool = False
    topic: Period | None = None

    @classmethod
    def of(cls, found: Found, period: Period, anchored_to: str, **more) -> Sense:
        """The whole match, naming this period."""
        return cls.over(found.first, found.last, period, anchored_to, **more)

    @classmethod
    def over(cls, first: int, last: int, period: Period, anchored_to: str, **more) -> Sense:
        """These tokens, naming this period."""
        return cls(first, last, "DATE", period.value, period, anchored_to=anchored_to, **more)

    @classmethod
    def valued(cls, found: Found, type_: str, value: str, **more) -> Sense:
        """The whole match, of this type and value and without a place in the calendar."""
        return cls(found.first, found.last, type_, value, **more)

    def at(self, time: str) -> Sense:
        """The same, at this time of its day."""
        self.time = time
        self.type = "TIME"
        return self

    def part(self, mod: str) -> Sense:
        """The same, but only its beginning, middle or end."""
        self.mod = mod
        return self

    @property
    def is_day(self) -> bool:
        """Whether it names one day of the calendar, for which a time of day can wait."""
        return self.period is not None and self.period.unit == "D" and not self.is_loose
