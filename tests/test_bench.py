"""The bench reckons rightly, and its events are like the real ones. How quick anything is, no test asks."""

import csv
import gzip
import json
from collections import Counter

import pytest

from tests.bench import browser, ged
from tests.bench.databases import Contents
from tests.bench.figures import Limit, Timing, percentile, ratio, table
from tests.bench.questions import finding, questions, searching
from timeline.interchange.bulk import Mapping
from timeline.interchange.bulk.table import Table

AT = {name: place for place, name in enumerate(ged.COLUMNS)}


@pytest.fixture(scope="module")
def rows() -> list[tuple]:
    return list(ged.generated(4_000))


# Generated events


def test_the_same_number_of_events_is_the_same_events(rows):
    assert list(ged.generated(4_000)) == rows
    assert list(ged.generated(4_000, seed=1)) != rows


def test_there_is_a_side_for_every_twenty_events_and_most_are_in_a_few(rows):
    sides = Counter(side for row in rows for side in {row[AT["side_a"]], row[AT["side_b"]]})
    assert len(sides) == 4_000 // ged.EVENTS_AN_ACTOR
    assert sum(count for _side, count in sides.most_common(5)) > 2_000
    assert sum(count <= 8 for count in sides.values()) > len(sides) / 3


def test_most_events_are_known_to_the_day_and_some_have_several_sources(rows):
    precisions = Counter(row[AT["date_prec"]] for row in rows)
    assert set(precisions) == {1, 2, 3, 4, 5}
    assert 0.8 < precisions[1] / len(rows) < 0.86
    assert all(row[AT["date_start"]] <= row[AT["date_end"]] for row in rows)
    assert 0.25 < sum(row[AT["number_of_sources"]] > 1 for row in rows) / len(rows) < 0.4


def test_headlines_have_common_and_rare_words(rows):
    words = Counter(word for row in rows for word in set(row[AT["source_headline"]].lower().split()))
    assert words["killed"] / len(rows) > 0.1
    assert sum(count == 1 for count in words.values()) > len(words) / 4


def test_each_source_has_an_office_a_day_and_a_headline(rows):
    for row in rows:
        told = row[AT["number_of_sources"]]
        columns = [row[AT[name]] for name in ("source_office", "source_date", "source_headline")]
        assert [len(column.split(";")) for column in columns] == [told] * 3 if told > 0 else columns == [""] * 3


def test_the_mapping_reads_each_of_them_as_an_event_and_has_nothing_to_say_about_it(tmp_path):
    path = tmp_path / "rows.csv"
    ged.write(path, 300)
    with path.open(encoding="utf-8", newline="") as file:
        found = list(Table(Mapping.read("ucdp-ged"), file).told())
    assert len(found) == 300
    assert [(told, notes) for _row, _key, told, notes in found if notes or isinstance(told, Exception)] == []


# Real events, repeated

REAL = """\
id,relid,year,source_article,source_date,date_start,date_end,side_a
,,#date+year,,,#date+start,#date+end,
7.0,A-1,2014,"""  # a row of tags, as some publishers put it below the heading
REAL += '''"""News,2014-01-25,Two killed""",2014-01-25,1390521600.0,1390521600.0,One
8,A-2,2014,r 2/5,,2014-01-24 00:00:00.000,2014-01-26 00:00:00.000,Other
'''


@pytest.fixture
def real(tmp_path):
    path = tmp_path / "real.csv.gz"
    path.write_bytes(gzip.compress(REAL.encode()))
    return path


def test_real_rows_are_repeated_with_other_ids_in_shifted_time(real, tmp_path):
    written = tmp_path / "rows.csv"
    ged.write(written, 5, real=real)
    with written.open(encoding="utf-8", newline="") as file:
        one, two, again, other, last = csv.DictReader(file)
    assert (one["id"], one["date_start"], two["date_start"]) == ("7.0", "1390521600.0", "2014-01-24 00:00:00.000")
    assert (again["id"], again["relid"], again["date_start"]) == ("10000007", "A-1-1", "2014-01-31")
    assert (again["source_article"], again["source_date"]) == ('"News,2014-02-01,Two killed"', "2014-02-01")
    assert (other["date_end"], other["source_article"], other["side_a"]) == ("2014-02-02", "r 2/5", "Other")
    assert (last["id"], last["date_start"]) == ("20000007", "2014-02-07")


# What is asked


KNOWN = Contents(
    timeline="story",
    timeline_key=3,
    events=60_000,
    actors=2,
    common_actors=[[5, "one", 900], [6, "two", 800]],
    rare_actors=[[7, "three", 2]],
    pairs=[[[5, "one", 900], [6, "two", 800], 700]],
    kinds=[[1, "attack", 60_000]],
    common_words=[["forces", 900]],
    rare_words=[["rokishada", 2]],
    windows=[["2014-01-01", "2014-06-30"]] * 5,
    windows_of={"one": [["2014-01-01", "2014-06-30"]] * 5},
    folios={"999": ["2014-01-02", "2014-01-03", 17], "1000": ["2014-01-04", "2014-01-04", 18]},
    full_text="words",
)


def test_every_question_is_asked_of_both_in_the_same_number_of_ways():
    asked = questions(KNOWN)
    assert [question.name for question in asked] == [
        *("first page", "one common actor", "one rare actor", "two actors", "actor and dates"),
        *("a common word", "a rare word", "kind with dates", "page 1,000"),
    ]
    assert all(len(question.ours) == len(question.theirs) for question in asked)
    assert all(len(set(question.ours)) == len(question.ours) for question in asked if "dates" not in question.name)
    paths = {question.name: (question.ours[-1], question.theirs[-1]) for question in asked}
    assert paths["two actors"][0] == "/t/story/?actor=one&actor=two"
    assert paths["page 1,000"][0] == "/t/story/?after=735237.735237.18"
    assert paths["page 1,000"][1].endswith("&_next=2014-01-04%2C18")


def test_a_word_is_typed_letter_by_letter():
    assert [text for text, _path in searching(KNOWN)][:6] == ["f", "fo", "for", "forc", "force", "forces"]
    assert dict(searching(KNOWN))["rok"] == "/t/story/?q=rok"
    assert dict(finding(KNOWN))["thr"] == "/t/story/find/actor/?kind=attack&find_actor=thr"


def test_the_others_are_given_the_same_events():
    events = [("Two killed", "2014-01-25", "2014-01-25"), ("A siege", "2014-02-01", "2014-03-01")]
    them, they = browser.for_timelinejs(events)["events"], browser.for_vis(events)
    assert (
        [each["text"]["headline"] for each in them] == [each["content"] for each in they] == ["Two killed", "A siege"]
    )
    assert ("end_date" in them[0], them[1]["end_date"]) == (False, {"year": 2014, "month": 3, "day": 1})
    assert ("end" in they[0], they[1]["end"]) == (False, "2014-03-01")


# What it comes to


@pytest.mark.parametrize(
    ("samples", "share", "found"),
    [([3.0], 0.5, 3.0), ([4.0, 1.0], 0.5, 1.0), ([3, 1, 2], 0.5, 2), (range(1, 101), 0.99, 99), ([2, 1], 0.99, 2)],
)
def test_a_percentile_is_one_of_the_times_that_were_measured(samples, share, found):
    assert percentile(samples, share) == found


def test_a_ratio_of_what_was_not_measured_is_none():
    assert (ratio(3, 2), ratio(None, 2), ratio(3, None), ratio(3, 0)) == (1.5, None, None, None)


def test_a_timing_leaves_the_first_answer_out_of_its_percentiles():
    timing = Timing(first=900.0, samples=(1.0, 2.0, 3.0), size=10)
    assert (timing.p50, timing.p99, timing.written()["first_ms"]) == (2.0, 3.0, 900.0)
    assert Timing(first=900.0, samples=(), size=10).p50 == 900.0


def test_a_timing_tells_apart_what_had_not_been_asked_for_before():
    timing = Timing(first=9.0, samples=(1.0, 7.0, 2.0), size=10, new=(9.0, 7.0, 8.0))
    assert (timing.p50, timing.written()["new_p50_ms"], timing.written()["new"]) == (2.0, 8.0, 3)


def test_what_was_not_measured_is_not_reached():
    assert [Limit("x", figure, most=25).is_reached for figure in (25.0, 25.1, None)] == [True, False, False]
    assert [Limit("x", figure, least=6).is_reached for figure in (6.0, 5.9)] == [True, False]
    assert "NOT REACHED  x: 25.1 ms (at most 25)" in Limit("x", 25.1, most=25).line
    assert json.dumps(Limit("x", None, most=25).written())


def test_a_table_is_as_wide_as_its_widest_cell():
    assert table([["who", "ms"], ["ours", "1,200"]]) == "who      ms\n-----------\nours  1,200\n"
