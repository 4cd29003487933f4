"""What readers are told of an event's past: its public states alone, and never what a curator kept back."""

import pytest

from tests.factories import NOW, cite_for, make_actor, make_event, make_kind, make_source, quote_for
from timeline import curation
from timeline.changes import public_changes
from timeline.models import Actor, Citation, Event, Evidence, Figure, Load, Origin, Participation

pytestmark = pytest.mark.django_db

SECRET = "zweifelhaft"


def change(event, why="", **fields) -> None:
    for name, value in fields.items():
        setattr(event, name, value)
    event._change_reason = why
    event.save()


def told(event) -> str:
    """All that readers are told of `event`'s past, as one text."""
    lines = []
    for each in public_changes(event):
        lines += [each.what, each.why, *(f"{one.what}: {one.old} -> {one.new}" for one in each.differences)]
    return "\n".join(lines)


def test_a_new_event_was_published_and_no_more():
    [published] = public_changes(make_event())
    assert (published.what, published.why, published.differences) == ("Published", "", [])


def test_a_candidate_has_no_public_past():
    event = make_event(published=False)
    change(event, title="Another title")
    assert public_changes(event) == []


def test_a_change_says_what_was_and_what_is_in_words():
    event = make_event(on="2019-12", kind=make_kind("attack"))
    change(event, "The article was read again", date="2019-12-27", kind=make_kind("strike"))
    newest, _published = public_changes(event)
    assert (newest.what, newest.why) == ("Changed", "The article was read again")
    differences = {each.what: (each.old, each.new) for each in newest.differences}
    assert differences == {"kind": ("attack", "strike"), "date": ("December 2019", "27 December 2019")}


def test_a_date_that_was_taken_away_or_given_is_said():
    event = make_event(on="2019-12")
    change(event, date=None, basis="")
    [difference, _basis] = public_changes(event)[0].differences
    assert (difference.old, difference.new) == ("December 2019", "undated")


def test_saving_without_a_change_is_no_change():
    event = make_event()
    change(event)
    assert len(public_changes(event)) == 1


def test_the_newest_change_comes_first():
    event = make_event("One")
    change(event, title="Two")
    change(event, title="Three")
    assert [each.differences[0].new for each in public_changes(event)[:2]] == ["Three", "Two"]
    assert public_changes(event)[-1].what == "Published"


def test_what_was_written_before_an_event_was_public_stays_with_the_curators():
    event = make_event(SECRET, published=False, quotes=["It rained."])
    change(event, f"{SECRET} because", summary=SECRET)
    change(event, title="Rockets hit a base", summary="")
    curation.publish(event, now=NOW)
    assert SECRET not in told(event)


def test_what_was_written_while_an_event_was_taken_back_stays_with_the_curators():
    event = make_event("Rockets hit a base")
    curation.unpublish(event, why=f"It is {SECRET}")
    change(event, f"{SECRET} because", title=SECRET)
    change(event, title="Two rockets hit a base")
    assert len(public_changes(event)) == 1
    curation.publish(event, now=NOW, why="Checked")
    newest, _published = public_changes(event)
    assert [(each.old, each.new) for each in newest.differences] == [("Rockets hit a base", "Two rockets hit a base")]
    assert newest.why == "Checked"
    assert SECRET not in told(event)


def test_evidence_that_came_and_went_before_readers_saw_it_stays_with_the_curators():
    event = make_event("Rockets hit a base")
    curation.unpublish(event)
    quote_for(event, f"He is {SECRET}.").delete()
    curation.publish(event, now=NOW)
    assert SECRET not in told(event)
    assert len(public_changes(event)) == 1


def test_evidence_of_a_candidate_is_told_once_readers_can_see_it():
    event = make_event("Rockets hit a base")
    curation.unpublish(event)
    quote_for(event, "Ten rockets hit.")
    assert "Ten rockets hit." not in told(event)
    curation.publish(event, now=NOW)
    assert [each.what for each in public_changes(event)] == ["Evidence added: “Ten rockets hit.”", "Published"]


def test_evidence_that_was_added_taken_away_or_replaced_is_told():
    source = make_source("Ten rockets hit. Twelve rockets hit.")
    event = make_event("Rockets hit a base")
    piece = quote_for(event, "Ten rockets hit.", source=source)
    piece.passage = curation.quote(source, "Twelve rockets hit.")
    piece.save()
    piece.delete()
    assert [each.what for each in public_changes(event)] == [
        "Evidence taken away: “Twelve rockets hit.”",
        "Evidence added: “Twelve rockets hit.”",
        "Evidence taken away: “Ten rockets hit.”",
        "Evidence added: “Ten rockets hit.”",
        "Published",
    ]


def test_evidence_that_stays_the_same_passage_is_not_told():
    event = make_event("Rockets hit a base")
    piece = event.evidence.get()
    piece.position = 7
    piece.save()
    assert len(public_changes(event)) == 1


def test_evidence_that_a_candidate_brought_along_is_told_without_the_name_of_the_candidate():
    event = make_event("Rockets hit a base")
    other = make_event(f"A {SECRET} event", published=False, quotes=["Ten rockets hit."])
    curation.merge_events(event, [other])
    assert [each.what for each in public_changes(event)] == ["Evidence added: “Ten rockets hit.”", "Published"]
    assert SECRET not in told(event)


def test_the_past_takes_few_queries_however_long_it_is(django_assert_max_num_queries):
    event = make_event("Rockets hit a base")
    for number in range(6):
        quote_for(event, f"Rocket {number} hit.")
        change(event, title=f"Title {number}", kind=make_kind(f"kind {number}"))
    Evidence.objects.filter(event=event).last().delete()
    with django_assert_max_num_queries(16):
        assert len(public_changes(event)) == 14


def test_who_takes_part_is_told_too():
    event, general = make_event(), make_actor("A General")
    part = event.participations.create(actor=general, role="agent")
    part.delete()
    assert [change.what for change in public_changes(event)][:2] == [
        "No longer taking part: A General (agent)",
        "Taking part: A General (agent)",
    ]


def test_who_took_part_before_it_was_public_is_nobodys_business():
    event = make_event(published=False, quotes=["So it is said."], cue="So")
    event.participations.create(actor=make_actor("A Secret"), role="agent").delete()
    curation.publish(event, now=NOW)
    assert [change.what for change in public_changes(event)] == ["Published"]


def test_a_quotation_with_marks_of_its_own_is_given_no_more():
    event = make_event()
    quote_for(event, "“We know,” he said.")
    assert public_changes(event)[0].what == "Evidence added: “We know,” he said."


def test_citations_and_figures_are_told():
    event = make_event(cites=["News"], figures={"deaths": (7, 8, 9)})
    cite_for(event, "Other news").delete()
    figure = event.figures.get()
    figure.best, figure.low = 9, 9
    figure.save()
    assert [each.what for each in public_changes(event)] == [
        "Figure given: deaths, 9",
        "Figure taken away: deaths, 8 (7–9)",
        "Source no longer cited: Other news",
        "Source cited: Other news",
        "Published",
    ]


# Loaded in bulk


@pytest.fixture
def loaded() -> Event:
    """An event as a bulk load leaves it: with rows, and no history of any."""
    event = make_event("Rockets hit a base", cites=["News"], figures={"deaths": (7, 8, 9)}, actors=[make_actor()])
    for model in (Event, Citation, Figure, Participation, Actor):
        model.history.all().delete()
    timeline = event.timeline
    Origin.objects.create(timeline=timeline, event=event, dataset="conflicts", key="1", digest="0" * 64)
    Load.objects.create(
        timeline=timeline, dataset="conflicts", name="c.csv", sha256="0" * 64, started_at=NOW, finished_at=NOW
    )
    return Event.objects.get()


def test_what_was_loaded_says_from_where_and_when(loaded):
    [change] = public_changes(loaded)
    assert (change.what, change.when, change.why) == ("Loaded from conflicts (c.csv)", NOW, "")
    Load.objects.all().delete()
    assert public_changes(loaded)[0].what == "Loaded from conflicts"
    Origin.objects.all().delete()
    assert public_changes(loaded)[0].what == "Published"


def test_the_first_change_of_what_was_loaded_says_what_was(loaded):
    change(loaded, "Read again", title="Two rockets hit a base")
    newest, first = public_changes(loaded)
    assert [(each.old, each.new) for each in newest.differences] == [("Rockets hit a base", "Two rockets hit a base")]
    assert (newest.why, first.what) == ("Read again", "Loaded from conflicts (c.csv)")


def test_parts_of_what_was_loaded_that_change_or_go_are_told(loaded):
    loaded.participations.get().delete()
    Actor.objects.get().delete()
    figure = loaded.figures.get()
    figure.high = 10
    figure.save()
    cite_for(loaded, "Other news")
    assert [each.what for each in public_changes(Event.objects.get())] == [
        "Source cited: Other news",
        "Figure given: deaths, 8 (7–10)",
        "Figure taken away: deaths, 8 (7–9)",
        "No longer taking part: Mark Milley (agent)",
        "Loaded from conflicts (c.csv)",
    ]
