"""`manage.py prepare`: from nothing to a served timeline, and never over what a curator has done."""

import os
import re
import subprocess
import sys
from io import StringIO

import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import call_command

from timeline import curation
from timeline.models import Event, Redirect, Timeline

pytestmark = pytest.mark.django_db


def prepare() -> str:
    out = StringIO()
    call_command("prepare", stdout=out)
    return out.getvalue()


def test_the_first_run_loads_the_seed_and_makes_a_curator():
    said = prepare()
    assert "“The killing of Qassem Soleimani” is loaded: 13 events." in said
    assert Timeline.objects.get().slug == "soleimani-2020"
    curator = get_user_model().objects.get()
    password = re.search(r"signs in at /admin/ as curator, password (\S{16,}) \(shown this once\)", said)[1]
    assert curator.check_password(password)
    assert (curator.username, curator.is_staff, curator.is_superuser) == ("curator", True, False)
    assert [group.name for group in curator.groups.all()] == ["Curators"]


def test_passwords_differ_from_one_installation_to_another():
    first = prepare()
    get_user_model().objects.all().delete()
    assert prepare() not in first


def test_the_second_run_says_and_changes_nothing(django_assert_max_num_queries):
    prepare()
    with django_assert_max_num_queries(5):
        assert prepare() == ""
    assert (Timeline.objects.count(), get_user_model().objects.count()) == (1, 1)


def test_what_a_curator_changed_stays():
    prepare()
    event = Event.objects.get(slug="rocket-attack")
    event.title = "Another title"
    event.save()
    curation.reject(Event.objects.get(slug="soleimani-killed"))
    prepare()
    assert Event.objects.get(slug="rocket-attack").title == "Another title"
    assert Event.objects.get(slug="soleimani-killed").status == "rejected"


def test_a_timeline_that_a_curator_renamed_is_not_loaded_again():
    prepare()
    timeline = Timeline.objects.get()
    former, timeline.slug = timeline.slug, "another"
    timeline.save()
    curation.take_slug(Redirect.Of.TIMELINE, timeline, former=former)
    assert prepare() == ""
    assert Timeline.objects.get().slug == "another"


def test_a_timeline_that_a_curator_deleted_does_not_come_back():
    prepare()
    Event.objects.all().delete()
    Timeline.objects.get().delete()
    assert prepare() == ""
    assert not Timeline.objects.exists()


def test_no_curator_is_made_where_somebody_can_sign_in_already():
    get_user_model().objects.create_user("editor", is_staff=True)
    assert "password" not in prepare()
    assert get_user_model().objects.get().username == "editor"


def test_an_empty_database_is_made_ready_by_one_command(tmp_path):
    environment = os.environ | {"DEBUG": "1", "DATABASE_URL": f"sqlite:///{tmp_path / 'sourceline.sqlite3'}"}
    said = [
        subprocess.run(
            [sys.executable, "manage.py", "prepare"],
            cwd=settings.BASE_DIR,
            env=environment | {"DJANGO_SETTINGS_MODULE": "config.settings"},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for _run in range(2)
    ]
    assert said[0].startswith("The database is up to date.\n“The killing of Qassem Soleimani” is loaded: 13 events.\n")
    assert said[1] == ""
