"""The clauses of an English sentence.

There is no grammar here, but what the order of English words and a few hundred small words give away. The sentence
is cut where conjunctions, relatives, quotation marks and punctuation stand between two groups of verbs; and a stretch
without a verb belongs to the clause whose subject or adjunct it must be.
"""

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from timeline.extraction.lexicon import Form, Lexicon

from .tokens import HARD, Clause, Token, VerbGroup
from .verbs import EnglishVerbs, closes

__all__ = ["english_clauses"]

_AHEAD = 14  # tokens behind a conjunction in which the verb of its clause stands
_AS = 8  # tokens behind "as" in which its verb stands: farther off, it is no conjunction
_DATED_BY = frozenset(("after", "before", "since", "until"))  # these govern nouns as well


class _Stretch(NamedTuple):
    """The tokens `first:last` and how they open: as in `Clause`, or "comma" or "quote" where that is all there is."""

    first: int
    last: int
    opener: str
    word: str


def english_clauses(tokens: Sequence[Token], words: Lexicon) -> list[Clause]:
    """The clauses of a sentence, in order."""
    cutting = _Cutting(tokens, words)
    return cutting.linked(cutting.joined(cutting.stretches()))


class _Cutting:
    """One sentence being cut."""

    def __init__(self, tokens: Sequence[Token], words: Lexicon) -> None:
        self.tokens, self.words, self.n = tokens, words, len(tokens)
        self.verbs = EnglishVerbs(tokens, words)
        self.groups = self.verbs.groups()
        self._group_of = {k: group for group in self.groups for k in range(group.first, group.last)}
        self._behind = {group.last: group for group in self.groups}

    # Cutting

    def stretches(self) -> list[_Stretch]:
        """The sentence in stretches, each with one group of verbs or none."""
        cuts = self._cuts_at_words()
        for first, second in pairwise(self.groups):
            self._cut_between(first, second, cuts)
        last_finite = max((group.first for group in self.groups if group.finite), default=-1)
        for group in self.groups:
            opener = cuts.get(group.first, ("", ""))[0]
            if group.finite or group.infinitive or opener not in ("comma", "main"):
                continue
            if group.form is Form.ING:
                cuts[group.first] = ("participle", "")
            elif group.first < last_finite:
                cuts[group.first] = ("reduced", "")  # "The truce, brokered by Turkey, began"
        starts = sorted(k for k in cuts if k < self.n)
        return [_Stretch(first, last, *cuts[first]) for first, last in pairwise([*starts, self.n])]

    def _cuts_at_words(self) -> dict[int, tuple[str, str]]:
        cuts = {0: ("main", "")}
        for k, token in enumerate(self.tokens):
            group = self._group_of.get(k)
            if group is not None and group.first != k:
                continue
            if k and self.tokens[k - 1].quoted != token.quoted:
                cuts.setdefault(k, ("quote", ""))
            if token.is_mark and (token.word in HARD or token.word in "!?"):
                cuts.setdefault(k + 1, ("main", token.word))
            elif token.is_mark and token.word == ",":
                cuts.setdefault(k + 1, ("comma", ","))
            elif token.is_plain_word and (opened := self._opened(k)) is not None:
                cuts[k] = opened
        return cuts

    def _cut_between(self, first: VerbGroup, second: VerbGroup, cuts: dict[int, tuple[str, str]]) -> None:
        """Cut between two groups of verbs that nothing else parts, and before one that is not finite."""
        parted = any(k in cuts for k in range(first.last, second.first + 1))
        if second.infinitive or (not second.finite and (second.form is Form.PARTICIPLE or not parted)):
            cuts.setdefault(second.first, ("infinitive", "to") if second.infinitive else ("reduced", ""))
        elif not parted and first.lemma in self.words["that_less"]:
            cuts[self._behind_date(first.last)] = ("complement", "")
        elif not parted:
            begins = max(first.last, self._subject_start(second.first))
            goes_on = begins == second.first and not first.finite and second.finite
            cuts[begins] = ("main" if goes_on else "relative", "")

    def _behind_date(self, k: int) -> int:
        """Behind the date that begins at `k`, if one does: "said on Thursday it was over"."""
        at = k + 1 if self.verbs.is_one_of(k, "prepositions") else k
        return at + 1 if at + 1 < self.n and self.tokens[at].expression is not None else k

    def _subject_start(self, k: int) -> int:
        """Where the subject of the verb at `k` begins, if it is a word or two: "strike America has ever launched"."""
        j = k
        while self.verbs.is_adverb(j - 1):
            j -= 1
        if j and not self.tokens[j - 1].is_mark and self.tokens[j - 1].expression is None:
            j -= 1
            if self.verbs.is_one_of(j - 1, "determiners"):
                j -= 1
        return k if self.verbs.is_one_of(j - 1, "prepositions") else j

    def _opened(self, k: int) -> tuple[str, str] | None:
        """How the word at `k` opens a clause, if it does."""
        word = self.tokens[k].word
        if word == "that":
            return self._opened_by_that(k)
        if [self.verbs.word(k + n) for n in range(3)] == ["by", "the", "time"]:
            return "subordinate", "by the time"
        if word in self.words["relative"]:
            return "relative", word
        if word in self.words["subordinate"]:
            return ("subordinate", word) if self._is_conjunction(k) else None
        if word in self.words["complement"]:
            return ("complement", word) if self._is_verb_ahead(k) else None
        if word in self.words["coordinate"]:
            return ("coordinate", word) if self._is_verb_ahead(k) and self._is_verb_before(k) else None
        return None

    def _opened_by_that(self, k: int) -> tuple[str, str] | None:
        """ "said that he", "an attack that killed": a clause that is said, or one about the noun before it."""
        previous = self.tokens[k - 1] if k else None
        if previous is None or (previous.is_mark and previous.word != ","):
            return None
        if k in self._behind:
            return ("complement", "that") if self._behind[k].verb is not None else None
        if self.verbs.is_one_of(k - 1, "prepositions"):
            return None
        takes_verb = self.verbs.behind_adverbs(k + 1) in self._group_of
        if self.verbs.is_one_of(k - 1, "coordinate", "listeners") or previous.word == ",":
            return ("complement", "that") if not takes_verb and self._is_verb_ahead(k) else None
        if takes_verb:
            return "relative", "that"
        return ("complement", "that") if self._is_verb_ahead(k) else None

    def _is_conjunction(self, k: int) -> bool:
        """Whether "after", "as" and their like at `k` open a clause, and do not govern a mere noun."""
        word = self.tokens[k].word
        if not self._is_verb_ahead(k):
            return False
        if word == "as":
            group = self._next_group(k, k + 1 + _AS)
            return group is not None and group.first > k + 1 and group.finite and group.past
        if word in _DATED_BY:
            group = self._next_group(k, k + 2 + _AHEAD)
            return group is not None and (group.finite or group.form is Form.ING)
        return True

    def _next_group(self, k: int, stop: int) -> VerbGroup | None:
        """The next group of verbs behind `k`, if nothing parts it from there."""
        for j in range(k + 1, min(self.n, stop)):
            if j in self._group_of:
                return self._group_of[j]
            if self.tokens[j].is_mark and (closes(self.tokens[j]) or self.tokens[j].word == ","):
                return None
            if self.verbs.is_one_of(j, "relative") or self.tokens[j].word in ("and", "but"):
                return None
        return None

    def _is_verb_ahead(self, k: int) -> bool:
        for j in range(k + 1, min(self.n, k + _AHEAD)):
            if j in self._group_of:
                return True
            if closes(self.tokens[j]) or self.verbs.is_one_of(j, "relative", "subordinate"):
                return False
        return False

    def _is_verb_before(self, k: int) -> bool:
        """Whether a conjunction at `k` joins clauses and not mere names: there is a verb on its left, too."""
        for j in range(k - 1, -1, -1):
            if j in self._group_of:
                return True
            token = self.tokens[j]
            if token.is_mark and token.word in HARD:
                return j == k - 1
            if (token.word == "," and j != k - 1) or self.verbs.is_one_of(j, "relative", "subordinate", "complement"):
                return False
        return False

    # Joining

    def joined(self, stretches: Sequence[_Stretch]) -> list[Clause]:
        """A clause for each stretch that has verbs, with those that have none and belong to it.

        These are waiting for the clause whose subject they are, or else belong to the clause before them.
        """
        clauses: list[Clause] = []
        waiting: list[_Stretch] = []
        for stretch in stretches:
            groups = self._groups_in(stretch)
            if not groups:
                if clauses and not waiting and self._belongs_before(stretch, clauses[-1]):
                    clauses[-1].pieces.append((stretch.first, stretch.last))
                    clauses[-1].last = stretch.last
                else:
                    waiting.append(stretch)
                continue
            clause = Clause(
                stretch.first, stretch.last, stretch.opener, stretch.word, groups[0], groups,
                pieces=[(stretch.first, stretch.last)],
            )  # fmt: skip
            if waiting and not self._is_embedded(stretch, groups[0], clauses):
                self._take(clause, waiting)
                waiting = []
            clause.opener = "main" if clause.opener in ("comma", "quote") else clause.opener
            clauses.append(clause)
        if waiting:
            pieces = [(stretch.first, stretch.last) for stretch in waiting]
            hosts = [clause for clause in clauses if clause.first < waiting[0].first] or clauses[-1:]
            if not hosts:
                return [Clause(0, self.n, "main", pieces=pieces)]
            hosts[-1].pieces += pieces
            hosts[-1].last = max(hosts[-1].last, pieces[-1][1])
        return clauses

    def _groups_in(self, stretch: _Stretch) -> list[VerbGroup]:
        found = [self._group_of[k] for k in range(stretch.first, stretch.last) if k in self._group_of]
        return list(dict.fromkeys(found))

    def _belongs_before(self, stretch: _Stretch, clause: Clause) -> bool:
        """Whether a stretch without verbs goes on with the clause before it."""
        if all(token.is_mark for token in self.tokens[stretch.first : stretch.last]):
            return True
        if stretch.opener == "coordinate":
            return True
        same_voice = self.tokens[stretch.first].quoted == self.tokens[clause.last - 1].quoted
        return stretch.opener == "comma" and same_voice and not self._is_verb_next(stretch.last)

    def _is_verb_next(self, k: int) -> bool:
        """Whether what begins at `k` begins with its verb, so that what stands before it is the subject."""
        while k < self.n and (self.tokens[k].is_mark or self.verbs.is_adverb(k)):
            k += 1
        is_plain = k < self.n and self.tokens[k].is_plain_word
        return is_plain and (self.tokens[k].word in self.verbs.auxiliaries or self.verbs.may_be_past(k))

    def _is_embedded(self, stretch: _Stretch, group: VerbGroup, clauses: Sequence[Clause]) -> bool:
        """Whether a clause stands within another, whose subject is waiting: "Silva, who ran it and lost it, …"."""
        if stretch.opener == "coordinate" and clauses and clauses[-1].opener in ("relative", "reduced"):
            return group.first <= stretch.first + 2
        return stretch.opener in ("relative", "reduced", "participle", "subordinate")

    def _take(self, clause: Clause, waiting: Sequence[_Stretch]) -> None:
        """Let what was waiting be the beginning of `clause`, which is then opened as that was."""
        openers = [stretch for stretch in waiting if stretch.opener in ("subordinate", "relative", "complement")]
        opening = (openers or list(waiting[:1]))[-1]
        if clause.opener in ("comma", "quote", "main", "coordinate"):
            plain = opening.opener in ("comma", "quote")
            clause.opener, clause.word = ("main", "") if plain else (opening.opener, opening.word)
        clause.pieces = [*((stretch.first, stretch.last) for stretch in waiting), *clause.pieces]
        clause.first = waiting[0].first
        clause.conditional = any(stretch.word in self.words["conditional"] for stretch in waiting)

    # Linking

    def linked(self, clauses: list[Clause]) -> list[Clause]:
        """The clauses, each with the one that it depends on, and what is supposed marked as such."""
        for i, clause in enumerate(clauses):
            if clause.opener != "main":
                clause.parent = i - 1 if i else None
            if clause.opener in ("subordinate", "reduced") and i == 0:
                clause.parent = next((j for j, other in enumerate(clauses) if other.opener == "main"), None)
            clause.conditional = clause.conditional or clause.word in self.words["conditional"]
        for i, clause in enumerate(clauses):
            if clause.opener != "main" and clause.parent is not None and clause.parent < i:
                clause.conditional = clause.conditional or clauses[clause.parent].conditional
        return clauses
