"""The index as it is kept: right after every change, whoever made it, and never trusted over the database."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from timeline import curation, index
from timeline.index import building, keeping
from timeline.models import Citation, Event, IndexChange, IndexPart, Membership, Participation
from timeline.models.index import noted_all

from ..factories import NOW, cite_for, make_actor, make_event, make_kind, make_source, make_timeline, quote_for

pytestmark = pytest.mark.django_db


def held(timeline):
    """What the index has of each event."""
    table = index.current(timeline)
    return {entry.pk: entry for entry in map(table.entry, table.everything)}


def test_an_event_is_held_with_its_dates_and_all_its_facets():
    soleimani, milley, spokesman = make_actor("Soleimani"), make_actor("Milley"), make_actor("A spokesman")
    event = make_event(on="2019-12-21/2019-12-31", actors=[soleimani, (milley, "speaker")], quotes=["He said so."])
    Participation.objects.filter(actor=soleimani).update(said_by=spokesman)
    evidence = event.evidence.get()
    evidence.attributed_to = milley
    evidence.save()
    source = evidence.passage.source
    entry = held(event.timeline)[event.pk]
    assert (entry.first, entry.last) == (event.earliest.toordinal(), event.latest.toordinal())
    assert entry.recorded == (NOW - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)
    assert entry.terms == {
        ("actor", soleimani.pk),
        ("actor", milley.pk),
        ("acting", (soleimani.pk, "agent")),
        ("acting", (milley.pk, "speaker")),
        ("role", "agent"),
        ("role", "speaker"),
        ("kind", event.kind_id),
        ("basis", "stated"),
        ("source", source.pk),
        ("said_by", spokesman.pk),
        ("said_by", milley.pk),
        ("evidence", "quoted"),
    }


def test_one_that_is_cited_alone_is_held_with_the_sources_that_it_cites():
    event = make_event()
    source = make_source(title="A headline", publisher="A paper")
    Citation.objects.create(event=event, source=source, said_by="army statement")
    event.evidence.get().delete()
    terms = held(event.timeline)[event.pk].terms
    assert {term for term in terms if term[0] in ("source", "evidence", "said_by")} == {
        ("source", source.pk),
        ("evidence", "cited"),
    }


def test_candidates_and_what_belongs_to_another_timeline_are_left_out():
    event = make_event()
    make_event("A candidate", published=False)
    make_event("Elsewhere", timeline=make_timeline("Another story"))
    assert held(event.timeline).keys() == {event.pk}


def test_many_are_read_in_portions_along_their_keys_and_as_few_are(monkeypatch):
    soleimani, milley = make_actor("Soleimani"), make_actor("Milley")
    ambush = make_event("Ambush", on="2019-12", actors=[soleimani])
    make_event("Elsewhere", timeline=make_timeline("Another story"), actors=[milley])
    make_event("A candidate", published=False)
    cite_for(make_event("Undated", on=None), "A headline", said_by="army statement")
    strike = make_event("Strike", on="2020-01-03", actors=[(milley, "speaker")])
    Event.objects.filter(pk=strike.pk).update(after=ambush)
    few = held(ambush.timeline)
    monkeypatch.setattr(building, "MOST_KEYS", 1)
    for number in (2, 3):
        monkeypatch.setattr(building, "AT_ONCE", number)
        index.forget()
        assert held(ambush.timeline) == few
    assert len(few) == 3


def test_the_order_is_that_in_which_events_are_told():
    first, second = make_event("First", on="2020-01-03"), make_event("Second", on="2020-01-02/2020-01-03")
    Event.objects.filter(pk=second.pk).update(after=first)
    make_event("Third", on="2020-01-04")
    make_event("Undated", on=None)
    table = index.rebuild(first.timeline)
    assert table.pks(table.everything) == first.timeline.events.published().in_order()
    assert table.pks(table.everything)[:2] == [first.pk, second.pk]


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_after_every_change_the_index_is_what_the_database_says():
    """And it is caught up with the change, not made anew."""
    actors = [make_actor(name) for name in ("Ada", "Ben", "Cleo")]
    events = [make_event(f"Event {number}", on=f"2020-01-{number + 1:02}", actors=actors[:2]) for number in range(6)]
    timeline, other = events[0].timeline, make_event("Elsewhere", timeline=make_timeline("Another story"))

    def edit(event, **fields):
        event.refresh_from_db()
        for name, value in fields.items():
            setattr(event, name, value)
        event.save()

    def change_actor():
        row = events[1].participations.first()
        row.actor, row.role = actors[2], "target"
        row.save()

    changes = {
        "its date": lambda: edit(events[0], date="2020-02"),
        "its kind": lambda: edit(events[0], kind=make_kind("strike")),
        "its order": lambda: edit(events[1], after=events[0]),
        "another's date, which moves it": lambda: edit(events[0], date="2020-03"),
        "its actor": change_actor,
        "one actor less": lambda: events[2].participations.first().delete(),
        "one more quotation": lambda: quote_for(events[2], "Another says so, too."),
        "a citation": lambda: Citation.objects.create(event=events[2], source=make_source(title="A headline")),
        "taken back": lambda: curation.unpublish(events[3]),
        "published again": lambda: curation.publish(events[3], now=NOW),
        "a new one": lambda: make_event("Event 7", on=None, timeline=timeline),
        "deleted": lambda: events[4].delete(),
        "actors merged": lambda: curation.merge_actors(actors[0], [actors[1]]),
        "events merged": lambda: curation.merge_events(events[2], [events[3]]),
    }
    before = index.current(timeline)
    for change, make in changes.items():
        make()
        after = index.current(timeline)
        assert after is not before, change
        assert after.shares_with(before), change
        assert index.differences(timeline) == [], change
        assert index.current(timeline) is after, change
        before = after
    assert index.current(other.timeline).pks(index.current(other.timeline).everything) == [other.pk]


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_what_was_rolled_back_leaves_nothing_behind():
    event = make_event(on="2020-01-03")
    index.current(event.timeline)
    with transaction.atomic():
        event.date = "2020-01-04"
        event.save()
        assert held(event.timeline)[event.pk].first == date(2020, 1, 4).toordinal()
        transaction.set_rollback(True)
    assert held(event.timeline)[event.pk].first == date(2020, 1, 3).toordinal()
    event.title, event.date = "Another version of the same number", "2020-01-05"
    event.save()
    make_event("One more")
    assert index.differences(event.timeline) == []


def test_nothing_is_read_but_the_version_while_nothing_has_changed(django_assert_num_queries):
    event = make_event()
    table = index.current(event.timeline)
    with django_assert_num_queries(1):
        assert index.current(event.timeline) is table
    version = index.version_of(event.timeline)
    with django_assert_num_queries(0):
        assert index.current(event.timeline, version) is table


def test_whoever_remembers_names_for_a_table_is_given_another_when_one_changes():
    actor = make_actor()
    event = make_event(actors=[actor])
    table = index.current(event.timeline)
    Membership.objects.create(member=actor, body=make_actor("The army"))
    assert index.current(event.timeline) is not table


def test_another_process_takes_what_is_stored_and_catches_up():
    events = [make_event(f"Event {number}") for number in range(3)]
    timeline = events[0].timeline
    index.rebuild(timeline)
    # What goes past the door shows that nothing was read anew but the event that went through it.
    Event.objects.filter(pk=events[0].pk).update(earliest=date(1999, 1, 1))
    curation.unpublish(events[1])
    index.forget()
    assert held(timeline).keys() == {events[0].pk, events[2].pk}
    assert held(timeline)[events[0].pk].first == date(2019, 12, 1).toordinal()


def test_what_is_stored_in_parts_is_put_together(monkeypatch):
    monkeypatch.setattr("timeline.index.storing.MOST_BYTES", 100)
    event = make_event(actors=[make_actor()])
    table = index.rebuild(event.timeline)
    assert IndexPart.objects.filter(timeline=event.timeline).count() > 5
    index.forget()
    assert index.current(event.timeline).differing(table) == []


@pytest.mark.parametrize("content", [b"", b"rubbish", b"\0" * 7 + b"\2{}", None])
def test_what_is_stored_and_damaged_is_made_anew(content, caplog):
    event = make_event()
    index.rebuild(event.timeline)
    part = IndexPart.objects.get(timeline=event.timeline)
    part.content = bytes(part.content)[:-1] + b"\7" if content is None else content
    part.save()
    index.forget()
    assert held(event.timeline).keys() == {event.pk}
    assert "The stored index of a-story is of no use" in caplog.text


def test_what_may_have_changed_as_a_whole_is_made_anew():
    event = make_event(on="2020-01-03")
    index.rebuild(event.timeline)
    Event.objects.filter(pk=event.pk).update(earliest=date(2020, 1, 2))
    noted_all(event.timeline)
    assert held(event.timeline)[event.pk].first == date(2020, 1, 2).toordinal()


def test_too_many_changes_are_not_read_one_by_one(monkeypatch):
    monkeypatch.setattr(keeping, "MOST_CHANGES", 2)
    event = make_event()
    index.rebuild(event.timeline)
    for number in range(4):
        make_event(f"Event {number}")
    assert len(index.current(event.timeline)) == 5
    index.rebuild(event.timeline)
    assert len(set(IndexChange.objects.filter(timeline=event.timeline).values_list("version", flat=True))) == 2


def test_the_command_finds_what_went_past_the_door_and_puts_it_right(capsys):
    spoilt, lost, new = make_event(on="2020-01-03"), make_event("Lost"), make_event("New", published=False)
    call_command("reindex")
    assert "a-story: 2 events, 0.0 MB stored" in capsys.readouterr().out
    call_command("reindex", "--check")
    assert "a-story: 0 differences" in capsys.readouterr().out
    Event.objects.filter(pk=spoilt.pk).update(earliest=date(2020, 1, 2))
    Participation.objects.bulk_create([Participation(event=spoilt, actor=make_actor(), role="agent")])
    Event.objects.filter(pk=lost.pk).update(status="rejected")
    Event.objects.filter(pk=new.pk).update(status="published", published_at=NOW)
    with pytest.raises(CommandError) as caught:
        call_command("reindex", "a-story", "--check")
    said = str(caught.value)
    assert f"Event {lost.pk} is in the index, and not published." in said
    assert f"Event {new.pk} is published, and not in the index." in said
    assert f"Event {spoilt.pk} differs: first is 737426 in the database and 737427 in the index" in said
    assert "role 'agent' is missing in the index" in said
    assert f"Event {spoilt.pk} differs: its parts are kept otherwise." in said
    assert f"Event {lost.pk} differs: its words are kept otherwise." in said
    call_command("reindex", "--facets")
    with pytest.raises(CommandError, match="5 differences from the database"):
        call_command("reindex", "--check")
    call_command("reindex", "a-story")
    call_command("reindex", "--check")


def test_the_command_refuses_a_timeline_that_is_not_there():
    with pytest.raises(CommandError, match=r"There is no timeline nowhere\. Nothing was done."):
        call_command("reindex", "nowhere")
