"""The review desk in a curator's hands: by keyboard, by mouse, on a phone, and without JavaScript."""

import re
from collections.abc import Callable

import pytest
from django.contrib.auth.models import Group, User
from django.urls import reverse
from playwright.sync_api import Locator, Page, expect

from tests.factories import NOW, make_actor, make_candidate, make_event, make_source, make_timeline
from timeline import review
from timeline.models import Actor, Event, Source, Timeline

from .audit import axe, vnu
from .chromium import DESKTOP, PHONE
from .conftest import OpenPage, box, rest

DAYS = range(1, 13)
WORDS = "On {day} March 2019 rockets 🚀 hit the base of unit {day}."
TEXT = "\n\n".join(
    [
        *(f"“Nobody saw it,” he said. {WORDS.format(day=day)} Nobody said who had fired them." for day in DAYS),
        "On 30 March 2019 the army struck five camps of the Falcons.",
    ]
)


@pytest.fixture
def curator(site: str) -> User:
    curator = User.objects.create_user("ada", first_name="Ada", is_staff=True)
    curator.groups.add(Group.objects.get(name="Curators"))
    return curator


@pytest.fixture
def desk(curator: User, open_page: OpenPage, sign_in: Callable[..., None]) -> OpenPage:
    """Opens a window in which a curator is signed in; options as of `open_page`."""

    def desk(**options: object) -> Page:
        page = open_page(**options)
        sign_in(page, curator)
        return page

    return desk


@pytest.fixture
def story(site: str) -> Timeline:
    return make_timeline("The Falcons")


@pytest.fixture
def source(site: str) -> Source:
    return make_source(TEXT, title="A month of rockets", publisher="The Daily", published_on="2019-04-01")


@pytest.fixture
def candidates(story: Timeline, source: Source) -> list[Event]:
    """Twelve that are right as they are, one a paragraph."""
    falcons = make_actor("The Falcons", type="armed-group")
    return [
        make_candidate(
            f"Rockets hit unit {day}",
            WORDS.format(day=day),
            source=source,
            timeline=story,
            on=f"2019-03-{day:02}",
            cue=f"On {day} March 2019",
            actors=[(falcons, "agent")],
            score=0.9 - day / 100,
            reasons=["happening “hit”"],
        )
        for day in DAYS
    ]


@pytest.fixture
def address(source: Source, story: Timeline, candidates: list[Event]) -> str:
    return reverse("admin:timeline_review", args=[source.pk], query={"timeline": story.slug})


def at(address: str, event: Event, **more: str) -> str:
    return "".join([f"{address}&event={event.uid}", *(f"&{name}={value}" for name, value in more.items())])


def title(page: Page) -> Locator:
    """The candidate that is shown large."""
    return page.locator("#card-title")


def listening(page: Page, address: str) -> None:
    """Opens the desk and waits until its keys are listened for and nothing moves under the mouse."""
    page.goto(address)
    rest(page)


def status_of(event: Event) -> str:
    return Event.objects.get(pk=event.pk).status


def select_words(page: Page, words: str) -> None:
    """Selects `words` in the article, as a mouse would, wherever marks cut them."""
    page.locator("#article, #reader, .reader").first.evaluate(
        """(article, words) => {
            const isSaid = (node) => (node.parentElement.closest("[data-unsaid], .number") ? 2 : 1);
            const walker = document.createTreeWalker(article.querySelector(".text"), NodeFilter.SHOW_TEXT, isSaid);
            const nodes = [];
            let text = "";
            while (walker.nextNode()) {
                nodes.push([walker.currentNode, text.length]);
                text += walker.currentNode.data;
            }
            const place = (at, last) => nodes.filter(([node, start]) => last ? start < at : start <= at).at(-1);
            const start = text.indexOf(words);
            const [first, from] = place(start, false);
            const [last, to] = place(start + words.length, true);
            getSelection().setBaseAndExtent(first, start - from, last, start + words.length - to);
        }""",
        words,
    )


# By keyboard


def test_accepting_ten_right_candidates_takes_ten_keys(desk: OpenPage, address: str, candidates: list[Event]):
    page = desk()
    listening(page, address)
    for day in range(1, 11):
        expect(title(page)).to_have_text(f"Rockets hit unit {day}")
        page.keyboard.press("a")
    expect(title(page)).to_have_text("Rockets hit unit 11")
    expect(page.locator("#count")).to_contain_text("10 of 12")
    expect(page).to_have_url(re.compile(f"event={candidates[10].uid}$"))
    expect(page).to_have_title(re.compile("^10 of 12 · Review · The Daily"))
    assert [status_of(event) for event in candidates] == ["published"] * 10 + ["candidate"] * 2


def test_a_key_that_is_held_or_pressed_in_haste_decides_on_nothing_unseen(
    desk: OpenPage, address: str, candidates: list[Event]
):
    page = desk()
    listening(page, address)
    page.evaluate(
        """for (let press = 0; press < 5; press += 1) document.body.dispatchEvent(
            new KeyboardEvent("keydown", {key: "a", code: "KeyA", bubbles: true, repeat: press > 2}))"""
    )
    expect(title(page)).to_have_text("Rockets hit unit 2")
    page.keyboard.press("j")
    expect(title(page)).to_have_text("Rockets hit unit 3")
    assert [status_of(event) for event in candidates[:3]] == ["published", "candidate", "candidate"]


def test_rejecting_walking_and_undoing_by_key(desk: OpenPage, address: str, candidates: list[Event]):
    page = desk()
    listening(page, address)
    page.keyboard.press("j")
    expect(title(page)).to_have_text("Rockets hit unit 2")
    page.keyboard.press("r")
    expect(title(page)).to_have_text("Rockets hit unit 3")
    expect(page.locator(".queue .rejected")).to_contain_text("Rockets hit unit 2")
    expect(page.locator(".words.rejected").first).to_contain_text("On 2 March 2019")
    page.keyboard.press("k")
    expect(title(page)).to_have_text("Rockets hit unit 2")
    page.keyboard.press("u")
    expect(page.locator(".notice")).to_contain_text("Taken back")
    expect(title(page)).to_have_text("Rockets hit unit 2")
    expect(page.locator(".queue .rejected")).to_have_count(0)
    assert status_of(candidates[1]) == "candidate"


def test_rejecting_may_say_why(desk: OpenPage, address: str, candidates: list[Event]):
    page = desk()
    listening(page, address)
    page.keyboard.press("Shift+R")
    why = page.get_by_label("Why it is rejected")
    expect(why).to_be_focused()
    page.keyboard.type("a rumour")
    page.keyboard.press("Enter")
    expect(title(page)).to_have_text("Rockets hit unit 2")
    assert candidates[0].history.latest().history_change_reason == "a rumour"


def test_no_key_fires_while_somebody_types_or_holds_another(desk: OpenPage, address: str, candidates: list[Event]):
    page = desk()
    listening(page, at(address, candidates[0], do="merge"))
    search = page.get_by_role("searchbox")
    expect(search).to_be_focused()
    page.keyboard.type("jamser")
    expect(search).to_have_value("jamser")
    listening(page, address)
    for key in ("Control+a", "Alt+a", "Meta+a", "Alt+r"):
        page.keyboard.press(key)
    page.keyboard.press("j")
    expect(title(page)).to_have_text("Rockets hit unit 2")
    assert {status_of(event) for event in candidates} == {"candidate"}


def test_letters_are_those_of_the_key_on_keyboards_of_other_scripts(
    desk: OpenPage, address: str, candidates: list[Event]
):
    page = desk()
    listening(page, address)
    page.evaluate('document.body.dispatchEvent(new KeyboardEvent("keydown", {key: "ش", code: "KeyA", bubbles: true}))')
    expect(title(page)).to_have_text("Rockets hit unit 2")


def test_the_keys_are_explained(desk: OpenPage, address: str):
    page = desk()
    listening(page, address)
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keys")).to_be_visible()
    assert axe(page) == []
    page.keyboard.press("a")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog", name="Keys")).to_be_hidden()
    expect(title(page)).to_have_text("Rockets hit unit 1")


def test_what_was_done_is_announced_and_the_focus_stays_where_it_makes_sense(desk: OpenPage, address: str):
    page = desk()
    listening(page, address)
    accept = page.locator("#accept")
    accept.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").first).to_have_text(
        "“Rockets hit unit 1” is accepted. 1 of 12 reviewed. Rockets hit unit 2"
    )
    expect(accept).to_be_focused()
    page.keyboard.press("e")
    expect(page.get_by_role("textbox", name="Title", exact=True)).to_be_focused()
    page.keyboard.press("Escape")
    expect(title(page)).to_have_text("Rockets hit unit 2")
    expect(page.locator("#card")).to_be_focused()


def test_the_last_decision_says_that_all_is_reviewed(
    desk: OpenPage, address: str, candidates: list[Event], source: Source
):
    for event in candidates[1:]:
        review.reject(event, source=source, version=review.version(event), by=User.objects.get(), now=NOW)
    page = desk()
    listening(page, address)
    page.keyboard.press("a")
    expect(page.get_by_role("heading", name="All reviewed")).to_be_visible()
    page.keyboard.press("u")
    expect(title(page)).to_have_text("Rockets hit unit 1")


def test_behind_the_last_candidate_one_key_leads_to_the_next_article(
    desk: OpenPage, address: str, candidates: list[Event], source: Source, story: Timeline
):
    for event in candidates[1:]:
        review.reject(event, source=source, version=review.version(event), by=User.objects.get(), now=NOW)
    other = make_source("Talks began in Geneva.", title="Talks")
    make_candidate("Talks begin", "Talks began in Geneva", source=other, timeline=story)
    page = desk()
    listening(page, address)
    page.keyboard.press("a")
    expect(page.get_by_role("link", name="Review the next article")).to_be_focused()
    page.reload()
    expect(page.get_by_role("link", name="Review the next article")).to_be_focused()
    page.keyboard.press("Enter")
    expect(title(page)).to_have_text("Talks begin")


def test_a_mistake_has_the_focus(desk: OpenPage, address: str, candidates: list[Event]):
    page = desk()
    listening(page, at(address, candidates[0], do="edit"))
    page.get_by_label("Date", exact=True).fill("the day of reckoning")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".errorlist")).to_be_visible()
    expect(page.get_by_label("Date", exact=True)).to_be_focused()


# The article


def test_the_current_words_are_in_sight_and_words_open_their_candidate(
    desk: OpenPage, address: str, candidates: list[Event]
):
    page = desk()
    listening(page, at(address, candidates[11]))
    expect(page.locator(".words.now").first).to_be_in_viewport()
    expect(page.locator(".words.now.cue")).to_have_text(re.compile("On 12 March 2019$"))
    page.locator(".words", has_text="hit the base of unit 11.").click()
    expect(title(page)).to_have_text("Rockets hit unit 11")
    expect(page.locator("#queue-current")).to_contain_text("Rockets hit unit 11")
    expect(page.locator("#queue-current")).to_be_in_viewport()


def test_a_reload_shows_the_same_candidate(desk: OpenPage, address: str):
    page = desk()
    listening(page, address)
    page.keyboard.press("j")
    expect(title(page)).to_have_text("Rockets hit unit 2")
    page.reload()
    expect(title(page)).to_have_text("Rockets hit unit 2")


def test_words_that_are_selected_become_a_candidate(desk: OpenPage, address: str, story: Timeline):
    page = desk()
    listening(page, address)
    select_words(page, "the army struck five camps of the Falcons")
    page.get_by_role("link", name="New event from this passage").click()
    expect(page.locator(".notice")).to_contain_text("is in the queue")
    expect(page.locator(".facts blockquote")).to_contain_text("the army struck five camps of the Falcons")
    expect(page.locator("#count")).to_contain_text("0 of 13")
    page.keyboard.press("u")
    expect(page.locator("#count")).to_contain_text("0 of 12")


def test_the_words_of_other_candidates_can_be_selected_with_the_mouse(desk: OpenPage, address: str, story: Timeline):
    """They are links; a drag that begins on one selects, and opens nothing. JavaScript counts the rocket as two."""
    page = desk()
    listening(page, address)
    words = page.locator(".words", has_text="rockets 🚀 hit the base of unit 2.")
    first, last = words.evaluate(
        """(element) => {
            const boxes = [...element.getClientRects()];
            return [boxes[0], boxes.at(-1)].map(({left, right, y, height}) => ({left, right, y: y + height / 2}));
        }"""
    )
    page.mouse.move(first["left"] + 7, first["y"])
    page.mouse.down()
    page.mouse.move(last["right"] - 1, last["y"], steps=8)
    page.mouse.up()
    page.get_by_role("link", name="New event from this passage").click()
    expect(page.locator(".notice")).to_contain_text("is in the queue")
    quotation = story.events.order_by("pk").last().evidence.get().passage.exact
    assert quotation == "rockets 🚀 hit the base of unit 2."


def test_a_sentence_without_an_event_is_marked_and_one_key_makes_one(desk: OpenPage, address: str, story: Timeline):
    page = desk()
    listening(page, address)
    expect(page.locator(".uncovered")).to_contain_text("1 sentence with a date or a happening has no event.")
    expect(page.locator(".words.gap")).to_have_text("On 30 March 2019 the army struck five camps of the Falcons.")
    page.keyboard.press("n")
    expect(page.locator(".facts blockquote")).to_contain_text("On 30 March 2019 the army struck five camps")
    expect(page.locator(".uncovered")).to_contain_text("Every sentence with a date or a happening has an event.")
    assert str(story.events.order_by("pk").last().date) == "2019-03-30"


def test_so_does_a_click_on_it(desk: OpenPage, address: str):
    page = desk()
    listening(page, address)
    page.locator(".words.gap").click()
    expect(page.locator(".facts blockquote")).to_contain_text("On 30 March 2019 the army struck five camps")


# Editing


def test_editing_in_place(desk: OpenPage, address: str, candidates: list[Event]):
    page = desk()
    listening(page, address)
    page.keyboard.press("e")
    page.get_by_role("textbox", name="Title", exact=True).fill("Forty rockets hit unit 1")
    page.get_by_label("Kind").select_option(label="Strike")
    page.get_by_label("Date", exact=True).fill("yesterday")
    expect(page.locator(".written-date output")).to_have_text(re.compile("^Kept as 2019-03-31: 31 March 2019"))
    page.get_by_label("Basis of the date").select_option("inferred")
    page.get_by_label("Why this date").fill("Counted from the article")
    page.keyboard.press("Control+Enter")
    expect(title(page)).to_have_text("Forty rockets hit unit 1")
    expect(page.locator(".facts")).to_contain_text("31 March 2019")
    event = Event.objects.get(pk=candidates[0].pk)
    assert (event.kind.name, str(event.date), event.basis) == ("Strike", "2019-03-31", "inferred")


def test_the_field_that_was_clicked_has_the_focus(desk: OpenPage, address: str):
    page = desk()
    listening(page, address)
    page.get_by_title("Edit the date").click()
    expect(page.get_by_label("Date", exact=True)).to_be_focused()


def test_actors_are_offered_by_their_names_and_rows_grow(desk: OpenPage, address: str, candidates: list[Event]):
    page = desk()
    listening(page, at(address, candidates[0], do="edit"))
    rows = page.locator("[data-rows=parts] .row.part:not(.heads)")
    expect(rows).to_have_count(2)
    rows.nth(1).get_by_label("Actor").press_sequentially("Pent")
    expect(page.locator("#known-actors option")).to_have_count(1)
    expect(page.locator("#known-actors option")).to_have_attribute("value", "Department of Defense")
    rows.nth(1).get_by_label("Actor").fill("Department of Defense")
    rows.nth(1).get_by_label("Role").select_option("speaker")
    expect(rows).to_have_count(3)
    rows.nth(0).get_by_label("take out").check()
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".tags")).to_have_text(re.compile(r"^\s*Department of Defense speaker\s*$"))


def test_somebody_new_is_added_from_the_form(desk: OpenPage, address: str, candidates: list[Event]):
    page = desk()
    listening(page, at(address, candidates[0], do="edit"))
    page.locator("[data-rows=parts] .row.part:not(.heads)").nth(1).get_by_label("Actor").fill("Ada Stone")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".errorlist")).to_contain_text("Nobody is known as “Ada Stone” yet.")
    page.get_by_label("Whether this is somebody new").select_option("person")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".tags")).to_contain_text("Ada Stone agent")
    assert not Actor.objects.get(name="Ada Stone").is_proposed


def test_words_selected_in_the_article_become_the_quotation(desk: OpenPage, address: str, candidates: list[Event]):
    page = desk()
    listening(page, at(address, candidates[1], do="edit"))
    select_words(page, "rockets 🚀 hit the base of unit 2")
    page.get_by_role("link", name="Quote these words").click()
    words = page.locator("#id_words-0-exact")
    expect(words).to_be_focused()
    expect(words).to_have_value("rockets 🚀 hit the base of unit 2")
    page.locator("#id_words-0-cue").fill("")
    page.get_by_label("Basis of the date").select_option("inferred")
    page.get_by_label("Why this date").fill("From the sentence")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".facts blockquote")).to_have_text("“rockets 🚀 hit the base of unit 2”")
    passage = candidates[1].evidence.get().passage
    assert TEXT[passage.start : passage.stop] == "rockets 🚀 hit the base of unit 2"


def test_words_that_stand_more_than_once_are_those_that_were_selected(
    desk: OpenPage, address: str, candidates: list[Event]
):
    page = desk()
    listening(page, at(address, candidates[0], do="edit"))
    select_words(page, "Nobody saw it")
    page.get_by_role("link", name="Quote these words").click()
    expect(page.locator("#id_words-0-exact")).to_have_value("Nobody saw it")
    page.locator("#id_words-0-cue").fill("")
    page.get_by_label("Date", exact=True).fill("")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".facts blockquote")).to_have_text("“Nobody saw it”")
    assert candidates[0].evidence.get().passage.start == TEXT.index("Nobody saw it")


def test_what_is_being_written_survives_a_reload_and_can_be_given_up(
    desk: OpenPage, address: str, candidates: list[Event]
):
    page = desk()
    listening(page, address)
    page.keyboard.press("e")
    page.get_by_role("textbox", name="Title", exact=True).fill("Forty rockets hit unit 1")
    page.locator("[data-rows=parts] .row.part:not(.heads)").nth(1).get_by_label("Actor").fill("Ada Stone")
    page.reload()
    expect(page.get_by_role("textbox", name="Title", exact=True)).to_have_value("Forty rockets hit unit 1")
    expect(page.locator("[data-rows=parts] .row.part:not(.heads)").nth(1).get_by_label("Actor")).to_have_value(
        "Ada Stone"
    )
    expect(page.get_by_text("What you had written is back.")).to_be_visible()
    page.get_by_role("button", name="Start again from what is saved").click()
    expect(page.get_by_role("textbox", name="Title", exact=True)).to_have_value("Rockets hit unit 1")
    page.reload()
    expect(page.get_by_role("textbox", name="Title", exact=True)).to_have_value("Rockets hit unit 1")


def test_a_draft_is_kept_while_others_are_looked_at_and_forgotten_once_it_is_left(
    desk: OpenPage, address: str, candidates: list[Event]
):
    page = desk()
    listening(page, at(address, candidates[0], do="edit"))
    page.get_by_role("textbox", name="Title", exact=True).fill("Forty rockets hit unit 1")
    page.locator(".queue a", has_text="Rockets hit unit 3").click()
    expect(title(page)).to_have_text("Rockets hit unit 3")
    page.goto(at(address, candidates[0], do="edit"))
    expect(page.get_by_role("textbox", name="Title", exact=True)).to_have_value("Forty rockets hit unit 1")
    page.keyboard.press("Escape")
    expect(title(page)).to_have_text("Rockets hit unit 1")
    page.keyboard.press("e")
    expect(page.get_by_role("textbox", name="Title", exact=True)).to_have_value("Rockets hit unit 1")


def test_two_curators_at_once_do_not_write_over_each_other(
    desk: OpenPage, address: str, candidates: list[Event], source: Source
):
    page = desk()
    listening(page, at(address, candidates[0], do="edit"))
    page.get_by_role("textbox", name="Title", exact=True).fill("Ada’s title")
    bea = User.objects.create_user("bea", first_name="Bea")
    changes = review.Changes(title="Bea’s title")
    review.edit(candidates[0], changes, source=source, version=review.version(candidates[0]), by=bea, now=NOW)
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".notice.error")).to_contain_text("was changed by Bea")
    expect(page.locator(".theirs")).to_have_text("Bea: Bea’s title")
    expect(page.get_by_role("textbox", name="Title", exact=True)).to_have_value("Ada’s title")
    page.reload()
    expect(page.get_by_role("textbox", name="Title", exact=True)).to_have_value("Ada’s title")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(title(page)).to_have_text("Ada’s title")


# Merging, splitting, actors


def test_a_likely_duplicate_is_named_and_merged(desk: OpenPage, address: str, candidates: list[Event], story: Timeline):
    known = make_event(
        "Rockets hit unit 1",
        on="2019-03-01",
        timeline=story,
        actors=[Actor.objects.get(name="The Falcons")],
    )
    page = desk()
    listening(page, address)
    alike = page.locator(".alike li", has_text="same date")
    expect(alike).to_contain_text("Like Rockets hit unit 1: same kind")
    alike.first.get_by_role("button", name="Merge").click()
    expect(page.locator(".notice")).to_contain_text("is part of “Rockets hit unit 1” now")
    assert known.evidence.count() == 2


def test_any_event_is_found_to_merge_into_while_typing(desk: OpenPage, address: str, candidates: list[Event]):
    page = desk()
    listening(page, address)
    page.keyboard.press("m")
    search = page.get_by_role("searchbox")
    expect(search).to_be_focused()
    search.press_sequentially("unit 12")
    into = page.get_by_role("button", name="Merge into “Rockets hit unit 12”")
    expect(page.locator("#found li")).to_have_count(1)
    expect(search).to_be_focused()
    into.click()
    expect(page.locator(".notice")).to_contain_text("is part of “Rockets hit unit 12” now")
    expect(title(page)).to_have_text("Rockets hit unit 2")
    page.keyboard.press("u")
    expect(title(page)).to_have_text("Rockets hit unit 1")
    assert Event.objects.filter(uid=candidates[0].uid).exists()


def test_a_candidate_is_split(desk: OpenPage, address: str, story: Timeline):
    page = desk()
    listening(page, address)
    page.keyboard.press("s")
    page.get_by_label("Title of the second").fill("Two men are killed")
    page.get_by_role("button", name="Split").click()
    expect(page.get_by_role("textbox", name="Title", exact=True)).to_have_value("Two men are killed")
    expect(page.locator("#count")).to_contain_text("0 of 13")


def test_somebody_new_is_confirmed_or_matched_in_the_same_place(desk: OpenPage, address: str, candidates: list[Event]):
    for event, name in zip(candidates, ["Defense Department", "Ada Stone"], strict=False):
        event.participations.create(actor=make_actor(name, is_proposed=True), role="speaker")
    page = desk()
    listening(page, address)
    expect(page.locator(".newcomer")).to_contain_text("Defense Department speaker · new actor?")
    page.locator(".newcomer").get_by_role("button", name="Department of Defense").click()
    expect(page.locator(".newcomer")).to_have_count(0)
    expect(page.locator(".tags")).to_contain_text("Department of Defense speaker")
    page.keyboard.press("j")
    page.get_by_role("button", name="Yes, new: Ada Stone").click()
    expect(page.locator(".notice")).to_contain_text("is confirmed")
    expect(page.locator(".tags")).to_contain_text("Ada Stone speaker")
    assert not Actor.objects.filter(is_proposed=True).exists()


# Without JavaScript, on a phone, in other scripts


def test_all_is_done_without_javascript(desk: OpenPage, address: str, candidates: list[Event]):
    page = desk(java_script_enabled=False)
    page.goto(address)
    page.get_by_role("button", name="Accept").click()
    expect(title(page)).to_have_text("Rockets hit unit 2")
    page.get_by_role("link", name="Edit", exact=True).click()
    page.get_by_role("textbox", name="Title", exact=True).fill("Forty rockets hit unit 2")
    page.get_by_label("Date", exact=True).fill("the second of nothing")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".errorlist")).to_contain_text("cannot be read as a date")
    page.get_by_label("Date", exact=True).fill("2 March 2019")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(title(page)).to_have_text("Forty rockets hit unit 2")
    page.get_by_role("button", name="Reject", exact=True).click()
    expect(title(page)).to_have_text("Rockets hit unit 3")
    page.get_by_role("button", name=re.compile("^Undo")).click()
    expect(title(page)).to_have_text("Forty rockets hit unit 2")
    page.get_by_role("link", name="Merge", exact=True).click()
    page.get_by_role("searchbox").fill("unit 4")
    page.get_by_role("searchbox").press("Enter")
    page.get_by_role("button", name="Merge into “Rockets hit unit 4”").click()
    expect(title(page)).to_have_text("Rockets hit unit 3")
    page.locator(".words.gap").click()
    expect(page.get_by_role("button", name="Put it in the queue")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(".facts blockquote")).to_contain_text("On 30 March 2019 the army struck five camps")


def test_on_a_phone_the_candidate_comes_before_the_article(desk: OpenPage, address: str):
    page = desk(**PHONE)
    listening(page, address)
    expect(page.get_by_role("button", name="Accept")).to_be_in_viewport()
    tops = [box(page.locator(each))["y"] for each in ("#card", "#article", ".queue")]
    assert tops == sorted(tops)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.get_by_role("button", name="Accept").tap()
    expect(title(page)).to_have_text("Rockets hit unit 2")


def test_an_article_that_runs_from_right_to_left_is_shown_and_quoted_so(desk: OpenPage, story: Timeline):
    text = "سخنگوی ارتش گفت که این حمله در ماه اکتبر بود."
    source = make_source(text, title="گزارش", slug="report", language="fa", published_on="2020-01-03")
    event = make_candidate("An attack in October", "این حمله در ماه اکتبر بود", source=source, timeline=story)
    page = desk()
    listening(page, at(reverse("admin:timeline_review", args=[source.pk], query={"timeline": story.slug}), event))
    assert page.locator(".text").evaluate("(element) => getComputedStyle(element).direction") == "rtl"
    number, article = box(page.locator(".text .number")), box(page.locator(".text"))
    assert number["x"] > article["x"] + article["width"] / 2
    select_words(page, "سخنگوی ارتش گفت")
    page.get_by_role("link", name="New event from this passage").click()
    expect(page.locator(".facts blockquote")).to_contain_text("سخنگوی ارتش گفت")


# The public reader


def test_words_in_the_public_reader_lead_to_the_desk(
    desk: OpenPage, address: str, candidates: list[Event], source: Source, story: Timeline
):
    event = candidates[0]
    review.accept(event, source=source, version=review.version(event), by=User.objects.get(), now=NOW)
    page = desk()
    listening(page, f"{story.get_absolute_url()}?event={event.uid}")
    select_words(page, "the army struck five camps of the Falcons")
    page.get_by_role("link", name="New event from this passage").click()
    expect(page.get_by_text("New event from this passage")).to_be_visible()
    expect(page.locator(".facts blockquote")).to_have_text("the army struck five camps of the Falcons")
    expect(page.locator(".words.now")).to_have_text("the army struck five camps of the Falcons")
    expect(page.get_by_role("button", name="Put it in the queue")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(".notice")).to_contain_text("is in the queue")


def test_whoever_is_not_signed_in_selects_words_and_nothing_happens(
    page: Page, address: str, candidates: list[Event], source: Source, story: Timeline, curator: User
):
    event = candidates[0]
    review.accept(event, source=source, version=review.version(event), by=curator, now=NOW)
    listening(page, story.get_absolute_url())
    select_words(page, "the army struck five camps of the Falcons")
    expect(page.locator("[data-desk], .from-selection")).to_have_count(0)


# The judges


@pytest.fixture
def views(address: str, candidates: list[Event], story: Timeline, source: Source) -> dict[str, str]:
    """The desk in each of its states."""
    first, second = candidates[:2]
    first.participations.create(actor=make_actor("The Falcon", is_proposed=True), role="speaker")
    make_event("Rockets hit unit 1", on="2019-03-01", timeline=story, actors=[Actor.objects.get(name="The Falcons")])
    review.reject(second, source=source, version=review.version(second), by=User.objects.get(), now=NOW)
    third = candidates[2]
    review.accept(third, source=source, version=review.version(third), by=User.objects.get(), now=NOW)
    empty = make_source("Nothing at all.", title="Empty")
    return {
        "a candidate": at(address, first),
        "rejected": at(address, second),
        "accepted": at(address, third),
        "edited": at(address, first, do="edit"),
        "merged": at(address, first, do="merge"),
        "merged by search": at(address, first, do="merge", q="rockets"),
        "split": at(address, first, do="split"),
        "a passage": f"{address}&start=0&stop=20",
        "nothing": reverse("admin:timeline_review", args=[empty.pk], query={"timeline": story.slug}),
    }


@pytest.mark.parametrize("window", [DESKTOP, PHONE], ids=["desk", "phone"])
def test_axe_finds_nothing_on_the_desk(desk: OpenPage, views: dict[str, str], window: dict):
    page = desk(**window)
    found = []
    for address in views.values():
        assert page.goto(address).ok, address
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            found += axe(page)
    assert not found, "\n".join(found)


def test_the_desk_is_valid_html(desk: OpenPage, views: dict[str, str]):
    page = desk()
    assert vnu({name: page.request.get(address).text() for name, address in views.items()}) == []
