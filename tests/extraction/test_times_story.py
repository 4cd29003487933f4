"""Dates that depend on what the text said before, and on whether it reports news or tells history."""

from datetime import date

import pytest

from timeline.extraction.times import expressions

PUBLISHED = date(2020, 1, 3)


def values(text: str, published: date = PUBLISHED) -> list[str]:
    return [found.value for found in expressions(text, published)]


def read(text: str, published: date = PUBLISHED) -> list[tuple[str, str]]:
    return [(found.text, found.value) for found in expressions(text, published)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("They met on 4 March 1998. The next day they parted.", ["1998-03-04", "1998-03-05"]),
        ("They met on 4 March 1998. The following day they parted.", ["1998-03-04", "1998-03-05"]),
        ("They met on 4 March 1998. The same day it rained.", ["1998-03-04", "1998-03-04"]),
        ("They met on 4 March 1998. The previous day it rained.", ["1998-03-04", "1998-03-03"]),
        ("They met on 4 March 1998. The day before, it rained.", ["1998-03-04", "1998-03-03"]),
        ("They met on 4 March 1998. Three days later they parted.", ["1998-03-04", "1998-03-07"]),
        ("They met on 4 March 1998. Two days earlier, it rained.", ["1998-03-04", "1998-03-02"]),
        ("They met on 4 March 1998. A week later they parted.", ["1998-03-04", "1998-W11"]),
        ("They met on 4 March 1998. That month it rained.", ["1998-03-04", "1998-03"]),
        ("They met on 4 March 1998. The following month it rained.", ["1998-03-04", "1998-04"]),
        ("They met on 4 March 1998. That year it rained.", ["1998-03-04", "1998"]),
        ("They met on 4 March 1998. The following year it rained.", ["1998-03-04", "1999"]),
        ("They met on 4 March 1998. Two years later they parted.", ["1998-03-04", "2000"]),
        ("They met on 4 March 1998. The next morning they parted.", ["1998-03-04", "1998-03-05TMO"]),
        ("They met on 4 March 1998. That night they parted.", ["1998-03-04", "1998-03-04TNI"]),
        ("They met on 4 March 1998. In the evening they parted.", ["1998-03-04", "1998-03-04TEV"]),
        ("They met on 4 March 1998. At 6 p.m. they parted.", ["1998-03-04", "1998-03-04T18:00"]),
        ("They met on 4 March 1998 and, on the 14th, parted.", ["1998-03-04", "1998-03-14"]),
        ("They met in 1985. A year earlier it had rained.", ["1985", "1984"]),
        ("They met in 1985. In the summer of that year it rained.", ["1985", "1985-SU"]),
        ("They met in June 1985. In October of the following year it rained.", ["1985-06", "1986-10"]),
    ],
)
def test_a_time_is_counted_from_the_one_that_the_text_named_last(text, expected):
    assert values(text) == expected


def test_what_was_counted_from_the_text_says_so():
    _, second = expressions("They met on 4 March 1998. The next day they parted.", PUBLISHED)
    assert (second.anchored_to, second.reading) == ("narrative", "“The next day” counted from the date named before it")


HISTORY = (
    "He was born on 12 March 1871 in Ghent. In 1890 he went to Paris. The following year he returned. In June he "
    "married, and on 6 July he sailed. In 1914 the war began. In the spring he enlisted; that summer he fell ill. On "
    "30 November 1914 he was wounded, and in January he went home. By the end of the month he could walk. On 9 "
    "February he left. Today there is a street of his name."
)


def test_a_history_goes_on_from_date_to_date():
    assert read(HISTORY, date(2010, 12, 19)) == [
        ("12 March 1871", "1871-03-12"),
        ("1890", "1890"),
        ("The following year", "1891"),
        ("June", "1891-06"),
        ("6 July", "1891-07-06"),
        ("1914", "1914"),
        ("the spring", "1914-SP"),
        ("that summer", "1914-SU"),
        ("30 November 1914", "1914-11-30"),
        ("January", "1915-01"),
        ("the end of the month", "1915-01"),
        ("9 February", "1915-02-09"),
        ("Today", "PRESENT_REF"),
    ]


def test_two_old_years_make_a_history_where_nothing_speaks_of_news():
    text = "In 1890 he went to Paris, and in 1891 to Rome. In June he married."
    assert values(text) == ["1890", "1891", "1891-06"]
    assert values(f"{text} He died on Monday.")[:3] == ["1890", "1891", "2019-06"]


def test_a_part_of_the_day_after_a_comma_is_not_that_of_the_day_before_it():
    assert read("On Thursday, evening fell early.") == [("Thursday", "2020-01-02")]


ANTIQUITY = (
    "The revolt began in 499 BC. The following year they burned the city, and five years later it was over. In the "
    "spring of 479 BC they came back; in 478 they left. The wars (499–449 BC) had cost 300 ships."
)


def test_years_before_christ_are_counted_backwards():
    assert read(ANTIQUITY, date(2010, 12, 19)) == [
        ("499 BC", "BC0499"),
        ("The following year", "BC0498"),
        ("five years later", "BC0493"),
        ("the spring of 479 BC", "BC0479-SP"),
        ("478", "BC0478"),
        ("499", "BC0499"),
        ("449 BC", "BC0449"),
    ]


NEWS = (
    "Lena Brandt resigned on Tuesday, two days after the report, officials said. She had joined in 1998 and was made "
    "chief in October 2004. In June, a court had refused her appeal. She will leave on Friday. “I am going home,” she "
    "said yesterday. Her successor takes over on Jan. 20."
)


def test_news_count_from_their_own_day():
    assert read(NEWS) == [
        ("Tuesday", "2019-12-31"),
        ("two days", "P2D"),
        ("1998", "1998"),
        ("October 2004", "2004-10"),
        ("June", "2019-06"),
        ("Friday", "2020-01-03"),
        ("yesterday", "2020-01-02"),
        ("Jan. 20", "2020-01-20"),
    ]


RESULTS = (
    "Halden Mills said third-quarter net income fell to $2 million from $3 million a year earlier. Sales in the latest "
    "quarter rose, it said, and were better than in the year-ago period. In the nine months, it earned $9 million, up "
    "from $7 million a year earlier. It expects a fourth-quarter loss."
)


def test_results_are_compared_with_the_same_part_of_the_year_before():
    assert values(RESULTS, date(2016, 11, 2)) == [
        "2016-Q3",
        "2015-Q3",
        "2016-Q3",
        "2015-Q3",
        "P9M",
        "2015",
        "2016-Q4",
    ]


def test_results_are_those_of_the_latest_quarter_that_is_over():
    text = "Third-quarter net fell. After the second quarter, it had hoped for better than in the year-ago period."
    assert values(text, date(2016, 11, 2)) == ["2016-Q3", "2016-Q2", "2015-Q3"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("In the quarter ended Sept. 30, it lost.", ["2019-Q3", "2019-09-30"]),
        ("In the year ended March 31, it lost.", ["P1Y", "2019-03-31"]),
        ("In the nine months ended March 31, 2018, it lost.", ["P9M", "2018-03-31"]),
        ("In the year ending June 30, it will lose.", ["P1Y", "2020-06-30"]),
    ],
)
def test_a_period_and_the_day_that_it_ended_on_are_two(text, expected):
    assert values(text) == expected


def test_the_article_is_read_with_its_six_dates_and_no_other():
    text = (
        "He was blamed for raids over the past several months, including one in late December that killed a man. "
        "“We know that,” Marc said yesterday morning, of the raid in December. Earlier yesterday, he had said that it "
        "might be so. Now more may follow, he told a march. They held nothing by the time he was caught in October."
    )
    dated = [(found.cue, str(found.date)) for found in expressions(text, PUBLISHED) if found.date]
    assert dated == [
        ("over the past several months", "2019-10~/2020-01-02"),
        ("in late December", "[2019-12-21..2019-12-31]"),
        ("yesterday morning", "2020-01-02TMO"),
        ("in December", "2019-12"),
        ("Earlier yesterday", "2020-01-02"),
        ("in October", "2019-10"),
    ]
    assert [found.value for found in expressions(text, PUBLISHED) if not found.date] == ["PRESENT_REF"]


def test_a_sentence_ends_no_expression_early_and_a_paragraph_does():
    assert values("It was on 4\nMarch 1998.") == ["1998-03-04"]
    assert values("It was May\n\n5, 1998 was its number.") == ["1998"]
