"""What is cited and not quoted, page by page: it cannot be mistaken for words that were held against a text."""

import pytest
from django.test import Client

from tests.factories import cite_for, make_actor, make_event, make_source, make_timeline
from timeline.localised import range_in_words
from timeline.models import Event, Source

pytestmark = pytest.mark.django_db

HEADLINE = "Rockets hit “Camp One”"


@pytest.fixture
def cited() -> Event:
    news = make_source(
        title=HEADLINE, publisher="A paper", url="https://paper.example/1", published_on="2020-01-02", slug="rockets"
    )
    event = make_event("Rockets hit a base", on="2019-12", actors=[make_actor()], figures={"deaths": (7, 8, 9)})
    event.evidence.get().delete()
    cite_for(event, news, said_by="army statement")
    return event


def shown(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, address
    return " ".join(response.text.split())


def test_the_list_has_the_headline_who_published_it_when_and_who_says_so(client, cited):
    page = shown(client, cited.timeline.get_absolute_url())
    assert '<p class="citation"><span class="how">Cited</span> <bdi>A paper</bdi>, 2 January 2020: ' in page
    assert f'<cite lang="en" dir="ltr">{HEADLINE}</cite> <span class="voice">according to army statement' in page
    assert "deaths: 8 (7–9)" in page
    assert "<blockquote" not in page


def test_of_several_citations_the_list_shows_one_and_counts_the_others(client, cited):
    for title in ("Second", "Third"):
        cite_for(cited, title)
    address = cited.timeline.get_absolute_url()
    assert "and 2 more sources" in shown(client, address)
    opened = shown(client, f"{address}?event={cited.uid}")
    assert opened.count('<p class="citation">') == 3


def test_an_open_event_leads_to_its_source_and_to_the_original(client, cited):
    page = shown(client, f"{cited.timeline.get_absolute_url()}?event={cited.uid}")
    assert f'<a href="{Source.objects.get(slug="rockets").get_absolute_url()}">{HEADLINE}</a>' in page
    assert 'href="https://paper.example/1"' in page
    assert "is-cited" in page


def test_beside_events_that_are_quoted_the_reader_says_what_is_known_of_the_source(client, cited):
    make_event("Rockets are fired", on="2019-11")
    page = shown(client, f"{cited.timeline.get_absolute_url()}?event={cited.uid}")
    reader = page.partition('id="reader"')[2]
    assert HEADLINE in reader
    assert "Cited, not quoted" in reader
    assert "The text of this source is not held here." in reader


def test_among_events_that_quote_nothing_there_is_no_reader(client, cited):
    page = shown(client, f"{cited.timeline.get_absolute_url()}?event={cited.uid}")
    assert 'id="reader"' not in page
    assert 'href="#reader"' not in page


def test_on_paper_a_citation_is_a_footnote_that_says_so(client, cited):
    notes = shown(client, cited.timeline.get_absolute_url()).partition('class="footnotes"')[2]
    assert f"Cited: {HEADLINE}, A paper, 2 January 2020 (according to army statement)." in notes


def test_the_page_of_an_event_says_that_it_is_cited(client, cited):
    page = shown(client, cited.get_absolute_url())
    assert "Cited, not quoted" in page
    assert "The words that say so" not in page
    assert "<dt>deaths</dt><dd>8 (7–9)</dd>" in page


def test_an_event_may_be_quoted_and_told_by_others_too(client, cited):
    both = make_event("Rockets are fired", cites=["News"], quotes=["Rockets were fired in May."])
    page = shown(client, both.get_absolute_url())
    assert "The words that say so" in page
    assert "Also told by" in page
    assert shown(client, both.timeline.get_absolute_url()).count("is-cited") == 1


def test_lists_of_events_say_which_are_cited(client, cited):
    quoted = make_event("Rockets are fired", actors=[cited.participations.get().actor])
    page = shown(client, cited.participations.get().actor.get_absolute_url())
    assert f'{cited.title}</a> <span class="how">Cited</span></li>' in page
    assert f"{quoted.title}</a></li>" in page


def test_the_page_of_a_source_without_text_says_so_and_what_cites_it(client, cited):
    page = shown(client, Source.objects.get(slug="rockets").get_absolute_url())
    assert "The text of this source is not held here." in page
    assert "1 event cites it" in page
    assert cited.get_absolute_url() in page
    assert "A rule in the margin" not in page


def test_the_list_of_sources_tells_those_that_are_cited_from_those_that_are_held(client, cited):
    make_event(
        "Rockets are fired", source=make_source("Rockets were fired.", title="Held"), quotes=["Rockets were fired."]
    )
    page = shown(client, "/sources/")
    assert f'{HEADLINE}</a> <span class="how">Cited</span></h2>' in page
    assert "Held</a></h2>" in page


def test_a_headline_is_data(client):
    make_event("Rockets", cites=["<script>alert(1)</script>"], timeline=make_timeline())
    assert "<script>alert(1)" not in shown(client, make_timeline().get_absolute_url())


@pytest.mark.parametrize(
    ("low", "best", "high", "words"),
    [
        (8, 8, 8, "8"),
        (7, 8, 9, "8 (7–9)"),
        (None, 8, None, "8"),
        (7, 8, None, "8 (at least 7)"),
        (8, 8, None, "8 (at least 8)"),
        (None, 8, 9, "8 (at most 9)"),
        (7, None, 9, "7–9"),
        (7, None, 7, "7"),
        (7, None, None, "at least 7"),
        (None, None, 0, "at most 0"),
        (0, 0, 0, "0"),
        (0, 0, 12000, "0 (0–12,000)"),
    ],
)
def test_a_figure_never_claims_more_than_is_known(low, best, high, words):
    assert range_in_words(low, best, high) == words
