"""Who says it: quotations and reported clauses, each with whoever says it."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from timeline.anchoring import normalise
from timeline.extraction.actors import FoundActor, find_actors
from timeline.extraction.sentences import sentences
from timeline.extraction.voices import Voice, find_voices

SEED = Path(__file__).parents[2] / "seeds/soleimani-2020"


def heard_in(text: str, language: str = "en") -> tuple[str, list[FoundActor], list[Voice]]:
    text = normalise(text)
    split = sentences(text, language)
    actors = find_actors(text, split, language=language)
    return text, actors, find_voices(text, split, actors, language=language)


def said_in(text: str, language: str = "en", *, direct: bool) -> list[tuple[str | None, str]]:
    """Whoever says it, None for nobody, and the words, of the quotations or of the reported clauses."""
    text, actors, voices = heard_in(text, language)
    return [
        (None if voice.speaker is None else actors[voice.speaker].name, text[voice.start : voice.stop])
        for voice in voices
        if voice.direct is direct
    ]


# The seed article


@pytest.fixture(scope="module")
def seed() -> list[tuple[str | None, str, bool]]:
    text, actors, voices = heard_in((SEED / "article.txt").read_text(encoding="utf-8"))
    return [
        (None if voice.speaker is None else actors[voice.speaker].name, text[voice.start : voice.stop], voice.direct)
        for voice in voices
    ]


@pytest.mark.parametrize(
    ("speaker", "beginning", "direct"),
    [
        ("Abbas Kadhim", "It’s one thing to kill someone", True),
        ("Abbas Kadhim", "It’s another thing to kill someone", True),
        ("Department of Defense", "General Soleimani was actively developing plans", True),
        ("Department of Defense", "Soleimani responsible for a series of attacks", False),
        ("Mark Milley", "We know that the intent of this last attack", True),
        ("Mark Milley", "about 100 U.S. military personnel", False),
        ("Mark Milley", "Thirty-one rockets aren’t designed as a warning shot.", True),
        ("Mark Esper", "he fully expected Iranian retaliation", False),
        ("Reuel Marc Gerecht", "They will strike back. Just a question of target,", True),
        ("Reuel Marc Gerecht", "This ends any possibility of nuclear negotiations.", True),
        ("Phillip Smyth", "the attack on Soleimani the most important decapitation strike", False),
        ("Phillip Smyth", "We are talking about the core leadership", True),
        ("Phillip Smyth", "They controlled tens of thousands of fighters", True),
    ],
)
def test_the_words_of_the_seed_article_are_given_to_whoever_says_them(seed, speaker, beginning, direct):
    assert [(who, is_direct) for who, words, is_direct in seed if words.startswith(beginning)] == [(speaker, direct)]


def test_there_is_nothing_else_that_is_said_in_the_seed_article(seed):
    assert len(seed) == 13


# Quotations

QUOTED = [
    ("“We lost it,” Maria Holt said.", [("Maria Holt", "We lost it,")]),
    ("“We lost it,” said Maria Holt.", [("Maria Holt", "We lost it,")]),
    ("“We lost it,” said Maria Holt, a farmer, at noon.", [("Maria Holt", "We lost it,")]),
    ("“We lost it,” Maria Holt, a farmer from the north, told us.", [("Maria Holt", "We lost it,")]),
    ("“We lost it,” Maria Holt, who lost it, told reporters.", [("Maria Holt", "We lost it,")]),
    ("Maria Holt said: “We lost it.”", [("Maria Holt", "We lost it.")]),
    ("Maria Holt said, “We lost it.”", [("Maria Holt", "We lost it.")]),
    ("Maria Holt told us at noon:\n\n“We lost it.”", [("Maria Holt", "We lost it.")]),
    ("“We,” Maria Holt said, “lost it all.”", [("Maria Holt", "We,"), ("Maria Holt", "lost it all.")]),
    ("“We lost it,” Maria Holt said. “It was cold.”", [("Maria Holt", "We lost it,"), ("Maria Holt", "It was cold.")]),
    (
        "“We lost it. It was cold,” Maria Holt said. She wept. “All of it.”",
        [("Maria Holt", "We lost it. It was cold,"), ("Maria Holt", "All of it.")],
    ),
    (
        "“We lost it,” Maria Holt said.\n\n“I did not,” said Karl Berg.",
        [("Maria Holt", "We lost it,"), ("Karl Berg", "I did not,")],
    ),
    ("Maria Holt wept. “We lost it,” she said.", [("Maria Holt", "We lost it,")]),
    (
        "“We lost it,” said Maria Holt.\n\n“It was cold,” she added.",
        [("Maria Holt", "We lost it,"), ("Maria Holt", "It was cold,")],
    ),
    ("“We lost it,” one resident, Maria Holt, recalled.", [("Maria Holt", "We lost it,")]),
    ("“We lost it,” said their leader, Maria Holt.", [("Maria Holt", "We lost it,")]),
    ("“We lost it,” the Harbour Council statement said.", [("Harbour Council", "We lost it,")]),
    ("Maria Holt, the mayor, wept. “We lost it,” the mayor said.", [("Maria Holt", "We lost it,")]),
    ("“We lost it,” officials said.", [(None, "We lost it,")]),
    ("“We lost it,” he said.", [(None, "We lost it,")]),
    ("“We lost it all that night.” It rained.", [(None, "We lost it all that night.")]),
    ("Maria Holt said she was “very, very cold.”", []),
    ("The book is called “Two Rivers” here.", []),
    ("The so-called “wall” fell.", []),
]


@pytest.mark.parametrize(("text", "expected"), QUOTED, ids=[text for text, _ in QUOTED])
def test_a_quotation_is_given_to_whoever_says_it(text, expected):
    assert said_in(text, direct=True) == expected


def test_a_quotation_of_several_paragraphs_is_one_voice():
    text = "“We lost it,” said Maria Holt.\n\n“It was cold. It was late.\n\n“But we lived.”"
    assert [who for who, _ in said_in(text, direct=True)] == ["Maria Holt", "Maria Holt"]


# Reported clauses

REPORTED = [
    ("Maria Holt said that it was cold.", [("Maria Holt", "it was cold")]),
    ("Maria Holt said it was cold.", [("Maria Holt", "it was cold")]),
    ("Maria Holt said on Monday that it was cold.", [("Maria Holt", "it was cold")]),
    ("Maria Holt had told reporters that it was cold.", [("Maria Holt", "it was cold")]),
    ("Maria Holt later told the council that it was cold.", [("Maria Holt", "it was cold")]),
    ("Maria Holt told us it was cold.", [("Maria Holt", "it was cold")]),
    ("Maria Holt, the mayor, warned that it was cold.", [("Maria Holt", "it was cold")]),
    ("Maria Holt, who was late, warned that it was cold.", [("Maria Holt", "it was cold")]),
    ("It was cold that night, Maria Holt said.", [("Maria Holt", "It was cold that night")]),
    ("It was cold that night, said Maria Holt.", [("Maria Holt", "It was cold that night")]),
    ("It was cold that night, Mayor Maria Holt said on Monday.", [("Maria Holt", "It was cold that night")]),
    ("Three people died in the cold, officials said.", [(None, "Three people died in the cold")]),
    ("Last year, Maria Holt said, it was cold.", [("Maria Holt", "it was cold")]),
    ("According to Maria Holt, it was cold.", [("Maria Holt", "it was cold")]),
    ("It was cold, according to Maria Holt.", [("Maria Holt", "It was cold")]),
    (
        "Maria Holt said that it was cold, adding that it had rained.",
        [("Maria Holt", "it was cold"), ("Maria Holt", "it had rained")],
    ),
    (
        "Maria Holt said that it was cold, but Karl Berg denied that it had rained.",
        [("Maria Holt", "it was cold"), ("Karl Berg", "it had rained")],
    ),
    (
        "Maria Holt said it was cold; the Harbour Council said it was warm.",
        [("Maria Holt", "it was cold"), ("Harbour Council", "it was warm")],
    ),
    ("Maria Holt wept and said that it was cold.", [("Maria Holt", "it was cold")]),
    ("Maria Holt resigned, saying that it was cold.", [("Maria Holt", "it was cold")]),
    ("Maria Holt called the flood a disaster.", [("Maria Holt", "the flood a disaster")]),
    ("Maria Holt denied any part in the flood.", [("Maria Holt", "any part in the flood")]),
    ("Maria Holt expects further floods.", [("Maria Holt", "further floods")]),
    ("Maria Holt, 64, who said last spring that it was cold, left.", [("Maria Holt", "it was cold, left")]),
    ("Maria Holt left. She said it was cold.", [("Maria Holt", "it was cold")]),
    ("The Harbour Council met. It announced that it was cold.", [("Harbour Council", "it was cold")]),
    ("The Harbour Council met. The council argued that it was cold.", [("Harbour Council", "it was cold")]),
    ("A spokesman for the Harbour Council said it was cold.", [("Harbour Council", "it was cold")]),
    ("Harbour Council officials said it was cold.", [("Harbour Council", "it was cold")]),
    ("Iranian officials said it was cold.", [("Iran", "it was cold")]),
    ("Tehran has denied that it was cold.", [("Iran", "it was cold")]),
    ("Maria Holt’s lawyer said it was cold.", [(None, "it was cold")]),
    ("A friend of Maria Holt said it was cold.", [(None, "it was cold")]),
    ("Karl Berg and Maria Holt said it was cold.", [("Karl Berg", "it was cold")]),
    ("The minister said it was cold.", [(None, "it was cold")]),
    # what is not said
    ("Maria Holt was told to leave.", []),
    ("Maria Holt would not say that it was cold.", []),
    ("Maria Holt declined to say that it was cold.", []),
    ("Maria Holt added three jobs.", []),
    ("Maria Holt called a strike for Monday.", []),
    ("Maria Holt called off the strike.", []),
    ("Maria Holt spoke of the cold at length.", []),
    ("A warning shot was fired at noon.", []),
    ("“We lost it,” Maria Holt said that evening to a crowd.", []),
    ("“We lost it,” Maria Holt told me last week.", []),
    ("“We lost it,” Maria Holt said the next morning.", []),
]


@pytest.mark.parametrize(("text", "expected"), REPORTED, ids=[text for text, _ in REPORTED])
def test_a_reported_clause_is_given_to_whoever_says_it(text, expected):
    assert said_in(text, direct=False) == expected


@pytest.mark.parametrize(
    ("text", "cue", "verb"),
    [
        ("“We lost it,” Maria Holt, a farmer, told us.", "Maria Holt, a farmer, told us", "tell"),
        ("“We lost it,” said Maria Holt.", "said Maria Holt", "say"),
        ("Mayor Maria Holt had warned that it was cold.", "Mayor Maria Holt had warned", "warn"),
        ("It was cold, according to Maria Holt.", "according to Maria Holt", "according to"),
        ("It rained all day, but Maria Holt said that it was warm.", "Maria Holt said", "say"),
    ],
)
def test_a_voice_shows_the_words_that_say_who_says_it(text, cue, verb):
    text, _, (voice,) = heard_in(text)
    assert (text[voice.cue_start : voice.cue_stop], voice.kind_of) == (cue, verb)


# Other languages

ELSEWHERE = [
    ("de", "„Es ist kalt“, sagte Maria Holt.", True, [("Maria Holt", "Es ist kalt")]),
    ("de", "„Es ist kalt“, sagte der Bürgermeister von Unterau, Karl Berg.", True, [("Karl Berg", "Es ist kalt")]),
    ("de", "Maria Holt sagte: „Es ist kalt.“", True, [("Maria Holt", "Es ist kalt.")]),
    ("de", "Maria Holt ging. „Es ist kalt“, versprach sie.", True, [("Maria Holt", "Es ist kalt")]),
    ("de", "Maria Holt sagte am Montag, dass es kalt sei.", False, [("Maria Holt", "es kalt sei")]),
    ("de", "Maria Holt sagte, es sei kalt.", False, [("Maria Holt", "es sei kalt")]),
    ("de", "Am Abend teilte Maria Holt mit, es sei kalt.", False, [("Maria Holt", "es sei kalt")]),
    ("de", "Es sei kalt, wie Maria Holt mitteilte.", False, [("Maria Holt", "Es sei kalt")]),
    ("de", "Laut Maria Holt ist es kalt.", False, [("Maria Holt", "ist es kalt")]),
    ("de", "Am Abend teilte Maria Holt das Brot.", False, []),
    ("fa", "حسن کریمی گفت که هوا سرد است.", False, [("حسن کریمی", "هوا سرد است")]),
    ("fa", "حسن کریمی گفت: «هوا سرد است.»", True, [("حسن کریمی", "هوا سرد است.")]),
    ("fa", "حسن کریمی گفت که رفت. او افزود: «هوا سرد است.»", True, [("حسن کریمی", "هوا سرد است.")]),
    ("fa", "حسن کریمی رفت. به ایران گفت که هوا سرد است.", False, [("حسن کریمی", "هوا سرد است")]),
    ("fa", "به گفته حسن کریمی، هوا سرد است.", False, [("حسن کریمی", "هوا سرد است")]),
    ("ar", "قال الرئيس حسن كريم إن الجو بارد.", False, [("حسن كريم", "الجو بارد")]),
    ("ar", "قال الرئيس حسن كريم إنه عاد. وأضاف: «الجو بارد جدا.»", True, [("حسن كريم", "الجو بارد جدا.")]),
    ("ar", "وبحسب الأمم المتحدة الجو بارد.", False, [("United Nations", "الجو بارد")]),
]


@pytest.mark.parametrize(("language", "text", "direct", "expected"), ELSEWHERE, ids=[row[1] for row in ELSEWHERE])
def test_voices_are_heard_in_other_languages(language, text, direct, expected):
    assert said_in(text, language, direct=direct) == expected


# What always holds

PIECES = [
    "Maria Holt ",
    "she ",
    "said ",
    "told us ",
    "that ",
    "saying ",
    ", ",
    ". ",
    ": ",
    "“",
    "”",
    '"',
    "according to ",
]
PIECES += [
    "and ",
    "the mayor ",
    "Iran ",
    "who ",
    "\n\n",
    "sagte ",
    "dass ",
    "گفت ",
    "که ",
    "قال ",
    "إن ",
    "«",
    "»",
    "(",
    "\0",
]
TEXTS = st.one_of(st.text(max_size=200), st.lists(st.sampled_from(PIECES), max_size=60).map("".join))


@given(text=TEXTS, language=st.sampled_from(["en", "de", "fa", "ar", "fr", ""]))
@settings(max_examples=200, deadline=None)
def test_whatever_the_text_its_voices_are_well_formed(text, language):
    text, actors, voices = heard_in(text, language)
    assert [voice.start for voice in voices] == sorted(voice.start for voice in voices)
    for voice in voices:
        assert 0 <= voice.start < voice.stop <= len(text)
        assert 0 <= voice.cue_start <= voice.cue_stop <= len(text)
        assert voice.speaker is None or 0 <= voice.speaker < len(actors)


@pytest.mark.parametrize("piece", ["said ", "“a ", "Smith, ", "he said that ", "according to ", "A said, ", "“a” "])
def test_long_texts_without_an_end_are_read(piece):
    heard_in(piece * (20_000 // len(piece)))
