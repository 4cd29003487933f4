"""The timeline in a reader's hands: what is clicked, dragged, typed and touched, in real Chromium."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.serving import served

from .chromium import PHONE
from .conftest import OpenPage, box, rest

SEED = "/t/soleimani-2020/"
STORY = "The killing of Qassem Soleimani · Sourceline"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """One server with the seed for all of these tests, which only read."""
    with served(tmp_path_factory.mktemp("site"), DEBUG="1") as port:
        yield f"http://127.0.0.1:{port}"


@contextmanager
def swap(page: Page) -> Iterator[None]:
    """Waits, after the block, until htmx has put in what the block asked for."""
    page.evaluate("document.getElementById('timeline').dataset.stale = ''")
    yield
    expect(page.locator("#timeline:not([data-stale])")).to_have_count(1)


def settled(page: Page) -> None:
    """Waits until the page has loaded with its scripts: before, nobody listens for the back button."""
    page.wait_for_load_state("load")


# What a reader sees


def count(page: Page) -> Locator:
    return page.locator("#count")


def told(page: Page) -> list[str]:
    """The titles on the page, in order, once it has loaded: a click returns as soon as the next page begins to."""
    page.wait_for_load_state()
    return page.locator(".event h4 a").all_inner_texts()


def asked(page: Page) -> dict[str, list[str]]:
    """What the address asks: as the page knows it, of which Playwright may hear a little later."""
    page.wait_for_load_state()
    return parse_qs(urlsplit(page.evaluate("location.href")).query)


def open_title(page: Page) -> Locator:
    return page.locator(".event.is-open h4 a")


def event(page: Page, title: str) -> Locator:
    return page.locator(".event", has=page.locator("h4", has_text=title))


def in_view(page: Page, what: Locator, within: str | None = None) -> bool:
    """Whether the upper end of `what` can be seen in the window, and in the element `within` if one is named."""
    return what.evaluate(
        """(element, within) => {
            const box = element.getBoundingClientRect();
            const frame = within && document.querySelector(within).getBoundingClientRect();
            const inside = (top, bottom) => box.top >= top - 1 && box.top < bottom;
            return inside(0, innerHeight) && (!frame || inside(frame.top, frame.bottom));
        }""",
        within,
    )


def see(page: Page, what: Locator, within: str | None = None) -> None:
    """Waits until `what` can be seen, since the page scrolls there in its time, once it has loaded."""
    page.wait_for_load_state()
    expect(what).to_be_visible()
    for _again in range(600):
        if in_view(page, what, within):
            return
        page.evaluate("new Promise(requestAnimationFrame)")
    pytest.fail(f"{what} cannot be seen.")


# Choosing


def test_choosing_an_actor_narrows_at_once_and_leaves_the_reader_where_she_was(page: Page):
    page.goto(SEED)
    box = page.locator("#actor-qassem-soleimani")
    number = page.locator("label[for=actor-qassem-soleimani] b").inner_text()
    box.click()
    expect(count(page)).to_have_text(f"{number} events")
    expect(page).to_have_url(re.compile(r"/t/soleimani-2020/\?actor=qassem-soleimani$"))
    expect(page).to_have_title(f"Qassem Soleimani · {STORY}")
    expect(page.get_by_role("status")).to_have_text(f"{number} events")
    expect(box).to_be_checked()
    expect(box).to_be_focused()
    assert len(told(page)) == int(number)
    for item in page.locator(".event").all():
        assert "Qassem Soleimani" in item.locator(".actors").inner_text()


def test_two_actors_are_both_and_with_any_either(page: Page):
    page.goto(SEED)
    page.locator("#actor-qassem-soleimani").click()
    expect(page.locator(".chip")).to_have_count(1)
    page.locator("#actor-kataib-hezbollah").click()
    expect(page).to_have_url(re.compile(r"\?actor=kataib-hezbollah&actor=qassem-soleimani$"))
    expect(page).to_have_title(f"Kataib Hezbollah and Qassem Soleimani · {STORY}")
    both = told(page)
    assert 0 < len(both) < 5
    page.locator("#match").select_option("any")
    expect(page).to_have_url(re.compile(r"\?actor=kataib-hezbollah&actor=qassem-soleimani&match=any$"))
    expect(page.locator("#match")).to_have_value("any")
    expect(page).to_have_title(f"Kataib Hezbollah or Qassem Soleimani · {STORY}")
    either = told(page)
    assert set(both) < set(either)
    expect(page.get_by_role("status")).to_have_text(f"{len(either)} events")


@pytest.mark.parametrize("query", ["", "?actor=united-states"], ids=["everything", "one actor"])
def test_every_count_is_what_a_click_gives(page: Page, query: str):
    """Where it can, a click takes off what the last one chose as well, and the two are answered together."""
    page.goto(SEED + query)
    choices = page.locator(".facet .choice:not(:has(:checked)):not([for=affiliates])").evaluate_all(
        "labels => labels.map(each => [each.htmlFor, each.querySelector('b').textContent])"
    )
    assert len(choices) > 15
    before = None
    for name, number in choices:
        if before and not page.locator(f"[id='{name}']").count():
            with swap(page):
                page.evaluate("name => document.getElementById(name).click()", before)
            before = None
        with swap(page):
            page.evaluate(
                "names => { for (const each of names) document.getElementById(each)?.click() }", [before, name]
            )
        key, _dash, slug = name.partition("-")
        expect(page).to_have_url(re.compile(rf"[?&]{key}={slug}(&|$)"))
        expect(count(page), name).to_have_text(f"{number} event{'' if number == '1' else 's'}")
        expect(page.locator(".chip")).to_have_count(1 + query.count("="))
        before = name


def test_the_finder_shows_the_actors_that_begin_so_and_narrows_nothing(page: Page):
    page.goto(SEED)
    page.locator("#find-actor").press_sequentially("sole")
    expect(page.locator("#facet-actor .choice:not([for=affiliates]):visible")).to_have_count(1)
    expect(page.locator("label[for=actor-qassem-soleimani]")).to_be_visible()
    expect(count(page)).to_have_text("13 events")
    page.locator("#actor-qassem-soleimani").click()
    expect(page.locator(".chip")).to_have_count(1)
    expect(page.locator("#find-actor")).to_have_value("")


def test_chips_are_taken_off_one_by_one(page: Page):
    page.goto(f"{SEED}?actor=united-states&kind=statement&q=iran&from=2019-12&to=2020")
    expect(page.locator(".chip")).to_have_count(4)
    for left in (3, 2, 1, 0):
        page.locator(".chip").first.click()
        expect(page.locator(".chip")).to_have_count(left)
    expect(count(page)).to_have_text("13 events")
    expect(page).to_have_url(re.compile(f"{SEED}$"))
    expect(page.locator("#q")).to_have_value("")
    expect(page.locator("#from")).to_have_value("")


def test_everything_is_cleared_at_once_but_the_order(page: Page):
    page.goto(f"{SEED}?kind=statement&sort=newest&basis=inferred")
    page.get_by_role("link", name="Clear all").click()
    expect(page).to_have_url(re.compile(r"\?sort=newest$"))
    expect(count(page)).to_have_text("13 events")


def test_the_order_can_be_turned_over(page: Page):
    page.goto(SEED)
    oldest = told(page)
    page.locator("#sort").focus()
    page.locator("#sort").select_option("newest")
    expect(page).to_have_url(re.compile(r"\?sort=newest$"))
    assert told(page) == oldest[::-1]
    expect(page.locator("#sort")).to_have_value("newest")
    expect(page.locator("#sort")).to_be_focused()


def test_an_empty_page_offers_to_loosen_and_does(page: Page):
    page.goto(f"{SEED}?kind=strike&q=rockets&from=2019-12")
    expect(count(page)).to_have_text("0 events")
    offers = page.locator(".empty li a")
    assert offers.count() >= 1
    promised = re.search(r"(\d+) events?$", offers.first.inner_text()).group(1)
    offers.first.click()
    expect(count(page)).to_have_text(re.compile(rf"^{promised} events?$"))
    expect(page.locator(".empty")).to_have_count(0)


def test_what_could_not_be_used_is_named(page: Page):
    page.goto(f"{SEED}?from=yesterday")
    expect(page.locator(".problems")).to_contain_text("yesterday")
    expect(count(page)).to_have_text("13 events")


# Searching


def test_the_search_narrows_while_it_is_typed_and_keeps_the_caret(page: Page):
    page.goto(SEED)
    search = page.locator("#q")
    search.click()
    search.press_sequentially("rocket")
    expect(page).to_have_url(re.compile(r"\?q=rocket$"))
    expect(search).to_be_focused()
    search.press_sequentially("s")
    expect(page).to_have_url(re.compile(r"\?q=rockets$"))
    expect(count(page)).to_have_text("2 events")
    expect(search).to_have_value("rockets")
    expect(search).to_be_focused()
    assert search.evaluate("field => [field.selectionStart, field.selectionEnd]") == [7, 7]
    expect(page).to_have_title(f"“rockets” · {STORY}")


def test_what_is_typed_while_an_answer_is_on_its_way_is_looked_for_too(page: Page):
    page.goto(SEED)
    held = []
    page.route("**/t/soleimani-2020/?*", lambda route: held.append(route), times=1)
    with page.expect_request(re.compile("q=rocket")):
        page.locator("#q").press_sequentially("rocket")
    page.locator("#q").press_sequentially("s")
    held[0].continue_()
    expect(page).to_have_url(re.compile(r"\?q=rockets$"))
    expect(page.locator("#q")).to_have_value("rockets")
    expect(page.locator(".chip")).to_contain_text("“rockets”")


def test_the_search_goes_with_what_is_chosen(page: Page):
    page.goto(f"{SEED}?kind=attack")
    page.locator("#q").fill("rockets")
    expect(page).to_have_url(re.compile(r"\?kind=attack&q=rockets$"))
    expect(count(page)).to_have_text("1 event")


# Dates


def across(page: Page, start: str, stop: str) -> tuple[float, float, float]:
    """Where on the screen the chart has the middle of two days, and a height at which no mark is in the way."""
    rest(page)
    return page.locator(".chart-plot").evaluate(
        """(plot, days) => {
            const knots = JSON.parse(plot.dataset.scale);
            const box = plot.querySelector(".chart-over").getBoundingClientRect();
            const at = (day) => {
                const next = knots.findIndex(([knot]) => knot > day);
                const [[a, x], [b, y]] = [knots[next - 1], knots[next]];
                return box.left + (x + ((day - a) * (y - x)) / (b - a)) * box.width / 100;
            };
            return [...days.map((day) => at(Date.parse(day) / 86400000 + 0.5)), box.top + 3];
        }""",
        [start, stop],
    )


def drag(page: Page, start: str, stop: str) -> None:
    x, x_stop, y = across(page, start, stop)
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move((x + x_stop) / 2, y)
    page.mouse.move(x_stop, y)
    page.mouse.up()


def test_dragging_across_the_chart_narrows_the_dates(page: Page):
    page.goto(SEED)
    drag(page, "2019-12-29", "2020-01-01")
    expect(page.locator(".chart-brush.is-asked")).to_be_visible()
    query = asked(page)
    assert set(query) == {"from", "to"}
    assert "2019-12-2" in query["from"][0]
    assert "2020-01-0" in query["to"][0]
    expect(page.locator("#from")).to_have_value(query["from"][0])
    expect(page.locator("#to")).to_have_value(query["to"][0])
    expect(page.locator(".chip")).to_have_count(1)
    assert 0 < len(told(page)) < 13
    # The chart still shows what lies around.
    assert page.locator(".chart-track a").count() > len(told(page))


def test_a_drag_backwards_is_a_drag(page: Page):
    page.goto(SEED)
    drag(page, "2020-01-01", "2019-12-29")
    expect(page.locator(".chart-brush.is-asked")).to_be_visible()
    assert asked(page)["from"] < asked(page)["to"]


def test_a_drag_that_is_broken_off_narrows_nothing(page: Page):
    page.goto(SEED)
    x, x_stop, y = across(page, "2019-12-29", "2020-01-01")
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x_stop, y)
    expect(page.locator(".chart-brush.is-drawn")).to_be_visible()
    page.keyboard.press("Escape")
    page.mouse.up()
    expect(page.locator(".chart-brush")).to_be_hidden()
    expect(count(page)).to_have_text("13 events")
    assert asked(page) == {}


def test_the_chart_narrows_by_its_handles_from_the_keyboard(page: Page):
    page.goto(SEED)
    handle = page.locator("#chart-from")
    handle.focus()
    with in_one_go(page):
        for key in ("End", "PageDown", "ArrowRight"):
            page.keyboard.press(key)
        said = handle.get_attribute("aria-valuetext")
        page.keyboard.press("Enter")
    expect(page.locator(".chart-brush.is-asked")).to_be_visible()
    assert list(asked(page)) == ["from"]
    assert said == "4 December 2019"
    assert asked(page)["from"] == ["2019-12-04"]
    expect(page.locator("#chart-from")).to_be_focused()


@contextmanager
def in_one_go(page: Page) -> Iterator[None]:
    """Stops the page's clock for the block: the keys pressed in it follow each other at once, on any machine.

    What they do would apply of itself once the hand has rested a moment.
    """
    page.clock.install()
    page.clock.pause_at(page.evaluate("Date.now() + 1000"))
    yield
    page.clock.resume()


def zoomed_days(page: Page) -> Locator:
    """The words below a zoomed chart."""
    return page.locator("#chart-days")


def test_the_chart_zooms_to_what_was_dragged_over_and_further_by_another_drag(page: Page):
    page.goto(SEED)
    drag(page, "2019-12-21", "2020-01-02")
    page.get_by_role("link", name="Zoom to these dates").click()
    expect(zoomed_days(page)).to_contain_text("December 2019 – ")
    expect(page.get_by_role("status")).to_contain_text("Zoomed to")
    expect(page.locator(".chart-brush")).to_be_hidden()
    wide = asked(page)
    drag(page, "2019-12-28", "2020-01-01")
    expect(zoomed_days(page)).to_have_text("Zoomed to 28 December 2019 – 1 January 2020")
    assert wide["zoom"] == asked(page)["zoom"] == ["1"]
    assert asked(page)["from"] == ["2019-12-28"]
    page.get_by_role("link", name="Whole chart").click()
    expect(page.locator(".chart-brush.is-asked")).to_be_visible()
    expect(zoomed_days(page)).to_have_count(0)
    assert set(asked(page)) == {"from", "to"}


def test_a_drag_with_shift_zooms_at_once(page: Page):
    page.goto(SEED)
    page.keyboard.down("Shift")
    drag(page, "2019-12-28", "2020-01-01")
    page.keyboard.up("Shift")
    expect(zoomed_days(page)).to_contain_text("Zoomed to ")
    assert set(asked(page)) == {"from", "to", "zoom"}


def test_a_finger_narrows_the_chart_and_what_then_stands_at_the_brush_zooms_it(phone: Page):
    phone.goto(SEED)
    phone.locator(".chart-plot").scroll_into_view_if_needed()
    x, x_stop, y = across(phone, "2019-10-01", "2019-12-28")
    fingers = phone.context.new_cdp_session(phone)
    for kind, *places in (("touchStart", x), ("touchMove", (x + x_stop) / 2), ("touchMove", x_stop), ("touchEnd",)):
        touches = [{"x": place, "y": y} for place in places]
        fingers.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": touches})
    brush = phone.locator(".chart-brush.is-asked")
    expect(brush).to_be_visible()
    step = phone.get_by_role("link", name="Zoom to these dates")
    over, at = box(brush), box(step)
    assert at["y"] < over["y"] + 1
    assert over["x"] < at["x"] + at["width"] / 2 < over["x"] + over["width"]
    step.tap()
    expect(zoomed_days(phone)).to_contain_text("Zoomed to ")


def test_the_chart_zooms_from_the_keyboard(page: Page):
    page.goto(SEED)
    page.locator("#chart-from").focus()
    with in_one_go(page):
        for key in ("End", "PageDown", "+"):
            page.keyboard.press(key)
    expect(zoomed_days(page)).to_have_text("Zoomed to 3 December 2019 – 3 January 2020")
    expect(page.locator("#chart-from")).to_be_focused()
    page.keyboard.press("-")
    expect(zoomed_days(page)).to_have_text(re.compile("^Zoomed to 1 November 2019 – "))
    page.locator("#q").press_sequentially("+-")
    expect(zoomed_days(page)).to_have_text(re.compile("^Zoomed to 1 November 2019 – "))


def test_the_wheel_is_left_to_the_page(page: Page):
    page.goto(SEED)
    page.locator(".chart-plot").hover()
    page.mouse.wheel(0, 300)
    expect(page.locator("html")).not_to_have_js_property("scrollTop", 0)
    expect(zoomed_days(page)).to_have_count(0)


def test_the_chart_opens_what_is_clicked(page: Page):
    page.goto(SEED)
    mark = page.locator(".chart-track a:not([aria-hidden])").last
    title = mark.locator("title").text_content().partition(": ")[0]
    mark.click()
    expect(open_title(page)).to_contain_text(title)
    expect(page.locator(".chart-track a[aria-current]").first).to_be_visible()


def test_the_date_fields_narrow_and_certainly_is_narrower(page: Page):
    page.goto(SEED)
    page.locator("#from").fill("2019-12-27")
    page.locator("#from").press("Tab")
    expect(page).to_have_url(re.compile(r"\?from=2019-12-27$"))
    expect(page.locator("#to")).to_be_focused()
    page.locator("#to").fill("2019-12-27")
    page.locator("#to").press("Enter")
    expect(count(page)).to_have_text("3 events")
    expect(page).to_have_url(re.compile(r"\?from=2019-12-27&to=2019-12-27$"))
    page.locator("#dates").select_option("certain")
    expect(count(page)).to_have_text("0 events")
    expect(page).to_have_url(re.compile(r"\?from=2019-12-27&to=2019-12-27&dates=certain$"))


# From event to passage and back


def test_an_event_leads_to_its_passage(page: Page):
    page.goto(SEED)
    page.get_by_role("link", name="Smyth: the most important decapitation strike").first.click()
    expect(open_title(page)).to_contain_text("Smyth")
    current = page.locator("#reader mark.current").first
    expect(current).to_contain_text("called the attack on Soleimani")
    see(page, current, within="#reader")
    assert re.fullmatch(r"\d+ of \d+", page.locator("#reader .place").inner_text())
    expect(page).to_have_title(re.compile("^Smyth"))
    assert "event" in asked(page)


def test_a_passage_leads_to_its_event(page: Page):
    page.goto(SEED)
    page.locator("#reader mark a", has_text="They will strike back").click()
    expect(open_title(page)).to_contain_text("Gerecht")
    see(page, page.locator(".event.is-open"))
    expect(page.locator("#reader mark.current").first).to_contain_text("They will strike back")
    expect(event(page, "Gerecht").locator("h4 a")).to_have_attribute("aria-current", "true")


def test_a_passage_of_several_events_leads_to_one_after_the_other(page: Page):
    page.goto(SEED)
    words = page.locator("#reader mark a", has_text="died in hiding").first
    words.click()
    expect(open_title(page)).to_have_count(1)
    first = open_title(page).inner_text()
    words.click()
    expect(open_title(page)).not_to_have_text(first)


def test_the_way_leads_from_passage_to_passage(page: Page):
    page.goto(SEED)
    page.get_by_role("link", name="Next passage").click()
    expect(page.locator("#reader .place")).to_have_text(re.compile(r"^1 of \d+$"))
    page.get_by_role("link", name="Next passage").click()
    expect(page.locator("#reader .place")).to_have_text(re.compile(r"^2 of \d+$"))
    expect(page.locator("#next-passage")).to_be_focused()
    see(page, page.locator("#reader mark.current").first, within="#reader")
    page.get_by_role("link", name="Previous passage").click()
    expect(page.locator("#reader .place")).to_have_text(re.compile(r"^1 of \d+$"))


def test_a_link_to_a_passage_shows_the_event_and_the_words(page: Page):
    page.goto(f"{SEED}?event=sesqmbp0&passage=2")
    see(page, page.locator(".event.is-open"))
    current = page.locator("#reader mark.current").first
    expect(current).to_contain_text("We are talking about the core leadership")
    see(page, current, within="#reader")


def test_the_original_opens_at_the_words(page: Page):
    page.goto(f"{SEED}?event=gf2fnjcy")
    address = page.locator("#reader .original").get_attribute("href")
    assert address.startswith("https://amp.theatlantic.com/amp/article/604378/#:~:text=")


def test_an_actor_of_an_event_narrows_to_what_she_had_a_part_in(page: Page):
    page.goto(SEED)
    event(page, "Esper expects").get_by_role("link", name="Kataib Hezbollah").click()
    expect(page).to_have_url(re.compile(r"\?actor=kataib-hezbollah$"))
    expect(page.locator("#actor-kataib-hezbollah")).to_be_checked()


# Keys


def test_the_arrow_keys_walk_the_events(page: Page):
    page.goto(SEED)
    titles = told(page)
    for key, title in [
        ("ArrowRight", titles[0]),
        ("ArrowRight", titles[1]),
        ("j", titles[2]),
        ("ArrowLeft", titles[1]),
    ]:
        page.keyboard.press(key)
        expect(open_title(page)).to_have_text(title)
    see(page, page.locator(".event.is-open"))


def test_the_slash_goes_to_the_search_and_is_no_letter_of_it(page: Page):
    page.goto(SEED)
    page.keyboard.press("/")
    expect(page.locator("#q")).to_be_focused()
    page.keyboard.type("a/b")
    expect(page.locator("#q")).to_have_value("a/b")


def test_arrow_keys_in_a_field_move_the_caret_alone(page: Page):
    page.goto(SEED)
    page.locator("#from").fill("2019")
    page.locator("#from").press("ArrowLeft")
    page.locator("#from").press("ArrowRight")
    expect(open_title(page)).to_have_count(0)


def focused(page: Page) -> Locator:
    return page.locator(":focus")


def tab_to(page: Page, selector: str, most: int = 120) -> None:
    for _press in range(most):
        page.keyboard.press("Tab")
        if focused(page).evaluate_all("(found, selector) => found.some(each => each.matches(selector))", selector):
            return
    pytest.fail(f"Tab does not come to {selector}.")


def test_the_keyboard_alone_leads_from_the_address_bar_to_a_passage(page: Page):
    page.goto(SEED)
    page.keyboard.press("Tab")
    expect(focused(page)).to_have_text("Skip to the content")
    assert box(focused(page))["x"] >= 0
    tab_to(page, "#actor-kataib-hezbollah")
    page.keyboard.press("Space")
    expect(page.locator(".chip")).to_have_count(1)
    expect(page.locator("#actor-kataib-hezbollah")).to_be_focused()
    tab_to(page, ".event h4 a")
    title = focused(page).inner_text()
    page.keyboard.press("Enter")
    expect(open_title(page)).to_have_text(title)
    expect(open_title(page)).to_be_focused()
    tab_to(page, "#reader mark.current a")
    see(page, page.locator("#reader mark.current").first, within="#reader")
    page.keyboard.press("Escape")
    expect(page.locator("#reader mark.current")).to_have_count(0)


def test_the_focus_stays_on_what_opened_a_passage(page: Page):
    page.goto(SEED)
    for selector in (".event .cited a", ".reader mark a[id]"):
        link = page.locator(selector).nth(4)
        name = link.get_attribute("id")
        link.focus()
        with swap(page):
            page.keyboard.press("Enter")
        expect(page.locator(f"[id='{name}']")).to_be_focused()


def test_at_the_last_passage_the_focus_stays_in_the_reader(page: Page):
    page.goto(SEED)
    page.locator("#next-passage").focus()
    while page.locator("#next-passage").count():
        with swap(page):
            page.keyboard.press("Enter")
    expect(page.locator("#previous-passage")).to_be_focused()


def test_on_a_tablet_a_title_has_room(open_page: OpenPage):
    page = open_page(viewport={"width": 768, "height": 1024})
    page.goto(SEED)
    assert box(page.locator(".event h4").first)["width"] > 300


def test_whatever_has_the_focus_shows_it(page: Page):
    page.goto(f"{SEED}?actor=kataib-hezbollah")
    shown = """() => {
        const style = (element) => getComputedStyle(element);
        const seen = (element) => style(element).outlineStyle !== "none" && parseFloat(style(element).outlineWidth) > 1;
        const here = document.activeElement;
        return seen(here) || [...here.querySelectorAll("*")].some(seen);
    }"""
    for _press in range(70):
        page.keyboard.press("Tab")
        if focused(page).count() == 0:
            break
        assert page.evaluate(shown), focused(page).evaluate("element => element.outerHTML.slice(0, 200)")


def test_of_two_events_opened_in_haste_the_last_stays_open(page: Page):
    page.goto(SEED)
    page.evaluate("for (const link of [...document.querySelectorAll('.event h4 a')].slice(1, 4)) link.click()")
    last = told(page)[3]
    expect(open_title(page)).to_have_text(last)
    page.wait_for_load_state("networkidle")
    expect(open_title(page)).to_have_text(last)


# Going back


def test_back_and_forward_bring_each_state_again(page: Page):
    page.goto(SEED)
    page.locator("#kind-statement").click()
    expect(count(page)).to_have_text("6 events")
    page.locator("#basis-inferred").click()
    expect(count(page)).to_have_text("4 events")
    page.get_by_role("link", name="Gerecht").first.click()
    expect(open_title(page)).to_contain_text("Gerecht")

    page.go_back()
    expect(open_title(page)).to_have_count(0)
    expect(count(page)).to_have_text("4 events")
    expect(page.locator("#basis-inferred")).to_be_checked()
    settled(page)
    page.go_back()
    expect(count(page)).to_have_text("6 events")
    expect(page.locator("#kind-statement")).to_be_checked()
    expect(page.locator("#basis-inferred")).not_to_be_checked()
    settled(page)
    page.go_back()
    expect(count(page)).to_have_text("13 events")
    expect(page.locator("#filters :checked:not(option)")).to_have_count(0)
    expect(page).to_have_title(STORY)
    settled(page)

    page.go_forward()
    expect(count(page)).to_have_text("6 events")
    expect(page.locator("#kind-statement")).to_be_checked()
    expect(page).to_have_title(f"Statement · {STORY}")


def test_back_from_another_page_finds_the_selection(page: Page):
    page.goto(SEED)
    page.locator("#q").fill("rockets")
    expect(count(page)).to_have_text("2 events")
    page.get_by_role("link", name="Actors", exact=True).click()
    expect(page.locator("h1")).to_have_text("Actors")
    page.go_back()
    expect(count(page)).to_have_text("2 events")
    expect(page.locator("#q")).to_have_value("rockets")


def test_an_address_shows_others_the_same(page: Page, plain_page: Page):
    page.goto(SEED)
    page.locator("#actor-united-states").click()
    expect(page.locator(".chip")).to_have_count(1)
    page.get_by_role("link", name="Qassem Soleimani and Abu Mahdi al-Muhandis are killed").first.click()
    expect(open_title(page)).to_have_count(1)
    plain_page.goto(page.evaluate("location.href"))
    assert told(plain_page) == told(page)
    expect(open_title(plain_page)).to_have_text(open_title(page).inner_text())
    assert plain_page.title() == page.title()


# Without JavaScript


def test_without_javascript_the_form_narrows(plain_page: Page):
    plain_page.goto(SEED)
    plain_page.locator("#actor-qassem-soleimani").check()
    plain_page.locator("#actor-kataib-hezbollah").check()
    plain_page.locator("#match").select_option("any")
    plain_page.locator("#from").fill("2019-12")
    plain_page.locator("#q").fill("u.s.")
    plain_page.locator("#sort").select_option("newest")
    plain_page.get_by_role("button", name="Apply").click()
    expect(plain_page.locator(".chip")).to_have_count(4)
    query = asked(plain_page)
    assert sorted(query["actor"]) == ["kataib-hezbollah", "qassem-soleimani"]
    assert [query[key] for key in ("match", "from", "q", "sort")] == [["any"], ["2019-12"], ["u.s."], ["newest"]]
    assert 0 < len(told(plain_page)) < 13
    expect(plain_page.locator("#sort")).to_have_value("newest")
    assert "Kataib Hezbollah" in plain_page.title()


def test_without_javascript_links_do_the_rest(plain_page: Page):
    plain_page.goto(f"{SEED}?kind=strike&q=rockets")
    plain_page.locator(".empty li a").first.click()
    expect(plain_page.locator(".event")).not_to_have_count(0)
    plain_page.locator(".chip").first.click()
    expect(count(plain_page)).to_have_text("13 events")
    plain_page.locator(".event h4 a", has_text="Gerecht").click()
    expect(open_title(plain_page)).to_contain_text("Gerecht")
    current = plain_page.locator("#reader mark.current").first
    expect(current).to_contain_text("They will strike back")
    see(plain_page, current, within="#reader")
    plain_page.get_by_role("link", name="Next passage").click()
    expect(open_title(plain_page)).to_have_count(1)
    plain_page.locator("#reader mark a", has_text="Unlike").or_(plain_page.locator("#reader mark a")).first.click()
    expect(open_title(plain_page)).to_have_count(1)
    plain_page.go_back()
    expect(open_title(plain_page)).to_have_count(1)


def test_without_javascript_nothing_is_offered_that_would_not_work(plain_page: Page):
    plain_page.goto(SEED)
    expect(plain_page.locator("#find-actor")).to_be_hidden()
    expect(plain_page.locator(".chart-handles")).to_be_hidden()
    expect(plain_page.locator(".chart-hint")).to_be_hidden()
    expect(plain_page.get_by_role("button", name="Apply")).to_be_visible()


def test_without_javascript_links_zoom_the_chart(plain_page: Page):
    plain_page.goto(f"{SEED}?from=2019-12-27&to=2020-01")
    plain_page.get_by_role("link", name="Zoom to these dates").click()
    expect(zoomed_days(plain_page)).to_have_text("Zoomed to 27 December 2019 – 3 January 2020")
    plain_page.get_by_role("link", name="Zoom in").click()
    expect(zoomed_days(plain_page)).not_to_contain_text("27 December")
    plain_page.get_by_role("link", name="Zoom out").click()
    plain_page.get_by_role("link", name="Whole chart").click()
    expect(zoomed_days(plain_page)).to_have_count(0)
    assert "zoom" not in asked(plain_page)


def test_without_javascript_a_phone_opens_the_filters_by_a_link(open_page):
    phone = open_page(**PHONE, java_script_enabled=False)
    phone.goto(SEED)
    expect(phone.locator("#filters")).to_be_hidden()
    phone.locator(".filters-button").click()
    expect(phone.locator("#filters")).to_be_visible()
    phone.locator("#kind-strike").check()
    phone.get_by_role("button", name="Apply").click()
    expect(count(phone)).to_have_text("1 event")


# On a phone


def test_a_phone_shows_the_list_first_and_the_filters_behind_a_button_with_their_number(phone: Page):
    phone.goto(f"{SEED}?kind=statement&basis=inferred")
    expect(phone.locator("#filters")).to_be_hidden()
    button = phone.locator(".filters-button")
    expect(button).to_have_text(re.compile(r"^Filters\s*2$"))
    button.tap()
    expect(phone.locator("#filters")).to_be_visible()
    phone.locator("#kind-statement").tap()
    expect(phone.locator(".chip")).to_have_count(1)
    expect(phone.locator("#filters")).to_be_visible()
    phone.locator(".filters-button").tap()
    expect(phone.locator("#filters")).to_be_hidden()
    list_top, reader_top = (box(phone.locator(each))["y"] for each in (".list", "#reader"))
    assert list_top < reader_top


def test_a_phone_shows_the_passage_in_a_sheet_beneath_the_event(phone: Page):
    phone.goto(SEED)
    phone.locator(".event h4 a", has_text="Gerecht").tap()
    sheet = phone.locator("#reader.is-open")
    expect(sheet).to_be_visible()
    risen = box(sheet)
    assert risen["y"] > 844 * 0.35
    assert abs(risen["y"] + risen["height"] - 844) <= 1
    see(phone, phone.locator("#reader mark.current").first, within="#reader")
    see(phone, phone.locator(".event.is-open"))
    assert box(phone.locator(".event.is-open"))["y"] < risen["y"]
    with swap(phone):
        phone.locator("#next-passage").tap()
    assert sheet.evaluate("sheet => sheet.getAnimations().length") == 0  # it was there already and rises once only
    phone.get_by_role("link", name="Close the article").tap()
    expect(phone.locator("#reader.is-open")).to_have_count(0)
    assert "event" not in asked(phone)


def test_escape_closes_the_sheet(phone: Page):
    phone.goto(f"{SEED}?event=zw8b6fpj")
    expect(phone.locator("#reader.is-open")).to_be_visible()
    phone.keyboard.press("Escape")
    expect(phone.locator("#reader.is-open")).to_have_count(0)


@pytest.mark.parametrize("width", [320, 390, 768, 1024, 1440])
def test_no_page_is_wider_than_its_window(open_page, width: int):
    window = open_page(viewport={"width": width, "height": 800})
    for address in (SEED, f"{SEED}?event=hg3z48cr&passage=3", f"{SEED}?actor=qassem-soleimani&q=iran", "/about/"):
        window.goto(address)
        rest(window)
        assert window.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, address


# Calm, dark and on paper


def test_who_wants_no_motion_gets_none(open_page):
    calm = open_page(reduced_motion="reduce")
    calm.goto(SEED)
    calm.locator("#reader mark a", has_text="We are talking about").click()
    expect(open_title(calm)).to_contain_text("Smyth")
    moving = calm.evaluate("document.getAnimations().filter(each => each.playState === 'running').length")
    assert moving == 0
    assert calm.evaluate("getComputedStyle(document.documentElement).scrollBehavior") == "auto"
    assert in_view(calm, calm.locator("#reader mark.current").first, within="#reader")


def test_the_dark_scheme_is_dark(dark_page: Page):
    dark_page.goto(SEED)
    ground = dark_page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert max(int(part) for part in re.findall(r"\d+", ground)[:3]) < 60


def test_on_paper_the_quotations_are_footnotes(page: Page):
    page.goto(f"{SEED}?kind=statement&event=zw8b6fpj")
    page.emulate_media(media="print")
    for hidden in ("#reader", "#filters", ".site", "#sort", ".event blockquote"):
        expect(page.locator(hidden).first).to_be_hidden()
    notes = page.locator(".footnotes li")
    expect(notes.first).to_be_visible()
    quotations = " ".join(notes.all_inner_texts())
    assert "They will strike back. Just a question of target" in quotations
    assert "The Atlantic" in quotations
    numbers = page.locator(".event .note").all_inner_texts()
    assert [int(number) for each in numbers for number in each.split(",")] == list(range(1, notes.count() + 1))


# The ways between pages


def test_every_page_is_a_few_clicks_away(page: Page):
    page.goto(f"{SEED}?event=hg3z48cr")
    page.get_by_role("link", name="The event's own page").click()
    expect(page.locator("h1")).to_have_text("Qassem Soleimani and Abu Mahdi al-Muhandis are killed")
    expect(page.locator(".date")).to_contain_text("3 January 2020 in Baghdad")
    page.locator(".neighbours [rel=next]").click()
    expect(page.locator("h1")).not_to_have_text("Qassem Soleimani and Abu Mahdi al-Muhandis are killed")
    page.go_back()
    page.locator("#evidence ~ * a, [aria-labelledby=who] a").first.click()
    expect(page.locator("h1")).to_have_text("Qassem Soleimani")
    page.get_by_role("link", name="On the timeline").click()
    expect(page).to_have_url(re.compile(r"\?actor=qassem-soleimani$"))
    page.get_by_role("link", name="Sources", exact=True).click()
    page.locator(".index h2 a").click()
    page.locator("mark a", has_text="They will strike back").click()
    expect(page.locator("h1")).to_contain_text("Gerecht")
    page.get_by_role("link", name="How to read this").click()
    expect(page.locator("h1")).to_have_text("How to read a timeline")


def test_the_citation_on_an_event_page_opens_the_words_on_the_timeline(page: Page):
    page.goto("/e/hg3z48cr/soleimani-killed/")
    page.locator(".evidence li").nth(1).get_by_role("link", name=re.compile("The Atlantic")).click()
    expect(page.locator("#reader mark.current").first).to_have_text("in the state where he was killed")
    see(page, page.locator("#reader mark.current").first, within="#reader")
