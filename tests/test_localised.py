"""The language in which a page speaks."""

import threading

import pytest
from django.utils import translation

from timeline.localised import gettext, language, language_settled


def test_a_settled_language_is_the_one_that_was_active():
    with translation.override("de"), language_settled():
        assert language() == "de"
    assert language() == translation.get_language()


def test_what_is_settled_for_one_thread_is_not_for_another():
    heard = []
    with translation.override("de"), language_settled():
        thread = threading.Thread(target=lambda: heard.append((language(), gettext("Others"))))
        thread.start()
        thread.join()
    assert heard == [("en-gb", "Others")]


def test_it_is_settled_anew_inside_and_as_before_behind():
    with translation.override("de"), language_settled():
        with translation.override("ar"), language_settled():
            assert language() == "ar"
        assert language() == "de"


def test_a_language_is_no_longer_settled_after_a_failure():
    with translation.override("de"), pytest.raises(ZeroDivisionError), language_settled():
        1 / 0  # noqa: B018
    assert language() == "en-gb"
