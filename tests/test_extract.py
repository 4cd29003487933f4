"""`manage.py extract`: what it prints can be loaded, and no database is touched but by that load."""

import io
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
import yaml
from django.conf import settings
from django.core.management import CommandError, call_command

from timeline.interchange import load
from timeline.models import Event, Evidence, Passage

SEED: Path = settings.BASE_DIR / "seeds" / "soleimani-2020"
NOW = datetime(2020, 1, 4, 12, tzinfo=UTC)


def extract(file, *, published: str = "2020-01-03", **options) -> str:
    out = io.StringIO()
    call_command("extract", str(file), f"--published={published}", stdout=out, **options)
    return out.getvalue()


@pytest.fixture
def article(tmp_path):
    file = tmp_path / "An arrest.txt"
    file.write_text("Police arrested Ana Silva on Monday.\n\nSilva denied the charges.\n", encoding="utf-8")
    return file


@pytest.mark.django_db
def test_the_timeline_file_that_is_printed_loads_as_candidates(tmp_path):
    file = tmp_path / "extracted.yaml"
    file.write_text(extract(SEED / "article.txt"), encoding="utf-8")
    report = load(file, now=NOW)
    events = Event.objects.filter(timeline=report.timeline)
    assert events.count() >= 11
    assert events.candidates().count() == events.count()
    assert not events.published().exists()
    assert set(Passage.objects.values_list("status", flat=True)) == {"verified"}
    assert Evidence.objects.exclude(date="").exists()


@pytest.mark.django_db
def test_a_second_load_changes_nothing(tmp_path):
    file = tmp_path / "extracted.yaml"
    file.write_text(extract(SEED / "article.txt"), encoding="utf-8")
    load(file, now=NOW)
    again = load(file, now=NOW)
    assert not again.created
    assert not again.changed


@pytest.mark.django_db
def test_an_article_in_persian_loads_too(tmp_path):
    article, file = tmp_path / "fa.txt", tmp_path / "fa.yaml"
    article.write_text("پلیس روز سه‌شنبه مالک انبار را بازداشت کرد.", encoding="utf-8")
    file.write_text(extract(article, language="fa"), encoding="utf-8")
    assert load(file, now=NOW).created["event"] == 1


def test_yaml_names_the_article_by_its_file(article):
    content = yaml.safe_load(extract(article))
    assert content["sources"][0]["title"] == "An arrest"
    assert content["events"][0]["title"] == "Police arrest Ana Silva"
    assert content["events"][0]["status"] == "candidate"


def test_json_has_everything_with_its_places(article):
    everything = json.loads(extract(article, format="json"))
    assert everything["candidates"][0]["score"] > 0.5
    assert everything["candidates"][0]["reasons"]
    mention = everything["actors"][0]["mentions"][0]
    assert everything["text"][mention["start"] : mention["stop"]] == "Ana Silva"


def test_html_is_cleaned_first(tmp_path):
    file = tmp_path / "page.html"
    file.write_text(
        "<!doctype html><html><body><article><h1>An arrest</h1><p>Police arrested <b>Ana Silva</b> on Monday, the "
        "ministry said in Lisbon, and nobody else was with her at that time of the day.</p></article></body></html>"
    )
    everything = json.loads(extract(file, format="json"))
    assert "<" not in everything["text"]
    assert [candidate["kind"] for candidate in everything["candidates"]] == ["arrest"]


def test_an_article_comes_from_standard_input(monkeypatch):
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"Police arrested Ana Silva on Monday.")))
    assert "Police arrest Ana Silva" in extract("-")


def test_known_actors_keep_their_slugs_and_names(article, tmp_path):
    known = tmp_path / "known.yaml"
    known.write_text(
        "format: sourceline/1\n"
        "timeline: {slug: a, title: A}\n"
        "actors:\n"
        "- {slug: a-silva, name: Ana Maria Silva, type: person, aliases: [Ana Silva, Silva]}\n",
        encoding="utf-8",
    )
    content = yaml.safe_load(extract(article, known=known))
    assert {"slug": "a-silva", "name": "Ana Maria Silva", "type": "person", "aliases": ["Ana Silva", "Silva"]} in (
        content["actors"]
    )
    assert content["events"][0]["actors"] == [{"actor": "a-silva", "role": "target"}]


@pytest.mark.django_db
def test_an_article_without_words_gives_a_file_without_events(tmp_path):
    article, file = tmp_path / "empty.txt", tmp_path / "empty.yaml"
    article.write_text("")
    file.write_text(extract(article))
    assert load(file, now=NOW).created == {"timeline": 1}


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(CommandError, match=r"none\.txt cannot be read: No such file.* Nothing was extracted\."):
        extract(tmp_path / "none.txt")


@pytest.mark.parametrize("day", ["yesterday", "2020-02-30", "03.01.2020"])
def test_a_day_of_publication_that_is_none_is_refused(article, day):
    with pytest.raises(CommandError, match="invalid day value"):
        extract(article, published=day)


def test_a_file_that_is_no_text_is_refused(tmp_path):
    file = tmp_path / "report.pdf"
    file.write_bytes(b"%PDF-1.7\n...")
    with pytest.raises(CommandError, match=r"report\.pdf: .*PDF.* Nothing was extracted\."):
        extract(file)


def test_a_file_of_known_actors_that_is_no_timeline_file_is_refused(article, tmp_path):
    known = tmp_path / "known.yaml"
    known.write_text("actors: [Ana]")
    with pytest.raises(CommandError, match=r"known\.yaml: its format is .*Nothing was extracted\."):
        extract(article, known=known)
