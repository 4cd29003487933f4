"""`make bench-browser`: the same events drawn by Sourceline, TimelineJS 3 and vis-timeline, in one Chromium run."""

import argparse
import gzip
import http.server
import json
import os
import signal
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import date
from pathlib import Path
from statistics import median
from typing import TextIO

from playwright.sync_api import Browser, CDPSession, Error

from tests.bench.databases import Database, database
from tests.bench.figures import Limit, ratio, shown, table
from tests.bench.servers import BENCH, ROOT, collect_static, sourceline
from tests.browser.chromium import DESKTOP, chromium

RESULT = BENCH / "browser.json"
SIZES = [20, 200, 2_000, 20_000]
MODULES = Path(__file__).parent / "node_modules"
QUIET_MS = 500

HOW = f"""\
How it was measured: each page in a fresh context of the same Chromium, nothing kept, window 1440 by 1000, once the
browser has finished opening that window. Ready is the last moment at which the document changed, a file arrived, the
first words were painted or a task of more than 50 ms ended, once the first events stand in the page and {QUIET_MS} ms
have passed without any of these; ms from the start of the navigation. Blocking is the sum of what every task up to then
took beyond 50 ms. Bytes are those of all files as they came, compressed in all three, with 300 for the headers of each.
Heap is what JavaScript holds after a collection. Sourceline is served by its server and shows 50 events and a chart of
all; the others have their data in a file beside the page, which a server of files sends.
"""

# Runs before anything of a page: notes when what was last seen to happen happened, and says when all is still.
WATCH = """
window.bench = {last: 0, blocked: 0};
const seen = (when) => { bench.last = Math.max(bench.last, when); };
new MutationObserver((records) => {
  if (records.some((record) => record.type === 'childList')) seen(performance.now());
}).observe(document, {childList: true, subtree: true});
new PerformanceObserver((list) => {
  for (const task of list.getEntries()) {
    seen(task.startTime + task.duration);
    bench.blocked += Math.max(0, task.duration - 50);
  }
}).observe({type: 'longtask', buffered: true});
new PerformanceObserver((list) => {
  for (const paint of list.getEntries()) seen(paint.startTime);
}).observe({type: 'paint', buffered: true});
new PerformanceObserver((list) => {
  for (const file of list.getEntries()) seen(file.responseEnd);
}).observe({type: 'resource', buffered: true});
setInterval(() => {
  if (document.readyState === 'complete' && document.querySelectorAll(%s).length >= %d
      && performance.now() - bench.last > %d) {
    const files = ['navigation', 'resource'].flatMap((type) => performance.getEntriesByType(type));
    const bytes = files.reduce((sum, file) => sum + file.transferSize, 0);
    const found = {ready_ms: bench.last, blocked_ms: bench.blocked, kilobytes: bytes / 1000};
    console.log(JSON.stringify({bench: found}));
  }
}, 100);
"""

PAGES = {
    "TimelineJS 3": (
        """<!doctype html><html lang="en"><meta charset="utf-8"><title>TimelineJS</title>
<link rel="stylesheet" href="/modules/@knight-lab/timelinejs/dist/css/timeline.css">
<div id="it" style="width: 100%; height: 900px"></div>
<script src="/modules/@knight-lab/timelinejs/dist/js/timeline.js"></script>
<script>fetch("timelinejs.json").then((r) => r.json()).then((them) => {
  new TL.Timeline("it", them, {font: null});
})</script>
""",
        ".tl-timemarker",
    ),
    "vis-timeline": (
        """<!doctype html><html lang="en"><meta charset="utf-8"><title>vis-timeline</title>
<link rel="stylesheet" href="/modules/vis-timeline/styles/vis-timeline-graph2d.min.css">
<div id="it"></div>
<script src="/modules/vis-timeline/standalone/umd/vis-timeline-graph2d.min.js"></script>
<script>fetch("vis.json").then((r) => r.json()).then((them) => {
  new vis.Timeline(document.getElementById("it"), new vis.DataSet(them), {maxHeight: 900, verticalScroll: true});
})</script>
""",
        ".vis-item",
    ),
}
OURS = "Sourceline"
OUR_EVENTS = "#timeline li.event"


def events_of(made: Database) -> list[tuple[str, str, str]]:
    """Title, first and last day of each dated event, in order."""
    rows = made.rows(
        "SELECT title, earliest, latest FROM timeline_event WHERE status = 'published' AND earliest IS NOT NULL "
        "AND latest IS NOT NULL ORDER BY earliest, latest, id"
    )
    return [(title, str(first), str(last)) for title, first, last in rows]


def for_timelinejs(events: list[tuple[str, str, str]]) -> dict:
    def day(written: str) -> dict:
        of = date.fromisoformat(written)
        return {"year": of.year, "month": of.month, "day": of.day}

    return {
        "events": [
            {"start_date": day(first), "text": {"headline": title}} | ({"end_date": day(last)} if last != first else {})
            for title, first, last in events
        ]
    }


def for_vis(events: list[tuple[str, str, str]]) -> list[dict]:
    return [
        {"id": number, "content": title, "start": first} | ({"end": last} if last != first else {})
        for number, (title, first, last) in enumerate(events)
    ]


@contextmanager
def files_served(pages: dict[str, bytes]) -> Iterator[int]:
    """The port of a server of `pages`, by their path, and of the packages below /modules/; all of it is compressed."""
    packed: dict[str, bytes] = {}

    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self):
            path = self.path.partition("?")[0]
            if path not in packed:
                content = pages.get(path)
                if content is None and path.startswith("/modules/"):
                    file = (MODULES / path.removeprefix("/modules/")).resolve()
                    content = file.read_bytes() if file.is_relative_to(MODULES) and file.is_file() else None
                if content is None:
                    self.send_error(404)
                    return
                packed[path] = gzip.compress(content, 6)
            kinds = {"css": "text/css", "js": "text/javascript", "json": "application/json"}
            self.send_response(200)
            self.send_header("Content-Type", f"{kinds.get(path.rpartition('.')[2], 'text/html')}; charset=utf-8")
            self.send_header("Content-Encoding", "gzip")
            self.send_header("Content-Length", str(len(packed[path])))
            self.end_headers()
            self.wfile.write(packed[path])

        def log_message(self, *arguments):
            """Nothing is logged."""

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        server.server_close()


def opened(browser: Browser, address: str, selector: str, least: int, *, seconds: float) -> dict[str, float] | None:
    """What it takes to open `address` until `least` of `selector` stand still; None after so many seconds.

    The page says so by itself: to be asked, or watched from outside, would cost it time while it loads.
    """
    context = browser.new_context(**DESKTOP, extra_http_headers={"X-Forwarded-Proto": "https"})
    context.add_init_script(WATCH % (json.dumps(selector), least, QUIET_MS))
    page = context.new_page()
    _until_idle()
    # What asks a page waits for it as long as it is busy; so a page that is late is ended from outside.
    end = threading.Timer(seconds, _end_pages)
    end.start()
    try:
        with page.expect_console_message(lambda said: said.text.startswith('{"bench"'), timeout=0) as last:
            page.goto(address, wait_until="commit")
        found = json.loads(last.value.text)["bench"]
        return {**found, "heap_mb": _heap(context.new_cdp_session(page))}
    except Error:
        if end.is_alive():
            raise
        return None
    finally:
        end.cancel()
        context.close()


def _processes() -> Iterator[tuple[int, int, bytes]]:
    """What we have started, with whatever that has started: pid, the time it has worked in clock ticks, command."""
    found = {}
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            parent, *rest = (folder / "stat").read_text().rpartition(")")[2].split()[1:]
            ticks = int(rest[9]) + int(rest[10])  # utime and stime, see proc(5)
            found[int(folder.name)] = (int(parent), ticks, (folder / "cmdline").read_bytes())
    for pid, (above, ticks, command) in found.items():
        while above in found and above != os.getpid():
            above = found[above][0]
        if above == os.getpid():
            yield pid, ticks, command


def _until_idle() -> None:
    """Waits until nothing that we have started has worked for a while, for ten seconds at most.

    A browser that opens a window goes on making its own address bar for half a second, which is nothing of the page's.
    """
    before = None
    for _ in range(50):
        worked = {pid: ticks for pid, ticks, _command in _processes()}
        if worked == before:
            return
        before = worked
        time.sleep(0.2)


def _end_pages() -> None:
    """Ends the processes that draw the pages of our browser, and nobody else's."""
    for pid, _ticks, command in _processes():
        if b"--type=renderer" in command:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)


def _heap(session: CDPSession) -> float:
    session.send("HeapProfiler.collectGarbage")
    session.send("Performance.enable")
    metrics = {each["name"]: each["value"] for each in session.send("Performance.getMetrics")["metrics"]}
    return metrics["JSHeapUsedSize"] / 1e6


def measured(browser: Browser, made: Database, *, repeat: int, seconds: float, say) -> dict[str, dict | None]:
    """The medians of each of the three with the events of `made`; None for never."""
    events = events_of(made)
    pages = {
        **{_path(name): page.encode() for name, (page, _selector) in PAGES.items()},
        "/timelinejs.json": json.dumps(for_timelinejs(events)).encode(),
        "/vis.json": json.dumps(for_vis(events)).encode(),
    }
    with sourceline(made.url) as ours, files_served(pages) as port:
        least = min(len(events), 10)
        story = f"http://127.0.0.1:{ours.port}/t/{made.contents.timeline}/"
        addresses = {
            OURS: (story, OUR_EVENTS),
            **{name: (f"http://127.0.0.1:{port}{_path(name)}", selector) for name, (_page, selector) in PAGES.items()},
        }
        runs: dict[str, list[dict | None]] = {name: [] for name in addresses}
        opened(browser, story, OUR_EVENTS, least, seconds=seconds)  # the server has read its index then
        for _ in range(repeat):
            for name, (address, selector) in addresses.items():
                if None in runs[name]:
                    continue  # once never is enough
                runs[name].append(opened(browser, address, selector, least, seconds=seconds))
                say(f"  {made.count:,} events, {name}: {runs[name][-1]}")
    return {name: _medians(each) for name, each in runs.items()}


def _path(name: str) -> str:
    return f"/{name.replace(' ', '-').lower()}.html"


def _medians(runs: list[dict | None]) -> dict | None:
    if None in runs:
        return None
    return {name: round(median(run[name] for run in runs), 2) for name in runs[0]}


def print_results(results: dict[str, dict], out: TextIO) -> None:
    rows = [["who", "events", "ready, ms", "blocking, ms", "kB", "heap, MB", "ready, times ours"]]
    for count, found in results.items():
        ours = found[OURS] or {}
        for name, figures in found.items():
            if figures is None:
                rows.append([name, f"{int(count):,}", "never", "–", "–", "–", "–"])
                continue
            cells = [figures[key] for key in ("ready_ms", "blocked_ms", "kilobytes", "heap_mb")]
            times = ratio(figures["ready_ms"], ours.get("ready_ms"))
            rows.append([name, f"{int(count):,}", *map(shown, [*cells, times])])
    out.write(f"\n{table(rows)}\n")


def limits(results: dict[str, dict]) -> list[Limit]:
    found = []
    for count, figures in results.items():
        ours = figures[OURS] or {}
        found.append(Limit(f"{int(count):,} events, ready", ours.get("ready_ms"), most=300))
        found.append(Limit(f"{int(count):,} events, blocking", ours.get("blocked_ms"), most=50))
    return found


def main(arguments: list[str] | None = None, out: TextIO = sys.stdout) -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.browser", description=__doc__)
    parser.add_argument("--events", default=",".join(map(str, SIZES)), help="how many events, separated by commas")
    parser.add_argument("--ucdp", type=Path, help="a file of UCDP GED, CSV or gzipped, to take the rows from")
    parser.add_argument("--repeat", type=int, default=5, help="how often each page is opened; the medians count")
    parser.add_argument("--seconds", type=float, default=60, help="how long a page may take; after that it is never")
    options = parser.parse_args(arguments)
    if not MODULES.is_dir():
        parser.error("the packages are not installed; `make bench-browser` does that")

    def say(line: str) -> None:
        sys.stderr.write(f"{line}\n")

    collect_static()
    made = [
        database(count, real=options.ucdp, say=say)
        for count in sorted(int(size.replace("_", "")) for size in options.events.split(","))
    ]
    with chromium() as browser:
        results = {
            str(each.count): measured(browser, each, repeat=options.repeat, seconds=options.seconds, say=say)
            for each in made
        }
    print_results(results, out)
    found = limits(results)
    out.writelines(f"  {limit.line}\n" for limit in found)
    out.write(f"\n{HOW}")
    written = {"rows": options.ucdp.name if options.ucdp else "generated", "sizes": results}
    written["limits"] = [limit.written() for limit in found]
    RESULT.write_text(json.dumps(written, indent=1, ensure_ascii=False))
    out.write(f"\nWritten: {RESULT.relative_to(ROOT)}\n")


if __name__ == "__main__":
    main()
