"""Who stands where: the actors of a clause in their roles, by the order of its words."""

from collections.abc import Sequence

from timeline.extraction.lexicon import Form, Sense

from .phrases import Phrases
from .referents import Referents
from .tokens import Clause, VerbGroup

__all__ = ["Roles"]

_BEFORE_NOUN = 4  # tokens between a name and the noun that it does: "Israel's second air strike"
_BEHIND_NOUN = 16  # tokens behind a noun in which those who take part are named
_BACK = 9  # tokens before a relative pronoun in which what it means is named


class Roles:
    """The roles in one sentence. Clauses must be asked for in order: one may have the subject of another."""

    def __init__(self, phrases: Phrases, referents: Referents) -> None:
        self.phrases, self.referents = phrases, referents
        self.words, self.tokens, self.clauses = phrases.words, phrases.tokens, phrases.clauses
        self.subjects: list[list[int]] = []

    # Subjects

    def subject(self, i: int) -> list[int]:
        """The actors that are the subject of clause `i`; those of another clause where it has none of its own."""
        clause = self.clauses[i]
        found = self._subject(clause) if clause.group is not None else []
        self.subjects.append(found)
        return found

    def _subject(self, clause: Clause) -> list[int]:
        group = clause.group
        if not self.words.inflects:
            return self._subject_by_order(clause, group)
        before = [k for k in clause.tokens() if k < group.first]
        opening = clause.word.split()
        if opening and [self.tokens[k].word for k in before[: len(opening)]] == opening:
            before = before[len(opening) :]
        actors, has_noun = self._named(before, clause)
        if actors or (has_noun and clause.opener not in ("relative", "participle", "infinitive", "reduced")):
            return actors
        if clause.opener == "reduced" or (clause.opener == "relative" and clause.word in ("who", "which", "that")):
            return self._antecedent(clause)
        lends = clause.opener in ("participle", "infinitive", "coordinate") or (
            clause.opener == "subordinate" and group.form is Form.ING
        )
        if lends and not has_noun and clause.parent is not None and clause.parent < len(self.subjects):
            return list(self.subjects[clause.parent])
        return []

    def _subject_by_order(self, clause: Clause, group: VerbGroup) -> list[int]:
        """Of a language that is not read by the order of English: the first name that no preposition governs."""
        tokens = clause.tokens()
        order = [k for k in tokens if k >= group.last] if "verb first" in self.words["order"] else tokens
        for k in order:
            if self.tokens[k].actor is None:
                continue
            if self.phrases.is_one_of(k - 1, "prepositions") or self.phrases.is_one_of(k + 1, "object_marks"):
                continue
            return [self.tokens[k].actor]
        return []

    def _named(self, tokens: Sequence[int], clause: Clause) -> tuple[list[int], bool]:
        """The actors that head the phrase in `tokens`, and whether it has a head at all."""
        actors: list[int] = []
        has_noun = governed = False
        head = ""
        determined = False
        for k in tokens:
            token = self.tokens[k]
            if token.is_mark or token.expression is not None:
                governed = governed and token.is_mark and token.word not in ',—–“”"'
            elif token.actor is not None:
                if not governed and not self.phrases.is_possessive(k) and not self.phrases.is_modifier(k):
                    actors.append(token.actor)
                has_noun = has_noun or not governed
            elif self.phrases.is_one_of(k, "prepositions", "comparing"):
                governed = True
            elif self.phrases.is_one_of(k, "persons", "others", "plural"):
                actor = self._pronoun(token.word, clause) if token.word in _SUBJECTS else None
                actors += [actor] if actor is not None else []
                has_noun, governed = True, False
                determined = determined or token.word not in _SUBJECTS
            elif self.phrases.is_one_of(k, "determiners"):
                determined = determined or self.phrases.is_one_of(k, "definite")
            elif self.phrases.is_one_of(k, "relative", "subordinate", "complement", "named"):
                governed = False
            elif not governed and not self.phrases.is_one_of(k, "coordinate") and not self.phrases.is_adverb(k):
                has_noun, head = True, token.word
        if not actors and head and determined and (actor := self.referents.of_description(head)) is not None:
            actors.append(actor)
        return list(dict.fromkeys(actors)), has_noun

    def _pronoun(self, word: str, clause: Clause) -> int | None:
        """Whom a pronoun means: the subject of a clause above its own, else one that was named before."""
        above, steps = clause.parent, 0
        while word in self.words["persons"] and above is not None and above < len(self.subjects) and steps < _BACK:
            people = [a for a in self.subjects[above] if self.referents.actors[a].sort == "person"]
            if people:
                return people[0]
            above, steps = self.clauses[above].parent, steps + 1
        return self.referents.of_pronoun(word)

    def _antecedent(self, clause: Clause) -> list[int]:
        """The actor that a relative clause is about: the last one named before it, but for those behind a preposition.

        "Smyth, a fellow at the Institute who studies Iran" is about Smyth.
        """
        first = clause.pieces[-1][0] if clause.opener == "relative" else clause.first
        for k in range(first - 1, max(-1, first - _BACK), -1):
            token = self.tokens[k]
            if token.actor is not None and not token.is_demonym and not self.phrases.is_possessive(k):
                before = k - 2 if self.phrases.is_one_of(k - 1, "determiners") else k - 1
                if not self.phrases.is_one_of(before, "prepositions"):
                    return [token.actor]
            elif (token.is_mark and token.word not in ",’'\"”") or self.phrases.group_at(k) is not None:
                break
        return []

    # Roles around a verb

    def of_verb(self, i: int, group: VerbGroup, sense: Sense) -> list[tuple[int, str]]:
        """The actors of clause `i`, with what its verb makes of them."""
        clause = self.clauses[i]
        direct, others = self._arguments([k for k in clause.tokens() if k >= group.last])
        subjects = self.subjects[i]
        direct = [actor for actor in direct if self.words.inflects or actor not in subjects]
        if not self.words.inflects:
            direct += [actor for actor in self._marked_objects(clause) if actor not in subjects]
        if (pronoun := self._object_pronoun(group, subjects)) is not None:
            direct.append(pronoun)
        parts: list[tuple[int, str]] = []
        if group.passive:
            role = "agent" if sense.joint else sense.object
            parts += [(actor, role) for actor in subjects] + [(actor, "mentioned") for actor in direct]
        else:
            alone = not direct and not self._has_object(clause, group, sense)
            parts += [(actor, sense.alone if alone else sense.subject) for actor in subjects]
            parts += [(actor, sense.object) for actor in direct]
        for actor, preposition in others:
            parts.append((actor, self._role_behind(actor, preposition, sense, passive=group.passive)))
        return parts

    def _role_behind(self, actor: int, preposition: str, sense: Sense, *, passive: bool) -> str:
        if passive and preposition in self.words["agent"]:
            return sense.subject
        if passive and preposition in self.words["beside"] and sense.object == "casualty":
            return "casualty"
        hostile = sense.likeness in ("violence", "war", "sanction", "protest")
        at_place = preposition == "at" and self.referents.actors[actor].sort == "state"
        return "target" if hostile and preposition in self.words["target"] and not at_place else "mentioned"

    def _object_pronoun(self, group: VerbGroup, subjects: Sequence[int]) -> int | None:
        """ "charged her with fraud": the pronoun right behind the verb, unless it is a possessive."""
        word, after = self.phrases.word(group.last), self.phrases.token(group.last + 1)
        if word not in ("him", "her") or group.passive:
            return None
        if (
            word == "her"
            and after is not None
            and after.is_plain_word
            and not self.phrases.is_one_of(group.last + 1, "prepositions", "determiners", "coordinate", "subordinate")
        ):
            return None
        return self.referents.of_pronoun(word, but=subjects)

    def _arguments(self, tokens: Sequence[int]) -> tuple[list[int], list[tuple[int, str]]]:
        """The actors behind a verb: those that are its direct object, and the others with their prepositions."""
        direct: list[int] = []
        others: list[tuple[int, str]] = []
        preposition = ""
        for k in tokens:
            token = self.tokens[k]
            if self.phrases.is_one_of(k, "prepositions"):
                preposition = token.word
            elif token.actor is not None and not self.phrases.is_possessive(k) and not self.phrases.is_modifier(k):
                if preposition:
                    others.append((token.actor, preposition))
                else:
                    direct.append(token.actor)
        return direct, others

    def _marked_objects(self, clause: Clause) -> list[int]:
        return [
            self.tokens[k].actor
            for k in clause.tokens()
            if self.tokens[k].actor is not None and self.phrases.is_one_of(k + 1, "object_marks")
        ]

    def _has_object(self, clause: Clause, group: VerbGroup, sense: Sense) -> bool:
        if not self.words.inflects:
            return sense.transitive
        for k in range(group.last, len(self.tokens)):
            if not clause.holds(k):
                return False
            if not self.phrases.is_adverb(k):
                token = self.tokens[k]
                return not (
                    token.is_mark
                    or token.expression is not None
                    or self.phrases.is_one_of(k, "prepositions", "coordinate", "subordinate")
                )
        return False

    # Roles around a noun

    def of_noun(self, k: int, sense: Sense) -> list[tuple[int, str]]:
        """Who takes part in what the noun at `k` tells: "the arrest of X by Y", "X's attack on Y"."""
        parts = []
        if (owner := self._owner(k)) is not None:
            token = self.tokens[owner]
            parts.append((token.actor, "agent" if token.is_demonym else sense.owner))
        preposition = ""
        for j in range(k + 1, min(len(self.tokens), k + _BEHIND_NOUN)):
            token = self.tokens[j]
            if self.phrases.group_at(j) is not None or self.phrases.is_one_of(j, "relative", "complement"):
                break
            if token.is_mark and token.word not in "-’'":
                if token.word != "," or not parts:
                    break
            elif self.phrases.is_one_of(j, "prepositions"):
                preposition = token.word
            elif token.actor is not None:
                if not preposition:
                    break
                owned = self.phrases.is_possessive(j) or (self.phrases.is_modifier(j) and not token.is_demonym)
                parts.append((token.actor, self._role_behind_noun(preposition, sense, owned=owned)))
        return parts

    def _owner(self, k: int) -> int | None:
        """The token of the name before a noun that does or suffers what it tells: "Iran's attack", "U.S. strikes"."""
        j = k - 1
        while j >= 0 and k - j < _BEFORE_NOUN and self.tokens[j].is_plain_word and self.phrases.group_at(j) is None:
            if self.phrases.is_one_of(j, "prepositions", "determiners", "coordinate", "relative"):
                return None
            j -= 1
        if j >= 0 and self.tokens[j].word == "'s":
            j -= 1
        token = self.phrases.token(j)
        if token is None or token.actor is None:
            return None
        is_owner = self.phrases.is_possessive(j) or token.is_demonym
        if is_owner or self.referents.actors[token.actor].sort == "state":
            return j
        return None if self.phrases.is_one_of(j - 1, "prepositions") else j

    def _role_behind_noun(self, preposition: str, sense: Sense, *, owned: bool) -> str:
        violent = sense.likeness == "violence"
        if preposition in self.words["agent"]:
            return "agent"
        if preposition in self.words["object_of"]:
            return sense.of
        if preposition in self.words["target"] and (violent or preposition != "at"):
            return "target" if violent or not owned else "mentioned"
        if preposition in self.words["between"] or (preposition == "with" and sense.joint):
            return "agent"
        return "mentioned"

    def blamed(self, first: int) -> list[int]:
        """Whom the words before the phrase at `first` make responsible for it: "declaring X responsible for"."""
        if not self.phrases.is_one_of(first - 1, "for"):
            return []
        k = next(
            (j for j in range(first - 2, max(-1, first - 8), -1) if self.phrases.is_one_of(j, "responsible")), None
        )
        if k is None:
            return []
        between = [self.tokens[j].actor for j in range(k + 1, first - 1) if self.tokens[j].actor is not None]
        before = next(
            (self.tokens[j].actor for j in range(k - 1, max(-1, k - 5), -1) if self.tokens[j].actor is not None), None
        )
        return between or ([before] if before is not None else [])


_SUBJECTS = frozenset(("he", "she", "it"))
