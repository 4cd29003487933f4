"""The questions of the bench, each with the address at Sourceline and the equal one at Datasette.

Where a question leaves something open, its requests differ: other actors that are about as common, other words, other
days. So no answer is a copy of the one before. Only the first page is always the same address.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import urlencode

from tests.bench.databases import Contents

__all__ = ["BARE", "Question", "finding", "questions", "searching"]

# What takes the counts of rows, of facets and of suggestions out of Datasette's page.
BARE = "&_nocount=1&_nofacet=1&_nosuggest=1"
TYPED = 5  # common things to type, and as many rare ones
MOST_KEYS = 12


@dataclass(frozen=True)
class Question:
    """A question; `ours` and `theirs` are addresses that differ in what they ask for and are asked in turn.

    `is_common` says that the selection is a large one: one event in a hundred or more.
    """

    name: str
    is_common: bool
    ours: tuple[str, ...]
    theirs: tuple[str, ...]


def questions(known: Contents, database: str = "sourceline") -> list[Question]:
    """Those that `known` has something to ask for; `database` is what Datasette calls it."""
    asked = _Asked(known, database)
    made = [
        Question("first page", True, (asked.ours(),), (asked.theirs(),)),
        asked.each("one common actor", True, ([actor] for actor in known.common_actors)),
        asked.each("one rare actor", False, ([actor] for actor in known.rare_actors)),
        asked.each("two actors", True, ([one, other] for one, other, _number in known.pairs)),
        asked.each("actor and dates", True, asked.actors_and_days()),
        asked.words("a common word", True, known.common_words),
        asked.words("a rare word", False, known.rare_words),
        asked.kinds_and_days("kind with dates"),
        asked.folios(),
    ]
    return [question for question in made if question.ours]


class _Asked:
    def __init__(self, known: Contents, database: str):
        self.known, self.database = known, database

    def ours(self, *pairs: tuple[str, str]) -> str:
        query = urlencode(pairs)
        return f"/t/{self.known.timeline}/{'?' if query else ''}{query}"

    def theirs(self, *pairs: tuple[str, str]) -> str:
        """Its page of the same events, 50 by their day, which an index serves."""
        base = [("timeline_id", self.known.timeline_key), ("status", "published"), ("_sort", "earliest"), ("_size", 50)]
        return f"/{self.database}/timeline_event?{urlencode([*base, *pairs])}"

    def each(self, name: str, is_common: bool, chosen: Iterator[list]) -> Question:
        ours, theirs = [], []
        for several in chosen:
            actors = [actor for actor in several if len(actor) == 3]
            days = [span for span in several if len(span) == 2]
            ours.append(self.ours(*(("actor", slug) for _key, slug, _number in actors), *_ours_within(days)))
            theirs.append(self.theirs(*(_through(actor[0]) for actor in actors), *_theirs_within(days)))
        return Question(name, is_common, tuple(ours), tuple(theirs))

    def actors_and_days(self) -> Iterator[list]:
        for turn in range(10):
            for actor in self.known.common_actors:
                for window in self.known.windows_of.get(actor[1], [])[1:4:2]:
                    yield [actor, _moved(window, turn)]

    def kinds_and_days(self, name: str) -> Question:
        ours, theirs = [], []
        for turn in range(10):
            for key, slug, _number in self.known.kinds[:4]:
                for window in self.known.windows[1:4]:
                    days = [_moved(window, turn)]
                    ours.append(self.ours(("kind", slug), *_ours_within(days)))
                    theirs.append(self.theirs(("kind_id", key), *_theirs_within(days)))
        return Question(name, True, tuple(ours), tuple(theirs))

    def words(self, name: str, is_common: bool, words: list[list]) -> Question:
        """With the last letter there, as a word that is typed to its end: ours looks up what begins so, theirs too."""
        searched = [("_fts_table", self.known.full_text), ("_fts_pk", "id"), ("_searchmode", "raw")]
        searchable = words if self.known.full_text else []
        theirs = [self.theirs(*searched, ("_search", f"{word}*")) for word, _number in searchable]
        return Question(name, is_common, tuple(self.ours(("q", word)) for word, _number in words), tuple(theirs))

    def folios(self) -> Question:
        pages = self.known.folios
        after = [(date.fromisoformat(first), date.fromisoformat(last), key) for first, last, key in pages.values()]
        ours = [self.ours(("after", f"{first.toordinal()}.{last.toordinal()}.{key}")) for first, last, key in after]
        theirs = [self.theirs(("_next", f"{first},{key}")) for first, _last, key in after]
        number = max(map(int, pages), default=0)
        return Question(f"page {number:,}", True, tuple(ours), tuple(theirs))


def _moved(window: list[str], days: int) -> list[str]:
    return [(date.fromisoformat(day) + timedelta(days=days)).isoformat() for day in window]


def _ours_within(spans: list[list[str]]) -> list[tuple[str, str]]:
    return [pair for start, stop in spans for pair in (("from", start), ("to", stop))]


def _theirs_within(spans: list[list[str]]) -> list[tuple[str, str]]:
    """Those that may have happened then: begun by the end, and not over before the beginning."""
    return [pair for start, stop in spans for pair in (("earliest__lte", stop), ("latest__gte", start))]


def _through(actor: int) -> tuple[str, str]:
    """What its own `_through` asks of the database, which fails beside a filter on a column: both name a value p0."""
    return "_where", f"id in (select event_id from timeline_participation where actor_id = {actor})"


def searching(known: Contents) -> list[tuple[str, str]]:
    """What is in the search box after each key, and the address that is asked for it: common words, then rare ones."""
    asked = _Asked(known, "")
    words = [word for word, _number in [*known.common_words[:TYPED], *known.rare_words[:TYPED]]]
    return [(text, asked.ours(("q", text))) for word in words for text in _keys(word)]


def finding(known: Contents) -> list[tuple[str, str]]:
    """The same of the box in which an actor is looked for, among the events of one kind."""
    names = [
        slug.replace("-", " ") for _key, slug, _number in [*known.common_actors[:TYPED], *known.rare_actors[:TYPED]]
    ]
    query = [("kind", known.kinds[0][1])]
    find = f"/t/{known.timeline}/find/actor/?"
    return [(text, find + urlencode([*query, ("find_actor", text)])) for name in names for text in _keys(name)]


def _keys(text: str) -> list[str]:
    return [text[:stop] for stop in range(1, min(len(text), MOST_KEYS) + 1)]
