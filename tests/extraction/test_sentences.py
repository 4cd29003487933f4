"""Where sentences end, and what stands between quotation marks."""

import re
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from timeline.anchoring import normalise, paragraphs
from timeline.extraction.sentences import (
    LONGEST_SENTENCE,
    line_ends,
    quotations,
    sentences,
)


def split(text: str, language: str = "en") -> list[str]:
    return [text[sentence.start : sentence.stop] for sentence in sentences(text, language)]


def quoted(text: str) -> list[str]:
    return [text[quotation.start : quotation.stop] for quotation in quotations(text)]


# Each row is one text; a bar marks where a sentence ends, before the space if there is one.
ENGLISH = [
    "He left. | She stayed.",
    "Who fired first? | Nobody knows! | It went on.",
    "They waited… | Then they fired.",
    "They waited... and then they fired.",
    # Abbreviations
    "Mr. Hale met Gov. Rivera and Lt. Gen. Adeyemi. | They talked.",
    "St. Petersburg and Mt. Hood are far apart.",
    "It struck on Jan. 5 near the border. | Troops replied on Feb. 12, 2019.",
    "No. 3 was hit. | No. 4 was not.",
    "The court ruled in Hale v. Rivera vs. the state.",
    "Several aides, e.g. Hale, i.e. the deputy, resigned.",
    "He works for Acme Inc. in Ohio. | The firm is small.",
    "He works for Acme Inc. | The firm is small.",
    "She lives in Springfield, Ill. | Her brother does not.",
    "Martin Hale Jr. and Ann Lowe Sr. met. | They left.",
    "They met in Sept. | The talks failed.",
    "Planes, tanks, etc. were seen. | Planes, tanks, etc. | The list goes on.",
    "Lowe fell ill. | Police came. | She said no. | Hale left.",
    "GOV. RIVERA LEFT. | LOWE STAYED.",
    # Letters with dots
    "The U.S. Strikes began. | U.S. Senate aides left.",
    "He flew to the U.S. | He came back.",
    "A U.S. 5th Fleet ship sank.",
    "She has a Ph.D. | Her thesis was on war.",
    "The U.N. said so. | In Washington, D.C. the mood was grim.",
    # Times of day
    "He left at 5 p.m. | The man stayed.",
    "He left at 6 p.m. | Hale stayed.",
    "At 5 p.m. Hale left.",
    "At 5 p.m. Friday they left. | At noon EST they ate.",
    "It closed at 9 a.m. EST. | It reopened.",
    # Initials and names of one letter
    "J. K. Lowe wrote it. | Abbas J. Kader read it.",
    "Plan B. | It failed.",
    "It was vitamin C. | They took it.",
    # Numbers
    "It cost $3.5 million. | 31 rockets fell.",
    "It began in 2019. | The end came later.",
    "1. Open the door. | 2. Close it.",
    # Brackets
    "He died (in 2003. It was cold.) and was buried. | She lived.",
    "He died. | (It was cold.) | She lived.",
    "He died.[12] | She lived.[3][4] | They mourned.",
    # Quotations
    "“They will go. | Only when is open,” Lowe told us. | “This ends it.”",
    "He said: “No.” | The end.",
    "“Stop!” he said. | They went on.",
    "“Who did it?” Martin Hale asked. | “Stop!” shouted the man.",
    "“Who did it?” | The police never said.",
    'He said "no." | "Why?" | They left.',
    "``We go,'' he said. | ``It is late.'' | They left.",
    # What is no end
    "Visit example.com or read 3.5 pages of v2.0 at http://a.example/b.c?d now.",
    "Yahoo! is a firm; Hale runs it.",
    "He ran; Lowe followed.",
    "The band Wham! plays.",
    # Names in lower case
    "Kader fled. | al-Tikriti was caught. | iPhone sales fell.",
    # Ran together by a careless page
    "It was the end.|The next day came.",
]


@pytest.mark.parametrize("marked", ENGLISH)
def test_a_sentence_ends_where_a_reader_would_end_it(marked):
    assert split(marked.replace(" | ", " ").replace("|", "")) == re.split(r" ?\| ?", marked)


OTHER_LANGUAGES = [
    ("de", "Er kam am 3. Januar nach Köln. | Am 5. Mai ging er."),
    ("de", "Das geschah im 19. Jahrhundert, z. B. in Wien. | Dr. Weiß blieb."),
    ("de", "Er war 30. | Sie war 29."),
    ("de", "„Ja.“ | Er ging. | »Nein.« | Sie blieb."),
    ("fr", "Il a dit « Oui. » | Puis il est parti. | M. Roux est resté."),
    ("es", "¿Quién fue? | ¡Nadie! | El Sr. Gil se fue."),
    ("tr", "Ordu 5. bölgeye girdi. | Halk kaçtı."),
    ("ru", "Он приехал в 2019 г. в Киев. | Потом уехал."),
    ("ar", "ماذا حدث؟ | لا أحد يعرف. | ذهب الجميع."),
    ("fa", "او رفت. | آن‌ها ماندند؟ | هیچ‌کس نمی‌داند."),
    ("ur", "وہ گیا۔ | وہ رہی۔"),
    ("hi", "वह गया। | वह रही।"),
    ("zh", "他来了。|“好的。”|他说。|完了！"),
    ("ja", "彼は来た。|「そうだ」と言った。"),
    ("xx", "Mr. Hale left. | He came back."),
    ("en-GB", "Mr. Hale left. | He came back."),
]


@pytest.mark.parametrize(("language", "marked"), OTHER_LANGUAGES)
def test_other_languages_end_their_sentences_in_their_own_way(language, marked):
    assert split(marked.replace(" | ", " ").replace("|", ""), language) == re.split(r" ?\| ?", marked)


def test_a_headline_and_a_list_item_need_no_full_stop():
    text = (
        "Rockets hit base\nThe army said on Monday that rockets had struck.\n- two dead\n- five hurt\n\nMore to follow"
    )
    assert split(text) == [
        "Rockets hit base",
        "The army said on Monday that rockets had struck.",
        "- two dead",
        "- five hurt",
        "More to follow",
    ]


def test_a_line_that_was_wrapped_ends_no_sentence():
    text = "The army said on Monday that\nMartin Hale had been seen near\nthe border. He was\nalone."
    assert split(text) == [
        "The army said on Monday that\nMartin Hale had been seen near\nthe border.",
        "He was\nalone.",
    ]


def test_a_break_is_deliberate_where_the_next_word_would_have_fitted():
    assert line_ends(["A long line of many words", "which wraps", "So", "- item", "End"]) == [False, True, True, True]
    assert line_ends(["The head of the", "Navy and the Minister of Defence"]) == [False]
    assert line_ends([]) == line_ends(["one"]) == []


def test_lines_too_long_to_have_been_wrapped_are_paragraphs():
    assert line_ends(["A" * 150, "B" * 130]) == [True]


def test_a_sentence_knows_its_paragraph():
    text = "One. Two.\n\nThree."
    assert [sentence.paragraph for sentence in sentences(text)] == [0, 0, 1]


QUOTATIONS = [
    ("He said “we go” and left.", ["we go"]),
    ("He said ‘we go’ and left.", ["we go"]),
    ('He said "we go" and "stay".', ["we go", "stay"]),
    ("He said 'we go' and left.", ["we go"]),
    ("Er sagte „ja“ und »nein«, „gut”.", ["ja", "nein", "gut"]),
    ("Il dit « oui » et «non».", ["oui", "non"]),
    ("Han sa ”ja” och gick.", ["ja"]),
    ("「はい」と『いいえ』", ["はい", "いいえ"]),
    ("قال «نعم» ثم “لا”.", ["نعم", "لا"]),
    ("``We go,'' he said.", ["We go,"]),
    # One within another is left to it
    ("“He told me ‘go away’ twice,” she said.", ["He told me ‘go away’ twice,"]),
    ('“The "plan" failed,” she said.', ['The "plan" failed,']),
    ("‘He said “go” to us,’ she told the court.", ["He said “go” to us,"]),
    # Apostrophes
    ("The soldiers’ guns weren’t Iran’s.", []),
    ("The boys' club wasn't the girls' one.", []),
    ("‘It’s the soldiers’ guns,’ he said.", ["It’s the soldiers’ guns,"]),
    ("‘Rock ’n’ roll in the ’90s,’ he said, ’twas ‘fun’.", ["Rock ’n’ roll in the ’90s,", "fun"]),
    ("He saw ‘the soldiers’ leave.", ["the soldiers"]),
    ("In the '80s and '90s, 'em all.", []),
    # Feet and inches
    ('A 6" pipe and a 5\'8" man.', []),
    # Over paragraphs
    ("“One.\n\n“Two.\n\n“Three,” he said.", ["One.\n\n“Two.\n\n“Three,"]),
    ('"One.\n\n"Two," he said. "Three."', ['One.\n\n"Two,', "Three."]),
    ("« Un.\n\n» Deux. » Il part.", ["Un.\n\n» Deux."]),
    # A mark was forgotten
    ("“One, he said.\n\nTwo.", ["One, he said."]),
    ("“One, he said. “Two,” she said.", ["Two,"]),
    ('"One, he said.\n\nTwo.', []),
    ("One,” he said.", []),
    ("“” and “ ”", []),
]


@pytest.mark.parametrize(("text", "expected"), QUOTATIONS)
def test_a_quotation_is_what_stands_between_its_marks(text, expected):
    assert quoted(text) == expected


def test_a_quotation_knows_its_marks():
    [quotation] = quotations("Il dit « oui ».")
    assert (quotation.start, quotation.stop, quotation.outer_start, quotation.outer_stop) == (9, 12, 7, 14)
    assert quotation.opened
    assert quotation.closed


def test_a_quotation_that_ends_with_its_paragraph_is_not_closed():
    [quotation] = quotations("“One, he said.")
    assert not quotation.closed


def test_each_sentence_has_its_piece_of_a_quotation():
    text = "“They will go. Only when is open,” Lowe said. It rained. “This,” he said, “ends it.”"
    pieces = [
        [(text[piece.start : piece.stop], piece.opened, piece.closed, piece.number) for piece in sentence.quotations]
        for sentence in sentences(text)
    ]
    assert pieces == [
        [("They will go.", True, False, 0)],
        [("Only when is open,", False, True, 0)],
        [],
        [("This,", True, True, 1), ("ends it.", True, True, 2)],
    ]


def test_a_piece_leaves_out_the_mark_that_opens_a_further_paragraph():
    text = "“One.\n\n“Two,” he said."
    first, second = (sentence.quotations[0] for sentence in sentences(text))
    assert (text[first.start : first.stop], first.opened, first.closed) == ("One.", True, False)
    assert (text[second.start : second.stop], second.opened, second.closed) == ("Two,", False, True)
    assert text[second.outer_start : second.outer_stop] == "“Two,”"


# Whatever the text

_PIECES = [*" \n\n..!?…。؟\"'“”‘’«»„()[]aAzZ59-–,;:\0\u200b\ud800é字م", "U.S.", "Mr.", "\n\n", " He said. "]
ODD = st.lists(st.sampled_from(_PIECES), max_size=60).map("".join)


@given(ODD, st.sampled_from(["en", "de", "fa", "zh", "", "-", "x" * 50]))
def test_sentences_cover_all_but_white_space_in_order(text, language):
    position, number = 0, -1
    blocks = paragraphs(text)
    for sentence in sentences(text, language):
        assert position <= sentence.start < sentence.stop <= len(text)
        assert not text[position : sentence.start].strip()
        assert text[sentence.start : sentence.stop] == text[sentence.start : sentence.stop].strip()
        assert sentence.paragraph >= number
        assert blocks[sentence.paragraph].start <= sentence.start
        assert sentence.stop <= blocks[sentence.paragraph].stop
        for piece in sentence.quotations:
            assert sentence.start <= piece.outer_start <= piece.start < piece.stop <= piece.outer_stop <= sentence.stop
        position, number = sentence.stop, sentence.paragraph
    assert not text[position:].strip()


@given(ODD)
def test_quotations_are_apart_and_within_the_text(text):
    position = 0
    for number, quotation in enumerate(quotations(text)):
        assert (
            position <= quotation.outer_start < quotation.start <= quotation.stop <= quotation.outer_stop <= len(text)
        )
        assert quotation.number == number
        position = quotation.outer_stop


@given(ODD.map(normalise))
def test_every_quotation_with_words_is_handed_out_with_the_sentences(text):
    handed_out = {piece.number for sentence in sentences(text) for piece in sentence.quotations}
    assert handed_out == {quotation.number for quotation in quotations(text) if quotation.start < quotation.stop}


PATHOLOGICAL = {
    "no full stop": "word ",
    "one word": "x",
    "full stops": ". ",
    "dots": ".",
    "digits": "1.",
    "opening marks": "“",
    "straight marks": '" a',
    "single marks": "'a ",
    "nested": "“a ‘b «c ",
    "brackets": "(a. B ",
    "lines": "a.\n",
    "paragraphs that open": "“a.\n\n",
    "abbreviations": "U.S. A",
    "closing": ".”",
    "nothing": "\0",
    "blanks": " ",
    "guillemets": ". » ",
    "ideographs": "字",
}


@pytest.mark.parametrize("unit", PATHOLOGICAL.values(), ids=PATHOLOGICAL)
def test_time_grows_with_the_length_alone(unit):
    def cpu(length: int) -> float:
        text = unit * (length // len(unit))
        began = process_time()
        found = sentences(text)
        assert all(sentence.stop - sentence.start <= LONGEST_SENTENCE for sentence in found)
        return process_time() - began

    small, large = min(cpu(20_000) for _ in range(3)), cpu(200_000)
    assert large < 40 * small + 0.5


def test_a_sentence_without_end_is_cut_between_words():
    found = split("word " * 2000)
    assert max(map(len, found)) <= LONGEST_SENTENCE
    assert {word for sentence in found for word in sentence.split()} == {"word"}
