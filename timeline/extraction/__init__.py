"""From the text of an article to the events that it tells: pure functions, each step in a file of its own.

    clean       HTML, Markdown or plain text to text
    metadata    the article's date, title, authors, from its own markup
    sentences   the sentences, and what stands between quotation marks
    times       the words that name a time, and the days that they can mean
    actors      who is spoken of, whatever the spelling
    voices      who says it
    candidates  what happened, when, and who took part

`extract` takes a clean text through them. No Django, no database, no network, no clock: "yesterday" is counted from the
day of publication, which is given. Offsets are code points of the text, which `extract` normalises; stops are excluded.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from timeline.anchoring import normalise

if TYPE_CHECKING:
    from timeline.extraction.actors import FoundActor, Known
    from timeline.extraction.candidates import Candidate
    from timeline.extraction.sentences import Sentence
    from timeline.extraction.times import Expression
    from timeline.extraction.voices import Voice

__all__ = ["Extraction", "extract"]


@dataclass(frozen=True, slots=True)
class Extraction:
    """All that was found in one text. Actors are known by their index in `actors`, wherever one is meant."""

    text: str
    sentences: tuple[Sentence, ...] = ()
    expressions: tuple[Expression, ...] = ()
    actors: tuple[FoundActor, ...] = ()
    voices: tuple[Voice, ...] = ()
    candidates: tuple[Candidate, ...] = ()


def extract(text: str, *, published: date, language: str = "en", known: Iterable[Known] = ()) -> Extraction:
    """What `text`, published on that day, says: its sentences, dates, actors, voices, and the events it seems to tell.

    The text is normalised first (`anchoring.normalise`), and offsets count in `Extraction.text`. `language` is a BCP 47
    tag; a language that is not known is read as English. `known` are actors on record, whose names are then found
    whatever their form. Never raises, whatever the text; an empty one gives an empty Extraction.
    """
    # Here, so that whoever wants one step alone does not wait for the word lists of all.
    from timeline.extraction.actors import find_actors
    from timeline.extraction.candidates import propose
    from timeline.extraction.sentences import sentences as find_sentences
    from timeline.extraction.times import expressions as find_expressions
    from timeline.extraction.voices import find_voices

    text = normalise(text)
    if not text:
        return Extraction(text)
    sentences = find_sentences(text, language)
    expressions = find_expressions(text, published, language=language)
    actors = find_actors(text, sentences, known=known, language=language)
    voices = find_voices(text, sentences, actors, language=language)
    candidates = propose(text, sentences, expressions, actors, voices, published=published, language=language)
    return Extraction(text, tuple(sentences), tuple(expressions), tuple(actors), tuple(voices), tuple(candidates))
