"""What the search for actors is given and hands back."""

from dataclasses import dataclass
from enum import StrEnum

__all__ = ["FoundActor", "Known", "Mention", "Naming", "Sort"]


class Sort(StrEnum):
    """What an actor is; the values are those that are stored."""

    PERSON = "person"
    ORGANISATION = "organisation"
    ARMED_GROUP = "armed-group"
    STATE = "state"


class Naming(StrEnum):
    """How an actor is spoken of in one place."""

    NAME = "name"  # a name of its own, whole or short: "Iran", "the W.H.O.", "Chancellor Merkel"
    DEMONYM = "demonym"  # a word made from a state's name: "Iranian retaliation", "Americans"


@dataclass(frozen=True, slots=True)
class Known:
    """An actor that is on record: `key` is the caller's own, and comes back with whatever is found."""

    key: str
    name: str
    aliases: tuple[str, ...] = ()
    sort: Sort = Sort.PERSON


@dataclass(frozen=True, slots=True, order=True)
class Mention:
    """A place where an actor is spoken of: `text[start:stop]`, without title, article or possessive."""

    start: int
    stop: int
    form: Naming = Naming.NAME


@dataclass(frozen=True, slots=True)
class FoundActor:
    """One actor of a text, whatever its spellings; its index in the list that it came in is its identity.

    `name` is the fullest that is known: that of `Known`, else of the lists, else the fullest of the text.
    `spellings` are those of the text, each once, in order of appearance. `description` is what its apposition
    or title says of it ("the director of the Iraq Initiative at the Atlantic Council"), "" if nothing does.
    `key` is that of the `Known`, or None. `member_of` are the indices of the bodies that the description names.
    `mentions` are in order and share no characters, with each other or with those of another actor; none is empty.
    """

    name: str
    sort: Sort
    spellings: tuple[str, ...]
    description: str
    key: str | None
    member_of: tuple[int, ...]
    mentions: tuple[Mention, ...]
