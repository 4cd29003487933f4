"""What `EventDate` reads, what it knows of the days in question, and what it may say of them."""

import copy
import pickle
import re
from datetime import date, time, timedelta
from itertools import product
from string import Formatter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from timeline.dates import DateError, EventDate, Precision
from timeline.errors import SourcelineError
from timeline.wording import MESSAGES, Wording

# A busy machine is no failure.
unhurried = settings(deadline=None)

MONTHS = [Wording().month_name(month) for month in range(1, 13)]


def day(text):
    return None if text in ("", None) else date.fromisoformat(text)


# --- Dates to try the properties on

days = st.dates(date(1990, 1, 1), date(2030, 12, 31)) | st.dates()
qualifiers = st.sampled_from(["", "", "?", "~", "%"])


@st.composite
def units(draw):
    """A year, month, day, season, quarter or mask, perhaps in doubt."""
    iso = draw(days.filter(lambda d: d.year < 9999)).isoformat()
    forms = [iso, iso[:7], iso[:4], iso[:3] + "X", iso[:4] + "-XX", iso[:7] + "-XX", iso[:9] + "X", iso[:4] + "-XX-XX"]
    forms += [f"{iso[:4]}-{code}" for code in (21, 22, 23, 24, 33, 34, 35, 36)]
    # Masks of the years 000X and of days such as 0X are dates as well.
    return draw(st.sampled_from(forms)) + draw(qualifiers)


@st.composite
def moments(draw):
    """A day with a time, perhaps in a zone, or with a part of the day."""
    iso = draw(days).isoformat()
    if draw(st.booleans()):
        return f"{iso}T{draw(st.sampled_from(['MO', 'MI', 'AF', 'EV', 'NI', 'DT']))}"
    clock = draw(st.times()).isoformat(draw(st.sampled_from(["minutes", "seconds"])))
    return f"{iso}T{clock}{draw(st.sampled_from(['', 'Z', '+03:00', '-04', '+05:45', '-00:00']))}"


@st.composite
def ranges(draw):
    first, last = sorted((draw(units()), draw(units())), key=lambda unit: EventDate.parse(unit).sort_key)
    first, last = draw(
        st.sampled_from([(first, last), (first, ".."), ("..", last), (first, ""), ("", last), ("..", "..")])
    )
    if draw(st.booleans()) or (first == "" or last == "") or first == last == "..":
        return f"{first}/{last}"
    return f"[{first.strip('.')}..{last.strip('.')}]"


texts = units() | moments() | ranges()
event_dates = texts.map(EventDate.parse)
bounds = st.none() | st.dates(date(2019, 11, 15), date(2020, 2, 15))
near = st.dates(date(2019, 12, 1), date(2020, 1, 31))


# --- The text


@given(texts)
@unhurried
def test_the_canonical_text_reads_as_the_same_date(text):
    when = EventDate.parse(text)
    assert EventDate.parse(str(when)) == when
    assert str(EventDate.parse(str(when))) == str(when)


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        (" 2019-12 \n", "2019-12"),
        ("2020-01-03T01:00-04", "2020-01-03T01:00-04:00"),
        ("2020-01-03T01:00+00:00", "2020-01-03T01:00Z"),
        ("2020-01-03T01:00-00:00", "2020-01-03T01:00Z"),
        ("[2020-01-02,2020-01-03]", "[2020-01-02..2020-01-03]"),
        ("[2019-12,2020]", "[2019-12..2020]"),
        ("[..2018,2019]", "[..2019]"),
        ("[1984]", "1984"),
        ("[1984..1984]", "1984"),
    ],
)
def test_another_spelling_is_made_canonical(text, canonical):
    assert str(EventDate.parse(text)) == canonical


@pytest.mark.parametrize("text", ["2019-12~", "/2019-10", "../2019-10", "2019/", "2019/..", "2019/2019", "2019-12-XX"])
def test_what_was_meant_is_not_rewritten(text):
    assert str(EventDate.parse(text)) == text


@given(event_dates)
@unhurried
def test_a_date_can_be_copied_pickled_and_kept_in_a_set(when):
    assert {when, copy.deepcopy(when), pickle.loads(pickle.dumps(when))} == {when}
    assert copy.deepcopy(when).label() == when.label()


def test_a_date_shows_itself_as_the_code_that_makes_it():
    assert repr(EventDate.parse("2019-12~")) == "EventDate.parse('2019-12~')"


@pytest.mark.parametrize(
    ("text", "standard"),
    [
        ("2020-01-02TMO", "2020-01-02"),
        ("2020-01-02TMO/2020-01-02TEV", "2020-01-02/2020-01-02"),
        ("2020-01-02T23:00/2020-01-03T01:00Z", "2020-01-02/2020-01-03"),
        ("2020-01-03T01:00+03:00", "2020-01-03T01:00+03:00"),
        ("2019-10~/2020-01-02", "2019-10~/2020-01-02"),
        ("[..2019-12]", "[..2019-12]"),
    ],
)
def test_the_standard_form_leaves_out_what_the_standard_has_no_place_for(text, standard):
    assert EventDate.parse(text).to_edtf() == standard


@given(event_dates)
@unhurried
def test_the_standard_form_has_the_same_bounds(when):
    standard = EventDate.parse(when.to_edtf())
    assert (standard.earliest, standard.latest) == (when.earliest, when.latest)
    assert standard.part_of_day is None


# --- The bounds

EDTF_EXAMPLES = [
    # Level 0
    ("1985-04-12", "1985-04-12", "1985-04-12"),
    ("1985-04", "1985-04-01", "1985-04-30"),
    ("1985", "1985-01-01", "1985-12-31"),
    ("1985-04-12T23:20:30", "1985-04-12", "1985-04-12"),
    ("1985-04-12T23:20:30Z", "1985-04-12", "1985-04-12"),
    ("1985-04-12T23:20:30-04", "1985-04-12", "1985-04-12"),
    ("1985-04-12T23:20:30+04:30", "1985-04-12", "1985-04-12"),
    ("1964/2008", "1964-01-01", "2008-12-31"),
    ("2004-06/2006-08", "2004-06-01", "2006-08-31"),
    ("2004-02-01/2005-02-08", "2004-02-01", "2005-02-08"),
    ("2004-02-01/2005-02", "2004-02-01", "2005-02-28"),
    ("2004-02-01/2005", "2004-02-01", "2005-12-31"),
    ("2005/2006-02", "2005-01-01", "2006-02-28"),
    # Level 1
    ("2001-21", "2001-03-01", "2001-05-31"),
    ("1984?", "1984-01-01", "1984-12-31"),
    ("2004-06~", "2004-06-01", "2004-06-30"),
    ("2004-06-11%", "2004-06-11", "2004-06-11"),
    ("201X", "2010-01-01", "2019-12-31"),
    ("20XX", "2000-01-01", "2099-12-31"),
    ("2004-XX", "2004-01-01", "2004-12-31"),
    ("1985-04-XX", "1985-04-01", "1985-04-30"),
    ("1985-XX-XX", "1985-01-01", "1985-12-31"),
    ("1985-04-12/..", "1985-04-12", None),
    ("1985-04/..", "1985-04-01", None),
    ("1985/..", "1985-01-01", None),
    ("../1985-04-12", None, "1985-04-12"),
    ("../1985-04", None, "1985-04-30"),
    ("../1985", None, "1985-12-31"),
    ("1985-04-12/", "1985-04-12", None),
    ("1985-04/", "1985-04-01", None),
    ("1985/", "1985-01-01", None),
    ("/1985-04-12", None, "1985-04-12"),
    ("/1985-04", None, "1985-04-30"),
    ("/1985", None, "1985-12-31"),
    ("1984~/2004-06", "1984-01-01", "2004-06-30"),
    ("1984/2004-06~", "1984-01-01", "2004-06-30"),
    ("1984?/2004%", "1984-01-01", "2004-12-31"),
    # Level 2
    ("2001-34", "2001-04-01", "2001-06-30"),
    ("[..1760-12-03]", None, "1760-12-03"),
    ("[1760-12..]", "1760-12-01", None),
    ("[..1984]", None, "1984-12-31"),
    ("1XXX-XX", "1000-01-01", "1999-12-31"),
    ("1984-1X", "1984-10-01", "1984-12-31"),
    ("2004-06-XX/2004-07-03", "2004-06-01", "2004-07-03"),
]


@pytest.mark.parametrize(("text", "earliest", "latest"), EDTF_EXAMPLES)
def test_the_examples_of_the_standard_have_their_bounds(text, earliest, latest):
    when = EventDate.parse(text)
    assert (when.earliest, when.latest) == (day(earliest), day(latest))


@pytest.mark.parametrize(
    ("text", "feature"),
    [
        ("Y170000002", "years beyond four digits"),
        ("Y-170000002", "years beyond four digits"),
        ("Y-17E7", "exponential years"),
        ("1950S2", "significant digits"),
        ("Y171010000S3", "significant digits"),
        ("Y3388E2S3", "exponential years"),
        ("-1985", "years before the year 1"),
        ("0000", "the year 0"),
        ("2001-25", "seasons by hemisphere (25–32)"),
        ("2001-32~", "seasons by hemisphere (25–32)"),
        ("2001-37", "quadrimesters (37–39)"),
        ("2001-41", "semesters (40–41)"),
        ("2001-21-05", "days within a season or quarter"),
        ("[1667,1668,1670..1672]", "a set with gaps"),
        ("[1760-01,1760-02,1760-12..]", "a set with gaps"),
        ("[1667,1760-12]", "a set with gaps"),
        ("[1668,1667]", "a set with gaps"),
        ("[1667..,1668]", "a set with gaps"),
        ("[1667~,1668]", "a qualifier in a list"),
        ("[1667..1668]~", "a qualifier after a set"),
        ("[2020-01-02T23:00..2020-01-03]", "a time of day in a set"),
        ("[2020-01-02TEV..2020-01-03]", "a time of day in a set"),
        ("{1667,1668,1670..1672}", "a set of every member"),
        ("{1960,1961-12}", "a set of every member"),
        ("{..1984}", "a set of every member"),
        ("2004-06~-11", "qualifiers inside a date"),
        ("2004?-06-11", "qualifiers inside a date"),
        ("?2004-06-~11", "qualifiers inside a date"),
        ("2004-%06-11", "qualifiers inside a date"),
        ("2004-06-~01/2004-06-~20", "qualifiers inside a date"),
        ("2004-06-11?~", "qualifiers inside a date"),
        ("156X-12-25", "known digits after masked ones"),
        ("15XX-12-25", "known digits after masked ones"),
        ("1XXX-12", "known digits after masked ones"),
        ("2019-1X-2X", "known digits after masked ones"),
        ("2019-XX-05", "known digits after masked ones"),
        ("XXXX-12-XX", "a year of which nothing is known"),
        ("2019-W52", "week dates"),
        ("2019-W52-5", "week dates"),
        ("2019-361", "days of the year"),
        ("20191227", "dates without hyphens"),
        ("P1Y", "durations and repetitions"),
        ("2019/P1Y", "durations and repetitions"),
        ("2020-01-03T01", "hours without minutes"),
        ("2020-01-03T01:00:30.5", "fractions of a second"),
        ("2020-01-03T01:00~", "a qualifier on a time of day"),
        ("2020-01-03TMO?", "a qualifier on a time of day"),
        ("199u", "the draft's syntax"),
        ("2019-uu", "the draft's syntax"),
        ("unknown/2006", "the draft's syntax"),
        ("2004-01-01/open", "the draft's syntax"),
    ],
)
def test_what_is_not_supported_is_refused_by_name(text, feature):
    with pytest.raises(DateError) as caught:
        EventDate.parse(text)
    assert caught.value.feature.startswith(feature)
    assert f"Sourceline does not support {feature}" in str(caught.value)


@pytest.mark.parametrize(
    ("text", "problem", "expected", "position"),
    [
        ("", "there is nothing to read", "a date such as 2019", 0),
        ("  ", "there is nothing to read", "a date such as 2019", 2),
        ("2019-02-30", "2019-02 has no day 30", "a day from 01 to 28", 0),
        ("2020-02-30", "2020-02 has no day 30", "a day from 01 to 29", 0),
        ("2019-02-3X", "2019-02 has no day 3X", "a day from 01 to 28", 0),
        ("2019-12-00", "2019-12 has no day 00", "a day from 01 to 31", 0),
        ("2019-00", "2019 has no month 00", "a month from 01 to 12", 0),
        ("2019-13", "2019 has no month 13", "a month from 01 to 12", 0),
        (" 2019/2020-13", "2020 has no month 13", "a month from 01 to 12", 6),
        ("2020/20", "no form of EDTF", "a date such as 2019", 5),
        ("[2019..2020-13]", "2020 has no month 13", "a month from 01 to 12", 7),
        ("[2019,2020-13]", "2020 has no month 13", "a month from 01 to 12", 6),
        ("2020/2019", "start on 2020-01-01 and stop on 2019-12-31", "a start that is not after its stop", 0),
        ("[2020-01-03..2020-01-02]", "start on 2020-01-03", "a start that is not after its stop", 0),
        ("2020-01-02T10:00/2020-01-02T09:00", "stop at an earlier time", "a start that is not after", 0),
        ("2020-01-02T10:00Z/2020-01-02T11:00+03:00", "stop at an earlier time", "a start that is not after", 0),
        ("2020-01-03T24:00", "no such time of day", "00:00 to 23:59:59", 0),
        ("2020-01-03T01:60", "no such time of day", "00:00 to 23:59:59", 0),
        ("2020-01-03T23:59:60", "no such time of day", "00:00 to 23:59:59", 0),
        ("2020-01-03T01:00+24:00", "no such time of day or zone", "less than 24:00 from UTC", 0),
        ("2020-01T01:00", "a time needs its day", "2020-01-03T01:00", 0),
        ("2020-01-XXTMO", "a time needs its day", "2020-01-03T01:00", 0),
        ("9999-24", "that winter ends after the year 9999", "a date such as 2019", 0),
        ("2019/2020/2021", "an interval has two ends", "2019-10/2020-01-02", 0),
        ("[..]", "the set holds no date", "[2019-12-21..2019-12-31]", 0),
        ("[]", "a place without a date", "[2019-12-21..2019-12-31]", 0),
        ("[2019,,2020]", "a place without a date", "[2019-12-21..2019-12-31]", 0),
        ("[2019..2020", "a one-of set ends with ]", "[2019-12-21..2019-12-31]", 0),
        ("late December", "no form of EDTF", "a date such as 2019", 0),
        ("2019 / 2020", "no form of EDTF", "a date such as 2019", 0),
        ("٢٠١٩", "no form of EDTF", "a date such as 2019", 0),
    ],
)
def test_what_is_no_date_is_refused_with_the_reason_and_the_place(text, problem, expected, position):
    with pytest.raises(DateError) as caught:
        EventDate.parse(text)
    error = caught.value
    assert (error.text, error.feature, error.position) == (text, None, position)
    assert problem in error.problem
    assert expected in error.expected
    assert all(part in str(error) for part in (f'"{text}"', error.problem, error.expected))


def test_a_refusal_of_a_long_text_quotes_its_beginning():
    with pytest.raises(DateError, match=r'^"2{59}…" cannot be read') as caught:
        EventDate.parse("2" * 1000)
    assert isinstance(caught.value, SourcelineError)
    assert len(str(caught.value)) < 250


@given(st.text() | st.text("0123456789-X/.[]{}?~%TZ:+,YESPMO ", max_size=24))
@settings(deadline=None, max_examples=500)
def test_any_text_is_read_or_refused(text):
    refused = None
    try:
        when = EventDate.parse(text)
    except DateError as error:
        refused = error
    if refused:
        assert refused.text == text
        assert 0 <= refused.position <= len(text)
    else:
        assert when.label()
        assert when.reading()


@given(event_dates)
@unhurried
def test_the_earliest_day_is_never_after_the_latest(when):
    if when.earliest and when.latest:
        assert when.earliest <= when.latest


def days_that_match(mask, years):
    """The days whose ISO text fits the mask, by looking at every one of them."""
    pattern = re.compile(mask.replace("X", "[0-9]"))
    first, last = date(years[0], 1, 1), date(years[-1], 12, 31)
    every = (first + timedelta(days=number) for number in range((last - first).days + 1))
    return [each for each in every if pattern.match(each.isoformat())]


@given(st.dates(date(2001, 1, 1), date(2020, 12, 31)), st.integers(0, 7), st.booleans())
@unhurried
def test_a_mask_is_the_unbroken_run_of_the_days_that_fit_it(a_day, masked, with_day):
    digits = a_day.strftime("%Y%m%d")[: 8 if with_day else 6]
    masked = min(masked, len(digits) - 3)
    digits = digits[: len(digits) - masked] + "X" * masked
    mask = "-".join(filter(None, (digits[:4], digits[4:6], digits[6:])))
    fitting = days_that_match(mask, (2000, 2029))
    when = EventDate.parse(mask)
    assert when.earliest == fitting[0]
    assert min(when.latest, date(2029, 12, 31)) == fitting[-1]
    assert len(fitting) == (fitting[-1] - fitting[0]).days + 1


@pytest.mark.parametrize(
    ("text", "earliest", "latest"),
    [
        ("2019-22", "2019-06-01", "2019-08-31"),
        ("2019-23", "2019-09-01", "2019-11-30"),
        ("2019-24", "2019-12-01", "2020-02-29"),
        ("2020-24", "2020-12-01", "2021-02-28"),
        ("2019-33", "2019-01-01", "2019-03-31"),
        ("2019-35", "2019-07-01", "2019-09-30"),
        ("2019-36", "2019-10-01", "2019-12-31"),
        ("2019-02-2X", "2019-02-20", "2019-02-28"),
        ("2019-0X", "2019-01-01", "2019-09-30"),
        ("000X", "0001-01-01", "0009-12-31"),
        ("0001", "0001-01-01", "0001-12-31"),
        ("9999-12-31", "9999-12-31", "9999-12-31"),
        ("[2019-12-21..2019-12-31]", "2019-12-21", "2019-12-31"),
        ("[2019-12..2020-01-02]", "2019-12-01", "2020-01-02"),
        ("2019-10~/2020-01-02", "2019-10-01", "2020-01-02"),
        ("2020-01-02T23:00/2020-01-03T01:00", "2020-01-02", "2020-01-03"),
        ("2020-01-02TMO", "2020-01-02", "2020-01-02"),
        ("../..", None, None),
    ],
)
def test_bounds_are_whole_days_both_included(text, earliest, latest):
    when = EventDate.parse(text)
    assert (when.earliest, when.latest) == (day(earliest), day(latest))


# --- What is known


@pytest.mark.parametrize(
    ("text", "claims"),
    [
        ("2019-12-27", {"is_day"}),
        ("2020-01-03T01:00", {"is_day"}),
        ("2020-01-02TMO", {"is_day"}),
        ("2019-12-27~", {"is_day", "qualified", "approximate"}),
        ("2019-12", {"somewhere_within"}),
        ("2019-12?", {"somewhere_within", "qualified", "uncertain"}),
        ("2019-12%", {"somewhere_within", "qualified", "uncertain", "approximate"}),
        ("2019-12-2X", {"somewhere_within"}),
        ("2019-04-3X", {"is_day"}),
        ("[2019-12-21..2019-12-31]", {"somewhere_within"}),
        ("[2019-12-21..2019-12-31~]", {"somewhere_within", "qualified", "approximate"}),
        ("[..2019-12]", {"somewhere_within"}),
        ("2019-10~/2020-01-02", {"throughout", "qualified", "approximate"}),
        ("2019-10/2020-01-02?", {"throughout", "qualified", "uncertain"}),
        ("../2019-10", {"throughout"}),
        ("2020-01-02/2020-01-02", {"throughout", "is_day"}),
        ("../..", {"throughout", "is_undated"}),
        ("/", {"throughout", "is_undated"}),
    ],
)
def test_what_a_date_claims_of_itself(text, claims):
    when = EventDate.parse(text)
    every = ("throughout", "somewhere_within", "is_day", "is_undated", "qualified", "approximate", "uncertain")
    assert {claim for claim in every if getattr(when, claim)} == claims


@given(event_dates)
@unhurried
def test_a_date_is_throughout_or_somewhere_within_or_a_day(when):
    assert when.throughout + when.somewhere_within + (when.is_day and not when.throughout) == 1


@pytest.mark.parametrize(
    ("text", "precision"),
    [
        ("2020-01-03T01:00", "time"),
        ("2020-01-02TMO", "part of day"),
        ("2019-12-27~", "day"),
        ("2019-04-3X", "day"),
        ("2019-12", "month"),
        ("2019-12-XX", "month"),
        ("2019-24", "season"),
        ("2019-36", "quarter"),
        ("2019", "year"),
        ("2019-XX-XX", "year"),
        ("201X", "decade"),
        ("20XX", "century"),
        ("1XXX", "range"),
        ("2019-12-2X", "range"),
        ("2019-1X", "range"),
        ("[2019-12-21..2019-12-31]", "range"),
        ("2019/2019", "range"),
        ("../2019", "range"),
    ],
)
def test_the_precision_is_the_unit_in_which_a_date_is_known(text, precision):
    assert EventDate.parse(text).precision is Precision(precision)


@pytest.mark.parametrize(
    ("text", "clock", "offset_minutes"),
    [
        ("2020-01-03T01:00+03:00", time(1), 180),
        ("2020-01-03T00:00Z", time(0), 0),
        ("2020-01-03T01:00:30-04:30", time(1, 0, 30), -270),
        ("2020-01-03T01:00", time(1), None),
        ("2020-01-03", None, None),
        ("2020-01-02TMO", None, None),
        ("2020-01-02T10:00Z/2020-01-02T11:00Z", None, None),
    ],
)
def test_a_timed_date_keeps_its_time_and_its_zone(text, clock, offset_minutes):
    when = EventDate.parse(text)
    assert (when.time, when.offset) == (
        clock,
        None if offset_minutes is None else timedelta(minutes=offset_minutes),
    )


@pytest.mark.parametrize(
    ("suffix", "part"),
    [
        ("TMO", "morning"),
        ("TMI", "midday"),
        ("TAF", "afternoon"),
        ("TEV", "evening"),
        ("TNI", "night"),
        ("TDT", "daytime"),
        ("", None),
    ],
)
def test_a_day_may_have_a_part(suffix, part):
    assert EventDate.parse(f"2020-01-02{suffix}").part_of_day == part


def test_times_in_different_zones_are_ordered_as_instants():
    assert EventDate.parse("2020-01-02T11:00+03:00/2020-01-02T10:00Z").is_day
    assert EventDate.parse("0001-01-01T00:00+14:00/0001-01-01T00:00-12:00").is_day


def test_an_interval_may_stop_at_the_minute_in_which_it_starts():
    assert EventDate.parse("2020-01-02T10:00/2020-01-02T10:00").label() == "throughout 2 January 2020, 10:00"


def test_a_time_without_a_zone_is_not_compared_with_one_that_has_it():
    assert EventDate.parse("2020-01-02T11:00/2020-01-02T10:00Z").is_day


# --- Ranges


def clipped(earliest, latest):
    """The days of a range near the window asked about, and a mark for what lies beyond on an open side."""
    window = (date(2019, 11, 1) + timedelta(days=number) for number in range(120))
    inside = {each for each in window if (not earliest or earliest <= each) and (not latest or each <= latest)}
    return inside | ({"before"} if earliest is None else set()) | ({"after"} if latest is None else set())


@given(st.none() | near, st.none() | near, st.booleans(), bounds, bounds)
@settings(deadline=None, max_examples=400)
def test_possible_and_certain_agree_with_sets_of_days(first, last, throughout, earliest, latest):
    if first and last and first > last:
        first, last = last, first
    when = EventDate.of_days(first, last, throughout=throughout)
    own, asked = clipped(first, last), clipped(earliest, latest)
    if earliest and latest and earliest > latest:
        asked = set()
    assert when.overlaps(earliest, latest) == bool(own & asked)
    assert when.lies_within(earliest, latest) == (own <= asked)


@given(event_dates, st.none() | days, st.none() | days)
@settings(deadline=None, max_examples=300)
def test_what_certainly_lies_in_a_range_possibly_overlaps_it(when, earliest, latest):
    assert when.overlaps(earliest, latest) or not when.lies_within(earliest, latest)
    assert when.overlaps(when.earliest, when.latest)
    assert when.lies_within(None, None)


@given(event_dates.filter(lambda when: when.qualified), st.none() | days, days)
@unhurried
def test_a_date_in_doubt_is_certain_for_no_bounded_range(when, one, other):
    assert not when.lies_within(one, other)
    assert not when.lies_within(other, one)


@pytest.mark.parametrize(
    ("text", "possible", "certain"),
    [
        ("2011-05-02", False, False),
        ("../2019-10", False, False),
        ("2019-10~/2020-01-02", True, False),
        ("[2019-12-21..2019-12-31]", True, False),
        ("[2019-12-21..2020-01-02]", True, False),
        ("2019-12-27", True, True),
        ("2019-12-27~", True, False),
        ("2019-12-27TMO", True, True),
        ("2019-12-27T10:00/2019-12-27T11:00", True, True),
        ("2019-12-28", False, False),
        ("2019-10/..", True, False),
        ("../..", True, False),
    ],
)
def test_a_range_of_one_day_has_both_readings_too(text, possible, certain):
    asked = date(2019, 12, 27)
    when = EventDate.parse(text)
    assert (when.overlaps(asked, asked), when.lies_within(asked, asked)) == (possible, certain)


def test_an_open_end_is_certain_only_where_the_range_is_unbounded():
    by_october = EventDate.parse("../2019-10")
    assert by_october.lies_within(None, date(2019, 10, 31))
    assert not by_october.lies_within(None, date(2019, 10, 30))
    assert not by_october.lies_within(date.min, date(2019, 10, 31))


# --- Order


def test_dates_sort_by_their_first_day_and_then_their_last():
    ordered = [
        "2011-05-02",
        "2019-10",
        "2019-10~/2020-01-02",
        "2019-10/..",
        "../2019-10",
        "[2019-12-21..2019-12-31]",
        "[2019-12-21..2020-01-02]",
        "2020-01-02",
        "2020-01-03",
        "../..",
    ]
    shuffled = set(ordered)
    assert sorted(shuffled, key=lambda text: EventDate.parse(text).sort_key) == ordered


@given(event_dates)
@unhurried
def test_a_sort_key_is_two_days_whatever_is_open(when):
    first, last = when.sort_key
    assert first == (when.earliest or when.latest or date.max)
    assert last == (when.latest or date.max)
    assert first <= last


# --- From days


@pytest.mark.parametrize(
    ("earliest", "latest", "throughout", "text"),
    [
        ("2019-12-27", "2019-12-27", False, "2019-12-27"),
        ("2020-02-01", "2020-02-29", False, "2020-02"),
        ("2019-01-01", "2019-12-31", False, "2019"),
        ("2019-12-21", "2019-12-31", False, "[2019-12-21..2019-12-31]"),
        (None, "2019-12-31", False, "[..2019-12-31]"),
        ("2019-12-21", None, False, "[2019-12-21..]"),
        (None, None, False, "../.."),
        ("2019-01-01", "2019-12-31", True, "2019-01-01/2019-12-31"),
        ("2019-12-27", "2019-12-27", True, "2019-12-27/2019-12-27"),
        (None, "2019-12-31", True, "../2019-12-31"),
        ("2019-12-21", None, True, "2019-12-21/.."),
        ("0033-04-03", "0033-04-03", False, "0033-04-03"),
    ],
)
def test_bounds_make_a_date_of_the_simplest_form(earliest, latest, throughout, text):
    assert str(EventDate.of_days(day(earliest), day(latest), throughout=throughout)) == text


@given(st.none() | days, st.none() | days, st.booleans())
@unhurried
def test_a_date_made_of_days_has_just_these_bounds(one, other, throughout):
    earliest, latest = sorted((one, other)) if one and other else (one, other)
    when = EventDate.of_days(earliest, latest, throughout=throughout)
    assert (when.earliest, when.latest) == (earliest, latest)
    assert when.throughout == (throughout or when.is_undated)


def test_bounds_in_the_wrong_order_are_refused():
    with pytest.raises(DateError, match="start on 2020-01-03 and stop on 2020-01-02"):
        EventDate.of_days(date(2020, 1, 3), date(2020, 1, 2))


# --- Labels and readings


@pytest.mark.parametrize(
    ("text", "label", "reading"),
    [
        # The dates of the seed article
        ("2011-05-02", "2 May 2011", "2 May 2011, that day"),
        ("2019-10", "October 2019", "1–31 October 2019, somewhere within"),
        ("../2019-10", "by October 2019", "up to 31 October 2019, throughout; no start is known"),
        (
            "2019-10~/2020-01-02",
            "about October 2019 – 2 January 2020",
            "1 October 2019 – 2 January 2020, throughout; the start is approximate",
        ),
        ("[2019-12-21..2019-12-31]", "late December 2019", "21–31 December 2019, somewhere within"),
        (
            "[2019-12-21..2020-01-02]",
            "between 21 December 2019 and 2 January 2020",
            "21 December 2019 – 2 January 2020, somewhere within",
        ),
        ("2020-01-02", "2 January 2020", "2 January 2020, that day"),
        ("2020-01-02TMO", "2 January 2020, morning", "2 January 2020, morning"),
        ("2020-01-03", "3 January 2020", "3 January 2020, that day"),
        ("[2020-01-02..2020-01-03]", "2 or 3 January 2020", "2–3 January 2020, somewhere within"),
        # Times
        ("2020-01-03T01:00", "3 January 2020, 01:00", "3 January 2020, 01:00"),
        ("2020-01-03T01:00Z", "3 January 2020, 01:00 (UTC)", "3 January 2020, 01:00 (UTC)"),
        ("2020-01-03T01:00+03:00", "3 January 2020, 01:00 (UTC+03:00)", "3 January 2020, 01:00 (UTC+03:00)"),
        ("2020-01-03T00:00:30-04", "3 January 2020, 00:00:30 (UTC−04:00)", "3 January 2020, 00:00:30 (UTC−04:00)"),
        (
            "2020-01-02T23:00/2020-01-03",
            "2 January 2020, 23:00 – 3 January 2020",
            "2 January 2020, 23:00 – 3 January 2020, throughout",
        ),
        ("2020-01-02T10:00/2020-01-02T11:30", "2 January 2020, 10:00–11:30", "2 January 2020, 10:00–11:30, throughout"),
        (
            "2020-01-02T10:00Z/2020-01-02T11:30Z",
            "2 January 2020, 10:00–11:30 (UTC)",
            "2 January 2020, 10:00–11:30 (UTC), throughout",
        ),
        (
            "2020-01-02T10:00Z/2020-01-02T14:30+03:00",
            "2 January 2020, 10:00 (UTC) – 2 January 2020, 14:30 (UTC+03:00)",
            "2 January 2020, 10:00 (UTC) – 2 January 2020, 14:30 (UTC+03:00), throughout",
        ),
        (
            "2020-01-02T10:00/..",
            "from 2 January 2020, 10:00",
            "from 2 January 2020, 10:00 on, throughout; no end is known",
        ),
        ("2020-01-02TMI", "2 January 2020, midday", "2 January 2020, midday"),
        ("2020-01-02TDT", "2 January 2020, in the daytime", "2 January 2020, in the daytime"),
        # Units, and periods that have a name
        ("2019", "2019", "1 January – 31 December 2019, somewhere within"),
        ("201X", "the 2010s", "1 January 2010 – 31 December 2019, somewhere within"),
        ("20XX", "between 2000 and 2099", "1 January 2000 – 31 December 2099, somewhere within"),
        ("2019-21", "spring 2019", "1 March – 31 May 2019, somewhere within"),
        ("2019-24", "the winter of 2019–20", "1 December 2019 – 29 February 2020, somewhere within"),
        ("1999-24", "the winter of 1999–2000", "1 December 1999 – 29 February 2000, somewhere within"),
        ("2019-36", "the fourth quarter of 2019", "1 October – 31 December 2019, somewhere within"),
        ("[2019-12-01..2019-12-31]", "December 2019", "1–31 December 2019, somewhere within"),
        ("[2019-12-01..2019-12-10]", "early December 2019", "1–10 December 2019, somewhere within"),
        ("[2019-12-11..2019-12-20]", "mid-December 2019", "11–20 December 2019, somewhere within"),
        ("[2019-02-21..2019-02-28]", "late February 2019", "21–28 February 2019, somewhere within"),
        ("[2020-02-21..2020-02-28]", "between 21 and 28 February 2020", "21–28 February 2020, somewhere within"),
        ("0033", "33 CE", "1 January – 31 December 33 CE, somewhere within"),
        ("000X", "between 1 CE and 9 CE", "1 January 1 CE – 31 December 9 CE, somewhere within"),
        # Somewhere within
        ("2019-12-XX", "December 2019", "1–31 December 2019, somewhere within"),
        ("2019-12-2X", "between 20 and 29 December 2019", "20–29 December 2019, somewhere within"),
        ("2019-12-3X", "30 or 31 December 2019", "30–31 December 2019, somewhere within"),
        ("2019-1X", "between October and December 2019", "1 October – 31 December 2019, somewhere within"),
        (
            "[2019-11-30..2019-12-02]",
            "between 30 November and 2 December 2019",
            "30 November – 2 December 2019, somewhere within",
        ),
        (
            "[2019-11-30..2019-12-01]",
            "30 November or 1 December 2019",
            "30 November – 1 December 2019, somewhere within",
        ),
        (
            "[2019-12-31..2020-01-01]",
            "31 December 2019 or 1 January 2020",
            "31 December 2019 – 1 January 2020, somewhere within",
        ),
        ("[2019-12..2020-01]", "December 2019 or January 2020", "1 December 2019 – 31 January 2020, somewhere within"),
        ("[1667..1668]", "1667 or 1668", "1 January 1667 – 31 December 1668, somewhere within"),
        ("[..2019-12]", "December 2019 or earlier", "on or before 31 December 2019"),
        ("[2019-12-03..]", "3 December 2019 or later", "on or after 3 December 2019"),
        # Throughout
        ("2019-12-21/2019-12-31", "21–31 December 2019", "21–31 December 2019, throughout"),
        ("2019-11-30/2019-12-02", "30 November – 2 December 2019", "30 November – 2 December 2019, throughout"),
        ("2020-01-02/2020-01-02", "throughout 2 January 2020", "2 January 2020, throughout"),
        (
            "2019-12/2019-12-XX",
            "throughout December 2019",
            "1–31 December 2019, throughout; it began within December 2019; it ended within December 2019",
        ),
        (
            "1964/2008",
            "1964–2008",
            "1 January 1964 – 31 December 2008, throughout; it began within 1964; it ended within 2008",
        ),
        (
            "2019-10/2019-12-05",
            "October 2019 – 5 December 2019",
            "1 October – 5 December 2019, throughout; it began within October 2019",
        ),
        (
            "2019-10/2019-12?",
            "October 2019 – perhaps December 2019",
            "1 October – 31 December 2019, throughout; it began within October 2019; the end is uncertain",
        ),
        ("/2019-10", "until October 2019", "up to 31 October 2019, throughout; it began on a day that is not known"),
        ("2019-10/..", "from October 2019", "from 1 October 2019 on, throughout; no end is known"),
        (
            "2019-10~/",
            "from about October 2019",
            "from 1 October 2019 on, throughout; the start is approximate; it ended on a day that is not known",
        ),
        ("../..", "undated", "undated: neither a start nor an end is known"),
        # In doubt
        ("2019?", "perhaps 2019", "1 January – 31 December 2019, somewhere within; the date is uncertain"),
        ("2019-12-27~", "about 27 December 2019", "27 December 2019; the date is approximate"),
        (
            "2019-12%",
            "perhaps about December 2019",
            "1–31 December 2019, somewhere within; the date is uncertain and approximate",
        ),
        (
            "[2019-12-21~..2019-12-31]",
            "between about 21 December 2019 and 31 December 2019",
            "21–31 December 2019, somewhere within; the start is approximate",
        ),
    ],
)
def test_a_date_is_printed_as_people_write_it_and_explains_its_bounds(text, label, reading):
    when = EventDate.parse(text)
    assert when.label() == label
    assert when.reading() == reading


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("[2019-12-21..2019-12-31]", "late Dec 2019"),
        ("2020-01-02/2020-01-03", "2–3 Jan 2020"),
        ("2019-11-30/2019-12-02", "30 Nov – 2 Dec 2019"),
        ("2019-10~/2020-01-02", "about Oct 2019 – 2 Jan 2020"),
        ("2020-01-03T01:00", "3 Jan 2020, 01:00"),
        ("[2019-10..2019-12]", "between Oct and Dec 2019"),
        ("../2019-10", "by Oct 2019"),
        ("2019-21", "spring 2019"),
    ],
)
def test_a_short_label_abbreviates_the_months(text, label):
    assert EventDate.parse(text).label(short=True) == label


def spoken_days(text):
    """The numbers in a label that are neither years nor ends of a winter."""
    return {int(number) for number in re.findall(r"\b[0-9]{1,2}\b", re.sub(r"[0-9]{4}(–[0-9]{2}\b)?", "", text))}


@st.composite
def modern(draw, of):
    """Dates of years that have four digits when printed."""
    return EventDate.parse(draw(of.filter(lambda text: not re.search(r"\b0", re.sub("-.[0-9X]", "", text)))))


@given(modern(units()))
@settings(deadline=None, max_examples=300)
def test_a_month_season_or_year_shows_no_day(when):
    named_days = spoken_days(when.label())
    if when.precision in ("month", "season", "quarter", "year", "decade", "century"):
        assert named_days == set()
    else:
        assert named_days <= {when.earliest.day, when.latest.day}


@given(modern(units()))
@unhurried
def test_a_year_shows_no_month(when):
    if when.precision in ("year", "decade", "century", "season", "quarter"):
        assert not [month for month in MONTHS if month in when.label()]


@given(modern(ranges()))
@settings(deadline=None, max_examples=300)
def test_a_range_shows_no_day_that_is_not_an_end_of_it(when):
    ends = [limit for end in (when.start, when.stop) for limit in (end.earliest, end.latest) if limit]
    assert spoken_days(when.label()) <= {limit.day for limit in ends}


def every_form():
    """Some three thousand dates: all units of a small window, alone and as the ends of intervals and sets."""
    units = ["2019", "2020", "201X", "20XX", "2019-24", "2019-36", "2019-11", "2019-12", "2020-01", "2019-1X"]
    units += ["2019-12-XX", "2019-12-0X", "2019-12-2X", "2019-12-3X", "2019-11-3X"]
    units += [f"2019-12-{number:02}" for number in (1, 2, 10, 11, 20, 21, 30, 31)]
    units += ["2019-11-30", "2020-01-01", "2020-01-02", "1999-24", "2019-21", "0012", "0012-12", "0012-12-12"]
    units += [unit + mark for unit in ("2019", "2019-12", "2019-12-02", "2019-12-2X") for mark in "?~%"]
    moments = [
        f"2019-12-02T{moment}" for moment in ("MO", "MI", "AF", "EV", "NI", "DT", "01:00", "02:00", "01:00Z", "02:00Z")
    ]
    ends = [*units, *moments, "..", ""]
    texts = [*units, *moments]
    texts += [f"{first}/{last}" for first, last in product(ends, ends)]
    texts += [f"[{first}..{last}]" for first, last in product([*units, ""], [*units, ""])]
    found = []
    for text in texts:
        try:
            found.append(EventDate.parse(text))
        except DateError:  # A start after its stop
            continue
    return found


def test_dates_of_different_extent_are_never_printed_alike():
    meanings = {}
    for when in every_form():
        meaning = (when.earliest, when.latest, when.throughout, when.uncertain, when.approximate)
        meanings.setdefault(when.label(), set()).add(meaning)
        meanings.setdefault(when.label(short=True), set()).add(meaning)
    assert {label: found for label, found in meanings.items() if len(found) > 1} == {}


class Recorder(Wording):
    """Notes each message it is asked for, with the names of the values that came along."""

    def __init__(self):
        self.asked = {}

    def say(self, message, **values):
        self.asked.setdefault(message, set()).add(frozenset(values))
        return super().say(message, **values)


def test_the_catalogue_lists_exactly_the_messages_that_are_said():
    recorder = Recorder()
    more = ["2019-22", "2019-23", "2019-33", "2019-34", "2019-35", "[1667..1669]", "[1667..1668]"]
    more += ["[2019-10..2019-12]", "[2019-10..2019-11]"]
    for when in [*every_form(), *map(EventDate.parse, more)]:
        when.label(recorder)
        when.reading(recorder)
    assert set(MESSAGES) == set(recorder.asked)
    assert len(MESSAGES) == len(set(MESSAGES))


def test_each_message_is_given_exactly_the_values_that_it_names():
    recorder = Recorder()
    for when in every_form():
        when.label(recorder)
        when.reading(recorder)
    for message, values in recorder.asked.items():
        places = frozenset(name for _, name, _, _ in Formatter().parse(message) if name)
        assert values == {places}, message


def test_a_wording_brings_its_own_language_and_order():
    class Deutsch(Wording):
        catalogue = {
            "late {month}": "Ende {month}",
            "{day} {month} {year}": "{day}. {month} {year}",
            "{first}–{last} {month} {year}": "{first}.–{last}. {month} {year}",
            "{date}, somewhere within": "irgendwann {date}",
        }

        def say(self, message, **values):
            return self.catalogue.get(message, message).format(**values)

        def month_name(self, month, *, short=False):
            return {12: "Dezember"}[month][: 3 if short else None]

    late = EventDate.parse("[2019-12-21..2019-12-31]")
    assert late.label(Deutsch()) == "Ende Dezember 2019"
    assert late.label(Deutsch(), short=True) == "Ende Dez 2019"
    assert late.reading(Deutsch()) == "irgendwann 21.–31. Dezember 2019"
    assert EventDate.parse("2019-12-27").label(Deutsch()) == "27. Dezember 2019"
