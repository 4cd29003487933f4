"""What is proposed: a `Candidate`, the words that say it and those who take part in it."""

import re
from dataclasses import dataclass

from timeline.dates import EventDate

__all__ = ["Candidate", "Part", "Quoted", "clean_passage"]

_CLOSING = "”»"
_LOOSE_WORD = re.compile(r"(?:and|but|or|yet|nor)\s+", re.IGNORECASE)
_LOOSE_END = re.compile(r"\s(?:and|but|or|that|which|who|to|the|a|an)\Z")
_LOOSE = " \t\n,;:—–-"


@dataclass(frozen=True, slots=True)
class Quoted:
    """Words of the text, `text[start:stop]`, as evidence of an event.

    `supports` is "event", "date" or "actor". `cue` are the words that give the `date`, as they stand in the text; both
    are empty where these words give none. `attributed_to` is the index of the actor whose words or claim these are.
    """

    start: int
    stop: int
    supports: str = "event"
    cue: str = ""
    attributed_to: int | None = None
    date: EventDate | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """An actor, by its index, in a role; `said_by` is the index of whoever says so, None where the article does."""

    actor: int
    role: str
    said_by: int | None = None


@dataclass(frozen=True, slots=True)
class Candidate:
    """An event that is proposed.

    `title` has at most 120 characters. `kind` is a slug of `lexicon.kinds()`. `start:stop` are the words in which it
    was found; `evidence` has at least one passage, none of them twice. `basis` is "stated", "ordered" or "inferred",
    with a `reason` in all but the first; it is empty where there is no `date`. `after` is the index, in the same
    list, of the event that this one is said to follow. `score` is from 0 to 1 and `reasons` are sentences on it.
    `doubt` is "forecast", "conditional" or "negated" where it may be no event at all.
    """

    title: str
    kind: str
    start: int
    stop: int
    evidence: tuple[Quoted, ...]
    date: EventDate | None = None
    basis: str = ""
    reason: str = ""
    after: int | None = None
    participants: tuple[Part, ...] = ()
    place: str = ""
    score: float = 0.0
    reasons: tuple[str, ...] = ()
    doubt: str = ""


def clean_passage(text: str, start: int, stop: int) -> tuple[int, int]:
    """`text[start:stop]` without conjunctions, commas and lone marks at its ends; never without all its words."""
    first, last = start, stop
    while first < last:
        words = text[first:last]
        loose = _LOOSE_WORD.match(words) or _LOOSE_END.search(words)
        if loose is not None and len(loose[0]) < len(words):
            first, last = (first + loose.end(), last) if loose.start() == 0 else (first, first + loose.start())
        elif words[0] in _LOOSE + _CLOSING:
            first += 1
        elif words[-1] in _LOOSE or _is_lone(words, words[-1]):
            last -= 1
        else:
            return first, last
    return start, stop


def _is_lone(words: str, mark: str) -> bool:
    """Whether the mark at the end of `words` opens a quotation that is not there, or closes one that is not."""
    if mark == '"':
        return words.count(mark) % 2 == 1
    if mark in "”»":
        return words.count(mark) > words.count("“" if mark == "”" else "«") + words.count("„")
    if mark == ")":
        return words.count(mark) > words.count("(")
    if mark == "“" and "„" in words:
        return words.count(mark) > words.count("„")
    return mark in "“„«(" and words.count(mark) > words.count({"“": "”", "„": "“", "«": "»", "(": ")"}[mark])
