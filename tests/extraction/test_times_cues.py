"""One cue at a time: what it is called in TIMEX3, and which days it can mean. Published on Friday, 3 January 2020."""

from datetime import date

import pytest

from timeline.extraction.times import Expression, expressions

PUBLISHED = date(2020, 1, 3)


def only(text: str, published: date = PUBLISHED, language: str = "en") -> Expression:
    """The one expression of a text."""
    found = expressions(text, published, language=language)
    assert len(found) == 1, [each.text for each in found]
    return found[0]


def read(text: str, published: date = PUBLISHED) -> list[tuple[str, str]]:
    """The words and values of a text's expressions."""
    return [(each.text, each.value) for each in expressions(text, published)]


# The sentence, the words of the expression, its TIMEX3 value, its date in EDTF.
ABSOLUTE = [
    ("It opened on Jan. 5, 2012.", "Jan. 5, 2012", "2012-01-05", "2012-01-05"),
    ("It opened on January 5th, 2012.", "January 5th, 2012", "2012-01-05", "2012-01-05"),
    ("It opened on January 5 2012.", "January 5 2012", "2012-01-05", "2012-01-05"),
    ("It opened on 5 January 2012.", "5 January 2012", "2012-01-05", "2012-01-05"),
    ("It opened on 5th January 2012.", "5th January 2012", "2012-01-05", "2012-01-05"),
    ("It opened on the 5th of January, 2012.", "the 5th of January, 2012", "2012-01-05", "2012-01-05"),
    ("It opened on the fifth of January 2012.", "the fifth of January 2012", "2012-01-05", "2012-01-05"),
    ("It opened on Thursday, Jan. 5, 2012.", "Thursday, Jan. 5, 2012", "2012-01-05", "2012-01-05"),
    ("It opened on Thursday 5 January 2012.", "Thursday 5 January 2012", "2012-01-05", "2012-01-05"),
    ("It opens this coming Sunday, January 5.", "this coming Sunday, January 5", "2020-01-05", "2020-01-05"),
    ("It opened on Thurs., Jan. 5, 2012.", "Thurs., Jan. 5, 2012", "2012-01-05", "2012-01-05"),
    ("It opened on January twenty-fifth, 2012.", "January twenty-fifth, 2012", "2012-01-25", "2012-01-25"),
    ("It opened on 2012-01-25.", "2012-01-25", "2012-01-25", "2012-01-25"),
    ("It opened on 1/25/12.", "1/25/12", "2012-01-25", "2012-01-25"),
    ("It opened on 25/1/2012.", "25/1/2012", "2012-01-25", "2012-01-25"),
    ("It opened on 1/5/98.", "1/5/98", "1998-01-05", "1998-01-05?"),
    ("It opened on 4/4/1998.", "4/4/1998", "1998-04-04", "1998-04-04"),
    ("It opened on 25.1.2012.", "25.1.2012", "2012-01-25", "2012-01-25"),
    ("It opened on 2012/01/25.", "2012/01/25", "2012-01-25", "2012-01-25"),
    ("It opened in June 1989.", "June 1989", "1989-06", "1989-06"),
    ("It opened in June of 1989.", "June of 1989", "1989-06", "1989-06"),
    ("It opened in Sept. 1989.", "Sept. 1989", "1989-09", "1989-09"),
    ("It opened in May '98.", "May '98", "1998-05", "1998-05"),
    ("It opened in 1989.", "1989", "1989", "1989"),
    ("The 1989 revolt failed.", "1989", "1989", "1989"),
    ("In the year 2000 it opened.", "the year 2000", "2000", "2000"),
    ("She was of the class of '98.", "'98", "1998", "1998"),
    ("In nineteen ninety-one it opened.", "nineteen ninety-one", "1991", "1991"),
    ("In nineteen hundred and five it opened.", "nineteen hundred and five", "1905", "1905"),
    ("In two thousand and four, it opened.", "two thousand and four", "2004", "2004"),
    ("It was built in 1066.", "1066", "1066", "1066"),
    ("It was founded circa 1750.", "circa 1750", "1750", "1750~"),
    ("It was founded c. 1750.", "c. 1750", "1750", "1750~"),
    ("It was founded about 1850.", "about 1850", "1850", "1850~"),
    ("It fell in AD 410.", "AD 410", "0410", "0410"),
    ("It fell in 410 A.D.", "410 A.D.", "0410", "0410"),
    ("Prices rose in the 1990s.", "the 1990s", "199", "199X"),
    ("Prices rose in the 1990's.", "the 1990's", "199", "199X"),
    ("Prices rose in the '80s.", "the '80s", "198", "198X"),
    ("Prices rose in the 60s.", "the 60s", "196", "196X"),
    ("Prices rose in the nineties.", "the nineties", "199", "199X"),
    ("Prices rose in the nineteen-sixties.", "the nineteen-sixties", "196", "196X"),
    ("Prices rose in the 1800s.", "the 1800s", "18", "18XX"),
    ("It was the 20th century.", "the 20th century", "19", "19XX"),
    ("It was the nineteenth century.", "the nineteenth century", "18", "18XX"),
    ("It was 18th-century work.", "18th-century", "17", "17XX"),
    ("In the winter of 1941 it froze.", "the winter of 1941", "1941-WI", "1941-24"),
    ("In the winter of 1941-42 it froze.", "the winter of 1941-42", "1941-WI", "1941-24"),
    ("In summer 1967 it was hot.", "summer 1967", "1967-SU", "1967-22"),
    ("In the autumn of 1917 they rose.", "the autumn of 1917", "1917-FA", "1917-23"),
    ("In the fall of 1917 they rose.", "the fall of 1917", "1917-FA", "1917-23"),
    ("Q3 2012 was poor.", "Q3 2012", "2012-Q3", "2012-35"),
    ("3Q 2012 was poor.", "3Q 2012", "2012-Q3", "2012-35"),
    ("The third quarter of 2012 was poor.", "The third quarter of 2012", "2012-Q3", "2012-35"),
    ("The 2012 third quarter was poor.", "The 2012 third quarter", "2012-Q3", "2012-35"),
    ("The fourth quarter of fiscal 1989 was poor.", "The fourth quarter of fiscal 1989", "1989-Q4", "1989-36"),
    ("The first half of 2012 was poor.", "The first half of 2012", "2012-H1", "[2012-01-01..2012-06-30]"),
    ("H2 2012 was poor.", "H2 2012", "2012-H2", "[2012-07-01..2012-12-31]"),
    ("In FY 2004 it lost.", "FY 2004", "2004", "2004"),
    ("In FY2004 it lost.", "FY2004", "2004", "2004"),
    ("In fiscal 2004 it lost.", "fiscal 2004", "2004", "2004"),
    ("In the 2004 fiscal year it lost.", "the 2004 fiscal year", "2004", "2004"),
]

FROM_PUBLICATION = [
    ("He left today.", "today", "2020-01-03", "2020-01-03"),
    ("He left yesterday.", "yesterday", "2020-01-02", "2020-01-02"),
    ("He leaves tomorrow.", "tomorrow", "2020-01-04", "2020-01-04"),
    ("He left the day before yesterday.", "the day before yesterday", "2020-01-01", "2020-01-01"),
    ("He leaves the day after tomorrow.", "the day after tomorrow", "2020-01-05", "2020-01-05"),
    ("He left yesterday morning.", "yesterday morning", "2020-01-02TMO", "2020-01-02TMO"),
    ("He left last night.", "last night", "2020-01-02TNI", "2020-01-02TNI"),
    ("He left this morning.", "this morning", "2020-01-03TMO", "2020-01-03TMO"),
    ("He leaves tonight.", "tonight", "2020-01-03TNI", "2020-01-03TNI"),
    ("It rained overnight.", "overnight", "2020-01-03TNI", "2020-01-03TNI"),
    ("He left on Friday.", "Friday", "2020-01-03", "2020-01-03"),
    ("He left on Monday.", "Monday", "2019-12-30", "2019-12-30"),
    ("He will leave on Monday.", "Monday", "2020-01-06", "2020-01-06"),
    ("He is due to leave Monday.", "Monday", "2020-01-06", "2020-01-06"),
    ("It had been due to expire Monday.", "Monday", "2019-12-30", "2019-12-30"),
    ("The talks resume Monday.", "Monday", "2020-01-06", "2020-01-06"),
    ("Monday's vote failed.", "Monday", "2019-12-30", "2019-12-30"),
    ("Monday’s vote will be close.", "Monday", "2020-01-06", "2020-01-06"),
    ("On Monday, they met.", "Monday", "2019-12-30", "2019-12-30"),
    ("He left last Monday.", "last Monday", "2019-12-30", "2019-12-30"),
    ("He left last Friday.", "last Friday", "2019-12-27", "2019-12-27"),
    ("He leaves next Friday.", "next Friday", "2020-01-10", "2020-01-10"),
    ("He leaves this Sunday.", "this Sunday", "2020-01-05", "2020-01-05"),
    ("He left this past Sunday.", "this past Sunday", "2019-12-29", "2019-12-29"),
    ("He left on Tuesday of last week.", "Tuesday of last week", "2019-12-24", "2019-12-24"),
    ("He leaves Tuesday next week.", "Tuesday next week", "2020-01-07", "2020-01-07"),
    ("He left in October.", "October", "2019-10", "2019-10"),
    ("He will leave in October.", "October", "2020-10", "2020-10"),
    ("He left on October 3.", "October 3", "2019-10-03", "2019-10-03"),
    ("He left on Dec. 27.", "Dec. 27", "2019-12-27", "2019-12-27"),
    ("He will leave on Feb. 1.", "Feb. 1", "2020-02-01", "2020-02-01"),
    ("It set Jan. 20 as the deadline.", "Jan. 20", "2020-01-20", "2020-01-20"),
    ("He left last May.", "last May", "2019-05", "2019-05"),
    ("He leaves next May.", "next May", "2020-05", "2020-05"),
    ("He leaves this September.", "this September", "2020-09", "2020-09"),
    ("He left in July last year.", "July last year", "2019-07", "2019-07"),
    ("He left in July of last year.", "July of last year", "2019-07", "2019-07"),
    ("He left on July 3 last year.", "July 3 last year", "2019-07-03", "2019-07-03"),
    ("He left last week.", "last week", "2019-W52", "[2019-12-23..2019-12-29]"),
    ("He left this week.", "this week", "2020-W01", "[2019-12-30..2020-01-05]"),
    ("He leaves next week.", "next week", "2020-W02", "[2020-01-06..2020-01-12]"),
    ("He left over the weekend.", "the weekend", "2019-W52-WE", "[2019-12-28..2019-12-29]"),
    ("He leaves next weekend.", "next weekend", "2020-W02-WE", "[2020-01-11..2020-01-12]"),
    ("He left last month.", "last month", "2019-12", "2019-12"),
    ("He leaves next month.", "next month", "2020-02", "2020-02"),
    ("He left last year.", "last year", "2019", "2019"),
    ("He leaves this year.", "this year", "2020", "2020"),
    ("He leaves in the current year.", "the current year", "2020", "2020"),
    ("He left last summer.", "last summer", "2019-SU", "2019-22"),
    ("He leaves next spring.", "next spring", "2020-SP", "2020-21"),
    ("He left in the summer.", "the summer", "2019-SU", "2019-22"),
    ("He left last quarter.", "last quarter", "2019-Q4", "2019-36"),
    ("Sales fell in the third quarter.", "the third quarter", "2019-Q3", "2019-35"),
    ("Third-quarter sales fell.", "Third-quarter", "2019-Q3", "2019-35"),
    ("Sales will rise in the first quarter.", "the first quarter", "2020-Q1", "2020-33"),
    ("In next year's first quarter, sales will rise.", "next year's first quarter", "2021-Q1", "2021-33"),
    ("The last decade was hard.", "The last decade", "201", "2010~/2020-01-02"),
    ("He left a year ago.", "a year ago", "2019", "2019"),
    ("He left two years ago.", "two years ago", "2018", "2018"),
    ("He left 40 years ago.", "40 years ago", "1980", "1980"),
    ("He left five months ago.", "five months ago", "2019-08", "2019-08"),
    ("He left two weeks ago.", "two weeks ago", "2019-W51", "[2019-12-16..2019-12-22]"),
    ("He left ten days ago.", "ten days ago", "2019-12-24", "2019-12-24"),
    ("He left a couple of days ago.", "a couple of days ago", "2020-01-01", "2020-01-01"),
    ("He left two years and three months ago.", "two years and three months ago", "2017-10", "2017-10"),
    ("He left two and a half years ago.", "two and a half years ago", "2017-07", "2017-07"),
    ("He leaves three weeks from now.", "three weeks from now", "2020-W04", "[2020-01-20..2020-01-26]"),
    ("He left a decade ago.", "a decade ago", "201", "201X"),
    ("He left an hour ago.", "an hour ago", "2020-01-03", "2020-01-03"),
]

MODIFIED = [
    ("It was late December 2019.", "late December 2019", "2019-12", "END", "[2019-12-21..2019-12-31]"),
    ("It was early December 2019.", "early December 2019", "2019-12", "START", "[2019-12-01..2019-12-10]"),
    ("It was mid-December 2019.", "mid-December 2019", "2019-12", "MID", "[2019-12-11..2019-12-20]"),
    ("It was late February 2019.", "late February 2019", "2019-02", "END", "[2019-02-21..2019-02-28]"),
    ("It was early 2019.", "early 2019", "2019", "START", "[2019-01-01..2019-04-30]"),
    ("It was mid-2019.", "mid-2019", "2019", "MID", "[2019-05-01..2019-08-31]"),
    ("It was late last year.", "late last year", "2019", "END", "[2019-09-01..2019-12-31]"),
    ("It was the late '80s.", "the late '80s", "198", "END", "[1986-01-01..1989-12-31]"),
    ("It was the mid-1980s.", "the mid-1980s", "198", "MID", "[1983-01-01..1986-12-31]"),
    ("It was the early 1980s.", "the early 1980s", "198", "START", "[1980-01-01..1983-12-31]"),
    ("It was the late 19th century.", "the late 19th century", "18", "END", "[1860-01-01..1899-12-31]"),
    ("It was the end of 1994.", "the end of 1994", "1994", "END", "[1994-09-01..1994-12-31]"),
    (
        "It was the beginning of June 1994.",
        "the beginning of June 1994",
        "1994-06",
        "START",
        "[1994-06-01..1994-06-10]",
    ),
    ("It was the middle of 1943.", "the middle of 1943", "1943", "MID", "[1943-05-01..1943-08-31]"),
    ("It was the first half of the 1980s.", "the first half of the 1980s", "198", "START", "[1980-01-01..1984-12-31]"),
    ("It was late in 1942.", "late in 1942", "1942", "END", "[1942-09-01..1942-12-31]"),
    ("It was early last week.", "early last week", "2019-W52", "START", "[2019-12-23..2019-12-25]"),
    ("It happened midweek.", "midweek", "2020-W01", "MID", "[2019-12-31..2020-01-03]"),
    ("It is due at the end of the month.", "the end of the month", "2020-01", "END", "[2020-01-21..2020-01-31]"),
    ("It is due at year-end.", "year-end", "2020", "END", "[2020-09-01..2020-12-31]"),
    ("It came earlier this week.", "earlier this week", "2020-W01", "START", "[2019-12-30..2020-01-02]"),
    ("It comes later this month.", "later this month", "2020-01", "END", "[2020-01-04..2020-01-31]"),
    ("Earlier yesterday it came.", "Earlier yesterday", "2020-01-02", "START", "2020-01-02"),
    ("It was around June 5.", "around June 5", "2019-06-05", "APPROX", "2019-06-05~"),
    ("It was nearly two years ago.", "nearly two years ago", "2018", "LESS_THAN", "2018~"),
    ("It was more than two years ago.", "more than two years ago", "2018", "BEFORE", "[..2018-12-31]"),
    ("It was less than two years ago.", "less than two years ago", "2018", "AFTER", "[2018-01-01..2020-01-03]"),
    ("It was early Sunday morning.", "early Sunday morning", "2019-12-29TMO", "START", "2019-12-29TMO"),
]

TIMES = [
    ("It began at 6 p.m. Friday.", "6 p.m. Friday", "2020-01-03T18:00", "2020-01-03T18:00"),
    ("It began Friday at 6:30 pm.", "Friday at 6:30 pm", "2020-01-03T18:30", "2020-01-03T18:30"),
    ("It began on Friday, 6 p.m.", "Friday, 6 p.m.", "2020-01-03T18:00", "2020-01-03T18:00"),
    ("It began at 12 a.m. on Jan. 2.", "12 a.m. on Jan. 2", "2020-01-02T00:00", "2020-01-02T00:00"),
    ("It began at 12:15 p.m. on Jan. 2.", "12:15 p.m. on Jan. 2", "2020-01-02T12:15", "2020-01-02T12:15"),
    ("It began at noon Thursday.", "noon Thursday", "2020-01-02T12:00", "2020-01-02T12:00"),
    ("It ended at midnight Thursday.", "midnight Thursday", "2020-01-02T24:00", "2020-01-02"),
    ("It began on Thursday evening.", "Thursday evening", "2020-01-02TEV", "2020-01-02TEV"),
    ("It began on the evening of 27 May 1940.", "the evening of 27 May 1940", "1940-05-27TEV", "1940-05-27TEV"),
    ("It began at dawn on 6 June 1944.", "dawn on 6 June 1944", "1944-06-06TMO", "1944-06-06TMO"),
    ("It was 5:30 on the morning of 6 May.", "5:30 on the morning of 6 May", "2019-05-06T05:30", "2019-05-06T05:30"),
    ("It began at 18:30.", "18:30", "2020-01-03T18:30", "2020-01-03T18:30"),
    ("It began at 0930 GMT.", "0930 GMT", "2020-01-03T09:30", "2020-01-03T09:30"),
    ("It began at 1800 hours.", "1800 hours", "2020-01-03T18:00", "2020-01-03T18:00"),
    ("It ends at 5 p.m. EST, Jan. 6.", "5 p.m. EST, Jan. 6", "2020-01-06T17:00", "2020-01-06T17:00"),
    ("It began at 6:30 p.m. local time Monday.", "6:30 p.m. local time Monday", "2019-12-30T18:30", "2019-12-30T18:30"),
    ("It began at six o'clock.", "six o'clock", "2020-01-03T06:00", "2020-01-03T06:00"),
    ("It began at six o’clock in the evening.", "six o’clock in the evening", "2020-01-03T18:00", "2020-01-03T18:00"),
    ("It began on 12/25/2019 22:05:30.", "12/25/2019 22:05:30", "2019-12-25T22:05:30", "2019-12-25T22:05:30"),
    ("It began at 2019-12-27T18:00.", "2019-12-27T18:00", "2019-12-27T18:00", "2019-12-27T18:00"),
    ("It began by mid-afternoon Thursday.", "mid-afternoon Thursday", "2020-01-02TAF", "../2020-01-02TAF"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "words", "value", "days"), [*ABSOLUTE, *FROM_PUBLICATION, *TIMES])
def test_a_cue_has_its_words_its_value_and_its_days(text, words, value, days):
    found = only(text)
    assert (found.text, found.value, str(found.date)) == (words, value, days)


@pytest.mark.parametrize(("text", "words", "value", "mod", "days"), MODIFIED)
def test_a_part_of_a_period_is_a_third_of_it(text, words, value, mod, days):
    found = only(text)
    assert (found.text, found.value, found.mod, str(found.date)) == (words, value, mod, days)


HOLIDAYS = [
    ("On Christmas they sang.", "Christmas", "2019-12-25"),
    ("On Christmas Eve they sang.", "Christmas Eve", "2019-12-24"),
    ("On New Year's Eve they sang.", "New Year's Eve", "2019-12-31"),
    ("On New Year’s Day 1959 he fled.", "New Year’s Day 1959", "1959-01-01"),
    ("On Boxing Day they sang.", "Boxing Day", "2019-12-26"),
    ("On Thanksgiving 2018 they sang.", "Thanksgiving 2018", "2018-11-22"),
    ("On Easter Monday 1916 they rose.", "Easter Monday 1916", "1916-04-24"),
    ("On Good Friday 1998 they signed.", "Good Friday 1998", "1998-04-10"),
    ("On Memorial Day 2019 they met.", "Memorial Day 2019", "2019-05-27"),
    ("On Labor Day they met.", "Labor Day", "2019-09-02"),
    ("On Halloween they met.", "Halloween", "2019-10-31"),
    ("On Valentine's Day 2018 they met.", "Valentine's Day 2018", "2018-02-14"),
    ("On May Day 1937 they met.", "May Day 1937", "1937-05-01"),
    ("On Independence Day they met.", "Independence Day", "2019-07-04"),
    ("Last Christmas they sang.", "Last Christmas", "2019-12-25"),
    ("Next Easter they will sing.", "Next Easter", "2020-04-12"),
    ("Since 9/11 they have met.", "9/11", "2001-09-11"),
    ("After the Sept. 11 attacks they met.", "Sept. 11", "2001-09-11"),
]


@pytest.mark.parametrize(("text", "words", "value"), HOLIDAYS)
def test_a_day_that_goes_by_a_name_is_found(text, words, value):
    found = only(text)
    assert (found.text, found.value) == (words, value)


def test_the_independence_day_of_another_country_has_no_date():
    assert read("On India's Independence Day they met.") == []


REFERENCES = [
    ("It is open now.", "now", "PRESENT_REF"),
    ("It is currently open.", "currently", "PRESENT_REF"),
    ("It is open these days.", "these days", "PRESENT_REF"),
    ("It recently closed.", "recently", "PAST_REF"),
    ("More recently it closed.", "More recently", "PAST_REF"),
    ("In the past it was open.", "the past", "PAST_REF"),
    ("It closed several years ago.", "several years ago", "PAST_REF"),
    ("In recent years it was shut.", "recent years", "PAST_REF"),
    ("In the future it will close.", "the future", "FUTURE_REF"),
    ("It will close in the near future.", "the near future", "FUTURE_REF"),
    ("It will close soon.", "soon", "FUTURE_REF"),
    ("It will one day be shut.", "one day", "FUTURE_REF"),
]


@pytest.mark.parametrize(("text", "words", "value"), REFERENCES)
def test_a_vague_time_has_no_days(text, words, value):
    found = only(text)
    assert (found.text, found.type, found.value, found.date) == (words, "DATE", value, None)


DURATIONS = [
    ("It took three months.", "three months", "P3M", ""),
    ("It took 90 days.", "90 days", "P90D", ""),
    ("It took twenty-five years.", "twenty-five years", "P25Y", ""),
    ("It took a hundred years.", "a hundred years", "P100Y", ""),
    ("It took several years.", "several years", "PXY", ""),
    ("It took a few days.", "a few days", "PXD", ""),
    ("It took a couple of weeks.", "a couple of weeks", "P2W", ""),
    ("It took a decade.", "a decade", "P10Y", ""),
    ("It took two centuries.", "two centuries", "P200Y", ""),
    ("It took half an hour.", "half an hour", "PT30M", ""),
    ("It took two hours.", "two hours", "PT2H", ""),
    ("It took two and a half years.", "two and a half years", "P2Y6M", ""),
    ("It took 2 1/2 years.", "2 1/2 years", "P2Y6M", ""),
    ("It took a minute and a half.", "a minute and a half", "PT1M30S", ""),
    ("It took an hour and ten minutes.", "an hour and ten minutes", "PT1H10M", ""),
    ("It took a fortnight.", "a fortnight", "P2W", ""),
    ("It went on for years.", "years", "PXY", ""),
    ("It went on for decades.", "decades", "PXDE", ""),
    ("It was a three-year war.", "three-year", "P3Y", ""),
    ("It was a 10-hour flight.", "10-hour", "PT10H", ""),
    ("It took more than three weeks.", "more than three weeks", "P3W", "MORE_THAN"),
    ("It took less than a year.", "less than a year", "P1Y", "LESS_THAN"),
    ("It took at least five days.", "at least five days", "P5D", "EQUAL_OR_MORE"),
    ("It took up to ten days.", "up to ten days", "P10D", "EQUAL_OR_LESS"),
    ("It took no more than ten days.", "no more than ten days", "P10D", "EQUAL_OR_LESS"),
    ("It took nearly two years.", "nearly two years", "P2Y", "LESS_THAN"),
    ("It took about a month.", "about a month", "P1M", "APPROX"),
    ("It took two years or so.", "two years or so", "P2Y", "APPROX"),
    ("It is expected to last three weeks.", "three weeks", "P3W", ""),
]


@pytest.mark.parametrize(("text", "words", "value", "mod"), DURATIONS)
def test_a_length_of_time_has_no_days(text, words, value, mod):
    found = only(text)
    assert (found.text, found.type, found.value, found.mod, found.date) == (words, "DURATION", value, mod, None)


STRETCHES = [
    ("It fell over the past several months.", "PXM", "2019-10~/2020-01-02"),
    ("It fell in the past few years.", "PXY", "2017~/2020-01-02"),
    ("It fell in the past few weeks.", "PXW", "2019-12-13~/2020-01-02"),
    ("It fell in the past two weeks.", "P2W", "2019-12-20/2020-01-02"),
    ("It fell in the last 30 days.", "P30D", "2019-12-04/2020-01-02"),
    ("It fell over the last six months.", "P6M", "2019-07-03/2020-01-02"),
    ("It fell over the past five years.", "P5Y", "2015-01-03/2020-01-02"),
    ("It fell over the past three decades.", "P30Y", "1990~/2020-01-02"),
    ("It will fall over the next two weeks.", "P2W", "2020-01-04/2020-01-17"),
    ("It will fall over the next few days.", "PXD", "2020-01-04/2020-01-06~"),
    ("It will fall over the next two years.", "P2Y", "2020-01-04/2022-01-03"),
]


@pytest.mark.parametrize(("text", "value", "days"), STRETCHES)
def test_a_stretch_up_to_publication_or_on_from_it_is_an_interval(text, value, days):
    found = only(text)
    assert (found.type, found.value, str(found.date)) == ("DURATION", value, days)
    assert found.date.throughout


SETS = [
    ("Every Friday they meet.", "Every Friday", "XXXX-WXX-5"),
    ("They meet each July.", "each July", "XXXX-07"),
    ("They meet every summer.", "every summer", "XXXX-SU"),
    ("They meet every year.", "every year", "P1Y"),
    ("They meet each week.", "each week", "P1W"),
    ("They meet every two weeks.", "every two weeks", "P2W"),
    ("They meet every other day.", "every other day", "P2D"),
    ("They meet daily.", "daily", "P1D"),
    ("They meet annually.", "annually", "P1Y"),
    ("They meet twice a month.", "a month", "P1M"),
    ("It costs $5 a day.", "a day", "P1D"),
    ("They meet on Mondays.", "Mondays", "XXXX-WXX-1"),
    ("They meet on weekends.", "weekends", "XXXX-WXX-WE"),
    ("Tuesday nights are quiet.", "Tuesday nights", "XXXX-WXX-2TNI"),
    ("They meet every morning.", "every morning", "XXXX-XX-XXTMO"),
    ("Every Christmas they meet.", "Every Christmas", "XXXX-12-25"),
]


@pytest.mark.parametrize(("text", "words", "value"), SETS)
def test_what_happens_again_and_again_is_a_set(text, words, value):
    found = only(text)
    assert (found.text, found.type, found.value, found.date) == (words, "SET", value, None)


BOUNDS = [
    ("By October 2019 it was over.", "By October 2019", "by", "../2019-10"),
    ("Since March 2019 it has grown.", "Since March 2019", "since", "2019-03/.."),
    ("Since 1972 it has grown.", "Since 1972", "since", "1972/.."),
    ("Until 2018 it held.", "Until 2018", "until", "../2018"),
    ("Till Monday it held.", "Till Monday", "until", "../2019-12-30"),
    ("Before June 2017 there was none.", "Before June 2017", "before", "../2017-05-31"),
    ("After Dec. 5, 2018 it was gone.", "After Dec. 5, 2018", "after", "2018-12-06/.."),
    ("After 1945 it was gone.", "After 1945", "after", "1945/.."),
    ("By late December 2019 it was over.", "By late December 2019", "by", "../2019-12-31"),
    ("By 5 p.m. Monday it was over.", "By 5 p.m. Monday", "by", "../2019-12-30T17:00"),
    ("Before midnight Monday it was over.", "Before midnight Monday", "before", "../2019-12-30"),
    ("In October 2019 it was over.", "In October 2019", "", "2019-10"),
    ("After Monday's vote it was over.", "After Monday", "", "2019-12-30"),
]


@pytest.mark.parametrize(("text", "cue", "bound", "days"), BOUNDS)
def test_a_preposition_leaves_a_date_open(text, cue, bound, days):
    found = only(text)
    assert (found.cue, found.bound, str(found.date)) == (cue, bound, days)


RANGES = [
    ("He served from May 3 to June 7, 2019.", "from May 3 to June 7, 2019", "2019-05-03/2019-06-07"),
    ("He served from May 3 to June 7.", "from May 3 to June 7", "2019-05-03/2019-06-07"),
    ("He served May 3-7, 2019.", "May 3-7, 2019", "2019-05-03/2019-05-07"),
    ("He served 3–7 May 1940.", "3–7 May 1940", "1940-05-03/1940-05-07"),
    ("He served 24 May – 4 June 1940.", "24 May – 4 June 1940", "1940-05-24/1940-06-04"),
    ("He served between 6 and 9 August 1945.", "between 6 and 9 August 1945", "1945-08-06/1945-08-09"),
    ("He served between June and September 1944.", "between June and September 1944", "1944-06/1944-09"),
    ("He served May–June 1967.", "May–June 1967", "1967-05/1967-06"),
    ("He served between 1985 and 1987.", "between 1985 and 1987", "1985/1987"),
    ("He served from 1990 to 1995.", "from 1990 to 1995", "1990/1995"),
    ("He served 1939–45.", "1939–45", "1939/1945"),
    ("He served in 1998-99.", "1998-99", "1998/1999"),
    ("Marie Roth (12 March 1871 – 5 May 1940) was a painter.", "12 March 1871 – 5 May 1940", "1871-03-12/1940-05-05"),
    ("It is open Monday to Friday.", "Monday to Friday", "2019-12-30/2020-01-03"),
    ("He served from December to March 2019.", "from December to March 2019", None),
]


@pytest.mark.parametrize(("text", "words", "days"), RANGES)
def test_the_two_ends_of_a_stretch_share_its_range(text, words, days):
    first, second = expressions(text, PUBLISHED)
    if days is None:  # The ends are not in order: it is no stretch.
        assert first.range is second.range is None
        return
    assert first.range is second.range
    assert text[first.range.start : first.range.stop] == words
    assert str(first.range.date) == days


NO_TIMES = [
    "He may go, and they may not.",
    "May I come in?",
    "May Lee spoke to April Jones and June Carter.",
    "They march on Washington.",
    "The second March on Washington drew fewer.",
    "Marc sat down beside Jan Novak.",
    "He sat in the sun.",
    "The Sun and the Sunday Times disagreed.",
    "The second man spoke; the first did not.",
    "Ten percent is 10%, and 2.5 is not 2:5.",
    "It cost $1,990 or 1500 euros.",
    "Some 1,500 people and 2000 troops came.",
    "See page 1998, flight 1999, Route 1990 and No. 1984.",
    "The 21-year-old man, aged 45, beat a woman of 30.",
    "A 10-year-old boy; a man 30 years old.",
    "They won 3-2 and 21-19.",
    "Call 555-1998 or 1-800-1990.",
    "Prices fall; they may fall again after the fall of Kabul.",
    "A spring in his step, water from a spring.",
    "The F-1990 and the B1998x are machines.",
    "He scored in the first half and in the last minute.",
    "Three quarters of them left.",
    "He will second the motion in a second hearing.",
    "He is in his thirties; temperatures were in the low 40s.",
    "Bloody Sunday was a film, and Ruby Tuesday a song.",
    "USA Today wrote it.",
    "The Daily Telegraph wrote it.",
    "An overnight train ran.",
    "The 2000-year-old tomb is open.",
    "Version 10.5.1 ran on 192.168.10.20.",
    "It is 1990/2 and 3/4 of it.",
    "On the 5th floor he stopped.",
]


@pytest.mark.parametrize("text", NO_TIMES)
def test_what_only_looks_like_a_time_is_none(text):
    assert read(text) == []


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("In 480 BC they fought.", "BC0480"),
        ("In 44 B.C. he died.", "BC0044"),
        ("The 5th century BC was theirs.", "BC04"),
        ("It began around 500 BC.", "BC0500"),
        ("In August 480 BC they fought.", "BC0480-08"),
    ],
)
def test_a_year_before_christ_has_a_value_and_no_days(text, value):
    found = only(text)
    assert (found.value, found.date) == (value, None)


@pytest.mark.parametrize("text", ["It was on 31 April 2019.", "It was on 30 February.", "It was on 2019-02-30."])
def test_an_impossible_day_is_never_made_possible(text):
    assert all(not found.date.is_day for found in expressions(text, PUBLISHED) if found.date)


def test_a_leap_day_is_that_of_a_leap_year():
    assert only("It was on 29 February.").value == "2020-02-29"
    assert only("It was on 29 February.", date(2023, 5, 1)).value == "2024-02-29"


@pytest.mark.parametrize(
    ("text", "anchored_to", "reading"),
    [
        ("He left yesterday.", "publication", "“yesterday” counted from 3 January 2020"),
        ("He left in June 1989.", "calendar", "“June 1989” names its own date"),
        ("It is open now.", "publication", "“now” names no day"),
        ("It took three months.", "publication", "“three months” is a length of time"),
        ("They meet daily.", "publication", "“daily” happens again and again"),
    ],
)
def test_an_expression_says_how_it_was_read(text, anchored_to, reading):
    found = only(text)
    assert (found.anchored_to, found.reading) == (anchored_to, reading)


def test_a_language_without_a_grammar_has_its_dates_in_digits():
    found = only("Tapahtui 3.1.2019.", language="fi")
    assert (found.text, str(found.date)) == ("3.1.2019", "2019-01-03")


@pytest.mark.parametrize(
    ("text", "words", "days"),
    [
        ("It fell in the last days of August 1812.", "the last days of August 1812", "[1812-08-21..1812-08-31]"),
        ("It fell in the last week of February 1878.", "the last week of February 1878", "[1878-02-22..1878-02-28]"),
        ("It fell in the first week of October.", "the first week of October", "[2019-10-01..2019-10-07]"),
        ("It fell in the second week of October.", "the second week of October", "[2019-10-08..2019-10-14]"),
        ("It fell in the last two weeks of May 1940.", "the last two weeks of May 1940", "[1940-05-18..1940-05-31]"),
        ("It fell on the last day of October 1993.", "the last day of October 1993", "1993-10-31"),
        ("It fell in the week of 5 August 2019.", "the week of 5 August 2019", "[2019-08-05..2019-08-11]"),
        ("It fell two days before Christmas 1968.", "two days before Christmas 1968", "1968-12-23"),
        ("It fell the week before Christmas.", "the week before Christmas", "[2019-12-18..2019-12-24]"),
        ("It fell three weeks after Christmas 1968.", "three weeks after Christmas 1968", "1969-01-15"),
        ("It fell shortly after 2 a.m. yesterday.", "2 a.m. yesterday", "2020-01-02T02:00"),
        ("It fell at half past six in the evening.", "half past six in the evening", "2020-01-03T18:30"),
        ("It fell at twenty minutes to seven.", "twenty minutes to seven", "2020-01-03T06:40"),
        ("It fell as late as August.", "August", "2019-08"),
        ("A strike was called for Tuesday.", "Tuesday", "2020-01-07"),
        ("She wrote in a note to clients on Monday.", "Monday", "2019-12-30"),
        ("He came to breakfast on Monday.", "Monday", "2019-12-30"),
        ("In the first half of last year sales fell.", "the first half of last year", "[2019-01-01..2019-06-30]"),
    ],
)
def test_a_cue_of_several_steps_is_one(text, words, days):
    found = only(text)
    assert (found.text, str(found.date)) == (words, days)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("August 11–13, 2018: it fell.", ["2018-08-11", "2018-08-13"]),
        ("24/25 June 1908: it fell.", ["1908-06-24", "1908-06-25"]),
        ("In April 1970 troops crossed it.", ["1970-04"]),
        ("It rang on a Sunday night.", []),
    ],
)
def test_a_date_is_known_by_its_own_words(text, expected):
    assert [value for _, value in read(text)] == expected
