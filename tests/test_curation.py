"""The one door: what may be published, what a new text does, what merging keeps, and what the audit finds."""

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import NOW, cite_for, make_actor, make_event, make_source, make_timeline, quote_for
from timeline import anchoring, curation
from timeline.curation import CurationError, PublishError, QuotationError
from timeline.models import (
    Actor,
    Alias,
    Citation,
    Event,
    Evidence,
    Figure,
    Membership,
    Origin,
    Participation,
    Passage,
    Redirect,
    SourceText,
)

pytestmark = pytest.mark.django_db

TEXT = "Rockets hit a base in late December.\n\nNobody said who had fired them. Rockets hit a base again in January."


@pytest.fixture
def curator():
    return User.objects.create_user("ada")


def candidate(title="Rockets hit a base", **fields) -> Event:
    return make_event(title, published=False, **fields)


def everything() -> list[tuple]:
    """All that is told, as plain values: what must be the same when nothing was changed."""
    models = [Actor, Alias, Citation, Event, Evidence, Figure, Membership, Origin, Participation, Passage]
    models += [Redirect, SourceText]
    return [tuple(model.objects.order_by("pk").values_list()) for model in models]


# Quoting


def test_a_quotation_is_kept_to_the_letter_of_the_text_and_with_its_paragraph():
    source = make_source("He left.\n\n“They aren’t gone” — she said.")
    passage = curation.quote(source, '"They aren\'t gone" - she said.')
    assert passage.exact == "“They aren’t gone” — she said."
    assert source.current_text.text[passage.start : passage.stop] == passage.exact
    assert (passage.paragraph, passage.status) == (2, "verified")


def test_the_same_words_are_one_passage():
    source = make_source(TEXT)
    assert curation.quote(source, "who had fired them") == curation.quote(source, "who had fired them")


def test_words_that_are_there_twice_are_refused_with_their_places():
    with pytest.raises(QuotationError, match=r"2 times \(at 0, 70\); add the words before or after it\.") as caught:
        curation.quote(make_source(TEXT), "Rockets hit a base")
    assert caught.value.anchor.places == (0, 70)


def test_the_words_beside_it_tell_a_quotation_from_its_like():
    source = make_source(TEXT)
    assert curation.quote(source, "Rockets hit a base", suffix=" again").start == TEXT.index("Rockets hit a base again")


def test_words_that_are_not_there_are_refused_with_the_nearest():
    with pytest.raises(QuotationError, match=r"Nearest is “Nobody said who had fired them\.” \(at 38, \d+ % alike\)"):
        curation.quote(make_source(TEXT), "Nobody said who fired them.")


def test_words_like_nothing_in_the_text_are_refused_without_a_guess():
    with pytest.raises(QuotationError, match="nor is anything like it"):
        curation.quote(make_source("Rain."), "The president resigned on Tuesday")


def test_a_source_without_text_cannot_be_quoted():
    with pytest.raises(QuotationError, match="has no text yet"):
        curation.quote(make_source(), "Rockets")
    assert not Passage.objects.exists()


# The gate


def without_evidence() -> Event:
    return candidate()


def with_words_that_are_gone() -> Event:
    event = candidate(quotes=["Rockets hit a base in May."], cue="in May")
    curation.add_text(event.evidence.get().passage.source, "Nothing happened.", now=NOW)
    return event


def with_a_text_that_was_tampered_with() -> Event:
    event = candidate(quotes=["Rockets hit a base in May."], cue="in May")
    SourceText.objects.update(text="Rockets hit a base in May!")
    return event


def with_offsets_that_are_wrong() -> Event:
    event = candidate(quotes=["Rockets hit a base in May."], cue="in May")
    Passage.objects.update(start=1)
    return event


def with_an_older_text() -> Event:
    event = candidate(quotes=["Rockets hit a base in May."], cue="in May")
    text = SourceText.objects.get()
    SourceText.objects.create(source=text.source, version=2, text=text.text, sha256=text.sha256)
    return event


def with_a_cue_that_is_not_in_the_quotation() -> Event:
    event = candidate(quotes=["Rockets hit a base in May."])
    Evidence.objects.update(cue="in June")
    return event


def without_a_cue() -> Event:
    event = candidate(quotes=["Rockets hit a base in May."])
    Evidence.objects.update(cue="")
    return event


def citing_a_source_that_nobody_could_find() -> Event:
    return candidate(cites=[make_source(title="A rumour")])


def citing_for_a_date_that_the_words_give() -> Event:
    return candidate(cites=["News"], basis="stated")


def citing_beside_words_that_are_gone() -> Event:
    event = with_words_that_are_gone()
    cite_for(event, "News")
    return event


NO_CUE = "Its date is said to be stated, but no evidence has a cue: the words that give it."
NO_WORDS = "None of its quotations is in the current text of its source, to the letter."
REFUSED = {
    without_evidence: "It has no evidence: quote the words that say it, or cite the source that tells of it.",
    with_words_that_are_gone: NO_WORDS,
    with_a_text_that_was_tampered_with: NO_WORDS,
    with_offsets_that_are_wrong: NO_WORDS,
    with_an_older_text: NO_WORDS,
    citing_a_source_that_nobody_could_find: (
        "It cites “A rumour” without saying who published it or where: nobody could find it again."
    ),
    citing_for_a_date_that_the_words_give: (
        "Its date is said to be stated, but it is cited and not quoted: say what else the date rests on."
    ),
    citing_beside_words_that_are_gone: NO_WORDS,
    without_a_cue: NO_CUE,
    with_a_cue_that_is_not_in_the_quotation: NO_CUE,
}


@pytest.mark.parametrize(("make", "obstacle"), REFUSED.items())
def test_an_event_without_verified_words_is_not_published(make, obstacle):
    event = make()
    before = everything()
    with pytest.raises(PublishError, match="cannot be published") as caught:
        curation.publish(event, now=NOW)
    assert obstacle in caught.value.obstacles
    assert caught.value.event == event
    assert everything() == before
    assert Event.objects.get().status == Event.Status.CANDIDATE


@pytest.mark.parametrize("make", [with_words_that_are_gone, with_a_text_that_was_tampered_with, without_a_cue])
def test_a_published_event_that_lost_its_words_does_not_pass_the_gate(make):
    event = make()
    Event.objects.filter(pk=event.pk).update(status="published", published_at=NOW)
    event.refresh_from_db()
    with pytest.raises(PublishError):
        curation.gate(event)


def test_evidence_that_code_takes_away_does_not_pass_the_gate():
    event = make_event()
    event.evidence.get().delete()
    with pytest.raises(PublishError, match="It has no evidence"):
        curation.gate(event)


def test_a_candidate_passes_the_gate_as_it_is():
    curation.gate(candidate())


@pytest.mark.parametrize("known_by", [{"publisher": "A paper"}, {"url": "https://paper.example/1"}])
def test_an_event_that_cites_a_source_is_published_without_a_quotation(known_by):
    source = make_source(title="Rockets hit a base", **known_by)
    event = candidate(cites=[make_source(title="A rumour"), source])
    curation.publish(event, now=NOW)
    assert (event.is_published, event.is_cited) == (True, True)


def test_one_verified_quotation_is_enough():
    event = candidate(quotes=["Rockets hit a base in May."], cue="in May")
    lost = quote_for(event, "Rockets, again.")
    curation.add_text(lost.passage.source, "Nothing.", now=NOW)
    curation.publish(event, now=NOW)
    assert event.is_published


def test_publishing_says_since_when_and_leaves_who_and_why(curator):
    event = candidate(quotes=["Rockets hit a base in May."])
    curation.publish(event, now=NOW, by=curator, why="Read twice")
    event.refresh_from_db()
    assert (event.status, event.published_at) == ("published", NOW)
    record = event.history.latest()
    assert (record.history_user, record.history_change_reason) == (curator, "Read twice")


@pytest.mark.parametrize(
    ("act", "status", "reason"),
    [(curation.unpublish, "candidate", "Unpublished"), (curation.reject, "rejected", "Rejected")],
)
def test_taking_an_event_back_leaves_who_and_why(curator, act, status, reason):
    event = make_event()
    act(event, by=curator)
    event.refresh_from_db()
    assert event.status == status
    assert (event.history.latest().history_user, event.history.latest().history_change_reason) == (curator, reason)


def test_an_event_that_returns_keeps_the_day_on_which_it_was_first_published():
    event = make_event()
    curation.unpublish(event)
    curation.publish(event, now=NOW.replace(year=2021))
    assert Event.objects.get().published_at == NOW


# A corrected text


def test_the_same_text_again_changes_nothing():
    source = make_source(TEXT)
    before = everything()
    assert not curation.add_text(source, TEXT + "  \r\n", now=NOW).created
    assert everything() == before


def test_a_text_that_loses_the_last_words_of_an_event_takes_it_back_and_says_so(curator):
    event = make_event(quotes=["Rockets hit a base in May."], cue="in May")
    other = make_event("Other", quotes=["Another thing."])
    source = event.evidence.get().passage.source
    report = curation.add_text(source, "A correction: nothing happened.", now=NOW, by=curator)
    assert report.created
    assert [passage.exact for passage in report.lost] == ["Rockets hit a base in May."]
    assert report.unpublished == [event]
    assert list(Event.objects.published()) == [other]
    record = event.history.latest()
    assert record.history_user == curator
    assert record.history_change_reason == "The new text no longer has its words"
    passage = Passage.objects.get(exact="Rockets hit a base in May.")
    assert (passage.status, passage.text, passage.start) == ("missing", None, None)


def test_words_that_moved_keep_their_event_public_at_their_new_place():
    source = make_source(TEXT)
    event = make_event(quotes=["Nobody said who had fired them."], source=source)
    report = curation.add_text(source, "A correction was made.\n\n" + TEXT, now=NOW)
    assert (report.kept, report.moved, report.lost, report.unpublished) == (0, 1, [], [])
    passage = event.evidence.get().passage
    assert passage.text.version == 2
    assert passage.start == TEXT.index("Nobody") + len("A correction was made.\n\n")
    assert passage.paragraph == 3
    assert curation.obstacles(event) == []


def test_words_that_a_new_text_has_twice_are_ambiguous_and_carry_nothing():
    event = make_event(quotes=["Rockets hit."])
    source = event.evidence.get().passage.source
    report = curation.add_text(source, "Rain fell.\n\nRockets hit.\n\nRain fell.\n\nRockets hit.", now=NOW)
    assert event.evidence.get().passage.status == "ambiguous"
    assert report.unpublished == [event]


def test_an_event_with_other_words_stays_when_a_text_loses_some():
    event = make_event(quotes=["Rockets hit a base in May."], cue="in May")
    lost = quote_for(event, "Rockets, again.")
    report = curation.add_text(lost.passage.source, "Nothing.", now=NOW)
    assert report.lost == [lost.passage]
    assert report.unpublished == []
    event.refresh_from_db()
    assert event.is_published


def test_a_cue_takes_the_letters_that_its_quotation_has_in_the_new_text(curator):
    source = make_source("“It wasn’t May”, he said; “it wasn’t May”.")
    event = make_event(quotes=["“It wasn’t May”, he said; “it wasn’t May”."], source=source, cue="it wasn’t May")
    report = curation.add_text(source, '"It wasn\'t May", he said; "it wasn\'t May".', now=NOW, by=curator)
    piece = event.evidence.get()
    assert (piece.cue, piece.passage.status, report.unpublished) == ("it wasn't May", "verified", [])
    assert curation.obstacles(event) == []
    record = piece.history.latest()
    assert (record.history_user, record.history_change_reason) == (curator, "Version 2 of the text")


def test_a_repeated_cue_takes_the_new_letters_too():
    source = make_source("May’s rain was May’s ruin.")
    event = make_event(quotes=["May’s rain was May’s ruin."], source=source, cue="May’s")
    curation.add_text(source, "May's rain was May's ruin.", now=NOW)
    assert event.evidence.get().cue == "May's"


@pytest.mark.parametrize("cue", ["in June", "\u200b"])
def test_an_event_whose_cue_is_not_in_its_quotation_goes_with_the_letters_of_the_old_text(cue):
    event = make_event(quotes=["It wasn’t\u200b May."])
    event.evidence.update(cue=cue)
    report = curation.add_text(event.evidence.get().passage.source, "It wasn't May.", now=NOW)
    assert report.unpublished == [event]


# Merging actors


def test_merging_actors_moves_all_that_is_said_of_the_one_to_the_other(curator):
    state = make_actor("Iran", type="state")
    force = make_actor("Force")
    keep = make_actor("Qassem Soleimani", aliases=["Soleimani"])
    other = make_actor("Qasem Soleimani", aliases=["Soleimani", "General Soleimani"], part_of=[state])
    Membership.objects.create(member=force, body=other)
    event = make_event(actors=[(other, "casualty")])
    claimed = Participation.objects.create(event=event, actor=force, role="agent", said_by=other)
    voiced = quote_for(event, "He said so.", attributed_to=other)
    borne_out = quote_for(event, "It was he.", supports="actor", actor=other)

    curation.merge_actors(keep, [other], by=curator, why="Two spellings")

    assert not Actor.objects.filter(slug="qasem-soleimani").exists()
    assert event.participations.get(role="casualty").actor == keep
    for row in (claimed, voiced, borne_out):
        row.refresh_from_db()
    assert (claimed.said_by, voiced.attributed_to, borne_out.actor) == (keep, keep, keep)
    assert list(keep.part_of.all()) == [state]
    assert list(keep.parts.all()) == [force]
    assert {alias.name for alias in keep.aliases.all()} == {"Soleimani", "Qasem Soleimani", "General Soleimani"}
    assert Redirect.objects.target("actor", other.uid) == keep.uid
    assert Redirect.objects.target("actor", "qasem-soleimani") == keep.uid
    for record in (voiced.history.latest(), Actor.history.filter(slug="qasem-soleimani").latest()):
        assert (record.history_user, record.history_change_reason) == (curator, "Two spellings")


def test_a_part_that_both_had_is_one_part_and_another_role_another():
    keep, other = make_actor("Keep"), make_actor("Other")
    event = make_event(actors=[(keep, "agent"), (other, "agent"), (other, "target")])
    curation.merge_actors(keep, [other])
    assert sorted(part.role for part in event.participations.all()) == ["agent", "target"]
    assert {part.actor for part in event.participations.all()} == {keep}


def test_members_and_bodies_that_both_had_are_kept_once():
    body = make_actor("Body")
    keep, other = make_actor("Keep", part_of=[body]), make_actor("Other", part_of=[body])
    curation.merge_actors(keep, [other])
    assert list(keep.part_of.all()) == [body]


def test_a_part_merged_with_its_body_is_not_part_of_itself():
    keep = make_actor("Joint Chiefs")
    other = make_actor("Chiefs of Staff", part_of=[keep])
    curation.merge_actors(keep, [other])
    assert not Membership.objects.exists()


def test_addresses_lead_on_through_a_chain_of_mergers():
    one, two, three = make_actor("One"), make_actor("Two"), make_actor("Three")
    curation.merge_actors(two, [one])
    curation.merge_actors(three, [two])
    assert {Redirect.objects.target("actor", old) for old in (one.uid, two.uid, "one", "two")} == {three.uid}


def test_several_are_merged_at_once():
    keep, *others = [make_actor(name) for name in ("Keep", "Other", "Third")]
    make_event(actors=[(others[0], "agent"), (others[1], "agent")])
    curation.merge_actors(keep, others)
    assert list(Actor.objects.all()) == [keep]
    assert [part.actor for part in Participation.objects.all()] == [keep]


def test_nobody_is_merged_into_himself():
    keep, other = make_actor("Keep"), make_actor("Other")
    before = everything()
    with pytest.raises(CurationError, match=r"“Keep” cannot be merged into itself\. Nothing was changed"):
        curation.merge_actors(keep, [other, keep])
    assert everything() == before


def test_a_merger_that_would_run_membership_in_a_circle_changes_nothing():
    top = make_actor("Top")
    middle = make_actor("Middle", part_of=[top])
    bottom = make_actor("Bottom", part_of=[middle])
    before = everything()
    with pytest.raises(CurationError, match=r"would become part of itself.*Nothing was changed"):
        curation.merge_actors(top, [bottom])
    assert everything() == before


# Merging events


def test_merging_events_moves_evidence_participants_and_order(curator):
    text = make_source("Rockets hit a base in May. A base was hit.")
    one, two = make_actor("One"), make_actor("Two")
    keep = make_event("Keep", quotes=["Rockets hit a base in May."], source=text, cue="in May", actors=[one])
    other = make_event(
        "Other", quotes=["Rockets hit a base in May.", "A base was hit."], source=text, cue="in May", actors=[one, two]
    )
    follower = make_event("Follower", after=other)
    forerunner = make_event("Forerunner", before=other)

    curation.merge_events(keep, [other], by=curator)

    keep.refresh_from_db()
    assert [piece.passage.exact for piece in keep.evidence.all()] == ["Rockets hit a base in May.", "A base was hit."]
    assert [part.actor for part in keep.participations.all()] == [one, two]
    follower.refresh_from_db()
    forerunner.refresh_from_db()
    assert (follower.after, forerunner.before) == (keep, keep)
    assert Redirect.objects.target("event", other.uid) == keep.uid
    assert not Event.objects.filter(pk=other.pk).exists()
    record = keep.history.latest()
    assert (record.history_user, record.history_change_reason) == (curator, "Merged with another event")


def test_merging_events_moves_citations_figures_and_origins_and_keeps_what_both_have():
    both, other_news = (make_source(title=title, publisher="A paper") for title in ("Both", "Other news"))
    keep = make_event("Keep", cites=["Own", both], figures={"deaths": (1, 2, 3)})
    other = make_event("Other", cites=[both, other_news], figures={"deaths": (7, 8, 9), "injured": (4, None, None)})
    Origin.objects.create(timeline=keep.timeline, event=other, dataset="ucdp", key="12", digest="0" * 64)
    curation.merge_events(keep, [other])
    assert [str(citation) for citation in keep.citations.all()] == ["Own", "Both", "Other news"]
    assert list(keep.figures.values_list("name", "low")) == [("deaths", 1), ("injured", 4)]
    assert Origin.objects.get().event == keep


def test_an_event_that_followed_the_one_merged_into_it_follows_nothing():
    other = make_event("Other")
    keep = make_event("Keep", after=other)
    curation.merge_events(keep, [other])
    keep.refresh_from_db()
    assert keep.after is None


def test_addresses_of_events_lead_on_through_a_chain_of_mergers():
    one, two, three = make_event("One"), make_event("Two"), make_event("Three")
    curation.merge_events(two, [one])
    curation.merge_events(three, [two])
    assert Redirect.objects.target("event", one.uid) == three.uid


def test_events_of_two_timelines_are_not_merged():
    keep, other = make_event("Keep"), make_event("Other", timeline=make_timeline("Another story"))
    before = everything()
    with pytest.raises(CurationError, match=r"belong to different timelines\. Nothing was changed"):
        curation.merge_events(keep, [other])
    assert everything() == before


def test_an_event_is_not_merged_into_itself():
    keep, other = make_event("Keep"), make_event("Other")
    before = everything()
    with pytest.raises(CurationError, match="cannot be merged into itself"):
        curation.merge_events(keep, [other, keep])
    assert everything() == before


def test_a_merger_that_would_run_the_order_in_a_circle_changes_nothing():
    first, last = make_event("First"), make_event("Last")
    make_event("Between", after=first, before=last)
    before = everything()
    with pytest.raises(CurationError, match=r"in a circle: First; Between\. Nothing was changed"):
        curation.merge_events(first, [last])
    assert everything() == before


def test_what_readers_see_is_not_merged_into_what_they_do_not():
    keep, hidden, seen = candidate("Keep"), candidate("Hidden"), make_event("Seen")
    before = everything()
    with pytest.raises(CurationError, match="“Seen” is published and “Keep” is not: keep the published one, or unpub"):
        curation.merge_events(keep, [hidden, seen])
    assert everything() == before


def test_a_merger_does_not_bring_a_public_event_past_the_gate():
    keep = make_event("Keep")
    other = make_event("Other", published=False)
    keep.evidence.update(cue="")
    before = everything()
    with pytest.raises(PublishError):
        curation.merge_events(keep, [other])
    assert everything() == before


# Order and leftovers


def test_events_cannot_be_said_to_follow_one_another_in_a_circle():
    one = make_event("One")
    other = make_event("Other", after=one)
    curation.check_order(one.timeline)
    one.after = other
    one.save()
    for changed in (None, [one], [other]):
        with pytest.raises(CurationError, match="in a circle: One; Other"):
            curation.check_order(one.timeline, changed)


def test_a_circle_runs_through_events_that_say_nothing_of_their_order():
    middle = make_event("Middle")
    last = make_event("Last", after=middle)
    first = make_event("First", before=middle, after=last)
    for changed in (None, [first], [middle], [last]):
        with pytest.raises(CurationError, match="in a circle: Middle; Last; First"):
            curation.check_order(middle.timeline, changed)


def test_the_order_is_checked_in_as_many_queries_however_many_events_there_are(django_assert_num_queries):
    one = make_event("One", after=make_event("Before"))
    for number in range(9):
        make_event(f"Another {number}", after=one)
    timeline = one.timeline
    with django_assert_num_queries(5):
        curation.check_order(timeline, [one])


def test_a_passage_that_nothing_uses_is_dropped_and_no_other():
    source = make_source(TEXT)
    used = make_event(quotes=["Nobody said who had fired them."], source=source).evidence.get().passage
    spare = curation.quote(source, "again in January")
    curation.drop_unused([used, spare])
    assert list(Passage.objects.all()) == [used]


def test_passages_keep_who_quoted_and_dropped_them_and_why(curator):
    source = make_source(TEXT)
    curation.drop_unused([curation.quote(source, "again in January", by=curator)], by=curator)
    curation.drop_unused([curation.quote(source, "in late December", by=curator, why="A date")], why="No date")
    told = Passage.history.order_by("history_id")
    assert [(record.history_user, record.history_change_reason) for record in told] == [
        (curator, "Quoted"),
        (curator, "No longer quoted"),
        (curator, "A date"),
        (None, "No date"),
    ]


def test_an_event_is_deleted_with_all_that_is_its_own_and_leaves_who_and_why(curator):
    event = candidate(
        quotes=["Rockets hit a base in May."], actors=[make_actor()], cites=["News"], figures={"deaths": (1, 2, 3)}
    )
    curation.delete_event(event, by=curator, why="Told twice")
    assert not Event.objects.exists()
    for model in (Event, Evidence, Citation, Figure, Participation, Passage):
        record = model.history.latest()
        assert (record.history_type, record.history_user, record.history_change_reason) == ("-", curator, "Told twice")


def test_a_published_event_is_not_deleted():
    event = make_event()
    before = everything()
    with pytest.raises(CurationError, match=r"unpublish it before deleting it\. Nothing was changed"):
        curation.delete_event(event)
    assert everything() == before


# Addresses


def rename(actor: Actor, slug: str) -> None:
    former, actor.slug = actor.slug, slug
    actor.save()
    curation.take_slug(Redirect.Of.ACTOR, actor, former=former)


def test_a_former_slug_leads_to_what_had_it():
    actor = make_actor()
    rename(actor, "general-milley")
    assert Redirect.objects.target("actor", "mark-milley") == actor.uid


def test_a_slug_in_use_leads_nowhere_else():
    actor = make_actor()
    rename(actor, "general-milley")
    rename(make_actor("Another"), "mark-milley")
    assert Redirect.objects.target("actor", "mark-milley") is None


def test_a_slug_that_is_taken_back_leads_nowhere_else():
    actor = make_actor()
    rename(actor, "general-milley")
    rename(actor, "mark-milley")
    assert [(redirect.old, redirect.uid) for redirect in Redirect.objects.all()] == [("general-milley", actor.uid)]


# The audit


def test_the_audit_counts_what_it_held_and_finds_nothing_amiss(capsys):
    make_event(quotes=["One thing.", "Another."])
    make_event("Not yet", quotes=["Hidden."], published=False)
    audit = curation.audit()
    assert (audit.events, audit.quotations, audit.faults) == (1, 2, [])
    call_command("check_evidence")
    assert "2 quotations of 1 published event: all verified." in capsys.readouterr().out


def one_letter() -> None:
    """Changes a letter of the article and keeps up appearances: the checksum is made to fit."""
    text = "Rockets hit a bath in May."
    SourceText.objects.update(text=text, sha256=anchoring.sha256(text))


def a_newer_version() -> None:
    text = SourceText.objects.get()
    SourceText.objects.create(source=text.source, version=2, text=text.text, sha256=text.sha256)


def the_offsets() -> None:
    Passage.objects.update(start=1)


def the_status() -> None:
    Passage.objects.update(status="missing", text=None, start=None, stop=None, paragraph=None)


FOUND = {
    one_letter: "is not in the text at 0–26",
    a_newer_version: "is not in the newest text",
    the_offsets: "is not in the text at 1–26",
    the_status: "is missing",
}


@pytest.mark.parametrize(("tampering", "sentence"), FOUND.items())
def test_the_audit_finds_what_was_changed_behind_its_back_and_names_the_event(tampering, sentence):
    event = make_event(quotes=["Rockets hit a base in May."], cue="in May")
    tampering()
    faults = curation.audit().faults
    assert {fault.event for fault in faults} == {event}
    assert faults[0].sentence.startswith(f"The quotation “Rockets hit a base in May.” {sentence} (source “")
    with pytest.raises(CommandError, match=f"“{event}” \\({event.uid}\\)"):
        call_command("check_evidence")


def test_the_audit_names_what_rests_on_a_text_that_is_not_what_was_taken_though_the_words_are_there():
    event = make_event(quotes=["Rockets hit a base in May."])
    text = event.evidence.get().passage.text
    SourceText.objects.update(text=f"{text.text} And more.")
    audit = curation.audit()
    assert (audit.faults, audit.altered) == ([], {text: [event]})
    assert not audit.all_is_well
    assert curation.obstacles(event)
    with pytest.raises(CommandError, match=f"SHA-256 differs.*“{event}” \\({event.uid}\\)"):
        call_command("check_evidence")


def test_the_audit_costs_as_much_for_many_events_as_for_few(django_assert_num_queries):
    for number in range(3):
        make_event(f"Event {number}", quotes=["One thing.", "Another."])
    with CaptureQueriesContext(connection) as few:
        curation.audit()
    for number in range(3, 30):
        make_event(f"Event {number}", quotes=["One thing.", "Another."])
    with django_assert_num_queries(len(few)):
        assert curation.audit().events == 30


def test_the_gate_costs_as_much_for_many_quotations_as_for_one(django_assert_num_queries):
    event = make_event()
    with CaptureQueriesContext(connection) as few:
        curation.obstacles(event)
    for number in range(5):
        quote_for(event, f"Thing {number} was said.")
    with django_assert_num_queries(len(few)):
        assert curation.obstacles(event) == []


def test_the_audit_reads_and_hashes_a_text_once_however_often_it_is_quoted(monkeypatch):
    quotes = [f"Event {number} it is." for number in range(5)]
    source = make_source("\n\n".join(quotes))
    for quote in quotes:
        make_event(quote, quotes=[quote], source=source)
    hashed, hash_of = [], anchoring.sha256
    monkeypatch.setattr(anchoring, "sha256", lambda text: hashed.append(text) or hash_of(text))
    with CaptureQueriesContext(connection) as queries:
        curation.audit()
    assert hashed == [source.current_text.text]
    assert sum('"timeline_sourcetext"."text"' in query["sql"] for query in queries) == 1


def test_a_stated_date_stands_on_words_that_are_still_there():
    event = make_event(quotes=["Rockets hit a base in May.", "The base was closed."], cue="in May")
    source = event.evidence.first().passage.source
    report = curation.add_text(source, "Rockets hit a base in June.\n\nThe base was closed.", now=NOW)
    assert report.unpublished == [event]
    event.refresh_from_db()
    assert curation.obstacles(event) == [NO_CUE]
