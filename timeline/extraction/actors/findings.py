"""A place in a text that may speak of an actor, before it is known which."""

from dataclasses import dataclass, field

from timeline.extraction.actors.found import Known, Naming, Sort
from timeline.extraction.actors.lists import Entry

__all__ = ["SURE", "Finding"]

SURE = 2  # the evidence that makes a name an actor by itself


@dataclass(slots=True)
class Finding:
    """`text[start:stop]` may be a mention of an actor.

    `of` are the known or listed actors that the words are a name of; none for words that were proposed. `sort` is None
    for a name of which nothing tells what it is of. `evidence` counts what speaks for an actor, and what speaks
    against one; `SURE` is enough. `personal` is the part of it that only a person has.
    `title` is what stands before the name ("Defense Secretary"), `described` the span of an apposition.
    `short_for` is the head noun of a body's short form ("the Council"). `introduced` is the start of the long form
    that an acronym in brackets stands for. `beside` is the start of a name that this one is joined to by "and".
    `repeats` says that the words name an actor only if other words of the text do.
    """

    start: int
    stop: int
    sort: Sort | None
    evidence: int = 0
    of: tuple[Entry | Known, ...] = ()
    form: Naming = Naming.NAME
    title: str = ""
    described: tuple[int, int] | None = None
    short_for: str = ""
    introduced: int | None = None
    beside: int | None = None
    repeats: bool = False
    personal: int = 0
    position: tuple[int, int] = field(default=(0, 0), repr=False)  # of its words, in the list that they came from
