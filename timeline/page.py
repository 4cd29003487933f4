"""The timeline page of one selection: the list in its periods, the shelf, the reader and the chart.

Everything that a query string changes is here, so that one swap holds it all. At most four queries, beside those of
the catalogue, however many events are shown.
"""

from collections import Counter
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from itertools import groupby

from django.utils import timezone
from django.utils.translation import gettext

from timeline import chart
from timeline.dates import EventDate, Precision
from timeline.filters import Catalogue, Results, Selection
from timeline.localised import WORDING
from timeline.models import Actor, Event, Evidence, Source
from timeline.reader import Reader

__all__ = ["MOST_LANES", "Page", "Period", "period_of"]

MOST_LANES = 6


@dataclass(frozen=True)
class Period:
    """Events told under one heading."""

    heading: str
    events: list[Event]


class Page:
    """What the page shows of `results`."""

    def __init__(self, results: Results):
        self.results = results
        self.selection: Selection = results.selection
        self.catalogue: Catalogue = results.catalogue

    @cached_property
    def _rows(self) -> dict[int, Event]:
        needed = self.results.chosen | self.results.whatever_the_dates
        events = self.catalogue.timeline.events.published()
        if needed != self.catalogue.everything:
            events = events.filter(pk__in=needed)
        return {event.pk: event for event in events.for_display()}

    def _shown(self, keys: list[int]) -> list[Event]:
        # What was published or taken back between two queries is passed over.
        return [self._rows[key] for key in keys if key in self._rows]

    @cached_property
    def events(self) -> list[Event]:
        """The dated events, in order."""
        return self._shown(self.results.ordered)

    @cached_property
    def shelf(self) -> list[Event]:
        """The events of which no date is known."""
        return self._shown(self.results.shelf)

    @cached_property
    def all_events(self) -> list[Event]:
        return self.events + self.shelf

    @property
    def count(self) -> int:
        return len(self.results.chosen)

    @cached_property
    def periods(self) -> list[Period]:
        heading = _recorded_on if self.selection.sort == "recorded" else period_of
        return [Period(words, list(events)) for words, events in groupby(self.events, key=heading)]

    # What is open

    @cached_property
    def opened(self) -> Event | None:
        """The event whose passage is open in the reader, if it is among those shown."""
        return next((event for event in self.all_events if event.uid == self.selection.event), None)

    @cached_property
    def earlier(self) -> Event | None:
        """The event before the open one on the page."""
        return self._beside(-1)

    @cached_property
    def later(self) -> Event | None:
        """The event after the open one on the page; the first, while none is open."""
        return self._beside(1) if self.opened else next(iter(self.all_events), None)

    def _beside(self, step: int) -> Event | None:
        if not self.opened:
            return None
        place = self.all_events.index(self.opened) + step
        return self.all_events[place] if 0 <= place < len(self.all_events) else None

    @cached_property
    def reader(self) -> Reader | None:
        """The source of the open passage; else the one that says most of what is shown."""
        source = self._source_to_read()
        if source is None:
            return None
        return Reader(source, source.current_text, self.all_events, opened=self.opened, ordinal=self.selection.passage)

    def _source_to_read(self) -> Source | None:
        if self.opened:
            evidence = list(self.opened.evidence.all())
            place = min(self.selection.passage, len(evidence)) - 1
            return evidence[place].passage.source if evidence else None
        return next(iter(self.sources), None)

    @cached_property
    def sources(self) -> list[Source]:
        """The sources of what is shown, those that say most of it first."""
        said = Counter(piece.passage.source for event in self.all_events for piece in event.evidence.all())
        return [source for source, _times in said.most_common()]

    @cached_property
    def footnotes(self) -> list[tuple[int, Evidence]]:
        """Every quotation of what is shown, numbered: what print has in place of the reader."""
        return list(enumerate((piece for event in self.all_events for piece in event.evidence.all()), start=1))

    @cached_property
    def notes(self) -> dict[int, list[int]]:
        """The numbers of each event's footnotes, by its key."""
        numbers: dict[int, list[int]] = {}
        for number, piece in self.footnotes:
            numbers.setdefault(piece.event_id, []).append(number)
        return numbers

    # Links, all of them canonical

    def link_to(self, event: Event, ordinal: int = 1) -> str:
        """Opens `event` at its `ordinal`-th passage, in this selection."""
        link = self.selection.link(event=event.uid, passage=ordinal)
        evidence = list(event.evidence.all())
        start = evidence[ordinal - 1].passage.start if ordinal <= len(evidence) else None
        return link if start is None else f"{link}#at-{start}"

    def link_with(self, actor: Actor) -> str:
        """This selection, narrowed to what `actor` had a part in as well."""
        actors = tuple(sorted({*self.selection.actor, actor.slug}))
        return self.selection.link(actor=actors, event="", passage=1)

    def link_within(self, earliest: date, latest: date) -> str:
        """This selection, narrowed to what may have happened from `earliest` to `latest`, both included."""
        start, stop = EventDate.of_days(earliest, earliest), EventDate.of_days(latest, latest)
        return self.selection.link(start=start, stop=stop, event="", passage=1)

    @property
    def closed(self) -> str:
        """This selection with no event open."""
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
        around = [pk for pk in self.catalogue.order if pk in self.results.whatever_the_dates]
        events = self._shown([pk for pk in around if pk in self.catalogue.dates])
        asked = (self.selection.earliest, self.selection.latest)
        return chart.draw(
            events,
            lanes=self._lanes(events),
            link=self.link_to,
            asked=asked,
            current=self.opened,
            narrow=self.link_within,
        )

    def _lanes(self, events: list[Event]) -> list[Actor]:
        """The actors with most of `events`; those that were asked for come first."""
        taking_part = Counter(actor for event in events for actor in {p.actor for p in event.participations.all()})
        asked = set(self.selection.actor)
        ranked = sorted(taking_part, key=lambda actor: (actor.slug not in asked, -taking_part[actor], actor.name))
        return ranked[:MOST_LANES]

    # The head

    @cached_property
    def extent(self) -> str:
        """From when to when all of the timeline's events lie, as far as their dates are known."""
        dates = self.catalogue.dates.values()
        known = [day for when in dates for day in (when.earliest, when.latest) if day]
        return WORDING.days(min(known), max(known)) if known else ""


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
