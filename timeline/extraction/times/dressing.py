"""From senses to expressions: the words before them ("late", "about", "by"), their dates and their ranges."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from timeline.dates import DateError, EventDate
from timeline.extraction.times.expression import Expression, Range
from timeline.extraction.times.periods import Unit, event_date, interval, within
from timeline.extraction.times.sense import Sense

if TYPE_CHECKING:
    from timeline.extraction.times.reading import Reader

__all__ = ["Clothes", "dressed"]


@dataclass(frozen=True, slots=True)
class Clothes:
    """The words of a language that stand beside a time and change what it means, each with its TIMEX3 mod or bound.

    `parts` stand before it ("late", "mid"), `edges` before it with `of` between ("the end of"), `articles` before
    either. `sooner` count from the publication ("earlier this month"), alone before the words `sooner_before` or, as
    the parts do, with `inside` between ("early in 1943"). `about` and `limits` stand before lengths ("nearly", "more
    than"), `about` before dates, too; `after` follow ("or so"). `since_then` are limits of a time counted back ("more
    than two years ago"), and `ago` the word that ends one. `bounds` are the prepositions that leave a date open,
    `leads` those that do not; after the words `close` it is not open either ("shortly after 2 a.m."). After `owners`
    ("'s"), a bound belongs to what follows: "after Friday's vote".
    """

    parts: Mapping[str, str] = field(default_factory=dict)
    edges: Mapping[str, str] = field(default_factory=dict)
    sooner: Mapping[str, str] = field(default_factory=dict)
    sooner_before: Collection[str] = ()
    about: Mapping[str, str] = field(default_factory=dict)
    about_length: Mapping[str, str] = field(default_factory=dict)
    limits: Mapping[tuple[str, ...], str] = field(default_factory=dict)
    since_then: Mapping[tuple[str, ...], str] = field(default_factory=dict)
    after: Mapping[tuple[str, ...], str] = field(default_factory=dict)
    bounds: Mapping[str, str] = field(default_factory=dict)
    leads: Collection[str] = ()
    close: Collection[str] = ()
    of: Collection[str] = ()
    inside: Collection[str] = ()
    articles: Collection[str] = ()
    halves: Mapping[str, str] = field(default_factory=dict)
    half: str = ""
    ago: str = ""
    owners: Collection[str] = ("'s", "’s", "'", "’")


def dressed(senses: list[Sense], reader: Reader) -> list[Expression]:
    """The expressions of a text, from its senses in order. One that lies beyond the calendar is left out."""
    kept: list[Sense] = []
    made: list[Expression] = []
    floor = 0
    for sense in senses:
        try:
            _widen(sense, reader, floor)
            expression = _expression(sense, reader, floor)
        except OverflowError:
            continue
        kept.append(sense)
        made.append(expression)
        floor = sense.last
    return _ranged(made, kept, reader)


def _widen(sense: Sense, reader: Reader, floor: int) -> None:
    """Take in the words beside it that belong to it: "late", "the end of", "about", "more than", "or so"."""
    before = _Before(reader, sense.first, floor)
    clothes = reader.language.clothes
    if sense.period and sense.type in ("DATE", "TIME"):
        _take_parts(sense, before, clothes, reader)
        if not sense.mod and reader.word(sense.last - 1) == clothes.ago:
            _take_since_then(sense, before, clothes, reader)
    if not sense.mod:
        _take_limits(sense, before, clothes, is_definite=reader.word(sense.first) in clothes.articles)
    for words, mod in clothes.after.items():
        if tuple(reader.tokens.words[sense.last : sense.last + len(words)]) == words:
            sense.mod = mod
            sense.last += len(words)
            break
    sense.first = before.index


class _Before:
    """The words before a sense, that it may take in, back to the sense before it."""

    __slots__ = ("floor", "index", "words")

    def __init__(self, reader: Reader, index: int, floor: int):
        self.words = reader.tokens.words
        self.index = index
        self.floor = floor

    def word(self, back: int = 1) -> str:
        at = self.index - back
        return self.words[at] if at >= self.floor else ""

    def last(self, count: int) -> tuple[str, ...]:
        at = self.index - count
        return tuple(self.words[at : self.index]) if at >= self.floor else ()

    def take(self, count: int) -> None:
        self.index -= count


def _take_parts(sense: Sense, before: _Before, clothes: Clothes, reader: Reader) -> None:
    """ "early", "mid-", "the end of", "late in", "earlier"."""
    size, mod = 0, ""
    one, two = before.word(), before.word(2)
    if one == "-" and clothes.parts.get(two) == "MID":
        size, mod = 2, "MID"
    elif one in clothes.parts:
        size, mod = 1, clothes.parts[one]
    elif one in clothes.of and two in clothes.edges and sense.period.unit is not Unit.DAY:
        size, mod = 2, clothes.edges[two]
    elif one in clothes.of and two == clothes.half and before.word(3) in clothes.halves:
        size, mod = 3, clothes.halves[before.word(3)]
        sense.date = _half(sense, mod)
    elif one in clothes.inside and (two in clothes.parts or two in clothes.sooner) and sense.type == "DATE":
        size, mod = 2, clothes.parts.get(two) or clothes.sooner[two]
        if two in clothes.sooner:
            sense.date = _sooner(sense, mod, reader)
    elif one in clothes.sooner and reader.word(sense.first) in clothes.sooner_before:
        size, mod = 1, clothes.sooner[one]
        sense.date = _sooner(sense, mod, reader)
    if size:
        before.take(size)
        sense.mod = mod
        if before.word() in clothes.articles:
            before.take(1)


def _half(sense: Sense, mod: str) -> EventDate:
    """ "the first half of the 1980s"."""
    earliest, latest = sense.period.earliest, sense.period.latest
    middle = earliest + (latest - earliest) / 2
    return within(earliest, middle) if mod == "START" else within(middle + timedelta(days=1), latest)


def _sooner(sense: Sense, mod: str, reader: Reader) -> EventDate | None:
    """ "earlier this month" is before the day of publication, "later this year" after it."""
    period, publication = sense.period, reader.story.publication
    if period.unit is Unit.DAY:
        return None
    earliest, latest = period.earliest, period.latest
    if not earliest <= publication <= latest:
        return period.date()
    if mod == "START":
        return within(earliest, max(publication - timedelta(days=1), earliest))
    return within(min(publication + timedelta(days=1), latest), latest)


def _take_since_then(sense: Sense, before: _Before, clothes: Clothes, reader: Reader) -> None:
    """ "more than two years ago" is before that year ends, "less than" after it begins."""
    for words, mod in clothes.since_then.items():
        if before.last(len(words)) == words:
            before.take(len(words))
            sense.mod = mod
            if mod == "BEFORE":
                sense.date = within(None, sense.period.latest)
            else:
                sense.date = within(sense.period.earliest, max(reader.story.publication, sense.period.earliest))
            return


def _take_limits(sense: Sense, before: _Before, clothes: Clothes, *, is_definite: bool) -> None:
    """ "about", "nearly", "more than", "no more than"; but "over the past year" is no limit."""
    is_length = sense.type == "DURATION"
    if not is_length and not sense.period:
        return
    one = before.word()
    if one == "." and before.word(2) in clothes.about and len(before.word(2)) <= 2:
        before.take(2)
        sense.mod = clothes.about[before.word(0)]
    elif one in clothes.about and len(one) > 1:
        before.take(1)
        sense.mod = clothes.about[one]
    elif is_length and is_definite:
        return
    elif is_length and one in clothes.about_length:
        before.take(1)
        sense.mod = clothes.about_length[one]
    elif is_length:
        for words, mod in clothes.limits.items():
            if before.last(len(words)) == words:
                before.take(len(words))
                sense.mod = mod
                return


def _expression(sense: Sense, reader: Reader, floor: int) -> Expression:
    tokens, clothes = reader.tokens, reader.language.clothes
    start, stop = tokens.starts[sense.first], tokens.stop(sense.last - 1)
    when = sense.date or _date_of(sense)
    bound, cue_start = "", start
    before = reader.word(sense.first - 1) if sense.first > floor else ""
    if before in clothes.leads or before in clothes.bounds:
        cue_start = tokens.starts[sense.first - 1]
    is_close = sense.first > floor + 1 and reader.word(sense.first - 2) in clothes.close
    if (
        before in clothes.bounds
        and when
        and not is_close
        and not when.throughout
        and reader.word(sense.last) not in clothes.owners
    ):
        bound = clothes.bounds[before]
        if bound == "before" and sense.mod == "END" and sense.date is None:
            bound, when = "by", sense.period.date()  # "Before the end of the month" is up to it.
        when = _bounded(when, bound, within_day=bool(sense.time))
    source = tokens.source
    return Expression(
        start=start,
        stop=stop,
        text=source[start:stop],
        type=sense.type,
        value=f"{sense.period.value}{sense.time}" if sense.time else sense.value,
        mod=sense.mod,
        date=when,
        anchored_to=sense.anchored_to,
        reading=_reading(sense, source[start:stop], reader),
        cue_start=cue_start,
        cue=source[cue_start:stop],
        bound=bound,
    )


def _date_of(sense: Sense) -> EventDate | None:
    period = sense.period
    if period is None or period.year < 1:
        return None
    if not sense.time:
        return period.date("APPROX" if sense.mod == "LESS_THAN" else sense.mod)
    # EDTF's day ends at 23:59.
    return period.date() if sense.time == "T24:00" else event_date(period.value + sense.time)


def _bounded(when: EventDate, bound: str, *, within_day: bool) -> EventDate:
    """The date with its preposition: "by October" is open before it, "since" after it.

    A month or year that something came "after" is itself possible, a day is not. "Before midnight" may be that day.
    """
    written = str(when)
    one_of = written.startswith("[")
    match bound:
        case "since" | "after":
            if bound == "after" and when.is_day and not within_day:
                return interval(when.latest + timedelta(days=1), None)
            if when.earliest is None:
                return when
            return event_date(f"{when.earliest if one_of else written}/..")
        case "before" if not within_day:
            return interval(None, when.earliest - timedelta(days=1)) if when.earliest else when
        case _:
            if when.latest is None:
                return when
            return event_date(f"../{when.latest if one_of else written}")


def _reading(sense: Sense, text: str, reader: Reader) -> str:
    """A line that says how it was read."""
    if sense.period is None:
        named = {"DURATION": "is a length of time", "SET": "happens again and again"}
        if sense.date is None:
            return f"“{text}” {named.get(sense.type, 'names no day')}"
    day = reader.story.publication
    match sense.anchored_to:
        case "publication":
            return f"“{text}” counted from {day.day} {day:%B} {day.year}"
        case "narrative":
            return f"“{text}” counted from the date named before it"
        case _:
            return f"“{text}” names its own date"


def _ranged(made: list[Expression], senses: list[Sense], reader: Reader) -> list[Expression]:
    """The same, with the ends of each stretch told that they are."""
    for index in range(1, len(made)):
        one, two = senses[index - 1], senses[index]
        if not (one.period and two.period and one.last <= two.first <= one.last + 2):
            continue
        opener = reader.joint(one, two.first)
        stretch = _stretch(one, two) if opener else None
        if stretch:
            first, second = made[index - 1], made[index]
            start = first.start if opener == "to" else first.cue_start
            whole = Range(start, second.stop, stretch)
            made[index - 1], made[index] = replace(first, range=whole), replace(second, range=whole)
    return made


def _stretch(one: Sense, two: Sense) -> EventDate | None:
    """The interval from one to the other, None if they are not in order."""
    if one.period.year < 1 or two.period.year < 1:
        return None
    first, last = one.period.date(one.mod), two.period.date(two.mod)
    if first.earliest >= last.earliest or first.latest > last.latest:
        return None
    start = first.earliest if str(first).startswith("[") else first
    stop = last.latest if str(last).startswith("[") else last
    try:
        return event_date(f"{start}/{stop}")
    except DateError:
        return None
