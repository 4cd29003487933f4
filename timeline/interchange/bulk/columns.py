"""Events that rows tell, as columns: so they go from process to process and into a database at little cost each."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, count, islice
from typing import Any, NamedTuple

from timeline.folding import folded

from .told import ActorTold, DateTold, SourceTold, Told, summary_words, title_words

Column = Sequence[Any]

_UNDATED = ("", None, None, False)


class Words(NamedTuple):
    """What events are found by: the slug of each, and its words as full text has them."""

    slugs: Column
    titles: Column
    summaries: Column
    quotations: Column


class Columns(NamedTuple):
    """Events, in the order of their rows.

    An event has as many parts, figures and citations as `parts`, `figures` and `citations` say. Those of all events
    follow one another in columns of their own. There, `who`, `by` (which may be None) and `cited` are places in
    `actors` and `sources`, where each that is named stands once, in the order of the rows.
    """

    rows: Column  # the number of each in its file
    digests: Column
    keys: Column
    titles: Column
    kinds: Column
    dates: Column
    earliest: Column
    latest: Column
    qualified: Column
    bases: Column
    reasons: Column
    summaries: Column
    places: Column
    zones: Column
    statuses: Column
    slugs: Column
    uids: Column
    parts: Column
    figures: Column
    citations: Column

    who: Column
    roles: Column
    by: Column

    names: Column
    low: Column
    best: Column
    high: Column

    cited: Column
    said_by: Column

    actors: Sequence[ActorTold | str]
    sources: Sequence[SourceTold | str]

    words: Words | None = None  # if they were worked out ahead

    @classmethod
    def of(cls, rows: Column, told: Sequence[Told], digests: Column = ()) -> "Columns":
        """What is `told` in the rows of these numbers; its digests may be known."""
        keys, titles, kinds, dates, *texts, actors, figures, citations, slugs, uids = _columns(told, len(Told._fields))
        who, roles, by = _columns(chain.from_iterable(actors), 3)
        cited, said_by = _columns(chain.from_iterable(citations), 2)
        named = dict.fromkeys(chain.from_iterable(zip(who, by, strict=True)))
        named.pop(None, None)
        sources = dict.fromkeys(cited)
        actor_places, source_places = dict(zip(named, count())), dict(zip(sources, count()))
        return cls(
            rows,
            digests or [each.digest() for each in told],
            keys,
            titles,
            kinds,
            *_columns([date or _UNDATED for date in dates], 4),
            *texts,
            slugs,
            uids,
            *(list(map(len, several)) for several in (actors, figures, citations)),
            list(map(actor_places.get, who)),
            roles,
            list(map(actor_places.get, by)),
            *_columns(chain.from_iterable(figures), 4),
            list(map(source_places.get, cited)),
            said_by,
            list(named),
            list(sources),
        )

    def told(self) -> Iterator[Told]:
        """What is told of each event."""
        actors = dict(enumerate(self.actors)) | {None: None}
        parts = zip(map(actors.get, self.who), self.roles, map(actors.get, self.by), strict=True)
        figures = zip(self.names, self.low, self.best, self.high, strict=True)
        citations = zip(map(self.sources.__getitem__, self.cited), self.said_by, strict=True)
        for _row, _digest, key, title, kind, text, earliest, latest, qualified, *texts, slug, uid, a, f, c in zip(
            *self[: Columns._fields.index("who")], strict=True
        ):
            date = DateTold(text, earliest, latest, qualified) if text else None
            several = (tuple(islice(each, number)) for each, number in ((parts, a), (figures, f), (citations, c)))
            yield Told(key, title, kind, date, *texts, *several, slug, uid)

    def only(self, places: Iterable[int]) -> "Columns":
        """The events at these places; nothing is worked out for them."""
        told, places = list(self.told()), list(places)
        rows, digests = ([column[place] for place in places] for column in (self.rows, self.digests))
        return Columns.of(rows, [told[place] for place in places], digests)

    def with_words(self) -> "Columns":
        """The same, with words. All sources are told."""
        return self._replace(words=self.found_by([source.title for source in self.sources]))

    def found_by(self, headlines: Sequence[str]) -> Words:
        """What the events are found by; `headlines` are the titles of `sources`."""
        slugs, titles = _columns(map(title_words, self.titles), 2)
        cited = map(headlines.__getitem__, self.cited)
        return Words(
            [slug or of_title for slug, of_title in zip(self.slugs, slugs, strict=True)],
            titles,
            list(map(summary_words, self.summaries)),
            [folded(*islice(cited, number)) for number in self.citations],
        )

    # From process to process

    def packed(self) -> tuple:
        """The same in plain tuples and lists, for `marshal`. All actors and sources are told."""
        columns = self._replace(actors=list(map(tuple, self.actors)), sources=list(map(tuple, self.sources)))
        return (*columns[:-1], self.words and tuple(self.words))

    @classmethod
    def unpacked(cls, packed: tuple) -> "Columns":
        """What was `packed`."""
        *columns, words = packed
        events = cls(*columns, words and Words(*words))
        actors, sources = list(map(ActorTold._make, events.actors)), list(map(SourceTold._make, events.sources))
        return events._replace(actors=actors, sources=sources)


def _columns(rows: Iterable[tuple], width: int) -> Sequence[Column]:
    """`rows`, each of `width` values, as columns."""
    return list(zip(*rows, strict=True)) or [()] * width
