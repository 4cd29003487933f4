"""What anchoring promises: where a quotation stands, to the letter, or that it does not."""

import unicodedata
from dataclasses import FrozenInstanceError
from itertools import pairwise
from urllib.parse import unquote

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from timeline.anchoring import (
    AnchoringError,
    Segment,
    Span,
    Status,
    anchor,
    context,
    holds,
    normalise,
    paragraphs,
    segments,
    sha256,
    suggest,
    text_fragment,
)
from timeline.errors import SourcelineError

HARBOUR = (
    "The ferry left the harbour at dawn—and nobody on the quay saw it go. “It’s one thing to wait,” the pilot "
    "said, “and it’s another to be told.” The well-known captain had retired in October…\n\n"
    "The harbour was closed by noon. Forty-one boats lay at anchor, the mayor said, and the ferry’s crew had "
    "not been heard from.\n\n"
    "By the evening the harbour was closed to the press as well. “Nobody saw it go,” the mayor said."
)

# Each is one character to a reader, and none joins with a neighbour.
CLUSTERS = [
    *"abcdefghi ABC .,;:!?'\"-–—“”‘’…é",
    "\n",
    "e\u0323\u0308",  # no composed form has both marks
    "👩🏽‍🚀",
    "👨‍👩‍👧‍👦",
    "❤️",
    "🇮🇶",
    *"שלום",
    "בּ\u05b8",
    *"ایران",
    "می\u200c",
    "مُ",
    "कि",
    "क्ष",
    "각",
    "北",
]
stories = st.lists(st.sampled_from(CLUSTERS), min_size=1, max_size=40)
any_text = st.text(st.characters(exclude_categories=()), max_size=60)


# Normalised texts


@pytest.mark.parametrize(
    ("raw", "normalised"),
    [
        ("", ""),
        (" \n\t ", ""),
        ("one\r\ntwo\rthree\x85four\u2028five\x0csix", "one\ntwo\nthree\nfour\nfive\nsix"),
        ("one\n\n\n \n\ttwo", "one\n\ntwo"),
        ("one\u2029two", "one\n\ntwo"),
        ("one\ntwo", "one\ntwo"),
        ("  one \t two  \n  three ", "one two\nthree"),
        ("10\u00a0000\u202f000\u2009km\u3000x", "10 000 000 km x"),
        ("cafe\u0301", "café"),
        ("\ufeffone\ufefftwo", "onetwo"),
        ("one\x00two\x07\x1b\x9f", "onetwo"),
        ("one\ud800two", "onetwo"),
        ("e\x00\u0301", "é"),
        ("“It’s” – ‘so’ — a\u00adb… \"x\" 'y' -", "“It’s” – ‘so’ — a\u00adb… \"x\" 'y' -"),
        ("می\u200cخواهم \u200fא", "می\u200cخواهم \u200fא"),
        ("👩🏽‍🚀", "👩🏽‍🚀"),
    ],
)
def test_a_text_is_normalised_without_touching_its_words(raw, normalised):
    assert normalise(raw) == normalised


@given(any_text)
@example("\u2000\u0301\n \u0301")
@example("a\x00\n\x00\nb")
def test_normalising_twice_changes_nothing(text):
    assert normalise(normalise(text)) == normalise(text)


@given(any_text)
def test_a_normalised_text_can_be_stored_and_hashed(text):
    text = normalise(text)
    assert unicodedata.is_normalized("NFC", text)
    assert "\n\n\n" not in text
    assert "  " not in text
    assert "\x00" not in text
    assert text == text.strip()
    assert text.encode().decode() == text


def test_a_snapshot_is_known_by_the_sha256_of_its_utf8():
    assert sha256("café\n") == "7b49b9e063bd91a4f9252b413261f5557b9c570aa61516989499f64a62dbcdd6"


def test_texts_that_differ_in_a_letter_have_different_hashes():
    assert sha256("It's") != sha256("It’s")


def test_the_paragraphs_of_a_text_leave_out_the_breaks():
    text = "one\ntwo\n\nthree\n\nfour"
    assert [text[start:stop] for start, stop in paragraphs(text)] == ["one\ntwo", "three", "four"]


def test_an_empty_text_has_no_paragraphs():
    assert paragraphs("") == []


@given(any_text.map(normalise))
def test_paragraphs_and_breaks_make_up_the_text(text):
    assert "\n\n".join(text[start:stop] for start, stop in paragraphs(text)) == text


# One place


@pytest.mark.parametrize(
    ("typed", "original"),
    [
        ("The ferry left", "The ferry left"),
        ("the mayor said.", "the mayor said."),
        ("It's one thing", "It’s one thing"),
        ('"It\'s one thing to wait,"', "“It’s one thing to wait,”"),
        ("`It`s one thing", None),
        ("at dawn-and nobody", "at dawn—and nobody"),
        ("at dawn--and nobody", "at dawn—and nobody"),
        ("at dawn - and nobody", "at dawn—and nobody"),
        ("at dawn – and nobody", "at dawn—and nobody"),
        ("at dawn—", "at dawn—"),
        ("- and nobody", "—and nobody"),
        ("well‑known captain", "well-known captain"),
        ("in October...", "in October…"),
        ("in October..", None),
        ("October...\nThe harbour", "October…\n\nThe harbour"),
        ("lay  at\tanchor,\nthe mayor", "lay at anchor, the mayor"),
        ("lay at\u00a0anchor", "lay at anchor"),
        ("boats lay\u00ad at\u200b anchor", "boats lay at anchor"),
        ("  lay at anchor \n", "lay at anchor"),
        ("orty-one boa", "orty-one boa"),
        ("forty-one boats", None),
        ("Forty one boats", None),
        ("Forty-one boat lay", None),
    ],
)
def test_typography_is_forgiven_and_words_are_not(typed, original):
    found = anchor(HARBOUR, typed)
    if original is None:
        assert found.status is Status.MISSING
    else:
        assert found.status is Status.VERIFIED
        assert found.exact == original
        assert holds(HARBOUR, found.start, found.stop, found.exact)


@pytest.mark.parametrize(
    ("text", "typed", "original"),
    [
        ("back -- and", "back—and", "back -- and"),
        ("back — and", "back—", "back —"),
        ("back — and", "—and", "— and"),
        ("wait... what", "wait…", "wait..."),
        ("« Oui », dit-il", '" Oui "', "« Oui »"),
        ("the so\u00adcalled truce", "socalled truce", "so\u00adcalled truce"),
        ("a \u200fword", "a word", "a \u200fword"),
        ("line one\nline two", "one line", "one\nline"),
        ("un cafe\u0301 noir", "café", "cafe\u0301"),
        ("un café noir", "cafe\u0301", "café"),
        ("q\u0323\u0307x", "q\u0307\u0323", "q\u0323\u0307"),
        ("각 것", "\u1100\u1161\u11a8", "각"),
    ],
)
def test_a_quotation_is_stored_in_the_words_of_the_text(text, typed, original):
    found = anchor(text, typed)
    assert (found.status, found.exact) == (Status.VERIFIED, original)
    assert holds(text, found.start, found.stop, original)


@pytest.mark.parametrize(
    ("text", "cut"),
    [
        ("cafe\u0323 noir", "cafe"),
        ("👩🏽‍🚀 left", "👩"),
        ("👩🏽‍🚀 left", "👩🏽"),
        ("👩🏽‍🚀 left", "🚀 left"),
        ("👍🏽", "👍"),
        ("🇮🇶🇮🇷", "🇶🇮"),
        ("❤️ it", "❤"),
        ("שָׁלוֹם", "ש"),
        ("می\u200cخواهم", "می"),
        ("क्षमा", "क्"),
        ("कि", "क"),
        ("\u1100\u1161\u11a8", "\u1100\u1161"),
        ("น้ำ", "น"),
        ("wait…", "wait."),
    ],
)
def test_no_match_cuts_a_character_in_two(text, cut):
    assert anchor(text, cut).status is Status.MISSING


@pytest.mark.parametrize(
    ("text", "quotation", "span"),
    [
        ("👩🏽‍🚀🇮🇶🇮🇷 arrived", "🇮🇷 arrived", (6, 16)),
        ("They ❤️ the 👨‍👩‍👧‍👦.", "👨‍👩‍👧‍👦", (12, 19)),
        ("سردار سلیمانی در بغداد کشته شد.", "در بغداد کشته", (14, 27)),
        ("او می\u200cخواهم گفت", "خواهم گفت", (6, 15)),
        ("הגנרל נהרג בבגדד.", "נהרג", (6, 10)),
        ("שָׁלוֹם עולם", "שָׁלוֹם", (0, 7)),
        ("He said \u2067שלום\u2069 twice", "said שלום twice", (3, 20)),
        ("他在北京说。", "北京", (2, 4)),
    ],
)
def test_offsets_count_code_points_in_every_script(text, quotation, span):
    found = anchor(text, quotation)
    assert (found.status, (found.start, found.stop)) == (Status.VERIFIED, span)


def test_a_quotation_may_be_the_whole_text():
    found = anchor("All of it.", "All of it.")
    assert (found.start, found.stop, found.prefix, found.suffix) == (0, 10, "", "")


@pytest.mark.parametrize("blank", ["", " ", "\n\n", "\u00a0", "\u200b\ufeff", "\u00ad \u200f"])
def test_a_blank_quotation_is_an_error_that_names_it(blank):
    with pytest.raises(AnchoringError, match="Nothing was looked for") as caught:
        anchor(HARBOUR, blank)
    assert caught.value.value == blank
    assert repr(blank) in str(caught.value)
    assert isinstance(caught.value, SourcelineError)


def test_an_anchor_cannot_be_changed():
    with pytest.raises(FrozenInstanceError):
        anchor(HARBOUR, "Forty-one").start = 0


def test_a_status_is_its_own_word():
    assert [str(status) for status in Status] == ["verified", "moved", "ambiguous", "missing"]


# Several places


def test_a_repeated_quotation_is_ambiguous_and_says_where_it_is():
    found = anchor(HARBOUR, "harbour was closed", prefix="", suffix="")
    assert found.status is Status.AMBIGUOUS
    assert (found.start, found.stop, found.exact) == (None, None, "harbour was closed")
    assert found.places == tuple(at for at in range(len(HARBOUR)) if HARBOUR.startswith("harbour was closed", at))
    assert len(found.places) == 2


@pytest.mark.parametrize(
    ("prefix", "suffix", "which"),
    [
        ("", "by noon", 0),
        ("", " by  noon. Forty–one", 0),
        ("By the evening the", "", 1),
        ("press as well", "to the press", 1),
        ("October...\n\nThe ", "", 0),
        ("the", "to the press as well.", 1),
        ("The", "never written", 0),
    ],
)
def test_the_words_around_it_tell_which_place_is_meant(prefix, suffix, which):
    found = anchor(HARBOUR, "harbour was closed", prefix=prefix, suffix=suffix)
    assert found.status is Status.VERIFIED
    assert found.start == found.places[which]


@pytest.mark.parametrize(
    ("prefix", "suffix"),
    [("", ""), (" ", "\n"), ("never", "written"), ("The", "to the press"), ("", "by nobody")],
)
def test_words_around_it_that_do_not_tell_leave_it_ambiguous(prefix, suffix):
    found = anchor(HARBOUR, "harbour was closed", prefix=prefix, suffix=suffix)
    assert (found.status, found.prefix, found.suffix) == (Status.AMBIGUOUS, prefix, suffix)


def test_wrong_context_does_not_hide_a_single_place():
    assert anchor(HARBOUR, "Forty-one boats", prefix="never written").status is Status.VERIFIED


def test_places_that_overlap_are_several():
    assert anchor("ha ha ha", "ha ha").places == (0, 3)


def test_the_very_characters_typed_are_preferred_to_their_twins():
    text = "It's late, she said. It’s late, he said."
    assert anchor(text, "It's late").start == 0
    assert anchor(text, "It’s late").start == 21
    assert anchor(text, "It's late").places == (0, 21)


def test_context_is_asked_before_typography():
    assert anchor("It's late, she said. It’s late, he said.", "It's late", suffix=", he").start == 21


def test_twins_alone_are_ambiguous():
    assert anchor("“Go,” she said. „Go,” he said.", '"Go,"').status is Status.AMBIGUOUS


def test_a_whole_word_is_preferred_to_a_part_of_one():
    text = "Iranian officials said Iran would answer."
    assert anchor(text, "Iran").start == 23
    assert anchor(text, "Iran").places == (0, 23)


def test_word_edges_tell_nothing_where_words_are_not_spaced():
    assert anchor("他在北京说，北京。", "北京").status is Status.AMBIGUOUS


# A stored place


def test_a_quotation_at_its_stored_place_is_verified_though_repeated():
    start = anchor(HARBOUR, "harbour was closed").places[1]
    found = anchor(HARBOUR, "harbour was closed", start=start)
    assert (found.status, found.start, found.stop) == (Status.VERIFIED, start, start + 18)
    assert len(found.places) == 2


@pytest.mark.parametrize("start", [0, -3, 10**9])
def test_a_quotation_found_once_elsewhere_has_moved(start):
    found = anchor(HARBOUR, "Forty-one boats", start=start)
    assert (found.status, found.start) == (Status.MOVED, HARBOUR.index("Forty-one"))


def test_a_corrected_article_moves_a_repeated_quotation_by_its_context():
    stored = anchor(HARBOUR, "harbour was closed", suffix="by noon")
    corrected = "Correction: an earlier version gave another name.\n\n" + HARBOUR
    found = anchor(corrected, stored.exact, prefix=stored.prefix, suffix=stored.suffix, start=stored.start)
    assert (found.status, found.start) == (Status.MOVED, stored.start + 51)


def test_a_repeated_quotation_that_left_its_place_is_ambiguous_without_context():
    assert anchor(HARBOUR, "harbour was closed", start=0).status is Status.AMBIGUOUS


def test_the_same_place_in_other_typography_must_be_stored_anew():
    start = HARBOUR.index("It’s one")
    found = anchor(HARBOUR, "It's one thing", start=start)
    assert (found.status, found.start, found.exact) == (Status.MOVED, start, "It’s one thing")


def test_a_quotation_that_is_gone_is_missing_whatever_was_stored():
    found = anchor(HARBOUR, "Forty-two trains", start=10, prefix="a", suffix="b")
    assert (found.status, found.start, found.stop, found.places) == (Status.MISSING, None, None, ())
    assert (found.exact, found.prefix, found.suffix) == ("Forty-two trains", "a", "b")


@pytest.mark.parametrize(
    ("start", "stop", "exact", "claim"),
    [
        (4, 9, "ferry", True),
        (4, 9, "Ferry", False),
        (4, 10, "ferry", False),
        (3, 8, "ferry", False),
        (4, 4, "", False),
        (-3, -1, "id", False),
        (len(HARBOUR) - 5, len(HARBOUR), "said.", True),
        (len(HARBOUR) - 5, len(HARBOUR) + 1, "said.", False),
        (9, 4, "", False),
    ],
)
def test_a_passage_holds_only_to_the_letter(start, stop, exact, claim):
    assert holds(HARBOUR, start, stop, exact) is claim


# Context


def test_context_is_whole_words_on_each_side():
    start = HARBOUR.index("Forty-one")
    assert context(HARBOUR, start, start + 9) == ("The harbour was closed by noon. ", " boats lay at anchor, the mayor")


def test_context_ends_with_the_text():
    assert context("one two three", 4, 7) == ("one ", " three")


def test_context_grows_until_it_tells_two_places_apart():
    refrain = "and the boats came home and the nets were dry. " * 3
    text = f"First {refrain}They sang. {refrain}Last."
    start = text.rindex("They sang") + 12 + 47
    found = context(text, start, start + 13)
    assert len(found[0]) > 32
    assert anchor(text, text[start : start + 13], prefix=found[0], suffix=found[1]).start == start


def test_context_stops_growing_where_nothing_can_tell():
    text = "again " * 500
    assert max(map(len, context(text, 1500, 1505))) <= 256


def test_context_does_not_cut_a_character():
    text = "👨‍👩‍👧‍👦" * 20
    prefix, suffix = context(text, 70, 77)
    assert prefix == "👨‍👩‍👧‍👦" * (len(prefix) // 7)
    assert suffix == "👨‍👩‍👧‍👦" * (len(suffix) // 7)


@given(stories, stories, stories)
def test_context_and_quotation_are_one_stretch_of_the_text(before, quotation, after):
    text = "".join([*before, *quotation, *after])
    start = len("".join(before))
    stop = start + len("".join(quotation))
    prefix, suffix = context(text, start, stop)
    assert text[:start].endswith(prefix)
    assert text[stop:].startswith(suffix)


# Properties of every text


@given(stories, st.data())
def test_a_unique_slice_of_a_text_is_verified_to_precisely_itself(clusters, data):
    first = data.draw(st.integers(0, len(clusters) - 1))
    last = data.draw(st.integers(first + 1, len(clusters)))
    text, exact = "".join(clusters), "".join(clusters[first:last])
    assume(text == normalise(text) and exact.strip() == exact != "")
    assume(text.find(exact) == text.rfind(exact))
    found = anchor(text, exact)
    assert (found.status, found.exact) == (Status.VERIFIED, exact)
    assert found.start == text.index(exact)
    assert anchor(text, exact, start=found.start) == found


@given(stories, st.data())
def test_a_slice_with_its_context_is_found_where_it_was(clusters, data):
    first = data.draw(st.integers(0, len(clusters) - 1))
    last = data.draw(st.integers(first + 1, len(clusters)))
    text, exact = "".join(clusters), "".join(clusters[first:last])
    assume(exact.strip() == exact != "")
    start = len("".join(clusters[:first]))
    prefix, suffix = context(text, start, start + len(exact))
    found = anchor(text, exact, prefix=prefix, suffix=suffix)
    assert start in found.places
    assert found.start in {start, None}


@given(any_text, any_text, any_text, any_text, st.none() | st.integers(-5, 70))
@example("…", "...", "", "", 0)
@example("\u0301", "\u0301", "\u0301", "\u0301", 0)
@example("a\u0301-", "\u0301-", "", "", None)
def test_whatever_is_given_only_a_blank_quotation_is_an_error(text, exact, prefix, suffix, start):
    try:
        found = anchor(text, exact, prefix=prefix, suffix=suffix, start=start)
    except AnchoringError:
        assert not "".join(c for c in exact if unicodedata.category(c) != "Cf").strip()
        return
    assert (found.start is not None) == (found.status in {Status.VERIFIED, Status.MOVED})
    if found.start is not None:
        assert holds(text, found.start, found.stop, found.exact)
        assert found.start in found.places
    assert bool(found.places) == (found.status is not Status.MISSING)
    assert list(found.places) == sorted(found.places)


@given(any_text, st.data())
def test_the_words_found_are_the_words_typed_but_for_typography(text, data):
    first = data.draw(st.integers(0, len(text)))
    exact = text[first : data.draw(st.integers(first, len(text)))]
    assume(exact.strip())
    try:
        found = anchor(text, exact)
    except AnchoringError:
        return
    letters = [c for c in unicodedata.normalize("NFC", exact) if c.isalnum()]
    assert [c for c in unicodedata.normalize("NFC", found.exact) if c.isalnum()] == letters


# Suggestions


@pytest.mark.parametrize(
    ("misquoted", "nearest"),
    [
        ("Forty-ene boats lay at anchor", "Forty-one boats lay at anchor"),
        ("the ferry's crew has not been heard from", "the ferry’s crew had not been heard from"),
        ("The Ferry left the harbor at dawn", "The ferry left the harbour at dawn"),
        ("the pilot said, and its another to be told", "the pilot said, “and it’s another to be told"),
        ("captain had retired in November…", "captain had retired in October…"),
    ],
)
def test_a_misquotation_is_missing_and_its_original_is_suggested(misquoted, nearest):
    found = anchor(HARBOUR, misquoted)
    assert found.status is Status.MISSING
    best = found.suggestions[0]
    assert best.exact == nearest
    assert holds(HARBOUR, best.start, best.stop, best.exact)
    assert 65 <= best.score < 100


@given(st.data())
def test_one_letter_changed_is_missing_and_points_at_the_original_place(data):
    words = [span for span in _word_spans(HARBOUR) if span.start < len(HARBOUR) - 60]
    start = data.draw(st.sampled_from(words)).start
    stop = data.draw(st.sampled_from([s.stop for s in _word_spans(HARBOUR) if 30 <= s.stop - start <= 90]))
    letters = [at for at in range(start, stop) if HARBOUR[at].isalpha()]
    at = data.draw(st.sampled_from(letters))
    misquoted = HARBOUR[start:at] + "ж" + HARBOUR[at + 1 : stop]
    found = anchor(HARBOUR, misquoted, start=start)
    assert found.status is Status.MISSING
    assert found.suggestions[0][:2] == (start, stop)


def _word_spans(text: str) -> list[Span]:
    words, at = [], 0
    for word in text.split():
        at = text.index(word, at)
        core = word.strip("“”,.…")
        words.append(Span(at + word.index(core), at + word.index(core) + len(core)))
        at += len(word)
    return words


def test_an_unrelated_quotation_has_no_suggestions():
    assert anchor(HARBOUR, "Parliament rejected the budget on a second reading.").suggestions == ()


def test_suggestions_come_best_first_and_do_not_overlap():
    found = suggest(HARBOUR, "the harbor was closed")
    assert [suggestion.exact for suggestion in found][:2] == ["The harbour was closed", "the harbour was closed"][::-1]
    assert [s.score for s in found] == sorted((s.score for s in found), reverse=True)
    spans = sorted(found)
    assert all(a.stop <= b.start for a, b in pairwise(spans))


@pytest.mark.parametrize("limit", [0, 1, 2, 5])
def test_there_are_never_more_suggestions_than_asked_for(limit):
    assert len(suggest("We saw it go. " * 9, "We saw it gone.", limit=limit)) == limit


def test_only_the_quotation_itself_scores_a_hundred():
    assert suggest(HARBOUR, "It's one thing to wait")[0].score == 100
    long = "word " * 5000
    assert suggest(long, long[:-1].replace("word", "ward", 1))[0].score < 100


def test_a_long_misquotation_is_found_by_its_ends():
    sentences = [f"On day {n} the crew of boat {n * 7 % 101} sighted {n * 13 % 97} gulls." for n in range(400)]
    exact = " ".join(sentences[100:200])
    text = " ".join(sentences)
    [best] = suggest(text, exact.replace("On day 150", "By day 150"), limit=1)
    assert best.exact == exact


@given(any_text, any_text)
def test_a_suggestion_is_a_stretch_of_the_text_with_a_score(text, exact):
    for start, stop, words, score in suggest(text, exact):
        assert holds(text, start, stop, words)
        assert 65 <= score <= 100


def test_a_large_text_is_searched_whole():
    text = normalise(
        "\n\n".join(f"Entry {n}. {HARBOUR}" for n in range(2500)) + "\n\nThe lighthouse keeper’s dog slept."
    )
    assert len(text) > 1_000_000
    assert anchor(text, "The lighthouse keeper's dog").status is Status.VERIFIED
    assert len(anchor(text, "Forty-one boats").places) == 2500
    assert suggest(text, "The lighthouse keeper's dug slept")[0].exact == "The lighthouse keeper’s dog slept"


# Segments


@pytest.mark.parametrize(
    ("spans", "pieces"),
    [
        ([], [("abcdefgh", ())]),
        ([(2, 4, "x")], [("ab", ()), ("cd", ("x",)), ("efgh", ())]),
        ([(0, 8, "x")], [("abcdefgh", ("x",))]),
        ([(1, 5, "x"), (3, 7, "y")], [("a", ()), ("bc", ("x",)), ("de", ("x", "y")), ("fg", ("y",)), ("h", ())]),
        (
            [(3, 5, "in"), (1, 7, "out")],
            [("a", ()), ("bc", ("out",)), ("de", ("in", "out")), ("fg", ("out",)), ("h", ())],
        ),
        ([(0, 4, "x"), (4, 8, "y")], [("abcd", ("x",)), ("efgh", ("y",))]),
        ([(0, 4, "x"), (4, 8, "x")], [("abcd", ("x",)), ("efgh", ("x",))]),
        ([(0, 8, "x"), (0, 8, "x")], [("abcdefgh", ("x",))]),
        ([(3, 3, "x")], [("abcdefgh", ())]),
        ([(-5, 2, "x"), (6, 99, "y")], [("ab", ("x",)), ("cdef", ()), ("gh", ("y",))]),
    ],
)
def test_a_text_is_cut_where_a_span_begins_or_ends(spans, pieces):
    assert [(piece.text, piece.keys) for piece in segments("abcdefgh", spans)] == pieces


def test_a_stretch_is_cut_in_offsets_of_the_whole_text():
    assert segments("abcdefgh", [(0, 3, 1), (5, 8, 2)], 2, 5) == [
        Segment(2, 3, "c", (1,)),
        Segment(3, 5, "de", ()),
    ]


def test_an_empty_stretch_has_no_pieces():
    assert segments("abc", [(0, 3, 1)], 2, 2) == []


def test_a_span_that_stops_before_it_starts_is_an_error_that_names_it():
    with pytest.raises(AnchoringError, match="5:2 of 'x'") as caught:
        segments("abcdefgh", [(5, 2, "x")])
    assert caught.value.value == (5, 2)


@given(
    st.text(max_size=30),
    st.lists(st.tuples(st.integers(-3, 33), st.integers(0, 12), st.integers(0, 5))),
    st.integers(0, 33),
    st.integers(0, 33),
)
def test_pieces_join_to_the_stretch_and_know_all_that_covers_them(text, lengths, start, stop):
    spans = [(first, first + length, key) for first, length, key in lengths]
    pieces = segments(text, spans, start, stop)
    assert "".join(piece.text for piece in pieces) == text[start:stop]
    for piece in pieces:
        assert piece.text == text[piece.start : piece.stop] != ""
        assert len(set(piece.keys)) == len(piece.keys)
        for at in range(piece.start, piece.stop):
            assert set(piece.keys) == {key for first, last, key in spans if first <= at < last}


# Links


@pytest.mark.parametrize(
    ("words", "fragment"),
    [
        (("saw it go",), "#:~:text=saw%20it%20go"),
        (("U.S.-led, A&B",), "#:~:text=U.S.%2Dled%2C%20A%26B"),
        (("It’s",), "#:~:text=It%E2%80%99s"),
        (("100% of #1?",), "#:~:text=100%25%20of%20%231%3F"),
        (("go", "saw it "), "#:~:text=saw%20it-,go"),
        (("go", "", " at noon"), "#:~:text=go,-at%20noon"),
        (("go", "saw it ", " at noon"), "#:~:text=saw%20it-,go,-at%20noon"),
        (("go", "The end.\n\nWe saw it ", " at noon.\n\nThe"), "#:~:text=We%20saw%20it-,go,-at%20noon."),
        (("go", "The end.\n\n", "\n\nNext"), "#:~:text=The%20end.-,go,-Next"),
        (("go", "“", ",”"), "#:~:text=go"),
        (("saw\nit  go",), "#:~:text=saw%20it%20go"),
        (("saw it go.\n\nThe harbour",), "#:~:text=saw%20it%20go.,The%20harbour"),
        (("👩🏽‍🚀",), "#:~:text=%F0%9F%91%A9%F0%9F%8F%BD%E2%80%8D%F0%9F%9A%80"),
        (("\ud800x",), "#:~:text=%3Fx"),
    ],
)
def test_a_link_leads_to_the_words(words, fragment):
    assert text_fragment(*words) == fragment


def test_a_long_quotation_is_linked_by_its_first_and_last_words():
    exact = HARBOUR[HARBOUR.index("The harbour") : HARBOUR.index("\n\nBy the")]
    assert unquote(text_fragment(exact)) == "#:~:text=The harbour was closed,not been heard from."


def test_the_last_words_of_a_link_do_not_stand_earlier_in_the_quotation():
    exact = (
        "We came in the end to the sea, and, having rested In The End to the sea, we slept, "
        "and we woke, and in the end to the sea"
    )
    assert unquote(text_fragment(exact)).endswith(",and in the end to the sea")


def test_a_long_quotation_without_spaces_is_linked_whole():
    assert text_fragment("北京" * 100) == "#:~:text=" + "%E5%8C%97%E4%BA%AC" * 100


@pytest.mark.parametrize("blank", ["", " \n ", "\u200b"])
def test_there_is_no_link_to_a_blank_quotation(blank):
    with pytest.raises(AnchoringError, match="No link was made") as caught:
        text_fragment(blank)
    assert caught.value.value == blank


@given(any_text, any_text, any_text)
def test_a_link_has_at_most_four_parts_and_no_bare_marks_of_syntax(exact, prefix, suffix):
    assume(any(map(str.isalnum, exact)))
    directive = text_fragment(exact, prefix, suffix).removeprefix("#:~:text=")
    parts = directive.split(",")
    assert 1 <= len(parts) <= 4
    assert directive.isascii()
    assert not set(directive) & set("&# \n")
    assert all("-" not in part[1:-1] for part in parts)
