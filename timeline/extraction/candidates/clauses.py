"""A sentence cut into its clauses, each with the verb that carries it."""

from dataclasses import dataclass

from timeline.extraction.lexicon import Lexicon
from timeline.extraction.sentences import Sentence

from .english import english_clauses
from .shallow import shallow_clauses
from .tokens import Clause, Marks, Token, tokens_of

__all__ = ["Reading", "read"]


@dataclass(frozen=True, slots=True)
class Reading:
    """A sentence as it was read. `asks` says that it is a question."""

    sentence: Sentence
    tokens: tuple[Token, ...]
    clauses: tuple[Clause, ...]
    asks: bool
    quotation_marks: bool

    def clause_of(self, k: int) -> int | None:
        """The index of the clause that the token `k` stands in."""
        return next((i for i, clause in enumerate(self.clauses) if clause.holds(k)), None)


def read(text: str, sentence: Sentence, marks: Marks, words: Lexicon) -> Reading:
    """The sentence of `text` in clauses. Linear in its length."""
    tokens = tokens_of(text, sentence, marks)
    asks = text[sentence.start : sentence.stop].rstrip("\"'”’»)").endswith(("?", "؟"))
    clauses = english_clauses(tokens, words) if words.inflects else shallow_clauses(tokens, words)
    for clause in clauses:
        clause.quoted = max((tokens[k].quoted for k in clause.tokens()), default=-1)
    return Reading(sentence, tuple(tokens), tuple(clauses), asks, bool(sentence.quotations))
