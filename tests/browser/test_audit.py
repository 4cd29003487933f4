"""The judges judge: each finds what was planted for it, and has nothing to say of a sound page."""

from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from playwright.sync_api import Browser, Page

from .audit import axe, lighthouse, vnu
from .conftest import PATIENCE_MS, watch

SOUND = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta name="description" content="A sound page."><link rel="icon" href="data:,">
<title>Sound</title></head><body><main><h1>Sound</h1>{}</main></body></html>"""

POLICY = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:"

Serve = Callable[[str], str]


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Serves one page on this machine under a policy as strict as ours; gives its address."""
    servers = []

    def serve(html: str) -> str:
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self.send_response(200 if self.path == "/" else 404)
                self.send_header("Content-Type", "text/html; charset=utf-8")
                self.send_header("Content-Security-Policy", POLICY)
                self.end_headers()
                self.wfile.write(html.encode())

            def log_message(self, *_: object) -> None:
                """Says nothing."""

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        Thread(target=server.serve_forever).start()
        servers.append(server)
        return f"http://127.0.0.1:{server.server_port}"

    yield serve
    for server in servers:
        server.shutdown()
        server.server_close()


@pytest.fixture
def look(browser: Browser, serve: Serve) -> Iterator[Callable[[str], tuple[Page, list[str]]]]:
    """Opens a sound page that has `html` in it; gives it with the list of its faults, complete for what has loaded."""
    contexts = []

    def look(html: str) -> tuple[Page, list[str]]:
        address, faults = serve(SOUND.format(html)), []
        context = browser.new_context()
        contexts.append(context)
        context.set_default_timeout(PATIENCE_MS)
        watch(context, address, faults)
        page = context.new_page()
        page.goto(f"{address}/", wait_until="networkidle")
        return page, faults

    yield look
    for context in contexts:
        context.close()


def test_axe_has_nothing_to_say_of_a_sound_page(look):
    page, faults = look("<p>Well said.</p>")
    assert axe(page) == []
    assert faults == []


@pytest.mark.parametrize(
    ("rule", "html"),
    [
        ("image-alt", '<img src="data:image/gif;base64,R0lGODlhAQABAAAAACwAAAAAAQABAAA=">'),
        ("color-contrast", '<p><font color="#bbbbbb">Hardly to be seen</font></p>'),
        ("heading-order", "<h3>A level left out</h3>"),
        ("target-size", "<p><button>i</button><button>j</button></p>"),
    ],
)
def test_axe_finds_what_is_planted_under_a_strict_policy(look, rule, html):
    page, _ = look(html)
    assert any(f": {rule} (" in violation for violation in axe(page))


@pytest.mark.parametrize(
    ("fault", "html"),
    [
        ("Content Security Policy", "<script>document.title = 'inline'</script>"),
        ("Content Security Policy", '<p style="color: red">inline</p>'),
        ("404", '<img alt="" src="/missing.png">'),
        ("another host: https://example.org/a.png", '<img alt="" src="https://example.org/a.png">'),
    ],
)
def test_a_page_that_misbehaves_is_found_out(look, fault, html):
    _, faults = look(html)
    assert any(fault in line for line in faults)


def test_an_uncaught_error_is_found_out(look):
    page, faults = look("")
    with page.expect_event("pageerror"):
        page.evaluate("setTimeout(() => { throw new Error('planted') })")
    assert any("planted" in line for line in faults)


def test_the_html_checker_names_the_page_and_its_errors():
    sound = SOUND.format("<p>Well said.</p>")
    found = vnu({"sound": sound, "planted": sound.replace("<p>", "<p></div>")})
    assert [line.split(":")[0] for line in found] == ["planted"]
    assert "Stray end tag" in found[0]


def test_lighthouse_scores_and_says_what_cost_a_point(serve):
    scores, lost = lighthouse(serve(SOUND.format('<img src="data:image/gif;base64,R0lGODlhAQABAAAAACwAAAAAAQABAAA=">')))
    assert scores["best-practices"] == 100
    assert scores["accessibility"] < 100
    assert [line.split(": ")[:2] for line in lost] == [["accessibility", "image-alt"]]
