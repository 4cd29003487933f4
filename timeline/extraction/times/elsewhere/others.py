"""The languages that have no table of words here but that `dateparser` knows: absolute dates alone.

A pattern of ours (`written`), made from its names of months, finds a day or a month and the parts that it names;
dateparser reads the same words, and where the two do not agree nothing is given. A day without a year is the nearest,
as in every language, and mostly in the past, since the tense is not known; in a history that has named no date yet, it
is none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

from timeline.extraction.times import digits
from timeline.extraction.times.dressing import Clothes
from timeline.extraction.times.elsewhere.lexicon import Lexicon
from timeline.extraction.times.elsewhere.locales import Locale, locale, read_by_dateparser
from timeline.extraction.times.elsewhere.tense import history_of
from timeline.extraction.times.elsewhere.written import Written, finder_of
from timeline.extraction.times.narrative import PAST
from timeline.extraction.times.patterns import Found, Grammar, Rule, Tokens
from timeline.extraction.times.periods import Period
from timeline.extraction.times.reading import Language, Reader
from timeline.extraction.times.sense import Sense

__all__ = ["language_of"]

_JOINTS = frozenset({"-", "–", "—", "~", "～", "〜", "至", "到", "から", "부터"})


@lru_cache
def language_of(code: str) -> Language | None:
    """The absolute dates of a language by its code, None if dateparser does not know it."""
    words = locale(code)
    if words is None:
        return None
    return Language(
        grammar=DateGrammar(finder_of(words)),
        clothes=Clothes(),
        is_history=_history_of(words),
        day_first=words.order != "MDY",
        joints=_JOINTS,
    )


def _history_of(locale_: Locale) -> Callable[[Tokens, date], bool]:
    """As in the other languages, but a year within a date is no word of its own."""
    news = {"weekday": dict.fromkeys(locale_.weekdays), "weekday_part": {}, "deictic": dict.fromkeys(locale_.today)}
    tells = history_of(Lexicon(news, {}))

    def is_history(tokens: Words, published: date) -> bool:
        years = [str(each.year) for each in tokens.dates.values() if each.year]
        return tells(Tokens("", words=[*tokens.words, *years]), published)

    return is_history


@dataclass(slots=True)
class Words(Tokens):
    """A text in words, each date of `written` being one of them: `dates`, by its place."""

    dates: dict[int, Written] = field(default_factory=dict)


class DateGrammar(Grammar):
    """A grammar of the dates that `find` finds, one word each, and of those in digits alone."""

    def __init__(self, find: Callable[[str], Iterator[Written]]):
        # No text has these words, so that each stands for its class alone.
        super().__init__({"written": {"\0": 0}, "first_day": {"\0\0": 0}}, {}, [*digits.RULES, *_RULES])
        self.find = find

    def tokens(self, text: str) -> Tokens:
        """The text in words and letters, each date one of them, even where it is a piece of a longer word."""
        whole, made = super().tokens(text), Words(text)
        other, letters = self._letters[frozenset()], []
        index = at = 0

        def put(start: int, stop: int, letter: str) -> None:
            made.texts.append(text[start:stop])
            made.words.append(text[start:stop].lower())
            made.starts.append(start)
            letters.append(letter)

        def copy(edge: int) -> None:
            """The words up to this edge; of one that it cuts, what stands before it."""
            nonlocal index, at
            while index < len(whole) and whole.starts[index] < edge:
                start, stop = max(whole.starts[index], at), whole.stop(index)
                is_whole = start == whole.starts[index] and stop <= edge
                if start < min(stop, edge):
                    put(start, min(stop, edge), whole.letters[index] if is_whole else other)
                    if is_whole:
                        made.words[-1] = whole.words[index]
                if stop > edge:
                    break
                index += 1
            at = max(at, edge)

        def take(start: int, stop: int, letter: str) -> None:
            """These words as one."""
            nonlocal index, at
            copy(start)
            put(start, stop, letter)
            at = stop
            while index < len(whole) and whole.stop(index) <= stop:
                index += 1

        for each in self.find(text):
            if each.first:
                take(*each.first, self._named["\0\0"])
            copy(each.start)
            made.dates[len(made)] = each
            take(each.start, each.stop, self._named["\0"])
        copy(len(text))
        made.letters = "".join(letters)
        return made


def one_date(found: Found, reader: Reader) -> Sense | None:
    """ "27 grudnia 2019", "grudzień 2019", "27 grudnia", "2019年12月27日"."""
    at = found.last - 1
    written = reader.tokens.dates[at]
    year = written.year or _year_ahead(written, at, reader)
    if year:
        period = _period(written, year)
        return Sense.over(at, at + 1, period, "calendar") if period else None
    if reader.story.is_history and not reader.story.is_elsewhere:
        return None
    chosen = reader.story.year_after_year(lambda each: digits.calendar_day(each, written.month, written.day), PAST)
    return Sense.over(at, at + 1, *chosen) if chosen and _period(written, chosen[0].year) else None


def two_days(found: Found, reader: Reader) -> list[Sense] | None:
    """ "3–7 maja 2019": two days of one month."""
    second = one_date(found, reader)
    if not second:
        return None
    written = reader.tokens.dates[found.last - 1]
    first = int(found.words[0].rstrip("."))
    if not 0 < first < written.day:
        return [second]
    start = second.period.shifted(first - written.day)
    return [Sense.over(found.first, found.first + 1, start, second.anchored_to), second]


def _period(written: Written, year: int) -> Period | None:
    """The date in a year, None if there is none or dateparser takes it for another."""
    if not 1000 <= year <= 2199:
        return None
    if written.day:
        period = digits.calendar_day(year, written.month, written.day)
    else:
        period = Period.of_month(year, written.month)
    expected = (period.earliest, "day" if written.day else "month") if period else None
    return period if period and read_by_dateparser(written.locale, written.cue.format(year)) == expected else None


def _year_ahead(written: Written, at: int, reader: Reader) -> int:
    """The year that the next date gives this one, as in "28 grudnia – 3 stycznia 2020"; 0 for none."""
    for index in (at + 1, at + 2):
        ahead = reader.tokens.dates.get(index)
        if ahead and ahead.year:
            is_before = (written.month, written.day) <= (ahead.month, ahead.day or 31)
            return ahead.year if is_before else ahead.year - 1
    return 0


_RULES = [Rule("written", one_date), Rule("first_day (hyphen | dash) written", two_days)]
