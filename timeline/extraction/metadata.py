"""What a web page says of the article on it: title, authors, publisher, language, address, day.

A page says it several times over: as JSON-LD for search engines, as Open Graph and other `<meta>` for social networks
and libraries, and as what readers see. The first that says something usable wins, in that order, for what is written
for machines is edited least. What a page says is what somebody typed into it: a curator confirms it.

The day is the one in the article's own time zone, as far as the page tells: "2020-01-03T23:30:00-05:00" is 3 January,
whatever day it was elsewhere. Where one of its dates is given in UTC and another names the same moment with an offset,
the offset is believed.

Vocabularies: schema.org NewsArticle; the Open Graph protocol, article; Dublin Core in HTML (DCMI); Highwire Press
tags; BCP 47 for languages.
"""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from email.utils import parsedate_to_datetime
from html import unescape
from typing import Any
from urllib.parse import urljoin, urlsplit

from lxml import etree
from lxml import html as lxml_html

__all__ = ["Metadata", "guess_language", "names_in_byline", "read"]

_FEWEST_WORDS = 120  # of an article that does not say that it is one
_FEWEST_WORDS_SAID = 40  # of one that does
_MOST_LINKED = 0.5  # the share of words that are links, on a page that is no list of links
_MOST_NODES = 20_000  # of JSON-LD that are looked at
_MOST_AUTHORS = 20
_EARLIEST_YEAR, _LATEST_YEAR = 1500, 2500
_SAMPLE = 20_000  # code points by which a language is guessed


@dataclass(frozen=True, slots=True)
class Metadata:
    """What a page says of its article; empty or None where it says nothing.

    `published` is the day in the article's own zone, `zone_offset` how far that is from UTC, if the page says so, and
    `published_at` the moment as it is written, with or without an offset. `is_paywalled` says that part of the article
    may be missing. `is_article` is False where the page seems to hold none, and `why_not` says by what.
    """

    title: str = ""
    authors: tuple[str, ...] = ()
    publisher: str = ""
    language: str = ""
    url: str = ""
    published: date | None = None
    published_at: datetime | None = None
    zone_offset: timedelta | None = None
    is_paywalled: bool = False
    is_article: bool = True
    why_not: str = ""


def read(html: str, url: str = "") -> Metadata:
    """What the page `html`, which was found at `url`, says of the article on it. Nothing raises."""
    page = _parsed(html)
    if page is None:
        return Metadata(url=url, is_article=False, why_not="There is no page in it.")
    metas = _metas(page)
    canonical = _address(page, metas, url)
    article = _article(page, canonical)
    moment, day = _published(page, metas, article, canonical or url)
    problem = _why_no_article(page, metas, article)
    return Metadata(
        title=_title(page, metas, article),
        authors=_authors(page, metas, article),
        publisher=_publisher(metas, article),
        language=_language(page, metas, article),
        url=canonical or _absolute(_text(article.get("url")), url) or url,
        published=day,
        published_at=moment,
        zone_offset=moment.utcoffset() if moment else None,
        is_paywalled=_paywalled(metas, article),
        is_article=not problem,
        why_not=problem,
    )


def _parsed(html: str):
    """The page as a tree; None where there is nothing in it. Given as bytes, so that no declaration can mislead."""
    body = html.replace("\0", " ").encode("utf-8", "replace")
    try:
        return lxml_html.document_fromstring(body, parser=lxml_html.HTMLParser(encoding="utf-8"))
    except (etree.LxmlError, ValueError):
        return None


# What is written for machines


def _table(words: str) -> frozenset[str]:
    return frozenset(words.split())


def _metas(page) -> dict[str, list[str]]:
    """The contents of every `<meta>`, by its name in lower case."""
    metas: dict[str, list[str]] = {}
    for meta in page.iter("meta"):
        content = " ".join((meta.get("content") or "").split())
        for attribute in ("property", "name", "itemprop", "http-equiv"):
            if content and (name := meta.get(attribute)):
                metas.setdefault(name.strip().casefold(), []).append(content)
    return metas


def _first(metas: dict[str, list[str]], *names: str) -> str:
    return next((metas[name][0] for name in names if name in metas), "")


_ARTICLES = _table(
    """Article NewsArticle ReportageNewsArticle AnalysisNewsArticle OpinionNewsArticle BackgroundNewsArticle
    ReviewNewsArticle AskPublicNewsArticle LiveBlogPosting BlogPosting Report ScholarlyArticle TechArticle
    SocialMediaPosting AdvertiserContentArticle SatiricalArticle"""
)
# Where other articles are named, or parts of this one.
_ELSEWHERE = frozenset(
    ["itemListElement", "mentions", "isPartOf", "isBasedOn", "citation", "relatedLink", "liveBlogUpdate"]
)


def _article(page, canonical: str) -> dict[str, Any]:
    """The article in the JSON-LD of the page, references within it resolved; an empty one if there is none."""
    nodes = list(_nodes(page))
    known = {node["@id"]: node for node in nodes if isinstance(node.get("@id"), str) and len(node) > 1}
    articles = [node for node in nodes if _types(node) & _ARTICLES]
    here = [node for node in articles if canonical and canonical in _addresses(node)]
    chosen = (here or articles or [{}])[0]
    return {key: _resolved(value, known) for key, value in chosen.items()}


def _nodes(page) -> Iterator[dict[str, Any]]:
    """Every object in the JSON-LD of the page, the outer ones first."""
    left = _MOST_NODES
    for script in page.iter("script"):
        if "ld+json" not in (script.get("type") or "").casefold():
            continue
        waiting = [_loads(script.text or "")]
        for value in waiting:
            left -= 1
            if left < 0:
                return
            if isinstance(value, dict):
                yield value
                waiting += [part for key, part in value.items() if key not in _ELSEWHERE and not isinstance(part, str)]
            elif isinstance(value, list):
                waiting += value


def _loads(text: str) -> Any:
    """JSON as pages have it: in a comment, with commas too many, with line breaks in its strings; None for others."""
    text = re.sub(
        r"\A\s*(?:<!--|//\s*<!\[CDATA\[|<!\[CDATA\[|/\*.{0,40}?\*/)+|(?:-->|//\s*\]\]>|\]\]>|;)\s*\Z", "", text
    ).strip()
    decoder = json.JSONDecoder(strict=False)
    for attempt in (text, re.sub(r",(\s{0,200}[}\]])", r"\1", text)):
        try:
            return decoder.raw_decode(attempt)[0]
        except (ValueError, RecursionError):
            continue
    return None


def _types(node: dict[str, Any]) -> set[str]:
    """Its types without their vocabulary: "https://schema.org/NewsArticle" is "NewsArticle"."""
    types = node.get("@type")
    types = types if isinstance(types, list) else [types]
    return {re.split(r"[/#:]", kind)[-1] for kind in types if isinstance(kind, str)}


def _addresses(node: dict[str, Any]) -> set[str]:
    named = [node.get("url"), node.get("@id"), node.get("mainEntityOfPage")]
    named += [part.get("@id") or part.get("url") for part in named if isinstance(part, dict)]
    return {part for part in named if isinstance(part, str)}


def _resolved(value: Any, known: dict[str, dict[str, Any]]) -> Any:
    """A value, with `{"@id": …}` replaced by what has that name."""
    if isinstance(value, list):
        return [_resolved(part, known) for part in value[:100]]
    if isinstance(value, dict) and isinstance(value.get("@id"), str) and not value.get("name"):
        return known.get(value["@id"], value)
    return value


def _text(value: Any) -> str:
    """A value as one line of text; "" for what is none."""
    if isinstance(value, list):
        return next(filter(None, map(_text, value[:10])), "") if len(value) else ""
    if isinstance(value, dict):
        return _text(value.get("@value") or value.get("name"))
    return " ".join(unescape(value).split()) if isinstance(value, str) else ""


# One after another


def _title(page, metas, article) -> str:
    publisher = _publisher(metas, article)
    named = [_text(article.get("headline")), _first(metas, "og:title", "citation_title", "dc.title", "dcterms.title")]
    named += [_words_of(next(page.iter("h1"), None)), _first(metas, "twitter:title", "parsely-title", "title")]
    titles = [_words_of(next(page.iter("title"), None)), _text(article.get("name"))]
    title = next(filter(None, [*named, *titles]), "")
    ending = re.search(r"\s+[-–—|·»:]+\s+([^-–—|·»]+)\Z", title)
    ending_is_publisher = ending and publisher and ending[1].strip().casefold() in publisher.casefold()
    return title[: ending.start()] if ending_is_publisher else title


def _words_of(element) -> str:
    if element is None or not isinstance(element.tag, str):
        return ""
    return " ".join("".join(element.itertext()).split())[:1000]


_BY = re.compile(r"\s*(?:by|von|par|por|da|door|written by|story by|text)\b:?\s+", re.IGNORECASE)
_BETWEEN_NAMES = re.compile(r"\s*(?:,|;|\||&|\band\b|\bund\b|\bet\b|\by\b)\s*")
_NO_NAME = re.compile(
    r"https?:|www\.|@|\d{3}|\b(?:staff|admin|editor|editorial|newsroom|correspondents?|reporters?|contributors?)\s*\Z"
    r"|\A(?:follow|share|published|updated)\b",
    re.IGNORECASE,
)
_LONGEST_NAME = 80


def _authors(page, metas, article) -> tuple[str, ...]:
    said = [*_names_in(article.get("author")), *([] if article.get("author") else _names_in(article.get("creator")))]
    listed = ["citation_author", "article:author", "author", "dc.creator", "dcterms.creator", "byl", "parsely-author"]
    listed += ["sailthru.author", "og:article:author"]
    for names in ([said], [metas.get(name, []) for name in listed], [_bylines(page)]):
        for written in names:
            authors = dict.fromkeys(name for words in written for name in _names(words))
            if authors:
                return tuple(authors)[:_MOST_AUTHORS]
    return ()


def _names_in(value: Any) -> list[str]:
    parts = value if isinstance(value, list) else [value]
    return list(filter(None, map(_text, parts)))


def _names(words: str) -> Iterator[str]:
    """The names in a byline: "By ANN LOWE and Martin Hale" has two; "Lowe, Ann" is one."""
    words = _BY.sub("", words, count=1) if _BY.match(words) else words
    parts = _BETWEEN_NAMES.split(words)
    if len(parts) == 2 and "," in words and not any(" " in part.strip() for part in parts):
        parts = [f"{parts[1]} {parts[0]}"]
    for part in parts:
        name = " ".join(part.split()).strip(" .,:;|–—-")
        if name and len(name) <= _LONGEST_NAME and not _NO_NAME.search(name) and any(map(str.isalpha, name)):
            yield name


def names_in_byline(words: str) -> tuple[str, ...]:
    """The names in a byline, each once: "By ANN LOWE and Martin Hale" has two; none where there is none in it."""
    return tuple(dict.fromkeys(_names(words)))[:_MOST_AUTHORS]


def _bylines(page) -> list[str]:
    """What readers see as the author: the innermost element that says that it is one."""
    marked = page.xpath(
        "//*[@itemprop='author' or @rel='author' or contains(concat(' ', @class, ' '), ' byline ')"
        " or contains(concat(' ', @class, ' '), ' author ') or contains(@class, 'byline__name')"
        " or contains(@class, 'author-name')]"
    )
    for element in marked[:20]:
        words = _words_of(element)
        if words and len(words) <= 2 * _LONGEST_NAME and (_BY.match(words) or words[:1].isupper()):
            return [words]
    return []


def _publisher(metas, article) -> str:
    return (
        _text(article.get("publisher"))
        or _first(
            metas, "og:site_name", "citation_journal_title", "citation_publisher", "dc.publisher", "dcterms.publisher"
        )
        or _text(article.get("sourceOrganization"))
        or _first(metas, "application-name", "apple-mobile-web-app-title")
    )


_LANGUAGE = re.compile(r"([a-z]{2,3})(?:[-_]([A-Z][a-z]{3}))?(?:[-_]([A-Z]{2}|[0-9]{3}))?\Z", re.IGNORECASE)


def _language(page, metas, article) -> str:
    """The language of the article as BCP 47 writes it: "en_us" is "en-US"."""
    root = page.getroottree().getroot()
    xml = "{http://www.w3.org/XML/1998/namespace}lang"
    said = [_text(article.get("inLanguage")), root.get("lang"), root.get("xml:lang"), root.get(xml)]
    said += [_first(metas, "og:locale", "content-language", "dc.language", "dcterms.language", "language")]
    for tag in filter(None, said):
        if found := _LANGUAGE.match(tag.split(",")[0].strip()):
            language, script, region = found.groups()
            return "-".join(filter(None, [language.lower(), script and script.title(), region and region.upper()]))
    return ""


def _address(page, metas, url: str) -> str:
    links = [
        link.get("href") for link in page.iter("link") if "canonical" in (link.get("rel") or "").casefold().split()
    ]
    for address in [*links, *metas.get("og:url", [])]:
        if absolute := _absolute(address or "", url):
            return absolute
    return ""


def _absolute(address: str, base: str) -> str:
    """`address` as it is to be followed from `base`; "" for what is no address of the web."""
    try:
        absolute = urljoin(base, address.strip())
        return absolute if urlsplit(absolute).scheme in ("http", "https") and urlsplit(absolute).hostname else ""
    except ValueError:
        return ""


def _paywalled(metas, article) -> bool:
    parts = article.get("hasPart")
    nodes = [article, *[part for part in (parts if isinstance(parts, list) else [parts]) if isinstance(part, dict)]]
    said = [str(node.get("isAccessibleForFree", "")).casefold() for node in nodes]
    return "false" in said or _first(metas, "article:content_tier").casefold() in ("locked", "metered")


# When it was published

_PUBLISHED = (
    *("article:published_time", "og:article:published_time", "article:published", "datepublished", "parsely-pub-date"),
    *("sailthru.date", "citation_publication_date", "citation_online_date", "citation_date", "dc.date.issued"),
    *("dcterms.issued", "dcterms.created", "dc.date", "dcterms.date", "pubdate", "publishdate", "publish_date", "date"),
)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_ISO = re.compile(
    r"(?P<year>\d{4})(?P<sep>[-/.]?)(?P<month>\d{1,2})(?P=sep)(?P<day>\d{1,2})(?!\d)"
    r"(?:[T ]+(?P<hour>\d{1,2}):?(?P<minute>\d{2})(?::?(?P<second>\d{2})(?:[.,]\d{1,9})?)?"
    r"\s*(?P<zone>Z\b|UTC\b|GMT\b|[+-]\d{2}:?\d{2})?)?",
    re.IGNORECASE,
)
_WRITTEN = re.compile(
    rf"\b(?:(?P<month>{'|'.join(_MONTHS)})[a-z]*\.?\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?"
    rf"|(?P<day2>\d{{1,2}})(?:st|nd|rd|th)?\s+(?P<month2>{'|'.join(_MONTHS)})[a-z]*\.?,?)\s+(?P<year>\d{{4}})\b",
    re.IGNORECASE,
)
_IN_ADDRESS = re.compile(r"/((?:19|20)\d\d)[/-](0?[1-9]|1[0-2])[/-](0?[1-9]|[12]\d|3[01])(?=[/-])")


def _published(page, metas, article, url: str) -> tuple[datetime | None, date | None]:
    """The moment and the day on which the article came out; (None, the day) where no time of day is said."""
    moments = [found for written in _dates_said(page, metas, article) if (found := _moment(written))]
    if not moments:
        day = _day_in_address(url)
        return None, day
    moment, day = moments[0]
    for other, other_day in moments[1:]:
        if other is not None and _says_more(other, moment, day):
            return other, other_day
    return moment, day


def _says_more(other: datetime, moment: datetime | None, day: date) -> bool:
    """`other` is the same moment, or on the same day, and tells the zone or the time that was missing."""
    if moment is None:
        return other.date() == day
    if moment.utcoffset() or not other.utcoffset():
        return False
    return other == moment if moment.tzinfo else other.replace(tzinfo=None) == moment


def _dates_said(page, metas, article) -> Iterator[str]:
    yield from map(_text, [article.get("datePublished"), article.get("dateCreated")])
    for name in _PUBLISHED:
        yield from metas.get(name, [])[:1]
    times = page.xpath("//time[@itemprop='datePublished' or @pubdate]") or page.xpath(
        "//article//time | //header//time"
    )
    for element in (times or page.xpath("//time"))[:1]:
        yield element.get("datetime") or _words_of(element)
    yield from (
        element.get("content") or _words_of(element) for element in page.xpath("//*[@itemprop='datePublished']")[:1]
    )


def _moment(written: str) -> tuple[datetime | None, date] | None:
    """The moment, if a time of day is written, and the day; None for what is no date."""
    written = written.strip()[:100]
    try:
        if found := _ISO.match(written):
            return _from_iso(found)
        if found := _WRITTEN.search(written):
            month = _MONTHS.index((found["month"] or found["month2"]).lower()) + 1
            day = _plausible(date(int(found["year"]), month, int(found["day"] or found["day2"])))
            moment = _rfc_2822(written)
            return day and (moment, moment.date() if moment else day)
    except (ValueError, OverflowError):
        return None
    return None


def _from_iso(found: re.Match) -> tuple[datetime | None, date] | None:
    day = _plausible(date(int(found["year"]), int(found["month"]), int(found["day"])))
    if day is None or found["hour"] is None:
        return day and (None, day)
    zone = (found["zone"] or "").upper()
    offset = "+00:00" if zone in ("Z", "UTC", "GMT") else zone
    offset = f"{offset[:3]}:{offset[-2:]}" if offset else ""
    clock = f"{int(found['hour']):02}:{found['minute']}:{found['second'] or '00'}"
    return datetime.fromisoformat(f"{day.isoformat()}T{clock}{offset}"), day


def _rfc_2822(written: str) -> datetime | None:
    try:
        return parsedate_to_datetime(written)
    except (ValueError, TypeError, IndexError):
        return None


def _plausible(day: date) -> date | None:
    return day if _EARLIEST_YEAR <= day.year <= _LATEST_YEAR else None


def _day_in_address(url: str) -> date | None:
    """The day that many papers have in their addresses: "/2020/01/03/"."""
    found = _IN_ADDRESS.search(url)
    try:
        return date(*map(int, found.groups())) if found else None
    except ValueError:
        return None


# Whether there is an article


def _why_no_article(page, metas, article) -> str:
    """Why the page seems to hold no article; "" if it holds one."""
    said = bool(article) or _first(metas, "og:type").casefold() == "article"
    body = next(page.iter("body"), page)
    total, linked = _count_words(body)
    if total < (_FEWEST_WORDS_SAID if said else _FEWEST_WORDS):
        return f"The page has {total} words, too few for an article."
    if not said and linked > _MOST_LINKED * total:
        return f"{100 * linked // total} of 100 words on the page are links: it seems to list articles, not to be one."
    return ""


def _count_words(body) -> tuple[int, int]:
    """How many words a page has, and how many of them are links."""
    total = linked = 0
    unseen = links = 0
    for event, element in etree.iterwalk(body, events=("start", "end", "comment", "pi")):
        if event in ("start", "end"):
            step = 1 if event == "start" else -1
            unseen += step if element.tag in ("script", "style", "noscript", "template", "textarea", "svg") else 0
            links += step if element.tag == "a" else 0
        words = element.text if event == "start" else element.tail if element is not body else None
        if words and not unseen:
            count = _how_many(words)
            total += count
            linked += count if links else 0
    return total, linked


def _how_many(words: str) -> int:
    """Words; in a script without spaces, two characters for one."""
    ideographs = len(_IDEOGRAPH.findall(words))
    return len(words.split()) if not ideographs else len(words.split()) + ideographs // 2


_IDEOGRAPH = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


# Languages

_SCRIPTS = (
    ("ja", re.compile("[\u3040-\u30ff]")),
    ("ko", re.compile("[\uac00-\ud7af]")),
    ("zh", re.compile("[\u3400-\u9fff]")),
    ("he", re.compile("[\u0590-\u05ff]")),
    ("arabic", re.compile("[\u0600-\u06ff]")),
    ("cyrillic", re.compile("[\u0400-\u04ff]")),
    ("el", re.compile("[\u0370-\u03ff]")),
    ("hi", re.compile("[\u0900-\u097f]")),
    ("latin", re.compile("[A-Za-zÀ-ɏ]")),
)
# The commonest words of each language that are not as common in another of them, and its own letters.
_COMMONEST = {
    "latin": {
        "en": "the and of to in that is was for it with as his he on be at by had not are but from have they said",
        "de": "der die und den von zu das mit sich des auf für ist im dem nicht ein eine als auch es an werden aus hat",
        "fr": "le la les des et est une dans que qui du au pour pas sur par plus ce il avec sont cette mais ont été",
        "es": "el la los las y en que del por con una para se su al lo como más pero sus fue ha entre desde está",
        "it": "il la che di e per un una non sono del della con si le gli nel alla anche dei da più ha stato come",
        "pt": "o a os as e de que do da em um uma para com não por no na se dos mais foi ao pelo pela são também",
        "nl": "de het een van en in is dat op te zijn voor met niet aan er om ook als bij door naar worden uit werd",
        "tr": "ve bir bu da de için ile olarak olan daha çok gibi kadar sonra olduğu ancak göre ise dedi en değil",
    },
    "arabic": {
        "ar": "في من على إلى أن عن التي الذي هذا هذه كان ما مع قال بعد لم لا كما بين أو قد وقال خلال",
        "fa": "و در به از که این را با است برای آن یک خود تا کرد شد بر هم نیز گفت می های شده بود اما",
    },
    "cyrillic": {
        "ru": "и в не на что с по как это из для он за от его но к был также при были со до после",
        "uk": "і в не на що з та як це із для він за від його але до був також при були у після про є",
    },
}
_OWN_LETTERS = {
    "fa": "پچژگکی",
    "ar": "ةىي",
    "uk": "іїєґ",
    "ru": "ыэъё",
    "tr": "ğşı",
    "de": "ßäöü",
    "es": "ñ¿¡",
    "pt": "ãõ",
}


def guess_language(text: str) -> str:
    """The language of `text`: en de fr es it pt nl tr ru uk ar fa he zh, or ja ko el hi; "en" where nothing tells.

    By its script, and within a script by the commonest words and letters of each language.
    """
    sample = text[:_SAMPLE].casefold()
    counts = {script: len(letters.findall(sample)) for script, letters in _SCRIPTS}
    if counts["ja"] and 20 * counts["ja"] > counts["zh"]:
        counts["ja"] += counts["zh"]
        counts["zh"] = 0
    counts["zh"] *= 3  # a character is a word
    script = max(counts, key=counts.__getitem__)
    if not counts[script]:
        return "en"
    if script not in _COMMONEST:
        return script
    words = re.findall(r"[^\W\d_]+", sample)
    return _likeliest(script, words, sample)


def _likeliest(script: str, words: Iterable[str], sample: str) -> str:
    scores = dict.fromkeys(_COMMONEST[script], 0)
    tables = {language: _table(common) for language, common in _COMMONEST[script].items()}
    for word in words:
        for language, common in tables.items():
            scores[language] += word in common
    for language in scores:
        scores[language] += sum(sample.count(letter) for letter in _OWN_LETTERS.get(language, "")) // 2
    return max(scores, key=scores.__getitem__)
