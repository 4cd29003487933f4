"""What an event is called: a plain sentence in the present tense where one can be made, else words of the article."""

import re
from bisect import bisect_left
from collections.abc import Sequence
from functools import cached_property

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
_CLAUSES_BACK = 8  # before one without a subject among which the one is looked for that it goes on with
_ROOM = 20  # code points that are left for a quotation, at least
_BARE = 4  # tokens of a phrase without an article, in the plural: "accounts filed in May"
_BACK = 12  # tokens before a relative clause that it can be about
_DETERMINER = 8  # code points before a date in which the article stands that makes it tell one thing from another
_DETERMINED = re.compile(r"\b(?:the|an?|this|that|its|his|her|their)\s+\Z", re.IGNORECASE)
# What leads up to a date, and says nothing without it.
_DANGLING = re.compile(
    r"\s+as\s+(?:recently|early|late|long\s+ago)\s+as$|(?:^|,?\s+)"
    r"(?:(?:on|in|at|by|during|from|since|towards|around|near|over|for|within)\s+(?:the\s+)?(?:\w+\s+){0,2}of"
    r"|on|in|at|by|during|from|since|until|about|around|early|late|of)$"
)
_LOOSE_END = re.compile(
    r"[\s,;:—–-]+(?:of|in|on|at|by|to|for|from|with|into|over|under|between|during|until|since|about|around|and|or|but|nor"
    r"|the|a|an|that|which|who|whom|whose|where|when|while|after|before|because|as|than|if|its|their|including)$",
    re.IGNORECASE,
)
# What a title can do without: what is only added, and what the words were cut off in the middle of.
_ADDED = re.compile(
    r"(?:,\s+(?:who|whom|whose|which|where|when|while|although|though|because|but|and|as|after|before|since)\b"
    r"|\s+(?:and that|because)\b|;\s).*",
    re.DOTALL,
)
_LEADING = re.compile(
    r"^(?:and|but|or|then|yet|that|which|who|where|when|while|because|after|before|as)\s+", re.IGNORECASE
)
_FEWEST_LEFT = 3  # words of a title that is cut at an addition
_FEWEST_NOUN_WORDS = 3  # of a title: with fewer, the date that tells it from others stays
_FEWEST_WORDS = 4  # of what a title quotes
_MARKS_INSIDE = (("(", ")"), ("[", "]"), ("“", "”"), ("„", "“"), ("«", "»"), ('"', '"'))


_I = frozenset(("I ", "I’", "I'"))
_SUBJECTS = frozenset(("he", "she", "it", "they", "we", "i", "you"))
_PLURAL = frozenset(("they", "we", "i", "you"))


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
        self._relative = words["relative"]
        self._verbs_of: dict[int, set[int]] = {}
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
            subject, is_plural = self._subject(reading, happening.clause, happening.subjects)
            if subject:
                verb = self._verb(reading, clause.group, plural=is_plural)
                behind = reading.tokens[clause.group.last - 1].stop
                stop = max(happening.stop, behind)
                spent = clause.group.lemma in self.words["spending"]  # "spent the winter in Oslo"
                added = self.text[behind:stop] if spent else self._undated(behind, stop)
                if self._is_about_object(reading, clause):  # "the prize, which she won"
                    about = self._antecedent(reading, clause.pieces[-1][0], clause.word)
                    added = f"{self._phrase(reading, about, inside=True)} {added}"
                return fitted(f"{subject} {verb} {self._plain(added, len(f'{subject} {verb}'.split()))}")
        words = self._undated(happening.start, happening.stop)
        if not happening.is_verb and len(fitted(words).split()) < _FEWEST_NOUN_WORDS:
            words = self.text[happening.start : happening.stop]  # "the election of 24 April"
        if self.words.inflects:
            return fitted(self._plain(_LEADING.sub("", words)))
        for prefix in self.words["prefixes"]:
            words = words.removeprefix(f"{prefix} ")  # what was written as one with it was a date
        return fitted(words)

    def _plain(self, words: str, before: int = 0) -> str:
        """`words` without what is only added, if there are enough left with the `before` that stand before them."""
        cut = _ADDED.sub("", words)
        return cut if len(cut.split()) + before >= _FEWEST_LEFT else words

    def _is_about_object(self, reading: Reading, clause: Clause) -> bool:
        """Whether a relative clause has a subject of its own, and is about what its verb is done to."""
        if clause.opener != "relative" or clause.word not in ("which", "that", "whom") or clause.group.passive:
            return False
        inner = range(clause.pieces[-1][0] + 1, clause.group.first)
        return any(not (reading.tokens[k].is_mark or self._is_adverb(reading, k)) for k in inner)

    def of_statement(self, actor: int | None, described: str, voices: Sequence[Voice]) -> str:
        """The title of a statement: the speaker, and the first of what was said, as a quotation if it can be.

        The speaker is an `actor`, or else `described` so.
        """
        speaker = self.actors[actor].name if actor is not None else described
        direct = [" ".join(self.text[voice.start : voice.stop].split()) for voice in voices if voice.direct]
        if direct:
            long = (words for words in direct if len(words.split()) >= _FEWEST_WORDS)
            words = _first_sentence(next(long, max(direct, key=len)))
            room = LONGEST_TITLE - len(speaker) - len(": “”")
            return f"{speaker}: “{_cut(words.rstrip('.,;'), room)}”" if room >= _ROOM else fitted(f"{speaker} speaks")
        words = " ".join(self.text[voices[0].start : voices[0].stop].split()).removeprefix("that ")
        if not self.words.inflects:
            return fitted(f"{speaker}: {words}")
        words = words.split("; ")[0]
        _, _, rest = words.partition(" ")
        if not (self._is_name(voices[0].start) or words[1:2].isupper() or rest[:1].isupper() or words[:2] in _I):
            words = words[:1].lower() + words[1:]
        if actor is not None:
            speaker = self._with_article(actor)
        many = actor is None and _is_many(speaker)
        return fitted(f"{speaker} {'say' if many else 'says'} that {words}")

    @cached_property
    def _names(self) -> frozenset[int]:
        dates = {expression.start for expression in self.expressions}
        return frozenset(dates | {mention.start for actor in self.actors for mention in actor.mentions})

    def _is_name(self, at: int) -> bool:
        return at in self._names

    # Subjects

    def _subject(self, reading: Reading, i: int, actors: Sequence[int]) -> tuple[str, bool]:
        """The subject of clause `i`, in words that stand by themselves, and whether it is plural; "" if none."""
        tokens, clause = reading.tokens, reading.clauses[i]
        kept = self._subject_tokens(reading, clause)
        is_own = clause.opener not in ("relative", "participle", "reduced") or clause.word == "where"
        own = kept and is_own and (tokens[kept[0]].word not in self._pronouns or len(kept) > 1)
        if own and tokens[kept[0]].word not in self._relative:
            words = " ".join(self.text[tokens[k].start : tokens[k].stop] for k in kept)
            if kept[-1] - kept[0] == len(kept) - 1:
                words = " ".join(self.text[tokens[kept[0]].start : tokens[kept[-1]].stop].split())
            if len(words) <= _LONGEST_SUBJECT or not actors:
                if len(kept) == 1 and tokens[kept[0]].actor is not None:
                    words = self._name(reading, kept[0])
                elif "," in words and tokens[kept[-1] + 1].word == ",":
                    words += ","  # which closes what was put in
                return words, self._is_plural(reading, kept)
        if actors and (not kept or not is_own or tokens[kept[0]].word in self._pronouns or len(kept) > 1):
            names = [self._with_article(actor) for actor in actors]
            return " and ".join(filter(None, [", ".join(names[:-1]), names[-1]])), len(names) > 1
        if not is_own and clause.opener != "participle":
            first = clause.pieces[-1][0] if clause.opener == "relative" else clause.first
            about = self._antecedent(reading, first, clause.word)
            if about:
                return self._phrase(reading, about), self._is_plural(reading, about)
        if kept and is_own and tokens[kept[0]].word in _SUBJECTS:
            return self._phrase(reading, kept), tokens[kept[0]].word in _PLURAL
        if not kept:
            shared = self._shared(reading, i)
            return self._phrase(reading, shared), self._is_plural(reading, shared)
        return "", False

    def _shared(self, reading: Reading, i: int) -> list[int]:
        """The subject of the clause that clause `i`, which has none of its own, goes on with."""
        clause = reading.clauses[i]
        lends = clause.opener in ("coordinate", "participle", "main") or clause.group.form is Form.ING
        if not lends:
            return []
        for above in reversed(reading.clauses[max(0, i - _CLAUSES_BACK) : i]):
            if above.group is not None and above.quoted == clause.quoted:
                shared = self._subject_tokens(reading, above)
                if shared and above.opener not in ("relative", "reduced", "participle", "infinitive"):
                    return shared
        return []

    def _name(self, reading: Reading, k: int) -> str:
        """The name of the actor at `k`, with the article that it has there."""
        token = reading.tokens[k]
        said = self.text[token.start : token.stop]
        if self.actors[token.actor].sort == "person":
            return self.actors[token.actor].name
        return said

    def _with_article(self, actor: int) -> str:
        """The name of an actor, with "the" if the text mostly says so."""
        name, mentions = self.actors[actor].name, self.actors[actor].mentions
        if not self.words.inflects or self.actors[actor].sort == "person" or name.lower().startswith("the "):
            return name
        article = sum(self.text[max(0, m.start - 4) : m.start].lower() == "the " for m in mentions)
        return f"the {name}" if 2 * article > len(mentions) else name

    def _subject_tokens(self, reading: Reading, clause: Clause) -> list[int]:
        """The tokens before the verb, without what opens the clause and adverbials such as "In a speech"."""
        before = [k for k in clause.tokens() if k < clause.group.first]
        opening = clause.word.split()
        if opening and [reading.tokens[k].word for k in before[: len(opening)]] == opening:
            before = before[len(opening) :]
        kept: list[int] = []
        in_adverbial, brackets = False, 0
        for k in before:
            token = reading.tokens[k]
            brackets += (token.word == "(") - (token.word == ")")
            if brackets or token.word == ")":
                continue
            after = reading.tokens[k + 1].word if k + 1 < len(reading.tokens) else ""
            if token.expression is not None and after == "'s" and not in_adverbial:
                kept, in_adverbial = [k], False  # "The next day's stage"
            elif token.expression is not None and not (
                kept and reading.tokens[k - 1].word in self.words["determiners"]
            ):
                commas = [n for n, j in enumerate(kept) if reading.tokens[j].word == ","]
                # "The last, in 2009, brought down": the date is put in between.
                kept, in_adverbial = (kept[: commas[-1]] if commas and after == "," else []), after == "'s"
            elif token.is_mark and token.word in '”»"' and after == ",":
                kept, in_adverbial = [], False  # what was quoted is over
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
        closed = bool(before) and reading.tokens[before[-1]].word == ","
        while len(kept) > 1 and (reading.tokens[kept[-1]].is_mark or self._is_adverb(reading, kept[-1])):
            kept.pop()
        named = len(kept) > 1 and reading.tokens[kept[0]].actor is not None
        if named and (reading.tokens[kept[1]].word in ",(" or kept[1] > kept[0] + 1):
            return kept[:1]  # without what is put in: "Silva, 41, resigned"
        commas = [n for n, k in enumerate(kept) if reading.tokens[k].word == ","]
        return self._without_insertions(reading, kept, commas, closed=closed) if commas else kept

    def _without_insertions(
        self, reading: Reading, kept: list[int], commas: Sequence[int], *, closed: bool
    ) -> list[int]:
        """The subject in `kept`, `commas` at these places, without what is put in; `closed` if one stands behind it."""
        first, last = commas[0], commas[-1]
        joined = [n for n in commas if reading.tokens[kept[n + 1]].word in self.words["coordinate"]]
        if closed and joined:
            at = joined[0]
            gap = kept[at + 1] - kept[at] > 1  # where another clause stood
            if gap or all(reading.tokens[k].actor is None for k in kept[at:]):
                return kept[:at]  # "The truce, brokered by Turkey and the bishops, began"
        if any(reading.tokens[k].word in self.words["coordinate"] for k in kept[first:]):
            return kept  # a list
        if closed:
            plain = len(commas) == 1 and all(reading.tokens[k].actor is None for k in kept[first:])
            return kept[:first] if plain else kept  # "The port, shut since May, reopened"
        if reading.tokens[kept[last + 1]].word in self.words["prepositions"]:
            return kept[:first]
        return kept[last + 1 :]  # "In March, the first of the year, soldiers fired"

    def _is_adverb(self, reading: Reading, k: int) -> bool:
        token = reading.tokens[k]
        return token.is_plain_word and (token.word in self.words["adverbs"] or token.word.endswith("ly"))

    def _antecedent(self, reading: Reading, first: int, word: str) -> list[int]:
        """The tokens right before a relative clause that it is about; none where they make no phrase."""
        tokens = reading.tokens
        if id(reading) not in self._verbs_of:
            groups = (group for clause in reading.clauses for group in clause.groups)
            self._verbs_of[id(reading)] = {k for group in groups for k in range(group.first, group.last)}
        verbs = self._verbs_of[id(reading)]
        stop = first
        while stop and (tokens[stop - 1].is_mark or self._is_adverb(reading, stop - 1)):
            stop -= 1
        start, begins = stop, None
        while start and stop - start < _BACK and start - 1 not in verbs:
            before = tokens[start - 1]
            small = before.is_plain_word and any(
                before.word in self.words[name] for name in ("coordinate", "relative", "subordinate", "complement")
            )
            if before.is_mark or before.expression is not None or small:
                break
            start -= 1
            if before.is_plain_word and before.word in self.words["determiners"]:
                begins = start
                linking = self.words["prepositions" if word == "who" else "object_of"]
                if not (start and tokens[start - 1].is_plain_word and tokens[start - 1].word in linking):
                    break
        start = start if begins is None else begins
        leading = self.words["prepositions"] | self.words["comparing"]
        while start < stop and tokens[start].is_plain_word and tokens[start].word in leading:
            start += 1
        if start == stop:
            return []
        head = tokens[start]
        is_phrase = head.actor is not None or head.word in self.words["determiners"] or head.is_capital
        is_phrase = is_phrase or (stop - start < _BARE and tokens[stop - 1].word.endswith("s"))
        return list(range(start, stop)) if is_phrase else []

    def _phrase(self, reading: Reading, kept: Sequence[int], *, inside: bool = False) -> str:
        """The words of the phrase, as they are written `inside` a sentence if they are to be."""
        if not kept:
            return ""
        words = " ".join(self.text[reading.tokens[kept[0]].start : reading.tokens[kept[-1]].stop].split())
        small = inside and reading.tokens[kept[0]].word in self.words["determiners"]
        return words[:1].lower() + words[1:] if small else words

    def _is_plural(self, reading: Reading, kept: Sequence[int]) -> bool:
        """Whether a verb behind the phrase of these tokens is in the plural."""
        head = []
        for k in kept:
            token = reading.tokens[k]
            if head and token.is_plain_word and token.word in self.words["prepositions"] | self.words["relative"]:
                if token.word in self.words["object_of"] and head[-1].word in self.words["quantity"]:
                    head = []
                    continue
                break
            if token.is_mark and head and token.word not in ".'’":
                break
            if token.word in "'’":
                head = []  # "the workers' union"
            elif not token.is_mark:
                head.append(token)
        if not head:
            return False
        if any(token.word == "and" for token in head):
            return True
        last = head[-1]
        if last.actor is not None:
            # "the Greens", "the Houthis", but "the Philippines"
            is_group = self.actors[last.actor].sort != "state" or last.is_demonym
            group = last.word.startswith("the ") or (len(head) > 1 and head[-2].word == "the")
            return group and is_group and last.word.endswith("s") and " " not in last.word.removeprefix("the ")
        if last.word in self.words["people"] | self.words["groups"] or head[0].word in self.words["plural_words"]:
            return True
        if head[0].word[0].isdigit() and head[0].word != "1":
            return True
        is_name = last.is_capital and len(head) > 1 and not (len(head) == 2 and head[0].word == "the")
        return last.word.endswith("s") and not last.word.endswith(("ss", "us", "is", "'s")) and not is_name

    # Verbs

    def _verb(self, reading: Reading, group: VerbGroup, *, plural: bool) -> str:
        """The verbs of a group in the present tense; as they stand, where that cannot be told."""
        said = [self.text[token.start : token.stop] for token in reading.tokens[group.first : group.last]]
        words = [word.lower() for word in said]
        be = "are" if plural else "is"
        present = group.lemma if plural else self.words.third.get(group.lemma, "")
        if group.verb is not None and group.verb.parted:
            present = present.split(" ")[0]
        if group.doubt:
            return " ".join(said)
        if words[0] in ("was", "were"):
            return " ".join([be, *said[1:]])
        if words[0] in ("has", "have", "had") and len(words) > 1:
            if "been" in words:
                at = words.index("been")
                return " ".join([be, *said[1:at], *said[at + 1 :]])
            return " ".join([*said[1 : group.head - group.first], present]) if present else " ".join(said)
        if group.passive and group.form is Form.PARTICIPLE:
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
            after = self.text[expression.stop : expression.stop + 2]
            determined = _DETERMINED.search(self.text, max(0, expression.start - _DETERMINER), expression.start)
            attributive = after.startswith(("’", "'")) or (
                determined is not None and after[:1] == " " and after[1:].islower()
            )
            if expression.date is None or attributive or expression.start < at:
                continue
            pieces.append(_DANGLING.sub("", self.text[at : max(expression.cue_start, at)].rstrip()))
            at = min(stop, expression.range.stop if expression.range else expression.stop)
        pieces.append(self.text[at:stop])
        return " ".join(pieces)


def fitted(title: str) -> str:
    """`title` as one line of LONGEST_TITLE beginning with a capital, with no marks or small words loose at its ends."""
    title = " ".join(title.split())
    for opening, closing in _MARKS_INSIDE:
        if opening == "„" and opening not in title:
            continue  # where "“" opens
        if (title.count(opening) % 2) if opening == closing else title.count(opening) != title.count(closing):
            title = title.replace(opening, "").replace(closing, "")
    title = " ".join(title.split())
    title = re.sub(r"\s+(?=[,.;:!?)\]])", "", title)
    title = re.sub(r"(?<=[(\[])\s+|,(?=[,.;:])", "", title)
    title = _cut(_tidy(title), LONGEST_TITLE)
    return title[:1].upper() + title[1:]


def _is_many(speaker: str) -> bool:
    """Whether `speaker` means several: "Doctors", "hospital officials"."""
    words = re.split(r"\s(?:of|in|at|from|for)\s", speaker)[0].split()
    return bool(words) and (words[-1].islower() or len(words) == 1) and re.search(r"[^su]s\Z", words[-1]) is not None


def _tidy(words: str) -> str:
    """`words` without marks at their ends, and without small words that lead nowhere."""
    words = words.strip(" ,;:—–-.،؛")
    while (shorter := _LOOSE_END.sub("", words).rstrip(" ,;:—–-.،؛")) != words:
        words = shorter
    return words


def _first_sentence(words: str) -> str:
    """The first sentence of `words`, with those that follow it while it is short."""
    sentences = re.split(r"(?<=[.!?])\s", words)
    first = sentences.pop(0)
    while sentences and len(first.split()) < _FEWEST_WORDS:
        first = f"{first} {sentences.pop(0)}"
    return first


def _cut(words: str, room: int) -> str:
    """`words` in `room` code points, cut between words."""
    if len(words) <= room:
        return words
    cut = words[: room - 1]
    space = cut.rfind(" ")
    return _tidy(cut[:space] if space > room // 2 else cut) + "…"
