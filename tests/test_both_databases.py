"""SQLite and PostgreSQL with the same events: whatever is asked of both, both give the same answer."""

import json
import random
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlencode

from timeline.models import Actor, Participation

from .bulk.loading import as_lines
from .postgres import postgres
from .serving import manage

EVENTS, SELECTIONS = 300, 200
IDS = "0123456789abcdefghjkmnpqrstvwxyz"

# Words with accents and marks, in other scripts, joined and shortened.
WORDS = ["rockets", "Rockets", "rocket", "hit", "café", "cafés", "Überfall", "naïve", "Kirkuk", "al-Muhandis", "U.S."]
WORDS += [
    "O’Neill",
    "base",
    "bases",
    "Київ",
    "ракети",
    "ракет",
    "بغداد",
    "هجوم",
    "東京",
    "İzmir",
    "2019",
    "ﬁre",
    "Straße",
]
NAMES = [
    "Café de Flore",
    "Kata'ib Hizbullah",
    "Київ",
    "Überfall Group",
    "U.S. Army",
    "Rocket Brigade",
    "بغداد",
    "Ñuñoa",
]
DATES = ["2018", "2019-10", "2019-12-27", "[2019-12-21..2019-12-31]", "2019-10~/2020-01-02", "../2019-10", "2020-01/.."]
DATES += ["2020-01-02", "2020-01-02TMO", "2020-01-03?", "201X", "2019-12~", "1999-05/2003", None, None]

# Loads the file that it is told of and answers the selections: page by page, in full, with all that is counted.
ANSWER = """
import json, sys
from django.core.management import call_command
from django.http import QueryDict
from timeline.filters import Catalogue, Results, Selection
from timeline.models import Event, Timeline

told = json.load(sys.stdin)
call_command("migrate", verbosity=0)
call_command("load", told["file"], stdout=sys.stderr)
catalogue = Catalogue(Timeline.objects.get())
uids = dict(Event.objects.values_list("pk", "uid"))
edges = [day * 100 for day in range(7250, 7400)]

def of(slots):
    return [uids[key] for key in catalogue.table.pks(slots)]

def results(query):
    return Results(catalogue, Selection.parse(QueryDict(query), catalogue))

def answer(query, way, name):
    whole = results(query)
    first = whole.slice(10)
    page = results(query + way.format(first=first.first, last=first.last)).slice(10)
    beside = [each for each in (page.earlier, page.later) if each is not None]
    facets = [*whole.facets, whole.found("actor", name)]
    return {
        "problems": [str(problem) for problem in whole.selection.problems],
        "order": of(whole.slice(1000).slots),
        "page": [of(page.slots), of(beside), page.preceding],
        "counts": [len(whole.chosen), whole.undated, len(whole.whatever_the_dates)],
        "facets": [[facet.key, facet.more, [[c.slug, c.count, c.chosen] for c in facet.choices]] for facet in facets],
        "days": [catalogue.table.spans(whole.chosen), catalogue.table.density(whole.chosen, edges)],
        "loosening": [[str(chip.label), count] for chip, count in whole.loosening],
    }

print(json.dumps([answer(*each) for each in told["asked"]]))
"""


def some(chance: random.Random, choices: list, most: int) -> list:
    """Up to so many of `choices`, each once."""
    return chance.sample(choices, chance.randint(0, min(most, len(choices))))


def uid(number: int) -> str:
    return "".join(IDS[number >> 5 * place & 31] for place in range(8))


def entries(chance: random.Random) -> list[dict]:
    """A timeline of all sorts of events: quoted and cited, dated well, badly and not at all, some not public."""
    kinds = [{"slug": f"kind-{number}", "name": f"Kind {number}"} for number in range(6)]
    actors = [
        {
            "slug": f"actor-{number}",
            "name": f"{chance.choice(NAMES)} {number}",
            "type": chance.choice(Actor.Type.values),
            "aliases": sorted({f"{chance.choice(WORDS)} {chance.choice(NAMES)}" for _alias in range(number % 3)}),
            "part_of": [f"actor-{body}" for body in range(number) if number % 7 == 6 and number - body < 3],
        }
        for number in range(40)
    ]
    sources = [
        {
            "key": f"s{number}",
            "id": uid(number + 1),
            "title": f"{chance.choice(WORDS)} {number}",
            "publisher": "A paper",
        }
        for number in range(12)
    ]
    quoted, cited = [source["key"] for source in sources[:8]], [source["key"] for source in sources[8:]]
    said: dict[str, list[str]] = {key: [] for key in quoted}
    events = []
    for number in range(EVENTS):
        on, is_cited = chance.choice(DATES), number % 3 > 0  # to load what is quoted takes long
        basis = (chance.choice(["outside", "inferred"]) if is_cited or number % 2 else "stated") if on else None
        event = {
            "id": uid(1000 + number),
            "title": " ".join([*chance.choices(WORDS, k=3), str(number)]),
            "kind": chance.choice(kinds)["slug"],
            "actors": [
                {"actor": actor["slug"], "role": chance.choice(Participation.Role.values)}
                for actor in some(chance, actors[: chance.choice([4, 40])], 3)
            ],
        }
        if number % 4 == 0:
            event["summary"] = " ".join(chance.choices(WORDS, k=4))
        if on:
            event |= {"date": on, "basis": basis} | ({} if basis == "stated" else {"reason": "So the test says."})
        if is_cited:
            event["citations"] = [{"source": key} for key in chance.sample(cited, chance.choice([1, 1, 2]))]
        else:
            event |= {"evidence": [], "recorded": f"2020-02-{chance.randint(1, 28):02}T12:00:00Z"}
            for key in chance.sample(quoted, chance.choice([1, 1, 2])):
                words = f"Sentence {number} says {' '.join(chance.choices(WORDS, k=4))}."
                said[key].append(words)
                piece = {"source": key, "quote": words} | ({"cue": "Sentence"} if basis == "stated" else {})
                speaker = {"said_by": chance.choice(actors[:6])["slug"]} if chance.random() < 0.4 else {}
                event["evidence"].append(piece | speaker)
        if number % 17 == 5:
            event["status"] = chance.choice(["candidate", "rejected"])
        events.append(event)
    for source in sources[:8]:
        source["full_text"] = " ".join(said[source["key"]])
    named = {"timeline": [{"slug": "a-story", "title": "A story"}], "kind": kinds, "actor": actors, "source": sources}
    return [{kind: entry} for kind, each in {**named, "event": events}.items() for entry in each]


def searched(chance: random.Random) -> str:
    """Words as somebody types them: in any case, without accents, a phrase, one to be without, the last one begun."""
    word, other = chance.choice(WORDS), chance.choice(WORDS)
    ways = [word, word.upper(), word.replace("é", "e").replace("Ü", "u"), word[:3], f"{word[:4]}*", f"{word} {other}"]
    ways += [f'"{word} {other}"', f"{word} -{other}", f"-{word}", f"{word} {other[:2]}", f'"{word}" {other}']
    return chance.choice(ways)


def selection(chance: random.Random) -> list[str]:
    """A query string, how to go on from its first page, and a name to look for among its actors."""
    pairs = [("actor", f"actor-{number}") for number in some(chance, [0, 1, 2, 3, chance.randrange(40)], 2)]
    asked = {
        "role": Participation.Role.values,
        "kind": [f"kind-{number}" for number in range(6)],
        "basis": ["stated", "inferred", "outside"],
        "evidence": ["quoted", "cited"],
        "source": [uid(number + 1) for number in range(12)],
        "said_by": [f"actor-{number}" for number in range(6)],
    }
    for key in chance.sample(sorted(asked), chance.choice([0, 0, 1, 1, 2])):
        pairs += [(key, value) for value in some(chance, list(asked[key]), 3)]
    if chance.random() < 0.35:
        pairs += [("from", chance.choice(["2018", "2019-11", "2019-12-27"]))]
    if chance.random() < 0.35:
        pairs += [
            ("to", chance.choice(["2019-12-27", "2020-01", "2021"])),
            ("dates", chance.choice(["certain", "possible"])),
        ]
    words = searched(chance) if chance.random() < 0.45 else ""
    sorts = ["oldest", "newest", "recorded", *(["relevance"] * 2 if words else [])]
    pairs += [("q", words), ("sort", chance.choice(sorts)), ("match", chance.choice(["any", "all"]))]
    pairs += [("affiliates", chance.choice("01"))]
    ways = ["&after={last}", "&before={last}", "&before={first}", "&before=end", "&after=end", ""]
    ways += [] if ("sort", "relevance") in pairs else ["&at=2019-12", "&at=2020-01-02"]
    return [urlencode(pairs), chance.choice(ways), chance.choice([*WORDS, *NAMES])[: chance.randint(1, 6)]]


def test_both_databases_give_the_same_answers_to_two_hundred_random_selections(tmp_path: Path):
    chance = random.Random(20200103)
    file, asked = tmp_path / "events.jsonl", [selection(chance) for _number in range(SELECTIONS)]
    file.write_text(as_lines(entries(chance)), encoding="utf-8")

    def answers(url: str) -> list[dict]:
        told = json.dumps({"file": str(file), "asked": asked})
        done = manage("shell", "--verbosity", "0", "--command", ANSWER, input=told, DATABASE_URL=url)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    with postgres() as server, ThreadPoolExecutor() as together:
        one, other = together.map(answers, [f"sqlite:///{tmp_path}/one.sqlite3", server.url])
    assert [each for each, here, there in zip(asked, one, other, strict=True) if here != there] == []
    assert not any(answer["problems"] for answer in one)
    assert sum(len(answer["order"]) > 1 for answer in one) > SELECTIONS / 2
