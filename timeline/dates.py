"""Dates as sources give them: a day, a month, "late December", "by October", and never more than that.

An `EventDate` is one unbroken run of days, with what is known about it: whether the event went on throughout
or happened once somewhere within, and whether its limits are in doubt. It is written in EDTF (the Extended
Date/Time Format: ISO 8601-2:2019, https://www.loc.gov/standards/datetime/), in the subset that has such a run:

    2020  2019-12  2019-12-27         a year, a month, a day; the years 0001 to 9999
    2019-21 … 24                      spring, summer, autumn, winter: the meteorological seasons of the north,
                                      whole months; winter belongs to the year in which it begins, so that
                                      2019-24 is December 2019 to February 2020
    2019-33 … 36                      the quarters of a year
    201X  2019-XX  2019-12-2X         masks: once, in a period of which only the first digits are known
    2019-12?  2019-12~  2019-12%      uncertain, approximate, both
    2019-10~/2020-01-02               an interval: it went on throughout
    ../2019-10  2019-10/..            an interval with an open end
    /2019-10  2019-10/                an interval with an end that nobody knows
    [2019-12-21..2019-12-31]          a one-of set: once, somewhere within; either end may be left open, and a
                                      list without gaps ([2020-01-02,2020-01-03]) is read as the set it makes
    2020-01-03T01:00+03:00            a time of day, with its zone or without; alone or at an interval's end

One extension: EDTF cannot say "in the morning", so a day may carry a part of the day by the suffixes of TIMEX3
(ISO 24617-1): `2020-01-02TMO` morning, `TMI` midday, `TAF` afternoon, `TEV` evening, `TNI` night, `TDT` daytime.
`EventDate.to_edtf` leaves it out.

What EDTF has and this has not is refused by name, in a `DateError`. An event of which nothing is known has no
EventDate at all (the empty text is refused); `../..` can be written, and is undated as well.

Pure: no clock, no network, no Django. The words that dates are printed in are `timeline.wording`'s.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone
from enum import Enum, StrEnum
from itertools import pairwise

from timeline.errors import SourcelineError
from timeline.wording import ENGLISH, Wording

__all__ = ["DateError", "EventDate", "Precision", "Wording"]


class DateError(SourcelineError):
    """A text that cannot be read as a date. Nothing was read from it.

    `text` is the whole text as given, `problem` what is wrong with it, `expected` what would have been right,
    `position` where in `text` the trouble begins (code points, from 0), and `feature` the name of the form that is
    not supported, if that is the trouble.
    """

    def __init__(self, text: str, problem: str, *, expected: str, position: int = 0, feature: str | None = None):
        shown = text if len(text) <= 60 else text[:59] + "…"
        super().__init__(f'"{shown}" cannot be read as a date: {problem}. Expected {expected}.')
        self.text = text
        self.problem = problem
        self.expected = expected
        self.position = position
        self.feature = feature


class Precision(StrEnum):
    """The unit in which a date is known. `RANGE` is any run of days that is no calendar unit."""

    TIME = "time"
    PART_OF_DAY = "part of day"
    DAY = "day"
    MONTH = "month"
    SEASON = "season"
    QUARTER = "quarter"
    YEAR = "year"
    DECADE = "decade"
    CENTURY = "century"
    RANGE = "range"


class _Manner(Enum):
    SINGLE = "a date"
    INTERVAL = "an interval"
    ONE_OF = "a one-of set"


@dataclass(frozen=True, slots=True)
class Written:
    """One date inside an EventDate, as written: the whole of it, or the start or stop of a range.

    `earliest` and `latest` are the days it can mean, both included; both are None for an open end (text "..")
    and an unknown one (text ""). `offset` is the zone's distance from UTC.
    """

    text: str
    earliest: date | None = None
    latest: date | None = None
    precision: Precision = Precision.RANGE
    qualifier: str = ""
    time: time | None = None
    offset: timedelta | None = None
    part_of_day: str | None = None

    @property
    def is_open(self) -> bool:
        return self.earliest is None

    @property
    def is_plain(self) -> bool:
        """Whether it is whole days, and not in doubt."""
        return not (self.qualifier or self.is_within_day)

    @property
    def is_within_day(self) -> bool:
        return self.time is not None or self.part_of_day is not None


_OPEN, _UNKNOWN = Written(".."), Written("")


@dataclass(frozen=True, slots=True, repr=False)
class EventDate:
    """When an event happened, as far as anybody knows. Made by `parse` and `of_days`; equal when written alike.

    `start` and `stop` are the two written dates of a range, and one and the same for a single date.
    """

    manner: _Manner
    start: Written
    stop: Written

    @classmethod
    def parse(cls, text: str) -> EventDate:
        """The date that `text` writes in EDTF; white space around it is ignored.

        Raises DateError, and nothing else, for a text that is no such date, for an impossible one ("2019-02-30",
        a start after its stop) and for what EDTF has and this does not support.
        """
        try:
            return cls(*_read(text.strip()))
        except _ProblemError as problem:
            raise DateError(
                text,
                problem.problem,
                expected=problem.expected,
                position=problem.position + len(text) - len(text.lstrip()),
                feature=problem.feature,
            ) from problem.__cause__

    @classmethod
    def of_days(cls, earliest: date | None, latest: date | None, *, throughout: bool = False) -> EventDate:
        """The date with just these bounds, both included, None for an open one.

        An interval if it went on `throughout`; otherwise the day, month or year that they make, or else a one-of
        set. Raises DateError if `earliest` is after `latest`.
        """
        first, last = (date.isoformat(day) if day else ".." for day in (earliest, latest))
        if throughout or (earliest is None and latest is None):
            return cls.parse(f"{first}/{last}")
        if earliest and latest:
            for unit in (first, first[:7], first[:4]):
                whole = cls.parse(unit)
                if (whole.earliest, whole.latest) == (earliest, latest):
                    return whole
        return cls.parse(f"[{first.strip('.')}..{last.strip('.')}]")

    def __str__(self) -> str:
        """The canonical text: `EventDate.parse(str(d)) == d`."""
        match self.manner:
            case _Manner.SINGLE:
                return self.start.text
            case _Manner.INTERVAL:
                return f"{self.start.text}/{self.stop.text}"
            case _Manner.ONE_OF:
                return f"[{self.start.text.strip('.')}..{self.stop.text.strip('.')}]"

    def __repr__(self) -> str:
        return f"EventDate.parse({str(self)!r})"

    def to_edtf(self) -> str:
        """The text without what EDTF has no place for: parts of the day, and times within an interval."""
        return re.sub(r"T[^/]*" if self.throughout else r"T[A-Z]{2}", "", str(self))

    @property
    def earliest(self) -> date | None:
        """The first day it can mean; None when the start is open or unknown."""
        return self.start.earliest

    @property
    def latest(self) -> date | None:
        """The last day it can mean, itself included; None when the end is open or unknown."""
        return self.stop.latest

    @property
    def throughout(self) -> bool:
        """Whether it went on from the start to the end: an interval."""
        return self.manner is _Manner.INTERVAL

    @property
    def somewhere_within(self) -> bool:
        """Whether it happened once, on a day that is not exactly known."""
        return not self.throughout and not self.is_day

    @property
    def is_day(self) -> bool:
        """Whether its bounds are one and the same day."""
        return self.earliest is not None and self.earliest == self.latest

    @property
    def is_undated(self) -> bool:
        """Whether neither end is known."""
        return self.earliest is None and self.latest is None

    @property
    def uncertain(self) -> bool:
        """Whether it is doubted (`?` or `%`), at either end."""
        return any(written.qualifier in ("?", "%") for written in (self.start, self.stop))

    @property
    def approximate(self) -> bool:
        """Whether it is only near the truth (`~` or `%`), at either end."""
        return any(written.qualifier in ("~", "%") for written in (self.start, self.stop))

    @property
    def qualified(self) -> bool:
        return self.uncertain or self.approximate

    @property
    def time(self) -> time | None:
        """The local time of day of a single timed date, without its zone; None for all others."""
        return self.start.time if self.manner is _Manner.SINGLE else None

    @property
    def offset(self) -> timedelta | None:
        """How far the zone of a single timed date is ahead of UTC; None where no zone is given."""
        return self.start.offset if self.manner is _Manner.SINGLE else None

    @property
    def part_of_day(self) -> str | None:
        """ "morning", "midday", "afternoon", "evening", "night" or "daytime", for a single date that has one."""
        return self.start.part_of_day if self.manner is _Manner.SINGLE else None

    @property
    def precision(self) -> Precision:
        return self.start.precision if self.manner is _Manner.SINGLE else Precision.RANGE

    @property
    def sort_key(self) -> tuple[date, date]:
        """Earliest, then latest. An open start sorts by the end that is known, an open end comes last."""
        return self.earliest or self.latest or date.max, self.latest or date.max

    def overlaps(self, earliest: date | None, latest: date | None) -> bool:
        """Whether it is *possible* that any of it lay in the range asked for; both days included, None unbounded.

        A date in doubt is taken at its bounds, as nobody states how wide the doubt is. A range that ends before
        it begins holds no day, so nothing overlaps it.
        """
        if earliest and latest and earliest > latest:
            return False
        begins_in_time = latest is None or self.earliest is None or self.earliest <= latest
        ends_in_time = earliest is None or self.latest is None or self.latest >= earliest
        return begins_in_time and ends_in_time

    def lies_within(self, earliest: date | None, latest: date | None) -> bool:
        """Whether it is *certain* that all of it lay in the range asked for; both days included, None unbounded.

        An open end is certain only where the range is unbounded on that side, and a date in doubt only where it
        is unbounded on both.
        """
        if self.qualified and (earliest or latest):
            return False
        begins_inside = earliest is None or (self.earliest is not None and self.earliest >= earliest)
        ends_inside = latest is None or (self.latest is not None and self.latest <= latest)
        return begins_inside and ends_inside

    def label(self, wording: Wording = ENGLISH, *, short: bool = False) -> str:
        """The date as people write it, no more precise than it is: "late December 2019", "by October 2019".

        `short` abbreviates the months.
        """
        return wording.label(self, short=short)

    def reading(self, wording: Wording = ENGLISH) -> str:
        """One line that spells out its bounds: "21–31 December 2019, somewhere within"."""
        return wording.reading(self)


# Reading

_DATE = re.compile(
    r"""(?P<digits> (?P<year>[0-9X]{4}) (?: -(?P<month>[0-9X]{2}) (?: -(?P<day>[0-9X]{2}) )? )? )
        (?: T (?: (?P<part>MO|MI|AF|EV|NI|DT)
                | (?P<clock>[0-9]{2}:[0-9]{2}(?::[0-9]{2})?) (?P<zone>Z|[+-][0-9]{2}(?::[0-5][0-9])?)? ) )?
        (?P<qualifier>[?~%])?""",
    re.VERBOSE,
)
_PARTS_OF_DAY = {
    "MO": "morning",
    "MI": "midday",
    "AF": "afternoon",
    "EV": "evening",
    "NI": "night",
    "DT": "daytime",
}
# The first of the three months of each.
_SEASONS = {"21": 3, "22": 6, "23": 9, "24": 12}
_QUARTERS = {"33": 1, "34": 4, "35": 7, "36": 10}

_A_DATE = "a date such as 2019, 2019-12, 2019-12-27 or 2019-12~"
# What else the standard, its draft of 2012 and ISO 8601-1 can write: how it is known, its name, what to write.
_UNSUPPORTED = tuple(
    (re.compile(pattern), feature, expected)
    for pattern, feature, expected in (
        (r"\{", "a set of every member ({1667,1668})", "an interval (1667/1668) or a one-of set ([1667..1668])"),
        (r"^Y.*E", "exponential years (Y17E7)", "a year of four digits"),
        (r"[0-9]S[0-9]", "significant digits (1950S2)", "a mask such as 19XX"),
        (r"^Y", "years beyond four digits (Y170000002)", "a year of four digits"),
        (r"^-[0-9X]", "years before the year 1 (-1985)", "a year from 0001 to 9999"),
        (r"^0000", "the year 0 (0000)", "a year from 0001 to 9999"),
        (r"^XXXX", "a year of which nothing is known (XXXX)", "at least the first digit of the year (1XXX)"),
        (r"^[?~%]|[?~%].", "qualifiers inside a date (2004-06~-11, ?2004-06-11)", "one qualifier, at its end"),
        (
            r"^[0-9X-]*X[0-9X-]*[0-9]",
            "known digits after masked ones (156X-12-25, 2019-1X-2X)",
            "masks at the end alone, such as 156X or 2019-12-2X",
        ),
        (
            r"^[0-9]{4}-(2[5-9]|3[0-2])[?~%]?$",
            "seasons by hemisphere (25–32)",
            "a season of the north, such as 2019-21, or the months (2019-09/2019-11)",
        ),
        (r"^[0-9]{4}-3[7-9][?~%]?$", "quadrimesters (37–39)", "the months that are meant (2019-01/2019-04)"),
        (r"^[0-9]{4}-4[01][?~%]?$", "semesters (40–41)", "the months that are meant (2019-01/2019-06)"),
        (r"^[0-9]{4}-(2[1-4]|3[3-6])-", "days within a season or quarter (2019-21-05)", "the month and the day"),
        (r"^[0-9]{4}-?W", "week dates (2019-W52)", "the first and the last day (2019-12-23/2019-12-29)"),
        (r"^[0-9]{4}-[0-9]{3}$", "days of the year (2019-361)", "the month and the day (2019-12-27)"),
        (r"^[0-9]{6}([0-9]{2})?$", "dates without hyphens (20191227)", "hyphens (2019-12-27)"),
        (r"^[PR]", "durations and repetitions (P1Y, R5/2019)", "the first and the last day (2019/2020)"),
        (r"T.*[.,]", "fractions of a second (T01:00:30.5)", "hours, minutes and perhaps seconds"),
        (r"T[0-9]{2}(?![0-9:])", "hours without minutes (T01)", "hours and minutes (T01:00)"),
        (
            r"^[0-9-]*[ux][0-9ux-]*$|^(open|unknown)$",
            "the draft's syntax (199u, 199x, unknown, open)",
            "201X, 2019/.., 2019/",
        ),
    )
)


class _ProblemError(Exception):
    """What is wrong with a part of a text; `EventDate.parse` makes it a DateError that knows the whole."""

    def __init__(self, problem: str, *, expected: str = _A_DATE, feature: str | None = None):
        super().__init__(problem)
        self.problem = problem
        self.expected = expected
        self.feature = feature
        self.position = 0


def _unsupported(feature: str, expected: str) -> _ProblemError:
    return _ProblemError(f"Sourceline does not support {feature}", expected=expected, feature=feature)


def _read(text: str) -> tuple[_Manner, Written, Written]:
    if not text:
        raise _ProblemError("there is nothing to read")
    if text.startswith("["):
        return _read_one_of(text)
    match text.split("/"):
        case [alone]:
            written = _read_date(alone)
            return _Manner.SINGLE, written, written
        case [first, last]:
            start, stop = _read_end(first, 0), _read_end(last, len(first) + 1)
            _check_order(start, stop)
            return _Manner.INTERVAL, start, stop
        case _:
            raise _ProblemError("an interval has two ends", expected="an interval such as 2019-10/2020-01-02")


def _read_end(text: str, position: int) -> Written:
    """The end of a range, which begins at `position` in the whole text."""
    try:
        return _OPEN if text == ".." else _UNKNOWN if text == "" else _read_date(text)
    except _ProblemError as problem:
        problem.position += position
        raise


def _read_one_of(text: str) -> tuple[_Manner, Written, Written]:
    expected = "a set such as [2019-12-21..2019-12-31]"
    if text.rstrip("?~%") != text:
        raise _unsupported("a qualifier after a set ([2019..2020]~)", "it at the end of each date inside")
    if not text.endswith("]"):
        raise _ProblemError("a one-of set ends with ]", expected=expected)
    runs: list[tuple[Written, Written]] = []
    position = 1
    for member in text[1:-1].split(","):
        first, dots, last = member.partition("..")
        start = _read_end(first or dots, position)
        stop = _read_end(last or dots, position + len(first) + 2) if dots else start
        if _UNKNOWN in (start, stop):
            raise _ProblemError("the set has a place without a date", expected=expected)
        _check_order(start, stop)
        runs.append((start, stop))
        position += len(member) + 1
    start, stop = runs[0][0], runs[-1][1]
    if start.is_open and stop.is_open:
        raise _ProblemError("the set holds no date", expected=expected)
    _check_set(runs)
    return (_Manner.SINGLE if start == stop else _Manner.ONE_OF), start, stop


def _check_set(runs: list[tuple[Written, Written]]) -> None:
    """Refuses what a set may not hold, and a list that does not make one unbroken run of days."""
    every = [written for run in runs for written in run]
    if any(written.is_within_day for written in every):
        raise _unsupported("a time of day in a set ([2020-01-02T23:00..2020-01-03T01:00])", "days alone")
    if len(runs) > 1 and any(written.qualifier for written in every):
        raise _unsupported("a qualifier in a list ([1667~,1668])", "a range, such as [1667~..1668]")
    for (_, before), (after, _) in pairwise(runs):
        if None in (before.latest, after.earliest) or (after.earliest - before.latest).days != 1:
            raise _unsupported("a set with gaps ([1667,1670..1672])", "a set without, such as [1667..1672]")


def _check_order(start: Written, stop: Written) -> None:
    expected = "a start that is not after its stop"
    if start.is_open or stop.is_open:
        return
    if start.earliest > stop.latest:
        raise _ProblemError(f"it would start on {start.earliest} and stop on {stop.latest}", expected=expected)
    if start.time and stop.time and (start.offset is None) == (stop.offset is None):
        first, last = (
            datetime.combine(end.earliest, end.time, None if end.offset is None else timezone(end.offset))
            for end in (start, stop)
        )
        if first > last:
            raise _ProblemError("it would stop at an earlier time than it starts", expected=expected)


def _read_date(text: str) -> Written:
    found = _DATE.fullmatch(text)
    for pattern, feature, expected in _UNSUPPORTED:
        if pattern.search(text):
            raise _unsupported(feature, expected)
    if not found:
        raise _ProblemError("it is in no form of EDTF" if text else "a date is missing")
    digits, part, clock, qualifier = found.group("digits", "part", "clock", "qualifier")
    earliest, latest, precision = _days(*found.group("year", "month", "day"))
    if not (part or clock):
        return Written(text, earliest, latest, precision, qualifier or "")
    if len(digits) != len("2019-12-27") or "X" in digits:
        raise _ProblemError("a time needs its day", expected="a time such as 2020-01-03T01:00")
    if qualifier:
        raise _unsupported("a qualifier on a time of day (2020-01-03T01:00~)", "the day (2020-01-03~)")
    if part:
        return Written(text, earliest, latest, precision=Precision.PART_OF_DAY, part_of_day=_PARTS_OF_DAY[part])
    time_of_day, offset = _time_of_day(clock, found["zone"])
    return Written(
        f"{digits}T{clock}{_zone(offset)}", earliest, latest, Precision.TIME, time=time_of_day, offset=offset
    )


def _days(year: str, month: str | None, day: str | None) -> tuple[date, date, Precision]:
    """The first and last day of a date and the unit that it names; masks are at its end, by now."""
    first_year, last_year = _reach("the calendar", "year", year, 1, 9999)
    if month in _SEASONS or month in _QUARTERS:
        first_month = (_SEASONS | _QUARTERS)[month]
        last_year, last_month = (first_year + 1, 2) if first_month == 12 else (first_year, first_month + 2)
        if last_year > 9999:
            raise _ProblemError("that winter ends after the year 9999")
        precision = Precision.SEASON if month in _SEASONS else Precision.QUARTER
        return date(first_year, first_month, 1), _last_of_month(last_year, last_month), precision
    first_month, last_month = _reach(year, "month", month or "XX", 1, 12)
    length = monthrange(last_year, last_month)[1]
    first_day, last_day = _reach(f"{year}-{month}", "day", day or "XX", 1, length)
    first, last = date(first_year, first_month, first_day), date(last_year, last_month, last_day)
    return first, last, _unit(first, last, year)


def _unit(first: date, last: date, year: str) -> Precision:
    if "X" in year:
        return {1: Precision.DECADE, 2: Precision.CENTURY}.get(year.count("X"), Precision.RANGE)
    if first == last:
        return Precision.DAY
    if first.day == 1 and last == _last_of_month(first.year, first.month):
        return Precision.MONTH
    whole_year = (first.month, first.day, last.month, last.day) == (1, 1, 12, 31)
    return Precision.YEAR if whole_year else Precision.RANGE


def _reach(whole: str, name: str, digits: str, lowest: int, highest: int) -> tuple[int, int]:
    """The least and the greatest number that the digits can mean, X being any digit, between the limits."""
    least, greatest = max(lowest, int(digits.replace("X", "0"))), min(highest, int(digits.replace("X", "9")))
    if least > greatest:
        raise _ProblemError(f"{whole} has no {name} {digits}", expected=f"a {name} from {lowest:02} to {highest:02}")
    return least, greatest


def _last_of_month(year: int, month: int) -> date:
    return date(year, month, monthrange(year, month)[1])


def _time_of_day(clock: str, zone: str | None) -> tuple[time, timedelta | None]:
    try:
        time_of_day = time(*map(int, clock.split(":")))
        if zone is None:
            return time_of_day, None
        hours, minutes = (0, 0) if zone == "Z" else (int(zone[1:3]), int(zone[3:].strip(":") or 0))
        offset = timedelta(hours=hours, minutes=minutes) * (-1 if zone[0] == "-" else 1)
        return time_of_day, timezone(offset).utcoffset(None)
    except ValueError as error:
        raise _ProblemError(
            "there is no such time of day or zone", expected="00:00 to 23:59:59, and less than 24:00 from UTC"
        ) from error


def _zone(offset: timedelta | None) -> str:
    if offset is None:
        return ""
    minutes = round(offset.total_seconds() / 60)
    return f"{'+' if minutes > 0 else '-'}{abs(minutes) // 60:02}:{abs(minutes) % 60:02}" if minutes else "Z"
