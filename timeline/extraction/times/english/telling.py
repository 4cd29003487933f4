"""Whether an English text tells of times long before its publication, and which of its clauses stand beside the story.

News count from the day of publication, histories from date to date. Most texts are plainly one of the two; news that
look back at length ("How the case unfolded") are a chronicle, whose paragraphs count each from its own dates.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from timeline.extraction.times.english.tense import direction, ends_sentence, is_past_form, tense_of
from timeline.extraction.times.english.words import COUNTED, WORDS
from timeline.extraction.times.narrative import PAST, UNKNOWN
from timeline.extraction.times.patterns import Tokens, word_set
from timeline.extraction.times.telling import Telling

__all__ = ["EnglishTelling", "telling"]

_MONTHS = frozenset({*WORDS["month"], *WORDS["shy_month"], *WORDS["short_month"]})
_WEEKDAYS = frozenset(WORDS["weekday"])
_NEAR = word_set("last this next")
_UNITS = word_set("week month year quarter")
_SIGNS = frozenset({*_WEEKDAYS, *_NEAR, "today", "yesterday", "tomorrow", "tonight", "bc", "bce", "ad"})
# A weekday after these is none of the days around the publication: "the Tuesday", "a Sunday night", "Good Friday".
_NO_NEWS_BEFORE = word_set("a an any every each the that bloody black good easter palm whit following same")
# Years so long before the publication weigh twice: whoever names them tells a history.
_LONG_AGO = 40
# A text of fewer words may just not have told anything yet; of those that do, every so manieth word is a past tense.
_LONG_ENOUGH, _PAST_WORDS = 150, 40
_REPORTING = word_set("said says told tells ago according reported announced recently")
# How many words to either side of a date are looked at, which keeps the reading linear.
_REACH_BACK, _REACH_ON = 30, 24


@dataclass(slots=True)
class EnglishTelling(Telling):
    """See `Telling`. `starts` are the first words of the paragraphs, `news` how often each counts from its day."""

    tokens: Tokens | None = None
    starts: list[int] = field(default_factory=list)
    news: list[int] = field(default_factory=list)

    def is_news(self, index: int) -> bool:
        return self.news[bisect_right(self.starts, index) - 1] > 0

    def is_beside(self, first: int) -> bool:
        """Whether the date stands in parentheses, a quotation or a relative clause, or leaves open when things end.

        "(1769–1852)"; "who had joined in 1805"; "a letter, dated 2 October"; "since 1984".
        """
        words = self.tokens.words
        lead = self._lead(first)
        before = words[lead] if lead >= 0 else ""
        if before in _OPEN_ENDED or (before in _DATED and lead and words[lead - 1] in (",", "(")):
            return True
        if before in ("born", "dated") and lead and words[lead - 1] not in _AUXILIARIES:
            return True
        for index, word in self._clause(first):
            if word == "that" and is_past_form(words[index + 1]):
                return True  # "The trial that ran from January 2019".
            if word[0] in "(“" or (word in _RELATIVES and index and words[index - 1] not in ("and", "or", "but")):
                return True
        return False

    def may_look_back(self, first: int) -> bool:
        words = self.tokens.words
        lead = self._lead(first)
        if lead > 0 and words[lead] == "of" and words[lead - 1].isalpha() and words[lead - 1] not in _TIME_NOUNS:
            return True
        return any(word in ("had", "where") for _, word in self._clause(first))

    def looks_back(self, first: int) -> bool:
        """Whether "had" stands before it in its clause: "The paper had closed on 29 May"."""
        return any(word == "had" for _, word in self._clause(first))

    def _lead(self, first: int) -> int:
        """The place of the word before the date and its prepositions."""
        words, lead = self.tokens.words, first - 1
        while lead >= 0 and words[lead] in _BETWEEN:
            lead -= 1
        return lead

    def _clause(self, first: int) -> Iterator[tuple[int, str]]:
        """The words before `first`, backwards to where its clause begins: a comma, a mark that opens or closes."""
        words = self.tokens.words
        for index in range(first - 1, max(first - 1 - _REACH_BACK, -1), -1):
            word = words[index]
            yield index, word
            if word[0] in ",()“”;:\n–—" or ends_sentence(self.tokens, index):
                return

    def is_of_now(self, first: int) -> bool:
        """Whether "will", "is to" or "told me" stand in its sentence, outside quotations."""
        words, tokens = self.tokens.words, self.tokens
        back = range(first - 1, max(first - 1 - _REACH_BACK, -1), -1)
        for indices in (back, range(first, min(first + _REACH_ON, len(words)))):
            for index in indices:
                if words[index][0] in '“”";\n' or ends_sentence(tokens, index):
                    break
                if _speaks_of_now(words, index):
                    return True
        return False


_BETWEEN = word_set("in on at the a early late mid - about around circa")
_OPEN_ENDED = word_set("since until till")
_RELATIVES = word_set("who whom whose which")
_TIME_NOUNS = word_set("""
    morning afternoon evening night day days week weeks weekend month months year years spring summer autumn fall
    winter end ends beginning start close middle half part quarter outset dawn night nights hours course january
    february march april may june july august september october november december eve date rest most much remainder
    because out as
""")
# Participles that say of a thing when it was made: no part of the story, unless they are its verb ("was built in").
_DATED = word_set("""
    dated born founded established built made written published painted signed elected introduced created opened
    set issued adopted passed launched released drafted ratified formed
""")
_AUXILIARIES = word_set("was were is are been be being had has have and got not also first finally then originally")
_DUE = word_set("to due expected scheduled planned set")


def _speaks_of_now(words: list[str], index: int) -> bool:
    word = words[index]
    if word == "will":
        return True
    following = words[index + 1] if index + 1 < len(words) else ""
    if word in ("is", "are"):
        return following in _DUE
    return word in ("told", "tells") and following in ("me", "us")


def telling(tokens: Tokens, published: date) -> EnglishTelling:
    """How a text is told, by the years that it names and by what in it counts from the day of publication.

    Years that lie two or more behind speak for a history, twice if they lie far behind; those since, and words such as
    "yesterday", a weekday without its date, "last week" and a dateline, for news. Two old years (or "BC"), or one in a
    date with its month, make a history where nothing speaks for news, or else four, and three for each sign of news.
    "Today" is one only beside a past tense: it may be the present age.
    """
    words, texts = tokens.words, tokens.texts
    this = published.year
    starts, news = [0], [0]
    is_placed = False
    old = dated = recent = weekdays = 0
    first_dated = first_weekday = len(words)
    for index, word in enumerate(words):
        if word in _SIGNS:
            if word in _WEEKDAYS:
                is_placed = is_placed or words[index - 1] not in _NO_NEWS_BEFORE
                if not _has_date(words, index) and words[index - 1] not in _NO_NEWS_BEFORE:
                    news[-1] += 1
                    weekdays += 1
                    first_weekday = min(first_weekday, index)
            elif word in _NEAR:
                is_near = _is_near(words, index)
                news[-1] += is_near
                is_placed = is_placed or (is_near and word != "next")
            elif word == "today":
                news[-1] += texts[index].islower() and direction(tokens, index, index + 1) != UNKNOWN
            elif word in ("bc", "bce", "ad"):
                old += texts[index].isupper()
            else:
                news[-1] += 1
                is_placed = True
        elif word[0] == "\n":
            starts.append(index + 1)
            news.append(0)
        elif len(word) == 4 and word.isdigit() and word.isascii():
            year = int(word)
            if 1000 <= year <= this + 1 and not (index + 1 < len(words) and words[index + 1] in COUNTED):
                is_dated = _ends_date(words, index)
                dated += is_dated and year < this
                if is_dated and year <= this - 2:
                    first_dated = min(first_dated, index)
                if year <= this - 2:
                    old += 1 + (is_dated and year <= this - _LONG_AGO)
                else:
                    recent += 1
    signs = sum(news)
    if first_dated < first_weekday and old >= 3 and not recent:
        signs -= weekdays  # They follow an old date: "On 24 April 1916 they rose. On Friday".
    against = signs + recent
    return EnglishTelling(
        is_history=(old >= 2 and not against) or (old >= 4 and old > 3 * against),
        is_chronicle=dated >= 4 and dated > signs,
        names_weekdays=first_dated < first_weekday,
        is_timeless=not (old or recent or is_placed) and len(words) > _LONG_ENOUGH and _is_timeless(tokens),
        tokens=tokens,
        starts=starts,
        news=news,
    )


def _is_timeless(tokens: Tokens) -> bool:
    """Whether nobody is quoted and hardly a word tells what was: a recipe, a reflection."""
    if not _REPORTING.isdisjoint(tokens.words):
        return False
    return sum(tense_of(tokens, index) == PAST for index in range(len(tokens))) < len(tokens) / _PAST_WORDS


def _has_date(words: list[str], index: int) -> bool:
    """Whether a weekday stands with its date: "Monday, 24 January", "Monday the 3rd", "on 5 May, a Tuesday"."""
    ahead = words[index + 1 : index + 5]
    return any(word in _MONTHS for word in ahead) and ahead[0] not in ("in", "of", "at")


def _is_near(words: list[str], index: int) -> bool:
    """Whether "last week" is that of the reader: not "the last week of", "the next year"."""
    following = words[index + 1] if index + 1 < len(words) else ""
    if following not in _UNITS or (index and words[index - 1] in ("the", "that")):
        return False
    return not (index + 2 < len(words) and words[index + 2] == "of" and words[index] == "last")


def _ends_date(words: list[str], index: int) -> bool:
    """Whether the year here ends a date with its month."""
    return any(word in _MONTHS for word in words[max(index - 4, 0) : index])
