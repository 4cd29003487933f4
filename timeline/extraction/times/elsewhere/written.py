"""Where dates stand in a text, and the parts that they name, in a language of which the names of months are known.

Days and years are numbers, so that all hangs on the name: the rest of its date is beside it, the day mostly before
and the year after ("27. prosinca 2019."), or the year first ("2019 m. gruodžio 27 d."), with few words between.
Chinese, Japanese and Korean have a sign for each part ("2019年12月27日").

A month alone is no date, since many a name is another word, too; nor is a day of a year that is named in words ("last
year"), since it cannot be told which.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass

from timeline.extraction.times.elsewhere.locales import Locale, Name, folded
from timeline.extraction.times.patterns import word_set

__all__ = ["Written", "finder_of"]

# Those that write no blanks between words, so that a name may stand against another word.
_UNPARTED = ("bo", "dz", "km", "lo", "my", "th")
# Those that give months no capital: "Maja 2010" is somebody.
_SMALL = word_set("be bg bs ca cs da et fi fo gl hr hu is kk ky lt lv mk nb nn pl ro sk sl sr sv uk uz vi")
# How far before a name its date may begin, and how far it is looked for what moves it, which keeps this linear.
_REACH = 60
_NEAR = 40
_LAST_YEAR = 2199


@dataclass(frozen=True, slots=True)
class Written:
    """A date in the words from `start` to `stop` (excluded): its parts, 0 for a year or a day that it has not.

    `cue` is the same as dateparser reads it, in its `locale`, with `{}` for the year. `first` is where another day of
    the same month stands before it, as in "3–7 May".
    """

    start: int
    stop: int
    year: int
    month: int
    day: int
    cue: str
    locale: str
    first: tuple[int, int] | None = None


def finder_of(words: Locale) -> Callable[[str], Iterator[Written]]:
    """What finds the dates of a text, in order and without overlaps, in time in proportion to its length."""
    if words.code in _SIGNS:
        return lambda text: _signed(text, words.code)
    return _Names(words).find


def _either(words: Collection[str], *, is_dotted: bool = False) -> str:
    """A pattern for any of these words, the longest first; `is_dotted` lets points stand between the letters."""
    forms = {form for word in words for form in (word, unicodedata.normalize("NFD", word))}
    joint = r"\.?" if is_dotted else ""
    patterns = [
        r"\s".join(joint.join(map(re.escape, piece)) for piece in form.split())
        for form in sorted(forms, key=lambda form: (-len(form), form))
    ]
    return "(?:" + "|".join(patterns or ["(?!)"]) + ")"


def _is_letter(mark: str) -> bool:
    return mark.isalpha() or unicodedata.category(mark or " ")[0] == "M"


class _Names:
    """What finds the dates of a language that names its months: a name first, then what is beside it."""

    def __init__(self, words: Locale):
        self.words = words
        self.is_parted = words.code not in _UNPARTED
        self.is_small = words.code in _SMALL
        self.months = words.months
        if not self.is_parted:  # "ธ.ค." is "ธค" with points.
            self.months = {key.replace(".", ""): name for key, name in self.months.items()}
        blank, edge, left, right = r"\s{1,3}", r"(?![^\W\d_])", r"(?<![\w.,:/])", r"(?![^\W_])"
        ending = r"(?:\.|[º°ª]|[-’']?[^\W\d_]{1,4}\.?)?"
        if not self.is_parted:
            blank, edge, left, right, ending = r"\s{0,3}", "", r"(?<![\d.,:/])", "", ""

        def words_for(*kinds: Collection[str]) -> str:
            """Any of the words; those of one or two letters are abbreviations, with a point."""
            every = frozenset().union(*kinds)
            long = {word for word in every if len(word) > 2 or word in words.of}
            return rf"(?:{_either(long)}{edge}\.?|{_either(every - long)}\.)"

        year_word, day_word = words_for(words.year), words_for(words.day)
        between = rf"(?:{words_for(words.of, words.year, words.month)}{blank}){{0,2}}"
        year = rf"(?P<year>\d{{4}})(?!\d|[.,/]\d|\s?%){right}"
        self.name = re.compile(_either(self.months, is_dotted=not self.is_parted), re.IGNORECASE)
        self.before = re.compile(
            rf"(?:{left}(?P<year>\d{{4}})(?P<glue>\.|-?[^\W\d_]{{1,4}}\.?)?,?\s{{1,3}}(?P<year_word>{year_word}\s{{1,3}})?)?"
            rf"(?P<rest>{left}(?P<day_word>{day_word}{blank})?(?:(?P<first>\d{{1,2}}\.?)\s?[-–]\s?)?"
            rf"(?<!\d)(?P<day>\d{{1,2}}){ending}(?:{blank}|(?<=[.\d])){between})?\Z",
            re.IGNORECASE,
        )
        self.year_after = re.compile(rf"\.?(?:,?{blank}|\s?[,/-]\s?){between}{year}", re.IGNORECASE)
        self.day_after = re.compile(
            rf"\.?{blank}(?P<day>\d{{1,2}})(?!\d|[,:/]\d|\.\d|\s?%)(?P<ending>-[^\W\d_]{{1,5}}|\s?{day_word}|\.)?"
            rf"(?:,?{blank}{between}{year})?",
            re.IGNORECASE,
        )
        self.year_end = re.compile(rf"\.?\s{year_word}", re.IGNORECASE)
        self.weekday = re.compile(
            rf"(?<![^\W_]){_either(words.weekdays)}[.,]?\s(?:{_either(words.of)}\s)?\Z", re.IGNORECASE
        )

    def find(self, text: str) -> Iterator[Written]:
        floor = 0
        for match in self.name.finditer(text):
            key = folded(match[0])
            name = self.months.get(key if self.is_parted else key.replace(".", ""))
            if name and match.start() >= floor and self._is_whole(text, *match.span(), name):
                written = self._written(text, *match.span(), name, floor)
                if written:
                    yield written
                    floor = written.stop

    def _is_whole(self, text: str, start: int, stop: int, name: Name) -> bool:
        """Whether no more letters belong to the word, or digits to its number."""
        before, after = text[max(start - 1, 0) : start], text[stop : stop + 1]
        if (name.spelling[0].isdigit() and before.isdigit()) or (name.spelling[-1].isdigit() and after.isdigit()):
            return False
        if not self.is_parted and len(name.spelling) > 4:
            return True
        return not (_is_letter(before) or _is_letter(after))

    def _written(self, text: str, start: int, stop: int, name: Name, floor: int) -> Written | None:
        """The date that a name is in, None if it is in none that can be told."""
        before = self.before.search(text, max(floor, start - _REACH), start)
        year = self._year_before(before)
        begin = before.start() if year else before.start("rest") if before["rest"] else start
        day, is_sure = 0, not _is_numbered(name)
        if before["rest"]:
            day, is_sure = int(before["day"]), is_sure or bool(before["day_word"])
            if not day:
                return None
        else:
            after = self.day_after.match(text, stop)
            if after and (year or after["year"] or self._is_day(after)):
                day, stop = int(after["day"]), after.end("day")
                if after["ending"] and after["ending"] != ".":
                    stop = after.end("ending")
                if after["year"] and not year:
                    year, stop = int(after["year"]), self._end(text, after.end("year"))
        if not year and (after := self.year_after.match(text, stop)):
            gap = text[stop : after.start("year")]
            year, stop = self._year(int(after["year"]), gap), self._end(text, after.end("year"))
            if not year:
                return None
        if not (year and day) and (name.is_shy or not (year or day) or self._is_name(text, start)):
            return None
        if not year and (not is_sure or self._is_moved(text, begin, stop)):
            return None
        first = before.span("first") if before["first"] else None
        if first:
            begin = before.start("day")
        elif before["rest"] and not self._year_before(before):
            begin = self._with_weekday(text, begin, floor)
        cue = f"{day} {name.spelling} {{}}" if day else f"{name.spelling} {{}}"
        return Written(begin, stop, year, name.month, day, cue, name.locale, first)

    def _year_before(self, before: re.Match) -> int:
        """A year before the day, if it is one: by the language's order, or by an ending or a word."""
        is_year = before["year"] and (before["glue"] or before["year_word"] or self.words.order == "YMD")
        return int(before["year"]) if is_year else 0

    def _year(self, year: int, gap: str) -> int:
        """The year of our calendar; Thai years are those of the Buddha, and began in April until 2483."""
        if self.words.code != "th":
            return year
        if "พ" in gap or year > _LAST_YEAR:
            return year - 543 if year > 2483 else 0
        return year

    def _is_day(self, after: re.Match) -> bool:
        """Whether a number after the name is its day, where no year says so."""
        return self.words.order == "MDY" or (self.words.order == "YMD" and bool(after["ending"]))

    def _end(self, text: str, stop: int) -> int:
        """Where the date ends, the word for "year" taken in: "2019 roku"."""
        end = self.year_end.match(text, stop) if self.is_parted else None
        return end.end() - (end[0][-1] == "." and len(end[0]) > 4) if end else stop

    def _with_weekday(self, text: str, begin: int, floor: int) -> int:
        weekday = self.weekday.search(text, max(floor, begin - _NEAR), begin)
        return weekday.start() if weekday else begin

    def _is_name(self, text: str, start: int) -> bool:
        """Whether the month has a capital that it should not have: a street, perhaps, or somebody."""
        return self.is_small and text[start].isupper() and not _opens_sentence(text, start)

    def _is_moved(self, text: str, begin: int, stop: int) -> bool:
        """Whether words beside a day put it into another year, or into every year."""
        before = text[max(begin - _NEAR, 0) : begin].split()[-1:]
        after = re.split(r"[,;:!?()\n]", text[stop : stop + _NEAR], maxsplit=1)[0].split()[:3]
        for word in (*before, *after):
            bare = folded(word.strip(".'’\"”“"))
            if bare in self.words.other_years and (len(bare) > 2 or word.endswith(".")):
                return True
        return False


def _is_numbered(name: Name) -> bool:
    """Whether it is a number with a word, which may count months: "3 tháng 5"."""
    return any(map(str.isdigit, name.spelling))


def _opens_sentence(text: str, begin: int) -> bool:
    before = text[max(begin - 3, 0) : begin].rstrip(" \u00a0")
    return not before or not (before[-1].isalnum() or before[-1] in ",;'-")


# Chinese, Japanese, Korean

_SIGNS = ("ja", "ko", "zh")
_DIGITS = {sign: value for value, sign in enumerate("〇一二三四五六七八九")} | {"零": 0, "○": 0, "元": 1}
_NUMERAL = "〇零○一二三四五六七八九十"
_ERAS = {"明治": 1867, "大正": 1911, "昭和": 1925, "平成": 1988, "令和": 2018, "民國": 1911, "民国": 1911}
_SIGNED = re.compile(
    rf"""
    (?: (?: (?P<era> {"|".join(_ERAS)} ) \s? (?P<era_year> 元 | \d{{1,3}} | [{_NUMERAL}]{{1,4}} )
          | (?<![\d.,{_NUMERAL}]) (?P<year> \d{{4}} | [{_NUMERAL}]{{4}} ) ) \s? [年년] \s? )?
    (?<![\d.,:/{_NUMERAL}第]) (?P<month> \d{{1,2}} | [{_NUMERAL}]{{1,3}} ) \s? [月월]
    (?: \s? (?P<day> \d{{1,2}} | [{_NUMERAL}]{{1,3}} ) \s? [日号號일] (?! [间間간] ) )?
    (?! 期 )
    """,
    re.VERBOSE,
)
# A day of the year that one of these names is one that only the text knows, or every year's.
_OTHER_YEARS = ("年", "년", "올해", "지난해", "이듬해", "그해", "같은 해", "해마다")


def _signed(text: str, code: str) -> Iterator[Written]:
    """The dates that have a sign after each part: "2019年12月27日", "令和元年十二月", "12월 27일"."""
    year_sign, month_sign, day_sign = "년월일" if code == "ko" else "年月日"
    blank = " " if code == "ko" else ""
    for match in _SIGNED.finditer(text):
        month, day = _number(match["month"]), _number(match["day"] or "")
        year = _number(match["year"] or "")
        if match["era"]:
            year = _ERAS[match["era"]] + _number(match["era_year"])
        if not 1 <= month <= 12 or (match["day"] and not day) or not (year or day):
            continue
        if not year and text[max(match.start() - 6, 0) : match.start()].rstrip(" の").endswith(_OTHER_YEARS):
            continue
        cue = f"{{}}{year_sign}{blank}{month}{month_sign}" + (f"{blank}{day}{day_sign}" if day else "")
        yield Written(*match.span(), year, month, day, cue, code)


def _number(signs: str) -> int:
    """A number in digits or in signs: 27 for "27" and "二十七", 2019 for "二〇一九"; 0 for none."""
    if signs.isdecimal():
        return int(signs)
    if "十" in signs:
        tens, ones = signs.split("十", 1)
        return _number(tens or "一") * 10 + _number(ones)
    return int("".join(str(_DIGITS[sign]) for sign in signs)) if signs else 0
