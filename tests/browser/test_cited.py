"""What is cited and not quoted, in Chromium: on both screens and in both schemes."""

import pytest

from tests.factories import make_actor, make_event, make_source

from .audit import axe
from .chromium import DESKTOP, PHONE
from .conftest import OpenPage, rest


@pytest.mark.parametrize(("window", "scheme"), [(DESKTOP, "light"), (PHONE, "dark")], ids=["desk", "phone"])
def test_axe_finds_nothing_on_what_is_cited(open_page: OpenPage, window: dict, scheme: str):
    news = make_source(title="Rockets hit a base", publisher="A paper", url="https://paper.example/1")
    event = make_event(
        "Rockets are fired", cites=[news, "Second"], figures={"deaths": (7, 8, 9)}, actors=[make_actor("Rebels")]
    )
    page, own = open_page(**window, color_scheme=scheme), event.timeline.get_absolute_url()
    found = []
    for address in (own, f"{own}?event={event.uid}", event.get_absolute_url(), news.get_absolute_url(), "/sources/"):
        assert page.goto(address).ok, address
        rest(page)
        assert page.locator(".how, .walk").first.is_visible()
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), address
        found += axe(page)
    assert not found, "\n".join(found)
