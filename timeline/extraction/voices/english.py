"""Who says what in English prose: a verb of saying, whoever stands before it, and the clause behind it.

The subject of the verb is sought where English has it: next to the verb ("Esper had told"), before an apposition that
a comma closes ("Abbas Kadhim, the director of …, told us"), behind the verb after a quotation ("said Mark Milley"), in
a pronoun, or in a noun for whoever speaks ("the Defense Department statement", "officials"), who may have no name.
"""

from collections.abc import Sequence
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from timeline.extraction.actors.found import Sort
from timeline.extraction.actors.lists import english, phrases
from timeline.extraction.tokens import is_name_word, tokenise
from timeline.extraction.voices.reporting import Attribution, Named, Quoted, outside, reporting, verbs

if TYPE_CHECKING:
    from timeline.extraction.actors import FoundActor
    from timeline.extraction.sentences import Sentence

__all__ = ["attributions"]

_BE = phrases("is are was were be been being am get gets got")
_HE = phrases("he she")
_THEY = phrases("they it")
_NOT_REPORTED = phrases("i you we one to or")
_PREPOSITIONS = phrases("of at in for on from with to by under against into over between near about after before")
_POSSESSIVES = phrases("his her its their our my")
_DETERMINERS = phrases(
    "the a an his her its their this that these those some many several most two three four five all"
)
_LISTENERS = phrases("us me him her them you reporters journalists lawmakers viewers investigators police")
_CONNECTIVES = phrases("and but while whereas though although as")
_OPENERS = _DETERMINERS | phrases("he she it they we i you there no not any both each more what if whether how why")
_DAYS = phrases(
    "monday tuesday wednesday thursday friday saturday sunday january february march april may june july august"
    " september october november december morning afternoon evening night day week month year spring summer autumn"
    " fall winter time"
)
_ADJUNCTS = (
    _PREPOSITIONS
    | _DAYS
    | phrases(
        "yesterday today tomorrow earlier later last late early again then there here during via as when while"
        " outside inside afterwards afterward separately only shortly"
    )
)
_OPENING = phrases("if when while after before although though since unless once in on at by for during under until")
_WRITTEN = phrases("statement statements report reports letter memo document documents filing study review complaint")
_CLOSING = frozenset('”"’»›“')
_FAR = 12  # words within which a "that" belongs to the verb
_LONGEST_NOUN_PHRASE = 6


class _Subject(NamedTuple):
    start: int  # the first of its words
    speaker: int | None
    stop: int | None = None  # the word after it, where it stands behind the verb


def attributions(
    text: str,
    sentences: "Sequence[Sentence]",
    actors: "Sequence[FoundActor]",
    mentions: Sequence[Named],
    quotations: Sequence[Quoted],
    language: str = "en",
) -> list[Attribution]:
    """The places that say who says something, in order; `language` tells nothing here."""
    return _Reader(text, sentences, actors, mentions, quotations).attributions()


class _Reader:
    def __init__(
        self,
        text: str,
        sentences: "Sequence[Sentence]",
        actors: "Sequence[FoundActor]",
        mentions: Sequence[Named],
        quotations: Sequence[Quoted],
    ) -> None:
        self.text, self.sentences, self.actors = text, sentences, actors
        self.words = tokenise(text, sentences, {edge for named in mentions for edge in (named.start, named.stop)})
        self.outside = outside(self.words, quotations)
        starts = {named.start: named for named in mentions}
        self.first_of: dict[int, Named] = {}
        self.last_of: dict[int, tuple[int, Named]] = {}  # by the last of its words, the first
        for number, word in enumerate(self.words):
            if (name := starts.get(word.start)) is not None:
                last = number
                while last + 1 < len(self.words) and self.words[last + 1].start < name.stop:
                    last += 1
                self.first_of[number] = name
                self.last_of[last] = number, name
        self.verbs = verbs("en")
        self.lemmas = frozenset(self.verbs.values())
        self.last_person: int | None = None
        self.last_body: int | None = None
        self.recent: dict[int, None] = {}  # actors by when they were last named, the latest last
        # By each noun of their descriptions and names, the actors that it may stand for: "the director", "the union".
        self.called: dict[str, list[int]] = {}
        for actor, found in enumerate(actors):
            said = found.description if found.sort is Sort.PERSON else f"{found.name} {found.description}"
            for noun in set(said.lower().replace(",", " ").split()):
                self.called.setdefault(noun, []).append(actor)
        self.found: list[Attribution] = []

    def attributions(self) -> list[Attribution]:
        for _, group in groupby(range(len(self.words)), key=lambda number: self.words[number].sentence):
            numbers = list(group)
            self._sentence(numbers[0], numbers[-1] + 1)
        return self.found

    def _sentence(self, first: int, stop: int) -> None:
        here: list[Attribution] = []
        for number in range(first, stop):
            if not self.outside[number]:
                continue
            found = self._source(number, first, stop) or self._verb(number, first, stop, here)
            if found is not None:
                here.append(found)
        self.found.extend(here)
        self._remember(first, stop, here)

    def _remember(self, first: int, stop: int, here: list[Attribution]) -> None:
        """Who "he" is from here on: whoever spoke last, or was named first."""
        speakers = [found.speaker for found in here if found.speaker is not None]
        names = [self.first_of[i].actor for i in range(first, stop) if i in self.first_of and self.outside[i]]
        people = [actor for actor in speakers + names if self._is_person(actor)]
        bodies = [actor for actor in speakers if not self._is_person(actor)]
        bodies += [actor for actor in names if self.actors[actor].sort in {Sort.ORGANISATION, Sort.ARMED_GROUP}]
        self.last_person = people[0] if people else self.last_person
        self.last_body = bodies[0] if bodies else self.last_body
        for actor in reversed(names):
            self.recent.pop(actor, None)
            self.recent[actor] = None

    def _is_person(self, actor: int) -> bool:
        return self.actors[actor].sort is Sort.PERSON

    # According to

    def _source(self, number: int, first: int, stop: int) -> Attribution | None:
        for phrase in reporting("en", "sources"):
            parts = phrase.split()
            if [word.lower for word in self.words[number : number + len(parts)]] == parts:
                return self._by_source(number, number + len(parts), phrase, first, stop)
        return None

    def _by_source(self, number: int, begin: int, phrase: str, first: int, stop: int) -> Attribution | None:
        end = begin
        while end < stop and (end == begin or not self._is_cut(end)) and end - begin < 2 * _LONGEST_NOUN_PHRASE:
            end += 1
        if end == begin:
            return None
        speaker = next((self.first_of[i].actor for i in range(begin, end) if i in self.first_of), None)
        if speaker is None and not any(self._speaks(i) for i in range(begin, end)):
            return None
        clause = None
        if number == first or (number == first + 1 and self.words[first].lower in _CONNECTIVES):
            clause = self._clause_until_end(end, stop)
        elif self.outside[first]:
            clause = self._span(first, number)
        return Attribution(
            self.words[number].sentence,
            self.words[number].start,
            self.words[end - 1].stop,
            self.words[number].start,
            phrase,
            speaker,
            clause,
        )

    def _speaks(self, number: int) -> bool:
        noun = self.words[number].lower
        return noun in reporting("en", "speakers") or noun in reporting("en", "mouths") or noun in english().roles

    def _is_cut(self, number: int) -> bool:
        return self.words[number].before.strip() != "" and self.words[number].before != "-"

    # Verbs

    def _verb(self, number: int, first: int, stop: int, here: list[Attribution]) -> Attribution | None:
        word = self.words[number]
        verb = self.verbs.get(word.lower)
        if verb is None or (is_name_word(word.text) and not word.first):
            return None
        if (
            number + 1 < stop
            and self.words[number + 1].follows
            and self.words[number + 1].lower in {"off", "back", "up"}
        ):
            return None
        if word.lower.endswith("ing"):
            subject = self._of_participle(number, first, here)
        elif word.lower == verb and not self._is_plain_form(number):
            return None
        else:
            subject = self._subject(number, first, stop, here)
        if subject is None:
            return None
        cue_stop, begin = self._listener(number, verb, stop)
        if subject.stop is not None:
            cue_stop = begin = subject.stop
        clause = self._clause(number, begin, stop, verb, subject, first)
        if (
            clause is None
            and verb in reporting("en", "doubtful")
            and not self._touches_quotation(number, begin, subject)
        ):
            return None
        within = here[-1] if here else None
        if (
            within
            and within.clause
            and within.clause[0] <= word.start < within.clause[1]
            and within.verb in self.lemmas
        ):
            cut = self._cut(number, subject)
            if cut is None:
                return None
            within.clause = (within.clause[0], cut) if cut > within.clause[0] else None
        start = min(self.words[subject.start].start, word.start)
        end = max(self.words[cue_stop - 1].stop, word.stop)
        return Attribution(word.sentence, start, end, word.start, verb, subject.speaker, clause)

    def _is_plain_form(self, number: int) -> bool:
        """The dictionary form is the verb of a sentence only with many for its subject: "officials say"."""
        before = self.words[number - 1] if number else None
        if before is None or self.words[number].before.strip() not in {"", ","}:
            return False
        if before.lower == "would":
            return number + 1 < len(self.words) and self.words[number + 1].lower == "only"
        return before.lower in {"they", "who", "have"} or (before.lower.endswith("s") and before.lower not in _BE)

    def _listener(self, number: int, verb: str, stop: int) -> tuple[int, int]:
        """Where the cue stops, and where the clause can begin: behind "told reporters", behind "said"."""
        begin = number + 1
        if verb not in reporting("en", "with_listener") or begin >= stop or not self.words[begin].follows:
            return begin, begin
        if self.words[begin].lower in _LISTENERS or self.words[begin].lower in _POSSESSIVES:
            begin += 1 if self.words[begin].lower in _LISTENERS else 2
            return min(begin, stop), min(begin, stop)
        after = begin
        while after < stop and after - begin < _LONGEST_NOUN_PHRASE and self.words[after].follows:
            if self.words[after].lower in _PREPOSITIONS | {"that"} | _HE | _THEY and self.words[after].lower != "of":
                break
            if after in self.first_of and after > begin and self.words[after - 1].lower not in _DETERMINERS | {"of"}:
                break
            after += 1
        return after, after

    # Subjects

    def _subject(self, number: int, first: int, stop: int, here: list[Attribution]) -> _Subject | None:
        auxiliaries, unsaid = reporting("en", "auxiliaries"), reporting("en", "unsaid")
        before = number - 1
        while (
            before >= first
            and self.words[before + 1].follows
            and (self.words[before].lower in auxiliaries or self.words[before].lower.endswith("ly"))
        ):
            before -= 1
        if before < first or not self.outside[before] or _CLOSING & set(self.words[before + 1].before):
            return self._inverted(number, stop)
        word, gap = self.words[before], self.words[before + 1].before
        if gap.strip() != "":
            if gap.strip()[-1:] not in {",", ")", "—", "–"}:
                return None
            return self._apposed(before + 1, first) or self._inverted(number, stop)
        if word.lower == "would" and self.words[number].lower == "say" and before > first:
            before -= 1  # "would say only that"
            word, gap = self.words[before], self.words[before + 1].before
            if gap.strip() != "":
                return self._apposed(before + 1, first)
        if word.lower in {"and", "but"}:
            return self._of_sentence(number, first, here)
        if word.lower in unsaid or word.lower in _BE or word.lower in _NOT_REPORTED:
            return None
        found = self._pronoun(before, first) or self._beside(before, first)
        begin = self._phrase(before, first)
        is_quoted = begin > first and not self.outside[begin - 1]
        if found is None and (is_quoted or self.verbs[self.words[number].lower] in {"say", "tell"}):
            return _Subject(begin, None)
        return found

    def _of_sentence(self, number: int, first: int, here: list[Attribution]) -> _Subject | None:
        """ "X called a strike and said": whoever the sentence began with."""
        if here:
            return _Subject(number, here[-1].speaker)
        if not self.outside[first]:
            return None
        word = self.words[first]
        if word.lower in _HE | _THEY:
            return _Subject(number, self._earlier(first, first, person=word.lower in _HE))
        for i in range(first, min(first + _LONGEST_NOUN_PHRASE, number)):
            if i in self.first_of:
                return _Subject(number, self.first_of[i].actor)
            if i > first and self.words[first].lower == "the" and (actor := self._by_noun(i)) is not None:
                return _Subject(number, actor)
        return None

    def _pronoun(self, number: int, first: int) -> _Subject | None:
        lower = self.words[number].lower
        if lower in _HE:
            return _Subject(number, self._earlier(number, first, person=True))
        if lower in _THEY:
            return _Subject(number, self._earlier(number, first, person=False) if lower == "it" else None)
        if lower in {"who", "which"}:
            for last in range(number - 1, max(first, number - _FAR) - 1, -1):
                if last in self.last_of and (last == number - 1 or self._is_person(self.last_of[last][1].actor)):
                    begin, name = self.last_of[last]
                    return _Subject(begin, name.actor)
            return _Subject(number, None)
        return None

    def _earlier(self, number: int, first: int, *, person: bool) -> int | None:
        for i in range(first, number):
            if i in self.first_of and self.outside[i] and self._is_person(self.first_of[i].actor) is person:
                return self.first_of[i].actor
        return self.last_person if person else self.last_body

    def _beside(self, number: int, first: int) -> _Subject | None:
        """The noun phrase whose last word is that one."""
        if number in self.last_of and not self.words[number].possessive:
            begin, name = self.last_of[number]
            before = self.words[begin - 1].lower if begin > first and self.words[begin].follows else ""
            if before in _PREPOSITIONS and before != "of":
                return _Subject(begin, None) if self._has_speaker(begin - 1, first) else None
            if before == "of" and self._is_person(name.actor):
                return _Subject(self._phrase(begin, first), None)
            if before == "of" and self.words[begin - 2].lower in english().roles and begin - 2 >= first:
                leader = self._by_role_in(self.words[begin - 2].lower, name.actor)
                return _Subject(self._phrase(begin - 2, first), name.actor if leader is None else leader)
            if before in {"and", "the"}:
                link = begin - 1 if before == "and" else begin - 2
                if link - 1 in self.last_of and link > first and self.words[link].lower == "and":
                    begin, name = self.last_of[link - 1]
            return _Subject(self._wide(begin, first), name.actor)
        noun = self.words[number].lower
        mouths = reporting("en", "mouths")
        if noun in mouths:
            for last in range(number - 1, max(first, number - 4) - 1, -1):
                if not self.words[last + 1].follows:
                    break
                if last in self.last_of:
                    begin, name = self.last_of[last]
                    own = not self.words[last].possessive or not self._is_person(name.actor) or noun in _WRITTEN
                    return _Subject(begin, name.actor if own else None)
                if self.words[last].lower in _DETERMINERS | _PREPOSITIONS:
                    break
        if self._speaks(number):
            return _Subject(self._phrase(number, first), self._by_noun(number))
        if number - 1 in self.last_of and self.words[number].follows and noun.endswith("s"):
            begin, name = self.last_of[number - 1]
            if not self._is_person(name.actor):
                return _Subject(begin, name.actor)  # "UN monitors"
        if (actor := self._by_noun(number)) is not None:
            return _Subject(self._phrase(number, first), actor)
        return self._of_phrase(number, first)

    def _of_phrase(self, number: int, first: int) -> _Subject | None:
        """ "A spokesman for the council said": the noun that the phrase turns on stands before its preposition."""
        for i in range(number, max(first, number - 2 * _LONGEST_NOUN_PHRASE) - 1, -1):
            if self._is_cut(i) or not self.outside[i]:
                break
            if self.words[i].lower in _PREPOSITIONS and i > first and self._has_speaker(i, first):
                body = next((self.first_of[j] for j in range(i, number + 1) if j in self.first_of), None)
                own = (
                    body is not None and not self._is_person(body.actor) and self.words[i].lower in {"of", "for", "at"}
                )
                return _Subject(self._phrase(i - 1, first), body.actor if own else None)
        return None

    def _has_speaker(self, preposition: int, first: int) -> bool:
        if preposition <= first:
            return False
        return self._speaks(preposition - 1)

    def _phrase(self, number: int, first: int) -> int:
        """The first word of the noun phrase that the word is in."""
        begin = number
        while begin > first and number - begin < _LONGEST_NOUN_PHRASE and self.words[begin].follows:
            before = self.words[begin - 1].lower
            if before in _PREPOSITIONS - {"of", "for"} or before in _CONNECTIVES or not self.outside[begin - 1]:
                break
            begin -= 1
            if before in _DETERMINERS:
                break
        return begin

    def _wide(self, begin: int, first: int) -> int:
        """The first word of what stands before a name up to a comma: "his son | Karl", "Mr. | de Vries"."""
        for i in range(begin, max(first, begin - _LONGEST_NOUN_PHRASE) - 1, -1):
            if self.words[i].lower in _CONNECTIVES:
                return i + 1
            if self.words[i].before.strip() == "," or i == first:
                return i
            if not self.words[i].follows or not self.outside[i - 1]:
                break
        return begin

    def _by_noun(self, number: int) -> int | None:
        """Whom "the director", "the prime minister", "the union" stands for: the last one named who is called so."""
        begin = max(0, number - 2)
        before = [word.lower for word in self.words[begin:number]]
        if "the" not in before and "its" not in before:
            return None
        nouns = [*before[before.index("the") + 1 :], self.words[number].lower] if "the" in before else before[-1:]
        called = [set(self.called.get(noun, ())) for noun in nouns]
        actors = set.intersection(*called) if called else set()
        return next((actor for actor in reversed(self.recent) if actor in actors), None)

    def _by_role_in(self, noun: str, body: int) -> int | None:
        people = [actor for actor in self.called.get(noun, ()) if body in self.actors[actor].member_of]
        return people[0] if len(people) == 1 else None

    def _apposed(self, number: int, first: int) -> _Subject | None:
        """The name that an apposition stands behind, which a comma closes before the verb."""
        begin = number - 1
        while begin > first and self.outside[begin - 1] and not set(self.words[begin].before) & (_CLOSING | {";", ":"}):
            begin -= 1
        candidates = []
        for i in range(begin, number):
            if i in self.first_of:
                name = self.first_of[i]
                after = next((j for j in range(i, number + 1) if self.words[j].start >= name.stop), number)
                if (
                    self.words[after].before.strip()[:1] in {",", "(", "—", "–"}
                    and not self.words[after - 1].possessive
                ):
                    candidates.append((i, name))
        people = [(i, name) for i, name in candidates if self._is_person(name.actor)]
        for i, name in people or candidates:
            before = self.words[i - 1].lower if i > begin and self.words[i].follows else ""
            if before not in _PREPOSITIONS:
                return _Subject(i, name.actor)
        for i in range(begin, number):
            lower = self.words[i].lower
            speaks = lower in english().roles or lower in reporting("en", "speakers")
            if speaks and self.words[i + 1].before.strip()[:1] == ",":
                return _Subject(self._phrase(i, first), self._by_noun(i))
        return None

    def _inverted(self, number: int, stop: int) -> _Subject | None:
        """Behind the verb: "said Mark Milley", "said the minister"."""
        begin = number + 1
        if begin >= stop or not self.words[begin].follows:
            return None
        if self.words[begin].lower in _HE:
            return _Subject(number, self.last_person, begin + 1)
        for i in range(begin, min(begin + _LONGEST_NOUN_PHRASE, stop)):
            if i > begin and (not self.words[i].follows or self.words[i].lower in _PREPOSITIONS):
                break
            if i in self.first_of:
                after = next((j for j in range(i, stop) if self.words[j].start >= self.first_of[i].stop), stop)
                noun = self.words[after].lower if after < stop and self.words[after].follows else ""
                if self.words[after - 1].possessive and self._is_person(self.first_of[i].actor):
                    return _Subject(number, None, after)
                if self.words[after - 1].possessive or noun in english().roles:
                    following = next((j for j in range(after, min(after + 4, stop)) if j in self.first_of), None)
                    if following is not None and self._is_person(self.first_of[following].actor):
                        continue
                return _Subject(number, self.first_of[i].actor, after)
        after = begin
        while after < min(begin + _LONGEST_NOUN_PHRASE, stop) and (after == begin or self.words[after].follows):
            noun = self.words[after].lower
            after += 1
            if noun in reporting("en", "speakers") or noun in english().roles:
                if after in self.first_of and self.words[after].before == ", ":
                    return _Subject(number, self.first_of[after].actor, after)  # "said their leader, X"
                return _Subject(number, self._by_noun(after - 1), after)
        return None

    def _of_participle(self, number: int, first: int, here: list[Attribution]) -> _Subject | None:
        """ "…, declaring X responsible": whoever spoke in the sentence, or is its subject."""
        if "," not in self.words[number].before and not (number == first or _CLOSING & set(self.words[number].before)):
            before = self.words[number - 1].lower if number > first else ""
            if before not in {"and", "as"} or not here:
                return None
        if here:
            return _Subject(number, here[-1].speaker)
        names = [self.first_of[i].actor for i in range(first, number) if i in self.first_of and self.outside[i]]
        if not names and self.words[first].lower in _HE:
            return _Subject(number, self.last_person)
        return _Subject(number, names[0]) if names and self._is_person(names[0]) else None

    # Clauses

    def _clause(
        self, number: int, begin: int, stop: int, verb: str, subject: _Subject, first: int
    ) -> tuple[int, int] | None:
        """The span of what is reported behind the verb, or before it: "Two died, officials said." """
        if (before := self._said_before(number, begin, stop, subject, first)) is not None:
            return before
        if begin >= stop:
            return None
        word = self.words[begin]
        if word.before.strip() == ":":
            return self._clause_until_end(begin, stop) if self.outside[begin] else None
        for i in range(begin, min(begin + _FAR, stop)):
            if self._is_cut(i):
                break
            is_conjunction = self.words[i].lower == "that" and i + 1 < stop and self.words[i + 1].lower not in _DAYS
            if is_conjunction and (i == begin or self.words[begin].lower in _ADJUNCTS):
                return self._clause_until_end(i + 1, stop)
            is_pronoun = self.words[i].lower in _HE | _THEY or self.words[i].lower == "there"
            if is_pronoun and i > begin + 1 and self.words[i - 1].lower in _DAYS and word.lower in _ADJUNCTS:
                return self._clause_until_end(i, stop)
        if word.before.strip() != "" or word.lower == "that" or word.text.isupper() or self._is_time(begin, stop):
            return None
        if word.lower in {"for", "on"} and verb == "call":
            return self._clause_until_end(begin, stop)
        if verb in reporting("en", "with_object"):
            is_about = word.lower not in _ADJUNCTS and not (verb == "call" and word.lower in {"a", "an"})
            is_more = begin + 1 < stop or word.lower not in _THEY | _LISTENERS
            return self._clause_until_end(begin, stop) if is_about and is_more and not word.text.isdigit() else None
        if verb in reporting("en", "doubtful"):
            return self._clause_until_end(begin, stop) if word.lower in _HE | _THEY | {"there"} else None
        if word.lower in _OPENERS or (is_name_word(word.text) and word.lower not in _ADJUNCTS) or word.text.isdigit():
            return self._clause_until_end(begin, stop)
        is_sentence = stop - begin >= 3 and word.lower not in _ADJUNCTS
        return self._clause_until_end(begin, stop) if is_sentence else None

    def _is_time(self, begin: int, stop: int) -> bool:
        """ "said the next morning", "told me last week"."""
        return any(
            self.words[i].lower in _DAYS and (i + 1 == stop or self._is_cut(i + 1))
            for i in range(begin, min(begin + 4, stop))
        )

    def _said_before(self, number: int, begin: int, stop: int, subject: _Subject, first: int) -> tuple[int, int] | None:
        """What was said, where it is said behind it by whom; of what stands on both sides, the longer thought.

        "Two died, officials said." "Twenty years ago, she said, there had been a ferry."
        """
        start = min(subject.start, number)
        if start <= first or self.words[start].before.strip() != "," or not self.outside[start - 1]:
            return None
        opened = self._after_quotation(start, first)
        last = self.words[start - 1].lower
        if opened > first or last in english().roles or last in english().groups:
            return None
        ends = begin >= stop or self._is_cut(begin) or self.words[begin].lower in _ADJUNCTS
        if not ends or any(self.words[i].lower == "that" for i in range(begin, min(begin + 4, stop))):
            return None
        again = next((i for i in range(begin, min(begin + _FAR, stop)) if self.words[i].before.strip() == ","), None)
        is_small = start - opened < 4 or self.words[opened].lower in _OPENING or last in _CONNECTIVES
        if is_small and again is not None and self.outside[again]:
            return self._clause_until_end(again, stop)
        return self._span(opened, start) if start - opened >= 3 and not is_small else None

    def _after_quotation(self, number: int, first: int) -> int:
        while number > first and self.outside[number - 1]:
            number -= 1
        return number

    def _clause_until_end(self, begin: int, stop: int) -> tuple[int, int] | None:
        return self._span(begin, stop) if begin < stop else None

    def _span(self, begin: int, stop: int) -> tuple[int, int]:
        """From that word to the one before `stop`, with the mark that closes a quotation at the end."""
        end = self.words[stop - 1].stop
        if not self.outside[stop - 1]:
            behind = self.words[stop].start if stop < len(self.words) else len(self.text)
            end = max((i + 1 for i in range(end, min(end + 4, behind)) if self.text[i] in _CLOSING), default=end)
        start = self.words[begin].start
        if not self.outside[begin] and start and self.text[start - 1] in '“"«„‘':
            start -= 1
        return start, end

    def _cut(self, number: int, subject: _Subject) -> int | None:
        """Where the clause before stops, if it does before this verb: "said A, adding B", "said A, but Y said B"."""
        begin = min(subject.start, number)
        while begin and self.words[begin].follows and self.words[begin - 1].lower in _CONNECTIVES | _DETERMINERS:
            begin -= 1
        if begin and self.words[begin].before.strip() in {",", ";", "—", "–"}:
            return self.words[begin - 1].stop
        return None

    def _touches_quotation(self, number: int, begin: int, subject: _Subject) -> bool:
        """A quotation stands behind the verb, or before its subject and what belongs to that."""
        sentence = self.words[number].sentence
        before = range(max(0, min(subject.start, number) - _LONGEST_NOUN_PHRASE), number)
        near = [*before, *range(begin, min(begin + 2, len(self.words)))]
        return any(not self.outside[i] and self.words[i].sentence == sentence for i in near)
