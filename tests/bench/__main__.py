"""`make bench`: how quick Sourceline answers at 10,000, 200,000 and 1,000,000 events, beside Datasette and a file."""

import argparse
import json
import os
import platform
import sqlite3
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TextIO

from tests.bench import measuring
from tests.bench.databases import Database, copied, database
from tests.bench.figures import Limit, ratio, shown, table
from tests.bench.measuring import (
    BARE_PAGE,
    FLOOR_FILE,
    KEPT,
    OURS,
    PLAIN_BARE_PAGE,
    PLAIN_WHOLE_PAGE,
    WHOLE_PAGE,
    Measured,
)
from tests.bench.questions import BARE, finding, questions, searching
from tests.bench.servers import BENCH, FLOOR, ROOT, collect_static, datasette, manage, plain, sourceline

SIZES = [10_000, 200_000, 1_000_000]
CURATOR = {"DJANGO_SUPERUSER_PASSWORD": "Only for the bench 1", "DJANGO_SUPERUSER_EMAIL": "curator@example.org"}

HOW = """\
How it was measured: from outside over HTTP/1.1 on connections that are kept, one request after another, in turn: ours,
the same page as it is kept, a file of 30,000 bytes from the same server (the floor), Datasette without counts, facets
and suggestions ("bare"), Datasette's page as it comes. ms from the first byte sent to the last received; bytes as they
came, with headers. Either file was read through beforehand, so that it is in the system's memory. All were sent Accept-
Encoding: gzip, deflate, br; Sourceline compresses, Datasette does not. Sourceline: gunicorn with config/gunicorn.py,
one worker process, DEBUG off, 50 events with every facet count and the chart. "ours" is drawn for each request (sent
Cache-Control: no-cache), as are the answers to keys and the requests a second; "kept" is what whoever asks for the same
page next is given, until something changes. Datasette, on SQLite alone: a copy of the same file, immutable, its tables
counted beforehand, 50 rows sorted by day, actors by IN (SELECT …) on the participations, words by the same FTS5 table;
it may take 60 s for a query, where it would give up after one. The copy lacks our index of days, which no table of
events has by itself; "indexed" is Datasette on the file with it, so that it reads its first rows and no more, and goes
through all for a rare actor. As it comes, it counts its rows and suggests facets; it counts no facet, which would cost
it more. Requests differ but for the first page: up to 12 actors of those in every hundredth event or more, 40 rare
ones, 12 common and 40 rare words, shifted days, ten pages. "new" is the p50 of those that had not been asked for
before.
"""


def measure(made: Database, *, with_datasette: bool, repeat: int, seconds: float, say) -> dict:
    """All figures of one database, as they stand in the result."""
    asked = questions(made.contents)
    if made.file:
        _read_through(made.file)
        if with_datasette:
            _read_through(plain(made.file))
    with sourceline(made.url) as ours:
        if with_datasette and made.file:
            with datasette(made.file) as theirs, datasette(plain(made.file)) as without:
                found = measuring.ask_in_turn(asked, ours, theirs, without, repeat=repeat, say=say)
                rates = _rates(asked, ours, theirs, seconds)
        else:
            found = measuring.ask_in_turn(asked, ours, None, None, repeat=repeat, say=say)
            rates = _rates(asked, ours, None, seconds)
        often = max(1, repeat // 20)
        typing = measuring.type_in(searching(made.contents), "timeline", ours, repeat=often)
        finder = measuring.type_in(finding(made.contents), "choices-actor", ours, repeat=often)
        peak = ours.peak_mb
    return {
        "events": made.contents.events,
        "actors": made.contents.actors,
        "making": {name: round(figure, 2) for name, figure in made.figures.items()},
        "cold_ms": {name: round(ms, 1) for name, ms in found.cold.items()},
        "questions": {
            question.name: {"is_common": question.is_common, **_written(found, question.name)} for question in asked
        },
        "requests_a_second": rates,
        "typing_ms": {name: round(ms, 2) for name, ms in typing.items()},
        "finder_ms": {name: round(ms, 2) for name, ms in finder.items()},
        "peak_mb": round(peak, 1),
        "edit": _edited(made),
    }


def _read_through(file: Path) -> None:
    """Have the system hold `file` in memory, as it does one that is in use: servers are measured, and no disk."""
    with file.open("rb", buffering=0) as content:
        while content.read(1 << 24):
            pass


def _written(found: Measured, name: str) -> dict:
    timings = found.timings[name]
    p50 = {server: timing.p50 for server, timing in timings.items()}
    return {
        "found": found.found[name],
        **{server: timing.written() for server, timing in timings.items()},
        "bare_by_ours": _rounded(ratio(p50.get(BARE_PAGE), p50[OURS])),
        "bare_by_kept": _rounded(ratio(p50.get(BARE_PAGE), p50[KEPT])),
        "plain_bare_by_ours": _rounded(ratio(p50.get(PLAIN_BARE_PAGE), p50[OURS])),
        "plain_by_ours": _rounded(ratio(p50.get(PLAIN_WHOLE_PAGE), p50[OURS])),
        "datasette_by_ours": _rounded(ratio(p50.get(WHOLE_PAGE), p50[OURS])),
        "datasette_by_kept": _rounded(ratio(p50.get(WHOLE_PAGE), p50[KEPT])),
        "ours_by_bare": _rounded(ratio(p50[OURS], p50.get(BARE_PAGE))),
        "ours_by_datasette": _rounded(ratio(p50[OURS], p50.get(WHOLE_PAGE))),
        "ours_by_floor": _rounded(ratio(p50[OURS], p50[FLOOR_FILE])),
    }


def _rounded(figure: float | None) -> float | None:
    return None if figure is None else float(f"{figure:.4g}")


def _rates(asked, ours, theirs, seconds: float) -> dict[str, float]:
    """Requests a second of all questions in turn, by one client and by four at once."""
    mixed = [path for turn in range(40) for question in asked for path in [question.ours[turn % len(question.ours)]]]
    servers = {OURS: (ours, mixed), KEPT: (ours, mixed), FLOOR_FILE: (ours, [FLOOR])}
    if theirs:
        bare = [q.theirs[turn % len(q.theirs)] + BARE for turn in range(40) for q in asked if q.theirs]
        servers[BARE_PAGE] = (theirs, bare)
    return {
        f"{name}, {clients} at once": round(
            measuring.requests_a_second(paths, server, clients=clients, seconds=seconds, drawn=name != KEPT), 1
        )
        for name, (server, paths) in servers.items()
        for clients in (1, 4)
    }


def _edited(made: Database) -> dict:
    """An edit in a copy of the database, and what two servers on it say next."""
    middle = "SELECT id FROM timeline_event WHERE status = 'published' ORDER BY id LIMIT 1 OFFSET ?"
    key = made.rows(middle, made.contents.events // 2)[0][0]
    with copied(made) as url:
        manage(url, "createsuperuser", "--noinput", "--username", "bench", "--verbosity", "0", **CURATOR)
        with sourceline(url) as one, sourceline(url) as other:
            password = CURATOR["DJANGO_SUPERUSER_PASSWORD"]
            return measuring.edit(key, made.contents.timeline, [one, other], name="bench", password=password)


# What it comes to


def limits(results: dict[str, dict], *, on_postgresql: bool) -> list[Limit]:
    """What is asked of Sourceline at a million events, or at the most that were measured."""
    largest, smallest = results[max(results, key=int)], results[min(results, key=int)]
    found = []
    for name, figures in largest["questions"].items():
        ours = figures[OURS]
        found.append(Limit(f"{name}, p50", ours["p50_ms"], most=60 if on_postgresql else 25))
        if on_postgresql:
            continue
        found.append(Limit(f"{name}, p99", ours["p99_ms"], most=80))
        least = 6 if figures["is_common"] else 1
        for what, ratio_of, times in (
            ("quicker than Datasette bare", "plain_bare_by_ours", least),
            ("quicker than Datasette as it comes", "plain_by_ours", 30 if figures["is_common"] else 1),
            ("quicker than Datasette bare along our index of days", "bare_by_ours", 1),
            ("kept, quicker than Datasette bare along our index of days", "bare_by_kept", least),
            ("kept, quicker than Datasette as it comes along our index of days", "datasette_by_kept", 30),
        ):
            found.append(Limit(f"{name}, {what}", figures[ratio_of], least=times, unit="times"))
        if largest is not smallest:
            before = _alike(smallest, name)
            times = ratio(ours["p50_ms"], before and before[OURS]["p50_ms"])
            found.append(Limit(f"{name}, beside {smallest['events']:,} events", times, most=2, unit="times"))
    making = largest["making"]
    edited = largest["edit"]
    return [
        *found,
        Limit("memory of the worker", largest["peak_mb"], most=600, unit="MB"),
        Limit("building the index", making.get("build_seconds"), most=60, unit="s"),
        Limit("loading", making.get("load_events_a_second"), least=10_000, unit="events a second"),
        Limit("one edit by a curator", edited["edit_ms"], most=200),
        Limit("the edit is seen by every worker's next request", float(edited["seen"]), least=1, unit="(1 is yes)"),
        Limit("a key in the search box, p50", largest["typing_ms"]["any"], most=60),
    ]


def _alike(result: dict, name: str) -> dict | None:
    """The figures of the same question; the last page that a small timeline has stands for page 1,000."""
    found = result["questions"]
    return found.get(name) or next((found[other] for other in found if name[:5] == other[:5] == "page "), None)


HEADING = [
    *("p50, p99 in ms", "events", "ours", "p99", "new", "kept", "p99", "kB", "floor", "ours/floor"),
    *("bare", "as it comes", "bare/ours", "as it comes/ours"),
    *("indexed bare", "p99", "kB", "indexed as it comes", "p99"),
    *("indexed bare/ours", "indexed bare/kept", "indexed as it comes/ours", "indexed as it comes/kept"),
]


def print_size(result: dict, out: TextIO) -> None:
    making, rows = result["making"], [HEADING]
    for name, figures in result["questions"].items():
        servers = (OURS, KEPT, FLOOR_FILE, PLAIN_BARE_PAGE, PLAIN_WHOLE_PAGE, BARE_PAGE, WHOLE_PAGE)
        ours, kept, floor, bare, whole, along, whole_along = (figures.get(each, {}) for each in servers)
        said = figures["found"]
        agreed = said[OURS] == said.get(WHOLE_PAGE, said[OURS])
        number = f"{said[OURS]:,}" if agreed else f"{said[OURS]:,} (Datasette: {said[WHOLE_PAGE]:,})"
        cells = [ours["p50_ms"], ours["p99_ms"], ours["new_p50_ms"], kept["p50_ms"], kept["p99_ms"]]
        cells += [ours["bytes"] / 1000, floor["p50_ms"], figures["ours_by_floor"]]
        cells += [bare.get("p50_ms"), whole.get("p50_ms"), figures["plain_bare_by_ours"], figures["plain_by_ours"]]
        cells += [along.get("p50_ms"), along.get("p99_ms"), along["bytes"] / 1000 if along else None]
        cells += [whole_along.get("p50_ms"), whole_along.get("p99_ms")]
        cells += [figures[each] for each in ("bare_by_ours", "bare_by_kept", "datasette_by_ours", "datasette_by_kept")]
        rows.append([name, number, *map(shown, cells)])
    out.write(f"\n{result['events']:,} events, {result['actors']:,} actors\n\n{table(rows)}\n")
    made = [
        ["rows refused", making.get("refused"), ""],
        ["loaded in", making.get("load_seconds"), "s"],
        ["events a second", making.get("load_events_a_second"), ""],
        ["memory of loading", making.get("load_mb"), "MB"],
        ["index built in", making.get("build_seconds"), "s"],
        ["index rebuilt in", making.get("rebuild_seconds"), "s"],
        ["memory of rebuilding", making.get("rebuild_mb"), "MB"],
        ["index", making.get("index_mb"), "MB"],
        ["database", making.get("database_mb"), "MB"],
        ["memory of the worker, peak", result["peak_mb"], "MB"],
        ["the first answer of a worker", result["cold_ms"][OURS], "ms"],
        ["an edit by a curator", result["edit"]["edit_ms"], "ms"],
        ["the request after it, of two workers the slower", result["edit"]["next_request_ms"], "ms"],
        ["a key in the search box, p50", result["typing_ms"]["any"], "ms"],
        ["a key in the search box, p99", result["typing_ms"]["p99"], "ms"],
        ["a key in the actor finder, p50", result["finder_ms"]["any"], "ms"],
        ["a key in the actor finder, p99", result["finder_ms"]["p99"], "ms"],
        *([f"{name}: requests a second", rate, ""] for name, rate in result["requests_a_second"].items()),
    ]
    out.write(
        table([["the database, and one worker", "", ""], *([name, shown(figure), unit] for name, figure, unit in made)])
    )


def print_limits(found: list[Limit], events: int, out: TextIO) -> None:
    out.write(f"\nWhat is asked for at 1,000,000 events, and what {events:,} come to\n\n")
    out.writelines(f"  {limit.line}\n" for limit in found)
    reached = sum(limit.is_reached for limit in found)
    out.write(f"\n{reached} of {len(found)} reached\n")


def machine() -> dict:
    return {
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
    }


def main(arguments: list[str] | None = None, out: TextIO = sys.stdout) -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--events", default=",".join(map(str, SIZES)), help="how many events, separated by commas")
    parser.add_argument("--ucdp", type=Path, help="a file of UCDP GED, CSV or gzipped, to take the rows from")
    parser.add_argument("--database", default="", help="a PostgreSQL database beside which others may be made")
    parser.add_argument("--repeat", type=int, default=100, help="how often each question is asked")
    parser.add_argument("--seconds", type=float, default=8, help="how long requests a second are counted")
    parser.add_argument("--without-datasette", action="store_true", help="ours and the floor alone")
    options = parser.parse_args(arguments)
    if options.database and not options.database.startswith("postgres"):
        parser.error("--database is the URL of a PostgreSQL database; SQLite files are made without being asked")
    if options.ucdp and not options.ucdp.is_file():
        parser.error(f"--ucdp {options.ucdp} is no file")

    def say(line: str) -> None:
        sys.stderr.write(f"{line}\n")

    collect_static()
    results = {}
    for count in sorted({int(size.replace("_", "")) for size in options.events.split(",")}):
        made = database(count, real=options.ucdp, server=options.database, say=say)
        with_datasette = not options.without_datasette
        results[str(count)] = measure(
            made, with_datasette=with_datasette, repeat=options.repeat, seconds=options.seconds, say=say
        )
        print_size(results[str(count)], out)
    found = limits(results, on_postgresql=bool(options.database))
    print_limits(found, max(result["events"] for result in results.values()), out)
    out.write(f"\n{HOW}")
    written = {
        "machine": machine(),
        "rows": options.ucdp.name if options.ucdp else "generated",
        "database": "postgresql" if options.database else "sqlite",
        "sizes": results,
        "limits": [limit.written() for limit in found],
    }
    result = BENCH / ("result-postgresql.json" if options.database else "result.json")
    result.write_text(json.dumps(written, indent=1, ensure_ascii=False))
    out.write(f"\nWritten: {result.relative_to(ROOT)}\n")


if __name__ == "__main__":
    main()
