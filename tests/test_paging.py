"""A long list, read page by page: by place, so that nothing is repeated or left out whatever happens meanwhile."""

import re

import pytest
from django.http import QueryDict
from django.urls import reverse

from tests.factories import make_actor, make_event, make_timeline
from timeline import curation
from timeline.filters import Catalogue, Results, Selection
from timeline.models import Event
from timeline.page import Page

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def _small_pages(monkeypatch):
    monkeypatch.setattr("timeline.page.SIZE", 4)


@pytest.fixture
def story():
    """Ten dated events, one a day in January 2020, and an undated one."""
    for day in range(1, 11):
        make_event(f"Day {day}", on=f"2020-01-{day:02}")
    make_event("Some day", on=None)
    return make_timeline()


def page_of(query: str) -> Page:
    catalogue = Catalogue(make_timeline())
    return Page(Results(catalogue, Selection.parse(QueryDict(query.lstrip("?")), catalogue)))


def titles(page: Page) -> list[str]:
    return [event.title for event in page.all_events]


def read_on(query: str, link: str) -> list[list[str]]:
    """The titles of the pages from `query` on, as one follows the links to the next or the previous page."""
    pages = []
    while True:
        page = page_of(query)
        pages.append(titles(page))
        if not (query := getattr(page, link)):
            return pages


ALL = [f"Day {day}" for day in range(1, 11)]


@pytest.mark.parametrize(
    ("sort", "order"),
    [
        ("oldest", [*ALL, "Some day"]),
        ("newest", [*ALL[::-1], "Some day"]),
        ("recorded", ["Some day", *ALL[::-1]]),
    ],
)
def test_one_page_leads_to_the_next_and_back(story, sort, order):
    pages = [order[:4], order[4:8], order[8:]]
    assert read_on(f"?sort={sort}", "next_page") == pages
    assert read_on(f"?sort={sort}&before=end", "previous_page") == pages[::-1]


def test_by_relevance_too(story):
    make_event("Day of days", summary="A day, that day.", on="2020-02-01")
    pages = read_on("?q=day&sort=relevance", "next_page")
    assert pages[0][0] == "Day of days"
    assert sorted(title for page in pages for title in page) == sorted([*ALL, "Day of days", "Some day"])
    assert read_on("?q=day&sort=relevance&before=end", "previous_page") == pages[::-1]


def test_a_page_says_where_it_lies(story):
    page = page_of(page_of("").next_page)
    assert (page.first, page.last, page.count, page.undated) == (5, 8, 11, 1)
    assert not page.is_whole
    assert page.first_page == "?"


def test_a_place_stays_while_events_are_added_before_and_behind_it(story):
    link = page_of("").next_page
    make_event("Earlier", on="2019-12-31")
    make_event("Later", on="2020-01-06", basis="outside")
    assert titles(page_of(link)) == ["Day 5", "Day 6", "Later", "Day 7"]


def test_a_place_stays_when_its_event_is_taken_back(story):
    link = page_of("").next_page
    curation.unpublish(Event.objects.get(title="Day 4"))
    assert titles(page_of(link)) == ["Day 5", "Day 6", "Day 7", "Day 8"]


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("?at=2020-01-07", "Day 7"),
        ("?at=2019", "Day 1"),
        ("?at=2020-01&sort=newest", "Day 10"),
        ("?at=2020-01-03&sort=newest", "Day 3"),
    ],
)
def test_one_may_go_to_a_date(story, query, first):
    assert titles(page_of(query))[0] == first


def test_a_date_behind_all_leads_to_what_has_none(story):
    assert titles(page_of("?at=2021")) == ["Some day"]


def test_the_page_with_an_open_event_is_shown_and_the_way_leads_across_pages(story):
    page = page_of(f"?event={Event.objects.get(title='Day 5').uid}")
    assert titles(page) == ALL[4:8]
    assert page.earlier.title == "Day 4"
    before = page_of(page.link_to(page.earlier).partition("#")[0])
    assert titles(before) == ALL[:4]
    assert before.opened.title == "Day 4"
    assert before.later.title == "Day 5"


def test_an_event_is_opened_on_the_page_on_which_it_was_found(story):
    page = page_of(page_of("").next_page)
    opened = page_of(page.link_to(page.all_events[2]).partition("#")[0])
    assert titles(opened) == titles(page)
    assert opened.opened == page.all_events[2]


def test_what_is_chosen_anew_begins_with_its_first_page(story):
    query = page_of("").next_page
    page = page_of(query)
    assert "after" in query
    for facet in page.results.facets:
        assert all("after" not in choice.link for choice in facet.choices)
    assert "after" not in page.cleared


def test_a_period_that_goes_on_says_so(story):
    page = page_of(page_of("").next_page)
    assert [(period.heading, period.is_continued) for period in page.periods] == [("January 2020", True)]


def test_the_next_rows_come_alone_for_a_list_that_is_scrolled(client, story):
    link = reverse("timeline", args=[story.slug]) + page_of("").next_page
    html = client.get(link, headers={**HTMX, "HX-Target": "more"}).text
    assert re.findall(r'id="o-[^"]+"[^>]*>([^<]+)<', html) == ALL[4:8]
    assert "<form" not in html
    assert 'rel="next"' in html
    assert "HX-Target" in client.get(link)["Vary"]


def test_whoever_is_found_by_a_name_comes_with_what_it_would_bring(client, story):
    general, other = make_actor("Qassem Soleimani", aliases=["Haj Qassem"]), make_actor("Mark Milley")
    for number in range(3):
        make_event(f"Visit {number}", on="2020-02", actors=[general, other][: 1 + number % 2])
    address = reverse("finder", args=[story.slug, "actor"])
    html = client.get(address, {"find_actor": "haj", "actor": "mark-milley"}, headers=HTMX).text
    assert re.findall(r'value="([^"]+)"( checked)?', html) == [("mark-milley", " checked"), ("qassem-soleimani", "")]
    assert re.findall(r"<b>(\d+)</b>", html) == ["1", "1"]
    page = client.get(address, {"find_actor": "HAJ QAS"})
    assert "Qassem Soleimani" in page.text
    assert "Mark Milley" not in page.text
    assert "Nobody of that name" in client.get(address, {"find_actor": "nobody"}).text
    assert client.get(reverse("finder", args=[story.slug, "kind"])).status_code == 404
    assert client.get(reverse("finder", args=["nowhere", "actor"])).status_code == 404
