"""What may be fetched, what may not, and what is said of it. The server is a real one, on this machine alone."""

import gzip
import ssl
import threading
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address

import pytest

from timeline.fetching import USER_AGENT, Fetched, FetchError, Reason, fetch, is_public

PAGE = "<!doctype html><p>Rockets struck the base — two were hurt.</p>"
HERE = ip_address("127.0.0.1")

Respond = Callable[[BaseHTTPRequestHandler], None]


class Site:
    """A server on loopback: what it answers by path, and what it was asked."""

    def __init__(self) -> None:
        self.answers: dict[str, Respond] = {}
        self.asked: list[str] = []
        self.headers: list[dict[str, str]] = []
        self.closing = threading.Event()
        self.port = 0

    def on(self, path: str, body: bytes | str = PAGE, status: int = 200, **headers: str) -> None:
        body = body.encode() if isinstance(body, str) else body
        headers = {"content-type": "text/html; charset=utf-8", "content-length": str(len(body))} | {
            name.replace("_", "-"): value for name, value in headers.items()
        }

        def respond(request: BaseHTTPRequestHandler) -> None:
            request.send_response(status)
            for name, value in headers.items():
                request.send_header(name, value)
            request.end_headers()
            request.wfile.write(body)

        self.answers[path] = respond

    def redirect(self, path: str, to: str, status: int = 302) -> None:
        self.on(path, "", status, location=to)

    def url(self, path: str = "/", host: str = "127.0.0.1", scheme: str = "http") -> str:
        return f"{scheme}://{host}:{self.port}{path}"

    def fetch(self, path: str = "/", **options) -> Fetched:
        """As anyone would fetch it, but that this machine counts as public and its port as one for pages."""
        url = path if "://" in path else self.url(path)
        return fetch(url, **{"allow": self.allow, "ports": [self.port, 80], "seconds": 20} | options)

    @staticmethod
    def allow(address) -> bool:
        return address == HERE or is_public(address)

    def refusal(self, path: str = "/", **options) -> FetchError:
        with pytest.raises(FetchError) as caught:
            self.fetch(path, **options)
        return caught.value


@contextmanager
def serving(site: Site, context: ssl.SSLContext | None = None) -> Iterator[Site]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            site.asked.append(self.path)
            site.headers.append({name.lower(): value for name, value in self.headers.items()})
            respond = site.answers.get(self.path)
            if respond is None:
                self.send_error(404)
                return
            try:
                respond(self)
            except OSError:
                self.close_connection = True

        def log_message(self, *_) -> None:
            """A test has no log."""

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, *_) -> None:
            """Whoever is fetching says what is wrong."""

    with Server(("127.0.0.1", 0), Handler) as server:
        if context:
            server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
        site.port = server.server_port
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        try:
            yield site
        finally:
            site.closing.set()
            server.shutdown()
            thread.join()


@pytest.fixture
def site() -> Iterator[Site]:
    with serving(Site()) as site:
        yield site


# A page


def test_a_page_comes_with_its_address_kind_bytes_and_words(site):
    site.on("/a?b=c", PAGE)
    assert site.fetch("/a?b=c#d") == Fetched(
        url=site.url("/a?b=c#d"), final_url=site.url("/a?b=c"), content_type="text/html", body=PAGE.encode(), text=PAGE
    )


def test_nothing_is_sent_that_says_who_asks(site, monkeypatch):
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    monkeypatch.setenv("all_proxy", "http://127.0.0.1:1")
    site.on("/", PAGE, set_cookie="a=b")
    site.on("/start", "", 302, location="/", set_cookie="a=b")
    site.fetch("/start")
    for headers in site.headers:
        assert headers.keys() == {"host", "user-agent", "accept", "accept-encoding", "connection"}
        assert headers["host"] == f"127.0.0.1:{site.port}"
        assert headers["user-agent"] == USER_AGENT


def test_letters_of_any_script_may_stand_in_an_address(site):
    site.on("/caf%C3%A9?q=%D8%A7", PAGE)
    assert site.fetch("/café?q=ا").text == PAGE


@pytest.mark.parametrize("kind", ["text/html", "application/xhtml+xml", "text/plain", "text/markdown", "TEXT/HTML"])
def test_kinds_of_text_are_read(site, kind):
    site.on("/", PAGE, content_type=kind)
    assert site.fetch().content_type == kind.lower()


@pytest.mark.parametrize(("body", "kind"), [(PAGE, "text/html"), ("Rockets struck.", "text/plain")])
def test_a_page_that_does_not_say_what_it_is_is_told_by_its_looks(site, body, kind):
    site.on("/", body, content_type="")
    assert site.fetch().content_type == kind


@pytest.mark.parametrize(
    ("kind", "named"),
    [
        ("application/pdf", "a PDF document"),
        ("image/png", "an image (image/png)"),
        ("video/mp4", "a film"),
        ("application/json", "data for programs"),
        ("application/rss+xml", "a feed"),
        ("font/woff2", "a file (font/woff2)"),
    ],
)
def test_other_kinds_of_file_are_no_article(site, kind, named):
    site.on("/", b"x" * 100, content_type=kind)
    refusal = site.refusal()
    assert refusal.reason == Reason.NO_ARTICLE
    assert refusal.problem.startswith(f"It is {named}")


def test_an_empty_page_is_no_article(site):
    site.on("/", " \n")
    assert site.refusal().reason == Reason.NO_ARTICLE


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ("Война началась".encode("cp1251"), "text/html; charset=windows-1251"),
        (b'<meta charset="windows-1251">' + "Война началась".encode("cp1251"), "text/html"),
        ("Война началась".encode("utf-16"), "text/html"),
        ("Война началась".encode(), "text/html; charset=iso-8859-1"),
        ("Война началась".encode(), 'text/html; charset="utf-8"'),
    ],
)
def test_words_are_read_in_the_encoding_that_fits(site, body, kind):
    site.on("/", body, content_type=kind)
    assert site.fetch().text.endswith("Война началась")


def test_words_in_no_encoding_are_refused_with_what_was_tried(site):
    site.on("/", "Война началась в пять".encode("cp1251"), content_type="text/html; charset=utf-8")
    refusal = site.refusal()
    assert refusal.reason == Reason.ENCODING
    assert "utf-8, windows-1252" in refusal.problem


# What a site answers instead


@pytest.mark.parametrize(
    ("status", "reason", "words"),
    [
        (401, Reason.PAYWALL, "sign in"),
        (402, Reason.PAYWALL, "pay"),
        (403, Reason.REFUSED, "subscribers"),
        (404, Reason.MISSING, "no page"),
        (410, Reason.MISSING, "any more"),
        (429, Reason.BUSY, "wait 30 seconds"),
        (451, Reason.REFUSED, "legal reasons"),
        (500, Reason.OUT_OF_ORDER, "500"),
        (503, Reason.OUT_OF_ORDER, "503"),
        (206, Reason.BROKEN, "206"),
        (304, Reason.BROKEN, "304"),
        (418, Reason.BROKEN, "418"),
    ],
)
def test_an_answer_that_is_no_page_is_explained(site, status, reason, words):
    site.on("/", PAGE, status, retry_after="30")
    refusal = site.refusal()
    assert refusal.reason == reason
    assert words in refusal.problem
    assert str(refusal) == f"{site.url()}: {refusal.problem} Nothing was stored."


def test_an_error_keeps_what_it_is_about(site):
    refusal = site.refusal("/missing")
    assert (refusal.url, refusal.reason) == (site.url("/missing"), "missing")


# Robots


@pytest.mark.parametrize(
    ("rules", "allowed"),
    [
        ("User-agent: *\nDisallow: /private", True),
        ("User-agent: *\nDisallow: /news", False),
        ("User-agent: *\nDisallow: /\n\nUser-agent: Sourceline\nDisallow:", True),
        ("User-agent: Sourceline\nDisallow: /", False),
        ("User-agent: Other\nDisallow: /", True),
        ("\ufeffUser-agent: *\r\nDisallow: /", False),
        ("", True),
        ("\0\xff nonsense", True),
    ],
)
def test_robots_are_heeded(site, rules, allowed):
    site.on("/news/a", PAGE)
    site.on("/robots.txt", rules, content_type="text/plain")
    if allowed:
        assert site.fetch("/news/a").text == PAGE
    else:
        refusal = site.refusal("/news/a")
        assert refusal.reason == Reason.ROBOTS
        assert "/news/a" not in site.asked


def test_robots_are_asked_once_for_a_host_and_for_what_it_redirects_to(site):
    site.redirect("/a", "/b")
    site.on("/b", PAGE)
    site.on("/robots.txt", "User-agent: *\nDisallow: /b", content_type="text/plain")
    assert site.refusal("/a").reason == Reason.ROBOTS
    assert site.asked == ["/robots.txt", "/a"]


@pytest.mark.parametrize("status", [401, 403, 404, 410])
def test_a_site_without_rules_for_robots_allows_all(site, status):
    site.on("/", PAGE)
    site.on("/robots.txt", "User-agent: *\nDisallow: /", status)
    assert site.fetch().text == PAGE


def test_a_site_that_cannot_say_its_rules_is_left_alone(site):
    site.on("/", PAGE)
    site.on("/robots.txt", "", 503)
    assert site.refusal().reason == Reason.ROBOTS


def test_rules_that_lead_elsewhere_are_followed_under_the_same_rules(site):
    site.on("/", PAGE)
    site.redirect("/robots.txt", "http://10.0.0.1/robots.txt")
    assert site.refusal().reason == Reason.FORBIDDEN


def test_endless_rules_are_read_as_far_as_they_are_to_be(site):
    site.on("/", PAGE)
    site.on("/robots.txt", "User-agent: *\nDisallow: /\n" + "# \n" * 400_000, content_type="text/plain")
    assert site.refusal().reason == Reason.ROBOTS


# Redirects


def as_sent(address: str) -> str:
    """An address as servers write it into a header that is to be Latin-1: in UTF-8."""
    return address.encode().decode("latin-1")


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_redirects_are_followed(site, status):
    site.redirect("/a", "b?c", status)
    site.on("/b?c", PAGE)
    assert site.fetch("/a").final_url == site.url("/b?c")


def test_letters_of_any_script_may_stand_in_a_redirect(site):
    site.redirect("/", as_sent("/خبر"))
    site.on("/%D8%AE%D8%A8%D8%B1", PAGE)
    assert site.fetch("/").text == PAGE


def test_five_redirects_are_followed_and_no_sixth(site):
    for number in range(6):
        site.redirect(f"/{number}", f"/{number + 1}")
    site.on("/6", PAGE)
    assert site.fetch("/1").final_url == site.url("/6")
    refusal = site.refusal("/0")
    assert refusal.reason == Reason.TOO_MANY_REDIRECTS
    assert "more than 5 times" in refusal.problem


FORBIDDEN_HOSTS = [
    # Loopback, in every spelling
    *("127.0.0.1", "127.1", "127.0.1", "127.0.0.1.", "127.8.9.10", "2130706433", "0x7f000001", "0x7f.1", "0177.0.0.1"),
    *("0177.0.0.0x1", "017700000001", "127.0.0.01", "0x7f.0x0.0x0.0x1", "127。0。0。1", "127．0．0．1", "１２７.0.0.1"),
    *(
        "①②⑦.0.0.1",
        "127%2e0.0.1",
        "%31%32%37.0.0.1",
        "0",
        "0.0.0.0",
        "0x0",
        "00",
        "0x",
        "1.0x",
        "256.256.256.256",
        "127.0.0.1.1",
        "4294967297",
    ),
    *(
        "[::1]",
        "[::]",
        "[0:0:0:0:0:0:0:1]",
        "[::ffff:127.0.0.1]",
        "[::ffff:7f00:1]",
        "[::127.0.0.1]",
        "[::ffff:0:127.0.0.1]",
    ),
    # Private, shared, link-local, reserved
    *("10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1", "100.64.0.1", "100.127.255.255", "169.254.169.254"),
    *("192.0.0.1", "192.0.0.9", "192.0.2.1", "198.18.0.1", "198.19.255.255", "198.51.100.1", "203.0.113.1"),
    *("192.88.99.1", "224.0.0.1", "239.255.255.255", "240.0.0.1", "255.255.255.255", "0.1.2.3"),
    *(
        "[fe80::1]",
        "[fe80::1%25eth0]",
        "[fe80::1%eth0]",
        "[fec0::1]",
        "[fc00::1]",
        "[fd12:3456::1]",
        "[ff02::1]",
        "[ff0e::1]",
    ),
    *("[100::1]", "[2001:db8::1]", "[3fff::1]", "[5f00::1]", "[2001:2::1]", "[2001:10::1]", "[2001:20::1]"),
    # What leads to an IPv4 address by another way
    *("[64:ff9b::7f00:1]", "[64:ff9b::8.8.8.8]", "[64:ff9b:1::1]", "[2002:7f00:1::]", "[2002:808:808::1]", "[2001::1]"),
    *("[2001:0:4136:e378:8000:63bf:3fff:fdd2]", "[::ffff:8.8.8.8]", "[::8.8.8.8]", "[::ffff:a00:1]"),
]


@pytest.mark.parametrize("host", FORBIDDEN_HOSTS)
def test_no_connection_is_made_to_what_is_not_public(host):
    with pytest.raises(FetchError) as caught:
        fetch(f"http://{host}/")
    assert caught.value.reason == Reason.FORBIDDEN


@pytest.mark.parametrize("host", FORBIDDEN_HOSTS)
def test_no_redirect_leads_to_what_is_not_public(site, host):
    site.redirect("/", as_sent(f"http://{host}/"))
    asked = iter([True, True])  # the site itself, which is on this machine: its robots.txt and its page
    refusal = site.refusal(allow=lambda address: next(asked, False) or is_public(address))
    assert refusal.reason in (Reason.FORBIDDEN, Reason.MALFORMED)


@pytest.mark.parametrize("address", ["127.0.0.1", "10.0.0.1", "169.254.169.254", "::1", "fe80::1%eth0", "::ffff:a00:1"])
def test_no_name_leads_to_what_is_not_public(address):
    with pytest.raises(FetchError) as caught:
        fetch("http://gazette.example/", resolver=lambda host, port: [address])
    assert caught.value.reason == Reason.FORBIDDEN
    assert address in caught.value.problem


def test_one_address_that_is_not_public_is_reason_enough():
    with pytest.raises(FetchError) as caught:
        fetch("http://gazette.example/", resolver=lambda host, port: ["8.8.8.8", "10.0.0.1"])
    assert caught.value.reason == Reason.FORBIDDEN


@pytest.mark.parametrize("host", ["localhost", "localhost.", "LOCALHOST", "ｌocalhost"])
def test_this_machine_is_known_by_its_name(host):
    with pytest.raises(FetchError) as caught:
        fetch(f"http://{host}/", resolver=lambda host, port: {"localhost": ["127.0.0.1"]}[host])
    assert caught.value.reason == Reason.FORBIDDEN


@pytest.mark.parametrize(
    "address",
    [
        "8.8.8.8",
        "1.1.1.1",
        "172.15.0.1",
        "172.32.0.1",
        "100.128.0.1",
        "2606:4700::1111",
        "2a00:1450::1",
        "2001:4860::1",
    ],
)
def test_the_public_internet_is_public(address):
    assert is_public(ip_address(address))


MALFORMED = [
    *(
        "",
        "gazette.example",
        "//gazette.example",
        "ftp://gazette.example/",
        "file:///etc/passwd",
        "javascript:alert(1)",
    ),
    *(
        "gopher://127.0.0.1:70/_x",
        "http://",
        "http:///a",
        "http:gazette.example",
        "http://.",
        "http://a..b/",
        "http://-a.example/",
    ),
    *("http://ann@gazette.example/", "http://ann:secret@gazette.example/", "http://gazette.example@127.0.0.1/"),
    *(
        "http://gazette.example\\@127.0.0.1/",
        "http://gazette.example\\.evil/",
        "http://a b/",
        "http://a\tb/",
        "http://a/\r\nX: y",
    ),
    *("http://a%2eexample/", "http://a.example:x/", "http://a.example:99999/", "http://[::1", "http://[x]/"),
    *("http://[::1].example/", "http://x[::1]/", "http://a,b/", "http://a\u2100b/", f"http://{'a' * 64}.example/"),
    *(f"http://{'a.' * 130}example/", "http://a.example/" + "a" * 2000, "http://a.example/\x00", "http://\ud800/"),
]


@pytest.mark.parametrize("url", MALFORMED)
def test_what_is_no_address_is_refused_before_anything_is_looked_up(url):
    asked = []
    with pytest.raises(FetchError) as caught:
        fetch(url, resolver=lambda host, port: asked.append(host) or ["8.8.8.8"])
    assert caught.value.reason == Reason.MALFORMED
    assert not asked


@pytest.mark.parametrize("port", [0, 22, 25, 5432, 6379, 8000, 11211])
def test_only_ports_of_the_web_are_asked(port):
    with pytest.raises(FetchError) as caught:
        fetch(f"http://8.8.8.8:{port}/")
    assert caught.value.reason == Reason.FORBIDDEN


def test_no_redirect_leads_to_another_port(site):
    site.redirect("/", "http://127.0.0.1:6379/")
    assert site.refusal().reason == Reason.FORBIDDEN


@pytest.mark.parametrize(
    "onward", ["ftp://gazette.example/", "file:///etc/passwd", "http://a@127.0.0.1/", "http://[", "http://a b/"]
)
def test_no_redirect_leads_to_what_is_no_address(site, onward):
    site.redirect("/", onward)
    assert site.refusal().reason == Reason.MALFORMED


# Names that change their meaning


class Changing:
    """A resolver with an answer for each time it is asked."""

    def __init__(self, *answers: str) -> None:
        self.answers = list(answers)
        self.asked: list[str] = []

    def __call__(self, host: str, port: int) -> list[str]:
        self.asked.append(host)
        return [self.answers[min(len(self.asked), len(self.answers)) - 1]]


def test_a_host_is_looked_up_once_so_that_a_second_answer_is_never_used(site):
    site.redirect("/", "/again")
    site.on("/again", PAGE)
    changing = Changing("127.0.0.1", "10.0.0.1")
    page = site.fetch(site.url("/", "gazette.example"), resolver=changing)
    assert page.final_url == site.url("/again", "gazette.example")
    assert changing.asked == ["gazette.example"]
    assert site.asked == ["/robots.txt", "/", "/again"]
    assert {headers["host"] for headers in site.headers} == {f"gazette.example:{site.port}"}


def test_the_first_answer_decides_even_if_the_second_were_public(site):
    changing = Changing("10.0.0.1", "127.0.0.1")
    assert site.refusal(site.url("/", "gazette.example"), resolver=changing).reason == Reason.FORBIDDEN
    assert changing.asked == ["gazette.example"]
    assert site.asked == []


def test_another_host_behind_a_redirect_is_looked_up_and_checked(site):
    hosts = {"gazette.example": ["127.0.0.1"], "inner.example": ["192.168.0.1"]}
    site.redirect("/", site.url("/", "inner.example"))
    refusal = site.refusal(site.url("/", "gazette.example"), resolver=lambda host, port: hosts[host])
    assert refusal.reason == Reason.FORBIDDEN
    assert "inner.example has the address 192.168.0.1" in refusal.problem


def test_a_host_may_answer_at_its_second_address(site):
    site.on("/", PAGE)
    options = {"resolver": lambda host, port: ["127.0.0.2", "127.0.0.1"], "allow": lambda address: True}
    assert site.fetch(site.url("/", "gazette.example"), **options).text == PAGE


@pytest.mark.parametrize("problem", [OSError("no such host"), UnicodeError("label too long"), KeyError("x")])
def test_an_unknown_host_is_named(problem):
    def resolver(host, port):
        raise problem

    with pytest.raises(FetchError) as caught:
        fetch("https://gazette.example/", resolver=resolver)
    assert caught.value.reason == Reason.UNKNOWN_HOST
    assert "gazette.example" in caught.value.problem


def test_a_host_without_an_address_is_unknown():
    with pytest.raises(FetchError) as caught:
        fetch("https://gazette.example/", resolver=lambda host, port: [])
    assert caught.value.reason == Reason.UNKNOWN_HOST


def test_a_host_that_does_not_answer_is_unreachable(site):
    with pytest.raises(FetchError) as caught:
        fetch(site.url("/", "127.0.0.3"), ports=[site.port], allow=lambda address: True)
    assert caught.value.reason == Reason.UNREACHABLE


# Too much, too slow, broken


def test_a_page_that_says_it_is_too_large_is_not_read(site):
    site.on("/", b"x", content_length="1001")
    refusal = site.refusal(largest=1000)
    assert refusal.reason == Reason.TOO_LARGE
    assert "0.001 million bytes" in refusal.problem


def test_an_endless_page_is_left(site):
    def endless(request):
        request.send_response(200)
        request.send_header("Content-Type", "text/html")
        request.end_headers()
        while not site.closing.is_set():
            request.wfile.write(b"x" * 10_000)

    site.answers["/"] = endless
    assert site.refusal(largest=100_000).reason == Reason.TOO_LARGE


@pytest.mark.parametrize("size", [b"-1", b"-0001"])
def test_a_piece_that_claims_to_be_smaller_than_nothing_is_not_read_to_its_end(site, size):
    sent = []

    def endless(request):
        request.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n")
        request.wfile.write(size + b"\r\n")
        while not site.closing.is_set() and len(sent) < 1000:
            request.wfile.write(b"x" * 10_000)
            sent.append(10_000)

    site.on("/robots.txt", "", 404)
    site.answers["/"] = endless
    assert site.refusal(largest=100_000).reason == Reason.TOO_LARGE
    assert sum(sent) < 10_000_000


def test_a_small_page_that_unpacks_to_a_large_one_is_left(site):
    bomb = gzip.compress(b"x" * 20_000_000)
    site.on("/", bomb, content_encoding="gzip")
    assert len(bomb) < 30_000
    assert site.refusal(largest=100_000).reason == Reason.TOO_LARGE


def test_a_bomb_in_a_bomb_is_no_page(site):
    site.on("/", gzip.compress(gzip.compress(b"x" * 1_000_000)), content_encoding="gzip, gzip")
    assert site.refusal(largest=100_000).reason == Reason.BROKEN


@pytest.mark.parametrize(
    "packed",
    [gzip.compress(PAGE.encode()), gzip.compress(PAGE[:9].encode()) + gzip.compress(PAGE[9:].encode())],
    ids=["at once", "in two parts"],
)
def test_a_packed_page_is_unpacked(site, packed):
    site.on("/", packed, content_encoding="gzip")
    assert site.fetch().text == PAGE


@pytest.mark.parametrize(("body", "encoding"), [(b"no gzip", "gzip"), (zlib.compress(b"x"), "deflate"), (b"x", "br")])
def test_a_page_that_is_packed_otherwise_is_broken(site, body, encoding):
    site.on("/", body, content_encoding=encoding)
    assert site.refusal().reason == Reason.BROKEN


def drip(site: Site, opening: bytes, each: bytes) -> Respond:
    """Bytes that come one by one, for as long as anyone listens."""

    def respond(request) -> None:
        request.wfile.write(opening)
        while not site.closing.wait(0.01):
            request.wfile.write(each)

    return respond


@pytest.mark.parametrize(
    ("opening", "each"),
    [
        (b"", b""),
        (b"HTTP/1.0 200 OK\r\nX: ", b"x"),
        (b"HTTP/1.0 200 OK\r\nContent-Type: text/html\r\n\r\n", b"x"),
        (b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n"),
        (b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
    ],
    ids=["nothing", "header", "page", "chunks", "continue"],
)
def test_a_page_that_comes_byte_by_byte_is_left_when_the_time_is_up(site, opening, each):
    site.on("/robots.txt", "", 404)
    site.answers["/"] = drip(site, opening, each)
    refusal = site.refusal(seconds=0.3)
    assert refusal.reason == Reason.TOO_SLOW
    assert "0.3 seconds" in refusal.problem


def test_a_look_up_that_takes_too_long_is_left(site):
    def resolver(host, port):
        site.closing.wait(10)
        return ["127.0.0.1"]

    assert site.refusal(site.url("/", "gazette.example"), resolver=resolver, seconds=0.1).reason == Reason.TOO_SLOW


@pytest.mark.parametrize("endless", [b"X: y\r\n", b"HTTP/1.1 100 Continue\r\n\r\n", b"x" * 1000])
def test_endless_headers_are_left(site, endless):
    def respond(request):
        request.wfile.write(b"" if endless.startswith(b"HTTP") else b"HTTP/1.1 200 OK\r\nA: ")
        while not site.closing.is_set():
            request.wfile.write(endless * 100)

    site.on("/robots.txt", "", 404)
    site.answers["/"] = respond
    assert site.refusal().reason in (Reason.TOO_LARGE, Reason.BROKEN)


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"nonsense\r\n\r\n",
        b"HTTP/1.1 2000 OK\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 100\r\n\r\nshort",
        b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    ],
)
def test_an_answer_that_is_none_is_broken(site, answer):
    site.on("/robots.txt", "", 404)
    site.answers["/"] = lambda request: request.wfile.write(answer)
    assert site.refusal().reason == Reason.BROKEN


# TLS. The certificate is for gazette.example and signs itself; it was made for these tests alone.

CERTIFICATE = """\
-----BEGIN CERTIFICATE-----
MIIBczCCARmgAwIBAgIBATAKBggqhkjOPQQDAjAaMRgwFgYDVQQDDA9nYXpldHRl
LmV4YW1wbGUwIBcNMjAwMTAxMDAwMDAwWhgPMjEyMDAxMDEwMDAwMDBaMBoxGDAW
BgNVBAMMD2dhemV0dGUuZXhhbXBsZTBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IA
BOu00SUjl859vS/GtrefJiCu6oFU2ULRJmPHY0m5JJAN3FnTVgy98OKLAFwZOgNP
D26wIJ87O3nf03AHSbDi3gKjTjBMMBoGA1UdEQQTMBGCD2dhemV0dGUuZXhhbXBs
ZTAPBgNVHRMBAf8EBTADAQH/MB0GA1UdDgQWBBTlX8MRC3v7iIcbXIIupbKcv8cg
xzAKBggqhkjOPQQDAgNIADBFAiAdn6HvNLEQHZoKSgnQsBloBhghc3YuW56mHUpR
UU+PNgIhAMftvvumJ2RcX5BLdP6yV9IYaAEfUlqY7LaUXDxeyA8H
-----END CERTIFICATE-----
"""
KEY = """\
-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQggXCB7qoZPpeCVt8h
w+1SVU4lldr0ubgTjpsDmiY2rJihRANCAATrtNElI5fOfb0vxra3nyYgruqBVNlC
0SZjx2NJuSSQDdxZ01YMvfDiiwBcGToDTw9usCCfOzt539NwB0mw4t4C
-----END PRIVATE KEY-----
"""


@pytest.fixture
def secure_site(tmp_path) -> Iterator[Site]:
    (tmp_path / "both.pem").write_text(KEY + CERTIFICATE, encoding="ascii")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tmp_path / "both.pem")
    with serving(Site(), context) as site:
        site.on("/", PAGE)
        yield site


@pytest.fixture
def trusted(tmp_path, monkeypatch) -> None:
    (tmp_path / "trusted.pem").write_text(CERTIFICATE, encoding="ascii")
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "trusted.pem"))


def to_here(host: str, port: int) -> list[str]:
    return ["127.0.0.1"]


@pytest.mark.usefixtures("trusted")
def test_a_page_is_read_under_tls_by_the_name_of_its_host(secure_site):
    url = secure_site.url("/", "gazette.example", "https")
    assert secure_site.fetch(url, resolver=to_here).text == PAGE


@pytest.mark.usefixtures("trusted")
@pytest.mark.parametrize("host", ["other.example", "127.0.0.1"])
def test_a_certificate_for_another_name_is_refused(secure_site, host):
    refusal = secure_site.refusal(secure_site.url("/", host, "https"), resolver=to_here)
    assert refusal.reason == Reason.CERTIFICATE
    assert secure_site.asked == []


def test_a_certificate_that_nobody_vouches_for_is_refused(secure_site):
    refusal = secure_site.refusal(secure_site.url("/", "gazette.example", "https"), resolver=to_here)
    assert refusal.reason == Reason.CERTIFICATE


@pytest.mark.usefixtures("trusted")
def test_no_redirect_leads_from_https_to_http(secure_site):
    secure_site.redirect("/", "http://gazette.example/")
    refusal = secure_site.refusal(secure_site.url("/", "gazette.example", "https"), resolver=to_here)
    assert refusal.reason == Reason.DOWNGRADE


@pytest.mark.usefixtures("trusted")
def test_a_page_under_tls_that_comes_byte_by_byte_is_left_when_the_time_is_up(secure_site):
    secure_site.on("/robots.txt", "", 404)
    secure_site.answers["/"] = drip(secure_site, b"HTTP/1.0 200 OK\r\nContent-Type: text/html\r\n\r\n", b"x")
    url = secure_site.url("/", "gazette.example", "https")
    assert secure_site.refusal(url, resolver=to_here, seconds=0.5).reason == Reason.TOO_SLOW


def test_a_site_that_speaks_no_tls_is_refused(site):
    url = site.url("/", "gazette.example", "https")
    assert site.refusal(url, resolver=to_here).reason in (Reason.CERTIFICATE, Reason.BROKEN)
