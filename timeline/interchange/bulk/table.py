"""A table read as events, row by row, as a mapping says."""

import csv
import html
import re
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from functools import lru_cache

from timeline.dates import EventDate
from timeline.models import Actor, Event, Kind, Participation

from ..file import shown
from .mapping import MOST_REMEMBERED, Mapping, Reading, Row, Text, number, remember
from .told import ActorTold, DateTold, RefusedError, SourceTold, Told, cut, date_told, has_words, tidy

LARGEST_CELL = 10_000_000  # characters
_ROLES, _TYPES = frozenset(Participation.Role.values), frozenset(Actor.Type.values)
_EPOCH = date(1970, 1, 1)
_ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_SECONDS = re.compile(r"-?\d{1,12}(\.\d*)?")

Notes = tuple[str, ...]


class Table:
    """The rows of an open table as `Told`, with what they could not carry."""

    def __init__(self, mapping: Mapping, lines: Iterator[str]):
        """Raises MappingError where the mapping and the header do not go together, and csv.Error."""
        csv.field_size_limit(LARGEST_CELL)
        delimiter = mapping.content.get("file", {}).get("delimiter", ",")
        if len(delimiter) != 1:
            raise mapping.error(("file", "delimiter"), f"it is {shown(delimiter)}; expected one character.")
        self.reader = csv.reader(lines, delimiter=delimiter)
        self.mapping, self.header = mapping, [name.strip() for name in next(self.reader, [])]
        self.left_out = 0
        if not self.header:
            raise mapping.error((), "the table is empty; expected a row that names its columns.")
        mapping.bind(self.header)
        try:
            self._bind(mapping)
        except RefusedError as refused:  # what says the same of every row
            raise mapping.error((), str(refused)) from refused

    @property
    def unused(self) -> list[str]:
        """The columns that the mapping makes nothing of."""
        return [name for name in self.header if name and name not in self.mapping.used]

    def told(self) -> Iterator[tuple[int, str, Told | RefusedError, list[str]]]:
        """Each row: its number (the header is row 1), its key, what it tells or why it cannot, and what it lost."""
        width, read, key_of, whether = len(self.header), self._read, self.key.of, self._whether
        for count, row in enumerate(self.reader, 2):
            if len(row) != width:
                if row:
                    yield count, "", RefusedError(f"it has {len(row)} cells; the header has {width}."), []
                continue
            if whether is not None and not whether(row):
                self.left_out += 1
                continue
            key, notes = "", []
            try:
                key = key_of(row).strip()
                yield count, key, read(key, row, notes), notes
            except RefusedError as refused:
                why = f"{refused} ({'; '.join(notes)})" if notes else str(refused)
                yield count, key, RefusedError(why), []

    # The mapping, made ready

    def _bind(self, mapping: Mapping) -> None:
        content = mapping.content
        self._whether = self._bind_leave_out()
        self.key = mapping.text(content["key"], ("key",))
        self.title = mapping.text(content["title"], ("title",))
        self.summary, self.place, self.said_by = (
            self._bind_text(name, largest) for name, largest in (("summary", None), ("place", 200), ("said_by", 300))
        )
        self.kinds = self._bind_kinds()
        kind = mapping.text(content["kind"], ("kind",))
        self.kind = remember(lambda row: self._kind(kind.of(row)), kind.columns)
        self.date = self._bind_date()
        self.actors = self._bind_actors()
        self.figures = self._bind_figures()
        self.sources = [self._bind_source(where, spec) for where, spec in mapping.tables("sources")]
        self.status = content.get("status", "published")
        if self.status == "published" and not self.sources:
            raise mapping.error((), "it has no [[sources]], and what is published cites one.")

    def _bind_text(self, name: str, largest: int | None) -> Callable[[Row], tuple[str, Notes]]:
        text = self.mapping.text(self.mapping.content.get(name, ""), (name,))

        def of(row: Row) -> tuple[str, Notes]:
            said = tidy(text.of(row))
            if not has_words(said):
                return "", ()
            if largest is None or len(said) <= largest:
                return said, ()
            return cut(said, largest), (f"{name} was cut at {largest} characters",)

        return remember(of, text.columns)

    def _bind_leave_out(self) -> Callable[[Row], bool] | None:
        tests = []
        for where, spec in self.mapping.tables("leave_out"):
            self.mapping.known(spec, where, ("column", "starts_with"))
            at = self.mapping.column(self.mapping.need(spec, "column", where), (*where, "column"))
            tests.append((at, self.mapping.need(spec, "starts_with", where)))
        if not tests:
            return None
        if len(tests) == 1:
            ((at, start),) = tests
            return lambda row: not row[at].startswith(start)
        return lambda row: not any(row[at].startswith(start) for at, start in tests)

    def _bind_kinds(self) -> dict[str, dict]:
        kinds = self.mapping.get(self.mapping.content, "kinds", (), dict, {})
        for name, spec in kinds.items():
            where = ("kinds", name)
            if not isinstance(spec, dict):
                raise self.mapping.error(where, "expected a table with slug and name.")
            self.mapping.known(spec, where, ("slug", "name", "glyph", "colour"))
            for key in ("slug", "name"):
                value = self.mapping.need(spec, key, where)
                if not 1 <= len(value) <= 60 or (key == "slug" and not re.fullmatch("[-a-zA-Z0-9_]+", value)):
                    raise self.mapping.error((*where, key), f"{shown(value)} is none.")
            for key, choices in (("glyph", Kind.Glyph), ("colour", Kind.Colour)):
                if spec.get(key, choices.values[0]) not in choices.values:
                    raise self.mapping.error((*where, key), f"expected one of {', '.join(choices.values)}.")
        return kinds

    def _kind(self, name: str) -> str:
        if name not in self.kinds:
            raise RefusedError(f"its kind is {shown(name)}; the mapping knows {', '.join(self.kinds)}.")
        return self.kinds[name]["slug"]

    # Dates

    def _bind_date(self) -> Callable[[Row], tuple[DateTold | None, str, str, Notes]]:
        mapping = self.mapping
        spec, where = mapping.get(mapping.content, "date", (), dict), ("date",)
        if spec is None:
            return lambda row: (None, "", "", ())
        mapping.known(spec, where, ("start", "end", "formats", "basis", "reason", "throughout", "precision"))
        formats = tuple(mapping.get(spec, "formats", where, list, []))
        start = mapping.column(mapping.need(spec, "start", where), (*where, "start"))
        end = mapping.column(spec["end"], (*where, "end")) if "end" in spec else start
        basis = mapping.need(spec, "basis", where)
        if basis not in (Event.Basis.OUTSIDE, Event.Basis.INFERRED):
            raise mapping.error(
                (*where, "basis"),
                f"it is {shown(basis)}; expected outside or inferred: only words that are quoted state a date.",
            )
        reason = mapping.text(mapping.need(spec, "reason", where, object), (*where, "reason")).remembered()
        throughout = {
            mapping.column(name, (*where, "throughout")): {str(value) for value in values}
            for name, values in mapping.get(spec, "throughout", where, dict, {}).items()
        }
        precisions = mapping.get(spec, "precision", where, dict, {})
        precision, lengths = self._bind_precision(precisions, (*where, "precision"))

        def of(row: Row) -> tuple[DateTold | None, str, str, Notes]:
            first, last = _day(row[start], formats), _day(row[end], formats)
            if first is None and last is None:
                return None, "", "", ("it has no date: the event is undated",)
            if first is None:
                raise RefusedError(f"it ends on {last} and has no day on which it began.")
            last, notes = last or first, ()
            if last < first:
                raise RefusedError(f"it ends on {last}, before it begins on {first}.")
            if lengths:
                first, last, notes = _as_precise(first, last, lengths, precision.of(row).strip())
            went_on = first < last and any(row[at].strip() in values for at, values in throughout.items())
            why = tidy(reason.of(row))
            if not why:
                raise RefusedError("there is no reason for its date, which is not stated in quoted words.")
            return _range_told(first, last, went_on), basis, why, notes

        columns = dict.fromkeys((start, end, *throughout, *precision.columns, *reason.columns))
        return remember(of, tuple(columns))

    def _bind_precision(self, spec: dict, where: tuple) -> tuple[Text, dict[str, tuple[int, int]]]:
        if not spec:
            return Text(lambda row: "", ()), {}
        by = self.mapping.text("{" + self.mapping.need(spec, "by", where) + "}", (*where, "by"))
        lengths = {}
        for value, days in spec.items():
            if value != "by":
                match days:
                    case [int() as fewest, int() as most] if 1 <= fewest <= most:
                        lengths[value] = (fewest, most)
                    case _:
                        raise self.mapping.error(
                            (*where, value), f"it is {shown(str(days))}; expected the fewest and the most days: [2, 6]."
                        )
        return by, lengths

    # Actors and figures

    def _bind_actors(self) -> Callable[[Row], tuple[tuple, Notes]]:
        mapping, specs, columns = self.mapping, [], {}
        for where, spec in mapping.tables("actors"):
            mapping.known(spec, where, ("name", "separator", "role", "type", "description"))
            # The type and the description are those of one name, which stands behind the columns as {name}.
            name = mapping.text(mapping.need(spec, "name", where, object), (*where, "name"))
            role = mapping.text(mapping.need(spec, "role", where, object), (*where, "role"))
            kind = mapping.text(mapping.need(spec, "type", where, object), (*where, "type"), ("name",))
            about = mapping.text(spec.get("description", ""), (*where, "description"), ("name",))
            specs.append((name, mapping.get(spec, "separator", where, str, ""), role, kind, about))
            for text in (name, role, kind, about):
                columns |= dict.fromkeys(at for at in text.columns if at < len(self.header))

        def of(row: Row) -> tuple[tuple, Notes]:
            told, notes = {}, []
            for name, separator, role, kind, about in specs:
                written = name.of(row)
                for each in map(tidy, written.split(separator) if separator else [written]):
                    if not has_words(each):
                        if each:
                            notes.append(f"{shown(each)} is no name of an actor")
                        continue
                    if len(each) > 200:
                        notes.append("the name of an actor was cut at 200 characters")
                        each = cut(each, 200)
                    named = (*row, each)
                    actor = ActorTold(each, kind.of(named), cut(tidy(about.of(named)), 300))
                    part = (actor, role.of(row), None)
                    if actor.type not in _TYPES:
                        raise RefusedError(f"{shown(actor.type)} is no type of an actor.")
                    if part[1] not in _ROLES:
                        raise RefusedError(f"{shown(part[1])} is no role.")
                    if part in told:
                        notes.append("the same actor has the same role twice, and is told once")
                    told[part] = None
            return tuple(told), tuple(notes)

        return remember(of, tuple(columns))

    def _bind_figures(self) -> Callable[[Row], tuple[tuple, Notes]]:
        specs = [self._bind_figure(where, spec) for where, spec in self.mapping.tables("figures")]

        def of(row: Row) -> tuple[tuple, Notes]:
            told, notes = {}, []
            for name, numbers in specs:
                known, widened = numbers(row)
                if known is None:
                    continue
                notes += widened
                named = name(row)
                if not named:
                    raise RefusedError("a figure has no name.")
                if named in told:
                    notes.append("two figures of an event had the same name; one was numbered")
                    named = f"{cut(named, 96)} (2)"
                told[named] = (named, *known)
            return tuple(told.values()), tuple(notes)

        return of

    def _bind_figure(self, where: tuple, spec: dict) -> tuple[Reading, Callable[[Row], tuple[tuple | None, Notes]]]:
        """The name of a figure, and its low, best and high; None in their place where the row gives none."""
        mapping = self.mapping
        mapping.known(spec, where, ("name", "low", "best", "high", "unless_zero"))
        name = mapping.text(mapping.need(spec, "name", where, object), (*where, "name"))
        at = [mapping.column(spec[key], (*where, key)) if key in spec else None for key in ("low", "best", "high")]
        if not any(each is not None for each in at):
            raise mapping.error(where, "it has none of low, best and high; expected at least one.")
        unless_zero = mapping.get(spec, "unless_zero", where, bool, False)

        def of(row: Row) -> tuple[tuple | None, Notes]:
            numbers = [None if each is None else number(row[each]) for each in at]
            known = [each for each in numbers if each is not None]
            if not known or (unless_zero and not any(known)):
                return None, ()
            least, most = min(known), max(known)
            if least < 0 or most > 2_147_483_647:
                raise RefusedError(f"it counts {least if least < 0 else most:,}.")
            if known == sorted(known):
                return tuple(numbers), ()
            low, best, high = numbers
            widened = (None if low is None else least, best, None if high is None else most)
            return widened, ("low, best and high of a figure were not in order, and it was widened",)

        columns = tuple(each for each in at if each is not None)
        return remember(lambda row: cut(tidy(name.of(row)), 100), name.columns), remember(of, columns)

    # Sources

    def _bind_source(self, where: tuple, spec: dict) -> Callable[[Row, list[str]], list[SourceTold]]:
        mapping = self.mapping
        keys = ("title", "publisher", "published", "url", "separator", "column", "each", "always")
        mapping.known(spec, where, (*keys, "formats", "language", "untitled"))
        formats = tuple(mapping.get(spec, "formats", where, list, []))
        language = mapping.get(spec, "language", where, str, "en")
        untitled = mapping.get(spec, "untitled", where, str, "")
        parts = ("title", "publisher", "published", "url")

        @lru_cache(MOST_REMEMBERED)
        def office(written: str) -> tuple[str, Notes]:
            said = tidy(html.unescape(written))
            if len(said) > 200:
                return cut(said, 200), ("the publisher of a source was cut at 200 characters",)
            return said, ()

        @lru_cache(MOST_REMEMBERED)
        def day(written: str) -> tuple[str, Notes]:
            try:
                read = _day(written, formats)
            except RefusedError:
                return "", ("a day of publication could not be read, and was left out",)
            return read.isoformat() if read else "", ()

        def told(title: str, publisher: str, published: str, url: str, notes: list[str]) -> SourceTold | None:
            title = tidy(html.unescape(title) if "&" in title else title)
            if not has_words(title):
                title = untitled
            if not title:
                notes.append("a source has no title, and was left out")
                return None
            if len(title) > 300:
                notes.append("the title of a source was cut at 300 characters")
                title = cut(title, 300)
            if publisher:
                publisher, lost = office(publisher)
                notes += lost
            if url and not ((url := tidy(url)).startswith(("http://", "https://")) and len(url) <= 1000):
                notes.append("an address of a source is none, and was left out")
                url = ""
            if published:
                published, lost = day(published)
                notes += lost
            return SourceTold(title, publisher, url, published, "", language)

        if "each" in spec:
            return self._bind_matches(where, spec, parts, told)
        if mapping.get(spec, "always", where, bool, False):
            texts = [mapping.text(spec.get(part, ""), (*where, part)) for part in parts]
            once = remember(
                lambda row: told(*(text.of(row) for text in texts), []),
                tuple(dict.fromkeys(at for text in texts for at in text.columns)),
            )
            return lambda row, notes: [source] if (source := once(row)) else []
        return self._bind_pairs(where, spec, parts, told)

    def _bind_matches(self, where: tuple, spec: dict, parts: tuple, told: Callable) -> Callable:
        mapping = self.mapping
        try:
            pattern = re.compile(mapping.get(spec, "each", where, str), re.DOTALL)
        except re.error as error:
            raise mapping.error((*where, "each"), f"it is no regular expression: {error}.") from error
        at = mapping.column(mapping.need(spec, "column", where), (*where, "column"))
        names = list(pattern.groupindex)
        groups = [pattern.groupindex[name] for name in names]
        texts = [
            mapping.text(spec.get(part, "{" + part + "}" if part in names else ""), (*where, part), names)
            for part in parts
        ]
        plain = [names.index(part) if part in names and part not in spec else None for part in parts]

        simple = all(index is not None or not spec.get(part) for index, part in zip(plain, parts, strict=True))
        match = pattern.match

        def of(row: Row, notes: list[str]) -> list[SourceTold]:
            written, found, position = row[at].strip(), [], 0
            while position < len(written):
                matched = match(written, position)
                if matched is None or matched.end() == position:
                    return []
                position = matched.end()
                found.append(matched.group(*groups) if len(groups) > 1 else (matched[groups[0]],))
            sources = []
            for said in found:
                if simple:
                    values = [(said[index] or "") if index is not None else "" for index in plain]
                else:
                    values = [text.of((*row, *(group or "" for group in said))) for text in texts]
                if source := told(*values, notes):
                    sources.append(source)
            return sources

        return of

    def _bind_pairs(self, where: tuple, spec: dict, parts: tuple, told: Callable) -> Callable:
        mapping = self.mapping
        at = [mapping.column(spec[part], (*where, part)) if part in spec else None for part in parts]
        mapping.need(spec, "title", where)
        separator = mapping.get(spec, "separator", where, str, "")

        def of(row: Row, notes: list[str]) -> list[SourceTold]:
            cells = ["" if each is None else row[each].strip() for each in at]
            if not any(cells):
                return []
            split = [cell.split(separator) if separator else [cell] for cell in cells]
            count = max(map(len, split))
            if any(len(said) != count and cell for said, cell in zip(split, cells, strict=True)):
                notes.append("titles, publishers and days of its sources did not pair up")
                return []
            columns = [said if cell else [""] * count for said, cell in zip(split, cells, strict=True)]
            return [source for said in zip(*columns, strict=True) if (source := told(*said, notes))]

        return of

    # A row

    def _read(self, key: str, row: Row, notes: list[str]) -> Told:
        if not key or len(key) > 120:
            what = f"its key has {len(key)} characters; expected at most 120." if key else "it has no key."
            raise RefusedError(what)
        title = tidy(self.title.of(row))
        if len(title) > 200:
            notes.append("a title was cut at 200 characters")
            title = cut(title, 200)
        elif not title:
            raise RefusedError("it has no title.")
        place, place_cut = self.place(row)
        summary, _whole = self.summary(row)
        said_by, name_cut = self.said_by(row)
        day, basis, reason, lost = self.date(row)
        actors, unnamed = self.actors(row)
        figures, widened = self.figures(row)
        if lost or unnamed or widened or place_cut or name_cut:
            notes += (*lost, *unnamed, *widened, *place_cut, *name_cut)
        sources: list[SourceTold] = []
        for form in self.sources:
            if sources := form(row, notes):
                break
        else:
            if said_by:
                notes.append("it says whom its sources name, and no source")
        if self.status == "published" and not any(source.is_citable for source in sources):
            raise RefusedError("it cites no source that can be found again: a title, and a publisher or an address.")
        if len(sources) > 1:
            sources = list({source.known_by: source for source in sources}.values())
        return Told(
            key,
            title,
            self.kind(row),
            day,
            basis,
            reason,
            summary,
            place,
            "",
            self.status,
            actors,
            figures,
            tuple([(source, said_by) for source in sources]),
        )


@lru_cache(50_000)
def _read_day(text: str, formats: tuple[str, ...]) -> date | None:
    for each in formats:
        try:
            return datetime.strptime(text, each).date()
        except ValueError:
            continue
    try:
        if _ISO_DAY.match(text):
            if text[10:] not in ("", "Z"):
                datetime.fromisoformat(text)
            return date.fromisoformat(text[:10])
        if _SECONDS.fullmatch(text):
            return _EPOCH + timedelta(seconds=float(text))
    except (ValueError, OverflowError):
        pass
    return None


def _day(text: str, formats: tuple[str, ...]) -> date | None:
    """The day that `text` writes, None for an empty one. Raises RefusedError.

    As one of `formats`, for `strptime`; or in ISO 8601, with a time or without; or as the seconds since 1970, UTC.
    """
    text = text.strip()
    if not text:
        return None
    day = _read_day(text, formats)
    if day is None:
        raise RefusedError(f"{shown(text)} is no day.")
    return day


def _range_told(first: date, last: date, throughout: bool) -> DateTold:
    """The days from `first` to `last`, as `EventDate.of_days` has them; most need none of its care."""
    begun, ended = first.isoformat(), last.isoformat()
    if first == last and not throughout:
        return DateTold(begun, begun, ended, False)
    if throughout or first.day != 1:
        return DateTold(f"{begun}/{ended}" if throughout else f"[{begun}..{ended}]", begun, ended, False)
    return date_told(str(EventDate.of_days(first, last)))


def _as_precise(
    first: date, last: date, lengths: dict[str, tuple[int, int]], precision: str
) -> tuple[date, date, Notes]:
    """The range of days, no shorter than its precision says: where it is, all that a longer one could be."""
    if precision not in lengths:
        raise RefusedError(f"its precision is {shown(precision)}; the mapping knows {', '.join(lengths)}.")
    fewest, most = lengths[precision]
    length = (last - first).days + 1
    if length > most:
        return first, last, (f"it is dated to more days than its precision ({precision}) says; they are kept",)
    if length < fewest:
        slack = timedelta(days=most - length)
        note = f"it is dated to fewer days than its precision ({precision}) says; the date was widened"
        try:
            return first - slack, last + slack, (note,)
        except OverflowError as error:
            raise RefusedError(f"it would be dated beyond the calendar, from {first}.") from error
    return first, last, ()
