"""Names of actors in English prose, told by their capitals and by the words around them.

A run of capitalised words is parted into what it is made of: "Iraqi Prime Minister Adel Abdul Mahdi" is a state's
adjective, a title and a person. What a name is of is told, in this order, by a list ("Hezbollah", "U.S."), a title, the
head noun of a body ("Council", "Department of …", "Brigade"), a given name; or else by the words around it: an
apposition ("an Iranian-backed militia, X,", "X, the director of …"), what X does ("X was arrested", "said X"), or
another name beside it. Evidence is only collected here; `joining` adds it up over the whole text.

What has capitals and is no actor is known by lists: days, months, faiths, things ("Tiananmen Square", "Operation X"),
places; headlines and titles of works propose nothing.
"""

import re
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from timeline.extraction.actors.findings import SURE, Finding
from timeline.extraction.actors.found import Known, Naming, Sort
from timeline.extraction.actors.lists import Entry, Role, english, phrases
from timeline.extraction.actors.names import Place
from timeline.extraction.tokens import Word, is_name_word, tokenise

if TYPE_CHECKING:
    from timeline.extraction.sentences import Sentence

__all__ = ["propose"]

_DETERMINERS = phrases("a an the his her its their our my one another this that")
_OF_APPOSITIONS = _DETERMINERS | phrases("former then now currently acting outgoing until both")
_AUXILIARIES = phrases("has had have also later then never reportedly allegedly already he she")
_LEADING_PARTICLES = phrases("bin ibn bint van von al el de di da della umm abu ould")
_SURE_PARTICLES = phrases("bin ibn bint van von ould")
_AFTER_NOUN = phrases("of at in for from to that which who")
_WITHIN = phrases("in near at across outside inside around")
_PHRASE_ENDS = re.compile(r"[,;:.!?()\[\]“”\"«»]|\s[–—-]|[–—]")
_CLAUSE_STARTS = phrases("who which whose whom that where when while after before was is were are has had")
_PREPOSITIONS = phrases("of at in for on from with to by under against into over between")
_PHRASE_STARTS = _PREPOSITIONS | _CLAUSE_STARTS | _DETERMINERS
_LONGEST_APPOSITION = 14  # words until its head noun
_LONGEST_DESCRIPTION = 40  # words
_LONGEST_NAME = 6  # words of a person's name
_MOST_JOINED = 3  # times that a body's name goes on behind "and"
_LONGEST_HEADLINE = 30  # words
_TITLE_CASE = 0.75  # of the longer words of a headline that have a capital


def propose(text: str, sentences: "Sequence[Sentence]", places: Sequence[Place]) -> list[Finding]:
    """What may be an actor in `text`, in order, without overlap; `places` are those of known and listed names."""
    edges = {edge for place in places for edge in (place.start, place.stop)}
    words = tokenise(text, sentences, edges)
    return _Reader(text, words, places, _without_sentence_case(text, sentences, words)).findings()


def _without_sentence_case(text: str, sentences: "Sequence[Sentence]", words: Sequence[Word]) -> list[bool]:
    """For each word: whether its capital says nothing, as it stands in a headline or in the title of a work."""
    silent = [False] * len(words)
    spans = [(sentence.start, sentence.stop) for sentence in sentences if text[sentence.stop - 1] not in ".!?"]
    spans += [(quoted.start, quoted.stop) for sentence in sentences for quoted in sentence.quotations]
    headlines = set(spans)
    at = {word.start: number for number, word in enumerate(words)}
    for start, stop in spans + [(sentence.start, sentence.stop) for sentence in sentences]:
        number = next((at[i] for i in range(start, min(stop, start + 3)) if i in at), None)
        if number is None:
            continue
        last = number
        while last < len(words) and words[last].start < stop:
            last += 1
        longer = [word.text for word in words[number:last] if len(word.text) > 3]
        capitals = sum(map(is_name_word, longer))
        in_capitals = last - number > 1 and text[start:stop].isupper()
        is_headline = (start, stop) in headlines and len(longer) >= 3 and capitals >= _TITLE_CASE * len(longer)
        if in_capitals or (is_headline and last - number <= _LONGEST_HEADLINE):
            silent[number:last] = [True] * (last - number)
    return silent


class _Reader:
    def __init__(self, text: str, words: list[Word], places: Sequence[Place], silent: list[bool]) -> None:
        self.text, self.words, self.silent = text, words, silent
        self.lists = english()
        starts = {word.start: number for number, word in enumerate(words)}
        stops = {word.stop: number + 1 for number, word in enumerate(words)}
        self.listed: dict[int, tuple[int, Place]] = {}  # by the first of its words, what stands after its last one
        for place in places:
            if place.start in starts and place.stop in stops:
                self.listed[starts[place.start]] = stops[place.stop], place
        self.lower = {word.text for word in words if word.text[:1].islower()}
        self._small_fields = {field.lower() for field in self.lists.fields}
        self.found: list[Finding] = []

    def findings(self) -> list[Finding]:
        number = 0
        while number < len(self.words):
            number = max(self._read(number), number + 1)
        by_start = {finding.position[0]: finding for finding in self.found}
        for finding in self.found:
            self._weigh(finding, by_start)
        return [finding for finding in self.found if finding.start < finding.stop]

    # Runs of capitals

    def _read(self, number: int) -> int:
        """Read what begins at the word of that number; the number of the word after it."""
        if self.silent[number]:
            if number in self.listed:
                after, place = self.listed[number]
                self._add_listed(number, after, place)
                return after
            return number + 1
        if self._is_led_body(number):
            return self._led_body(number)
        if self.words[number].text == "ministry" and (after := self._ministry(number)):
            return after
        if not (is_name_word(self.words[number].text) or self._leads(number)):
            if number in self.listed:
                after, place = self.listed[number]
                if any(isinstance(of, Known) or of.role == Role.ACTOR for of in place.of):
                    self._add_listed(number, after, place)
                    return after
            return number + 1
        stop = self._run(number)
        start, stop = self._trimmed(number, stop)
        if start >= stop:
            return stop
        if start > number:
            return self._read(start)
        extended = self._extended(start, stop)
        if extended > stop:
            self._body(start, extended)
            return extended
        if self._is_office(start, stop) and (person := self._person_after_office(start, stop)) is not None:
            return person
        if (after := self._after_thing(start, stop)) is not None:
            return after
        self._name(start, stop)
        return stop

    def _leads(self, number: int) -> bool:
        """A particle that begins a name: "bin Laden"."""
        if self.words[number].text not in _LEADING_PARTICLES or number + 1 >= len(self.words):
            return False
        after = self.words[number + 1]
        return after.before == " " and after.text[:1].isupper()

    def _run(self, number: int) -> int:
        """Where the run of names that begins at `number` stops."""
        stop = self.listed[number][0] if number in self.listed else number + 1
        while stop < len(self.words):
            if (self.words[stop - 1].possessive and not self._owns(number, stop)) or self.silent[stop]:
                break
            word = self.words[stop]
            if not (word.follows or word.before in {"-", " & "}):
                break
            if is_name_word(word.text):
                stop = self.listed[stop][0] if stop in self.listed else stop + 1
                continue
            ahead = stop
            while ahead < len(self.words) and ahead - stop < 3 and self.words[ahead].text in self.lists.particles:
                ahead += 1
            if ahead == stop or ahead >= len(self.words) or self.listed.get(stop - 1, (0, None))[0] == stop:
                break
            name = self.words[ahead]
            if any(not word.follows for word in self.words[stop : ahead + 1]) or not is_name_word(name.text):
                break
            if ahead in self.listed or name.text in self.lists.calendar:
                break
            stop = ahead + 1
        return stop

    def _owns(self, number: int, stop: int) -> bool:
        """The possessive before the word `stop` is part of a name: "Dockers’ Union", "St. Brigid’s Hospital"."""
        owner, owned = self.words[stop - 1].text, self.words[stop].text
        if owner in self.lists.owners:
            return True
        if stop - 1 in self.listed or not (owned in self.lists.bodies or owned in self.lists.armed):
            return False
        return owner.endswith("s") or self.words[number].text in {"St.", "St", "Saint"}

    def _trimmed(self, start: int, stop: int) -> tuple[int, int]:
        """Without the words that have their capital from elsewhere; it stops before a day or month."""
        lists = self.lists
        before = self._before_calendar(start, stop)
        if before < stop:
            return (start, before) if before > start else (start + 1, start + 1)
        while start < stop and start not in self.listed:
            word = self.words[start]
            bare = word.text.replace("'", "’")
            if self._is_given_name(start, stop) and not (
                word.first and bare in lists.common and word.lower in self.lower
            ):
                break
            is_common = (bare in lists.common and (word.first or bare == "The")) or bare in lists.proper
            is_common = is_common and (bare not in lists.belonging or not self._is_body(start, stop))
            if not (is_common or (word.first and stop - start > 1 and self._begins_a_sentence(start, stop))):
                break
            start += 1
        return start, stop

    def _before_calendar(self, start: int, stop: int) -> int:
        """Where a run stops if a day or month in it ends it."""
        return next(
            (
                number
                for number in range(start, stop)
                if self.words[number].text in self.lists.calendar and not self._is_given_name(number, stop)
            ),
            stop,
        )

    def _begins_a_sentence(self, start: int, stop: int) -> bool:
        """The word before a name owes its capital to where it stands: "Attacking Iran", "Rebel Jonas Savimbi"."""
        word, after = self.words[start], self.words[start + 1]
        if word.text in self.lists.titles or word.text in self.lists.title_words or word.text.isupper():
            return False
        if self._is_body(start, stop) and not word.text.endswith(("ing", "ed", "ly")):
            return word.lower in self.lower and start + 1 in self.listed
        return (
            word.lower in self.lower
            or word.text.endswith(("ing", "ed", "ly", "ally"))
            or word.lower in self.lists.roles
            or (word.text.endswith("s") and start + 1 in self.listed and after.text[:1].isupper())
        )

    def _is_given_name(self, number: int, stop: int) -> bool:
        return (
            self.words[number].text in self.lists.given
            and number + 1 < stop
            and number + 1 not in self.listed
            and self.words[number + 1].text not in self.lists.calendar
        )

    # Bodies

    def _is_body(self, start: int, stop: int) -> bool:
        last = self.words[stop - 1].text
        if stop - start < 2:
            return False
        return (
            last in self.lists.bodies
            or last in self.lists.armed
            or last in self.lists.companies
            or self.words[start].text in self.lists.first_of_bodies
            or any(word.before == " & " for word in self.words[start + 1 : stop])
        )

    def _is_led_body(self, number: int) -> bool:
        return (
            number in self.listed
            and self.listed[number][0] + 1 < len(self.words)
            and self.words[self.listed[number][0]].text == "led"
            and self.words[self.listed[number][0]].before == "-"
            and self._led_head(number) > 0
        )

    def _ministry(self, number: int) -> int:
        """ "the finance ministry", "the ministry of energy": without capitals the one body that is named at all."""
        start, stop = number, number + 1
        if number and self.words[number].follows and self.words[number - 1].text in self._small_fields:
            start = number - 1
        elif stop + 1 < len(self.words) and self.words[stop].text == "of" and self.words[stop].follows:
            stop += 2 if self.words[stop + 1].text in self._small_fields else 0
        if stop - start == 1:
            return 0
        self._add(start, stop, Sort.ORGANISATION, SURE)
        return stop

    def _led_head(self, number: int) -> int:
        """The word after the head of "U.S.-led international coalition", 0 if there is none."""
        after = self.listed[number][0] + 1
        for head in range(after, min(after + 3, len(self.words))):
            if not self.words[head].follows:
                break
            if self.words[head].lower in self.lists.led_bodies:
                return head + 1
        return 0

    def _led_body(self, number: int) -> int:
        stop = self._led_head(number)
        self._add(number, stop, Sort.ORGANISATION, SURE)
        return stop

    def _extended(self, start: int, stop: int) -> int:
        """Where the body that begins at `start` stops, with what "of" and "for" join to it; `stop` for none."""
        lists = self.lists
        if self._whole_listed(start, stop) is not None and self._links(stop) == 0:
            return stop
        last = self.words[stop - 1].text
        has_head = last in lists.bodies or last in lists.armed
        if not has_head and (joined := self._and(start, stop)) > stop and self._is_body(start, joined):
            return joined
        if not has_head and not (last in lists.of_heads and self._links(stop) and self.words[stop].text == "of"):
            return stop
        end = stop
        while (link := self._links(end)) > 0:
            begin = end + link
            after = self._before_calendar(begin, self._run(begin))
            if after == begin or (self._is_office(begin, after) and self.words[begin].text in lists.titles):
                break
            if self.words[end].text != "of" and self.listed.get(begin, (0,))[0] == after:
                break  # "the Commission on Iran"
            end = self._and(begin, after)
            if self.words[end - 1].possessive:
                break
        return self._and(start, end) if end > stop else end

    def _links(self, number: int) -> int:
        """How many words join the names on either side of `number`: "of" is one, "for the" two, none is 0."""
        if number >= len(self.words) - 1 or not self.words[number].follows or self.silent[number]:
            return 0
        if self.words[number - 1].possessive or self.words[number].text not in self.lists.links:
            return 0
        link = 2 if self.words[number + 1].text == "the" and number + 2 < len(self.words) else 1
        name = self.words[number + link]
        return link if self.words[number + 1].follows and name.follows and name.text[:1].isupper() else 0

    def _and(self, start: int, stop: int) -> int:
        """Where a name stops that goes on behind "and": "Health and Human Services", "Food and Drug Administration"."""
        fields, joined = self.lists.fields, 0
        while (
            joined < _MOST_JOINED
            and stop + 1 < len(self.words)
            and self.words[stop].text in {"and", "&"}
            and self.words[stop].follows
            and self.words[stop + 1].follows
            and self.words[stop + 1].text in fields
            and (self.words[stop - 1].text in fields or self.words[stop - 1].text.endswith("ic"))
            and not self.words[stop - 1].possessive
        ):
            after = self._run(stop + 1)
            if self._is_body(start, stop) and self._is_body(stop + 1, after):
                break  # "the Justice Department and the like Ministry": each is whole
            stop, joined = after, joined + 1
        return stop

    def _body(self, start: int, stop: int) -> None:
        """Add the body that is `words[start:stop]`, without a state's name before one that is listed."""
        while start < stop and self.words[start].text == "The":
            start += 1
        if (tail := self._listed_tail(start, stop)) is not None and self._is_parted(start, tail):
            self._split(start, tail)
            self._add_listed(tail, stop, self.listed[tail][1])
            return
        self._add(start, stop, self._sort_of_body(start, stop), SURE)

    def _sort_of_body(self, start: int, stop: int) -> Sort:
        for number in range(start, stop):
            word = self.words[number].text
            if word in self.lists.armed and (number + 1 == stop or self.words[number + 1].text in self.lists.links):
                before = self.words[number - 1].text if number > start else ""
                return Sort.ORGANISATION if before in self.lists.civil_forces else Sort.ARMED_GROUP
            if word in self.lists.bodies and number + 1 < stop and self.words[number + 1].text in self.lists.links:
                return Sort.ORGANISATION
        if stop - start > 2 and self.words[stop - 2].text in {"Liberation", "Resistance"}:
            return Sort.ARMED_GROUP
        return Sort.ORGANISATION

    # Offices and things

    def _is_office(self, start: int, stop: int) -> bool:
        """Nothing but a title: "Defense Secretary", "Iranian President"."""
        number = self._past_states(start, stop)
        return number < stop and self._past_title(number, stop) == stop

    def _past_states(self, start: int, stop: int) -> int:
        while start < stop and start in self.listed and self.listed[start][0] <= stop:
            roles = {_role(of) for of in self.listed[start][1].of}
            if not roles & {Role.DEMONYM, Role.PLACE, Role.CAPITAL, Role.ACTOR}:
                break
            start = self.listed[start][0]
        return start

    def _past_title(self, start: int, stop: int) -> int:
        """What stands after the title that begins at `start`; `start` if none does."""
        lists, end, number = self.lists, start, start
        while number < stop:
            word = self.words[number].text.rpartition("-")[2]  # "Major-General"
            if word in lists.titles and not (number > start and self._is_name_after_title(number, stop)):
                end = number + 1
            elif word not in lists.title_words and not self._is_listed_office(number, stop):
                break
            number += 1
        return end

    def _is_name_after_title(self, number: int, stop: int) -> bool:
        """ "Mrs. Major", "General Marshall", "President Pope": the last word of all is the name."""
        return number + 1 == stop and self.words[number - 1].text in _ALWAYS_BEFORE_A_NAME

    def _is_listed_office(self, number: int, stop: int) -> bool:
        """A body whose officer is meant: "White House Press Secretary"."""
        if number not in self.listed or self.listed[number][0] >= stop:
            return number > 0 and any(
                first < number < self.listed[first][0]
                for first in range(max(0, number - 3), number)
                if first in self.listed
            )
        return True

    def _person_after_office(self, start: int, stop: int) -> int | None:
        """After "Secretary of State Mike Pompeo": read the person, and hand back what stands behind; None for none."""
        link = self._links(stop)
        if not link:
            return None
        begin = stop + link
        end = self._run(begin)
        if self.words[stop - 1].text in _LANDED and self.words[stop].text == "of" and not self._group_at(begin):
            self._add(stop - 1, end, Sort.PERSON, SURE).personal = SURE
            return end
        for number in range(begin, end):
            if self._is_given_name(number, end) and number > begin:
                self._split(start, self._past_states(start, stop))
                self._person(number, end, start)
                return end
        return None

    def _after_thing(self, start: int, stop: int) -> int | None:
        """What stands behind "Battle of Britain", "Strait of Hormuz"; None if the words are no such thing."""
        if self.words[stop - 1].text not in self.lists.heads_of_things:
            return None
        link = self._links(stop)
        return self._run(stop + link) if link else None

    def _is_thing(self, start: int, stop: int) -> bool:
        lists = self.lists
        if self.words[stop - 1].text in lists.last_of_things and stop - start > 1:
            return not (self._is_given_name(start, stop) and stop - start == 2)
        return self.words[start].text in lists.first_of_things and not self._is_given_name(start, stop)

    # Names

    def _name(self, start: int, stop: int) -> None:
        """Add what `words[start:stop]`, a run without links, names."""
        if start >= stop:
            return
        if (place := self._whole_listed(start, stop)) is not None:
            self._add_listed(start, stop, place)
            return
        states = self._past_states(start, stop)
        title = self._past_title(states, stop)
        if title > states:
            self._split(start, states)
            if title == stop:
                return
            if not self._is_body(title, stop) and not (stop - title == 1 and self._is_body(start, stop)):
                self._person(title, stop, start)
                return
        if stop - start == 1:
            self._single(start)
            return
        named = stop - start == 2 and self._is_given_name(start, stop) and not self._has_article(start)
        if self._is_body(start, stop) and not named:
            self._body(start, stop)
            return
        tail = self._listed_tail(start, stop)
        if tail is not None and (sort := self._group_sort(tail)) is not None:
            if self._is_parted(start, tail):
                self._split(start, tail)
                self._add_listed(tail, stop, self.listed[tail][1])
            else:
                self._add(start, stop, sort, SURE)
            return
        if start in self.listed and self.listed[start][0] < stop:
            self._after_listed(start, stop)
            return
        if self._is_thing(start, stop):
            return
        self._perhaps_person(start, stop)

    def _after_listed(self, start: int, stop: int) -> None:
        """A run that begins with a listed name: "Iranian Kurds", "Georgia Meloni", "Congress Thursday", "Iraq War"."""
        after, place = self.listed[start]
        roles = {_role(of) for of in place.of}
        known = any(isinstance(of, Known) for of in place.of)
        if self.words[start].text in self.lists.given and after == start + 1 and not self._is_thing(start, stop):
            self._perhaps_person(start, stop)
            return
        if known and all(of.sort is Sort.PERSON for of in place.of):
            self._perhaps_person(start, stop)
            return
        if roles <= {Role.DEMONYM} or known:
            self._add_listed(start, after, place)
            self._name(after, stop)
            return
        if self._is_thing(after - 1, stop) or self.words[stop - 1].text in self.lists.last_of_things:
            return
        if self._group_sort(start) is not None or Role.PRESS in roles:
            self._add_listed(start, after, place)
            self._name(after, stop)
            return
        if after in self.listed or self._past_title(after, stop) > after or self._is_given_name(after, stop):
            self._add_listed(start, after, place)
            self._name(after, stop)

    def _person(self, start: int, stop: int, title: int) -> None:
        """Add the person `words[start:stop]`, whose title begins at the word `title`."""
        if (place := self._whole_listed(start, stop)) is not None:
            role = {_role(of) for of in place.of}
            if role & {Role.ACTOR, Role.PRESS} and not any(isinstance(of, Known) for of in place.of):
                self._add_listed(start, stop, place)
                return
            if any(isinstance(of, Known) for of in place.of):
                finding = self._add_listed(start, stop, place)
                if finding:
                    finding.title = self._between(title, start)
                return
        if self._is_thing(start, stop) and stop - start > 1:
            return
        stop = min(stop, start + _LONGEST_NAME)
        finding = self._add(start, stop, Sort.PERSON, SURE)
        finding.title, finding.personal = self._between(title, start), SURE

    def _perhaps_person(self, start: int, stop: int) -> None:
        if stop - start > _LONGEST_NAME:
            return
        word = self.words[start].text
        inner = {self.words[number].text for number in range(start, stop)} & _SURE_PARTICLES
        initial = len(word) == 2 and word[1] == "."
        if self._is_given_name(start, stop) or initial or inner or (word in self.lists.given and stop - start > 1):
            article = self._has_article(start) and not inner
            finding = self._add(start, stop, Sort.PERSON, 1 if article else SURE)
            finding.personal = finding.evidence
            return
        self._add(start, stop, None)

    def _single(self, number: int) -> None:
        word = self.words[number]
        if word.text in self.lists.short_heads and self._has_article(number):
            self._add(number, number + 1, Sort.ORGANISATION).short_for = word.text
            return
        if word.text in self.lists.common or word.text in self.lists.bodies or len(word.text) < 2:
            return
        finding = self._add(number, number + 1, None)
        finding.repeats = word.first

    def _has_article(self, number: int) -> bool:
        return number > 0 and self.words[number - 1].lower == "the" and self.words[number].follows

    # Listed names

    def _whole_listed(self, start: int, stop: int) -> Place | None:
        after, place = self.listed.get(start, (0, None))
        return place if after == stop else None

    def _listed_tail(self, start: int, stop: int) -> int | None:
        """Where a listed name begins that stops with the run."""
        return next((number for number in range(start + 1, stop) if self.listed.get(number, (0,))[0] == stop), None)

    def _group_at(self, number: int) -> bool:
        return number in self.listed and self._group_sort(number) is not None

    def _group_sort(self, number: int) -> Sort | None:
        for of in self.listed[number][1].of:
            if of.sort in {Sort.ORGANISATION, Sort.ARMED_GROUP} and (isinstance(of, Known) or of.role == Role.ACTOR):
                return of.sort
        return None

    def _is_parted(self, start: int, stop: int) -> bool:
        """`words[start:stop]` are states and places alone, so that the name behind them is not theirs."""
        return self._past_states(start, stop) == stop

    def _split(self, start: int, stop: int) -> None:
        while start < stop:
            after, place = self.listed[start]
            self._add_listed(start, after, place)
            start = after

    def _add_listed(self, start: int, stop: int, place: Place) -> Finding | None:
        known = tuple(of for of in place.of if isinstance(of, Known))
        if known:
            finding = self._add(start, stop, known[0].sort, SURE)
            finding.of = known
            return finding
        actors = tuple(of for of in place.of if of.role == Role.ACTOR)
        if actors:
            if self._is_region(start) or self._is_small_word(start, stop):
                return None
            finding = self._add(start, stop, actors[0].sort, SURE)
            finding.of = actors
            return finding
        role = _role(place.of[0])
        weigh: dict[str, Callable[[int, int], int | None]] = {
            Role.DEMONYM: self._demonym,
            Role.CAPITAL: self._capital,
            Role.PRESS: self._press,
        }
        evidence = weigh[role](start, stop) if role in weigh else None
        if evidence is None:
            return None
        finding = self._add(start, stop, place.of[0].sort, evidence)
        finding.of = tuple(of for of in place.of if _role(of) == role)
        finding.form = Naming.DEMONYM if role == Role.DEMONYM else Naming.NAME
        finding.repeats = evidence < SURE
        return finding

    def _is_region(self, start: int) -> bool:
        return start > 0 and self.words[start].follows and self.words[start - 1].text in self.lists.regions

    def _is_small_word(self, start: int, stop: int) -> bool:
        """ "US", "WHO" and "IS" in a line of capitals are likelier the small words."""
        word = self.words[start]
        return (
            stop - start == 1
            and word.text.isupper()
            and word.text.isalpha()
            and word.text.capitalize() in self.lists.common
            and self.silent[start]
        )

    def _demonym(self, start: int, stop: int) -> int | None:
        """Evidence that a state's adjective stands for the state: it is what acts, or is acted upon."""
        lists = self.lists
        if stop < len(self.words) and self.words[stop].before == "-":
            return SURE if self.words[stop].lower in lists.state_participles else None
        for number in range(stop, min(stop + 3, len(self.words))):
            if not self.words[number].follows:
                break
            if self.words[number].lower in lists.state_nouns:
                return SURE
            if self.words[number].text[:1].isupper() and self.words[number].text not in lists.titles:
                break
        word = self.words[stop - 1]
        if word.text.endswith("s") and not word.text.endswith(("ss", "us")):
            return 0
        if self._has_article(start) and (stop == len(self.words) or not self.words[stop].follows or self._acts(stop)):
            return 0
        return None

    def _acts(self, number: int) -> bool:
        return self.words[number].lower in self.lists.state_deeds | _AUXILIARIES | {"were", "are", "and", "or"}

    def _capital(self, start: int, stop: int) -> int | None:
        before = self.words[start - 1].lower if start and self.words[start].follows else ""
        if before in _PREPOSITIONS | _WITHIN or self.words[stop - 1].possessive:
            return None
        number = stop
        while number < len(self.words) and number < stop + 2 and self.words[number].lower in _AUXILIARIES:
            number += 1
        if number < len(self.words) and self.words[number].lower in self.lists.state_deeds:
            return SURE if all(word.follows for word in self.words[stop : number + 1]) else None
        return None

    def _press(self, start: int, stop: int) -> int | None:
        if stop < len(self.words) and self.words[stop].follows and self.words[stop].lower in self.lists.speech:
            return SURE
        number = start - 1 if start and self.words[start - 1].lower == "the" else start
        before = [word.lower for word in self.words[max(0, number - 2) : number]]
        return SURE if before == ["according", "to"] else None

    # What stands around a name

    def _add(self, start: int, stop: int, sort: Sort | None, evidence: int = 0) -> Finding:
        first, last = self.words[start], self.words[stop - 1]
        finding = Finding(first.start, last.stop, sort, evidence, position=(start, stop))
        self.found.append(finding)
        return finding

    def _between(self, start: int, stop: int) -> str:
        return self.text[self.words[start].start : self.words[stop - 1].stop] if start < stop else ""

    def _weigh(self, finding: Finding, by_start: dict[int, Finding]) -> None:
        if finding.form is Naming.DEMONYM or finding.short_for:
            return
        start, stop = finding.position
        self._weigh_behind(finding, stop)
        self._weigh_before(finding, start)
        if finding.sort is None or finding.sort is Sort.PERSON:
            self._weigh_beside(finding, start, stop, by_start)
        self._weigh_brackets(finding, start, stop, by_start)

    def _next(self, number: int) -> Word | None:
        """The word of that number, if it is in the sentence of the one before."""
        if number < len(self.words) and self.words[number].sentence == self.words[number - 1].sentence:
            return self.words[number]
        return None

    def _weigh_behind(self, finding: Finding, stop: int) -> None:
        word = self._next(stop)
        if word is None or self.words[stop - 1].possessive:
            return
        if word.follows:
            if finding.sort in {None, Sort.PERSON}:
                self._weigh_deed(finding, stop)
        elif word.before.strip() in {",", "(", "—", "–"}:
            self._weigh_apposition(finding, stop)

    def _weigh_deed(self, finding: Finding, number: int) -> None:
        skipped = 0
        while (word := self._next(number)) and skipped < 2 and word.lower in _AUXILIARIES and word.follows:
            number, skipped = number + 1, skipped + 1
        if word is None or not word.follows:
            return
        for rest in self.lists.deeds.get(word.lower, ()):
            after = [self._next(number + 1 + i) for i in range(len(rest))]
            if all(found and found.lower == wanted for found, wanted in zip(after, rest, strict=True)):
                finding.evidence += SURE
                finding.personal += SURE
                return
        if word.lower in self.lists.speech:
            finding.evidence += SURE

    def _weigh_apposition(self, finding: Finding, number: int) -> None:
        """ "X, the director of Y," and "X, a Shiite militia": what X is, and the words that say so."""
        word = self.words[number]
        if word.text.isdigit() and len(word.text) <= 3 and finding.sort in {None, Sort.PERSON}:
            after = self._next(number + 1)
            if after is None or after.before.strip().startswith((",", ")")):
                finding.evidence += SURE
                finding.personal += SURE
                if after is not None and after.before.strip() == ",":
                    self._weigh_apposition(finding, number + 1)
            return
        if word.lower in {"who", "whose"}:
            if finding.sort in {None, Sort.PERSON}:
                finding.evidence += SURE
                finding.personal += SURE
            return
        if not self._may_describe(number):
            return
        head = self._head(number)
        if head is None:
            return
        sort = self._sort_of_noun(number, head)
        if finding.sort not in {None, sort} and not (finding.sort is Sort.ORGANISATION and sort is Sort.ARMED_GROUP):
            return
        if not finding.of:
            finding.sort, finding.evidence = sort, finding.evidence + SURE
            finding.personal += SURE if sort is Sort.PERSON else 0
        stop = self._end_of_description(number)
        finding.described = self.words[number].start, self.words[stop - 1].stop

    def _may_describe(self, number: int) -> bool:
        word = self.words[number]
        if word.lower in _OF_APPOSITIONS or word.lower in self.lists.roles or word.lower in self.lists.groups:
            return True
        return number in self.listed or word.possessive or word.lower.startswith(("ex-", "vice-", "co-"))

    def _head(self, number: int) -> int | None:
        """The noun that the phrase which begins at `number` turns on, if it is one for a person or body."""
        found = None
        for at in range(number, min(number + _LONGEST_APPOSITION, len(self.words))):
            word = self.words[at]
            if at > number and (_PHRASE_ENDS.search(word.before) or word.sentence != self.words[number].sentence):
                break
            if at > number and word.lower in _PHRASE_STARTS:
                break
            bare = word.lower.removeprefix("ex-").removeprefix("then-")
            if word.possessive:
                continue
            if bare in self.lists.roles or word.text in self.lists.groups:
                found = at
        return found

    def _sort_of_noun(self, number: int, head: int) -> Sort:
        noun = self.words[head].lower
        if noun not in self.lists.groups:
            return Sort.PERSON
        if (
            noun in self.lists.roles
            and self.words[number].lower in _DETERMINERS
            and noun not in {"rebels", "militants"}
        ):
            return Sort.PERSON
        kinds = {self.words[at].text for at in range(max(number, head - 3), head)}
        return Sort.ARMED_GROUP if kinds & self.lists.armed_kinds else self.lists.groups[noun]

    def _end_of_description(self, number: int) -> int:
        for at in range(number + 1, min(number + _LONGEST_DESCRIPTION, len(self.words))):
            word = self.words[at]
            if word.sentence != self.words[number].sentence or _PHRASE_ENDS.search(word.before):
                return at
            if word.lower in {"who", "which", "whose", "that"}:
                return at
        return min(number + _LONGEST_DESCRIPTION, len(self.words))

    def _weigh_before(self, finding: Finding, start: int) -> None:
        if not start or finding.title or self.words[start - 1].sentence != self.words[start].sentence:
            return
        word, before, last = self.words[start], self.words[start - 1], self.words[finding.position[1] - 1]
        if word.before == ", ":
            self._weigh_description_before(finding, start)
        if not word.follows or finding.of:
            return
        if before.lower in self.lists.speech and finding.sort in {None, Sort.PERSON}:
            inverted = start > 1 and re.search(r"[”\"’»]|,", before.before)
            finding.evidence += SURE if inverted else 0
        elif finding.sort is None and (before.lower in _WITHIN or (before.lower == "the" and word is not last)):
            finding.evidence -= SURE
        elif finding.sort is None and before.lower == "the":
            finding.personal -= 2 * SURE  # "the Greens"
        elif finding.sort in {None, Sort.PERSON} and not before.possessive and not before.first:
            self._weigh_noun_before(finding, start)

    def _weigh_noun_before(self, finding: Finding, start: int) -> None:
        """ "the lawyer Jane Roe", "the militant group Jund al-Haq"."""
        noun = self.words[start - 1].lower.removeprefix("ex-")
        is_person, is_group = noun in self.lists.roles, noun in self.lists.groups
        if not (is_person or is_group) or (finding.sort is Sort.PERSON and not is_person):
            return
        begin = start - 1
        while begin and start - begin < 5 and self.words[begin].follows and not self._ends_phrase(begin - 1):
            begin -= 1
        determined = begin and self.words[begin - 1].lower in _DETERMINERS
        if is_group and not is_person and not determined:
            return
        sort = Sort.PERSON if is_person else self._sort_of_noun(begin, start - 1)
        finding.sort, finding.evidence = sort, finding.evidence + SURE
        finding.personal += SURE if is_person else 0
        if finding.described is None and (determined or self.words[begin].first):
            finding.described = self.words[begin].start, self.words[start - 1].stop

    def _ends_phrase(self, number: int) -> bool:
        word = self.words[number]
        return word.lower in _PHRASE_STARTS or word.lower in {"and", "or", "but", "said"}

    def _weigh_description_before(self, finding: Finding, start: int) -> None:
        """ "an Iranian-backed militia, X," and "The leader of that militia, X, who …"."""
        behind = self._next(finding.position[1])
        if behind is not None and behind.follows and behind.lower not in {"who", "was", "is", "has", "had", "said"}:
            return
        found, begin, sentence = None, start, self.words[start].sentence
        while begin and start - begin <= _LONGEST_APPOSITION and self.words[begin - 1].sentence == sentence:
            if begin < start and _PHRASE_ENDS.search(self.words[begin].before):
                break
            begin -= 1
            if self.words[begin].lower in _DETERMINERS or self.words[begin].possessive:
                head = self._head(begin)
                if head is not None and head < start and self._is_closed(head + 1, start):
                    found = begin, head  # and perhaps more before it: "the leader of | that militia"
        if found is None:
            return
        sort = self._sort_of_noun(*found)
        if finding.of and sort is not finding.of[0].sort:
            return
        if finding.sort in {None, sort} or sort is Sort.ARMED_GROUP:
            finding.sort, finding.evidence = sort, finding.evidence + SURE
            finding.personal += SURE if sort is Sort.PERSON else 0
            finding.described = finding.described or (self.words[found[0]].start, self.words[start - 1].stop)

    def _is_closed(self, after: int, start: int) -> bool:
        """The noun is the last word before the comma, or what follows it is its own: "leader of that militia"."""
        return after == start or self.words[after].lower in _AFTER_NOUN

    def _weigh_beside(self, finding: Finding, start: int, stop: int, by_start: dict[int, Finding]) -> None:
        """ "bin Laden or Baghdadi": what is joined by "and" is likely of one sort."""
        link = self._next(stop)
        if link is None or link.lower not in {"and", "or"} or not link.follows or stop + 1 not in by_start:
            return
        other = by_start[stop + 1]
        if self.words[stop + 1].follows and other.sort in {None, Sort.PERSON} and not other.short_for:
            finding.beside, other.beside = other.start, finding.start

    def _weigh_brackets(self, finding: Finding, start: int, stop: int, by_start: dict[int, Finding]) -> None:
        """ "World Health Organization (WHO)"."""
        word = self._next(stop)
        if word is None or word.before.strip() != "(" or word.possessive:
            return
        closed = self.text[word.stop : word.stop + 1] == ")"
        if not closed or not _is_acronym(word.text, self._between(start, stop)):
            return
        other = by_start.get(stop)
        if other is None:
            other = self._add(stop, stop + 1, finding.sort)
        if finding.sort is None:
            finding.sort = Sort.ORGANISATION
        finding.evidence = max(finding.evidence, SURE)
        if not other.of:
            other.sort, other.evidence, other.introduced = finding.sort, SURE, finding.start


def _role(of: Entry | Known) -> str:
    return Role.ACTOR if isinstance(of, Known) else of.role


def _is_acronym(word: str, name: str) -> bool:
    """The letters of `word` are, in order, first letters of the words of `name`, and most of these are among them."""
    letters = [letter for letter in word.upper() if letter.isalpha()]
    if len(letters) < 2 or sum(letter.isupper() for letter in word) < len(letters) - 1:
        return False
    initials = [part[0].upper() for part in re.findall(r"[^\W_]+", name)]
    found = iter(initials)
    return all(letter in found for letter in letters) and len(letters) * 2 >= sum(
        part[0].isupper() for part in re.findall(r"[^\W_]+", name)
    )


_LANDED = phrases(
    "Duke Duchess Earl Marquess Count Countess Baron Viscount Bishop Archbishop Prince Princess Archduke Dean"
)
_ALWAYS_BEFORE_A_NAME = phrases("Mr Mrs Ms Miss Mr. Mrs. Ms. Dr. Dr Sir Dame President General Gen. Judge")
