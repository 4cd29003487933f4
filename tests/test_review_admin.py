"""The review desk as a server answers it: without JavaScript, for htmx, for those who may and those who may not."""

import re
from collections.abc import Callable
from html import unescape

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client
from django.urls import reverse

from tests.factories import (
    NOW,
    make_actor,
    make_candidate,
    make_curator,
    make_event,
    make_kind,
    make_source,
    make_timeline,
    quote_for,
)
from timeline import curation, review
from timeline.admin.editing import named, nearest
from timeline.admin.marking import marked
from timeline.ingest import Uncovered
from timeline.models import Actor, Event, Source, Timeline

pytestmark = pytest.mark.django_db

TEXT = (
    "Rockets hit a base near Mosul in late December, killing two men. Nobody said who had fired them.\n\n"
    "On Monday the army struck five camps of the Falcons. “We had to answer,” General Ada Stone told reporters.\n\n"
    "Talks in Geneva had ended in October."
)
LATE_DECEMBER = "[2019-12-21..2019-12-31]"
HTMX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def curator() -> User:
    return make_curator(first_name="Ada", last_name="Byron")


@pytest.fixture
def client(curator: User) -> Client:
    client = Client()
    client.force_login(curator)
    return client


@pytest.fixture
def story() -> Timeline:
    return make_timeline("The Falcons")


@pytest.fixture
def source() -> Source:
    return make_source(TEXT, title="War comes closer", publisher="The Daily", published_on="2020-01-03")


@pytest.fixture
def rockets(story: Timeline, source: Source) -> Event:
    words = "Rockets hit a base near Mosul in late December"
    fields = {"on": LATE_DECEMBER, "cue": "in late December", "reasons": ["happening “hit”"], "score": 0.86}
    return make_candidate("Rockets hit a base", words, source=source, timeline=story, **fields)


@pytest.fixture
def camps(story: Timeline, source: Source) -> Event:
    return make_candidate(
        "The army strikes five camps", "the army struck five camps of the Falcons", source=source, timeline=story
    )


@pytest.fixture
def desk(story: Timeline, source: Source, rockets: Event, camps: Event) -> str:
    """The address of the desk with two candidates."""
    return reverse("admin:timeline_review", args=[source.pk], query={"timeline": story.slug})


Post = Callable[..., str]


@pytest.fixture
def post(client: Client, desk: str) -> Post:
    """Does `do` to an event as a page with this version of it would, and gives the page that is answered with."""

    def post(do: str, event: Event | str | None = None, *, version: str | None = None, **posted: object) -> str:
        if isinstance(event, Event):
            version = version or review.version(event)
            event = event.uid
        posted |= {"event": event or "", "version": version or ""}
        return page_of(client.post(desk, {"do": do, **posted}, follow=True))

    return post


def page_of(answer) -> str:
    assert answer.status_code == 200
    return unescape(answer.content.decode())


def heading(page: str) -> str:
    """The candidate that the page shows large."""
    return re.sub("<[^>]+>", "", re.search('<h2[^>]* id="card-title"[^>]*>(.*?)</h2>', page).group(1)).strip()


def notice(page: str) -> str:
    return re.sub(r"<[^>]+>|\s+", " ", re.search(r'<div class="notice.*?</p>', page, re.DOTALL).group())


def fields_of(page: str) -> dict[str, str]:
    """What the form on the page would post as it stands."""
    form = re.search(r'<form id="edit-form".*?</form>', page, re.DOTALL).group()
    form = re.sub(r"<template>.*?</template>", "", form, flags=re.DOTALL)
    found = {}
    for tag in re.findall(r"<input[^>]*>", form):
        attributes = dict(re.findall(r'([\w-]+)="([^"]*)"', tag))
        if "name" in attributes and attributes.get("type") != "checkbox":
            found[attributes["name"]] = attributes.get("value", "")
    for name, inner in re.findall(r'<select name="([^"]+)".*?>(.*?)</select>', form, re.DOTALL):
        chosen = re.search(r'<option value="([^"]*)" selected', inner) or re.search(r'<option value="([^"]*)"', inner)
        found[name] = chosen.group(1)
    found |= {
        name: text.strip("\n")
        for name, text in re.findall(r'<textarea name="([^"]+)"[^>]*>(.*?)</textarea>', form, re.DOTALL)
    }
    found.pop("csrfmiddlewaretoken", None)
    return found


# Who may


def test_whoever_may_not_change_events_is_refused(desk: str, source: Source):
    helper = User.objects.create_user("helper", is_staff=True)
    helper.user_permissions.add(Permission.objects.get(codename="view_event"))
    client = Client()
    client.force_login(helper)
    assert client.get(desk).status_code == 403
    assert client.post(desk, {"do": "undo"}).status_code == 403
    assert client.get(reverse("admin:timeline_review_actors"), {"q": "a"}).status_code == 403


def test_whoever_is_not_signed_in_is_led_to_the_door(desk: str):
    answer = Client().get(desk)
    assert answer.status_code == 302
    assert answer.url.startswith(reverse("admin:login"))


def test_whoever_may_change_events_but_not_add_any_makes_none(desk: str, source: Source):
    helper = User.objects.create_user("helper", is_staff=True)
    helper.user_permissions.add(Permission.objects.get(codename="change_event"))
    client = Client()
    client.force_login(helper)
    assert client.get(desk, follow=True).status_code == 200
    assert client.post(desk, {"do": "propose", "start": 0, "stop": 10}).status_code == 403


# Where it is


def test_the_desk_opens_at_the_first_that_waits_and_says_so_in_its_address(client: Client, desk: str, rockets: Event):
    answer = client.get(desk, follow=True)
    assert answer.redirect_chain == [(f"{desk}&event={rockets.uid}", 302)]
    page = page_of(answer)
    assert heading(page) == "Rockets hit a base"
    assert "Review · The Daily, 3 January 2020" in page
    assert re.search(r"0 of 2\s*<", page)


def test_without_a_timeline_the_one_for_which_most_waits_is_taken(
    client: Client, source: Source, desk: str, story: Timeline
):
    other = make_timeline("Another")
    make_candidate("Talks end", "Talks in Geneva had ended", source=source, timeline=other)
    answer = client.get(reverse("admin:timeline_review", args=[source.pk]), follow=True)
    assert f"timeline={story.slug}" in answer.redirect_chain[-1][0]
    assert f"?timeline={other.slug}" in page_of(answer)


def test_a_timeline_that_was_renamed_is_found_under_its_former_name(client: Client, desk: str, story: Timeline):
    former, story.slug = story.slug, "the-war"
    story.save()
    curation.take_slug("timeline", story, former=former)
    assert heading(page_of(client.get(desk, follow=True))) == "Rockets hit a base"


@pytest.mark.parametrize("query", ["timeline=nowhere", "timeline=the-falcons&event=zzzzzzzz"])
def test_a_wrong_address_breaks_nothing(client: Client, desk: str, query: str):
    answer = client.get(f"{desk.partition('?')[0]}?{query}", follow=True)
    assert answer.status_code in (200, 404)


def test_all_reviewed_says_so(client: Client, desk: str, post: Post, rockets: Event, camps: Event):
    post("accept", rockets)
    page = post("reject", camps)
    assert "All reviewed" in page
    assert "1 event accepted." in page
    assert "1 rejected." in page


def test_an_article_of_which_nothing_was_proposed_has_a_desk_too(client: Client, story: Timeline):
    source = make_source("Nothing is in here.", title="Empty")
    page = page_of(client.get(reverse("admin:timeline_review", args=[source.pk]), follow=True))
    assert "Nothing was proposed of this article" in page
    assert "No sentence has a date or a happening." in page


def test_when_all_is_reviewed_the_desk_says_what_is_next(
    client: Client, desk: str, post: Post, story: Timeline, rockets: Event, camps: Event
):
    source = make_source("Talks began in Geneva.", title="Talks")
    make_candidate("Talks begin", "Talks began in Geneva", source=source, timeline=story)
    post("accept", rockets)
    page = post("reject", camps)
    assert "Next: <bdi>Talks</bdi>, of which 1 candidate waits for “The Falcons”." in page
    following = reverse("admin:timeline_review", args=[source.pk], query={"timeline": story.slug})
    assert f'href="{following}"' in page
    assert f'href="{story.get_absolute_url()}"' in page


@pytest.mark.parametrize("name", ["changelist", "change"])
def test_the_event_itself_and_the_list_lead_to_the_desk_while_it_waits(
    client: Client, desk: str, post: Post, rockets: Event, name: str
):
    to_it = f'href="{desk}&event={rockets.uid}"'
    address = reverse(f"admin:timeline_event_{name}", args=[rockets.pk] if name == "change" else [])
    assert to_it in page_of(client.get(address))
    post("accept", rockets)
    assert to_it not in page_of(client.get(address))


def test_the_page_of_an_event_tells_why_it_was_proposed(client: Client, rockets: Event):
    page = page_of(client.get(reverse("admin:timeline_event_change", args=[rockets.pk])))
    assert "Proposed: happening “hit”" in page


@pytest.mark.parametrize("name", ["timeline_source_change", "timeline_timeline_change"])
def test_the_desk_is_reached_from_its_source_and_its_timeline(
    client: Client, desk: str, source: Source, story: Timeline, name: str
):
    thing = source if "source" in name else story
    page = page_of(client.get(reverse(f"admin:{name}", args=[thing.pk])))
    assert f'href="{desk}"' in page
    assert "2 candidates wait" in page


def test_the_front_page_of_the_admin_leads_to_the_desk_while_candidates_wait(
    client: Client, desk: str, post: Post, rockets: Event, camps: Event
):
    index = reverse("admin:index")
    assert f'href="{desk}"' in page_of(client.get(index))
    post("accept", rockets)
    post("reject", camps)
    assert f'href="{desk}"' not in page_of(client.get(index))


# What is shown


def test_a_candidate_shows_its_date_as_read_and_why_it_was_proposed(client: Client, desk: str, rockets: Event):
    page = page_of(client.get(f"{desk}&event={rockets.uid}"))
    assert "late December 2019" in page
    assert "Read as once within 21–31 December 2019." in page or "21–31 December 2019" in page
    assert ".86 · happening “<bdi>hit</bdi>”" in page
    assert '<mark class="cue">in late December</mark>' in page


def test_a_doubt_is_named(client: Client, desk: str, source: Source, story: Timeline):
    event = make_candidate("Talks end", "Talks in Geneva had ended", source=source, timeline=story, doubt="forecast")
    assert '<span class="badge doubt">a forecast</span>' in page_of(client.get(f"{desk}&event={event.uid}"))


def test_a_likely_duplicate_is_named_with_its_reasons_and_merged_at_once(
    client: Client, desk: str, story: Timeline, source: Source, rockets: Event, post: Post
):
    known = make_event("Rockets hit a base", on=LATE_DECEMBER, timeline=story)
    page = page_of(client.get(f"{desk}&event={rockets.uid}"))
    assert re.search(r"Like <a href=\"[^\"]+\">Rockets hit a base</a>:\s*same kind", page)
    page = post("merge", rockets, into=known.uid)
    assert "is part of “Rockets hit a base” now" in notice(page)
    assert known.evidence.filter(passage__source=source).exists()
    assert not Event.objects.filter(pk=rockets.pk).exists()


def test_an_event_to_merge_into_is_found_by_any_word_of_its_title_or_quotations(
    client: Client, desk: str, story: Timeline, rockets: Event
):
    make_event("Talks end in Geneva", timeline=story, quotes=["The envoys went home"])
    merging = f"{desk}&event={rockets.uid}&do=merge"
    for word in ("Geneva", "envoys"):
        assert "Merge into “Talks end in Geneva”" in page_of(client.get(f"{merging}&q={word}"))
    assert "No event of this timeline is like that." in page_of(client.get(f"{merging}&q=zebra"))


def test_the_article_runs_the_way_its_language_does(client: Client, story: Timeline):
    source = make_source("حمله در ماه اکتبر بود.", title="گزارش", slug="report", language="fa")
    page = page_of(client.get(reverse("admin:timeline_review", args=[source.pk]), follow=True))
    assert re.search(r'<div class="text" lang="fa" dir="rtl"', page)


# Acts


def test_accepting_publishes_and_leads_to_the_next_that_waits(post: Post, rockets: Event):
    page = post("accept", rockets)
    assert "“Rockets hit a base” is accepted." in notice(page)
    assert heading(page) == "The army strikes five camps"
    rockets.refresh_from_db()
    assert rockets.is_published


def test_accepting_what_readers_could_not_check_is_refused_with_the_reason(post: Post, rockets: Event):
    rockets.evidence.update(cue="")
    page = post("accept", rockets)
    assert "no evidence has a cue" in notice(page)
    assert heading(page) == "Rockets hit a base"
    rockets.refresh_from_db()
    assert not rockets.is_published


def test_rejecting_keeps_the_reason_in_the_history(post: Post, camps: Event):
    post("reject", camps, why="told elsewhere")
    camps.refresh_from_db()
    assert camps.status == "rejected"
    assert camps.history.latest().history_change_reason == "told elsewhere"


def test_undo_takes_back_the_last_act_and_leads_to_what_it_was_about(post: Post, rockets: Event):
    post("accept", rockets)
    page = post("undo")
    assert "Taken back" in notice(page)
    assert heading(page) == "Rockets hit a base"
    rockets.refresh_from_db()
    assert not rockets.is_published


def test_what_was_rejected_can_be_opened_again(post: Post, rockets: Event):
    post("reject", rockets)
    page = post("reopen", rockets)
    assert heading(page) == "Rockets hit a base"
    rockets.refresh_from_db()
    assert rockets.status == "candidate"


def test_splitting_leads_to_the_second_to_be_edited(post: Post, rockets: Event, story: Timeline):
    page = post("split", rockets, title="Two men are killed")
    assert fields_of(page)["title"] == "Two men are killed"
    assert story.events.count() == 3


def test_where_the_second_has_nothing_of_this_article_the_desk_stays_at_the_first(
    post: Post, rockets: Event, camps: Event, story: Timeline
):
    other = make_source("Six men died at the base.", title="Another telling")
    piece = quote_for(camps, "Six men died at the base.", source=other)
    page = post("split", camps, evidence=piece.pk, title="Six men die")
    assert heading(page) == "The army strikes five camps"
    assert "the second, “Six men die”, waits with the article that it quotes" in notice(page)


def test_a_passage_becomes_a_candidate(post: Post, story: Timeline, source: Source):
    start = TEXT.index("Talks in Geneva")
    page = post("propose", start=start, stop=start + len("Talks in Geneva had ended in October"))
    event = story.events.get(evidence__passage__start=start)
    assert event.status == "candidate"
    assert heading(page) == event.title
    assert event.evidence.get().passage.exact == "Talks in Geneva had ended in October"


def test_what_tells_of_nothing_that_is_known_becomes_a_development(post: Post, story: Timeline):
    make_kind("attack")
    start = TEXT.index("Nobody said")
    post("propose", start=start, stop=start + len("Nobody said who had fired them."))
    event = story.events.get(evidence__passage__start=start)
    assert event.kind.slug == "development"
    assert not event.title.endswith(".")


def test_beside_what_was_refused_nothing_offers_to_undo_it(post: Post, rockets: Event, camps: Event):
    seen = review.version(camps)
    post("accept", rockets)
    post("reject", camps)
    page = post("accept", camps, version=seen)
    assert "Nothing was saved" in notice(page)
    assert page.count('value="undo"') == 1
    assert "Undo: “The army strikes five camps” rejected" in page


def test_quotations_of_another_direction_are_isolated_in_the_reasons(
    client: Client, desk: str, source: Source, story: Timeline
):
    event = make_candidate("Talks", TEXT[-37:], source=source, timeline=story, reasons=["happening “قتل” <b>"])
    answer = client.get(f"{desk}&event={event.uid}")
    assert "happening “<bdi>قتل</bdi>” &lt;b&gt;" in answer.content.decode()


def test_the_address_of_a_passage_shows_what_would_be_made_of_it_and_makes_nothing(
    client: Client, desk: str, story: Timeline
):
    start = TEXT.index("Talks in Geneva")
    page = page_of(client.get(f"{desk}&start={start}&stop={start + 36}", follow=True))
    assert "New event from this passage" in page
    assert "Talks in Geneva had ended in October" in page
    assert story.events.count() == 2


@pytest.mark.parametrize(
    "posted", [{"do": ""}, {"do": "publish"}, {"do": "propose", "start": "x"}, {"do": "accept", "event": "zzzzzzzz"}]
)
def test_what_nobody_can_ask_for_is_not_there(client: Client, desk: str, posted: dict):
    assert client.post(desk, posted).status_code == 404


def test_for_htmx_an_act_is_answered_with_the_desk_at_once_and_its_address(
    client: Client, desk: str, rockets: Event, camps: Event
):
    posted = {"do": "accept", "event": rockets.uid, "version": review.version(rockets)}
    answer = client.post(desk, posted, **HTMX)
    page = page_of(answer)
    assert "<html" not in page
    assert 'data-says="“Rockets hit a base” is accepted."' in page
    assert answer["HX-Replace-Url"] == f"{desk}&event={camps.uid}"
    assert "HX-Request" in answer["Vary"]


# Editing


def test_the_form_as_it_stands_changes_nothing(client: Client, desk: str, post: Post, rockets: Event):
    before = review.version(rockets)
    fields = fields_of(page_of(client.get(f"{desk}&event={rockets.uid}&do=edit")))
    post("edit", **fields)
    assert review.version(rockets) == before


@pytest.fixture
def edit(client: Client, desk: str, post: Post) -> Callable[..., str]:
    """Opens the form of an event, changes the fields that are given, and saves it."""

    def edit(event: Event, *, do: str = "edit", **changes: str) -> str:
        page = page_of(client.get(f"{desk}&event={event.uid}&do=edit"))
        fields = fields_of(page) | {name.replace("__", "-"): value for name, value in changes.items()}
        return post(do, **fields)

    return edit


def test_every_field_can_be_edited(edit, rockets: Event, camps: Event):
    milley = make_actor("Mark Milley")
    strike = make_kind("strike")
    page = edit(
        rockets,
        title="31 rockets hit a base",
        kind=str(strike.pk),
        date="2019-12-27",
        basis="inferred",
        reason="The Friday",
        parts__0__actor="mark milley",
        parts__0__role="speaker",
        words__0__exact="Rockets hit a base near Mosul",
        words__0__cue="",
        words__0__said_by="Mark Milley",
    )
    assert "is changed" in notice(page)
    rockets.refresh_from_db()
    assert (rockets.title, rockets.kind, str(rockets.date)) == ("31 rockets hit a base", strike, "2019-12-27")
    assert (rockets.basis, rockets.reason) == ("inferred", "The Friday")
    assert [(part.actor, part.role) for part in rockets.participations.all()] == [(milley, "speaker")]
    evidence = rockets.evidence.get()
    assert (evidence.passage.exact, evidence.attributed_to) == ("Rockets hit a base near Mosul", milley)


def test_a_date_may_be_written_in_words_that_are_counted_from_the_day_of_the_article(edit, camps: Event):
    edit(camps, date="yesterday", basis="inferred", reason="He says so")
    camps.refresh_from_db()
    assert str(camps.date) == "2020-01-02"


def test_a_date_may_be_in_the_language_of_the_desk_or_of_the_article(edit, source: Source, camps: Event):
    Source.objects.filter(pk=source.pk).update(language="de")
    edit(camps, date="late December 2019", basis="inferred", reason="It follows.")
    assert str(Event.objects.get(pk=camps.pk).date) == LATE_DECEMBER
    edit(camps, date="Ende Dezember 2019", basis="inferred", reason="It follows.")
    assert str(Event.objects.get(pk=camps.pk).date) == LATE_DECEMBER


def test_the_reading_of_such_a_date_is_shown_while_it_is_typed(client: Client, desk: str, source: Source, camps: Event):
    page = page_of(client.get(f"{desk}&event={camps.uid}&do=edit"))
    address = re.search('data-read-at="([^"]+)"', page).group(1)
    assert "2 January 2020" in client.get(f"{address}&text=yesterday").json()["reading"]


def test_saving_may_accept_as_well(edit, rockets: Event):
    page = edit(rockets, do="edit_accept", title="31 rockets hit a base")
    assert heading(page) == "The army strikes five camps"
    rockets.refresh_from_db()
    assert rockets.is_published
    assert rockets.title == "31 rockets hit a base"


def test_what_cannot_be_accepted_is_not_saved_either_and_stays_in_the_form(edit, rockets: Event):
    page = edit(rockets, do="edit_accept", title="31 rockets hit a base", words__0__cue="")
    assert "no evidence has a cue" in page
    assert fields_of(page)["title"] == "31 rockets hit a base"
    rockets.refresh_from_db()
    assert rockets.title == "Rockets hit a base"


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"title": ""}, "This field is required."),
        ({"date": "the day before"}, "cannot be read as a date"),
        ({"basis": "inferred", "reason": ""}, "needs its reason"),
        ({"basis": ""}, "A date says what it rests on."),
        ({"words__0__exact": "Rockets hit a palace near Mosul in late December"}, "Nearest is “Rockets hit a base"),
        ({"words__0__cue": "in October"}, "is not in the quotation"),
        ({"parts__0__actor": "Nobody Known"}, "Nobody is known as “Nobody Known” yet."),
        ({"words__0__said_by": "Nobody Known"}, "Nobody is known as “Nobody Known” yet."),
    ],
)
def test_a_mistake_is_said_at_its_field_and_nothing_is_lost(edit, rockets: Event, changes: dict, sentence: str):
    before = review.version(rockets)
    page = edit(rockets, **changes)
    assert sentence in page
    shown = fields_of(page)
    assert {name: shown[name.replace("__", "-")] for name in changes} == changes
    assert review.version(rockets) == before


def test_words_that_stand_twice_are_told_apart_by_where_they_were_selected(edit, story: Timeline, client: Client):
    source = make_source("They met. They met again. They met.", title="Meetings")
    event = make_candidate("They meet", "They met again", source=source, timeline=story)
    desk = reverse("admin:timeline_review", args=[source.pk], query={"timeline": story.slug})
    fields = fields_of(page_of(client.get(f"{desk}&event={event.uid}&do=edit")))
    twice = fields | {"do": "edit", "words-0-exact": "They met", "words-0-start": "", "words-0-stop": ""}
    assert "add the words before or after it" in page_of(client.post(desk, twice, follow=True))
    page_of(client.post(desk, twice | {"words-0-start": "26", "words-0-stop": "34"}, follow=True))
    assert event.evidence.get().passage.start == 26


def test_a_row_that_is_taken_out_is_gone_and_the_others_stay(edit, rockets: Event):
    one, two = make_actor("One"), make_actor("Two")
    edit(rockets, parts__0__actor="One")
    edit(rockets, parts__1__actor="Two")
    edit(rockets, parts__0__DELETE="on")
    assert [part.actor for part in rockets.participations.all()] == [two]
    assert one.participations.count() == 0


def test_somebody_new_is_made_once_it_is_said_of_what_type(edit, client: Client, desk: str, rockets: Event):
    page = edit(rockets, parts__0__actor="The Falcons")
    assert "new: armed group" in page
    edit(rockets, parts__0__actor="The Falcons", parts__0__new_as="armed-group")
    actor = Actor.objects.get(name="The Falcons")
    assert (actor.type, actor.is_proposed) == ("armed-group", False)
    assert rockets.participations.get().actor == actor


def test_evidence_keeps_what_the_desk_does_not_edit(edit, rockets: Event, source: Source):
    evidence = rockets.evidence.get()
    evidence.supports, evidence.date = "date", "2019-12"
    evidence.save()
    edit(rockets, words__0__exact="Rockets hit a base near Mosul in late December, killing two men")
    evidence = rockets.evidence.get()
    assert (evidence.supports, str(evidence.date)) == ("date", "2019-12")


# Two at once


def test_what_somebody_else_has_changed_is_not_written_over_and_both_are_shown(
    client: Client, desk: str, post: Post, source: Source, rockets: Event
):
    fields = fields_of(page_of(client.get(f"{desk}&event={rockets.uid}&do=edit")))
    bea = User.objects.create_user("bea", first_name="Bea")
    changes = review.Changes(title="Bea’s title", reason="Bea’s reason")
    review.edit(rockets, changes, source=source, version=review.version(rockets), by=bea, now=NOW)

    page = post("edit", **{**fields, "title": "Ada’s title"})
    assert "was changed by Bea" in notice(page)
    assert fields_of(page)["title"] == "Ada’s title"
    assert "Bea: Bea’s title" in page
    rockets.refresh_from_db()
    assert rockets.title == "Bea’s title"

    # Having seen that, she may insist.
    post("edit", **fields_of(page))
    rockets.refresh_from_db()
    assert rockets.title == "Ada’s title"


@pytest.mark.parametrize("do", ["accept", "reject"])
def test_what_somebody_else_has_changed_is_decided_on_only_once_it_is_seen(
    post: Post, source: Source, rockets: Event, do: str
):
    seen = review.version(rockets)
    bea = User.objects.create_user("bea", first_name="Bea")
    review.edit(rockets, review.Changes(title="Bea’s title"), source=source, version=seen, by=bea, now=NOW)
    page = post(do, rockets, version=seen)
    assert "was changed by Bea" in notice(page)
    assert heading(page) == "Bea’s title"
    rockets.refresh_from_db()
    assert rockets.status == "candidate"


def test_what_somebody_else_has_merged_leads_to_what_it_became(
    client: Client, desk: str, post: Post, source: Source, rockets: Event, camps: Event
):
    bea = User.objects.create_user("bea", first_name="Bea")
    seen = review.version(rockets)
    review.merge(rockets, camps, source=source, version=seen, by=bea, now=NOW)
    gone = {"event": rockets.uid, "version": seen}
    page = post("accept", **gone)
    assert "was merged into “The army strikes five camps” by Bea" in notice(page)
    assert heading(page) == "The army strikes five camps"
    assert heading(page_of(client.get(f"{desk}&event={rockets.uid}", follow=True))) == "The army strikes five camps"


# New actors


@pytest.fixture
def newcomer(rockets: Event) -> Actor:
    make_actor("Department of Defense", type="organisation")
    actor = make_actor("Defense Department", type="organisation", is_proposed=True)
    rockets.participations.create(actor=actor, role="speaker")
    return actor


def test_somebody_new_is_asked_about_and_confirmed(
    client: Client, desk: str, post: Post, rockets: Event, newcomer: Actor
):
    page = page_of(client.get(f"{desk}&event={rockets.uid}"))
    assert re.search(r'class="newcomer">.*Defense Department.*new actor\?.*Department of Defense', page, re.DOTALL)
    page = post("confirm_actor", rockets, actor=newcomer.uid)
    assert "is confirmed" in notice(page)
    assert 'class="newcomer"' not in page
    newcomer.refresh_from_db()
    assert not newcomer.is_proposed


def test_somebody_new_is_matched_to_one_who_is_known(post: Post, rockets: Event, newcomer: Actor):
    page = post("match_actor", rockets, actor=newcomer.uid, known="department of defense")
    assert "“Defense Department” is “Department of Defense”." in notice(page)
    assert rockets.participations.get().actor.name == "Department of Defense"
    page = post("match_actor", rockets, actor=newcomer.uid, known="Department of Defense")
    assert "is there no more" in notice(page)


def test_somebody_new_cannot_be_matched_to_nobody(post: Post, rockets: Event, newcomer: Actor):
    assert "Nobody is known as “Zebra” yet." in notice(post("match_actor", rockets, actor=newcomer.uid, known="Zebra"))


@pytest.mark.parametrize(
    ("name", "near"),
    [
        ("Defense Department", "Department of Defense"),
        ("Soleimani", "Qassem Soleimani"),
        ("ISIL", "Islamic State"),
        ("Abbas Kadhim", None),
        ("United Nations", None),
    ],
)
def test_who_may_be_meant_is_told_by_the_words_of_the_name(name: str, near: str | None):
    make_actor("Islamic State", aliases=["ISIS", "ISIL"])
    for known in ("Department of Defense", "Qassem Soleimani", "United States", "Mark Milley"):
        make_actor(known)
    make_actor("Defense Department of nowhere", is_proposed=True)
    assert [actor.name for actor in nearest(name)][:1] == ([near] if near else [])


def test_a_name_that_several_go_by_is_the_one_whose_name_it_is():
    state = make_actor("Iraq", type="state")
    make_actor("The Iraqi government", aliases=["Iraq"])
    assert named("iraq") == state


def test_known_actors_are_offered_by_name_and_alias(client: Client):
    make_actor("Islamic State", aliases=["ISIS"], type="armed-group")
    make_actor("Isabel Allende")
    make_actor("Paris Hilton")
    answer = client.get(reverse("admin:timeline_review_actors"), {"q": "is"}).json()["actors"]
    assert [each["name"] for each in answer] == ["Isabel Allende", "Islamic State", "Paris Hilton"]
    assert answer[1]["says"] == "armed group · ISIS"
    assert client.get(reverse("admin:timeline_review_actors")).json() == {"actors": []}


# The article, marked


def test_marks_tell_the_current_from_those_that_wait_are_accepted_or_rejected(
    source: Source, story: Timeline, rockets: Event, camps: Event
):
    rejected = make_candidate("Talks end", "Talks in Geneva had ended in October", source=source, timeline=story)
    curation.reject(rejected)
    accepted = make_event(
        "A general speaks", timeline=story, quotes=["General Ada Stone told reporters"], source=source
    )
    queue = review.queue(source, story)
    paragraphs = marked(queue, queue.item(rockets.uid))
    states = {piece.leads_to.event: piece.state for each in paragraphs for piece in each.pieces if piece.leads_to}
    assert states == {rockets: "now", camps: "waiting", accepted: "accepted", rejected: "rejected"}
    assert "".join(piece.text for piece in paragraphs[0].pieces) == TEXT.split("\n\n")[0]
    assert [piece.text for piece in paragraphs[0].pieces if piece.is_cue] == ["in late December"]


def test_where_words_overlap_a_click_leads_from_the_current_to_the_other(
    source: Source, story: Timeline, rockets: Event
):
    other = make_candidate(
        "Two men are killed", "a base near Mosul in late December, killing two men", source=source, timeline=story
    )
    queue = review.queue(source, story)
    shared = [piece for piece in marked(queue, queue.item(rockets.uid))[0].pieces if piece.text.startswith("a base")]
    assert [(piece.state, piece.leads_to.event) for piece in shared] == [("now", other)]


def test_a_sentence_without_an_event_is_marked_where_no_words_are(source: Source, story: Timeline, rockets: Event):
    queue = review.queue(source, story)
    gap = Uncovered(0, len("Rockets hit a base near Mosul in late December, killing two men."), "date")
    pieces = marked(queue, None, [gap])[0].pieces
    assert [piece.text for piece in pieces if piece.gap] == [", killing two men."]


def test_sentences_without_an_event_are_counted_and_made_one_by_one(
    client: Client, desk: str, post: Post, story: Timeline, source: Source
):
    page = page_of(client.get(desk, follow=True))
    assert re.search(r"\d+ sentences? with a date or a happening ha(s|ve) no event\.", page)
    start, stop = re.search(r'name="start" value="(\d+)"><input type="hidden" name="stop" value="(\d+)"', page).groups()
    post("propose", start=start, stop=stop)
    assert story.events.filter(evidence__passage__start__gte=start, evidence__passage__stop__lte=stop).exists()


def test_a_long_article_with_many_candidates_costs_no_more_queries(
    client: Client, story: Timeline, django_assert_max_num_queries
):
    sentences = [f"On day {number} rockets hit the base of unit {number} again." for number in range(60)]
    source = make_source("\n\n".join(sentences), title="A long war")
    for number, sentence in enumerate(sentences):
        make_candidate(f"Rockets hit unit {number}", sentence, source=source, timeline=story)
    desk = reverse("admin:timeline_review", args=[source.pk], query={"timeline": story.slug})
    event = review.queue(source, story).items[30].event
    with django_assert_max_num_queries(45):
        page_of(client.get(f"{desk}&event={event.uid}"))


# The public reader


@pytest.fixture
def told(story: Timeline, source: Source, rockets: Event) -> list[str]:
    """The public pages on which an article can be read."""
    curation.publish(rockets, now=NOW)
    return [story.get_absolute_url(), source.get_absolute_url()]


def test_a_curator_can_make_events_of_words_in_the_public_reader(client: Client, told: list[str]):
    for address in told:
        page = page_of(client.get(address))
        assert "/timeline/select." in page
        assert 'data-desk="/admin/timeline/source/' in page
        assert 'data-start="0"' in page


def test_nothing_of_that_is_sent_to_visitors(told: list[str]):
    helper = User.objects.create_user("helper", is_staff=True)
    signed_in = Client()
    signed_in.force_login(helper)
    for address in told:
        for client in (Client(), signed_in):
            page = page_of(client.get(address))
            assert not re.search("select\\.|data-desk|data-start|from-selection|New event", page)


def test_a_cache_keeps_apart_what_curators_and_visitors_get(client: Client, told: list[str]):
    for address in told:
        for asking in (client, Client()):
            assert "Cookie" in asking.get(address)["Vary"]
            assert "Cookie" in asking.get(address, **HTMX)["Vary"]
