"""Who says what in German, Persian and Arabic, by the order of words of each.

German and Arabic may put the subject on either side of the verb, Persian before it; an actor on the usual side, next to
the verb or first in its clause, is whoever speaks. What is said stands behind the verb, after "dass", "که" or "إن".
"""

from collections.abc import Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from timeline.extraction.actors.found import Sort
from timeline.extraction.actors.names import fold
from timeline.extraction.tokens import tokenise
from timeline.extraction.voices.reporting import Attribution, Named, Quoted, outside, reporting, verbs

if TYPE_CHECKING:
    from timeline.extraction.actors import FoundActor
    from timeline.extraction.sentences import Sentence

__all__ = ["LANGUAGES", "attributions"]

LANGUAGES = ("de", "fa", "ar")
_NEAR = 8  # words between a verb and its subject behind it
_FAR = 24  # words between an Arabic verb and its "that", past an apposition
_PHRASE = 4  # words of the longest source ("nach Angaben von")
_MARKS = frozenset(',:;.!?()“”„"«»،؛؟–—')


def attributions(
    text: str,
    sentences: "Sequence[Sentence]",
    actors: "Sequence[FoundActor]",
    mentions: Sequence[Named],
    quotations: Sequence[Quoted],
    language: str,
) -> list[Attribution]:
    """The places that say who says something, in order."""
    return _Reader(text, sentences, actors, mentions, quotations, language).attributions()


class _Reader:
    def __init__(
        self,
        text: str,
        sentences: "Sequence[Sentence]",
        actors: "Sequence[FoundActor]",
        mentions: Sequence[Named],
        quotations: Sequence[Quoted],
        language: str,
    ) -> None:
        self.text, self.actors, self.language = text, actors, language
        self.words = tokenise(text, sentences, {edge for named in mentions for edge in (named.start, named.stop)})
        self.outside = outside(self.words, quotations)
        self.folded = [fold(word.text) for word in self.words]
        self.verbs = {" ".join(fold(form).split()): verb for form, verb in verbs(language).items()}
        self.lists = {name: _folded(language, name) for name in ("that", "sources", "behind", "he")}
        parted = (pair.split(":") for pair in reporting(language, "parted"))
        self.parted = {verb: fold(prefix) for verb, prefix in parted}
        self.first_of: dict[int, Named] = {}
        pending = iter(mentions)
        name = next(pending, None)
        for number, word in enumerate(self.words):
            while name is not None and name.start < word.start:
                name = next(pending, None)
            if name is not None and word.start <= name.start < word.stop:
                self.first_of[number] = name
        self.last_person: int | None = None

    def attributions(self) -> list[Attribution]:
        found = []
        for _, group in groupby(range(len(self.words)), key=lambda number: self.words[number].sentence):
            numbers = list(group)
            first, stop = numbers[0], numbers[-1] + 1
            here: list[Attribution] = []
            for number in numbers:
                if self.outside[number] and not (here and self._is_covered(number, here[-1])):
                    said = self._source(number, first, stop) or self._verb(number, first, stop)
                    if said is not None:
                        here.append(said)
            people = [said.speaker for said in here] + [
                self.first_of[number].actor for number in numbers if number in self.first_of
            ]
            self.last_person = next((actor for actor in people if self._is_person(actor)), self.last_person)
            found += here
        return found

    def _is_covered(self, number: int, said: Attribution) -> bool:
        start = self.words[number].start
        reported = said.clause is not None and said.clause[0] <= start < said.clause[1]
        return reported or said.start <= start < said.stop

    def _is_person(self, actor: int | None) -> bool:
        return actor is not None and self.actors[actor].sort is Sort.PERSON

    def _is_cut(self, number: int) -> bool:
        return bool(_MARKS & set(self.words[number].before))

    def _phrase(self, number: int, stop: int, phrases: "frozenset[str]") -> int:
        """How many words from that one on are one of the phrases, 0 for none."""
        for length in range(min(_PHRASE, stop - number), 0, -1):
            words = " ".join(self.folded[number : number + length])
            if words in phrases or (self.language == "ar" and words[:1] in "وف" and words[1:] in phrases):
                return length
        return 0

    def _source(self, number: int, first: int, stop: int) -> Attribution | None:
        length = self._phrase(number, stop, self.lists["sources"])
        if self.folded[number] in self.lists["behind"]:
            return self._source_before(number, first, stop)
        if not length:
            return None
        verb = self.text[self.words[number].start : self.words[number + length - 1].stop].lower()
        end = begin = number + length
        while end < stop and end - begin < _NEAR and (end == begin or not self._is_cut(end)):
            end += 1
        speaker = next((i for i in range(begin, end) if i in self.first_of), None)
        if speaker is None:
            return None
        last = self._after(speaker, stop) - 1
        begins = last + 1 if number - first <= 1 else None
        clause = self._until_end(begins, stop) if begins is not None else self._span(first, number)
        word = self.words[number]
        actor = self.first_of[speaker].actor
        return Attribution(word.sentence, word.start, self.words[last].stop, word.start, verb, actor, clause)

    def _source_before(self, number: int, first: int, stop: int) -> Attribution | None:
        """ "dem Ministerium zufolge": the word that makes it a source stands behind the name."""
        name = next((i for i in range(number - 1, max(first, number - 4) - 1, -1) if i in self.first_of), None)
        if name is None:
            return None
        word = self.words[number]
        clause = self._until_end(number + 1, stop) if name - first <= 2 else self._span(first, name)
        start = self.words[name].start
        return Attribution(word.sentence, start, word.stop, start, word.text, self.first_of[name].actor, clause)

    def _verb(self, number: int, first: int, stop: int) -> Attribution | None:
        verb, length = self._form(number, stop)
        if verb is None:
            return None
        prefix = self.parted.get(verb)
        if prefix is not None and self.folded[number].startswith(prefix):
            prefix = None  # in a clause that the verb ends, it is one word
        if prefix is not None and not self._is_whole(number, stop, prefix):
            return None
        behind = number + length
        subject, begin = self._subject(number, behind, first, stop)
        if subject is None:
            return None
        start, speaker = subject
        clause = self._as_said(number, first) or self._clause(begin, stop, verb)
        if clause is None and prefix is not None:
            end = next(i for i in range(behind, stop) if self.folded[i] == prefix)
            clause = self._span(begin, end) if self.outside[begin] else None
        touches = any(not self.outside[i] for i in (number - 1, behind, begin) if first <= i < stop)
        if clause is None and speaker is None and not touches:
            return None
        word = self.words[number]
        end = self.words[max(begin, behind) - 1].stop
        return Attribution(word.sentence, min(start, word.start), end, word.start, verb, speaker, clause)

    def _as_said(self, number: int, first: int) -> tuple[int, int] | None:
        """ "…, wie Landrätin Kröll mitteilte": what stands before it was said."""
        for i in range(number, max(first, number - _NEAR), -1):
            if self._is_cut(i):
                return self._span(first, i) if self.language == "de" and self.folded[i] == "wie" else None
        return None

    def _form(self, number: int, stop: int) -> tuple[str | None, int]:
        for length in (2, 1):
            if number + length <= stop:
                words = " ".join(self.folded[number : number + length])
                if words in self.verbs:
                    return self.verbs[words], length
        bare = self.folded[number][1:]
        if self.language == "ar" and self.folded[number][0] in "وف" and bare in self.verbs:
            return self.verbs[bare], 1
        return None, 0

    def _is_whole(self, number: int, stop: int, prefix: str) -> bool:
        return any(self.folded[i] == prefix and (i + 1 == stop or self._is_cut(i + 1)) for i in range(number + 1, stop))

    def _subject(self, number: int, behind: int, first: int, stop: int) -> tuple[tuple[int, int | None] | None, int]:
        """Where the subject begins and who it is; and the word behind verb and subject."""
        if self.language == "ar":
            found = self._behind(number, behind, stop) or self._before(number, behind, first)
            if found is None and number == first and self.last_person is not None:
                found = (self.words[number].start, self.last_person), behind
            return found or (None, behind)
        at_end = number == first or not self.outside[number - 1] or bool(_MARKS & set(self.words[number].before))
        if self.language == "de" and at_end and (found := self._behind(number, behind, stop)):
            return found
        found = self._before(number, behind, first)
        if found is None and self.language == "de":
            found = self._behind(number, behind, stop)
        if found is None and self.language == "fa" and self.last_person is not None:
            return (self.words[number].start, self.last_person), behind  # a verb alone says "he"
        return found or (None, behind)

    def _before(self, number: int, behind: int, first: int) -> tuple[tuple[int, int | None], int] | None:
        begin = number
        while begin > first and self.outside[begin - 1]:
            begin -= 1
        names = [i for i in range(begin, number) if i in self.first_of and not self._listens(i)]
        if self.language == "fa" and self.folded[begin] in self.lists["he"]:
            return (self.words[begin].start, self.last_person), behind
        if self.folded[number - 1] in self.lists["he"] and number > first:
            return (self.words[number - 1].start, self.last_person), behind
        if not names:
            return None
        people = [i for i in names if self._is_person(self.first_of[i].actor)]
        chosen = (people or names)[0]
        return (self.words[chosen].start, self.first_of[chosen].actor), behind

    def _behind(self, number: int, behind: int, stop: int) -> tuple[tuple[int, int | None], int] | None:
        names, i = [], behind
        for i in range(behind, min(behind + _NEAR, stop)):
            if (i > behind and self._is_cut(i)) or not self.outside[i] or self.folded[i] in self.lists["that"]:
                break
            if i == behind and self.folded[i] in self.lists["he"]:
                return (self.words[number].start, self.last_person), i + 1
            if i in self.first_of and not self._listens(i):
                names.append(i)
        if not names and self.language == "de" and i < stop and i in self.first_of and self.words[i].before == ", ":
            names = [i]  # "sagte der Bürgermeister von Unterau, Josef Anzinger"
        people = [i for i in names if self._is_person(self.first_of[i].actor)]
        if not names:
            return None
        chosen = (people or names)[0]
        return (self.words[number].start, self.first_of[chosen].actor), self._after(chosen, stop)

    def _listens(self, number: int) -> bool:
        """The name is that of whoever is told: behind "به", behind "ل" in one word with it."""
        if self.language == "fa":
            return number > 0 and self.folded[number - 1] == "به"
        return (
            self.language == "ar"
            and self.words[number].start < self.first_of[number].start
            and self.folded[number][0] == "ل"
        )

    def _after(self, number: int, stop: int) -> int:
        end = self.first_of[number].stop
        return next((i for i in range(number + 1, stop) if self.words[i].start >= end), stop)

    def _clause(self, begin: int, stop: int, verb: str) -> tuple[int, int] | None:
        far = _FAR if self.language == "ar" else _NEAR
        for i in range(begin, min(begin + far, stop)):
            if self.folded[i] in self.lists["that"]:
                return self._until_end(i + 1, stop)
        if begin >= stop or not self.outside[begin]:
            return None
        before = self.words[begin].before.strip()
        if before in {",", ":"} or (self.language != "de" and before == ""):
            return self._until_end(begin, stop)
        for i in range(begin + 1, min(begin + _NEAR, stop)):
            if self.language == "de" and self._is_cut(i):
                return (
                    self._until_end(i, stop) if self.outside[i] and self.words[i].before.strip() in {",", ":"} else None
                )
        return None

    def _until_end(self, begin: int, stop: int) -> tuple[int, int] | None:
        return self._span(begin, stop) if begin < stop else None

    def _span(self, begin: int, stop: int) -> tuple[int, int] | None:
        if begin >= stop:
            return None
        end = self.words[stop - 1].stop
        if not self.outside[stop - 1] and self.text[end : end + 2].strip(".،,")[:1] in _MARKS:
            end += 1
        return self.words[begin].start, end


def _folded(language: str, name: str) -> frozenset[str]:
    return frozenset(" ".join(fold(phrase).split()) for phrase in reporting(language, name))
