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


# Histories as encyclopedias tell them, long after: a date without its year is of the year that the story is in.
HISTORIES = {
    "a siege": (
        "The siege of Badajoz (16 March – 6 April 1812) was laid by an army under the Earl of Wellington "
        "(1769–1852).\n\nBackground\n\nWellington had taken Ciudad Rodrigo on 19 January 1812. The garrison was "
        "commanded by Armand Philippon, who had joined the army in 1778.\n\nSiege\n\nThe army arrived on 16 March. The "
        "next day it began to dig. On 19 March the French made a sortie, and two days later another. A fort was "
        "stormed on the night of 25 March. By 5 April two breaches were practicable. The assault was made at 10 p.m. "
        "the following night. By dawn the town was lost. Order was restored on the 9th.\n\nAftermath\n\nIn July "
        "Wellington won at Salamanca; on 12 August he entered Madrid. In January losses were made good, and on 14 May "
        "the army marched again. Today the walls still stand.",
        "1812-03-16 1812-04-06 1769 1852 1812-01-19 1778 1812-03-16 1812-03-17 1812-03-19 1812-03-21 1812-03-25TNI "
        "1812-04-05 1812-04-05T22:00 1812-04-06TNI 1812-04-06TMO 1812-04-09 1812-07 1812-08-12 1813-01 1813-05-14 "
        "PRESENT_REF",
    ),
    "a campaign": (
        "Napoleon crossed the Niemen on 24 June 1812. Vilna fell four days later. There was a battle at Smolensk on 16 "
        "August and, on 7 September, one at Borodino. The French entered Moscow on the 14th; that night it began to "
        "burn. On 19 October they marched out. The army crossed the Berezina between 26 and 29 November, and on 5 "
        "December the emperor left it. By the middle of January its last men had reached Poland. Prussia declared war "
        "on 17 March. In the last days of December Blücher crossed the Rhine. Paris fell on 31 March 1814. In May the "
        "emperor was taken to Elba. The next spring he was back.",
        "1812-06-24 1812-06-28 1812-08-16 1812-09-07 1812-09-14 1812-09-14TNI 1812-10-19 1812-11-26 1812-11-29 "
        "1812-12-05 1813-01 1813-03-17 1813-12 1814-03-31 1814-05 1815-SP",
    ),
    "American dates": (
        "Grant crossed the Rapidan on May 4, 1864. The next morning he met Lee, who had lost Jackson in 1863. On May 7 "
        "he marched south; fighting began the following day and went on until the 21st. By early June the armies were "
        "at Cold Harbor. Nine days after the assault of June 3 Grant slipped away. On March 25 Lee attacked, and on "
        "the night of April 2 Richmond was given up. Lee surrendered on Palm Sunday, April 9. Five days later Lincoln "
        "was shot. He died the next morning.",
        "1864-05-04 1864-05-05TMO 1863 1864-05-07 1864-05-08 1864-05-21 1864-06 P9D 1864-06-03 1865-03-25 "
        "1865-04-02TNI 1865-04-09 1865-04-09 1865-04-14 1865-04-15TMO",
    ),
    "a winter": (
        "The war began on 30 November 1939, three months after that in the west. Helsinki was bombed the same day. The "
        "battle of Suomussalmi was fought from 7 December to 8 January. In February the line broke. On 5 March Finland "
        "asked for terms. The treaty was signed on the evening of 12 March, and the guns fell silent at 11 a.m. the "
        "following day. That summer the Baltic states were taken. War began again in June of the following year.",
        "1939-11-30 P3M 1939-11-30 1939-12-07 1940-01-08 1940-02 1940-03-05 1940-03-12TEV 1940-03-13T11:00 1940-SU "
        "1941-06",
    ),
    "weekdays": (
        "The rising began on Easter Monday, 24 April 1916. At noon Pearse read the proclamation. On Wednesday a "
        "gunboat shelled Liberty Hall, and on Friday evening the Post Office was on fire. Pearse surrendered on the "
        "Saturday. He was shot on 3 May. Casement, who had landed on 21 April, was hanged in August. The last "
        "prisoners were let out in June 1917. The following month there was an election.",
        "1916-04-24 1916-04-24T12:00 1916-04-26 1916-04-28TEV 1916-04-29 1916-05-03 1916-04-21 1916-08 1917-06 1917-07",
    ),
    "an expedition": (
        "The Terra Nova left Cardiff on 15 June 1910 and reached Melbourne on 12 October. They landed in January. A "
        "party set out on the 24th and came back in April. On 1 November Scott set out for the Pole. He reached it on "
        "17 January. Evans died a month later. The last entry in the diary is dated 29 March. The bodies were found on "
        "12 November. The news reached London in February.",
        "1910-06-15 1910-10-12 1911-01 1911-01-24 1911-04 1911-11-01 1912-01-17 1912-02 1912-03-29 1912-11-12 1913-02",
    ),
    "a long war": (
        "In May 1618 the governors were thrown from the window. The following year the estates deposed the king. The "
        "battle of White Mountain was fought on 8 November 1620. The leaders were executed in June. In 1625 Denmark "
        "joined in; its army was beaten on 27 August 1626. An edict was issued on 6 March 1629, and two months later "
        "Denmark made peace. Gustavus Adolphus, born in 1594, landed in July 1630. He was killed on 16 November of the "
        "second year. Wallenstein was murdered on 25 February 1634. In September the Swedes were beaten.",
        "1618-05 1619 1620-11-08 1621-06 1625 1626-08-27 1629-03-06 1629-05 1594 1630-07 1630-11-16 1634-02-25 1634-09",
    ),
    "a civil war": (
        "On 17 July 1936 the garrison of Melilla rose. The next day the rising spread. Franco flew to Tetuán on the "
        "19th. By the end of the month the country was cut in two. In October he was made head of state. The battle "
        "for Madrid began on 8 November; by the 23rd it had come to a halt. Málaga fell in February. On 26 April "
        "Guernica was bombed. In the winter Teruel was attacked, and on 8 January it fell. "
        "Barcelona fell on 26 January 1939.",
        "1936-07-17 1936-07-18 1936-07-19 1936-07 1936-10 1936-11-08 1936-11-23 1937-02 1937-04-26 1937-WI 1938-01-08 "
        "1939-01-26",
    ),
    "an offensive": (
        "The Tet Offensive began in the early hours of 30 January 1968. The following night a hundred towns were "
        "attacked. On 27 February Walter Cronkite, who had returned the week before, called the war a stalemate. Talks "
        "opened on 13 May. Nixon won that November. He took office in January. In April 1970 troops came back.",
        "1968-01-30TMO 1968-01-31TNI 1968-02-27 1968-W08 1968-05-13 1968-11 1969-01 1970-04",
    ),
    "a war of our time": (
        "In February 2014 the president fled. On 27 February armed men took the parliament. The peninsula was annexed "
        "on 18 March, and on 17 July an airliner was shot down. A ceasefire signed on 5 September collapsed in "
        "January. A second was agreed on 12 February 2015; a town fell six days later. On 29 January 2017 fighting "
        "flared up; by 4 February it was over.",
        "2014-02 2014-02-27 2014-03-18 2014-07-17 2014-09-05 2015-01 2015-02-12 2015-02-18 2017-01-29 2017-02-04",
    ),
    "a pilot": (
        "Elisabeth Dallow (4 March 1908 – 17 October 1989) was a pilot. In 1926 she left school and learned to fly. "
        "That autumn she bought an aeroplane. Two years later she flew to Cape Town. In 1931 she married; her son was "
        "born the following spring. In September she crashed. She was in hospital until the end of the year. Her book, "
        "published in 1934, sold well.\n\nShe joined up on 1 February 1940. In March she flew her first Spitfire. Her "
        "husband was killed in June 1942. Three months later she was promoted. In the 1950s she bred horses.",
        "1908-03-04 1989-10-17 1926 1926-FA 1928 1931 1932-SP 1932-09 1932 1934 1940-02-01 1940-03 1942-06 1942-09 195",
    ),
    "a chemist": (
        "Hannah Weiss was born on 9 May 1892. In October 1910 she entered the university. Two years later she moved to "
        "Zurich, where she took her degree in July 1916. She married Paul Orth (1885–1951) that autumn. Their daughter "
        "was born the next year. In March 1938 she was dismissed. On 2 April she fled; that summer she reached London. "
        "The following January she found work. She died on 3 June 1961. In 2015 a street was named after her.",
        "1892-05-09 1910-10 1912 1916-07 1885 1951 1916-FA 1917 1938-03 1938-04-02 1938-SU 1939-01 1961-06-03 2015",
    ),
}


@pytest.mark.parametrize(("text", "expected"), HISTORIES.values(), ids=HISTORIES)
def test_a_history_keeps_its_year(text, expected):
    assert values(text, date(2021, 5, 4)) == expected.split()


@pytest.mark.parametrize(
    ("aside", "expected"),
    [
        ("The king (1769–1852) came.", "1812-06"),
        ("Its captain, who had joined in 1778, fell.", "1812-06"),
        ("It was the fort that stood since 1745.", "1812-06"),
        ("A letter, dated 2 October 1795, was found.", "1812-06"),
        ("Its gates had been sold in 1790.", "1812-06"),
        ("It was like the war of 1740.", "1812-06"),
        ("“I was there in 1795,” he said.", "1812-06"),
        ("It fell again in 1830.", "1830-06"),
        ("Then, in March 1815, it fell again.", "1815-06"),
    ],
)
def test_a_clause_beside_the_story_does_not_move_it(aside, expected):
    text = f"On 4 March 1812 the town fell. It had held out for ten weeks. {aside} In June there was peace."
    assert values(text)[-1] == expected


def test_what_stands_in_a_clause_is_counted_from_its_own_date():
    text = "The town fell on 4 March 1812. Its mayor, who had come in 1790 and left the following year, died in June."
    assert values(text) == ["1812-03-04", "1790", "1791", "1812-06"]


def test_a_history_that_speaks_of_its_own_day_goes_on_from_where_it_was():
    text = (
        "On 4 March 1812 the town fell. It was rebuilt in May 1815 by masons. A new bridge will be opened in July. "
        "Last year its mayor told us in September of a flood. In August the masons left."
    )
    assert values(text) == ["1812-03-04", "1815-05", "2020-07", "2019", "2019-09", "1815-08"]


MIXED = (
    "PORT HALDEN, Jan. 2 (Halden Press) - The government said on Thursday that it would reopen the inquiry. Survivors "
    "said yesterday that they were relieved.\n\nThe Stella sank on 14 October 2009 with 61 people aboard. The first "
    "inquiry opened on 2 November. It was adjourned three weeks later, and the captain, who had served since 1991, was "
    "arrested in December. In March he was released.\n\nThe minister told parliament that a judge would be named in "
    "June. A service was held in November.\n\nIn October 2010 a court found the owners guilty. On 9 December they "
    "appealed, and the following May they won.\n\nA report was leaked in December. The minister will meet the families "
    "on Monday."
)


def test_news_that_look_back_do_so_for_a_paragraph():
    assert values(MIXED) == [
        *("2020-01-02", "2020-01-02", "2020-01-02"),
        *("2009-10-14", "2009-11-02", "2009-W48", "1991", "2009-12", "2010-03"),
        *("2020-06", "2019-11"),
        *("2010-10", "2010-12-09", "2011-05"),
        *("2019-12", "2020-01-06"),
    ]


CASE = (
    "The company was acquitted on Thursday of all charges. In January 2015 prosecutors searched its office. A summary "
    "was printed on 6 February, and the director left that afternoon.\n\nHe was arrested on 22 March 2015. He was "
    "charged on 4 June 2016, and the trial began on 16 January 2017. It was adjourned on its second day.\n\nThe "
    "defence closed its case on 1 March. The court convicted him on 12 April 2017. He appealed before the end of the "
    "month.\n\nThe hearing was set for last month. It began on 9 December."
)


def test_a_chronicle_in_the_news_goes_on_from_paragraph_to_paragraph():
    assert values(CASE) == [
        *("2020-01-02", "2015-01", "2015-02-06", "2015-02-06TAF", "2015-03-22", "2016-06-04", "2017-01-16"),
        *("2017-01-17", "2017-03-01", "2017-04-12", "2017-04", "2019-12", "2019-12-09"),
    ]


def test_before_the_end_of_a_month_is_by_its_end():
    found = expressions("On 12 April 2017 he was convicted. He appealed before the end of the month.", PUBLISHED)
    assert str(found[-1].date) == "../2017-04"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It began on 4 March 1812. On the second day it rained; on the third day it ended.", "1812-03-05 1812-03-06"),
        ("It began on 4 March 1812. That same night it rained.", "1812-03-04TNI"),
        ("It began on 4 March 1812. Towards evening a gale rose.", "1812-03-04TEV"),
        ("It began on 4 March 1812. Before dawn the men were up.", "1812-03-04TMO"),
        ("It began on 4 March 1812. On the 26th of the same month it ended.", "1812-03-26"),
        ("It began on 4 March 1812. It ended on the third of the following month.", "1812-04-03"),
        ("It began in the evening of 4 March 1812. At ten minutes past seven it ended.", "1812-03-04T19:10"),
        ("It began in February 1812. That autumn it ended.", "1812-FA"),
        ("It began in February 1812. That winter was hard.", "1811-WI"),
        ("It began in March 1812. It ended nine days later.", "1812-03-XX"),
        ("It began in March 1812. That evening it ended.", "1812-03-XXTEV"),
        ("It began in 1812. The year after that it ended.", "1813"),
    ],
)
def test_a_history_is_told_in_steps(text, expected):
    assert values(text)[1:] == expected.split()


RECIPE = (
    "You may have an hour on a Sunday. Leave the plums overnight in a bowl. Let the dough rise for an hour in summer. "
    "It is no sin at Christmas. "
) + "Stir it and warm it, and turn it until it is smooth and soft. " * 20


def test_a_text_that_tells_nothing_names_no_days():
    assert [found.text for found in expressions(RECIPE, PUBLISHED) if found.date] == []
    assert values(f"{RECIPE} He said so yesterday.")[-1] == "2020-01-02"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("They left on 28 December 1863. On 4 January they were home.", "1864-01-04"),
        ("They left on 20 June 1848. The paper closed on 2 March.", "1849-03-02"),
        ("They left on 20 June 1848. The paper had closed on 2 March.", "1848-03-02"),
        ("They left on 20 June 1848. The paper closed on 10 June.", "1848-06-10"),
        ("They left on 20 June 1848.\n\nThe paper closed on 10 April.", "1848-04-10"),
        ("The ferry sank on 14 October 2019. In March a test was held.", "2019-03"),
    ],
)
def test_a_date_without_a_year_goes_on_or_back_to_the_likelier_side(text, expected):
    assert values(text)[-1] == expected
