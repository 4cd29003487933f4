"""What belongs to an event, gathered in one row: always what its rows say."""

from importlib import import_module
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import NOW, cite_for, make_actor, make_event, make_source, quote_for
from timeline import curation, index, rows
from timeline.models import EventParts, Figure, Participation
from timeline.models.gathered import GATHERED

pytestmark = pytest.mark.django_db


@pytest.fixture
def event():
    """With two actors, one of them on another's word; quoted, cited twice, and two figures of it."""
    ada, ben = make_actor("Ada"), make_actor("Ben “the bold”")
    event = make_event("Rockets hit a base", actors=[ada], quotes=["Rockets hit."])
    Participation.objects.create(event=event, actor=ben, role="target", said_by=ada, position=7)
    cite_for(event, make_source(title="Raketen auf Kirkūk", publisher="dpa"), said_by="die Armee", position=2)
    cite_for(event, make_source(title="A base is hit", publisher="AFP"), position=1)
    Figure.objects.create(event=event, name="deaths", low=1, best=2, position=2)
    Figure.objects.create(event=event, name="wounded", high=9, position=1)
    return event


def listed(event):
    """All that a list has of the event, read anew: the values of its rows by relation."""
    index.forget()
    [shown] = rows.shown(index.rebuild(event.timeline), [event.pk])
    return {
        name: [{column.attname: getattr(row, column.attname) for column in row._meta.concrete_fields} for row in each]
        for name, each in rows.parts(shown).items()
    }


@pytest.mark.parametrize("model", GATHERED)
def test_every_column_is_gathered(model):
    assert {*GATHERED[model], "event_id"} == {column.attname for column in model._meta.concrete_fields}


def test_a_list_reads_of_what_is_gathered_what_the_rows_say(event):
    gathered = listed(event)
    assert [len(each) for each in gathered.values()] == [2, 1, 2, 2]
    EventParts.objects.all().delete()
    assert listed(event) == gathered


def test_a_list_reads_no_rows_of_what_is_gathered(event):
    table = index.rebuild(event.timeline)
    with CaptureQueriesContext(connection) as queries:
        rows.shown(table, [event.pk])
    asked = " ".join(query["sql"] for query in queries)
    assert f'"{EventParts._meta.db_table}"' in asked
    assert not any(f'"{model._meta.db_table}"' in asked for model in GATHERED)


def test_what_was_gathered_follows_every_change(event):
    other = make_event("Another", actors=[make_actor("Cleo")])
    keys = [event.pk, other.pk]

    def change(row, **fields):
        for name, value in fields.items():
            setattr(row, name, value)
        row.save()

    changes = {
        "a figure": lambda: change(event.figures.first(), best=3, high=4),
        "an actor in another's place": lambda: change(event.participations.first(), actor=make_actor("Dora")),
        "one citation less": lambda: event.citations.first().delete(),
        "a quotation, which is not gathered": lambda: quote_for(event, "Another says so, too."),
        "taken back": lambda: curation.unpublish(event),
        "published again": lambda: curation.publish(event, now=NOW),
        "events merged": lambda: curation.merge_events(other, [event]),
    }
    for what, make in changes.items():
        make()
        assert list(EventParts.objects.differing(keys)) == [], what
    assert [parts.pk for parts in EventParts.objects.all()] == [other.pk]
    assert len(EventParts.objects.get().rows()[Participation]) == 3


def test_what_was_here_before_is_gathered_by_the_migration(event):
    make_event("A candidate", published=False)
    kept = list(EventParts.objects.values())
    EventParts.objects.all().delete()
    import_module("timeline.migrations.0009_parts_gathered").gather(apps, SimpleNamespace(connection=connection))
    assert list(EventParts.objects.values()) == kept != []
