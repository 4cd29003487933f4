"""An article brought in by a curator in Chromium: pasted, confirmed, watched, and led to its review."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.contrib.auth.models import Group, User
from django.utils import timezone
from playwright.sync_api import Locator, Page, expect

from timeline.ingest import tasks
from timeline.models import Event, Ingest, Timeline, Worker

from .audit import axe, vnu
from .conftest import OpenPage

GIVE = "/admin/timeline/ingest/add/"
WORDS = (
    "Deaths in Lisbon\n\nArmed men killed Maria Santos in Lisbon on 2 January 2020.\n\n"
    "The police arrested Paulo Reis on 3 January 2020.\n\nPlease visit original link for the full article.\n"
)


@pytest.fixture
def desk(site: str, open_page: OpenPage, sign_in: Callable[..., None]) -> OpenPage:
    """Opens a window in which a curator is signed in; options as of `open_page`."""
    curator = User.objects.create_user("ada", is_staff=True)
    curator.groups.add(Group.objects.get(name="Curators"))

    def desk(**options: object) -> Page:
        page = open_page(**options)
        sign_in(page, curator)
        return page

    return desk


def give(page: Page, words: str = WORDS) -> None:
    page.goto(GIVE)
    page.get_by_label("Timeline:").select_option(label=Timeline.objects.get().title)
    page.get_by_label("Paste it:").fill(words)
    page.get_by_role("button", name="Read it").click()


def confirm(page: Page) -> None:
    page.get_by_label("Published on:").fill("2020-01-06")
    page.get_by_role("button", name="Bring it in").click()


@pytest.mark.parametrize("with_scripts", [True, False], ids=["with scripts", "without"])
def test_an_article_is_pasted_confirmed_and_leads_to_its_review(desk: OpenPage, with_scripts: bool) -> None:
    page = desk(java_script_enabled=with_scripts)
    give(page)
    expect(page.get_by_label("Title:")).to_have_value("Deaths in Lisbon")
    expect(page.get_by_role("heading", name="1 piece was taken out")).to_be_visible()
    expect(page.locator(".removed")).to_contain_text("Please visit original link for the full article.")
    confirm(page)
    expect(page.get_by_role("status")).to_have_text("It is brought in.")
    ingest = Ingest.objects.get()
    review = page.get_by_role("link", name="Review what it tells")
    expect(review).to_have_attribute(
        "href", f"/admin/timeline/source/{ingest.source_id}/review/?timeline={ingest.timeline.slug}"
    )
    assert Event.objects.candidates().filter(proposal__text=ingest.snapshot).count() == 2


def test_the_way_to_the_review_needs_one_key(desk: OpenPage) -> None:
    page = desk()
    give(page)
    confirm(page)
    expect(page.get_by_role("link", name="Review what it tells")).to_be_focused()


def test_the_page_follows_an_article_that_a_worker_brings_in(desk: OpenPage) -> None:
    Worker.sign("anne", now=timezone.now(), lease=timedelta(hours=1))
    page = desk()
    give(page)
    confirm(page)
    expect(page.get_by_role("status")).to_have_text("It waits for its turn.")
    expect(page.get_by_role("link", name="Look again")).to_be_visible()
    tasks.work(Ingest.objects.get().pk)
    expect(page.get_by_role("status")).to_have_text("It is brought in.")
    expect(page.get_by_role("link", name="Review what it tells")).to_be_visible()


def test_what_was_pasted_stays_when_it_is_refused(desk: OpenPage) -> None:
    page = desk()
    page.goto(GIVE)
    page.get_by_label("Paste it:").fill(WORDS)
    page.get_by_label("or give its address:").fill("https://example.org/a")
    page.get_by_role("button", name="Read it").click()
    expect(page.locator(".errorlist").first).to_contain_text("in more ways than one")
    expect(page.get_by_label("Paste it:")).to_have_value(WORDS)


def test_every_page_on_the_way_is_sound_and_open_to_all(desk: OpenPage) -> None:
    pages = {}
    page = desk()

    def look(name: str, what: Locator) -> None:
        expect(what).to_be_visible()
        assert axe(page) == [], name
        pages[name] = page.content()

    page.goto(GIVE)
    look("give", page.get_by_label("Paste it:"))
    page.get_by_role("button", name="Read it").click()
    look("refused", page.locator(".errorlist").first)
    give(page)
    look("confirm", page.get_by_role("button", name="Bring it in"))
    Worker.sign("anne", now=timezone.now(), lease=timedelta(hours=1))
    confirm(page)
    look("waiting", page.get_by_text("It waits for its turn."))
    ingest = Ingest.objects.get()
    tasks.work(ingest.pk)
    page.goto(ingest.get_absolute_url())
    look("done", page.get_by_text("It is brought in."))
    Ingest.objects.update(state="failed", message="The disk is full. Nothing was stored.")
    page.goto(ingest.get_absolute_url())
    look("failed", page.get_by_text("The disk is full."))
    # Django's own table beside every page has a heading for a column that its rows leave out.
    assert [each for each in vnu(pages) if "A table row was 2 columns wide" not in each] == []
