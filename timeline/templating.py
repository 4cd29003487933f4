"""The language of the public templates, which is Jinja's: what they print the words of Sourceline with.

The desk keeps Django's own, as the pages of Django's that it extends do, and takes a few filters from here.
"""

from collections.abc import Callable, Hashable, Iterable, Iterator
from datetime import date, datetime
from functools import lru_cache
from itertools import pairwise
from secrets import token_hex
from typing import NamedTuple

from django.templatetags.static import static
from django.urls import reverse
from django.utils import html, text, timezone, translation
from django_htmx.jinja import htmx_script
from jinja2 import Environment, StrictUndefined, pass_environment
from markupsafe import Markup, escape

from timeline.dates import EventDate
from timeline.filters import Choice, Selection
from timeline.folding import Term, marks
from timeline.localised import COMMA, WORDING, city, in_words, language, quotation_marks, range_in_words, remembered
from timeline.models import Actor, Event, Evidence, Figure, Kind
from timeline.page import Page, event_in_link, rests_on
from timeline.reader import original_link
from timeline.rows import parts

__all__ = ["environment", "in_quotes", "label", "reading"]


def environment(**options) -> Environment:
    """Where Jinja finds the words of the public templates; `options` are the settings' and Django's.

    A name that nothing gives a value to is an error. Every translation escapes what is put into it.
    """
    options |= {"undefined": StrictUndefined, "trim_blocks": True, "lstrip_blocks": True}
    env = Environment(extensions=["jinja2.ext.i18n"], **options)  # noqa: S701 — Django's backend asks for autoescape
    env.install_gettext_callables(_translated, translation.ngettext, newstyle=True)
    env.globals |= {
        "_": said,
        "htmx_script": htmx_script,
        "is_right_to_left": translation.get_language_bidi,
        "language": language,
        "notes": notes,
        "opens": opens,
        "parts": parts,
        "static": static,
        "footnotes": pass_environment(footnotes),
        "offered": pass_environment(offered),
        "told": pass_environment(told),
        "url": url,
    }
    env.filters |= {
        "basis": basis,
        "both_with": both_with,
        "capfirst": text.capfirst,
        "day": day,
        "elsewhere": elsewhere,
        "grouped": WORDING.grouped,
        "in_quotes": in_quotes,
        "known": known,
        "label": label,
        "local_day": timezone.localdate,
        "machine_date": machine_date,
        "marked": marked,
        "number": WORDING.number,
        "original": original,
        "reading": reading,
        "urlize": urlize,
    }
    return env


def said(message: str) -> Markup:
    """A message of ours in the reader's language, with nothing to be put into it: Jinja's own would look for that."""
    return _said(language(), message)


@lru_cache(2000)
def _said(_language: str | None, message: str) -> Markup:
    return Markup(translation.gettext(message))  # noqa: S704 — as in `{% trans %}`, translations are ours


def basis(event: Event) -> str:
    """What its date rests on; `get_basis_display` would translate every choice for it."""
    return _basis(language(), event.basis)


@lru_cache(100)
def _basis(_language: str | None, basis: str) -> str:
    return str(Event.Basis(basis).label)


def _translated(message: str) -> str:
    return _translation(language(), message)


@lru_cache(2000)
def _translation(_language: str | None, message: str) -> str:
    """What Django looks up anew each time, in several steps; a page of fifty events says some hundreds."""
    return translation.gettext(message)


def url(name: str, *args) -> str:
    """The address of a page."""
    return reverse(name, args=args)


def urlize(words: str) -> Markup:
    """The words with the addresses among them as links; search engines are asked not to follow them."""
    return Markup(html.urlize(words, nofollow=True, autoescape=True))  # noqa: S704 — escaped


def day(when: date | datetime) -> str:
    """A day as people write it."""
    return WORDING.day(timezone.localdate(when) if isinstance(when, datetime) else when)


def label(when: EventDate | None) -> str:
    """The date as people write it."""
    return when.label(WORDING) if when else translation.gettext("undated")


def reading(when: EventDate | None) -> str:
    """The line that explains the bounds of a date."""
    return when.reading(WORDING) if when else ""


def known(figure: Figure) -> str:
    """A figure as far as it is known: "8 (7–9)"."""
    return range_in_words(figure.low, figure.best, figure.high)


def machine_date(when: EventDate | None) -> str:
    """What the `datetime` attribute of <time> can carry: a day, month or year, or nothing."""
    earliest = when and when.earliest
    if not earliest:
        return ""
    written, whole = when.to_edtf(), earliest.isoformat()
    return written if written in (whole, whole[:7], whole[:4]) else ""


def elsewhere(event: Event) -> str:
    """The city by whose clocks an event is dated, where its article was dated by those of another zone."""
    if not event.zone:
        return ""
    zones = {piece.passage.source.zone for piece in parts(event)["evidence"]}
    return city(event.zone) if event.zone not in zones else ""


def marked(words: str, asked: Iterable[Term]) -> Markup:
    """`words` with what was looked for in them marked."""
    if asked is _SEARCHED.terms:
        return _hole("words", words)
    found = marks(words, asked) if asked else []
    return _cut(words, [(start, stop, "found") for start, stop in found]) if found else escape(words)


def in_quotes(evidence: Evidence, asked: Iterable[Term] = ()) -> Markup:
    """A quotation in quotation marks, unless it brings some; its cue, and what was looked for, are marked."""
    if asked is _SEARCHED.terms:
        return _hole("quote", parts(evidence.event)["evidence"].index(evidence))
    exact = evidence.passage.exact
    cue = evidence.cue if evidence.passage.start is not None else ""
    opening, closing = quotation_marks(exact)
    found = [(start, stop, "found") for start, stop in marks(exact, asked)] if asked else []
    if cue and (at := exact.find(cue)) >= 0:
        found.append((at, at + len(cue), "cue"))
    words = _cut(exact, found) if found else escape(exact)
    return Markup(f"{escape(opening)}{words}{escape(closing)}")  # noqa: S704 — escaped


def _cut(words: str, spans: list[tuple[int, int, str]]) -> Markup:
    """`words` with each of `spans` marked by its class; where two lie over one another, the part has both."""
    edges = sorted({0, len(words), *(edge for start, stop, _class in spans for edge in (start, stop))})
    pieces = []
    for start, stop in pairwise(edges):
        classes = " ".join(sorted({each for first, last, each in spans if first <= start and stop <= last}))
        piece = escape(words[start:stop])
        pieces.append(f'<mark class="{classes}">{piece}</mark>' if classes else piece)
    return Markup("".join(pieces))  # noqa: S704 — escaped


class Opening(NamedTuple):
    """Where a link leads, and the same without the anchor where htmx may take it; else ""."""

    href: str
    swap: str


def opens(page: Page | None, event: Event, ordinal: int = 1) -> Opening:
    """Where a link to the `ordinal`-th passage of `event` leads.

    On a timeline `page` it opens the passage in this selection; without one, the event's own page.
    """
    if page is None:
        return Opening(event.get_absolute_url(), "")
    href = page.link_to(event, ordinal)
    return Opening(href, href.partition("#")[0])


def notes(page: Page, event: Event) -> str:
    """The numbers of the footnotes that an event has in print."""
    return _numbers(page.notes_of(event))


@remembered
def _numbers(numbers: range | tuple[str, ...]) -> str:
    return in_words(numbers, last=COMMA) if numbers else ""


def told(env: Environment, page: Page, event: Event) -> Markup:
    """The row of `event` in the list of `page`.

    All that differs in it from page to page, unless it is open, is where its links lead, its footnotes, and which of
    its words were looked for. So it is drawn once, with holes for these, and kept with the event.
    """
    draw = env.get_template("timeline/_event.html").module.shown
    if event is page.opened:
        return draw(event, page)
    filling = vars(page).get("_filling") or vars(page).setdefault("_filling", _Filling(page))
    pieces = _once(event, filling.blank, filling.language, lambda: _with_holes(draw(event, filling.blank))).copy()
    for place in range(1, len(pieces), 2):
        fill, given = pieces[place]
        pieces[place] = fill(filling, event, given)
    return Markup("".join(pieces))  # noqa: S704 — drawn by the template; what fills the holes is escaped


def footnotes(env: Environment, page: Page) -> Iterator[tuple[int, Markup]]:
    """The numbers of the footnotes of `page`, and what they say; the words are drawn once, and kept with the event."""
    draw = env.get_template("timeline/_footnote.html").module.footnote
    number, spoken = 0, language()
    for event in page.all_events:
        for words in _once(event, "footnotes", spoken, lambda event=event: [draw(each) for each in rests_on(event)]):
            number += 1
            yield number, words


def _once(event: Event, what: Hashable, spoken: str | None, draw: Callable):
    """What `draw` gives, which rests on `event` and the language alone; kept with the event, by `what` it is."""
    kept = vars(event).setdefault("_drawn", {})
    if (what, spoken) not in kept:
        kept[what, spoken] = draw()
    return kept[what, spoken]


def offered(env: Environment, choice: Choice) -> Markup:
    """A choice of a facet. All but its count, and whether it is chosen, is drawn once."""
    before, between, after = _offered(env, choice.key, choice.slug, choice.name, *_sign_of(choice.row))
    checked = " checked" if choice.chosen else ""
    return Markup(f"{before}{checked}{between}{WORDING.grouped(choice.count)}{after}")  # noqa: S704 — drawn by the template


@lru_cache(5_000)
def _offered(env: Environment, key: str, slug: str, name: str, glyph: str, colour: str) -> list[str]:
    """What stands before whether it is checked, before its count, and behind that."""
    draw = env.get_template("timeline/_choice.html").module.choice
    return draw(key, slug, name, glyph, colour, _EDGE).split(_EDGE)


def _sign_of(row: object) -> tuple[str, str]:
    """The glyph and the colour of a kind; nothing for other values."""
    return (row.glyph, row.colour) if isinstance(row, Kind) else ("", "")


# Stands at both edges of a hole in what is kept; another with each start, so that no event can hold it.
_EDGE = f"[{token_hex(8)}]"


def _hole(what: str, given: object) -> Markup:
    return Markup(f"{_EDGE}{what}:{given}{_EDGE}")  # noqa: S704 — escaped when it is filled


def _with_holes(drawn: Markup) -> list:
    """What lies before, between and behind the holes, and in the places between, how to fill each and with what."""
    pieces: list = str(drawn).split(_EDGE)
    for place in range(1, len(pieces), 2):
        what, _colon, given = pieces[place].partition(":")
        pieces[place] = _FILLING[what], given
    return pieces


class _Filling:
    """What fills the holes of the rows of one page: of each, its event and what was said where it was made."""

    def __init__(self, page: Page):
        self.page, self.opening, self.language = page, escape(page.opening), language()
        self.blank = _SEARCHED if page.terms else _UNSEARCHED
        self.links: dict[str, Markup] = {}  # by the actor whom they narrow to
        self.marked: dict[str, Markup] = {}  # names stand in many rows

    def notes(self, event: Event, _given: str) -> str:
        return notes(self.page, event)

    def open(self, _event: Event, _given: str) -> Markup:
        return self.opening

    def quote(self, event: Event, place: str) -> Markup:
        return in_quotes(parts(event)["evidence"][int(place)], self.page.terms)

    def narrow(self, _event: Event, slug: str) -> Markup:
        if slug not in self.links:
            self.links[slug] = escape(self.page.link_with(slug))
        return self.links[slug]

    def words(self, _event: Event, words: str) -> Markup:
        if words not in self.marked:
            self.marked[words] = marked(words, self.page.terms)
        return self.marked[words]


# How to fill a hole, by its name.
_FILLING = {
    "notes": _Filling.notes,
    "open": _Filling.open,
    "quote": _Filling.quote,
    "with": _Filling.narrow,
    "words": _Filling.words,
}


class _Blank:
    """A page that answers with holes to whatever a row asks of it."""

    opened = None

    def __init__(self):
        self.terms: list[Term] = []

    def link_to(self, event: Event, ordinal: int = 1) -> str:
        return _hole("open", "") + event_in_link(event, ordinal)

    def link_with(self, slug: str) -> str:
        return _hole("with", slug)

    def notes_of(self, _event: Event) -> tuple[str]:
        return (_hole("notes", ""),)


# Pages on which words are marked, and the others. The former are told by their very list of terms.
_SEARCHED, _UNSEARCHED = _Blank(), _Blank()


def both_with(one: Actor, other: Actor) -> str:
    """The query string for the events that two actors have in common."""
    return Selection(actor=tuple(sorted((one.slug, other.slug)))).query_string()


def original(evidence: Evidence) -> str:
    """Where the original can be read, at these words."""
    return original_link(evidence.passage.source, evidence)
