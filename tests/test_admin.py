"""The desk: what a curator can do in the admin, and what is refused."""

from importlib import import_module
from itertools import count

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.contrib.messages import get_messages
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from timeline import curation
from timeline.admin import editing, sources
from timeline.admin.actors import ActorAdmin
from timeline.admin.desk import Desk
from timeline.admin.editing import nearest
from timeline.admin.forms import read_date, reading_back
from timeline.dates import DateError
from timeline.models import Actor, Citation, Event, Evidence, Participation, Passage, Redirect, Source, Timeline

from .factories import NOW, make_actor, make_event, make_kind, make_source, make_timeline, quote_for

pytestmark = pytest.mark.django_db

ARTICLE = (
    "The Pentagon said so late on Thursday.\n\n"
    "“Thirty-one rockets aren’t designed as a warning shot,” Milley said in late December. The rockets hit a base.\n\n"
    "The rockets hit another base in January."
)
QUOTATION = "“Thirty-one rockets aren’t designed as a warning shot,” Milley said in late December."


@pytest.fixture
def curator() -> User:
    """One of the group, staff, and no more than that."""
    user = User.objects.create_user("ada", password="a long enough password", is_staff=True)
    user.groups.add(Group.objects.get(name="Curators"))
    return user


@pytest.fixture
def desk(curator: User) -> Client:
    """The curator's browser."""
    client = Client()
    client.force_login(curator)
    return client


def address(thing, page: str = "change") -> str:
    return reverse(f"admin:{thing._meta.app_label}_{thing._meta.model_name}_{page}", args=[thing.pk])


def form_of(desk: Client, url: str) -> dict[str, str]:
    """What a browser would send from the form at `url`, nothing touched."""
    context = desk.get(url).context
    forms = [context["adminform"].form]
    for inline in context["inline_admin_formsets"]:
        forms += [inline.formset.management_form, *inline.formset.initial_forms]
    sent = {}
    for form in forms:
        for field in form:
            value = field.value()
            sent[field.html_name] = "" if value is None else str(value)
    return sent


def evidence_row(source: Source, quotation: str, **fields: object) -> dict[str, object]:
    """One new row of evidence, filled in."""
    given = {"source": source.pk, "quotation": quotation, "supports": "event", **fields}
    return {"evidence-TOTAL_FORMS": 1, **{f"evidence-0-{name}": value for name, value in given.items()}}


def errors_of(response) -> str:
    """Every error that the page shows, as one text."""
    assert response.status_code == 200
    return " ".join(str(line) for lines in response.context["errors"] for line in lines)


def messages_of(response) -> str:
    return " ".join(str(message) for message in get_messages(response.wsgi_request))


# Publishing


def test_a_candidate_is_saved_and_published_by_one_button(desk):
    event = make_event(published=False, on=None)
    source = make_source(ARTICLE)
    form = form_of(desk, address(event)) | evidence_row(source, QUOTATION)
    response = desk.post(address(event), form | {"_publish": "1", "why": "Milley says so"})
    assert response.status_code == 302
    event.refresh_from_db()
    assert event.is_published
    assert event.evidence.get().passage.exact == QUOTATION


def cited_rows(source: Source) -> dict[str, object]:
    """A new citation of `source`, and a new figure, filled in."""
    rows = {"citations-TOTAL_FORMS": 1, "citations-0-source": source.pk, "citations-0-said_by": "army statement"}
    return rows | {"figures-TOTAL_FORMS": 1, "figures-0-name": "deaths", "figures-0-low": 7, "figures-0-best": 8}


def test_an_event_is_published_with_a_citation_and_no_quotation(desk):
    event = make_event(published=False, on=None)
    source = make_source(title="Rockets hit a base", publisher="A paper")
    form = form_of(desk, address(event)) | cited_rows(source) | {"_publish": "1", "why": "So it reports"}
    assert desk.post(address(event), form).status_code == 302
    event.refresh_from_db()
    assert (event.is_published, event.is_cited) == (True, True)
    assert event.citations.get().said_by == "army statement"
    assert (event.figures.get().best, event.figures.get().high) == (8, None)
    assert "cited, 1 source" in desk.get(reverse("admin:timeline_event_changelist")).text
    history = desk.get(address(event, "history")).text
    assert ("Rockets hit a base" in history, "deaths" in history) == (True, True)


def test_a_citation_that_nobody_could_follow_is_refused_on_the_form(desk):
    event = make_event(published=False, on=None)
    form = form_of(desk, address(event)) | cited_rows(make_source(title="A rumour")) | {"_publish": "1"}
    assert "It cites “A rumour” without saying who published it or where" in errors_of(desk.post(address(event), form))
    assert not Citation.objects.exists()


def test_a_figure_whose_bounds_are_out_of_order_is_refused_on_the_form(desk):
    event = make_event(published=False, on=None)
    form = form_of(desk, address(event)) | cited_rows(make_source()) | {"figures-0-low": 9}
    assert "each is no smaller than the one before" in errors_of(desk.post(address(event), form))


def test_publishing_without_evidence_is_refused_and_what_was_typed_is_kept(desk):
    event = make_event(published=False, on=None)
    form = form_of(desk, address(event)) | {"title": "Another title", "_publish": "1"}
    response = desk.post(address(event), form)
    assert "It has no evidence: quote the words that say it, or cite the source that tells of it." in errors_of(
        response
    )
    assert 'value="Another title"' in response.text
    event.refresh_from_db()
    assert (event.title, event.status) == ("Rockets hit a base", "candidate")


def test_a_stated_date_without_a_cue_is_refused(desk):
    event = make_event(published=False, on="2019-12")
    form = form_of(desk, address(event)) | evidence_row(make_source(ARTICLE), QUOTATION)
    response = desk.post(address(event), form | {"_publish": "1"})
    assert "no evidence has a cue" in errors_of(response)
    assert not Passage.objects.exists()


def test_a_new_event_can_be_published_at_once(desk):
    url = reverse("admin:timeline_event_add")
    form = form_of(desk, url) | evidence_row(make_source(ARTICLE), QUOTATION, cue="late December", date="2019-12-2X")
    form |= {"timeline": make_timeline().pk, "kind": make_kind().pk, "title": "Milley speaks", "slug": "milley-speaks"}
    response = desk.post(url, form | {"date": "December 2019", "basis": "stated", "_publish": "1"})
    assert response.status_code == 302
    event = Event.objects.published().get()
    assert (str(event.date), str(event.evidence.get().date)) == ("2019-12", "2019-12-2X")


def test_the_form_has_no_field_for_the_status(desk):
    event = make_event(published=False)
    assert "status" not in form_of(desk, address(event))
    desk.post(address(event), form_of(desk, address(event)) | {"status": "published"})
    event.refresh_from_db()
    assert event.status == "candidate"


@pytest.mark.parametrize(
    ("before", "button", "after"),
    [
        ("published", "_unpublish", "candidate"),
        ("published", "_reject", "rejected"),
        ("candidate", "_reject", "rejected"),
        ("rejected", "_unpublish", "candidate"),
        ("rejected", "_publish", "published"),
    ],
)
def test_a_button_changes_the_standing(desk, before, button, after):
    event = make_event()
    Event.objects.filter(pk=event.pk).update(status=before)
    assert f'name="{button}"' in desk.get(address(event)).text
    desk.post(address(event), form_of(desk, address(event)) | {button: "1", "why": "On second thoughts"})
    event.refresh_from_db()
    assert event.status == after
    assert event.history.first().history_change_reason == "On second thoughts"


def test_the_page_of_a_candidate_says_what_is_missing(desk):
    assert (
        "It has no evidence: quote the words that say it, or cite the source that tells of it."
        in desk.get(address(make_event(published=False))).text
    )


def test_the_last_evidence_of_a_published_event_cannot_be_taken_away(desk):
    event = make_event()
    response = desk.post(address(event), form_of(desk, address(event)) | {"evidence-0-DELETE": "on"})
    assert "It has no evidence" in errors_of(response)
    assert event.evidence.count() == 1
    assert not Evidence.history.filter(history_type="-").exists()


def test_evidence_may_go_with_the_same_press_that_unpublishes(desk):
    event = make_event()
    response = desk.post(address(event), form_of(desk, address(event)) | {"evidence-0-DELETE": "on", "_unpublish": "1"})
    assert response.status_code == 302
    assert not event.evidence.exists()


def test_events_that_follow_one_another_in_a_circle_are_refused(desk):
    first = make_event("First")
    second = make_event("Second", after=first)
    response = desk.post(address(first), form_of(desk, address(first)) | {"after": second.pk})
    assert "in a circle" in errors_of(response)
    first.refresh_from_db()
    assert first.after is None


@pytest.mark.parametrize(
    ("given", "error"),
    [
        ({"date": "2019-12", "basis": ""}, "A date says what it rests on."),
        ({"date": "", "basis": "stated"}, "There is no date for this to be the basis of"),
        ({"basis": "inferred", "reason": " "}, "needs its reason"),
        ({"zone": "Mars/Olympus"}, "is no time zone"),
        ({"date": "late December 2019"}, "cannot be read as a date"),
    ],
)
def test_a_date_and_its_basis_go_together(desk, given, error):
    event = make_event(published=False)
    assert error in errors_of(desk.post(address(event), form_of(desk, address(event)) | given))


# Quotations


def test_straight_quotes_find_the_curly_ones_and_these_are_kept(desk):
    event = make_event(published=False, on=None)
    typed = QUOTATION.replace("“", '"').replace("”", '"').replace("’", "'")
    desk.post(address(event), form_of(desk, address(event)) | evidence_row(make_source(ARTICLE), typed))
    assert event.evidence.get().passage.exact == QUOTATION


def test_a_wrong_quotation_is_refused_with_the_nearest_words(desk):
    event = make_event(published=False, on=None)
    wrong = "Thirty-two rockets aren't designed as a warning shot"
    response = desk.post(address(event), form_of(desk, address(event)) | evidence_row(make_source(ARTICLE), wrong))
    error = errors_of(response)
    assert "is not in the text of “An article”" in error
    assert "Thirty-one rockets aren’t designed as a warning shot" in error
    assert "% alike" in error
    assert not Passage.objects.exists()


def test_a_repeated_quotation_needs_the_words_beside_it(desk):
    event = make_event(published=False, on=None)
    row = evidence_row(make_source(ARTICLE), "The rockets hit")
    form = form_of(desk, address(event)) | row
    assert "2 times" in errors_of(desk.post(address(event), form))
    desk.post(address(event), form | {"evidence-0-words_after": " another base"})
    assert event.evidence.get().passage.paragraph == 3


def test_the_same_quotation_twice_is_refused(desk):
    event = make_event(published=False, on=None)
    source = make_source(ARTICLE)
    form = form_of(desk, address(event)) | evidence_row(source, QUOTATION)
    second = {name.replace("-0-", "-1-"): value for name, value in evidence_row(source, QUOTATION).items()}
    response = desk.post(address(event), form | second | {"evidence-TOTAL_FORMS": 2})
    assert "Another piece of evidence has this very quotation." in errors_of(response)


def test_quotations_cannot_change_places(desk):
    event = make_event(published=False, on=None, quotes=["One thing was said.", "Another was said."])
    form = form_of(desk, address(event))
    swapped = {
        "evidence-0-quotation": form["evidence-1-quotation"],
        "evidence-1-quotation": form["evidence-0-quotation"],
    }
    assert "has this very quotation" in errors_of(desk.post(address(event), form | swapped))


def test_a_form_with_an_error_elsewhere_leaves_no_passage_behind(desk):
    event = make_event(published=False, on=None)
    form = form_of(desk, address(event)) | evidence_row(make_source(ARTICLE), QUOTATION)
    desk.post(address(event), form | {"title": ""})
    assert not Passage.objects.exists()


def test_a_passage_that_no_evidence_uses_any_more_is_dropped(desk):
    event = make_event(published=False, on=None, source=make_source(ARTICLE), quotes=[QUOTATION])
    form = form_of(desk, address(event)) | {"evidence-0-quotation": "The rockets hit a base."}
    desk.post(address(event), form)
    assert [passage.exact for passage in Passage.objects.all()] == ["The rockets hit a base."]


def test_a_cue_is_kept_in_the_letters_of_its_quotation(desk):
    event = make_event(published=False, on=None)
    row = evidence_row(make_source(ARTICLE), QUOTATION, cue="rockets aren't")
    desk.post(address(event), form_of(desk, address(event)) | row)
    assert event.evidence.get().cue == "rockets aren’t"


def test_a_cue_without_words_is_refused(desk):
    event = make_event(published=False, on=None)
    row = evidence_row(make_source(ARTICLE), QUOTATION, cue="\u200b")
    response = desk.post(address(event), form_of(desk, address(event)) | row)
    assert "These words are not in the quotation." in errors_of(response)
    assert response.context["inline_admin_formsets"][0].formset.errors[0].keys() == {"cue"}


def test_a_passage_keeps_who_quoted_and_dropped_it_and_why(desk, curator):
    event = make_event(published=False, on=None)
    form = form_of(desk, address(event)) | evidence_row(make_source(ARTICLE), QUOTATION)
    desk.post(address(event), form | {"why": "His own words"})
    desk.post(address(event), form_of(desk, address(event)) | {"evidence-0-DELETE": "on", "why": "Not his"})
    told = Passage.history.order_by("history_id")
    assert [(record.history_type, record.history_user, record.history_change_reason) for record in told] == [
        ("+", curator, "His own words"),
        ("-", curator, "Not his"),
    ]


def test_the_saved_quotation_is_shown_in_its_paragraph(desk):
    event = make_event(source=make_source(ARTICLE), quotes=[QUOTATION], cue="late December")
    page = desk.get(address(event)).text
    assert "<mark><u>late December</u></mark><mark>.</mark> The rockets hit a base.</blockquote>" in page
    assert "The Pentagon said so" not in page
    assert "Verified;" in page


def test_a_quotation_that_was_lost_is_shown_with_what_is_nearest(desk):
    source = make_source(ARTICLE)
    event = make_event(source=source, quotes=[QUOTATION])
    curation.add_text(source, ARTICLE.replace("Thirty-one", "Thirty"), now=NOW)
    page = desk.get(address(event)).text
    assert "These words are not found in the current text" in page
    assert "Nearest: ““Thirty rockets aren’t designed" in page


def test_a_new_row_comes_last(desk):
    event = make_event(published=False, on=None, quotes=["One thing was said.", "Another was said."])
    form = form_of(desk, address(event))
    row = evidence_row(make_source(ARTICLE), QUOTATION, position="")
    row = {name.replace("-0-", "-2-"): value for name, value in row.items()} | {"evidence-TOTAL_FORMS": 3}
    desk.post(address(event), form | row)
    assert event.evidence.last().passage.exact == QUOTATION


# Participants


def test_a_participant_is_added_in_a_role(desk):
    event, actor = make_event(), make_actor()
    row = {"participations-TOTAL_FORMS": 1, "participations-0-actor": actor.pk, "participations-0-role": "target"}
    desk.post(address(event), form_of(desk, address(event)) | row)
    part = Participation.objects.get()
    assert (part.actor, part.role) == (actor, "target")


# Dates as they are typed


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("2019-12-2X", "2019-12-2X"),
        ("27 December 2019", "2019-12-27"),
        ("December 27th, 2019", "2019-12-27"),
        ("27 décembre 2019", "2019-12-27"),
        ("27. Dezember 2019", "2019-12-27"),
        ("٢٧ ديسمبر ٢٠١٩", "2019-12-27"),
        ("27 de diciembre de 2019", "2019-12-27"),
        ("Dec 2019", "2019-12"),
        ("Dec. 2019", "2019-12"),
        ("December 2019", "2019-12"),
        ("mai 2019", "2019-05"),
        (" May 2019 ", "2019-05"),
        ("2019", "2019"),
    ],
)
def test_a_date_in_words_is_as_precise_as_its_words(typed, read):
    assert str(read_date(typed)) == read


@pytest.mark.parametrize(
    "typed",
    [
        "late December 2019",
        "by October 2019",
        "about December 2019",
        "December 2019?",
        "27 December 2019, morning",
        "27 December 2019 10:00",
        "27 December",
        "27 Dec 19",
        "31 April 2019",
        "12/01/2020",
        "yesterday",
        "in October",
        "may",
        "Marc 2019",
        "27 and 28 December 2019",
        "27 December 5 2019",
        "December 0000",
        "December 2019 to January 2020",
    ],
)
def test_words_that_say_more_or_less_than_a_day_or_month_are_no_date(typed):
    with pytest.raises(DateError):
        read_date(typed)


def test_the_reading_is_said_back_with_what_is_kept():
    assert reading_back("[2019-12-21..2019-12-31]") == "21–31 December 2019, somewhere within"
    assert reading_back("Dec 2019").startswith("Kept as 2019-12: ")
    assert reading_back("  ") == ""


def test_the_reading_stands_beside_the_field_without_a_script(desk):
    event = make_event(on="[2019-12-21..2019-12-31]")
    assert '<output class="reading">21–31 December 2019, somewhere within</output>' in desk.get(address(event)).text


def test_the_reading_can_be_asked_for(desk):
    url = reverse("admin:timeline_event_read_date")
    assert desk.get(url, {"text": "2020-01-03"}).json() == {"reading": "3 January 2020, that day"}
    assert "cannot be read" in desk.get(url, {"text": "soon"}).json()["problem"]


def test_the_reading_is_for_curators_alone(client):
    assert client.get(reverse("admin:timeline_event_read_date"), {"text": "2020"}).status_code == 302


# The list and its actions


def act(desk: Client, action: str, *things, **more: str):
    """Run an action of the list on `things`."""
    url = reverse(f"admin:timeline_{things[0]._meta.model_name}_changelist")
    return desk.post(url, {"action": action, "_selected_action": [thing.pk for thing in things], "index": "0", **more})


def test_the_list_publishes_what_it_can_and_names_what_it_cannot(desk):
    good = make_event("Good", published=False, quotes=["It is good."])
    bare = make_event("Bare", published=False)
    there = make_event("There")
    response = act(desk, "publish", good, bare, there, why="All checked")
    assert set(Event.objects.published()) == {good, there}
    said = messages_of(response)
    assert "1 event is now published. 1 was so already." in said
    assert "“Bare” cannot be published. It has no evidence" in said
    assert good.history.first().history_change_reason == "All checked"


@pytest.mark.parametrize(("action", "status"), [("unpublish", "candidate"), ("reject", "rejected")])
def test_the_list_takes_events_back(desk, action, status):
    events = [make_event("One"), make_event("Two")]
    act(desk, action, *events)
    assert set(Event.objects.values_list("status", flat=True)) == {status}


def test_events_are_not_deleted_in_bulk(desk):
    make_event()
    assert "delete_selected" not in desk.get(reverse("admin:timeline_event_changelist")).text


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"status__exact": "candidate"}, {"Bare"}),
        ({"basis__exact": "inferred"}, {"Bare"}),
        ({"quotations": "verified"}, {"Rockets hit a base"}),
        ({"quotations": "lost"}, set()),
        ({"quotations": "cited"}, {"Rockets are fired"}),
        ({"quotations": "none"}, {"Bare"}),
        ({"source": "no-such-source"}, set()),
        ({"actor": "no-such-actor"}, set()),
        ({"q": "rockets aren’t"}, {"Rockets hit a base"}),
        ({"q": "Milley"}, {"Rockets hit a base"}),
        ({"earliest__year": "2018"}, {"Bare"}),
    ],
)
def test_the_list_can_be_narrowed(desk, query, found):
    make_event(actors=[make_actor()], quotes=["rockets aren’t a shot"])
    make_event("Bare", published=False, on="2018", basis="inferred")
    make_event("Rockets are fired", on=None, cites=["News"])
    page = desk.get(reverse("admin:timeline_event_changelist"), query)
    assert {str(event) for event in page.context["cl"].result_list} == found


@pytest.fixture
def large(monkeypatch) -> None:
    """Every list counts as one of very many rows."""
    for model_admin in (Desk, ActorAdmin):
        monkeypatch.setattr(model_admin, "large", 0)
    monkeypatch.setattr(editing, "MOST_COMPARED", 1)


def test_a_large_list_is_told_newest_first_and_counts_nothing_beside_its_choices(desk, large):
    make_event("First", on="2020", source=make_source(ARTICLE), quotes=[QUOTATION])
    make_event("Last", on="2018")
    page = desk.get(reverse("admin:timeline_event_changelist"))
    assert [str(event) for event in page.context["cl"].result_list] == ["Last", "First"]
    assert "Published (" not in page.text
    assert "An article" not in page.text
    chosen = desk.get(reverse("admin:timeline_event_changelist"), {"source": Source.objects.first().uid})
    assert "An article" in chosen.text


@pytest.mark.parametrize(
    ("q", "found"),
    [
        ("rock", {"Rockets hit a base", "Rockets are fired"}),
        ("milley rockets", {"Rockets hit a base"}),
        ("headline", {"Rockets are fired"}),
        ("bare", {"Bare"}),
        ("rockets bare", set()),
        ("hail", set()),
    ],
)
def test_a_large_list_is_searched_by_words(desk, large, q, found):
    make_event(actors=[make_actor()], quotes=["rockets aren’t a shot"])
    make_event("Rockets are fired", cites=["A headline"])
    make_event("Bare", published=False)
    page = desk.get(reverse("admin:timeline_event_changelist"), {"q": q})
    assert {str(event) for event in page.context["cl"].result_list} == found


@pytest.mark.parametrize("q", ["rockets bases", "A paper", "https://paper.example/1"])
def test_a_large_list_of_sources_finds_what_is_new_held_or_cited(desk, large, monkeypatch, q):
    monkeypatch.setattr(sources, "NEWEST", 1)
    words = {"publisher": "A paper", "url": "https://paper.example/1"}
    make_event(cites=[make_source(title="Rockets hit many bases", **words)])
    make_source("Rain.", title="Rockets at bases", publisher="A paper")
    make_source(title="Other news")
    page = desk.get(reverse("admin:timeline_source_changelist"), {"q": q})
    found = {str(source) for source in page.context["cl"].result_list}
    assert (
        found
        == {
            "rockets bases": {"Rockets hit many bases", "Rockets at bases"},
            "A paper": {"Rockets at bases"},
            "https://paper.example/1": {"Rockets hit many bases"},
        }[q]
    )


@pytest.mark.parametrize(
    ("q", "found"), [("general mill", {"Mark Milley"}), ("mark -esper", {"Mark Milley"}), ("!", set())]
)
def test_a_large_list_of_actors_is_searched_by_names_and_aliases(desk, large, q, found):
    make_actor(aliases=["General Milley"])
    make_actor("Mark Esper")
    page = desk.get(reverse("admin:timeline_actor_changelist"), {"q": q})
    assert {str(actor) for actor in page.context["cl"].result_list} == found


def test_of_many_actors_the_nearest_names_are_found_by_how_their_words_begin(large):
    soleimani, _other = make_actor("Qassem Soleimani"), make_actor("Mark Esper")
    assert nearest("Qasem Soleimani") == [soleimani]


def test_an_actor_leads_to_the_list_of_its_events(desk):
    milley = make_actor()
    make_event(actors=[milley, (milley, "speaker")])
    make_event("Without him")
    assert ">1 event</a>" in desk.get(address(milley)).text
    page = desk.get(reverse("admin:timeline_event_changelist"), {"actor": milley.uid})
    assert [str(event) for event in page.context["cl"].result_list] == ["Rockets hit a base"]


def test_a_facet_counts_an_event_once_however_often_it_quotes_a_source(desk):
    source = make_source(ARTICLE)
    make_event(source=source, quotes=[QUOTATION, "The rockets hit a base."])
    page = desk.get(reverse("admin:timeline_event_changelist"))
    assert "An article (1)" in page.text


def test_the_list_costs_as_much_for_many_events_as_for_one(desk, django_assert_num_queries):
    numbers = count()

    def add() -> None:
        number = next(numbers)
        make_event(f"Event {number}", actors=[make_actor(f"Actor {number}")], source=source)

    source = make_source("\n\n".join(f"Event {number}, it is said." for number in range(12)))
    url = reverse("admin:timeline_event_changelist")
    add()
    desk.get(url)
    with CaptureQueriesContext(connection) as few:
        desk.get(url)
    for _more in range(10):
        add()
    with django_assert_num_queries(len(few)):
        desk.get(url)


@pytest.mark.parametrize(
    ("model", "field", "make"),
    [("passage", "source", make_source), ("evidence", "actor", make_actor), ("event", "after", make_event)],
)
def test_a_box_offers_what_its_field_can_hold(desk, model, field, make):
    thing = make()
    query = {"app_label": "timeline", "model_name": model, "field_name": field, "term": str(thing)[:5]}
    answer = desk.get(reverse("admin:autocomplete"), query).json()
    assert [result["text"] for result in answer["results"]] == [str(thing)]


# Merging


def test_merging_asks_first_which_to_keep_with_all_side_by_side(desk):
    one = make_actor("Qassem Soleimani", description="commander of the Quds Force")
    two = make_actor("Qasem Soleimani", aliases=["Soleimani"])
    page = act(desk, "merge", one, two)
    assert page.status_code == 200
    assert "commander of the Quds Force" in page.text
    assert page.text.count('name="keep"') == 2
    assert Actor.objects.count() == 2


def test_actors_are_merged(desk):
    one, two = make_actor("Qassem Soleimani"), make_actor("Qasem Soleimani", aliases=["Soleimani"])
    event = make_event(actors=[two])
    response = act(desk, "merge", one, two, merge="yes", keep=str(one.pk), why="One man")
    assert response.status_code == 302
    assert event.participations.get().actor == one
    assert set(one.aliases.values_list("name", flat=True)) == {"Qasem Soleimani", "Soleimani"}
    assert Redirect.objects.target(Redirect.Of.ACTOR, two.uid) == one.uid


def test_events_are_merged(desk):
    one, two = make_event("One"), make_event("Two", actors=[make_actor()])
    response = act(desk, "merge", one, two, merge="yes", keep=str(one.pk))
    assert response.status_code == 302
    assert one.evidence.count() == 2
    assert Event.objects.get() == one


def test_merging_what_cannot_be_merged_says_why_and_changes_nothing(desk):
    one, two = make_event("One"), make_event("Two", timeline=make_timeline("Another story"))
    page = act(desk, "merge", one, two, merge="yes", keep=str(one.pk))
    assert "belong to different timelines" in page.text
    assert Event.objects.count() == 2


def test_merging_without_a_choice_asks_again(desk):
    page = act(desk, "merge", make_event("One"), make_event("Two"), merge="yes")
    assert "Say which one to keep." in page.text
    assert Event.objects.count() == 2


def test_one_alone_cannot_be_merged(desk):
    assert "Select two to 6 to merge" in messages_of(act(desk, "merge", make_event()))


# Deleting


def test_a_published_event_is_not_deleted_and_the_curator_is_told_why(desk):
    event = make_event()
    response = desk.post(address(event, "delete"), {"post": "yes"})
    assert "unpublish it first" in messages_of(response)
    assert Event.objects.exists()


def test_a_candidate_is_deleted_with_its_passages(desk):
    event = make_event(published=False, quotes=["It is said."])
    desk.post(address(event, "delete"), {"post": "yes"})
    assert not Event.objects.exists()
    assert not Passage.objects.exists()


@pytest.mark.parametrize(("given", "kept"), [({"why": "Told twice"}, "Told twice"), ({}, "Deleted")])
def test_deleting_leaves_who_and_why(desk, curator, given, kept):
    event = make_event(published=False, quotes=["It is said."])
    desk.post(address(event, "delete"), {"post": "yes", **given})
    for model in (Event, Evidence, Passage):
        record = model.history.latest()
        assert (record.history_type, record.history_user, record.history_change_reason) == ("-", curator, kept)


def test_an_event_that_others_are_placed_by_is_not_deleted(desk):
    event = make_event("First", published=False)
    make_event("Second", after=event, published=False)
    response = desk.post(address(event, "delete"), {"post": "yes"})
    assert "would require deleting the following protected related objects" in response.text
    assert "Second" in response.text
    assert Event.objects.count() == 2


def test_curators_delete_no_actor(desk):
    assert desk.get(address(make_actor(), "delete")).status_code == 403


# Sources


def test_a_pasted_text_is_normalised_and_kept_as_the_first_snapshot(desk):
    url = reverse("admin:timeline_source_add")
    form = form_of(desk, url) | {"title": "News", "slug": "news", "text": "One  line.\r\n\r\n\r\nTwo.\r\n"}
    desk.post(url, form)
    assert Source.objects.get().current_text.text == "One line.\n\nTwo."


def test_saving_a_source_without_touching_its_text_takes_no_snapshot(desk):
    source = make_source(ARTICLE)
    form = form_of(desk, address(source))
    desk.post(address(source), form | {"text": form["text"].replace("\n", "\r\n"), "publisher": "The Paper"})
    source.refresh_from_db()
    assert (source.publisher, source.texts.count()) == ("The Paper", 1)


def test_a_corrected_text_says_what_became_of_the_quotations(desk):
    source = make_source(ARTICLE)
    event = make_event(source=source, quotes=[QUOTATION])
    make_event("Another", on=None, source=source, quotes=["The rockets hit another base"])
    corrected = ARTICLE.replace("Thirty-one", "Thirty")
    response = desk.post(address(source), form_of(desk, address(source)) | {"text": corrected})
    said = messages_of(response)
    assert "Version 2 was taken: 0 quotations stand where they stood, 1 elsewhere." in said
    assert f"Not found any more, or not in one place alone: “{QUOTATION}”." in said
    assert "“Rockets hit a base” is a candidate again" in said
    event.refresh_from_db()
    assert event.status == "candidate"


def test_a_text_cannot_be_taken_away(desk):
    source = make_source(ARTICLE)
    response = desk.post(address(source), form_of(desk, address(source)) | {"text": ""})
    assert "A text can be corrected, but not taken away." in errors_of(response)


def test_a_source_lists_its_passages_and_what_they_are_evidence_for(desk):
    source = make_source(ARTICLE)
    event = make_event(source=source, quotes=[QUOTATION])
    page = desk.get(address(source)).text
    assert address(event) in page
    assert "“Thirty-one rockets" in page


# Addresses


@pytest.mark.parametrize(("make", "kind"), [(make_actor, Redirect.Of.ACTOR), (make_timeline, Redirect.Of.TIMELINE)])
def test_an_old_slug_goes_on_leading_to_what_had_it(desk, make, kind):
    thing = make()
    old = thing.slug
    desk.post(address(thing), form_of(desk, address(thing)) | {"slug": "another"})
    assert Redirect.objects.target(kind, old) == thing.uid


@pytest.mark.parametrize(("make", "kind"), [(make_actor, Redirect.Of.ACTOR), (make_timeline, Redirect.Of.TIMELINE)])
def test_a_slug_taken_back_leads_nowhere_else(desk, make, kind):
    thing = make()
    old = thing.slug
    desk.post(address(thing), form_of(desk, address(thing)) | {"slug": "another"})
    desk.post(address(thing), form_of(desk, address(thing)) | {"slug": old})
    assert [redirect.old for redirect in Redirect.objects.all()] == ["another"]


def test_a_new_actor_takes_the_former_slug_of_another(desk):
    old = make_actor()
    desk.post(address(old), form_of(desk, address(old)) | {"slug": "general-milley"})
    url = reverse("admin:timeline_actor_add")
    desk.post(url, form_of(desk, url) | {"name": "Mark Milley", "slug": "mark-milley", "type": "person"})
    assert Actor.objects.get(slug="mark-milley") != old
    assert Redirect.objects.target(Redirect.Of.ACTOR, "mark-milley") is None


@pytest.mark.parametrize("published", [True, False])
def test_what_readers_see_and_nothing_else_links_to_its_page(desk, published):
    event = make_event(published=published, actors=[make_actor()], source=make_source(ARTICLE), quotes=[QUOTATION])
    for thing in [event, event.timeline, Actor.objects.get(), Source.objects.get()]:
        assert (f'href="{thing.get_absolute_url()}" class="viewsitelink"' in desk.get(address(thing)).text) is published


# History


def test_the_history_of_an_event_says_who_changed_what_and_why(desk):
    event = make_event(actors=[make_actor()])
    form = form_of(desk, address(event)) | {"title": "Rockets hit two bases", "why": "There were two"}
    desk.post(address(event), form | {"participations-0-role": "speaker"})
    page = desk.get(address(event, "history"))
    newest, *_rest = (entry for entry in page.context["entries"] if entry.kind == "event")
    assert (newest.who.username, newest.why) == ("ada", "There were two")
    assert [(change.field, change.old, change.new) for change in newest.differences] == [
        ("Title", "Rockets hit a base", "Rockets hit two bases")
    ]
    assert "Participation Mark Milley changed" in page.text
    assert page.text.count("There were two") == 2


def test_the_history_still_names_evidence_that_is_gone(desk):
    event = make_event(quotes=["One thing was said.", "Another was said."])
    form = form_of(desk, address(event)) | {"evidence-1-DELETE": "on", "why": "Said twice"}
    assert desk.post(address(event), form).status_code == 302
    page = desk.get(address(event, "history"))
    assert not Passage.objects.filter(exact="Another was said.").exists()
    assert "Piece of evidence “Another was said.” deleted" in page.text


def test_saving_without_a_change_leaves_no_trace(desk):
    event = make_event()
    before = event.history.count()
    desk.post(address(event), form_of(desk, address(event)) | {"why": "No reason"})
    assert event.history.count() == before


def test_the_history_costs_as_much_for_many_changes_as_for_one(desk, django_assert_num_queries):
    event = make_event(quotes=["One thing was said."])
    desk.get(address(event, "history"))
    with CaptureQueriesContext(connection) as few:
        desk.get(address(event, "history"))
    for number in range(5):
        quote_for(event, f"Thing {number} was said.")
    with django_assert_num_queries(len(few)):
        desk.get(address(event, "history"))


# Who may


def test_the_group_may_do_what_curating_needs_and_no_more():
    held = Permission.objects.filter(group__name="Curators").values_list("codename", flat=True)
    add_and_change = {
        "timeline",
        "kind",
        "event",
        "evidence",
        "participation",
        "actor",
        "alias",
        "membership",
        "source",
        "citation",
        "figure",
    }
    delete = {"event", "evidence", "citation", "figure", "participation", "alias", "membership"}
    expected = {f"{act}_{model}" for model in add_and_change for act in ("add", "change")}
    expected |= {f"delete_{model}" for model in delete} | {"add_sourcetext", "view_sourcetext"}
    expected |= {f"{act}_passage" for act in ("add", "change", "delete", "view")}
    expected |= {"add_ingest", "view_ingest", "view_proposal"}
    assert set(held) == expected


def test_the_group_comes_and_goes_with_its_migration():
    migration = import_module("timeline.migrations.0002_curators_group")
    before = MigrationLoader(connection).project_state(("timeline", "0002_curators_group"), at_end=False).apps
    editor = connection.SchemaEditorClass(connection)
    migration.delete_group(before, editor)
    assert not Group.objects.filter(name="Curators").exists()
    # On a new database no permission has been made yet when migrations run.
    Permission.objects.all().delete()
    migration.create_group(before, editor)
    assert Group.objects.get(name="Curators").permissions.filter(codename="add_event").exists()


def test_what_the_group_may_cite_comes_and_goes_with_its_migration():
    migration = import_module("timeline.migrations.0007_curators_cite")
    before = MigrationLoader(connection).project_state(("timeline", "0007_curators_cite"), at_end=False).apps
    editor = connection.SchemaEditorClass(connection)
    curators = Group.objects.get(name="Curators")
    migration.withdraw(before, editor)
    assert not curators.permissions.filter(codename="add_citation").exists()
    assert curators.permissions.filter(codename="add_ingest").exists()
    migration.grant(before, editor)
    assert curators.permissions.filter(codename="add_citation").exists()


def test_what_the_group_may_bring_in_comes_and_goes_with_its_migration():
    migration = import_module("timeline.migrations.0004_curators_bring_in")
    before = MigrationLoader(connection).project_state(("timeline", "0004_curators_bring_in"), at_end=False).apps
    editor = connection.SchemaEditorClass(connection)
    curators = Group.objects.get(name="Curators")
    migration.withdraw(before, editor)
    assert not curators.permissions.filter(codename="add_ingest").exists()
    assert curators.permissions.filter(codename="add_event").exists()
    migration.grant(before, editor)
    assert curators.permissions.filter(codename="add_ingest").exists()


def test_a_curator_sees_the_desk_and_not_the_machinery(desk):
    make_event(published=False)
    page = desk.get(reverse("admin:index"))
    assert "1 candidate waits for review" in page.text
    assert [app["app_label"] for app in page.context["app_list"]] == ["timeline"]


@pytest.mark.parametrize("model", [Timeline, Event, Actor, Source])
def test_staff_who_are_no_curators_are_kept_out(client, model):
    client.force_login(User.objects.create_user("bob", is_staff=True))
    assert client.get(reverse(f"admin:timeline_{model._meta.model_name}_changelist")).status_code == 403


@pytest.mark.parametrize("make", [make_event, make_actor, make_source, make_timeline, make_kind])
def test_who_may_only_look_gets_nothing_to_press(client, make):
    viewer = User.objects.create_user("eve", is_staff=True)
    viewer.user_permissions.set(Permission.objects.filter(codename__startswith="view_"))
    client.force_login(viewer)
    page = client.get(address(make()))
    assert page.status_code == 200
    assert 'name="why"' not in page.text
    assert 'name="_' not in page.text


def test_five_wrong_passwords_close_the_door(client, curator):
    for _attempt in range(5):
        response = client.post(reverse("admin:login"), {"username": curator.username, "password": "wrong"})
    assert response.status_code == 429
    assert "After 5 wrong passwords" in response.text
    right = {"username": curator.username, "password": "a long enough password"}
    assert client.post(reverse("admin:login"), right).status_code == 429
