"""What an event is called: a plain sentence in the present tense where one can be made, else words of the article."""

import re
from bisect import bisect_left
from collections.abc import Sequence

from timeline.extraction.actors import FoundActor
from timeline.extraction.lexicon import Form, Lexicon
from timeline.extraction.times import Expression
from timeline.extraction.voices import Voice

from .clauses import Reading
from .happenings import Happening
from .tokens import Clause, VerbGroup

__all__ = ["LONGEST_TITLE", "Titles", "fitted"]

LONGEST_TITLE = 120  # code points
_LONGEST_SUBJECT = 60  # code points; a longer one gives way to the name of whoever is meant
_ROOM = 20  # code points that are left for a quotation, at least
_BACK = 8  # tokens before a relative clause that it can be about
# What leads up to a date, and says nothing without it.
_DANGLING = re.compile(
    r"(?:^|,?\s+)(?:(?:on|in|at|by|during|from|since|towards|around|near|over|for|within)\s+(?:the\s+)?(?:\w+\s+){0,2}of"
    r"|on|in|at|by|during|from|since|until|about|around|early|late|of)$"
)
_LOOSE_END = re.compile(r"\s+(?:of|in|on|at|by|to|for|from|with|and|or|the|a|an|that|which|who|its|his|her|their)$")


class Titles:
    """The titles of what one text tells."""

    def __init__(
        self,
        text: str,
        readings: Sequence[Reading],
        expressions: Sequence[Expression],
        actors: Sequence[FoundActor],
        words: Lexicon,
    ) -> None:
        self.text, self.readings, self.expressions, self.actors, self.words = text, readings, expressions, actors, words
        self._pronouns = words["persons"] | words["others"] | words["plural"] | {"who", "which", "that", "i", "you"}

    def of(self, happening: Happening) -> str:
        """The title of what a verb or a noun tells."""
        if happening.is_one:
            article = "An" if happening.lemma[0] in "aeiou" else "A"
            return fitted(f"{article} {happening.lemma} {self._undated(happening.trigger_stop, happening.stop)}")
        reading = self.readings[happening.reading]
        clause = reading.clauses[happening.clause]
        if happening.follows_subject:  # "That strike prompted U.S. strikes …": what was prompted
            return fitted(self._undated(happening.trigger_stop, happening.stop))
        if happening.is_verb and self.words.inflects and clause.group is not None:
            subject, is_plural = self._subject(reading, clause, happening.subjects)
            if subject:
                verb = self._verb(reading, clause.group, plural=is_plural)
                behind = reading.tokens[clause.group.last - 1].stop
                return fitted(f"{subject} {verb} {self._undated(behind, max(happening.stop, behind))}")
        return fitted(self._undated(happening.start, happening.stop))

    def of_statement(self, speaker: str, voices: Sequence[Voice]) -> str:
        """The title of a statement: the speaker, and the first of what was said, as a quotation if it can be."""
        direct = next((voice for voice in voices if voice.direct), None)
        if direct is not None:
            words = re.split(r"(?<=[.!?])\s", " ".join(self.text[direct.start : direct.stop].split()))[0]
            room = LONGEST_TITLE - len(speaker) - len(": “”")
            return f"{speaker}: “{_cut(words.rstrip('.,;'), room)}”" if room >= _ROOM else fitted(f"{speaker} speaks")
        words = " ".join(self.text[voices[0].start : voices[0].stop].split()).removeprefix("that ")
        first = words.split(" ", 1)[0].lower()
        if any(first in self.words[name] for name in ("determiners", "prepositions", "others", "plural", "persons")):
            words = words[:1].lower() + words[1:]
        return fitted(f"{speaker} says that {words}" if self.words.inflects else f"{speaker}: {words}")

    # Subjects

    def _subject(self, reading: Reading, clause: Clause, actors: Sequence[int]) -> tuple[str, bool]:
        """The subject of a clause, in words that stand by themselves, and whether it is plural; "" if there is none."""
        tokens = reading.tokens
        kept = self._subject_tokens(reading, clause)
        is_own = clause.opener not in ("relative", "participle", "reduced")
        if kept and is_own and tokens[kept[0]].word not in self._pronouns:
            words = " ".join(self.text[tokens[k].start : tokens[k].stop] for k in kept)
            if kept[-1] - kept[0] == len(kept) - 1:
                words = " ".join(self.text[tokens[kept[0]].start : tokens[kept[-1]].stop].split())
            if len(words) <= _LONGEST_SUBJECT or not actors:
                if len(kept) == 1 and tokens[kept[0]].actor is not None:
                    words = self.actors[tokens[kept[0]].actor].name
                return words, self._is_plural(reading, kept)
        if actors and (not kept or not is_own or tokens[kept[0]].word in self._pronouns or len(kept) > 1):
            names = [self.actors[actor].name for actor in actors]
            return " and ".join(filter(None, [", ".join(names[:-1]), names[-1]])), len(names) > 1
        if not is_own and clause.opener != "participle":
            about = self._antecedent(reading, clause.first)
            return self._phrase(reading, about), self._is_plural(reading, about)
        if not kept and clause.opener in ("coordinate", "participle") and clause.parent is not None:
            above = reading.clauses[clause.parent]
            shared = self._subject_tokens(reading, above) if above.group is not None else []
            if shared and tokens[shared[0]].word not in self._pronouns:
                return self._phrase(reading, shared), self._is_plural(reading, shared)
        return "", False

    def _subject_tokens(self, reading: Reading, clause: Clause) -> list[int]:
        """The tokens before the verb, without what opens the clause and adverbials such as "In a speech"."""
        before = [k for k in clause.tokens() if k < clause.group.first]
        opening = clause.word.split()
        if opening and [reading.tokens[k].word for k in before[: len(opening)]] == opening:
            before = before[len(opening) :]
        kept: list[int] = []
        in_adverbial = False
        for k in before:
            token = reading.tokens[k]
            if token.expression is not None and not (kept and reading.tokens[k - 1].word in self.words["determiners"]):
                kept, in_adverbial = [], False
            elif kept:
                kept.append(k)
            elif token.is_mark:
                in_adverbial = False
            elif token.is_plain_word and token.word in self.words["prepositions"] - {"including"}:
                in_adverbial = True
            elif not in_adverbial and not (
                token.is_plain_word
                and any(token.word in self.words[name] for name in ("coordinate", "subordinate", "adverbs", "later"))
                and token.word not in self.words["determiners"]
            ):
                kept.append(k)
        while kept and reading.tokens[kept[-1]].is_mark:
            kept.pop()
        return kept

    def _antecedent(self, reading: Reading, first: int) -> list[int]:
        """The tokens right before a relative clause that it is about; none where they make no phrase."""
        tokens = reading.tokens
        stop = first
        while stop and tokens[stop - 1].is_mark:
            stop -= 1
        start = stop
        while start and stop - start < _BACK:
            before = tokens[start - 1]
            if before.is_mark or before.expression is not None:
                break
            if before.is_plain_word and before.word in self.words["prepositions"] | self.words["coordinate"]:
                break
            start -= 1
            if before.is_plain_word and before.word in self.words["determiners"]:
                break
        phrase = tokens[start:stop]
        is_phrase = any(t.actor is not None for t in phrase) or (phrase and phrase[0].word in self.words["determiners"])
        return list(range(start, stop)) if is_phrase else []

    def _phrase(self, reading: Reading, kept: Sequence[int]) -> str:
        if not kept:
            return ""
        return " ".join(self.text[reading.tokens[kept[0]].start : reading.tokens[kept[-1]].stop].split())

    def _is_plural(self, reading: Reading, kept: Sequence[int]) -> bool:
        """Whether a verb behind the phrase of these tokens is in the plural."""
        head = []
        for k in kept:
            token = reading.tokens[k]
            if head and token.is_plain_word and token.word in self.words["prepositions"] | self.words["relative"]:
                break
            if token.is_mark and head:
                break
            head.append(token)
        if not head:
            return False
        if any(token.word == "and" for token in head):
            return True
        last = head[-1]
        if last.actor is not None:
            return False
        if last.word in self.words["people"] | self.words["groups"] or head[0].word in self.words["plural_words"]:
            return True
        if head[0].word[0].isdigit() and head[0].word != "1":
            return True
        is_name = last.is_capital and len(head) > 1
        return last.word.endswith("s") and not last.word.endswith(("ss", "us", "is", "'s")) and not is_name

    # Verbs

    def _verb(self, reading: Reading, group: VerbGroup, *, plural: bool) -> str:
        """The verbs of a group in the present tense; as they stand, where that cannot be told."""
        said = [self.text[token.start : token.stop] for token in reading.tokens[group.first : group.last]]
        words = [word.lower() for word in said]
        be = "are" if plural else "is"
        present = group.lemma if plural else self.words.third.get(group.lemma, "")
        if group.doubt:
            return " ".join(said)
        if words[0] in ("was", "were"):
            return " ".join([be, *said[1:]])
        if words[0] in ("has", "have", "had") and len(words) > 1:
            if "been" in words:
                at = words.index("been")
                return " ".join([be, *said[1:at], *said[at + 1 :]])
            return " ".join([*said[1 : group.head - group.first], present]) if present else " ".join(said)
        if group.form is Form.PARTICIPLE and not group.finite:
            return " ".join([be, *said])
        alone = len(words) == 1 + (group.verb.length if group.verb else 0)
        return present if present and alone and group.form in (Form.PAST, Form.ING) else " ".join(said)

    # Words

    def _undated(self, start: int, stop: int) -> str:
        """`text[start:stop]` without the words that give a date, but for those that tell one thing from another."""
        pieces, at = [], start
        first = bisect_left(self.expressions, start, key=lambda expression: expression.start)
        for expression in self.expressions[first:]:
            if expression.stop > stop:
                break
            before, after = expression.cue_start < expression.start, self.text[expression.stop : expression.stop + 2]
            attributive = after.startswith(("’", "'")) or (not before and after[:1] == " " and after[1:].islower())
            if expression.date is None or attributive or expression.start < at:
                continue
            pieces.append(_DANGLING.sub("", self.text[at : max(expression.cue_start, at)].rstrip()))
            at = expression.stop
        pieces.append(self.text[at:stop])
        return " ".join(pieces)


def fitted(title: str) -> str:
    """`title` as one line that begins with a capital, without marks at its ends, of LONGEST_TITLE at most."""
    for opening, closing in ("()", "[]", "“”"):
        if title.count(opening) != title.count(closing):
            title = title.replace(opening, "").replace(closing, "")
    title = " ".join(title.split())
    title = re.sub(r"\s+([,.;:])", r"\1", title)
    title = _cut(re.sub(r",(?=[,.;:])", "", title).strip(" ,;:—–-."), LONGEST_TITLE)
    return title[:1].upper() + title[1:]


def _cut(words: str, room: int) -> str:
    """`words` in `room` code points, cut between words."""
    if len(words) <= room:
        return words
    cut = words[: room - 1]
    space = cut.rfind(" ")
    return _LOOSE_END.sub("", (cut[:space] if space > room // 2 else cut).rstrip(" ,;:—–-.")) + "…"
