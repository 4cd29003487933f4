"""Whom "he", "she", "it", "the bank" and "the prosecutor" mean."""

from collections import Counter
from collections.abc import Sequence

from timeline.extraction.actors import FoundActor
from timeline.extraction.lexicon import Lexicon

from .clauses import Reading

__all__ = ["Referents"]

_REMEMBERED = 12  # actors, the last that were named, that a pronoun may mean
_FAR = 4  # sentences that a name may be farther back, if the pronoun is known to fit


class Referents:
    """What was named so far, the most likely to be meant last. Sentences must be `told` in order.

    Whether somebody is a he or a she is learnt from the whole text beforehand: from titles ("Ms.", "her son") and from
    the pronouns behind a name in a sentence with no other.
    """

    def __init__(self, actors: Sequence[FoundActor], readings: Sequence[Reading], words: Lexicon) -> None:
        self.actors, self.words = actors, words
        self._people: list[int] = []
        self._bodies: list[int] = []
        self._last_was_body = False
        self._told = 0
        self._heard: dict[int, int] = {}  # the sentence, by its number, in which an actor was meant last
        self._female = Counter()  # less the votes for male
        for reading in readings:
            self._learn(reading)
        self._described = [set(actor.description.casefold().replace("’s", "").split()) for actor in actors]
        self._named = [set(actor.name.casefold().split()) for actor in actors]

    def _learn(self, reading: Reading) -> None:
        tokens = reading.tokens
        people = {token.actor for token in tokens if token.actor is not None and self._is_person(token.actor)}
        for k, token in enumerate(tokens):
            if token.actor in people and k:
                title = tokens[k - 1].word if tokens[k - 1].word != "." else tokens[k - 2].word if k > 1 else ""
                self._female[token.actor] += 3 * ((title in self.words["female"]) - (title in self.words["male"]))
        if len(people) != 1:
            return
        (whom,) = people
        seen = False
        for token in tokens:
            seen = seen or token.actor == whom
            if seen and token.quoted < 0 and token.is_plain_word:
                self._female[whom] += (token.word in self.words["feminine"]) - (token.word in self.words["masculine"])

    def _is_person(self, actor: int) -> bool:
        return self.actors[actor].sort == "person"

    def told(self, reading: Reading, subjects: Sequence[int]) -> None:
        """A sentence is over: it named these, of whom `subjects` did something."""
        named = [token.actor for token in reading.tokens if token.actor is not None and not token.is_demonym]
        for actor in [*(actor for actor in named if actor not in subjects), *subjects]:
            known = self._people if self._is_person(actor) else self._bodies
            if actor in known:
                known.remove(actor)
            known.append(actor)
            del known[:-_REMEMBERED]
            self._heard[actor] = self._told
        self._told += 1
        if subjects:
            self._last_was_body = not self._is_person(subjects[-1])

    def of_pronoun(self, word: str, *, but: Sequence[int] = ()) -> int | None:
        """Whom a pronoun means, never one of `but`: the last who can be meant."""
        if word in self.words["others"]:
            return self._bodies[-1] if self._bodies and self._last_was_body and self._bodies[-1] not in but else None
        sign = 1 if word in self.words["feminine"] else -1
        likely = [
            (self._told - self._heard[actor] - _FAR * min(max(sign * self._female[actor], 0), 2) / 2, actor)
            for actor in reversed(self._people)
            if actor not in but and sign * self._female[actor] >= -1
        ]
        return min(likely, key=lambda pair: pair[0], default=(0, None))[1]

    def of_description(self, word: str) -> int | None:
        """Whom "the bank" or "the prosecutor" means: the last who is called or described so."""
        for actor in reversed(self._bodies):
            if self.actors[actor].sort != "state" and word in self._named[actor]:
                return actor
        for actor in reversed(self._people):
            if word in self._described[actor]:
                return actor
        if word in self.words["bodies"]:
            bodies = [actor for actor in self._bodies if self.actors[actor].sort == "organisation"]
            return max(bodies, key=lambda actor: len(self.actors[actor].mentions), default=None)
        return None
