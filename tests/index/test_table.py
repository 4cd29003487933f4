"""The table against a filter so plain that it is obviously right: sets of entries and sorted lists."""

import random
from collections import Counter
from dataclasses import replace
from datetime import date
from itertools import pairwise

import pytest

from timeline.index import END, SORTS, Entry, Place, Table, table
from timeline.ordering import Placed, in_order

DAY = date(2019, 1, 1).toordinal()
LAST = date.max.toordinal()
ROLES = ("agent", "casualty", "mentioned", "speaker", "target")


class Naive:
    """What `Table` does, by looking at every entry."""

    def __init__(self, entries):
        self.entries = {entry.pk: entry for entry in entries}
        self.told = self._told()

    def _told(self):
        follows = {pk: set(entry.after) for pk, entry in self.entries.items()}
        for pk, entry in self.entries.items():
            for later in entry.before & self.entries.keys():
                follows[later].add(pk)
        order = in_order(
            Placed(
                pk,
                (entry.first or entry.last or LAST, entry.last or LAST, entry.is_undated),
                tuple(sorted(follows[pk])),
            )
            for pk, entry in self.entries.items()
        )
        return sorted(order, key=lambda pk: self.entries[pk].is_undated)

    def having(self, key, value):
        return {pk for pk, entry in self.entries.items() if (key, value) in entry.terms}

    def possible(self, start, stop):
        def holds(entry):
            in_time = entry.last is None or start is None or entry.last >= start
            return in_time and (entry.first is None or stop is None or entry.first <= stop)

        return self._dated(lambda entry: not (start and stop and start > stop) and holds(entry))

    def certain(self, start, stop):
        def holds(entry):
            begins = start is None or (entry.first is not None and entry.first >= start)
            ends = stop is None or (entry.last is not None and entry.last <= stop)
            return begins and ends and not (entry.qualified and (start or stop))

        return self._dated(holds)

    def _dated(self, holds):
        return {pk for pk, entry in self.entries.items() if not entry.is_undated and holds(entry)}

    def listed(self, selection, sort):
        entries = self.entries
        if sort == "recorded":
            return sorted(selection, key=lambda pk: (entries[pk].recorded, pk), reverse=True)
        dated = [pk for pk in self.told if pk in selection and not entries[pk].is_undated]
        shelf = [pk for pk in self.told if pk in selection and entries[pk].is_undated]
        return (dated[::-1] if sort == "newest" else dated) + shelf

    def counts(self, key, selection):
        return Counter(value for pk in selection for other, value in self.entries[pk].terms if other == key)

    def most(self, key, selection, count):
        totals = self.counts(key, self.entries)
        found = self.counts(key, selection).items()
        return sorted(found, key=lambda each: (-each[1], -totals[each[0]], each[0]))[:count]

    def density(self, selection, edges):
        days = [entry.first or entry.last for pk in selection if not (entry := self.entries[pk]).is_undated]
        return [sum(start <= day < stop for day in days) for start, stop in pairwise(edges)]

    def spans(self, selection):
        dated = [entry for pk in selection if not (entry := self.entries[pk]).is_undated]
        return sorted({(entry.first or entry.last, (entry.last or entry.first) + 1) for entry in dated})


def make_entry(chance, pk, others=()):
    first = DAY + chance.randrange(60) if chance.random() < 0.85 else None
    last = (first or DAY) + chance.choice([0, 0, 0, 5, 30]) if chance.random() < 0.9 else None
    actors = {(min(int(chance.paretovariate(0.6)), 40), chance.choice(ROLES)) for _ in range(chance.randrange(4))}
    terms = {("acting", pair) for pair in actors} | {("actor", actor) for actor, _role in actors}
    terms |= {("role", role) for _actor, role in actors}
    terms |= {("kind", chance.randrange(4)), ("evidence", chance.choice(["cited", "quoted"]))}
    terms |= {("source", 100 + chance.randrange(300)) for _ in range(chance.randrange(3))}
    if first or last:
        terms.add(("basis", chance.choice(["stated", "ordered"])))
    if chance.random() < 0.3:
        terms.add(("said_by", chance.randrange(10)))
    linked = [frozenset(chance.sample(others, 1)) - {pk} if others and chance.random() < 0.05 else () for _ in "12"]
    return Entry(
        pk,
        first,
        last,
        qualified=chance.random() < 0.1,
        recorded=1_500_000_000_000_000 + chance.randrange(50),
        after=frozenset(linked[0]),
        before=frozenset(linked[1]),
        terms=frozenset(terms),
    )


def make_entries(chance, count):
    pks = chance.sample(range(1, 10 * count), count)
    return [make_entry(chance, pk, pks) for pk in pks]


def selected(chance, index, naive):
    """A random selection, from both."""
    found, wanted = index.everything, set(naive.entries)
    for _ in range(chance.randrange(3)):
        key = chance.choice(["actor", "kind", "role", "source", "said_by", "evidence", "acting", "basis"])
        values = sorted(naive.counts(key, naive.entries)) or [(1, "agent") if key == "acting" else 1]
        value = chance.choice(values)
        found, wanted = found & index.having(key, value), wanted & naive.having(key, value)
    if chance.random() < 0.5:
        start, stop = (chance.choice([None, DAY + chance.randrange(70)]) for _ in "12")
        days = [day and date.fromordinal(day) for day in (start, stop)]
        if chance.random() < 0.5:
            found, wanted = found & index.possible(*days), wanted & naive.possible(start, stop)
        else:
            found, wanted = found & index.certain(*days), wanted & naive.certain(start, stop)
    return found, wanted


def agree(chance, index, naive):
    found, wanted = selected(chance, index, naive)
    assert sorted(index.pks(found)) == sorted(wanted)
    assert index.slots(wanted) == found
    key = chance.choice(list(table.KEYS))
    most = chance.choice([1, 3, 12, 1000])
    assert index.most(key, found, most) == naive.most(key, wanted, most)
    values = sorted(naive.counts(key, naive.entries))
    values.append((10**6, "agent") if key == "acting" else "x")
    assert index.count_each(key, values, found) == [naive.counts(key, wanted)[value] for value in values]
    some = chance.sample(values, chance.randrange(len(values) + 1))
    wanted_of_some = set().union(*(naive.having(key, value) for value in some))
    for several in (some, some * table.FEWEST_AT_ONCE):
        assert sorted(index.pks(index.having_any(key, several))) == sorted(wanted_of_some)
    values.pop()
    assert index.number_of(key) == len(values)
    edges = sorted(chance.sample(range(DAY - 5, DAY + 100), 8))
    assert index.density(found, edges) == naive.density(wanted, edges)
    assert index.spans(found) == naive.spans(wanted)
    for sort in SORTS:
        listed = naive.listed(wanted, sort)
        size = chance.choice([1, 2, 7, 1000])
        assert index.pks(index.page(found, sort=sort, size=size)) == listed[:size]
        assert index.pks(index.page(found, sort=sort, size=size, before=END)) == listed[-size:]
        assert index.page(found, sort=sort, size=size, after=END) == []
        assert index.preceding(found, sort, END) == len(listed)
        if naive.entries:
            pk = chance.choice(sorted(naive.entries))
            place = index.place_of(index.slot(pk), sort)
            assert Place.parse(str(place), sort) == place
            at = naive.listed(naive.entries, sort).index(pk)
            earlier = naive.listed(naive.entries, sort)[:at]
            before = [other for other in listed if other in earlier]
            after = [other for other in listed if other not in earlier and other != pk]
            assert index.pks(index.page(found, sort=sort, size=size, after=place)) == after[:size]
            assert index.pks(index.page(found, sort=sort, size=size, before=place)) == before[-size:]
            assert index.preceding(found, sort, place) == len(before)


def edited(chance, index, naive):
    """Both after a few events have changed, come or gone."""
    pks = sorted(naive.entries)
    gone = chance.sample(pks, min(len(pks), chance.randrange(3)))
    entries = []
    for _ in range(chance.randrange(4)):
        pk = chance.choice(pks) if pks and chance.random() < 0.7 else chance.randrange(1, 4000)
        entry = make_entry(chance, pk, pks)
        if pk in naive.entries and chance.random() < 0.5:
            entry = replace(naive.entries[pk], first=entry.first, last=entry.last)
        entries.append(entry)
    entries = list({entry.pk: entry for entry in entries}.values())
    left = {pk: entry for pk, entry in naive.entries.items() if pk not in gone}
    return index.changed(gone, entries), Naive((left | {entry.pk: entry for entry in entries}).values())


# What decides between the ways of small and large tables: as it is, and so that small ones take the ways of large ones.
LIMITS = [
    {},
    {
        "table.FEW": 0,
        "facets.FEWEST_ALONE": 3,
        "facets.FEWEST_KEPT": 1,
        "facets.TOGETHER": 10,
        "table.FEWEST_NEAR": 3,
        "table.FEWEST_AT_ONCE": 1,
    },
    {"table.FEW": 0, "slots.MANY": 1, "table.MOST_CHANGES": 20, "table.MOST_RANGES": 1, "facets.TOGETHER": 1},
]


@pytest.fixture(params=LIMITS, ids=["as it is", "large", "larger"])
def _limits(request, monkeypatch):
    for name, value in request.param.items():
        monkeypatch.setattr(f"timeline.index.{name}", value)


@pytest.mark.usefixtures("_limits")
@pytest.mark.parametrize("seed", range(6))
def test_random_selections_are_those_of_a_plain_filter(seed):
    chance = random.Random(seed)
    entries = make_entries(chance, chance.choice([0, 1, 13, 150]))
    index, naive = Table.of(entries), Naive(entries)
    for _ in range(40):
        agree(chance, index, naive)


@pytest.mark.usefixtures("_limits")
@pytest.mark.parametrize("seed", range(6))
def test_so_they_are_after_random_changes(seed):
    chance = random.Random(seed)
    entries = make_entries(chance, chance.choice([0, 13, 120]))
    index, naive = Table.of(entries), Naive(entries)
    for turn in range(40):
        index, naive = edited(chance, index, naive)
        if turn % 13 == 12:
            index = index.numbered_anew()
        agree(chance, index, naive)


def test_an_event_that_has_not_changed_keeps_its_slot():
    index = Table.of([Entry(1, DAY, DAY), Entry(2, DAY, DAY)])
    assert index.changed([], [Entry(1, DAY, DAY)]) is index
    assert index.changed([7], []) is index


def test_with_many_changes_all_is_numbered_anew(monkeypatch):
    monkeypatch.setattr(table, "MOST_CHANGES", 3)
    index = Table.of([Entry(1, DAY, DAY)])
    few = index.changed([], [Entry(1, DAY + 1, DAY + 1)])
    assert few.shares_with(index)
    many = few.changed([], [Entry(pk, DAY - pk, DAY) for pk in (2, 3)])
    assert not many.shares_with(index)
    assert many.pks(many.everything) == [3, 2, 1]


def test_a_value_with_a_word_that_is_new_is_found():
    index = Table.of([Entry(1, terms=frozenset({("role", "target")}))])
    index = index.changed([], [Entry(2, terms=frozenset({("role", "agent"), ("acting", (5, "agent"))}))])
    assert index.most("role", index.everything, 5) == [("agent", 1), ("target", 1)]
    assert index.pks(index.having("acting", (5, "agent"))) == [2]


def test_a_value_that_nothing_has_is_had_by_nothing():
    index = Table.of([Entry(1, terms=frozenset({("actor", 5), ("role", "agent"), ("acting", (5, "agent"))}))])
    for key, value in [
        ("actor", 6),
        ("actor", -1),
        ("actor", 10**30),
        ("actor", "5"),
        ("role", "x"),
        ("role", 0),
        ("acting", (5, "x")),
        ("acting", (10**30, "agent")),
    ]:
        assert not index.having(key, value)
    with pytest.raises(KeyError):
        index.having("colour", 1)


def test_sets_cannot_be_changed_by_whoever_asks_for_them():
    index = Table.of([Entry(1, DAY, DAY, terms=frozenset({("actor", 5)}))])
    for found in (index.everything, index.dated, index.having("actor", 5), index.possible(None, None)):
        assert not hasattr(found, "add")


def test_dates_at_the_ends_of_the_calendar_are_counted():
    first, last = 1, LAST
    index = Table.of([Entry(1, first, first), Entry(2, last, last), Entry(3, None, last), Entry(4, first, None)])
    assert index.extent == (first, last)
    assert index.pks(index.page(index.everything, sort="oldest", size=9)) == [1, 4, 2, 3]
    assert index.density(index.everything, [first, first + 1, last, last + 1]) == [2, 0, 2]
    assert index.spans(index.everything) == [(first, first + 1), (last, last + 1)]
    assert len(index.possible(date.max, None)) == 3
    assert index.pks(index.certain(None, date.min)) == [1]


@pytest.mark.parametrize(
    ("most", "spans"),
    [
        (4, ["2019-12-31/2020-01-03", "2020-02-01/2020-02-02", "2020-02-05/2020-02-06", "2020-02-28/2020-02-29"]),
        (3, ["2019-12-01/2020-01-01", "2020-01-01/2020-02-01", "2020-02-01/2020-03-01"]),
        (2, ["2019-01-01/2020-01-01", "2020-01-01/2021-01-01"]),
        (1, ["2000-01-01/2100-01-01"]),
    ],
)
def test_where_spans_would_be_too_many_whole_months_or_more_stand_for_them(most, spans):
    days = [("2019-12-31", "2020-01-02"), ("2020-02-01",) * 2, ("2020-02-05",) * 2, ("2020-02-28",) * 2]
    ordinals = [[date.fromisoformat(day).toordinal() for day in pair] for pair in days]
    index = Table.of(Entry(pk, *pair) for pk, pair in enumerate(ordinals, 1))
    found = index.spans(index.everything, most)
    assert ["/".join(str(date.fromordinal(day)) for day in span) for span in found] == spans


@pytest.mark.parametrize("seed", range(4))
def test_of_very_many_the_spans_hold_every_beginning_and_end_with_the_last_day(monkeypatch, seed):
    monkeypatch.setattr(table, "MANY", 1)
    monkeypatch.setattr(table, "BLOCK", 4)
    chance = random.Random(seed)
    entries = list(make_entries(chance, 60))
    index = Table.of(entries)
    for change in range(3):
        dated = [entry for entry in entries if not entry.is_undated and chance.random() < 0.7]
        found = index.spans(index.slots([entry.pk for entry in dated]))
        begins = [entry.first or entry.last for entry in dated]
        assert all(any(start <= day < stop for start, stop in found) for day in begins)
        assert all(any(start <= day < stop for day in begins) for start, stop in found)
        assert found[-1][1] > max(entry.last or entry.first for entry in dated)
        added = [make_entry(chance, 10_000 + 10 * change + number) for number in range(5)]
        index, entries = index.changed([], added), entries + added


def test_a_place_stays_where_it_was_when_its_event_moves_or_goes():
    index = Table.of(Entry(pk, DAY + pk, DAY + pk) for pk in range(1, 7))
    place = Place.parse(str(index.place_of(index.slot(3), "oldest")), "oldest")
    for later in (index.changed([3], []), index.changed([], [Entry(3, DAY + 50, DAY + 50)])):
        assert later.pks(later.page(later.everything, sort="oldest", size=2, after=place)) == [4, 5]
        assert later.pks(later.page(later.everything, sort="oldest", size=2, before=place)) == [1, 2]
        assert later.pks(later.page(later.everything, sort="newest", size=2, before=place)) in ([5, 4], [6, 5], [5, 4])


@pytest.mark.parametrize(
    ("sort", "found"), [("oldest", [3, 4, 5]), ("newest", [2, 1, 5]), ("recorded", [5, 4, 3, 2, 1])]
)
def test_the_place_of_a_day_is_where_the_list_goes_on_with_it(sort, found):
    dated = (Entry(pk, DAY + 2 * pk, DAY + 2 * pk, recorded=pk) for pk in (1, 2, 3, 4))
    index = Table.of([*dated, Entry(5, recorded=5)])
    place = index.place_of_day(date.fromordinal(DAY + 5), sort)
    assert Place.parse(str(place), sort) == place
    assert index.pks(index.page(index.everything, sort=sort, size=9, after=place)) == found


@pytest.mark.parametrize(
    "text",
    [
        "",
        "1",
        "1.2",
        "1.2.3.4.5",
        "-1.2.3",
        "1.2.x",
        "undated",
        "undated.1.2.3",
        "9999999.1.1",
        "1.9999999.1",
        "1.2.3.999999",
        "1.2.9999999999999999999",
        "r1.2",
        "1.2.3 ",
        "END",
        "١.٢.٣",
    ],
)
def test_what_is_no_place_is_refused(text):
    with pytest.raises(ValueError, match=r"no place|outside the calendar|names no event"):
        Place.parse(text, "oldest")


def test_a_page_asks_for_an_order_that_there_is_and_one_place_in_it():
    index = Table.of([Entry(1)])
    place = index.place_of(0, "recorded")
    with pytest.raises(ValueError, match="'relevance' is no order for a list; there are oldest, newest, recorded"):
        index.page(index.everything, sort="relevance", size=1)
    with pytest.raises(ValueError, match="is no place in a list sorted by oldest"):
        index.page(index.everything, sort="oldest", size=1, after=place)
    with pytest.raises(ValueError, match="from one place, not from two"):
        index.page(index.everything, sort="recorded", size=1, after=place, before=END)
    with pytest.raises(ValueError, match="is no place"):
        index.preceding(index.everything, "newest", place)


def test_ranges_of_days_are_found_among_more_events_than_one_container_of_a_bitmap_holds():
    chance = random.Random(7)
    dates = []
    for at in range(70_000):
        first = DAY + at // 10
        last = first + chance.choice([0, 0, 0, 6, 400])
        dates.append((chance.choice([first] * 99 + [None]), last))
    index = Table.of([Entry(pk, *each) for pk, each in enumerate(dates, start=1)])
    for _ in range(12):
        start, stop = sorted(DAY + chance.randrange(7_500) for _ in "12")
        days = date.fromordinal(start), date.fromordinal(stop)
        possible = {pk for pk, (first, last) in enumerate(dates, start=1) if last >= start and (first or 0) <= stop}
        certain = {pk for pk in possible if (first := dates[pk - 1][0]) and start <= first and dates[pk - 1][1] <= stop}
        assert {*index.pks(index.possible(*days))} == possible
        assert {*index.pks(index.certain(*days))} == certain
