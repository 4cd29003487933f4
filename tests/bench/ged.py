"""Rows in the columns of the UCDP Georeferenced Event Dataset (GED): generated, or a real file's, repeated.

The full dataset holds fewer events than the bench asks for. Real rows are therefore repeated in shifted time until
there are enough; without a file, rows are generated with a fixed seed and with the skew of the real ones: a handful of
sides are in every tenth event and most sides in a few, five events in six are known to the day, a third have more than
one source, and a headline has words that stand in every tenth and words that stand nowhere else.
"""

import csv
import gzip
import random
import re
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import accumulate, islice
from pathlib import Path

__all__ = ["COLUMNS", "EVENTS_AN_ACTOR", "generated", "read", "repeated", "write"]

SEED = 20200103
EVENTS_AN_ACTOR = 20  # so many events are generated for each side: 50,000 sides at a million
BLOCK = 10_000  # rows drawn at once
FIRST, LAST = date(1989, 1, 1), date(2024, 12, 31)

COLUMNS = (
    *("id", "relid", "year", "active_year", "code_status", "type_of_violence"),
    *("conflict_dset_id", "conflict_new_id", "conflict_name", "dyad_dset_id", "dyad_new_id", "dyad_name"),
    *("side_a_dset_id", "side_a_new_id", "side_a", "side_b_dset_id", "side_b_new_id", "side_b"),
    *("number_of_sources", "source_article", "source_office", "source_date", "source_headline", "source_original"),
    *("where_prec", "where_coordinates", "where_description", "adm_1", "adm_2", "latitude", "longitude", "geom_wkt"),
    *("priogrid_gid", "country", "country_id", "region", "event_clarity", "date_prec", "date_start", "date_end"),
    *("deaths_a", "deaths_b", "deaths_civilians", "deaths_unknown", "best", "high", "low", "gwnoa", "gwnob"),
)

# The shares of the real rows, in percent.
DATE_PREC = {1: 83, 2: 11, 3: 1, 4: 3, 5: 2}
NUMBER_OF_SOURCES = {-1: 15, 1: 52, 2: 24, 3: 5, 4: 3, 8: 1}
DAYS = {1: (0, 0), 2: (1, 5), 3: (6, 6), 4: (7, 29), 5: (31, 300)}  # between the first and the last, by date_prec
REGIONS = ("Africa", "Americas", "Asia", "Europe", "Middle East")
# The words of headlines in the order in which they are common; behind them come made-up ones.
HEADLINE_WORDS = re.findall(
    r"\S+",
    "in the of and killed forces on to clashes a by at attack kill militants army more soldiers rebels police "
    "wounded dead bomb town shelling fighting village blast troops three two five injured near after government people "
    "civilians as against government's gunmen fire night district suspected several kills border province northern "
    "eastern southern western killing military air strike camp convoy car market least including war violence ambush "
    "leader state security members armed group officials say report battle city seized hit eight four ten seven dozen",
)


class _World:
    """Who fights whom, where, and who reports it: all that is drawn once for so many events."""

    def __init__(self, rng: random.Random, count: int):
        syllables = [first + vowel for first in (*"bdfgklmnprstvz", "sh", "kh") for vowel in "aeiou"]
        made_up: set[str] = set()

        def name() -> str:
            while (word := "".join(rng.choices(syllables, k=rng.randint(2, 4)))) in made_up:
                pass
            made_up.add(word)
            return word

        self.words = [*HEADLINE_WORDS, *(name() for _ in range(max(1_500, min(60_000, count // 5))))]
        self.word_weights = _zipf(len(self.words), 1.05)
        self.countries = [name().capitalize() for _ in range(60)]
        self.places = [[name().capitalize() for _ in range(max(20, count // 2_000))] for _ in self.countries]
        self.offices = [f"{name().capitalize()} {kind}" for kind in ("News", "Times", "Radio") for _ in range(120)]
        self.office_weights = _zipf(len(self.offices), 1.1)
        voices = ("police", "army statement", "witnesses", "hospital", "spokesman", "residents", "officials")
        self.voices = [*voices, *(f"{voice} of {place[0]}" for voice in voices for place in self.places)]
        self.voice_weights = _zipf(len(self.voices), 1.0)
        self.sides = [f"Government of {country}" for country in self.countries[: max(2, count // 400)]]
        self.sides.append("Civilians")
        kinds = ("Front", "Army", "Movement", "Brigades", "Militia", "Party", "Council", "Union")
        while len(self.sides) < max(12, count // EVENTS_AN_ACTOR):
            self.sides.append(f"{name().capitalize()} {rng.choice(kinds)}")
        self.dyads = list(self._dyads(rng))
        self.dyad_weights = _zipf(len(self.dyads), 1.1)

    def _dyads(self, rng: random.Random) -> Iterator[tuple[int, int, int, int, int, int]]:
        """Type of violence, both sides, country, first day and days for each pair; every side is in one at least."""
        governments = self.sides.index("Civilians")
        weights = _zipf(len(self.sides), 1.0)
        span = (LAST - FIRST).days - 400
        for newcomer in range(governments + 1, len(self.sides)):
            country = rng.choices(range(len(self.countries)), cum_weights=_COUNTRY_WEIGHTS)[0]
            kind = rng.choices((1, 2, 3), (70, 13, 17))[0]
            other = (
                country % governments if kind == 1 else rng.choices(range(newcomer), cum_weights=weights[:newcomer])[0]
            )
            sides = (newcomer, governments) if kind == 3 else (other, newcomer)
            begins = rng.randrange(span)
            yield (kind, *sides, country, begins, rng.randint(200, max(201, min(6_000, span - begins + 300))))
        for government in range(governments):
            yield (3, government, governments, government, 0, span)


def _zipf(count: int, slope: float) -> list[float]:
    return list(accumulate(1 / rank**slope for rank in range(1, count + 1)))


_COUNTRY_WEIGHTS = _zipf(60, 0.8)


def generated(count: int, *, seed: int = SEED) -> Iterator[tuple]:
    """`count` rows in the order of COLUMNS, the same for the same `count` and `seed`.

    There is a side for every EVENTS_AN_ACTOR of them, and each side is in one event at least.
    """
    rng = random.Random(seed)
    world = _World(rng, count)
    numbers = range(1, count + 1)
    # Every pair fights once; then the common ones fight on.
    pairs = range(len(world.dyads))
    for start in range(0, count, BLOCK):
        block = numbers[start : start + BLOCK]
        dyads = [number - 1 if number <= len(pairs) else None for number in block]
        drawn = rng.choices(pairs, cum_weights=world.dyad_weights, k=len(block))
        precisions = rng.choices(list(DATE_PREC), list(DATE_PREC.values()), k=len(block))
        sources = rng.choices(list(NUMBER_OF_SOURCES), list(NUMBER_OF_SOURCES.values()), k=len(block))
        for number, dyad, other, prec, told in zip(block, dyads, drawn, precisions, sources, strict=True):
            yield _row(rng, world, number, other if dyad is None else dyad, prec, told)


def _row(rng: random.Random, world: _World, number: int, dyad: int, prec: int, told: int) -> tuple:
    kind, side_a, side_b, country, begins, lasts = world.dyads[dyad]
    start = FIRST + timedelta(days=min(begins + int(rng.random() * lasts), (LAST - FIRST).days - 301))
    stop = start + timedelta(days=rng.randint(*DAYS[prec]))
    name_a, name_b = world.sides[side_a], world.sides[side_b]
    places = world.places[country]
    place = places[int(rng.random() ** 3 * len(places))]
    nation = world.countries[country]
    dead = [int(rng.expovariate(0.5)) for _ in range(4)]
    best = sum(dead)
    latitude, longitude = round(rng.uniform(-35, 60), 4), round(rng.uniform(-100, 140), 4)
    names = (f"{nation}: Government" if kind == 1 else f"{name_a} - {name_b}", f"{name_a} - {name_b}")
    return (
        *(number, f"{nation[:3].upper()}-{start.year}-{kind}-{dyad}-{number}", start.year, 1, "Clear", kind),
        *(dyad, dyad, names[0], dyad, dyad, names[1], side_a + 1, side_a + 1, name_a, side_b + 1, side_b + 1, name_b),
        *_sources(rng, world, told, stop, place),
        *(rng.randint(1, 5), f"{place} town", f"near {place}", f"{nation} province", "", latitude, longitude),
        *(f"POINT ({longitude} {latitude})", number % 250_000, nation, country + 1, REGIONS[country % 5]),
        *(1 if rng.random() < 0.93 else 2, prec, start.isoformat(), stop.isoformat()),
        *(*dead, best, best + int(rng.expovariate(1)), max(0, best - int(rng.expovariate(1)))),
        *(country + 1 if kind == 1 else "", ""),
    )


def _sources(rng: random.Random, world: _World, told: int, stop: date, place: str) -> tuple:
    """The columns from `number_of_sources` to `source_original`. Older rows, of -1 sources, have them in one string."""
    offices = rng.choices(world.offices, cum_weights=world.office_weights, k=abs(told))
    days = [(stop + timedelta(days=int(rng.random() * 4))).isoformat() for _ in offices]
    headlines = []
    for _ in offices:
        words = rng.choices(world.words, cum_weights=world.word_weights, k=5 + int(rng.random() * 7))
        words.insert(int(rng.random() * len(words)), place)
        headlines.append(" ".join([words[0].capitalize(), *words[1:]]))
    voice = rng.choices(world.voices, cum_weights=world.voice_weights)[0] if rng.random() < 0.85 else ""
    if told < 0:
        return (told, f'{offices[0]} {days[0]} "{headlines[0].upper()}"', "", "", "", voice)
    articles = ";".join(
        f'"{office},{day},{headline}"' for office, day, headline in zip(offices, days, headlines, strict=True)
    )
    return (told, articles, ";".join(offices), ";".join(days), ";".join(headlines), voice)


# Real rows

DAY = re.compile(r"\b(?:19|20)\d\d-[01]\d-[0-3]\d\b")
APART = 10_000_000  # between the ids of one copy and of the next


def read(path: Path) -> tuple[list[str], list[list[str]]]:
    """The columns and the rows of a GED file (CSV, or gzipped). Rows without a number for an id, such as the tags that
    some publishers put below the heading, are left out."""
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rt", encoding="utf-8-sig", newline="") as file:
        columns, *rows = csv.reader(file)
    place = columns.index("id")
    return columns, [row for row in rows if re.fullmatch(r"\d+(\.0+)?", row[place])]


def repeated(columns: list[str], rows: list[list[str]], count: int) -> Iterator[list[str]]:
    """`count` rows: `rows` as they are, then again and again with other ids and their days shifted by some weeks.

    A source whose day is shifted is another source. Everything else stays, so the skew is that of the real rows.
    """
    yield from islice((row for copy in range(count // len(rows) + 1) for row in _copy(columns, rows, copy)), count)


def _copy(columns: list[str], rows: list[list[str]], copy: int) -> Iterator[list[str]]:
    if not copy:
        yield from rows
        return
    shift = timedelta(days=copy * 7 % 3_653)  # within ten years, and no two of the first 3,653 copies alike
    at = {name: place for place, name in enumerate(columns)}
    for row in rows:
        new = list(row)
        new[at["id"]] = str(int(float(row[at["id"]])) + copy * APART)
        if "relid" in at:
            new[at["relid"]] = f"{row[at['relid']]}-{copy}"
        for name in ("source_article", "source_date"):
            new[at[name]] = DAY.sub(lambda found: _shifted(found.group(), shift), row[at[name]])
        for name in ("date_start", "date_end"):
            new[at[name]] = _shifted(row[at[name]], shift)
        new[at["year"]] = new[at["date_start"]][:4]
        yield new


def _shifted(written: str, shift: timedelta) -> str:
    """A day as any publisher writes it, later by `shift`, as 2014-01-25; what is no day is left as it is."""
    try:
        if re.fullmatch(r"-?\d+(\.\d+)?", written):
            day = date(1970, 1, 1) + timedelta(seconds=float(written))
        else:
            day = date.fromisoformat(written[:10])
    except ValueError:
        return written
    return (day + shift).isoformat()


def write(path: Path, count: int, *, real: Path | None = None) -> None:
    """Writes a file of `count` rows: those of `real`, repeated; generated ones without it."""
    columns, rows = read(real) if real else (list(COLUMNS), [])
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(columns)
        writer.writerows(repeated(columns, rows, count) if rows else generated(count))
