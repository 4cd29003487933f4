"""Calendar arithmetic: periods, their days, and the holidays that are computed."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from timeline.extraction.times.holidays import HOLIDAYS, easter
from timeline.extraction.times.periods import Period, Unit

DAY = date(2019, 12, 31)


@pytest.mark.parametrize(
    ("unit", "value", "days"),
    [
        (Unit.DAY, "2019-12-31", "2019-12-31"),
        (Unit.WEEK, "2020-W01", "[2019-12-30..2020-01-05]"),
        (Unit.WEEKEND, "2020-W01-WE", "[2020-01-04..2020-01-05]"),
        (Unit.MONTH, "2019-12", "2019-12"),
        (Unit.QUARTER, "2019-Q4", "2019-36"),
        (Unit.SEASON, "2019-WI", "2019-24"),
        (Unit.HALF, "2019-H2", "[2019-07-01..2019-12-31]"),
        (Unit.YEAR, "2019", "2019"),
        (Unit.DECADE, "201", "201X"),
        (Unit.CENTURY, "20", "20XX"),
    ],
)
def test_a_period_writes_itself_in_timex3_and_in_edtf(unit, value, days):
    period = Period.holding(unit, DAY)
    assert (period.value, str(period.date())) == (value, days)


units = st.sampled_from(list(Unit))
days = st.dates(date(101, 1, 1), date(9797, 12, 31))


@given(units, days)
def test_a_period_holds_its_day(unit, day):
    period = Period.holding(unit, day)
    if unit is Unit.WEEKEND:
        assert period.earliest - timedelta(days=5) <= day <= period.latest
    else:
        assert period.earliest <= day <= period.latest


@given(units, days, st.sampled_from(["START", "MID", "END"]))
def test_a_part_of_a_period_lies_within_it(unit, day, mod):
    period = Period.holding(unit, day)
    part = period.date(mod)
    assert period.earliest <= part.earliest <= part.latest <= period.latest


@given(units, days)
def test_periods_follow_one_another_without_gaps(unit, day):
    period = Period.holding(unit, day)
    gap = timedelta(days=6) if unit is Unit.WEEKEND else timedelta(days=1)
    assert period.shifted(1).earliest == period.latest + gap
    assert period.shifted(1).shifted(-1) == period


@given(units, days)
def test_a_period_is_never_narrower_than_its_edtf(unit, day):
    period = Period.holding(unit, day)
    assert (period.date().earliest, period.date().latest) == (period.earliest, period.latest)


@pytest.mark.parametrize(
    ("period", "years", "value"),
    [
        (Period.of_day(date(2020, 2, 29)), -1, "2019-02-28"),
        (Period.of_month(2020, 2), -1, "2019-02"),
        (Period.part_of_year(Unit.QUARTER, 2020, 3), -2, "2018-Q3"),
        (Period(Unit.YEAR, 2020), -1, "2019"),
        (Period(Unit.DECADE, 199), 10, "200"),
    ],
)
def test_the_same_part_of_another_year(period, years, value):
    assert period.years_away(years).value == value


def test_what_lies_beyond_the_calendar_has_no_days():
    for period in (
        Period(Unit.YEAR, 0),
        Period(Unit.CENTURY, -5),
        Period(Unit.YEAR, 9999),
        Period(Unit.DAY, 0),
        Period(Unit.MONTH, 130_000),
    ):
        with pytest.raises(OverflowError):
            period.date()


@pytest.mark.parametrize(
    ("year", "sunday"),
    [(1916, (4, 23)), (1943, (4, 25)), (1998, (4, 12)), (2000, (4, 23)), (2008, (3, 23)), (2019, (4, 21))],
)
def test_easter_is_computed(year, sunday):
    assert easter(year) == date(year, *sunday)


@given(st.integers(1583, 9998))
def test_easter_is_a_sunday_between_22_march_and_25_april(year):
    assert date(year, 3, 22) <= easter(year) <= date(year, 4, 25)
    assert easter(year).weekday() == 6


@pytest.mark.parametrize(
    ("name", "on"),
    [
        (("thanksgiving",), (11, 28)),
        (("memorial", "day"), (5, 27)),
        (("labor", "day"), (9, 2)),
        (("mother", "'s", "day"), (5, 12)),
        (("election", "day"), (11, 5)),
        (("good", "friday"), (4, 19)),
        (("ash", "wednesday"), (3, 6)),
        (("pentecost",), (6, 9)),
    ],
)
def test_a_holiday_that_moves_is_computed(name, on):
    assert HOLIDAYS[name](2019) == date(2019, *on)
