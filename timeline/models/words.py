"""What full text is looked up in: the words of published events and of actors, folded.

A row holds words with one space between them, as `folding.folded` leaves them; the indexes of either database hang on
these tables and on nothing else, so both find the same.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator
from itertools import islice

from django.db import models, transaction

from timeline.folding import folded

from .actors import Actor, Alias
from .events import Citation, Event, Evidence

AT_ONCE = 500  # rows that are read and written together


class EventWordsQuerySet(models.QuerySet):
    def refresh(self, events: Collection[int]) -> None:
        """Make the words of `events`, by their keys, what they are now; who is not published, or is gone, has none.

        Four statements for each AT_ONCE of them at most, two where nothing has changed.
        """
        for keys in _batches(events):
            self._refresh(keys)

    @transaction.atomic(savepoint=False)
    def _refresh(self, keys: list[int]) -> None:
        quotations = defaultdict(list)
        quoted = Evidence.objects.filter(event__in=keys).values_list(
            "event", models.Value(0), "position", "pk", "passage__exact"
        )
        cited = Citation.objects.filter(event__in=keys).values_list(
            "event", models.Value(1), "position", "pk", "source__title"
        )
        for event, *_place, text in sorted(quoted.order_by().union(cited.order_by(), all=True)):
            quotations[event].append(text)
        published = Event.objects.published().filter(pk__in=keys).order_by()
        present, changed = set(), []
        for pk, title, summary, *words in published.values_list(
            "pk", "title", "summary", *_fields("words", EventWords)
        ):
            present.add(pk)
            now = [folded(title), folded(summary), folded(*quotations[pk])]
            if now != words:
                changed.append(EventWords(pk, *now))
        _replace(self, changed, gone=[key for key in keys if key not in present])


class ActorWordsQuerySet(models.QuerySet):
    def refresh(self, actors: Collection[int]) -> None:
        """Make the words of `actors`, by their keys, what they are now; who is gone has none. As for events."""
        for keys in _batches(actors):
            self._refresh(keys)

    @transaction.atomic(savepoint=False)
    def _refresh(self, keys: list[int]) -> None:
        aliases = defaultdict(list)
        for actor, _pk, name in sorted(
            Alias.objects.filter(actor__in=keys).order_by().values_list("actor", "pk", "name")
        ):
            aliases[actor].append(name)
        present, changed = set(), []
        named = Actor.objects.filter(pk__in=keys).order_by()
        for pk, name, *words in named.values_list("pk", "name", *_fields("words", ActorWords)):
            present.add(pk)
            now = [folded(name, *aliases[pk])]
            if now != words:
                changed.append(ActorWords(pk, *now))
        _replace(self, changed, gone=[key for key in keys if key not in present])


class EventWords(models.Model):
    """The words of a published event. `quotations` are those of its passages and the headlines that it cites."""

    event = models.OneToOneField(Event, models.CASCADE, primary_key=True, related_name="words")
    title = models.TextField(default="")
    summary = models.TextField(default="")
    quotations = models.TextField(default="")

    objects = EventWordsQuerySet.as_manager()

    class Meta:
        verbose_name = "words of an event"
        verbose_name_plural = "words of events"

    def __str__(self):
        return self.title


class ActorWords(models.Model):
    """The words of an actor's name and aliases."""

    actor = models.OneToOneField(Actor, models.CASCADE, primary_key=True, related_name="words")
    names = models.TextField(default="")

    objects = ActorWordsQuerySet.as_manager()

    class Meta:
        verbose_name = "words of an actor"
        verbose_name_plural = "words of actors"

    def __str__(self):
        return self.names


def _batches(keys: Collection[int]) -> Iterator[list[int]]:
    rest = iter(sorted(set(keys)))
    while batch := list(islice(rest, AT_ONCE)):
        yield batch


def _fields(relation: str, model: type[models.Model]) -> list[str]:
    return [f"{relation}__{field.name}" for field in model._meta.fields if not field.primary_key]


def _replace(words: models.QuerySet, changed: list[models.Model], gone: list[int]) -> None:
    if changed:
        key, *rest = (field.name for field in words.model._meta.fields)
        words.bulk_create(changed, update_conflicts=True, unique_fields=[key], update_fields=rest)
    if gone:
        words.filter(pk__in=gone).delete()
