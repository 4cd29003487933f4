"""What is kept for a state of an index."""

from timeline.index import Entry, Memory, Table


def table():
    return Table.of([Entry(1)])


def test_what_is_kept_is_found_again_for_its_own_table_alone():
    memory, one, other = Memory(10), table(), table()
    memory.keep(one, {"a": 1})
    assert dict(memory.of(one)) == {"a": 1}
    assert dict(memory.of(other)) == {}


def test_of_too_much_the_oldest_goes_first():
    memory, one = Memory(3), table()
    memory.keep(one, {"a": 1, "b": 2})
    memory.keep(one, {"c": 3, "d": 4})
    assert dict(memory.of(one)) == {"b": 2, "c": 3, "d": 4}


def test_all_tables_together_keep_no_more_and_the_longest_unused_goes_first():
    memory, first, second, third = Memory(4), table(), table(), table()
    memory.keep(first, {"a": 1})
    memory.keep(second, {"b": 2, "c": 3})
    memory.keep(first, {"d": 4})
    memory.keep(third, {"e": 5, "f": 6})
    assert [dict(memory.of(each)) for each in (first, second, third)] == [{"a": 1, "d": 4}, {}, {"e": 5, "f": 6}]


def test_what_was_kept_goes_with_its_table():
    memory, one = Memory(4), table()
    memory.keep(one, {"a": 1})
    del one
    memory.keep(second := table(), {"b": 2, "c": 3, "d": 4, "e": 5})
    assert len(memory.of(second)) == 4
