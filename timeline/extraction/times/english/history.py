"""Whether a text tells of times long before its publication, counting from date to date, or reports the news."""

from __future__ import annotations

from datetime import date

from timeline.extraction.times.patterns import Tokens, word_set

__all__ = ["is_history"]

_NEWS = word_set("""
    today yesterday tomorrow tonight monday tuesday wednesday thursday friday saturday sunday
""")
_NEAR = word_set("last this next")
_UNITS = word_set("week month year quarter")


def is_history(tokens: Tokens, published: date) -> bool:
    """Whether the years that it names lie behind, and hardly anything counts from the day of publication.

    Years of the last two before publication and words such as "yesterday", a weekday or "last week" speak for news.
    Two older years (or "BC") make a history where nothing does, or else five, and three for each sign of news.
    "Today" at the head of a sentence may be the present age, and says nothing.
    """
    old, news = 0, 0
    words = tokens.words
    for index, word in enumerate(words):
        if len(word) == 4 and word.isdigit() and word.isascii():
            year = int(word)
            old += 1000 <= year <= published.year - 2
            news += published.year - 2 < year <= published.year + 1
        elif word in ("bc", "bce", "ad"):
            old += tokens.texts[index].isupper()
        elif word in _NEWS:
            news += word != "today" or tokens.texts[index].islower()
        elif word in _NEAR:
            news += index + 1 < len(words) and words[index + 1] in _UNITS
    return (old >= 2 and not news) or (old >= 5 and old > 3 * news)
