"""What is one word and what another; what a query asks; what is marked."""

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from timeline.folding import LONGEST_TEXT, MOST_TERMS, Term, fold, folded, marks, terms


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", ""),
        ("Rockets HIT a Base", "rockets hit a base"),
        ("café CAFÉ cafe\u0301", "cafe cafe cafe"),
        ("Ka'taib Ka’taib Kaʿtaib Kata`ib", "kataib kataib kataib kataib"),
        ("Iran’s forces' IRAN'S it's ‘Iran’s’", "iran forces iran it iran"),
        ("well-known snake_case a/b.c", "well known snake case a b c"),
        ("Straße ﬁne Łódź Ørsted Æon ŉ", "strasse fine lodz orsted aeon n"),
        ("Diyarbakır İSTANBUL Ισχύς ΙΣΧΥΣ", "diyarbakir istanbul ισχυσ ισχυσ"),
        ("Ёлка ёлка ЕЛКА", "елка елка елка"),
        ("كَتَائِب كتائب أحمد كـتـاب", "كتايب كتايب احمد كتاب"),
        ("ایرانی ايراني", "ايراني ايراني"),
        ("می\u200cخواهم co\u00adoperate zero\u200bwidth", "ميخواهم cooperate zero width"),
        ("٢٠٢٠ 1e5 3.5 m² ½", "2020 1e5 3 5 m2 1 2"),
        ("北京大学 ガス 東a", "北 京 大 学 カ ス 東 a"),
        ("हिन्दी", "हिनदी"),
        ("¶ \0 \ud800 \ue000 — … “” ' ’’", ""),
        ("a\0b\ud800c", "a b c"),
    ],
)
def test_a_text_has_these_words(text, words):
    assert folded(text) == words


def test_folding_leaves_what_is_no_letter():
    assert fold("Ka'taib, “É” 3.5 東京") == "kataib, “e” 3.5 東京"


def test_texts_that_are_kept_together_stand_apart():
    assert folded("One two", "…", "", "three") == "one two ¶ three"
    assert not Term(("two", "three")).is_in(folded("One two", "three"))


def test_a_word_or_text_without_end_is_known_by_its_beginning():
    assert folded("é" * 5000) == "e" * 200
    assert folded("word " * 100_000) == ("word " * (LONGEST_TEXT // 5)).strip()


@given(st.text())
@example("cafe\u0301's ŉ")
def test_a_text_has_the_same_words_however_it_is_composed(text):
    forms = {folded(unicodedata.normalize(form, text)) for form in ("NFC", "NFD")}
    assert forms == {folded(text)}
    assert folded(folded(text)) == folded(text)


@pytest.mark.parametrize(
    ("q", "asked"),
    [
        ("", []),
        ("  \0 !! - -- * \"\" ' “” -\"\" -* \ud800", []),
        ("iran", [Term(("iran",), prefix=True)]),
        ("Iran rock", [Term(("iran",)), Term(("rock",), prefix=True)]),
        ("iran* rock", [Term(("iran",), prefix=True), Term(("rock",), prefix=True)]),
        ("iran -rock", [Term(("iran",)), Term(("rock",), wanted=False)]),
        ("iran -", [Term(("iran",), prefix=True)]),
        ("-rock* iran", [Term(("rock",), prefix=True, wanted=False), Term(("iran",), prefix=True)]),
        ("- rock", [Term(("rock",), prefix=True)]),
        ("--rock", [Term(("rock",), wanted=False)]),
        ("a-b", [Term(("a", "b"), prefix=True)]),
        ("well-known man", [Term(("well", "known")), Term(("man",), prefix=True)]),
        ('"Iran guards"', [Term(("iran", "guards"))]),
        ("“Iran guards”", [Term(("iran", "guards"))]),
        ("„Iran“ «guards»", [Term(("iran",)), Term(("guards",))]),
        ('"iran gua', [Term(("iran", "gua"), prefix=True)]),
        ('iran "', [Term(("iran",), prefix=True)]),
        ('-"iran guards" x', [Term(("iran", "guards"), wanted=False), Term(("x",), prefix=True)]),
        ('-"iran gua', [Term(("iran", "gua"), wanted=False)]),
        ('a"b c"d', [Term(("a",)), Term(("b", "c")), Term(("d",), prefix=True)]),
        ("Ka'taib's", [Term(("kataib",), prefix=True)]),
        ("東京", [Term(("東", "京"), prefix=True)]),
        ("iran iran iran", [Term(("iran",)), Term(("iran",), prefix=True)]),
        (
            "AND OR NOT NEAR(a b, 5) title:x ^y {z}",
            [
                *(Term((word,)) for word in ("and", "or", "not")),
                *(Term(("near", "a")), Term(("b",)), Term(("5",)), Term(("title", "x")), Term(("y",))),
                Term(("z",), prefix=True),
            ],
        ),
        (
            "a & b | !c <-> d \\ e:* f'g",
            [*(Term((word,)) for word in "abcd"), Term(("e",), prefix=True), Term(("fg",), prefix=True)],
        ),
    ],
)  # fmt: skip
def test_a_query_asks_for_these_terms(q, asked):
    assert terms(q) == asked


def test_what_is_asked_has_an_end():
    assert len(terms(" ".join(f"w{number}" for number in range(200)))) == MOST_TERMS
    assert terms("x" * 1_000_000) == [Term(("x" * 200,), prefix=True)]


@pytest.mark.parametrize(
    ("text", "q", "marked"),
    [
        ("Rockets hit Iran", "iran", ["Iran"]),
        ("Rockets, rocket; “Rock”", "rock", ["Rockets", "rocket", "Rock"]),
        ("Rockets rock", '"rock"', ["rock"]),
        ("Ka'taib, Ka’taib’s and Katāib", "kataib", ["Ka'taib", "Ka’taib", "Katāib"]),
        ("a cafe\u0301’s “Cafe\u0301”", '"café"', ["cafe\u0301", "Cafe\u0301"]),
        ("a well-known man, well, he is known", "well-known man", ["well-known", "man"]),
        ("Iran guards. Iran", '"guards iran"', ["guards. Iran"]),
        ("the guards of the guards of", '"the guards of the"', ["the guards of the"]),
        ("guards Iran guards Iran", '"iran guards"', ["Iran guards"]),
        ("Iran strikes", "-iran strikes", ["strikes"]),
        ("Iran strikes", "iran gone", ["Iran"]),
        ("東京と京都", "京", ["京", "京"]),
        ("東京と京都", "東京", ["東京"]),
        ("½x", "2x", ["½x"]),
        ("ہجوم في العراق", "العراق", ["العراق"]),
        ("nothing of it", "iran", []),
        ("", "iran", []),
    ],
)
def test_these_words_are_marked(text, q, marked):
    assert [text[start:stop] for start, stop in marks(text, terms(q))] == marked


WRITTEN = st.text(alphabet="ab'’é\u0301ß½-_ .“”東カ\u200dn", max_size=40)


@given(WRITTEN, st.text(alphabet='ab’s*-" 東', max_size=12))
def test_a_text_is_marked_where_it_is_found_and_nowhere_else(text, q):
    asked = [term for term in terms(q) if term.wanted]
    spans = marks(text, asked)
    assert bool(spans) == any(term.is_in(folded(text)) for term in asked)
    ends = [place for span in spans for place in span]
    assert ends == sorted(set(ends))
    assert all(folded(text[start:stop]) for start, stop in spans)
