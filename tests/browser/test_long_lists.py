"""A long list in Chromium: it loads on, leads from page to page, finds its actors, and no answer overtakes another."""

import re
from datetime import date, timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.factories import make_actor, make_event, make_timeline

from .audit import axe
from .conftest import OpenPage

DAYS = 60


@pytest.fixture
def long(site: str) -> str:
    """The address of a timeline of sixty events, a day each, with an actor for each third of them."""
    story = make_timeline("A long story")
    names = ["Alpha Brigade", "Beta Front", "Gamma Army"]
    actors = [make_actor(name, type="armed-group", aliases=[f"The {name.split()[0]} People"]) for name in names]
    for number in range(DAYS):
        day = date(2021, 1, 1) + timedelta(number)
        make_event(
            f"Day {number}", timeline=story, on=day.isoformat(), actors=[actors[number % 3]], cites=["A headline"]
        )
    return story.get_absolute_url()


def test_the_list_loads_on_as_one_scrolls(page: Page, long: str):
    page.goto(long)
    expect(page.locator(".event")).to_have_count(50)
    page.locator("#more").scroll_into_view_if_needed()
    expect(page.locator(".event")).to_have_count(DAYS)
    expect(page.locator(".event h4").last).to_contain_text(f"Day {DAYS - 1}")
    expect(page.locator("#more [rel=next]")).to_have_count(0)
    assert page.url.endswith(long)


def test_without_javascript_links_lead_from_page_to_page(plain_page: Page, long: str):
    plain_page.goto(long)
    plain_page.locator("#more [rel=next]").click()
    expect(plain_page.locator(".event h4").first).to_contain_text("Day 50")
    plain_page.locator("#at").fill("2021-02")
    plain_page.get_by_role("button", name="Go").click()
    expect(plain_page.locator(".event h4").first).to_contain_text("Day 31")
    plain_page.get_by_role("link", name="First").click()
    expect(plain_page.locator(".event h4").first).to_contain_text("Day 0")


def test_an_actor_is_found_by_an_alias_and_narrows_the_list(page: Page, long: str):
    page.goto(long)
    finder = page.locator("#find-actor")
    finder.press_sequentially("gamma peo")
    choices = page.locator("#choices-actor .choice")
    expect(choices).to_have_count(1)
    expect(choices).to_contain_text(re.compile("Gamma Army.*20"))
    choices.locator("input").check()
    expect(page.locator("#count")).to_contain_text("20 events")
    expect(page).to_have_url(re.compile(r"\?actor=gamma-army$"))


def test_no_answer_overtakes_a_later_one(page: Page, long: str):
    """The answer to the first words is held back until those to the last ones are there."""
    page.goto(long)
    held = []
    page.route(re.compile(r"[?&]q=Day(\+|%20)1(&|$)"), lambda route: held.append(route))
    search = page.locator("#q")
    with page.expect_request(re.compile(r"[?&]q=Day(\+|%20)1(&|$)")):
        search.fill("Day 1")
    search.fill("Day 17")
    expect(page.locator("#count")).to_contain_text("1 event")
    assert len(held) == 1
    held[0].continue_()  # to a page that has given it up
    expect(page.locator(".event h4")).to_have_count(1)
    expect(page.locator("mark.found").first).to_have_text("Day")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_a_long_list_and_in_its_finder(open_page: OpenPage, long: str, scheme: str):
    page = open_page(color_scheme=scheme)
    found = []
    for address in (long, f"{long}?q=day&sort=relevance", f"{long}?at=2021-02", f"{long}find/actor/"):
        assert page.goto(address).ok
        found += axe(page)
    assert not found, "\n".join(found)
