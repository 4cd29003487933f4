"""`manage.py check_evidence`: the whole database against the texts, with an exit code."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from timeline import curation
from timeline.models import Event, Passage, Source, SourceText

from .factories import make_event, make_source

pytestmark = pytest.mark.django_db

ARTICLE = "Rockets hit a base in December. The base was closed. A bridge fell in May."


def check() -> str:
    out = StringIO()
    call_command("check_evidence", stdout=out)
    return out.getvalue()


@pytest.fixture
def events() -> tuple[Event, Event]:
    source = make_source(ARTICLE)
    rockets = make_event(
        "Rockets hit a base", source=source, cue="December", quotes=["Rockets hit a base in December.", "was closed"]
    )
    return rockets, make_event("A bridge falls", source=source, cue="May", quotes=["A bridge fell in May."])


def change_a_letter(old: str, new: str) -> None:
    """Change the stored text behind the back of everything that guards it."""
    text = SourceText.objects.get()
    SourceText.objects.update(text=text.text.replace(old, new))


def test_it_counts_what_it_has_verified(events):
    assert check() == "3 quotations of 2 published events: all verified.\n"


def test_an_empty_database_has_no_faults():
    assert check() == "0 quotations of 0 published events: all verified.\n"


def test_it_counts_what_is_only_cited(events):
    make_event("A road is closed", cites=["Road closed"])
    assert check() == "3 quotations of 3 published events, of which 1 only cites: all verified.\n"


def test_a_citation_of_what_nobody_could_find_fails_it():
    event = make_event("A road is closed", cites=["Road closed"])
    Source.objects.update(publisher="")
    with pytest.raises(CommandError, match=f"“A road is closed” .{event.uid}.: It cites “Road closed” without saying"):
        check()


def test_an_event_that_lost_its_citation_fails_it():
    make_event("A road is closed", cites=["Road closed"]).citations.all().delete()
    with pytest.raises(CommandError, match="It has no evidence"):
        check()


def test_a_changed_letter_fails_it_and_names_the_event(events):
    change_a_letter("A bridge", "A fridge")
    with pytest.raises(CommandError) as caught:
        check()
    assert caught.value.returncode == 1
    assert str(caught.value).startswith("3 quotations of 2 published events: ")
    assert f"“A bridge falls” ({events[1].uid}): The quotation “A bridge fell in May.” " in str(caught.value)


def test_a_quotation_that_was_moved_fails_it(events):
    Passage.objects.filter(exact="was closed").update(start=0, stop=10)
    with pytest.raises(
        CommandError, match=f"“Rockets hit a base” .{events[0].uid}.: The quotation “was closed” is not"
    ):
        check()


@pytest.mark.parametrize(("left", "words"), [(2, "2 published events rest on it: "), (1, "1 published event rests on")])
def test_it_counts_what_rests_on_an_altered_text(events, left, words):
    for event in events[left:]:
        curation.reject(event)
    change_a_letter("in May.", "in May!")
    with pytest.raises(CommandError, match=f"its SHA-256 differs. {words}"):
        check()


def test_an_event_that_readers_cannot_see_is_not_checked(events):
    curation.reject(events[1])
    Passage.objects.filter(exact="A bridge fell in May.").update(start=0, stop=5)
    assert check() == "2 quotations of 1 published event: all verified.\n"
