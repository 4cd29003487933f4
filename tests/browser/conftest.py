"""A reader in Chromium: the site with its seed on a server of the test's own, and pages that tolerate no fault.

`page` is a window 1440 wide; `phone`, `dark_page` and `plain_page` are the other readers; `open_page` opens any more.
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.core.management import call_command
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer

from .chromium import DESKTOP, PHONE

OpenPage = Callable[..., Page]

# How long a page may take before it counts as broken. Several of them share what may be a slow machine.
expect.set_options(timeout=20_000)


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


@pytest.fixture
def site(django_db_serialized_rollback: None, live_server: LiveServer) -> str:
    """The address of a server that has the seed, without a slash at its end."""
    call_command("load", settings.BASE_DIR / "seeds/soleimani-2020/timeline.yaml", verbosity=0)
    return live_server.url


@pytest.fixture
def faults() -> list[str]:
    """What the pages of this test have done wrong so far; a test that provokes a fault takes it out of the list."""
    return []


def watch(context: BrowserContext, address: str, faults: list[str]) -> None:
    """Writes down each console error (violations of the CSP among them), uncaught error and request elsewhere."""

    def on_request(request: Any) -> None:
        if not request.url.startswith((f"{address}/", "data:", "blob:")):
            faults.append(f"{request.frame.url} asks another host: {request.url}")

    def on_console(message: Any) -> None:
        if message.type == "error":
            source = message.location
            where = message.page.url if message.page else "A page that is gone"
            faults.append(f"{where}: {message.text} ({source['url']}:{source['lineNumber']})")

    context.on("request", on_request)
    context.on("console", on_console)
    context.on("weberror", lambda error: faults.append(f"{error.page and error.page.url}: {error.error}"))


@pytest.fixture
def open_page(browser: Browser, site: str, faults: list[str]) -> Iterator[OpenPage]:
    """Opens a window with cookies of its own: `open_page(color_scheme="dark")`; options as of `Browser.new_context`.

    Addresses may be given from the slash on. The test fails at its end when any of its pages had a fault.
    """
    contexts = []

    def open_page(**options: Any) -> Page:
        context = browser.new_context(**{"base_url": site, **DESKTOP, **options})
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
