"""Full text, held against reading every row; the same on either database."""

import random
from contextlib import suppress
from importlib import import_module
from types import SimpleNamespace

import numpy as np
import pytest
from django.apps import apps
from django.db import connection, transaction

from tests.factories import NOW, make_actor, make_event, make_kind, make_source, make_timeline, quote_for
from timeline import curation, fulltext
from timeline.folding import LONGEST_TEXT, LONGEST_WORD, Term, folded, terms
from timeline.fulltext import PARTS, actors_with, events_with, weight
from timeline.models import ActorWords, Citation, Event, EventWords, Source

pytestmark = pytest.mark.django_db

# Words that begin alike, that other parsers would part, join or drop, and that are operators elsewhere.
VOCABULARY = (
    "a ab abc abcd abd the rocket rockets rock 1 12 1e5 3x x3 and or not near title or2 élan Ka'taib 東京 京 ракета"
)
VOCABULARY = [*VOCABULARY.split(), "كتائب", "हिन्दी", "é" * 300, "😀x", "http", "com"]


@pytest.fixture
def many():
    """The folded words of three hundred published events, by key and part."""
    chance = random.Random(20200103)
    timeline, kind = make_timeline(), make_kind()
    common = {"timeline": timeline, "kind": kind, "status": "published", "published_at": NOW}
    Event.objects.bulk_create([Event(title=str(n), slug=str(n), **common) for n in range(300)])

    def text():
        return " ".join(chance.choice(VOCABULARY) for _ in range(chance.randrange(9)))

    rows = {
        pk: {"title": folded(text()), "summary": folded(text()), "quotations": folded(*(text() for _ in range(3)))}
        for pk in Event.objects.values_list("pk", flat=True)
    }
    EventWords.objects.bulk_create([EventWords(event_id=pk, **parts) for pk, parts in rows.items()])
    return rows


def holds(words: str, term: Term) -> bool:
    """Whether `words` hold `term`, word by word."""
    words = words.split()
    *before, last = term.words
    return any(
        words[at : at + len(before)] == before
        and (words[at + len(before)].startswith(last) if term.prefix else words[at + len(before)] == last)
        for at in range(len(words) - len(before))
    )


def test_both_databases_find_what_reading_every_row_finds(many):
    chance = random.Random(20191227)
    vocabulary = [word for each in VOCABULARY for word in folded(each).split()]
    asked = [Term((word[:length],), prefix=True) for word in vocabulary for length in (1, 2, 3, 200)]
    asked += [Term((word,)) for word in [*vocabulary, "nowhere"]]
    for _ in range(150):
        words = [*chance.choices(vocabulary, k=chance.choice([2, 2, 3]))]
        prefix = chance.random() < 0.5
        asked.append(Term((*words[:-1], words[-1][:2] if prefix else words[-1]), prefix))
    found = 0
    for term in dict.fromkeys(asked):
        within = chance.choice([None, None, *PARTS])
        expected = [
            pk for pk, row in many.items() if any(holds(row[part], term) for part in PARTS if within in (None, part))
        ]
        keys = events_with(term, within=within)
        assert keys.dtype == np.int64
        assert keys.tolist() == sorted(expected), (term, within)
        found += bool(expected)
    assert found > 150


@pytest.mark.parametrize(
    "q",
    ["AND OR NOT NEAR( a", "* ^ : { } ' \" \\ & | ! <->", "title:rocket", "a\0b", "-*", "'; DROP TABLE", "%s %(q)s"],
)
def test_whatever_is_typed_is_data(many, q):
    for term in terms(q):
        expected = [pk for pk, row in many.items() if any(holds(words, term) for words in row.values())]
        assert events_with(term).tolist() == sorted(expected)


def test_an_event_is_found_by_its_title_its_summary_its_quotations_and_the_headlines_that_it_cites():
    event = make_event(
        "Rockets hit a base", summary="A café burned.", quotes=["“It was they,” he said.", "Nobody was hurt."]
    )
    Citation.objects.create(event=event, source=make_source(title="Ka'taib deny it", publisher="The Post"))
    for q, places in {
        "rocket": {"title"},
        "CAFE": {"summary"},
        '"they he said"': {"quotations"},
        '"kataib deny"': {"quotations"},
        '"said nobody"': set(),
        '"base a cafe"': set(),
        "hurt*": {"quotations"},
    }.items():
        (term,) = terms(q)
        assert {part for part in PARTS if event.pk in events_with(term, within=part)} == places
        assert events_with(term).tolist() == ([event.pk] if places else [])


def test_what_is_found_follows_what_is_written():
    def found(q):
        return events_with(terms(q)[0]).tolist()

    event = make_event("Rockets hit a base", quotes=["Rockets fell."])
    event.title = "Missiles hit a base"
    event.save()
    assert found("missile") == [event.pk]
    assert found("fell") == found("rocket") == [event.pk]
    quote_for(event, "Bombs fell.")
    assert found("bomb") == [event.pk]
    Source.objects.create(title="Shells", slug="shells", publisher="The Post")
    citation = Citation.objects.create(event=event, source=Source.objects.get(slug="shells"))
    citation.source.title = "Grenades"
    citation.source.save()
    assert (found("shells"), found("grenades")) == ([], [event.pk])
    citation.delete()
    event.evidence.last().delete()
    assert found("grenades") == found("bomb") == []
    event.status = Event.Status.CANDIDATE
    event.save()
    assert found("missile") == found("fell") == []
    assert not EventWords.objects.exists()


def test_a_candidate_is_not_found():
    event = make_event("Rockets hit a base", published=False, quotes=["Rockets fell."])
    assert not events_with(Term(("rockets",))).size
    curation.publish(event, now=NOW)
    assert events_with(Term(("rockets",))).tolist() == [event.pk]


def test_an_event_that_is_deleted_takes_its_words_along():
    event = make_event("Rockets hit a base", quotes=["One.", "Two."], actors=[make_actor()])
    Citation.objects.create(event=event, source=make_source(title="Three", publisher="The Post"))
    event.delete()
    connection.check_constraints()
    assert not EventWords.objects.exists()
    assert not events_with(Term(("rockets",))).size


def test_an_actor_is_found_by_its_name_and_aliases():
    actor = make_actor("Kata'ib Hezbollah", aliases=["KH", "Hizballah Brigades"])
    make_actor("Mark Milley")
    for q in ("kataib", '"kataib hezbollah"', "hizb", "kh"):
        assert actors_with(terms(q)[0]).tolist() == [actor.pk]
    assert not actors_with(Term(("hezbollah", "kh"))).size
    actor.aliases.get(name="KH").delete()
    assert not actors_with(Term(("kh",))).size
    actor.delete()
    connection.check_constraints()
    assert not actors_with(Term(("kataib",))).size
    assert ActorWords.objects.count() == 1


def test_what_was_rolled_back_is_not_found():
    event = make_event("Rockets hit a base")
    with suppress(ZeroDivisionError), transaction.atomic():
        event.title = "Missiles hit a base"
        event.save()
        assert events_with(Term(("missiles",))).tolist() == [event.pk]
        raise ZeroDivisionError
    assert not events_with(Term(("missiles",))).size
    assert events_with(Term(("rockets",)), within="title").tolist() == [event.pk]


def test_words_and_texts_of_any_length_are_stored(many):
    first, second = list(many)[:2]
    long = " ".join(f"w{number}" for number in range(LONGEST_TEXT // 6))
    EventWords.objects.filter(pk=first).update(summary=folded(long, long))
    EventWords.objects.filter(pk=second).update(title=folded("𝔘" + "𐌰" * 5000))
    assert events_with(Term(("w20000", "w20001"))).tolist() == [first]
    assert events_with(Term(("u" + "𐌰" * (LONGEST_WORD - 1),))).tolist() == [second]


def test_what_was_there_before_full_text_gets_the_same_words():
    event = make_event("Rockets hit a base", summary="A café burned.", quotes=["One.", "Two."])
    make_event("A rumour", published=False, quotes=["Three."])
    Citation.objects.create(event=event, source=make_source(title="Four", publisher="The Post"))
    make_actor("Kata'ib Hezbollah", aliases=["KH"])
    rows = [list(model.objects.order_by("pk").values()) for model in (EventWords, ActorWords)]
    assert all(rows)
    migration = import_module("timeline.migrations.0006_full_text")
    migration.forget_what_is_there(apps, SimpleNamespace(connection=connection))
    assert not events_with(Term(("rockets",))).size
    migration.fold_what_is_there(apps, SimpleNamespace(connection=connection))
    assert [list(model.objects.order_by("pk").values()) for model in (EventWords, ActorWords)] == rows


def test_one_event_costs_few_statements(django_assert_num_queries):
    event = make_event("Rockets hit a base", quotes=["One.", "Two."])
    with django_assert_num_queries(3):
        EventWords.objects.refresh([event.pk])
    EventWords.objects.all().delete()
    with django_assert_num_queries(4):
        EventWords.objects.refresh([event.pk])
    assert events_with(Term(("rockets",))).tolist() == [event.pk]


def test_a_term_says_more_in_a_title_and_if_it_is_rare():
    assert weight("title", 10, 1000) > weight("actor", 10, 1000) > weight("quotations", 10, 1000)
    assert weight("quotations", 10, 1000) > weight("summary", 10, 1000) > weight("summary", 900, 1000) > 0
    assert set(fulltext.PARTS) < set(fulltext.WEIGHTS)
