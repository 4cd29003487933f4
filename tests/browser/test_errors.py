"""The pages that nobody wants to see are as good as the others."""

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from playwright.sync_api import expect

from .audit import axe, vnu
from .chromium import DESKTOP, PHONE


@pytest.mark.parametrize(("window", "scheme"), [(DESKTOP, "light"), (PHONE, "dark")], ids=["desk", "phone"])
def test_axe_finds_nothing_where_a_page_is_missing(open_page, faults, window, scheme):
    page = open_page(**window, color_scheme=scheme)
    assert page.goto("/nowhere/").status == 404
    assert page.locator("h1").inner_text() == "There is nothing here"
    assert axe(page) == []
    page.get_by_role("link", name="Back to the timeline").click()
    expect(page.locator("h1")).to_have_text("The killing of Qassem Soleimani")
    # That there was no such page Chromium writes to the console, and rightly.
    assert len(faults) == 1
    assert "404" in faults.pop()


@pytest.mark.django_db
def test_what_is_said_when_something_is_refused_is_valid_html():
    User.objects.create_user("ada", password="a long enough password", is_staff=True)
    login, stranger = reverse("admin:login"), Client(enforce_csrf_checks=True)
    for number in range(5):
        locked = Client().post(login, {"username": "ada", "password": f"guess {number}"})
    documents = {
        "nothing here": Client().get("/nowhere/"),
        "no token": stranger.post(login, {"username": "ada", "password": "guess"}),
        "locked out": locked,
        "nothing published": Client().get("/"),
    }
    assert [answer.status_code for answer in documents.values()] == [404, 403, 429, 200]
    assert vnu({name: answer.text for name, answer in documents.items()}) == []
