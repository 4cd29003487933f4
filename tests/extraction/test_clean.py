"""What of a page is the article, where its words stood, and what was left out."""

import re
from time import process_time

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from timeline.anchoring import normalise
from timeline.extraction.clean import BYLINE, PUBLISHED, Cleaned, Form, clean, guess_form

SEED = (settings.BASE_DIR / "seeds/soleimani-2020/article.txt").read_text(encoding="utf-8").strip()
LONG = (
    "The army of the north said on Monday that rockets had struck a base near the border, and that two of its"
    " soldiers were hurt when a wall fell on them."
)
OTHER = (
    "A spokeswoman for the hospital in the capital said that both of them were in a stable condition, and that"
    " nobody else had been brought in during the night."
)


def page(*paragraphs: str, around: str = "") -> str:
    body = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    return f"<!doctype html><html><head><title>T</title></head><body><article>{body}</article>{around}</body></html>"


def left_out(raw: str, cleaned: Cleaned) -> list[tuple[str, str]]:
    return [(raw[dropped.start : dropped.stop], dropped.why) for dropped in cleaned.dropped]


def paragraphs(cleaned: Cleaned) -> list[str]:
    return cleaned.text.split("\n\n") if cleaned.text else []


# The first article


def test_the_seed_as_it_was_handed_over_cleans_to_the_text_of_the_seed():
    title = "U.S. Kills Top Iran General Qassem Soleimani"
    notice = (
        "Please visit original link if the content is unavailable. This page is rendered by Context crawler for"
        " better reading experience, the content is intact."
    )
    raw = f"{title}\noriginal event\n\n{SEED}\n\n{notice}"
    cleaned = clean(raw, Form.TEXT)
    assert cleaned.text == SEED
    assert cleaned.headline == title
    assert left_out(raw, cleaned) == [
        (title, "the headline"),
        ("original event", "a copier's note"),
        (notice, "a copier's note"),
    ]


@pytest.mark.parametrize("form", Form)
def test_the_seed_is_the_same_in_every_form(form):
    raw = page(*SEED.split("\n\n")) if form == Form.HTML else SEED
    assert clean(raw, form).text == SEED


# Web pages


def test_a_page_gives_its_article_with_headings_lists_and_rows_as_paragraphs():
    raw = (
        "<html><body><nav><a href=/>Home</a></nav><article><h1>Rockets hit base</h1>"
        f"<p>{LONG}</p><h2>What next</h2><ul><li>One item of a list</li><li>Another <b>item</b></li></ul>"
        f"<blockquote><p>“We will go,” he said.</p></blockquote><table><tr><td>Hale</td><td>two</td></tr></table>"
        f"<p>{OTHER}</p></article><footer>Contact</footer></body></html>"
    )
    cleaned = clean(raw, Form.HTML)
    assert paragraphs(cleaned) == [
        LONG,
        "What next",
        "One item of a list",
        "Another item",
        "“We will go,” he said.",
        "Hale two",
        OTHER,
    ]
    assert cleaned.headline == "Rockets hit base"
    assert left_out(raw, cleaned) == [
        ("Home", "navigation"),
        ("Rockets hit base", "the headline"),
        ("Contact", "the foot of the page"),
    ]


def test_words_lead_back_through_markup_and_entities():
    raw = page(LONG, f"Caf&eacute; &amp; b<b>a</b>r &#8220;went&#8221;&nbsp;up. {OTHER}")
    cleaned = clean(raw, Form.HTML)
    start = cleaned.text.index("Café")
    assert cleaned.text[start:].startswith("Café & bar “went” up.")
    for words, source in {
        "Café": "Caf&eacute;",
        "&": "&amp;",
        "bar": "b<b>a</b>r",
        "“went”": "&#8220;went&#8221;",
        "up.": "up.",
        "Café & bar": "Caf&eacute; &amp; b<b>a</b>r",
    }.items():
        at = cleaned.text.index(words, start)
        span = cleaned.original(at, at + len(words))
        assert raw[span.start : span.stop] == source


def test_paragraphs_that_are_said_again_are_kept_every_time():
    raw = page(LONG, LONG, LONG, LONG, OTHER, LONG, around=f"<footer><p>{LONG}</p></footer>")
    cleaned = clean(raw, Form.HTML)
    assert paragraphs(cleaned) == [LONG, LONG, LONG, LONG, OTHER, LONG]
    assert left_out(raw, cleaned) == [(LONG, "the foot of the page")]
    second = cleaned.original(len(LONG) + 2, len(LONG) + 10)
    assert second.start == raw.index(LONG, raw.index(LONG) + 1)


def test_a_page_without_an_article_gives_all_its_words_but_those_around_it():
    raw = "<html><body><nav>Home</nav><div>Two died.</div><p>Three <b>fl</b>ed.</p><footer>Contact</footer></body>"
    cleaned = clean(raw, Form.HTML)
    assert paragraphs(cleaned) == ["Two died.", "Three fled."]
    assert left_out(raw, cleaned) == [("Home", "navigation"), ("Contact", "the foot of the page")]


def test_references_to_the_characters_of_windows_are_read_as_browsers_do():
    assert "Iran’s" in clean(page(LONG, f"Iran&#146;s {OTHER}"), Form.HTML).text


def test_scripts_styles_and_comments_are_no_words():
    raw = page(
        LONG, OTHER, around="<script>if (a < b) { x('</p>') }</script><style>p { a: b }</style><!-- <p>no</p> -->"
    )
    cleaned = clean(raw, Form.HTML)
    assert (paragraphs(cleaned), cleaned.dropped) == ([LONG, OTHER], ())


@pytest.mark.parametrize(
    "raw",
    ["", "<", "<p", "<p>", "<!--", "<script>", "&", "&#", "&#xD800;", "\0", "\ud800", "<html>", "<div>" * 5000 + "x"],
)
def test_a_broken_page_is_read_as_far_as_it_goes(raw):
    assert isinstance(clean(raw, Form.HTML).text, str)


# Plain text


def test_wrapped_lines_become_paragraphs():
    raw = (
        "WASHINGTON -- The army said on Monday that rockets had\r\nstruck a base near the border. It was a long-\r\n"
        "standing worry.\r\n   A second paragraph begins where a line is indented and\r\nends here.\r\n\r\n"
        "What is known:\r\n- one\r\n- two\r\n"
    )
    cleaned = clean(raw, Form.TEXT)
    assert paragraphs(cleaned) == [
        "WASHINGTON -- The army said on Monday that rockets had struck a base near the border. It was a long-standing"
        " worry.",
        "A second paragraph begins where a line is indented and ends here.",
        "What is known:",
        "- one",
        "- two",
    ]
    assert cleaned.dropped == ()


def test_lines_that_were_never_wrapped_are_paragraphs():
    assert paragraphs(clean(f"{LONG}\n{OTHER}", Form.TEXT)) == [LONG, OTHER]


def test_the_headers_and_the_signature_of_a_message_are_left_out():
    raw = f"From: Ann Lowe\nSubject: The base\nTo: all\n\n{LONG}\n\n-- \nAnn Lowe\nNews desk\n"
    cleaned = clean(raw, Form.TEXT)
    assert cleaned.text == LONG
    assert cleaned.headline == "The base"
    assert {why for _, why in left_out(raw, cleaned)} == {"the headers of a message", "the headline", "a signature"}


def test_page_numbers_are_left_out_beside_a_form_feed_alone():
    raw = f"{LONG}\n\nPage 3 of 9\f{OTHER}\n\n1999\n\nThe end came."
    cleaned = clean(raw, Form.TEXT)
    assert paragraphs(cleaned) == [LONG, OTHER, "1999", "The end came."]
    assert left_out(raw, cleaned) == [("Page 3 of 9", "a page number")]


def test_nothing_but_the_layout_of_plain_text_changes():
    raw = "A \u00a0 b\0c  cafe\u0301\n\n\n\n“d” — e’s"
    assert clean(raw, Form.TEXT).text == normalise(raw)


# Markdown


def test_markdown_gives_words_without_its_marks():
    raw = (
        "---\ntitle: 'Rockets hit base'\ndate: 2020-01-03\n---\n# Rockets hit base\n\n"
        "The army said on **Monday** that [rockets](https://example.org/a) had\nstruck a `base`.  \nTwo were hurt.\n\n"
        "- one *item*\n- another\n  line\n\n> “We go,” he said.\n\n| a | b |\n|---|---|\n| c | d |\n\n"
        "1\\. not a list\n\n![A wall](wall.png)\n"
    )
    cleaned = clean(raw, Form.MARKDOWN)
    assert paragraphs(cleaned) == [
        "The army said on Monday that rockets had struck a base.\nTwo were hurt.",
        "one item",
        "another line",
        "“We go,” he said.",
        "a b",
        "c d",
        "1. not a list",
    ]
    assert cleaned.headline == "Rockets hit base"
    at = cleaned.text.index("rockets had")
    span = cleaned.original(at, at + len("rockets had"))
    assert raw[span.start : span.stop] == "rockets](https://example.org/a) had"


def test_the_copiers_note_is_known_in_markdown_too():
    assert clean(f"A title\noriginal event\n\n{LONG}", Form.MARKDOWN).headline == "A title"


# Boilerplate

BOILERPLATE = {
    "a copier's note": ["Please visit original link for more.", "This page is rendered by a crawler."],
    "an advertisement": [
        "Advertisement",
        "ADVERTISEMENT - CONTINUE READING BELOW",
        "Story continues below advertisement",
        "Sponsored by Acme",
        "Anzeige",
        "تبلیغات",
    ],
    "an offer of a newsletter": [
        "Sign up for our newsletter",
        "Get the day’s top stories in your inbox.",
        "Subscribe to our daily briefing, with all you need to know.",
    ],
    "an offer of a subscription": [
        "Subscribe",
        "Already a subscriber? Sign in",
        "Subscribe to continue reading",
        "This article is for subscribers only.",
    ],
    "a link to another article": [
        "Read more: How the base was hit",
        "READ MORE",
        "Related articles",
        "See also: The war",
        "More from The Gazette",
        "Watch: the moment it struck",
        "Lesen Sie auch: Der Krieg",
    ],
    "buttons for sharing": [
        "Share",
        "Share on Facebook",
        "Tweet",
        "Share | Email | Print",
        "Facebook Twitter WhatsApp 12",
    ],
    "an invitation to follow": [
        "Follow us on Twitter @gazette",
        "Download our app for news",
        "Got a tip? Write to us.",
    ],
    "a notice about cookies": [
        "We use cookies to improve your experience. Accept all",
        "By continuing to use this site you agree to our use of cookies and our privacy policy.",
    ],
    "a notice about rights": [
        "© 2020 The Gazette",
        "Copyright 2020 The Gazette. All rights reserved.",
        "This material may not be published, broadcast or rewritten.",
    ],
    "a credit of a picture": [
        "Photo: Ann Lowe",
        "Photograph by Ann Lowe for The Gazette",
        "(Image credit: Ann Lowe)",
        "Ann Lowe/Getty Images",
        "Martin Hale / AFP via Getty Images",
    ],
    "a note about the making of the article": ["(Reporting by Ann Lowe; Editing by Martin Hale)", "4 min read"],
    "the end mark of a press release": ["###", "# # #", "-30-"],
    "a part of the page": ["Skip to main content", "Back to top", "Image caption", "Leave a comment"],
}


@pytest.mark.parametrize(("why", "words"), [(why, words) for why, rows in BOILERPLATE.items() for words in rows])
def test_boilerplate_is_dropped_and_reported(why, words):
    raw = f"{LONG}\n\n{words}\n\n{OTHER}"
    cleaned = clean(raw, Form.TEXT)
    assert paragraphs(cleaned) == [LONG, OTHER]
    assert left_out(raw, cleaned) == [(words, why)]


@pytest.mark.parametrize(
    "words",
    [
        "Share prices fell.",
        "Print workers went on strike on Monday.",
        "Cookies were served at the meeting.",
        "The company said that cookies in its browser had been read by the police without any consent of the users. "
        * 6,
        "Read the letter that he wrote.",
        "He took a photo of the base.",
        "A spokesman told Reuters.",
        "Rights groups protested.",
        "Watch towers were built.",
        "Subscribers were told on Monday.",
        "Sign language was used.",
        "Homes were burnt.",
        "Next, the army moved north.",
        "Copy of the order, seen by the court",
        "Follow the money, he said.",
        "By Monday, Hale had left.",
        "Published reports said otherwise.",
        "On This Day",
        "Related: no",
    ][:-1],
)
def test_what_only_looks_like_boilerplate_is_kept(words):
    words = words.strip()
    assert paragraphs(clean(f"{LONG}\n\n{words}\n\n{OTHER}", Form.TEXT)) == [LONG, words, OTHER]


@pytest.mark.parametrize(
    "words",
    [
        "By Ann Lowe",
        "By ANN LOWE and Martin Hale",
        "Updated: 3 January 2020, 5 p.m.",
        "Veröffentlicht am 18. September 2022",
        "FOR IMMEDIATE RELEASE",
        "Embargoed until 5 p.m.",
        "Media contact: Ann Lowe, ann@example.org",
        "ann@example.org +1 555 0100",
    ],
)
def test_a_byline_is_one_at_the_top_alone(words):
    assert paragraphs(clean(f"{words}\n\n{LONG}", Form.TEXT)) == [LONG]
    assert paragraphs(clean(f"{LONG}\n\n{OTHER}\n\n{words}", Form.TEXT)) == [LONG, OTHER, words]


def test_a_byline_and_the_day_beneath_it_need_no_blank_line_between_them():
    raw = f"Deaths in Lisbon\nBy Ann Lowe and Martin Hale\nPublished 3 January 2020, 18:40\n\n{LONG}"
    cleaned = clean(raw, Form.TEXT)
    assert paragraphs(cleaned)[-1] == LONG
    assert "Lowe" not in cleaned.text
    assert [why for _words, why in left_out(raw, cleaned)][-2:] == [BYLINE, PUBLISHED]


def test_a_wrapped_line_that_begins_like_a_byline_stays_in_its_sentence():
    raw = "The novel was written in one winter\nby Ann Lowe and Martin Hale and was\npublished on 3 January 2020."
    assert "by Ann Lowe and Martin Hale and was published on 3 January 2020" in clean(raw, Form.TEXT).text


# What it is written in


@pytest.mark.parametrize(
    ("name", "raw", "form"),
    [
        ("a.html", "x", Form.HTML),
        ("a.HTM", "x", Form.HTML),
        ("text/html; charset=utf-8", "x", Form.HTML),
        ("application/xhtml+xml", "x", Form.HTML),
        ("a.md", "x", Form.MARKDOWN),
        ("text/markdown", "x", Form.MARKDOWN),
        ("a.txt", "# x", Form.TEXT),
        ("a.txt", "<!DOCTYPE html><html>", Form.HTML),
        ("text/plain", "x", Form.TEXT),
        ("", "<p>One</p><p>Two</p>", Form.HTML),
        ("", " \n<html>", Form.HTML),
        ("", "# Title\n\nWords", Form.MARKDOWN),
        ("", "A [b](https://example.org) and [c](https://example.org)", Form.MARKDOWN),
        ("", "Plain words, 3 < 4 and 5 > 2, with a #hash and *one* star.", Form.TEXT),
        ("", "", Form.TEXT),
    ],
)
def test_the_form_is_told_by_the_name_and_else_by_the_looks(name, raw, form):
    assert guess_form(name, raw) == form


# Whatever is given

PIECES = [
    *(
        "<p>",
        "</p>",
        "<b>",
        "<br>",
        "<nav>",
        "</nav>",
        "<!--",
        "-->",
        "<script>",
        "</script>",
        '<a href="',
        '">',
        "<h1>",
    ),
    *("&amp;", "&#146;", "&nbsp;", "&", "<", ">", "\n", "\n\n", "\r\n", "\f", " ", "\0", "\ufeff", "\ud800", "e\u0301"),
    *(
        "# ",
        "**",
        "- ",
        "`",
        "[a](b)",
        "|",
        "---\n",
        "title: x\n",
        "original event",
        "Advertisement",
        "From: a\n",
        "-- \n",
    ),
    *("Rockets struck the base.", LONG, OTHER, "字", "قال", "’", "A", "1"),
]
ANY = st.lists(st.sampled_from(PIECES), max_size=25).map("".join)


def words_in(raw: str) -> str:
    return "".join(filter(str.isalnum, raw))


@pytest.mark.parametrize("form", Form)
@given(raw=ANY)
def test_cleaned_text_is_normalised_and_leads_back_in_order(form, raw):
    cleaned = clean(raw, form)
    assert cleaned.text == normalise(cleaned.text)
    position = 0
    for word in re.finditer(r"\S+", cleaned.text):
        span = cleaned.original(*word.span())
        if span is not None:
            assert position <= span.start < span.stop <= len(raw)
            position = span.start
            if form == Form.TEXT:
                assert normalise(raw[span.start : span.stop]) == word.group()


@pytest.mark.parametrize("form", [Form.TEXT, Form.MARKDOWN])
@given(raw=ANY)
def test_every_word_is_in_the_text_or_among_what_was_dropped(form, raw):
    cleaned = clean(raw, form)
    spans = [cleaned.original(*word.span()) for word in re.finditer(r"\S", cleaned.text)]
    spans += [(dropped.start, dropped.stop) for dropped in cleaned.dropped]
    accounted = set()
    for span in filter(None, spans):
        accounted.update(range(*span))
    if form == Form.TEXT:
        missing = "".join(raw[i] for i in range(len(raw)) if i not in accounted)
        assert not words_in(missing)
    else:
        assert all(dropped.why for dropped in cleaned.dropped)


def test_nothing_has_no_original():
    cleaned = clean("One.\n\nTwo.", Form.TEXT)
    assert cleaned.original(4, 6) is None
    assert cleaned.original(2, 2) is None
    assert cleaned.original(0, 99) == (0, 10)


PATHOLOGICAL = [
    "x",
    "word ",
    "<",
    "<a ",
    "<!--",
    '<a "',
    "&",
    "<script>",
    "<div>",
    "<p>a",
    "[",
    "> ",
    "*a ",
    "\0",
    "a\n",
    "1\f",
]


@pytest.mark.parametrize("unit", PATHOLOGICAL)
@pytest.mark.parametrize("form", Form)
def test_time_grows_with_the_length_alone(form, unit):
    def cpu(length: int) -> float:
        raw = unit * (length // len(unit))
        began = process_time()
        clean(raw, form)
        return process_time() - began

    cpu(100)
    small = min(cpu(5_000) for _ in range(3))
    assert cpu(50_000) < 40 * small + 1
