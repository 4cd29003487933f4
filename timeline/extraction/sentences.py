"""The sentences of an article, and what stands between its quotation marks.

A full stop is an end, or it is part of "Jan. 5", "Gen. Ali", "the U.S. Senate", "J. K. Rowling", "z. B." and
"3. Januar". So every mark that could end a sentence is a candidate, and what stands before and after it decides;
the words that matter are tables at the end of the module. Whoever adds a language adds a row to them.

Nothing is lost: sentences follow one another in order, and between them is white space alone. A headline or a list
item is a sentence without a full stop. A sentence within a quotation is a sentence of its own, so that

    “They will strike back. Just a question of target,” Gerecht told us.

gives two, the second with its attribution; the pieces of the quotation hang on them (`Sentence.quotations`), and
the whole of it is in `quotations(text)`.

Offsets are code points of the text that was given, `stop` excluded. Nothing here raises, whatever the text, and
time grows with its length alone. Quotation marks by language: Unicode CLDR, delimiters.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import NamedTuple

from timeline.anchoring import Span, paragraphs

__all__ = ["LONGEST_SENTENCE", "Quotation", "Sentence", "line_ends", "quotations", "sentences"]

LONGEST_SENTENCE = 3000  # code points; what is longer is cut between words, for the sake of whoever reads sentences
_LONGEST_WORD = 40  # code points before a full stop that are looked at
_AHEAD = 80  # code points after it
_BRACKETED = 300  # code points on either side within which a bracket belongs to its sentence
_WIDEST_WRAPPED = 120  # code points of the widest line of a text whose lines were wrapped
_ADVERBIAL = 40  # code points of "At about 5 p.m." before the subject of its sentence


@dataclass(frozen=True, slots=True)
class Quotation:
    """Words between quotation marks, or those of them that stand in one sentence.

    `start:stop` are the words, `outer_start:outer_stop` the same with whatever marks belong to them. `opened` and
    `closed` say whether the first and the last of the words are the first and the last of the whole quotation;
    `closed` is False, too, where the closing mark was forgotten and the quotation taken to end with its paragraph.
    `number` is the place of the whole in `quotations(text)`.
    """

    start: int
    stop: int
    outer_start: int
    outer_stop: int
    opened: bool = True
    closed: bool = True
    number: int = 0


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence: `text[start:stop]`, in the paragraph of that index in `anchoring.paragraphs(text)`.

    `quotations` are the quoted words in it, in order: the whole of a quotation, or the piece of a longer one.
    """

    start: int
    stop: int
    paragraph: int
    quotations: tuple[Quotation, ...] = ()


def sentences(text: str, language: str = "en") -> list[Sentence]:
    """The sentences of `text`, in order; they cover all of it but white space.

    `language` is a BCP 47 tag: it chooses the abbreviations that are known (those of English for a language
    without a table) and whether "3." is an ordinal. A line that plainly was meant to end where it does, a heading
    or a list item, ends a sentence as well; one that was merely wrapped does not. None is longer than
    LONGEST_SENTENCE code points.
    """
    words = _words_of(language)
    quoted = _Pieces(text)
    found: list[Sentence] = []
    for number, paragraph in enumerate(paragraphs(text)):
        for line in _lines(text, paragraph):
            for start, stop in _split(text, line, words):
                found.append(Sentence(start, stop, number, quoted.within(start, stop)))
    return found


def quotations(text: str) -> list[Quotation]:
    """The quotations of `text`, in order: never overlapping, those within another left to it.

    Every style of mark is read: “ ” ‘ ’ " ' « » ‹ › „ “ ‚ ‘ ” ” 「 」 『 』 `` ''. An apostrophe is none, nor are feet
    and inches. Where each paragraph opens anew and only the last one closes, it is one quotation. A quotation
    that nothing closes ends with its paragraph if its mark can only have opened one, and else there is none.
    """
    return [_quotation(text, whole, number) for number, whole in enumerate(_wholes(text))]


def line_ends(lines: Sequence[str]) -> list[bool]:
    """For each of the lines of a paragraph but the last: whether the sentence was meant to end with it.

    A line that was wrapped ended because the next word did not fit. Where it would have fitted into the widest line,
    where no line is short enough to have been wrapped, or a list item follows, the break was deliberate; and the
    sentence ends there, unless a comma or "of the" before it or a small letter after it says otherwise.
    """
    widest = max(map(len, lines), default=0)
    return [
        bool(_LIST_ITEM.match(after))
        or (
            (widest > _WIDEST_WRAPPED or len(line) + 1 + len(after.split(" ", 1)[0]) <= widest)
            and not after[:1].islower()
            and not _UNFINISHED.search(line[-8:])
        )
        for line, after in pairwise(lines)
    ]


# Lines

_LIST_ITEM = re.compile(r"(?:[-*+•‣▪●◦·–—]|\(?(?:\d{1,3}|[a-zA-Z])[.)])[ \t]+\S")
_UNFINISHED = re.compile(
    r"(?:[,;(\[–—-]|\b(?:a|an|and|as|at|by|for|from|in|of|on|or|the|to|with|der|die|das|und|von|de|du|la|le|et|y))$",
    re.IGNORECASE,
)


def _lines(text: str, paragraph: Span) -> list[Span]:
    """A paragraph, cut where a line was meant to end."""
    start, stop = paragraph
    lines = text[start:stop].split("\n")
    if len(lines) == 1:
        return [paragraph]
    found, position = [], start
    for line, ends in zip(lines, line_ends(lines), strict=False):
        position += len(line) + 1
        if ends:
            found.append(Span(start, position - 1))
            start = position
    return [*found, Span(start, stop)]


# Sentences

_CLOSING = "\"'”’»›)\\]}）］」』】》"  # and “ ‘ «, which close in some languages, before a space
_OPENING = "\"'“‘„‚«‹»›”(\\[{（［「『【《¿¡"
_END = re.compile(
    rf"(?P<mark>[.!?…‽‼⁇⁈⁉؟۔।॥｡。！？．]+)(?P<closing>(?:[{_CLOSING}]|(?:[“‘«]|[ ]»)(?=[\s,.;:!?]|\Z))*)"
    r"(?P<note>(?:\[\d{1,3}\])*)(?=(?P<space>\s+)|\Z|(?P<tight>.))",
    re.DOTALL,
)
_BEFORE = re.compile(r"[^\W_](?:[\w.’'&-]*[^\W_])?\Z")
_AFTER = re.compile(rf"\s*(?P<opening>(?:[{_OPENING}]\s?)*)(?P<word>[^\W_][\w’'.-]*)?")
_LOWER_NAME = re.compile(r"(?:a[dlnrst]|e[ln]|ash|bin|bint|ibn|abu|de|von|van)[- ][A-ZÀ-Þ]|[ei][A-Z]")
_ORDINAL = re.compile(r"\d+(?:st|nd|rd|th)\b")
_DOTTED = re.compile(r"(?:[^\W\d_]{1,2}\.)+[^\W\d_]{1,2}\Z|Ph\.D\Z|[A-Z]\.[A-Z][a-z]+\Z")
_ATTRIBUTION = re.compile(
    r"\s*(?:(?:[A-Z][\w’'.-]*|of|al|bin|de|von|van)\s+){1,6}"
    r"(?:said|says|asked|asks|told|wrote|writes|added|replied|shouted|cried|tweeted|exclaimed|recalled|wondered)\b"
)
_ADVERBIAL_START = re.compile(
    r"[\"'“‘(]*(?:about|after|around|at|before|between|by|from|on|shortly|since|until)\b", re.IGNORECASE
)


class _Words(NamedTuple):
    """What is known of the words of a language that stand before or after a full stop."""

    never: frozenset[str]  # abbreviations that go on: titles, "vs."
    number: frozenset[str]  # abbreviations that go on before a number: "No.", "Jan."
    perhaps: frozenset[str]  # abbreviations that may end a sentence: "Inc.", "Calif."
    starters: frozenset[str]  # words that begin sentences and no names
    not_after_time: frozenset[str]  # what goes on after "5 p.m."
    ordinals: bool  # "3." is the third
    months: frozenset[str]


def _split(text: str, line: Span, words: _Words) -> list[Span]:
    """The sentences of `text[line.start:line.stop]`, trimmed."""
    found: list[Span] = []
    start = line.start
    for candidate in _END.finditer(text, line.start, line.stop):
        if candidate.end() <= start or not _ends(text, line, start, candidate, words):
            continue
        found += _trimmed(text, start, candidate.end())
        start = candidate.end("space") if candidate["space"] else candidate.end()
    return found + _trimmed(text, start, line.stop)


def _trimmed(text: str, start: int, stop: int) -> list[Span]:
    """`text[start:stop]` without white space at its ends, in pieces of at most LONGEST_SENTENCE; none if blank."""
    pieces = []
    while True:
        while start < stop and text[start].isspace():
            start += 1
        if stop - start <= LONGEST_SENTENCE:
            break
        cut = max(text.rfind(" ", start, start + LONGEST_SENTENCE), text.rfind("\n", start, start + LONGEST_SENTENCE))
        cut = cut if cut > start else start + LONGEST_SENTENCE
        piece_stop = cut
        while text[piece_stop - 1].isspace():
            piece_stop -= 1
        pieces.append(Span(start, piece_stop))
        start = cut
    while stop > start and text[stop - 1].isspace():
        stop -= 1
    return [*pieces, Span(start, stop)] if start < stop else pieces


def _ends(text: str, line: Span, start: int, candidate: re.Match, words: _Words) -> bool:
    """A sentence that began at `start` ends with `candidate`."""
    if candidate.end() >= line.stop:
        return True
    mark, closing = candidate["mark"], candidate["closing"]
    position = candidate.start()
    if mark[-1] in "؟۔।॥｡。！？．" and not _goes_on(text, candidate):
        return True
    before = _BEFORE.search(text[max(start, position - _LONGEST_WORD) : position])
    before = before.group() if before else ""
    ahead = text[candidate.end() : min(line.stop, candidate.end() + _AHEAD)]
    after = _AFTER.match(ahead)
    word, opening = (after["word"] or "").rstrip(".’'-"), after["opening"]
    if candidate["tight"] and not candidate["note"] and not _lost_its_space(before, mark, ahead):
        return False
    if not word and ahead.strip()[:1] in tuple(",;:–—-%/&*") and not _LIST_ITEM.match(ahead.strip()):
        return False
    if word[:1].islower() and not _LOWER_NAME.match(ahead[after.start("word") :]):
        return False
    if _in_brackets(text, start, position, line.stop):
        return False
    if mark == ".":
        return _full_stop(text, start, position, before, opening, word, ahead, words, closed=bool(closing))
    if mark.strip(".…") and any(c in "\"”’»“'" for c in closing) and not opening.strip():
        return not (_ATTRIBUTION.match(ahead) and word not in words.starters)
    return True


def _goes_on(text: str, candidate: re.Match) -> bool:
    """After an end as it is written in Asia: a comma or a lower-case letter follows all the same."""
    after = text[candidate.end() : candidate.end() + 2].lstrip()[:1]
    return after in tuple(",،、，") or after.islower()


def _lost_its_space(before: str, mark: str, ahead: str) -> bool:
    """Two sentences ran together: "the end.The next"; not "example.Com", "3.5", "U.S.-led"."""
    return bool(
        len(before) > 2
        and before[-2:].islower()
        and "." not in before
        and re.match(r"[“\"‘«(]?[A-ZÀ-Þ][a-zà-ÿ]*[ ,’']|[“‘«][A-ZÀ-Þ]", ahead)
    )


def _in_brackets(text: str, start: int, position: int, stop: int) -> bool:
    """The mark at `position` stands in brackets that were opened within its sentence and are closed soon."""
    window = max(start, position - _BRACKETED)
    opened = text.rfind("(", window, position)
    if opened <= start + 1 or opened < text.rfind(")", window, position):
        return False
    closed = text.find(")", position, min(stop, position + _BRACKETED))
    return closed > position + 1 and bool(text[position + 1 : closed].strip("\"'”’»."))


def _full_stop(
    text: str,
    start: int,
    position: int,
    before: str,
    opening: str,
    word: str,
    ahead: str,
    words: _Words,
    *,
    closed: bool,
) -> bool:
    """The full stop at `position`, after the word `before` and ahead of `word`, ends the sentence from `start`."""
    if closed or not before:
        return True
    starts_anew = word in words.starters or (bool(opening.strip()) and word[:1].isupper())
    plain = before.casefold()
    form = before.capitalize() if before.isupper() else before
    if before[:1].isdigit():
        return _after_number(text, start, position, before, word, words)
    if len(before) == 1 and before.isalpha():
        return _after_letter(text, start, position, before, word, starts_anew=starts_anew)
    if plain in _TIMES:
        if word in words.not_after_time:
            return False
        adverbial = position - start < _ADVERBIAL and _ADVERBIAL_START.match(text, start)
        return starts_anew or not adverbial
    if form in words.never or plain in _GOES_ON:
        return False
    if word[:1].isdigit():
        return not (form in words.number or (_DOTTED.search(before) and _ORDINAL.match(word)))
    if _DOTTED.search(before) or form in words.perhaps:
        return starts_anew
    return True


def _after_number(text: str, start: int, position: int, before: str, word: str, words: _Words) -> bool:
    """A number that opens its sentence counts an item; a small one may be an ordinal."""
    if not text[start : position - len(before)].strip("\"'“‘(# ") and len(before) <= 3:
        return False
    if not words.ordinals or not before.isdecimal() or len(before) > 2:
        return True
    article = re.search(r"(\w+)\s*\Z", text[max(start, position - len(before) - 20) : position - len(before)])
    return not (word.casefold() in words.months or (article and article.group(1).casefold() in _ORDINAL_AFTER))


def _after_letter(text: str, start: int, position: int, before: str, word: str, *, starts_anew: bool) -> bool:
    """One letter is an initial, or the name of a plan, a vitamin, a war."""
    if before.islower():
        return starts_anew and before not in "cpvn"
    lead = text[max(start, position - 30) : position - 1].rstrip()
    named = re.search(r"[^\W\d_]+\Z", lead)
    return bool(starts_anew and named and not re.search(r"\b[A-Z]\.\Z", lead))


# Quotation marks

_MARK = re.compile("``|''|[“”„‟\"«»〝〞〟＂「」『』‘’‚‛'‹›]")
_CLOSERS = {"“": '”"“〞', "„": '“”"', "‟": '”"', "”": "”", '"': '"”', "＂": "＂", "``": ("''", '"', "”")}
_CLOSERS |= {"«": "»", "»": "«", "〝": "〞〟", "「": "」", "『": "』"}
_SINGLE_CLOSERS = {"‘": "’'", "‚": "‘’", "‛": "’'", "'": "'’", "‹": "›", "›": "‹"}
_SINGLES = frozenset([*_SINGLE_CLOSERS, "’"])
_ROCK_N_ROLL = frozenset(["’n", "‘n", "'n"])
_DIRECTIONAL = frozenset(["“", "„", "‟", "«", "〝", "「", "『", "``"])  # they open, and nothing else
_ALWAYS_CLOSES = frozenset("」』»«〞〟")
_DEEPEST = 6
_ELIDED = re.compile(r"(?:\d0s|em|til|tis|twas|twill|cause|round|bout|n)\b", re.IGNORECASE)


class _Whole(NamedTuple):
    """A quotation from mark to mark; `repeats` are the marks that open its further paragraphs."""

    outer_start: int
    start: int
    stop: int
    outer_stop: int
    closed: bool
    repeats: tuple[Span, ...]


class _Opened(NamedTuple):
    mark: str
    start: int
    stop: int
    inner: int  # how many quotations had been found when it opened
    repeats: list[Span]


def _wholes(text: str) -> list[_Whole]:
    """Every outermost quotation."""
    found: list[_Whole] = []
    running: _Opened | None = None
    blocks = paragraphs(text)
    for number, (start, stop) in enumerate(blocks):
        after = blocks[number + 1].start if number + 1 < len(blocks) else len(text)
        running = _read_paragraph(text, start, stop, after, running, found)
    return _outermost(found)


def _read_paragraph(
    text: str, start: int, stop: int, after: int, running: _Opened | None, found: list[_Whole]
) -> _Opened | None:
    """Adds the quotations that end in a paragraph to `found`; gives the one that runs on, if one does."""
    opened: list[_Opened] = [running] if running else []
    single: _Opened | None = None
    doubtful: re.Match | None = None  # what may close the single one, or be an apostrophe: "the soldiers’ guns"
    for mark in _MARK.finditer(text, start, stop):
        sign = mark.group()
        if running and mark.start() == start:
            running.repeats.append(Span(*mark.span()))
            continue
        left, right = (
            text[mark.start() - 1 : mark.start()] if mark.start() > start else " ",
            text[mark.end() : mark.end() + 1],
        )
        if sign in _SINGLES:
            if opened or text[max(start, mark.start() - 2) : mark.start()] in _ROCK_N_ROLL:
                continue
            if single and sign in _SINGLE_CLOSERS[single.mark] and not left.isspace() and not right.isalnum():
                if _possessive(text, mark):
                    doubtful = doubtful or mark
                else:
                    _close(text, found, single, mark)
                    single = doubtful = None
            elif _opens_single(text, mark, left):
                if single and doubtful:
                    _close(text, found, single, doubtful)
                single, doubtful = _Opened(sign, *mark.span(), len(found), []), None
        elif opened and sign in _CLOSERS[opened[-1].mark] and _closes(sign, opened[-1].mark, left, right):
            _close(text, found, opened.pop(), mark)
        elif sign in _CLOSERS and _opens(sign, left, right or " "):
            if opened and opened[-1].mark == sign and sign not in _DIRECTIONAL:
                opened.pop()
            opened = [*opened, _Opened(sign, *mark.span(), len(found), [])][-_DEEPEST:]
    if single and doubtful:
        _close(text, found, single, doubtful)
    return _at_paragraph_end(text, stop, after, opened, found)


def _at_paragraph_end(text: str, stop: int, after: int, opened: list[_Opened], found: list[_Whole]) -> _Opened | None:
    """What is still open runs on if the next paragraph opens with the same mark; or ends here, or never was."""
    if not opened:
        return None
    last = opened[-1]
    again = {"«": "«»", "»": "»«", "„": "„“"}.get(last.mark, last.mark)
    if len(opened) == 1 and text.startswith(tuple(again) if last.mark != "``" else "``", after) and after < len(text):
        return last
    if last.repeats or (last.mark in _DIRECTIONAL and last.inner == len(found)):
        found.append(_Whole(last.start, last.stop, stop, stop, False, tuple(last.repeats)))
    return None


def _close(text: str, found: list[_Whole], opened: _Opened, mark: re.Match) -> None:
    if text[opened.stop : mark.start()].strip():
        found.append(_Whole(opened.start, opened.stop, mark.start(), mark.end(), True, tuple(opened.repeats)))


def _opens(sign: str, left: str, right: str) -> bool:
    """A mark that stands at the beginning of something, by what is to its left and right."""
    if sign in "「『„〝‟«" or sign == "``":
        return sign != "«" or not right.isspace() or left.isspace()
    free = left.isspace() or left in "([{—–-/:‘'“„«"
    if sign == "“":
        return free or not left.isalnum()
    return free and not right.isspace() and right not in ",.;:!?)"


def _closes(sign: str, opener: str, left: str, right: str) -> bool:
    if sign in _ALWAYS_CLOSES:
        return True
    if sign == "“" and opener == "“":  # both ends set alike, by mistake
        return not left.isspace() and not right.isalnum()
    return not left.isspace() or not right.isalnum()


def _opens_single(text: str, mark: re.Match, left: str) -> bool:
    if mark.group() in "‹›":
        return mark.group() == "‹" or left.isspace()
    if mark.group() == "’" or not (left.isspace() or left in '([{—–-/“"«'):
        return False
    right = text[mark.end() : mark.end() + 8]
    return right[:1].isalnum() and not _ELIDED.match(right)


def _possessive(text: str, mark: re.Match) -> bool:
    """A mark after an s and before a word: as like as not an apostrophe."""
    return text[mark.start() - 1] in "sS" and re.match(r" [a-z]", text[mark.end() : mark.end() + 2]) is not None


def _outermost(found: list[_Whole]) -> list[_Whole]:
    kept: list[_Whole] = []
    for whole in sorted(found, key=lambda whole: (whole.outer_start, -whole.outer_stop)):
        if not kept or whole.outer_start >= kept[-1].outer_stop:
            kept.append(whole)
    return kept


def _quotation(text: str, whole: _Whole, number: int) -> Quotation:
    start, stop = _trim(text, whole.start, whole.stop)
    return Quotation(start, stop, whole.outer_start, whole.outer_stop, True, whole.closed, number)


def _trim(text: str, start: int, stop: int) -> tuple[int, int]:
    while start < stop and text[start].isspace():
        start += 1
    while stop > start and text[stop - 1].isspace():
        stop -= 1
    return start, stop


class _Pieces:
    """Hands out the quoted words of one sentence after another."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._wholes = _wholes(text)
        self._next = 0
        self._repeats = {repeat.start: repeat.stop for whole in self._wholes for repeat in whole.repeats}

    def within(self, start: int, stop: int) -> tuple[Quotation, ...]:
        """The quoted words of the sentence `start:stop`. To be asked in order."""
        while self._next < len(self._wholes) and self._wholes[self._next].outer_stop <= start:
            self._next += 1
        pieces = []
        number = self._next
        while number < len(self._wholes) and self._wholes[number].outer_start < stop:
            pieces += self._piece(number, start, stop)
            number += 1
        return tuple(pieces)

    def _piece(self, number: int, start: int, stop: int) -> list[Quotation]:
        whole = self._wholes[number]
        complete = _quotation(self._text, whole, number)
        outer_start, outer_stop = max(start, whole.outer_start), min(stop, whole.outer_stop)
        inner_start = max(self._repeats.get(start, start), complete.start)
        inner_start, inner_stop = _trim(self._text, inner_start, min(stop, complete.stop))
        if inner_start >= inner_stop:
            return []
        return [
            replace(
                complete,
                start=inner_start,
                stop=inner_stop,
                outer_start=outer_start,
                outer_stop=outer_stop,
                opened=inner_start == complete.start,
                closed=complete.closed and inner_stop == complete.stop,
            )
        ]


# Tables


def _table(words: str) -> frozenset[str]:
    return frozenset(words.split())


_TIMES = _table("a.m p.m am pm")
_GOES_ON = _table("e.g i.e viz cf vs v a.k.a z.b d.h u.a o.ä i.d.r p.ej c.-à-d")
_ORDINAL_AFTER = _table("am dem der den des vom zum beim bis im seit ab die das und den d. der i de det vor nach")

# As they are written: "Ill." is a state, and whoever is "ill." is at the end of a sentence.
_NEVER = {
    "en": """Mr Mrs Ms Mx Messrs Dr Prof Gen Gov Sen Rep Lt Col Maj Sgt Cpl Pvt Capt Cmdr Cdr Adm Brig Hon Rev Fr Pres
        Amb Insp Det Supt Sec Mme Mlle Ofc Asst Assoc Dept Gens Sens Reps Drs Profs Govs Ste Mt Ft Spc Pfc Adj Cpt Ltc
        Const Cllr""",
    "de": """Hr Fr Frl Dr Prof Dipl Ing Hl St Nr Abs Art Bd Gen Lt Kard Mag bzw ca evtl ggf inkl exkl sog vgl Vgl bspw
        hl geb gest""",
    "fr": "MM Mme Mlle Mmes Me Dr Pr Gén Col Cap St Ste Mgr Av cf env av apr",
    "es": "Sr Sra Srta Sres Dr Dra Prof Gral Cnel Cap Ing Lic Arq Excmo Mons D Dña Av pág núm",
    "it": "Sig Sigg Dott Avv Prof Gen Col On Ing Mons cfr",
    "pt": "Sr Sra Srta Dr Dra Prof Gen Cel Cap Eng Exmo Av",
    "nl": "Dhr Mevr Dr Drs Ir Ing Prof Gen Kol dhr mevr dr drs ir ing prof ca bijv vgl nr",
    "tr": "Dr Prof Doç Av Sn Gen Alb Örn Vb örn vb",
    "ru": "Проф Акад См Ср г гг ул им проф акад см ср тыс млн млрд руб др пр",
    "uk": "Проф Акад Див м вул ім проф акад див тис млн млрд грн",
}
_NUMBER = {
    "en": """No no Nos nos Art Arts art arts Fig Figs fig figs Vol Vols vol vols p pp par Sect sect Ch ch Chap chap
        approx est c ca circa Rs Jan Feb Mar Apr Jun Jul Aug Sep Sept Oct Nov Dec Flt Rte Hwy Op""",
    "de": "Nr S Bd Kap Abb Tab Ziff Rd rd Jan Feb Mär Apr Jun Jul Aug Sep Sept Okt Nov Dez",
    "fr": "n no No art Art fig vol p pp chap env janv févr avr juil sept oct nov déc",
    "es": "n no art Art fig vol p pp cap aprox ene feb mar abr jun jul ago sept oct nov dic",
}
_PERHAPS = {
    "en": """Inc Corp Co Cos Ltd Bros Jr Sr St Ave Blvd Rd Hwy Esq Assn Univ Intl Natl etc al
        Jan Feb Mar Apr Jun Jul Aug Sep Sept Oct Nov Dec Mon Tue Tues Wed Thu Thur Thurs Fri Sat Sun
        Ala Ariz Ark Calif Colo Conn Del Fla Ga Ill Ind Kan Kans Ky La Md Mass Mich Minn Miss Mo Mont Neb Nebr Nev Okla
        Ore Pa Penn Tenn Tex Va Vt Wash Wis Wyo Ont Que Alta""",
    "de": "Co usw etc Str Mio Mrd Tsd Jr",
    "fr": "etc Cie Ltée",
    "es": "etc Cía",
}
_STARTERS = {
    "en": """The He She It They We You I A An In On At But And Or So If When While After Before As For This That These
        Those There Here What Why How Who Where Which His Her Their Its Our My Your Some Many Most All Both Each
        Several Few No Not Nor One Two Three However Meanwhile Now Then Since By With From To Although Though Because
        Despite During Until Under Over Between Yet Still Also Earlier Later Last Next Even Once Only Just Instead
        Moreover Nobody Nothing Another Other Others Such Among According Asked Officials Police Experts Analysts""",
    "de": """Der Die Das Er Sie Es Wir Ihr Ich Ein Eine Im In Am An Auf Aber Und Oder Wenn Als Nach Vor Bei Mit Doch
        Dies Diese Dieser Dieses Da Dann Dort Hier So Auch Seit Für Von Zu Zum Zur Dabei Damit Danach""",
    "fr": "Le La Les Il Elle Ils Elles On Nous Un Une Des Ce Cette Ces Mais Et En Dans Pour Après Avant Selon Au Aux",
    "es": "El La Los Las Un Una Ellos Ella Pero Y En Por Para Con Según Este Esta Estos Desde Tras Al Su Sus",
    "it": "Il Lo La I Gli Le Un Una Ma E In Per Con Dopo Secondo Questo Questa Nel Nella",
    "pt": "O A Os As Um Uma Ele Ela Eles Mas E Em Por Para Com Segundo No Na",
    "nl": "De Het Een Hij Zij Ze Er Maar En In Op Na Voor Volgens Dit Dat Deze",
}
_AFTER_TIME = """Monday Tuesday Wednesday Thursday Friday Saturday Sunday Mon Tues Wed Thurs Fri Sat Sun
    January February March April May June July August September October November December Jan Feb Aug Sept Oct
    Nov Dec EST EDT ET CST CDT CT MST MDT MT PST PDT PT GMT UTC BST CET CEST IST JST Eastern Central Mountain
    Pacific Greenwich"""
_ORDINAL_LANGUAGES = _table("de da nb nn no fi is tr cs sk sl hr sr bs et hu lv")
_MONTHS = """januar jänner februar märz april mai juni juli august september oktober november dezember jahrhundert
    jahrestag januar februar marts maj ocak şubat mart nisan mayıs haziran temmuz ağustos eylül ekim kasım aralık
    yüzyıl ledna února března dubna května června července srpna září října listopadu prosince století"""


def _build(language: str) -> _Words:
    return _Words(
        never=_table(_NEVER["en"] if language not in _NEVER else _NEVER[language]),
        number=_table(_NUMBER.get(language, _NUMBER["en"])),
        perhaps=_table(_PERHAPS.get(language, _PERHAPS["en"])),
        starters=_table(_STARTERS.get(language, _STARTERS["en"])),
        not_after_time=_table(_AFTER_TIME),
        ordinals=language in _ORDINAL_LANGUAGES,
        months=_table(_MONTHS),
    )


_WORDS = {language: _build(language) for language in {*_NEVER, *_NUMBER, *_STARTERS, *_ORDINAL_LANGUAGES}}


def _words_of(language: str) -> _Words:
    primary = re.split("[-_]", language, maxsplit=1)[0].casefold()
    return _WORDS.get(primary, _WORDS["en"])
