"""What a page says of the article on it."""

import json
from datetime import date, datetime, timedelta, timezone
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from timeline.extraction.metadata import Metadata, guess_language, read

WORDS = "<p>" + "The army said on Monday that rockets had struck a base near the border. " * 12 + "</p>"
NEWS = {
    "@context": "https://schema.org",
    "@type": "NewsArticle",
    "headline": "Rockets hit base",
    "datePublished": "2020-01-03T23:30:00-05:00",
    "author": [{"@type": "Person", "name": "Ann Lowe"}, {"@type": "Person", "name": "Martin Hale"}],
    "publisher": {"@type": "Organization", "name": "The Gazette"},
    "inLanguage": "en_us",
    "url": "https://gazette.example/rockets",
}


def page(head: str = "", body: str = WORDS, html: str = "<html>") -> str:
    return f"<!doctype html>{html}<head>{head}</head><body>{body}</body></html>"


def linked_data(*nodes: object) -> str:
    return "".join(f'<script type="application/ld+json">{json.dumps(node)}</script>' for node in nodes)


def meta(name: str, content: str) -> str:
    return f'<meta property="{name}" content="{content}">'


def test_linked_data_says_it_all():
    assert read(page(linked_data(NEWS)), "https://gazette.example/rockets?from=mail") == Metadata(
        title="Rockets hit base",
        authors=("Ann Lowe", "Martin Hale"),
        publisher="The Gazette",
        language="en-US",
        url="https://gazette.example/rockets",
        published=date(2020, 1, 3),
        published_at=datetime(2020, 1, 3, 23, 30, tzinfo=timezone(timedelta(hours=-5))),
        zone_offset=timedelta(hours=-5),
    )


@pytest.mark.parametrize(
    "script",
    [
        json.dumps([{"@type": "WebSite", "name": "x"}, NEWS]),
        json.dumps({"@graph": [{"@type": "Organization"}, NEWS]}),
        json.dumps({"@type": "WebPage", "mainEntity": NEWS}),
        json.dumps({**NEWS, "@type": ["Thing", "schema:NewsArticle"]}),
        json.dumps({**NEWS, "@type": "http://schema.org/ReportageNewsArticle"}),
        "<!-- " + json.dumps(NEWS) + " -->",
        "//<![CDATA[\n" + json.dumps(NEWS) + "\n//]]>",
        json.dumps(NEWS) + ";",
        json.dumps(NEWS)[:-1] + ",}",
        json.dumps(NEWS).replace("Rockets hit", "Rockets\\u0020hit").replace("hit base", "hit \n base"),
    ],
    ids=["list", "graph", "page", "types", "address", "comment", "cdata", "semicolon", "comma", "newline"],
)
def test_linked_data_is_found_however_it_is_wrapped(script):
    found = read(page(f'<script type="application/ld+json">{script}</script>'))
    assert (found.title, found.publisher, found.authors) == (
        "Rockets hit base",
        "The Gazette",
        ("Ann Lowe", "Martin Hale"),
    )


@pytest.mark.parametrize(
    "script", ["", "{", "null", "[[[", "[" * 5000, '{"@type": 3, "author": 4}', '{"@graph": {}}', "3"]
)
def test_broken_linked_data_leaves_the_rest_of_the_page(script):
    head = f'<script type="application/ld+json">{script}</script>' + meta("og:title", "Rockets hit base")
    assert read(page(head)).title == "Rockets hit base"


def test_names_given_elsewhere_are_looked_up():
    graph = {
        "@graph": [
            {**NEWS, "author": {"@id": "#ann"}, "publisher": {"@id": "#gazette"}},
            {"@type": "Person", "@id": "#ann", "name": "Ann Lowe"},
            {"@type": "Organization", "@id": "#gazette", "name": "The Gazette"},
        ]
    }
    found = read(page(linked_data(graph)))
    assert (found.authors, found.publisher) == (("Ann Lowe",), "The Gazette")


def test_of_several_articles_the_one_at_this_address_counts():
    other = {**NEWS, "headline": "Another", "url": "https://gazette.example/other"}
    head = linked_data(other, NEWS) + '<link rel="canonical" href="https://gazette.example/rockets">'
    assert read(page(head)).title == "Rockets hit base"


def test_articles_in_a_list_are_not_this_one():
    listed = {"@type": "ItemList", "itemListElement": [{"@type": "ListItem", "item": NEWS}]}
    assert read(page(linked_data(listed) + meta("og:title", "Front page"))).title == "Front page"


TITLES = [
    (meta("og:title", "Rockets &amp; drones") + "<title>x</title>", "Rockets & drones"),
    ("<title>Rockets hit base</title>", "Rockets hit base"),
    (meta("og:site_name", "The Gazette") + "<title>Rockets hit base | The Gazette</title>", "Rockets hit base"),
    (meta("og:site_name", "The Gazette") + "<title>Rockets - and drones</title>", "Rockets - and drones"),
    ("", ""),
]


@pytest.mark.parametrize(("head", "title"), TITLES)
def test_the_title_is_what_was_written_for_machines_else_for_readers(head, title):
    assert read(page(head)).title == title


def test_a_heading_is_a_better_title_than_that_of_the_window():
    assert read(page("<title>Gazette</title>", f"<h1>Rockets <b>hit</b> base</h1>{WORDS}")).title == "Rockets hit base"


AUTHORS = [
    (meta("author", "By Ann Lowe and Martin Hale"), "", ("Ann Lowe", "Martin Hale")),
    (meta("article:author", "https://facebook.example/ann") + meta("author", "Ann Lowe"), "", ("Ann Lowe",)),
    (meta("citation_author", "Lowe, Ann") + meta("citation_author", "Hale, Martin"), "", ("Ann Lowe", "Martin Hale")),
    (meta("author", "Ann Lowe, Martin Hale, Jo Roe"), "", ("Ann Lowe", "Martin Hale", "Jo Roe")),
    ("", '<p class="byline">By <a>Ann Lowe</a></p>', ("Ann Lowe",)),
    ("", '<a rel="author">Ann Lowe</a>', ("Ann Lowe",)),
    ("", '<span itemprop="author">Ann Lowe</span>', ("Ann Lowe",)),
    ("", '<p class="byline">Published on 3 January 2020</p>', ()),
    (meta("author", "admin@gazette.example"), "", ()),
    (linked_data({**NEWS, "author": "Ann Lowe"}), "", ("Ann Lowe",)),
    (linked_data({**NEWS, "author": {"name": ["Ann Lowe"]}}), "", ("Ann Lowe",)),
    ("", "", ()),
]


@pytest.mark.parametrize(("head", "body", "authors"), AUTHORS)
def test_authors_are_names(head, body, authors):
    assert read(page(head, body + WORDS)).authors == authors


DATES = [
    (meta("article:published_time", "2020-01-03T10:00:00+03:00"), date(2020, 1, 3), timedelta(hours=3)),
    (meta("article:published_time", "2020-01-03T23:59:59-0500"), date(2020, 1, 3), timedelta(hours=-5)),
    (meta("article:published_time", "2020-01-03T10:00:00.123Z"), date(2020, 1, 3), timedelta(0)),
    (meta("article:published_time", "2020-01-03 10:00"), date(2020, 1, 3), None),
    (meta("datePublished", "2020-01-03"), date(2020, 1, 3), None),
    (meta("citation_publication_date", "2020/1/3"), date(2020, 1, 3), None),
    (meta("dc.date.issued", "20200103"), date(2020, 1, 3), None),
    (meta("pubdate", "Fri, 03 Jan 2020 22:00:00 -0500"), date(2020, 1, 3), timedelta(hours=-5)),
    (meta("date", "January 3, 2020"), date(2020, 1, 3), None),
    (meta("date", "3rd Jan. 2020"), date(2020, 1, 3), None),
    (meta("date", "03/01/2020"), None, None),
    (meta("date", "2020-13-45") + meta("pubdate", "soon"), None, None),
    (meta("date", "0001-01-01T00:00:00Z"), None, None),
    ("", None, None),
]


@pytest.mark.parametrize(("head", "day", "offset"), DATES)
def test_the_day_is_that_of_the_articles_own_zone(head, day, offset):
    found = read(page(head))
    assert (found.published, found.zone_offset) == (day, offset)


def test_a_date_with_an_offset_is_believed_before_the_same_moment_in_utc():
    head = linked_data({**NEWS, "datePublished": "2020-01-04T04:30:00Z"})
    found = read(page(head + meta("article:published_time", "2020-01-03T23:30:00-05:00")))
    assert (found.published, found.zone_offset) == (date(2020, 1, 3), timedelta(hours=-5))


def test_a_day_is_given_the_time_that_another_date_of_the_page_has_for_it():
    head = linked_data({**NEWS, "datePublished": "2020-01-03"})
    found = read(page(head + meta("article:published_time", "2020-01-03T23:30:00-05:00")))
    assert (found.published, found.zone_offset) == (date(2020, 1, 3), timedelta(hours=-5))


def test_another_moment_tells_nothing_of_the_first():
    head = linked_data({**NEWS, "datePublished": "2020-01-04T04:30:00Z"})
    found = read(page(head + meta("article:published_time", "2020-01-05T23:30:00-05:00")))
    assert (found.published, found.zone_offset) == (date(2020, 1, 4), timedelta(0))


def test_what_readers_see_and_the_address_tell_the_day_where_nothing_else_does():
    assert read(page("", f'<article><time datetime="2020-01-03">x</time>{WORDS}</article>')).published == date(
        2020, 1, 3
    )
    assert read(page("", f"<header><time>January 3, 2020</time></header>{WORDS}")).published == date(2020, 1, 3)
    assert read(page(), "https://gazette.example/2020/01/03/rockets").published == date(2020, 1, 3)
    assert read(page(), "https://gazette.example/2020/02/31/rockets").published is None


@pytest.mark.parametrize(
    ("html", "head", "language"),
    [
        ('<html lang="de">', "", "de"),
        ('<html lang="PT_br">', "", "pt-BR"),
        ('<html lang="zh-hans-cn">', "", "zh-Hans-CN"),
        ('<html xml:lang="fa">', "", "fa"),
        ("<html>", meta("og:locale", "en_GB"), "en-GB"),
        ("<html>", '<meta http-equiv="Content-Language" content="fr, en">', "fr"),
        ('<html lang="not a language">', "", ""),
        ("<html>", "", ""),
    ],
)
def test_the_language_is_written_as_in_bcp_47(html, head, language):
    assert read(page(head, html=html)).language == language


@pytest.mark.parametrize(
    ("head", "address"),
    [
        ('<link rel="canonical" href="/a">', "https://gazette.example/a"),
        ('<link rel="Canonical nofollow" href="https://other.example/a">', "https://other.example/a"),
        ('<link rel="canonical" href="javascript:alert(1)">', "https://gazette.example/x?y"),
        (meta("og:url", "//gazette.example/b"), "https://gazette.example/b"),
        ('<link rel="canonical" href="http://[">', "https://gazette.example/x?y"),
        ("", "https://gazette.example/x?y"),
    ],
)
def test_the_address_is_the_one_that_the_page_calls_its_own(head, address):
    assert read(page(head), "https://gazette.example/x?y").url == address


@pytest.mark.parametrize(
    ("head", "paywalled"),
    [
        (linked_data({**NEWS, "isAccessibleForFree": False}), True),
        (linked_data({**NEWS, "isAccessibleForFree": "False"}), True),
        (linked_data({**NEWS, "hasPart": {"@type": "WebPageElement", "isAccessibleForFree": False}}), True),
        (linked_data({**NEWS, "hasPart": [{"isAccessibleForFree": "false"}]}), True),
        (linked_data({**NEWS, "isAccessibleForFree": True}), False),
        (meta("article:content_tier", "locked"), True),
        ("", False),
    ],
)
def test_a_page_may_say_that_part_of_it_is_missing(head, paywalled):
    assert read(page(head)).is_paywalled is paywalled


@pytest.mark.parametrize(
    ("head", "body", "why_not"),
    [
        ("", WORDS, ""),
        ("", "<p>Too short.</p>", "The page has 2 words, too few for an article."),
        ("", '<a href="/a">Rockets hit base again</a> ' * 60, "100 of 100 words on the page are links"),
        (meta("og:type", "article"), "<p>" + "word " * 60 + "</p>", ""),
        (linked_data(NEWS), "<p>" + "word " * 60 + "</p>", ""),
        ("", f"<script>{'word ' * 500}</script><p>Two words</p>", "The page has 2 words"),
        ("", "<p>" + "记者星期一说" * 60 + "</p>", ""),
    ],
)
def test_a_page_without_an_article_says_why(head, body, why_not):
    found = read(page(head, body))
    assert found.is_article is not bool(why_not)
    assert found.why_not.startswith(why_not)
    assert bool(found.why_not) is bool(why_not)


@pytest.mark.parametrize(
    "html", ["", " ", "<", "\0", "\ud800", "<?xml version='1.0' encoding='utf-16'?><html>x", "<div>" * 9000]
)
def test_a_broken_page_says_nothing(html):
    found = read(html)
    assert (found.title, found.published, found.is_article) == ("", None, False)


PIECES = [
    *("<html lang=", "<meta ", "name=date ", 'content="2020', "-01-03", 'T25:61Z"', ">", "<title>", "<time datetime="),
    *(
        '<script type="application/ld+json">',
        '{"@type":"Article",',
        '"datePublished":',
        '"author":[',
        "}",
        "]",
        "</script>",
    ),
    *("<link rel=canonical href=", "http://[", "/a", "\0", "\ud800", "字", "x "),
]


@given(st.lists(st.sampled_from(PIECES), max_size=25).map("".join))
def test_whatever_the_page_nothing_raises(html):
    assert isinstance(read(html, "https://gazette.example/"), Metadata)


def test_time_grows_with_the_length_alone():
    def cpu(count: int) -> float:
        began = process_time()
        read(page(linked_data({"@graph": [NEWS] * count}), f"<p>a <a>b</a></p><time>x</time>{WORDS}" * count))
        return process_time() - began

    cpu(5)
    # The least of three: what else the process has to see to, such as collecting garbage, is not of the page.
    small, large = (min(cpu(count) for _ in range(3)) for count in (100, 1000))
    assert large < 40 * max(small, 0.01)


LANGUAGES = {
    "en": "The army said on Monday that rockets had struck a base near the border.",
    "de": "Die Armee teilte am Montag mit, dass Raketen einen Stützpunkt an der Grenze getroffen haben.",
    "fr": "L’armée a dit lundi que des roquettes ont touché une base près de la frontière.",
    "es": "El ejército dijo el lunes que los cohetes cayeron en una base cerca de la frontera.",
    "it": "L’esercito ha detto lunedì che i razzi hanno colpito una base vicino alla frontiera.",
    "pt": "O exército disse na segunda-feira que os foguetes não atingiram uma base na fronteira.",
    "nl": "Het leger zei maandag dat raketten een basis bij de grens hebben geraakt en dat er doden zijn.",
    "tr": "Ordu pazartesi günü roketlerin sınıra yakın bir üsse isabet ettiğini ve iki kişinin öldüğünü açıkladı.",
    "ru": "Армия сообщила в понедельник, что ракеты попали в базу на границе и были жертвы.",
    "uk": "Армія повідомила в понеділок, що ракети влучили в базу біля кордону і є жертви.",
    "ar": "قال الجيش يوم الاثنين إن الصواريخ أصابت قاعدة قرب الحدود في شمال البلاد.",
    "fa": "ارتش روز دوشنبه گفت که موشک‌ها به یک پایگاه در نزدیکی مرز برخورد کرده است.",
    "he": "הצבא אמר ביום שני כי רקטות פגעו בבסיס ליד הגבול.",
    "zh": "军队星期一说，火箭弹击中了边境附近的一个基地。",
    "ja": "軍は月曜日、ロケット弾が国境近くの基地に命中したと発表した。",
    "ko": "군은 월요일 로켓이 국경 근처 기지를 공격했다고 밝혔다.",
}


@pytest.mark.parametrize(("language", "text"), LANGUAGES.items(), ids=LANGUAGES)
def test_a_language_is_guessed_by_its_script_and_commonest_words(language, text):
    assert guess_language(text) == language


@pytest.mark.parametrize("text", ["", "12 345", "\0", "Abc xyz"])
def test_where_nothing_tells_the_language_is_english(text):
    assert guess_language(text) == "en"


def test_a_foreign_name_changes_no_language():
    assert guess_language(LANGUAGES["en"] + " He is called 王伟 or Иван.") == "en"
