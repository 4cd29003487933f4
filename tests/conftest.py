"""What every test stands on: this machine alone, the static files as deployed, and nothing left by another test."""

import os
import sys
from collections.abc import Iterator
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection

# The same examples each time, so that a green run stays green; `--hypothesis-profile=search` looks for new ones.
hypothesis.settings.register_profile("specification", deadline=None, derandomize=True)
hypothesis.settings.register_profile("search", deadline=None, max_examples=5000)
hypothesis.settings.load_profile("specification")


def _stays_here(host: Any) -> bool:
    """Whether a connection to `host` would stay on this machine."""
    if isinstance(host, bytes):
        host = host.decode()
    if host in {None, "", "localhost"}:
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def _refuse_the_network(event: str, arguments: tuple[Any, ...]) -> None:
    """Fails the test that looks up, connects or sends to another machine, however deep in a library it does so."""
    if event == "socket.getaddrinfo":
        host = arguments[0]
    elif event in {"socket.connect", "socket.sendto"} and isinstance(arguments[1], tuple):
        host = arguments[1][0]
    else:
        return
    if not _stays_here(host):
        pytest.fail(f"A test reached for {host!r}; tests use this machine alone.")


sys.addaudithook(_refuse_the_network)


@pytest.hookimpl(tryfirst=True)
def pytest_sessionstart(session: pytest.Session) -> None:
    """Collects the static files when one has changed, once and before the workers start.

    Pages name static files by their hashes, here as in production, and cannot be drawn without the list of these.
    """
    if hasattr(session.config, "workerinput"):
        return
    manifest = Path(settings.STATIC_ROOT) / "staticfiles.json"
    sources = (storage.path(name) for finder in get_finders() for name, storage in finder.list(None))
    newest = max(Path(source).stat().st_mtime for source in sources)
    if not manifest.exists() or manifest.stat().st_mtime < newest:
        call_command("collectstatic", interactive=False, verbosity=0)
        manifest.touch()


# What the seed says is the same on every database, and to load it for each test takes long.
OF_THE_SEED = {"test_prepare.py", "test_seed.py", "test_seed_page.py"}


def _asks_the_database(item: pytest.Item) -> bool:
    """Whether `item` may come out differently on another database; how many queries there are does not."""
    counts = "queries" in f"{item.name} {item.fixturenames}"
    asks = "db" in item.fixturenames or item.get_closest_marker("django_db")
    return bool(asks) and not (counts or item.get_closest_marker("browser") or item.path.name in OF_THE_SEED)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Runs on PostgreSQL what asks the database, and nothing else: the rest has passed on SQLite."""
    if connection.vendor != "sqlite":
        kept = [item for item in items if _asks_the_database(item)]
        config.hook.pytest_deselected(items=[item for item in items if item not in set(kept)])
        items[:] = kept


@pytest.fixture(autouse=True)
def _empty_cache() -> Iterator[None]:
    """Takes away what a test left in the cache and in memory, which no rolled-back transaction does."""
    from timeline import index  # once Django is set up

    yield
    cache.clear()
    index.forget()


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Chromium, one for each worker; a `playwright.sync_api.Browser`. Tests want a `page` of `browser/conftest.py`."""
    from .browser.chromium import chromium

    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with chromium() as started:
        yield started


@pytest.fixture(scope="session")
def django_db_modify_db_settings(request: pytest.FixtureRequest, django_db_modify_db_settings_parallel_suffix: None):
    """Starts Chromium, if a test will want it, before there is a database.

    From then on Playwright has an event loop run on the thread of the tests. Django keeps other connections for code
    under a loop than for code under none, so a database made before would lose what its connection knows of it.
    """
    if any("browser" in item.fixturenames for item in request.session.items):
        request.getfixturevalue("browser")
