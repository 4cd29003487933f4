"""Draws the pages of a fresh Sourceline with its seed: `make screenshots`.

Each page goes to `.cache/screenshots/` at 1440 and 390 wide, light and dark; the README's picture to `.github/`.
"""

import io
import os
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import django
from django.conf import settings
from django.core.management import call_command
from playwright.sync_api import Browser

from .chromium import DESKTOP, PHONE, chromium

ROOT = Path(__file__).resolve().parent.parent.parent
PICTURES = ROOT / ".cache" / "screenshots"
README_PICTURE = ROOT / ".github" / "screenshot.png"


@contextmanager
def served() -> Iterator[str]:
    """The address of a Sourceline of its own on a fresh database with the seed, until the end of the `with` block."""
    with tempfile.TemporaryDirectory() as folder, socket.create_server(("127.0.0.1", 0)) as listener:
        os.environ |= {
            "DEBUG": "1",
            "DATABASE_URL": f"sqlite:///{folder}/sourceline.sqlite3",
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "LOG_LEVEL": "WARNING",
        }
        django.setup()
        call_command("prepare", stdout=io.StringIO())
        # The server is handed a socket that listens already, so there is nothing to wait for.
        gunicorn = Path(sys.executable).with_name("gunicorn")
        options = ["--config", "config/gunicorn.py", "--bind", f"fd://{listener.fileno()}"]
        server = subprocess.Popen([gunicorn, *options, "config.wsgi"], cwd=ROOT, pass_fds=[listener.fileno()])
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            server.terminate()
            server.wait()


def pages() -> dict[str, str]:
    """The addresses to draw, by name: of each sort of page the one with the most to show."""
    from django.db.models import Count
    from django.urls import reverse

    from timeline.models import Event

    def busiest(things: Any, what: str) -> Any:
        return things.annotate(number=Count(what)).order_by("-number", "pk").first()

    event = busiest(Event.objects.published(), "evidence")
    return {
        "timeline": busiest(Event.objects.published().timelines(), "events").get_absolute_url(),
        "event": event.get_absolute_url(),
        "actor": busiest(Event.objects.published().actors(), "participations").get_absolute_url(),
        "source": busiest(Event.objects.published().sources(), "passages").get_absolute_url(),
        "about": reverse("about"),
        "admin-event": reverse("admin:timeline_event_change", args=[event.pk]),
        **desks(),
    }


def desks() -> dict[str, str]:
    """The review desk with a few candidates, looked at and edited."""
    from django.urls import reverse

    from tests.factories import make_actor, make_candidate, make_timeline
    from timeline.models import Source

    source, story = Source.objects.get(), make_timeline("Under review")
    newcomer = make_actor("Defense Department", type="organisation", is_proposed=True)
    first, *_others = [
        make_candidate(
            "A series of attacks on U.S.-led coalition bases",
            "a series of attacks on U.S.-led coalition bases over the past several months",
            source=source,
            timeline=story,
            on="2019-10~/2020-01-02",
            cue="over the past several months",
            actors=[(newcomer, "speaker")],
            reasons=["happening “attacks”", "date from its own cue"],
        ),
        make_candidate(
            "An attack kills an American contractor",
            "one in late December that killed an American contractor",
            source=source,
            timeline=story,
            on="[2019-12-21..2019-12-31]",
            cue="late December",
        ),
    ]
    desk = reverse("admin:timeline_review", args=[source.pk], query={"timeline": story.slug, "event": first.uid})
    return {"review": desk, "review-edited": f"{desk}&do=edit"}


def session() -> dict[str, str]:
    """The cookie of somebody who may see the admin."""
    from django.contrib.auth import get_user_model
    from django.test import Client

    client = Client()
    client.force_login(get_user_model().objects.create_superuser("screenshots"))
    return {"name": settings.SESSION_COOKIE_NAME, "value": client.cookies[settings.SESSION_COOKIE_NAME].value}


def draw(browser: Browser, site: str, addresses: dict[str, str], cookie: dict[str, str]) -> None:
    """Draws each of `addresses` whole, and the README's picture as far as a window shows the first."""
    for width, window in {1440: DESKTOP, 390: PHONE}.items():
        for scheme in ("light", "dark"):
            context = browser.new_context(base_url=site, color_scheme=scheme, reduced_motion="reduce", **window)
            context.add_cookies([{**cookie, "url": site}])
            page = context.new_page()
            for name, address in addresses.items():
                answer = page.goto(address, wait_until="networkidle")
                if answer is None or not answer.ok:
                    raise SystemExit(f"{address} could not be drawn: {answer and answer.status}. The rest was left.")
                page.evaluate("document.fonts.ready")
                page.screenshot(path=PICTURES / f"{name}-{width}-{scheme}.png", full_page=True)
                if (name, width, scheme) == ("timeline", 1440, "light"):
                    page.screenshot(path=README_PICTURE)
            context.close()


def main() -> None:
    PICTURES.mkdir(parents=True, exist_ok=True)
    README_PICTURE.parent.mkdir(exist_ok=True)
    with served() as site:
        # Queries come before the browser, whose event loop Django would mistake for its own.
        addresses, cookie = pages(), session()
        with chromium() as browser:
            draw(browser, site, addresses, cookie)
    sys.stdout.write(f"Drawn: {PICTURES.relative_to(ROOT)}/ and {README_PICTURE.relative_to(ROOT)}\n")


if __name__ == "__main__":
    main()
