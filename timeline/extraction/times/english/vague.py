"""Times without a place in the calendar: "now", "recently", "the future"."""

from __future__ import annotations

from collections.abc import Callable

from timeline.extraction.times.patterns import Found, Rule, word_set
from timeline.extraction.times.reading import Reader
from timeline.extraction.times.sense import Sense

__all__ = ["RULES"]

# What may follow "the past" and "the future" as nouns; other words make adjectives of them.
_AFTER_NOUN = word_set("""
    and but is was has had have that because as to he she it they with by for the in on of will would could may
    when who or a i we you at than
""")


def _reference(value: str) -> Callable[[Found, Reader], Sense]:
    return lambda found, reader: Sense.valued(found, "DATE", value)


def _noun(value: str) -> Callable[[Found, Reader], Sense | None]:
    def read(found: Found, reader: Reader) -> Sense | None:
        following = reader.word(found.last)
        if following[:1].isalnum() and following not in _AFTER_NOUN:
            return None
        return Sense.valued(found, "DATE", value)

    return read


RULES = [
    Rule("now | right now | currently | nowadays | these days | at present | at the moment | the? present hyphen? day",
         _reference("PRESENT_REF")),
    Rule("the present", _noun("PRESENT_REF")),
    Rule("(more | most)? recently | the recent past | long ago | in times past", _reference("PAST_REF")),
    Rule("the past", _noun("PAST_REF")),
    Rule("the (near | immediate | distant | foreseeable)? future | the (short | near | long) hyphen? term",
         _noun("FUTURE_REF")),
    Rule("soon | someday | some day | in future", _reference("FUTURE_REF")),
]  # fmt: skip
