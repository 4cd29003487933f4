"""The chart: where days lie, what marks claim, what the axis says."""

import json
import re
from dataclasses import replace
from datetime import date, timedelta
from itertools import count, pairwise

import pytest
from django.template.loader import render_to_string
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from tests.factories import make_actor, make_event
from timeline import chart
from timeline.chart.density import Bins, Lead, days_in_words
from timeline.chart.scale import EPOCH, Scale
from timeline.chart.zoom import window
from timeline.dates import EventDate
from timeline.models import Actor, Event, Kind, Participation

PKS = count(1)
ATTACK = Kind(pk=1, name="attack", slug="attack", glyph="triangle", colour="red")
STATEMENT = Kind(pk=2, name="statement", slug="statement", glyph="quote", colour="blue")
IRAN, UNITED_STATES, QUDS_FORCE = (
    Actor(pk=pk, name=name, slug=name) for pk, name in enumerate(["Iran", "United States", "Quds Force"], start=1)
)
SEED = {
    "2011-05-02": [],
    "2019-10": [QUDS_FORCE],
    "../2019-10": [QUDS_FORCE],
    "2019-10~/2020-01-02": [IRAN],
    "[2019-12-21..2019-12-31]": [IRAN, UNITED_STATES],
    "[2019-12-21..2020-01-02]": [UNITED_STATES],
    "2020-01-02": [IRAN, UNITED_STATES],
    "2020-01-02TMO": [],
    "2020-01-03": [IRAN, UNITED_STATES],
    "[2020-01-02..2020-01-03]": [IRAN],
}


def an_event(on: str | None, *actors: Actor, kind: Kind = ATTACK, title: str = "Rockets hit a base") -> Event:
    """An event that is in no database, with its participations as if they had been fetched."""
    event = Event(pk=next(PKS), title=title, kind=kind, date=EventDate.parse(on) if on else None)
    event._prefetched_objects_cache = {"participations": [Participation(event=event, actor=actor) for actor in actors]}
    return event


def seed() -> list[Event]:
    return [an_event(on, *actors) for on, actors in SEED.items()]


def narrow(earliest: date | None, latest: date | None, zoomed: bool | None) -> str:
    return f"?from={earliest}&to={latest}&zoom={zoomed}"


def known_days(event: Event) -> tuple[int, int]:
    """The days that its date can mean, the second excluded; of an open one those of the end that is written."""
    first = event.date.earliest or event.date.stop.earliest
    last = event.date.latest or event.date.start.latest
    return first.toordinal(), last.toordinal() + 1


def lane_of(name: str, events: list[Event], few: int = chart.MOST_MARKS) -> chart.LaneOf:
    starts = [known_days(event)[0] for event in events]
    return chart.LaneOf(
        name,
        len(events),
        lambda edges: [sum(start <= day < stop for day in starts) for start, stop in pairwise(edges)],
        events if len(events) <= few else [],
    )


def drawn(events: list[Event], *actors: Actor, **options) -> chart.Chart | None:
    """The chart of `events` with a lane for each of `actors`, as the page asks for it."""
    dated = [event for event in events if event.date and not event.date.is_undated]
    if options.get("zoomed"):
        dated = [event for event in dated if event.date.overlaps(*options["asked"])]
        options["extent"] = (date(2000, 1, 1).toordinal(), date(2039, 12, 31).toordinal())
    taking_part = {event.pk: {part.actor for part in event.participations.all()} for event in dated}
    lanes = [lane_of(actor.name, [event for event in dated if actor in taking_part[event.pk]]) for actor in actors]
    others = [event for event in dated if not taking_part[event.pk] & set(actors)]
    lanes.append(lane_of("Others" if actors else "All events", others))
    options = {"link": lambda event: f"?event={event.pk}", "narrow": narrow, **options}
    return chart.draw(lanes, spans=[known_days(event) for event in dated], **options)


def marks_of(picture: chart.Chart) -> list[chart.Mark]:
    return [mark for lane in picture.lanes for mark in lane.marks]


def the_mark(on: str, *around: str) -> chart.Mark:
    """The mark of an event on `on`, in a chart with events `around` it."""
    event = an_event(on)
    return next(mark for mark in marks_of(drawn([event, *map(an_event, around)])) if mark.events == (event,))


def span(first: str, last: str | None = None) -> tuple[int, int]:
    return date.fromisoformat(first).toordinal(), date.fromisoformat(last or first).toordinal() + 1


# Where days lie

days = st.dates().map(date.toordinal)
spans = st.lists(
    st.tuples(days, st.one_of(st.integers(0, 40), st.integers(0, 400_000))).map(
        lambda pair: (pair[0], min(pair[0] + pair[1], date.max.toordinal()) + 1)
    ),
    min_size=1,
    max_size=30,
)


@given(spans)
def test_a_scale_reaches_from_0_to_100_without_a_break(spans):
    pieces = Scale.of(spans).pieces
    assert (pieces[0].x, pieces[-1].x_stop) == (0, 100)
    assert (pieces[0].start, pieces[-1].stop) == (min(start for start, _ in spans), max(stop for _, stop in spans))
    assert all((before.stop, before.x_stop) == (after.start, after.x) for before, after in pairwise(pieces))


@given(spans, st.data())
def test_a_later_day_lies_further_on(spans, data):
    scale = Scale.of(spans)
    earlier, later = sorted(data.draw(st.tuples(*[st.integers(scale.start, scale.stop)] * 2)))
    assert 0 <= scale.x(earlier) <= scale.x(later) <= 100
    assert scale.x(earlier) < scale.x(later) or earlier == later


@given(spans, st.data())
def test_a_place_in_the_room_of_a_day_leads_back_to_it(spans, data):
    scale = Scale.of(spans)
    day = data.draw(st.integers(scale.start, scale.stop - 1))
    assert scale.day_at(scale.x(day)) == day
    assert scale.day_at(scale.middle(day)) == day


def test_places_beyond_the_scale_are_at_its_ends():
    scale = Scale.of([span("2020-01-01", "2020-01-10")])
    assert scale.x(scale.start - 1) == 0
    assert scale.x(scale.stop + 1) == 100
    assert scale.day_at(-1) == scale.start
    assert scale.day_at(101) == scale.stop - 1


@given(spans)
def test_no_known_day_is_folded_away(spans):
    folds = Scale.of(spans).folds
    assert not any(fold.before + 1 < stop and start < fold.after for fold in folds for start, stop in spans)


@given(spans)
def test_a_scale_has_few_pieces_however_many_dates_there_are(spans):
    assert len(Scale.of(spans).pieces) <= 50


def test_a_busy_week_gets_more_room_a_day_than_a_quiet_season():
    scale = Scale.of([span("2020-01-01", "2020-03-31"), *(span(f"2020-04-0{day}") for day in range(1, 8))])
    assert scale.pieces[-1].day_width > 5 * scale.pieces[0].day_width


def test_where_dates_are_everywhere_the_scale_is_the_calendar():
    first = date(2020, 1, 1).toordinal()
    assert len(Scale.of((first + day, first + day + 1) for day in range(1000)).pieces) < 40
    assert len(Scale.of((first + day, first + day + 1) for day in range(30)).pieces) == 1


@pytest.mark.parametrize(
    ("dates", "gaps"),
    [
        pytest.param(SEED, ["8 years"], id="longer than the story"),
        pytest.param(["2011-05-02", "2020-01-02", "2020-01-05"], ["8 years"], id="between a day and a few"),
        pytest.param(["2019-01", "2020-03-01"], ["13 months"], id="in months while it is not two years"),
        pytest.param(["2018-01-31", "2018-02-01", "2020-01-31"], ["23 months"], id="whole months"),
        pytest.param(["2018-01-30", "2018-01-31", "2020-01-31"], ["2 years"], id="two years to the day"),
        pytest.param(["1914/1918", "2014-03/2014-06", "1066-10-14"], ["847 years", "95 years"], id="two gaps"),
        pytest.param(["2020-01/2020-06", "2020-10"], [], id="shorter than the story"),
        pytest.param(["2020-01-02", "2020-01-03", "2020-02-20"], [], id="too short to fold"),
        pytest.param(["2011-05-02", "2015-05-02", "2020-01-03"], [], id="single days far apart"),
        pytest.param([f"{year}-05" for year in range(2000, 2020)], [], id="the story's own rhythm"),
        pytest.param(["2020-01-03"], [], id="a single day"),
    ],
)
def test_a_gap_longer_than_the_story_is_folded_and_says_how_long_it_is(dates, gaps):
    assert [length for _fold, length in drawn([an_event(on) for on in dates]).folds] == gaps


def test_an_open_end_does_not_keep_a_gap_open():
    assert [length for _fold, length in drawn([an_event("2011-05-02"), an_event("../2019-10")]).folds] == ["8 years"]


# What marks claim

texts = st.one_of(
    st.dates().map(str),
    st.dates().map(lambda day: f"{day}~"),
    st.dates().map(lambda day: f"{day:%Y-%m}".zfill(7)),
    st.sampled_from(["../{}", "{}/..", "/{}", "[..{}]", "[{}..]"]).flatmap(
        lambda form: st.dates().map(lambda day: form.format(day))
    ),
    st.tuples(st.sampled_from(["{}/{}", "{}~/{}", "[{}..{}]"]), st.dates(), st.dates()).map(
        lambda parts: parts[0].format(*sorted(parts[1:]))
    ),
)


@given(st.lists(st.tuples(texts, st.sets(st.sampled_from([IRAN, UNITED_STATES]))), min_size=1, max_size=24))
def test_every_event_has_a_mark_inside_the_track(entries):
    events = [an_event(on, *actors) for on, actors in entries]
    picture = drawn(events, IRAN, UNITED_STATES)
    assert {event.pk for mark in marks_of(picture) for event in mark.events} == {event.pk for event in events}
    assert all(0 <= mark.x <= mark.x_stop <= 100 for mark in marks_of(picture))


@given(st.lists(texts, min_size=1, max_size=24))
def test_no_mark_lies_on_another(texts):
    for lane in drawn([an_event(on) for on in texts]).lanes:
        for row in {mark.row for mark in lane.marks}:
            glyph = {"day": 1.8, "bar": 0, "pill": 0}
            places = sorted(
                (mark.x - glyph[mark.shape], mark.x_stop + glyph[mark.shape]) for mark in lane.marks if mark.row == row
            )
            assert all(stop <= start for (_, stop), (start, _) in pairwise(places))
        assert lane.height <= 60


def test_an_event_is_in_the_lane_of_each_of_its_actors_and_of_no_other():
    event = an_event("2020-01-03", IRAN, UNITED_STATES)
    picture = drawn([event], UNITED_STATES, IRAN, QUDS_FORCE)
    assert [lane.name for lane in picture.lanes] == ["United States", "Iran"]
    assert [mark.is_repeat for mark in marks_of(picture)] == [False, True]


def test_an_event_without_a_lane_of_its_own_is_among_the_others():
    picture = drawn([an_event("2020-01-03", IRAN), an_event("2020-01-03", QUDS_FORCE)], IRAN)
    assert [lane.name for lane in picture.lanes] == ["Iran", "Others"]


def test_a_chart_without_actors_has_one_lane_for_all():
    assert [lane.name for lane in drawn([an_event("2020-01-03")]).lanes] == ["All events"]


def test_on_a_phone_a_name_stands_before_its_marks_if_they_leave_room():
    picture = drawn([an_event("2020-01-01", UNITED_STATES), an_event("2020-01-04", IRAN)], IRAN, UNITED_STATES)
    assert {lane.name: lane.leaves_room for lane in picture.lanes} == {"Iran": True, "United States": False}


def test_events_without_a_date_have_no_mark():
    dated = an_event("2020-01-03")
    assert [mark.events for mark in marks_of(drawn([an_event(None), dated, an_event("../..")]))] == [(dated,)]


@pytest.mark.parametrize("events", [[], [None], ["../.."]])
def test_there_is_no_chart_without_a_date(events):
    assert drawn([an_event(on) for on in events]) is None


@pytest.mark.parametrize(
    ("on", "shape", "fade"),
    [
        ("2019-12-27", "day", None),
        ("2019-12-27TMO", "day", None),
        ("2019-12-27T01:00+03:00", "day", None),
        ("2019-12-27/2019-12-27", "day", None),
        ("2019-12-27~", "bar", "35-35"),
        ("2019-12-27?", "bar", "35-35"),
        ("2019-12", "bar", "35-35"),
        ("[2019-12-21..2019-12-31]", "bar", "35-35"),
        ("2019-12-21/2019-12-31", "bar", None),
        ("2019-12/2019-12", "bar", None),
        ("2019-12-01/2020-01-31~", "bar", "0-25"),
        ("2019-11/2020-02", "bar", "25-25"),
        ("2019-11/2019-12-30", "bar", "45-0"),
        ("../2019-12", "bar", "100-0"),
        ("2019-12/", "bar", "0-100"),
        ("[..2019-12]", "bar", "85-15"),
        ("[2019-12..]", "bar", "15-85"),
    ],
)
def test_a_mark_claims_no_more_than_is_known(on, shape, fade):
    mark = the_mark(on)
    assert (mark.shape, str(mark.fade) if mark.fade else None) == (shape, fade)


def test_a_glyph_stands_in_the_middle_of_its_day():
    assert [mark.x for mark in marks_of(drawn([an_event(f"2020-01-0{day}") for day in (1, 2, 3, 4)]))] == [
        12.5,
        37.5,
        62.5,
        87.5,
    ]


def test_a_bar_reaches_over_every_day_that_its_date_can_mean():
    mark = the_mark("[2020-01-02..2020-01-03]", "2020-01-01", "2020-01-02", "2020-01-03", "2020-01-04")
    assert (mark.x, mark.x_stop) == (25, 75)


@pytest.mark.parametrize(("on", "reach"), [("../2020-01-02", (0, 50)), ("2020-01-03/..", (50, 100))])
def test_an_open_end_reaches_to_the_edge(on, reach):
    mark = the_mark(on, "2020-01-01", "2020-01-02", "2020-01-03", "2020-01-04")
    assert (mark.x, mark.x_stop) == reach


def test_a_bar_can_be_seen_and_its_glyph_is_not_taken_for_a_day():
    mark = the_mark("1950-06", "1900/1999")
    assert mark.width >= 1.5
    assert not mark.shows_its_glyph


def test_marks_of_one_day_stand_in_rows():
    assert [mark.row for mark in marks_of(drawn([an_event("2020-01-03") for _ in range(3)]))] == [0, 1, 2]


def test_what_the_last_row_cannot_hold_apart_is_counted():
    marks = marks_of(drawn([an_event("2020-01-03") for _ in range(10)]))
    assert [(mark.shape, mark.count) for mark in marks] == [("day", 1)] * 3 + [("pill", 7)]


def test_a_pill_leads_to_its_days():
    pill = marks_of(drawn([an_event("2020-01-03") for _ in range(5)]))[-1]
    assert pill.href == "?from=2020-01-03&to=2020-01-03&zoom=None"
    assert pill.name == "2 events, 3 January 2020"


def test_a_mark_is_named_after_its_event_its_date_and_its_kind():
    mark = the_mark("[2019-12-21..2019-12-31]")
    assert mark.name == "Rockets hit a base: late December 2019, attack"
    assert mark.href == f"?event={mark.events[0].pk}"


def test_the_open_event_is_marked_in_each_of_its_lanes():
    events = [an_event("2020-01-03", IRAN, UNITED_STATES), an_event("2020-01-01", IRAN)]
    marks = marks_of(drawn(events, IRAN, UNITED_STATES, current=events[0]))
    assert {mark.events[0].date.earliest.day for mark in marks if mark.is_current} == {3}
    assert sum(mark.is_current for mark in marks) == 2


def test_a_pill_of_several_kinds_is_ink():
    kinds = [ATTACK] * 3 + [ATTACK, STATEMENT]
    assert [mark.colour for mark in marks_of(drawn([an_event("2020-01-03", kind=kind) for kind in kinds]))] == [
        "red",
        "red",
        "red",
        "ink",
    ]


# Where there are too many for marks


def from_day_to_day(number: int, *actors: Actor) -> list[Event]:
    first = date(2020, 1, 1)
    return [an_event(str(first + timedelta(days=day)), *actors) for day in range(number)]


def columns_of(events: list[Event], **options) -> chart.Columns:
    """The columns of all `events` in one lane, however few there are."""
    options = {"link": str, "narrow": narrow, **options}
    spans = [known_days(event) for event in events]
    lane = replace(lane_of("All events", events, few=0), count=max(len(events), chart.MOST_MARKS + 1))
    return chart.draw([lane], spans=spans, **options).lanes[0].columns


def heights(columns: chart.Columns) -> list[tuple[float, float, float]]:
    """Where neighbouring columns of one height begin and end, in percent, and how high they are in pixels."""
    found, x, height = [], 0, 0
    for move, number in re.findall(r"([MVh])(\d+)", columns.path):
        if move == "h":
            found.append((x / 100, (x + int(number)) / 100, height))
        x = {"M": int(number), "h": x + int(number), "V": x}[move]
        height = 36 - int(number) if move == "V" else height
    return found


def counted(name: str) -> int:
    return int(re.match(r"[\d,]+", name)[0].replace(",", ""))


@pytest.mark.parametrize(("number", "is_counted"), [(24, False), (25, True)])
def test_a_lane_has_columns_where_it_has_too_many_events_for_marks(number, is_counted):
    lane = drawn(from_day_to_day(number)).lanes[0]
    assert (bool(lane.columns), bool(lane.marks)) == (is_counted, not is_counted)


def test_a_chart_can_have_lanes_of_marks_and_lanes_of_columns():
    picture = drawn([*from_day_to_day(100, IRAN), an_event("2020-02-02", UNITED_STATES)], IRAN, UNITED_STATES)
    assert [(lane.name, bool(lane.columns), len(lane.marks)) for lane in picture.lanes] == [
        ("Iran", True, 0),
        ("United States", False, 1),
    ]


@given(spans)
def test_columns_count_every_event_once(spans):
    bins = Bins.of(Scale.of(spans))
    counts = [sum(first <= start < stop for start, _stop in spans) for first, stop in pairwise(bins.edges)]
    leads = [Lead("?", days_in_words(*stretch.days)) for stretch in bins.stretches]
    columns = bins.columns(counts, len(spans), leads=leads, is_repeat=False)
    assert columns.has_all
    assert sum(counted(segment.name) for segment in columns.segments) == len(spans)


@given(spans)
def test_bins_lie_side_by_side_and_none_is_too_narrow_to_be_seen(spans):
    scale = Scale.of(spans)
    bins = Bins.of(scale)
    assert (bins.edges[0], bins.edges[-1]) == (scale.start, scale.stop)
    assert {edge for fold in scale.folds for edge in (fold.before + 1, fold.after)} <= set(bins.edges)
    assert len(bins.edges) < 230
    assert all(stop - start > 0.44 for start, stop in pairwise(map(scale.x, bins.edges)))


def test_neighbouring_columns_stand_for_as_many_days():
    """Of a day and a half each, they would look like a comb."""
    found = heights(drawn(from_day_to_day(240)).lanes[0].columns)
    assert [(x, stop) for x, stop, _height in found] == [(0, 100)]


def test_months_that_hold_as_much_are_as_high_wherever_dates_are_known_to_the_month():
    months = [an_event(f"{year}-{month:02}") for year in range(2000, 2010) for month in range(1, 13)]
    assert [(x, stop) for x, stop, _height in heights(columns_of(months))] == [(0, 100)]


def test_the_tallest_column_is_the_most_of_its_lane_and_the_least_can_be_seen():
    events = [an_event("2020-01-01") for _ in range(100)] + [an_event("2020-01-03") for _ in range(50)]
    columns = columns_of([*events, an_event("2020-01-05")])
    assert columns.most_in_words == "up to 100"
    assert heights(columns) == [(0, 20, 30), (40, 60, 15), (80, 100, 2)]


def test_a_few_events_do_not_look_like_many():
    assert heights(columns_of([an_event("2020-01-01"), an_event("2020-01-02")])) == [(0, 100, 6)]


def test_a_long_date_counts_where_it_begins_and_an_open_one_at_the_end_that_is_known():
    columns = columns_of([an_event(on) for on in ("2020-01-01/2020-01-04", "../2020-01-03", "2020-01-02/..")])
    assert [(segment.x, counted(segment.name)) for segment in columns.segments] == [(0, 1), (25, 1), (50, 1)]


def test_columns_lead_to_their_days():
    columns = columns_of([an_event(f"{year}-05-01") for year in range(2000, 2024) for _ in range(100)])
    assert [(segment.name, segment.href) for segment in columns.segments[:2]] == [
        ("300 events, May 2000 – December 2002", "?from=2000-05-01&to=2002-12-31&zoom=None"),
        ("200 events, 2003–2004", "?from=2003-01-01&to=2004-12-31&zoom=None"),
    ]


def test_a_stretch_in_which_nothing_begins_leads_nowhere():
    quiet = columns_of([an_event("2020-01-01"), an_event("2020-01-01/2020-12-31")])
    assert len(quiet.segments) == 1


def test_days_are_one_stop_for_the_keyboard_in_however_many_lanes():
    picture = drawn(from_day_to_day(100, IRAN, UNITED_STATES), IRAN, UNITED_STATES)
    assert [{segment.is_repeat for segment in lane.columns.segments} for lane in picture.lanes] == [{False}, {True}]


def test_the_open_event_has_its_mark_before_the_columns():
    event = an_event("2020-01-03")
    lane = chart.LaneOf("Iran", 100_000, lambda edges: [100_000] + [0] * (len(edges) - 2), [event])
    drawn_lane = chart.draw(
        [lane], spans=[span("2020-01-01", "2020-01-05")], link=str, narrow=narrow, current=event
    ).lanes[0]
    assert drawn_lane.label == "Iran: 100,000 events"
    assert [mark.is_current for mark in drawn_lane.marks] == [True]


# Zooming


def test_a_zoomed_chart_covers_the_days_asked_for():
    picture = drawn(from_day_to_day(100), asked=(date(2020, 1, 31), date(2020, 2, 9)), zoomed=True)
    assert (picture.scale.start, picture.scale.stop) == span("2020-01-31", "2020-02-09")
    assert (picture.days, picture.brush.is_asked) == ("31 January – 9 February 2020", False)
    assert len(marks_of(picture)) == 10


@given(spans, days, st.integers(1, 5000))
def test_a_zoomed_scale_reaches_from_end_to_end_whatever_lies_within(spans, first, length):
    within = (first, min(first + length, date.max.toordinal()))
    pieces = Scale.of(spans, within=within).pieces
    assert (pieces[0].start, pieces[-1].stop, pieces[0].x, pieces[-1].x_stop) == (*within, 0, 100)
    assert all((before.stop, before.x_stop) == (after.start, after.x) for before, after in pairwise(pieces))


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        (("2020-01-05", "2020-01-08"), ("2020-01-05", "2020-01-08")),
        (("2020-01-05", None), ("2020-01-05", "2020-01-10")),
        ((None, "2020-01-08"), ("2020-01-01", "2020-01-08")),
        (("1900-01-01", "2099-12-31"), ("2020-01-01", "2020-01-10")),
        (("2030-01-01", "2030-12-31"), ("2030-01-01", "2030-12-31")),
        (("2030-01-01", None), ("2030-01-01", "2030-01-01")),
        ((None, "1950-01-01"), ("1950-01-01", "1950-01-01")),
        (("2020-01-05", "2020-01-05"), ("2020-01-05", "2020-01-05")),
    ],
)
def test_a_zoomed_chart_goes_no_further_than_there_is_something(asked, shown):
    bounds = tuple(day and date.fromisoformat(day) for day in asked)
    assert window(bounds, span("2020-01-01", "2020-01-10")) == span(*shown)


def test_a_zoomed_chart_without_an_event_says_so_and_leads_out_again():
    picture = drawn([], asked=(date(2010, 1, 1), date(2010, 1, 31)), zoomed=True)
    assert [(lane.name, lane.marks) for lane in picture.lanes] == [("No events", ())]
    assert [step.key for step in picture.steps] == ["in", "out", "whole"]


@pytest.mark.parametrize(
    ("on", "fade"),
    [
        ("2020-01/2020-03", None),
        ("2020", "35-35"),
        ("[2020-01-01..2020-02-04]", "85-15"),
        ("[2020-02-04..2020-03-01]", "15-85"),
        ("2020-01-01~/2020-02-04", None),
    ],
)
def test_a_bar_that_the_zoomed_chart_cuts_off_claims_no_end_there(on, fade):
    picture = drawn([an_event(on)], asked=(date(2020, 2, 1), date(2020, 2, 10)), zoomed=True)
    mark = marks_of(picture)[0]
    assert (mark.x == 0 or mark.x_stop == 100, str(mark.fade) if mark.fade else None) == (True, fade)


def test_what_begins_before_a_zoomed_chart_has_no_column_there_and_it_says_so():
    events = [*from_day_to_day(40), an_event("2019/2021"), an_event("2019/2021")]
    asked = (date(2020, 1, 2), date(2020, 2, 5))
    picture = drawn(events, asked=asked, zoomed=True)
    assert picture.lanes[0].count == 37
    assert sum(counted(segment.name) for segment in picture.lanes[0].columns.segments) == 35
    assert picture.leaves_out
    assert not drawn(events, asked=asked).leaves_out


def steps(picture: chart.Chart) -> dict[str, tuple[str, bool]]:
    return {step.key: (step.href, step.is_quiet) for step in picture.steps}


def test_a_chart_zooms_to_the_dates_that_are_asked_for():
    asked = (date(2020, 1, 31), None)
    assert steps(drawn(from_day_to_day(100), asked=asked)) == {"in": ("?from=2020-01-31&to=None&zoom=True", False)}


def test_a_chart_of_which_no_dates_are_asked_zooms_in_by_the_keyboard():
    assert steps(drawn(from_day_to_day(90))) == {"in": ("?from=2020-01-31&to=2020-03-01&zoom=True", True)}


def test_a_chart_zooms_in_on_the_open_event():
    events = from_day_to_day(90)
    assert steps(drawn(events, current=events[80]))["in"][0] == "?from=2020-03-01&to=2020-03-30&zoom=True"


def test_a_chart_of_a_single_day_cannot_be_closer():
    assert drawn(from_day_to_day(1)).steps == ()


@pytest.mark.parametrize(
    ("asked", "further"),
    [
        (("2020-01-31", "2020-02-09"), ("2020-01-21", "2020-02-19", True)),
        (("2020-02-10", "2020-05-09"), ("2019-11-01", "2020-08-31", True)),
        (("2010-02-10", "2012-05-09"), ("2007-11-01", "2014-08-31", True)),
        (("2015-01-31", None), (None, None, False)),
        (("2036-01-31", None), ("2032-02-01", None, True)),
        ((None, "2001-12-31"), (None, "2003-12-31", True)),
        (("2055-01-01", "2055-12-31"), (None, None, False)),
    ],
)
def test_zooming_out_shows_about_three_times_as_much(asked, further):
    bounds = tuple(day and date.fromisoformat(day) for day in asked)
    found = steps(drawn([an_event("2000/2039")], asked=bounds, zoomed=True))
    assert found["out"][0] == "?from={}&to={}&zoom={}".format(*further)
    assert found["whole"][0] == "?from={}&to={}&zoom=False".format(*bounds)


# What the axis says


def axis(picture: chart.Chart, level: int) -> list[str]:
    return [tick.label for tick in picture.ticks if tick.level <= level]


def test_the_axis_of_the_seed_names_years_months_and_days():
    picture = drawn(seed())
    assert axis(picture, 0) == ["2011", "Oct 2019", "Nov", "Dec", "Jan 2020"]
    assert axis(picture, 2) == ["2011", "Oct 2019", "Nov", "Dec", "21", "26", "Jan 2020", "2", "3"]


@pytest.mark.parametrize(
    ("dates", "phone"),
    [
        (["2020-01-03"], ["3 Jan 2020"]),
        (["2000/2019"], ["2000", "2005", "2010", "2015"]),
        (["2019/2019"], ["Jan 2019", "Apr", "Jul", "Oct"]),
        (["0044-03-15", "17XX"], ["44 CE", "1700", "1750"]),
        (["2019-12-30/2020-01-02"], ["30 Dec 2019", "Jan 2020", "2"]),
    ],
)
def test_the_axis_names_round_dates(dates, phone):
    assert axis(drawn([an_event(on) for on in dates]), 0) == phone


@given(spans)
def test_names_on_the_axis_keep_their_distance(spans):
    ticks = chart.axis.ticks(Scale.of(spans))
    assert ticks
    for level, track in enumerate(chart.axis.TRACKS):
        named = [tick for tick in ticks if tick.level <= level]
        assert all((after.x - before.x) * track / 100 >= 12 for before, after in pairwise(named))


@given(st.lists(st.integers(0, 500), min_size=1))
def test_a_day_is_named_only_where_its_month_and_year_are_known(days):
    first = date(2019, 3, 1).toordinal()
    scale = Scale.of((first + day, first + day + 1) for day in days)
    for level in range(3):
        said = [tick for tick in chart.axis.ticks(scale) if tick.level <= level]
        for before, tick in pairwise([None, *said]):
            here = date.fromordinal(scale.day_at(tick.x + 0.01))
            there = before and date.fromordinal(scale.day_at(before.x + 0.01))
            if re.fullmatch(r"\d\d?", tick.label):
                assert (there.year, there.month) == (here.year, here.month)
                assert not re.fullmatch(r"\d{4}", before.label)
            elif not re.search(r"\d{4}", tick.label):
                assert there.year == here.year


# The range asked for


@pytest.mark.parametrize(
    ("asked", "brush"),
    [
        ((None, None), (0, 100, False)),
        ((date(2020, 1, 2), date(2020, 1, 3)), (25, 75, True)),
        ((date(2020, 1, 2), None), (25, 100, True)),
        ((None, date(2020, 1, 2)), (0, 50, True)),
        ((date(2019, 1, 1), date(2021, 1, 1)), (0, 100, True)),
        ((date(2021, 1, 1), None), (75, 100, True)),
        ((None, date(2019, 1, 1)), (0, 25, True)),
        ((date(2020, 1, 3), date(2020, 1, 1)), (50, 75, True)),
    ],
)
def test_the_brush_lies_over_the_days_asked_for(asked, brush):
    drawn_brush = drawn([an_event(f"2020-01-0{day}") for day in (1, 2, 3, 4)], asked=asked).brush
    assert (drawn_brush.x, drawn_brush.x_stop, drawn_brush.is_asked) == brush


def test_the_handles_say_their_days_in_words():
    handles = drawn([an_event("2019-12-27/2020-01-03")], asked=(date(2020, 1, 1), None)).brush.handles
    assert [(handle.key, handle.words) for handle in handles] == [("from", "1 January 2020"), ("to", "3 January 2020")]


def test_the_script_is_told_where_days_lie():
    scale = drawn(seed()).scale
    knots = json.loads(scale.json)
    assert [day + EPOCH for day, *_ in knots] == [*(piece.start for piece in scale.pieces), scale.stop]
    assert knots[-1][1] == 100
    assert [len(knot) == 3 for knot in knots[:-1]] == [piece.is_folded for piece in scale.pieces]


# The page


def rendered(picture: chart.Chart) -> str:
    return render_to_string("timeline/_chart.html", {"chart": picture})


def test_places_are_written_with_a_point_in_every_language():
    places = re.compile(r'\b(?:x|x1|x2|y|width|height)="([^"]*)"')
    picture = drawn(seed(), IRAN, UNITED_STATES)
    with translation.override("de"):
        numbers = places.findall(rendered(picture))
    assert numbers
    assert all(re.fullmatch(r"-?\d*\.?\d+%?", number) for number in numbers)


def test_a_title_cannot_break_out_of_its_mark():
    assert "<script" not in rendered(drawn([an_event("2020-01-03", title='</title><script>"')]))


def test_the_chart_has_no_inline_style_or_script():
    page = rendered(drawn(seed(), IRAN, UNITED_STATES))
    assert not re.search(r"<style|<script|\sstyle=|\son[a-z]+=", page)


def test_each_event_is_one_stop_for_the_keyboard():
    page = rendered(drawn(seed(), IRAN, UNITED_STATES, QUDS_FORCE))
    links = re.findall(r'<a class="colour-[^>]*>', page)
    assert sum("tabindex" not in link for link in links) == len(SEED)
    assert all("aria-hidden" in link for link in links if "tabindex" in link)


def test_every_fade_that_a_bar_names_is_defined():
    page = rendered(drawn(seed(), IRAN))
    assert set(re.findall(r"url\(#([^)]*)\)", page)) <= set(re.findall(r'id="([^"]*)"', page))
    assert "url(#fade-" in page


@pytest.mark.django_db
def test_a_chart_costs_no_query_once_its_events_are_fetched(django_assert_num_queries):
    actor = make_actor()
    make_event(on="2020-01-03", actors=[actor])
    make_event("A strike", on="2019-12")
    events = list(Event.objects.for_display())
    with django_assert_num_queries(0):
        assert len(marks_of(drawn(events, actor))) == 2
