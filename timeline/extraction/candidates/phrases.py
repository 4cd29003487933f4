"""The phrases of a sentence: which word heads one, where it begins and ends, which dates and places it has."""

from collections.abc import Sequence

from timeline.extraction.actors import FoundActor
from timeline.extraction.lexicon import Lexicon, Noun

from .clauses import Reading
from .tokens import Clause, Token, VerbGroup

__all__ = ["Phrases"]

_LONGEST = 18  # tokens behind a noun that may belong to it


class Phrases:
    """The phrases of one sentence. Tokens are known by their index in `reading.tokens`."""

    def __init__(self, reading: Reading, words: Lexicon, actors: Sequence[FoundActor], expressions: Sequence) -> None:
        self.reading, self.words, self.actors, self.expressions = reading, words, actors, expressions
        self.tokens, self.clauses = reading.tokens, reading.clauses
        self._groups = {
            k: group for clause in self.clauses for group in clause.groups for k in range(group.first, group.last)
        }
        self._connecting = (
            words["prepositions"] | words["coordinate"] | words["be"] | words["have"] | words["relative"]
            | words["possible"] | words["future"] | words["do"] | words["subordinate"]
        )  # fmt: skip

    def token(self, k: int) -> Token | None:
        return self.tokens[k] if 0 <= k < len(self.tokens) else None

    def word(self, k: int) -> str:
        return self.tokens[k].word if 0 <= k < len(self.tokens) else ""

    def is_one_of(self, k: int, *names: str) -> bool:
        """Whether the token is a plain word from one of these sets of the lexicon."""
        return (
            0 <= k < len(self.tokens)
            and self.tokens[k].is_plain_word
            and any(self.tokens[k].word in self.words[name] for name in names)
        )

    def is_adverb(self, k: int) -> bool:
        return self.is_one_of(k, "adverbs") or (self.tokens[k].is_plain_word and self.tokens[k].word.endswith("ly"))

    def group_at(self, k: int) -> VerbGroup | None:
        """The verbs that the token is one of."""
        return self._groups.get(k)

    def noun(self, k: int) -> Noun | None:
        """The happening that a noun at `k` would name."""
        token = self.token(k)
        if token is None or not token.is_plain_word:
            return None
        for word in (token.word, token.word.removesuffix("'s")):
            for noun in self.words.nouns.get(word, ()):
                if all(self.word(k + 1 + n) == rest for n, rest in enumerate(noun.rest)):
                    return noun
        return None

    def is_compound(self, k: int) -> bool:
        """Whether the noun at `k` only says of what sort the one behind it is: "a suicide bomber", "the fire chief"."""
        after = self.token(k + 1)
        return (
            after is not None
            and after.is_plain_word
            and after.word not in self._connecting | self.words["determiners"] | self.words["complement"]
            and after.word not in self.words["persons"] | self.words["others"] | self.words["plural"]
            and not self.is_adverb(k + 1)
            and self.group_at(k + 1) is None
        )

    def is_possessive(self, k: int) -> bool:
        return self.word(k + 1) == "'s"

    def is_definite(self, k: int) -> bool:
        """Whether the noun at `k` speaks of something as known: "that strike", "the attack"."""
        for j in range(k - 1, max(-1, k - 5), -1):
            if self.is_one_of(j, "definite"):
                return True
            if self.tokens[j].is_mark or self.is_one_of(j, "prepositions", "determiners"):
                return False
        return False

    def is_modifier(self, k: int) -> bool:
        """Whether the name at `k` only says of what sort the noun behind it is: "the Iranian side", "U.S. forces"."""
        token, after = self.tokens[k], self.token(k + 1)
        if not token.is_demonym and self.actors[token.actor].sort != "state":
            return False
        return (
            after is not None
            and after.is_plain_word
            and after.word not in self._connecting
            and not self.is_adverb(k + 1)
            and self.group_at(k + 1) is None
        )

    def head_noun(self, tokens: Sequence[int]) -> int | None:
        """The head of the noun phrase in `tokens`, a subject or an object, if it names a happening."""
        if not self.words.inflects:
            return next((k for k in tokens if self.noun(k) is not None), None)
        phrase: list[int] = []
        for k in tokens:
            token = self.tokens[k]
            if token.is_mark and token.word not in "-’'“”\"":
                phrase = []
            elif token.expression is not None:
                continue
            elif self.is_one_of(k, "prepositions"):
                if phrase and self.noun(phrase[-1]):
                    return phrase[-1]
                if (
                    phrase
                    and token.word not in self.words["object_of"]
                    and any(self.tokens[p].is_plain_word for p in phrase)
                ):
                    return None
                phrase = []  # what stands before "of", as in "a series of attacks", is not what happened
            else:
                phrase.append(k)
        while phrase and self.is_adverb(phrase[-1]):
            phrase.pop()
        return phrase[-1] if phrase and self.noun(phrase[-1]) else None

    def start_of(self, k: int) -> int:
        """The first token of the noun phrase whose head is at `k`."""
        first = k
        while first > 0:
            before = self.tokens[first - 1]
            if (before.is_mark and before.word != "-") or (
                before.expression is not None and not self.is_attributive(first - 1)
            ):
                break
            if (
                self.is_one_of(first - 1, "coordinate", "complement")
                or (self.is_one_of(first - 1, "prepositions") and before.word not in self.words["object_of"])
                or self.group_at(first - 1) is not None
            ):
                break
            first -= 1
            if self.is_one_of(first, "determiners") and self.word(first - 1) not in self.words["object_of"]:
                break
        return first

    def stop_of(self, k: int, *, within: Clause | None = None) -> int:
        """The last token of the phrase whose head is at `k`, with what its prepositions add."""
        last = k
        for j in range(k + 1, min(len(self.tokens), k + _LONGEST)):
            if (within is not None and not within.holds(j)) or self._ends_phrase(j):
                break
            last = j
        while last > k and (self.is_one_of(last, "prepositions") or self.tokens[last].is_mark):
            last -= 1
        return last

    def _ends_phrase(self, j: int) -> bool:
        token = self.tokens[j]
        if (token.is_mark and token.word not in "-’'") or self.group_at(j) is not None:
            return True
        if self.is_one_of(j, "relative", "complement"):
            return True
        return self.is_one_of(j, "subordinate") and not self.is_one_of(j, "prepositions")

    # Dates

    def dates(self, tokens: Sequence[int]) -> list[tuple[int, int]]:
        """Those of `tokens` that are dates with calendar days, each with the index of its expression."""
        found = ((k, self.tokens[k].expression) for k in tokens)
        return [(k, n) for k, n in found if n is not None and self.expressions[n].date is not None]

    def is_attributive(self, k: int) -> bool:
        """Whether the date at `k` tells one thing from another: "the 2015 agreement", "the fine of March"."""
        before, after = self.token(k - 1), self.token(k + 1)
        if before is None:
            return False
        if before.word in self.words["object_of"] and self.words.inflects:
            what = self.token(k - 2)
            return (
                what is not None and what.is_plain_word and not what.word[0].isdigit()
                and what.word not in self.words["of_time"]
            )  # fmt: skip
        return (
            after is not None
            and after.is_plain_word
            and not after.is_capital
            and len(after.word) > 2
            and after.word not in self._connecting | self.words["determiners"] | self.words["adverbs"]
            and after.word not in self.words["persons"] | self.words["others"] | self.words["plural"]
            and self.is_one_of(k - 1, "determiners")
            and self.expressions[self.tokens[k].expression].type == "DATE"
            and self.group_at(k + 1) is None
        )

    def is_intended(self, k: int) -> bool:
        """Whether the date at `k` is what something is meant for: "a strike for Thursday"."""
        return self.word(k - 1) == "for" and self.expressions[self.tokens[k].expression].type in ("DATE", "TIME")

    # Places

    def place(self, clause: Clause) -> tuple[int, int] | None:
        """Where it happened, in the words of the clause ("Iraq and Syria"): a span of the text."""
        tokens = clause.tokens()
        for n, k in enumerate(tokens):
            if not self.is_one_of(k, "place"):
                continue
            named: list[int] = []
            for j in tokens[n + 1 :]:
                if self._names_place(j):
                    named.append(j)
                elif not self.is_one_of(j, "in_places" if named else "before_places"):
                    break
            if named and not self.is_possessive(named[-1]):
                return self.tokens[named[0]].start, self.tokens[named[-1]].stop
        return None

    def _names_place(self, k: int) -> bool:
        token = self.tokens[k]
        if token.actor is not None:
            return self.actors[token.actor].sort == "state" and not token.is_demonym
        return token.is_plain_word and token.is_capital and token.expression is None
