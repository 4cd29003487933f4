"""Names of actors in German prose, where every noun has a capital.

So a capital says nothing, and only what is told by other means is proposed: what stands behind a title ("Kanzlerin
Angela Merkel"), a given name and the word behind it, a name that an apposition describes ("Jana Kruse, die Leiterin
des …"), and bodies by the noun at the end of a compound ("Bundeskriminalamt", "Verteidigungsministerium") or before a
place or "für" ("Landgericht München", "Institut für Weltwirtschaft").
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from timeline.extraction.actors.findings import SURE, Finding
from timeline.extraction.actors.found import Known, Naming, Sort
from timeline.extraction.actors.lists import Role, english, german, phrases
from timeline.extraction.actors.names import Place
from timeline.extraction.tokens import Word, tokenise

if TYPE_CHECKING:
    from timeline.extraction.sentences import Sentence

__all__ = ["propose"]

_PARTICLES = phrases("von van de der den zu zum zur bin ibn al el da di du del")
_ARTICLES = phrases("der die das ein eine einer ehemaliger ehemalige früherer frühere damaliger damalige")
_LONGEST_NAME = 4
_LONGEST_DESCRIPTION = 25


def propose(text: str, sentences: "Sequence[Sentence]", places: Sequence[Place]) -> list[Finding]:
    """What may be an actor in `text`, in order, without overlap; `places` are those of known and listed names."""
    words = tokenise(text, sentences, {edge for place in places for edge in (place.start, place.stop)})
    return _Reader(text, words, places).findings()


class _Reader:
    def __init__(self, text: str, words: list[Word], places: Sequence[Place]) -> None:
        self.text, self.words, self.lists, self.given = text, words, german(), english().given
        starts = {word.start: number for number, word in enumerate(words)}
        self.listed = {starts[place.start]: place for place in places if place.start in starts}
        self.found: list[Finding] = []

    def findings(self) -> list[Finding]:
        number = 0
        while number < len(self.words):
            number = max(self._read(number), number + 1)
        return self.found

    def _read(self, number: int) -> int:
        place = self.listed.get(number)
        if place is not None and (after := self._listed(number, place)):
            return after
        if self._is_capital(number):
            for read in (self._titled, self._given, self._described, self._body):
                if after := read(number):
                    return after
        return number + 1

    def _is_capital(self, number: int) -> bool:
        return self.words[number].text[:1].isupper()

    def _is_name(self, number: int, *, follows: bool = True) -> bool:
        """The word can be a part of a person's name."""
        if number >= len(self.words) or not self._is_capital(number):
            return False
        word = self.words[number]
        if follows and not word.follows:
            return False
        place = self.listed.get(number)
        is_actor = place is not None and not all(_is_person(of) or of.role == Role.PLACE for of in place.of)
        return not is_actor and word.text not in self.lists["not_names"] and not word.text.isupper()

    def _name(self, number: int) -> int:
        """Where the name that begins at `number` stops; `number` itself where none does."""
        stop = number
        while stop < len(self.words) and stop - number < _LONGEST_NAME:
            ahead = stop
            while ahead < len(self.words) and ahead - stop < 2 and self.words[ahead].text in _PARTICLES:
                ahead += 1
            if not self._is_name(ahead) or (ahead > stop and not self.words[stop].follows):
                break
            stop = ahead + 1
            if self.words[stop - 1].possessive:
                break
        return stop

    # What is listed

    def _listed(self, number: int, place: Place) -> int:
        stop = number
        while stop < len(self.words) and self.words[stop].start < place.stop:
            stop += 1
        known = tuple(of for of in place.of if isinstance(of, Known))
        actors = known or tuple(of for of in place.of if of.role == Role.ACTOR)
        if actors:
            if len(actors) == len(known) and known[0].sort is Sort.PERSON and self._name(stop) > stop:
                return 0  # a longer name
            self._add(place.start, place.stop, actors[0].sort).of = actors
            return stop
        if place.of[0].role == Role.DEMONYM and self._is_of_state(stop):
            finding = self._add(place.start, self.words[stop - 1].stop, Sort.STATE)
            finding.of, finding.form = place.of, Naming.DEMONYM
            return stop
        return 0

    def _is_of_state(self, stop: int) -> bool:
        for number in range(stop, min(stop + 2, len(self.words))):
            if self._is_capital(number):
                return self.words[number].lower.endswith(tuple(self.lists["state_nouns"]))
        return False

    # People

    def _titled(self, number: int) -> int:
        if self.words[number].text not in self.lists["titles"]:
            return 0
        begin = number + 1
        while begin < len(self.words) and self.words[begin].follows and self.words[begin].text in self.lists["titles"]:
            begin += 1
        stop = self._name(begin)
        if stop == begin or self.words[begin].text in _PARTICLES:
            return 0  # "Bürgermeister von Unterau" is not called so
        finding = self._add(self.words[begin].start, self.words[stop - 1].stop, Sort.PERSON)
        finding.title = self.text[self.words[number].start : self.words[begin - 1].stop]
        self._describe(finding, stop)
        return stop

    def _given(self, number: int) -> int:
        if self.words[number].text not in self.given or not self._is_name(number, follows=False):
            return 0
        stop = self._name(number + 1)
        if stop == number + 1:
            return 0
        self._describe(self._add(self.words[number].start, self.words[stop - 1].stop, Sort.PERSON), stop)
        return stop

    def _described(self, number: int) -> int:
        """Two capitals that an apposition says to be a person."""
        if not (self._is_name(number, follows=False) and self._is_name(number + 1)):
            return 0
        finding = Finding(self.words[number].start, self.words[number + 1].stop, Sort.PERSON, SURE)
        self._describe(finding, number + 2)
        if finding.described is None:
            return 0
        self.found.append(finding)
        return number + 2

    def _describe(self, finding: Finding, number: int) -> None:
        if number + 1 >= len(self.words) or self.words[number].before != ", ":
            return
        if self.words[number].text.isdigit():
            finding.described = self.words[number].start, self.words[number].stop
            return
        has_role = self.words[number].text in self.lists["roles"]
        if self.words[number].lower in _ARTICLES:
            noun = next((i for i in range(number, min(number + 4, len(self.words))) if self._is_capital(i)), number)
            has_role = self.words[noun].text.endswith(tuple(self.lists["roles"])) or self._ends_in_role(noun)
        if has_role:
            stop = number + 1
            while (
                stop < len(self.words)
                and self.words[stop].follows
                and self.words[stop].sentence == self.words[number].sentence
                and stop - number < _LONGEST_DESCRIPTION
            ):
                stop += 1
            finding.described = self.words[number].start, self.words[stop - 1].stop

    def _ends_in_role(self, number: int) -> bool:
        return self.words[number].lower.endswith(tuple(role.lower() for role in self.lists["roles"]))

    # Bodies

    def _body(self, number: int) -> int:
        word = self.words[number]
        head, genitive = word.lower, 0
        if not self._is_head(head) and head.endswith("s") and self._is_head(head.removesuffix("s")):
            head, genitive = head.removesuffix("s"), 1
        if not self._is_head(head):
            return 0
        stop = self._with_purpose(number) or self._with_place(number)
        if head in self.lists["common"] and not stop:
            return 0
        start = number
        if number and self._is_adjective(number - 1) and word.follows:
            start = number - 1
        armed = head.endswith(tuple(self.lists["armed"]))
        end = self.words[stop - 1].stop if stop else word.stop - genitive
        finding = self._add(self.words[start].start, end, Sort.ARMED_GROUP if armed else Sort.ORGANISATION)
        stop = stop or number + 1
        if stop < len(self.words) and self._is_acronym(stop):
            acronym = self._add(self.words[stop].start, self.words[stop].stop, finding.sort)
            acronym.introduced = finding.start
            return stop + 1
        return stop

    def _is_head(self, word: str) -> bool:
        return word.endswith(tuple(self.lists["organisation"])) or (
            "-" in word and word.endswith(tuple(self.lists["armed"]))
        )

    def _is_adjective(self, number: int) -> bool:
        word, place = self.words[number], self.listed.get(number)
        return (
            not word.first
            and self._is_capital(number)
            and (place is None or all(not _is_person(of) and of.role == Role.DEMONYM for of in place.of))
            and word.lower.endswith(
                ("sche", "scher", "sches", "schen", "tsche", "ige", "iger", "iges", "rale", "raler", "liche")
            )
        )

    def _with_purpose(self, number: int) -> int:
        """Where "Bundesamt für Migration und Flüchtlinge" stops; 0 without "für"."""
        stop = number + 1
        if stop + 1 >= len(self.words) or self.words[stop].text != "für" or not self.words[stop].follows:
            return 0
        for ahead in range(stop + 1, min(stop + 4, len(self.words))):
            if not self.words[ahead].follows:
                return 0
            if self._is_capital(ahead):
                joined = ahead + 2 < len(self.words) and self.words[ahead + 1].text == "und"
                return ahead + 3 if joined and self._is_capital(ahead + 2) else ahead + 1
        return 0

    def _with_place(self, number: int) -> int:
        place = self.listed.get(number + 1)
        if number + 1 >= len(self.words) or not self.words[number + 1].follows:
            return 0
        if (
            place is None
            and self._is_name(number + 1)
            and self.words[number].lower.endswith(tuple(self.lists["placed"]))
        ):
            return 0 if self.words[number + 1].text in self.lists["titles"] | self.given else number + 2
        if place is None or isinstance(place.of[0], Known):
            return 0
        if place.of[0].role not in {Role.PLACE, Role.CAPITAL} or self.words[number + 1].stop < place.stop:
            return 0
        return number + 2

    def _is_acronym(self, number: int) -> bool:
        word = self.words[number]
        after = self.text[word.stop : word.stop + 1]
        return word.before.strip() == "(" and after == ")" and word.text.isupper() and number not in self.listed

    def _add(self, start: int, stop: int, sort: Sort) -> Finding:
        finding = Finding(start, stop, sort, SURE)
        self.found.append(finding)
        return finding


def _is_person(of: object) -> bool:
    return isinstance(of, Known) and of.sort is Sort.PERSON
