"""The lists of actors and sources, where there are few and where there are many."""

import pytest

from tests.factories import make_actor, make_event, make_source
from timeline import library
from timeline.models import Event

pytestmark = pytest.mark.django_db


def test_few_actors_are_listed_whole_with_what_they_are_part_of():
    make_event(actors=[make_actor("A General", part_of=[make_actor("An Army")])])
    listed = library.actors_with()
    assert [(actor.name, count) for actor, count in listed.actors] == [("A General", 1), ("An Army", 0)]
    assert not listed.more


def test_of_many_actors_those_with_most_events_are_listed_and_the_rest_is_found_by_name(monkeypatch):
    monkeypatch.setattr(library, "FEW", 2)
    monkeypatch.setattr(library, "MOST", 2)
    often, twice, once = make_actor("Often"), make_actor("Twice"), make_actor("Once", aliases=["The Other One"])
    for number, actors in enumerate([[often, once], [often, twice], [often, twice]]):
        make_event(f"Event {number}", actors=actors)
    listed = library.actors_with()
    assert [(actor.name, count) for actor, count in listed.actors] == [("Often", 3), ("Twice", 2)]
    assert listed.more
    assert [(actor.name, count) for actor, count in library.actors_with("other").actors] == [("Once", 1)]
    assert not library.actors_with("nobody").actors


def test_sources_are_read_page_by_page_the_newest_first_and_each_once(monkeypatch):
    monkeypatch.setattr(library, "PAGE", 2)
    days = ["2020-01-03", "2020-01-01", None, "2020-01-01", None]
    for number, day in enumerate(days):
        source = make_source(f"Rocket {number} hit.", title=f"Article {number}", published_on=day)
        make_event(f"Event {number}", quotes=[f"Rocket {number} hit."], source=source)
    read, place = [], ""
    while True:
        page = library.sources_behind(place)
        assert page.total == 5
        read += [(source.title, count) for source, count in page.sources]
        if not (place := page.behind):
            break
    assert read == [(f"Article {number}", 1) for number in (0, 3, 1, 4, 2)]


@pytest.mark.parametrize("place", ["", "here", "2020-13-45.1", "2020-01-01", "undated.x", "٢.1"])
def test_a_place_that_is_none_is_the_beginning(place):
    make_event()
    assert len(library.sources_behind(place).sources) == 1


def test_of_a_source_with_many_events_the_first_are_listed_and_all_are_counted(monkeypatch):
    monkeypatch.setattr(library, "DRAWN", 2)
    source = make_source("Rocket 0 hit. Rocket 1 hit. Rocket 2 hit.")
    for number in range(3):
        make_event(f"Event {number}", on=f"2020-01-0{number + 1}", quotes=[f"Rocket {number} hit."], source=source)
    drawn = library.events_from(source)
    assert [event.title for event in drawn.events] == ["Event 0", "Event 1"]
    assert drawn.count == 3
    assert drawn.timelines == [(Event.objects.first().timeline, 3)]
