"""Sourceline as it is deployed: production's settings in a process of their own, behind a proxy that ends TLS."""

import http.client
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import urlsplit

import brotli
import pytest

from .serving import ROOT, environment, manage, served

SEED = "/t/soleimani-2020/"


def test_the_settings_of_a_deployment_pass_every_check():
    checked = manage("check", "--deploy", "--fail-level", "INFO")
    assert checked.returncode == 0, checked.stderr
    assert "System check identified no issues (0 silenced)." in checked.stdout


def test_a_deployment_without_a_secret_key_does_not_start():
    started = [sys.executable, "-c", "import config.wsgi"]
    refused = subprocess.run(started, cwd=ROOT, env=environment(SECRET_KEY=""), capture_output=True, text=True)
    assert refused.returncode != 0
    assert "SECRET_KEY is not set. It is required unless DEBUG=1." in refused.stderr


def test_a_command_that_signs_nothing_needs_no_secret_key():
    tagged = manage(
        "tag_dates", SECRET_KEY="", input='{"text": "It rained on 5 May.", "reference_date": "2020-06-01"}\n'
    )
    assert tagged.returncode == 0, tagged.stderr
    assert json.loads(tagged.stdout)["expressions"][0]["value"] == "2020-05-05"


def test_a_setting_that_is_neither_yes_nor_no_is_refused_by_its_name():
    refused = manage("check", DEBUG="perhaps")
    assert refused.returncode != 0
    assert "DEBUG is 'perhaps'" in refused.stderr


class Answer(NamedTuple):
    status: int
    headers: dict[str, str]
    body: bytes
    """As it came over the wire."""

    @property
    def weight(self) -> int:
        """Bytes over the wire, with the headers."""
        return len(self.body) + sum(len(name) + len(value) + 4 for name, value in self.headers.items())

    @property
    def text(self) -> str:
        return (brotli.decompress(self.body) if self.headers["content-encoding"] == "br" else self.body).decode()


class Proxy:
    """What a reader's browser is to a Sourceline behind a proxy; it asks for brotli, as all of them do."""

    def __init__(self, port: int):
        self.port = port

    def get(self, address: str, *, scheme: str = "https", method: str = "GET", **headers: str) -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        sent = {"Host": "example.org", "Accept-Encoding": "gzip, br", "X-Forwarded-Proto": scheme}
        connection.request(method, address, headers=sent | {name.replace("_", "-"): headers[name] for name in headers})
        response = connection.getresponse()
        body = response.read()
        connection.close()
        return Answer(response.status, {name.lower(): value for name, value in response.getheaders()}, body)


@pytest.fixture(scope="module")
def deployed(tmp_path_factory) -> Iterator[Proxy]:
    """Sourceline with its seed under gunicorn, on a database of its own."""
    with served(tmp_path_factory.mktemp("deployed"), BEHIND_PROXY="1") as port:
        yield Proxy(port)


def resources_of(html: str) -> list[str]:
    """What a browser fetches for a page: styles, scripts and the font; not what is in the page itself, as the icon."""
    found = re.findall(r'<script\b[^>]*\bsrc="([^"]+)"', html)
    found += re.findall(r'<link\b[^>]*\brel="(?:stylesheet|preload|icon)"[^>]*\bhref="([^"]+)"', html)
    found += re.findall(r'<link\b[^>]*\bhref="([^"]+)"[^>]*\brel="(?:stylesheet|preload|icon)"', html)
    return sorted({address for address in found if not address.startswith("data:")})


def test_a_first_visit_weighs_at_most_120_kb_with_all_that_it_needs(deployed):
    page = deployed.get(SEED)
    assert page.status == 200
    weights = {SEED: page.weight}
    for address in resources_of(page.text):
        answer = deployed.get(address)
        assert answer.status == 200, address
        weights[address] = answer.weight
    assert any(address.endswith(".woff2") for address in weights)
    assert sum(address.endswith(".js") for address in weights) >= 3
    assert sum(weights.values()) <= 120_000, weights


@pytest.mark.parametrize("query", ["", "?actor=qassem-soleimani", "?event=hg3z48cr", "?sort=newest"])
def test_a_swap_weighs_at_most_15_kb(deployed, query):
    answer = deployed.get(SEED + query, HX_Request="true")
    assert answer.status == 200
    assert answer.text.lstrip().startswith("<title>")
    assert answer.weight <= 15_000


def test_all_text_goes_over_the_wire_as_brotli(deployed):
    for address in [SEED, *resources_of(deployed.get(SEED).text)]:
        if not address.endswith(".woff2"):
            assert deployed.get(address).headers.get("content-encoding") == "br", address


def test_what_a_page_needs_comes_from_this_site_and_is_kept_for_good(deployed):
    for address in resources_of(deployed.get(SEED).text):
        assert urlsplit(address).netloc == ""
        assert "immutable" in deployed.get(address).headers["cache-control"], address


def test_what_styles_refer_to_is_there(deployed):
    for address in resources_of(deployed.get(SEED).text):
        if address.endswith(".css"):
            for each in re.findall(r'url\("?([^")]+)"?\)', deployed.get(address).text):
                assert deployed.get(f"{address.rpartition('/')[0]}/{each}").status == 200, each


def test_who_comes_without_tls_is_sent_to_it_for_good(deployed):
    answer = deployed.get(f"{SEED}?q=rockets", scheme="http")
    assert (answer.status, answer.headers["location"]) == (301, f"https://example.org{SEED}?q=rockets")


def test_browsers_are_told_to_come_by_tls_alone(deployed):
    policy = deployed.get("/about/").headers["strict-transport-security"]
    assert "max-age=31536000" in policy
    assert "includeSubDomains" in policy


def test_another_host_is_refused(deployed):
    answer = deployed.get("/about/", Host="evil.example")
    assert answer.status == 400
    assert b"evil.example" not in answer.body


def test_cookies_of_the_desk_travel_by_tls_alone_and_out_of_the_reach_of_scripts(deployed):
    answer = deployed.get("/admin/login/")
    assert answer.status == 200
    assert "Secure" in answer.headers["set-cookie"]
    assert "SameSite=Lax" in answer.headers["set-cookie"]


def test_readers_get_no_cookie_and_every_header_that_keeps_them_safe(deployed):
    headers = deployed.get(SEED).headers
    assert "set-cookie" not in headers
    assert "default-src 'none'" in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"


def test_a_page_that_is_not_there_tells_nothing_of_the_inside(deployed):
    answer = deployed.get("/nowhere/")
    assert answer.status == 404
    assert "There is nothing here" in answer.text
    assert "urlpatterns" not in answer.text.lower()


def test_a_request_for_the_head_gets_the_head_alone(deployed):
    answer = deployed.get(SEED, method="HEAD")
    assert (answer.status, answer.body) == (200, b"")
