"""From places that may speak of an actor to actors, each once, whatever its spellings.

Bodies, groups and states are one if their names are, but for case, accents, hyphens and the order of "Defense
Department" and "Department of Defense"; a shorter name ("the Washington Institute", "the Council") is that of the one
body whose name it begins or ends, or that was last named. People are one if the words of the one name are those of the
other, some left out ("Milley", "Mr. al-Muhandis"), or spelt nearly so ("Qasem", "Qassem"). Where two people of a text
share a family name, the name alone is nobody's.
"""

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from rapidfuzz import fuzz

from timeline.extraction.actors.findings import SURE, Finding
from timeline.extraction.actors.found import FoundActor, Known, Mention, Naming, Sort
from timeline.extraction.actors.lists import Entry, phrases
from timeline.extraction.actors.names import fold
from timeline.extraction.tokens import Word

__all__ = ["again", "join"]

_ALIKE = 84  # of 100, for the names of two people of which one word is the same
_PARTICLES = phrases(
    "al el bin ibn ben bint abu van von vom zu de del della "
    "dei der den di da das do dos du la le las los ter ten te af av"
)
_COMPANIES = phrases(
    "ag co company corp corporation gmbh group holdings inc incorporated llc llp ltd plc se airlines airways"
)
_OFFICES = phrases("department ministry office bureau directorate")
_LINKS = phrases("of for the on and in & de du la fur der des")
_STYLES = phrases(
    "Lord Lady Queen King Pope Saint St. Prince Princess Emperor Empress Tsar Sultan Sir Dame Father Sister Mother"
)
_GENERATIONS = phrases("jr jr. sr sr. ii iii iv")


@dataclass(slots=True, eq=False)
class _Actor:
    sort: Sort
    name: str = ""
    key: str | None = None
    state: str = ""
    findings: list[Finding] = field(default_factory=list)


def join(
    text: str, findings: Sequence[Finding], known: Iterable[Known] = (), twins: Mapping[str, Known] | None = None
) -> list[FoundActor]:
    """The actors that `findings`, which are in order, speak of; in the order in which they first appear.

    `twins` says which of the listed are known, by the names of their entries.
    """
    joiner = _Joiner(text, findings, twins or {})
    actors = [actor for actor in joiner.actors(known) if any(not finding.repeats for finding in actor.findings)]
    for actor in actors:
        actor.findings.sort(key=lambda finding: finding.start)
    actors.sort(key=lambda actor: actor.findings[0].start)
    described = [_description(text, actor) for actor in actors]
    members = _Members(actors, described)
    return [
        _found(text, actor, description, members.of(number))
        for number, (actor, (description, _)) in enumerate(zip(actors, described, strict=True))
    ]


def again(text: str, words: Sequence[Word], findings: Sequence[Finding]) -> list[Finding]:
    """`findings` and, between them, the words that are the family name of a person or an acronym among them, in order.

    For texts and headlines in which capitals tell nothing, so that only a name that was given in full is one.
    """
    families = {}
    for finding in findings:
        if finding.sort is Sort.PERSON and finding.evidence >= SURE and finding.form is Naming.NAME:
            spelling = text[finding.start : finding.stop].split()
            if spelling:
                families[fold(spelling[-1])] = spelling[-1][:1].isupper()
        elif finding.introduced is not None:
            families[fold(text[finding.start : finding.stop])] = True
    taken = {place for finding in findings for place in range(finding.start, finding.stop)}
    more = []
    for word in words:
        for ending in ("", "s"):
            bare = word.text.removesuffix(ending)
            if families.get(fold(bare)) == bare[:1].isupper() and word.start not in taken:
                more.append(Finding(word.start, word.start + len(bare), None, repeats=True))
                break
    return sorted([*findings, *more], key=lambda finding: finding.start)


class _Joiner:
    def __init__(self, text: str, findings: Sequence[Finding], twins: Mapping[str, Known]) -> None:
        self.text, self.findings, self.twins = text, findings, twins
        self.by_key: dict[tuple, _Actor] = {}
        self.alone = {
            self._made_of(finding.of[0])[0]
            for finding in findings
            if finding.form is Naming.NAME and len({self._made_of(of)[0] for of in finding.of}) == 1
        }

    def actors(self, known: Iterable[Known]) -> list[_Actor]:
        for finding in self.findings:
            if finding.of:
                self._named(finding)
        self._share_evidence()
        others = [finding for finding in self.findings if not finding.of]
        short = [finding for finding in others if finding.short_for]
        people, bodies = self._parted([finding for finding in others if not finding.short_for])
        self._bodies(bodies)
        self._people(people, known)
        self._short_forms(short)
        return list(self.by_key.values())

    def _words(self, finding: Finding) -> tuple[str, ...]:
        return tuple(fold(self.text[finding.start : finding.stop]).split())

    # What is listed or known

    def _named(self, finding: Finding) -> None:
        of = self._meant(finding)
        if of is not None:
            key, actor = self._made_of(of)
            self.by_key.setdefault(key, actor).findings.append(finding)

    def _meant(self, finding: Finding) -> Known | Entry | None:
        """Which of several things of one name is meant: the one that the text names otherwise, too."""
        if len({self._made_of(of)[0] for of in finding.of}) == 1:
            return finding.of[0]
        meant = [of for of in finding.of if self._made_of(of)[0] in self.alone]
        return meant[0] if len(meant) == 1 else None

    def _made_of(self, of: Known | Entry) -> tuple[tuple, _Actor]:
        if isinstance(of, Known):
            return ("known", of.key), _Actor(of.sort, of.name, of.key)
        if twin := self.twins.get(of.name):
            return ("known", twin.key), _Actor(twin.sort, twin.name, twin.key, state=of.state)
        return ("listed", of.name), _Actor(of.sort, of.name, state=of.state)

    # Evidence

    def _share_evidence(self) -> None:
        """What speaks for a name speaks for it wherever it stands, and a little for the name joined to it by "and"."""
        by_start = {finding.start: finding for finding in self.findings}
        sure = self._totals()
        for finding in self.findings:
            other = by_start.get(finding.beside) if finding.beside is not None else None
            if other is not None and finding.sort is None:
                total, personal = sure.get(self._words(other), (0, 0))
                if (other.sort is Sort.PERSON and other.evidence >= SURE) or (total >= SURE and personal >= SURE):
                    finding.evidence, finding.personal = finding.evidence + 1, finding.personal + 1

    def _totals(self) -> dict[tuple[str, ...], tuple[int, int]]:
        total: Counter[tuple[str, ...]] = Counter()
        personal: Counter[tuple[str, ...]] = Counter()
        for finding in self.findings:
            if not finding.of:
                words = self._words(finding)
                total[words] += finding.evidence
                personal[words] += finding.personal
        return {words: (total[words], personal[words]) for words in total}

    def _parted(self, findings: list[Finding]) -> tuple[list[Finding], list[Finding]]:
        """Those that are people's, and those that are bodies'; what is neither is left out."""
        totals, sorts = self._totals(), defaultdict(Counter)
        for finding in findings:
            if finding.sort is not None and finding.evidence >= SURE:
                sorts[self._words(finding)][finding.sort] += 1
        families = {
            self._words(finding)[-1]
            for finding in findings
            if finding.sort is Sort.PERSON and finding.evidence >= SURE and len(self._words(finding)) > 1
        }
        told = {self._words(finding) for finding in findings if not finding.repeats}
        short = {self._words(finding) for finding in findings if finding.introduced is not None}
        short |= self._companies(findings)
        people, bodies = [], []
        for finding in findings:
            words = self._words(finding)
            total, personal = totals[words]
            sort = finding.sort
            if sorts[words] and (sort is None or finding.evidence < SURE):
                sort = sorts[words].most_common(1)[0][0]
            if sort is None and words in short:
                sort = Sort.ORGANISATION
            if sort is None and total >= SURE:
                one = len(words) == 1 and words[0] not in families
                sort = Sort.PERSON if personal > 0 or not one else Sort.ORGANISATION
                if one and personal <= 0 and words not in told:
                    sort = None
            finding.sort = sort
            if sort is None or sort is Sort.PERSON:
                finding.repeats = total < SURE
                people.append(finding)
            else:
                finding.repeats = False
                bodies.append(finding)
        return people, bodies

    def _companies(self, findings: list[Finding]) -> set[tuple[str, ...]]:
        """The names of companies without "Corp." and its like."""
        names = {self._words(finding) for finding in findings if finding.sort is Sort.ORGANISATION}
        return {words[:-1] for words in names if len(words) > 1 and words[-1].strip(".") in _COMPANIES}

    # Bodies

    def _bodies(self, findings: list[Finding]) -> None:
        keys = {
            _body_words(self._words(finding)): key
            for key, actor in self.by_key.items()
            if actor.sort in {Sort.ORGANISATION, Sort.ARMED_GROUP}
            for finding in actor.findings
        }
        starts = {finding.start: key for key, actor in self.by_key.items() for finding in actor.findings}
        for finding in findings:
            words = _body_words(self._words(finding))
            if finding.introduced is None:
                starts[finding.start] = keys.setdefault(words, ("body", words))
                if len(words) > 1 and words[-1].strip(".") in _COMPANIES:
                    keys.setdefault(words[:-1], keys[words])
        for finding in findings:
            if finding.introduced in starts:
                keys[_body_words(self._words(finding))] = starts[finding.introduced]
        for finding in findings:
            words = _body_words(self._words(finding))
            key = keys.setdefault(words, ("body", words))
            self.by_key.setdefault(key, _Actor(finding.sort)).findings.append(finding)
        for actor in self.by_key.values():
            if any(finding.sort is Sort.ARMED_GROUP for finding in actor.findings) and not actor.name:
                actor.sort = Sort.ARMED_GROUP
        self._shorter_bodies()

    def _shorter_bodies(self) -> None:
        """Join "Washington Institute" to "Washington Institute for Near East Policy", if that is the only one."""
        by_edge: dict[tuple[str, ...], set[tuple]] = defaultdict(set)
        for key, actor in self.by_key.items():
            if actor.sort not in {Sort.ORGANISATION, Sort.ARMED_GROUP}:
                continue
            for words in {self._words(finding) for finding in actor.findings}:
                for cut in range(2, len(words)):
                    if words[cut] in _LINKS:
                        by_edge[words[:cut]].add(key)
                    if len(words) - cut >= 2 and not actor.name:
                        by_edge[words[cut - 1 :]].add(key)
                if len(words) > 2:
                    by_edge[words[1:]].add(key)
        for key in [key for key in self.by_key if key[0] == "body"]:
            actor = self.by_key[key]
            longer = set().union(*(by_edge.get(self._words(finding), set()) for finding in actor.findings)) - {key}
            longer &= self.by_key.keys()
            if len(longer) == 1:
                self.by_key[longer.pop()].findings.extend(self.by_key.pop(key).findings)

    def _short_forms(self, findings: list[Finding]) -> None:
        """Give "the Council" to the body last named that is a council."""
        named = sorted(
            (finding.start, key)
            for key, actor in self.by_key.items()
            if actor.sort in {Sort.ORGANISATION, Sort.ARMED_GROUP}
            for finding in actor.findings
        )
        heads = {
            key: {word for name in self._names(actor) for word in fold(name).split()}
            for key, actor in self.by_key.items()
        }
        last: dict[str, tuple] = {}
        wanted = {fold(finding.short_for): None for finding in findings}
        pending = iter(named)
        ahead = next(pending, None)
        for finding in findings:
            while ahead is not None and ahead[0] < finding.start:
                for head in wanted:
                    if head in heads[ahead[1]]:
                        last[head] = ahead[1]
                ahead = next(pending, None)
            if (key := last.get(fold(finding.short_for))) is not None:
                self.by_key[key].findings.append(finding)

    def _names(self, actor: _Actor) -> Iterator[str]:
        yield actor.name
        for finding in actor.findings:
            yield self.text[finding.start : finding.stop]

    # People

    def _people(self, findings: list[Finding], known: Iterable[Known]) -> None:
        full = _FullNames()
        for key, actor in self.by_key.items():
            if actor.sort is Sort.PERSON:
                for name in self._names(actor):
                    if len(words := _name_words(name)) > 1:
                        full.add(words, key)
        named: dict[tuple[str, ...], list[Finding]] = defaultdict(list)
        for finding in findings:
            named[_name_words(self.text[finding.start : finding.stop])].append(finding)
        absent = _Absent(known, {actor.key for actor in self.by_key.values()})
        # The longest first, so that every name meets those that it can be short for.
        for words in sorted(named, key=lambda words: (-len(words), named[words][0].start)):
            places = named[words]
            sure = any(not finding.repeats and finding.sort is Sort.PERSON for finding in places)
            long = len(words) > 1
            if not words or (long and not sure):
                continue
            keys = full.people(words)
            if len(keys) > 1:
                if not long:
                    continue  # a family name of two people
                keys = set()
            if not keys and (person := absent.called(words, sure=sure)) is not None:
                key, actor = self._made_of(person)
                self.by_key.setdefault(key, actor)
                full.add(_name_words(person.name), key)
                keys = {key}
            if not keys and not sure:
                continue
            key = keys.pop() if keys else ("person", words)
            full.add(words, key)
            actor = self.by_key.setdefault(key, _Actor(Sort.PERSON))
            for finding in places:
                finding.repeats = False
                finding.sort = Sort.PERSON
            actor.findings.extend(places)


class _Absent:
    """Known people whose full names the text does not have, by their family names."""

    def __init__(self, known: Iterable[Known], present: set[str | None]) -> None:
        self._by_words: dict[tuple[str, ...], list[Known]] = defaultdict(list)
        self._by_family_name: dict[str, list[Known]] = defaultdict(list)
        for person in known:
            if person.sort == Sort.PERSON and person.key not in present:
                for name in (person.name, *person.aliases):
                    if words := _name_words(name):
                        self._by_family_name[words[-1]].append(person)

    def called(self, words: tuple[str, ...], *, sure: bool) -> Known | None:
        people = {person.key: person for person in self._by_family_name.get(words[-1], ())}
        if len(words) > 1:
            people = {
                key: person
                for key, person in people.items()
                if any(_is_same(words, _name_words(name)) for name in (person.name, *person.aliases))
            }
        return next(iter(people.values())) if sure and len(people) == 1 else None


def _name_words(name: str) -> tuple[str, ...]:
    """The words that tell a person's name: folded, without particles or what follows a comma."""
    words = [word.strip(".") for word in fold(name).split()]
    telling = [word for word in words if word not in _PARTICLES and word not in _GENERATIONS]
    return tuple(telling or words)


class _FullNames:
    """Whose names these are, to be asked for a shorter or otherwise spelt one."""

    def __init__(self) -> None:
        self._whole: dict[tuple[str, ...], tuple] = {}
        self._family: dict[str, set[tuple]] = defaultdict(set)
        self._first: dict[str, set[tuple]] = defaultdict(set)
        self._like: dict[str, list[tuple[str, ...]]] = defaultdict(list)

    def add(self, words: tuple[str, ...], key: tuple) -> None:
        if words in self._whole:
            return
        self._whole[words] = key
        self._family[words[-1]].add(key)
        self._first[words[0]].add(key)
        for like in {words[-1], words[0], words[0][:1] + " " + words[-1][:1]}:
            self._like[like].append(words)

    def people(self, words: tuple[str, ...]) -> set[tuple]:
        if words in self._whole:
            return {self._whole[words]}
        if len(words) == 1:
            # The first word may be the family name ("Wang Yi"), or somebody be called by the given one.
            return set(self._family.get(words[0]) or self._first.get(words[0], ()))
        like = (words[-1], words[0], words[0][:1] + " " + words[-1][:1])
        near = {name for key in like for name in self._like.get(key, ())[-_NEAR:]}
        return {self._whole[name] for name in near if _is_same(words, name)}


def _is_same(words: tuple[str, ...], name: tuple[str, ...]) -> bool:
    """`words` can be the person of the full `name`: some of its words in order, or nearly these."""
    if len(words) == 1:
        return words[0] == name[-1]
    if len(words) > len(name):
        words, name = name, words
    if len(words) == 1:
        return words[0] == name[-1]
    if words[-1] == name[-1]:
        rest = iter(name)
        if all(word in rest for word in words):
            return True
        rest = iter(name)
        initials = all(any(_is_initial_of(word, other) for other in rest) for word in words)
        if initials and _is_initial_of(words[0], name[0]):
            return True
    if len(words) == len(name) and (words[-1] == name[-1] or words[0] == name[0]):
        return fuzz.ratio(" ".join(words), " ".join(name)) >= _ALIKE and words[0][:1] == name[0][:1]
    if len(words) == len(name) and words[0][:1] == name[0][:1] and words[-1][:1] == name[-1][:1]:
        return all(fuzz.ratio(a, b) >= _ALIKE for a, b in zip(words, name, strict=True))
    return False


def _is_initial_of(word: str, other: str) -> bool:
    return word == other or (1 in {len(word), len(other)} and word[:1] == other[:1])


def _body_words(words: tuple[str, ...]) -> tuple[str, ...]:
    """The words of a body's name without "the"; "defense department" as "department of defense"."""
    words = words[1:] if words[:1] == ("the",) else words
    if "fur" in words and words[0].endswith("s"):
        words = (words[0].removesuffix("s"), *words[1:])  # a genitive
    if len(words) > 1 and words[-1] in _OFFICES and not set(words) & _LINKS:
        return (words[-1], "of", *words[:-1])
    return tuple(word for word in words if word != "the")


# What comes back


def _found(text: str, actor: _Actor, description: str, members: tuple[int, ...]) -> FoundActor:
    mentions = tuple(Mention(finding.start, finding.stop, finding.form) for finding in actor.findings)
    spellings = Counter(text[m.start : m.stop] for m in mentions if m.form is Naming.NAME)
    spellings = spellings or Counter(text[m.start : m.stop] for m in mentions)
    name = actor.name or max(spellings, key=lambda spelling: (_fullness(spelling), spellings[spelling]))
    name = " ".join([*_style(actor, name), *name.split()])
    return FoundActor(name, actor.sort, tuple(spellings), description, actor.key, members, mentions)


def _style(actor: _Actor, name: str) -> list[str]:
    """The "Lord" of a Lord Finlay, who is called by nothing else."""
    if actor.name or actor.sort is not Sort.PERSON or len(name.split()) > 1:
        return []
    return [
        finding.title.split()[-1]
        for finding in actor.findings
        if finding.title and finding.title.split()[-1] in _STYLES
    ][:1]


def _fullness(spelling: str) -> tuple[int, int]:
    return len(spelling.split()), -spelling.isupper()


def _description(text: str, actor: _Actor) -> tuple[str, tuple[int, int] | None]:
    for finding in actor.findings:
        if finding.described is not None:
            return " ".join(text[slice(*finding.described)].split()), finding.described
    title = max((finding.title for finding in actor.findings), key=len, default="")
    return " ".join(title.split()), None


class _Members:
    """What actors are part of, by the words that describe them."""

    def __init__(self, actors: list[_Actor], described: list[tuple[str, tuple[int, int] | None]]) -> None:
        self._actors, self._described = actors, described
        mentions = sorted(
            (finding.start, number)
            for number, actor in enumerate(actors)
            for finding in actor.findings
            if finding.form is Naming.NAME
        )
        self._starts, self._whose = [start for start, _ in mentions], [number for _, number in mentions]
        self._states = {actor.name: number for number, actor in enumerate(actors) if actor.sort is Sort.STATE}
        self._offices = {
            words[2:]: number
            for number, actor in enumerate(actors)
            if actor.sort is Sort.ORGANISATION
            for words in {_body_words(tuple(fold(actor.name).split()))}
            if words[:1] != words[-1:] and words[0] in _OFFICES and words[1:2] == ("of",)
        }
        # By the noun for a group, the groups that were introduced with it, and where: "a militia, X".
        self._groups = [
            (span[0], frozenset(fold(description).split()), number)
            for number, (description, span) in enumerate(described)
            if span is not None and actors[number].sort in {Sort.ORGANISATION, Sort.ARMED_GROUP}
        ]

    def of(self, number: int) -> tuple[int, ...]:
        actor, (description, span) = self._actors[number], self._described[number]
        if actor.sort is not Sort.PERSON:
            state = self._states.get(actor.state)
            return () if state is None else (state,)
        if span is None:
            return self._office(description)
        named = self._whose[bisect_left(self._starts, span[0]) : bisect_left(self._starts, span[1])]
        bodies = [other for other in named if self._actors[other].sort in {Sort.ORGANISATION, Sort.ARMED_GROUP}]
        bodies = bodies or self._group_before(description, span[0])
        return tuple(dict.fromkeys(bodies or [o for o in named if self._actors[o].sort is Sort.STATE]))

    def _office(self, title: str) -> tuple[int, ...]:
        """The Department of Defense of a "Defense Secretary"."""
        words = tuple(fold(title).split())
        return tuple(number for field, number in self._offices.items() if field and field == words[: len(field)])

    def _group_before(self, description: str, start: int) -> list[int]:
        """What "the leader of that militia" leads."""
        pointed = _POINTED.findall(description.lower())
        before = [number for at, words, number in self._groups[-_MANY:] if at < start and words & set(pointed)]
        return before[-1:]


_POINTED = re.compile(r"\b(?:that|the) (\w+)\Z")
_MANY = 200  # groups before it that a description may point to
_NEAR = 40  # names that a name is compared with, however many are like it
