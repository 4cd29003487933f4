"""Tables loaded with a mapping: what becomes of each row, and of each mistake."""

import pytest
from django.db import connection

from timeline import curation, fulltext
from timeline.folding import terms
from timeline.interchange import InterchangeError, bulk
from timeline.interchange.bulk import reading, sets, writing
from timeline.models import (
    Actor,
    Citation,
    Event,
    EventWords,
    IndexState,
    Load,
    Origin,
    Participation,
    Source,
    Timeline,
)

from ..factories import NOW, make_actor
from .loading import COLUMNS, MAPPING, ROW, load_table

pytestmark = pytest.mark.django_db


def told() -> list[tuple]:
    """All that readers are told of the events, in the order of their keys in the dataset."""
    return [
        (
            origin.key,
            origin.event.title,
            str(origin.event.date or ""),
            origin.event.place,
            [(part.actor.name, part.role) for part in origin.event.participations.order_by("position")],
            [(figure.name, figure.low, figure.best, figure.high) for figure in origin.event.figures.all()],
            [(each.source.title, each.source.publisher, each.said_by) for each in origin.event.citations.all()],
        )
        for origin in Origin.objects.order_by("key")
    ]


def test_a_row_becomes_a_published_event_that_cites(tmp_path):
    report = load_table(tmp_path, ROW)
    assert report.created == {"timeline": 1, "kind": 1, "actor": 1, "source": 1, "event": 1}
    assert told() == [
        (
            "1",
            "Rockets hit a base in Kirkuk",
            "2019-12-27",
            "Kirkuk",
            [("Kataib Hezbollah", "agent")],
            [("deaths", None, 1, None)],
            [("Rocket attack in Iraq", "AFP", "")],
        )
    ]
    event = Event.objects.published().get()
    assert (event.basis, event.reason, event.published_at, event.recorded_at) == (
        "outside",
        "The list gives day.",
        NOW,
        NOW,
    )
    assert not curation.obstacles(event)
    event.full_clean()


def test_what_is_written_in_sets_is_what_the_models_would_write(tmp_path):
    load_table(tmp_path, ROW)
    event, source, actor = Event.objects.get(), Source.objects.get(), Actor.objects.get()
    before = [(row.title, row.summary, row.quotations) for row in EventWords.objects.all()]
    assert before == [("rockets hit a base in kirkuk", "", "rocket attack in iraq")]
    EventWords.objects.all().delete()
    EventWords.objects.refresh([event.pk])
    assert [(row.title, row.summary, row.quotations) for row in EventWords.objects.all()] == before
    for row in (event, source, actor):
        kept = {field.name: getattr(row, field.attname) for field in row._meta.concrete_fields}
        row.save()
        row.refresh_from_db()
        assert {field.name: getattr(row, field.attname) for field in row._meta.concrete_fields} == kept


def test_a_bulk_load_leaves_an_origin_and_a_load_and_no_history(tmp_path):
    load_table(tmp_path, ROW)
    load = Load.objects.get()
    assert (load.dataset, load.name, load.report["created"]["event"]) == ("strikes", "rows.csv", 1)
    assert Event.history.count() == Source.history.count() == Actor.history.count() == 0


def test_the_index_is_told(tmp_path):
    load_table(tmp_path, ROW)
    before = IndexState.objects.get().version
    load_table(tmp_path, ROW.replace("1,", "2,", 1))
    assert IndexState.objects.get().version > before


def test_the_same_file_again_is_passed_over_and_says_so(tmp_path):
    load_table(tmp_path, ROW)
    report = load_table(tmp_path, ROW)
    assert "loaded already" in str(report)
    assert Load.objects.count() == 1


def test_the_same_rows_again_change_nothing(tmp_path):
    load_table(tmp_path, ROW)
    Event.objects.update(title="As a curator put it")
    report = load_table(tmp_path, ROW, again=True)
    assert (report.created, report.changed, report.unchanged) == ({}, {}, {"event": 1})
    assert Event.objects.get().title == "As a curator put it"


def test_a_row_that_changed_changes_its_event_with_history(tmp_path):
    load_table(tmp_path, ROW)
    uid = Event.objects.get().uid
    changed = ROW.replace("Kirkuk", "Mosul").replace(",1,AFP", ",2,AFP").replace("Kataib Hezbollah", "Badr")
    report = load_table(tmp_path, changed)
    assert report.changed == {"event": 1}
    assert told()[0][1:6] == (
        "Rockets hit a base in Mosul",
        "2019-12-27",
        "Mosul",
        [("Badr", "agent")],
        [("deaths", None, 2, None)],
    )
    assert Event.objects.get().uid == uid
    assert Event.history.latest().history_change_reason == "Loaded from rows.csv"
    assert load_table(tmp_path, changed, again=True).unchanged == {"event": 1}


def test_rows_share_their_actors_and_sources(tmp_path):
    make_actor("Kata'ib Hizballah", aliases=["kataib hezbollah"], type="armed-group")
    report = load_table(tmp_path, ROW, ROW.replace("1,", "2,", 1))
    assert report.created == {"timeline": 1, "kind": 1, "source": 1, "event": 2}
    assert Actor.objects.get().participations.count() == 2


def test_two_actors_of_one_name_stop_their_rows_alone(tmp_path):
    make_actor("Badr", type="armed-group")
    make_actor("badr", slug="badr-2", type="armed-group")
    report = load_table(tmp_path, ROW, ROW.replace("1,", "2,", 1).replace("Kataib Hezbollah", "Badr"))
    assert [(row, key) for row, key, _why in report.refused] == [(3, "2")]
    assert "2 actors are called “Badr” here" in report.refused[0][2]
    assert report.created["event"] == 1


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ("2019-12-27", "2019-02-30", "“2019-02-30” is no day."),
        ("2019-12-27,", "2019-12-27,2019-12-01", "it ends on 2019-12-01, before it begins on 2019-12-27."),
        (",,day", ",,about", "its precision is “about”; the mapping knows day, week."),
        (",1,AFP", ",many,AFP", "“many” is no whole number."),
        (",1,AFP", ",-1,AFP", "it counts -1."),
        ("Rockets hit a base,Kirkuk", ",", "it has no title."),
        ("1,Rock", ",Rock", "it has no key."),
        ("AFP,Rocket attack in Iraq", ",", "it cites no source that can be found again"),
        (",2019-12-28\n", "\n", "it has 10 cells; the header has 11."),
    ],
)
def test_a_row_that_cannot_be_loaded_is_refused_with_the_reason(tmp_path, old, new, why):
    report = load_table(tmp_path, ROW.replace(old, new, 1), ROW.replace("1,", "2,", 1))
    ((row, _key, said),) = report.refused
    assert row == 2
    assert why in said
    assert [event[0] for event in told()] == ["2"]


@pytest.mark.parametrize(
    ("row", "date", "noted"),
    [
        (ROW.replace("2019-12-27,,day", "2019-12-27,2019-12-29,day"), "[2019-12-27..2019-12-29]", "more days than"),
        (ROW.replace("2019-12-27,,day", "2019-12-27,,week"), "[2019-12-21..2020-01-02]", "the date was widened"),
        (ROW.replace("2019-12-27,,day", ",,day"), "", "it has no date: the event is undated"),
        (ROW.replace("2019-12-27", "1577404800.0"), "2019-12-27", ""),
        (ROW.replace("2019-12-27", "2019-12-27 23:59:00.000"), "2019-12-27", ""),
        (ROW.replace("2019-12-27,,day", "2019-12-01,2019-12-31,day"), "2019-12", "more days than"),
    ],
)
def test_a_date_is_never_more_precise_than_the_row(tmp_path, row, date, noted):
    report = load_table(tmp_path, row)
    assert told()[0][2] == date
    assert noted in " ".join(report.notes)


def test_sources_that_do_not_pair_up_are_not_guessed(tmp_path):
    report = load_table(tmp_path, ROW.replace("AFP,", "AFP|Reuters,"))
    ((_row, _key, why),) = report.refused
    assert why.endswith("(titles, publishers and days of its sources did not pair up)")


def test_several_sources_are_told_apart(tmp_path):
    load_table(tmp_path, ROW.replace("AFP,Rocket attack in Iraq,2019-12-28", "AFP|DPA,One|Two,2019-12-28|2019-12-29"))
    assert told()[0][6] == [("One", "AFP", ""), ("Two", "DPA", "")]


def test_a_key_that_is_there_twice_is_refused_the_second_time(tmp_path):
    load_table(tmp_path, ROW)
    report = load_table(tmp_path, ROW, ROW.replace("Kirkuk", "Mosul"), again=True)
    assert report.unchanged == {"event": 1}
    assert [why for _row, _key, why in report.refused] == ["another row of this file has the same key."]


def test_names_without_latin_letters_have_slugs(tmp_path):
    load_table(tmp_path, ROW.replace("Rockets hit a base,Kirkuk", "صواريخ,").replace("Kataib Hezbollah", "كتائب"))
    assert Event.objects.get().slug == "event"
    assert Actor.objects.get().slug.startswith("actor-")


def test_the_attribution_is_added_to_the_summary_once(tmp_path):
    load_table(tmp_path, ROW)
    load_table(tmp_path, ROW, again=True)
    assert Timeline.objects.get().summary == "Rows from the strike list."


def test_a_file_that_ends_too_soon_leaves_nothing(tmp_path):
    (tmp_path / "m.toml").write_text(MAPPING)
    (tmp_path / "rows.csv").write_bytes((COLUMNS + ROW).encode() + b"2,\xff\n")
    with pytest.raises(InterchangeError, match="Nothing was imported"):
        bulk.load(
            tmp_path / "rows.csv", clock=lambda: NOW, mapping=bulk.Mapping.read(tmp_path / "m.toml"), timeline="strikes"
        )
    assert not Event.objects.exists()
    assert not Timeline.objects.exists()


@pytest.mark.django_db
def test_the_first_load_leaves_every_index_as_it_was(tmp_path):
    def indexes():
        with connection.cursor() as cursor:
            tables = [model._meta.db_table for model in (Event, Source, Participation, Citation, Origin)]
            return {table: connection.introspection.get_constraints(cursor, table) for table in tables}

    before = indexes()
    load_table(tmp_path, ROW)
    assert Event.objects.exists()
    assert indexes() == before


@pytest.mark.django_db
def test_what_a_table_tells_is_found_by_its_words_however_it_is_parted_for_full_text(tmp_path, monkeypatch):
    monkeypatch.setattr(reading, "BATCH", 2)
    monkeypatch.setattr(writing, "WORDS", 3)
    load_table(tmp_path, *(ROW.replace("1,", f"{number},", 1) for number in range(7)))
    for word in ("rockets", "attack"):
        assert fulltext.events_with(terms(word)[0]).tolist() == sorted(Event.objects.values_list("pk", flat=True))


def test_refused_rows_are_listed_in_their_order_whoever_refuses_them(tmp_path):
    rows = [ROW, ROW, ROW.replace("1,", "2,", 1).replace("2019-12-27", "soon"), ROW.replace("Kirkuk", "Erbil")]
    assert [number for number, _key, _why in load_table(tmp_path, *rows).refused] == [3, 4, 5]


def test_permanent_ids_are_those_that_nobody_has_where_many_are_taken(monkeypatch):
    monkeypatch.setattr(sets, "LETTERS", b"01" * 128)  # 256 of them
    taken = sets.free_uids(Timeline, 150)
    Timeline.objects.bulk_create(Timeline(uid=uid, slug=uid, title=uid) for uid in taken)
    fresh = sets.free_uids(Timeline, 60)
    assert len({*taken, *fresh}) == 210
    assert fresh == sorted(fresh)


def test_a_large_table_is_read_by_a_process_of_its_own_with_the_same_result(tmp_path, monkeypatch):
    monkeypatch.setattr(reading, "LARGE", 0)
    report = load_table(tmp_path, ROW, ROW.replace("1,", "2,", 1).replace("2019-12-27", "soon"))
    assert report.refused == [(3, "2", "“soon” is no day.")]
    assert told()[0][:3] == ("1", "Rockets hit a base in Kirkuk", "2019-12-27")
    with pytest.raises(bulk.MappingError, match="title: the table has no column “why”"):
        load_table(tmp_path, ROW, mapping=MAPPING.replace("{what}", "{why}", 1))


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('best = "dead"', 'best = "deaths"', "figures 1, best: the table has no column “deaths”. Did you mean “dead”?"),
        ('key = "{id}"', "", "it has no “key”, which it needs."),
        ('title = "{what}', 'titel = "x"\ntitle = "{what}', "titel: there is no such key here"),
        ("day = [1, 1]", "day = [3, 1]", "date, precision, day: it is “[3, 1]”; expected the fewest and the most days"),
        ('basis = "outside"', 'basis = "stated"', "date, basis: it is “stated”; expected outside or inferred"),
        ('name = "{who}"', "name = 5", "actors 1, name: it is “5”; expected a pattern, a list of them"),
        ('"{what}[ in {where}]"', '"{what}[ in {where}"', "title: a bracket in “{what}[ in {where}” has no partner."),
        ('kind = "strike"', 'kind = "raid"', "its kind is “raid”; the mapping knows strike."),
        ('best = "dead"', "", "figures 1: it has none of low, best and high"),
        ("[date]", "[date", "it cannot be read as TOML"),
    ],
)
def test_a_wrong_mapping_is_refused_by_file_and_key(tmp_path, old, new, says):
    with pytest.raises(bulk.MappingError) as raised:
        load_table(tmp_path, ROW, mapping=MAPPING.replace(old, new, 1))
    assert says in str(raised.value)
    assert "mapping.toml" in str(raised.value)
