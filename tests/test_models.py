"""The rules of the tables, each held twice: by the database, past all code, and by `clean`, in words for an editor."""

from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from tests.factories import NOW, make_actor, make_event, make_kind, make_source, make_timeline, quote_for
from timeline.dates import EventDate
from timeline.models import (
    Actor,
    Alias,
    Event,
    Evidence,
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

SHA256 = "0" * 64


# What the database holds


def changed(row, **changes):
    """Writes `changes` to the row of `row` past every rule of the code, but those of the database."""
    return lambda: type(row).objects.filter(pk=row.pk).update(**changes)


def a_candidate():
    return make_event(published=False)


BREACHES = {
    "timeline_has_a_title": lambda: changed(make_timeline(), title=""),
    "timeline_has_a_slug": lambda: changed(make_timeline(), slug=""),
    "actor_has_a_name": lambda: changed(make_actor(), name=""),
    "actor_has_a_slug": lambda: changed(make_actor(), slug=""),
    "actor_type_is_known": lambda: changed(make_actor(), type="ship"),
    "alias_has_a_name": lambda: changed(Alias.objects.create(actor=make_actor(), name="General"), name=""),
    "alias_once_an_actor": lambda: lambda: Alias.objects.create(actor=make_actor(aliases=["A"]), name="A"),
    "member_once_a_body": lambda: (
        lambda: Membership.objects.create(
            body=(body := make_actor("Iran")), member=make_actor("Quds Force", part_of=[body])
        )
    ),
    "no_actor_is_part_of_itself": lambda: lambda: Membership.objects.create(member=(a := make_actor()), body=a),
    "kind_has_a_name": lambda: changed(make_kind(), name=""),
    "kind_has_a_slug": lambda: changed(make_kind(), slug=""),
    "source_has_a_title": lambda: changed(make_source(), title=""),
    "source_has_a_slug": lambda: changed(make_source(), slug=""),
    "one_text_a_version": lambda: (
        lambda: SourceText.objects.create(source=make_source("Words."), version=1, text="Other words.", sha256=SHA256)
    ),
    "text_has_its_sha256": lambda: lambda: SourceText.objects.create(source=make_source(), text="", sha256="short"),
    "passage_has_words": lambda: changed(quote_for(a_candidate(), "Words.").passage, exact=""),
    "one_passage_a_place": lambda: (
        lambda: Passage.objects.create(
            source=(p := quote_for(a_candidate(), "Words.").passage).source,
            text=p.text,
            exact="Words.",
            start=p.start,
            stop=p.stop,
            paragraph=1,
            status="verified",
        )
    ),
    "passage_is_placed_or_not": lambda: changed(quote_for(a_candidate(), "Words.").passage, stop=0),
    "verified_passage_is_placed": lambda: changed(
        quote_for(a_candidate(), "Words.").passage, text=None, start=None, stop=None, paragraph=None
    ),
    "passage_status_is_known": lambda: changed(quote_for(a_candidate(), "Words.").passage, status="likely"),
    "event_has_a_title": lambda: changed(a_candidate(), title=""),
    "event_has_a_slug": lambda: changed(a_candidate(), slug=""),
    "event_status_is_known": lambda: changed(a_candidate(), status="hidden"),
    "dated_event_says_its_basis": lambda: changed(a_candidate(), basis=""),
    "basis_but_stated_has_a_reason": lambda: changed(a_candidate(), basis="inferred", reason=""),
    "earliest_is_not_after_latest": lambda: changed(a_candidate(), earliest=date(2020, 1, 3), latest=date(2020, 1, 2)),
    "published_event_says_since_when": lambda: changed(a_candidate(), status="published"),
    "no_event_follows_itself": lambda: changed(event := a_candidate(), after=event),
    "actor_once_a_role": lambda: (
        lambda: Participation.objects.create(
            event=make_event(actors=[actor := make_actor()], published=False), actor=actor, role="agent"
        )
    ),
    "role_is_known": lambda: changed(
        Participation.objects.create(event=a_candidate(), actor=make_actor(), role="agent"), role="bystander"
    ),
    "passage_once_an_event": lambda: (
        lambda: Evidence.objects.create(
            event=(piece := quote_for(a_candidate(), "Words.")).event, passage=piece.passage
        )
    ),
    "supports_is_known": lambda: changed(quote_for(a_candidate(), "Words."), supports="everything"),
    "evidence_names_the_actor_it_supports": lambda: changed(quote_for(a_candidate(), "Words."), actor=make_actor()),
    "one_redirect_each": lambda: (
        lambda: [Redirect.objects.create(kind="actor", old="former", uid=uid) for uid in ("aaaaaaaa", "bbbbbbbb")]
    ),
}


def test_a_table_has_no_constraint_that_is_not_tried_here():
    models = [Actor, Alias, Event, Evidence, Kind, Membership, Participation, Passage, Redirect, Source, SourceText]
    constraints = {each.name for model in [*models, Timeline] for each in model._meta.constraints}
    assert constraints == set(BREACHES)


@pytest.mark.parametrize("constraint", BREACHES)
def test_the_database_refuses_what_the_code_did_not(constraint):
    breach = BREACHES[constraint]()
    # SQLite names a check that fails, but of a unique index only the columns.
    with pytest.raises(IntegrityError, match=f"{constraint}|UNIQUE"), transaction.atomic():
        breach()


@pytest.mark.parametrize("make", [make_timeline, make_actor, make_source, make_event, make_kind])
def test_what_breaks_no_rule_is_kept(make):
    assert type(thing := make()).objects.get(pk=thing.pk) == thing


@pytest.mark.parametrize(
    ("model", "field"), [(Timeline, "slug"), (Actor, "slug"), (Kind, "slug"), (Kind, "name"), (Event, "uid")]
)
def test_no_two_are_known_by_the_same(model, field):
    makes = {Timeline: make_timeline, Actor: make_actor, Kind: make_kind, Event: make_event}
    one, other = makes[model]("One"), makes[model]("Other")
    with pytest.raises(IntegrityError), transaction.atomic():
        changed(other, **{field: getattr(one, field)})()


# What an editor is told


def complaints(row) -> dict[str, list[str]]:
    with pytest.raises(ValidationError) as caught:
        row.full_clean()
    return caught.value.message_dict


@pytest.mark.parametrize(
    ("fields", "field", "message"),
    [
        ({"basis": ""}, "basis", "A date says what it rests on."),
        ({"date": None}, "basis", "There is no date for this to be the basis of; leave it empty."),
        ({"basis": "inferred"}, "reason", "A date that is not stated in the words needs its reason."),
        ({"basis": "outside", "reason": " \n"}, "reason", "A date that is not stated in the words needs its reason."),
        ({"zone": "Baghdad"}, "zone", "“Baghdad” is no time zone; write one as Asia/Baghdad."),
        ({"title": ""}, "title", "This field cannot be blank."),
        ({"status": "hidden"}, "status", "Value 'hidden' is not a valid choice."),
    ],
)
def test_an_event_is_told_what_is_wrong_with_it(fields, field, message):
    event = a_candidate()
    for name, value in fields.items():
        setattr(event, name, value)
    assert message in complaints(event)[field]


def test_an_impossible_date_is_refused_in_words():
    event = a_candidate()
    event.date = "2019-13"
    [message] = complaints(event)["date"]
    assert "2019-13" in message


@pytest.mark.parametrize("name", ["after", "before"])
def test_an_event_follows_another_of_its_own_timeline(name):
    event, elsewhere = a_candidate(), make_event(timeline=make_timeline("Another story"))
    for other in (event, elsewhere):
        setattr(event, name, other)
        assert complaints(event)[name] == ["Choose another event of the same timeline."]


def test_an_undated_event_needs_no_basis():
    make_event(on=None, published=False).full_clean()


@pytest.mark.parametrize(
    ("fields", "field", "message"),
    [
        ({"cue": "in June"}, "cue", "These words are not in the quotation."),
        ({"supports": "actor"}, "actor", "Say which actor it supports."),
    ],
)
def test_evidence_is_told_what_is_wrong_with_it(fields, field, message):
    piece = quote_for(a_candidate(), "It happened in May.")
    for name, value in fields.items():
        setattr(piece, name, value)
    assert complaints(piece)[field] == [message]


def test_evidence_for_the_event_names_no_actor():
    piece = quote_for(a_candidate(), "It happened in May.")
    piece.actor = make_actor()
    assert complaints(piece)["actor"] == ["Only evidence that supports an actor names one."]


def test_membership_cannot_run_in_a_circle():
    state = make_actor("Iran", type="state")
    force = make_actor("Quds Force", part_of=[state])
    general = make_actor("Qassem Soleimani", part_of=[force])
    circle = Membership(member=state, body=general)
    message = "Qassem Soleimani is itself part of Iran: membership cannot run in a circle."
    assert complaints(circle)["__all__"] == [message]


def test_nobody_is_part_of_himself():
    actor = make_actor()
    assert "membership cannot run in a circle" in complaints(Membership(member=actor, body=actor))["__all__"][0]


def test_the_zone_of_a_source_is_one_that_exists():
    source = make_source()
    source.zone = "Washington"
    assert complaints(source)["zone"] == ["“Washington” is no time zone; write one as Asia/Baghdad."]


# Dates in tables


def test_an_event_keeps_the_bounds_of_its_date():
    event = make_event(on="[2019-12-21..2019-12-31]")
    event.refresh_from_db()
    assert event.date == EventDate.parse("[2019-12-21..2019-12-31]")
    assert (event.earliest, event.latest) == (date(2019, 12, 21), date(2019, 12, 31))
    assert not event.date_is_qualified


def test_the_bounds_follow_the_date_and_cannot_be_set_apart_from_it():
    event = make_event(on="2019-10~")
    assert event.date_is_qualified
    event.date, event.earliest = "2020", date(1999, 1, 1)
    event.save()
    event.refresh_from_db()
    assert (event.earliest, event.latest) == (date(2020, 1, 1), date(2020, 12, 31))
    assert not event.date_is_qualified


def test_an_undated_event_has_no_bounds():
    event = make_event(on=None)
    event.refresh_from_db()
    assert event.date is None
    assert (event.earliest, event.latest) == (None, None)


# Identity


def test_a_permanent_id_is_eight_characters_that_can_be_read_out():
    assert len(uid := make_actor().uid) == 8
    assert not set(uid) - set("0123456789abcdefghjkmnpqrstvwxyz")


def test_what_led_to_the_former_leads_on():
    Redirect.objects.point("actor", "a", "bbbbbbbb")
    Redirect.objects.point("actor", "bbbbbbbb", "cccccccc")
    assert Redirect.objects.target("actor", "a") == "cccccccc"
    assert Redirect.objects.target("actor", "bbbbbbbb") == "cccccccc"


def test_a_redirect_is_of_its_own_sort():
    Redirect.objects.point("actor", "former", "bbbbbbbb")
    assert Redirect.objects.target("event", "former") is None


# Texts


def test_a_snapshot_is_never_changed():
    text = make_source("Words.").current_text
    text.text = "Other words."
    with pytest.raises(ValidationError, match="A snapshot is never changed"):
        text.save()


def test_a_snapshot_that_was_changed_behind_our_back_is_found_out():
    text = make_source("Words.").current_text
    assert text.is_intact
    SourceText.objects.filter(pk=text.pk).update(text="Word.")
    assert not SourceText.objects.get(pk=text.pk).is_intact


def test_what_is_quoted_cannot_be_deleted():
    piece = quote_for(make_event(), "Words.")
    with pytest.raises(ProtectedError):
        piece.passage.delete()
    with pytest.raises(ProtectedError):
        piece.passage.text.delete()


def test_who_takes_part_cannot_be_deleted():
    actor = make_actor()
    make_event(actors=[actor])
    with pytest.raises(ProtectedError):
        actor.delete()


# Queries in the words of the story


def test_readers_see_published_events_alone():
    shown = make_event("Shown")
    make_event("Candidate", published=False)
    make_event("Rejected", published=False, status=Event.Status.REJECTED)
    assert list(Event.objects.published()) == [shown]


def test_readers_see_the_actors_of_published_events_and_what_these_are_part_of():
    state = make_actor("State", type="state")
    force = make_actor("Force", part_of=[state])
    seen = make_actor("Seen", part_of=[force])
    quoted, hidden = make_actor("Quoted"), make_actor("Hidden")
    make_actor("Apart")
    event = make_event(actors=[seen])
    quote_for(event, "Somebody said so.", attributed_to=quoted)
    make_event("Not yet", actors=[hidden], published=False)
    assert set(Event.objects.published().actors()) == {seen, force, state, quoted}


def test_readers_see_sources_and_timelines_of_published_events_alone():
    event, candidate = make_event("One"), make_event("Two", published=False, quotes=["Hidden words."])
    other = make_timeline("Nothing yet")
    make_event("Three", timeline=other, published=False)
    assert list(Event.objects.published().sources()) == [event.evidence.get().passage.source]
    assert candidate.evidence.get().passage.source not in Event.objects.published().sources()
    assert list(Event.objects.published().timelines()) == [event.timeline]


def test_an_actor_is_known_by_any_of_its_names_whatever_the_case():
    actor = make_actor("Qassem Soleimani", aliases=["Soleimani", "Qasem Soleimani"])
    make_actor("Somebody Else")
    for name in ("qassem soleimani", "SOLEIMANI", "Qasem Soleimani"):
        assert list(Actor.objects.known_as(name)) == [actor]
    assert not Actor.objects.known_as("Sole").exists()


def test_membership_is_followed_all_the_way_up():
    state = make_actor("State")
    force = make_actor("Force", part_of=[state])
    general = make_actor("General", part_of=[force])
    apart = make_actor("Apart")
    assert Membership.objects.bodies_above([general.pk]) == {general.pk, force.pk, state.pk}
    assert Membership.objects.bodies_above([apart.pk]) == {apart.pk}


def test_events_are_told_by_their_dates_and_the_undated_last():
    titles = {"March": "2019-03", "Some day": None, "By February": "../2019-02", "Early": "2019-01-05", "Year": "2019"}
    for title, on in titles.items():
        make_event(title, on=on)
    assert [event.title for event in Event.objects.told()] == ["Year", "Early", "By February", "March", "Some day"]


def test_an_event_is_told_behind_the_one_that_it_follows_though_its_date_begins_earlier():
    killing = make_event("Killing", on="2020-01-03")
    make_event("Comment", on="[2020-01-02..2020-01-03]", after=killing)
    make_event("Warning", on="2020-01-03", before=killing)
    assert [event.title for event in Event.objects.told()] == ["Warning", "Killing", "Comment"]


def test_a_circle_of_order_is_known_and_still_every_event_is_told():
    one = make_event("One")
    other = make_event("Other", after=one)
    assert Event.objects.in_circles() == ()
    one.after = other
    one.save()
    assert Event.objects.in_circles() == (one.pk, other.pk)
    assert sorted(Event.objects.in_order()) == [one.pk, other.pk]


@pytest.mark.parametrize(
    ("language", "direction"), [("en", "ltr"), ("fa", "rtl"), ("ar-IQ", "rtl"), ("ARC", "rtl"), ("de-Arab", "ltr")]
)
def test_a_source_runs_as_its_language_does(language, direction):
    assert Source(language=language).direction == direction


def test_all_that_a_list_shows_comes_in_five_queries(django_assert_num_queries):
    for number in range(5):
        make_event(f"Event {number}", actors=[make_actor(f"Actor {number}")])
        cited = {"cites": [f"News {number}"], "figures": {"deaths": (number, number, None)}}
        make_event(f"Cited {number}", actors=[make_actor(f"Cited actor {number}")], **cited)
    with django_assert_num_queries(5):
        for event in Event.objects.published().for_display():
            assert event.kind.name
            assert event.timeline.title
            assert [part.actor.name for part in event.participations.all()]
            assert event.is_cited or [piece.passage.source.title for piece in event.evidence.all()]
            assert event.is_cited == bool([citation.source.title for citation in event.citations.all()])
            assert event.is_cited == bool([figure.best for figure in event.figures.all()])


def test_the_factory_records_events_at_one_moment():
    assert make_event().recorded_at == NOW == datetime(2020, 1, 4, 12, tzinfo=UTC)
