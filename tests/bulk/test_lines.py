"""JSON Lines of what a timeline file holds."""

import pytest

from timeline import index
from timeline.interchange import InterchangeError, bulk
from timeline.models import Actor, Citation, Event, Evidence, Kind, Origin, Source

from ..factories import NOW, make_event, make_timeline
from .loading import as_lines, load_lines

pytestmark = pytest.mark.django_db

KIND = {"kind": {"slug": "strike", "name": "strike"}}
ACTOR = {"actor": {"slug": "badr", "name": "Badr", "type": "armed-group"}}
SOURCE = {"source": {"key": "a", "title": "Rocket attack in Iraq", "publisher": "AFP", "published": "2019-12-28"}}
EVENT = {
    "key": "1",
    "title": "Rockets hit a base",
    "kind": "strike",
    "date": "2019-12-27",
    "basis": "outside",
    "reason": "So the list says.",
    "actors": [{"actor": "badr", "role": "agent"}],
    "figures": [{"name": "deaths", "best": 1}],
    "citations": [{"source": "a", "said_by": "the army"}],
}
ALL = (KIND, ACTOR, SOURCE, {"event": EVENT})
ARTICLE = {"source": {"key": "b", "title": "On rockets", "full_text": "On Friday, rockets hit a base near Kirkuk."}}
QUOTED = {
    "title": "Rockets hit a base near Kirkuk",
    "kind": "strike",
    "date": "2019-12-27",
    "basis": "stated",
    "evidence": [{"source": "b", "quote": "On Friday, rockets hit a base", "cue": "On Friday", "date": "2019-12-27"}],
}


def test_each_line_is_an_entry_of_a_timeline_file(tmp_path):
    report = load_lines(tmp_path, *ALL)
    assert not report.refused
    assert report.created == {"timeline": 1, "kind": 1, "actor": 1, "source": 1, "event": 1}
    event = Event.objects.published().get()
    assert (event.title, str(event.date), event.kind.slug) == ("Rockets hit a base", "2019-12-27", "strike")
    assert [(part.actor.slug, part.role) for part in event.participations.all()] == [("badr", "agent")]
    assert [(each.source.title, each.said_by) for each in event.citations.all()] == [
        ("Rocket attack in Iraq", "the army")
    ]
    assert event.figures.get().best == 1


def test_the_same_lines_again_change_nothing(tmp_path):
    lines = (*ALL, ARTICLE, {"event": QUOTED})
    load_lines(tmp_path, *lines)
    report = load_lines(tmp_path, *lines, again=True)
    assert (report.created, report.changed, report.refused) == ({}, {}, [])
    assert report.unchanged["event"] == 2
    assert index.differences(report.timeline) == []


def test_kinds_actors_and_sources_may_stand_inside_an_event(tmp_path):
    inside = EVENT | {
        "kind": KIND["kind"],
        "actors": [{"actor": ACTOR["actor"], "role": "agent"}],
        "citations": [{"source": {"title": "Rocket attack in Iraq", "publisher": "AFP"}}],
    }
    report = load_lines(tmp_path, {"event": inside}, {"event": inside | {"key": "2"}})
    assert not report.refused
    assert (Kind.objects.count(), Actor.objects.count(), Source.objects.count()) == (1, 1, 1)
    assert Citation.objects.count() == 2


def test_what_is_quoted_is_held_against_its_text(tmp_path):
    wrong = QUOTED | {"key": "wrong", "evidence": [{"source": "b", "quote": "rockets missed the base"}]}
    report = load_lines(tmp_path, KIND, ARTICLE, {"event": wrong}, {"event": QUOTED})
    assert [(row, key) for row, key, _why in report.refused] == [(4, "wrong")]
    assert "is not in the text" in report.refused[0][2]
    event = Event.objects.published().get()
    assert Evidence.objects.get(event=event).passage.exact == "On Friday, rockets hit a base"


def test_an_event_of_the_timeline_is_known_again_by_its_id_and_slug(tmp_path):
    timeline = make_timeline(slug="strikes")
    by_id, by_slug = make_event("One", timeline=timeline), make_event("Two", timeline=timeline)
    report = load_lines(
        tmp_path,
        *ALL[:3],
        {"event": {**EVENT, "id": by_id.uid, "title": "Uno"}},
        {"event": {key: value for key, value in EVENT.items() if key != "key"} | {"title": "Two"}},
    )
    assert report.changed["event"] == 2
    assert set(Event.objects.values_list("uid", "title")) == {(by_id.uid, "Uno"), (by_slug.uid, "Two")}


def test_an_actor_told_otherwise_than_before_is_changed(tmp_path):
    load_lines(tmp_path, ACTOR)
    report = load_lines(tmp_path, {"actor": ACTOR["actor"] | {"name": "Badr Organisation", "aliases": ["Badr"]}})
    assert report.changed == {"actor": 1}
    assert Actor.objects.get().name == "Badr Organisation"


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"kind": "raid"}, "there is no kind “raid”."),
        ({"actors": [{"actor": "nobody", "role": "agent"}]}, "there is no actor “nobody”."),
        ({"actors": [{"actor": "badr", "role": "hero"}]}, "“hero” is not known"),
        ({"citations": [{"source": "z"}]}, "there is no source “z”"),
        ({"citations": []}, "it quotes nothing and cites no source that can be found again"),
        ({"citations": [{"source": {"title": "A rumour"}}]}, "cites no source that can be found again"),
        ({"basis": "stated"}, "its date is said to be stated, and it quotes no words that state it."),
        ({"reason": "x", "basis": "whim"}, "“whim” is not known"),
        ({"date": "soon"}, "cannot be read as a date"),
        ({"figures": [{"name": "deaths", "low": 3, "best": 1}]}, "in no order"),
        ({"title": 5}, "title: it is a number"),
        ({"colour": "red"}, "there is no “colour” here"),
    ],
)
def test_a_wrong_event_is_refused_and_the_others_are_loaded(tmp_path, changes, why):
    report = load_lines(tmp_path, *ALL, {"event": EVENT | {"key": "wrong"} | changes})
    ((row, key, said),) = report.refused
    assert (row, key) == (6, "wrong")
    assert why in said
    assert [origin.key for origin in Origin.objects.all()] == ["1"]


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("{", "it cannot be read as JSON"),
        ('{"article": {}}', 'is none of {"timeline": …}'),
        ('{"event": []}', "expected a mapping"),
        ('{"timeline": {"slug": "b", "title": "B"}}', "there is a second timeline"),
    ],
)
def test_a_wrong_line_is_refused(tmp_path, line, why):
    path = tmp_path / "lines.jsonl"
    path.write_text(as_lines([{"timeline": {"slug": "strikes", "title": "Strikes"}}]) + line + "\n" + as_lines(ALL))
    report = bulk.load(path, clock=lambda: NOW)
    assert [row for row, _key, _why in report.refused] == [2]
    assert why in report.refused[0][2]
    assert report.created["event"] == 1


def test_the_timeline_comes_first(tmp_path):
    path = tmp_path / "lines.jsonl"
    path.write_text(as_lines(ALL))
    with pytest.raises(InterchangeError, match="line 1: expected"):
        bulk.load(path, clock=lambda: NOW)
