"""An article brought in from the desk: given, confirmed, watched, and led to its review."""

import io
import threading
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from timeline import fetching
from timeline.ingest import tasks
from timeline.models import Event, Ingest, Source, Timeline, Worker

from .factories import make_source, make_timeline

pytestmark = pytest.mark.django_db

KILLED = "Armed men killed Maria Santos in Lisbon on 2 January 2020."
ARRESTED = "The police arrested Paulo Reis on 3 January 2020."
TEXT = f"{KILLED}\n\n{ARRESTED}"
PAGE = f"""<!doctype html><html lang="en"><head><title>Deaths in Lisbon</title>
<meta property="og:site_name" content="The Gazette">
<meta name="author" content="Ana Lima">
<meta property="article:published_time" content="2020-01-06T08:00:00+00:00">
<link rel="canonical" href="https://example.org/lisbon">
</head><body><article><h1>Deaths in Lisbon</h1><p>{KILLED} The street was closed for the whole of the day, and people
were asked to stay at home until the evening.</p><p>{ARRESTED} A spokeswoman gave no further details, and nobody else
was looked for by the officers of the city.</p></article></body></html>"""
GIVE = "/admin/timeline/ingest/add/"


@pytest.fixture
def curator() -> User:
    """One of the group, staff, with what is new for it."""
    user = User.objects.create_user("ada", is_staff=True)
    user.groups.add(Group.objects.get(name="Curators"))
    return user


@pytest.fixture
def desk(curator: User) -> Client:
    """The curator's browser."""
    client = Client()
    client.force_login(curator)
    return client


@pytest.fixture
def story() -> Timeline:
    return make_timeline()


@pytest.fixture
def worker() -> None:
    """A worker that is alive, as far as anybody can tell."""
    Worker.sign("anne", now=timezone.now(), lease=timedelta(hours=1))


def give(desk: Client, story: Timeline, **sent):
    return desk.post(GIVE, {"timeline": story.pk, **sent})


def draft(desk: Client, story: Timeline, words: str = PAGE) -> Ingest:
    give(desk, story, words=words)
    return Ingest.objects.latest("pk")


def sent_by(response) -> dict[str, str]:
    """What a browser would send from the form of this page, nothing touched."""
    form = response.context["form"]
    return {field.html_name: field.value() or "" for field in form}


def confirm(desk: Client, ingest: Ingest, **changed):
    page = desk.get(ingest.get_absolute_url())
    return desk.post(ingest.get_absolute_url(), sent_by(page) | changed)


def errors_of(response) -> str:
    return str(response.context["form"].errors)


# Who may


def test_the_front_page_of_the_desk_leads_to_it(desk):
    assert f'href="{GIVE}"' in desk.get(reverse("admin:index")).content.decode()


def test_the_page_of_a_timeline_leads_to_it_with_the_timeline_chosen(desk, story):
    page = desk.get(reverse("admin:timeline_timeline_change", args=[story.pk])).content.decode()
    assert f'href="{GIVE}?timeline={story.slug}"' in page
    make_timeline("Another story")
    form = desk.get(GIVE, {"timeline": story.slug}).context["form"]
    assert form["timeline"].value() == story.pk


def test_who_may_only_look_brings_nothing_in(story):
    user = User.objects.create_user("bob", is_staff=True)
    user.user_permissions.add(Permission.objects.get(codename="view_ingest"))
    client = Client()
    client.force_login(user)
    assert client.get(GIVE).status_code == 403
    ingest = Ingest.objects.create(timeline=story, given="a", text="a", title="a", published_on="2020-01-06")
    assert client.get(ingest.get_absolute_url()).status_code == 200
    assert client.post(ingest.get_absolute_url(), {"_forget": "1"}).status_code == 403
    assert Ingest.objects.exists()


def test_who_is_no_curator_sees_nothing_of_it(story):
    client = Client()
    client.force_login(User.objects.create_user("eve", is_staff=True))
    ingest = Ingest.objects.create(timeline=story, given="a", text="a", title="a", published_on="2020-01-06")
    assert client.get(ingest.get_absolute_url()).status_code == 403


@pytest.mark.parametrize("key", ["99", "x", "9" * 40])
def test_an_article_that_is_not_there_leads_to_the_front_page(desk, key):
    response = desk.get(f"/admin/timeline/ingest/{key}/change/")
    assert response.status_code == 302


# Given


def test_what_is_pasted_is_read_and_waits_to_be_confirmed(desk, story, curator):
    response = give(desk, story, words=PAGE)
    ingest = Ingest.objects.get()
    assert response["Location"] == ingest.get_absolute_url()
    assert (ingest.state, ingest.by, ingest.form) == (Ingest.State.DRAFT, curator, "html")
    assert (ingest.title, ingest.publisher, ingest.authors) == ("Deaths in Lisbon", "The Gazette", "Ana Lima")
    assert (str(ingest.published_on), ingest.url) == ("2020-01-06", "https://example.org/lisbon")
    assert KILLED in ingest.text
    assert "<p>" not in ingest.text
    assert not Source.objects.exists()


def test_what_is_uploaded_is_read_in_its_own_encoding(desk, story):
    page = PAGE.replace("<head>", '<head><meta charset="windows-1252">').replace("officers", "café")
    file = SimpleUploadedFile("lisbon.html", page.encode("windows-1252"))
    give(desk, story, file=file)
    ingest = Ingest.objects.get()
    assert ingest.name == "lisbon.html"
    assert "café" in ingest.text


class Newspaper(BaseHTTPRequestHandler):
    """One page, and nothing else."""

    def do_GET(self) -> None:
        found = self.path == "/lisbon"
        body = PAGE.encode() if found else b""
        self.send_response(200 if found else 404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_) -> None:
        """A test has no log."""


@pytest.fixture
def newspaper(monkeypatch) -> Iterator[str]:
    """The address of a newspaper on this machine, which counts as public for once."""
    with ThreadingHTTPServer(("127.0.0.1", 0), Newspaper) as server:
        monkeypatch.setitem(fetching.fetch.__kwdefaults__, "allow", lambda _address: True)
        monkeypatch.setitem(fetching.fetch.__kwdefaults__, "ports", [server.server_port])
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def test_what_stands_at_an_address_is_fetched_and_read(desk, story, newspaper):
    give(desk, story, address=f"{newspaper}/lisbon")
    ingest = Ingest.objects.get()
    assert (ingest.name, ingest.title) == (f"{newspaper}/lisbon", "Deaths in Lisbon")
    assert ingest.url == "https://example.org/lisbon"


def test_what_cannot_be_fetched_is_refused_on_the_form_with_the_address(desk, story, newspaper):
    response = give(desk, story, address=f"{newspaper}/gone")
    assert f"{newspaper}/gone: There is no page at this address. Nothing was stored." in errors_of(response)
    assert response.context["form"]["address"].value() == f"{newspaper}/gone"
    assert not Ingest.objects.exists()


def test_the_command_fetches_what_stands_at_an_address(story, newspaper):
    call_command("ingest", f"{newspaper}/lisbon", "--timeline", story.slug, stdout=io.StringIO())
    assert Source.objects.get().url == "https://example.org/lisbon"


@pytest.mark.parametrize(
    ("sent", "problem"),
    [
        ({}, "Give the article in one way"),
        ({"words": "  \n "}, "Give the article in one way"),
        ({"words": TEXT, "address": "https://example.org/a"}, "in more ways than one"),
        ({"words": "<html><body></body></html>"}, "There is no article in it"),
        ({"address": "http://127.0.0.1:9/a"}, "127.0.0.1"),
        ({"address": "ftp://example.org/a"}, "ftp"),
        ({"words": TEXT, "timeline": ""}, "This field is required."),
    ],
    ids=str,
)
def test_what_cannot_be_read_is_refused_on_the_form_and_nothing_typed_is_lost(desk, story, sent, problem):
    response = give(desk, story, **sent)
    assert response.status_code == 200
    assert problem in errors_of(response)
    assert response.context["form"]["words"].value() == sent.get("words", None)
    assert response.context["form"]["address"].value() == sent.get("address", None)
    assert not Ingest.objects.exists()


def test_a_file_that_is_no_text_is_refused_by_its_name(desk, story):
    response = give(desk, story, file=SimpleUploadedFile("lisbon.pdf", b"%PDF-1.7"))
    assert "lisbon.pdf: It is a PDF document, not text." in errors_of(response)


@pytest.mark.parametrize("way", ["words", "file"])
def test_what_is_too_long_is_refused_with_the_limit(desk, story, way):
    given = "x" * 5_000_001
    response = give(desk, story, **{way: given if way == "words" else SimpleUploadedFile("a.txt", given.encode())})
    assert response.status_code == 200
    assert "5 million" in errors_of(response)


# Confirmed


def test_what_the_article_says_of_itself_is_shown_and_what_was_taken_out(desk, story):
    ingest = draft(desk, story, f"{TEXT}\n\nPlease visit original link for the full article.\n")
    page = desk.get(ingest.get_absolute_url()).content.decode()
    assert "1 piece was taken out" in page
    assert "Please visit original link for the full article." in page
    assert "Bring it in" in page


def test_what_may_be_no_whole_article_is_said_before_it_is_confirmed(desk, story):
    says = '<script type="application/ld+json">{"@type": "NewsArticle", "isAccessibleForFree": false}</script></head>'
    ingest = draft(desk, story, PAGE.replace("</head>", says))
    assert "shows only part of the article" in desk.get(ingest.get_absolute_url()).content.decode()


def test_what_was_confirmed_is_brought_in_and_leads_to_its_review(desk, story, curator):
    ingest = draft(desk, story)
    response = confirm(desk, ingest, title="Two days in Lisbon", zone="Europe/Lisbon")
    assert response["Location"] == ingest.get_absolute_url()
    ingest.refresh_from_db()
    assert ingest.state == Ingest.State.DONE
    source = Source.objects.get()
    assert (source.title, source.zone, source.publisher) == ("Two days in Lisbon", "Europe/Lisbon", "The Gazette")
    assert source.history.get().history_user == curator
    assert Event.objects.candidates().count() == 2
    page = desk.get(ingest.get_absolute_url()).content.decode()
    assert f'href="/admin/timeline/source/{source.pk}/review/?timeline={story.slug}"' in page
    assert "2 candidates are new." in page


def test_the_text_can_be_mended_before_it_is_brought_in(desk, story):
    ingest = draft(desk, story)
    confirm(desk, ingest, text=f"{ARRESTED}\r\n")
    assert Source.objects.get().current_text.text == ARRESTED


@pytest.mark.parametrize(
    ("field", "value", "problem"),
    [
        ("published_on", "", "This field is required."),
        ("published_on", "yesterday", "Enter a valid date."),
        ("title", "", "This field is required."),
        ("zone", "Mars/Olympus", "is no time zone"),
        ("url", "nowhere at all", "Enter a valid URL."),
        ("text", " ", "This field is required."),
    ],
)
def test_what_cannot_be_is_not_confirmed(desk, story, field, value, problem):
    ingest = draft(desk, story)
    response = confirm(desk, ingest, **{field: value})
    assert problem in str(response.context["form"].errors[field])
    ingest.refresh_from_db()
    assert ingest.state == Ingest.State.DRAFT


def test_an_article_without_a_day_asks_for_it(desk, story):
    ingest = draft(desk, story, TEXT)
    page = desk.get(ingest.get_absolute_url())
    assert "It does not say when it was published." in page.content.decode()
    assert page.context["form"].fields["published_on"].widget.attrs["autofocus"]
    assert "published_on" in confirm(desk, ingest).context["form"].errors
    confirm(desk, ingest, published_on="2020-01-06")
    assert str(Source.objects.get().published_on) == "2020-01-06"


def test_a_source_that_is_there_already_is_named_before_it_gets_a_new_version(desk, story):
    source = make_source("Another text", title="An old title", url="https://example.org/lisbon")
    ingest = draft(desk, story)
    assert "This source is here already: “An old title”." in desk.get(ingest.get_absolute_url()).content.decode()
    confirm(desk, ingest)
    assert list(Source.objects.all()) == [source]
    assert source.current_text.version == 2


def test_what_becomes_another_source_by_a_change_is_asked_for_again(desk, story):
    make_source("Another text", title="An old title", url="https://example.org/old")
    ingest = draft(desk, story)
    response = confirm(desk, ingest, url="https://example.org/old")
    assert "it is a newer text of “An old title”. Is that right?" in errors_of(response)
    assert Source.objects.count() == 1
    desk.post(ingest.get_absolute_url(), sent_by(response))
    ingest.refresh_from_db()
    assert ingest.state == Ingest.State.DONE
    assert Source.objects.count() == 1


def test_a_draft_can_be_forgotten(desk, story):
    ingest = draft(desk, story)
    response = desk.post(ingest.get_absolute_url(), {"_forget": "Forget it"})
    assert response["Location"] == reverse("admin:timeline_ingest_changelist")
    assert not Ingest.objects.exists()


# Watched


def test_with_a_worker_the_article_waits_for_it_and_the_page_asks_again_by_itself(desk, story, worker):
    ingest = draft(desk, story)
    confirm(desk, ingest)
    page = desk.get(ingest.get_absolute_url())
    assert "It waits for its turn." in page.content.decode()
    assert f'data-hx-get="{ingest.get_absolute_url()}"' in page.content.decode()
    assert f'<a href="{ingest.get_absolute_url()}">Look again</a>' in page.content.decode()
    assert DBTaskResult.objects.count() == 1
    assert not Source.objects.exists()

    tasks.work(ingest.pk)
    fragment = desk.get(ingest.get_absolute_url(), headers={"HX-Request": "true"}).content.decode()
    assert fragment.lstrip().startswith('<div id="progress"')
    assert "data-hx-get" not in fragment
    assert "Review what it tells" in fragment


def test_a_long_article_waits_for_a_worker_and_says_that_one_is_needed(desk, story):
    ingest = draft(desk, story, "\n\n".join(f"{KILLED} It was the {n}th." for n in range(800)))
    confirm(desk, ingest, published_on="2020-01-06")
    ingest.refresh_from_db()
    assert ingest.state == Ingest.State.WAITING
    page = desk.get(ingest.get_absolute_url()).content.decode()
    assert "too long to be brought in while you wait" in page
    assert "manage.py worker" in page
    assert "Bring it in now" not in page


def test_a_short_one_whose_worker_is_gone_is_brought_in_at_a_click(desk, story, worker):
    ingest = draft(desk, story)
    confirm(desk, ingest)
    Worker.objects.all().delete()
    assert "Bring it in now" in desk.get(ingest.get_absolute_url()).content.decode()
    desk.post(ingest.get_absolute_url())
    ingest.refresh_from_db()
    assert ingest.state == Ingest.State.DONE


def test_what_failed_says_why_and_can_be_tried_again_or_forgotten(desk, story):
    ingest = draft(desk, story)
    Ingest.objects.update(state="failed", message="The disk is full. Nothing was stored.", finished_at=timezone.now())
    page = desk.get(ingest.get_absolute_url()).content.decode()
    assert "The disk is full. Nothing was stored." in page
    assert "What was given is kept, and can be tried again." in page
    desk.post(ingest.get_absolute_url())
    ingest.refresh_from_db()
    assert (ingest.state, ingest.message) == (Ingest.State.DONE, "")


def test_what_is_done_is_not_done_again_by_a_second_click(desk, story):
    ingest = draft(desk, story)
    confirm(desk, ingest)
    desk.post(ingest.get_absolute_url())
    assert Event.objects.count() == 2
    assert DBTaskResult.objects.count() == 1


def test_an_article_of_which_nothing_is_told_says_so_and_leads_to_its_desk(desk, story):
    ingest = draft(desk, story, "The sea is blue.\n\nGrass is green.")
    confirm(desk, ingest, published_on="2020-01-06")
    page = desk.get(ingest.get_absolute_url()).content.decode()
    assert "It is brought in, and nothing was found in it to propose." in page
    assert "Read it at its desk" in page
    assert f'href="/admin/timeline/source/{Source.objects.get().pk}/review/?timeline={story.slug}"' in page


def test_an_article_that_is_there_already_is_not_said_to_have_nothing_in_it(desk, story):
    confirm(desk, draft(desk, story))
    confirm(desk, draft(desk, story))
    page = desk.get(Ingest.objects.latest("pk").get_absolute_url()).content.decode()
    assert "nothing was found" not in page
    assert "Review what it tells" in page


def test_what_is_brought_in_leads_to_the_next_for_the_same_timeline(desk, story):
    ingest = draft(desk, story)
    confirm(desk, ingest)
    assert f'href="{GIVE}?timeline={story.slug}"' in desk.get(ingest.get_absolute_url()).content.decode()


def test_the_front_page_tells_of_what_one_gave_and_did_not_confirm(desk, story, curator):
    draft(desk, story)
    page = desk.get(reverse("admin:index")).content.decode()
    assert "1 article that you gave is to be confirmed" in page
    Ingest.objects.update(by=User.objects.create_user("bob"))
    assert "to be confirmed" not in desk.get(reverse("admin:index")).content.decode()


def test_the_list_leads_to_the_review_of_what_is_done(desk, story):
    address = reverse("admin:timeline_ingest_changelist")
    ingest = draft(desk, story)
    assert "/review/?timeline=" not in desk.get(address).content.decode()
    confirm(desk, ingest)
    source = Source.objects.get()
    assert f"/admin/timeline/source/{source.pk}/review/?timeline={story.slug}" in desk.get(address).content.decode()


def test_the_list_tells_how_far_each_has_come(desk, story):
    draft(desk, story)
    page = desk.get(reverse("admin:timeline_ingest_changelist")).content.decode()
    assert "Deaths in Lisbon" in page
    assert "to be confirmed" in page


def test_readers_see_nothing_of_an_article_on_its_way_in(desk, story):
    confirm(desk, draft(desk, story))
    reader = Client()
    for address in ("/", "/sources/", "/actors/", Source.objects.get().get_absolute_url()):
        page = reader.get(address, follow=True).content.decode()
        assert "Lisbon" not in page, address
        assert "Santos" not in page, address
