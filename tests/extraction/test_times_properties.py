"""What holds of every text, however strange."""

import re
import sys
from datetime import date

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from timeline.extraction.times import expressions

PUBLISHED = date(2020, 1, 3)

# Pieces of the grammar, so that most of what is made of them nearly is a time.
PIECES = """
    the a an of in on at by from to and or until since between before after about early late mid - – — ' , . : ; / (
    ) 1 2 3 5 07 12 13 24 30 31 45 60 98 99 100 410 999 1066 1800 1939 1998 2000 2012 2019 2020 9999 10000 20200103
    5th 3rd 22nd 1990s '80s 90s 60's '98 0930 1/5/98 2012-01-25 2019-02-30 6:30 25:61 6 p.m. am pm a.m. noon
    midnight GMT hours o'clock Jan. January May march March Sept. september Dec dec Monday monday Fri. Sun Fridays
    spring summer fall winter one two three nineteen twenty ninety hundred thousand half couple few several many
    some first second third fourth twentieth twenties nineties day days week weeks weekend month months quarter
    quarters year years decade decades century centuries minute hour hours night morning evening afternoon today
    yesterday tomorrow tonight overnight last next this that these past coming previous following same current
    recent latest ago earlier later hence now soon recently currently future past end beginning middle start every
    each other daily annually once twice period fiscal FY FY04 Q3 H1 BC AD B.C. CE Christmas Eve Easter New Year 's
    ’s Thanksgiving Labor Day old -old ended ending more than less at least will was said to be born met people
    troops % $ € #
"""
pieces = st.lists(st.sampled_from([*PIECES.split(), "\n", "\n\n"]), max_size=30)
soup, glued = pieces.map(" ".join), pieces.map("".join)
texts = st.one_of(st.text(max_size=200), soup, glued)
published = st.one_of(st.dates(), st.sampled_from([date.min, date.max, date(2020, 2, 29), PUBLISHED]))
languages = st.sampled_from(["en", "en-GB", "fi", "", "x" * 50])


@settings(max_examples=400, deadline=None)
@given(texts, published, languages)
@example("in 9999 and 9998 years later, the last half of 9999", date.max, "en")
@example("2000 years ago, the day before yesterday, last century", date.min, "en")
@example("1000000 years ago and 99999 weeks later", PUBLISHED, "en")
@example("\x00 5 May\x00 2019 \ud800 6 p.m.", PUBLISHED, "en")
@example("١٢ May ٢٠١٩ and ２０１９", PUBLISHED, "en")
def test_no_text_is_too_strange(text, published, language):
    found = expressions(text, published, language=language)
    end = 0
    for each in found:
        assert end <= each.start < each.stop <= len(text)
        assert each.text == text[each.start : each.stop]
        assert each.cue == text[each.cue_start : each.stop]
        assert each.cue_start <= each.start
        assert each.type in ("DATE", "TIME", "DURATION", "SET")
        assert each.value
        assert each.reading
        end = each.stop


def first_day(value: str) -> date | None:
    """The day that a TIMEX3 value names or begins with its month, None for others."""
    match = re.match(r"(\d{4})-(\d\d)(?:-(\d\d))?(?:T|$)", value)
    return date(int(match[1]), int(match[2]), int(match[3] or 1)) if match else None


@settings(max_examples=400, deadline=None)
@given(soup, st.dates(date(1500, 1, 1), date(2500, 1, 1)))
def test_the_days_of_a_date_agree_with_its_value(text, published):
    for found in expressions(text, published):
        day = first_day(found.value)
        if day is None or found.date is None or found.bound or found.mod:
            continue
        assert found.date.earliest <= max(day, found.date.earliest)
        assert found.date.earliest.year == day.year
        assert found.date.earliest.month == day.month


@settings(max_examples=200, deadline=None)
@given(soup)
def test_a_range_is_shared_by_two_neighbours(text):
    found = expressions(text, PUBLISHED)
    for one, two in zip([None, *found], [*found, None], strict=True):
        if one and one.range and two and two.range and one.range is two.range:
            assert text[one.range.start : one.range.stop].endswith(two.text)
            assert one.range.date.throughout


STRANGE = {
    "digits": "1" * 1_000_000,
    "NULs": "\0" * 1_000_000,
    "nested quotes": "“‘" * 250_000 + "’”" * 250_000,
    "one word": "a" * 1_000_000,
    "letters and digits": "a1" * 500_000,
    "newlines": "\n \n" * 330_000,
    "blanks": "\n" + " " * 1_000_000,
    "no full stop": "and then he went home again " * 36_000,
    # Where nearly every word may begin a time, a tenth of that.
    "digits and commas": "1," * 50_000,
    "thousands": "1,111," * 17_000,
    "slashes": "1/" * 50_000,
    "points": "1." * 50_000,
    "percent": "1.1.1.1.1." * 10_000,
    "numbers": "1998 " * 20_000,
    "numbers in words": "twenty one hundred and " * 4_300,
    "apostrophes": "'80" * 30_000,
    "hyphens": "mid-" * 25_000,
    "the": "the " * 25_000,
    "months": "May May-May, " * 8_000,
}


@pytest.mark.parametrize("text", STRANGE.values(), ids=STRANGE)
def test_a_great_deal_of_anything_is_read(text):
    assert isinstance(expressions(text, PUBLISHED), list)


def calls(text: str) -> int:
    """How many functions are called to read a text."""
    count = 0

    def counted(frame, event, argument):
        nonlocal count
        count += event in ("call", "c_call")

    sys.setprofile(counted)
    try:
        expressions(text, PUBLISHED)
    finally:
        sys.setprofile(None)
    return count


SENTENCES = (
    "He left on Friday, two days after the vote, and will return in May. From June 5 to July 6, 2018, it rained; "
    "the next day, at about 6 p.m., more than 2000 people met. Sales in the third quarter of 2019 fell from a year "
    "earlier. "
)


HISTORY = (
    "On 4 March 1812, who had come in 1790, the town (1500–1600) fell. The next day, in “May 1813”, it was over, and "
    "on the third day, towards evening of that month, it had been lost. "
)


WORDS = ["In 1812 that ", "May 5-", "the year ", "1998-", "two weeks and ", "last ", "“Now,” "]


@pytest.mark.parametrize("text", [SENTENCES, HISTORY, *WORDS])
def test_twice_the_text_is_twice_the_work(text):
    expressions(text, PUBLISHED)
    once, twice = calls(text * 200), calls(text * 400)
    assert twice < 2.2 * once
