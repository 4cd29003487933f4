"""What a curator wants an event to be: said in spans of the article, names and dates in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from timeline.dates import EventDate
from timeline.models import Actor, Event, Evidence, Kind

__all__ = ["AS_IS", "AsIs", "Changes", "NewActor", "Part", "Words"]


class AsIs(Enum):
    """That something is to stay what it is."""

    AS_IS = "as it is"


AS_IS = AsIs.AS_IS


@dataclass(frozen=True, slots=True)
class NewActor:
    """Somebody by name. Where exactly one actor is known by it, that one is meant; else one is made, of this type.

    One that `is_proposed` was read from the words, and is to be confirmed still.
    """

    name: str
    type: str = Actor.Type.PERSON
    is_proposed: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """Who takes part, in which role; `said_by` where somebody says so and the article itself does not."""

    actor: Actor | NewActor
    role: str
    said_by: Actor | NewActor | None = None


@dataclass(frozen=True, slots=True)
class Words:
    """Evidence: the words at `start:stop` of the current text, and what they are evidence of.

    `cue` are those among them that give the date; `actor` is whom they support, where they support an actor; `date` is
    what they state by themselves, an EventDate or as a curator writes one.
    """

    start: int
    stop: int
    supports: str = Evidence.Supports.EVENT
    cue: str = ""
    attributed_to: Actor | NewActor | None = None
    actor: Actor | NewActor | None = None
    date: EventDate | str | AsIs | None = AS_IS


@dataclass(frozen=True, slots=True)
class Changes:
    """What is to change of an event; what is left out stays.

    `date` is an EventDate, or as a curator writes it: EDTF, or in words, read with the day the article was published;
    None or "" for no date, which takes the basis away too. `participants` are all there shall be, in order.
    `evidence` is all there shall be from this article, in order; that from others stays, and so does evidence whose
    words are not in the current text.
    """

    title: str | AsIs = AS_IS
    summary: str | AsIs = AS_IS
    kind: Kind | AsIs = AS_IS
    date: EventDate | str | AsIs | None = AS_IS
    basis: str | AsIs = AS_IS
    reason: str | AsIs = AS_IS
    zone: str | AsIs = AS_IS
    place: str | AsIs = AS_IS
    after: Event | AsIs | None = AS_IS
    before: Event | AsIs | None = AS_IS
    participants: Sequence[Part] | AsIs = AS_IS
    evidence: Sequence[Words] | AsIs = AS_IS
