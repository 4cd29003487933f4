"""What an article tells: which sentences make events, when these were, who takes part, and which are one."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from timeline.dates import EventDate
from timeline.extraction import Extraction, extract
from timeline.extraction.actors import Known
from timeline.extraction.candidates import Candidate
from timeline.extraction.candidates.proposed import clean_passage
from timeline.extraction.candidates.titles import LONGEST_TITLE, fitted
from timeline.extraction.lexicon import kinds, lexicon, senses

PUBLISHED = date(2020, 1, 3)  # a Friday


PEOPLE = (Known("ana", "Ana Silva", ("Silva",)), Known("rui", "Rui Costa", ("Costa",)))


def found(text: str, *, language: str = "en") -> Extraction:
    return extract(text, published=PUBLISHED, language=language, known=PEOPLE)


def told(text: str, **given) -> list[Candidate]:
    """The events that are proposed without doubt."""
    return [candidate for candidate in found(text, **given).candidates if not candidate.doubt]


def only(text: str, **given) -> Candidate:
    (candidate,) = told(text, **given)
    return candidate


def roles(extraction: Extraction, candidate: Candidate) -> dict[str, str]:
    return {extraction.actors[part.actor].name: part.role for part in candidate.participants}


# Which sentences tell of an event, of what kind, and when

EVENTS = [
    ("Police arrested Ana Silva on Monday.", "arrest", "2019-12-30"),
    ("Iran fired missiles at two bases in Iraq on 27 December 2019.", "attack", "2019-12-27"),
    ("Israel carried out an air strike on Hamas on 12 November 2019.", "strike", "2019-11-12"),
    ("Ana Silva was shot dead in March 2018.", "killing", "2018-03"),
    ("Ana Silva died on Monday.", "death", "2019-12-30"),
    ("She was born in Porto on 2 March 1950.", "birth", "1950-03-02"),
    ("An earthquake struck Nepal on 25 April 2015.", "disaster", "2015-04-25"),
    ("The ferry sank in June 1994.", "disaster", "1994-06"),
    ("A court in Lisbon sentenced Ana Silva to four years on 12 November 2019.", "verdict", "2019-11-12"),
    ("The court found Ana Silva guilty on 12 November 2019.", "verdict", "2019-11-12"),
    ("Prosecutors charged Ana Silva with fraud in June 2018.", "trial", "2018-06"),
    ("The trial opened on 8 January 2018.", "trial", "2018-01-08"),
    ("Boris Johnson won the election on 12 December 2019.", "election", "2019-12-12"),
    ("Ana Silva was elected president in 2016.", "election", "2016"),
    ("Thousands of people marched in Paris on Saturday.", "protest", "2019-12-28"),
    ("The ceasefire was signed by Turkey and Russia on 5 March 2018.", "agreement", "2018-03-05"),
    ("Ana Silva was appointed chairwoman of the bank in 2014.", "appointment", "2014"),
    ("Ana Silva resigned in June 2018.", "resignation", "2018-06"),
    ("Ana Silva announced on Monday that she would resign.", "statement", "2019-12-30"),
    ("Ana Silva expressed her condolences in a statement released on Monday.", "statement", "2019-12-30"),
    ("The hospital closed in 1994.", "development", "1994"),
    ("She spent the winter of 1952 in Oslo.", "development", "1952-24"),
    ("They were allowed to go home on 30 December 2019.", "development", "2019-12-30"),
    ("It was on 9 August 1959 that Ana Silva first saw the valley.", "development", "1959-08-09"),
    ("Ana Silva had no money left by October 2019.", "development", "../2019-10"),
    ("The port was last hit by a fatal accident in 1998.", "disaster", "1998"),
    # Everyday verbs, and those that no lexicon has
    ("Ana Silva squelched across the marsh on 4 March 2019.", "development", "2019-03-04"),
    ("Peru declared war on Chile in April 1879.", "attack", "1879-04"),
    ("The Turks besieged Vienna in 1529.", "attack", "1529"),
    ("King Rui abdicated on 6 April 1814.", "resignation", "1814-04-06"),
    ("The judge threw the suit out in May 2018.", "verdict", "2018-05"),
    ("The court struck down the law in May 2018.", "verdict", "2018-05"),
    ("The tanker ran aground in May 1999.", "disaster", "1999-05"),
    ("The miners went on strike in May 1984.", "protest", "1984-05"),
    ("The miners struck in May 1984.", "protest", "1984-05"),
    ("The union called off its strike on Friday.", "protest", "2020-01-03"),
    ("Porto was admitted to the league in May 1950.", "development", "1950-05"),
    ("The bank went bankrupt in May 2009.", "development", "2009-05"),
    ("The owner, Nairn Metals, shut the works in May 2014.", "development", "2014-05"),
    ("The report appeared on 29 March 2019.", "development", "2019-03-29"),
    ("The price fell by another four points in May 2019.", "development", "2019-05"),
    ("The motion of no confidence failed on Monday.", "development", "2019-12-30"),
    ("Rui Costa said on Thursday it was all under control.", "statement", "2020-01-02"),
    ("His letter, dated 4 May 2019, said that nobody had been hurt.", "statement", "2019-05-04"),
    ("Asked about the affair on Monday, Ana Silva said that nobody had been hurt.", "statement", "2019-12-30"),
    ("Ana Silva insisted on leaving that same night.", "development", "2020-01-03TNI"),
]


@pytest.mark.parametrize(("sentence", "kind", "when"), EVENTS, ids=[sentence for sentence, _, _ in EVENTS])
def test_a_dated_happening_is_an_event_of_its_kind(sentence, kind, when):
    candidate = only(sentence)
    assert (candidate.kind, str(candidate.date), candidate.basis) == (kind, when, "stated")


NO_EVENTS = [
    "If Ana Silva is convicted, she will resign.",
    "Ana Silva may have been killed in October.",
    "Did police arrest Ana Silva on Monday?",
    "No arrests were made on Monday.",
    "Ana Silva has lived in Lisbon since 2011.",
    "Ana Silva was arrested in Lisbon every Friday in 2019.",
    "Ana Silva could be arrested.",
    "The bread toasts well and keeps for a week.",
    "Ana Silva remained in Lisbon in 2016.",
    "About 200 contractors were at the attacked compound in December.",
    "Further strikes seem inevitable.",
    "She travelled openly in the region where her forces operated.",
    "Somebody says that it can never be very long now.",
    "The deal was dead.",
    "It ran until 1919.",
    "Ana Silva has been visiting Porto since Tuesday.",
    "Cut the plums in half on Monday, and leave them overnight.",
    "",
]


@pytest.mark.parametrize("sentence", NO_EVENTS)
def test_what_did_not_happen_or_only_holds_is_no_event(sentence):
    assert told(sentence) == []


@pytest.mark.parametrize(
    ("sentence", "doubt"),
    [
        ("The court will sentence Ana Silva on 5 March 2020.", "forecast"),
        ("Ana Silva is expected to be sentenced in March 2020.", "forecast"),
        ("Police did not arrest Ana Silva on Monday.", "negated"),
    ],
)
def test_what_is_foreseen_or_denied_with_a_date_and_a_name_comes_marked_and_last(sentence, doubt):
    (candidate,) = found(sentence).candidates
    assert candidate.doubt == doubt
    assert candidate.score <= 0.2


def test_the_day_in_a_dateline_dates_nothing():
    candidate = only("LISBON, Friday — At least two people were killed when a bridge collapsed on Monday.")
    assert str(candidate.date) == "2019-12-30"
    assert not candidate.title.startswith("LISBON")


def test_what_is_told_as_past_is_no_forecast_whatever_its_date_reads_like():
    candidate = only("Ana Silva opened the bridge on 4 March 2021.")
    assert (candidate.date, candidate.doubt) == (None, "")
    assert any("4 March 2021" in reason for reason in candidate.reasons)


def test_the_next_thing_that_a_dated_story_tells_of_somebody_is_an_event_too():
    first, following = told("Ana Silva left the hall on 4 March 2019. Rui Costa refused a handshake.")
    assert (following.kind, following.basis, following.after) == ("development", "ordered", 0)
    assert following.score < first.score
    assert "told next in a story that gives dates" in following.reasons


@pytest.mark.parametrize(
    "text",
    [
        "Rui Costa refused a handshake.",
        "Ana Silva left the hall on 4 March 2019.\n\nRui Costa refused a handshake.",
        "Ana Silva left the hall on 4 March 2019. She pondered the matter.",
        "Ana Silva left the hall on 4 March 2019. Rui Costa was eating an apple.",
    ],
)
def test_what_no_dated_story_tells_of_somebody_by_name_is_none(text):
    assert not any("told next" in reason for candidate in told(text) for reason in candidate.reasons)


def test_a_participle_behind_its_noun_is_told_apart_from_the_verb():
    dates = {c.kind: str(c.date) for c in told("A man arrested in Lisbon in March 2018 died on Monday.")}
    assert dates == {"arrest": "2018-03", "death": "2019-12-30"}
    truce = "A truce agreed by Iran and Iraq, and backed by Russia, began on 3 May 2018."
    assert "A truce begins" in [candidate.title for candidate in told(truce)]


def test_the_auxiliary_of_a_passive_holds_for_what_is_joined_to_it():
    _, second = told("A rescue was announced by Iran on 9 March 2019 and abandoned in May 2019.")
    assert second.title == "A rescue is abandoned"


# Dates that another clause or the text around it gives


def test_a_date_in_a_subordinate_clause_belongs_to_that_clause():
    extraction = found("Islamic State had no territory left by the time Abu Bakr al-Baghdadi was killed in October.")
    dates = {candidate.kind: str(candidate.date) for candidate in extraction.candidates}
    assert dates == {"development": "../2019-10", "killing": "2019-10"}


@pytest.mark.parametrize(
    ("sentence", "dates"),
    [
        ("On 12 November 2019 the court convicted Ana Silva, and Rui Costa resigned.", ["2019-11-12", "2019-11-12"]),
        ("Ana Silva graduated in 1953 and married Rui Costa in 1962.", ["1953", "1962"]),
        ("A crane fell in 1998, when Iran attacked the port.", ["1998", "1998"]),
    ],
)
def test_a_date_is_shared_where_the_sentence_shares_it(sentence, dates):
    assert [str(candidate.date) for candidate in told(sentence)] == dates


def test_what_comes_after_a_dated_clause_is_ordered_after_it():
    candidate, first = told("Ana Silva resigned after Rui Costa was arrested on 2 December 2019.")
    assert (str(first.date), first.basis) == ("2019-12-02", "stated")
    assert (str(candidate.date), candidate.basis) == ("[2019-12-02..2020-01-03]", "ordered")
    assert "Rui Costa was arrested" in candidate.reason


def test_an_undated_event_goes_after_the_one_told_before_it_in_its_paragraph():
    verdict, appeal, release = told(
        "Ana Silva was found guilty on 12 March 2019. She appealed. The court released Ana Silva on 4 June 2019."
    )
    assert appeal.after == 0
    assert (str(appeal.date), appeal.basis) == ("[2019-03-12..2019-06-04]", "ordered")
    assert appeal.reason
    assert appeal.score < min(verdict.score, release.score)


def test_what_had_happened_before_is_not_ordered_after_what_is_told_before_it():
    _, earlier = told("Ana Silva resigned on 12 March 2019. Rui Costa had been arrested.")
    assert (earlier.date, earlier.basis, earlier.after) == (None, "", None)


def test_that_which_followed_is_ordered_after_what_led_to_it():
    attack, strike = told(
        "An attack on the base killed an American contractor in late December.\n\n"
        "That attack prompted U.S. strikes against five targets in Iraq."
    )
    assert (attack.kind, strike.kind) == ("attack", "strike")
    assert strike.after == 0
    assert strike.title == "U.S. strikes against five targets in Iraq"
    assert strike.date.earliest == attack.date.earliest


def test_what_is_spoken_of_in_a_dated_statement_had_happened_by_then():
    text = (
        "An attack on the base killed an American contractor in late December. "
        "That attack prompted U.S. strikes on Kataib Hezbollah.\n\n"
        "Mark Esper told reporters yesterday that he expected retaliation for the strikes on Kataib Hezbollah."
    )
    strike = next(candidate for candidate in told(text) if candidate.kind == "strike")
    assert strike.date.latest == date(2020, 1, 2)


# Who takes part

ROLES = [
    ("Ana Silva was arrested by the Federal Police in 2018.", {"Ana Silva": "target", "Federal Police": "agent"}),
    ("Ana Silva shot Rui Costa dead on 5 March 2018.", {"Ana Silva": "agent", "Rui Costa": "casualty"}),
    ("Israel carried out an air strike on Hamas in May 2019.", {"Israel": "agent", "Hamas": "target"}),
    ("Turkey and Russia signed a truce in March 2018.", {"Turkey": "agent", "Russia": "agent"}),
    ("A truce between Turkey and Russia began on 5 March 2018.", {"Turkey": "agent", "Russia": "agent"}),
    ("The murder of Ana Silva in March 2018 shocked the town.", {"Ana Silva": "casualty"}),
    ("The attack on Hamas in June 2019 led to protests.", {"Hamas": "target"}),
    ("Ana Silva testified in May 1988.", {"Ana Silva": "speaker"}),
    ("Ana Silva, who had run the bank, resigned in 2018.", {"Ana Silva": "agent"}),
    ("Russia invaded Georgia in August 2008.", {"Russia": "agent", "Georgia": "target"}),
]


@pytest.mark.parametrize(("sentence", "expected"), ROLES, ids=[sentence for sentence, _ in ROLES])
def test_roles_are_read_off_the_order_of_words(sentence, expected):
    extraction = found(sentence)
    (candidate,) = extraction.candidates
    given = roles(extraction, candidate)
    assert {name: role for name, role in given.items() if role != "mentioned"} == expected


def test_a_pronoun_means_the_one_who_was_named():
    extraction = found("Ana Silva took her seat. Her lawyer, Rui Costa, was late. She was arrested on Monday.")
    assert roles(extraction, extraction.candidates[-1]) == {"Ana Silva": "target"}


def test_whoever_is_only_accused_has_the_role_by_the_word_of_the_accuser():
    extraction = found(
        "“He had plans,” the Defense Department said, declaring Qassem Soleimani responsible for a series of attacks "
        "on Kataib Hezbollah over the past several months."
    )
    attacks = next(candidate for candidate in extraction.candidates if candidate.kind == "attack")
    (agent,) = (part for part in attacks.participants if part.role == "agent")
    assert extraction.actors[agent.actor].name.endswith("Soleimani")
    assert extraction.actors[agent.said_by].name in ("Defense Department", "Department of Defense")


def test_what_somebody_reports_is_attributed_to_him():
    extraction = found("Rui Costa said that Ana Silva was arrested on Monday.")
    (candidate,) = extraction.candidates
    assert candidate.kind == "arrest"
    assert extraction.actors[candidate.evidence[0].attributed_to].name == "Rui Costa"
    assert {extraction.actors[p.said_by].name for p in candidate.participants if p.said_by is not None} == {"Rui Costa"}


@pytest.mark.parametrize(
    ("sentence", "place"),
    [
        ("Police arrested Ana Silva in Lisbon on Monday.", "Lisbon"),
        ("The army attacked five targets in Iraq and Syria on Monday.", "Iraq and Syria"),
        ("Ana Silva resigned in June 2018.", ""),
        ("A fire broke out in the city of Porto on Monday.", "Porto"),
    ],
)
def test_the_place_is_in_the_words_of_the_clause(sentence, place):
    assert only(sentence).place == place


# Statements


def test_several_quotations_of_one_occasion_are_one_statement():
    extraction = found(
        "“We did nothing wrong,” Ana Silva said on Monday. The room was full. “We have nothing to hide,” she added."
    )
    (candidate,) = extraction.candidates
    assert (candidate.kind, str(candidate.date)) == ("statement", "2019-12-30")
    assert candidate.title == "Ana Silva: “We did nothing wrong”"
    assert [extraction.text[q.start : q.stop] for q in candidate.evidence if q.supports == "event"] == [
        "“We did nothing wrong,” Ana Silva said on Monday.",
        "“We have nothing to hide,” she added.",
    ]


def test_what_is_said_on_two_days_is_two_statements():
    text = "Ana Silva said on Monday that the bank was safe. On Thursday Silva told reporters that it was not."
    assert [str(candidate.date) for candidate in told(text)] == ["2019-12-30", "2020-01-02"]


def test_an_undated_statement_in_the_news_is_dated_by_the_news():
    text = "A bridge fell on Monday.\n\n“Nobody was warned of this in time,” Ana Silva told reporters."
    statement = told(text)[-1]
    assert (statement.kind, statement.basis) == ("statement", "inferred")
    assert str(statement.date) == "[2019-12-30..2020-01-03]"
    assert statement.reason


def test_an_undated_statement_without_news_is_dated_by_publication():
    statement = only("“Nobody was warned of this in time,” Ana Silva told us.")
    assert (str(statement.date), statement.basis) == ("../2020-01-03", "inferred")


def test_whoever_has_no_name_but_is_described_makes_a_statement():
    statement = only("The presidency said that nobody had been hurt in it.")
    assert statement.kind == "statement"
    assert statement.title == "The presidency says that nobody had been hurt in it"
    assert "no named speaker" in statement.reasons


def test_a_promise_of_things_is_titled_by_its_verb():
    assert only("Ana Silva promised better roads in 2016.").title == "Ana Silva promises better roads"


def test_scare_quotes_are_no_statement():
    assert told("The so-called “peace bridge” stands in Lisbon.") == []


# One and the same


@pytest.mark.parametrize(
    "text",
    [
        "Ana Silva was killed in October. Ana Silva was shot dead in Porto, police said.",
        "A bomb exploded in Kabul on Monday. Three people were killed.",
        "Two dock workers were killed when an explosion tore through a silo on Monday.",
        "On Monday Ana Silva left the house and went to the station.",
        "A bomb attack hit Lisbon on Monday. The attack was the first in years.",
        "An attack in late December that killed an American contractor was the worst.",
    ],
)
def test_what_is_told_twice_is_one_event(text):
    assert len(told(text)) == 1


def test_nobody_dies_twice_but_two_people_die_apart():
    extraction = found(
        "Both Osama bin Laden and Abu Bakr al-Baghdadi died in hiding.\n\nAbu Bakr al-Baghdadi was killed in October."
    )
    first, second = extraction.candidates
    assert {name for name, role in roles(extraction, first).items() if role == "casualty"} == {"Osama bin Laden"}
    assert str(second.date) == "2019-10"
    assert len(second.evidence) == 2


def test_one_of_several_is_an_event_of_its_own():
    several, one = told(
        "A series of attacks on Kataib Hezbollah over the past several months, including one in late December that "
        "killed an American contractor, went unpunished."
    )
    assert several.date.throughout
    assert str(one.date) == "[2019-12-21..2019-12-31]"
    assert one.title == "An attack that killed an American contractor"


# Lists of dates


def test_each_line_that_begins_with_its_date_is_one_event():
    text = (
        "12 March 2019: A court convicts Ana Silva. She weeps.\n\n"
        "4 June 2019: Ana Silva is released and leaves the country.\n\n"
        "1 July 2019 – Rain."
    )
    candidates = told(text)
    assert [str(candidate.date) for candidate in candidates] == ["2019-03-12", "2019-06-04", "2019-07-01"]
    assert [candidate.kind for candidate in candidates] == ["verdict", "development", "development"]
    assert candidates[0].title == "A court convicts Ana Silva"


# Titles


@pytest.mark.parametrize(
    ("sentence", "title"),
    [
        ("On Monday, Ana Silva was arrested in Lisbon.", "Ana Silva is arrested in Lisbon"),
        ("Ana Silva had resigned in June 2018.", "Ana Silva resigns"),
        ("Four men were arrested in Lisbon on Monday.", "Four men are arrested in Lisbon"),
        ("Negotiators from Iran met in Geneva on 24 November 2013.", "Negotiators from Iran meet in Geneva"),
        ("The ship, which had arrived from Klaipeda on Saturday, burned.", "The ship arrives from Klaipeda"),
        ("Ana Silva, who was arrested on Monday, is ill.", "Ana Silva is arrested"),
        ("The 2015 agreement was signed in Vienna on 14 July 2015.", "The 2015 agreement is signed in Vienna"),
        ("The duty on grain, which was abolished in April 2018, was low.", "The duty on grain is abolished"),
        ("The bank, which Ana Silva founded in 1990, is small.", "Ana Silva founds the bank"),
        ("A man named Rui Costa left Porto on Monday.", "A man named Rui Costa leaves Porto"),
        ("The owner, Nairn Metals, shut the works in May 2014.", "The owner, Nairn Metals, shuts the works"),
        ("The port, closed since Easter, reopened on Monday.", "The port reopens"),
        ("The last fire, in 2009, destroyed the east wing.", "The last fire destroys the east wing"),
        ("In March 2019, the first month of spring, soldiers fired on a crowd.", "Soldiers fire on a crowd"),
        ("A quarter of the miners left the town in May 2019.", "A quarter of the miners leave the town"),
        ("The workers' union called off its strike on Friday.", "The workers' union calls off its strike"),
        ("The Turks besieged Vienna in 1529.", "The Turks besiege Vienna"),
        ("A map was published in 1971 by the museum.", "A map is published by the museum"),
        ("They began to hear witnesses on 3 January 2018.", "They begin to hear witnesses"),
        ("Her ministry paid six million in May 2019.", "Her ministry pays six million"),
        ("The court found Ana Silva guilty on 12 November 2019.", "The court finds Ana Silva guilty"),
        ("Ana Silva spent that winter in Oslo.", "Ana Silva spends that winter in Oslo"),
        ("The bank lost four million in the year to May 2019.", "The bank loses four million"),
        ("Ana Silva resigned on Monday, because the bank was broke.", "Ana Silva resigns"),
        ("The mayor’s house burned down in May 2019; it was old.", "The mayor’s house burns down"),
    ],
)
def test_a_title_is_a_plain_sentence_in_the_present(sentence, title):
    assert title in [candidate.title for candidate in told(sentence)]


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        ("silva is killed .)", "Silva is killed"),
        ("Silva launches , because", "Silva launches"),
        ("Silva signs (the treaty) and the", "Silva signs (the treaty)"),
        ("Silva calls it “a farce", "Silva calls it a farce"),
        ("Silva says “yes” , and", "Silva says “yes”"),
        ("word " * 40, f"Word {'word ' * 21}word…"),
    ],
)
def test_nothing_dangles_from_a_title(title, shown):
    assert fitted(title) == shown
    assert len(shown) <= LONGEST_TITLE


# Evidence


@pytest.mark.parametrize(
    ("text", "words", "clean"),
    [
        ("It rained, and Silva left, but", "and Silva left, but", "Silva left"),
        ("He said “yes” and", "” and", "” and"),
        ("“No,” he said. “Yes.”", "he said. “", "he said."),
        ("“Yes,” he said.", ",” he said.", "he said."),
        ("(He died.)", "He died.)", "He died."),
        ("„Ja“, sagte er", "„Ja“, sagte er", "„Ja“, sagte er"),
    ],
)
def test_evidence_begins_and_ends_with_words_of_its_own(text, words, clean):
    start = text.index(words)
    first, last = clean_passage(text, start, start + len(words))
    assert text[first:last] == clean


def test_evidence_leaves_out_the_conjunction_of_its_clause():
    extraction = found("Rui Costa stayed, it is said, because Ana Silva was arrested on Monday.")
    assert [extraction.text[q.start : q.stop] for c in extraction.candidates for q in c.evidence] == [
        "Ana Silva was arrested on Monday."
    ]


# Other languages


@pytest.mark.parametrize(
    ("language", "sentence", "kind"),
    [
        ("de", "Am 12. März 2019 wurde Angela Merkel in Berlin verhaftet.", "arrest"),
        ("de", "Das Gericht verurteilte den Mann am 12. März 2019.", "verdict"),
        ("de", "Am 3. Juni 2018 brach in Unterau ein Feuer aus.", "disaster"),
        ("de", "Das Becken wurde am 3. Mai 2019 fertiggestellt.", "development"),
        ("fa", "پلیس مالک انبار را در ۷ نوامبر ۲۰۱۹ بازداشت کرد.", "arrest"),
        ("fa", "بازار در سال ۲۰۰۶ ساخته شد.", "development"),
        ("ar", "اعتقلت الشرطة أربعة منهم في 27 يناير 2019.", "arrest"),
        ("ar", "وفي 14 فبراير 2019 استقال الوزير.", "resignation"),
    ],
)
def test_other_languages_tell_events_too(language, sentence, kind):
    candidate = only(sentence, language=language)
    assert candidate.kind == kind
    assert candidate.date is not None


def test_a_language_that_is_not_known_is_read_as_english():
    assert lexicon("tlh") is lexicon("en")
    assert lexicon("kinds") is lexicon("en")
    assert lexicon("de-AT") is lexicon("de")


@pytest.mark.parametrize("language", ["en", "de", "fa", "ar"])
def test_every_word_of_a_lexicon_has_a_sense_and_every_sense_a_kind(language):
    words = lexicon(language)
    used = {verb.sense for verbs in words.verbs.values() for verb in verbs}
    used |= {noun.sense for nouns in words.nouns.values() for noun in nouns}
    assert used <= senses().keys()
    assert {sense.kind for sense in senses().values()} <= kinds().keys()


@pytest.mark.parametrize(
    ("word", "lemma"),
    [
        ("acquitted", "acquit"),
        ("shot", "shoot"),
        ("dying", "die"),
        ("carried", "carry"),
        ("seized", "seize"),
        ("upheld", "uphold"),
        ("laid", "lay"),
        ("found", "find"),
        ("found", "found"),
        ("crept", "creep"),
    ],
)
def test_english_forms_are_made_from_the_dictionary_form(word, lemma):
    assert lemma in {verb.lemma for verb in lexicon("en").verbs[word]}


# What always holds


def assert_sound(extraction: Extraction) -> None:
    for n, candidate in enumerate(extraction.candidates):
        assert candidate.title == " ".join(candidate.title.split()) != ""
        assert len(candidate.title) <= LONGEST_TITLE
        assert candidate.kind in kinds()
        assert 0 <= candidate.start < candidate.stop <= len(extraction.text)
        assert candidate.evidence
        for quoted in candidate.evidence:
            words = extraction.text[quoted.start : quoted.stop]
            assert words.strip()
            assert quoted.cue in words
            assert quoted.attributed_to is None or 0 <= quoted.attributed_to < len(extraction.actors)
        spans = [(quoted.start, quoted.stop) for quoted in candidate.evidence]
        assert len(set(spans)) == len(spans)
        for part in candidate.participants:
            assert 0 <= part.actor < len(extraction.actors)
            assert part.role in ("agent", "target", "casualty", "speaker", "mentioned")
        assert len({(part.actor, part.role) for part in candidate.participants}) == len(candidate.participants)
        assert (candidate.date is None) == (candidate.basis == "")
        assert candidate.basis in ("", "stated") or candidate.reason
        assert candidate.date is None or EventDate.parse(str(candidate.date)) == candidate.date
        assert candidate.after is None or 0 <= candidate.after < len(extraction.candidates) != n
        assert candidate.after != n
        assert 0 <= candidate.score <= 1
        assert candidate.reasons
        assert candidate.doubt in ("", "forecast", "conditional", "negated")


WORDS = st.sampled_from(
    [
        *(
            "Ana",
            "Silva",
            "Iran",
            "police",
            "Police",
            "he",
            "She",
            "it",
            "they",
            "one",
            "including",
            "attack",
            "attacks",
        ),
        *("strikes", "arrested", "killed", "died", "dead", "born", "found", "guilty", "exploded", "prompted", "denied"),
        *(
            "led",
            "responsible",
            "was",
            "were",
            "had",
            "have",
            "will",
            "may",
            "to",
            "by",
            "the",
            "time",
            "in",
            "on",
            "of",
        ),
        *("that", "said", "who", "which", "when", "after", "before", "and", "but", "if", "not", "no", "for", "'s", "“"),
        *("”", '"', ",", ".", ";", ":", "—", "(", ")", "?", "-", "•", "\n", "\n\n", "Monday", "2019", "October"),
        *("late", "December", "yesterday", "12 March 2019:", "bomb", "wurde", "verhaftet", "کشته", "شد", "قتل"),
    ]
)


@settings(max_examples=300, deadline=None)
@given(st.lists(WORDS, max_size=60), st.sampled_from(["en", "de", "fa", "ar"]))
def test_no_order_of_words_breaks_it(words, language):
    assert_sound(found(" ".join(words), language=language))


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=300))
def test_no_text_breaks_it(text):
    assert_sound(found(text))


@pytest.mark.parametrize(
    "text",
    [
        "attacks on " * 3000,
        "said that he was told that " * 1500,
        "“" * 3000,
        "Ana Silva, who " * 2000,
        "1" * 20_000,
        "was killed on Monday " * 1500,
        "12 March 2019: \n" * 1500,
        "\0\ud800 killed" * 2000,
    ],
)
def test_texts_that_nobody_writes_are_read_all_the_same(text):
    assert_sound(found(text))
