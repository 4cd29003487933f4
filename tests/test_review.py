"""What a curator does with the candidates of an article: each act, what it refuses, and that it can be taken back."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from threading import Barrier, Thread

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.core.management import call_command
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from tests.factories import NOW, cite_for, make_actor, make_event, make_kind, make_source, make_timeline, quote_for
from timeline import curation, interchange, review
from timeline.curation import CurationError, PublishError
from timeline.models import (
    Act,
    Actor,
    Alias,
    Citation,
    Event,
    Evidence,
    Figure,
    Kind,
    Membership,
    Origin,
    Participation,
    Passage,
    Proposal,
    Redirect,
    Source,
    Timeline,
)
from timeline.review import Changes, InvalidError, NewActor, Part, ReviewError, StaleError, State, UndoError, Words

pytestmark = pytest.mark.django_db

TEXT = (
    "Rockets hit a base near Mosul in late December, killing two men. Nobody said who had fired them.\n\n"
    "On Monday the army struck five camps of the Falcons. “We had to answer,” General Ada Stone told reporters.\n\n"
    "The Falcons may strike back. Talks in Geneva had ended in October."
)


@dataclass
class Story:
    """An article with three candidates; `by` is the curator at work, and the acts are shorter to write."""

    source: Source
    timeline: Timeline
    by: User
    rockets: Event
    camps: Event
    forecast: Event

    def words(self, exact: str, **fields) -> Words:
        start = TEXT.index(exact)
        return Words(start, start + len(exact), **fields)

    @property
    def place(self) -> dict:
        return {"source": self.source, "by": self.by, "now": NOW}

    def seen(self, event: Event) -> dict:
        return {**self.place, "version": review.version(event)}

    def accept(self, event: Event) -> Event:
        return review.accept(event, **self.seen(event))

    def edit(self, event: Event, **changes) -> Event:
        return review.edit(event, Changes(**changes), **self.seen(event))

    def merge(self, event: Event, into: Event) -> Event:
        return review.merge(event, into, **self.seen(event))

    def split(self, event: Event, **what) -> Event:
        return review.split(event, **self.seen(event), **what)

    def reject(self, event: Event, **what) -> Event:
        return review.reject(event, **self.seen(event), **what)

    def reopen(self, event: Event) -> Event:
        return review.reopen(event, **self.seen(event))

    def confirm(self, actor: Actor, **what) -> Actor:
        return review.confirm_actor(actor, timeline=self.timeline, **self.place, **what)

    def match(self, actor: Actor, known: Actor) -> Actor:
        return review.match_actor(actor, known, timeline=self.timeline, **self.place)

    def undo(self) -> Act:
        return review.undo(self.source, self.timeline, by=self.by, now=NOW)

    def queue(self) -> review.Queue:
        return review.queue(self.source, self.timeline)


def proposed(name: str, sort: str = Actor.Type.PERSON, **fields) -> Actor:
    return make_actor(name, type=sort, is_proposed=True, **fields)


def propose(source: Source, title: str, exact: str, *, doubt: str = "", **fields) -> Event:
    """A candidate as extraction leaves it."""
    event = make_event(title, source=source, quotes=[exact], published=False, **fields)
    text = source.current_text
    Proposal.objects.create(event=event, text=text, position=text.text.index(exact), score=0.8, doubt=doubt)
    return event


def a_story() -> Story:
    source, timeline = make_source(TEXT, published_on="2020-01-03"), make_timeline("A story")
    source.refresh_from_db()
    army = make_actor("The Army", type=Actor.Type.ORGANISATION, aliases=["the army"])
    falcons = proposed("the Falcons", Actor.Type.ARMED_GROUP, aliases=["Falcons"])
    union = proposed("Falcon Union", Actor.Type.ORGANISATION)
    Membership.objects.create(member=falcons, body=union)
    stone = proposed("Ada Stone", aliases=["General Ada Stone"])
    men = proposed("two men")
    rockets = propose(
        source,
        "Rockets hit a base near Mosul",
        "Rockets hit a base near Mosul in late December, killing two men.",
        on="[2019-12-21..2019-12-31]",
        cue="in late December",
        timeline=timeline,
        actors=[(men, "casualty")],
    )
    quote_for(rockets, "Nobody said who had fired them.", source=source)
    camps = propose(
        source,
        "The army strikes five camps",
        "On Monday the army struck five camps of the Falcons.",
        on="2019-12-30",
        cue="On Monday",
        timeline=timeline,
        actors=[army, (falcons, "target")],
        kind=make_kind("strike"),
    )
    quote_for(camps, "“We had to answer,” General Ada Stone told reporters.", source=source, attributed_to=stone)
    forecast = propose(
        source,
        "The Falcons strike back",
        "The Falcons may strike back.",
        doubt=Proposal.Doubt.FORECAST,
        on=None,
        timeline=timeline,
        actors=[falcons],
    )
    return Story(source, timeline, User.objects.create_user("ada"), rockets, camps, forecast)


@pytest.fixture
def story() -> Story:
    return a_story()


@pytest.fixture
def bob() -> User:
    return User.objects.create_user("bob", first_name="Bob", last_name="Brown")


TOLD = [Actor, Alias, Citation, Event, Evidence, Figure, Membership, Origin, Participation, Passage, Proposal, Redirect]


def everything() -> list[list[tuple]]:
    """All that is told, as plain values, whatever their order: what an undone act must leave as it was."""
    return [sorted(map(str, model.objects.order_by("pk").values_list())) for model in TOLD]


def named(name: str) -> Actor:
    return Actor.objects.get(name=name)


def histories() -> int:
    return sum(model.history.count() for model in TOLD if hasattr(model, "history"))


# The queue


def test_the_queue_is_in_the_order_of_the_article_with_what_became_of_each(story):
    by_hand = make_event(
        "Talks end", published=False, quotes=[TEXT[-37:]], source=story.source, timeline=story.timeline
    )
    story.accept(story.camps)
    story.reject(story.forecast)
    assert [(item.number, item.event, item.state) for item in story.queue().items] == [
        (1, story.rockets, State.WAITING),
        (2, story.camps, State.ACCEPTED),
        (3, story.forecast, State.REJECTED),
        (4, by_hand, State.WAITING),
    ]
    assert [item.proposal and item.proposal.doubt for item in story.queue().items] == ["", "", "forecast", None]


def test_the_queue_counts_what_is_done_and_knows_what_waits_next(story):
    story.accept(story.camps)
    queue = story.queue()
    assert (queue.done, queue.total, queue.waiting, queue.accepted, queue.rejected) == (1, 3, 2, 1, 0)
    assert queue.next_waiting().event == story.rockets
    assert queue.next_waiting(after=1).event == story.forecast
    assert queue.next_waiting(after=3).event == story.rockets, "from the beginning again"
    assert queue.item(story.camps.uid).number == 2
    assert queue.item("nosuchid") is None


def test_nothing_waits_once_all_is_decided(story):
    for event in (story.rockets, story.camps, story.forecast):
        story.reject(event)
    assert story.queue().next_waiting() is None


def test_an_item_has_the_places_of_its_words_in_the_current_text(story):
    spans = story.queue().items[0].spans
    assert [TEXT[start:stop] for start, stop in spans] == [
        "Rockets hit a base near Mosul in late December, killing two men.",
        "Nobody said who had fired them.",
    ]


def test_an_event_of_another_article_or_timeline_is_not_in_the_queue(story):
    make_event("Elsewhere", published=False, quotes=["Elsewhere."], timeline=story.timeline)
    make_event("Else", published=False, quotes=["Nobody said"], source=story.source, timeline=make_timeline("Another"))
    assert story.queue().total == 3


def test_what_was_quoted_from_a_text_that_is_no_more_comes_last(story):
    curation.add_text(story.source, TEXT[TEXT.index("On Monday") :], now=NOW)
    queue = story.queue()
    assert [item.event for item in queue.items] == [story.camps, story.forecast, story.rockets]
    assert queue.items[-1].spans == ()


def test_a_source_without_a_text_has_an_empty_queue():
    queue = review.queue(make_source(), make_timeline())
    assert (queue.text, queue.total, queue.next_waiting()) == (None, 0, None)


def test_the_queue_takes_as_many_queries_for_thirty_candidates_as_for_three(story):
    with CaptureQueriesContext(
        connection,
    ) as few:
        story.queue()
    for number in range(9):
        for event in (story.rockets, story.camps, story.forecast):
            story.split(event, title=f"{event} {number}")
    with CaptureQueriesContext(connection) as many:
        assert story.queue().total == 30
    assert len(many) == len(few) <= 13


# Versions


CHANGES = {
    "the event": lambda event: event.save(),
    "its evidence": lambda event: event.evidence.first().save(),
    "evidence added": lambda event: quote_for(event, "A word.", source=make_source("A word.", title="Another")),
    "evidence taken away": lambda event: event.evidence.last().delete(),
    "a participation": lambda event: event.participations.first().save(),
    "a participation taken away": lambda event: event.participations.first().delete(),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
def test_every_saved_change_gives_an_event_another_version(story, change):
    before = review.version(story.rockets), review.version(story.camps)
    change(story.rockets)
    assert review.version(story.rockets) != before[0]
    assert review.version(story.camps) == before[1]


def test_a_change_on_the_page_of_the_event_gives_it_another_version(story, admin_client):
    before = review.version(story.forecast)
    url = reverse("admin:timeline_event_change", args=[story.forecast.pk])
    form = admin_client.get(url).context["adminform"].form
    sets = admin_client.get(url).context["inline_admin_formsets"]
    posted = {f"{form.add_prefix(name)}": form[name].value() or "" for name in form.fields} | {"title": "Another title"}
    for inline in sets:
        management = inline.formset.management_form
        posted |= {management.add_prefix(name): management[name].value() for name in management.fields}
        for row in inline.formset.initial_forms:
            posted |= {row.add_prefix(name): row[name].value() or "" for name in row.fields}
    response = admin_client.post(url, posted)
    assert response.status_code == 302, response.context["errors"]
    assert review.version(story.forecast) != before


# Accepting


def test_accepting_publishes_and_confirms_whoever_readers_now_see(story):
    story.accept(story.camps)
    story.camps.refresh_from_db()
    assert story.camps.is_published
    assert set(Actor.objects.filter(is_proposed=True).values_list("name", flat=True)) == {"two men"}
    assert named("Falcon Union").history.first().history_user == story.by


def test_what_is_doubted_can_be_accepted_too(story):
    assert story.accept(story.forecast).is_published


def test_accepting_what_the_gate_refuses_changes_nothing(story):
    story.camps.evidence.update(cue="")
    before = everything()
    with pytest.raises(PublishError, match="no evidence has a cue"):
        story.accept(story.camps)
    assert everything() == before
    assert not Act.objects.exists()


def test_accepting_what_is_published_already_is_refused(story):
    story.accept(story.camps)
    with pytest.raises(
        ReviewError, match=r"“The army strikes five camps” is published already\. Nothing was changed\."
    ):
        story.accept(story.camps)


def test_accepting_what_was_rejected_brings_its_actors_back(story):
    story.reject(story.rockets)
    assert not Actor.objects.filter(name="two men").exists()
    accepted = story.accept(story.rockets)
    assert [part.actor.name for part in accepted.participations.all()] == ["two men"]
    assert accepted.is_published
    assert not named("two men").is_proposed


# Two curators at once


def test_an_act_on_what_another_has_changed_is_refused_and_says_who(story, bob):
    version = review.version(story.camps)
    review.edit(story.camps, Changes(title="Five camps"), source=story.source, version=version, by=bob, now=NOW)
    before = everything()
    for act in (
        review.accept,
        review.reject,
        review.split,
        lambda event, **rest: review.edit(event, Changes(title="My title"), **rest),
        lambda event, **rest: review.merge(event, story.rockets, **rest),
    ):
        with pytest.raises(
            StaleError, match=r"“Five camps” was changed by Bob Brown, .+ Nothing was saved\."
        ) as caught:
            act(story.camps, version=version, **story.place)
        assert caught.value.who == bob
        assert caught.value.when == story.camps.history.first().history_date
        assert everything() == before


def test_a_change_of_its_evidence_alone_is_told_with_who_made_it(story, bob):
    version = review.version(story.camps)
    piece = story.camps.evidence.first()
    piece._history_user = bob
    piece.save()
    with pytest.raises(StaleError) as caught:
        review.accept(story.camps, version=version, **story.place)
    assert caught.value.who == bob


def test_an_act_on_what_another_has_merged_away_says_into_what(story, bob):
    version = review.version(story.forecast)
    review.merge(story.forecast, story.camps, source=story.source, version=version, by=bob, now=NOW)
    message = "“The Falcons strike back” was merged into “The army strikes five camps” by Bob Brown"
    with pytest.raises(StaleError, match=message) as caught:
        review.accept(story.forecast, version=version, **story.place)
    assert (caught.value.gone, caught.value.into, caught.value.who) == (True, story.camps, bob)


def test_an_act_on_what_another_has_deleted_says_so(story, bob):
    version = review.version(story.forecast)
    curation.delete_event(Event.objects.get(pk=story.forecast.pk), by=bob)
    with pytest.raises(StaleError, match="“The Falcons strike back” was taken away by Bob Brown"):
        review.accept(story.forecast, version=version, **story.place)


@pytest.mark.parametrize("version", ["", "x", "1", "1.2.3.4", "9" * 30])
def test_a_version_that_never_was_is_not_the_present_one(story, version):
    with pytest.raises(StaleError):
        review.accept(story.camps, version=version, **story.place)


def test_merging_into_what_another_has_changed_is_refused_where_its_version_is_given(story):
    seen = review.version(story.camps)
    story.edit(story.camps, title="Five camps")
    with pytest.raises(StaleError, match="“Five camps” was changed"):
        review.merge(story.rockets, story.camps, **story.seen(story.rockets), into_version=seen)


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_of_many_who_accept_and_edit_at_the_same_moment_one_wins_and_the_others_are_told():
    story = a_story()
    version = review.version(story.camps)
    curators = [User.objects.create_user(f"curator-{number}") for number in range(4)]
    outcomes: list[tuple[User, Exception | None]] = []
    together = Barrier(len(curators))

    def act(curator: User, number: int) -> None:
        seen = {"source": story.source, "version": version, "by": curator, "now": NOW}
        together.wait()
        try:
            if number % 2:
                review.accept(story.camps, **seen)
            else:
                review.edit(story.camps, Changes(title=f"Title {number}"), **seen)
            outcomes.append((curator, None))
        except StaleError as error:
            outcomes.append((curator, error))
        finally:
            connection.close()

    threads = [Thread(target=act, args=(curator, number)) for number, curator in enumerate(curators)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    winners = [curator for curator, error in outcomes if error is None]
    assert len(winners) == 1
    assert [error.who for _curator, error in outcomes if error] == winners * 3
    assert [act.by for act in Act.objects.all()] == winners


# Editing


def test_everything_of_an_event_is_edited_in_one_go(story):
    edited = story.edit(
        story.camps,
        title=" Five camps are struck ",
        summary="By the army.",
        kind=make_kind("attack"),
        date="2019-12",
        reason="",
        place="Mosul",
        after=story.rockets,
        participants=[
            Part(named("the Falcons"), "target", said_by=NewActor("Ben Moss")),
            Part(NewActor("Air Force", Actor.Type.ORGANISATION), "agent"),
        ],
        evidence=[
            story.words("the army struck five camps"),
            story.words("On Monday the army", cue="On Monday", supports="date", date="2019-12-30"),
        ],
    )
    edited = Event.objects.get(pk=edited.pk)
    assert (edited.title, edited.slug, str(edited.date), edited.after) == (
        "Five camps are struck",
        "five-camps-are-struck",
        "2019-12",
        story.rockets,
    )
    assert [(part.actor.name, part.role, str(part.said_by)) for part in edited.participations.all()] == [
        ("the Falcons", "target", "Ben Moss"),
        ("Air Force", "agent", "None"),
    ]
    assert [(str(piece), piece.supports, piece.cue, str(piece.date)) for piece in edited.evidence.all()] == [
        ("“the army struck five camps”", "event", "", "None"),
        ("“On Monday the army”", "date", "On Monday", "2019-12-30"),
    ]
    assert not named("Air Force").is_proposed


def test_an_edit_drops_passages_and_proposed_actors_that_nothing_has_any_more(story):
    story.edit(story.camps, participants=[], evidence=[story.words("the army struck five camps")])
    assert not Actor.objects.filter(name="Ada Stone").exists()
    assert Actor.objects.filter(name="The Army").exists(), "it was confirmed"
    assert named("the Falcons").is_proposed, "it is in another candidate"
    assert not Passage.objects.filter(exact__contains="told reporters").exists()


def test_an_edit_that_changes_nothing_is_no_act_and_leaves_no_history(story):
    before = histories()
    parts = [Part(part.actor, part.role, part.said_by) for part in story.camps.participations.all()]
    evidence = [
        Words(piece.passage.start, piece.passage.stop, piece.supports, piece.cue, piece.attributed_to)
        for piece in story.camps.evidence.all()
    ]
    story.edit(story.camps, title=story.camps.title, date="2019-12-30", participants=parts, evidence=evidence)
    assert histories() == before
    assert not Act.objects.exists()


def test_evidence_that_stays_keeps_what_an_edit_does_not_speak_of(story):
    piece = story.camps.evidence.first()
    piece.date = "2019-12-30"
    piece.save()
    story.edit(story.camps, evidence=[story.words(piece.passage.exact, cue="Monday")])
    piece.refresh_from_db()
    assert (str(piece.date), piece.cue) == ("2019-12-30", "Monday")


def test_an_edit_leaves_the_evidence_from_other_articles_behind_that_from_this(story):
    elsewhere = make_source("Elsewhere it was said so too.")
    quote_for(story.camps, "Elsewhere it was said so too.", source=elsewhere, position=0)
    story.edit(story.camps, evidence=[story.words("the army struck five camps")])
    assert [str(piece) for piece in story.camps.evidence.all()] == [
        "“the army struck five camps”",
        "“Elsewhere it was said so too.”",
    ]


def test_words_that_stand_twice_in_the_article_are_quoted_where_they_were_chosen(story):
    start = TEXT.rindex("Falcons")
    story.edit(story.forecast, evidence=[Words(start, start + len("Falcons"))])
    assert story.forecast.evidence.get().passage.start == start


def test_white_space_at_the_ends_of_a_selection_is_not_quoted(story):
    start = TEXT.index(" strike back")
    story.edit(story.forecast, evidence=[Words(start, start + len(" strike back"))])
    assert story.forecast.evidence.get().passage.exact == "strike back"


DATES = {
    "EDTF": ("[2019-12-21..2019-12-31]", "[2019-12-21..2019-12-31]"),
    "a day in words": ("27 December 2019", "2019-12-27"),
    "counted from publication": ("yesterday", "2020-01-02"),
    "a part of a month": ("late December", "[2019-12-21..2019-12-31]"),
}


@pytest.mark.parametrize(("written", "date"), DATES.values(), ids=DATES.keys())
def test_a_date_is_read_as_a_curator_writes_it(story, written, date):
    assert str(story.edit(story.camps, date=written).date) == date


def test_without_a_date_there_is_nothing_for_a_basis(story):
    edited = story.edit(story.camps, date="")
    assert (edited.date, edited.basis) == (None, "")


def test_a_new_name_that_is_known_means_whom_it_is_known_for(story):
    story.edit(story.rockets, participants=[Part(NewActor("THE ARMY"), "agent")])
    assert [part.actor for part in story.rockets.participations.all()] == [named("The Army")]


WRONG = {
    "no title": ({"title": " "}, "title", "This field cannot be blank."),
    "no date of ours": ({"date": "some day"}, "date", "some day"),
    "a basis without its reason": ({"basis": "inferred"}, "reason", "needs its reason"),
    "a date without its basis": ({"basis": ""}, "basis", "A date says what it rests on."),
    "an unknown role": ({"participants": [Part(NewActor("X"), "hero")]}, "participants.0", "hero"),
    "an actor without a name": ({"participants": [Part(NewActor(" "), "agent")]}, "participants.0", "blank"),
    "a role twice": (
        {"participants": [Part(NewActor("X"), "agent"), Part(NewActor("x"), "agent")]},
        "participants.1",
        "“X” has this role already.",
    ),
    "no words there": ({"evidence": [Words(5, 5)]}, "evidence.0", "no words at 5–5"),
    "beyond the text": ({"evidence": [Words(0, 10_000)]}, "evidence.0", "no words at 0–10000"),
    "before the text": ({"evidence": [Words(-3, 5)]}, "evidence.0", "no words at -3–5"),
    "blank words": ({"evidence": [Words(7, 8)]}, "evidence.0", "blank"),
    "the same words twice": ({"evidence": [Words(0, 7), Words(0, 8)]}, "evidence.1", "this very quotation"),
    "a cue that is not in the words": ({"evidence": [Words(0, 7, cue="Monday")]}, "evidence.0", "Monday"),
    "an actor that is not said": ({"evidence": [Words(0, 7, supports="actor")]}, "evidence.0", "which actor"),
}


@pytest.mark.parametrize(("changes", "field", "sentence"), WRONG.values(), ids=WRONG.keys())
def test_an_edit_that_breaks_a_rule_says_where_and_changes_nothing(story, changes, field, sentence):
    before = everything()
    with pytest.raises(InvalidError, match=r"Nothing was saved\.$") as caught:
        story.edit(story.camps, **changes)
    assert list(caught.value.errors) == [field]
    assert sentence in " ".join(caught.value.errors[field])
    assert everything() == before
    assert not Act.objects.exists()


def test_all_that_is_wrong_is_said_at_once(story):
    with pytest.raises(InvalidError) as caught:
        story.edit(story.camps, title="", date="soon", evidence=[Words(0, 0)])
    assert set(caught.value.errors) == {"title", "date", "evidence.0"}


def test_a_name_that_several_have_has_to_be_chosen(story):
    make_actor("A. Stone", aliases=["Stone"])
    make_actor("B. Stone", aliases=["Stone"])
    with pytest.raises(InvalidError, match="Several actors are known as “Stone”"):
        story.edit(story.camps, participants=[Part(NewActor("Stone"), "agent")])


def test_a_published_event_cannot_lose_its_evidence(story):
    story.accept(story.camps)
    before = everything()
    with pytest.raises(PublishError, match="It has no evidence"):
        story.edit(story.camps, evidence=[])
    assert everything() == before


def test_actors_that_are_added_to_a_published_event_are_confirmed(story):
    story.accept(story.camps)
    story.edit(story.camps, participants=[Part(named("two men"), "casualty")])
    assert not named("two men").is_proposed


def test_events_cannot_be_made_to_follow_one_another_in_a_circle(story):
    story.edit(story.camps, after=story.rockets, date="")
    with pytest.raises(CurationError, match="in a circle"):
        story.edit(story.rockets, after=story.camps, date="")


# Merging and splitting


def test_merging_hands_over_evidence_and_participants_and_keeps_the_date(story):
    old = story.rockets.uid
    story.merge(story.rockets, story.camps)
    camps = Event.objects.get(pk=story.camps.pk)
    assert not Event.objects.filter(uid=old).exists()
    assert Redirect.objects.target(Redirect.Of.EVENT, old) == camps.uid
    assert (camps.title, str(camps.date), camps.evidence.count()) == ("The army strikes five camps", "2019-12-30", 4)
    assert {part.actor.name for part in camps.participations.all()} == {"The Army", "the Falcons", "two men"}


def test_merging_into_a_published_event_confirms_the_actors_that_come_with_it(story):
    story.accept(story.camps)
    story.merge(story.rockets, story.camps)
    assert not named("two men").is_proposed


def test_an_event_cannot_be_merged_into_itself(story):
    with pytest.raises(CurationError, match="cannot be merged into itself"):
        story.merge(story.camps, story.camps)


def test_splitting_makes_a_second_candidate_of_what_is_chosen(story):
    says = story.camps.evidence.last()
    second = story.split(story.camps, evidence=[says], title="Stone explains the strike")
    assert [piece.pk for piece in second.evidence.all()] == [says.pk]
    assert story.camps.evidence.count() == 1
    assert (second.title, second.kind, str(second.date), second.status) == (
        "Stone explains the strike",
        story.camps.kind,
        "2019-12-30",
        "candidate",
    )
    assert second.participations.count() == story.camps.participations.count() == 2


def test_splitting_off_a_participant_takes_it_away_from_the_first(story):
    army = story.camps.participations.get(actor=named("The Army"))
    second = story.split(story.camps, participants=[army])
    assert [part.actor.name for part in second.participations.all()] == ["The Army"]
    assert [part.actor.name for part in story.camps.participations.all()] == ["the Falcons"]


def test_splitting_without_a_choice_makes_a_copy_to_be_edited(story):
    second = story.split(story.camps)
    assert [str(piece) for piece in second.evidence.all()] == [str(piece) for piece in story.camps.evidence.all()]
    assert second.uid != story.camps.uid
    assert story.queue().total == 4


def test_splitting_a_published_event_makes_a_candidate(story):
    story.accept(story.camps)
    assert not story.split(story.camps).is_published
    assert Event.objects.get(pk=story.camps.pk).is_published


def test_splitting_leaves_a_published_event_what_readers_check_it_by(story):
    story.accept(story.camps)
    before = everything()
    with pytest.raises(PublishError, match="no evidence has a cue"):
        story.split(story.camps, evidence=[story.camps.evidence.exclude(cue="").get()])
    assert everything() == before


def test_splitting_leaves_the_first_some_words(story):
    before = everything()
    with pytest.raises(ReviewError, match="left without any words"):
        story.split(story.camps, evidence=story.camps.evidence.all())
    assert everything() == before


def test_splitting_off_what_belongs_to_another_event_is_refused(story):
    with pytest.raises(ReviewError, match="is not of “The army strikes five camps”"):
        story.split(story.camps, evidence=story.rockets.evidence.all())


# Rejecting and opening again


def test_rejecting_keeps_the_event_and_drops_actors_that_nothing_else_tells_of(story):
    rejected = story.reject(story.camps, why="Told twice")
    assert rejected.status == "rejected"
    assert rejected.history.first().history_change_reason == "Told twice"
    assert not Actor.objects.filter(name="Ada Stone").exists()
    assert Actor.objects.filter(name="the Falcons").exists(), "the forecast tells of it"
    assert story.camps.evidence.count() == 2
    story.reject(story.forecast)
    assert not Actor.objects.filter(name__in=["the Falcons", "Falcon Union"]).exists()
    assert Actor.objects.filter(name="The Army").exists()


def test_rejecting_twice_is_refused(story):
    story.reject(story.camps)
    with pytest.raises(ReviewError, match="rejected already"):
        story.reject(story.camps)


def test_what_is_opened_again_has_back_what_rejecting_it_took(story):
    before = everything()
    story.reject(story.camps)
    assert story.reopen(story.camps).status == "candidate"
    assert everything() == before


def test_what_was_changed_after_it_was_rejected_is_opened_again_as_it_is(story):
    story.reject(story.camps)
    story.edit(story.camps, title="Five camps")
    opened = story.reopen(story.camps)
    assert (opened.title, opened.status) == ("Five camps", "candidate")


def test_what_is_published_can_be_opened_again(story):
    story.accept(story.camps)
    assert story.reopen(story.camps).status == "candidate"
    assert not Event.objects.published().exists()


def test_what_waits_already_cannot_be_opened_again(story):
    with pytest.raises(ReviewError, match="is waiting already"):
        story.reopen(story.camps)


# A new event from a passage


def propose_from(story: Story, exact: str, **changes) -> Event:
    start = TEXT.index(exact)
    changes = Changes(**changes)
    place = {"by": story.by, "now": NOW}
    return review.propose(story.source, story.timeline, start, start + len(exact), changes=changes, **place)


def test_a_passage_becomes_a_candidate_with_what_its_words_say(story):
    event = propose_from(story, "Talks in Geneva had ended in October.")
    assert event.status == "candidate"
    assert (str(event.date), event.basis) == ("2019-10", "stated")
    piece = event.evidence.get()
    assert (piece.passage.exact, piece.cue) == ("Talks in Geneva had ended in October.", "in October")
    assert story.queue().items[-1].event == event


def test_what_the_curator_says_of_a_new_event_goes_before_what_its_words_do(story):
    kind = make_kind("talks")
    event = propose_from(
        story, "Talks in Geneva had ended in October.", title="Talks fail", kind=kind, date="2019-10-2X", basis="stated"
    )
    assert (event.title, event.kind, str(event.date)) == ("Talks fail", kind, "2019-10-2X")


def test_the_kind_that_the_words_tell_of_is_made_where_it_is_missing(story):
    Kind.objects.exclude(events__isnull=False).delete()
    event = propose_from(story, "the army struck five camps")
    assert event.kind == Kind.objects.get(slug="strike")
    Event.objects.all().update(kind=make_kind("talks"))
    Kind.objects.filter(slug="strike").delete()
    again = propose_from(story, "On Monday the army struck five camps")
    assert (again.kind.slug, again.kind.history.first().history_user) == ("strike", story.by)


def test_a_new_event_needs_words(story):
    with pytest.raises(InvalidError):
        review.propose(story.source, story.timeline, 7, 8, by=story.by, now=NOW)
    with pytest.raises(InvalidError, match="no text yet"):
        review.propose(make_source(), story.timeline, 0, 5, by=story.by, now=NOW)


def test_a_new_event_that_breaks_a_rule_is_not_made(story):
    before = everything()
    with pytest.raises(InvalidError):
        propose_from(story, "Talks in Geneva", title=" ")
    assert everything() == before


# Actors


def test_a_proposed_actor_is_confirmed_and_put_right_in_one_go(story):
    story.confirm(named("Ada Stone"), name="Ada B. Stone", sort="person", description="a general")
    stone = named("Ada B. Stone")
    assert (stone.is_proposed, stone.description, stone.slug) == (False, "a general", "ada-stone")
    with pytest.raises(InvalidError) as caught:
        story.confirm(named("two men"), sort="crowd")
    assert list(caught.value.errors) == ["type"]


def test_a_proposed_actor_that_is_known_gives_it_its_events_and_its_spellings(story):
    known = make_actor("The Falcon Brigades", type=Actor.Type.ARMED_GROUP)
    story.match(named("the Falcons"), known)
    assert set(known.aliases.values_list("name", flat=True)) == {"Falcons", "the Falcons"}
    assert set(Event.objects.involving(known)) == {story.camps, story.forecast}
    assert not known.is_proposed
    assert [membership.body.name for membership in known.memberships.all()] == ["Falcon Union"]


def test_only_a_proposed_actor_is_matched(story):
    with pytest.raises(ReviewError, match="“The Army” is confirmed already"):
        story.match(named("The Army"), named("Ada Stone"))


def test_an_actor_that_another_curator_has_matched_already_is_there_no_more(story):
    falcons, army = named("the Falcons"), named("The Army")
    story.match(falcons, army)
    falcons.pk = falcons.pk or Actor.history.filter(name="the Falcons").first().id
    with pytest.raises(ReviewError, match="“the Falcons” is there no more"):
        story.confirm(falcons)


# Undo


def reject_both(story: Story) -> None:
    story.reject(story.camps)
    story.reject(story.forecast)


def split_by_hand(story: Story) -> None:
    evidence, parts = story.camps.evidence.all()[:1], story.camps.participations.all()[:1]
    story.split(story.camps, evidence=evidence, participants=parts)


def edit_all(story: Story) -> None:
    story.edit(
        story.camps,
        title="Five camps",
        date="2019-12",
        after=story.rockets,
        participants=[Part(NewActor("Air Force", Actor.Type.ORGANISATION), "agent")],
        evidence=[story.words("the army struck five camps", cue="", attributed_to=NewActor("Ben Moss"))],
    )


def merge_after(story: Story) -> None:
    story.edit(story.forecast, after=story.camps)
    story.merge(story.camps, story.rockets)


ACTS: dict[str, Callable[[Story], object]] = {
    "accept": lambda story: story.accept(story.camps),
    "edit": edit_all,
    "merge": lambda story: story.merge(story.rockets, story.camps),
    "merge of what another follows": merge_after,
    "merge into a published one": lambda story: (story.accept(story.camps), story.merge(story.rockets, story.camps)),
    "split": split_by_hand,
    "split into a copy": lambda story: story.split(story.camps),
    "reject": reject_both,
    "reopen": lambda story: (story.reject(story.camps), story.reopen(story.camps)),
    "accept what was rejected": lambda story: (story.reject(story.rockets), story.accept(story.rockets)),
    "edit with one who is proposed": lambda story: (
        story.accept(story.camps),
        story.edit(story.camps, participants=[Part(NewActor("two men"), "casualty")]),
    ),
    "propose": lambda story: propose_from(story, "Talks in Geneva had ended in October."),
    "confirm": lambda story: story.confirm(named("Ada Stone"), name="Ada B. Stone"),
    "match": lambda story: story.match(named("the Falcons"), named("The Army")),
    "match of one proposed with another": lambda story: story.match(named("two men"), named("Ada Stone")),
}


@pytest.mark.parametrize("act", ACTS.values(), ids=ACTS.keys())
def test_an_act_that_is_taken_back_has_never_been(story, act):
    before = everything()
    act(story)
    assert Act.objects.exists()
    while review.last_act(story.source, story.timeline, by=story.by):
        assert story.undo().undone_at == NOW
    assert everything() == before


def test_undo_says_what_it_took_back_and_the_history_has_it(story):
    story.accept(story.camps)
    act = story.undo()
    assert (act.verb, act.name, act.uid, str(act)) == (
        "accept",
        "The army strikes five camps",
        story.camps.uid,
        "“The army strikes five camps” accepted",
    )
    for thing in (Event.objects.get(pk=story.camps.pk), named("the Falcons")):
        newest = thing.history.first()
        assert (newest.history_change_reason, newest.history_user) == ("Undone: accepted", story.by)


def test_whatever_undo_changes_leaves_its_row_in_the_history(story):
    edit_all(story)
    latest = {model: model.history.latest("history_id").history_id for model in (Event, Evidence, Participation, Actor)}
    story.undo()
    for model, last in latest.items():
        rows = model.history.filter(history_id__gt=last)
        assert rows.exists(), model
        assert {row.history_change_reason for row in rows} == {"Undone: changed"}


def test_only_what_one_did_oneself_on_this_article_is_taken_back(story, bob):
    story.accept(story.camps)
    with pytest.raises(ReviewError, match="nothing of yours to take back"):
        review.undo(story.source, story.timeline, by=bob, now=NOW)
    with pytest.raises(ReviewError, match="nothing of yours to take back"):
        review.undo(make_source("Another."), story.timeline, by=story.by, now=NOW)
    with pytest.raises(ReviewError, match="nothing of yours to take back"):
        review.undo(story.source, make_timeline("Another"), by=story.by, now=NOW)
    assert Event.objects.published().count() == 1


def test_an_act_is_taken_back_once(story):
    story.accept(story.camps)
    story.undo()
    with pytest.raises(ReviewError, match="nothing of yours"):
        story.undo()


def test_a_refused_act_is_nothing_to_take_back(story):
    with pytest.raises(InvalidError):
        story.edit(story.camps, title="")
    assert review.last_act(story.source, story.timeline, by=story.by) is None


def test_an_old_address_leads_nowhere_any_more_once_the_merging_is_taken_back(story):
    uid = story.rockets.uid
    story.merge(story.rockets, story.camps)
    story.undo()
    assert Redirect.objects.target(Redirect.Of.EVENT, uid) is None
    assert Event.objects.get(uid=uid) == story.rockets


def test_what_others_did_elsewhere_in_between_does_not_hinder(story, bob):
    story.accept(story.camps)
    seen = review.version(story.rockets)
    review.accept(story.rockets, source=story.source, version=seen, by=bob, now=NOW)
    story.undo()
    assert list(Event.objects.published()) == [story.rockets]


def bob_edits(story: Story, bob: User) -> None:
    seen = review.version(story.camps)
    review.edit(story.camps, Changes(place="Here"), source=story.source, version=seen, by=bob, now=NOW)


def bob_adds_evidence(story: Story, bob: User) -> None:
    piece = Evidence(event=story.camps, passage=curation.quote(story.source, "Talks in Geneva"))
    piece._history_user = bob
    piece.save()


def bob_takes_a_part_away(story: Story, bob: User) -> None:
    part = story.camps.participations.first()
    part._history_user = bob
    part.delete()


def bob_deletes(story: Story, bob: User) -> None:
    curation.delete_event(Event.objects.get(pk=story.camps.pk), by=bob)


@pytest.mark.parametrize("since", [bob_edits, bob_adds_evidence, bob_takes_a_part_away, bob_deletes])
def test_what_another_has_changed_since_is_not_taken_back_and_it_says_who_and_what(story, bob, since):
    story.edit(story.camps, title="Five camps")
    since(story, bob)
    before = everything()
    message = "“The army strikes five camps” changed cannot be taken back. .+ was changed by Bob Brown, .+ since then"
    with pytest.raises(UndoError, match=message) as caught:
        story.undo()
    assert caught.value.who == bob
    assert "Five camps" in str(caught.value.thing)
    assert everything() == before
    assert Act.objects.standing().filter(by=story.by).count() == 1


def test_what_another_has_taken_back_does_not_hinder_any_more(story, bob):
    before = everything()
    story.edit(story.camps, title="Five camps")
    bob_edits(story, bob)
    review.undo(story.source, story.timeline, by=bob, now=NOW)
    story.undo()
    assert everything() == before


def test_what_was_merged_into_is_not_pulled_apart_once_it_has_been_merged_on(story, bob):
    story.merge(story.rockets, story.camps)
    seen = review.version(story.camps)
    review.merge(story.camps, story.forecast, source=story.source, version=seen, by=bob, now=NOW)
    with pytest.raises(UndoError) as caught:
        story.undo()
    assert caught.value.who == bob


def test_an_actor_that_another_uses_by_now_is_not_unmade(story, bob):
    story.edit(story.camps, participants=[Part(NewActor("Air Force", Actor.Type.ORGANISATION), "agent")])
    Participation.objects.create(event=story.rockets, actor=named("Air Force"), role="agent")
    before = everything()
    with pytest.raises(UndoError, match="“Air Force” is used by “Rockets hit a base near Mosul” by now") as caught:
        story.undo()
    assert caught.value.thing == story.rockets
    assert everything() == before


def test_an_actor_that_has_got_an_alias_since_is_not_unmade(story):
    story.edit(story.camps, participants=[Part(NewActor("Air Force", Actor.Type.ORGANISATION), "agent")])
    Alias.objects.create(actor=named("Air Force"), name="AF")
    with pytest.raises(UndoError):
        story.undo()


def test_an_event_that_another_is_said_to_follow_is_not_unmade(story):
    event = propose_from(story, "Talks in Geneva had ended in October.")
    Event.objects.filter(pk=story.rockets.pk).update(after=event)
    with pytest.raises(UndoError, match="is used by “Rockets hit a base near Mosul” by now"):
        story.undo()


def test_a_passage_that_another_quotes_by_now_stays(story):
    story.edit(story.camps, evidence=[story.words("the army struck five camps")])
    quote_for(story.rockets, "the army struck five camps", source=story.source)
    story.undo()
    assert Passage.objects.filter(exact="the army struck five camps").exists()
    assert story.camps.evidence.count() == 2


def test_a_passage_that_was_dropped_and_quoted_again_is_the_one_that_comes_back(story):
    story.edit(story.camps, evidence=[story.words("the army struck five camps")])
    again = quote_for(story.rockets, "On Monday the army struck five camps of the Falcons.", source=story.source)
    story.undo()
    assert again.passage in {piece.passage for piece in story.camps.evidence.all()}


def test_a_quotation_that_was_dropped_with_an_older_text_does_not_come_back(story):
    story.edit(story.camps, evidence=[story.words("the army struck five camps")])
    curation.add_text(story.source, TEXT + " More.", now=NOW)
    before = everything()
    with pytest.raises(UndoError, match="has got a new text since"):
        story.undo()
    assert everything() == before


def test_what_needs_an_actor_that_is_there_no_more_does_not_come_back(story):
    speaker = make_actor("Known Speaker")
    story.camps.evidence.update(attributed_to=speaker)
    story.edit(story.camps, evidence=[story.words("the army struck five camps")])
    curation.merge_actors(make_actor("The Speaker"), [speaker])
    before = everything()
    with pytest.raises(UndoError, match=r"It needs what is there no more \(actor\)"):
        story.undo()
    assert everything() == before


def test_an_actor_whose_slug_another_has_taken_comes_back_under_its_next(story):
    story.reject(story.rockets)
    proposed("two men")
    story.undo()
    assert set(Actor.objects.filter(name="two men").values_list("slug", flat=True)) == {"two-men", "two-men-2"}


def test_a_new_text_alone_does_not_hinder(story):
    story.edit(story.camps, title="Five camps")
    curation.add_text(story.source, "Before. " + TEXT, now=NOW)
    story.undo()
    assert Event.objects.get(pk=story.camps.pk).title == "The army strikes five camps"


def test_what_could_not_be_public_any_more_is_not_made_public_again(story):
    story.accept(story.camps)
    story.reopen(story.camps)
    curation.add_text(story.source, "It was all different.", now=NOW)
    before = everything()
    with pytest.raises(UndoError, match="None of its quotations is in the current text"):
        story.undo()
    assert everything() == before


def test_an_actor_stays_confirmed_while_another_published_event_has_it(story):
    story.accept(story.camps)
    seen = review.version(story.forecast)
    review.accept(story.forecast, source=story.source, version=seen, by=User.objects.create_user("eve"), now=NOW)
    story.undo()
    assert not named("the Falcons").is_proposed
    assert named("Ada Stone").is_proposed


def test_acts_say_what_they_were_done_to_when_that_is_gone(story):
    story.merge(story.rockets, story.camps)
    act = review.last_act(story.source, story.timeline, by=story.by)
    assert (str(act), act.uid) == ("“Rockets hit a base near Mosul” merged", story.rockets.uid)


# Whatever is done, and taken back


def at_random(story: Story, choose: random.Random) -> None:
    """One act on whatever is there, as the dice fall; many are refused."""
    events = list(story.timeline.events.order_by("pk"))
    actors = list(Actor.objects.order_by("pk"))
    if not events:
        return
    event, other = choose.choice(events), choose.choice(events)
    actor, known = choose.choice(actors), choose.choice(actors)
    starts = sorted(choose.sample(range(len(TEXT)), 4))
    roles = choose.sample(list(Participation.Role.values), 2)
    whom = [choose.choice([actor, known, NewActor(f"Name {choose.randrange(3)}")]) for _each in range(3)]
    evidence = [piece for piece in event.evidence.all() if choose.random() < 0.5]
    edits = {
        "title": f"Title {choose.randrange(9)}",
        "date": choose.choice(["", "2019-12", "2019-10~/2020-01-02"]),
        "after": choose.choice([None, *events]),
        "participants": [Part(whom[0], roles[0], whom[2]), Part(whom[1], roles[1])],
        "evidence": [Words(*starts[:2], attributed_to=whom[2]), Words(*starts[2:], supports="actor", actor=whom[0])],
    }
    edits = {name: value for name, value in edits.items() if choose.random() < 0.6}
    acts = [
        lambda: story.accept(event),
        lambda: story.edit(event, **edits),
        lambda: story.edit(event, **edits),
        lambda: story.merge(event, other),
        lambda: story.split(event, evidence=evidence, participants=event.participations.all()[:1]),
        lambda: story.reject(event),
        lambda: story.reopen(event),
        lambda: story.confirm(actor, name=choose.choice(["", "Another name"])),
        lambda: story.match(actor, known),
        lambda: review.propose(
            story.source,
            story.timeline,
            *starts[:2],
            by=story.by,
            now=NOW,
            changes=Changes(**{"title": "New", "kind": event.kind, "date": "", "participants": [], **edits}),
        ),
    ]
    before = everything()
    try:
        choose.choice(acts)()
    except CurationError:
        assert everything() == before, "a refused act leaves all as it was"


@given(st.integers(0, 2**32), st.integers(1, 8))
@hypothesis_settings(max_examples=18, suppress_health_check=[HealthCheck.too_slow], phases=[Phase.generate])
def test_whatever_is_done_taking_all_of_it_back_leaves_every_row_as_it_was(seed, steps):
    choose = random.Random(seed)
    with transaction.atomic():
        story = a_story()
        news = make_source(title="News", publisher="A paper")
        for number, event in enumerate((story.rockets, story.camps)):
            cite_for(event, news)
            Figure.objects.create(event=event, name="deaths", best=number)
            Origin.objects.create(
                timeline=story.timeline, event=event, dataset="lists", key=str(number), digest="0" * 64
            )
        make_event("Rockets are fired", cites=[news], timeline=story.timeline)
        states = [everything()]
        for _step in range(steps):
            done = Act.objects.count()
            at_random(story, choose)
            if Act.objects.count() > done:
                states.append(everything())
        while review.last_act(story.source, story.timeline, by=story.by):
            assert everything() == states.pop()
            story.undo()
        assert everything() == states.pop()
        assert not states
        transaction.set_rollback(True)


# Readers see nothing of it

SECRET = "Xyzzy"


@pytest.fixture
def seeded() -> Timeline:
    """The seed, and candidates from its article that have all to do with what is published."""
    call_command("load", settings.BASE_DIR / "seeds/soleimani-2020/timeline.yaml", verbosity=0)
    timeline, source = Timeline.objects.get(), Source.objects.get()
    text = source.current_text.text
    public = Actor.objects.get(slug="qassem-soleimani")
    body = proposed(f"{SECRET} League", Actor.Type.ORGANISATION, aliases=[f"{SECRET}L"])
    Membership.objects.create(member=public, body=body)
    Membership.objects.create(member=body, body=Actor.objects.get(slug="al-qaeda"))
    person = proposed(f"{SECRET} Person", aliases=[f"Old {SECRET}"], part_of=[body])
    Membership.objects.create(member=proposed(f"{SECRET} Member"), body=public)
    words = "had no territory left"
    for status in (Event.Status.CANDIDATE, Event.Status.REJECTED):
        event = Event.objects.create(
            timeline=timeline,
            kind=Kind.objects.create(name=f"{SECRET}ing {status}", slug=f"{SECRET.lower()}-{status}"),
            title=f"{SECRET} happens, {status}",
            slug=f"{SECRET.lower()}-happens",
            summary=f"{SECRET} it was",
            place=f"{SECRET}ville",
            status=status,
            date="1999-09-09",
            basis="inferred",
            reason=f"For {SECRET}",
        )
        quote_for(event, words, source=source, attributed_to=person)
        Participation.objects.create(event=event, actor=public, role="agent", said_by=person)
        Participation.objects.create(event=event, actor=person, role="speaker")
        current = source.current_text
        reasons = [f"{SECRET} reason"]
        Proposal.objects.create(event=event, text=current, position=text.index(words), score=0.5, reasons=reasons)
    return timeline


def public_pages(timeline: Timeline) -> list[str]:
    queries = ["", "?affiliates=1&actor=iran", "?sort=recorded", "?from=1999&to=1999", "?kind=statement", "?q=left"]
    addresses = ["/", "/actors/", "/sources/", "/about/", *(timeline.get_absolute_url() + query for query in queries)]
    addresses += [event.get_absolute_url() for event in Event.objects.published()]
    addresses += [actor.get_absolute_url() for actor in Event.objects.published().actors()]
    addresses += [source.get_absolute_url() for source in Source.objects.all()]
    return addresses


def test_no_public_page_has_anything_of_a_candidate_or_a_proposal(seeded, client):
    for address in public_pages(seeded):
        response = client.get(address, follow=True)
        assert response.status_code == 200, address
        assert SECRET.lower() not in response.text.lower(), address
        assert "September 1999" not in response.text, address


def test_no_count_or_facet_has_a_candidate_in_it(seeded, client):
    hidden = Event.objects.exclude(status="published")
    before = {address: client.get(address, follow=True).content for address in public_pages(seeded)}
    Participation.objects.filter(event__in=hidden).delete()
    Evidence.objects.filter(event__in=hidden).delete()
    hidden.delete()
    Actor.objects.filter(is_proposed=True).delete()
    for address, content in before.items():
        assert client.get(address, follow=True).content == content, address


def test_the_pages_of_candidates_and_of_proposed_actors_are_not_there(seeded, client):
    for thing in [*Event.objects.exclude(status="published"), *Actor.objects.filter(is_proposed=True)]:
        assert client.get(thing.get_absolute_url()).status_code == 404


def test_a_published_dump_has_nothing_of_it_and_a_whole_one_has(seeded):
    assert SECRET not in interchange.dump(seeded, published=True)
    assert f"{SECRET} League" in interchange.dump(seeded)


def test_no_history_on_a_public_page_tells_what_was_done_with_a_candidate(seeded, client):
    source, candidate = Source.objects.get(), Event.objects.candidates().get()
    into = Event.objects.published().get(slug="baghdadi-killed")
    place = {"source": source, "by": User.objects.create_user("ada"), "now": NOW}
    review.merge(candidate, into, version=review.version(candidate), **place)
    assert f"{SECRET} Person" in client.get(into.get_absolute_url()).text, "it is published now"
    review.undo(source, seeded, by=place["by"], now=NOW)
    for address in public_pages(seeded):
        page = client.get(address, follow=True).text
        assert f"{SECRET} happens" not in page, address
