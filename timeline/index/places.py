"""Where one stands in a list of events: a place between its rows that stays when events come, move or go.

A place is the sort key of an event with the key of its row, not a number of rows. So a page that goes on from a place
repeats nothing and leaves nothing out, whatever was published in the meantime.
"""

import re
from dataclasses import dataclass
from datetime import date

__all__ = ["END", "LAST_DAY", "RECORDED", "SORTS", "UNDATED", "Place", "told_key"]

RECORDED = "recorded"
SORTS = ("oldest", "newest", RECORDED)

LAST_DAY = date.max.toordinal()
# What stands for the dates of an event that has none, among others: it comes after all of them.
NO_DAY = LAST_DAY + 1
# In bits: a day fits in 22 (the year 9999 ends on day 3,652,059); a step may reach 262,143.
STEP_BITS = 18
DAY_BITS = 22
MOST_STEPS = (1 << STEP_BITS) - 1
# Keys from here on are of events without a date.
UNDATED = 1 << (STEP_BITS + 2 * DAY_BITS)
LAST_PK = (1 << 63) - 1

_TOLD = re.compile(r"(?:(undated)|([0-9]{1,7})\.([0-9]{1,7}))\.([0-9]{1,19})(?:\.([0-9]{1,6}))?")
_RECORDED = re.compile(r"r(-?[0-9]{1,18})\.([0-9]{1,19})")


def told_key(first, last, steps, is_undated):
    """The sort key of an event, or of a column of them, that is told `steps` behind the days `first` to `last`.

    The order of these numbers is that of (undated, first, last, steps). Chains longer than 262,143 steps tie.
    """
    return is_undated * UNDATED + first * (1 << (STEP_BITS + DAY_BITS)) + last * (1 << STEP_BITS) + steps


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a list: right where the event `pk` with the sort key `key` stands, or stood.

    `key` is a `told_key`, or with `by_recorded` the microsecond at which it was recorded. Its text form is
    `<first day>.<last day>.<pk>` with days counted from the year 1, `undated.<pk>`, or `r<microsecond>.<pk>`.
    """

    key: int
    pk: int
    by_recorded: bool = False

    @classmethod
    def parse(cls, text: str, sort: str) -> "Place":
        """The place that `text` says, in a list sorted by `sort`. ValueError when it says none."""
        if text == str(END):
            return END
        found = (_RECORDED if sort == RECORDED else _TOLD).fullmatch(text)
        if not found:
            raise ValueError(f"{text!r} is no place in a list sorted by {sort}")
        if sort == RECORDED:
            key, pk = int(found[1]), int(found[2])
        else:
            first, last = (NO_DAY, LAST_DAY) if found[1] else (int(found[2]), int(found[3]))
            steps, pk = int(found[5] or 0), int(found[4])
            if first > NO_DAY or last > LAST_DAY or steps > MOST_STEPS:
                raise ValueError(f"{text!r} lies outside the calendar")
            key = told_key(first, last, steps, bool(found[1]))
        if pk > LAST_PK:
            raise ValueError(f"{text!r} names no event")
        return cls(key, pk, sort == RECORDED)

    @classmethod
    def of_day(cls, day: date, sort: str) -> "Place":
        """Right before the first event that begins on `day` or later; before the last day's where the list goes back.

        Where the list is by the time of recording, the days are those of UTC.
        """
        if sort == RECORDED:
            return cls((day.toordinal() + 1 - date(1970, 1, 1).toordinal()) * 86_400_000_000, 0, by_recorded=True)
        if sort == "newest":
            return cls(told_key(day.toordinal(), LAST_DAY, MOST_STEPS, False), LAST_PK)
        return cls(told_key(day.toordinal(), 0, 0, False), 0)

    @property
    def is_undated(self) -> bool:
        return self.key >= UNDATED

    def suits(self, sort: str) -> bool:
        """Whether it lies in a list sorted by `sort`."""
        return self is END or self.by_recorded == (sort == RECORDED)

    def __str__(self):
        if self is END:
            return "end"
        if self.by_recorded:
            return f"r{self.key}.{self.pk}"
        steps, days = self.key & MOST_STEPS, self.key >> STEP_BITS
        first, last = (days >> DAY_BITS) & ((1 << DAY_BITS) - 1), days & ((1 << DAY_BITS) - 1)
        dates = "undated" if self.is_undated else f"{first}.{last}"
        return f"{dates}.{self.pk}.{steps}" if steps else f"{dates}.{self.pk}"


# Behind everything, however it is sorted.
END = Place(1 << 63, LAST_PK)
