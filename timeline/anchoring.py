"""Where in a text a quotation stands, to the letter, and how to say so when it does not.

A timeline is only as good as the words beneath it, so a passage is kept as a pair: the exact words, and the
code-point offsets `start:stop` of those words in one immutable, normalised snapshot of the article. People,
however, type straight quotes for curly ones and a hyphen for a dash, articles are corrected, and sentences
return. This module decides, for any text and any quotation, which of four things is true (`Status`), and
hands back the words *of the text*, never those that were typed.

Three ideas carry it:

- A text is **normalised** once, when it enters (`normalise`). Quote marks, dashes and words are left alone,
  so that what is stored is what was published.
- Quotation and text are **folded** for the comparison alone: typographic twins become one character, white
  space and invisible characters shrink. A map leads from the folded text back to the original offsets; a
  match that would begin or end inside one user-perceived character is no match.
- A near miss is **suggested** (`suggest`), never accepted. Case and words are never folded.

Pure functions of their arguments. Offsets are code points, `stop` is exclusive. The shape of a passage is
that of the TextQuoteSelector and TextPositionSelector of the W3C Web Annotation Data Model, sections 4.2.4
and 4.2.5.
"""

import hashlib
import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from heapq import heappop, heappush
from itertools import islice, pairwise
from math import floor
from typing import NamedTuple
from urllib.parse import quote

from rapidfuzz import fuzz

from timeline.errors import SourcelineError

__all__ = [
    "Anchor",
    "AnchoringError",
    "Segment",
    "Span",
    "Status",
    "Suggestion",
    "anchor",
    "context",
    "holds",
    "normalise",
    "paragraphs",
    "segments",
    "sha256",
    "suggest",
    "text_fragment",
]

CONTEXT = 32  # code points of context that are kept on each side, when that many are enough
LONGEST_CONTEXT = 256  # what they may grow to where the text repeats itself
_FEW_WORDS = 4  # at each end of a long quotation in a link
_SHORT_LINK = 100  # code points of a quotation that a link carries whole
_ALIGNED = 500  # code points at each end of a missing quotation by which its like is sought: the time is their square
_RUNNERS_UP = 2  # looked at beyond what was asked for, as an alignment is scored before it is mended
_LONGEST_WORD = 100  # code points; beyond them nobody looks for the edge of a word
SUGGESTION_CUTOFF = 65  # of 100; a sentence scores 43 to 58 against the rest of an article that never says it


class AnchoringError(SourcelineError):
    """What was given cannot be looked for: `value` is what was given."""

    def __init__(self, message: str, *, value: object) -> None:
        super().__init__(message)
        self.value = value


class Status(StrEnum):
    """What is known of a quotation in a text."""

    VERIFIED = "verified"  # to the letter at the stored start; or, with none stored, in one place
    MOVED = "moved"  # in one place, but what is stored needs writing anew
    AMBIGUOUS = "ambiguous"  # in several places, and nothing tells which is meant
    MISSING = "missing"  # nowhere


class Span(NamedTuple):
    """A stretch of a text: `text[start:stop]`."""

    start: int
    stop: int


class Suggestion(NamedTuple):
    """A passage like a missing quotation: `exact` is `text[start:stop]`, `score` is above 0 and at most 100."""

    start: int
    stop: int
    exact: str
    score: float


class Segment(NamedTuple):
    """A piece of a text that the same spans cover throughout; `keys` are theirs, in the order they were given."""

    start: int
    stop: int
    text: str
    keys: tuple[Hashable, ...]


@dataclass(frozen=True)
class Anchor:
    """What became of looking for a quotation.

    Verified or moved: `exact` are the words of the text at `start:stop`, and `prefix` and `suffix` those
    around them. Ambiguous or missing: `start` and `stop` are None and the words are those that were given.
    `places` has every start at which the quotation was found, in order; `suggestions` is empty unless missing.
    """

    status: Status
    start: int | None
    stop: int | None
    exact: str
    prefix: str = ""
    suffix: str = ""
    places: tuple[int, ...] = ()
    suggestions: tuple[Suggestion, ...] = ()


# Texts


def normalise(text: str) -> str:
    """`text` in the one form in which source texts are stored; what offsets count in.

    Unicode NFC. Every line end is one newline; lines are trimmed, and so is the whole. Two newlines are a
    paragraph break, never more; a single newline is kept, and is to a quotation the same as a space. Every
    run of horizontal white space, no-break, thin and ideographic spaces among it, is one space: they are
    typesetting, and no reader could quote them. Control characters, byte-order marks and lone surrogates are
    dropped. Quote marks, dashes, words, joiners, soft hyphens and marks of direction are as they were.

    Applying it twice changes nothing.
    """
    text = _LINE_END.sub("\n", text.replace("\u2029", "\n\n"))
    text = unicodedata.normalize("NFC", _UNWANTED.sub("", text))
    lines = (" ".join(line.split()) for line in text.split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n")


def sha256(text: str) -> str:
    """The SHA-256 of `text` as UTF-8, 64 hexadecimal digits: the identity of a normalised snapshot."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def paragraphs(text: str) -> list[Span]:
    """The paragraphs of a normalised text, in order, without the breaks between them; none of them is empty."""
    breaks = [Span(0, 0), *(Span(*found.span()) for found in re.finditer(r"\n\n+", text)), Span(len(text), 0)]
    return [Span(a.stop, b.start) for a, b in pairwise(breaks) if a.stop < b.start]


def holds(text: str, start: int, stop: int, exact: str) -> bool:
    """`exact` is in `text` at `start:stop`, to the letter. Offsets outside the text, or none at all, do not hold."""
    return 0 <= start < stop <= len(text) and text[start:stop] == exact


# Quotations


def anchor(text: str, exact: str, *, prefix: str = "", suffix: str = "", start: int | None = None) -> Anchor:
    """Where `text` has the quotation `exact`.

    `start` is where it was stored, if it ever was; `prefix` and `suffix` are the words before and after it,
    as many or few as are known. They are asked only when there is a choice, so a wrong one does no harm.

    Verified: with a `start`, the text has `exact` there, to the letter, and nothing needs to be written;
    without one, it is in one place. Moved: a `start` was given, and the quotation is in one place, but
    elsewhere or in other typography. Ambiguous: it is in several. Missing: in none; see `suggestions`.

    Several places are told apart, in this order, by the context (most sides that agree), by the letter (a
    place with the very characters that were typed), and by word edges ("Iran" is not meant to be found in
    "Iranian"; but a quotation may begin or end within a word if there is no better place). Whatever still
    ties is ambiguous: nearness to `start` proves nothing. Places may overlap.

    White space at the ends of `exact` is ignored. Raises AnchoringError when nothing else is in it. Time
    grows with the length of the text, and with the number of places.
    """
    stripped = _trim(exact)
    if not stripped:
        raise AnchoringError(
            f"The quotation {exact!r} is blank; it must have words of the text. Nothing was looked for.",
            value=exact,
        )
    found = _places(text, stripped)
    if start is not None and Span(start, start + len(stripped)) in found and text.startswith(stripped, start):
        return _found(text, Span(start, start + len(stripped)), Status.VERIFIED, found)
    if not found:
        nearest = tuple(suggest(text, stripped))
        return Anchor(Status.MISSING, None, None, stripped, prefix, suffix, suggestions=nearest)
    likeliest = _likeliest(text, found, stripped, prefix, suffix)
    if len(likeliest) > 1:
        return Anchor(Status.AMBIGUOUS, None, None, stripped, prefix, suffix, _starts(found))
    return _found(text, likeliest[0], Status.VERIFIED if start is None else Status.MOVED, found)


def context(text: str, start: int, stop: int) -> tuple[str, str]:
    """The words before and after `text[start:stop]`: `prefix + exact + suffix` is one stretch of `text`.

    Up to 32 code points on each side, cut between words; both twice as long, and again, up to 256, where the
    quotation stands elsewhere between the same words. Empty at the ends of the text.
    """
    exact = _trim(text[start:stop])
    return _context(text, Span(start, stop), _places(text, exact) if exact else [])


def suggest(text: str, exact: str, limit: int = 3) -> list[Suggestion]:
    """The passages of `text` most like the quotation `exact`, best first, at most `limit`.

    They are whole words, do not overlap, and score at least 65 of 100: the share of characters that need no
    change, after folding (rapidfuzz's `ratio`), rounded down, so that 100 is the quotation itself.
    """
    folded, wanted = _fold(text), _key(exact)
    if not wanted:
        return []
    stretches: list[tuple[float, Span, Span]] = []

    def consider(stretch: Span) -> None:
        if (nearest := _nearest(folded.text, wanted, stretch)) is not None:
            score, span = nearest
            heappush(stretches, (-score, span, stretch))

    suggestions: list[Suggestion] = []
    consider(Span(0, len(folded.text)))
    while stretches and len(suggestions) < limit + _RUNNERS_UP:
        score, span, stretch = heappop(stretches)
        original = folded.original(text, span)
        if original is not None:
            passage = text[original.start : original.stop]
            suggestions.append(Suggestion(*original, passage, floor(-score * 10) / 10))
        consider(Span(stretch.start, span.start))
        consider(Span(span.stop, stretch.stop))
    return sorted(suggestions, key=lambda suggestion: (-suggestion.score, suggestion.start))[:limit]


def segments(
    text: str, spans: Iterable[tuple[int, int, Hashable]], start: int = 0, stop: int | None = None
) -> list[Segment]:
    """`text[start:stop]` in pieces, cut wherever one of `spans` begins or ends.

    Spans are `(start, stop, key)` in offsets of the whole text; they may overlap, nest, touch, repeat, and
    reach beyond the stretch. An empty span covers nothing and cuts nothing. The pieces are never empty and
    joined give the stretch; each knows every key that covers it, once. Raises AnchoringError for a span that
    stops before it starts.
    """
    start, stop, _ = slice(start, stop).indices(len(text))
    begins: dict[int, list[int]] = {}
    ends: dict[int, list[int]] = {}
    keys: list[Hashable] = []
    for first, last, key in spans:
        if last < first:
            raise AnchoringError(
                f"The span {first}:{last} of {key!r} stops before it starts. Nothing was cut.", value=(first, last)
            )
        first, last = max(first, start), min(last, stop)
        if first < last:
            begins.setdefault(first, []).append(len(keys))
            ends.setdefault(last, []).append(len(keys))
            keys.append(key)
    pieces: list[Segment] = []
    covering: set[int] = set()
    for a, b in pairwise(sorted({start, *begins, *ends, max(start, stop)})):
        covering = covering.difference(ends.get(a, ())).union(begins.get(a, ()))
        pieces.append(Segment(a, b, text[a:b], tuple(dict.fromkeys(keys[i] for i in sorted(covering)))))
    return pieces


def text_fragment(exact: str, prefix: str = "", suffix: str = "") -> str:
    """The URL fragment that has a browser scroll to a quotation: `#:~:text=[prefix-,]start[,stop][,-suffix]`.

    A short quotation is given whole; a long one, or one of several paragraphs, by its first and last words,
    as many at the end as it takes for them not to stand earlier within it. Of the context, the words of the
    paragraph nearest to the quotation are used, if it has any. Raises AnchoringError for a blank quotation.
    Syntax: WICG, URL Fragment Text Directives; browsers match whole words alone.
    """
    if not _trim(exact):
        raise AnchoringError(
            f"The quotation {exact!r} is blank; it must have words to link to. No link was made.", value=exact
        )
    parts = [_percent_encoded(part) for part in _ends(_one_line_paragraphs(exact))]
    before, after = _one_line_paragraphs(prefix)[-1:], _one_line_paragraphs(suffix)[:1]
    parts[:0] = [_percent_encoded(words) + "-" for words in before if _has_words(words)]
    parts += ["-" + _percent_encoded(words) for words in after if _has_words(words)]
    return "#:~:text=" + ",".join(parts)


# Folding

_LINE_END = re.compile("\r\n|[\r\v\f\x1c-\x1e\x85\u2028]")
_UNWANTED = re.compile("[\x00-\x08\x0e-\x1b\x1f\x7f-\x84\x86-\x9f\ufeff\ud800-\udfff]")
_INVISIBLE = "\u00ad\u200b\u200e\u200f\u061c\u202a-\u202e\u2060\u2066-\u2069\ufeff"
_MARGIN = re.compile(rf"[\s{_INVISIBLE}]+")
_TWINS = str.maketrans(
    dict.fromkeys("‘’‚‛‹›′‵ʼʹ`´＇", "'")
    | dict.fromkeys("“”„‟«»″‶〝〞〟＂", '"')
    | dict.fromkeys("‐‑‒–—―−⸺⸻﹘﹣－⁃", "-")
)
# What the fold makes longer or shorter. A lone space or hyphen, by far the commonest of them, stays as it is.
_RUN = re.compile(rf"(?![ -][^\s{_INVISIBLE}-])[\s{_INVISIBLE}-]+|…")


class _Edits:
    """A text with some stretches replaced, and the way back to the original offsets."""

    def __init__(self, original: str, edits: Iterable[tuple[int, int, str]]) -> None:
        pieces: list[str] = []
        self._starts: list[int] = []  # of each replacement, in the new text
        self._stops: list[int] = []
        self._originals: list[Span] = []  # what each replaced
        read = written = 0
        for start, stop, replacement in edits:
            if original[start:stop] == replacement:
                continue
            pieces += (original[read:start], replacement)
            written += start - read
            self._starts.append(written)
            written += len(replacement)
            self._stops.append(written)
            self._originals.append(Span(start, stop))
            read = stop
        self.text = "".join([*pieces, original[read:]])

    def back(self, span: Span) -> Span | None:
        """The original of a stretch of the new text; None when it takes in part of a replacement."""
        k = bisect_right(self._stops, span.start)
        if k < len(self._starts) and self._starts[k] < span.start:
            return None
        start = span.start + (self._originals[k - 1].stop - self._stops[k - 1] if k else 0)
        k = bisect_left(self._starts, span.stop)
        if k and self._stops[k - 1] > span.stop:
            return None
        stop = span.stop + (self._originals[k - 1].stop - self._stops[k - 1] if k else 0)
        return Span(start, stop)


class _Folded:
    """A text as it is compared: `text`, and the way back from a span of it."""

    def __init__(self, text: str) -> None:
        self._steps: list[_Edits] = []
        if not unicodedata.is_normalized("NFC", text):
            self._steps.append(_Edits(text, _compositions(text)))
            text = self._steps[0].text
        text = text.translate(_TWINS)
        self._steps.append(_Edits(text, ((*found.span(), _shrunk(found[0])) for found in _RUN.finditer(text))))
        self.text = self._steps[-1].text

    def original(self, text: str, span: Span) -> Span | None:
        """The span of `text`, which was folded, that was folded to `span`; None where it would cut a character.

        A dash is folded together with the space around it; such space is no part of a quotation's end.
        """
        for step in reversed(self._steps):
            if (back := step.back(span)) is None:
                return None
            span = back
        exact = text[span.start : span.stop]
        stop = span.start + len(_trim_end(exact))
        span = Span(stop - len(_trim(exact)), stop)
        return span if span.start < span.stop and _is_whole(text, span) else None


@lru_cache(maxsize=8)  # the quotations of one text come one after the other
def _fold(text: str) -> _Folded:
    return _Folded(text)


def _shrunk(run: str) -> str:
    if run == "…":
        return "..."
    if "-" in run:  # "back--and" and "back - and" are how a keyboard writes an em dash
        return "-"
    return " " if any(map(str.isspace, run)) else ""


def _compositions(text: str) -> Iterator[tuple[int, int, str]]:
    """The NFC of each character of `text` together with the marks and jamo that may compose with it."""
    edges = [i for i, character in enumerate(text) if not _composes_backwards(character)]
    if not edges or edges[0] > 0:
        edges.insert(0, 0)
    for start, stop in pairwise([*edges, len(text)]):
        yield start, stop, unicodedata.normalize("NFC", text[start:stop])


def _composes_backwards(character: str) -> bool:
    return unicodedata.category(character)[0] == "M" or "\u1160" <= character <= "\u11ff"


def _trim(exact: str) -> str:
    exact = _trim_end(exact)
    margin = _MARGIN.match(exact)
    return exact[margin.end() :] if margin else exact


def _trim_end(exact: str) -> str:
    stop = len(exact)
    while stop and _MARGIN.match(exact, stop - 1):
        stop -= 1
    return exact[:stop]


def _key(words: str) -> str:
    """Words folded for comparison with a stretch of a folded text."""
    return _Folded(words).text.strip()


# Places


def _occurrences(text: str, words: str) -> Iterator[Span]:
    at = text.find(words)
    while at != -1:
        yield Span(at, at + len(words))
        at = text.find(words, at + 1)


def _places(text: str, exact: str) -> list[Span]:
    """Every place of `exact`, which is not blank, in order.

    Those to the letter, and those folded that share nothing with one to the letter: `back—` stands in
    `back——` to the letter, though the fold takes in both dashes.
    """
    literal = [span for span in _occurrences(text, exact) if _is_whole(text, span)]
    folded = _fold(text)
    others = (folded.original(text, span) for span in _occurrences(folded.text, _key(exact)))
    starts, stops = [span.start for span in literal], [span.stop for span in literal]
    found = set(literal)
    for other in others:
        # Those to the letter are of one length, so both lists ascend.
        if other is not None and bisect_right(stops, other.start) >= bisect_left(starts, other.stop):
            found.add(other)
    return sorted(found)


def _likeliest(text: str, places: list[Span], exact: str, prefix: str, suffix: str) -> list[Span]:
    """Those of `places` that `anchor` cannot tell apart."""
    before, after = _key(prefix), _key(suffix)
    tests: tuple[Callable[[Span], int], ...] = (
        lambda place: _agreement(text, place, before, after),
        lambda place: text[place.start : place.stop] == exact,
        lambda place: not (_is_within_word(text, place.start) or _is_within_word(text, place.stop)),
    )
    for test in tests:
        if len(places) > 1:
            marks = [test(place) for place in places]
            best = max(marks)
            places = [place for place, mark in zip(places, marks, strict=True) if mark == best]
    return places


def _agreement(text: str, place: Span, before: str, after: str) -> int:
    """How many of the two sides of `place` read as they should, 0 to 2; a side of which nothing is known does."""
    left = _key(text[max(0, place.start - 2 * len(before) - CONTEXT) : place.start])
    right = _key(text[place.stop : place.stop + 2 * len(after) + CONTEXT])
    return left.endswith(before) + right.startswith(after)


def _found(text: str, place: Span, status: Status, places: list[Span]) -> Anchor:
    prefix, suffix = _context(text, place, places)
    return Anchor(status, *place, text[place.start : place.stop], prefix, suffix, _starts(places))


def _starts(places: list[Span]) -> tuple[int, ...]:
    return tuple(place.start for place in places)


def _context(text: str, place: Span, places: list[Span]) -> tuple[str, str]:
    rivals = [rival for rival in places if rival != place]
    length = CONTEXT
    while True:
        prefix, suffix = _before(text, place.start, length), _after(text, place.stop, length)
        before, after = _key(prefix), _key(suffix)
        rivals = [rival for rival in rivals if _agreement(text, rival, before, after) == 2]
        if not rivals or length >= LONGEST_CONTEXT:
            return prefix, suffix
        length *= 2


def _before(text: str, start: int, length: int) -> str:
    first = max(0, start - length)
    if first and not text[first - 1].isspace():
        space = re.search(r"\s", text[first:start].rstrip())
        if space:
            first += space.end()
    while first < start and _cuts_character(text, first):
        first += 1
    return text[first:start].lstrip()


def _after(text: str, stop: int, length: int) -> str:
    last = min(len(text), stop + length)
    if last < len(text) and not text[last].isspace():
        window = text[stop:last].lstrip()
        space = re.search(r"\s\S*\Z", window)
        if space:
            last -= len(window) - space.start()
    while last > stop and _cuts_character(text, last):
        last -= 1
    return text[stop:last].rstrip()


# Characters and words

_EXTENDING = re.compile("[\u0e33\u0eb3\uff9e\uff9f\u200c\u200d\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f]")
_PREPENDED = re.compile("[\u0600-\u0605\u06dd\u070f\u0890\u0891\u08e2\u0d4e\U000110bd\U000110cd]")
_FLAG_LETTER = re.compile("[\U0001f1e6-\U0001f1ff]")
_CONJOINING = "\u094d\u09cd\u0acd\u0b4d\u0c4d\u0d4d"  # the viramas that make a conjunct, by rule GB9c
_JAMO = re.compile(
    "[\u1100-\u115f\ua960-\ua97c][\u1100-\u11a7\ua960-\ua97c\ud7b0-\ud7c6\uac00-\ud7a3]"
    "|[\u1160-\u11a7\ud7b0-\ud7c6\uac00-\ud7a3][\u1160-\u11ff\ud7b0-\ud7fb]"
    "|[\u11a8-\u11ff\ud7cb-\ud7fb][\u11a8-\u11ff\ud7cb-\ud7fb]"
)
_CONTRACTION = re.compile(r"\w'\w")
# Thai to Lao, Burmese, Khmer, and the ideographs and kana: written without spaces, so that no edge shows.
_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003ffff]"
)


def _cuts_character(text: str, at: int) -> bool:
    """`at` lies within what a reader takes for one character.

    An extended grapheme cluster of Unicode Standard Annex 29, from the general categories that Python knows;
    where these are too coarse, a cluster may be taken for longer than it is, never for shorter.
    """
    if not 0 < at < len(text):
        return False
    before, after = text[at - 1], text[at]
    if _is_control(before) or _is_control(after):
        return before + after == "\r\n"
    if _extends(after) or _PREPENDED.match(before) or _JAMO.match(text, at - 1):
        return True
    if before == "\u200d" and unicodedata.category(after) in {"So", "Sm", "Cn"}:
        return True
    first = at
    if _FLAG_LETTER.match(after):
        while first and _FLAG_LETTER.match(text[first - 1]):
            first -= 1
        return (at - first) % 2 == 1
    if "\u0900" <= after <= "\u0dff":
        while first and _extends(text[first - 1]):
            first -= 1
        return any(virama in text[first:at] for virama in _CONJOINING)
    return False


def _is_control(character: str) -> bool:
    return (
        unicodedata.category(character) in {"Cc", "Cf", "Cs", "Zl", "Zp"}
        and not _extends(character)
        and not _PREPENDED.match(character)
    )


def _extends(character: str) -> bool:
    return unicodedata.category(character)[0] == "M" or _EXTENDING.match(character) is not None


def _is_whole(text: str, span: Span) -> bool:
    return not (_cuts_character(text, span.start) or _cuts_character(text, span.stop))


def _is_within_word(text: str, at: int) -> bool:
    return 0 < at < len(text) and _is_of_word(text[at - 1]) and _is_of_word(text[at])


def _is_of_word(character: str) -> bool:
    """A letter, a digit, or what belongs to one, in a script that puts spaces between words."""
    return (character.isalnum() or _extends(character)) and not _UNSPACED.match(character)


# Suggestions


def _nearest(text: str, wanted: str, stretch: Span) -> tuple[float, Span] | None:
    """The passage of whole words in `stretch` most like `wanted`, and how like it is; both are folded."""
    opening = _aligned(text, wanted[:_ALIGNED], stretch)
    if opening is None:
        return None
    closing = opening
    if len(wanted) > _ALIGNED:
        reach = min(stretch.stop, opening.start + 2 * len(wanted))
        closing = _aligned(text, wanted[-_ALIGNED:], Span(opening.start, reach)) or opening
    # The ends of an alignment are clipped or drawn out by a few characters; the nearest edges mend that.
    starts, stops = _edges(text, opening.start, stretch), _edges(text, closing.stop, stretch)
    passages = [Span(a, b) for a in starts for b in stops if a < b]
    passages = [span for span in passages if text[span.start : span.stop].strip() == text[span.start : span.stop]]
    score, passage = max(
        ((fuzz.ratio(wanted, text[span.start : span.stop]), span) for span in passages), default=(0.0, None)
    )
    return (score, passage) if passage and score >= SUGGESTION_CUTOFF else None


def _aligned(text: str, wanted: str, stretch: Span) -> Span | None:
    if stretch.start >= stretch.stop:
        return None
    found = fuzz.partial_ratio_alignment(wanted, text[stretch.start : stretch.stop], score_cutoff=SUGGESTION_CUTOFF)
    return Span(stretch.start + found.dest_start, stretch.start + found.dest_end) if found else None


def _edges(text: str, near: int, stretch: Span) -> list[int]:
    """Some edges of words on either side of `near`, itself included if it is one."""
    below = range(near, max(stretch.start, near - _LONGEST_WORD) - 1, -1)
    above = range(near + 1, min(stretch.stop, near + _LONGEST_WORD) + 1)
    return [*islice((i for i in below if _is_edge(text, i)), 4), *islice((i for i in above if _is_edge(text, i)), 4)]


def _is_edge(text: str, at: int) -> bool:
    if not 0 < at < len(text):
        return True
    # A run of one sign has no edge inside: the three points of an ellipsis may be one character in the text.
    if text[at - 1] == text[at] or _is_within_word(text, at) or _cuts_character(text, at):
        return False
    return not (_CONTRACTION.match(text, at - 1) or (at > 1 and _CONTRACTION.match(text, at - 2)))


# Links


def _one_line_paragraphs(words: str) -> list[str]:
    lines = (" ".join(paragraph.split()) for paragraph in re.split(r"\n\s*\n", words))
    return [line for line in lines if _trim(line)]


def _has_words(words: str) -> bool:
    return any(map(str.isalnum, words))


def _ends(stretches: list[str]) -> list[str]:
    first, last = stretches[0].split(), stretches[-1].split()
    if len(stretches) == 1:
        if len(stretches[0]) <= _SHORT_LINK or len(first) <= 2 * _FEW_WORDS:
            return stretches
        last = last[_FEW_WORDS:]
    opening, whole = " ".join(first[:_FEW_WORDS]), " ".join(stretches).casefold()
    # A browser ends the passage at the first place of these words, whatever their case.
    for count in range(min(_FEW_WORDS, len(last)), len(last) + 1):
        closing = " ".join(last[-count:])
        if whole.find(closing.casefold(), len(opening.casefold())) + len(closing.casefold()) >= len(whole):
            break
    return [opening, closing]


def _percent_encoded(words: str) -> str:
    return quote(words, safe="", errors="replace").replace("-", "%2D")
