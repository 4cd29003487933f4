"""The words of an article without the page around them, and the way back to that page.

What is given is a web page, Markdown or plain text (`Form`). What comes out is normalised text with a blank line
between paragraphs, headings and list items among them; boilerplate is gone. Three promises:

- **Nothing is dropped in silence.** Every word of the page is either in the text or in one of `Cleaned.dropped`, with
  the reason. The rules for boilerplate are a table at the end of the module.
- **The words are those of the page**, in its order. `Cleaned.original` leads from any of them back to where they
  stood in what was given, markup and entities included.
- **Time grows with the length** of what is given, however broken it is, and nothing raises.

Which part of a web page is the article is for trafilatura to say; where it finds none, everything counts that does
not stand in navigation, headers, footers, asides and forms.
"""

import logging
import re
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from html import unescape
from typing import NamedTuple

from timeline.anchoring import Span, normalise
from timeline.decoding import decode

from .sentences import line_ends

__all__ = ["BYLINE", "PUBLISHED", "Cleaned", "Dropped", "Form", "clean", "decode", "guess_form"]

_NEAR = 50_000  # letters within which the next paragraph is looked for first
_BESIDE = 200  # letters within which a word is looked for, where its paragraph was not found whole
_SEARCHES = 20  # times the length of a page that may be read in looking for paragraphs that are not near


class Form(StrEnum):
    """What an article was written in."""

    HTML = "html"
    MARKDOWN = "markdown"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Dropped:
    """Words that were left out: `raw[start:stop]`, and why, in a few words."""

    start: int
    stop: int
    why: str


@dataclass(frozen=True, slots=True)
class Cleaned:
    """The text of an article, normalised; its headline, if it has one above it; and what was left out, in order."""

    text: str
    headline: str = ""
    dropped: tuple[Dropped, ...] = ()
    _starts: array = field(default_factory=lambda: array("q"), repr=False, compare=False)
    _stops: array = field(default_factory=lambda: array("q"), repr=False, compare=False)

    def original(self, start: int, stop: int) -> Span | None:
        """Where `text[start:stop]` stood in what was given, from its first word to its last.

        White space at its ends counts for nothing. None when it has no words, or when it cannot be told.
        """
        start, stop, _ = slice(start, stop).indices(len(self.text))
        while start < stop and self.text[start].isspace():
            start += 1
        while stop > start and self.text[stop - 1].isspace():
            stop -= 1
        if start >= stop or self._starts[start] < 0 or self._stops[stop - 1] < 0:
            return None
        return Span(self._starts[start], self._stops[stop - 1])


def clean(raw: str, form: Form) -> Cleaned:
    """The article in `raw`, which is written in `form`; an empty text where there is none."""
    page = _Page()
    if form == Form.HTML:
        standing = _read_html(page, raw)
        return _assemble(page, _html_blocks(raw, standing), "outside the article")
    for word in re.finditer(r"\S+", raw):
        page.add(word.group(), word.start())
    blocks = _markdown_blocks(raw) if form == Form.MARKDOWN else _text_blocks(raw)
    return _assemble(page, blocks, "an address, or marks of the layout")


def guess_form(name_or_content_type: str, raw: str) -> Form:
    """What `raw` is written in, by its file name or content type, and by its looks where those do not say."""
    named = name_or_content_type.split(";")[0].strip().casefold()
    if _LOOKS_LIKE_HTML.match(raw):
        return Form.HTML
    if named.endswith(("html", ".htm", "xhtml+xml")):
        return Form.HTML
    if named.endswith((".md", ".markdown", ".mkd", "/markdown", "/x-markdown")):
        return Form.MARKDOWN
    if named.endswith((".txt", ".text")):
        return Form.TEXT
    opening = raw[:20_000]
    if len(re.findall(r"</?(?:p|div|br|article|span|h[1-6]|li)\b[^<>]{0,300}>", opening, re.IGNORECASE)) >= 2:
        return Form.HTML
    marks = re.findall(r"^(?:#{1,6} \S|---$|```)|\]\(https?://|\*\*\w[^*\n]{0,200}\*\*", opening, re.MULTILINE)
    return Form.MARKDOWN if len(marks) >= 2 or opening.startswith("# ") else Form.TEXT


_LOOKS_LIKE_HTML = re.compile(
    r"\s{0,99}(?:<!--[^>]{0,999}-->\s{0,99})?(?:<\?xml[^>]{0,99}>\s{0,99})?<(?:!doctype html|html)\b", re.IGNORECASE
)


# The page, letter by letter


class _Page:
    """Every letter of what was given but white space, normalised, and where it stood."""

    def __init__(self) -> None:
        self._words: list[str] = []
        self.starts = array("q")
        self.stops = array("q")
        self.places: list[tuple[int, str]] = []  # from which letter on, in what part of the page
        self.letters = ""

    def add(self, word: str, start: int, stop: int | None = None) -> None:
        """`word` has no white space and stood at `start`; up to `stop`, if that is not as long as the word."""
        plain = word if word.isascii() and word.isprintable() else "".join(normalise(word).split())
        if plain == word and stop is None:
            self.starts.extend(range(start, start + len(word)))
            self.stops.extend(range(start + 1, start + len(word) + 1))
        else:
            stop = start + len(word) if stop is None else stop
            self.starts.extend([start] * len(plain))
            self.stops.extend([stop] * len(plain))
        self._words.append(plain)

    def enter(self, place: str) -> None:
        """What is added from here on stands in another part of the page."""
        self.places.append((len(self.starts), place))

    def close(self) -> None:
        self.letters = "".join(self._words)
        self._words = []

    def at(self, offset: int) -> int:
        """The first letter that stood at `offset` or after it."""
        return bisect_left(self.starts, offset)

    def span(self, first: int, last: int) -> Span:
        """Where the letters `first:last` stood."""
        return Span(self.starts[first], self.stops[last - 1])


class _Block(NamedTuple):
    """A paragraph, as its reader found it.

    `pieces` joined are its words; each is one stretch of what was given, between `start` and `stop` as far as that is
    known. `title` says that it is a heading of the first rank. `why` says why it is to be dropped, where its reader
    knows already.
    """

    pieces: tuple[str, ...]
    start: int = 0
    stop: int | None = None
    title: bool = False
    why: str = ""


class _Stretch(NamedTuple):
    """Letters of a paragraph in a row, how many, and which letters of the page they are (None: nobody knows)."""

    length: int
    first: int | None


def _assemble(page: _Page, blocks: Iterable[_Block], leftover: str) -> Cleaned:
    """The blocks as a text, those dropped that are boilerplate, and every word accounted for."""
    page.close()
    finder = _Finder(page)
    read = [(block, words) for block in blocks if (words := _one_paragraph("".join(block.pieces)))]
    headline = ""
    kept: list[str] = []
    dropped: list[Dropped] = []
    covered: list[Span] = []
    starts, stops = array("q"), array("q")
    for (block, words), why in zip(read, _verdicts(read), strict=True):
        stretches = finder.find(block, words)
        known = [Span(first, first + length) for length, first in stretches if first is not None]
        covered += known
        if why:
            headline = headline or (" ".join(words.split()) if why == _HEADLINE else "")
            dropped += [Dropped(*page.span(*span), why) for span in known]
            continue
        if kept:
            starts.extend((-1, -1))
            stops.extend((-1, -1))
        kept.append(words)
        _map(page, words, stretches, starts, stops)
    dropped += _uncovered(page, covered, leftover)
    dropped.sort(key=lambda one: (one.start, one.stop))
    return Cleaned("\n\n".join(kept), headline, tuple(dropped), starts, stops)


def _one_paragraph(words: str) -> str:
    return normalise(words).replace("\n\n", "\n")


def _map(page: _Page, words: str, stretches: list[_Stretch], starts: array, stops: array) -> None:
    """Writes down where each letter of a paragraph stood; -1 for white space and for what was not found."""
    letter_starts, letter_stops = array("q"), array("q")
    for length, first in stretches:
        if first is None:
            letter_starts.extend([-1] * length)
            letter_stops.extend([-1] * length)
        else:
            letter_starts.extend(page.starts[first : first + length])
            letter_stops.extend(page.stops[first : first + length])
    letter = 0
    for run in re.finditer(r"(\s+)|\S+", words):
        length = len(run.group())
        if run[1]:
            starts.extend([-1] * length)
            stops.extend([-1] * length)
        else:
            starts.extend(letter_starts[letter : letter + length])
            stops.extend(letter_stops[letter : letter + length])
            letter += length


def _uncovered(page: _Page, covered: list[Span], leftover: str) -> Iterator[Dropped]:
    """Every stretch of the page with words in it that no paragraph has."""
    gaps, position = [], 0
    for start, stop in sorted(covered):
        if position < start:
            gaps.append(Span(position, start))
        position = max(position, stop)
    gaps.append(Span(position, len(page.letters)))
    edges = [first for first, _ in page.places]
    k = 0  # how many places have been entered by then
    for start, stop in gaps:
        while start < stop:
            while k < len(edges) and edges[k] <= start:
                k += 1
            end = min(stop, edges[k]) if k < len(edges) else stop
            if any(map(str.isalnum, page.letters[start:end])):
                yield Dropped(*page.span(start, end), (page.places[k - 1][1] if k else "") or leftover)
            start = end


class _Finder:
    """Finds one paragraph after another among the letters of a page."""

    def __init__(self, page: _Page) -> None:
        self._page = page
        self._position = 0
        self._left = _SEARCHES * len(page.letters)  # how much may still be read in looking farther than near

    def find(self, block: _Block, words: str) -> list[_Stretch]:
        """The stretches that make up the letters of `words`: one as a rule, more where something stood between."""
        if block.start:
            self._position = max(self._position, self._page.at(block.start))
        ceiling = len(self._page.letters) if block.stop is None else self._page.at(block.stop)
        wanted = "".join(words.split())
        if (stretch := self._take(wanted, ceiling, _NEAR)).first is not None:
            return [stretch]
        stretches: list[_Stretch] = []
        for piece in block.pieces:
            stretch = self._take("".join(normalise(piece).split()), ceiling, _NEAR)
            if stretch.first is None:
                stretches += [self._take(word, ceiling, _BESIDE) for word in normalise(piece).split()]
            else:
                stretches.append(stretch)
        if sum(stretch.length for stretch in stretches) != len(wanted):  # accents that joined across the pieces
            return [_Stretch(len(wanted), None)]
        return stretches

    def _take(self, wanted: str, ceiling: int, near: int) -> _Stretch:
        """Where `wanted` comes next, nothing being taken twice."""
        letters, position = self._page.letters, self._position
        edge = min(ceiling, position + near + len(wanted))
        found = letters.find(wanted, position, edge)
        if found < 0 and edge < ceiling and near == _NEAR and self._left > 0:
            self._left -= ceiling - edge
            found = letters.find(wanted, max(position, edge - len(wanted)), ceiling)
        if found < 0:
            return _Stretch(len(wanted), None)
        self._position = found + len(wanted)
        return _Stretch(len(wanted), found)


# Web pages


def _words(names: str) -> frozenset[str]:
    return frozenset(names.split())


_TAG = re.compile(r"</?([a-zA-Z][a-zA-Z0-9:-]*)")
_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,31});?|[^\s&]+|&")
_NO_XML = re.compile("[\x00-\x08\x0b\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_UNSEEN = _words("script style title textarea iframe svg template noembed noframes xmp")
_PLACES = {
    "nav": "navigation",
    "header": "the head of the page",
    "footer": "the foot of the page",
    "aside": "beside the article",
    "form": "a form",
    "button": "a button",
    "figcaption": "a caption",
}
_BLOCKS = _words(
    """address article blockquote body dd div dl dt fieldset figure h1 h2 h3 h4 h5 h6 hr html li main ol p pre section
    table tbody td tfoot th thead tr ul center details summary"""
) | frozenset(_PLACES)
_LONGEST_TAG = 5000  # code points within which the end of a quoted attribute is looked for


def _read_html(page: _Page, raw: str) -> list[_Block]:
    """Reads the letters of a page; gives its paragraphs as they stand in body text, whatever their place."""
    blocks: list[_Block] = []
    pieces: list[str] = []
    places: list[str] = []

    def flush() -> None:
        if pieces:
            blocks.append(_Block(tuple(pieces), why=_PLACES[places[-1]] if places else ""))
            pieces.clear()

    for start, stop, tag in _tokens(raw):
        if not tag:
            _read_words(page, raw, start, stop)
            pieces.append(unescape(raw[start:stop]))
            continue
        name = tag.strip("/")
        if name == "br":
            pieces.append("\n")
        elif name in _BLOCKS:
            flush()
        if name in _PLACES:
            if tag[0] != "/":
                places.append(name)
            elif places and places[-1] == name:
                places.pop()
            page.enter(_PLACES[places[-1]] if places else "")
    flush()
    return blocks


def _tokens(raw: str) -> Iterator[tuple[int, int, str]]:
    """Words and tags in turn: start, stop, and the tag's name, with a slash before it where it closes; "" for words."""
    position = words = 0
    closed = comments = True  # there may still be a ">", a "-->" ahead
    missing: set[str] = set()  # the unseen elements that nothing closes any more
    while (opening := raw.find("<", position)) >= 0:
        position = opening + 1
        if comments and raw.startswith("<!--", opening):
            end = raw.find("-->", opening + 4)
            comments = end >= 0
            if comments:
                yield words, opening, ""
                position = words = end + 3
                continue
        if not closed or not (raw[position : position + 1].isalpha() or raw.startswith(("/", "!", "?"), position)):
            continue
        end = _end_of_tag(raw, opening)
        closed = end >= 0
        if not closed:
            continue
        if words < opening:
            yield words, opening, ""
        position = words = end + 1
        found = _TAG.match(raw, opening)
        name = found[1].casefold() if found else "!"
        if name in _UNSEEN and raw[opening + 1] != "/" and raw[end - 1] != "/" and name not in missing:
            after = re.compile(f"</{name}", re.IGNORECASE).search(raw, end)
            if after:
                position = words = after.start()
            else:
                missing.add(name)
        yield opening, end + 1, ("/" if raw[opening + 1] == "/" else "") + name
    if words < len(raw):
        yield words, len(raw), ""


def _end_of_tag(raw: str, opening: int) -> int:
    """Where the tag that opens there has its ">", one within a quoted attribute not counted; -1 if nowhere."""
    end = raw.find(">", opening)
    limit = opening + _LONGEST_TAG
    while 0 <= end < limit and raw.count('"', opening, end) % 2:
        quote = raw.find('"', end, limit)
        after = raw.find(">", quote, limit) if quote >= 0 else -1
        if after < 0:
            break
        end = after
    return end


def _read_words(page: _Page, raw: str, start: int, stop: int) -> None:
    if raw.find("&", start, stop) < 0:
        for word in re.compile(r"\S+").finditer(raw, start, stop):
            page.add(word.group(), word.start())
        return
    for word in _ENTITY.finditer(raw, start, stop):
        decoded = unescape(word.group()) if word.group()[0] == "&" else word.group()
        if decoded == word.group():
            page.add(decoded, word.start())
        else:
            for part in decoded.split():
                page.add(part, *word.span())


def _html_blocks(raw: str, standing: list[_Block]) -> list[_Block]:
    """The paragraphs of the article on a page; of `standing`, all those on it, where there seems to be none."""
    body = _article(raw)
    blocks = list(_body_blocks(body)) if body is not None else []
    if len(blocks) == 1 and "\n" in "".join(blocks[0].pieces):  # trafilatura gave up, and took whatever there is
        blocks = []
    if any(any(map(str.isalnum, piece)) for block in blocks for piece in block.pieces):
        return _with_repeats(blocks, standing)
    return [block for block in standing if not block.why]


def _with_repeats(blocks: list[_Block], standing: list[_Block]) -> list[_Block]:
    """The paragraphs of an article, those of them put back that trafilatura took for accidental repetitions."""
    places: dict[str, list[int]] = {}
    for number, block in enumerate(standing):
        if not block.why:
            places.setdefault(_letters_of(block), []).append(number)
    wanted = {letters for block in blocks if (letters := _letters_of(block))}
    repeated = {number for letters in wanted for number in places.get(letters, ())}
    complete: list[_Block] = []
    last = -1  # of those standing, the one that was met last
    for block in blocks:
        here = places.get(_letters_of(block), [])
        k = bisect_right(here, last)
        if k < len(here):
            if last >= 0:
                complete += [standing[number] for number in range(last + 1, here[k]) if number in repeated]
            last = here[k]
        complete.append(block)
    while last >= 0 and last + 1 in repeated:
        last += 1
        complete.append(standing[last])
    return complete


def _letters_of(block: _Block) -> str:
    return "".join("".join(block.pieces).split())


def _article(raw: str):
    """The element in which trafilatura has put the article; None if it found none."""
    import trafilatura  # half a second, which whoever reads plain text need not wait

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # what it finds wrong shows in what comes back
    try:
        document = trafilatura.bare_extraction(_NO_XML.sub(" ", raw), include_comments=False)
    except Exception:  # whatever lxml or one of its dozen heuristics stumbles upon: the page is read without it
        logging.getLogger(__name__).exception("A page could not be read as an article; all of its words are kept.")
        return None
    return None if document is None else document.body


_PARAGRAPHS = _words("ab body code div head item list p quote row table")


def _body_blocks(body) -> Iterator[_Block]:
    """Its paragraphs, headings, list items and rows of tables."""
    pieces: list[str] = []
    title = False
    events = [(body, True)]
    while events:  # by hand, for pages nest deeper than Python does
        element, entering = events.pop()
        if element.tag in _PARAGRAPHS:
            if pieces:
                yield _Block(tuple(pieces), title=title)
            pieces, title = [], entering and element.tag == "head" and element.get("rend") == "h1"
        elif not entering and element.tag == "cell":
            pieces.append(" ")
        elif entering and element.tag == "lb":
            pieces.append("\n")
        if entering:
            pieces += [element.text] if element.text else []
            events.append((element, False))
            events += [(child, True) for child in reversed(element) if isinstance(child.tag, str)]
        elif element.tail and element is not body:
            pieces.append(element.tail)
    if pieces:
        yield _Block(tuple(pieces))


# Plain text

_LINE = re.compile(r"([^\n\r\v\f\x1c-\x1e\x85\u2028\u2029]*)(\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]|\Z)")
_HEADER = re.compile(
    r"(From|To|Cc|Bcc|Subject|Date|Sent|Reply-To|Message-ID|Organization|X-[\w-]+|Content-[\w-]+):\s*(.*)"
)
_PAGE_NUMBER = re.compile(r"\s*(?:page\s+)?[-–]?\s*\d{1,4}\s*[-–]?(?:\s*(?:of|/)\s*\d{1,4})?\s*", re.IGNORECASE)
_INDENTED = re.compile(r"(?:\t| {2,})\S")
_LONGEST_SIGNATURE = 10  # lines
_COPIERS_NOTE = "original event"  # what one archive writes beneath the title of what it copied


class _Line(NamedTuple):
    words: str
    start: int
    stop: int
    page_ends: bool  # with a form feed


def _lines(raw: str, start: int = 0) -> list[_Line]:
    return [
        _Line(found[1], found.start(1), found.end(1), found[2] == "\f")
        for found in _LINE.finditer(raw, start)
        if found.group() or not found.start()
    ]


def _text_blocks(raw: str) -> Iterator[_Block]:
    """The paragraphs of plain text: parted by blank lines, by indenting, or by lines that plainly end."""
    lines = _lines(raw)
    first, above = _above(lines)
    yield from above
    last = _signature(lines)
    group: list[_Line] = []
    above = _ABOVE  # lines that may still stand above the article
    for number, line in enumerate(lines[first:last], first):
        above -= bool(line.words.strip())
        beside_break = line.page_ends or (number > 0 and lines[number - 1].page_ends)
        if beside_break and _PAGE_NUMBER.fullmatch(line.words):
            yield from _paragraphs_of(group)
            yield _Block((line.words,), line.start, line.stop, why="a page number")
            group = []
        elif not line.words.strip():
            yield from _paragraphs_of(group)
            group = []
        elif above >= 0 and line.words.lstrip()[:1].isupper() and _boilerplate(line.words.strip(), above=True):
            # A byline and the day beneath it are two things, though no blank line parts them.
            yield from _paragraphs_of(group)
            yield _joined([line])
            group = []
        else:
            group.append(line)
    yield from _paragraphs_of(group)
    for line in lines[last:]:
        yield _Block((line.words,), line.start, line.stop, why="a signature")


def _above(lines: list[_Line]) -> tuple[int, list[_Block]]:
    """What stands above an article, the headers of a message or a copier's note; and the line on which it begins."""
    number = next((n for n, line in enumerate(lines) if line.words.strip()), len(lines))
    title, note = (*lines[number : number + 2], None, None)[:2]
    if note and note.words.strip().casefold() == _COPIERS_NOTE:
        return number + 2, [
            _Block((title.words,), title.start, title.stop, why=_HEADLINE),
            _Block((note.words,), note.start, note.stop, why="a copier's note"),
        ]
    headers: list[_Block] = []
    names = set()
    for n in range(number, len(lines)):
        line = lines[n]
        found = _HEADER.match(line.words)
        if not found and not (headers and line.words[:1] in (" ", "\t") and line.words.strip()):
            number = n
            break
        names.add(found[1] if found else "")
        at = line.start + found.start(2) if found and found[1] == "Subject" else line.stop
        headers += [_Block((line.words[: at - line.start],), line.start, at, why="the headers of a message")]
        headers += [_Block((line.words[at - line.start :],), at, line.stop, why=_HEADLINE)]
    return (number, headers) if len(names) > 1 and names & {"From", "Subject"} else (0, [])


def _signature(lines: list[_Line]) -> int:
    """The line on which the signature of a message begins: below "-- ", as RFC 3676 has it."""
    for number in range(len(lines) - 1, max(0, len(lines) - _LONGEST_SIGNATURE - 1), -1):
        if lines[number].words == "-- ":
            return number
    return len(lines)


def _paragraphs_of(group: list[_Line]) -> Iterator[_Block]:
    """Lines without a blank one between them, joined where they were merely wrapped."""
    if not group:
        return
    ends = line_ends([line.words.strip() for line in group])
    begin = 0
    for number in range(1, len(group) + 1):
        if number == len(group) or ends[number - 1] or _indents(group, number):
            yield _joined(group[begin:number])
            begin = number


def _indents(group: list[_Line], number: int) -> bool:
    return bool(_INDENTED.match(group[number].words)) and not _INDENTED.match(group[number - 1].words)


def _joined(lines: list[_Line]) -> _Block:
    pieces = [lines[0].words]
    for line in lines[1:]:
        broken = re.search(r"\w[-‐]\s*\Z", pieces[-1]) and line.words.lstrip()[:1].islower()
        pieces[-1] = pieces[-1].rstrip() if broken else pieces[-1]
        pieces += [line.words.lstrip()] if broken else [" ", line.words]
    return _Block(tuple(pieces), lines[0].start, lines[-1].stop)


# Markdown

_FRONT_MATTER = re.compile(r"---[ \t]*\n((?:(?!---|\.\.\.)[^\n]*\n){1,200})(?:---|\.\.\.)[ \t]*(?:\n|\Z)")
_FRONT_TITLE = re.compile(r"""title:\s*(["']?)(.*?)\1\s*\Z""", re.IGNORECASE)


@cache
def _markdown():
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark").enable("table")


def _markdown_blocks(raw: str) -> Iterator[_Block]:
    """The paragraphs of Markdown (CommonMark, with tables and a block of metadata above), its HTML left out."""
    begin = 0
    lines = _lines(raw)
    if front := _FRONT_MATTER.match(raw):
        begin = front.end()
        for line in _lines(raw[: front.end(1)], front.start(1)):
            found = _FRONT_TITLE.match(line.words)
            at = line.start + found.start(2) if found else line.stop
            stop = line.start + found.end(2) if found else line.stop
            yield _Block((raw[line.start : at],), line.start, at, why="metadata")
            yield _Block((raw[at:stop],), at, stop, why=_HEADLINE)
    else:
        first, above = _above(lines)
        yield from above
        begin = lines[first].start if first < len(lines) else len(raw)
    offsets = [begin, *(found.end() for found in re.compile(r"\r\n?|\n").finditer(raw, begin)), len(raw)]
    row: list[str] | None = None
    title = False
    for token in _markdown().parse(raw[begin:].replace("\0", " ")):
        if token.type == "heading_open":
            title = token.tag == "h1"
        elif token.type == "tr_open":
            row = []
        elif token.type == "tr_close":
            yield _Block(tuple(row or ()), offsets[token.map[0]] if token.map else 0)
            row = None
        elif token.type in ("inline", "fence", "code_block") and token.map:
            pieces = list(_inline(token.children)) if token.type == "inline" else [token.content]
            if row is not None:
                row += [*pieces, " "]
            else:
                start, stop = (offsets[min(line, len(offsets) - 1)] for line in token.map)
                yield _Block(tuple(pieces), start, stop, title=title)
            title = False


def _inline(tokens) -> Iterator[str]:
    for token in tokens or ():
        if token.type in ("text", "code_inline", "text_special"):
            yield token.content
        elif token.type == "softbreak":
            yield " "
        elif token.type == "hardbreak" or (token.type == "html_inline" and token.content.startswith("<br")):
            yield "\n"


# Boilerplate

_HEADLINE = "the headline"
BYLINE, PUBLISHED = "a byline", "when it was published"


def _verdicts(read: list[tuple[_Block, str]]) -> list[str]:
    """For each block, with its words, why it is dropped; "" where it is not."""
    verdicts = []
    body_begins = len(read)  # the first paragraph that is long enough to be the article's own
    for number, (block, words) in enumerate(read):
        if not block.why and len(words) > _OPENING_PARAGRAPH:
            body_begins = number
            break
    titles = {" ".join(words.split()) for block, words in read if block.why == _HEADLINE}
    for number, (block, words) in enumerate(read):
        words = " ".join(words.split())
        why = block.why or _boilerplate(words, above=number <= body_begins and number < _ABOVE)
        if not why and block.title and all(verdicts) and number + 1 < len(read) and titles <= {words}:
            why = _HEADLINE
            titles.add(words)
        verdicts.append(why)
    return verdicts


def _boilerplate(words: str, *, above: bool) -> str:
    """The reason of the first rule that fits the whole paragraph; "" if none does."""
    if len(words) > _LONGEST_BOILERPLATE:
        return ""
    return next((why for why, rule in _RULES if rule.fullmatch(words)), "") or (
        next((why for why, rule in _RULES_ABOVE if rule.fullmatch(words)), "") if above else ""
    )


_LONGEST_BOILERPLATE = 600  # code points; what is longer is read by people
_OPENING_PARAGRAPH = 120
_ABOVE = 8  # paragraphs at the top among which a byline may stand


def _rules(*rules: tuple[str, str]) -> tuple[tuple[str, re.Pattern], ...]:
    return tuple((why, re.compile(pattern, re.IGNORECASE | re.VERBOSE)) for why, pattern in rules)


# Why, and what the whole paragraph looks like. White space in the patterns is for the reader: \s stands for it.
_RULES = _rules(
    ("a copier's note", r"Please\svisit\s(?:the\s)?original\slink\b.*"),
    ("a copier's note", r"This\spage\sis\srendered\sby\b.*"),
    (
        "an advertisement",
        r"""(?:-+\s*)?(?:Advertisements?|Advertising|ADVERT|Sponsored(?:\s(?:content|by\b.{0,60}))?|Paid\s(?:post|content)
        |Anzeige|Werbung|Publicité|Publicidad|Pubblicità|Advertentie|Реклама|إعلان|تبلیغات|广告)
        (?:\s*[-–—|:.]\s*(?:continue|scroll|story|article).{0,80})?(?:\s*-+)?[.:]?""",
    ),
    (
        "an advertisement",
        r"""(?:Story|Article)\scontinues\s(?:below|after)\b.{0,60}|(?:Continue|Scroll\s(?:down\s)?to\scontinue)
        (?:\sreading)?(?:\s(?:the\smain\sstory|below|with\scontent))?(?:\safter\s.{0,30})?\.?""",
    ),
    (
        "an offer of a newsletter",
        r"""(?:\W*)(?:Sign\sup|Signup|Subscribe|Get|Join|Register|Want|Don[’']t\smiss)\b.{0,200}
        \b(?:newsletters?|(?:in|to)\syour\sinbox|(?:daily|morning|evening|weekly)\s(?:briefing|digest|email)|mailing\slist
        |breaking\snews\salerts?|alerts\sto\syour\sphone)\b.{0,150}""",
    ),
    (
        "an offer of a subscription",
        r"""(?:Subscribe|Sign\sin|Log\sin|Sign\sup|Register)(?:\s(?:now|here|today|for\sfree))?[.!]?
        |(?:Already\sa\s(?:subscriber|member)|Not\sa\ssubscriber)\?.{0,80}
        |(?:Subscribe|Sign\sin|Log\sin|Register|Create\s(?:an?|your)\s(?:free\s)?account)\sto\s
        (?:read|continue|unlock|keep|comment|view|access)\b.{0,100}
        |This\s(?:article|story|content)\sis\s(?:for|only\savailable\sto)\s(?:our\s)?subscribers\b.{0,100}""",
    ),
    (
        "a link to another article",
        r"""\W*(?:Read\s(?:more|also|next|the\sfull\s(?:story|article))|Also\sread|See\salso|See\smore
        |Related(?:\s(?:articles?|stor(?:y|ies)|content|news|coverage|topics|links|posts))?|Recommended(?:\s(?:reading|stories
        |for\syou))?|More\s(?:on\sthis(?:\sstory)?|from\sthe\s\w+|stories|news|coverage|like\sthis)|You\smay\salso\slike
        |Must[\s-]reads?|Most\s(?:read|popular|viewed)|Trending(?:\snow)?|Editors?[’']?s?[’']?\spicks?|Top\sstories
        |Keep\sreading|What\sto\sread\snext|Up\snext|Lesen\sSie\sauch|Mehr\szum\sThema|Lire\saussi|À\slire\saussi|Lea\stambién
        |Leia\s(?:também|mais)|Leggi\sanche|Lees\sook|Читайте\sтакже|اقرأ\sأيضا|بیشتر\sبخوانید)(?:\s*[:|»›>→–—-].{0,250}|\W*)""",
    ),
    (
        "a link to another article",
        r"\W*(?:Watch|Listen|Video|Podcast|Photos|Gallery|In\spictures|Explainer|Opinion)\s?[:|»›].{0,200}",
    ),
    (
        "buttons for sharing",
        r"""(?=.*\b(?:Share|Tweet|E-?mail|Print|Facebook|Twitter|WhatsApp|LinkedIn|Copy\slink|Save|Like|Follow|Comments?)\b)
        (?:(?:Share|Tweet|Re-?tweet|E-?mail|Print|Facebook|Twitter|X|WhatsApp|LinkedIn|Reddit|Telegram|Pinterest|Messenger
        |Instagram|Threads|Bluesky|Mastodon|Flipboard|Pocket|SMS|Copy\slink|Copied!?|Link\scopied|Save|Bookmark|Like|Follow|Gift
        |Comments?|Post|Pin|this|on|via|to|by|the|article|story|page|with|friends|or|and|\d{1,5}K?)[\s,|/·•:+&!.]*){1,30}
        (?<=\S)""",
    ),
    (
        "an invitation to follow",
        r"""\W*(?:Follow|Like|Find|Join)\s(?:us|our|\w+(?:\s\w+)?)\s(?:on|page|channel)\b.{0,150}
        |\W*(?:Download|Get)\s(?:the|our)\s.{0,40}\bapp\b.{0,100}
        |\W*(?:Have|Got|Do\syou\shave)\sa\s(?:news\s)?(?:tip|story)\b.{0,200}
        |Enjoyed\sthis\sarticle\b.{0,150}|Support\s(?:our|independent)\sjournalism\b.{0,200}""",
    ),
    (
        "a notice about cookies",
        r""".{0,200}\bcookies?\b.{0,300}\b(?:accept|consent|agree|preferences|settings|privacy|policy|experience|partners
        |continu\w+|decline|reject)\b.{0,300}|.{0,100}\b(?:accept|manage|reject)\s(?:all\s)?cookies\b.{0,100}""",
    ),
    (
        "a notice about rights",
        r"""(?:©|\(c\)|Copyright\b|&copy;).{0,250}|.{0,250}\bAll\srights\sreserved\b.{0,250}
        |.{0,60}\bmay\snot\sbe\s(?:published|reproduced|copied)\b.{0,250}
        |Alle\sRechte\svorbehalten\b.{0,100}|Tous\sdroits\sréservés\b.{0,100}|Our\sstandards:.{0,100}""",
    ),
    (
        "a credit of a picture",
        r"""[(\[]?(?:File\s)?(?:Photo(?:graph|grapher|s)?|Picture|Image|Illustration|Foto|Bild|Crédit|Crédito)s?
        (?:\scredits?|\s?/|\ssource)?\s?(?:[:©]|by\b|courtesy\b).{1,120}""",
    ),
    (
        "a credit of a picture",
        r"""[(\[©]?\s?[^.!?]{1,80}?\s?(?:/|\||via|–|-|,)\s?(?:Getty(?:\sImages)?|AFP|AP(?:\sPhoto)?|Associated\sPress|Reuters|EPA
        |EPA-EFE|Shutterstock|Alamy|DPA|Bloomberg|Anadolu|Xinhua|iStock)(?:\s?(?:via|/|,)\s?[^.!?]{1,40})?[)\]]?""",
    ),
    ("the end mark of a press release", r"(?:\#\s?){3}|[-–—]\s?30\s?[-–—]|E\s?N\s?D\s?S?"),
    (
        "a note about the making of the article",
        r"""\(?(?:Additional\s)?(?:Reporting|Writing|Edited|Editing)\sby\b.{1,250}
        |(?:Listen\sto\sthis\s(?:article|story)|\d{1,2}[\s-]min(?:ute)?s?\sread|Estimated\sreading\stime).{0,60}""",
    ),
    (
        "a part of the page",
        r"""(?:Skip\sto\s(?:main\s)?content|Back\sto\stop|Go\sto\stop|Home|Menu|Search|Close|Next|Previous|Show\smore|Load\smore
        |View\s(?:all\s)?comments|Comments\sare\sclosed|Leave\sa\s(?:comment|reply)|Loading|Play|Pause|Mute|Toggle\s\w+
        |Image\scaption|Video\scaption|Media\scaption|Hide\scaption|Toggle\scaption|Enlarge(?:\sthis\simage)?
        |Please\senable\sJavaScript\b.{0,120}|JavaScript\sis\s(?:disabled|required)\b.{0,120}
        |Click\shere\b.{0,80}|Advertise\swith\sus|Terms\sof\s(?:use|service)|Privacy\s(?:policy|notice)|Contact\sus)[.…]*""",
    ),
)
_RULES_ABOVE = _rules(
    (
        BYLINE,
        r"""(?:By|Von|Par|Por|Door)\s(?-i:[A-ZÀ-Þ])[\w.’'-]*(?:,?\s(?:and|und|et|y|e|en|(?-i:[A-ZÀ-Þ(|])[\w.’'@)-]*|
        (?:de|da|von|van|bin|al|correspondent|reporter|editor|staff|for|in))){1,14}""",
    ),
    (
        PUBLISHED,
        r"""(?:(?:First\s)?(?:Published|Posted|Updated|Created|Modified)|Last\s(?:updated|modified)
        |Veröffentlicht|Erschienen|Aktualisiert|Publié|Publicado|Pubblicato|Gepubliceerd|نُ?شرت?|تاریخ\sانتشار|منتشر\sشده)
        (?:\s(?:on|at|am|le|el|il|op|في|در))?\b\s?:?.{4,80}""",
    ),
    (
        "a note above a press release",
        r"""(?:(?:For\simmediate|Press|News|Media)\srelease|Pressemitteilung|Communiqué\sde\spresse)[.:]?
        |(?:Under\sembargo|Embargo(?:ed)?)\b.{0,80}|(?:(?:Media|Press)\s)?Contacts?:.{0,200}
        |(?=.{0,200}@)(?:(?:\S+@[\w.-]+|[+(]?\d[\d().+-]*)(?:\s|\Z)){1,12}""",
    ),
)
