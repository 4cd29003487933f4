"""A reader in Chromium: the site with its seed on a server of the test's own, and pages that tolerate no fault.

`page` is a window 1440 wide; `phone`, `dark_page` and `plain_page` are the other readers; `open_page` opens any more.
"""

import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.core.management import call_command
from django.db import connection
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect
from pytest_django.live_server_helper import LiveServer

from .chromium import DESKTOP, PHONE

OpenPage = Callable[..., Page]

# How long a page may take before it counts as broken. Several of them share what may be a slow machine.
PATIENCE_MS = 60_000
expect.set_options(timeout=PATIENCE_MS)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Marks what stands in this folder `browser`: `pytest -m "not browser"` needs no Chromium."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker("browser")


@pytest.fixture(scope="session")
def live_server() -> Iterator[LiveServer]:
    """pytest-django's server, but for the static files: WhiteNoise gives them out, compressed, as when deployed."""
    server = LiveServer("127.0.0.1", start=False)
    server.thread.static_handler = lambda application: application
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def seeded() -> Iterator[sqlite3.Connection]:
    """A copy of the database with the seed; it is empty until a test has loaded that, which takes a second."""
    with closing(sqlite3.connect(":memory:")) as copy:
        yield copy


@pytest.fixture
def site(django_db_serialized_rollback: None, live_server: LiveServer, seeded: sqlite3.Connection) -> str:
    """The address of a server that has the seed, without a slash at its end."""
    connection.ensure_connection()
    if seeded.execute("SELECT * FROM sqlite_master").fetchone():
        seeded.backup(connection.connection)
    else:
        call_command("load", settings.BASE_DIR / "seeds/soleimani-2020/timeline.yaml", verbosity=0)
        connection.connection.backup(seeded)
    return live_server.url


@pytest.fixture
def faults() -> list[str]:
    """What the pages of this test have done wrong so far; a test that provokes a fault takes it out of the list."""
    return []


# What htmx writes on the console when it drops a request since a later one takes its place: no fault, and whether it
# happens is a question of how quick the answers are.
GIVEN_UP = re.compile(r"^htmx:(sendAbort|afterRequest)\b")


def watch(context: BrowserContext, address: str, faults: list[str]) -> None:
    """Writes down each console error (violations of the CSP among them), uncaught error and request elsewhere."""

    def on_request(request: Any) -> None:
        if not request.url.startswith((f"{address}/", "data:", "blob:")):
            faults.append(f"{request.frame.url} asks another host: {request.url}")

    def on_console(message: Any) -> None:
        if message.type == "error" and not GIVEN_UP.search(message.text):
            source = message.location
            where = message.page.url if message.page else "A page that is gone"
            faults.append(f"{where}: {message.text} ({source['url']}:{source['lineNumber']})")

    context.on("request", on_request)
    context.on("console", on_console)
    context.on("weberror", lambda error: faults.append(f"{error.page and error.page.url}: {error.error}"))


_REST = """async () => {
    const frame = () => new Promise(requestAnimationFrame);
    const places = () => [...document.querySelectorAll("body *")].map((each) => {
        const { x, y, width, height } = each.getBoundingClientRect();
        return [x, y, width, height];
    }).join();
    await document.fonts.ready;
    const ending = document.getAnimations().filter((each) => each.effect.getComputedTiming().endTime < Infinity);
    await Promise.allSettled(ending.map((each) => each.finished));
    for (let still = 0, before = ""; still < 3; ) {
        await frame();
        const now = places();
        still = now === before ? still + 1 : 0;
        before = now;
    }
}"""


def rest(page: Page) -> None:
    """Waits until all of `page` stays where it is: it has loaded, has its fonts, and neither scrolls nor moves.

    A reader aims at what stands still. Whoever measures where something is, or leads the mouse there, waits for this:
    the lines break anew when their own font takes the place of another, which may be after the page has loaded.
    """
    page.wait_for_load_state()
    page.evaluate(_REST)


def box(what: Locator) -> dict[str, float]:
    """Where `what` is in the window, and how large, once the page is at rest: `x`, `y`, `width` and `height`."""
    rest(what.page)
    return what.bounding_box()


@pytest.fixture
def open_page(browser: Browser, site: str, faults: list[str]) -> Iterator[OpenPage]:
    """Opens a window with cookies of its own: `open_page(color_scheme="dark")`; options as of `Browser.new_context`.

    Addresses may be given from the slash on. The test fails at its end when any of its pages had a fault.
    """
    contexts = []

    def open_page(**options: Any) -> Page:
        context = browser.new_context(**{"base_url": site, **DESKTOP, **options})
        context.set_default_timeout(PATIENCE_MS)
        watch(context, site, faults)
        contexts.append(context)
        return context.new_page()

    yield open_page
    for context in contexts:
        context.close()
    assert not faults, "\n".join(faults)


@pytest.fixture
def page(open_page: OpenPage) -> Page:
    """A reader's window, 1440 wide, in the light scheme."""
    return open_page()


@pytest.fixture
def dark_page(open_page: OpenPage) -> Page:
    """The same in the dark scheme."""
    return open_page(color_scheme="dark")


@pytest.fixture
def phone(open_page: OpenPage) -> Page:
    """A phone, 390 by 844, that is touched."""
    return open_page(**PHONE)


@pytest.fixture
def plain_page(open_page: OpenPage) -> Page:
    """A window without JavaScript."""
    return open_page(java_script_enabled=False)


@pytest.fixture
def sign_in(site: str) -> Callable[[Page, AbstractBaseUser], None]:
    """Lets `user` in on every page of the window of `page`, without the login form."""

    def sign_in(page: Page, user: AbstractBaseUser) -> None:
        client = Client()
        client.force_login(user)
        cookie = client.cookies[settings.SESSION_COOKIE_NAME]
        page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": site}])

    return sign_in
