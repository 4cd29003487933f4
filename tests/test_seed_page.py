"""The timeline of the seed, as readers get it: the thirteen events of one article, each as precise as its words."""

import re
from html import unescape

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import transaction

from timeline import curation
from timeline.models import Actor, Event, Kind

SEED = "/t/soleimani-2020/"

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module", autouse=True)
def seed(django_db_setup, django_db_blocker):
    """The seed, loaded once: what a test changes is undone at its end, and the seed at the end of the module."""
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("load", settings.BASE_DIR / "seeds/soleimani-2020/timeline.yaml", verbosity=0)
        yield
        transaction.set_rollback(True)


@pytest.fixture
def asked(client):
    """The page for a query string."""
    return lambda query="": client.get(f"{SEED}?{query}" if query else SEED)


def slugs(response) -> list[str]:
    return [event.slug for event in response.context["page"].all_events]


ALL = [
    "bin-laden-dies",
    "attacks-on-coalition-bases",
    "baghdadi-killed",
    "islamic-state-without-territory",
    "rocket-attack",
    "us-strikes-kataib-hezbollah",
    "esper-expects-retaliation",
    "milley-intent-to-kill",
    "soleimani-killed",
    "pentagon-statement",
    "kadhim-host-country",
    "gerecht-they-will-strike-back",
    "smyth-decapitation-strike",
]


def test_the_front_door_leads_to_thirteen_events_in_order(client):
    response = client.get("/", follow=True)
    assert response.redirect_chain == [(SEED, 302)]
    assert sorted(slugs(response)) == sorted(ALL)
    assert response.text.count('<li class="event ') == 13
    assert ">13 events<" in response.text
    told = slugs(response)
    for earlier, later in [
        ("bin-laden-dies", "baghdadi-killed"),
        ("rocket-attack", "us-strikes-kataib-hezbollah"),
        ("us-strikes-kataib-hezbollah", "esper-expects-retaliation"),
        ("soleimani-killed", "pentagon-statement"),
        ("soleimani-killed", "smyth-decapitation-strike"),
    ]:
        assert told.index(earlier) < told.index(later)


def test_every_event_has_its_date_its_basis_its_actors_and_words_that_are_highlighted(asked):
    response = asked()
    reader = response.text[response.text.index('id="reader"') :]
    for event in response.context["page"].events:
        item = re.search(rf'<li class="event [^"]*" id="e-{event.uid}">.*?</article>', response.text, re.DOTALL).group()
        assert date_of(response, event.slug), event
        assert re.search(rf'<span class="basis {event.basis}"[^>]*>[^<]+</span>', item), event
        assert event.participations.all()
        for part in event.participations.all():
            assert part.actor.name in unescape(item), event
        assert "<blockquote" in item
        assert any(f'id="at-{piece.passage.start}"' in reader for piece in event.evidence.all()), event


def test_every_quotation_is_verified(capsys):
    call_command("check_evidence")
    assert re.search(r"^\d+ quotations of 13 published events: all verified\.$", capsys.readouterr().out)
    assert not curation.audit().faults


def date_of(response, slug) -> str:
    """What stands beside an event as its date, in words."""
    uid = Event.objects.get(slug=slug).uid
    item = response.text.partition(f'id="e-{uid}"')[2]
    when = re.search(r'<div class="when">(.*?)</div>', item, re.DOTALL).group(1)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", when)).split())


@pytest.mark.parametrize(
    ("slug", "label"),
    [
        ("bin-laden-dies", "2 May 2011 from outside"),
        ("baghdadi-killed", "October 2019 stated"),
        ("islamic-state-without-territory", "by October 2019 stated"),
        ("rocket-attack", "late December 2019 stated"),
        ("milley-intent-to-kill", "2 January 2020, morning stated"),
        ("soleimani-killed", "3 January 2020 in Baghdad from outside"),
        ("pentagon-statement", "2 or 3 January 2020 inferred"),
    ],
)
def test_nothing_is_shown_as_more_precise_than_its_words(asked, slug, label):
    assert date_of(asked(), slug) == label


def event_page(client, slug) -> str:
    html = client.get(Event.objects.get(slug=slug).get_absolute_url()).text
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


@pytest.mark.parametrize(
    ("slug", "words"),
    [
        ("baghdadi-killed", ["October 2019", "the last October before publication on 3 January 2020"]),
        ("rocket-attack", ["late December 2019", "21–31 December 2019", "somewhere within"]),
        ("soleimani-killed", ["3 January 2020 in Baghdad", "when it was still 2 January in Washington"]),
        ("us-strikes-kataib-hezbollah", ["by order", "After the attack of late December", "before 2 January 2020"]),
        ("attacks-on-coalition-bases", ["says Department of Defense", "throughout"]),
    ],
)
def test_an_event_page_says_how_its_words_were_read(client, slug, words):
    page = event_page(client, slug)
    for each in words:
        assert each in page, each


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        (
            "actor=qassem-soleimani&actor=kataib-hezbollah",
            {"rocket-attack", "soleimani-killed"},
        ),
        (
            "from=2019-12-27&to=2019-12-27",
            {"attacks-on-coalition-bases", "rocket-attack", "us-strikes-kataib-hezbollah"},
        ),
        ("from=2019-12-27&to=2019-12-27&dates=certain", set()),
        ("kind=statement&said_by=mark-milley", {"milley-intent-to-kill"}),
        ("q=rockets", {"rocket-attack", "milley-intent-to-kill"}),
        ("basis=outside", {"bin-laden-dies", "soleimani-killed"}),
        ("basis=ordered", {"us-strikes-kataib-hezbollah"}),
        ("actor=iran&affiliates=1&role=casualty", {"soleimani-killed"}),
        ("q=rockets+-series", {"milley-intent-to-kill"}),
        ("q=kata'ib", None),
    ],
)
def test_a_query_gives_what_it_says(asked, query, expected):
    found = set(slugs(asked(query)))
    if expected is None:
        assert found == set(slugs(asked("q=kataib")))
        assert found
    else:
        assert found == expected


def test_any_of_two_actors_is_either(asked):
    found = set(slugs(asked("actor=qassem-soleimani&actor=kataib-hezbollah&match=any")))
    one, other = set(slugs(asked("actor=qassem-soleimani"))), set(slugs(asked("actor=kataib-hezbollah")))
    assert found == one | other
    assert set(slugs(asked("actor=qassem-soleimani&actor=kataib-hezbollah"))) == one & other


@pytest.mark.parametrize(
    "query", ["", "actor=united-states", "actor=iran&actor=united-states&match=any", "kind=statement"]
)
def test_every_count_is_what_a_click_gives(asked, query):
    clicked = 0
    for facet in asked(query).context["results"].facets:
        for choice in facet.choices:
            page = asked(choice.link.lstrip("?")).context["page"]
            if not choice.chosen:
                having = [event for event in page.all_events if _has(event, facet.key, choice.slug)]
                assert len(having) == choice.count, (facet.key, choice.slug)
            clicked += 1
    assert clicked > 10


def _has(event, key, slug) -> bool:
    values = {
        "actor": [part.actor.slug for part in event.participations.all()],
        "role": [part.role for part in event.participations.all()],
        "kind": [event.kind.slug],
        "basis": [event.basis],
        "source": [piece.passage.source.uid for piece in event.evidence.all()],
        "evidence": ["quoted"] if event.evidence.all() else ["cited"],
        "said_by": [piece.attributed_to.slug for piece in event.evidence.all() if piece.attributed_to],
    }
    return slug in values[key]


def test_the_title_names_the_selection(asked):
    title = re.search(r"<title>([^<]*)</title>", asked("actor=qassem-soleimani&kind=killing").text).group(1)
    assert title.strip() == "Qassem Soleimani, Killing · The killing of Qassem Soleimani · Sourceline"


def test_an_empty_selection_offers_to_take_one_off_and_says_what_that_gives(asked):
    response = asked("kind=strike&q=rockets")
    assert response.context["page"].count == 0
    assert "No event is all of this at once." in response.text
    for chip, count in response.context["results"].loosening:
        assert asked(chip.link.lstrip("?")).context["page"].count == count > 0


def test_the_article_is_there_whole_and_every_paragraph_without_an_event_is_marked(client):
    source = Event.objects.first().evidence.first().passage.source
    html = client.get(source.get_absolute_url()).text
    assert html.count('<span class="number"') == 7
    assert "53589daf81007aec296fa111346f36f2981867f8338405f86ab7a7e9c8e57ea2" in html


def test_an_open_passage_is_the_current_one_and_has_its_place(asked):
    event = Event.objects.get(slug="soleimani-killed")
    html = asked(f"event={event.uid}").text
    assert html.count('class="current') >= 1
    assert re.search(r'<span class="place">\d+ of \d+</span>', html)
    assert f'id="o-{event.uid}"' in html
    assert re.search(rf'id="o-{event.uid}"[^>]*aria-current="true"', html)


def test_all_that_the_seed_names_is_there():
    assert Actor.objects.count() == 24
    assert Kind.objects.count() == 5
    soleimani = Actor.objects.get(slug="qassem-soleimani")
    assert {alias.name for alias in soleimani.aliases.all()} >= {"Qasem Soleimani", "Qassim Suleimani", "Soleimani"}


def test_what_is_searched_for_stands_in_one_pair_of_quotation_marks(asked):
    html = unescape(re.sub(r"<[^>]+>", "", asked("kind=strike&q=rockets").text))
    assert "without “rockets”: 1 event" in html
    assert "““" not in html
