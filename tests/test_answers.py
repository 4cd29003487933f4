"""Answers that are given out again: only while all that they rest on stands, and to nobody who may see more."""

from collections.abc import Callable

import pytest
from django.db import connection, models
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from tests.factories import NOW, cite_for, make_actor, make_curator, make_event, make_source
from timeline import answers, curation
from timeline.models import Actor, Alias, Citation, Event, Figure, Kind, Membership, Source

pytestmark = pytest.mark.django_db

STORY = "/t/a-story/"
FOUND = "/t/a-story/find/actor/?find_actor=commander"
COMPRESSED = {"Accept-Encoding": "br"}
ANEW = {"Cache-Control": "no-cache"}


@pytest.fixture
def event() -> Event:
    general = make_actor("Qassem Soleimani", aliases=["The general"])
    event = make_event(actors=[general], quotes=["Rockets hit a base in late December."], figures={"dead": (1, 2, 3)})
    cite_for(event, make_source(title="Rockets, a paper says"))
    make_event("Something else")
    return event


def is_kept(client: Client, address: str = STORY, **asked: object) -> bool:
    """Whether the answer had been drawn before; its `Age` says so."""
    response = client.get(address, **asked)
    assert response.status_code == 200
    return "Age" in response


@pytest.mark.parametrize("address", [STORY, f"{STORY}?actor=qassem-soleimani", f"{STORY}?q=rockets", FOUND])
def test_a_page_that_was_drawn_is_given_out_again_for_one_query(client: Client, event: Event, address: str):
    before = client.get(address, headers=COMPRESSED)
    with CaptureQueriesContext(connection) as queries:
        after = client.get(address, headers=COMPRESSED)
    assert (after.status_code, after.content) == (200, before.content)
    assert after.headers == {**before.headers, "Age": "0"}
    assert len(queries) == 1


def change(row: models.Model, **values: object) -> None:
    for name, value in values.items():
        setattr(row, name, value)
    row.save()


def quoted() -> Source:
    return Source.objects.get(passages__evidence__event__title="Rockets hit a base")


CHANGES: dict[str, Callable[[Event], object]] = {
    "an event's title": lambda event: change(event, title="Shells hit a base"),
    "an event that is taken back": lambda event: curation.unpublish(event),
    "an event that comes": lambda event: make_event("A third"),
    "an actor's name": lambda event: change(Actor.objects.get(), name="Q. Soleimani"),
    "a name that an actor has, too": lambda event: Alias.objects.create(actor=Actor.objects.get(), name="Commander"),
    "what an actor is part of": lambda event: Membership.objects.create(
        member=Actor.objects.get(), body=make_actor("Iran", type="state")
    ),
    "a kind's colour": lambda event: change(Kind.objects.get(), colour=Kind.Colour.RED),
    "a source's publisher": lambda event: change(Citation.objects.get().source, publisher="Another paper"),
    "a figure": lambda event: change(Figure.objects.get(), best=3),
    "a figure that is taken away": lambda event: Figure.objects.get().delete(),
    "an article's text": lambda event: curation.add_text(
        quoted(), "It was corrected.\n\nRockets hit a base in late December.", now=NOW
    ),
    "the text of what is cited": lambda event: curation.add_text(
        Citation.objects.get().source, "The whole article.", now=NOW
    ),
    "the timeline's title": lambda event: change(event.timeline, title="Another title"),
}


@pytest.mark.parametrize("changing", CHANGES.values(), ids=CHANGES)
def test_after_a_change_of_what_readers_see_a_page_is_drawn_anew(client: Client, event: Event, changing):
    client.get(STORY)
    changing(event)
    assert not is_kept(client)
    assert is_kept(client)


def test_an_alias_is_found_as_soon_as_it_is_given(client: Client, event: Event):
    assert "qassem-soleimani" not in client.get(FOUND).content.decode()
    Alias.objects.create(actor=Actor.objects.get(), name="Commander")
    assert "qassem-soleimani" in client.get(FOUND).content.decode()


def test_who_is_signed_in_neither_gets_a_kept_page_nor_leaves_one(client: Client, event: Event):
    curator = Client()
    curator.force_login(make_curator())
    assert "New event from this passage" in curator.get(STORY).content.decode()
    assert "New event from this passage" not in client.get(STORY).content.decode()
    assert "New event from this passage" in curator.get(STORY).content.decode()


def test_who_asks_for_it_anew_gets_it_drawn_anew(client: Client, event: Event):
    client.get(STORY)
    assert not is_kept(client, headers=ANEW)


@pytest.mark.parametrize(
    "others",
    [
        {"headers": COMPRESSED},
        {"headers": {"HX-Request": "true"}},
        {"headers": {"HX-Request": "true", "HX-Target": "more"}},
        {"headers": {"HX-Request": "true", "HX-Current-URL": f"http://testserver{STORY}?q=base"}},
    ],
)
def test_who_asks_in_another_way_gets_another_answer(client: Client, event: Event, others: dict):
    before = client.get(STORY)
    assert not is_kept(client, **others)
    assert is_kept(client, **others)
    assert client.get(STORY).content == before.content


def test_an_answer_is_kept_for_its_language(client: Client, event: Event):
    client.get(STORY)
    with translation.override("ar"):
        assert 'lang="ar" dir="rtl"' in client.get(STORY).content.decode()
    assert 'lang="en-gb">' in client.get(STORY).content.decode()


def test_no_redirect_and_no_error_is_kept(client: Client, event: Event):
    assert client.get("/t/its-next-slug/").status_code == 404
    change(event.timeline, slug="its-next-slug")
    assert client.get("/t/its-next-slug/").status_code == 200


def test_a_host_that_is_none_of_ours_is_refused_as_ever(client: Client, event: Event):
    client.get(STORY)
    assert client.get(STORY, headers={"Host": "elsewhere.example"}).status_code == 400


def test_beyond_the_limit_what_nobody_asked_for_in_a_while_is_given_up(client: Client, event: Event, monkeypatch):
    size = len(client.get(STORY).content)
    monkeypatch.setattr(answers, "MOST_BYTES", int(2.8 * size))
    for query in ("?sort=newest", "", "?sort=recorded"):
        client.get(STORY + query)
    assert is_kept(client)
    assert is_kept(client, f"{STORY}?sort=recorded")
    assert not is_kept(client, f"{STORY}?sort=newest")


def test_an_address_that_nobody_types_twice_is_not_kept(client: Client, event: Event):
    long = f"{STORY}?q={'x' * answers.LONGEST_ADDRESS}"
    assert not is_kept(client, long)
    assert not is_kept(client, long)
