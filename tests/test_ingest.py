"""From an article to candidates: stored whole or not at all, proposed once, and nothing of it public."""

import codecs
import io
import json
from datetime import date
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from timeline import anchoring, curation
from timeline.dates import EventDate
from timeline.extraction import Extraction
from timeline.extraction.actors import FoundActor, Mention
from timeline.extraction.candidates import Candidate, Part, Quoted
from timeline.ingest import (
    Article,
    IngestError,
    bring_in,
    coverage,
    prefill,
    read,
    source_of,
    stream,
)
from timeline.ingest.storing import store
from timeline.likeness import likenesses, likenesses_of
from timeline.models import (
    Actor,
    Alias,
    Event,
    Evidence,
    Ingest,
    Kind,
    Participation,
    Passage,
    Proposal,
    Source,
    SourceText,
    Timeline,
)

from .factories import NOW, make_actor, make_event, make_kind, make_source, make_timeline

pytestmark = pytest.mark.django_db

KILLED = "Armed men killed Maria Santos in Lisbon on 2 January 2020."
ARRESTED = "The police arrested Paulo Reis on 3 January 2020."
RESIGNED = "Ana Costa resigned on 5 January 2020."
QUIET = "The weather was fine."
TEXT = f"{KILLED} {QUIET}\n\n{ARRESTED}"
DAY = date(2020, 1, 6)


def make_article(text: str = TEXT, *, title: str = "Deaths in Lisbon", **fields) -> Article:
    return Article(anchoring.normalise(text), title, **{"published_on": DAY, **fields})


def ingest(text: str = TEXT, *, timeline: Timeline | None = None, **fields):
    return bring_in(timeline or make_timeline(), make_article(text, **fields), now=NOW)


def event_of(words: str) -> Event:
    """The one event that quotes all of `words`."""
    return Event.objects.get(evidence__passage__exact__contains=words.rstrip("."), evidence__supports="event")


def rows() -> dict[str, int]:
    """How many rows there are of everything that an article could leave behind, its history included."""
    models = [Actor, Alias, Event, Evidence, Kind, Participation, Passage, Proposal, Source, SourceText]
    histories = [model.history.model for model in models if hasattr(model, "history")]
    return {model.__name__: model.objects.count() for model in models + histories}


# What is stored


def test_an_article_becomes_a_source_with_its_text_and_what_was_confirmed_of_it():
    report = ingest(
        publisher="The Gazette",
        authors=("Ana Lima", "Rui Melo"),
        url="https://example.org/lisbon",
        language="en",
        zone="Europe/Lisbon",
    )
    source = Source.objects.get()
    assert report.source == source
    assert report.is_new_source
    assert (source.title, source.publisher, source.authors) == ("Deaths in Lisbon", "The Gazette", "Ana Lima; Rui Melo")
    assert (source.url, source.language, source.zone) == ("https://example.org/lisbon", "en", "Europe/Lisbon")
    assert source.published_on == DAY
    assert source.current_text.text == TEXT


def test_what_an_article_tells_is_proposed_and_none_of_it_is_public():
    report = ingest()
    assert {event.status for event in report.created} == {Event.Status.CANDIDATE}
    assert {str(event.date) for event in report.created} == {"2020-01-02", "2020-01-03"}
    assert not Event.objects.published().exists()


def test_a_candidate_quotes_the_words_to_the_letter_with_the_cue_of_its_date():
    ingest()
    event = event_of(ARRESTED)
    piece = event.evidence.get(supports="event")
    passage = piece.passage
    assert anchoring.holds(passage.text.text, passage.start, passage.stop, passage.exact)
    assert passage.status == Passage.Status.VERIFIED
    assert (event.basis, "3 January 2020" in piece.cue) == (Event.Basis.STATED, True)
    assert curation.obstacles(event) == []


def test_a_candidate_keeps_where_it_was_found_and_why_it_was_thought_an_event():
    ingest()
    proposal = event_of(ARRESTED).proposal
    assert TEXT.index(ARRESTED) <= proposal.position < len(TEXT)
    assert 0 < proposal.score <= 1
    assert proposal.reasons
    assert proposal.text == SourceText.objects.get()


def test_the_history_says_who_brought_it_in_and_from_what(django_user_model):
    ada = django_user_model.objects.create_user("ada")
    bring_in(make_timeline(), make_article(), now=NOW, by=ada)
    record = event_of(ARRESTED).history.get()
    assert (record.history_user, record.history_change_reason) == (ada, "Found in “Deaths in Lisbon”")


def test_words_that_return_are_told_apart_by_those_around_them():
    """The same sentence twice: each event has its own."""
    again = f"{ARRESTED} He went free.\n\n{KILLED} {QUIET}\n\nA year before, it was the same. {ARRESTED} He stayed."
    report = ingest(again)
    text = SourceText.objects.get().text
    for passage in Passage.objects.all():
        assert anchoring.holds(text, passage.start, passage.stop, passage.exact)
    assert not any(refusal.whole for refusal in report.refused)


def test_somebody_who_is_known_is_matched_by_an_alias():
    known = make_actor("Paulo dos Reis", aliases=["Paulo Reis"])
    ingest()
    assert event_of(ARRESTED).participations.filter(actor=known).exists()
    assert not Actor.objects.filter(name="Paulo Reis").exists()


def test_somebody_new_is_proposed_and_not_confirmed():
    report = ingest()
    actor = Actor.objects.get(name="Paulo Reis")
    assert actor in report.actors
    assert actor.is_proposed
    assert (actor.type, actor.slug) == (Actor.Type.PERSON, "paulo-reis")


def test_a_slug_that_is_taken_gets_a_number():
    make_actor("Somebody else", slug="paulo-reis", type="state")
    ingest()
    assert Actor.objects.get(name="Paulo Reis").slug == "paulo-reis-2"


def test_somebody_proposed_by_one_article_is_the_same_in_the_next():
    ingest()
    report = ingest("Paulo Reis resigned on 4 January 2020.", title="Another")
    assert report.created
    assert Actor.objects.filter(name="Paulo Reis").count() == 1


def test_a_kind_that_is_not_there_is_made_to_look_as_the_lexicon_says():
    from timeline.extraction.lexicon import kinds

    ingest()
    kind = event_of(ARRESTED).kind
    assert kind.slug == "arrest"
    assert (kind.name, kind.glyph, kind.colour) == (kinds()["arrest"].name, *_look("arrest"))


def _look(slug: str) -> tuple[str, str]:
    from timeline.extraction.lexicon import kinds

    return kinds()[slug].glyph, kinds()[slug].colour


def test_a_kind_that_is_there_stays_as_a_curator_made_it():
    kind = make_kind("arrest", glyph="star", colour="green")
    ingest()
    assert event_of(ARRESTED).kind == kind
    kind.refresh_from_db()
    assert (kind.glyph, kind.colour) == ("star", "green")


def test_the_steps_are_said_as_they_begin():
    steps = []
    bring_in(make_timeline(), make_article(), now=NOW, progress=steps.append)
    assert steps == [Ingest.Step.EXTRACTING, Ingest.Step.STORING]


def test_an_article_with_no_event_is_a_source_all_the_same():
    report = ingest("The sea is blue. Grass is green.")
    assert report.created == []
    assert Source.objects.count() == 1
    said = "Nothing was found in it that could be an event: no happening, no statement."
    assert said in list(report.lines())


# What extraction hands over


def span(words: str, text: str = TEXT) -> tuple[int, int]:
    """Where `words` stand in `text`."""
    start = text.index(words)
    return start, start + len(words)


def quoted(words: str, supports: str = "event", **fields) -> Quoted:
    return Quoted(*span(words), **{"supports": supports, "cue": "", "attributed_to": None, "date": None, **fields})


def candidate(words: str = KILLED, **fields) -> Candidate:
    """A candidate that quotes `words` and nothing else, unless `fields` say so."""
    start, stop = span(words)
    return Candidate(
        **{"title": words[:20], "kind": "killing", "start": start, "stop": stop, "evidence": (quoted(words),), **fields}
    )


def person(name: str, *spellings: str, **fields) -> FoundActor:
    places = [span(each) for each in (name, *spellings) if each in TEXT]
    return FoundActor(
        **{
            "name": name,
            "sort": "person",
            "spellings": (name, *spellings),
            "description": "",
            "key": None,
            "member_of": (),
            "mentions": tuple(Mention(*place) for place in places),
            **fields,
        }
    )


def stored(*candidates: Candidate, actors: tuple[FoundActor, ...] = (), timeline: Timeline | None = None):
    """What comes of an article in which extraction has found these."""
    found = Extraction(TEXT, actors=actors, candidates=candidates)
    return store(timeline or make_timeline(), make_article(), found, now=NOW)


def test_an_event_follows_the_one_that_its_candidate_follows_wherever_that_stands():
    report = stored(candidate(KILLED, after=1), candidate(ARRESTED))
    killed, arrested = report.created
    killed.refresh_from_db()
    assert killed.after == arrested

    Event.objects.all().delete()
    killed, arrested = stored(candidate(KILLED), candidate(ARRESTED, after=0)).created
    arrested.refresh_from_db()
    assert arrested.after == killed


def test_events_that_would_follow_one_another_in_a_circle_are_not_linked_into_one():
    timeline = make_timeline()
    stored(candidate(KILLED, after=1), candidate(ARRESTED, after=0), timeline=timeline)
    assert timeline.events.in_circles() == ()


@pytest.mark.parametrize(("status", "followed"), [("candidate", True), ("rejected", False)])
def test_an_event_follows_one_that_is_there_already_unless_it_was_rejected(status, followed):
    timeline = make_timeline()
    source = make_source(TEXT, title="Deaths in Lisbon", published_on=DAY)
    before = make_event("A killing", timeline=timeline, source=source, quotes=[KILLED], published=False, status=status)
    (arrested,) = stored(candidate(KILLED), candidate(ARRESTED, after=0), timeline=timeline).created
    assert (arrested.after == before) is followed


def test_words_that_say_both_what_and_when_are_one_piece_of_evidence():
    day = EventDate.parse("2020-01-02")
    pieces = (quoted(KILLED, "date", cue="on 2 January 2020", date=day), quoted(KILLED))
    (event,) = stored(candidate(evidence=pieces, date=day, basis="stated")).created
    piece = event.evidence.get()
    assert (piece.supports, piece.cue, piece.date) == ("event", "on 2 January 2020", day)


def test_evidence_for_an_actor_names_who_is_in_its_words():
    actors = (person("Maria Santos"), person("Paulo Reis"))
    parts = (Part(0, "casualty", None), Part(1, "agent", None))
    pieces = (quoted(KILLED), quoted("arrested Paulo Reis", "actor"))
    (event,) = stored(candidate(evidence=pieces, participants=parts), actors=actors).created
    piece = event.evidence.get(supports="actor")
    assert piece.actor.name == "Paulo Reis"
    piece.full_clean()


def test_whose_words_they_are_goes_with_the_evidence_and_with_the_part():
    actors = (person("Maria Santos"), person("Paulo Reis"))
    piece = quoted(KILLED, attributed_to=1)
    (event,) = stored(candidate(evidence=(piece,), participants=(Part(0, "casualty", 1),)), actors=actors).created
    assert event.evidence.get().attributed_to.name == "Paulo Reis"
    part = event.participations.get()
    assert (part.actor.name, part.role, part.said_by.name) == ("Maria Santos", "casualty", "Paulo Reis")


def test_two_that_are_one_here_take_part_once():
    known = make_actor("Maria Santos", aliases=["The baker"])
    actors = (person("Maria Santos", key=known.uid), person("The baker", key=known.uid))
    parts = (Part(0, "casualty", None), Part(1, "casualty", None))
    (event,) = stored(candidate(participants=parts), actors=actors).created
    assert event.participations.get().actor == known


def test_an_actor_that_was_merged_while_the_article_was_read_is_found_under_its_new_id():
    known, other = make_actor("Maria Santos"), make_actor("M. Santos")
    actors = (person("Santos", key=other.uid),)  # a name that nobody has here
    curation.merge_actors(known, [other])
    (event,) = stored(candidate(participants=(Part(0, "casualty", None),)), actors=actors).created
    assert event.participations.get().actor == known


def test_somebody_new_keeps_other_spellings_as_aliases_and_what_is_said_of_them():
    actors = (person("Maria Santos", "Santos", "Maria Santos", description="a baker"),)
    stored(candidate(participants=(Part(0, "casualty", None),)), actors=actors)
    actor = Actor.objects.get()
    assert (actor.description, list(actor.aliases.values_list("name", flat=True))) == ("a baker", ["Santos"])


def test_a_name_without_a_letter_for_an_address_gets_its_id_for_one():
    stored(candidate(participants=(Part(0, "casualty", None),)), actors=(person("قاسم"),))
    actor = Actor.objects.get()
    assert actor.slug == f"actor-{actor.uid}"


def test_somebody_new_is_part_of_the_body_that_their_description_names_if_it_is_there():
    body = make_actor("The Police", type="organisation")
    actors = (person("Maria Santos", member_of=(1, 2)), person("The Police", key=body.uid), person("The Choir"))
    stored(candidate(participants=(Part(0, "casualty", None),)), actors=actors)
    assert list(Actor.objects.get(name="Maria Santos").part_of.all()) == [body]
    assert not Actor.objects.filter(name="The Choir").exists()


def test_two_new_actors_are_one_part_of_the_other_in_whatever_order_they_come():
    actors = (person("The Police", sort="organisation"), person("Paulo Reis", member_of=(0,)))
    for parts in ((Part(0, "agent", None), Part(1, "target", None)), (Part(1, "target", None), Part(0, "agent", None))):
        stored(candidate(participants=parts), actors=actors)
        assert [str(body) for body in Actor.objects.get(name="Paulo Reis").part_of.all()] == ["The Police"]
        Event.objects.all().delete()
        Actor.objects.all().delete()


def test_of_somebody_who_was_known_nothing_is_changed():
    body, known = make_actor("The Police", type="organisation"), make_actor("Paulo Reis")
    actors = (
        person("Paulo Reis", "Reis", key=known.uid, member_of=(1,), description="an officer"),
        person("The Police", key=body.uid),
    )
    stored(candidate(participants=(Part(0, "target", None),)), actors=actors)
    known.refresh_from_db()
    assert (known.description, known.aliases.count(), known.part_of.count()) == ("", 0, 0)


def test_a_doubtful_candidate_is_there_and_said_to_be_doubtful():
    report = stored(candidate(doubt="forecast"))
    assert report.doubted == report.created
    assert f"“{report.created[0]}” may be no event: a forecast." in list(report.lines())


def test_what_cannot_be_stored_is_refused_with_the_reason_and_the_rest_is_kept():
    day = EventDate.parse("2020-01-02")
    report = stored(candidate(KILLED, date=day, basis="inferred"), candidate(ARRESTED))
    (refusal,) = report.refused
    assert (refusal.quotation, refusal.whole) == (KILLED, True)
    assert refusal.why == "A date that is not stated in the words needs its reason."
    assert [event.title for event in report.created] == [ARRESTED[:20]]
    assert f"Not proposed: “{KILLED[:20]}” (“{KILLED}”). {refusal.why}" in list(report.lines())


def test_a_candidate_without_words_is_refused():
    report = stored(candidate(evidence=(quoted("on 2 January 2020", "date"),)))
    assert [refusal.why for refusal in report.refused] == ["It was found without words that say it."]
    assert rows()["Passage"] == rows()["Event"] == 0


def test_a_cue_that_is_not_in_the_words_is_left_out():
    (event,) = stored(candidate(evidence=(quoted(KILLED, cue="on 3 January 2020"),))).created
    assert event.evidence.get().cue == ""


# Again


def test_the_same_text_again_changes_nothing_and_says_so():
    ingest()
    before = rows()
    report = ingest()
    assert rows() == before
    assert report.is_unchanged
    assert list(report.lines()) == ["“Deaths in Lisbon” is there already, with this very text: nothing is new."]


def test_the_same_text_again_brings_nothing_back_that_was_judged():
    ingest()
    curation.reject(event_of(KILLED))
    curation.publish(event_of(ARRESTED), now=NOW)
    before = rows()
    assert ingest().is_unchanged
    assert rows() == before


def test_a_changed_text_is_a_new_version_whose_passages_are_found_again():
    first = ingest().source
    report = ingest(f"{ARRESTED}\n\n{KILLED}")
    assert report.source == first
    assert [text.version for text in first.texts.order_by("version")] == [1, 2]
    assert report.anchored.moved > 0
    assert report.anchored.lost == []
    assert Passage.objects.exclude(status="verified").count() == 0


def test_of_a_changed_text_only_what_is_new_is_proposed():
    ingest()
    report = ingest(f"{TEXT} {RESIGNED}")
    assert [str(event.date) for event in report.created] == ["2020-01-05"]
    assert {told.event for told in report.told} == {event_of(KILLED), event_of(ARRESTED)}


@pytest.mark.parametrize("judged", ["candidate", "published", "rejected"])
def test_what_an_event_quotes_is_not_proposed_whatever_its_status(judged):
    timeline = make_timeline()
    source = make_source(TEXT, title="Deaths in Lisbon", published_on=DAY)
    event = make_event(
        "An arrest", timeline=timeline, source=source, quotes=["arrested Paulo Reis"], published=judged == "published"
    )
    Event.objects.filter(pk=event.pk).update(status=judged)
    report = ingest(timeline=timeline)
    assert [told.event for told in report.told] == [event]
    assert [str(event.date) for event in report.created] == ["2020-01-02"]


def test_a_published_event_whose_words_are_gone_is_reported():
    ingest()
    event = event_of(KILLED)
    curation.publish(event, now=NOW)
    report = ingest(ARRESTED)
    assert report.anchored.unpublished == [event]
    assert f"“{event}” is a candidate again: its words are gone." in list(report.lines())


def test_another_timeline_gets_candidates_of_its_own_from_the_same_source():
    first = ingest()
    second = ingest(timeline=make_timeline("Another story"))
    assert second.source == first.source
    assert len(second.created) == len(first.created)
    assert SourceText.objects.count() == 1


# Which source it is


@pytest.mark.parametrize(
    ("stored", "given"),
    [
        ("https://example.org/a", "https://example.org/a"),
        ("http://www.example.org/a/", "https://example.org/a"),
        ("https://example.org/a", "https://example.org/a?utm_source=mail&utm_medium=x"),
        ("https://example.org/a?id=7&fbclid=1", "https://example.org/a?id=7#top"),
    ],
)
def test_a_source_is_known_by_its_address_however_it_is_written(stored, given):
    source = make_source("Other words", url=stored)
    assert source_of(make_article(url=given)) == source


@pytest.mark.parametrize("given", ["https://example.org/a?id=8", "https://example.org/b", "https://example.com/a"])
def test_another_address_is_another_source_though_title_and_day_are_the_same(given):
    make_source("Words", title="Live", published_on=DAY, url="https://example.org/a?id=7")
    assert source_of(make_article(title="Live", url=given)) is None


def test_a_source_without_an_address_is_known_by_title_publisher_and_day():
    source = make_source("Words", title="Deaths in Lisbon", publisher="The Gazette", published_on=DAY)
    assert source_of(make_article(publisher="the gazette")) == source
    assert source_of(make_article(publisher="The Herald")) is None
    assert source_of(make_article(publisher="The Gazette", published_on=date(2020, 1, 7))) is None


def test_a_source_is_known_by_its_very_text():
    source = make_source(TEXT, title="Something else", url="https://example.org/x")
    assert source_of(make_article(url="https://example.com/y")) == source


def test_what_is_known_of_a_source_stays_and_the_report_names_what_was_given_otherwise():
    source = make_source(TEXT, title="Something else", url="https://example.org/x", published_on=DAY)
    report = ingest(url="https://example.com/y", publisher="The Gazette")
    source.refresh_from_db()
    assert (source.title, source.url, source.publisher) == ("Something else", "https://example.org/x", "")
    said = "What is known of it stays as it is, though it was given with another title, publisher, address."
    assert said in list(report.lines())


# What is like what is there


def test_a_likely_duplicate_is_pointed_out_with_the_reasons():
    ingest()
    first = event_of(ARRESTED)
    report = ingest("Police officers arrested Paulo Reis on 3 January 2020.", title="Another paper")
    likeness = report.alike[report.created[0].pk][0]
    assert likeness.event == first
    assert {"same kind", "same date"} <= set(likeness.reasons)
    assert any(first.title in line and "in common" in line for line in report.lines())


def test_likeness_says_what_two_events_have_in_common():
    people = [make_actor("A"), make_actor("B"), make_actor("C")]
    one = make_event("Rockets hit a base", on="2019-12-27", actors=people)
    other = make_event("Missiles strike the compound", on="[2019-12-21..2019-12-31]", actors=people)
    (found,) = likenesses(one)
    assert found.event == other
    assert found.reasons == ["same kind", "overlapping date", "3 actors in common"]
    assert 0.55 <= found.score <= 1


@pytest.mark.parametrize(
    "other",
    [
        {"on": "2018-01-01"},
        {"actors": ()},
        {"timeline": "Another story"},
        {"published": False, "status": "rejected"},
    ],
    ids=str,
)
def test_events_that_cannot_be_the_same_are_not_alike(other):
    person = make_actor("A")
    one = make_event("Rockets hit a base", on="2019-12-27", actors=[person])
    if "timeline" in other:
        other["timeline"] = make_timeline(other["timeline"])
    make_event("Shells fall on the town", **{"on": "2019-12-27", "actors": [person], **other})
    assert likenesses(one) == []


def test_dates_that_cannot_be_the_same_part_two_events_but_not_if_their_titles_are_the_same():
    person = make_actor("A")
    one = make_event("Rockets hit a base near Kirkuk", on="2019-12-27", actors=[person])
    make_event("Rockets hit a base near Mosul", on="2018-01-01", actors=[person])
    same = make_event("Rockets hit a base near Kirkuk.", on="2018-01-01", actors=[person])
    beside = make_event("Another thing altogether", on="2018-01-01")
    found = likenesses_of([one, beside])
    assert [likeness.event for likeness in found[one.pk]] == [same]
    assert "overlapping date" not in found[one.pk][0].reasons


def test_two_things_that_one_person_says_on_a_day_are_two_unless_the_titles_are_alike():
    speaker = (make_actor("A"), "speaker")
    kind = make_kind("statement")
    one = make_event("A: it was meant to kill", on="2020-01-02", actors=[speaker], kind=kind)
    make_event("A praises the harvest of wine", on="2020-01-02", actors=[speaker], kind=kind)
    same = make_event("A says it was meant to kill", on="2020-01-02", actors=[speaker], kind=kind)
    assert [found.event for found in likenesses(one)] == [same]


def test_an_undated_event_is_like_a_dated_one_with_the_same_people_and_title():
    people = [make_actor("A"), make_actor("B")]
    dated = make_event("A kills B at home", on="2020-01-02", actors=people)
    undated = make_event("A kills B", on=None, actors=people)
    assert [found.event for found in likenesses(undated)] == [dated]
    assert [found.event for found in likenesses(dated)] == [undated]


def test_the_likenesses_of_a_queue_cost_seven_queries(django_assert_num_queries):
    people = [make_actor("A"), make_actor("B")]
    queue = [make_event(f"A meets B {n}", on="2020-01-02", actors=people) for n in range(12)]
    with django_assert_num_queries(7):
        found = likenesses_of(queue)
    assert set(found) == {event.pk for event in queue}


# One passage


def test_words_that_tell_a_happening_fill_in_an_event():
    known = make_actor("Paulo Reis")
    text = make_source(TEXT, published_on=DAY).current_text
    start = TEXT.index(ARRESTED)
    filled = prefill(text, start, start + len(ARRESTED))
    assert filled.quotation == ARRESTED
    assert (filled.kind, str(filled.date), filled.basis) == ("arrest", "2020-01-03", "stated")
    assert filled.cue in ARRESTED
    assert "3 January 2020" in filled.cue
    assert known in [part.actor for part in filled.parts]
    assert filled.title


def test_words_that_tell_of_nothing_fill_in_what_they_have():
    text = make_source(f"{QUIET} {ARRESTED}", published_on=DAY).current_text
    filled = prefill(text, 0, len(QUIET))
    assert (filled.quotation, filled.title) == (QUIET, QUIET.removesuffix("."))
    assert (filled.kind, filled.date, filled.basis, filled.cue) == ("", None, "", "")
    assert filled.parts == ()


def test_words_that_were_cut_are_made_whole():
    text = make_source(TEXT, published_on=DAY).current_text
    start = TEXT.index("arrested")
    filled = prefill(text, start + 2, start + len("arrested Paulo Re"))
    assert filled.quotation == "arrested Paulo Reis"
    assert TEXT[filled.start : filled.stop] == filled.quotation


@pytest.mark.parametrize(("start", "stop"), [(-1, 4), (4, 4), (5, 3), (0, 10_000), (58, 59)])
def test_words_that_are_not_there_are_refused(start, stop):
    text = make_source(TEXT, published_on=DAY).current_text
    with pytest.raises(IngestError, match="There are no words at"):
        prefill(text, start, stop)


def test_prefilling_stores_nothing():
    text = make_source(TEXT, published_on=DAY).current_text
    before = rows()
    prefill(text, 0, len(TEXT))
    assert rows() == before


def uncovered(source: Source, timeline: Timeline) -> list[tuple[str, str]]:
    text = source.current_text.text
    return [(text[gap.start : gap.stop], gap.why) for gap in coverage(source, timeline)]


def test_a_sentence_with_a_happening_or_a_date_and_no_event_is_not_covered():
    timeline = make_timeline()
    source = make_source(f"{TEXT}\n\nThe fair is held on 14 January 2020.", published_on=DAY)
    found = dict(uncovered(source, timeline))
    assert found[KILLED] == found[ARRESTED] == "happening"
    assert "The fair is held on 14 January 2020." in found
    assert QUIET not in found


def test_what_an_event_quotes_is_covered_and_of_another_timeline_not():
    timeline = make_timeline()
    source = make_source(TEXT, published_on=DAY)
    event = make_event("An arrest", timeline=timeline, source=source, quotes=["arrested Paulo Reis"])
    assert [words for words, _why in uncovered(source, timeline)] == [KILLED]
    assert len(uncovered(source, make_timeline("Another story"))) == 2
    curation.reject(event)
    assert [words for words, _why in uncovered(source, timeline)] == [KILLED]


def test_all_that_was_proposed_is_covered():
    report = ingest()
    assert [why for _words, why in uncovered(report.source, report.timeline) if why == "happening"] == []


def test_a_source_without_a_text_has_nothing_to_cover():
    assert coverage(make_source(), make_timeline()) == []


# What is given

PAGE = f"""<!doctype html><html lang="en"><head><title>Deaths in Lisbon</title>
<meta property="og:site_name" content="The Gazette">
<meta property="article:published_time" content="2020-01-06T08:00:00+00:00">
<link rel="canonical" href="https://example.org/lisbon">
</head><body><nav><a href="/">Home</a></nav><article><h1>Deaths in Lisbon</h1><p>{KILLED} {QUIET} The street was
closed for the whole of the day, and people were asked to stay at home until the evening.</p>
<p>{ARRESTED} A spokeswoman gave no further details, and nobody else was looked for by the officers.</p></article>
</body></html>"""


def test_a_page_says_of_itself_what_it_is():
    reading = read(PAGE, name="lisbon.html")
    assert (reading.form, reading.title, reading.publisher) == ("html", "Deaths in Lisbon", "The Gazette")
    assert (reading.published_on, reading.language) == (DAY, "en")
    assert reading.url == "https://example.org/lisbon"
    assert ARRESTED in reading.text
    assert "Home" not in reading.text


def test_a_plain_text_has_its_first_words_for_a_title_and_no_day():
    reading = read(f"Deaths in Lisbon\n\n{TEXT}")
    assert (reading.form, reading.title, reading.published_on) == ("text", "Deaths in Lisbon", None)


@pytest.mark.parametrize(
    ("top", "day"),
    [
        ("By Ann Lowe and Martin Hale\nPublished 3 January 2020, 18:40", "2020-01-03"),
        ("Updated: 3 January 2020, 5 p.m.", "2020-01-03"),
        ("Friday, 3 January 2020", "2020-01-03"),
        ("LISBON, January 3, 2020 -- The city was quiet at the weekend, and people stayed at home.", "2020-01-03"),
        ("LISBON (3 January 2020) — The city was quiet at the weekend, and people stayed at home.", "2020-01-03"),
        ("LISBON — The city was quiet on 3 January 2020, when most of its people stayed at home.", None),
        ("On 3 January 2020 the city was quiet — most of its people stayed at home for all of the day.", None),
        ("LISBON, January 3 -- The city was quiet at the weekend, and people stayed at home.", None),
        ("The long year from January 2020", None),
        ("What was said on 3 January 2020", None),
    ],
)
def test_a_plain_text_is_of_the_day_that_is_written_above_it(top, day):
    reading = read(f"Deaths in Lisbon\n\n{top}\n\n{TEXT}")
    assert str(reading.published_on or "") == (day or "")


def test_a_plain_text_is_of_a_day_that_is_written_in_its_own_language():
    german = "Die Polizei nahm den Mann am Samstag in einer Wohnung fest, wie ein Sprecher der Stadt am Abend sagte."
    reading = read(f"Festnahme\n\nVon Ann Lowe\nVeröffentlicht am 18. September 2022\n\n{german}")
    assert (str(reading.published_on), reading.authors) == ("2022-09-18", ("Ann Lowe",))


def test_a_plain_text_is_by_those_whom_its_byline_names():
    reading = read(f"Deaths in Lisbon\n\nBy Ann Lowe and Martin Hale\nPublished 3 January 2020\n\n{TEXT}")
    assert reading.authors == ("Ann Lowe", "Martin Hale")
    assert "Lowe" not in reading.text


def test_what_was_taken_out_of_a_page_is_told_without_its_marks():
    page = PAGE.replace(
        '<a href="/">Home</a>', '<ul><li><a href="/">Home</a></li><li><b>News &amp; views</b></li></ul>'
    )
    assert "Home News & views" in [removed.words for removed in read(page).removed]


def test_what_was_taken_out_is_told_with_its_words():
    reading = read(f"{TEXT}\n\nPlease visit original link for the full article.\n")
    assert "Please visit" not in reading.text
    assert any("Please visit original link" in removed.words for removed in reading.removed)
    assert all(removed.why for removed in reading.removed)


PAYWALL = '<script type="application/ld+json">{"@type": "NewsArticle", "isAccessibleForFree": false}</script></head>'


def test_a_page_that_keeps_part_of_its_article_back_says_so(tmp_path, story):
    page = PAGE.replace("</head>", PAYWALL)
    doubt = "The page says that it shows only part of the article to whoever has not paid."
    assert doubt in read(page).doubts
    assert doubt not in read(PAGE).doubts
    assert doubt in run(write(tmp_path, "lisbon.html", page), "--timeline", story.slug)


@pytest.mark.parametrize(
    "given",
    [
        TEXT.encode(),
        codecs.BOM_UTF8 + TEXT.encode(),
        TEXT.encode("utf-16"),
        TEXT.encode("utf-32"),
    ],
    ids=["plain", "with a mark", "UTF-16", "UTF-32"],
)
def test_bytes_are_read_by_their_byte_order_mark_or_as_utf_8(given):
    assert read(given).text == TEXT


def test_bytes_are_read_in_the_encoding_that_their_html_declares():
    page = PAGE.replace("<head>", '<head><meta charset="windows-1252">').replace("officers", "café")
    assert "café" in read(page.encode("windows-1252"), name="a.html").text


@pytest.mark.parametrize(
    ("given", "problem"),
    [
        (b"\x81\x8d\x8f\x90" * 20, "It is not text in any of the encodings that were tried"),
        (b"%PDF-1.7 and more", "It is a PDF document, not text."),
        ("x" * 5_000_001, "It has 6 million bytes; 5 million are the most that are read."),
        (" \n\n ", "There is no article in it"),
        ("word " * 210_000, "1000000 are the most that are read"),
    ],
    ids=["encoding", "PDF", "bytes", "nothing", "characters"],
)
def test_what_is_no_article_is_refused_by_its_name(given, problem):
    with pytest.raises(IngestError) as refused:
        read(given, name="lisbon.txt", form="text")
    assert str(refused.value).startswith("lisbon.txt: ")
    assert problem in str(refused.value)
    assert str(refused.value).endswith("Nothing was stored.")
    assert refused.value.name == "lisbon.txt"


# The command


@pytest.fixture
def story() -> Timeline:
    return make_timeline()


def run(*arguments) -> str:
    out = io.StringIO()
    call_command("ingest", *map(str, arguments), stdout=out, stderr=out)
    return out.getvalue()


def fail(*arguments) -> str:
    """What the command says that fails with these `arguments`."""
    out = io.StringIO()
    with pytest.raises(CommandError) as refused:
        call_command("ingest", *map(str, arguments), stdout=out, stderr=out)
    return f"{out.getvalue()}{refused.value}"


def write(folder: Path, name: str, content: str) -> Path:
    (folder / name).write_text(content, encoding="utf-8")
    return folder / name


def write_lines(folder: Path, *articles) -> Path:
    lines = (article if isinstance(article, str) else json.dumps(article) for article in articles)
    return write(folder, "articles.jsonl", "\n".join(lines) + "\n")


def test_a_file_is_brought_in_and_the_command_says_what_came_of_it(tmp_path, story):
    file = write(tmp_path, "lisbon.txt", f"Deaths in Lisbon\n\n{TEXT}")
    arguments = [file, "--timeline", story.slug, "--published", "2020-01-06", "--publisher", "The Gazette"]
    said = run(*arguments)
    assert f"{file}: “Deaths in Lisbon” is new." in said
    assert f"{file}: 2 candidates are new." in said
    assert Source.objects.get().publisher == "The Gazette"
    assert "nothing is new" in run(*arguments)


def test_a_page_needs_no_day_if_it_says_it_and_what_is_said_goes_before_it(tmp_path, story):
    file = write(tmp_path, "lisbon.html", PAGE)
    run(file, "--timeline", story.slug, "--title", "Another title")
    source = Source.objects.get()
    assert (source.title, source.published_on, source.url) == ("Another title", DAY, "https://example.org/lisbon")


def test_the_standard_input_is_brought_in(monkeypatch, story):
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(TEXT.encode())))
    assert "2 candidates are new." in run("-", "--timeline", story.slug, "--published", "2020-01-06")


def test_an_article_without_a_day_is_refused(tmp_path, story):
    said = fail(write(tmp_path, "lisbon.txt", TEXT), "--timeline", story.slug)
    assert "It does not say when it was published" in said
    assert not Source.objects.exists()


def test_a_timeline_that_is_not_there_is_refused_with_those_that_are(tmp_path, story):
    said = fail(write(tmp_path, "lisbon.txt", TEXT), "--timeline", "nowhere")
    assert "There is no timeline “nowhere”. There are: a-story." in said


def test_a_new_timeline_is_made_for_what_is_brought_in(tmp_path):
    run(write(tmp_path, "lisbon.html", PAGE), "--new-timeline", "Lisbon, 2020")
    assert Timeline.objects.get().slug == "lisbon-2020"
    assert Event.objects.filter(timeline__slug="lisbon-2020").count() == 2
    assert "There is a timeline “lisbon-2020” already" in fail("-", "--new-timeline", "Lisbon 2020")


def test_a_new_timeline_that_nothing_came_into_is_not_left_behind(tmp_path):
    fail(write(tmp_path, "lisbon.txt", TEXT), "--new-timeline", "Lisbon")
    assert not Timeline.objects.exists()


def test_an_address_within_is_refused_as_the_report_says(story):
    said = fail("http://127.0.0.1:9/a", "--timeline", story.slug)
    assert "http://127.0.0.1:9/a" in said
    assert "1 of 1 articles could not be brought in." in said


def test_several_articles_are_brought_in_and_a_bad_one_is_a_line_in_the_report(tmp_path, story):
    bad = tmp_path / "missing.txt"
    one = write(tmp_path, "one.txt", KILLED)
    other = write(tmp_path, "other.txt", ARRESTED)
    said = fail(one, bad, other, "--timeline", story.slug, "--published", "2020-01-06")
    assert f"{bad}: It cannot be read: No such file or directory. Nothing was stored." in said
    assert "2 brought in, 1 not; 2 candidates are new." in said
    assert said.endswith("1 of 3 articles could not be brought in.")
    assert Source.objects.count() == 2


def test_one_title_is_not_given_to_several_articles(tmp_path, story):
    one, other = write(tmp_path, "one.txt", KILLED), write(tmp_path, "other.txt", ARRESTED)
    said = fail(one, other, "--timeline", story.slug, "--published", "2020-01-06", "--title", "Both")
    assert "--title and --url are for one article alone." in said


def test_a_line_has_an_article_with_what_is_said_of_it(tmp_path, story):
    file = write_lines(
        tmp_path,
        {
            "text": KILLED,
            "title": "One",
            "publisher": "The Gazette",
            "authors": ["Ana Lima", "Rui Melo"],
            "url": "https://example.org/one",
            "language": "en",
            "zone": "Europe/Lisbon",
            "published": "2020-01-06",
        },
        {"html": PAGE, "title": "Two"},
        {"markdown": f"# Three\n\n{RESIGNED}", "authors": "Ana Lima"},
    )
    said = run(file, "--timeline", story.slug, "--published", "2020-02-01")
    assert "3 brought in, 0 not" in said
    one = Source.objects.get(title="One")
    assert (one.publisher, one.authors, one.zone) == ("The Gazette", "Ana Lima; Rui Melo", "Europe/Lisbon")
    days = dict(Source.objects.values_list("title", "published_on"))
    assert days == {"One": DAY, "Two": date(2020, 2, 1), "Three": date(2020, 2, 1)}


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("{", "This is no JSON."),
        ("[" * 100_000, "This is no JSON."),
        ("[]", "An article is an object: {…}."),
        ("{}", "An article has one of “text”, “html” and “markdown”."),
        ({"text": "a", "html": "b"}, "An article has one of “text”, “html” and “markdown”."),
        ({"text": 7}, "“text” is no text."),
        ({"text": TEXT, "title": ["x"]}, "“title” is no text."),
        ({"text": TEXT, "authors": [1]}, "“authors” is a list of names."),
        ({"text": TEXT, "published": "yesterday"}, "“published” is 'yesterday'; expected a day such as 2020-01-03."),
        ({"text": TEXT, "published": 2020}, "“published” is 2020; expected a day such as 2020-01-03."),
        ({"text": TEXT, "zone": "Mars/Olympus"}, "is no time zone"),
        ({"text": TEXT, "url": "nowhere"}, "Enter a valid URL."),
        ({"text": TEXT, "title": "x" * 301}, "at most 300 characters"),
        ({"text": ""}, "There is no article in it"),
    ],
    ids=lambda value: None,
)
def test_a_bad_line_is_named_and_the_run_goes_on(tmp_path, story, line, problem):
    file = write_lines(tmp_path, {"text": KILLED, "title": "One"}, line, {"text": ARRESTED, "title": "Two"})
    said = fail(file, "--timeline", story.slug, "--published", "2020-01-06")
    assert f"{file}, line 2: " in said
    assert problem in said
    assert "2 brought in, 1 not; 2 candidates are new." in said


def test_what_no_database_keeps_is_left_out_of_what_is_said(tmp_path, story):
    file = write_lines(tmp_path, {"text": KILLED, "title": "One\ud800\x00 two"})
    run(file, "--timeline", story.slug, "--published", "2020-01-06")
    assert Source.objects.get().title == "One two"


def test_a_stream_is_read_a_line_at_a_time():
    """So a thousand articles take no more memory than one."""
    file = io.BytesIO(b"".join(json.dumps({"text": f"{KILLED} {n}"}).encode() + b"\n" for n in range(1000)))
    articles = stream.given_in(file, "articles")
    assert next(articles).content == f"{KILLED} 0"
    assert file.tell() < 200


def test_a_line_without_end_is_passed_over():
    long = b'{"text": "' + b"x" * 10_000_001 + b'"}\n'
    bad, good = stream.given_in(io.BytesIO(long + json.dumps({"text": KILLED}).encode() + b"\n"), "articles")
    assert "The line is too long." in str(bad)
    assert good.name == "articles, line 2"
