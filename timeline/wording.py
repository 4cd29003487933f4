"""The words that dates are printed in, so that each language can bring its own.

`Wording` decides what may be said of an `EventDate`; how it is said are the messages below, each a plain English
sentence with named places. A translation overrides `say`, `month_name` and `number`, and any other method for
which its language has a better form. Nothing printed is more precise than the date: a month never shows a day.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import date, time, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from timeline.dates import EventDate, Written

__all__ = ["ENGLISH", "MESSAGES", "Wording"]

_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def _(message: str) -> str:
    """The message as it is. The name is the one by which tools that collect messages for translators find it."""
    return message


_QUALIFIED = {"?": _("perhaps {date}"), "~": _("about {date}"), "%": _("perhaps about {date}")}
_PARTS_OF_DAY = {
    "morning": _("{date}, morning"),
    "midday": _("{date}, midday"),
    "afternoon": _("{date}, afternoon"),
    "evening": _("{date}, evening"),
    "night": _("{date}, night"),
    "daytime": _("{date}, in the daytime"),
}
# By the month in which they begin; winter has two years.
_SEASONS = {
    3: _("spring {year}"),
    6: _("summer {year}"),
    9: _("autumn {year}"),
    12: _("the winter of {first}–{last}"),
}
_QUARTERS = {
    1: _("the first quarter of {year}"),
    4: _("the second quarter of {year}"),
    7: _("the third quarter of {year}"),
    10: _("the fourth quarter of {year}"),
}
# By the days of the month, 0 being its last.
_THIRDS = {(1, 10): _("early {month}"), (11, 20): _("mid-{month}"), (21, 0): _("late {month}")}
# Whole messages for each case, for other languages put day, month and year in another order.
_RANGES = {
    "throughout": {
        "years": _("{first}–{last}"),
        "months of a year": _("{first}–{last} {year}"),
        "days of a month": _("{first}–{last} {month} {year}"),
        "days of a year": _("{first} {first_month} – {last} {last_month} {year}"),
        "apart": _("{first} – {last}"),
    },
    "between": {
        "years": _("between {first} and {last}"),
        "months of a year": _("between {first} and {last} {year}"),
        "days of a month": _("between {first} and {last} {month} {year}"),
        "days of a year": _("between {first} {first_month} and {last} {last_month} {year}"),
        "apart": _("between {first} and {last}"),
    },
    "or": {
        "years": _("{first} or {last}"),
        "months of a year": _("{first} or {last} {year}"),
        "days of a month": _("{first} or {last} {month} {year}"),
        "days of a year": _("{first} {first_month} or {last} {last_month} {year}"),
        "apart": _("{first} or {last}"),
    },
}
# What a reading adds about the whole, the start and the stop, by qualifier.
_DOUBTS = {
    "whole": {
        "?": _("{reading}; the date is uncertain"),
        "~": _("{reading}; the date is approximate"),
        "%": _("{reading}; the date is uncertain and approximate"),
    },
    "start": {
        "?": _("{reading}; the start is uncertain"),
        "~": _("{reading}; the start is approximate"),
        "%": _("{reading}; the start is uncertain and approximate"),
    },
    "stop": {
        "?": _("{reading}; the end is uncertain"),
        "~": _("{reading}; the end is approximate"),
        "%": _("{reading}; the end is uncertain and approximate"),
    },
}
# An open start, and one that nobody knows.
_BEFORE = {"..": _("by {date}"), "": _("until {date}")}
_NO_LIMIT = {
    "start": {"..": _("{reading}; no start is known"), "": _("{reading}; it began on a day that is not known")},
    "stop": {"..": _("{reading}; no end is known"), "": _("{reading}; it ended on a day that is not known")},
}
_WITHIN = {"start": _("{reading}; it began within {date}"), "stop": _("{reading}; it ended within {date}")}
_BOUNDS = {
    "throughout": (_("{date}, throughout"), _("up to {date}, throughout"), _("from {date} on, throughout")),
    "within": (_("{date}, somewhere within"), _("on or before {date}"), _("on or after {date}")),
}

MESSAGES: tuple[str, ...] = tuple(
    dict.fromkeys(
        (
            _("{day} {month} {year}"),
            _("{month} {year}"),
            _("{year} CE"),
            _("the {year}s"),
            _("{date}, {time}"),
            _("{date}, {time} ({zone})"),
            _("{date}, {first}–{last}"),
            _("{date}, {first}–{last} ({zone})"),
            _("{date} or earlier"),
            _("{date} or later"),
            _("from {date}"),
            _("throughout {date}"),
            _("{date}, that day"),
            _("undated"),
            _("undated: neither a start nor an end is known"),
            *_QUALIFIED.values(),
            *_PARTS_OF_DAY.values(),
            *_SEASONS.values(),
            *_QUARTERS.values(),
            *_THIRDS.values(),
            *(message for messages in _RANGES.values() for message in messages.values()),
            *(message for messages in _DOUBTS.values() for message in messages.values()),
            *(message for messages in _NO_LIMIT.values() for message in messages.values()),
            *_WITHIN.values(),
            *_BEFORE.values(),
            *(message for messages in _BOUNDS.values() for message in messages),
        )
    )
)
"""Every message that `Wording.say` is asked for, for translators' catalogues."""


class Wording:
    """English. Subclasses speak other languages: `say`, `month_name` and `number` are enough to override."""

    def say(self, message: str, **values: str) -> str:
        """The message, one of MESSAGES, with its places filled."""
        return message.format(**values)

    def number(self, number: int) -> str:
        return str(number)

    def month_name(self, month: int, *, short: bool = False) -> str:
        return _MONTHS[month - 1][:3] if short else _MONTHS[month - 1]

    def year(self, year: int) -> str:
        """A year; one of fewer than four digits says that it is one."""
        return self.number(year) if year >= 1000 else self.say("{year} CE", year=self.number(year))

    def month(self, year: int, month: int, *, short: bool = False) -> str:
        return self.say("{month} {year}", month=self.month_name(month, short=short), year=self.year(year))

    def day(self, day: date, *, short: bool = False) -> str:
        return self.say(
            "{day} {month} {year}",
            day=self.number(day.day),
            month=self.month_name(day.month, short=short),
            year=self.year(day.year),
        )

    def time(self, time_of_day: time) -> str:
        return time_of_day.isoformat("seconds" if time_of_day.second else "minutes")

    def zone(self, offset: timedelta) -> str:
        minutes = round(offset.total_seconds() / 60)
        if not minutes:
            return "UTC"
        return f"UTC{'+' if minutes > 0 else '−'}{abs(minutes) // 60:02}:{abs(minutes) % 60:02}"

    def days(self, first: date, last: date, *, short: bool = False) -> str:
        """A run of days, both included, without saying twice what both share: "30 November – 2 December 2019"."""
        return self._range("throughout", "day", first, last, short)

    def label(self, when: EventDate, *, short: bool = False) -> str:
        """The date as people write it; see `EventDate.label`."""
        start, stop = when.start, when.stop
        if when.is_undated:
            return self.say("undated")
        if start == stop and not when.throughout:
            return self._name(start, short, style="between")
        if start.is_open:
            message = _BEFORE[start.text] if when.throughout else "{date} or earlier"
            return self.say(message, date=self._name(stop, short))
        if stop.is_open:
            return self.say("from {date}" if when.throughout else "{date} or later", date=self._name(start, short))
        same_days = start.is_plain and stop.is_plain and (start.earliest, start.latest) == (stop.earliest, stop.latest)
        if when.throughout and (start == stop or same_days):
            return self.say("throughout {date}", date=self._name(start, short))
        if _is_clock_range(when):
            return self._clock_range(when, short)
        if start.is_plain and stop.is_plain:
            if not when.throughout:
                return self._within(when.earliest, when.latest, short, style="between")
            if start.precision == stop.precision and start.precision in ("day", "month", "year"):
                return self._range("throughout", start.precision, start.earliest, stop.earliest, short)
        return self.say(
            _RANGES["throughout" if when.throughout else "between"]["apart"],
            first=self._name(start, short),
            last=self._name(stop, short),
        )

    def reading(self, when: EventDate) -> str:
        """One line that spells out the bounds; see `EventDate.reading`."""
        if when.is_undated:
            return self.say("undated: neither a start nor an end is known")
        if when.start.is_within_day and not when.throughout:
            return self.label(when)
        reading = self._bounds(when)
        if when.start == when.stop and not when.throughout:
            doubt = _DOUBTS["whole"].get(when.start.qualifier)
            return self.say(doubt, reading=reading) if doubt else reading
        for end, written in (("start", when.start), ("stop", when.stop)):
            if written.qualifier:
                reading = self.say(_DOUBTS[end][written.qualifier], reading=reading)
            elif written.is_open and when.throughout:
                reading = self.say(_NO_LIMIT[end][written.text], reading=reading)
            elif when.throughout and when.earliest and when.latest and written.earliest != written.latest:
                # Not for an open interval: its one end is a limit ("by October"), not a day on which it ended.
                reading = self.say(_WITHIN[end], reading=reading, date=self._name(written))
        return reading

    def _bounds(self, when: EventDate) -> str:
        both, up_to, from_on = _BOUNDS["throughout" if when.throughout else "within"]
        start, stop = (
            self._name(end) if end.is_within_day else day and self.day(day)
            for end, day in ((when.start, when.earliest), (when.stop, when.latest))
        )
        if when.start.is_open:
            return self.say(up_to, date=stop)
        if when.stop.is_open:
            return self.say(from_on, date=start)
        if when.is_day and not when.throughout:
            return start if when.qualified else self.say("{date}, that day", date=start)
        if _is_clock_range(when):
            return self.say(both, date=self._clock_range(when))
        if when.start.is_within_day or when.stop.is_within_day:
            return self.say(both, date=self.say(_RANGES["throughout"]["apart"], first=start, last=stop))
        return self.say(both, date=self.days(when.earliest, when.latest))

    def _name(self, written: Written, short: bool = False, style: str = "throughout") -> str:
        """A single date. `style` is how a run that has no name of its own is put: "between" when it stands alone."""
        first = written.earliest
        if written.qualifier:
            plain = self._unqualified(written, short, "throughout")
            return self.say(_QUALIFIED[written.qualifier], date=plain)
        if written.part_of_day:
            return self.say(_PARTS_OF_DAY[written.part_of_day], date=self.day(first, short=short))
        if written.time is not None:
            return self._with_zone(
                "{date}, {time}",
                "{date}, {time} ({zone})",
                written.offset,
                date=self.day(first, short=short),
                time=self.time(written.time),
            )
        return self._unqualified(written, short, style)

    def _clock_range(self, when: EventDate, short: bool = False) -> str:
        return self._with_zone(
            "{date}, {first}–{last}",
            "{date}, {first}–{last} ({zone})",
            when.start.offset,
            date=self.day(when.earliest, short=short),
            first=self.time(when.start.time),
            last=self.time(when.stop.time),
        )

    def _with_zone(self, without: str, message: str, offset: timedelta | None, **values: str) -> str:
        if offset is None:
            return self.say(without, **values)
        return self.say(message, **values, zone=self.zone(offset))

    def _unqualified(self, written: Written, short: bool, style: str) -> str:
        first, last = written.earliest, written.latest
        if written.precision == "quarter":
            return self.say(_QUARTERS[first.month], year=self.year(first.year))
        if written.precision == "season" and first.year == last.year:
            return self.say(_SEASONS[first.month], year=self.year(first.year))
        if written.precision == "season":
            same_century = first.year >= 1000 and last.year % 100
            last_year = self.number(last.year)[-2:] if same_century else self.year(last.year)
            return self.say(_SEASONS[first.month], first=self.year(first.year), last=last_year)
        return self._within(first, last, short, style)

    def _within(self, first: date, last: date, short: bool, style: str) -> str:
        """A run of days by its name, if it has one, or by its ends in the largest unit that fits them."""
        if first == last:
            return self.day(first, short=short)
        last_of_month = monthrange(last.year, last.month)[1]
        if (first.year, first.month) == (last.year, last.month):
            month = self.month(first.year, first.month, short=short)
            if (first.day, last.day) == (1, last_of_month):
                return month
            third = _THIRDS.get((first.day, 0 if last.day == last_of_month else last.day))
            if third:
                return self.say(third, month=month)
        if (first.month, first.day, last.month, last.day) == (1, 1, 12, 31):
            if first.year == last.year:
                return self.year(first.year)
            if first.year >= 1000 and first.year % 10 == 0 and last.year == first.year + 9:
                return self.say("the {year}s", year=self.number(first.year))
            two = last.year - first.year == 1
            return self._range("or" if two else style, "year", first, last, short)
        if first.day == 1 and last.day == last_of_month:
            two = (last.year - first.year) * 12 + last.month - first.month == 1
            return self._range("or" if two else style, "month", first, last, short)
        two = (last - first).days == 1
        return self._range("or" if two else style, "day", first, last, short)

    def _range(self, style: str, unit: str, first: date, last: date, short: bool) -> str:
        messages = _RANGES[style]
        first_month, last_month = (self.month_name(day.month, short=short) for day in (first, last))
        year = self.year(last.year)
        if unit == "year":
            return self.say(messages["years"], first=self.year(first.year), last=year)
        if unit == "month" and first.year == last.year:
            return self.say(messages["months of a year"], first=first_month, last=last_month, year=year)
        if unit == "month":
            ends = (self.month(day.year, day.month, short=short) for day in (first, last))
            return self.say(messages["apart"], **dict(zip(("first", "last"), ends, strict=True)))
        if first == last:
            return self.day(first, short=short)
        if first.year != last.year:
            return self.say(messages["apart"], first=self.day(first, short=short), last=self.day(last, short=short))
        numbers = {"first": self.number(first.day), "last": self.number(last.day), "year": year}
        if first.month == last.month:
            return self.say(messages["days of a month"], **numbers, month=first_month)
        return self.say(messages["days of a year"], **numbers, first_month=first_month, last_month=last_month)


def _is_clock_range(when: EventDate) -> bool:
    """Whether it went on from one time to another of the same day, by the same clock."""
    times = when.start.time is not None and when.stop.time is not None
    return times and when.is_day and when.start != when.stop and when.start.offset == when.stop.offset


ENGLISH = Wording()
