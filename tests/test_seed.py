"""The seed: thirteen events of one article, in the words that carry them."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.conf import settings

from timeline import curation
from timeline.interchange import dump, load
from timeline.models import Actor, Event, Evidence, Membership, Participation, Source, Timeline

pytestmark = pytest.mark.django_db

SEED = Path(settings.BASE_DIR) / "seeds" / "soleimani-2020"
NOW = datetime(2020, 2, 1, tzinfo=UTC)

# In the order in which they are told: slug, title, kind, date in EDTF, its label, basis, and the words that say it.
EVENTS = [
    (
        "bin-laden-dies",
        "Osama bin Laden dies in hiding",
        "killing",
        "2011-05-02",
        "2 May 2011",
        "outside",
        ["Both bin Laden and Baghdadi died in hiding and on the run"],
    ),
    (
        "baghdadi-killed",
        "Abu Bakr al-Baghdadi is killed",
        "killing",
        "2019-10",
        "October 2019",
        "stated",
        [
            "by the time Baghdadi was killed in October",
            "Both bin Laden and Baghdadi died in hiding and on the run",
        ],
    ),
    (
        "attacks-on-coalition-bases",
        "A series of attacks on U.S.-led coalition bases",
        "attack",
        "2019-10~/2020-01-02",
        "about October 2019 – 2 January 2020",
        "stated",
        ["a series of attacks on U.S.-led coalition bases over the past several months"],
    ),
    (
        "islamic-state-without-territory",
        "The Islamic State holds no territory any more",
        "development",
        "../2019-10",
        "by October 2019",
        "stated",
        ["had no territory left by the time Baghdadi was killed in October"],
    ),
    (
        "rocket-attack",
        "31 rockets hit a compound in Iraq and kill an American contractor",
        "attack",
        "[2019-12-21..2019-12-31]",
        "late December 2019",
        "stated",
        [
            "including one in late December that killed an American contractor",
            "about 100 U.S. military personnel were at the attacked compound in December, in addition to about 200 "
            "contractors",
            "Thirty-one rockets aren’t designed as a warning shot.",
        ],
    ),
    (
        "us-strikes-kataib-hezbollah",
        "The U.S. strikes five Kataib Hezbollah targets in Iraq and Syria",
        "strike",
        "[2019-12-21..2020-01-02]",
        "between 21 December 2019 and 2 January 2020",
        "ordered",
        [
            "That strike prompted U.S. strikes against five targets in Iraq and Syria where an Iranian-backed militia, "
            "Kataib Hezbollah, was operating"
        ],
    ),
    (
        "esper-expects-retaliation",
        "Esper expects Iranian retaliation and says the U.S. might act first",
        "statement",
        "2020-01-02",
        "2 January 2020",
        "stated",
        [
            "Earlier yesterday, Defense Secretary Mark Esper had told reporters that he fully expected Iranian "
            "retaliation for the strikes on Kataib Hezbollah, but that the U.S. might act preemptively"
        ],
    ),
    (
        "milley-intent-to-kill",
        "Milley: the December attack was meant to kill Americans",
        "statement",
        "2020-01-02TMO",
        "2 January 2020, morning",
        "stated",
        [
            "said at a press conference yesterday morning",
            "We know that the intent of this last attack was, in fact, to kill",
        ],
    ),
    (
        "soleimani-killed",
        "Qassem Soleimani and Abu Mahdi al-Muhandis are killed",
        "killing",
        "2020-01-03",
        "3 January 2020",
        "outside",
        [
            "The leader of that militia, Abu Mahdi al-Muhandis, who also served as an adviser to Soleimani, was "
            "reported killed alongside the Quds Force commander.",
            "in the state where he was killed",
        ],
    ),
    (
        "pentagon-statement",
        "The Pentagon: Soleimani was “actively developing plans to attack”",
        "statement",
        "[2020-01-02..2020-01-03]",
        "2 or 3 January 2020",
        "inferred",
        [
            "General Soleimani was actively developing plans to attack American diplomats and service members in Iraq "
            "and throughout the region,” the Defense Department statement said"
        ],
    ),
    (
        "kadhim-host-country",
        "Kadhim: a terrorist to the U.S., but not to the host country",
        "statement",
        "[2020-01-02..2020-01-03]",
        "2 or 3 January 2020",
        "inferred",
        [
            "It’s another thing to kill someone who is designated as a terrorist by the U.S. but not by the host "
            "country—Iraq, in this case.”"
        ],
    ),
    (
        "gerecht-they-will-strike-back",
        "Gerecht: “They will strike back”",
        "statement",
        "[2020-01-02..2020-01-03]",
        "2 or 3 January 2020",
        "inferred",
        ["They will strike back. Just a question of target"],
    ),
    (
        "smyth-decapitation-strike",
        "Smyth: the most important decapitation strike America has ever launched",
        "statement",
        "[2020-01-02..2020-01-03]",
        "2 or 3 January 2020",
        "inferred",
        ["called the attack on Soleimani the most important decapitation strike America has ever launched"],
    ),
]

# Event, actor, role, and who says so where the article itself does not.
PARTICIPATIONS = {
    ("bin-laden-dies", "osama-bin-laden", "casualty", None),
    ("baghdadi-killed", "abu-bakr-al-baghdadi", "casualty", None),
    ("baghdadi-killed", "islamic-state", "target", None),
    ("attacks-on-coalition-bases", "qassem-soleimani", "agent", "department-of-defense"),
    ("attacks-on-coalition-bases", "us-led-coalition", "target", None),
    ("islamic-state-without-territory", "islamic-state", "target", None),
    ("rocket-attack", "american-contractor", "casualty", None),
    ("rocket-attack", "united-states", "target", None),
    ("rocket-attack", "us-led-coalition", "target", None),
    ("rocket-attack", "qassem-soleimani", "agent", "department-of-defense"),
    ("rocket-attack", "kataib-hezbollah", "mentioned", None),
    ("us-strikes-kataib-hezbollah", "united-states", "agent", None),
    ("us-strikes-kataib-hezbollah", "kataib-hezbollah", "target", None),
    ("us-strikes-kataib-hezbollah", "iraq", "mentioned", None),
    ("us-strikes-kataib-hezbollah", "syria", "mentioned", None),
    ("esper-expects-retaliation", "mark-esper", "speaker", None),
    ("esper-expects-retaliation", "iran", "mentioned", None),
    ("esper-expects-retaliation", "united-states", "mentioned", None),
    ("esper-expects-retaliation", "kataib-hezbollah", "mentioned", None),
    ("milley-intent-to-kill", "mark-milley", "speaker", None),
    ("soleimani-killed", "qassem-soleimani", "casualty", None),
    ("soleimani-killed", "abu-mahdi-al-muhandis", "casualty", None),
    ("soleimani-killed", "united-states", "agent", None),
    ("soleimani-killed", "quds-force", "target", None),
    ("soleimani-killed", "kataib-hezbollah", "target", None),
    ("pentagon-statement", "department-of-defense", "speaker", None),
    ("pentagon-statement", "qassem-soleimani", "mentioned", None),
    ("kadhim-host-country", "abbas-kadhim", "speaker", None),
    ("kadhim-host-country", "qassem-soleimani", "mentioned", None),
    ("kadhim-host-country", "united-states", "mentioned", None),
    ("kadhim-host-country", "iraq", "mentioned", None),
    ("gerecht-they-will-strike-back", "reuel-marc-gerecht", "speaker", None),
    ("gerecht-they-will-strike-back", "iran", "mentioned", None),
    ("smyth-decapitation-strike", "phillip-smyth", "speaker", None),
    ("smyth-decapitation-strike", "qassem-soleimani", "mentioned", None),
    ("smyth-decapitation-strike", "united-states", "mentioned", None),
    ("smyth-decapitation-strike", "iran", "mentioned", None),
}


@pytest.fixture
def seed(db) -> Timeline:
    return load(SEED, now=NOW).timeline


def test_the_article_begins_and_ends_with_its_own_words():
    text = (SEED / "article.txt").read_text(encoding="utf-8")
    assert text.startswith("Unlike bin Laden or Baghdadi, Soleimani had the power and resources of an entire state")
    assert text.endswith("had no territory left by the time Baghdadi was killed in October.)\n")
    assert text.count("\n\n") == 6
    assert "at his back—and open support" in text
    assert "Iran's imperial project.”" in text


def test_the_source_says_whose_it_is_and_from_which_day_its_words_count(seed):
    source = Source.objects.get()
    assert source.title == "The Soleimani Assassination Is America’s Most Consequential Strike This Century"
    assert (source.publisher, source.url) == ("The Atlantic", "https://amp.theatlantic.com/amp/article/604378/")
    assert (source.published_on, source.zone, source.language) == (date(2020, 1, 3), "America/New_York", "en")
    assert "excerpt" in source.note


def test_the_events_are_told_in_order_with_honest_dates(seed):
    told = [Event.objects.get(pk=pk) for pk in seed.events.published().in_order()]
    assert [
        (event.slug, event.title, event.kind.slug, str(event.date), event.date.label(), event.basis) for event in told
    ] == [event[:6] for event in EVENTS]


def test_seventeen_quotations_carry_the_events():
    assert len({quotation for event in EVENTS for quotation in event[6]}) == 17


@pytest.mark.parametrize(("slug", "quotation"), [(event[0], quotation) for event in EVENTS for quotation in event[6]])
def test_each_quotation_is_verified_evidence_of_its_event(seed, slug, quotation):
    passages = [piece.passage for piece in Evidence.objects.filter(event__slug=slug, passage__status="verified")]
    (passage,) = [passage for passage in passages if quotation in passage.exact]
    assert passage.text.text[passage.start : passage.stop] == passage.exact


def test_every_actor_takes_part_as_the_words_say(seed):
    rows = Participation.objects.values_list("event__slug", "actor__slug", "role", "said_by__slug")
    assert set(rows) == PARTICIPATIONS


@pytest.mark.parametrize(
    ("slug", "bodies"),
    [
        ("qassem-soleimani", {"quds-force", "iran"}),
        ("abu-mahdi-al-muhandis", {"kataib-hezbollah"}),
        ("mark-milley", {"joint-chiefs-of-staff", "department-of-defense", "united-states"}),
        ("mark-esper", {"department-of-defense", "united-states"}),
        ("osama-bin-laden", {"al-qaeda"}),
        ("abu-bakr-al-baghdadi", {"islamic-state"}),
        ("abbas-kadhim", {"atlantic-council"}),
        ("reuel-marc-gerecht", {"foundation-for-defense-of-democracies"}),
        ("phillip-smyth", {"washington-institute-for-near-east-policy"}),
    ],
)
def test_an_actor_is_part_of_what_stands_above_it(seed, slug, bodies):
    actor = Actor.objects.get(slug=slug)
    above = Membership.objects.bodies_above([actor.pk]) - {actor.pk}
    assert set(Actor.objects.filter(pk__in=above).values_list("slug", flat=True)) == bodies


@pytest.mark.parametrize(
    ("spelling", "slug"),
    [
        ("Qasem Soleimani", "qassem-soleimani"),
        ("Qassim Suleimani", "qassem-soleimani"),
        ("Soleimani", "qassem-soleimani"),
        ("ISIS", "islamic-state"),
        ("ISIL", "islamic-state"),
        ("Kata'ib Hezbollah", "kataib-hezbollah"),
        ("Pentagon", "department-of-defense"),
    ],
)
def test_an_actor_is_known_by_its_other_spellings(seed, spelling, slug):
    assert Actor.objects.known_as(spelling).get().slug == slug


def test_statements_are_the_words_of_those_who_made_them(seed):
    pieces = Evidence.objects.filter(event__kind__slug="statement", supports="event")
    assert {(piece.event.slug, piece.attributed_to and piece.attributed_to.slug) for piece in pieces} == {
        ("esper-expects-retaliation", "mark-esper"),
        ("milley-intent-to-kill", "mark-milley"),
        ("pentagon-statement", "department-of-defense"),
        ("kadhim-host-country", "abbas-kadhim"),
        ("gerecht-they-will-strike-back", "reuel-marc-gerecht"),
        ("smyth-decapitation-strike", "phillip-smyth"),
    }


def test_a_stated_date_has_its_cue_and_any_other_its_reason(seed):
    for event in seed.events.all():
        cues = [piece.cue for piece in event.evidence.all() if piece.cue]
        assert cues if event.basis == "stated" else event.reason, event


def test_the_killing_is_dated_where_it_happened_with_a_note_on_washington(seed):
    event = Event.objects.get(slug="soleimani-killed")
    assert event.zone == "Asia/Baghdad"
    assert "still 2 January in Washington" in event.reason


def test_what_is_ordered_or_inferred_stands_beside_its_neighbours(seed):
    strike = Event.objects.get(slug="us-strikes-kataib-hezbollah")
    assert (strike.after.slug, strike.before.slug) == ("rocket-attack", "esper-expects-retaliation")
    assert {event.after.slug for event in seed.events.filter(basis="inferred")} == {"soleimani-killed"}


def test_permanent_addresses_are_the_same_wherever_the_seed_is_loaded(seed):
    assert seed.uid == "0dbpcz1e"
    assert Source.objects.get().uid == "tapjdywz"
    assert Actor.objects.get(slug="qassem-soleimani").uid == "evd2wh50"
    assert Event.objects.get(slug="soleimani-killed").uid == "hg3z48cr"


def test_the_whole_seed_passes_the_audit(seed):
    audit = curation.audit()
    assert (audit.events, audit.quotations, audit.faults) == (13, 30, [])


def test_loading_the_seed_again_changes_nothing(seed):
    report = load(SEED, now=NOW)
    assert (report.created, report.changed) == ({}, {})


def test_nothing_in_the_seed_is_lost_in_a_dump_of_it(seed, tmp_path):
    dump(seed, folder=tmp_path)
    report = load(tmp_path, now=NOW)
    assert (report.created, report.changed) == ({}, {})
    assert report.unchanged == {"timeline": 1, "kind": 5, "actor": 24, "source": 1, "text": 1, "event": 13}
