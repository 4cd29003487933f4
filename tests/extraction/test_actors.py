"""Who a text speaks of: each actor once, whatever its spellings, and nothing that is none."""

from itertools import pairwise
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from timeline.anchoring import normalise
from timeline.extraction.actors import FoundActor, Known, Naming, Sort, find_actors
from timeline.extraction.actors.names import Names, fold
from timeline.extraction.sentences import sentences

SEED = Path(__file__).parents[2] / "seeds/soleimani-2020"
PERSON, BODY, GROUP, STATE = Sort.PERSON, Sort.ORGANISATION, Sort.ARMED_GROUP, Sort.STATE


def found_in(text: str, *, language: str = "en", known: tuple[Known, ...] = ()) -> list[FoundActor]:
    text = normalise(text)
    return find_actors(text, sentences(text, language), known=known, language=language)


def names_in(text: str, *, language: str = "en", known: tuple[Known, ...] = ()) -> set[str]:
    return {actor.name for actor in found_in(text, language=language, known=known)}


def words_of(text: str, actor: FoundActor) -> list[str]:
    return [text[mention.start : mention.stop] for mention in actor.mentions]


def the_one(text: str, *, language: str = "en", known: tuple[Known, ...] = ()) -> FoundActor:
    (actor,) = found_in(text, language=language, known=known)
    return actor


# The seed article


@pytest.fixture(scope="module")
def seed() -> tuple[str, list[FoundActor], list[dict]]:
    text = normalise((SEED / "article.txt").read_text(encoding="utf-8"))
    actors = yaml.safe_load((SEED / "timeline.yaml").read_text(encoding="utf-8"))["actors"]
    return text, find_actors(text, sentences(text)), actors


def is_named(found: FoundActor, actor: dict) -> bool:
    return bool(
        {fold(name) for name in (actor["name"], *actor.get("aliases", ()))} & {fold(s) for s in found.spellings}
    )


def test_of_the_24_actors_of_the_seed_article_all_are_proposed_that_have_a_name(seed):
    _, found, actors = seed
    missing = {actor["name"] for actor in actors if not any(is_named(other, actor) for other in found)}
    assert missing == {"American contractor"}


def test_nothing_in_the_seed_article_is_taken_for_an_actor_that_is_none(seed):
    _, found, actors = seed
    assert [other.name for other in found if not any(is_named(other, actor) for actor in actors)] == []


def test_each_actor_of_the_seed_article_is_proposed_once(seed):
    _, found, actors = seed
    assert [sum(is_named(other, actor) for other in found) for actor in actors].count(1) == 23


def test_each_actor_of_the_seed_article_is_of_its_sort(seed):
    _, found, actors = seed
    sorts = {actor["name"]: actor["type"] for actor in actors}
    wrong = [
        (actor["name"], other.sort)
        for actor in actors
        for other in found
        if is_named(other, actor) and other.sort != sorts[actor["name"]]
    ]
    assert wrong == []


def test_the_people_of_the_seed_article_are_members_of_what_their_descriptions_name(seed):
    _, found, _ = seed
    members = {actor.name: [found[number].name for number in actor.member_of] for actor in found}
    assert members["Mark Milley"] == ["Joint Chiefs of Staff"]
    assert members["Mark Esper"] == ["Department of Defense"]
    assert members["Abbas Kadhim"] == ["Atlantic Council"]
    assert members["Abu Mahdi al-Muhandis"] == ["Kataib Hezbollah"]
    assert members["Reuel Marc Gerecht"] == ["Foundation for Defense of Democracies"]


# What is proposed in English

PROPOSED = [
    # titles
    ("General Tarek Salman spoke.", {"Tarek Salman": PERSON}),
    ("Defense Secretary Orla Finch left.", {"Orla Finch": PERSON}),
    ("Prime Minister Anna Berg resigned.", {"Anna Berg": PERSON}),
    ("It was signed by Dr. Ivo Zeller.", {"Ivo Zeller": PERSON}),
    ("The speech of Lt. Col. Jane Poe was short.", {"Jane Poe": PERSON}),
    ("It was opened by Vice President Omar Dossa.", {"Omar Dossa": PERSON}),
    ("It was seen by Secretary of State Mike Tarrow.", {"Mike Tarrow": PERSON}),
    ("It was led by Major-General Charles Hutton.", {"Charles Hutton": PERSON}),
    ("A letter to Sheikh Ahmed bin Khalifa al-Noor is lost.", {"Ahmed bin Khalifa al-Noor": PERSON}),
    ("The judge, Lord Finlay, asked why.", {"Lord Finlay": PERSON}),
    ("The bridge was opened by the Duke of Lorne in 1880.", {"Duke of Lorne": PERSON}),
    # given names and shapes
    ("The film is by Lena Moss.", {"Lena Moss": PERSON}),
    ("The book is by J. K. Trelawney.", {"J. K. Trelawney": PERSON}),
    ("The painter was Vincent van Aalst.", {"Vincent van Aalst": PERSON}),
    ("It is said of Ursula von der Heide.", {"Ursula von der Heide": PERSON}),
    ("The veteran An Claes was hurt.", {"An Claes": PERSON}),
    # appositions
    ("Xenia Orlov, the director of the museum, left.", {"Xenia Orlov": PERSON}),
    ("Then came Tuva Ekwall, a farmer from the north.", {"Tuva Ekwall": PERSON}),
    ("Tuva Ekwall, 47, was found.", {"Tuva Ekwall": PERSON}),
    ("The group’s leader, Zabi Murad, was seen.", {"Zabi Murad": PERSON}),
    ("It was written by the poet Tuva Ekwall.", {"Tuva Ekwall": PERSON}),
    ("Rebel leader Zabi Murad was seen.", {"Zabi Murad": PERSON}),
    # what they do
    ("In spring Ekwall was arrested.", {"Ekwall": PERSON}),
    ("In spring Ekwall died.", {"Ekwall": PERSON}),
    ("In spring bin Sallah and Ekwall left.", {"bin Sallah": PERSON}),
    ("It is unlike bin Sallah and Ekwall. It was bin Sallah or Ekwall.", {"bin Sallah": PERSON, "Ekwall": PERSON}),
    ("In spring Zuvella said that profits rose. Later Zuvella said more.", {"Zuvella": BODY}),
    # bodies
    ("The Harbour Council met.", {"Harbour Council": BODY}),
    ("The Foundation for Quiet Rivers met.", {"Foundation for Quiet Rivers": BODY}),
    ("The Lindon Institute for Near East Policy met.", {"Lindon Institute for Near East Policy": BODY}),
    ("The Department of Health and Human Welfare met.", {"Department of Health and Human Welfare": BODY}),
    ("The Food and Transport Administration met.", {"Food and Transport Administration": BODY}),
    ("He sued Nordvik Corp. over it.", {"Nordvik Corp.": BODY}),
    ("He sued Hollis & Pryce over it.", {"Hollis & Pryce": BODY}),
    ("He works for Radio Kras now.", {"Radio Kras": BODY}),
    ("He was taken to St. Brigid’s Hospital at night.", {"St. Brigid’s Hospital": BODY}),
    ("The Dockers’ Union met.", {"Dockers’ Union": BODY}),
    ("On Monday the finance ministry met.", {"finance ministry": BODY}),
    ("The University of Tarn protested.", {"University of Tarn": BODY}),
    ("The airline Pegasor stopped.", {"Pegasor": BODY}),
    ("The company that owns it, Coldstack, closed.", {"Coldstack": BODY}),
    ("The Supreme Court of India ruled.", {"Supreme Court of India": BODY}),
    # armed groups
    ("The Golan Brigade withdrew.", {"Golan Brigade": GROUP}),
    ("A Shiite militia, Asa’ib Noor, withdrew.", {"Asa’ib Noor": GROUP}),
    ("Asa’ib Noor, a militia, withdrew.", {"Asa’ib Noor": GROUP}),
    ("The militant group Jund al-Haq withdrew.", {"Jund al-Haq": GROUP}),
    ("It was the Sons of the Mountain, a splinter group.", {"Sons of the Mountain": GROUP}),
    ("It was Saraya Hezbollah again.", {"Saraya Hezbollah": GROUP}),
    ("The Royal Air Force withdrew.", {"Royal Air Force": BODY}),
    # states
    ("It was Iran.", {"Iran": STATE}),
    ("The U.S. left.", {"United States": STATE}),
    ("They asked the US to leave.", {"United States": STATE}),
    ("Côte d'Ivoire won.", {"Ivory Coast": STATE}),
    ("Turkish troops crossed it.", {"Turkey": STATE}),
    ("Iranian-backed fighters crossed it.", {"Iran": STATE}),
    ("Tehran denied it.", {"Iran": STATE}),
    ("The U.S.-led coalition left.", {"U.S.-led coalition": BODY}),
    # of several sorts
    (
        "South Korean President Moon Dal-in met the World Bank.",
        {"South Korea": STATE, "Moon Dal-in": PERSON, "World Bank": BODY},
    ),
    ("Iran’s Guardian Council met.", {"Iran": STATE, "Guardian Council": BODY}),
    ("He met his Chinese counterpart, Wang Dao, at noon.", {"China": STATE, "Wang Dao": PERSON}),
]


@pytest.mark.parametrize(("text", "expected"), PROPOSED, ids=[text for text, _ in PROPOSED])
def test_an_actor_is_proposed_with_its_sort(text, expected):
    assert {actor.name: actor.sort for actor in found_in(text)} == expected


@pytest.mark.parametrize(
    "text",
    [
        "On Monday in March it rained.",
        "Nobody knew. Everyone left. Perhaps it rained.",
        "They met in Lisbon and near Hamburg.",
        "Tehran is large. He lives in Washington.",
        "The Green Zone was hit. The Middle East is tense.",
        "The Battle of Hastings was fought there.",
        "The Treaty of Versailles ended it.",
        "The Great Fire of London began there.",
        "The Iraq War began. The Cold War ended.",
        "Hurricane Maria struck. Mount Etna erupted.",
        "The Nobel Peace Prize is old.",
        "Iranian carpets are sold. French wine is good.",
        "He speaks English. Buddhists and Muslims prayed.",
        "Latin America is large. Spanish America was larger.",
        "Who knows? Tell us.",
        "The novel “Seven Silent Rivers” is good.",
        "Further responses followed. Thirty-one rockets fell.",
        "The president spoke. Defense secretaries met.",
        "Christmas and Ramadan are feasts.",
        "Officials said so. Witnesses said so. Rebels said so.",
        "The GDP rose. The CEO left. DNA was found.",
        "A Quiet Morning Turns Into A Very Loud Evening",
    ],
)
def test_what_has_capitals_and_is_no_actor_is_left_out(text):
    assert names_in(text) == set()


JOINED = [
    ("Tom Hartley left. Hartley wept.", ["Tom Hartley", "Hartley"]),
    ("Hartley was arrested. Mayor Tom Hartley wept.", ["Hartley", "Tom Hartley"]),
    ("Tom Hartley left. Mr. Hartley wept.", ["Tom Hartley", "Hartley"]),
    ("Abu Omar al-Rashid left. Rashid wept. Then al-Rashid wept.", ["Abu Omar al-Rashid", "Rashid", "al-Rashid"]),
    ("Reuel Marc Holt left. Reuel Holt wept.", ["Reuel Marc Holt", "Reuel Holt"]),
    ("John R. Holt left. John Holt wept.", ["John R. Holt", "John Holt"]),
    ("General Qassem Salami left. General Qasem Salami wept.", ["Qassem Salami", "Qasem Salami"]),
    ("Minister Wang Dao left. Wang said that he wept.", ["Wang Dao", "Wang"]),
    ("Tom Hartley’s house burnt. Hartley's son wept.", ["Tom Hartley", "Hartley"]),
    ("The Rescue Service (RS) left. The RS wept.", ["Rescue Service", "RS", "RS"]),
    ("The Harbour Rescue Council left. The Council wept.", ["Harbour Rescue Council", "Council"]),
    (
        "The Lindon Institute for Peace left. The Lindon Institute wept.",
        ["Lindon Institute for Peace", "Lindon Institute"],
    ),
    ("The Harbour Department left. The Department of Harbour wept.", ["Harbour Department", "Department of Harbour"]),
    ("The Tarnian Foreign Ministry left. The Foreign Ministry wept.", ["Tarnian Foreign Ministry", "Foreign Ministry"]),
    ("Nordvik Corp. left. Then Nordvik wept.", ["Nordvik Corp.", "Nordvik"]),
    ("The militia Asa'ib Noor left. ASAIB NOOR wept.", ["Asa'ib Noor", "ASAIB NOOR"]),
    ("Islamic State left. ISIS wept. ISIL, too.", ["Islamic State", "ISIS", "ISIL"]),
    ("America left. The U.S. wept. The USA, too.", ["America", "U.S.", "USA"]),
]


@pytest.mark.parametrize(("text", "mentions"), JOINED, ids=[text for text, _ in JOINED])
def test_later_and_other_spellings_are_joined_to_the_one_actor(text, mentions):
    assert words_of(text, the_one(text)) == mentions


def test_a_family_name_of_two_people_is_nobodys():
    text = "Ali Haddad and Omar Haddad were arrested. Haddad was released."
    assert [words_of(text, actor) for actor in found_in(text)] == [["Ali Haddad"], ["Omar Haddad"]]


def test_a_person_of_the_same_family_name_is_another():
    assert names_in("Anna Berg wept. Her husband Karl Berg wept, too.") == {"Anna Berg", "Karl Berg"}


def test_a_word_is_a_name_only_where_something_tells_so_anywhere_in_the_text():
    assert names_in("In spring the river Ekwall rose.") == set()
    text = "In spring Ekwall rose early. In autumn General Ekwall slept."
    assert words_of(text, the_one(text)) == ["Ekwall", "Ekwall"]


def test_a_headline_proposes_nothing_but_names_that_the_text_has():
    text = "Hartley Opens Grand Harbour Bridge\n\nMayor Tom Hartley opened it."
    assert words_of(text, the_one(text)) == ["Hartley", "Tom Hartley"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Iran left. Iranian retaliation is near.", [("Iran", Naming.NAME), ("Iranian", Naming.DEMONYM)]),
        ("Iran left. The Iranians wept.", [("Iran", Naming.NAME), ("Iranians", Naming.DEMONYM)]),
        ("Iran left. Iranian carpets are sold.", [("Iran", Naming.NAME)]),
        ("Iran left. Iran’s fleet, too.", [("Iran", Naming.NAME), ("Iran", Naming.NAME)]),
    ],
)
def test_a_state_is_spoken_of_by_its_adjective_where_it_acts(text, expected):
    assert [(text[m.start : m.stop], m.form) for m in the_one(text).mentions] == expected


DESCRIBED = [
    ("Xenia Orlov, the director of the museum, left.", "the director of the museum"),
    ("Xenia Orlov, a fellow who studies rivers, left.", "a fellow"),
    ("The group’s leader, Zabi Murad, left.", "The group’s leader"),
    ("Then came Defense Secretary Orla Finch.", "Defense Secretary"),
    ("The lawyer Jane Roe left.", "lawyer"),
    ("Jane Roe, 47, a carpenter, left.", "a carpenter"),
    ("Jane Roe left.", ""),
]


@pytest.mark.parametrize(("text", "description"), DESCRIBED, ids=[text for text, _ in DESCRIBED])
def test_an_actor_is_described_by_its_apposition_or_title(text, description):
    assert the_one(text).description == description


def test_the_members_of_a_body_are_those_whose_descriptions_name_it():
    people = found_in(
        "Xenia Orlov, the director of the Harbour Council, met Defense Secretary Orla Finch of the Defense Department."
    )
    members = {actor.name: [people[number].name for number in actor.member_of] for actor in people}
    assert members["Xenia Orlov"] == ["Harbour Council"]
    assert members["Orla Finch"] == ["Department of Defense"]


# Known names

KADIR = Known("kadir", "Abdul Kadir Osman", ("A. K. Osman", "the Falcon"), PERSON)
NOOR = Known("noor", "Kata'ib Noor", ("KN",), GROUP)


@pytest.mark.parametrize(
    ("text", "known", "mentions"),
    [
        ("It was Kata’ib Noor.", NOOR, ["Kata’ib Noor"]),
        ("It was Kataib-Noor.", NOOR, ["Kataib-Noor"]),
        ("IT WAS KATAIB NOOR.", NOOR, ["KATAIB NOOR"]),
        ("It was Katáib Noor’s.", NOOR, ["Katáib Noor"]),
        ("It was KN, not kn, and not KNOT.", NOOR, ["KN"]),
        ("They call him the Falcon.", KADIR, ["the Falcon"]),
        ("General Osman wept.", KADIR, ["Osman"]),
        ("Abdul Kadir Osman wept. Later Osman slept.", KADIR, ["Abdul Kadir Osman", "Osman"]),
        ("General Abdul Qadir Osman wept.", KADIR, ["Abdul Qadir Osman"]),
    ],
)
def test_a_known_actor_is_found_in_any_typography(text, known, mentions):
    actor = the_one(text, known=(known,))
    assert (actor.key, actor.name, words_of(text, actor)) == (known.key, known.name, mentions)


def test_the_sort_of_a_known_actor_may_be_given_as_its_stored_value():
    assert the_one("It was Kata'ib Noor.", known=(Known("noor", "Kata'ib Noor", (), "armed-group"),)).sort is GROUP


def test_a_known_name_is_not_part_of_a_longer_one():
    found = found_in("It was Kata'ib Noor al-Din Brigade.", known=(NOOR,))
    assert [(actor.name, actor.key) for actor in found] == [("Kata'ib Noor al-Din Brigade", None)]


def test_a_person_of_another_given_name_is_not_the_known_one():
    assert the_one("Karim Osman wept. Osman slept.", known=(KADIR,)).key is None


def test_a_name_that_two_known_actors_share_is_neithers():
    other = Known("other", "Aaron K. Osman", ("A. K. Osman",), PERSON)
    assert {actor.key for actor in found_in("It was A. K. Osman.", known=(KADIR, other))} <= {None}


def test_the_longest_of_the_known_names_is_meant():
    text = "It was the Kata'ib Noor League."
    league = Known("league", "Kata'ib Noor League", (), BODY)
    assert the_one(text, known=(NOOR, league)).key == "league"


# Other languages

ELSEWHERE = [
    (
        "de",
        "Kanzlerin Angela Merkel ging. Merkel schwieg, Merkels Leute auch.",
        {"Angela Merkel": ["Angela Merkel", "Merkel", "Merkel"]},
    ),
    ("de", "Jana Kruse, die Leiterin der Schule, ging.", {"Jana Kruse": ["Jana Kruse"]}),
    ("de", "Am Abend ging Außenminister Orlow.", {"Orlow": ["Orlow"]}),
    (
        "de",
        "Das Landeskriminalamt (LKA) suchte. Das LKA fand.",
        {"Landeskriminalamt": ["Landeskriminalamt", "LKA", "LKA"]},
    ),
    ("de", "Das Landgericht Kempfurt urteilte.", {"Landgericht Kempfurt": ["Landgericht Kempfurt"]}),
    (
        "de",
        "Das Institut für Klima und Wetter maß.",
        {"Institut für Klima und Wetter": ["Institut für Klima und Wetter"]},
    ),
    ("de", "Der Präsident des Iran ging. Irans Armee blieb.", {"Iran": ["Iran", "Iran"]}),
    ("de", "Die iranische Armee ging.", {"Iran": ["iranische"]}),
    ("de", "Die USA und US-Truppen gingen.", {"United States": ["USA", "US"]}),
    ("de", "Der Hund und die Katze aßen am Morgen Brot.", {}),
    ("de", "Iranische Teppiche sind teuer.", {}),
    ("fa", "سردار قاسم کریمی در تهران گفت.", {"قاسم کریمی": ["قاسم کریمی"]}),
    ("fa", "ژنرال کریمی گفت.", {"کریمی": ["کریمی"]}),
    ("fa", "ایران و آمریکا رفتند.", {"Iran": ["ایران"], "United States": ["آمریکا"]}),
    ("fa", "دادگاه انقلاب را دیدند.", {"دادگاه انقلاب": ["دادگاه انقلاب"]}),
    ("fa", "شهر و کوه و دریا زیبا است.", {}),
    ("ar", "قال الرئيس حسن الكريمي إنه عاد.", {"حسن الكريمي": ["حسن الكريمي"]}),
    ("ar", "وقالت إيران وللعراق وبإيران.", {"Iran": ["إيران", "إيران"], "Iraq": ["لعراق"]}),
    ("ar", "انسحبت القوات الأمريكية.", {"United States": ["أمريكي"]}),
    ("ar", "أعلنت وزارة المياه ذلك.", {"وزارة المياه": ["وزارة المياه"]}),
    ("ar", "الشمس جميلة في الصباح.", {}),
]


@pytest.mark.parametrize(("language", "text", "expected"), ELSEWHERE, ids=[text for _, text, _ in ELSEWHERE])
def test_actors_are_found_in_other_languages(language, text, expected):
    text = normalise(text)
    found = {actor.name: words_of(text, actor) for actor in found_in(text, language=language)}
    assert found == expected


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("fa", "حزب‌الله لبنان رفت."),
        ("fa", "حزب الله لبنان رفت."),
        ("ar", "قال حِزْبُ الله إنه باق."),
        ("de", "Die Hisbollah ging."),
    ],
)
def test_a_listed_group_has_one_name_in_all_languages_and_ways_of_writing(language, text):
    assert "Hezbollah" in names_in(text, language=language)


# What always holds

PIECES = [
    "General ",
    "Iran",
    "’s ",
    "the ",
    "Council ",
    "of ",
    "and ",
    "Al",
    "al-",
    "bin ",
    "said ",
    ", ",
    ". ",
    "“",
    "”",
    "(",
    ")",
]
PIECES += [
    "\n\n",
    "U.S.",
    "-led ",
    "WHO",
    " & ",
    "Müller ",
    "وزير ",
    "حسن ",
    "ژنرال ",
    "\u200c",
    "\0",
    "1 ",
    "Tom ",
    "militia",
]
TEXTS = st.one_of(st.text(max_size=200), st.lists(st.sampled_from(PIECES), max_size=60).map("".join))


@given(text=TEXTS, language=st.sampled_from(["en", "de", "fa", "ar", "fr", "", "en-GB"]))
@settings(max_examples=150, deadline=None)
def test_whatever_the_text_its_actors_are_well_formed(text, language):
    text = normalise(text)
    actors = find_actors(text, sentences(text, language), language=language, known=(KADIR, NOOR))
    mentions = sorted(mention for actor in actors for mention in actor.mentions)
    assert all(0 <= mention.start < mention.stop <= len(text) for mention in mentions)
    assert all(a.stop <= b.start for a, b in pairwise(mentions))
    for number, actor in enumerate(actors):
        assert list(actor.mentions) == sorted(actor.mentions)
        assert actor.mentions
        assert actor.name
        assert set(actor.spellings) <= {text[mention.start : mention.stop] for mention in actor.mentions}
        assert number not in actor.member_of
        assert all(0 <= member < len(actors) for member in actor.member_of)
    assert [actor.mentions[0].start for actor in actors] == sorted(actor.mentions[0].start for actor in actors)


@pytest.mark.parametrize(
    "piece",
    [
        "A ",
        "Iran and the militia, ",
        "Council of ",
        "Health and ",
        "Smith, ",
        "“a ",
        "’",
        "al-",
        "\0a",
        "12345 ",
        "General ",
    ],
)
def test_long_texts_without_an_end_are_read(piece):
    text = normalise(piece * (20_000 // len(piece)))
    find_actors(text, sentences(text))


# Names


@pytest.mark.parametrize(
    ("name", "text", "places"),
    [
        ("WHO", "WHOM did the WHO ask, who?", ["WHO"]),
        ("ETA", "BETA, ETA and ETAS", ["ETA"]),
        ("Oman", "A woman of Oman, a Roman.", ["Oman"]),
        ("Yaoundé", "Yaounde, YAOUNDÉ and yaoundé", ["Yaounde", "YAOUNDÉ"]),
        ("al-Noor", "al Noor, Al-Noor and al‑Noor", ["al Noor", "Al-Noor", "al‑Noor"]),
        ("العراق", "في العراق وللعراق ولعراق", ["العراق", "لعراق"]),
        ("Ali", "Ali’s and Alis", ["Ali"]),
        ("N.F.", "N.F. and NF", ["N.F."]),
        ("", "anything", []),
        ("...", "anything...", []),
    ],
)
def test_a_name_is_found_where_words_begin_and_end(name, text, places):
    found = Names([(name, 1)] if name else []).places(text)
    assert [text[place.start : place.stop] for place in found] == places


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Kata’ib", "Kataib"),
        ("Gdańsk", "gdansk"),
        ("al-Qaeda", "Al Qaeda"),
        ("حِزْب", "حزب"),
        ("علي", "علی"),
        ("كتاب", "کتاب"),
    ],
)
def test_spellings_are_folded_to_one(one, other):
    assert fold(one) == fold(other)


@pytest.mark.parametrize(
    ("name", "sort", "text"),
    [
        ("United States", Sort.STATE, "The United States struck first. Americans died, and U.S. officials mourned."),
        ("Iran", Sort.STATE, "Iranian forces fired on the ship. Iran denied it."),
        ("Pentagon", Sort.ORGANISATION, "The Pentagon said so. The Defense Department repeated it."),
    ],
)
def test_one_on_record_is_not_found_again_by_what_the_lists_call_it(name, sort, text):
    found = find_actors(text, sentences(text), known=[Known("k", name, sort=sort)])
    assert [(actor.name, actor.key) for actor in found] == [(name, "k")]


def test_a_listed_name_that_two_on_record_bear_is_neither():
    known = [Known("a", "Georgia", sort=Sort.STATE), Known("b", "Georgia", sort=Sort.ORGANISATION)]
    text = "Georgian troops crossed the river."
    assert [actor.key for actor in find_actors(text, sentences(text), known=known)] == [None]
