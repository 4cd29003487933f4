"""The desk in Chromium: a curator at work, under the strict content security policy."""

import re
from collections.abc import Callable

import pytest
from django.contrib.auth.models import Group, User
from django.urls import reverse
from playwright.sync_api import Page, expect

from tests.factories import make_actor, make_event
from timeline.models import Actor, Event, Source, Timeline

from .audit import axe, vnu
from .conftest import OpenPage

WORDS = "Thirty-one rockets aren't designed as a warning shot."


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


@pytest.fixture
def candidate(site: str) -> Event:
    """An event of the seed's timeline of which nothing is known but its title."""
    return make_event("Milley speaks of a warning shot", published=False, on=None, timeline=Timeline.objects.get())


def form_of(event: Event) -> str:
    return reverse("admin:timeline_event_change", args=[event.pk])


def choose(page: Page, field: str, words: str) -> None:
    """Choose in the box of the field with this id, as a curator does: open, type, take the first."""
    page.locator(f"#{field} + .select2-container .select2-selection").click()
    page.locator(".select2-search__field").press_sequentially(words)
    page.locator(".select2-results__option--highlighted", has_text=words).click()


def test_a_candidate_gets_its_words_and_its_date_and_is_published(desk: OpenPage, candidate: Event) -> None:
    page = desk()
    page.goto(form_of(candidate))
    page.get_by_label("Date:", exact=True).fill("Dec 2019")
    expect(page.locator(".field-date output").first).to_have_text(re.compile("^Kept as 2019-12: "))
    page.get_by_label("Basis:").select_option("stated")
    page.get_by_role("button", name="Add another Piece of evidence").click()
    choose(page, "id_evidence-0-source", Source.objects.get().title[:12])
    page.locator("#id_evidence-0-quotation").fill(
        "about 100 U.S. military personnel were at the attacked compound in December"
    )
    page.locator("#id_evidence-0-cue").fill("in December")
    page.get_by_role("button", name="Add another Participation").click()
    choose(page, "id_participations-0-actor", "Mark Milley")
    page.locator("#id_participations-0-role").select_option("speaker")
    page.get_by_label("Why this change:").fill("He said so")
    page.get_by_role("button", name="Save and publish").click()
    expect(page.locator(".messagelist")).to_contain_text("is published")

    candidate.refresh_from_db()
    page.goto(candidate.get_absolute_url())
    expect(page.get_by_role("heading", level=1)).to_have_text(candidate.title)


def test_publishing_without_evidence_is_refused_by_name(desk: OpenPage, candidate: Event) -> None:
    page = desk()
    page.goto(form_of(candidate))
    page.get_by_label("Title:").fill("Milley speaks")
    page.get_by_role("button", name="Save and publish").click()
    expect(page.locator(".errorlist.nonfield")).to_contain_text("It has no evidence: quote the words that say it,")
    expect(page.get_by_label("Title:")).to_have_value("Milley speaks")
    candidate.refresh_from_db()
    assert candidate.title == "Milley speaks of a warning shot"


def test_a_wrong_quotation_is_answered_with_the_nearest_and_the_right_one_shown_in_its_place(
    desk: OpenPage, candidate: Event
) -> None:
    page = desk()
    page.goto(form_of(candidate))
    page.get_by_role("button", name="Add another Piece of evidence").click()
    choose(page, "id_evidence-0-source", Source.objects.get().title[:12])
    quotation = page.locator("#id_evidence-0-quotation")
    quotation.fill(WORDS.replace("one", "two"))
    page.get_by_role("button", name="Save and continue editing").click()
    expect(page.locator("#evidence-0 .errorlist")).to_contain_text("Thirty-one rockets aren’t designed")
    quotation.fill(WORDS)
    page.get_by_role("button", name="Save and continue editing").click()
    expect(page.locator("#evidence-0 .passage mark")).to_have_text(WORDS.replace("'", "’"))


def test_two_actors_are_merged(desk: OpenPage, site: str) -> None:
    keep = Actor.objects.get(name="Qassem Soleimani")
    other = make_actor("Qasem Sulaimani")
    page = desk()
    page.goto(reverse("admin:timeline_actor_changelist"))
    for actor in (keep, other):
        page.get_by_role("row", name=actor.name).get_by_role("checkbox").check()
    page.get_by_label("Action:").select_option("merge")
    page.get_by_role("button", name="Go").click()
    page.get_by_role("radio", name=keep.name).check()
    page.get_by_role("button", name="Merge").click()
    expect(page.locator(".messagelist")).to_contain_text("has taken in one other")
    page.goto(f"/a/{other.uid}/")
    expect(page).to_have_url(re.compile(keep.uid))


def test_a_popup_adds_an_actor_to_the_form(desk: OpenPage, candidate: Event) -> None:
    page = desk()
    page.goto(form_of(candidate))
    page.get_by_role("button", name="Add another Participation").click()
    with page.expect_popup() as opened:
        page.locator("#add_id_participations-0-actor").click()
    popup = opened.value
    popup.wait_for_load_state()
    popup.get_by_label("Name:").press_sequentially("Ali Khamenei")
    popup.get_by_label("Type:").select_option("person")
    expect(popup.get_by_label("Slug:")).to_have_value("ali-khamenei")
    popup.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator("#participations-0 .field-actor .select2-selection__rendered")).to_have_text("Ali Khamenei")


def test_the_form_says_how_a_date_was_read_without_javascript(desk: OpenPage, candidate: Event) -> None:
    page = desk(java_script_enabled=False)
    page.goto(form_of(candidate))
    page.get_by_label("Date:", exact=True).fill("Dec 2019")
    page.get_by_role("button", name="Save and continue editing").click()
    expect(page.locator(".field-date output").first).to_have_text(re.compile("^Kept as 2019-12: "))


@pytest.mark.parametrize(
    "name",
    ["index", "timeline_event_changelist", "timeline_event_add", "timeline_source_add", "timeline_kind_changelist"],
)
def test_no_page_of_the_desk_breaks_the_content_security_policy(desk: OpenPage, name: str) -> None:
    """`open_page` fails the test for any error that its pages write on the console."""
    page = desk()
    page.goto(reverse(f"admin:{name}"), wait_until="networkidle")
    expect(page.locator("#content")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_the_form_of_an_event(desk: OpenPage, scheme: str) -> None:
    page = desk(color_scheme=scheme)
    page.goto(form_of(Event.objects.published().filter(participations__isnull=False).first()))
    expect(page.locator("#participations-0 [role=combobox]").first).to_have_attribute(
        "aria-labelledby", re.compile("_label ")
    )
    assert axe(page) == []


def test_the_form_of_an_event_is_valid_html(desk: OpenPage, candidate: Event) -> None:
    page = desk()
    published = Event.objects.published().filter(participations__isnull=False).first()
    addresses = [form_of(published), form_of(candidate), reverse("admin:timeline_event_add")]
    complaints = vnu({address: page.request.get(address).text() for address in addresses})
    # Django's own table beside every form has a heading for a column that its rows leave out.
    assert [each for each in complaints if "A table row was 2 columns wide" not in each] == []
