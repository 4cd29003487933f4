"""How a table is read as events: a TOML file that says which column is what, checked key by key.

    dataset = "ucdp-ged"                  what `Origin` calls the rows' dataset
    name = "UCDP …"                       what people call it
    attribution = "…"                     appended to the summary of a timeline that has none of it yet
    key = TEXT                            what tells a row from all others, for good
    title, kind, summary, place = TEXT    `kind` gives the name of a table below `kinds`
    said_by = TEXT                        whom the sources name for it
    whole = ["id", …]                     columns of whole numbers that may be written 299.0
    status = "published"                  or "candidate"

    [timeline]      title, summary: of a timeline that is not here yet
    [file]          encoding, delimiter
    [[leave_out]]   column, starts_with: rows that tell of no event, such as a row of tags
    [kinds.NAME]    slug, name, glyph, colour
    [words]         NAME = TEXT: to be used as {NAME} wherever a column can be
    [date]          start, end; formats; basis; reason = TEXT; throughout = {column = […]}
                    [date.precision] by = column; VALUE = [fewest, most] days that a date of this precision runs over
    [[actors]]      name = TEXT, separator, role = TEXT, type = TEXT, description = TEXT
    [[figures]]     name = TEXT; low, best, high = columns; unless_zero
    [[sources]]     the first that gives any is taken; each one of
                    - title, publisher, published, url = columns, with a `separator` where they hold several
                    - column, each = regular expression whose matches, one after the other, are all of its text; its
                      groups tell the source, or `title`, `publisher`, … = TEXT of groups and columns
                    - title, publisher, url = TEXT, with `always = true`
                    and formats, language, untitled (the title of what has none)

A TEXT is

- a pattern, "{side_a} and {side_b}[ in {place}]", whose bracketed parts are left out where what they name is empty;
  {place?} is empty, too, where there is no such column;
- a list, joined by commas without what is empty or said already;
- a table by the value of a column, {by = "type", 1 = TEXT, else = TEXT}, or by how it begins,
  {by = "side", starts_with = {"Government" = TEXT}, else = TEXT};
- {range = [columns]}, the least and the greatest of their numbers: "8", "3 to 20", "up to 20", nothing for 0.
"""

import difflib
import hashlib
import re
import tomllib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from operator import itemgetter
from pathlib import Path
from typing import Any

from ..file import InterchangeError, shown
from .told import RefusedError

READY = Path(__file__).parent.parent / "mappings"
MOST_REMEMBERED = 50_000  # of what one TEXT gave for the same values, before it begins anew

Row = Sequence[str]
Reading = Callable[[Row], str]


class MappingError(InterchangeError):
    """A mapping that cannot be used. `where` is the key in it ("date, start")."""


@dataclass
class Text:
    """A TEXT that was read: what it gives of a row, and the columns that it looks at."""

    of: Reading
    columns: tuple[int, ...]

    def remembered(self) -> "Text":
        """The same, asked once for the same values."""
        return Text(remember(self.of, self.columns), self.columns)


def remember(of: Callable[[Row], Any], columns: Sequence[int]) -> Callable[[Row], Any]:
    """`of`, which looks at `columns` alone, asked once for the same values."""
    if not columns:
        value = of(())
        return lambda row: value
    values, known = itemgetter(*columns), {}

    def remembered(row):
        key = values(row)
        try:
            return known[key]
        except KeyError:
            if len(known) >= MOST_REMEMBERED:
                known.clear()
            known[key] = value = of(row)
            return value

    return remembered


@dataclass
class Mapping:
    """A mapping file, read and in form; `bound` makes it one for the columns of a table."""

    file: str
    content: dict
    sha256: str
    header: dict[str, int] = field(default_factory=dict)
    words: dict[str, Text] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)

    @classmethod
    def read(cls, name: str | Path) -> "Mapping":
        """The mapping in the file `name`, or the ready one of that name. Raises MappingError."""
        path = Path(name)
        if path.suffix != ".toml" and not path.exists():
            path = READY / f"{path.name}.toml"
            if not path.exists():
                ready = ", ".join(sorted(other.stem for other in READY.glob("*.toml")))
                raise MappingError(str(name), "", f"there is no such mapping; expected a .toml file or one of {ready}.")
        try:
            written = path.read_bytes()
            content = tomllib.loads(written.decode("utf-8-sig"))
        except OSError as error:
            raise MappingError(str(name), "", f"it cannot be read: {error.strerror}.") from error
        except UnicodeDecodeError as error:
            raise MappingError(str(name), "", f"it is not UTF-8 (byte {error.start}).") from error
        except tomllib.TOMLDecodeError as error:
            raise MappingError(str(name), "", f"it cannot be read as TOML: {error}.") from error
        mapping = cls(str(name), content, hashlib.sha256(written).hexdigest())
        mapping._check()
        return mapping

    def error(self, where: tuple | str, problem: str) -> MappingError:
        place = where if isinstance(where, str) else ", ".join(str(part) for part in where)
        return MappingError(self.file, place, problem)

    # What stands where

    def get(self, table: dict, key: str, where: tuple, expected: type, default: Any = None) -> Any:
        """What `table`, which stands at `where`, has for `key`; `default` where it has nothing."""
        if key not in table:
            return default
        value = table[key]
        names = {str: "text", dict: "a table", list: "a list", bool: "true or false", int: "a whole number"}
        if not isinstance(value, expected) or (expected is int and isinstance(value, bool)):
            raise self.error((*where, key), f"it is {shown(str(value))}; expected {names[expected]}.")
        return value

    def need(self, table: dict, key: str, where: tuple, expected: type = str) -> Any:
        if key not in table:
            raise self.error(where, f"it has no {shown(key)}, which it needs.")
        return self.get(table, key, where, expected)

    def known(self, table: dict, where: tuple, keys: Sequence[str]) -> None:
        """Raise MappingError for a key that means nothing here."""
        for key in table:
            if key not in keys:
                raise self.error((*where, key), f"there is no such key here; expected one of {', '.join(keys)}.")

    def tables(self, key: str) -> list[tuple[tuple, dict]]:
        """The tables of the list `key`, each with where it stands."""
        found = self.get(self.content, key, (), list, [])
        for i, table in enumerate(found, 1):
            if not isinstance(table, dict):
                raise self.error((f"{key} {i}",), f"it is {shown(str(table))}; expected a table ([[{key}]]).")
        return [((f"{key} {i}",), table) for i, table in enumerate(found, 1)]

    def _check(self) -> None:
        keys = ("dataset", "name", "attribution", "key", "title", "kind", "summary", "place", "said_by", "whole")
        keys += ("status", "timeline", "file", "leave_out", "kinds", "words", "date", "actors", "figures", "sources")
        self.known(self.content, (), keys)
        dataset = self.need(self.content, "dataset", ())
        if not re.fullmatch("[a-z0-9][-a-z0-9._]{0,59}", dataset):
            raise self.error(
                ("dataset",),
                f"it is {shown(dataset)}; expected up to 60 small letters, digits, hyphens, dots and underscores.",
            )
        for key in ("key", "title", "kind"):
            if key not in self.content:
                raise self.error((), f"it has no {shown(key)}, which it needs.")
        self.known(self.get(self.content, "timeline", (), dict, {}), ("timeline",), ("title", "summary"))
        self.known(self.get(self.content, "file", (), dict, {}), ("file",), ("encoding", "delimiter"))
        if self.get(self.content, "status", (), str, "published") not in ("published", "candidate"):
            raise self.error(("status",), "expected published or candidate.")

    @property
    def dataset(self) -> str:
        return self.content["dataset"]

    @property
    def name(self) -> str:
        return self.get(self.content, "name", (), str, self.dataset)

    # Columns

    def bind(self, header: Sequence[str]) -> None:
        """From now on, the columns are those of `header`. Raises MappingError for one that is there twice."""
        self.header, self.used, self.words = {}, set(), {}
        for i, name in enumerate(header):
            if name and name in self.header:
                raise self.error((), f"the table has two columns called {shown(name)}.")
            self.header[name] = i
        self.whole = {self.column(name, ("whole",)) for name in self.get(self.content, "whole", (), list, [])}
        for name, spec in self.get(self.content, "words", (), dict, {}).items():
            if name in self.header:
                raise self.error(("words", name), "there is a column of that name.")
            self.words[name] = self.text(spec, ("words", name)).remembered()

    def column(self, name: Any, where: tuple) -> int:
        """The position of the column `name`."""
        if not isinstance(name, str) or name not in self.header:
            near = difflib.get_close_matches(str(name), self.header, 1)
            hint = f" Did you mean {shown(near[0])}?" if near else f" It has {', '.join(self.header)}."
            raise self.error(where, f"the table has no column {shown(str(name))}.{hint}")
        self.used.add(name)
        return self.header[name]

    # Texts

    def text(self, spec: Any, where: tuple, groups: Sequence[str] = ()) -> Text:
        """What the TEXT `spec` means. `groups` are names beside the columns, which stand behind them in the row."""
        match spec:
            case str():
                return self._pattern(spec, where, groups)
            case list():
                return _joined([self.text(part, where, groups) for part in spec])
            case {"range": columns, **rest} if not rest:
                return self._range(columns, (*where, "range"))
            case {"by": by, **rest}:
                return self._by(by, rest, where, groups)
        raise self.error(
            where, f"it is {shown(str(spec))}; expected a pattern, a list of them, or a table with by or range."
        )

    def _named(self, name: str, where: tuple, groups: Sequence[str]) -> Text:
        if name in groups:
            at = len(self.header) + list(groups).index(name)
            return Text(itemgetter(at), (at,))
        if name in self.words:
            return self.words[name]
        if name.endswith("?"):  # a column that some tables have
            if name[:-1] not in self.header:
                return Text(lambda row: "", ())
            name = name[:-1]
        at = self.column(name, where)
        if at in self.whole:
            return Text(lambda row: whole(row[at]), (at,))
        return Text(itemgetter(at), (at,))

    def _pattern(self, pattern: str, where: tuple, groups: Sequence[str]) -> Text:
        parts: list[tuple[str, list]] = []
        outside = pattern
        for optional in re.findall(r"\[[^][]*\]", pattern):
            before, outside = outside.split(optional, 1)
            parts += [("", self._literal(before, where, groups)), ("[", self._literal(optional[1:-1], where, groups))]
        parts.append(("", self._literal(outside, where, groups)))
        texts = [piece for _, pieces in parts for piece in pieces if isinstance(piece, Text)]
        columns = tuple(dict.fromkeys(at for text in texts for at in text.columns))
        match [(kind, piece) for kind, piece in parts if piece]:
            case [("", [str() as only])]:
                return Text(lambda row: only, ())
            case [("", [Text() as only])]:
                return only
            case []:
                return Text(lambda row: "", ())
        return Text(_pieces([(kind == "[", piece) for kind, piece in parts if piece]), columns)

    def _literal(self, pattern: str, where: tuple, groups: Sequence[str]) -> list[str | Text]:
        found: list[str | Text] = []
        for i, piece in enumerate(re.split(r"\{([^{}]*)\}", pattern)):
            if i % 2:
                found.append(self._named(piece.strip(), where, groups))
            elif set("{}[]") & set(piece):
                raise self.error(where, f"a bracket in {shown(pattern)} has no partner.")
            elif piece:
                found.append(piece)
        return found

    def _range(self, columns: Any, where: tuple) -> Text:
        at = [self.column(name, where) for name in (columns if isinstance(columns, list) else [columns])]
        return Text(lambda row: _range_of([number(row[i]) for i in at]), tuple(at))

    def _by(self, by: Any, rest: dict, where: tuple, groups: Sequence[str]) -> Text:
        key = self._named(by, (*where, "by"), groups) if isinstance(by, str) else self.text(by, (*where, "by"), groups)
        starts = self.get(rest, "starts_with", where, dict, {})
        begun = [(start, self.text(spec, (*where, start), groups)) for start, spec in starts.items()]
        table = {
            str(value): self.text(spec, (*where, value), groups)
            for value, spec in rest.items()
            if value not in ("else", "starts_with")
        }
        otherwise = self.text(rest["else"], (*where, "else"), groups) if "else" in rest else None
        expected = ", ".join([*table, *(f"{start}…" for start in starts)])

        def of(row: Row) -> str:
            value = key.of(row).strip()
            text = table.get(value)
            if text is None:
                text = next((text for start, text in begun if value.startswith(start)), otherwise)
            if text is None:
                raise RefusedError(f"{shown(str(by))} is {shown(value)}; the mapping knows {expected}.")
            return text.of(row)

        inner = [*table.values(), *(text for _, text in begun), *([otherwise] if otherwise else [])]
        return Text(of, tuple(dict.fromkeys((*key.columns, *(at for text in inner for at in text.columns)))))


def _pieces(parts: list[tuple[bool, list[str | Text]]]) -> Reading:
    written = [
        (
            optional,
            "".join(piece.replace("%", "%%") if piece.__class__ is str else "%s" for piece in pieces),
            [piece.of for piece in pieces if piece.__class__ is Text],
        )
        for optional, pieces in parts
    ]

    def of(row: Row) -> str:
        text = ""
        for optional, pattern, readings in written:
            said = [reading(row) for reading in readings]
            if not optional or all(said):
                text += pattern % tuple(said)
        return text

    return of


def _joined(texts: list[Text]) -> Text:
    def of(row: Row) -> str:
        return ", ".join(dict.fromkeys(said for text in texts if (said := text.of(row).strip())))

    return Text(of, tuple(dict.fromkeys(at for text in texts for at in text.columns)))


_WHOLE: dict[str, str] = {}


def whole(text: str) -> str:
    """A whole number as it is usually written: 299 for "299.0"; whatever else it is, as it is."""
    if text.isdecimal():
        return text
    head, point, tail = text.strip().partition(".")
    if point and tail.strip("0") == "" and head.lstrip("-").isdecimal():
        return head
    return text.strip()


def number(text: str) -> int | None:
    """The whole number that `text` writes, None for an empty one. Raises RefusedError for another, or for a part."""
    if text.isdecimal():
        return int(text)
    text = text.strip()
    if not text:
        return None
    try:
        return int(whole(text))
    except ValueError as error:
        raise RefusedError(f"{shown(text)} is no whole number.") from error


def _range_of(numbers: list[int | None]) -> str:
    known = [number for number in numbers if number is not None]
    least, most = (min(known), max(known)) if known else (0, 0)
    if least == most:
        return f"{most:,}" if most > 0 else ""
    return f"{least:,} to {most:,}" if least > 0 else f"up to {most:,}"
