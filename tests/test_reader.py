"""The article beside the timeline: where its words are cut, what they lead to, and the way between passages."""

import pytest

from tests.factories import NOW, make_event, make_source, make_timeline, quote_for
from timeline import curation
from timeline.models import Event
from timeline.reader import Reader, original_link

pytestmark = pytest.mark.django_db

ARTICLE = (
    "Rockets hit a base in late December. One man died.\n\nNobody said why.\n\nThe general, they said, had planned it."
)


@pytest.fixture
def source():
    return make_source(ARTICLE, url="https://example.org/article")


def read(source, *, opened=None, ordinal=1) -> Reader:
    """The reader of `source` with all events of its timeline."""
    events = make_timeline().events.published().told()
    return Reader(source, source.current_text, events, opened=opened, ordinal=ordinal)


def shown(reader) -> str:
    """The text as it is cut: [what is marked], {what is open}, and *the words that give a date*."""
    paragraphs = []
    for paragraph in reader.paragraphs:
        line = ""
        for piece in paragraph.pieces:
            words = f"*{piece.text}*" if piece.is_cue else piece.text
            if piece.quoted:
                words = f"{{{words}}}" if piece.is_open else f"[{words}]"
            line += words
        paragraphs.append(line)
    return "\n".join(paragraphs)


def test_every_word_of_the_article_is_there_once_and_in_order(source):
    make_event(quotes=["Rockets hit a base in late December. One man died.", "One man died."], source=source)
    make_event("Other", quotes=["in late December"], source=source)
    words = "\n\n".join("".join(piece.text for piece in paragraph.pieces) for paragraph in read(source).paragraphs)
    assert words == ARTICLE


def test_passages_are_marked_and_the_words_of_the_date_within_them(source):
    make_event(quotes=["Rockets hit a base in late December."], cue="late December", source=source)
    assert shown(read(source)).splitlines()[0] == "[Rockets hit a base in ][*late December*][.] One man died."


def test_the_open_passage_is_told_from_the_others(source):
    event = make_event(quotes=["Rockets hit a base", "they said"], cue="Rockets", source=source)
    assert shown(read(source, opened=event, ordinal=2)).splitlines()[2] == "The general, {they said}, had planned it."
    assert "{*Rockets*}{ hit a base}" in shown(read(source, opened=event))


def test_a_paragraph_that_carries_no_event_is_known(source):
    make_event(quotes=["One man died.", "they said"], source=source)
    assert [paragraph.carries_events for paragraph in read(source).paragraphs] == [True, False, True]
    assert [paragraph.number for paragraph in read(source).paragraphs] == [1, 2, 3]


def test_words_that_two_events_quote_lead_to_the_one_and_then_to_the_other(source):
    one = make_event("One", quotes=["they said"], source=source)
    other = make_event("Other", quotes=["The general, they said"], source=source)

    def leads(opened=None):
        pieces = read(source, opened=opened).paragraphs[2].pieces
        return next(piece.leads_to.event for piece in pieces if piece.text == "they said")

    [shared] = [piece for piece in read(source).paragraphs[2].pieces if piece.text == "they said"]
    assert set(shared.events) == {one, other}
    assert leads(opened=other) == one
    assert leads(opened=one) == other


def test_a_passage_begins_at_one_place_only(source):
    make_event(quotes=["Rockets hit a base in late December."], cue="late December", source=source)
    make_event("Other", quotes=["Rockets hit"], source=source)
    starts = [piece.start for paragraph in read(source).paragraphs for piece in paragraph.pieces if piece.begins]
    assert len(starts) == len(set(starts))
    assert 0 in starts


def test_the_way_leads_through_all_passages_in_the_order_of_the_article(source):
    late = make_event("Late", quotes=["had planned it"], source=source)
    early = make_event("Early", quotes=["Rockets hit a base", "Nobody said why."], cue="Rockets", source=source)
    first, middle, last = [
        read(source, opened=event, ordinal=ordinal) for event, ordinal in [(early, 1), (early, 2), (late, 1)]
    ]
    assert [reader.place for reader in (first, middle, last)] == [1, 2, 3]
    assert (first.previous, first.next.ordinal, first.next.event) == (None, 2, early)
    assert (middle.previous.event, middle.next.event) == (early, late)
    assert (last.previous.ordinal, last.next) == (2, None)


def test_nothing_open_has_no_place_and_the_way_begins_with_the_first_passage(source):
    event = make_event(quotes=["they said"], source=source)
    reader = read(source)
    assert (reader.place, reader.previous, reader.current) == (0, None, None)
    assert reader.next.event == event


def test_a_number_that_the_event_has_no_passage_for_opens_its_first(source):
    event = make_event(quotes=["they said", "One man died."], source=source)
    assert read(source, opened=event, ordinal=99).current.ordinal == 1


def test_passages_of_other_articles_and_lost_ones_are_left_out(source):
    event = make_event(quotes=["they said"], source=source)
    quote_for(event, "Elsewhere it was said so.")
    lost = quote_for(event, "One man died.", source=source)
    curation.add_text(source, ARTICLE.replace("One man died.", "Nobody died."), now=NOW)
    lost.passage.refresh_from_db()
    assert lost.passage.start is None
    assert [each.evidence.passage.exact for each in read(source).quoted] == ["they said"]


def test_a_source_whose_text_is_not_held_has_an_empty_reader():
    reader = Reader(make_source(), None, Event.objects.none())
    assert (reader.paragraphs, reader.quoted, reader.place) == ([], [], 0)


def test_the_reader_asks_nothing_of_the_database(source, django_assert_num_queries):
    event = make_event(quotes=["they said", "One man died."], source=source)
    events, text = make_timeline().events.published().told(), source.current_text
    with django_assert_num_queries(0):
        reader = Reader(source, text, events, opened=event)
        assert reader.paragraphs
        assert reader.original


def test_the_original_opens_at_the_words_that_are_open(source):
    event = make_event(quotes=["One man died."], source=source)
    assert read(source).original == "https://example.org/article"
    assert read(source, opened=event).original.startswith("https://example.org/article#:~:text=One%20man%20died")


def test_no_address_is_made_up_for_a_source_without_one():
    event = make_event()
    piece = event.evidence.get()
    assert original_link(piece.passage.source, piece) == ""


def test_emoji_and_combining_marks_are_cut_where_the_passage_is():
    source = make_source("👩‍👩‍👧 came. Ele\u0301na left 🇮🇶 early.")
    event = make_event(quotes=["Eléna left 🇮🇶"], source=source)
    assert shown(read(source, opened=event)) == "👩‍👩‍👧 came. {*Eléna left 🇮🇶*} early."
