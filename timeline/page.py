"""The timeline page of one selection: the list in its periods, the shelf, the reader and the chart.

Everything that a query string changes is here, so that one swap holds it all. At most ten queries, beside those of the
catalogue and the index, however many events there are.
"""

from collections import Counter
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property, lru_cache
from itertools import accumulate, groupby

from django.utils import timezone
from django.utils.translation import gettext

from timeline import chart, rows
from timeline.dates import EventDate, Precision
from timeline.filters import LAST, Catalogue, Results, Selection, Slice
from timeline.folding import Term, terms
from timeline.lanes import Lanes
from timeline.localised import WORDING
from timeline.models import Citation, Event, Evidence, Source
from timeline.reader import Reader
from timeline.rows import parts

__all__ = ["SIZE", "Page", "Period", "event_in_link", "period_of", "rests_on"]

SIZE = 50  # events on a page


@dataclass(frozen=True)
class Period:
    """Events told under one heading, which the page before may have had already."""

    heading: str
    events: list[Event]
    is_continued: bool = False


class Page:
    """What the page shows of `results`: `SIZE` events of them, and what is counted of all."""

    def __init__(self, results: Results):
        self.results = results
        self.selection: Selection = results.selection
        self.catalogue: Catalogue = results.catalogue

    @cached_property
    def slice(self) -> Slice:
        return self.results.slice(SIZE)

    @cached_property
    def _keys(self) -> list[int]:
        return self.catalogue.table.pks(self.slice.slots)

    @cached_property
    def _beyond(self) -> tuple[int | None, int | None]:
        """The keys of the events right before and behind this page."""
        slots = (self.slice.earlier, self.slice.later)
        return tuple(slot if slot is None else self.catalogue.table.pks([slot])[0] for slot in slots)

    @cached_property
    def _rows(self) -> dict[int, Event]:
        needed = {*self._keys, *self._beyond} - {None}
        return {event.pk: event for event in rows.shown(self.catalogue.table, list(needed))}

    @cached_property
    def all_events(self) -> list[Event]:
        """The events of this page, in order; those without a date come last, unless it is sorted by something else."""
        # What was published or taken back between two queries is passed over.
        return [self._rows[key] for key in self._keys if key in self._rows]

    @cached_property
    def events(self) -> list[Event]:
        """Those that are told under a heading."""
        if self.selection.sort in ("recorded", "relevance"):
            return self.all_events
        return [event for event in self.all_events if _is_dated(event)]

    @cached_property
    def shelf(self) -> list[Event]:
        """The events of which no date is known."""
        return [] if self.events is self.all_events else [each for each in self.all_events if not _is_dated(each)]

    @property
    def count(self) -> int:
        return len(self.results.chosen)

    @property
    def undated(self) -> int:
        """How many of all that is chosen have no date."""
        return self.results.undated

    @cached_property
    def periods(self) -> list[Period]:
        if self.selection.sort == "relevance":
            return [Period(gettext("Best match first"), self.events)] if self.events else []
        heading = _recorded_on if self.selection.sort == "recorded" else period_of
        before = self._rows.get(self._beyond[0])
        last = heading(before) if before and (self.selection.sort == "recorded" or _is_dated(before)) else ""
        periods = [(words, list(events)) for words, events in groupby(self.events, key=heading)]
        return [
            Period(words, events, is_continued=not n and words == last) for n, (words, events) in enumerate(periods)
        ]

    @cached_property
    def terms(self) -> list[Term]:
        """What is looked for, to be marked where it is found."""
        return terms(self.selection.q) if self.selection.q else []

    # Where this page lies

    @property
    def is_whole(self) -> bool:
        """Whether all that is chosen is on this page."""
        return self.count <= len(self.slice.slots)

    @property
    def first(self) -> int:
        """The place of its first event among all that is chosen, from 1."""
        return self.slice.preceding + 1

    @property
    def last(self) -> int:
        return self.slice.preceding + len(self.slice.slots)

    @property
    def previous_page(self) -> str:
        """The link to the page before this one; "" on the first."""
        if self.slice.earlier is None:
            return ""
        return self.selection.narrowed(before=self.slice.first if self.slice.preceding > SIZE else "").link()

    @property
    def next_page(self) -> str:
        """The link to the page behind this one; "" on the last."""
        return "" if self.slice.later is None else self.selection.narrowed(after=self.slice.last).link()

    @property
    def first_page(self) -> str:
        return self.selection.narrowed().link()

    @property
    def last_page(self) -> str:
        return self.selection.narrowed(before=LAST).link()

    @property
    def has_days(self) -> bool:
        """Whether one can go to a date in it: whether it is sorted by dates."""
        return self.selection.sort in ("oldest", "newest")

    # What is open

    @cached_property
    def opened(self) -> Event | None:
        """The event whose passage is open in the reader, if it is among those shown."""
        return next((event for event in self.all_events if event.uid == self.selection.event), None)

    @cached_property
    def earlier(self) -> Event | None:
        """The event before the open one, on this page or the one before."""
        return self._beside(-1)

    @cached_property
    def later(self) -> Event | None:
        """The event after the open one, on this page or the next; the first of this, while none is open."""
        return self._beside(1) if self.opened else next(iter(self.all_events), None)

    def _beside(self, step: int) -> Event | None:
        if not self.opened:
            return None
        before, behind = (self._rows.get(key) for key in self._beyond)
        walk = [before, *self.all_events, behind]
        return walk[walk.index(self.opened) + step]

    @cached_property
    def reader(self) -> Reader | None:
        """The source of the open passage; else the one that says most of what is shown."""
        source = self._source_to_read()
        if source is None:
            return None
        return Reader(source, source.current_text, self.all_events, opened=self.opened, ordinal=self.selection.passage)

    def _source_to_read(self) -> Source | None:
        if self.opened:
            evidence = parts(self.opened)["evidence"]
            if evidence:
                return evidence[min(self.selection.passage, len(evidence)) - 1].passage.source
            # Among events that quote nothing there is nothing to read, and no room is kept for it.
            cited = [citation.source for citation in parts(self.opened)["citations"]]
            return cited[0] if cited and self.sources else None
        return next(iter(self.sources), None)

    @cached_property
    def sources(self) -> list[Source]:
        """The sources of what is shown, those that say most of it first."""
        said = Counter(piece.passage.source for event in self.all_events for piece in parts(event)["evidence"])
        return [source for source, _times in said.most_common()]

    @cached_property
    def notes(self) -> dict[int, range]:
        """The numbers of each event's footnotes, by its key: what print has in place of the reader."""
        upto = [0, *accumulate(len(rests_on(event)) for event in self.all_events)]
        return {event.pk: range(upto[at] + 1, upto[at + 1] + 1) for at, event in enumerate(self.all_events)}

    def notes_of(self, event: Event) -> range:
        """The numbers of the footnotes of `event`, one for each of what it `rests_on`."""
        return self.notes.get(event.pk, range(0))

    # Links, all of them canonical

    def link_to(self, event: Event, ordinal: int = 1) -> str:
        """Opens `event` at its `ordinal`-th passage, in this selection."""
        before = _with_more(self.first_page) if event.pk in self._beyond else self.opening
        return before + event_in_link(event, ordinal)

    @cached_property
    def opening(self) -> str:
        """What stands before the event in a link that opens one of this page."""
        return _with_more(self.closed)

    def link_with(self, slug: str) -> str:
        """This selection, narrowed to what the actor `slug` had a part in as well."""
        return self.selection.narrowed(actor=tuple(sorted({*self.selection.actor, slug}))).link()

    def link_within(self, earliest: date | None, latest: date | None, zoomed: bool | None = None) -> str:
        """This selection, narrowed to what may have happened from `earliest` to `latest`; None is no bound.

        Both days are included. The chart is `zoomed` to them or not; as it is, if not said.
        """
        selection = self.selection
        start, stop = (day and _the_day(day) for day in (earliest, latest))
        # A bound that stays is written as it was.
        start = selection.start if earliest == selection.earliest else start
        stop = selection.stop if latest == selection.latest else stop
        zoom = (selection.zoom if zoomed is None else zoomed) and bool(start or stop)
        if (start, stop) == (selection.start, selection.stop):
            return selection.link(zoom=zoom)
        return selection.narrowed(start=start, stop=stop, zoom=zoom).link()

    @property
    def closed(self) -> str:
        """This page with no event open."""
        return self.selection.link(event="", passage=1)

    @property
    def cleared(self) -> str:
        """Everything, in the same order."""
        return Selection(sort=self.selection.sort).link()

    @property
    def canonical(self) -> str:
        """Its address; an event that is not among those shown is not open, and not in it."""
        selection = self.selection if self.opened else replace(self.selection, event="", passage=1)
        query = selection.query_string()
        path = self.catalogue.timeline.get_absolute_url()
        return f"{path}?{query}" if query else path

    # The chart

    @cached_property
    def chart(self) -> "chart.Chart | None":
        """The chart of what would be chosen if no date were asked for; of these dates alone where it is zoomed."""
        lanes, selection = Lanes(self.results), self.selection
        return chart.draw(
            lanes.drawn(self.results.opened if self.opened else None),
            spans=lanes.spans,
            extent=self.catalogue.table.extent,
            link=self._link_on_chart,
            narrow=self.link_within,
            asked=(selection.earliest, selection.latest),
            zoomed=selection.zoom,
            current=self.opened,
        )

    def _link_on_chart(self, event: Event) -> str:
        """Opens `event`, on the page where it is."""
        here = self.selection if event.pk in self._keys else self.selection.narrowed()
        return here.link(event=event.uid, passage=1)

    # The head

    @cached_property
    def extent(self) -> str:
        """From when to when all of the timeline's events lie, as far as their dates are known."""
        extent = self.catalogue.table.extent
        return WORDING.days(*map(date.fromordinal, extent)) if extent else ""


def period_of(event: Event) -> str:
    """The heading under which an event is told: the month by which it sorts, or what wider period is known."""
    when: EventDate = event.date
    end = when.stop if when.start.is_open else when.start
    if (end.earliest.year, end.earliest.month) == (end.latest.year, end.latest.month):
        return WORDING.month(end.earliest.year, end.earliest.month)
    if end.precision == Precision.YEAR:
        return WORDING.year(end.earliest.year)
    return EventDate.parse(end.text.strip("?~%")).label(WORDING)


def _recorded_on(event: Event) -> str:
    return gettext("Recorded %(day)s") % {"day": WORDING.day(timezone.localdate(event.recorded_at))}


def rests_on(event: Event) -> list[Evidence | Citation]:
    """What is quoted and cited for `event`, each of which is a footnote in print."""
    its = parts(event)
    return [*its["evidence"], *its["citations"]]


def event_in_link(event: Event, ordinal: int = 1) -> str:
    """What stands for an open event at the end of a link, and where its `ordinal`-th passage begins in the article."""
    evidence = parts(event)["evidence"]
    start = evidence[ordinal - 1].passage.start if ordinal <= len(evidence) else None
    written = f"event={event.uid}" if ordinal == 1 else f"event={event.uid}&passage={ordinal}"
    return written if start is None else f"{written}#at-{start}"


def _with_more(link: str) -> str:
    """`link`, ready for one more key."""
    return link if link == "?" else f"{link}&"


@lru_cache(20_000)
def _the_day(day: date) -> EventDate:
    return EventDate.of_days(day, day)


def _is_dated(event: Event) -> bool:
    return event.earliest is not None or event.latest is not None
