"""How a text is read in any language: its words once, its rules in order, its story as it goes.

A `Language` is a grammar and a few tables; `read` does the rest. Rules get the match and a `Reader`, which knows the
words around it and the story so far, and give `Sense`s; these are then dressed as `Expression`s.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import date

from timeline.extraction.times.dressing import Clothes, dressed
from timeline.extraction.times.expression import Expression
from timeline.extraction.times.narrative import UNKNOWN, Narrative
from timeline.extraction.times.patterns import Found, Grammar, Tokens
from timeline.extraction.times.periods import Unit
from timeline.extraction.times.sense import Sense
from timeline.extraction.times.telling import Telling

__all__ = ["Language", "Reader", "read"]


@dataclass(frozen=True, slots=True)
class Language:
    """What one language adds.

    `grammar` finds the times, `clothes` are the words around them that change what they mean. `direction` tells the
    tense of the words around the tokens `first` to `last`, `is_history` whether a text counts from its own dates, and
    `telling` (instead of that) what the language knows of its passages, too.
    `day_first` is how 5/1/98 is read. `between` are the words that may stand between a time of day and its day ("on",
    "of"), `joints` those between the ends of a range ("to"), `pairs` those that need another word before the first end
    ("and" needs "between"), `openers` what begins a range ("from"), and `alike` the sets of words of which two make a
    range by a joint alone ("Monday to Friday").
    """

    grammar: Grammar
    clothes: Clothes
    direction: Callable[[Tokens, int, int], int] = lambda tokens, first, last: UNKNOWN
    is_history: Callable[[Tokens, date], bool] = lambda tokens, published: False
    telling: Callable[[Tokens, date], Telling] | None = None
    day_first: bool = True
    between: Collection[tuple[str, ...]] = frozenset({()})
    joints: Collection[str] = frozenset({"-", "–", "—"})
    loose_joints: Collection[str] = frozenset()
    pairs: dict[str, str] = field(default_factory=dict)
    openers: Collection[str] = frozenset()
    alike: tuple[Collection[str], ...] = ()


class Reader:
    """What a rule may ask while it reads a match: the words around it and the story so far."""

    def __init__(self, tokens: Tokens, story: Narrative, language: Language):
        self.tokens = tokens
        self.story = story
        self.language = language
        self.previous: Sense | None = None

    def word(self, index: int) -> str:
        """The word at this place in lower case, "" beyond the text."""
        return self.tokens.words[index] if 0 <= index < len(self.tokens) else ""

    def text(self, index: int) -> str:
        """The same, as it is written."""
        return self.tokens.texts[index] if 0 <= index < len(self.tokens) else ""

    def touches(self, index: int) -> bool:
        """Whether no blank stands between this word and the one before it."""
        return 0 < index < len(self.tokens) and self.tokens.stop(index - 1) == self.tokens.starts[index]

    def match(self, piece: str, first: int) -> Found | None:
        """What a named piece of the grammar finds from this word on."""
        return self.language.grammar.match(piece, self.tokens, first)

    def direction(self, found: Found) -> int:
        """PAST, FUTURE or UNKNOWN, for the words around a match."""
        return self.language.direction(self.tokens, found.first, found.last)

    def range_start(self, found: Found) -> Sense | None:
        """The sense just before, if the match is the other end of a range that it opened."""
        previous = self.previous
        if previous and previous.period and previous.last <= found.first and self.joint(previous, found.first):
            return previous
        return None

    def joint(self, one: Sense, second: int) -> str:
        """How a sense and the one that begins at word `second` make a range.

        The word that opens it ("from", "between"), "to" where there is none, "" if they make no range.
        """
        if not one.last < second <= one.last + 2 or (
            second == one.last + 2 and self.word(second - 1) not in ("the", "on")
        ):
            return ""
        language, opener, joint = self.language, self.word(one.first - 1), self.word(one.last)
        if joint in language.pairs:
            return opener if opener == language.pairs[joint] else ""
        if joint not in language.joints:
            return ""
        if opener in language.openers:
            return opener
        if joint in language.loose_joints and not self._is_alike(self.word(one.last - 1), self.word(second)):
            return ""
        return "to"

    def _is_alike(self, one: str, two: str) -> bool:
        return any(one in words and two in words for words in self.language.alike) or (
            one[:1].isdigit() and two[:1].isdigit()
        )


def read(text: str, published: date, language: Language) -> list[Expression]:
    """Every expression of a text, in order, without overlaps.

    Of two matches the one that begins first is taken, and of those the longest that its rule believes in.
    """
    tokens = language.grammar.tokens(text)
    if language.telling:
        telling = language.telling(tokens, published)
    else:
        telling = Telling(is_history=language.is_history(tokens, published))
    story = Narrative(published, is_history=telling.is_history, names_weekdays=telling.names_weekdays)
    reader = Reader(tokens, story, language)
    senses: list[Sense] = []
    at, done = language.grammar.start_from(tokens, 0), 0
    while at >= 0:
        _go_on(reader, telling, done, at)
        stop = at + 1
        for sense in _senses_at(at, reader):
            stop = max(stop, sense.last)
            _tell(sense, senses, reader, telling)
        at, done = language.grammar.start_from(tokens, stop), stop
    if telling.is_timeless:
        senses = [sense for sense in senses if sense.period is None or sense.anchored_to != "publication"]
    return dressed([sense for sense in senses if sense.is_sure or not sense.is_loose], reader)


def _go_on(reader: Reader, telling: Telling, done: int, at: int) -> None:
    """Follow the story from the word `done` to the word `at`: sentences and paragraphs end on the way."""
    story = reader.story
    if story.latest is not None:
        for index in range(done, at):
            mark = reader.tokens.words[index][0]
            if mark in ".!?;,)”\n":
                story.resume()
                story.is_new_paragraph = story.is_new_paragraph or mark == "\n"
                if mark == "\n" and (not telling.is_chronicle or telling.is_news(index + 1)):
                    story.is_away = False
    story.is_of_now = story.looks_back = False
    if story.is_elsewhere:
        story.looks_back = telling.looks_back(at)
        story.is_of_now = telling.is_of_now(at)


def _senses_at(first: int, reader: Reader) -> list[Sense]:
    """What the first rule that believes in its match reads at a word; none if no rule does."""
    for rule, found in reader.language.grammar.matches(reader.tokens, first):
        try:
            made = rule.read(found, reader)
        except OverflowError:
            continue  # A time beyond the calendar, such as "9000 years later".
        if made:
            return made if isinstance(made, list) else [made]
    return []


def _tell(sense: Sense, senses: list[Sense], reader: Reader, telling: Telling) -> None:
    """Join a time of day with its day; let the story go on."""
    story = reader.story
    if senses and _join(senses[-1], sense, reader):
        if sense.is_loose:
            return
        senses.pop()
    if sense.is_loose:
        day = story.day
        sense.period = day or story.now(Unit.DAY)
        sense.anchored_to = "narrative" if day else "publication"
        sense.value = sense.period.value
    else:
        reader.previous = sense
        if sense.period and not sense.is_aside:
            _place(sense, reader, telling)
    if sense.topic:
        story.topic = sense.topic
    senses.append(sense)


# Look-backs of fewer days than this are still the story: it is told out of order for a while.
_NEAR = 45


def _place(sense: Sense, reader: Reader, telling: Telling) -> None:
    """Let the story come to a date, or pass it by as one that its clause alone is about."""
    story, period, whence = reader.story, sense.period, sense.anchored_to
    if story.main is not None and _is_beside(sense, reader, telling):
        if period.unit is not Unit.YEAR or whence == "calendar":
            story.digress(period)
        return
    story.mention(period)
    if whence == "publication":
        story.is_away = False
    elif whence == "calendar" and not story.is_history and _sets_scene(sense, reader):
        story.is_away = 1 <= period.year < story.publication.year


def _sets_scene(sense: Sense, reader: Reader) -> bool:
    """Whether news go to another time with this date: a day or a month, or "In 2011," at a sentence's head."""
    if sense.period.unit is Unit.YEAR:
        before = reader.text(sense.first - 1)
        return before[:1].isupper() and reader.word(sense.first - 1) == "in" and reader.word(sense.last) == ","
    return sense.period.unit in (Unit.DAY, Unit.MONTH)


def _is_beside(sense: Sense, reader: Reader, telling: Telling) -> bool:
    """Whether a date leaves the story where it is."""
    story, period = reader.story, sense.period
    if sense.anchored_to == "publication":
        return story.is_history or telling.is_beside(sense.first)
    if period.year < 1 or story.main.year < 1:
        return False
    is_told_apart = sense.anchored_to == "calendar"
    looks_back = (story.main.earliest - period.latest).days > _NEAR
    if (is_told_apart or looks_back) and telling.is_beside(sense.first):
        return True
    if story.is_history and period.earliest > story.publication:
        return True
    return is_told_apart and looks_back and telling.may_look_back(sense.first)


def _join(one: Sense, two: Sense, reader: Reader) -> bool:
    """Make one of "10 p.m." and "Wednesday", of "Friday" and "at noon", of "5:30" and "the morning", if they are one.

    The second takes over the first if it is the day, and the other way about.
    """
    gap = tuple(reader.tokens.words[one.last : two.first])
    if one.last > two.first or gap not in reader.language.between:
        return False
    if one.is_loose and two.is_day and not two.time:
        two.first, two.mod = one.first, one.mod
        two.at(one.time)
        return True
    if not two.is_loose:
        return False
    if one.is_day and not one.time and gap != ("of",) and not (gap == (",",) and two.time[1:].isalpha()):
        one.last, one.mod = two.last, one.mod or two.mod
        one.at(two.time)
        return True
    if one.is_loose and one.time[1:].isalpha() != two.time[1:].isalpha() and "," not in gap:
        one.last, one.is_sure = two.last, one.is_sure or two.is_sure
        if one.time[1:].isalpha():
            one.time = two.time
        return True
    return False
