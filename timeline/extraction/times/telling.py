"""How a text tells of time: as news, from the day of its publication, or as a history, from date to date.

A `Telling` answers what the story has to ask of the text around a date. This one knows of the text as a whole only; a
language that can tell more of its passages and clauses has a kind of its own.
"""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Telling"]


@dataclass(slots=True)
class Telling:
    """What is known of one text.

    `is_history` says that its dates are counted from one another; `is_chronicle` that it is news for once, but mostly
    tells of earlier years, so that a date holds on from paragraph to paragraph. In a history that `names_weekdays` of
    its own time, a weekday is that of the story. A text `is_timeless` that tells nothing: its "Sunday" is any.
    """

    is_history: bool = False
    is_chronicle: bool = False
    names_weekdays: bool = True
    is_timeless: bool = False

    def is_beside(self, first: int) -> bool:
        """Whether the date that begins at this word stands beside the story: "(1769–1852)", "who had died in 1805"."""
        return False

    def may_look_back(self, first: int) -> bool:
        """Whether it does if it lies before the story: "the election of 2013", "had been sold in 1990"."""
        return False

    def looks_back(self, first: int) -> bool:
        """Whether it stands in a clause that tells what had been before."""
        return False

    def is_of_now(self, first: int) -> bool:
        """Whether its sentence speaks from the day of publication: "a hearing will be held in May"."""
        return False

    def is_news(self, index: int) -> bool:
        """Whether the paragraph that holds this word counts from the day of publication."""
        return True
