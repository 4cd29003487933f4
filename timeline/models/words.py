"""What full text is looked up in: the words of published events and of actors, folded.

A row holds words with one space between them, as `folding.folded` leaves them; the indexes of either database hang on
these tables and on nothing else, so both find the same.
"""

from collections import defaultdict

from django.db import models

from timeline.folding import folded

from .actors import Actor, Alias
from .derived import DerivedQuerySet
from .events import Citation, Event, Evidence


class EventWordsQuerySet(DerivedQuerySet):
    def should_be(self, keys: list[int]) -> dict[int, tuple]:
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
        return {
            key: (folded(title), folded(summary), folded(*quotations[key]))
            for key, title, summary in published.values_list("pk", "title", "summary")
        }


class ActorWordsQuerySet(DerivedQuerySet):
    def should_be(self, keys: list[int]) -> dict[int, tuple]:
        aliases = defaultdict(list)
        for actor, _pk, name in sorted(
            Alias.objects.filter(actor__in=keys).order_by().values_list("actor", "pk", "name")
        ):
            aliases[actor].append(name)
        named = Actor.objects.filter(pk__in=keys).order_by().values_list("pk", "name")
        return {key: (folded(name, *aliases[key]),) for key, name in named}


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
