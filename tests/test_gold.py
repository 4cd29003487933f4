"""The gold corpus: the annotation is sound, the scorer counts as it says, and the committed result is today's."""

import io
import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.gold import __main__ as gold
from tests.gold import corpus, results
from tests.gold.matching import best_pairs
from tests.gold.scoring import LAYERS, Tally, score
from timeline.dates import EventDate
from timeline.extraction import Extraction
from timeline.extraction.actors import FoundActor, Mention, Sort
from timeline.extraction.candidates import Candidate, Part, Quoted
from timeline.extraction.times import Expression
from timeline.extraction.voices import Voice

NAMES = sorted(path.stem for path in corpus.ARTICLES.glob("*.yaml"))


# The corpus


@pytest.mark.parametrize("name", NAMES)
def test_all_that_is_annotated_is_in_the_text(name):
    """Reading it is the check: a quotation, cue or spelling that is not there, or a date that is none, raises."""
    assert corpus.article(name).name == name


def test_the_corpus_is_as_large_and_as_mixed_as_was_meant():
    articles = corpus.articles()
    assert len(articles) >= 13
    assert sum(len(article.events) for article in articles) >= 150
    assert {article.language for article in articles} >= {"en", "de", "fa", "ar"}
    assert any(not article.events for article in articles)
    assert max(len(article.text.split()) for article in articles) >= 2000
    assert {lure.why for article in articles for lure in article.lures} == corpus.WHYS


@pytest.mark.parametrize("name", NAMES)
def test_a_weekday_in_a_cue_is_the_weekday_of_its_date(name):
    weekdays = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
    for gold_date in corpus.article(name).dates:
        named = [weekday for weekday in weekdays if weekday in gold_date.words]
        if named and not gold_date.doubtful:
            assert gold_date.readings[0].earliest.weekday() == weekdays.index(named[0]), gold_date.words


@pytest.mark.parametrize("name", NAMES)
def test_no_event_begins_after_the_day_of_publication(name):
    of = corpus.article(name)
    for event in of.events:
        begins = [reading.earliest for reading in event.readings if reading and reading.earliest]
        assert all(day <= of.published for day in begins), event.title


@pytest.mark.parametrize("name", NAMES)
def test_nothing_is_annotated_twice(name):
    article = corpus.article(name)
    for things in (
        [gold_date.span for gold_date in article.dates],
        [actor.key for actor in article.actors],
        [voice.span for voice in article.voices],
        [event.title for event in article.events],
        [lure.span for lure in article.lures],
    ):
        assert len(things) == len(set(things))


TEXT = (
    "Ann Lee resigned on Monday. “I am tired,” Lee said on Tuesday. Bob Ray followed her in May 2019. "
    "The mayor may resign. “I am tired,” said Bob Ray."
)
WRITTEN = {
    "title": "Two resignations",
    "genre": "news",
    "origin": "invented",
    "published": "2019-06-05",
    "language": "en",
    "dates": [["Monday", "2019-06-03"], ["Tuesday", "2019-06-04"], {"cue": "May 2019", "date": "2019-05"}],
    "actors": {"lee": ["person", "Ann Lee", "Lee"], "ray": ["person", "Bob Ray"]},
    "doubtful": {"mayor": ["organisation", "The mayor"]},
    "voices": [["lee", "I am tired"], ["ray", "I am tired"]],
    "events": [
        {
            "title": "Ann Lee resigns",
            "kind": "resignation",
            "date": "2019-06-03",
            "basis": "stated",
            "quotes": ["Ann Lee resigned on Monday."],
            "who": {"lee": "agent"},
        },
        {
            "title": "Bob Ray follows",
            "kind": "resignation",
            "date": "[2019-05-10..2019-05-20]",
            "basis": "inferred",
            "quotes": ["Bob Ray followed her in May 2019."],
            "who": {"ray": "agent|target", "lee": "mentioned"},
        },
    ],
    "not_events": [["forecast", "The mayor may resign."]],
}


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"not_events": [["forecast", "The mayor will resign."]]}, "is missing in the text"),
        ({"not_events": [["forecast", "“I am tired,”"]]}, "is ambiguous in the text"),
        ({"not_events": [["dream", "The mayor may resign."]]}, '"dream" is none of'),
        ({"dates": [["Tuesday", "2019-06-04"], ["Monday", "2019-06-03"]]}, "is not in the text after"),
        ({"dates": [["Monda", "2019-06-03"]]}, "is not in the text after"),
        ({"dates": [["Monday", "2019-06-31"]]}, "cannot be read as a date"),
        ({"actors": {"lee": ["person", "Anne Lee"], "ray": ["person", "Bob Ray"]}}, "is not in the text after"),
        ({"actors": {"lee": ["ship", "Ann Lee"], "ray": ["person", "Bob Ray"]}}, '"ship" is none of'),
        ({"voices": [["smith", "I am tired"]]}, '"smith" is none of'),
        ({"origin": "found"}, '"found" is none of'),
        ({"events": [{**WRITTEN["events"][0], "kind": "party"}]}, '"party" is none of'),
        ({"events": [{**WRITTEN["events"][0], "who": {"lee": "hero"}}]}, '"hero" is none of'),
        ({"events": [{**WRITTEN["events"][0], "basis": ""}]}, "a date needs a basis"),
    ],
)
def test_an_annotation_that_the_text_does_not_bear_out_is_refused(change, problem):
    with pytest.raises(corpus.GoldError, match=problem) as raised:
        corpus.read("planted", WRITTEN | change, TEXT)
    assert raised.value.article == "planted"


# The scorer


def article() -> corpus.Article:
    return corpus.read("planted", WRITTEN, TEXT)


def expression(start: int, stop: int, text: str, edtf: str) -> Expression:
    words = text[start:stop]
    return Expression(start, stop, words, "DATE", "", "", EventDate.parse(edtf), "calendar", "", start, words)


def actor(name: str, *spellings: str, sort: Sort = Sort.PERSON) -> FoundActor:
    return FoundActor(name, sort, spellings or (name,), "", None, (), (Mention(0, len(name)),))


def candidate(start: int, stop: int, kind: str = "resignation", edtf: str = "", parts=(), **fields) -> Candidate:
    when = EventDate.parse(edtf) if edtf else None
    return Candidate("", kind, start, stop, (Quoted(start, stop),), when, participants=tuple(parts), **fields)


def annotated(of: corpus.Article, *, every: int = 1) -> Extraction:
    """The extraction that finds just what is annotated, or only each second, third … thing."""
    actors = [actor(gold.spellings[0], *gold.spellings, sort=Sort(gold.sort)) for gold in of.actors]
    index = {gold.key: i for i, gold in enumerate(of.actors)}
    return Extraction(
        of.text,
        expressions=tuple(expression(*d.span, of.text, str(d.readings[0])) for d in of.dates[::every]),
        actors=tuple(actors[::every]) if every > 1 else tuple(actors),
        voices=tuple(
            Voice(*voice.span, index.get(voice.speakers[0]), True, *voice.span, "say") for voice in of.voices[::every]
        )
        if every == 1
        else (),
        candidates=tuple(
            Candidate(
                event.title,
                event.kind,
                *event.quotes[0],
                tuple(Quoted(*quote) for quote in event.quotes),
                event.readings[0],
                participants=tuple(Part(index[key], min(roles)) for key, roles in event.parts) if every == 1 else (),
            )
            for event in of.events[::every]
        ),
    )


@pytest.mark.parametrize("name", NAMES)
def test_what_is_annotated_scores_in_full(name):
    of = corpus.article(name)
    for layer, tally in score(of, annotated(of)).items():
        assert (tally.missed, tally.false) == ((), ()), layer
    assert len(score(of, annotated(of))["events"].right) == sum(not event.doubtful for event in of.events)


@pytest.mark.parametrize("name", NAMES)
def test_an_extraction_that_finds_nothing_misses_all_and_proposes_nothing(name):
    of = corpus.article(name)
    for layer, tally in score(of, Extraction(of.text)).items():
        assert (tally.right, tally.false) == ((), ()), layer
        assert tally.precision is None
        assert not tally.recall


def test_half_of_what_is_there_is_a_recall_of_a_half():
    of = article()
    found = score(of, annotated(of, every=2))
    assert {layer: tally.recall for layer, tally in found.items()} == pytest.approx(
        {"dates": 2 / 3, "actors": 1 / 2, "voices": 0, "events": 1 / 2, "events strictly": 1 / 2, "roles": 0}
    )
    assert found["events"].precision == 1
    assert found["events"].f1 == pytest.approx(2 / 3)


def labels(findings) -> list[str]:
    return [finding.label for finding in findings]


def test_a_date_that_is_read_wrong_is_missed_and_false():
    tally = score(article(), Extraction(TEXT, expressions=(expression(20, 26, TEXT, "2019-06-10"),)))["dates"]
    assert labels(tally.false) == ["“Monday” (20) 2019-06-10"]
    assert labels(tally.missed)[0] == "“Monday” (20) 2019-06-03"
    assert tally.missed[0].note == "read as 2019-06-10"
    assert tally.missed[1].note == "not seen"


def test_words_beside_the_annotated_ones_may_be_part_of_a_date():
    tally = score(article(), Extraction(TEXT, expressions=(expression(17, 26, TEXT, "2019-06-03TMO"),)))["dates"]
    assert labels(tally.right) == ["“Monday” (20) 2019-06-03"]
    assert not tally.false


def test_more_words_for_a_day_that_was_found_are_not_wrong():
    of = corpus.read("planted", WRITTEN | {"dates": [["on Monday", "2019-06-03"]]}, TEXT)
    found = (expression(17, 19, TEXT, "2019-06-03"), expression(20, 26, TEXT, "2019-06-03TMO"))
    tally = score(of, Extraction(TEXT, expressions=found))["dates"]
    assert (len(tally.right), tally.false) == (1, ())


def test_a_range_may_be_found_whole_or_by_its_ends():
    text = "It rained from 3 to 5 May 2019."
    cue = {"cue": "from 3 to 5 May 2019", "date": "2019-05-03/2019-05-05"}
    ends = {"ends": [["3", "2019-05-03"], ["5 May 2019", "2019-05-05"]]}
    of = corpus.read(
        "planted",
        WRITTEN | dict.fromkeys(("actors", "doubtful", "voices", "events", "not_events")) | {"dates": [cue | ends]},
        text,
    )
    whole = Extraction(text, expressions=(expression(10, 30, text, "2019-05-03/2019-05-05"),))
    both = Extraction(
        text, expressions=(expression(15, 16, text, "2019-05-03"), expression(20, 30, text, "2019-05-05"))
    )
    one = Extraction(text, expressions=(expression(20, 30, text, "2019-05-05"),))
    tallies = [score(of, extraction)["dates"] for extraction in (whole, both, one)]
    assert [(len(t.right), len(t.missed), len(t.false)) for t in tallies] == [(1, 0, 0), (2, 0, 0), (1, 1, 0)]


def test_an_actor_is_matched_once_by_any_spelling():
    found = (actor("Ann Lee"), actor("Lee"), actor("the mayor", sort=Sort.ORGANISATION), actor("June"))
    tally = score(article(), Extraction(TEXT, actors=found))["actors"]
    assert labels(tally.right) == ["Ann Lee (person)"]
    assert labels(tally.missed) == ["Bob Ray (person)"]
    assert [(finding.label, finding.note) for finding in tally.false] == [
        ("Lee (person)", "a second Ann Lee"),
        ("June (person)", "is no actor of the article"),
    ]


def test_a_voice_needs_its_words_and_its_speaker():
    first, second = (voice.span for voice in article().voices)
    actors = (actor("Ann Lee", "Lee"), actor("Bob Ray"))
    voices = (
        Voice(*first, 1, True, 0, 0, "say"),
        Voice(*second, 1, True, 0, 0, "say"),
        Voice(second.start + 2, second.stop, 1, True, 0, 0, "say"),  # within the words before, by the same
    )
    tally = score(article(), Extraction(TEXT, actors=actors, voices=voices))["voices"]
    assert labels(tally.right) == [f"“I am tired” ({second.start}) – Bob Ray"]
    assert [finding.note for finding in tally.missed] == ["given to Bob Ray"]
    assert [finding.note for finding in tally.false] == ["instead of Ann Lee"]


def test_a_candidate_in_doubt_counts_neither_way():
    found = (candidate(0, 27, doubt="negated"), candidate(97, 118, doubt="forecast"))
    tally = score(article(), Extraction(TEXT, candidates=found))["events"]
    assert (len(tally.right), len(tally.missed), len(tally.false)) == (0, 2, 0)


def test_a_candidate_where_there_is_no_event_says_why():
    tally = score(article(), Extraction(TEXT, candidates=(candidate(97, 118),)))["events"]
    assert [finding.note for finding in tally.false] == ["is forecast"]


@pytest.mark.parametrize(
    ("found", "loosely", "strictly"),
    [
        (candidate(0, 27, "resignation", "2019-06-03"), 1, 1),
        (candidate(0, 27, "development", "2019-06-03T10:00"), 1, 1),  # alike, and the same day
        (candidate(0, 27, "killing", "2019-06-03"), 1, 0),
        (candidate(0, 27, "resignation", "2019-06-04"), 1, 0),
        (candidate(0, 27, "resignation", "2019-06"), 1, 0),
        (candidate(0, 27, "resignation"), 1, 0),
        (candidate(63, 96, "resignation", "[2019-05-10..2019-05-20]"), 1, 1),
        (candidate(63, 96, "resignation", "2019-05"), 1, 1),  # wider than what was inferred
        (candidate(63, 96, "resignation"), 1, 1),
        (candidate(63, 96, "resignation", "2019-05-12"), 1, 0),  # narrower
        (candidate(28, 45, "resignation", "2019-06-03"), 0, 0),
    ],
)
def test_an_event_is_found_loosely_by_its_words_and_strictly_with_its_date_and_kind(found, loosely, strictly):
    tallies = score(article(), Extraction(TEXT, candidates=(found,)))
    assert len(tallies["events"].right) == loosely
    assert len(tallies["events strictly"].right) == strictly
    assert len(tallies["events"].false) == 1 - loosely


def test_two_candidates_for_one_event_are_one_too_many():
    twice = (candidate(0, 27, "killing"), candidate(0, 16, "resignation", "2019-06-03"))
    tallies = score(article(), Extraction(TEXT, candidates=twice))
    assert len(tallies["events"].right) == len(tallies["events"].false) == 1
    # The better of the two is the match.
    assert "killing" in tallies["events"].false[0].label


def test_what_is_doubtful_counts_neither_way_and_takes_nothing_from_what_is_not():
    doubtful = WRITTEN["events"][0] | {"title": "Ann Lee is tired", "kind": "development", "doubtful": "true"}
    of = corpus.read("planted", WRITTEN | {"events": [doubtful, WRITTEN["events"][0]]}, TEXT)
    one, two = candidate(0, 27, "development", "2019-06-03"), candidate(0, 16, "statement")
    tallies = [score(of, Extraction(TEXT, candidates=found))["events"] for found in ((one,), (one, two), ())]
    assert [(len(t.right), len(t.missed), len(t.false)) for t in tallies] == [(1, 0, 0), (1, 0, 0), (0, 1, 0)]


def test_roles_are_those_of_the_matched_events():
    actors = (actor("Ann Lee", "Lee"), actor("Bob Ray"), actor("June"))
    found = (
        candidate(0, 27, parts=[Part(0, "target"), Part(2, "mentioned")]),
        candidate(63, 96, parts=[Part(1, "target"), Part(2, "agent")]),
    )
    tally = score(article(), Extraction(TEXT, actors=actors, candidates=found))["roles"]
    assert labels(tally.right) == ["Bob Ray follows: Bob Ray as agent"]
    assert labels(tally.missed) == ["Ann Lee resigns: Ann Lee as agent"]
    assert labels(tally.false) == ["Ann Lee resigns: Ann Lee as target", "Bob Ray follows: June as agent"]


WORTHS = st.dictionaries(st.tuples(st.integers(0, 4), st.integers(0, 4)), st.integers(1, 9), max_size=12)


@given(WORTHS)
def test_no_other_pairs_are_worth_more(worth):
    pairs = best_pairs(worth)
    assert len(set(pairs.values())) == len(pairs)
    best = 0
    for number in range(len(worth) + 1):
        for some in itertools.combinations(worth, min(number, 5)):
            lefts, rights = {left for left, _ in some}, {right for _, right in some}
            if len(lefts) == len(rights) == len(some):
                best = max(best, sum(worth[pair] for pair in some))
    assert sum(worth[pair] for pair in pairs.items()) == best


# Results


def test_gains_and_losses_are_told_case_by_case():
    before = {"a": {"dates": {"right": 1, "missed": ["x", "y"], "false": ["p", "q"]}}, "gone": {}}
    after = {"a": {"dates": {"right": 1, "missed": ["y", "z"], "false": ["q", "q"]}}, "new": {}}
    assert results.changes(before, after) == (
        ["a, dates: found x", "a, dates: no longer proposed p"],
        ["a, dates: missed z", "a, dates: proposed q"],
    )
    assert results.changes(after, after) == ([], [])


def test_a_result_is_kept_as_it_was_written(tmp_path):
    of = article()
    result = results.written({"planted": score(of, Extraction(TEXT))})
    results.write(result, tmp_path / "result.json")
    assert results.committed(tmp_path / "result.json") == result
    assert results.committed(tmp_path / "none.json") == {}


def test_one_article_is_printed_with_its_mistakes_and_changes():
    out = io.StringIO()
    gold.main(["--article", "harbour-fire", "--mistakes"], out)
    printed = out.getvalue()
    assert [line.split("  ")[0] for line in printed.splitlines() if "precision" in line] == list(LAYERS)
    assert "Gains against the committed result" in printed
    assert "lake-merrin" not in printed
    again = io.StringIO()
    gold.main(["--article", "harbour-fire", "--mistakes"], again)
    assert again.getvalue() == printed


def test_an_article_that_is_not_there_is_named():
    with pytest.raises(SystemExit, match=r"nowhere\.yaml, the file: is not there; there are"):
        gold.main(["--article", "nowhere"], io.StringIO())


def test_the_committed_result_is_what_the_code_gives():
    """Whoever changes the extraction commits what it gains and loses: `make gold WRITE=1`."""
    now = results.written(gold.tallies(corpus.articles()))
    gains, losses = results.changes(results.committed(), now)
    assert (gains, losses) == ([], []), "run make gold, and make gold WRITE=1 if all is as it should be"
    assert now == results.committed()


def test_a_tally_of_several_articles_is_their_sum():
    one, other = (score(article(), Extraction(TEXT))["dates"] for _ in range(2))
    assert (one + other).missed == one.missed + other.missed
    assert Tally() + one == one
