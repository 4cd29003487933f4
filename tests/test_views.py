"""The public pages over HTTP: what is answered to whom, what is never shown, and how much each answer costs.

The seed's own page is held in `test_seed_page.py`; here are small stories, made for the question.
"""

import re
from html import unescape
from urllib.parse import urljoin

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import path, reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from config import urls
from config.proxy import client_address
from tests.factories import NOW, make_actor, make_event, make_kind, make_source, make_timeline, quote_for
from timeline import curation
from timeline.filters.selection import KEYS
from timeline.models import Actor, Alias, Event, Kind, Membership, Participation, Redirect, Source, Timeline

pytestmark = pytest.mark.django_db

STORY = "/t/a-story/"
HTMX = {"HX-Request": "true"}
ANEW = {"Cache-Control": "no-cache"}  # a page that is kept has no context


# Addresses that go wrong, beside the real ones


def broken(request: HttpRequest) -> HttpResponse:
    message = "A bug, with a secret in its message"
    raise RuntimeError(message)


def forbidden(request: HttpRequest) -> HttpResponse:
    raise PermissionDenied


def malformed(request: HttpRequest) -> HttpResponse:
    raise SuspiciousOperation


urlpatterns = [
    path("broken/", broken),
    path("forbidden/", forbidden),
    path("malformed/", malformed),
    *urls.urlpatterns,
]
handler400, handler403 = urls.handler400, urls.handler403
handler404, handler500 = urls.handler404, urls.handler500


@pytest.fixture
def story():
    """A small story with everything in it: two published events, their actors, and an undated one."""
    iran = make_actor("Iran", type="state")
    general = make_actor("Qassem Soleimani", part_of=[iran], aliases=["Soleimani"], description="a general")
    speaker = make_actor("Mark Milley")
    source = make_source(
        "Rockets hit a base in late December.\n\nThe general was killed.\n\n“They are no warning,” he said.",
        title="The article",
        publisher="The Paper",
        url="https://example.org/article",
    )
    attack = make_event(
        "Rockets hit a base",
        on="[2019-12-21..2019-12-31]",
        quotes=["Rockets hit a base in late December."],
        cue="in late December",
        source=source,
        actors=[general],
    )
    quote_for(attack, "“They are no warning,” he said.", source=source, attributed_to=speaker)
    make_event(
        "The general is killed",
        on="2020-01-03",
        basis="outside",
        quotes=["The general was killed."],
        source=source,
        kind=make_kind("killing"),
        actors=[(general, "casualty"), (speaker, "speaker")],
        after=attack,
    )
    make_event("Something else", on=None, quotes=["he said"], source=source)
    return make_timeline()


def addresses_in(html: str, base: str) -> set[str]:
    """Every address of this site in `html` that a reader or a browser could follow, without its fragment.

    One can zoom out and in without end, so those links are left to people (rel="nofollow").
    """
    html = re.sub(r'<a [^>]*rel="nofollow"[^>]*>', "", html)
    found = re.findall(r'\s(?:href|src|hx-get|action)="([^"]*)"', html)
    absolute = {urljoin(base, unescape(each)).partition("#")[0] for each in found}
    return {each for each in absolute if each.startswith("/") and not each.startswith("//")}


def walk(client: Client, *starts: str) -> dict[str, HttpResponse]:
    """Every page of this site that can be reached from `starts`, the desk and static files left out."""
    pages, waiting = {}, list(starts)
    while waiting:
        address = waiting.pop()
        if address in pages or address.startswith(("/static/", "/admin/")):
            continue
        pages[address] = response = client.get(address)
        if response.status_code in (301, 302):
            waiting.append(response["Location"])
        elif response["Content-Type"].startswith("text/html"):
            waiting += sorted(addresses_in(response.text, address))
        assert len(pages) < 1000, "The site has no end."
    return pages


PAGES = ["/", STORY, "/actors/", "/sources/", "/about/"]


# Where addresses lead


def test_the_front_door_leads_to_the_timeline_if_there_is_one(client, story):
    assert client.get("/")["Location"] == STORY
    assert client.get("/").status_code == 302


def test_the_front_door_lists_the_timelines_if_there_are_more(client, story):
    make_event("Elsewhere", timeline=make_timeline("Another story"))
    html = client.get("/").text
    assert STORY in html
    assert "/t/another-story/" in html
    assert "3 events" in html


def test_a_site_with_nothing_published_says_so(client):
    make_event(published=False)
    assert "Nothing has been published yet" in client.get("/").text
    assert client.get("/actors/").status_code == 200
    assert client.get("/sources/").status_code == 200


def test_every_page_that_can_be_reached_is_there(client, story):
    pages = walk(client, "/")
    assert {
        address: page.status_code for address, page in pages.items() if page.status_code not in (200, 301, 302)
    } == {}
    for thing in [*story.events.all(), *(part.actor for part in Participation.objects.all())]:
        assert thing.get_absolute_url() in pages


def test_every_page_has_a_title_a_heading_and_a_language(client, story):
    for address, page in walk(client, *PAGES).items():
        if page.status_code == 200:
            assert re.search(r"<title>([^<]+ · )?Sourceline\s*</title>", page.text), address
            assert page.text.count("<h1") == 1, address
            assert '<html lang="en-gb">' in page.text, address


@pytest.mark.parametrize("make", [make_event, lambda: make_event(actors=[(a := make_actor())]) and a])
def test_an_address_with_an_old_slug_or_none_leads_on(client, make):
    thing = make()
    kept = thing.get_absolute_url()
    without = kept.rsplit("/", 2)[0] + "/"
    for old in (without, f"{without}an-old-slug/"):
        response = client.get(old)
        assert (response.status_code, response["Location"]) == (302, kept)


def test_the_address_of_a_source_leads_on_too(client, story):
    source = story.events.published().first().evidence.first().passage.source
    response = client.get(f"/s/{source.uid}/what-it-was-called/")
    assert (response.status_code, response["Location"]) == (302, source.get_absolute_url())


def test_an_actor_that_was_merged_is_found_under_its_old_address_and_slug(client, story):
    keep = make_actor("Qasem Soleimani")
    make_event(actors=[keep])
    other = Participation.objects.filter(actor__slug="qassem-soleimani").first().actor
    curation.merge_actors(keep, [other])
    response = client.get(f"/a/{other.uid}/qassem-soleimani/")
    assert (response.status_code, response["Location"]) == (301, keep.get_absolute_url())
    page = client.get(f"{STORY}?actor=qassem-soleimani").context["page"]
    assert page.canonical == f"{STORY}?actor=qasem-soleimani"
    assert page.count == 3


def test_an_event_that_was_merged_twice_is_found_under_both_old_addresses(client):
    one, two, three = make_event("One"), make_event("Two"), make_event("Three")
    curation.merge_events(two, [one])
    curation.merge_events(three, [two])
    for old in (one, two):
        response = client.get(f"/e/{old.uid}/")
        assert (response.status_code, response["Location"]) == (301, three.get_absolute_url())
    assert client.get(f"{STORY}?event={one.uid}").context["page"].opened == three


def test_a_timeline_that_was_renamed_is_found_under_its_old_slug_with_the_selection(client, story):
    Redirect.objects.point(Redirect.Of.TIMELINE, "the-story-once", story.uid)
    response = client.get("/t/the-story-once/?actor=iran&q=rockets")
    assert (response.status_code, response["Location"]) == (302, f"{STORY}?actor=iran&q=rockets")


def test_what_became_part_of_something_unpublished_is_not_there(client):
    keep, other = make_event("Keep", published=False), make_event("Other", published=False)
    curation.merge_events(keep, [other])
    assert client.get(f"/e/{other.uid}/").status_code == 404


@pytest.mark.parametrize("address", ["/t/no-such/", "/e/no-such/", "/a/no-such/x/", "/s/no-such/", "/nowhere/", "/t/"])
def test_what_is_not_there_is_not_found(client, address):
    response = client.get(address)
    assert response.status_code == 404
    assert "There is nothing here" in response.text


# The page and its fragment


def test_htmx_gets_the_part_that_changes_and_the_address_to_show(client, story):
    response = client.get(f"{STORY}?sort=oldest&q=rockets", headers=HTMX)
    assert re.match(r"\s*<title>“rockets” · A story · Sourceline\s*</title>", response.text)
    assert "<html" not in response.text
    assert response.text.count('<div id="timeline"') == 1
    assert response["HX-Push-Url"] == f"{STORY}?q=rockets"


def test_an_answer_that_leaves_the_address_as_it_was_adds_nothing_to_the_way_back(client, story):
    here = {**HTMX, "HX-Current-URL": f"http://testserver{STORY}?q=rockets"}
    assert "HX-Push-Url" not in client.get(f"{STORY}?q=rockets+", headers=here)
    assert client.get(STORY, headers=here)["HX-Push-Url"] == STORY


def test_everybody_else_gets_the_page_with_the_same_part_in_it(client, story):
    page = client.get(f"{STORY}?q=rockets")
    fragment = client.get(f"{STORY}?q=rockets", headers=HTMX).text.partition("</title>")[2]
    assert "HX-Push-Url" not in page
    assert page.text.startswith("<!doctype html>")
    assert fragment.strip() in page.text


def test_going_back_gets_the_page(client, story):
    response = client.get(STORY, headers={**HTMX, "HX-History-Restore-Request": "true"})
    assert response.text.startswith("<!doctype html>")


def test_caches_are_told_that_there_are_two_answers(client, story):
    for headers in ({}, HTMX):
        vary = client.get(STORY, headers=headers)["Vary"]
        assert "HX-Request" in [name.strip() for name in vary.split(",")]


# What it costs


def cost(client, address, **headers) -> int:
    """How many queries a page costs, once the index has caught up with what was written."""
    client.get(address, headers=headers)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address, headers=headers).status_code == 200
    return len(queries)


QUERY_STRINGS = [
    "",
    "?actor=actor-0&actor=actor-1&match=any&affiliates=1",
    "?q=rocket&dates=certain&from=2019",
    "?event=",
]


@pytest.mark.parametrize("query", QUERY_STRINGS)
def test_a_page_costs_at_most_fourteen_queries_however_many_events_there_are(client, query):
    actors = [make_actor(f"Actor {number}") for number in range(10)]
    source = make_source(" ".join(f"Rocket {number} hit." for number in range(80)))

    def told(numbers):
        for number in numbers:
            make_event(
                f"Event {number}",
                on=f"2019-{number % 12 + 1:02}-{number % 28 + 1:02}" if number % 10 else None,
                quotes=[f"Rocket {number} hit."],
                source=source,
                actors=[actors[number % 10], actors[(number + 1) % 10]],
            )

    told(range(13))
    address = STORY + query + (Event.objects.first().uid if query == "?event=" else "")
    assert cost(client, address) <= 14
    told(range(13, 80))
    assert cost(client, address) <= 14
    assert cost(client, address, **HTMX) <= 14
    assert client.get(STORY, headers=ANEW).context["page"].count == 80


@pytest.mark.parametrize("name", ["actors", "sources", "about"])
def test_an_index_costs_as_much_for_many_as_for_few(client, name):
    def told(numbers):
        for number in numbers:
            make_event(f"Event {number}", actors=[make_actor(f"Actor {number}", aliases=[f"Alias {number}"])])

    told(range(2))
    few = cost(client, reverse(name))
    told(range(2, 12))
    assert cost(client, reverse(name)) == few <= 12


def test_the_pages_of_an_event_an_actor_and_a_source_cost_as_much_for_many_as_for_few(client):
    source = make_source(" ".join(f"Rocket {number} hit." for number in range(30)))
    actor = make_actor("One")

    def told(numbers):
        for number in numbers:
            parts = [actor, make_actor(f"Actor {number}")]
            event = make_event(f"Event {number}", quotes=[f"Rocket {number} hit."], source=source, actors=parts)
        return event

    pages = [told(range(2)).get_absolute_url(), actor.get_absolute_url(), source.get_absolute_url()]
    few = [cost(client, address) for address in pages]
    told(range(2, 30))
    assert [cost(client, address) for address in pages] == few
    assert max(few) <= 20


# Any query string


VALUES = st.text(max_size=80) | st.sampled_from(
    [
        "all",
        "any",
        "1",
        "0",
        "oldest",
        "2019",
        "2019-13",
        "../..",
        "[..2019]",
        "Y170000002",
        "-9999/9999",
        "2020/2019",
        "0000",
        "9" * 40,
    ]
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)
@given(pairs=st.lists(st.tuples(st.sampled_from([*KEYS, "unknown", "page"]), VALUES), max_size=6))
def test_whatever_is_asked_is_answered(story, pairs):
    response = Client().get(STORY, query_params=pairs and _multiple(pairs))
    assert response.status_code == 200
    again = response.context["page"].canonical
    assert Client().get(again).context["page"].canonical == again


def _multiple(pairs):
    asked: dict[str, list[str]] = {}
    for key, value in pairs:
        # Half a surrogate pair cannot be written into an address.
        asked.setdefault(key, []).append(value.encode("utf-8", "replace").decode())
    return asked


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=20)
@given(key=st.sampled_from(KEYS), value=st.binary(max_size=40))
def test_whatever_bytes_are_sent_are_answered(story, key, value):
    query = f"{key}=" + "".join(f"%{byte:02x}" for byte in value)
    assert Client().get(f"{STORY}?{query}").status_code == 200
    assert Client().get(f"{STORY}?{query}", headers=HTMX).status_code == 200


@pytest.mark.parametrize(
    ("query", "key", "value", "why"),
    [
        ("actor=nobody", "actor", "nobody", "is not on this timeline"),
        ("from=yesterday", "from", "yesterday", "is no date"),
        ("from=2021&to=2020", "from", "2021", "lies after the end, 2020"),
        ("match=most", "match", "most", "is none of all, any"),
        ("sort=title", "sort", "title", "is none of oldest, newest, recorded"),
        ("affiliates=yes", "affiliates", "yes", "is neither 1 nor 0"),
        ("event=nosuch", "event", "nosuch", "is not on this timeline"),
        ("passage=two", "passage", "two", "is no number of a passage"),
        ("q=%21%21", "q", "!!", "has no word to look for"),
        ("kind=<script>alert(1)</script>", "kind", "<script>alert(1)</script>", "is not on this timeline"),
    ],
)
def test_a_wrong_value_narrows_nothing_and_is_named_on_the_page(client, story, query, key, value, why):
    response = client.get(f"{STORY}?{query}")
    assert response.status_code == 200
    assert response.context["page"].count == 3
    [named] = re.findall(r'<ul class="problems".*?</ul>', response.text, re.DOTALL)
    text = unescape(re.sub(r"</?(?:ul|li|code)[^>]*>", " ", named))
    assert re.search(rf"{key}\s+“{re.escape(value)}” {why}", text)
    assert "<script>alert" not in response.text


def test_unknown_keys_are_ignored(client, story):
    response = client.get(f"{STORY}?utm_source=letter&page=7")
    assert response.context["page"].canonical == STORY
    assert not response.context["results"].selection.problems


def test_hundreds_of_values_are_answered(client, story):
    query = "&".join(f"actor=nobody-{number}" for number in range(900))
    assert client.get(f"{STORY}?{query}").status_code == 200


def test_as_many_keys_as_an_address_has_room_for_are_answered(client, story):
    assert client.get(f"{STORY}?" + "&".join("a" * 2047)).status_code == 200


# What is never shown


SECRETS = "zaqwer"


@pytest.fixture
def secrets(story):
    """What curators keep back, in words that occur nowhere else: each begins with SECRETS."""
    numbers = iter(range(100))

    def word() -> str:
        return f"{SECRETS}{next(numbers)}"

    hidden_kind = make_kind(word())
    for status in (Event.Status.CANDIDATE, Event.Status.REJECTED):
        iran = Actor.objects.get(slug="iran")
        actor = make_actor(word(), aliases=[word()], description=word(), part_of=[iran])
        body = make_actor(word())
        Membership.objects.create(member=actor, body=body)
        hidden = make_event(
            word(),
            published=False,
            status=status,
            summary=word(),
            place=word(),
            kind=hidden_kind,
            basis="inferred",
            reason=word(),
            actors=[actor],
            quotes=[word() + " was said."],
            cue="was said",
        )
        Event.objects.filter(pk=hidden.pk).update(reason=word())
        source = hidden.evidence.get().passage.source
        source.title, source.publisher, source.slug = word(), word(), word()
        source.save()
        quote_for(hidden, f"{word()} replied.", attributed_to=make_actor(word()))
        shown = story.events.published().first()
        Event.objects.filter(pk=shown.pk).update(before=hidden)
        elsewhere = make_timeline(word(), summary=word())
        make_event(word(), published=False, status=status, timeline=elsewhere)
    # Somebody was to take part in what is public, and no longer is; so was a quotation.
    shown = story.events.published().last()
    curation.unpublish(shown, why=word())
    part = Participation.objects.create(event=shown, actor=make_actor(word()), role="target")
    quote_for(shown, f"{word()} was taken back.").delete()
    shown.title, kept = word(), shown.title
    shown.save()
    shown.title = kept
    shown.save()
    part.delete()
    curation.publish(shown, now=NOW)


def hidden_things():
    events = Event.objects.exclude(status=Event.Status.PUBLISHED)
    for event in events:
        yield event
        yield event.timeline
        yield event.kind
        for part in event.participations.all():
            yield part.actor
            yield from part.actor.part_of.filter(name__startswith=SECRETS)
        for piece in event.evidence.all():
            yield piece.passage.source


def test_nothing_that_is_not_published_is_on_any_public_page(client, story, secrets):
    queries = [
        "?sort=recorded",
        "?sort=newest",
        "?actor=iran&affiliates=1",
        "?q=said",
        "?match=any",
        "?from=2019-12-27&to=2020",
    ]
    pages = walk(client, *PAGES, *(STORY + query for query in queries))
    assert len(pages) > 30
    assert {
        address for address, page in pages.items() if SECRETS in page.text + page.headers.get("Location", "")
    } == set()
    for address in queries:
        assert SECRETS not in client.get(STORY + address, headers=HTMX).text


def test_what_is_not_published_has_no_page(client, story, secrets):
    for thing in hidden_things():
        if thing != story and hasattr(thing, "get_absolute_url"):
            assert client.get(thing.get_absolute_url()).status_code == 404
            assert SECRETS not in client.get(f"{thing.get_absolute_url()}").text


def test_asking_for_what_is_not_published_by_its_name_reveals_nothing(client, story, secrets):
    """An answer may repeat what was asked, and nothing else."""
    keys = {Event: ["event"], Actor: ["actor", "said_by"], Source: ["source"], Kind: ["kind"], Timeline: []}
    asked = 0
    for thing in hidden_things():
        for key in keys[type(thing)]:
            value = getattr(thing, "slug" if key in ("actor", "said_by", "kind") else "uid")
            if value != "attack":
                response = client.get(STORY, query_params={key: value}, headers=ANEW)
                assert SECRETS not in response.text.replace(value, ""), (key, value)
                assert response.context["page"].count == 3
                asked += 1
    assert asked > 10


def test_a_search_does_not_find_what_is_not_published(client, story, secrets):
    word = Event.objects.candidates().first().title
    assert client.get(STORY, query_params={"q": word}).context["page"].count == 0


def test_an_alias_of_somebody_public_is_public(client, story):
    general = Alias.objects.get(name="Soleimani").actor
    assert "Soleimani" in client.get(general.get_absolute_url()).text


def test_an_event_that_is_taken_back_is_gone_at_once(client, story):
    event = story.events.published().get(title="Something else")
    assert client.get(event.get_absolute_url()).status_code == 200
    curation.unpublish(event)
    assert client.get(event.get_absolute_url()).status_code == 404
    assert event.title not in client.get(STORY).text


# Methods


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_public_pages_are_only_read(client, story, method):
    pages = [STORY, "/", "/actors/", "/sources/", "/about/", story.events.first().get_absolute_url()]
    assert {getattr(client, method)(address).status_code for address in pages} == {405}


def test_a_request_for_the_head_gets_the_head_alone(client, story):
    for address in (STORY, "/actors/", "/about/", story.events.first().get_absolute_url()):
        response = client.head(address)
        assert (response.status_code, response.content) == (200, b"")
        assert response["Content-Type"] == "text/html; charset=utf-8"


# What goes wrong


ERRORS = [
    ("/broken/", 500, "Something went wrong on our side"),
    ("/forbidden/", 403, "This page is not for everyone"),
    ("/malformed/", 400, "This request cannot be read"),
    ("/nowhere/", 404, "There is nothing here"),
]


@pytest.fixture
def careless(client, settings):
    """A visitor of a site with addresses that go wrong, in production."""
    settings.ROOT_URLCONF = __name__
    settings.DEBUG = False
    client.raise_request_exception = False
    return client


@pytest.mark.parametrize(("address", "status", "title"), ERRORS)
def test_what_goes_wrong_is_said_on_a_page_of_ours(careless, address, status, title):
    response = careless.get(address, headers={"Accept": "text/html,*/*;q=0.8"})
    assert response.status_code == status
    assert f"<h1>{title}</h1>" in response.text
    assert "secret" not in response.text
    assert 'href="/"' in response.text


@pytest.mark.parametrize(("address", "status", "title"), ERRORS)
def test_who_asks_for_json_is_told_in_json(careless, address, status, title):
    response = careless.get(address, headers={"Accept": "application/json"})
    assert response.status_code == status
    assert response["Content-Type"] == "application/problem+json"
    assert {key: response.json()[key] for key in ("type", "title", "status")} == {
        "type": "about:blank",
        "title": title,
        "status": status,
    }
    assert "secret" not in response.text


def test_a_host_that_is_not_ours_is_refused(careless):
    response = careless.get("/about/", headers={"host": "evil.example"})
    assert response.status_code == 400
    assert "evil.example" not in response.text


def test_a_form_without_its_token_is_refused_on_a_page_of_ours(settings):
    client = Client(enforce_csrf_checks=True)
    response = client.post(reverse("admin:login"), {"username": "ada", "password": "guess"})
    assert response.status_code == 403
    assert "This page is not for everyone" in response.text


# Headers


POLICY = {
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "font-src 'self'",
    "img-src 'self' data:",
    "connect-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
}


def test_every_page_has_the_headers_that_keep_its_readers_safe(careless, story):
    pages = [*PAGES, story.events.first().get_absolute_url(), reverse("admin:login"), "/nowhere/"]
    for address in [*pages, *(address for address, _status, _title in ERRORS)]:
        response = careless.get(address)
        assert set(response["Content-Security-Policy"].split("; ")) == POLICY, address
        assert response["X-Content-Type-Options"] == "nosniff", address
        assert response["X-Frame-Options"] == "DENY", address
        assert response["Referrer-Policy"] == "strict-origin-when-cross-origin", address
        assert response["Cross-Origin-Opener-Policy"] == "same-origin", address
        assert "geolocation=()" in response["Permissions-Policy"], address


def test_no_page_takes_anything_from_another_host(client, story):
    for address, page in walk(client, *PAGES).items():
        if page.status_code == 200:
            resources = re.findall(r'<(?:script|img|iframe|source|video|audio)\b[^>]*\bsrc="([^"]+)"', page.text)
            resources += re.findall(r'<link\b[^>]*\bhref="([^"]+)"', page.text)
            elsewhere = [each for each in resources if not each.startswith(("/", "data:")) or each.startswith("//")]
            assert elsewhere == [], address
            assert resources, address


def test_readers_get_no_cookie(client, story):
    for address in PAGES:
        client.get(address)
    assert not client.cookies


def test_a_link_elsewhere_tells_nobody_where_it_was_followed(client, story):
    for address, page in walk(client, *PAGES).items():
        for link in re.findall(r'<a\b[^>]*href="https?://[^>]*>', getattr(page, "text", "")):
            assert 'rel="noreferrer"' in link, address


# The door


def test_five_wrong_passwords_lock_the_door(client):
    User.objects.create_user("ada", password="a long enough password", is_staff=True)
    login = reverse("admin:login")
    statuses = [client.post(login, {"username": "ada", "password": f"guess {n}"}).status_code for n in range(5)]
    assert statuses[:4] == [200] * 4
    assert statuses[4] == 429
    locked = client.post(login, {"username": "ada", "password": "a long enough password"})
    assert locked.status_code == 429
    assert "After 5 wrong passwords this door stays closed for a quarter of an hour." in locked.text


def test_the_door_stays_open_for_others(client):
    for name in ("ada", "grace"):
        User.objects.create_user(name, password="a long enough password", is_staff=True)
    login = reverse("admin:login")
    for number in range(6):
        client.post(login, {"username": "ada", "password": f"guess {number}"})
    assert client.post(login, {"username": "grace", "password": "a long enough password"}).status_code == 302


def test_behind_a_proxy_the_door_stays_open_at_another_address(client, settings):
    settings.AXES_CLIENT_IP_CALLABLE = "config.proxy.client_address"
    User.objects.create_user("ada", password="a long enough password", is_staff=True)
    login = reverse("admin:login")
    stranger, ada = {"X-Forwarded-For": "10.1.1.1, 192.0.2.7"}, {"X-Forwarded-For": "192.0.2.7, 2001:db8::5"}
    for number in range(6):
        shut = client.post(login, {"username": "ada", "password": f"guess {number}"}, headers=stranger)
    assert shut.status_code == 429
    assert client.post(login, {"username": "ada", "password": "a long enough password"}, headers=ada).status_code == 302


@pytest.mark.parametrize("forwarded", ["", "unknown", "192.0.2.7,", "192.0.2.7:80"])
def test_what_is_no_address_stands_for_that_of_the_connection(rf, forwarded):
    request = rf.get("/", headers={"X-Forwarded-For": forwarded}, REMOTE_ADDR="198.51.100.9")
    assert client_address(request) == "198.51.100.9"


# What is on the other pages


def test_an_event_page_says_when_who_and_in_which_words(client, story):
    event = story.events.get(title="Rockets hit a base")
    html = client.get(event.get_absolute_url()).text
    for words in (
        "late December 2019",
        "21–31 December 2019",
        "stated",
        "[2019-12-21..2019-12-31]",
        "Qassem Soleimani",
        "agent",
        'Rockets hit a base <mark class="cue">in late December</mark>.',
        "Said by Mark Milley",
        "The Paper, ¶1",
        f"/e/{event.uid}/",
    ):
        assert words in html.replace("&#x27;", "'"), words
    assert 'rel="next"' in html
    assert 'rel="prev"' not in html


def test_an_event_page_says_what_changed_and_why(client, story):
    event = story.events.get(title="Rockets hit a base")
    event.title, event._change_reason = "Rockets strike a base", "The word of the article"
    event.save()
    html = client.get(event.get_absolute_url()).text
    assert "<del>Rockets hit a base</del> <ins>Rockets strike a base</ins>" in html
    assert "The word of the article" in html


def test_an_actor_page_says_by_what_names_in_what_roles_and_with_whom(client, story):
    general = Alias.objects.get(name="Soleimani").actor
    html = client.get(general.get_absolute_url()).text
    for words in (
        "a general",
        "Soleimani",
        "Iran",
        "agent <b>1</b>",
        "casualty <b>1</b>",
        "Together with",
        "Mark Milley",
    ):
        assert words in html, words
    assert f"{STORY}?actor=mark-milley&amp;actor=qassem-soleimani" in html


def test_an_actor_who_takes_part_in_nothing_but_is_quoted_has_a_page(client):
    speaker = make_actor("Reuel Gerecht")
    quote_for(make_event(), "They will strike back.", attributed_to=speaker)
    html = client.get(speaker.get_absolute_url()).text
    assert "quoted <b>1</b>" in html


def test_the_counts_on_an_actor_page_are_what_their_links_give(client, story):
    for part in Participation.objects.select_related("actor"):
        html = client.get(part.actor.get_absolute_url()).text
        links = re.findall(r'<a (?:class="soft" )?href="([^"]+\?[^"]+)"[^>]*>[^<]*(?:<b>)?(\d+)(?:</b>)?</a>', html)
        assert links
        for address, count in links:
            assert client.get(unescape(address), headers=ANEW).context["page"].count == int(count), address


def test_a_source_page_has_the_whole_article_and_what_was_drawn_from_it(client, story):
    source = story.events.first().evidence.first().passage.source
    html = client.get(source.get_absolute_url()).text
    text = unescape(re.sub(r"<[^>]+>", "", html[html.index('<p id="p-1"') :]))
    for paragraph in source.current_text.text.split("\n\n"):
        assert paragraph in text
    assert "3 events drawn from it" in html
    assert source.current_text.sha256 in html


def test_a_kind_with_a_name_in_markup_is_shown_as_it_is_written(client):
    make_event("<b>Bold</b> & “quoted”", kind=make_kind("<i>odd</i>"), quotes=["<script>alert(1)</script> was said."])
    for address, page in walk(client, "/").items():
        if page.status_code == 200:
            assert "<b>Bold" not in page.text, address
            assert "<i>odd" not in page.text, address
            assert "<script>alert" not in page.text, address


def test_a_language_that_runs_from_right_to_left_says_so(client):
    source = make_source("جنگ نیست.", language="fa", title="مقاله", slug="maqala")
    make_event(quotes=["جنگ نیست."], source=source)
    html = client.get(STORY).text
    assert 'lang="fa" dir="rtl"' in html


def test_a_form_that_finds_nothing_still_holds_the_dates(client, story):
    """Else whoever then takes off the search would lose them."""
    html = client.get(f"{STORY}?q=nothing-like-it&from=2019&to=2020&dates=certain").text
    assert re.search(r'<input id="from"[^>]* value="2019"', html)
    assert re.search(r'<input id="to"[^>]* value="2020"', html)
    assert '<option value="certain" selected>' in html


def test_a_lost_quotation_says_so_and_comes_last(client):
    event = make_event(quotes=["Rockets hit a base in May.", "It was closed in June."], cue="in May")
    curation.add_text(event.evidence.first().passage.source, "Rockets hit a base in May. It stayed open.", now=NOW)
    pages = [client.get(event.get_absolute_url()).text, client.get(f"/t/a-story/?event={event.uid}").text]
    for html in pages:
        assert "#at-None" not in html
        assert html.count("no longer found in the text") in (1, 2)
        assert html.index("It was closed in June.") < html.index("no longer found in the text")
        assert html.index("Rockets hit a base ") < html.index("It was closed in June.")
