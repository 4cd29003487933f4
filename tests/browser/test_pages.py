"""Every public page before the judges: axe in both schemes and on both screens, the HTML checker, Lighthouse."""

import re
import urllib.request
from collections.abc import Iterator
from html import unescape

import pytest

from tests.serving import served

from .audit import axe, lighthouse, vnu
from .chromium import DESKTOP, PHONE
from .conftest import OpenPage

SEED = "/t/soleimani-2020/"
PAGES = {
    "the timeline": SEED,
    "an open event": f"{SEED}?event=hg3z48cr&passage=2",
    "a selection": f"{SEED}?actor=qassem-soleimani&kind=attack&from=2019-10&to=2020-01-02&q=base&dates=possible",
    "nothing left": f"{SEED}?kind=strike&q=rockets",
    "nothing at all": f"{SEED}?q=no-such-word",
    "what cannot be used": f"{SEED}?from=yesterday&actor=nobody&sort=title",
    "the last recorded": f"{SEED}?sort=recorded",
    "an event": "/e/ep3jk40h/rocket-attack/",
    "an event from outside": "/e/hg3z48cr/soleimani-killed/",
    "the actors": "/actors/",
    "an actor": "/a/evd2wh50/qassem-soleimani/",
    "an actor who takes part in nothing": "/a/9tbwensd/joint-chiefs-of-staff/",
    "the sources": "/sources/",
    "a source": "/s/tapjdywz/soleimani-assassination/",
    "the explanation": "/about/",
    "the door": "/admin/login/",
}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """One server with the seed for all of these tests, which only read."""
    with served(tmp_path_factory.mktemp("site"), DEBUG="1") as port:
        yield f"http://127.0.0.1:{port}"


@pytest.mark.parametrize("window", [DESKTOP, PHONE], ids=["desk", "phone"])
def test_axe_finds_nothing_on_any_page(open_page: OpenPage, window: dict):
    page = open_page(**window)
    found = []
    for address in PAGES.values():
        assert page.goto(address).ok, address
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            found += [f"{scheme}: {violation}" for violation in axe(page)]
    assert not found, "\n".join(found)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_with_the_filters_unfolded(open_page: OpenPage, scheme: str):
    phone = open_page(**PHONE, color_scheme=scheme)
    phone.goto(f"{SEED}?kind=statement")
    phone.locator(".filters-button").tap()
    phone.evaluate("for (const each of document.querySelectorAll('details')) each.open = true")
    phone.locator("#filters").wait_for()
    assert axe(phone) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_a_swapped_page(open_page: OpenPage, scheme: str):
    page = open_page(color_scheme=scheme)
    page.goto(SEED)
    page.locator("#kind-statement").check()
    page.locator(".chip").wait_for()
    page.locator(".event h4 a").first.click()
    page.locator(".event.is-open").wait_for()
    assert axe(page) == []


def fetched(address: str) -> str:
    with urllib.request.urlopen(address, timeout=120) as answer:
        return answer.read().decode()


def test_every_page_is_valid_html(site: str):
    documents, waiting = {}, [*PAGES.values()]
    while waiting:
        address = waiting.pop()
        if address in documents:
            continue
        documents[address] = fetched(site + address)
        # Whatever has an address of its own; of the selections, without end, those that are named above.
        links = re.findall(r'href="(/[^"?#]*)', documents[address])
        waiting += [unescape(link) for link in links if re.match(r"/(e|a|s|actors|sources|about)/", link)]
    assert len(documents) > 45
    assert vnu(documents) == []


def test_lighthouse_gives_the_timeline_full_marks(site: str):
    scores, lost = lighthouse(site + SEED)
    assert scores == {"accessibility": 100, "best-practices": 100}, "\n".join(lost)
