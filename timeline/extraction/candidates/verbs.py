"""The verbs of an English sentence, in groups that say one thing: "was reported killed", "had told", "might act"."""

from collections.abc import Sequence
from dataclasses import dataclass

from timeline.extraction.lexicon import Form, Lexicon, Verb, senses

from .tokens import HARD, Token, VerbGroup

__all__ = ["EnglishVerbs"]

_LONGEST_GROUP = 14  # tokens
_AHEAD = 14  # tokens behind a verb in which another would be the main one
_NAMED = 7  # tokens before "named" in which the phrase begins that it belongs to
_SUBJECTLESS = 24  # tokens at the head of a sentence within which a comma ends what has no subject
_PARTED = 8  # tokens within which the other part of a verb stands: "found Karin Lindqvist guilty"
_SOME_VERB = Verb("", "development", frozenset({Form.PAST, Form.PARTICIPLE}))
_DEAD = Verb("die", "death", frozenset({Form.PARTICIPLE}))


@dataclass(slots=True)
class _Group:
    """What the auxiliaries so far have said; `last` is the token behind the last that counts."""

    last: int
    be: bool = False
    have: bool = False
    do: bool = False
    modal: bool = False
    to: bool = False
    past: bool = False
    had: bool = False
    negated: bool = False
    hedged: bool = False
    doubt: str = ""

    def doubted(self, doubt: str) -> None:
        self.doubt = self.doubt or doubt

    def closed(self, first: int, head: int, last: int, verb: Verb | None, form: Form, *, passive: bool) -> VerbGroup:
        return VerbGroup(
            first, last, head, verb, form, passive=passive, past=self.past, pluperfect=self.had and verb is not None,
            doubt="negated" if self.negated else self.doubt, hedged=self.hedged,
        )  # fmt: skip


class EnglishVerbs:
    """The verbs of one sentence, by what stands around each word that may be one."""

    def __init__(self, tokens: Sequence[Token], words: Lexicon) -> None:
        self.tokens, self.words, self.n = tokens, words, len(tokens)
        # "1908: A fire destroys the east wing." tells in the present what happened then.
        self._is_chronicle = self.n > 2 and tokens[0].expression is not None and tokens[1].is_mark
        self.auxiliaries = (
            words["be"] | words["have"] | words["do"] | words["get"] | words["future"] | words["possible"]
        )
        self.openers = words["relative"] | words["subordinate"] | words["complement"] | words["coordinate"]

    def groups(self) -> list[VerbGroup]:
        """The groups, in order; they share no token."""
        found: list[VerbGroup] = []
        k = 0
        while k < self.n:
            group = self._group(k, found)
            if group is not None:
                found.append(group)
            k = max(group.last, k + 1) if group is not None else k + 1
        return found

    # What a token is

    def word(self, k: int) -> str:
        return self.tokens[k].word if 0 <= k < self.n else ""

    def is_one_of(self, k: int, *names: str) -> bool:
        """Whether the token is a plain word from one of these sets of the lexicon."""
        is_plain = 0 <= k < self.n and self.tokens[k].is_plain_word
        return is_plain and any(self.tokens[k].word in self.words[name] for name in names)

    def is_adverb(self, k: int) -> bool:
        if not 0 <= k < self.n or not self.tokens[k].is_plain_word:
            return False
        word = self.tokens[k].word
        return word in self.words["adverbs"] or (word.endswith("ly") and len(word) > 4)

    def behind_adverbs(self, k: int) -> int:
        """The first token from `k` on that is no adverb."""
        while self.is_adverb(k):
            k += 1
        return k

    def verb(self, k: int, form: Form) -> Verb | None:
        """The verb that the word at `k` is in this form, if what belongs to it follows."""
        if not 0 <= k < self.n or not self.tokens[k].is_plain_word:
            return None
        for verb in self.words.verbs.get(self.tokens[k].word, ()):
            if form not in verb.forms:
                continue
            if verb.parted and set(verb.rest) <= {self.word(j) for j in range(k + 1, k + 1 + _PARTED)}:
                return verb
            if not verb.parted and all(self.word(k + 1 + n) == rest for n, rest in enumerate(verb.rest)):
                return verb
        return None

    def may_be_past(self, k: int) -> bool:
        """Whether the word at `k` has the form of a verb in the past."""
        return self.verb(k, Form.PAST) is not None or self._is_regular_past(k)

    def _is_regular_past(self, k: int) -> bool:
        word = self.word(k)
        return len(word) > 4 and word.endswith("ed") and word.isalpha() and word not in self.words["no_verbs"]

    def _is_noun(self, k: int) -> bool:
        return 0 <= k < self.n and self.tokens[k].is_plain_word and self.tokens[k].word in self.words.nouns

    def _opens_object(self, k: int) -> bool:
        """Whether a noun phrase begins at `k`."""
        if not 0 <= k < self.n or self.tokens[k].is_mark or self.tokens[k].expression is not None:
            return False
        token = self.tokens[k]
        if token.actor is not None or token.is_capital or token.word[0].isdigit():
            return True
        return token.word in self.words["determiners"] | self.words["numbers"] | self.words["object_pronouns"]

    # Groups

    def _group(self, k: int, before: Sequence[VerbGroup]) -> VerbGroup | None:
        token = self.tokens[k]
        if not token.is_plain_word:
            return None
        if token.word in self.auxiliaries:
            return self._with_auxiliary(k)
        if token.word in self.words["purpose"]:
            return self._infinitive(k, before)
        verb = self.verb(k, Form.PAST) or self.verb(k, Form.PARTICIPLE)
        if verb is None and self._is_regular_past(k):
            verb = _SOME_VERB
        if verb is not None:
            return self._past(k, verb, before)
        if token.word not in self.words["prepositions"] and (verb := self.verb(k, Form.ING)) is not None:
            return self._participle(k, verb)
        if (verb := self.verb(k, Form.THIRD)) is not None and self._is_present(k):
            return VerbGroup(k, k + 1 + verb.length, k, verb, Form.THIRD, past=False)
        return None

    def _infinitive(self, k: int, before: Sequence[VerbGroup]) -> VerbGroup | None:
        """ "to attack", "to have been killed"; realised where what governs it says that it was done: "managed to"."""
        j = self.behind_adverbs(k + 1)
        if self.word(j) not in ("be", "have", "get") and self.verb(j, Form.BASE) is None:
            return None
        inner = self._with_auxiliary(k)
        if inner is None:
            return None
        governor = before[-1] if before and before[-1].last == k else None
        realised = governor is not None and governor.lemma in self.words["realised"] and not governor.doubt
        return VerbGroup(
            k, inner.last, inner.head, inner.verb, Form.BASE, finite=False, passive=inner.passive, past=realised,
            infinitive=True, realised=realised, doubt=inner.doubt,
        )  # fmt: skip

    def _with_auxiliary(self, k: int) -> VerbGroup | None:
        """The group that begins with the auxiliary, or with "to", at `k`."""
        group = _Group(k)
        j = k
        while j < min(self.n, k + _LONGEST_GROUP) and self.tokens[j].is_plain_word:
            step = self._auxiliary(j, group, opens=j == k)
            if step:
                j += step
            elif group.be and self.word(j) == "dead":
                return group.closed(k, j, j + 1, _DEAD, Form.PARTICIPLE, passive=False)
            elif (main := self._main_verb(j, group)) is not None:
                verb, form = main
                if step := self._hedge(j, verb, form, group):
                    j += step
                    continue
                passive = group.be and form is Form.PARTICIPLE
                return group.closed(k, j, j + 1 + verb.length, verb, form, passive=passive)
            else:
                break
        if not (group.be or group.have or group.do or group.modal):
            return None
        return group.closed(k, k, max(group.last, k + 1), None, Form.PAST, passive=False)

    def _auxiliary(self, j: int, group: _Group, *, opens: bool) -> int:
        """Take the auxiliary, adverb or "not" at `j` into `group`; how many tokens it is, 0 if it is none."""
        word, words = self.word(j), self.words
        if word in words["future"]:
            group.modal = True
            group.doubted("forecast")
        elif word in words["possible"]:
            group.modal, group.past = True, group.past or word == "could"
            group.doubted("conditional")
        elif word in words["be"] and (group.to or not group.be):
            group.be, group.to, group.past = True, False, group.past or word in ("was", "were")
        elif word in words["have"] and not (group.have or group.be):
            group.have, group.to, group.past, group.had = True, False, True, word == "had"
        elif word in words["do"] and not group.do:
            group.do, group.past = True, group.past or word == "did"
        elif word in words["get"] and not group.be and self.verb(j + 1, Form.PARTICIPLE) is not None:
            group.be, group.past = True, group.past or word == "got"
        elif word in words["negation"] and word not in words["negative_pronouns"]:
            group.negated = True
            return 1
        elif word in words["purpose"] and (opens or group.to or (group.be and self._goes_on(j + 1))):
            if not opens and not group.to:
                group.doubted("forecast")  # "is to visit"
            group.to, group.be = True, False
        elif group.be and word in words["foreseen"] and self.word(j + 1) in words["purpose"]:
            group.doubted("forecast")  # "is due to visit"
            group.to, group.be, group.last = True, False, j + 2
            return 2
        elif self.is_adverb(j) and self.verb(j, Form.BASE) is None:
            return 1
        else:
            return 0
        group.last = j + 1
        return 1

    def _goes_on(self, k: int) -> bool:
        return self.verb(k, Form.BASE) is not None or self.word(k) in ("be", "have")

    def _main_verb(self, j: int, group: _Group) -> tuple[Verb, Form] | None:
        """The verb at `j` in the form that the auxiliaries before it ask for."""
        if group.be:
            forms = (Form.PARTICIPLE, Form.ING)
        elif group.have:
            forms = (Form.PARTICIPLE,)
        else:
            forms = (Form.BASE,) if group.modal or group.do or group.to else ()
        for form in forms:
            if (verb := self.verb(j, form)) is not None:
                return verb, form
        return (_SOME_VERB, Form.PARTICIPLE) if Form.PARTICIPLE in forms and self._is_regular_past(j) else None

    def _hedge(self, j: int, verb: Verb, form: Form, group: _Group) -> int:
        """Step over "believed to" at `j`, if it only says how sure another verb is; by how many tokens."""
        foreseen, hedges = verb.lemma in self.words["foreseen"], verb.lemma in self.words["hedges"]
        if not (foreseen or hedges) or form is not Form.PARTICIPLE or not group.be:
            return 0
        if self.word(j + 1) in self.words["purpose"] and self._goes_on(self.behind_adverbs(j + 2)):
            group.to, group.be, step = True, False, 2
        elif self.word(j + 1) == "dead" or self.verb(j + 1, Form.PARTICIPLE) is not None:
            step = 1
        else:
            return 0
        group.hedged, group.last = True, j + step
        if foreseen and not hedges:
            group.doubted("forecast")
        return step

    # Verbs without an auxiliary

    def _participle(self, k: int, verb: Verb) -> VerbGroup | None:
        """ ", killing six", "after leaving": where a clause begins; "the killing" is a noun."""
        before = k - 1
        while before >= 0 and self.is_adverb(before):
            before -= 1
        if before < 0 or self.word(before) in ",—–;(" or self.is_one_of(k - 1, "subordinate"):
            return VerbGroup(k, k + 1 + verb.length, k, verb, Form.ING, finite=False, past=False)
        return None

    def _past(self, k: int, verb: Verb, before: Sequence[VerbGroup]) -> VerbGroup | None:
        """A past form: the verb of a clause ("arrested two men") or all that is left of one ("a man arrested by …")."""
        last = k + 1 + verb.length
        if Form.PAST not in verb.forms and Form.BASE in verb.forms:
            return None  # "become", "run": as likely the present
        if self._is_adjective(k, last) or self._is_name_of(k, last, verb):
            return None
        taken = bool(before) and not self._is_parted(before[-1].last, k)
        if taken and not before[-1].finite and before[-1].form is Form.PARTICIPLE:
            # "A man arrested in Lisbon died": the subject still waits for its verb.
            taken = len(before) > 1 and not self._is_parted(before[-2].last, k)
        if Form.BASE in verb.forms and Form.PAST in verb.forms and not self._has_subject(k, last, taken=taken):
            return None  # "set", "cut", "put" as nouns
        previous = self.tokens[k - 1] if k else None
        if self._is_passive_still(k, last, verb, before):
            return VerbGroup(k, last, k, verb, Form.PARTICIPLE, passive=True)
        if self._is_reduced(k, last, verb, taken=taken and before[-1].lemma not in self.words["that_less"]):
            stands = previous is None or not previous.is_mark or previous.word in ",("
            return VerbGroup(k, last, k, verb, Form.PARTICIPLE, finite=False, passive=True) if stands else None
        if previous is not None and previous.is_mark and previous.word not in ",—–:)”\"'’]":
            return None
        return VerbGroup(k, last, k, verb, Form.PAST)

    def _is_passive_still(self, k: int, last: int, verb: Verb, before: Sequence[VerbGroup]) -> bool:
        """Whether the auxiliary of a passive before `k` holds for it, too: "was begun in May and given up in June"."""
        passive = bool(before) and before[-1].passive and before[-1].finite and Form.PARTICIPLE in verb.forms
        if not passive or not self.is_one_of(k - 1, "coordinate") or verb.lemma in self.words["intransitive"]:
            return False
        ahead = self.behind_adverbs(last)
        return senses()[verb.sense].transitive and verb.sense != "statement" and not self._opens_object(ahead)

    def _is_adjective(self, k: int, last: int) -> bool:
        """Whether the past form at `k` says of what sort a noun is: "the attacked compound", "of alleged crimes"."""
        if k == 0:
            return False
        previous = self.tokens[k - 1]
        if previous.word == "'s" or (previous.is_demonym and self._is_noun(k + 1)):
            return True
        if not previous.is_plain_word:
            return False
        if previous.word in self.words["demonstratives"]:
            return self._is_noun(k + 1)
        if self.is_one_of(k - 1, "degrees"):
            return True
        if self.is_one_of(k - 1, "determiners") and not self.is_one_of(k - 1, "pronouns_too"):
            return True
        if self.is_one_of(k - 1, "prepositions") and not self.is_one_of(k - 1, "subordinate"):
            return True
        if self.is_one_of(k - 1, "coordinate") and self.verb(k, Form.PAST) is None and self.is_one_of(k + 2, "finite"):
            return self.tokens[k + 1].is_plain_word  # "and armoured vehicles were"
        counted = previous.word.endswith("'s") or previous.word[0].isdigit() or self.is_one_of(k - 1, "numbers")
        return counted and not self._opens_object(self.behind_adverbs(last))

    def _is_name_of(self, k: int, last: int, verb: Verb) -> bool:
        """Whether the past form at `k` only says what something is called: "a man named Charles Bennett"."""
        if verb.lemma not in self.words["naming"] or last >= self.n:
            return False
        if self.tokens[last].actor is None and not self.tokens[last].is_capital and self.tokens[last].word != "the":
            return False
        for j in range(k - 1, max(-1, k - _NAMED), -1):
            if self.is_one_of(j, "indefinite"):
                return True
            if not self.tokens[j].is_plain_word and self.tokens[j].actor is None:
                return False
        return False

    def _is_measure(self, k: int) -> bool:
        """Whether what begins at `k` is so much of something: "dropped by another four metres"."""
        while self.is_adverb(k) or self.is_one_of(k, "measuring"):
            k += 1
        return 0 <= k < self.n and (self.tokens[k].word[0].isdigit() or self.is_one_of(k, "numbers"))

    def _is_reduced(self, k: int, last: int, verb: Verb, *, taken: bool) -> bool:
        """Whether a past form is a participle by itself; `taken` says that its stretch has a verb already."""
        if Form.PAST not in verb.forms:
            return True
        ahead = self.behind_adverbs(last)
        if ahead >= self.n:
            return False
        after = self.tokens[ahead]
        if after.word in self.words["agent"] and not (
            ahead + 1 < self.n and (self.tokens[ahead + 1].expression is not None or self._is_measure(ahead + 1))
        ):
            return True
        if not (after.is_mark or after.expression is not None or self.is_one_of(ahead, "prepositions")):
            return False
        if verb.lemma in self.words["dating"] and after.expression is not None:
            return True
        if self._is_done_by(ahead) and senses()[verb.sense].transitive and verb.lemma not in self.words["intransitive"]:
            return True
        if self._is_marked_off(k, after, verb) or self._opens_sentence(k) or self._is_governed(k):
            return True
        says = verb.sense == "statement" or verb.lemma in self.words["hedges"]
        return taken or (not says and self._is_finite_ahead(last, suffers=senses()[verb.sense].transitive))

    def _is_done_by(self, k: int) -> bool:
        """Whether a "by" stands behind no more than a date: "published in 1971 by the university"."""
        dated = any(self.tokens[j].expression is not None for j in range(k, min(self.n, k + 3)))
        by = next((j for j in range(k, min(self.n, k + 4)) if self.is_one_of(j, "agent")), None)
        if not dated or by is None or by + 1 >= self.n or self._is_measure(by + 1):
            return False
        return self.tokens[by + 1].expression is None and not any(self.tokens[j].is_mark for j in range(k, by))

    def _opens_sentence(self, k: int) -> bool:
        """Whether a past form has no subject, as nothing stands before it: "Asked about it on Monday, he smiled"."""
        while k and (self.is_adverb(k - 1) or self.tokens[k - 1].is_mark):
            k -= 1
        return k == 0 and any(token.word == "," for token in self.tokens[:_SUBJECTLESS])

    def _is_governed(self, k: int) -> bool:
        """Whether what stands before a past form is governed by a preposition: "according to accounts filed in May"."""
        for j in range(k - 1, max(-1, k - _AHEAD), -1):
            if self.tokens[j].is_mark:
                return False
            if self.is_one_of(j, "comparing"):
                return True
        return False

    def _is_marked_off(self, k: int, after: Token, verb: Verb) -> bool:
        """Whether a comma and what it needs an object for make a participle of `verb`: "X, newly elected, promised"."""
        while k and self.is_adverb(k - 1):
            k -= 1
        suffers = not verb.is_plain and verb.sense != "statement" and senses()[verb.sense].transitive
        opened = k > 1 and self.tokens[k - 1].word == "," and (self.tokens[k - 2].actor is not None or k < _NAMED)
        return opened and suffers and (after.word == "," or after.expression is not None)

    def _is_finite_ahead(self, k: int, *, suffers: bool) -> bool:
        """Whether the same stretch has another finite verb from `k` on: then what came before is no main verb.

        A mere past form counts only if the verb before it is one that things `suffer`: "a man arrested in Lisbon died".
        """
        for j in range(k, min(self.n, k + _AHEAD)):
            token = self.tokens[j]
            if token.is_mark or self.is_one_of(j, "relative", "subordinate", "coordinate"):
                return False
            if self.is_one_of(j, "finite"):
                return True
            if suffers and (past := self.verb(j, Form.PAST)) is not None and Form.BASE not in past.forms:
                alone = Form.PARTICIPLE not in past.forms or not past.is_plain
                return alone and self.word(j + 1) not in self.words["agent"] and not self._is_adjective(j, j + 1)
        return False

    def _is_parted(self, first: int, last: int) -> bool:
        """Whether a mark or a conjunction stands between two tokens."""
        return any(
            (token.is_mark and token.word not in "-/'’.") or (token.is_plain_word and token.word in self.openers)
            for token in self.tokens[first:last]
        )

    def _has_subject(self, k: int, last: int, *, taken: bool) -> bool:
        """Whether what stands before `k` can be the subject of a verb there, whose object would stand at `last`."""
        previous = self.tokens[k - 1] if k else None
        if previous is None:
            return False
        if previous.actor is not None:
            return not (previous.is_demonym and self._is_noun(k))
        if previous.word == "," and not taken:
            # "The owner, Nairn Metals, shut the works"
            named = self.tokens[k - 2].actor is not None or (k > 2 and self.tokens[k - 2].is_capital)
            return named and self._opens_object(last)
        if self.is_one_of(k - 1, "subject_pronouns", "coordinate", "relative") or self.is_adverb(k - 1):
            return True
        return not taken and previous.is_plain_word and not self.is_one_of(k - 1, "determiners", "prepositions")

    def _is_present(self, k: int) -> bool:
        """Whether the word at `k`, in -s, is a verb and no plural."""
        if k == 0 or (self._is_noun(k) and self.word(k + 1) in ("of", "against", "between")):
            return False
        previous = self.tokens[k - 1]
        if previous.actor is not None and not previous.is_demonym:
            return not self._is_noun(k) or self._opens_object(k + 1)  # "Israel strikes targets"
        if self.is_one_of(k - 1, "subject_pronouns", "relative"):
            return True
        if not previous.is_plain_word or self.is_one_of(k - 1, "determiners", "prepositions") or self._is_noun(k):
            return False
        return self._opens_object(k + 1) or previous.is_capital or self._is_chronicle


def closes(token: Token) -> bool:
    """Whether a mark ends a stretch of a sentence, comma aside."""
    return token.is_mark and (token.word in HARD or token.word in ".!?…")
