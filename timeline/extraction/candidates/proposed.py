"""What is proposed: a `Candidate`, the words that say it and those who take part in it."""

from dataclasses import dataclass

from timeline.dates import EventDate

__all__ = ["Candidate", "Part", "Quoted"]


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
