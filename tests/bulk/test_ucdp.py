"""The ready mapping for UCDP GED, held against real rows (see SOURCES.md) with the quirks of three publishers."""

from functools import cache

import pytest

from timeline import index
from timeline.interchange import bulk
from timeline.interchange.bulk.table import Table
from timeline.interchange.bulk.told import Told
from timeline.models import Actor, Event, Source, Timeline

from ..factories import NOW
from .loading import HERE

FILES = [HERE / f"ged-{name}.csv" for name in ("global", "iraq", "ukraine")]


@cache
def rows() -> dict[str, Told]:
    """What the rows of the three excerpts tell, by their keys."""
    told = {}
    for file in FILES:
        with file.open(encoding="utf-8", newline="") as lines:
            told |= {key: row for _number, key, row, _notes in Table(bulk.Mapping.read("ucdp-ged"), lines).told()}
    return told


def load_all(**options) -> list[bulk.Report]:
    mapping = bulk.Mapping.read("ucdp-ged")
    return [bulk.load(file, clock=lambda: NOW, mapping=mapping, timeline="violence", **options) for file in FILES]


@pytest.mark.django_db
def test_every_row_is_loaded_and_loaded_again_changes_nothing():
    reports = load_all()
    assert [report.refused for report in reports] == [[], [], []]
    assert [(report.rows, report.left_out) for report in reports] == [(13, 0), (9, 1), (6, 1)]
    assert Event.objects.published().count() == 28
    for told in Event.objects.all():
        told.full_clean()
    assert index.differences(Timeline.objects.get()) == []
    assert Actor.objects.filter(name="IS").count() == Actor.objects.filter(name="Civilians").count() == 1
    assert Source.objects.filter(publisher="В Луганской области потеряли связь с военным самолетом АН-26").exists()
    summary = Timeline.objects.get().summary
    assert "CC BY 4.0" in summary
    assert summary.count("Sundberg, Ralph, and Erik Melander (2013)") == 1
    assert [(report.created, report.changed, report.unchanged) for report in load_all(again=True)] == [
        ({}, {}, {"event": number}) for number in (13, 9, 6)
    ]


@pytest.mark.parametrize(
    ("key", "date", "reason"),
    [
        ("300380", "2013-01-03", "to the exact day (date_prec 1)"),
        ("114064", "[2014-01-24..2014-01-25]", "to within two to six days (date_prec 2)"),
        ("115579", "[1993-11-01..1993-11-07]", "to the week (date_prec 3)"),
        ("38197", "1994-07", "to within eight days up to a month (date_prec 4)"),
        ("453523", "[2022-09-21..2022-12-07]", "to more than a month, up to a year (date_prec 5)"),
        ("21300", "1989-05-10/1989-05-16", "the sum of several events between these days (date_prec 3)"),
        ("155086", "2014-04-12/2014-08-17", "the sum of several events between these days (date_prec 5)"),
        ("239008", "2017-01-30", "the sum of several events"),
    ],
)
def test_a_date_is_as_precise_as_date_prec_says(key, date, reason):
    told = rows()[key]
    assert told.date.text == date
    assert told.basis == Event.Basis.OUTSIDE
    assert "UCDP GED" in told.reason
    assert reason in told.reason


@pytest.mark.parametrize(
    ("key", "title", "place"),
    [
        (
            "300380",
            "Violence between Government of Syria and Syrian insurgents kills 2 at Rami village",
            "Rami village, Idlib governorate, Syria",
        ),
        (
            "62366",
            "Violence of IS against civilians kills 7 at Sāmarrā’ town",
            "Sāmarrā’ town, Şalāḩ ad Dīn province, Iraq",
        ),
        (
            "149868",
            "Violence between Government of Ukraine and DPR kills 1 in the area of M03 road between Sloviansk and "
            "Artemivsk town",
            "area of M03 road between Sloviansk and Artemivsk town, Donetsk Oblast, Ukraine",
        ),
    ],
)
def test_title_and_place_claim_no_more_than_the_row(key, title, place):
    assert (rows()[key].title, rows()[key].place) == (title, place)


@pytest.mark.parametrize(
    ("key", "parts"),
    [
        ("300380", [("Government of Syria", "state", "agent"), ("Syrian insurgents", "armed-group", "agent")]),
        ("62366", [("IS", "armed-group", "agent"), ("Civilians", "person", "target")]),
        ("298457", [("Government of Rwanda", "state", "agent"), ("Civilians", "person", "target")]),
        ("370244", [("Government of India", "state", "agent"), ("Government of Pakistan", "state", "agent")]),
        (
            "447228",
            [
                ("Giants Brigade", "armed-group", "agent"),
                ("STC", "armed-group", "agent"),
                ("Islah", "armed-group", "agent"),
            ],
        ),
    ],
)
def test_both_sides_fight_and_civilians_are_a_target(key, parts):
    assert [(who.name, who.type, role) for who, role, _said_by in rows()[key].actors] == parts


@pytest.mark.parametrize(
    ("key", "figures"),
    [
        (
            "114064",
            [
                ("deaths", 8, 8, 8),
                ("deaths of civilians", None, 1, None),
                ("deaths of people whose side is unknown", None, 7, None),
            ],
        ),
        ("236880", [("deaths", 2, 2, 3), ("deaths on the side of Taleban", None, 2, None)]),  # low 3, best 2
    ],
)
def test_figures_are_kept_and_widened_where_they_contradict_each_other(key, figures):
    assert list(rows()[key].figures) == figures


@pytest.mark.parametrize(
    ("key", "cited"),
    [
        (
            "328364",
            [
                ("VDC", "2012-12-25", "Zaynab Dawood; Raed Aref Mofleh", "SOHR, VDC"),
                ("SOHR", "2012-12-25", "Final death toll for Tuesday 25/12/2012", "SOHR, VDC"),
            ],
        ),
        (
            "21300",
            [
                (
                    "Reuters",
                    "1989-05-17",
                    "ANGOLAN UNITA REBELS BLOW UP POWER LINES DURING PEACE SUMMIT",
                    "army statement",
                )
            ],
        ),
        ("62366", [("Uppsala Conflict Data Program", "", "UCDP Georeferenced Event Dataset", "Police")]),
        ("164062", [("R", "1991-09-16", "(no headline given)", "UN")]),
        ("315711", [("Euromaidan Press", "2019-09-12", "(no headline given)", "Euromaidan Press")]),
        ("43347", [("Sudan Tribune", "2008-09-10", "South Sudan apologizes to Kenya over cattle attacks", "")]),
        ("137739", [("r", "", "r 25/2, on an event of 2006", "police")]),
        (
            "137308",
            [
                ("r", "", "r 18/10, on an event of 2006", "US military"),
                ("AFP", "", "AFP 21/10, on an event of 2006", "US military"),
            ],
        ),
        ("121501", [("Reuters", "2003-04-03", "Reuters 2003-04-03", "US military")]),
        (
            "137191",
            [("Al-Sharqiyah TV", "2006-06-22", "Al-Sharqiyah TV, Baghdad, in Arabic 1800 gmt 22 Jun 06", "police")],
        ),
    ],
)
def test_articles_are_told_apart_however_they_are_written(key, cited):
    told = rows()[key].citations
    assert [(source.publisher, source.published, source.title, said_by) for source, said_by in told] == cited


def test_what_cannot_be_told_apart_is_cited_whole():
    ((source, _said_by),) = rows()["52588"].citations
    assert source.publisher == "as cited in UCDP GED"
    assert source.title.startswith(
        "Militant succumbs to injuries in Pakistan forces' custody in tribal area 23 December 2010"
    )
