"""What happens in a sentence: each verb or noun that tells of something, with its own dates and actors.

A happening is not an event yet. What it is dated by in the end, and which happenings are one and the same, is decided
where the whole text is in view.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from timeline.extraction.lexicon import Noun, Sense, senses

from .clauses import Reading
from .phrases import Phrases
from .referents import Referents
from .roles import Roles
from .tokens import Clause, VerbGroup

__all__ = ["Happening", "happenings_of"]

_ONE = frozenset(("one", "another"))
_BACK_TO_PLURAL = 30  # tokens before "one" in which the attacks of which it is one are named


@dataclass(slots=True, eq=False)
class Happening:
    """Something that a sentence tells.

    `reading` and `clause` say where it is told, `start:stop` in which words, and `trigger_start:trigger_stop` which of
    them give it away; `lemma` is their dictionary form. `opener` is that of the clause. `expressions` are its own
    dates, the likeliest first; `parts` pairs of an actor and a role; `subjects` the actors that the subject means.

    It `is_verb`, or else a noun. A `plain` one says little by its verb alone; a `definite` one speaks of something as
    known ("that strike"); `is_one` stands for one of several ("one in late December"). `host` is what it is only a part
    of ("an attack that killed two"), and `follows_subject` says that its subject brought it about ("that strike
    prompted …"). `misdated` are words for a date after publication,
    though it is told as past. `blamed` are actors of whom somebody else says that they did it.
    """

    sense: Sense
    lemma: str
    reading: int
    clause: int
    start: int
    stop: int
    trigger_start: int
    trigger_stop: int
    is_verb: bool
    opener: str = "main"
    past: bool = True
    pluperfect: bool = False
    passive: bool = False
    hedged: bool = False
    doubt: str = ""
    plain: bool = False
    definite: bool = False
    plural: bool = False
    is_one: bool = False
    ends_state: bool = False
    follows_subject: bool = False
    misdated: str = ""
    expressions: list[int] = field(default_factory=list)
    parts: list[tuple[int, str]] = field(default_factory=list)
    subjects: Sequence[int] = ()
    blamed: Sequence[int] = ()
    place: tuple[int, int] | None = None
    host: "Happening | None" = None
    said_by: int | None = None

    def add(self, actor: int, role: str) -> None:
        """Let `actor` have `role`, unless it has one that says more."""
        for i, (known, given) in enumerate(self.parts):
            if known == actor:
                if given == "mentioned":
                    self.parts[i] = (actor, role)
                return
        self.parts.append((actor, role))

    @property
    def principals(self) -> set[int]:
        """The actors that do more than be mentioned."""
        return {actor for actor, role in self.parts if role != "mentioned"}


def happenings_of(index: int, reading: Reading, phrases: Phrases, referents: Referents) -> list[Happening]:
    """What `reading`, the `index`-th sentence of its text, tells, in the order of its words.

    Sentences must be read in order: what a pronoun means depends on those before.
    """
    found = _Sentence(index, reading, phrases, referents)
    happenings = found.happenings()
    referents.told(reading, found.main_subjects())
    return happenings


class _Sentence:
    def __init__(self, index: int, reading: Reading, phrases: Phrases, referents: Referents) -> None:
        self.index, self.phrases = index, phrases
        self.roles = Roles(phrases, referents)
        self.words, self.tokens, self.clauses = phrases.words, reading.tokens, reading.clauses
        self.nouns_used: set[int] = set()
        self.by_clause: dict[int, Happening] = {}

    def main_subjects(self) -> list[int]:
        return [
            actor
            for clause, subjects in zip(self.clauses, self.roles.subjects, strict=True)
            if clause.opener not in ("relative", "reduced")
            for actor in subjects
        ]

    def happenings(self) -> list[Happening]:
        found: list[Happening] = []
        for i, clause in enumerate(self.clauses):
            self.roles.subject(i)
            for group in clause.groups:
                happening = self._ended_state(i, group) if group.verb is None else self._of_verb(i, group)
                if happening is not None:
                    found.append(happening)
                    self.by_clause.setdefault(i, happening)
                if self.words.inflects:
                    break  # the others are parts of the first
        for i, clause in enumerate(self.clauses):
            found += self._of_nouns(i, clause)
        self._find_hosts(found)
        return sorted(found, key=lambda happening: happening.trigger_start)

    def _told(
        self, i: int, sense: Sense, lemma: str, words: tuple[int, int], first: int, last: int, **more
    ) -> Happening:
        if sense.name == "strike" and any(
            self.tokens[k].word in self.words["labour"] for k in self.clauses[i].tokens()
        ):
            sense = senses()["protest"]
        return Happening(
            sense, lemma, self.index, i, *words, self.tokens[first].start, self.tokens[last].stop,
            opener=self.clauses[i].opener, **more,
        )  # fmt: skip

    # Verbs

    def _of_verb(self, i: int, group: VerbGroup) -> Happening | None:
        clause, verb = self.clauses[i], group.verb
        if (group.infinitive and not group.realised) or self._is_of_statement(clause) or self._is_left(clause):
            return None
        if self.words.inflects and self.tokens[group.head].word == "dead" and not self._is_of_people(i):
            return None
        sense, noun_at, is_subject = self._sense(i, group)
        caused = noun_at is not None and not is_subject and verb.lemma in self.words.effects
        happening = self._told(
            i, sense, verb.lemma, self._words_of(i), group.first, group.last - 1,
            is_verb=True, past=group.past, pluperfect=group.pluperfect, passive=group.passive, hedged=group.hedged,
            plain=sense is senses()[verb.sense] and verb.is_plain, subjects=self.roles.subjects[i],
        )  # fmt: skip
        happening.doubt = group.doubt or ("conditional" if clause.conditional else "")
        if self._is_of_nobody(clause, group):
            happening.doubt = happening.doubt or "negated"
        if noun_at is not None:
            happening.plural = bool((noun := self.phrases.noun(noun_at)) and noun.plural)
        if caused:
            cause = self._subject_noun(clause, group)
            happening.follows_subject = cause is not None and self.phrases.is_definite(cause)
        happening.expressions = self._dates(i, group)
        toll = noun_at is None or (
            is_subject and senses()[verb.sense].likeness == "violence"
        )  # "the blast killed Silva"
        if noun_at is not None and sense.name != "statement":
            # "held a meeting", "prompted U.S. strikes against five targets": the noun says who stands where.
            if not (is_subject or group.passive or caused):
                for actor in self.roles.subjects[i]:
                    happening.add(actor, "agent")
            for actor, role in self.roles.of_noun(noun_at, sense):
                happening.add(actor, role)
        for actor, role in self.roles.of_verb(i, group, sense):
            kept = toll or (group.passive and role == sense.subject)
            happening.add(actor, role if kept and not caused else "mentioned")
        for token in self.tokens:
            if token.actor is not None and happening.start <= token.start < happening.stop:
                happening.add(token.actor, "mentioned")
        happening.place = self.phrases.place(clause)
        return happening

    def _sense(self, i: int, group: VerbGroup) -> tuple[Sense, int | None, bool]:
        """What the verb of clause `i` tells, with the token of the noun that says so and whether it is the subject."""
        clause, verb = self.clauses[i], group.verb
        sense = senses()[verb.sense]
        noun_at, is_subject = self._governed_noun(clause, group), False
        if noun_at is None:
            noun_at = self._subject_noun(clause, group)
            is_subject = noun_at is not None
        if noun_at is not None:
            light = verb.is_plain or verb.lemma in self.words.light
            done_by = group.passive and noun_at > group.head  # "hit by an accident"
            toll = is_subject and sense.likeness == "violence"  # "the explosion killed two"
            if light or done_by or toll:
                self.nouns_used.add(noun_at)
                return senses()[self.phrases.noun(noun_at).sense], noun_at, is_subject
            noun_at = None
        if self._shoots(clause, group):
            return senses()["attack"], None, False
        if sense.name in ("development", "state"):
            if self.roles.subjects[i] and self._is_in_statement(clause, group):
                return senses()["statement"], None, False
            if self._is_by_court(i, group):
                return senses()["hearing"], None, False
        return sense, noun_at, is_subject

    def _governed_noun(self, clause: Clause, group: VerbGroup) -> int | None:
        """The noun for a happening that a verb governs: object of an active one, agent or subject of a passive one."""
        tokens = clause.tokens()
        if not group.passive:
            behind = []
            for k in tokens:
                if k < group.last:
                    continue
                token = self.tokens[k]
                ends = token.is_mark or token.expression is not None or self.phrases.is_one_of(k, "prepositions")
                if ends and not (
                    token.word in self.words["object_of"] and behind and not self.phrases.noun(behind[-1])
                ):
                    break
                behind.append(k)
            return self.phrases.head_noun(behind)
        if self.words.inflects:
            by = next((n for n, k in enumerate(tokens) if k >= group.last and self.phrases.is_one_of(k, "agent")), None)
            if by is not None and (done_by := self.phrases.head_noun(tokens[by + 1 : by + 7])) is not None:
                return done_by
        return self.phrases.head_noun([k for k in tokens if k < group.first])

    def _subject_noun(self, clause: Clause, group: VerbGroup) -> int | None:
        return None if group.passive else self.phrases.head_noun([k for k in clause.tokens() if k < group.first])

    def _ended_state(self, i: int, group: VerbGroup) -> Happening | None:
        """A state that had ended by a day that is given: "had no territory left by October"."""
        if not group.past or group.doubt == "conditional":
            return None
        clause = self.clauses[i]
        after = [self.tokens[k].word for k in clause.tokens() if k >= group.first]
        inner = self.clauses[i + 1] if i + 1 < len(self.clauses) else None
        left = "left" in after or (inner is not None and self._is_left(inner))
        if not ("no" in after and left) and "no longer" not in " ".join(after):
            return None
        happening = self._told(
            i, senses()["development"], "be", self._words_of(i), group.first, group.last - 1,
            is_verb=True, ends_state=True, subjects=self.roles.subjects[i],
        )  # fmt: skip
        happening.expressions = self._dates(i, group)
        for actor in self.roles.subjects[i]:
            happening.add(actor, "target")
        return happening

    def _is_of_nobody(self, clause: Clause, group: VerbGroup) -> bool:
        """Whether nobody did it, or it was done to none: "No arrests have been made"."""
        return any(
            # "A motion of no confidence failed": not of nothing.
            (self.phrases.is_one_of(k, "negation") and not self.phrases.is_one_of(k - 1, "prepositions"))
            or self.tokens[k].word == "nothing"
            for k in clause.tokens()
            if k < group.first or k == group.last
        )

    def _is_of_people(self, i: int) -> bool:
        """Whether people are the subject of clause `i`: deals may be dead, too."""
        people = any(self.phrases.actors[actor].sort == "person" for actor in self.roles.subjects[i])
        first = self.clauses[i].group.first
        before = [k for k in self.clauses[i].tokens() if k < first]
        return people or any(self.phrases.is_one_of(k, "people", "numbers") for k in before)

    def _is_of_statement(self, clause: Clause) -> bool:
        """Whether a clause only says of a statement that it was "released late on Monday", or what a thing is named."""
        return self._is_dating(clause) or (
            clause.opener == "reduced"
            and (
                self.phrases.is_one_of(clause.first - 1, "statement_nouns")
                or clause.group.lemma in self.words["naming"]
            )
        )

    def _is_dating(self, clause: Clause) -> bool:
        """Whether a clause only says when what is told beside it was: "his letter, dated 4 May, said"."""
        return clause.opener == "reduced" and clause.group.lemma in self.words["dating"]

    def _is_left(self, clause: Clause) -> bool:
        """Whether a clause is the end of "had no territory left"."""
        return clause.opener == "reduced" and clause.group is not None and clause.group.lemma == "leave"

    def _is_in_statement(self, clause: Clause, group: VerbGroup) -> bool:
        """Whether it is done in words: "expressed his condolences in a statement"."""
        return any(
            k > group.last and self.tokens[k].word in ("in", "at")
            and any(self.phrases.is_one_of(j, "statement_nouns") for j in range(k + 1, k + 4))
            for k in clause.tokens()
        )  # fmt: skip

    def _shoots(self, clause: Clause, group: VerbGroup) -> bool:
        """ "fired missiles", "dropped bombs": what is fired makes an attack of it."""
        return any(
            self.phrases.is_one_of(k, "objects_of_attack") for k in range(group.last, group.last + 3) if clause.holds(k)
        )

    def _is_by_court(self, i: int, group: VerbGroup) -> bool:
        tokens = self.clauses[i].tokens()
        by = next((k for k in tokens if k >= group.last and self.phrases.is_one_of(k, "agent")), None)
        doers = [k for k in tokens if (by < k < by + 6 if by is not None and group.passive else k < group.first)]
        names = " ".join(self.tokens[k].word.replace("'s", "") for k in doers)
        if not group.passive:
            names += " ".join(["", *(self.phrases.actors[actor].name for actor in self.roles.subjects[i])])
        return bool(set(names.casefold().split()) & self.words["courts"])

    def _words_of(self, i: int) -> tuple[int, int]:
        """The words of clause `i`, with the clauses that hang on it, without a conjunction and marks around them."""
        clause = self.clauses[i]
        first, last = clause.first, clause.last
        for n, inner in enumerate(self.clauses[i + 1 :], i + 1):
            hangs = inner.opener in ("relative", "reduced", "infinitive", "participle") or (
                inner.opener in ("complement", "subordinate") and inner.parent is not None and i <= inner.parent < n
            )
            if inner.first != last or inner.quoted != clause.quoted or not hangs:
                break
            last = inner.last
        while first < last - 1 and (
            (self.tokens[first].is_mark and self.tokens[first].word not in "“\"«„‘'(")
            or (clause.opener != "participle" and self.phrases.is_one_of(first, "coordinate"))
        ):
            first += 1
        while last - 1 > first and self.tokens[last - 1].is_mark and self.tokens[last - 1].word not in "”\"»“'’.!?)":
            last -= 1
        return self.tokens[first].start, self.tokens[last - 1].stop

    def _dates(self, i: int, group: VerbGroup) -> list[int]:
        """The dates of clause `i`, those next to its verb first, and before those behind it."""
        clause = self.clauses[i]
        tokens = clause.tokens()
        for j, inner in enumerate(self.clauses[i + 1 :], i + 1):
            to_do = inner.parent == i and inner.opener == "infinitive" and not inner.group.realised
            if to_do or (inner.parent == i and self._is_left(inner)) or (j == i + 1 and self._is_of_statement(inner)):
                tokens += inner.tokens()  # "They were allowed to go home that evening."
        dates = self.phrases.dates(tokens)
        if i and not dates and self._is_dating(self.clauses[i - 1]):
            dates = self.phrases.dates(self.clauses[i - 1].tokens())
        if i and not dates and self.clauses[0].opener == "reduced" and self.clauses[0].parent == i:
            dates = self.phrases.dates(self.clauses[0].tokens())  # "Asked about it on Monday, he smiled."
        if (
            not dates
            and clause.word == "that"
            and clause.parent is not None
            and self._is_cleft(self.clauses[clause.parent])
        ):
            dates = self.phrases.dates(self.clauses[clause.parent].tokens())
        dates = [(k, n) for k, n in dates if not self.phrases.is_attributive(k) and not self.phrases.is_intended(k)]
        return [n for _, n in sorted(dates, key=lambda date: (abs(date[0] - group.head), date[0] < group.head))]

    def _is_cleft(self, clause: Clause) -> bool:
        """ "It was in March that …": the clause has nothing of its own but when or where."""
        words = [self.tokens[k].word for k in clause.tokens()[:2]]
        return clause.group is not None and clause.group.verb is None and words in (["it", "was"], ["it", "is"])

    # Nouns

    def _of_nouns(self, i: int, clause: Clause) -> list[Happening]:
        found = []
        for k in clause.tokens():
            if k in self.nouns_used or self.phrases.group_at(k) is not None:
                continue
            noun = self.phrases.noun(k)
            if noun is not None and not noun.rest and self.words.inflects and self.phrases.is_compound(k):
                continue
            meant = self._meant_by_one(k) if noun is None and self.tokens[k].word in _ONE else None
            if noun is not None or meant is not None:
                found.append(self._of_noun(i, k, noun or meant, is_one=meant is not None))
        return [happening for happening in found if happening is not None]

    def _of_noun(self, i: int, k: int, noun: Noun, *, is_one: bool) -> Happening | None:
        clause, main = self.clauses[i], self.by_clause.get(i)
        sense = senses()[noun.sense]
        if sense.name == "statement" and noun.lemma in self.words["statement_nouns"]:
            return None  # "in a statement": what it says is told elsewhere
        first, last = self.phrases.start_of(k), self.phrases.stop_of(k, within=clause)
        if self.phrases.word(first - 1) == "including":
            first -= 1
        dates = self._dates_of_noun(k, last, main)
        happening = self._told(
            i, sense, noun.lemma.replace("_", " "),
            (self.tokens[first].start, self.tokens[max(last, k + len(noun.rest))].stop), k, k + len(noun.rest),
            is_verb=False, definite=self.phrases.is_definite(k), plural=noun.plural, is_one=is_one, expressions=dates,
            blamed=self.roles.blamed(first),
        )  # fmt: skip
        for actor, role in self.roles.of_noun(k, sense):
            happening.add(actor, role)
        if clause.conditional:
            happening.doubt = "conditional"
        elif not dates and any(self.phrases.is_one_of(j, "unreal") for j in range(first, k)):
            happening.doubt = "forecast"
        elif not dates and main is not None:
            happening.doubt = main.doubt
        elif not dates and clause.group is not None and clause.group.doubt != "negated":
            happening.doubt = clause.group.doubt
        return None if sense.name == "statement" and not dates else happening

    def _meant_by_one(self, k: int) -> Noun | None:
        """What "one" at `k` is one of: the last noun in the plural before it, if that is a happening."""
        after = self.phrases.token(k + 1)
        goes_on = after is not None and (
            after.expression is not None
            or (self.phrases.is_one_of(k + 1, "prepositions") and after.word not in self.words["object_of"])
            or after.word in ("that", "which")
        )
        if not goes_on:
            return None
        before = (self.phrases.noun(j) for j in range(k - 1, max(-1, k - _BACK_TO_PLURAL), -1))
        plural = next((noun for noun in before if noun is not None and noun.plural), None)
        return Noun(plural.lemma, plural.sense) if plural is not None else None

    def _dates_of_noun(self, k: int, last: int, main: Happening | None) -> list[int]:
        """The dates that belong to the noun at `k` rather than to the verb of its clause, which then loses them."""
        if k and self.tokens[k - 1].expression is not None and self.phrases.is_attributive(k - 1):
            return [n for _, n in self.phrases.dates([k - 1])]
        behind = self.phrases.dates(range(k + 1, last + 1))[:1]
        if not behind:
            return []
        at, n = behind[0]
        if main is None:
            return [n]
        finite = self.clauses[main.clause].group is not None and self.clauses[main.clause].group.finite
        if (main.sense.name == "statement" and not finite) or main.doubt not in ("", "negated"):
            main.expressions = [other for other in main.expressions if other != n]
            return [n]
        blamed = main.sense.name == "statement" and self.phrases.is_one_of(self.phrases.start_of(k) - 1, "for")
        if blamed or self.phrases.is_attributive(at) or (at - k <= 3 and any(other != n for other in main.expressions)):
            main.expressions = [other for other in main.expressions if other != n]
            return [n]
        return []

    # What is part of what

    def _find_hosts(self, found: list[Happening]) -> None:
        """What a relative clause tells belongs to the noun that it is about: "an attack that killed two".

        And what a participle adds belongs to the verb before it: "hit a market, killing six".
        """
        nouns = [happening for happening in found if not happening.is_verb]
        for happening in found:
            if not happening.is_verb:
                continue
            clause = self.clauses[happening.clause]
            if happening.opener == "participle" and not happening.expressions and clause.parent is not None:
                happening.host = self.by_clause.get(clause.parent)
            elif happening.opener in ("relative", "reduced") and clause.word in ("that", "which", ""):
                opens = self.tokens[clause.first].start
                near = [noun for noun in nouns if noun.trigger_stop <= opens and opens - noun.stop <= 3]
                if near:
                    happening.host = max(near, key=lambda noun: noun.trigger_start)
