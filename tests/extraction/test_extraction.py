"""A text taken through all the steps; and the seed article, of which is known what it tells."""

import json
from datetime import date
from pathlib import Path

import pytest

from timeline.anchoring import anchor
from timeline.dates import EventDate
from timeline.extraction import Extraction, extract
from timeline.extraction.actors import Known
from timeline.extraction.timeline_file import findings, timeline_file

SEED = Path(__file__).resolve().parents[2] / "seeds" / "soleimani-2020" / "article.txt"
PUBLISHED = date(2020, 1, 3)

# Words that tell each of the thirteen events of the seed, its kind, and how its date reads; None where none is given.
TOLD = [
    ("Both bin Laden and Baghdadi died in hiding", {"death", "killing"}, None),
    ("Baghdadi was killed in October", {"killing"}, "2019-10"),
    ("had no territory left by the time Baghdadi was killed in October", {"development"}, "../2019-10"),
    ("a series of attacks on U.S.-led coalition bases", {"attack"}, "2019-10~/2020-01-02"),
    (
        "one in late December that killed an American contractor",
        {"attack"},
        "[2019-12-21..2019-12-31]",
    ),
    ("U.S. strikes against five targets in Iraq and Syria", {"strike"}, "[2019-12-21..2020-01-02]"),
    ("he fully expected Iranian retaliation for the strikes", {"statement"}, "2020-01-02"),
    ("We know that the intent of this last attack was", {"statement"}, "2020-01-02TMO"),
    ("was reported killed alongside the Quds Force commander", {"killing"}, None),
    (
        "General Soleimani was actively developing plans",
        {"statement"},
        "[2020-01-02..2020-01-03]",
    ),
    ("It’s another thing to kill someone who is designated", {"statement"}, "[2020-01-02..2020-01-03]"),
    ("They will strike back", {"statement"}, "[2020-01-02..2020-01-03]"),
    (
        "We are talking about the core leadership of a transnational",
        {"statement"},
        "[2020-01-02..2020-01-03]",
    ),
]


@pytest.fixture(scope="module")
def seed() -> Extraction:
    return extract(SEED.read_text(encoding="utf-8"), published=PUBLISHED)


def test_an_empty_text_gives_nothing():
    assert extract(" \n ", published=PUBLISHED) == Extraction("")


def test_the_text_is_normalised_and_offsets_count_in_it():
    extraction = extract("  Police  arrested\tAna Silva on Monday.\r\n", published=PUBLISHED)
    assert extraction.text == "Police arrested Ana Silva on Monday."
    (candidate,) = extraction.candidates
    assert extraction.text[candidate.start : candidate.stop] == extraction.text


def test_the_same_text_gives_the_same_every_time():
    text = SEED.read_text(encoding="utf-8")
    assert extract(text, published=PUBLISHED) == extract(text, published=PUBLISHED)


def test_known_actors_come_back_with_their_keys():
    known = [Known("k1", "Ana Silva", ("Silva",)), Known("k2", "Rui Costa")]
    extraction = extract("Police arrested Silva on Monday.", published=PUBLISHED, known=iter(known))
    (candidate,) = extraction.candidates
    assert [extraction.actors[part.actor].key for part in candidate.participants] == ["k1"]


# The seed


def candidate_for(seed: Extraction, words: str, kinds: set[str]):
    place = anchor(seed.text, words)
    assert place.start is not None, words
    return next(
        (
            candidate
            for candidate in seed.candidates
            if candidate.kind in kinds
            and any(quoted.start <= place.start and place.stop <= quoted.stop for quoted in candidate.evidence)
        ),
        None,
    )


def is_read(found: EventDate | None, expected: str | None) -> bool:
    """The same days; what the article gives no day for may be undated, or lie anywhere before publication."""
    if expected is None:
        return found is None or found.overlaps(None, PUBLISHED)
    right = EventDate.parse(expected)
    return found is not None and (found.earliest, found.latest) == (right.earliest, right.latest)


def test_the_seed_tells_its_events_with_their_words_and_dates(seed):
    right = []
    for words, kinds, expected in TOLD:
        candidate = candidate_for(seed, words, kinds)
        if candidate is not None and not candidate.doubt and is_read(candidate.date, expected):
            right.append(candidate)
    assert len({id(candidate) for candidate in right}) >= 11


def test_the_seed_tells_little_else(seed):
    expected = {id(candidate_for(seed, words, kinds)) for words, kinds, _ in TOLD}
    assert len([candidate for candidate in seed.candidates if id(candidate) not in expected]) <= 6


def test_the_forecast_of_the_seed_is_no_event(seed):
    retaliation = anchor(seed.text, "further retaliation from the Iranian side").start
    assert not [candidate for candidate in seed.candidates if candidate.start <= retaliation < candidate.stop]


def test_every_word_of_evidence_in_the_seed_is_in_the_article(seed):
    for candidate in seed.candidates:
        for quoted in candidate.evidence:
            assert anchor(seed.text, seed.text[quoted.start : quoted.stop]).status in ("verified", "ambiguous")


# As data


def test_findings_are_plain_values_with_spans(seed):
    everything = json.loads(json.dumps(findings(seed)))
    assert everything.keys() == {"text", "expressions", "actors", "voices", "candidates"}
    expression = everything["expressions"][0]
    assert everything["text"][expression["start"] : expression["stop"]] == expression["text"]
    dated = next(candidate for candidate in everything["candidates"] if candidate["date"])
    assert EventDate.parse(dated["date"])


def test_a_timeline_file_has_what_its_events_need_and_no_more(seed):
    content = timeline_file(seed, published=PUBLISHED, title="The strike")
    events = content["events"]
    used = {part["actor"] for event in events for part in event.get("actors", ())}
    listed = {actor["slug"] for actor in content["actors"]}
    assert used <= listed
    assert {body for actor in content["actors"] for body in actor.get("part_of", ())} <= listed
    assert {event["kind"] for event in events} == {kind["slug"] for kind in content["kinds"]}
    assert {event["status"] for event in events} == {"candidate"}
    assert len({event["slug"] for event in events}) == len(events)


def test_a_timeline_file_of_an_article_without_events_can_be_written():
    content = timeline_file(extract("Nothing here.", published=PUBLISHED), published=PUBLISHED)
    assert content["timeline"]["title"] == "An article of 2020-01-03"
    assert content.keys() == {"format", "timeline", "sources"}


def test_names_that_no_slug_can_be_made_of_get_one_all_the_same():
    extraction = extract("پلیس روز سه‌شنبه مالک انبار را بازداشت کرد.", published=PUBLISHED, language="fa")
    content = timeline_file(extraction, published=PUBLISHED, title="خبر", language="fa")
    assert content["timeline"]["slug"] == "article-2020-01-03"
    assert [event["slug"] for event in content["events"]] == ["event-1"]


@pytest.mark.parametrize("published", [date.min, date(1, 1, 3), date(9999, 12, 25), date.max])
def test_an_article_of_the_first_or_the_last_days_of_the_calendar_is_read(published):
    text = "The bridge fell yesterday and killed Maria Santos. The police arrested Paulo Reis in March."
    assert extract(text, published=published).candidates
