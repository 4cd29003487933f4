"""What is sent to the desk by whoever means no good, or by a program gone wild: answered, and nothing gets through."""

from collections.abc import Callable
from urllib.parse import urlencode

import pytest
from django.contrib.auth.models import Permission, User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.factories import (
    make_actor,
    make_candidate,
    make_curator,
    make_event,
    make_kind,
    make_source,
    make_timeline,
    quote_for,
)
from timeline import review
from timeline.models import Act, Actor, Event, Evidence, Ingest, Kind, Source, Timeline

pytestmark = pytest.mark.django_db

TEXT = (
    "Rockets hit a base near Mosul in late December, killing two men. Nobody said who had fired them.\n\n"
    "On Monday the army struck five camps of the Falcons. “We had to answer,” General Ada Stone told reporters.\n\n"
    "Talks in Geneva had ended in October."
)
SCRIPT = "\"'><script>alert(1)</script>"
GIVE = "/admin/timeline/ingest/add/"

WILD = st.sampled_from(
    [
        *("", " ", "\n\n", "\0", "a\0b", "\ufeff", "\u202eabc", "%", "_", "\\", "😀", SCRIPT, "javascript:alert(1)"),
        *("0", "-1", "1", "2", "1.5", "1e999", "²", "٣", "１２", "9" * 19, "9" * 30, "9" * 5000),
        *("x" * 60_000, "é" * 201, "a b " * 1200, "null", "../../etc/passwd", "http://[::1", "true", "event"),
        *("2020-13-45", "[2019..", "0001-01-01", "9999-12-31", "late December", "2019-12", "stated", "agent", "person"),
    ]
)
# On PostgreSQL they take long, and are there for what it takes otherwise, such as nulls.
EXAMPLES = 120 if connection.vendor == "sqlite" else 40
WILDLY = settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def fields(*names: str) -> st.SearchStrategy[dict[str, str]]:
    """Some of these fields, with whatever in them."""
    return st.fixed_dictionaries({}, optional=dict.fromkeys(names, WILD))


@pytest.fixture
def curator() -> User:
    return make_curator()


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
def stone() -> Actor:
    return make_actor("Ada Stone", is_proposed=True)


@pytest.fixture
def rockets(story: Timeline, source: Source, stone: Actor) -> Event:
    words = "Rockets hit a base near Mosul in late December"
    event = make_candidate("Rockets hit a base", words, source=source, timeline=story, actors=[stone])
    quote_for(event, "killing two men", source=source)
    return event


@pytest.fixture
def talks(story: Timeline, source: Source) -> Event:
    words = ["Talks in Geneva had ended in October"]
    return make_event("Talks end", on="2019-10", cue="in October", quotes=words, source=source, timeline=story)


@pytest.fixture
def desk(story: Timeline, source: Source, rockets: Event, talks: Event) -> str:
    return reverse("admin:timeline_review", args=[source.pk], query={"timeline": story.slug})


def answered(answer) -> bool:
    return answer.status_code in (200, 302, 400, 403, 404)


# Whatever is sent


@WILDLY
@given(asked=fields("timeline", "event", "do", "field", "q", "start", "stop"), swapped=st.booleans())
def test_the_desk_answers_whatever_is_asked(client: Client, desk: str, asked: dict[str, str], swapped: bool):
    address = f"{desk}&{urlencode(asked)}"
    assert answered(client.get(address, headers={"HX-Request": "true"} if swapped else {}))


ROWS = [f"parts-{name}" for name in ("TOTAL_FORMS", "INITIAL_FORMS", "0-actor", "0-role", "0-said_by", "0-new_as")]
ROWS += [f"words-{name}" for name in ("TOTAL_FORMS", "INITIAL_FORMS", "0-exact", "0-cue", "0-said_by", "0-start")]
VERBS = ["accept", "confirm_actor", "edit", "edit_accept", "match_actor", "merge", "propose", "reject", "reopen"]
SOUND = {"title": "Rockets", "date": "", "basis": "", "parts-0-role": "agent", "words-0-exact": "killing two men"}
SOUND |= {f"{rows}-{name}": "1" for rows in ("parts", "words") for name in ("TOTAL_FORMS", "INITIAL_FORMS")}


@WILDLY
@given(
    verb=st.sampled_from([*VERBS, "split", "undo", "nothing"]),
    posted=fields(
        "into", "evidence", "part", "title", "start", "stop", "known", "why", "kind", "date", "reason", *ROWS
    ),
    seen=st.one_of(st.none(), WILD),
    swapped=st.booleans(),
)
def test_the_desk_answers_whatever_is_posted(
    client: Client, desk: str, rockets: Event, verb: str, posted: dict[str, str], seen: str | None, swapped: bool
):
    event = Event.objects.candidates().order_by("pk").first() or rockets
    actor = Actor.objects.order_by("-is_proposed", "pk").first()
    whole = SOUND | {"kind": Kind.objects.first().pk, "known": "Ada Stone", "into": event.uid} | posted
    whole |= {"do": verb, "event": event.uid, "actor": actor.uid if actor else ""}
    whole["version"] = review.version(event) if seen is None else seen
    assert answered(client.post(desk, whole, headers={"HX-Request": "true"} if swapped else {}))
    assert not Event.objects.extra(where=["length(title) > 200"]).exists()


@pytest.mark.parametrize("query", ["a b " * 1200, "x" * 60_000])
def test_a_search_for_an_event_to_merge_into_has_no_length(client: Client, desk: str, rockets: Event, query: str):
    address = f"{desk}&{urlencode({'event': rockets.uid, 'do': 'merge', 'q': query})}"
    assert client.get(address).status_code == 200


@pytest.mark.parametrize(
    ("verb", "posted", "said"),
    [
        ("accept", {"version": "9" * 5000}, "since you looked at it"),
        ("accept", {"version": "9" * 5000 + ".9.9"}, "since you looked at it"),
        ("match_actor", {"known": "x" * 60_000}, "Nobody has so long a name"),
        ("split", {"title": "x" * 201}, "Nothing was saved"),
        ("edit", {**SOUND, "words-0-exact": "\u200b\ufeff"}, "There are no words in it"),
    ],
)
def test_what_cannot_be_is_refused_with_its_reason(
    client: Client, desk: str, rockets: Event, stone: Actor, verb: str, posted: dict[str, str], said: str
):
    before = list(Event.objects.values_list("title", flat=True))
    event = {"event": rockets.uid, "version": review.version(rockets), "kind": rockets.kind_id, "actor": stone.uid}
    answer = client.post(desk, {"do": verb, **event, **posted}, follow=True)
    assert said in answer.content.decode()
    assert list(Event.objects.values_list("title", flat=True)) == before


@WILDLY
@given(typed=WILD)
def test_names_are_offered_for_whatever_is_typed(client: Client, stone: Actor, typed: str):
    assert client.get(reverse("admin:timeline_review_actors"), {"q": typed}).status_code == 200


FILES = [b"", b"\0\0", b"\xff\xfe", b"<p>" * 5000, b"%PDF-", "é".encode("latin-1"), b"\x1f\x8b", bytes(range(256))]


@settings(WILDLY, max_examples=EXAMPLES // 2)
@given(posted=fields("timeline", "words", "form"), file=st.none() | st.sampled_from(FILES), name=WILD)
def test_giving_an_article_is_answered_whatever_it_is(
    client: Client, story: Timeline, posted: dict[str, str], file: bytes | None, name: str
):
    posted = {"timeline": str(story.pk)} | posted
    if file is not None:
        posted["file"] = SimpleUploadedFile(name or "a.html", file)
    assert answered(client.post(GIVE, posted))


@settings(WILDLY, max_examples=EXAMPLES // 2)
@given(posted=fields("title", "published_on", "zone", "publisher", "authors", "language", "url", "text", "updates"))
def test_confirming_an_article_is_answered_whatever_is_said_of_it(
    client: Client, story: Timeline, posted: dict[str, str]
):
    draft = Ingest.objects.create(timeline=story, given="x", text="Rockets hit a base.", title="A title")
    sound = {"title": "A title", "published_on": "2020-01-03", "zone": "UTC", "language": "en", "text": "Rockets hit."}
    if posted.get("published_on") in ("0001-01-01", "9999-12-31"):
        del posted["published_on"]
    assert answered(client.post(draft.get_absolute_url(), sound | posted))


# What a page says of itself


def given_page(client: Client, story: Timeline, head: str) -> Ingest:
    page = f"<html lang=en><head>{head}</head><body><article><p>{TEXT}</p></article></body></html>"
    answer = client.post(GIVE, {"timeline": story.pk, "words": page, "form": "html"})
    assert answer.status_code == 302
    draft = Ingest.objects.get()
    assert client.get(draft.get_absolute_url()).status_code == 200
    return draft


def in_json(**said: str) -> str:
    told = ", ".join(f'"{name}": "{value}"' for name, value in said.items())
    return f'<script type="application/ld+json">{{"@type": "NewsArticle", {told}}}</script>'


def test_half_characters_in_what_a_page_says_are_left_out(client: Client, story: Timeline):
    said = {"headline": r"War \ud83d comes", "author": r"Ann \udc00Lowe", "publisher": r"The \u0000Daily"}
    draft = given_page(client, story, in_json(**said))
    assert (draft.title, draft.authors, draft.publisher) == ("War comes", "Ann Lowe", "The Daily")


@pytest.mark.parametrize(
    "address",
    [
        *(
            "http://[::1",
            "http://[v1.x]/",
            "http://a b.example/",
            "https://x.example/" + "a" * 1000,
            r"https://x.example:\u0000",
        ),
        *("javascript:alert(1)", "data:text/html,x", "ftp://x.example/", "file:///etc/passwd", "//", "http://"),
    ],
)
def test_an_address_that_no_source_can_have_is_not_taken_from_a_page(client: Client, story: Timeline, address: str):
    head = f'<link rel="canonical" href="{address}"><meta property="og:url" content="{address}">'
    assert given_page(client, story, head + in_json(headline="War", url=address)).url == ""


def test_what_was_removed_is_kept_without_nulls(client: Client, story: Timeline):
    page = f"<html><body><nav>Me\0nu</nav><article><p>{TEXT}</p></article></body></html>".encode()
    client.post(GIVE, {"timeline": story.pk, "file": SimpleUploadedFile("a.html", page)})
    draft = Ingest.objects.get()
    assert draft.removed
    assert "\0" not in str(draft.removed) + draft.given


def test_no_script_in_an_article_runs_on_the_desk(client: Client, story: Timeline):
    text = f"{TEXT} On Monday {SCRIPT} struck Mosul."
    source = make_source(text, title=SCRIPT, publisher=SCRIPT, published_on="2020-01-03")
    villain = make_actor(SCRIPT, slug="villain", is_proposed=True, description=SCRIPT)
    event = make_candidate(
        SCRIPT,
        SCRIPT,
        slug="script",
        source=source,
        timeline=story,
        actors=[villain],
        reasons=[SCRIPT],
        kind=make_kind(),
    )
    address = reverse("admin:timeline_review", args=[source.pk], query={"timeline": story.slug, "event": event.uid})
    for doing in ("", "&do=edit", "&do=merge", "&do=split", "&start=0&stop=9", f"&do=merge&q={SCRIPT}"):
        page = client.get(address + doing).content.decode()
        assert SCRIPT in page.replace("&quot;", '"').replace("&#x27;", "'").replace("&lt;", "<").replace("&gt;", ">")
        assert "<script>alert" not in page


# Who may


Refused = Callable[[dict[str, str]], int]


@pytest.fixture
def refused(desk: str, rockets: Event) -> Refused:
    """The status that is answered to whoever may change events and nothing else."""
    helper = User.objects.create_user("helper", is_staff=True)
    helper.user_permissions.add(Permission.objects.get(codename="change_event"))
    client = Client()
    client.force_login(helper)
    version = review.version(rockets)
    return lambda posted: client.post(desk, {"event": rockets.uid, "version": version, **posted}).status_code


def test_whoever_may_not_change_actors_confirms_and_matches_none(refused: Refused, stone: Actor):
    make_actor("General Stone")
    assert refused({"do": "confirm_actor", "actor": stone.uid}) == 403
    assert refused({"do": "match_actor", "actor": stone.uid, "known": "General Stone"}) == 403
    stone.refresh_from_db()
    assert stone.is_proposed


def test_whoever_may_not_add_actors_names_nobody_new(refused: Refused, rockets: Event):
    rows = {f"{rows}-{name}": "1" for rows in ("parts", "words") for name in ("TOTAL_FORMS", "INITIAL_FORMS")}
    somebody = {"parts-0-actor": "Bo Marsh", "parts-0-role": "agent", "parts-0-new_as": "person"}
    words = {"words-0-exact": "killing two men", "words-0-cue": "", "words-0-said_by": ""}
    event = {"title": "Rockets", "kind": str(rockets.kind_id), "date": "", "basis": "", "reason": ""}
    assert refused({"do": "edit", **rows, **somebody, **words, **event}) == 403
    assert not Actor.objects.filter(name="Bo Marsh").exists()


def test_nothing_is_done_for_a_page_of_another_site(curator: User, desk: str, rockets: Event, story: Timeline):
    client = Client(enforce_csrf_checks=True)
    client.force_login(curator)
    draft = Ingest.objects.create(timeline=story, given="x", text="x", title="x")
    posted = {"do": "reject", "event": rockets.uid, "version": review.version(rockets)}
    for address in (desk, GIVE, draft.get_absolute_url()):
        assert client.post(address, posted).status_code == 403
    assert not Act.objects.exists()


# Two at once


@pytest.mark.skipif(connection.vendor != "sqlite", reason="The trigger is written in SQLite's own words.")
def test_where_the_code_fails_the_page_of_the_article_says_so(client: Client, story: Timeline):
    draft = Ingest.objects.create(timeline=story, given="x", text=TEXT, title="War")
    with connection.cursor() as cursor:
        cursor.execute("CREATE TRIGGER full BEFORE INSERT ON timeline_source BEGIN SELECT RAISE(ABORT, 'full'); END")
        said = {"title": "War", "published_on": "2020-01-03", "zone": "UTC", "language": "en", "text": TEXT}
        answer = client.post(draft.get_absolute_url(), said, follow=True)
        cursor.execute("DROP TRIGGER full")
    assert "Something went wrong in Sourceline itself" in answer.content.decode()


def test_a_draft_that_somebody_else_has_confirmed_meanwhile_stays_as_that_was(client: Client, story: Timeline):
    draft = Ingest.objects.create(timeline=story, given="x", text=TEXT, title="Of the first", published_on="2020-01-03")

    def meanwhile(execute, sql, parameters, many, context):
        if 'FROM "timeline_source"' in sql and Ingest.objects.unconfirmed().exists():
            Ingest.objects.filter(pk=draft.pk).update(state=Ingest.State.WAITING)
        return execute(sql, parameters, many, context)

    with connection.execute_wrapper(meanwhile):
        said = {"title": "Of the second", "published_on": "2020-01-03", "zone": "UTC", "language": "en", "text": TEXT}
        client.post(draft.get_absolute_url(), said)
    draft.refresh_from_db()
    assert (draft.title, draft.state) == ("Of the first", Ingest.State.WAITING)


def test_the_version_tells_that_an_undone_merger_has_taken_words_back(
    curator: User, source: Source, story: Timeline, rockets: Event
):
    camps = make_candidate("Camps", "the army struck five camps", source=source, timeline=story)
    here = {"source": source, "by": curator, "now": source.current_text.taken_at}
    review.merge(rockets, camps, version=review.version(rockets), **here)
    seen = review.version(camps)
    review.undo(source, story, by=curator, now=here["now"])
    assert Evidence.objects.filter(event=camps).count() == 1
    with pytest.raises(review.StaleError):
        review.accept(camps, version=seen, **here)
