"""Clauses of a language that is not read by the order of its words: what punctuation and conjunctions part.

Their verbs are those of the lexicon or, where there is none of them, a word that looks like one (`Lexicon.shapes`).
"""

from collections.abc import Sequence

from timeline.extraction.lexicon import Form, Lexicon, Verb

from .tokens import HARD, Clause, Token, VerbGroup

__all__ = ["shallow_clauses"]

_SOME_VERB = Verb("", "development", frozenset({Form.PAST, Form.PARTICIPLE}))


def shallow_clauses(tokens: Sequence[Token], words: Lexicon) -> list[Clause]:
    """The clauses of a sentence, in order; one may have several verbs. A stretch without any belongs to the next."""
    clauses: list[Clause] = []
    waiting: list[tuple[int, int]] = []
    for start, stop, opener, word in _stretches(tokens, words):
        groups = _groups(tokens, start, stop, words)
        if groups:
            pieces = [*waiting, (start, stop)]
            conditional = word in words["conditional"]
            clauses.append(
                Clause(pieces[0][0], stop, opener, word, groups[0], groups, pieces=pieces, conditional=conditional)
            )
            waiting = []
        elif clauses and not waiting and opener in ("comma", "coordinate"):
            clauses[-1].pieces.append((start, stop))
            clauses[-1].last = stop
        else:
            waiting.append((start, stop))
    if waiting and clauses:
        clauses[-1].pieces += waiting
        clauses[-1].last = len(tokens)
    elif waiting:
        clauses.append(Clause(waiting[0][0], len(tokens), "main", pieces=waiting))
    for i, clause in enumerate(clauses):
        clause.opener = "main" if clause.opener == "comma" else clause.opener
        clause.parent = i - 1 if i and clause.opener != "main" else None
    return clauses


def _stretches(tokens: Sequence[Token], words: Lexicon) -> list[tuple[int, int, str, str]]:
    cuts: dict[int, tuple[str, str]] = {0: ("main", "")}
    for k, token in enumerate(tokens):
        if k and tokens[k - 1].quoted != token.quoted:
            cuts.setdefault(k, ("main", ""))
        if token.is_mark and token.word in HARD | {"!", "?", "؟"}:
            cuts.setdefault(k + 1, ("main", token.word))
        elif token.is_mark and token.word in ",،؛":
            cuts.setdefault(k + 1, ("comma", token.word))
        elif token.is_plain_word:
            for opener in ("subordinate", "relative", "complement", "coordinate"):
                if token.word in words[opener]:
                    cuts[k] = (opener, token.word)
                    break
    starts = sorted(k for k in cuts if k < len(tokens))
    return [(start, stop, *cuts[start]) for start, stop in zip(starts, [*starts[1:], len(tokens)], strict=True)]


def _groups(tokens: Sequence[Token], start: int, stop: int, words: Lexicon) -> list[VerbGroup]:
    inside = {word for k in range(start, stop) if tokens[k].is_plain_word for word in _stripped(tokens[k].word, words)}
    doubts = (("negation", "negated"), ("future", "forecast"), ("possible", "conditional"))
    doubt = next((doubt for name, doubt in doubts if inside & words[name]), "")
    found: list[VerbGroup] = []
    k = start
    while k < stop:
        group = _known(tokens, k, stop, inside, words, doubt)
        if group is not None:
            found.append(group)
        k = group.last if group is not None else k + 1
    return found or _shaped(tokens, start, stop, inside, words, doubt)


def _known(
    tokens: Sequence[Token], k: int, stop: int, inside: set[str], words: Lexicon, doubt: str
) -> VerbGroup | None:
    """The group of the verb of the lexicon that begins at `k`."""
    if not tokens[k].is_plain_word:
        return None
    for word in _stripped(tokens[k].word, words):
        for verb in words.verbs.get(word, ()):
            last = k + 1 + (0 if verb.parted else len(verb.rest))
            if verb.parted:
                fits = any(tokens[j].word in verb.rest for j in range(k + 1, stop))
            else:
                fits = last <= stop and all(tokens[k + 1 + n].word == rest for n, rest in enumerate(verb.rest))
            passive = Form.PARTICIPLE in verb.forms
            if passive and words["passive"]:
                # An adjective stands without its auxiliary: "der verhaftete Mann".
                fits = fits and bool(inside & (words["passive"] | words["perfect"]))
                passive = bool(inside & words["passive"])
            if fits:
                return VerbGroup(k, last, k, verb, Form.PAST, passive=passive, doubt=doubt)
    return None


def _shaped(
    tokens: Sequence[Token], start: int, stop: int, inside: set[str], words: Lexicon, doubt: str
) -> list[VerbGroup]:
    """The group of a word that has the form, and the place, of a verb in the past."""
    plain = [k for k in range(start, stop) if tokens[k].is_plain_word]
    if not plain:
        return []
    places = {"first": plain[:1], "last": plain[-1:], "any": plain}
    for shape in words.shapes:
        if shape.needs and not inside & words[shape.needs]:
            continue
        for k in places[shape.place]:
            token = tokens[k]
            if token.is_capital and shape.place == "any":
                continue
            if token.word not in words["no_verbs"] and any(
                shape.pattern.fullmatch(word) for word in _stripped(token.word, words)
            ):
                passive = shape.needs == "passive"
                return [VerbGroup(k, k + 1, k, _SOME_VERB, Form.PAST, passive=passive, doubt=doubt)]
    return []


def _stripped(word: str, words: Lexicon) -> list[str]:
    """The word, and what it is without the small words that are written as one with it ("wa-" in Arabic)."""
    return [word, *(word[len(p) :] for p in words["prefixes"] if word.startswith(p) and len(word) > len(p) + 2)]
