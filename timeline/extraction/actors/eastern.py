"""Names of actors in Persian and Arabic, which have no capitals.

Beside known and listed names, a person is proposed behind a title ("الرئيس حسن روحاني", "سردار قاسم سلیمانی"), where
the given name is a common one or the sentence goes on with a verb of saying or a mark; and a common given name with
the word behind it, where the sentence goes on likewise. A body is proposed by the noun that begins its name ("وزارة
الدفاع", "دادگاه انقلاب"), with the words that belong to it.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from timeline.extraction.actors.findings import SURE, Finding
from timeline.extraction.actors.found import Known, Naming, Sort
from timeline.extraction.actors.lists import Role, eastern, phrases
from timeline.extraction.actors.names import Place, fold
from timeline.extraction.tokens import Word, tokenise

if TYPE_CHECKING:
    from timeline.extraction.sentences import Sentence

__all__ = ["propose"]

_LONGEST_TITLE = 3  # words
_LONGEST_BODY = 3  # words after its noun
_BINDING = frozenset(map(fold, phrases("بن ابن ابو أبو عبد آل بو ام")))
_ENDING = frozenset(map(fold, phrases("الدين الله الرحمن الدین پور زاده نژاد نیا")))


def propose(text: str, sentences: "Sequence[Sentence]", places: Sequence[Place], language: str) -> list[Finding]:
    """What may be an actor in `text`, in order, without overlap; `places` are those of known and listed names."""
    return _Reader(text, tokenise(text, sentences), places, language).findings()


class _Reader:
    def __init__(self, text: str, words: list[Word], places: Sequence[Place], language: str) -> None:
        self.text, self.words, self.language = text, words, language
        lists = eastern(language)
        self.folded = [fold(word.text) for word in words]
        self.lists = {name: frozenset(" ".join(fold(word).split()) for word in lists[name]) for name in lists}
        self.listed: dict[int, Place] = {}
        pending = iter(sorted(places, key=lambda place: place.start))
        place = next(pending, None)
        for number, word in enumerate(words):
            while place is not None and place.start < word.start:
                place = next(pending, None)
            if place is not None and word.start <= place.start < word.stop:
                self.listed[number] = place
        self.found: list[Finding] = []

    def findings(self) -> list[Finding]:
        number = 0
        while number < len(self.words):
            after = self._listed(number) or self._titled(number) or self._given(number) or self._body(number)
            number = max(after, number + 1)
        return self.found

    def _listed(self, number: int) -> int:
        place = self.listed.get(number)
        if place is None:
            return 0
        stop = number
        while stop < len(self.words) and self.words[stop].start < place.stop:
            stop += 1
        known = tuple(of for of in place.of if isinstance(of, Known))
        actors = known or tuple(of for of in place.of if of.role == Role.ACTOR)
        if not actors and place.of[0].role == Role.DEMONYM and self._is_of_state(number):
            finding = self._add(place.start, place.stop, Sort.STATE)
            finding.of, finding.form = place.of, Naming.DEMONYM
            return stop
        if not actors:
            return 0
        self._add(place.start, place.stop, actors[0].sort).of = actors
        return stop

    def _is_of_state(self, number: int) -> bool:
        """The adjective stands behind a word for what acts for a state: "القوات الأمريكية"."""
        return any(self._bare(before) in self.lists["state_nouns"] for before in range(max(0, number - 2), number))

    def _bare(self, number: int) -> str:
        """The word without "and", "for" and their like, if that is a word of the lists."""
        word = self.folded[number]
        if self.language == "ar" and word[:1] in {"و", "ف", "ب", "ل"}:
            rest = word[1:]
            rest = "ا" + rest if rest.startswith("ل") and word[0] == "ل" else rest
            if any(rest in self.lists[name] for name in ("titles", "organisation", "armed", "state_nouns")):
                return rest
        return word

    # People

    def _titled(self, number: int) -> int:
        begin = self._past_title(number)
        if begin == number:
            return 0
        while begin < len(self.words) and self.words[begin].follows and self._is_link(begin):
            place = self.listed.get(begin)
            begin += 1
            while place is not None and begin < len(self.words) and self.words[begin].start < place.stop:
                begin += 1
        if begin >= len(self.words) or not self._is_name(begin):
            return 0
        stop = self._name(begin)
        is_said = self.folded[begin - 1] in self.lists["honorifics"] and self._is_closed(stop)
        if not (self._is_given(begin) or is_said):
            return 0
        finding = self._add(self.words[begin].start, self.words[stop - 1].stop, Sort.PERSON)
        finding.title = self.text[self.words[number].start : self.words[begin - 1].stop]
        return stop

    def _given(self, number: int) -> int:
        if not self._is_given(number) or number in self.listed:
            return 0
        stop = self._name(number)
        if stop == number + 1 or not (self._is_closed(stop) or self._past_title(stop) > stop):
            return 0
        self._add(self.words[number].start, self.words[stop - 1].stop, Sort.PERSON)
        return stop

    def _past_title(self, number: int) -> int:
        if number >= len(self.words):
            return number
        for length in range(_LONGEST_TITLE, 0, -1):
            if number + length > len(self.words):
                continue
            if any(not word.follows for word in self.words[number + 1 : number + length]):
                continue
            if " ".join([self._bare(number), *self.folded[number + 1 : number + length]]) in self.lists["titles"]:
                after = number + length
                if after < len(self.words) and self.words[after].follows:
                    return max(after, self._past_title(after))
                return number
        return number

    def _is_link(self, number: int) -> bool:
        place = self.listed.get(number)
        if place is not None:
            return not isinstance(place.of[0], Known) and place.of[0].sort is Sort.STATE
        return self.folded[number] in self.lists["links"]

    def _is_name(self, number: int) -> bool:
        word = self.words[number]
        return (
            word.follows
            and len(word.text) > 1
            and not any(map(str.isdigit, word.text))
            and self.folded[number] not in self.lists["stop"]
            and number not in self.listed
        )

    def _name(self, begin: int) -> int:
        stop = begin + 1
        long = self.folded[begin] in _BINDING
        while stop < len(self.words) and stop - begin < 5 and self._is_name(stop):
            binds = self.folded[stop] in _BINDING
            if stop - begin >= 2 and not (binds or long or self.folded[stop] in _ENDING):
                break
            if stop - begin == 1 and not self._is_given(begin):
                break
            long = binds
            stop += 1
        return stop

    def _is_given(self, number: int) -> bool:
        """A common given name, or two that are written with a joiner."""
        return self.folded[number] in self.lists["given"] or (
            " " in self.folded[number] and set(self.folded[number].split()) <= self.lists["given"]
        )

    def _is_closed(self, stop: int) -> bool:
        """What stands behind the name does not belong to it."""
        return stop >= len(self.words) or not self.words[stop].follows or self.folded[stop] in self.lists["stop"]

    # Bodies

    def _body(self, number: int) -> int:
        head = self._bare(number)
        armed = head in self.lists["armed"]
        if not armed and head not in self.lists["organisation"]:
            return 0
        stop = self._end_of_body(number)
        if stop == number + 1:
            return 0
        skipped = len(self.words[number].text) - len(head) if head != self.folded[number] else 0
        start = self.words[number].start + max(skipped, 0)
        place = self.listed.get(stop - 1)
        end = self.words[stop - 1].stop if place is None else max(place.stop, self.words[stop - 1].stop)
        self._add(start, end, Sort.ARMED_GROUP if armed else Sort.ORGANISATION)
        return stop

    def _end_of_body(self, number: int) -> int:
        """Arabic: the word behind the noun, and definite ones after it. Persian: as many as the sentence parts off."""
        stop = number + 1
        while stop < len(self.words) and stop - number <= _LONGEST_BODY and self._belongs(number, stop):
            stop += 1
        if self.language == "fa" and stop > number + 2 and not (self._is_closed(stop) or stop - 1 in self.listed):
            return number + 2
        return stop

    def _belongs(self, head: int, number: int) -> bool:
        word = self.words[number]
        if not word.follows or self.folded[number] in self.lists["stop"] or any(map(str.isdigit, word.text)):
            return False
        return number == head + 1 or self.language == "fa" or self.folded[number].startswith(("ال", "لل"))

    def _add(self, start: int, stop: int, sort: Sort) -> Finding:
        finding = Finding(start, stop, sort, SURE)
        self.found.append(finding)
        return finding
