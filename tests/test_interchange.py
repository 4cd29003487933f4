"""The timeline file: what a person may write, what comes of it, and that nothing is lost on the way."""

import json
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path

import jsonschema
import pytest
import yaml
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command
from hypothesis import given, settings
from hypothesis import strategies as st

from timeline import anchoring, curation
from timeline.interchange import InterchangeError, dump, file, load
from timeline.models import (
    Actor,
    Alias,
    Citation,
    Event,
    Evidence,
    Figure,
    Kind,
    Membership,
    Participation,
    Passage,
    Redirect,
    Source,
    SourceText,
    Timeline,
)

pytestmark = pytest.mark.django_db

NOW = datetime(2020, 2, 1, 9, 30, tzinfo=UTC)
LATER = datetime(2020, 3, 1, 9, 30, tzinfo=UTC)
MODELS = (
    Citation,
    Figure,
    Evidence,
    Participation,
    Passage,
    Event,
    SourceText,
    Source,
    Membership,
    Alias,
    Actor,
    Kind,
    Timeline,
    Redirect,
)

ARTICLE = """\
A bridge fell in late May. “Nobody was warned,” the mayor said, and the mayor left.

The bridge was closed on 2 June. The mayor was warned in April—so the engineer says.
"""
BRIDGE = """\
format: sourceline/1
timeline:
  slug: bridge
  title: The bridge
sources:
- title: A bridge falls
  slug: falls
  published: 2021-06-03
  text: article.txt
kinds:
- slug: fall
  name: Fall
- slug: closure
  name: Closure
actors:
- slug: mayor
  name: The mayor
  type: person
  aliases: [Her Honour]
  part_of: [town]
- slug: town
  name: The town
  type: state
events:
- title: A bridge falls
  slug: fall
  kind: fall
  date: "[2021-05-21..2021-05-31]"
  basis: stated
  evidence:
  - quote: A bridge fell in late May.
    cue: late May
    date: "[2021-05-21..2021-05-31]"
- title: The bridge is closed
  slug: closed
  kind: closure
  date: 2021-06-02
  basis: stated
  after: fall
  actors:
  - {actor: mayor, role: mentioned}
  evidence:
  - quote: The bridge was closed on 2 June.
    cue: on 2 June
- title: The mayor is warned
  slug: warned
  kind: fall
  status: candidate
  actors:
  - {actor: mayor, role: target, said_by: town}
"""


@pytest.fixture
def bridge(tmp_path) -> Path:
    """The file of the bridge, with its article beside it."""
    (tmp_path / "article.txt").write_text(ARTICLE, encoding="utf-8")
    path = tmp_path / "timeline.yaml"
    path.write_text(BRIDGE, encoding="utf-8")
    return path


def edit(path: Path, *changes: tuple[str, str]) -> Path:
    """The file at `path` with each first text, which must be in it, put in the place of the second."""
    text = path.read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    path.write_text(text, encoding="utf-8")
    return path


def refusal(path: Path) -> InterchangeError:
    """The error that loading `path` ends in, having imported nothing."""
    before = counted()
    with pytest.raises(InterchangeError) as caught:
        load(path, now=NOW)
    assert str(caught.value).startswith(str(path))
    assert str(caught.value).endswith(" Nothing was imported.")
    assert counted() == before
    return caught.value


def counted() -> list[int]:
    return [model.objects.count() for model in MODELS]


def histories() -> int:
    return sum(model.history.count() for model in MODELS if hasattr(model, "history"))


def wipe() -> None:
    Event.objects.update(after=None, before=None)
    for model in MODELS:
        model.objects.all().delete()


def written(text: str, folder: Path, name: str = "again.yaml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


# Loading


def test_a_file_without_ids_is_loaded_whole(bridge):
    report = load(bridge, now=NOW)
    assert report.created == {"timeline": 1, "kind": 2, "actor": 2, "source": 1, "text": 1, "event": 3}
    fall, closed, warned = Event.objects.order_by("pk")
    assert (fall.timeline.slug, fall.status, str(fall.date)) == ("bridge", "published", "[2021-05-21..2021-05-31]")
    assert (closed.after, closed.published_at, closed.recorded_at) == (fall, NOW, NOW)
    assert warned.status == "candidate"
    part = warned.participations.get()
    assert (part.actor.slug, part.role, part.said_by.slug) == ("mayor", "target", "town")
    mayor = Actor.objects.get(slug="mayor")
    assert [alias.name for alias in mayor.aliases.all()] == ["Her Honour"]
    assert [body.slug for body in mayor.part_of.all()] == ["town"]


def test_a_quotation_is_found_and_stored_with_its_place(bridge):
    load(bridge, now=NOW)
    piece = Evidence.objects.get(event__slug="closed")
    text = Source.objects.get().current_text.text
    assert text == anchoring.normalise(ARTICLE)
    assert text[piece.passage.start : piece.passage.stop] == "The bridge was closed on 2 June."
    assert (piece.passage.paragraph, piece.passage.status, piece.cue) == (2, "verified", "on 2 June")


def test_the_same_file_again_changes_nothing_and_leaves_no_history(bridge):
    load(bridge, now=NOW)
    before, rows = histories(), counted()
    report = load(bridge, now=LATER)
    assert not report.created
    assert not report.changed
    assert report.unchanged == {"timeline": 1, "kind": 2, "actor": 2, "source": 1, "text": 1, "event": 3}
    assert (histories(), counted()) == (before, rows)


def test_a_report_reads_as_sentences_for_people(bridge):
    load(bridge, now=NOW)
    edit(bridge, ("title: The bridge is closed", "title: The bridge is shut"))
    assert str(load(bridge, now=NOW)).splitlines() == [
        "“The bridge”",
        "created: nothing",
        "changed: 1 event",
        "unchanged: 1 timeline, 2 kinds, 2 actors, 1 source, 1 text, 2 events",
    ]


def test_a_change_says_in_history_who_made_it_and_why(bridge):
    load(bridge, now=NOW)
    user = get_user_model().objects.create_user("curator")
    load(edit(bridge, ("title: The bridge is closed", "title: The bridge is shut")), now=LATER, by=user)
    newest = Event.objects.get(slug="closed").history.first()
    assert (newest.title, newest.history_user) == ("The bridge is shut", user)
    assert newest.history_change_reason == "Loaded from timeline.yaml"


def test_an_event_is_made_equal_to_the_file_where_a_curator_changed_it(bridge):
    load(bridge, now=NOW)
    event = Event.objects.get(slug="closed")
    event.place = "On the river"
    event.save()
    event.participations.all().delete()
    report = load(bridge, now=NOW)
    event.refresh_from_db()
    assert report.changed == {"event": 1}
    assert (event.place, event.participations.count()) == ("", 1)


def test_what_the_file_does_not_name_stays(bridge):
    load(bridge, now=NOW)
    other = Event.objects.create(timeline=Timeline.objects.get(), title="Another", slug="a", kind=Kind.objects.first())
    load(bridge, now=NOW)
    assert Event.objects.filter(pk=other.pk).exists()


def test_shared_things_keep_what_the_file_leaves_out(bridge):
    load(bridge, now=NOW)
    Actor.objects.filter(slug="town").update(description="On the river")
    Alias.objects.create(actor=Actor.objects.get(slug="town"), name="The city")
    report = load(bridge, now=NOW)
    town = Actor.objects.get(slug="town")
    assert not report.changed
    assert (town.description, town.aliases.get().name) == ("On the river", "The city")


def test_a_list_of_aliases_in_the_file_is_the_whole_list(bridge):
    load(bridge, now=NOW)
    Alias.objects.create(actor=Actor.objects.get(slug="mayor"), name="Mayor")
    assert load(bridge, now=NOW).changed == {"actor": 1}
    assert [alias.name for alias in Actor.objects.get(slug="mayor").aliases.all()] == ["Her Honour"]


def test_evidence_taken_out_of_the_file_goes_with_its_passage(bridge):
    edit(bridge, ("    cue: on 2 June\n", "    cue: on 2 June\n  - quote: the mayor left\n"))
    load(bridge, now=NOW)
    load(edit(bridge, ("  - quote: the mayor left\n", "")), now=NOW)
    assert not Passage.objects.filter(exact="the mayor left").exists()


def test_the_order_of_evidence_and_participants_is_that_of_the_file(bridge):
    both = "  - {actor: mayor, role: mentioned}\n  - {actor: town, role: agent}\n"
    edit(bridge, ("  - {actor: mayor, role: mentioned}\n", both))
    load(bridge, now=NOW)
    swapped = "  - {actor: town, role: agent}\n  - {actor: mayor, role: mentioned}\n"
    assert load(edit(bridge, (both, swapped)), now=NOW).changed == {"event": 1}
    event = Event.objects.get(slug="closed")
    assert [part.actor.slug for part in event.participations.all()] == ["town", "mayor"]
    assert not load(bridge, now=NOW).changed


def test_straight_quotes_and_hyphens_find_the_original_which_is_kept(bridge):
    typed = "    cue: on 2 June\n  - quote: '\"Nobody was warned,\" the mayor'\n  - quote: April-so\n"
    load(edit(bridge, ("    cue: on 2 June\n", typed)), now=NOW)
    exact = [piece.passage.exact for piece in Evidence.objects.filter(event__slug="closed")]
    assert exact[1:] == ["“Nobody was warned,” the mayor", "April—so"]


@pytest.mark.parametrize(("context", "occurrence"), [("after: said", 0), ("before: and", 1)])
def test_the_words_around_a_repeated_quotation_tell_which_is_meant(bridge, context, occurrence):
    load(edit(bridge, ("    cue: on 2 June\n", f"    cue: on 2 June\n  - quote: the mayor\n    {context}\n")), now=NOW)
    places = [ARTICLE.index("the mayor said"), ARTICLE.index("the mayor left")]
    assert Passage.objects.get(exact="the mayor").start == places[occurrence]


@pytest.mark.parametrize("status", ["candidate", "rejected", "published"])
def test_the_status_of_an_event_becomes_that_of_the_file(bridge, status):
    load(bridge, now=NOW)
    load(edit(bridge, ("slug: closed\n", f"slug: closed\n  status: {status}\n")), now=NOW)
    assert Event.objects.get(slug="closed").status == status


def test_an_event_published_again_keeps_the_day_it_first_was(bridge):
    load(bridge, now=NOW)
    curation.reject(Event.objects.get(slug="closed"))
    load(bridge, now=LATER)
    event = Event.objects.get(slug="closed")
    assert (event.status, event.published_at) == ("published", NOW)


def test_a_file_may_be_json(bridge, tmp_path):
    load(bridge, now=NOW)
    content = yaml.load(bridge.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
    report = load(written(json.dumps(content), tmp_path, "timeline.json"), now=NOW)
    assert not report.created
    assert not report.changed


def test_a_folder_stands_for_the_file_in_it(bridge):
    assert load(bridge.parent, now=NOW).created["event"] == 3


def test_plain_values_stay_the_text_that_they_are(bridge):
    edit(bridge, ("title: The bridge is closed", "title: No"), ("slug: falls\n", "slug: falls\n  id: 12345678\n"))
    load(edit(bridge, ("date: 2021-06-02", "date: 2021")), now=NOW)
    assert Source.objects.get().uid == "12345678"
    assert [(event.title, str(event.date)) for event in Event.objects.filter(slug="closed")] == [("No", "2021")]


def test_dates_that_rest_on_one_another_load_in_any_order(bridge):
    ordered = "basis: ordered\n  reason: So it says.\n  before: closed\n"
    edit(bridge, ("basis: stated\n", ordered))
    load(bridge, now=NOW)
    assert Event.objects.get(slug="fall").before.slug == "closed"


CITED = """\
  citations:
  - source: news
    said_by: the fire brigade
  - source: wire
  figures:
  - {name: deaths, low: 7, best: 8, high: 9}
  - {name: injured, high: 0}
"""


@pytest.fixture
def cited(bridge) -> Path:
    """The file of the bridge, of which one more source is known by its headline alone; the last event cites it."""
    news = "- key: news\n  title: Bridge falls\n  publisher: The Times\n- key: wire\n  title: Road closed\n  note: A\n"
    return edit(
        bridge,
        ("- title: A bridge falls\n", f"{news}- key: own\n  title: A bridge falls\n"),
        ("quote: A bridge fell", "source: own\n    quote: A bridge fell"),
        ("quote: The bridge was", "source: own\n    quote: The bridge was"),
        ("  status: candidate\n", CITED),
    )


def test_an_event_may_cite_and_give_figures_in_place_of_a_quotation(cited):
    load(cited, now=NOW)
    event = Event.objects.get(slug="warned")
    assert (event.is_published, event.is_cited) == (True, True)
    told = [(citation.source.title, citation.said_by) for citation in event.citations.all()]
    assert told == [("Bridge falls", "the fire brigade"), ("Road closed", "")]
    assert list(event.figures.values_list("name", "low", "best", "high")) == [
        ("deaths", 7, 8, 9),
        ("injured", None, None, 0),
    ]
    assert not load(cited, now=LATER).changed


def test_citations_and_figures_are_made_equal_to_the_file(cited):
    load(cited, now=NOW)
    second = "  - source: wire\n  figures:\n  - {name: deaths, low: 7, best: 8"
    assert load(edit(cited, (second, second.replace("- source: wire\n  ", "").replace("8", "9"))), now=NOW).changed
    event = Event.objects.get(slug="warned")
    assert [citation.source.title for citation in event.citations.all()] == ["Bridge falls"]
    assert event.figures.get(name="deaths").best == 9
    load(
        edit(cited, ("  figures:\n  - {name: deaths, low: 7, best: 9, high: 9}\n  - {name: injured, high: 0}\n", "")),
        now=NOW,
    )
    assert not event.figures.exists()


@pytest.mark.parametrize(
    ("old", "new", "where", "problem"),
    [
        ("source: news\n", "source: new\n", "event 3, citation 1, source", "there is no source “new” in this file."),
        ("- source: wire", "- said_by: wire", "event 3, citation 2", "of which of the 3 sources it is a citation."),
        ("source: wire", "source: news", "event 3, citation 2", "“Bridge falls” is cited for this event already."),
        ("low: 7", "low: few", "event 3, figure 1, low", "it is text (“few”); expected a whole number."),
        ("low: 7", "low: 10", "event 3, figure 1", "At least, most likely, at most: each is no smaller than the one"),
        ("high: 0", "high: 9999999999", "event 3, figure 2, high", "it is 9999999999; expected at most 2147483647."),
        (", high: 0", "", "event 3, figure 2", "expected one of low, best, high at least."),
        ("name: injured", "name: deaths", "event 3, figure 2", "there is another figure “deaths” of this event."),
        ("  publisher: The Times\n", "", "event 3", "It cites “Bridge falls” without saying who published it or where"),
    ],
)
def test_a_wrong_citation_or_figure_is_refused_in_plain_words(cited, old, new, where, problem):
    error = refusal(edit(cited, (old, new)))
    assert (error.where, problem in error.problem) == (where, True), error.problem


# Texts


def test_a_corrected_text_is_a_new_snapshot(bridge):
    load(bridge, now=NOW)
    (bridge.parent / "article.txt").write_text(ARTICLE.replace("A bridge fell", "Yes, a bridge fell"), encoding="utf-8")
    report = load(edit(bridge, ("quote: A bridge", "quote: a bridge")), now=LATER)
    assert (report.created, report.changed["event"]) == ({"text": 1}, 1)
    assert [text.version for text in SourceText.objects.all()] == [1, 2]
    assert Event.objects.published().count() == 2
    assert not curation.audit().faults


def test_events_of_other_timelines_that_lose_their_words_are_named(bridge, tmp_path):
    other = bridge.read_text(encoding="utf-8").replace("slug: bridge", "slug: other", 1)
    load(written(other, tmp_path, "other.yaml"), now=NOW)
    (bridge.parent / "article.txt").write_text(ARTICLE.replace("A bridge fell", "The bridge fell"), encoding="utf-8")
    report = load(edit(bridge, ("quote: A bridge", "quote: The bridge")), now=LATER)
    assert [(event.timeline.slug, event.slug) for event in report.unpublished] == [("other", "fall")]
    assert "no longer published" in str(report)


def test_the_checksum_is_that_of_the_normalised_text(bridge):
    digest = anchoring.sha256(anchoring.normalise(ARTICLE))
    edit(bridge, ("text: article.txt\n", f"text: article.txt\n  sha256: {digest}\n"))
    (bridge.parent / "article.txt").write_bytes(ARTICLE.replace("\n", "\r\n").encode("utf-8-sig"))
    load(bridge, now=NOW)
    assert SourceText.objects.get().sha256 == digest


def test_a_text_may_stand_in_the_file(bridge):
    inline = "full_text: |\n    " + ARTICLE.replace("\n", "\n    ").rstrip() + "\n"
    load(edit(bridge, ("text: article.txt\n", inline)), now=NOW)
    assert SourceText.objects.get().text == anchoring.normalise(ARTICLE)


# Merged, renamed, known elsewhere


def with_ids(path: Path) -> Path:
    """The file at `path` as a dump has it, ids and all."""
    load(path, now=NOW)
    return written(dump(Timeline.objects.get()), path.parent)


def test_an_event_merged_away_is_not_brought_back_and_its_words_stay(bridge):
    path = with_ids(bridge)
    fall, closed = Event.objects.get(slug="fall"), Event.objects.get(slug="closed")
    curation.merge_events(fall, [closed])
    before = histories()
    report = load(path, now=LATER)
    assert report.merged == ["the event “The bridge is closed” is “A bridge falls” here"]
    assert (report.created, report.changed, histories()) == ({}, {}, before)
    assert fall.evidence.count() == 2
    assert fall.participations.get().actor.slug == "mayor"


def test_an_actor_merged_away_stays_merged_and_its_names_stay(bridge):
    mayoress = "- slug: mayoress\n  name: The mayoress\n  type: person\n  aliases: [Madam]\n  part_of: [town]\n"
    edit(bridge, ("- slug: town", mayoress + "- slug: town"))
    path = with_ids(edit(bridge, ("{actor: mayor, role: target", "{actor: mayoress, role: target")))
    mayor = Actor.objects.get(slug="mayor")
    curation.merge_actors(mayor, [Actor.objects.get(slug="mayoress")])
    before = histories()
    report = load(path, now=LATER)
    assert report.merged == ["the actor “The mayoress” is “The mayor” here"]
    assert (report.created, report.changed, histories()) == ({}, {}, before)
    assert [alias.name for alias in mayor.aliases.all()] == ["Her Honour", "Madam", "The mayoress"]
    assert mayor.participations.count() == 2


def test_an_actor_that_was_renamed_here_is_found_by_its_former_slug(bridge):
    load(bridge, now=NOW)
    actor = Actor.objects.get(slug="mayor")
    actor.slug = "the-mayor"
    actor.save()
    curation.take_slug(Redirect.Of.ACTOR, actor, former="mayor")
    assert not load(bridge, now=NOW).created
    assert Actor.objects.count() == 2


def test_a_slug_changed_in_the_file_leaves_a_redirect(bridge):
    path = with_ids(bridge)
    load(edit(path, ("slug: bridge", "slug: the-bridge")), now=NOW)
    timeline = Timeline.objects.get()
    assert timeline.slug == "the-bridge"
    assert Redirect.objects.target(Redirect.Of.TIMELINE, "bridge") == timeline.uid


def test_a_timeline_renamed_here_keeps_its_new_slug(bridge):
    load(bridge, now=NOW)
    timeline = Timeline.objects.get()
    timeline.slug = "the-bridge"
    timeline.save()
    curation.take_slug(Redirect.Of.TIMELINE, timeline, former="bridge")
    assert not load(bridge, now=NOW).created
    assert Timeline.objects.get().slug == "the-bridge"


def test_an_actor_known_here_by_its_slug_keeps_its_id_and_that_of_the_file_leads_to_it(bridge):
    known = Actor.objects.create(slug="mayor", name="The mayor", type="person")
    load(edit(bridge, ("- slug: mayor", "- slug: mayor\n  id: 00000001")), now=NOW)
    assert Actor.objects.filter(slug="mayor").get() == known
    assert Redirect.objects.target(Redirect.Of.ACTOR, "00000001") == known.uid
    assert not load(bridge, now=NOW).changed


@pytest.fixture
def renamed(bridge) -> tuple[Actor, Actor]:
    """The mayor, renamed, and another who has the slug that was the mayor's."""
    load(bridge, now=NOW)
    mayor = Actor.objects.get(slug="mayor")
    mayor.slug = "a-mayor"
    mayor.save()
    curation.take_slug(Redirect.Of.ACTOR, mayor, former="mayor")
    deputy = Actor.objects.create(slug="mayor", name="The deputy", type="person")
    Participation.objects.create(event=Event.objects.get(slug="fall"), actor=deputy, role="mentioned")
    return mayor, deputy


def test_a_slug_that_another_has_today_is_no_former_name_in_a_dump(renamed):
    assert Redirect.objects.target(Redirect.Of.ACTOR, "mayor")
    assert "formerly" not in dump(Timeline.objects.get())


def test_who_has_the_former_slug_of_another_is_not_merged_into_that_one(renamed, tmp_path):
    mayor, deputy = renamed
    first = dump(Timeline.objects.get())
    wipe()
    assert load(written(first, tmp_path), now=LATER).merged == []
    assert {actor.uid: actor.slug for actor in Actor.objects.exclude(slug="town")} == {
        mayor.uid: "a-mayor",
        deputy.uid: "mayor",
    }
    assert dump(Timeline.objects.get()) == first


@pytest.mark.parametrize("behind", ["a-mayor", "town"])
def test_a_slug_that_the_file_gives_to_another_actor_leads_to_that_one_alone(bridge, behind):
    load(edit(bridge, ("- slug: mayor\n", "- slug: mayor\n  id: '00000001'\n")), now=NOW)
    edit(bridge, ("- slug: mayor\n", "- slug: a-mayor\n"), *[("actor: mayor", "actor: a-mayor")] * 2)
    deputy = "- slug: mayor\n  id: '00000002'\n  name: The deputy\n  type: person\n"
    load(edit(bridge, (f"- slug: {behind}\n", f"{deputy}- slug: {behind}\n")), now=LATER)
    slugs = dict(Actor.objects.values_list("uid", "slug"))
    assert (slugs["00000001"], slugs["00000002"]) == ("a-mayor", "mayor")
    assert not Redirect.objects.exists()


def test_a_file_that_gives_the_slug_of_one_actor_as_the_former_name_of_another_is_refused(bridge):
    error = refusal(edit(bridge, ("- slug: mayor\n", "- slug: mayor\n  formerly: [town]\n")))
    assert error.problem == "“town” is still in use, by “The town”; merge the two first."


def test_an_id_of_its_own_tells_a_timeline_from_the_one_that_had_its_slug_before(bridge, tmp_path):
    load(bridge, now=NOW)
    timeline = Timeline.objects.get()
    timeline.slug = "old-bridge"
    timeline.save()
    curation.take_slug(Redirect.Of.TIMELINE, timeline, former="bridge")
    load(edit(bridge, ("  slug: bridge\n", "  slug: bridge\n  id: '00000001'\n")), now=LATER)
    assert Timeline.objects.get(slug="bridge").uid == "00000001"
    assert not Redirect.objects.exists()


def test_a_passage_says_in_history_who_made_and_dropped_it_and_why(bridge):
    user = get_user_model().objects.create_user("curator")
    edit(bridge, ("    cue: on 2 June\n", "    cue: on 2 June\n  - quote: the mayor left\n"))
    load(bridge, now=NOW, by=user)
    load(edit(bridge, ("  - quote: the mayor left\n", "")), now=NOW, by=user)
    told = Passage.history.filter(exact="the mayor left").order_by("history_id")
    assert [(record.history_type, record.history_user, record.history_change_reason) for record in told] == [
        ("+", user, "Loaded from timeline.yaml"),
        ("-", user, "Loaded from timeline.yaml"),
    ]


def test_an_article_known_here_by_its_address_keeps_its_id(bridge):
    known = Source.objects.create(title="A bridge falls", slug="x", url="https://example.org/bridge")
    edit(bridge, ("slug: falls\n", "slug: falls\n  id: 00000001\n  url: https://example.org/bridge\n"))
    load(bridge, now=NOW)
    assert Source.objects.get() == known
    assert Redirect.objects.target(Redirect.Of.SOURCE, "00000001") == known.uid
    assert not load(bridge, now=NOW).changed


def test_what_an_event_was_called_before_leads_to_it(bridge):
    load(edit(bridge, ("slug: closed\n", "slug: closed\n  formerly: [00000001]\n")), now=NOW)
    assert Redirect.objects.target(Redirect.Of.EVENT, "00000001") == Event.objects.get(slug="closed").uid


# What is refused


@pytest.mark.parametrize(
    ("old", "new", "where", "problem"),
    [
        ("sourceline/1", "sourceline/2", "", "its format is “sourceline/2”; expected sourceline/1."),
        ("title: The bridge\n", "titel: The bridge\n", "timeline", "there is no “titel” here; did you mean “title”?"),
        ("  title: The bridge\n", "", "timeline", "it has no “title”, which it needs."),
        ("slug: bridge", "slug: the bridge", "timeline, slug", "“the bridge” is not in the form that is expected: "),
        ("events:\n", "nothing:\n", "", "there is no “nothing” here; expected one of format,"),
        ("name: Fall", "name:", "kind 1, name", "it is empty; leave it out, or say something."),
        ("name: Fall", "name: Closure", "kind 2, name", "Kind with this Name already exists."),
        ("slug: fall\n", "slug: closure\n", "kind 2", "there is another kind called “closure” in this file."),
        ("type: person", "type: human", "actor 1, type", "“human” is not known; expected one of person, organisation,"),
        ("aliases: [Her Honour]", "aliases: [A, A]", "actor 1, aliases", "“A” is there twice."),
        ("aliases: [Her Honour]", "aliases: A", "actor 1, aliases", "it is text (“A”); expected a list."),
        (
            "part_of: [town]",
            "part_of: [towns]",
            "actor 1, part_of 1",
            "there is no actor “towns” in this file. Did you",
        ),
        (
            "type: state\n",
            "type: state\n  part_of: [mayor]\n",
            "actor 2, part_of",
            "The mayor is itself part of The to",
        ),
        ("published: 2021-06-03", "published: 2021-06-31", "source 1, published", "“2021-06-31” is no day of the cal"),
        ("slug: falls", "zone: Mars", "source 1, zone", "“Mars” is no time zone; write one as Asia/Baghdad."),
        ("slug: falls", "url: nowhere", "source 1, url", "Enter a valid URL."),
        ("slug: falls", "full_text: A.", "source 1", "expected its text as the name of a file (text) or as it is"),
        ("article.txt", "../article.txt", "source 1, text", "“../article.txt” is outside the folder of this file"),
        ("article.txt", "/etc/hosts", "source 1, text", "“/etc/hosts” is outside the folder of this file"),
        ("article.txt", "articles.txt", "source 1, text", "“articles.txt” cannot be read: No such file or directory."),
        ("article.txt", ".", "source 1, text", "is not a file that can be read."),
        ("text: article.txt", "note: None yet", "event 1, evidence 1", "cannot be looked up: “A bridge falls” has no"),
        (
            "kind: fall\n",
            "kind: falls\n",
            "event 1, kind",
            "there is no kind “falls” in this file. Did you mean “fall”?",
        ),
        ("2021-05-31]", "2021-05-32]", "event 1, date", "cannot be read as a date: 2021-05 has no day 32."),
        ("  basis: stated\n", "", "event 1, basis", "A date says what it rests on."),
        ("basis: stated", "basis: inferred", "event 1, reason", "A date that is not stated in the words needs its"),
        ("    cue: late May\n", "", "event 1", "no evidence has a cue: the words that give it."),
        ("cue: late May", "cue: early May", "event 1, evidence 1, cue", "These words are not in the quotation."),
        ("after: fall", "after: fell", "event 2, after", "there is no event “fell” in this file. Did you mean “fall”?"),
        ("after: fall", "after: closed", "event 2, after", "an event comes neither before nor after itself."),
        ("slug: closed", "slug: fall", "event 2", "there is another event “fall” in this file; give each its slug."),
        (
            "slug: closed",
            "slug: closed\n  recorded: 2021-06-31T00:00:00Z",
            "event 2, recorded",
            "is no moment of time.",
        ),
        (
            "actor: mayor, role: m",
            "actor: major, role: m",
            "event 2, actor 1",
            "there is no actor “major” in this file.",
        ),
        ("role: mentioned", "role: victim", "event 2, actor 1, role", "“victim” is not known; expected one of agent,"),
        ("  status: candidate\n", "", "event 3", "“The mayor is warned” cannot be published. It has no evidence"),
        (
            "title: The mayor is warned\n  slug: warned",
            "title: خبر",
            "event 3",
            "no slug can be made from “خبر”; give it one.",
        ),
        (
            "title: The mayor is warned",
            'title: "A\\0"',
            "event 3, title",
            "it holds a NUL character or half of a surrogate",
        ),
        (
            "quote: The bridge was",
            "quote: The bridges was",
            "event 2, evidence 1",
            "Nearest is “The bridge was closed on 2 June",
        ),
    ],
)
def test_a_wrong_file_is_refused_in_plain_words(bridge, old, new, where, problem):
    error = refusal(edit(bridge, (old, new)))
    assert (error.file, error.where) == (str(bridge), where)
    assert problem in error.problem
    assert bool(error.line) == bool(where)


def test_a_quotation_that_stands_there_twice_is_refused_with_its_places(bridge):
    edit(bridge, ("    cue: on 2 June\n", "    cue: on 2 June\n  - quote: the mayor\n"))
    places = f"{ARTICLE.index('the mayor said')}, {ARTICLE.index('the mayor left')}"
    assert str(refusal(bridge)) == (
        f"{bridge}, event 2, evidence 2, line 45: the quotation “the mayor” is in the text of “A bridge falls” 2 times "
        f"(at {places}); add the words before or after it. Nothing was imported."
    )


def test_a_quotation_is_evidence_of_an_event_once(bridge):
    edit(bridge, ("    cue: on 2 June\n", "    cue: on 2 June\n  - quote: The bridge was closed on 2 June.\n"))
    assert "is evidence of this event already" in refusal(bridge).problem


def test_events_in_a_circle_are_refused(bridge):
    error = refusal(edit(bridge, ("slug: fall\n  kind", "slug: fall\n  after: closed\n  kind")))
    assert (error.where, "in a circle" in error.problem) == ("events", True)


def test_an_error_late_in_the_file_takes_back_what_was_loaded_before_it(bridge):
    load(bridge, now=NOW)
    edit(bridge, ("title: The bridge\n", "title: Another title\n"), ("role: target", "role: target, said_by: nobody"))
    refusal(edit(bridge, (", said_by: town", "")))
    assert Timeline.objects.get().title == "The bridge"


def test_a_text_other_than_its_checksum_says_is_refused_with_both(bridge):
    error = refusal(edit(bridge, ("text: article.txt\n", f"text: article.txt\n  sha256: {'0' * 64}\n")))
    assert anchoring.sha256(anchoring.normalise(ARTICLE)) in error.problem
    assert "0" * 64 in error.problem


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"A bridge fell in \xff", "“article.txt” is not UTF-8 (byte 17)"),
        (b"A bridge\0", "“article.txt” holds a NUL character"),
        (b" \n\n", "the text is empty."),
        (b"A bridge fell. " * 10, "“article.txt” is larger than"),
    ],
)
def test_an_article_that_cannot_be_read_is_refused(bridge, content, problem, monkeypatch):
    monkeypatch.setattr(file, "LARGEST_TEXT", 100)
    (bridge.parent / "article.txt").write_bytes(content)
    error = refusal(bridge)
    assert (error.where, problem in error.problem) == ("source 1, text", True)


def test_a_link_that_leads_out_of_the_folder_is_refused(bridge, tmp_path_factory):
    elsewhere = written("A secret.", tmp_path_factory.mktemp("elsewhere"), "secret.txt")
    (bridge.parent / "link.txt").symlink_to(elsewhere)
    assert "outside the folder" in refusal(edit(bridge, ("article.txt", "link.txt"))).problem


@pytest.mark.parametrize(
    ("content", "line", "problem"),
    [
        ("", None, "it holds nothing; expected a mapping"),
        ("- format", None, "it holds a list; expected a mapping"),
        ("timeline: {}", None, "its format is “nothing”; expected sourceline/1."),
        ("format: sourceline/1\nformat: sourceline/1", 2, "the key “format” is there twice in one mapping."),
        ("format: sourceline/1\n---\nformat: sourceline/1", 2, "there is a second document (---)"),
        ("a: &a [x]\nb: *a", 2, "it has the alias *a; write the value out."),
        ("? [a]\n: b", 1, "a key is a word"),
        ("[" * 500, 1, "its values nest too deeply."),
        ("a: b: c", 1, "it cannot be read as YAML: mapping values are not allowed in this context."),
        ("format: \x01", None, "it cannot be read as YAML: control characters are not allowed."),
    ],
)
def test_what_is_no_timeline_in_yaml_is_refused_with_its_line(tmp_path, content, line, problem):
    error = refusal(written(content, tmp_path))
    assert error.problem.startswith(problem)
    assert error.line == line


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ('{"format": "sourceline/1",}', "it cannot be read as JSON: "),
        ('{"format": "sourceline/1", "format": ""}', "the key “format” is there twice"),
        ("[" * 100 + "]" * 100, "its values nest too deeply."),
        ("[" * 100_000, "it cannot be read as JSON: its values nest too deeply"),
        ('{"format": "sourceline/1", "timeline": 7}', "it is a number (“7”); expected a mapping."),
        (
            '{"format": "sourceline/1", "timeline": {"slug": "a", "title": "\\ud800"}}',
            "it holds a NUL character or half",
        ),
    ],
)
def test_what_is_no_timeline_in_json_is_refused(tmp_path, content, problem):
    assert refusal(written(content, tmp_path, "timeline.json")).problem.startswith(problem)


def test_a_file_that_is_too_large_is_refused(bridge, monkeypatch):
    monkeypatch.setattr(file, "LARGEST_FILE", 100)
    assert "is larger than" in refusal(bridge).problem


def test_a_timeline_with_the_slug_of_another_is_refused(bridge):
    Timeline.objects.create(slug="bridge", title="Cards", uid="00000001")
    error = refusal(edit(bridge, ("  slug: bridge\n", "  slug: bridge\n  id: 00000002\n")))
    assert error.problem == "the slug “bridge” belongs to another timeline here, “Cards” (00000001)."


def test_an_event_of_another_timeline_is_refused(bridge):
    load(bridge, now=NOW)
    uid = Event.objects.get(slug="closed").uid
    edit(bridge, ("slug: bridge", "slug: other"), ("slug: closed", f"slug: closed\n  id: {uid}"))
    assert refusal(bridge).problem == f"{uid} is an event of another timeline, “The bridge”."


def test_a_former_id_that_is_still_in_use_is_refused(bridge):
    load(bridge, now=NOW)
    uid = Event.objects.get(slug="closed").uid
    error = refusal(edit(bridge, ("slug: fall\n  kind", f"slug: fall\n  formerly: [{uid}]\n  kind")))
    assert "is still in use, by “The bridge is closed”; merge the two first." in error.problem


def test_with_two_sources_a_quotation_says_of_which_it_is(bridge):
    edit(bridge, ("sources:\n", "sources:\n- title: Another\n"))
    assert refusal(bridge).problem == "say of which of the 2 sources it is a quotation."
    load(edit(bridge, *[("  - quote:", "  - source: falls\n    quote:")] * 2), now=NOW)
    assert Passage.objects.count() == 2


# Dumping


@pytest.fixture
def rich(bridge) -> Timeline:
    """The timeline of the bridge, after everything that may happen to one."""
    load(bridge, now=NOW)
    timeline, source = Timeline.objects.get(), Source.objects.get()
    curation.take_slug(Redirect.Of.TIMELINE, timeline, former="the-old-bridge")
    town = Actor.objects.get(slug="town")
    city = Actor.objects.create(slug="city", name="The city", type="state")
    fall, closed, warned = Event.objects.order_by("pk")
    Participation.objects.create(event=fall, actor=city, role="target", said_by=town)
    curation.merge_actors(town, [city])
    for title, status, quote in [
        ("خبر عاجل", "rejected", "Nobody was warned"),
        ("Yes", "candidate", "A bridge"),
        ("The mayor leaves", "candidate", "the mayor"),
    ]:
        event = Event.objects.create(
            timeline=timeline, title=title, slug="same", kind=fall.kind, status=status, recorded_at=LATER
        )
        passage = curation.quote(source, quote, prefix="and")
        Evidence.objects.create(event=event, passage=passage, supports="place")
    curation.merge_events(closed, [Event.objects.get(title="Yes")])
    curation.add_text(source, f"{ARTICLE}\nCorrected: it was April.", now=LATER)
    lost = Passage.objects.create(source=source, exact="It never fell.", status="missing", prefix="No: ")
    Evidence.objects.create(event=warned, passage=lost, attributed_to=town)
    second = Source.objects.create(title="Another", slug="b", language="fa", authors="A. One; B. Two", note="1\n\n2")
    curation.add_text(second, "سلام دنیا 😀\n\nسلام", now=NOW)
    Evidence.objects.create(event=warned, passage=curation.quote(second, "سلام", prefix="😀"), position=1)
    news = Source.objects.create(title="News", slug="news", publisher="The Times")
    Citation.objects.create(event=warned, source=news, said_by="the town")
    Figure.objects.create(event=closed, name="deaths", low=0, best=2)
    return timeline


@pytest.mark.parametrize("as_json", [False, True])
def test_loading_a_dump_gives_the_timeline_back(rich, tmp_path, as_json):
    first = dump(rich, as_json=as_json)
    wipe()
    load(written(first, tmp_path, f"again.{'json' if as_json else 'yaml'}"), now=LATER)
    assert dump(Timeline.objects.get(), as_json=as_json) == first


def test_a_dump_into_a_folder_has_each_text_beside_it(rich, tmp_path):
    folder = tmp_path / "out" / "bridge"
    first = dump(rich, folder=folder)
    assert first == (folder / "timeline.yaml").read_text(encoding="utf-8")
    assert sorted(path.name for path in folder.iterdir()) == ["b.txt", "falls.1.txt", "falls.txt", "timeline.yaml"]
    wipe()
    load(folder, now=LATER)
    assert dump(Timeline.objects.get(), folder=folder) == first
    assert [text.version for text in Source.objects.get(slug="falls").texts.all()] == [1, 2]


def test_loading_a_dump_over_what_it_was_made_of_changes_nothing(rich, tmp_path):
    path = written(dump(rich), tmp_path)
    before, rows = histories(), counted()
    report = load(path, now=LATER)
    assert (report.created, report.changed, histories(), counted()) == ({}, {}, before, rows)


def test_a_dump_is_short_and_in_the_order_in_which_events_are_told(bridge):
    load(edit(bridge, ("- title: A bridge falls\n  slug: falls", "- title: A bridge falls")), now=NOW)
    for row, uid in [(Timeline, "t"), (Source, "s"), (Actor, "a"), (Event, "e")]:
        for number, pk in enumerate(row.objects.order_by("pk").values_list("pk", flat=True)):
            row.objects.filter(pk=pk).update(uid=f"{uid}000000{number}")
    Event.objects.filter(slug="fall").update(slug="a-bridge-falls")
    text = dump(Timeline.objects.get()).partition("events:\n")
    assert "full_text: |-\n    A bridge fell in late May." in text[0]
    assert (
        text[2]
        == """\
- id: e0000000
  title: A bridge falls
  kind: fall
  date: '[2021-05-21..2021-05-31]'
  basis: stated
  evidence:
  - quote: A bridge fell in late May.
    cue: late May
    date: '[2021-05-21..2021-05-31]'
  recorded: '2020-02-01T09:30:00Z'
  first_published: '2020-02-01T09:30:00Z'

- id: e0000001
  slug: closed
  title: The bridge is closed
  kind: closure
  date: '2021-06-02'
  basis: stated
  after: a-bridge-falls
  actors:
  - {actor: mayor, role: mentioned}
  evidence:
  - quote: The bridge was closed on 2 June.
    cue: on 2 June
  recorded: '2020-02-01T09:30:00Z'
  first_published: '2020-02-01T09:30:00Z'

- id: e0000002
  slug: warned
  title: The mayor is warned
  kind: fall
  status: candidate
  actors:
  - {actor: mayor, role: target, said_by: town}
  recorded: '2020-02-01T09:30:00Z'
"""
    )


def test_any_reader_of_yaml_sees_the_same_texts_in_a_dump(rich):
    Source.objects.filter(slug="falls").update(uid="1e234567", publisher="No", title="2020-01-01")
    text = dump(rich)
    plain = yaml.load(text, Loader=yaml.BaseLoader)
    for kind in plain["kinds"]:
        kind.pop("position", None)
    for figure in (figure for event in plain["events"] for figure in event.get("figures", [])):
        figure |= {name: int(figure[name]) for name in ("low", "best", "high") if name in figure}
    assert yaml.safe_load(text) == plain
    assert "'1e234567'" in text  # a number to YAML 1.2


def test_a_dump_of_what_readers_may_see_has_that_alone(rich, tmp_path):
    warned = Event.objects.get(slug="warned")
    Event.objects.filter(slug="closed").update(after=warned, basis="stated")
    text = dump(rich, published=True)
    assert "The mayor" not in text.partition("events:")[2].replace("The mayor was warned", "")
    content = yaml.safe_load(text)
    assert [event["title"] for event in content["events"]] == ["A bridge falls", "The bridge is closed"]
    closed = Event.objects.get(slug="closed")
    assert content["left_out"] == [
        f"“The bridge is closed” ({closed.uid}) is said to come after an event that is not among these."
    ]
    wipe()
    assert load(written(text, tmp_path), now=LATER).created["event"] == 2


def test_a_date_by_order_after_an_event_that_readers_may_not_see_loads_from_what_they_may(rich, tmp_path):
    warned, closed = Event.objects.get(slug="warned"), Event.objects.get(slug="closed")
    Event.objects.filter(pk=closed.pk).update(after=warned, basis="ordered", reason="After the warning.")
    text = dump(rich, published=True)
    assert yaml.safe_load(text)["left_out"] == [
        f"“The bridge is closed” ({closed.uid}) is said to come after an event that is not among these."
    ]
    wipe()
    load(written(text, tmp_path), now=LATER)
    closed = Event.objects.published().get(uid=closed.uid)
    assert (closed.basis, closed.reason, closed.after) == ("ordered", "After the warning.", None)


def test_a_text_that_was_tampered_with_does_not_load_from_its_dump(rich, tmp_path):
    SourceText.objects.filter(source__slug="falls", version=2).update(text=ARTICLE.replace("fell", "fall"))
    path = written(dump(rich), tmp_path)
    wipe()
    assert refusal(path).where == "source 3, sha256"


SCRIPTS = [
    "the",
    "mayor",
    "“No”,",
    "é",
    "e\u0301",
    "😀",
    "👩‍👩‍👧",
    "سلام",
    "\u200fدنیا",
    "'s",
    "-",
    "#",
    ": x",
    "{a}",
    "2020",
    "yes",
]
WORDS = st.lists(st.sampled_from(SCRIPTS), min_size=1, max_size=30).map(" ".join)
# Without white space around them, as forms take it off.
LINES = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=120).map(str.strip).filter(bool)
PARAGRAPHS = st.lists(LINES, max_size=3).map("\n\n".join)
DATES = st.sampled_from(
    ["", "2019", "2019-12-2X", "[2019-12-21..2019-12-31]", "2019-10~/2020-01-02", "../2019-10", "2020~"]
)
ANYWHERE = st.integers(0, 1000)
BOUNDS = st.sampled_from([(0, None, None), (1, 2, 3), (None, 0, None), (None, None, 5), (3, 3, 2**31 - 1)])
TOLD = st.tuples(
    LINES,
    PARAGRAPHS,
    DATES,
    st.sampled_from(["candidate", "published", "rejected"]),
    st.booleans(),
    ANYWHERE,
    ANYWHERE,
    st.none() | st.tuples(LINES.map(lambda line: line[:100].strip()), BOUNDS),
)


@settings(max_examples=25)
@given(article=st.lists(WORDS, min_size=1, max_size=4), events=st.lists(TOLD, max_size=3), title=LINES, note=PARAGRAPHS)
def test_loading_a_dump_gives_any_timeline_back(tmp_path_factory, article, events, title, note):
    wipe()
    timeline = Timeline.objects.create(title=title, slug="made-up", summary=note)
    source = Source.objects.create(title=title, slug="article", note=note)
    text = curation.add_text(source, "\n\n".join(article), now=NOW).text.text
    kind = Kind.objects.create(name=title[:60], slug="kind")
    actor = Actor.objects.create(name=title, slug="someone", type="person")
    Alias.objects.create(actor=actor, name=title[:100])
    news = Source.objects.create(title=title, slug="news", publisher=title)
    for name, summary, on, status, follows, start, length, cited in events:
        dated = {"date": on, "basis": "outside", "reason": name} if on else {}
        after = timeline.events.last() if follows else None
        event = Event.objects.create(
            timeline=timeline, title=name, slug="e", summary=summary, kind=kind, recorded_at=NOW, after=after, **dated
        )
        Participation.objects.create(event=event, actor=actor, role="mentioned")
        if cited:
            figure, (low, best, high) = cited
            Citation.objects.create(event=event, source=news, said_by=figure)
            Figure.objects.create(event=event, name=figure, low=low, best=best, high=high)
        start %= len(text)
        stop = start + 1 + length % (len(text) - start)
        try:
            passage = curation.quote(source, text[start:stop], prefix=text[:start], suffix=text[stop:])
        except (curation.QuotationError, anchoring.AnchoringError):
            continue  # half a character, or white space alone
        Evidence.objects.create(event=event, passage=passage)
        if status == "published":
            curation.publish(event, now=NOW)
        elif status == "rejected":
            curation.reject(event)
    first = dump(timeline)
    path = written(first, tmp_path_factory.mktemp("made-up"))
    assert not load(path, now=LATER).changed
    wipe()
    load(path, now=LATER)
    assert dump(Timeline.objects.get()) == first


# The schema


def schema() -> dict:
    return json.loads(file.SCHEMA.read_text(encoding="utf-8"))


def test_the_schema_is_a_json_schema():
    jsonschema.Draft202012Validator.check_schema(schema())


@pytest.mark.parametrize(
    ("model", "name", "keys"),
    [
        (Timeline, "timeline", ["title", "slug"]),
        (Source, "source", ["title", "slug", "publisher", "url", "language", "zone"]),
        (Kind, "kind", ["name", "slug", "glyph", "colour"]),
        (Actor, "actor", ["name", "slug", "type", "description"]),
        (Event, "event", ["title", "slug", "date", "zone", "basis", "status", "place"]),
        (Participation, "participation", ["role"]),
        (Evidence, "evidence", ["supports", "cue", "date"]),
        (Citation, "citation", ["said_by"]),
        (Figure, "figure", ["name"]),
    ],
)
def test_the_schema_and_the_models_have_the_same_limits_and_choices(model, name, keys):
    for key in keys:
        written_as = schema()["$defs"][name]["properties"][key]
        if "$ref" in written_as:
            written_as = schema()["$defs"][written_as["$ref"].rpartition("/")[2]]
        column = model._meta.get_field(key)
        if column.choices:
            assert written_as["enum"] == [value for value, _label in column.choices]
        else:
            assert written_as["maxLength"] == column.max_length


def test_every_key_of_the_schema_says_what_it_is():
    plain = {"title", "name", "slug", "id", "type", "role", "summary", "publisher", "place", "date", "text"}
    for name, thing in schema()["$defs"].items():
        assert thing["description"], name
        for key, value in thing.get("properties", {}).items():
            assert key in plain or "description" in value or "$ref" in value, (name, key)


# The commands


def run(*arguments: str) -> str:
    out = StringIO()
    call_command(*arguments, stdout=out)
    return out.getvalue()


def test_the_load_command_prints_the_report(bridge):
    assert "created: 1 timeline, 2 kinds, 2 actors, 1 source, 1 text, 3 events" in run("load", str(bridge))


def test_the_load_command_fails_with_the_sentence(bridge):
    with pytest.raises(CommandError, match=r"event 1, kind, line \d+: there is no kind .* Nothing was imported\."):
        run("load", str(edit(bridge, ("kind: fall\n", "kind: falls\n"))))


def test_the_dump_command_writes_what_dump_gives(rich, tmp_path):
    assert run("dump", "bridge") == dump(rich)
    assert run("dump", "the-old-bridge", "--json", "--published") == dump(rich, as_json=True, published=True)
    assert run("dump", "bridge", "--output", str(tmp_path / "out")) == f"“The bridge” is in {tmp_path / 'out'}.\n"
    assert (tmp_path / "out" / "timeline.yaml").exists()


def test_the_dump_command_names_the_timelines_that_there_are(rich):
    with pytest.raises(
        CommandError, match=r"There is no timeline “brigde”\. There are: bridge\. Nothing was written\."
    ):
        run("dump", "brigde")
