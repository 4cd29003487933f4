"""Articles as they come to the command: files, addresses, standard input, and streams of one article a line."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any, BinaryIO

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from timeline.models import Source

from .article import LARGEST, Article, IngestError, Reading, on_one_line, read

__all__ = ["Given", "Said", "article_from", "given_at", "given_in"]

_LONGEST_LINE = 2 * LARGEST  # bytes: JSON may write a character as six of them
_TEXTS = ("text", "html", "markdown")


@dataclass(frozen=True, slots=True)
class Said:
    """What is said of an article by whoever brings it; "" or None where nothing is."""

    title: str = ""
    publisher: str = ""
    authors: tuple[str, ...] = ()
    url: str = ""
    language: str = ""
    zone: str = ""
    form: str = ""
    published: date | None = None

    def over(self, other: "Said") -> "Said":
        """This, and what `other` says where this says nothing."""
        return replace(other, **{name: value for name in self.__slots__ if (value := getattr(self, name))})


@dataclass(frozen=True, slots=True)
class Given:
    """An article as it was given: what it came as, its bytes or its text, and what is said of it beside it.

    `found_at` is the address that it was fetched from, which may not be the article's own.
    """

    name: str
    content: bytes | str
    said: Said = field(default_factory=Said)
    content_type: str = ""
    found_at: str = ""


def given_at(place: str, *, standard_input: BinaryIO) -> Given:
    """What is at `place`: an address (http or https), "-" for the standard input, or else a file.

    Raises IngestError for a file that cannot be read, FetchError for an address.
    """
    if place.lower().startswith(("http://", "https://")):
        from timeline import fetching

        fetched = fetching.fetch(place)
        return Given(place, fetched.text, content_type=fetched.content_type, found_at=fetched.final_url)
    try:
        if place == "-":
            return Given(_("standard input"), standard_input.read(LARGEST + 1))
        with Path(place).open("rb") as file:
            return Given(place, file.read(LARGEST + 1))
    except OSError as error:
        raise IngestError(place, _("It cannot be read: %(why)s.") % {"why": error.strerror}) from error


def given_in(file: BinaryIO, name: str) -> Iterator[Given | IngestError]:
    """The articles in `file`, a JSON object a line, each read when it is asked for; an error in place of a bad line.

    An object has one of "text", "html" and "markdown", and may have "title", "publisher", "authors" (a list, or one
    name), "url", "language", "zone" and "published" (2020-01-03). Empty lines are passed over, other keys ignored.
    """
    number = 0
    while line := file.readline(_LONGEST_LINE):
        number += 1
        where = _("%(file)s, line %(number)d") % {"file": name, "number": number}
        if len(line) == _LONGEST_LINE and not line.endswith(b"\n"):
            while (rest := file.readline(_LONGEST_LINE)) and not rest.endswith(b"\n"):
                pass
            yield IngestError(where, _("The line is too long."))
        elif line.strip():
            try:
                yield _given(json.loads(line), where)
            except IngestError as error:
                yield error
            except (ValueError, RecursionError):
                yield IngestError(where, _("This is no JSON."))


def _given(content: Any, where: str) -> Given:
    if not isinstance(content, dict):
        raise IngestError(where, _("An article is an object: {…}."))
    texts = [name for name in _TEXTS if name in content]
    if len(texts) != 1:
        raise IngestError(where, _("An article has one of “text”, “html” and “markdown”."))
    said = {name: content[name] for name in ("title", "publisher", "url", "language", "zone") if content.get(name)}
    for name, value in {**said, texts[0]: content[texts[0]]}.items():
        if not isinstance(value, str):
            raise IngestError(where, _("“%(name)s” is no text.") % {"name": name})
    said = {name: on_one_line(value) for name, value in said.items()}
    authors = content.get("authors") or []
    authors = [authors] if isinstance(authors, str) else authors
    if not (isinstance(authors, list) and all(isinstance(author, str) for author in authors)):
        raise IngestError(where, _("“authors” is a list of names."))
    published = content.get("published")
    try:
        said["published"] = date.fromisoformat(published) if published else None
    except (TypeError, ValueError) as error:
        raise IngestError(
            where, _("“published” is %(value)r; expected a day such as 2020-01-03.") % {"value": published}
        ) from error
    return Given(where, content[texts[0]], Said(authors=tuple(map(on_one_line, authors)), form=texts[0], **said))


def article_from(given: Given, said: Said) -> tuple[Article, tuple[str, ...]]:
    """The article in `given`, and why it may be no whole one, as sentences.

    What comes with it goes before what is `said` of it, and this before what it says itself. Raises IngestError when
    nothing says when it was published, and when something that is said cannot be.
    """
    said = given.said.over(said)
    reading = read(
        given.content,
        name=given.name,
        form=said.form,
        content_type=given.content_type,
        url=said.url or given.found_at,
    )
    published = said.published or reading.published_on
    if published is None:
        raise IngestError(
            given.name,
            _("It does not say when it was published, and “yesterday” is counted from that day: say it (--published)."),
        )
    article = _confirmed(reading, said, published)
    try:
        Source(
            title=article.title,
            publisher=article.publisher,
            url=article.url,
            language=article.language,
            zone=article.zone,
        ).clean_fields(exclude=["slug", "uid"])
    except ValidationError as error:
        name, messages = next(iter(error.message_dict.items()))
        label = Source._meta.get_field(name).verbose_name
        raise IngestError(given.name, f"{label}: {' '.join(messages)}") from error
    return article, reading.doubts


def _confirmed(reading: Reading, said: Said, published: date) -> Article:
    return Article(
        text=reading.text,
        title=said.title or reading.title,
        published_on=published,
        publisher=said.publisher or reading.publisher,
        authors=said.authors or reading.authors,
        url=said.url or reading.url,
        language=said.language or reading.language,
        zone=said.zone or reading.zone,
    )
