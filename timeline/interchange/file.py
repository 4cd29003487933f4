"""A timeline file as it is read: YAML or JSON, held against the format, with the place of each value for errors."""

import difflib
import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from django.utils.text import slugify

from timeline.errors import SourcelineError

FORMAT = "sourceline/1"
SCHEMA = Path(__file__).with_name("timeline-file.schema.json")
LARGEST_FILE = 50_000_000  # bytes
LARGEST_TEXT = 10_000_000  # bytes, for one article
DEEPEST = 8  # how far values may nest; the format itself goes to 5


class InterchangeError(SourcelineError):
    """A file that cannot be loaded, and was not: nothing of it is in the database.

    `file` is its path as it was given, `where` the place in it ("event 5, evidence 2"; empty for the whole file),
    `line` the line of that place from 1 (None for JSON), `problem` the rest of the sentence.
    """

    def __init__(self, file: str, where: str, problem: str, *, line: int | None = None):
        self.file, self.where, self.problem, self.line = file, where, problem, line
        place = ", ".join(filter(None, [file, where, f"line {line}" if line else ""]))
        super().__init__(f"{place}: {problem} Nothing was imported.")


_ONE = {
    "sources": "source",
    "kinds": "kind",
    "actors": "actor",
    "events": "event",
    "aliases": "alias",
    "authors": "author",
    "earlier": "earlier text",
    "citations": "citation",
    "figures": "figure",
}


@dataclass
class TimelineFile:
    """A file that was read and is in the format; `lines` has the line of each value, by its path."""

    name: str
    folder: Path
    content: Any = None
    lines: dict[tuple, int] = field(default_factory=dict)

    @classmethod
    def read(cls, path: Path) -> "TimelineFile":
        """The file at `path`, or the `timeline.yaml` in the folder there. Raises InterchangeError."""
        if path.is_dir():
            path = path / "timeline.yaml"
        file = cls(str(path), path.parent)
        text = file.text_of(path, (), LARGEST_FILE)
        if path.suffix.lower() == ".json":
            file._read_json(text)
        else:
            file._read_yaml(text)
        file.content = file._tidied(file.content, ())
        file._validate()
        return file

    def error(self, where: tuple, problem: str) -> InterchangeError:
        """The error that `problem` is, at the path `where` into the content."""
        words = []
        for part in where:
            if isinstance(part, int) and words:
                words[-1] = f"{_ONE.get(words[-1], words[-1])} {part + 1}"
            else:
                words.append(str(part))
        line = next((self.lines[where[:n]] for n in range(len(where), 0, -1) if where[:n] in self.lines), None)
        return InterchangeError(self.name, ", ".join(words), problem, line=line)

    def beside(self, name: str, where: tuple) -> str:
        """The text in the file `name`, which lies in the folder of this file or below it."""
        folder = self.folder.resolve()
        path = (folder / name).resolve()  # symbolic links included
        if not path.is_relative_to(folder):
            raise self.error(where, f"{shown(name)} is outside the folder of this file; its texts lie in there.")
        return self.text_of(path, where, LARGEST_TEXT)

    def text_of(self, path: Path, where: tuple, largest: int) -> str:
        """What is written in the file at `path`, at most `largest` bytes of UTF-8."""
        try:
            if path.exists() and not path.is_file():
                raise self.error(where, f"{shown(path.name)} is not a file that can be read.")
            with path.open("rb") as opened:
                written = opened.read(largest + 1)
        except (OSError, ValueError) as error:
            why = getattr(error, "strerror", None) or error
            raise self.error(where, f"{shown(path.name)} cannot be read: {why}.") from error
        if len(written) > largest:
            raise self.error(where, f"{shown(path.name)} is larger than {largest // 1_000_000} MB, the most there is.")
        try:
            text = written.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise self.error(
                where, f"{shown(path.name)} is not UTF-8 (byte {error.start}); save it in that encoding."
            ) from error
        if "\0" in text:
            raise self.error(where, f"{shown(path.name)} holds a NUL character, which no text has.")
        return text

    def _read_json(self, text: str) -> None:
        def mapping(pairs):
            twice = [key for key, n in Counter(key for key, _value in pairs).items() if n > 1]
            if twice:
                raise self.error((), f"the key {shown(twice[0])} is there twice in one mapping.")
            return dict(pairs)

        try:
            self.content = json.loads(text, object_pairs_hook=mapping)
        except (ValueError, RecursionError) as error:
            what = error if isinstance(error, json.JSONDecodeError) else "its values nest too deeply or are too large"
            raise self.error((), f"it cannot be read as JSON: {what}.") from error

    def _read_yaml(self, text: str) -> None:
        # Built from the parser's events, so that every plain value stays the text that it is: YAML 1.1 would make a
        # date of 2020-01-03, a number of 2019 and of the id 12345678, and the Boolean false of the name No.
        events = yaml.parse(text, Loader=getattr(yaml, "CBaseLoader", yaml.BaseLoader))
        try:
            documents = 0
            for event in events:
                if isinstance(event, yaml.DocumentStartEvent):
                    documents += 1
                    if documents > 1:
                        raise self._refused(event, "there is a second document (---); a file holds one timeline.")
                elif isinstance(event, yaml.NodeEvent):
                    self.content = self._value(event, events, ())
        except yaml.YAMLError as error:
            mark = getattr(error, "problem_mark", None)
            what = getattr(error, "problem", None) or getattr(error, "reason", None) or error
            raise InterchangeError(
                self.name, "", f"it cannot be read as YAML: {what}.", line=mark.line + 1 if mark else None
            ) from error
        # The numbers of the format.
        figures = [figure for event in _listed(self.content, "events") for figure in _listed(event, "figures")]
        for things, keys in ((_listed(self.content, "kinds"), ["position"]), (figures, ["low", "best", "high"])):
            for thing in things:
                for key in keys:
                    number = thing.get(key) if isinstance(thing, dict) else None
                    if isinstance(number, str) and re.fullmatch("[0-9]{1,10}", number):
                        thing[key] = int(number)

    def _value(self, event: yaml.NodeEvent, events: Iterator[yaml.Event], path: tuple) -> Any:
        if isinstance(event, yaml.AliasEvent):
            raise self._refused(event, f"it has the alias *{event.anchor}; write the value out.")
        if len(path) > DEEPEST:
            raise self._refused(event, "its values nest too deeply.")
        self.lines[path] = event.start_mark.line + 1
        if isinstance(event, yaml.ScalarEvent):
            return event.value
        if isinstance(event, yaml.SequenceStartEvent):
            items: list = []
            while not isinstance(inner := next(events), yaml.SequenceEndEvent):
                items.append(self._value(inner, events, (*path, len(items))))
            return items
        mapping: dict = {}
        while not isinstance(inner := next(events), yaml.MappingEndEvent):
            if not isinstance(inner, yaml.ScalarEvent):
                raise self._refused(inner, "a key is a word, not a list, a mapping or an alias.")
            if inner.value in mapping:
                raise self._refused(inner, f"the key {shown(inner.value)} is there twice in one mapping.")
            mapping[inner.value] = self._value(next(events), events, (*path, inner.value))
        return mapping

    def _refused(self, event: yaml.Event, problem: str) -> InterchangeError:
        return InterchangeError(self.name, "", problem, line=event.start_mark.line + 1)

    def _tidied(self, value: Any, path: tuple) -> Any:
        """`value` with the white space around every text taken off, as forms do."""
        if len(path) > DEEPEST:
            raise self.error((), "its values nest too deeply.")
        if isinstance(value, dict):
            return {key: self._tidied(item, (*path, key)) for key, item in value.items()}
        if isinstance(value, list):
            return [self._tidied(item, (*path, i)) for i, item in enumerate(value)]
        if isinstance(value, str):
            if re.search("[\0\ud800-\udfff]", value):
                raise self.error(path, "it holds a NUL character or half of a surrogate pair, which no text has.")
            return value.strip()
        return value

    def _validate(self) -> None:
        if not isinstance(self.content, dict):
            raise self.error(
                (), f"it holds {_type(self.content)}; expected a mapping that begins with format: {FORMAT}."
            )
        if self.content.get("format") != FORMAT:
            given = self.content.get("format", "nothing")
            raise self.error((), f"its format is {shown(given)}; expected {FORMAT}.")
        if wrong := next(_validator().iter_errors(self.content), None):
            raise self.error(tuple(wrong.absolute_path), _sentence(wrong))


@cache
def _validator():
    # Imported when a file is read: `manage.py prepare` and the server start without it.
    from jsonschema import Draft202012Validator

    return Draft202012Validator(json.loads(SCHEMA.read_text(encoding="utf-8")))


def _sentence(wrong) -> str:
    """What an error of jsonschema says, for whoever wrote the file."""
    value, expected = wrong.instance, wrong.validator_value
    match wrong.validator:
        case "type":
            names = {"object": "a mapping", "array": "a list", "string": "text", "integer": "a whole number"}
            return f"it is {_type(value)} ({shown(value)}); expected {names[expected]}."
        case "required":
            missing = next(key for key in expected if key not in value)
            return f"it has no {shown(missing)}, which it needs."
        case "additionalProperties":
            known = wrong.schema["properties"]
            unknown = next(key for key in value if key not in known)
            near = difflib.get_close_matches(unknown, known, 1)
            hint = f"did you mean {shown(near[0])}?" if near else f"expected one of {', '.join(known)}."
            return f"there is no {shown(unknown)} here; {hint}"
        case "enum":
            return f"{shown(value)} is not known; expected one of {', '.join(expected)}."
        case "minLength":
            return "it is empty; leave it out, or say something."
        case "maxLength":
            return f"it has {len(value)} characters ({shown(value)}); expected at most {expected}."
        case "uniqueItems":
            return f"{shown(next(item for item in value if value.count(item) > 1))} is there twice."
        case "anyOf":
            return f"expected one of {', '.join(key for each in expected for key in each['required'])} at least."
        case "not" | "oneOf":
            return "expected its text as the name of a file (text) or as it is (full_text), one of the two."
        case "minimum" | "maximum":
            return f"it is {value}; expected {'at least' if wrong.validator == 'minimum' else 'at most'} {expected}."
    return f"{shown(value)} is not in the form that is expected: {wrong.schema['description']}"


def _type(value: Any) -> str:
    types = {dict: "a mapping", list: "a list", str: "text", int: "a number", float: "a number", bool: "true or false"}
    return types.get(type(value), "nothing")


def slug_of(title: str) -> str:
    """The slug of what the file gives none for; empty when its title has no letter for one."""
    return slugify(title)[:120]


def shown(value: Any) -> str:
    """`value` in quotation marks, for a sentence; cut where it is long."""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return f"“{text if len(text) <= 80 else text[:79] + '…'}”"


def _listed(content: Any, key: str) -> list:
    items = content.get(key) if isinstance(content, dict) else None
    return items if isinstance(items, list) else []
