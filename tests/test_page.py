"""What one selection puts on the page: periods, the shelf, what is open, links, footnotes and the chart's lanes."""

from datetime import UTC, datetime, timedelta

import pytest
from django.http import QueryDict

from tests.factories import NOW, make_actor, make_event, make_source, make_timeline, quote_for
from timeline.filters import Catalogue, Results, Selection
from timeline.lanes import MOST_LANES
from timeline.models import Event
from timeline.page import Page, period_of, rests_on

pytestmark = pytest.mark.django_db


def page_of(query="") -> Page:
    catalogue = Catalogue(make_timeline())
    return Page(Results(catalogue, Selection.parse(QueryDict(query), catalogue)))


def told(page) -> dict[str, list[str]]:
    return {period.heading: [event.title for event in period.events] for period in page.periods}


@pytest.mark.parametrize(
    ("on", "heading"),
    [
        ("2019-12-27", "December 2019"),
        ("2019-12", "December 2019"),
        ("[2019-12-21..2019-12-31]", "December 2019"),
        ("2019-10~/2020-01-02", "October 2019"),
        ("../2019-10", "October 2019"),
        ("2020-01-02/..", "January 2020"),
        ("2019", "2019"),
        ("201X", "the 2010s"),
    ],
)
def test_an_event_is_told_under_the_month_by_which_it_sorts_or_the_year_if_no_more_is_known(on, heading):
    assert period_of(make_event(on=on)) == heading


def test_events_stand_under_their_periods_in_order_and_the_undated_on_the_shelf():
    make_event("Second", on="2020-01-02")
    make_event("First", on="2019-12-30")
    make_event("Third", on="2020-01")
    make_event("Some day", on=None)
    page = page_of()
    assert told(page) == {"December 2019": ["First"], "January 2020": ["Third", "Second"]}
    assert [event.title for event in page.shelf] == ["Some day"]
    assert page.count == 4


def test_no_period_is_headed_twice():
    for day in ("2019-12-30", "2020-01-02", "2019-12", "[2019-12-21..2020-01-02]", "2019-12-27"):
        make_event(day, on=day)
    headings = [period.heading for period in page_of().periods]
    assert len(headings) == len(set(headings))


def test_newest_first_turns_the_list_over():
    make_event("First", on="2019-12-30")
    make_event("Second", on="2020-01-02")
    assert told(page_of("sort=newest")) == {"January 2020": ["Second"], "December 2019": ["First"]}


def test_last_recorded_first_stands_under_the_days_of_recording_with_the_undated_among_them():
    make_event("First", on="2019-12-30", recorded_at=NOW - timedelta(days=3))
    make_event("Undated", on=None, recorded_at=NOW)
    page = page_of("sort=recorded")
    assert told(page) == {"Recorded 4 January 2020": ["Undated"], "Recorded 1 January 2020": ["First"]}
    assert page.shelf == []
    assert page.count == 2


def test_the_open_event_has_those_before_and_after_it_on_the_page():
    one, two, three = [make_event(f"Number {day}", on=f"2020-01-0{day}") for day in (1, 2, 3)]
    page = page_of(f"event={two.uid}")
    assert (page.opened, page.earlier, page.later) == (two, one, three)
    assert page_of(f"event={one.uid}").earlier is None
    assert page_of(f"event={three.uid}").later is None


def test_while_nothing_is_open_the_first_event_is_the_next():
    one = make_event("One", on="2020-01-01")
    page = page_of()
    assert (page.opened, page.earlier, page.later) == (None, None, one)


def test_an_event_that_is_narrowed_away_is_not_open():
    event = make_event("Rockets hit", on="2020-01-01")
    make_event("It rained", on="2019-01-01")
    page = page_of(f"event={event.uid}&q=rained")
    assert page.opened is None
    assert [shown.title for shown in page.events] == ["It rained"]


def test_the_reader_shows_the_source_that_says_most_until_another_is_opened():
    long, short = make_source("One. Two. Three.", title="Long"), make_source("Four.", title="Short")
    event = make_event(quotes=["Four."], source=short)
    quote_for(event, "One.", source=long)
    quote_for(event, "Two.", source=long)
    assert page_of().reader.source == long
    assert page_of(f"event={event.uid}").reader.source == short
    assert page_of(f"event={event.uid}&passage=2").reader.source == long
    assert page_of(f"event={event.uid}&passage=99").reader.source == long


def test_an_empty_page_has_no_reader_and_no_chart():
    make_event("It rained")
    page = page_of("q=rockets")
    assert (page.count, page.reader, page.chart, page.periods, page.notes) == (0, None, None, [], {})


def test_a_page_of_undated_events_has_no_chart():
    make_event(on=None)
    assert page_of().chart is None
    assert page_of().reader is not None


def test_links_keep_what_was_selected_and_lead_to_the_passage():
    make_event("Rain", on="2018")
    event = make_event("Rockets hit", quotes=["It rained.", "Rockets hit."])
    page = page_of("q=rockets&sort=newest")
    start = event.evidence.last().passage.start
    assert page.link_to(event, 2) == f"?q=rockets&sort=newest&event={event.uid}&passage=2#at-{start}"
    assert page.link_to(event) == f"?q=rockets&sort=newest&event={event.uid}#at-0"
    assert page_of(f"q=rockets&event={event.uid}&passage=2").closed == "?q=rockets"
    assert page.cleared == "?sort=newest"


def test_a_link_with_an_actor_narrows_what_is_narrowed_already():
    actors = [make_actor("Mark Milley"), make_actor("Iran", type="state")]
    event = make_event(actors=actors)
    page = page_of(f"actor=mark-milley&event={event.uid}")
    assert page.link_with(actors[1].slug) == "?actor=iran&actor=mark-milley"
    assert page.link_with(actors[0].slug) == "?actor=mark-milley"


def test_the_canonical_address_has_no_defaults_and_a_fixed_order():
    make_event("Rockets", actors=[make_actor("Mark Milley")])
    assert page_of("match=all&sort=oldest&dates=possible&unknown=1").canonical == "/t/a-story/"
    assert page_of("q=rockets&actor=mark-milley").canonical == "/t/a-story/?actor=mark-milley&q=rockets"


def test_every_quotation_on_the_page_is_a_numbered_footnote():
    one = make_event("One", on="2019", quotes=["A.", "B."])
    two = make_event("Two", on=None, quotes=["C."])
    page = page_of()
    assert [[piece.passage.exact for piece in rests_on(event)] for event in page.all_events] == [["A.", "B."], ["C."]]
    assert page.notes == {one.pk: range(1, 3), two.pk: range(3, 4)}


def test_the_busiest_actors_have_lanes_and_those_asked_for_come_first():
    actors = [make_actor(f"Actor {number}") for number in range(MOST_LANES + 2)]
    for number, actor in enumerate(actors):
        for again in range(len(actors) - number):
            make_event(f"{number}.{again}", on="2020-01-01", actors=[actor])
    names = [lane.name for lane in page_of().chart.lanes]
    assert names == [*(f"Actor {number}" for number in range(MOST_LANES)), "Others"]
    assert page_of("actor=actor-7").chart.lanes[0].name == "Actor 7"


def test_the_chart_shows_what_lies_around_the_dates_that_are_asked_for():
    make_event("Early", on="2019-12-01")
    make_event("Late", on="2020-01-02")
    page = page_of("from=2020")
    assert page.count == 1
    assert sum(len(lane.marks) for lane in page.chart.lanes) == 2
    assert page.chart.brush.is_asked


@pytest.mark.parametrize(
    ("dates", "extent"),
    [
        (["2019-12-27"], "27 December 2019"),
        (["2011-05-02", "2020-01"], "2 May 2011 – 31 January 2020"),
        (["../2019-10"], "31 October 2019"),
        ([None], ""),
    ],
)
def test_the_extent_reaches_as_far_as_dates_are_known(dates, extent):
    for on in dates:
        make_event(str(on), on=on)
    assert page_of("q=rockets").extent.replace("–", " – ").replace("  ", " ") == extent


def test_a_page_takes_ten_queries_beside_those_of_the_catalogue(django_assert_max_num_queries):
    source = make_source(" ".join(f"Rocket {number} hit." for number in range(20)))
    for number in range(20):
        make_event(
            f"Event {number}", quotes=[f"Rocket {number} hit."], source=source, actors=[make_actor(f"A{number}")]
        )
    catalogue = Catalogue(make_timeline())
    uid = Event.objects.first().uid
    results = Results(catalogue, Selection.parse(QueryDict(f"event={uid}"), catalogue))
    assert results.slice(50).slots
    assert results.facets
    with django_assert_max_num_queries(10):
        page = Page(results)
        assert page.all_events
        assert page.periods
        assert page.reader.paragraphs
        assert page.chart
        assert page.notes
        assert page.extent


def test_the_moment_of_recording_is_told_in_the_zone_of_the_site(settings):
    settings.TIME_ZONE = "Asia/Baghdad"
    make_event("Late", recorded_at=datetime(2020, 1, 3, 22, tzinfo=UTC))
    assert list(told(page_of("sort=recorded"))) == ["Recorded 4 January 2020"]


@pytest.mark.parametrize(
    ("on", "heading"),
    [
        ("2019-12-27", "December 2019"),
        ("2019-12-2X", "December 2019"),
        ("[2019-12-21..2020-01-02]", "December 2019"),
        ("2019-10~/2020-01-02", "October 2019"),
        ("../2019-10", "October 2019"),
        ("2019", "2019"),
        ("../2020", "2020"),
        ("2018/2020", "2018"),
        ("2019~/2020", "2019"),
        ("2020/..", "2020"),
        ("2019-21", "spring 2019"),
        ("2019-36", "the fourth quarter of 2019"),
        ("201X", "the 2010s"),
    ],
)
def test_a_heading_claims_no_more_than_the_date_under_it(on, heading):
    assert period_of(make_event(on=on)) == heading
