"""Two who curate at the same moment: what each of them may do, both together may not undo.

SQLite lets one write at a time by itself, so these are of PostgreSQL.
"""

import threading
from collections.abc import Callable

import pytest
from django.db import connection

from timeline import curation
from timeline.models import Event, Evidence

from .factories import make_event, make_timeline

pytestmark = [
    pytest.mark.skipif(connection.vendor != "postgresql", reason="On SQLite one writes at a time."),
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]

WAITING = "SELECT count(*) FROM pg_locks WHERE NOT granted"


class Second(threading.Thread):
    """Somebody else, who does something and is waited for; `refusal` is what they are told when it cannot be done."""

    def __init__(self, act: Callable[[], None]):
        super().__init__()
        self.act, self.refusal = act, ""

    def run(self):
        try:
            self.act()
        except curation.CurationError as error:
            self.refusal = str(error)
        finally:
            connection.close()

    def begin(self) -> None:
        """Begin, and come back once they wait for whoever was first, or have done it."""
        self.start()
        with connection.cursor() as cursor:
            while self.is_alive():
                cursor.execute(WAITING)
                if cursor.fetchone()[0]:
                    return


def test_two_pieces_of_evidence_taken_away_at_once_leave_one():
    event = make_event("Rockets hit a base", on=None, quotes=["Rockets hit a base", "Nobody was hurt"])
    first, second = event.evidence.values_list("pk", flat=True)

    def take_away(piece: int) -> None:
        with curation.curating():
            Evidence.objects.get(pk=piece).delete()
            curation.gate(Event.objects.get(pk=event.pk))

    other = Second(lambda: take_away(second))
    with curation.curating():
        take_away(first)
        other.begin()
    other.join()
    assert "cannot be published" in other.refusal
    assert event.evidence.get().pk == second


def test_an_event_is_not_published_by_words_that_are_just_going():
    event = make_event("Rockets hit a base", quotes=["Rockets hit a base"], published=False)
    source = event.evidence.get().passage.source
    other = Second(lambda: curation.publish(Event.objects.get(pk=event.pk), now=event.recorded_at))
    with curation.curating():
        curation.add_text(source, "Nothing of the kind was ever said.", now=event.recorded_at)
        other.begin()
    other.join()
    assert "cannot be published" in other.refusal
    assert not Event.objects.published().exists()


def test_two_events_are_not_each_told_after_the_other():
    story = make_timeline()
    one, two = (make_event(title, timeline=story) for title in ("One", "Two"))

    def tell(event: Event, *, after: Event) -> None:
        with curation.curating():
            event.after = after
            event.save()
            curation.check_order(story, [event])

    other = Second(lambda: tell(two, after=one))
    with curation.curating():
        tell(one, after=two)
        other.begin()
    other.join()
    assert "follow one another in a circle" in other.refusal
    assert Event.objects.exclude(after=None).get() == one
