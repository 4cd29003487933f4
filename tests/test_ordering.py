"""The order of telling."""

from hypothesis import given
from hypothesis import strategies as st

from timeline.ordering import Placed, circle, in_order


def test_events_are_told_by_their_dates():
    assert in_order([Placed("b", 2), Placed("a", 1), Placed("c", 3)]) == ["a", "b", "c"]


def test_an_event_is_told_right_behind_the_later_one_that_it_follows():
    events = [Placed("killing", 3), Placed("comment", 2, ("killing",)), Placed("funeral", 4)]
    assert in_order(events) == ["killing", "comment", "funeral"]


def test_a_chain_is_told_in_its_order():
    events = [Placed(1, 5, (2,)), Placed(2, 5, (3,)), Placed(3, 5)]
    assert in_order(events) == [3, 2, 1]


def test_equal_events_keep_the_order_of_their_keys():
    assert in_order([Placed(3, 0), Placed(1, 0), Placed(2, 0)]) == [1, 2, 3]


def test_what_is_not_there_is_waited_for_by_nobody():
    assert in_order([Placed(1, 0, (99,))]) == [1]


CIRCLE = [Placed(1, 0, (2,)), Placed(2, 0, (1,)), Placed(3, 0), Placed(4, 0, (2,))]


def test_a_circle_is_found_with_those_who_wait_for_it():
    assert circle(CIRCLE) == (1, 2, 4)
    assert circle([Placed(1, 0, (2,)), Placed(2, 0)]) == ()


def test_a_circle_is_broken_rather_than_told_wrong():
    assert sorted(in_order(CIRCLE)) == [1, 2, 3, 4]
    assert in_order(CIRCLE).index(2) < in_order(CIRCLE).index(4)


@given(st.lists(st.tuples(st.integers(0, 5), st.lists(st.integers(0, 20), max_size=3)), max_size=20))
def test_every_event_is_told_once_and_after_all_that_it_follows(rows):
    events = [
        Placed(key, dates, tuple(other for other in after if other < key)) for key, (dates, after) in enumerate(rows)
    ]
    told = in_order(events)
    assert sorted(told) == [event.key for event in events]
    for event in events:
        assert all(told.index(other) < told.index(event.key) for other in event.after)
    if not any(event.after for event in events):
        assert [events[key].dates for key in told] == sorted(event.dates for event in events)
