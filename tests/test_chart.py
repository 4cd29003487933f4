"""The chart: where days lie, what marks claim, what the axis says."""

import json
import re
from datetime import date, timedelta
from itertools import count, pairwise

import pytest
from django.template.loader import render_to_string
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from tests.factories import make_actor, make_event
from timeline import chart
from timeline.chart.scale import EPOCH, Scale
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


def drawn(events: list[Event], *lanes: Actor, **options) -> chart.Chart:
    return chart.draw(events, lanes=lanes, link=lambda event: f"?event={event.pk}", **options)


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


@given(st.lists(st.tuples(texts, st.sets(st.sampled_from([IRAN, UNITED_STATES]))), min_size=1, max_size=70))
def test_every_event_has_a_mark_inside_the_track(entries):
    events = [an_event(on, *actors) for on, actors in entries]
    picture = drawn(events, IRAN, UNITED_STATES)
    assert {event.pk for mark in marks_of(picture) for event in mark.events} == {event.pk for event in events}
    assert all(0 <= mark.x <= mark.x_stop <= 100 for mark in marks_of(picture))


@given(st.lists(texts, min_size=1, max_size=70))
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


def test_a_crowded_lane_counts_its_events():
    first = date(2020, 1, 1)
    events = [an_event(str(first + timedelta(days=day))) for day in range(300)]
    marks = marks_of(drawn(events))
    assert len(marks) == 16
    assert sum(mark.count for mark in marks) == 300
    assert {mark.shape for mark in marks} == {"pill"}


def test_a_pill_leads_to_its_days_where_the_page_can_be_narrowed_to_them():
    events = [an_event("2020-01-03") for _ in range(5)]
    pill = marks_of(drawn(events, narrow=lambda first, last: f"?from={first}&to={last}"))[-1]
    assert (pill.href, pill.name) == ("?from=2020-01-03&to=2020-01-03", "2 events, 3 January 2020")
    assert marks_of(drawn(events))[-1].href == f"?event={events[3].pk}"


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
    links = re.findall(r"<a [^>]*>", page)
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
