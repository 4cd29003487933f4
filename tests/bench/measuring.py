"""Asking the servers in turn, and what came of it."""

import re
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from html import unescape
from itertools import cycle
from urllib.parse import urlencode

from tests.bench.figures import Timing, percentile
from tests.bench.questions import BARE, Question
from tests.bench.servers import BROWSER, FLOOR, Answer, Client, Server

__all__ = ["Measured", "ask_in_turn", "edit", "requests_a_second", "type_in"]

# Ours is drawn for whoever asks; kept is the same page as the next visitor gets it.
OURS, KEPT, FLOOR_FILE = "ours", "ours_kept", "floor"
BARE_PAGE, WHOLE_PAGE = "datasette_bare", "datasette"
# The same two of a database without our index of days.
PLAIN_BARE_PAGE, PLAIN_WHOLE_PAGE = "datasette_plain_bare", "datasette_plain"
LEAST, MOST_WHOLE = 3, 20  # samples of Datasette's page as it comes
# For one question.
SECONDS_EACH = {BARE_PAGE: 10, WHOLE_PAGE: 10, PLAIN_BARE_PAGE: 10, PLAIN_WHOLE_PAGE: 10}


@dataclass
class Measured:
    """How long each server took for each question, by their names."""

    timings: dict[str, dict[str, Timing]] = field(default_factory=dict)
    cold: dict[str, float] = field(default_factory=dict)  # ms for the first request of all, by server
    found: dict[str, dict[str, int | None]] = field(default_factory=dict)  # events that the first answer says it found


def _answered(client: Client, path: str) -> Answer:
    answer = client.get(path)
    if answer.status != 200:
        raise SystemExit(f"{path} was answered with {answer.status}: {answer.text[:500]}")
    return answer


# Where either page says how many events it found.
SAYS = {OURS: re.compile(r'id="count"[^>]*>\s*([\d,]+)'), WHOLE_PAGE: re.compile(r"<h3>\s*([\d,]+) rows?")}


def _counted(server: str, page: str) -> int | None:
    said = SAYS[server].search(page)
    return int(said.group(1).replace(",", "")) if said else None


def ask_in_turn(
    questions: Iterable[Question],
    ours: Server,
    theirs: Server | None,
    plain: Server | None,
    *,
    repeat: int,
    say: Callable[[str], None],
) -> Measured:
    """Every question `repeat` times: ours, drawn and kept, the floor, Datasette's page without counts and as it comes.

    `theirs` and `plain` are Datasette with our index of days and without; both or none.

    One request follows another, so that whatever else the machine does meets all alike. Datasette is asked less often
    where it is slow: as long as it has used less than its SECONDS_EACH, and LEAST times at any rate.
    """
    result = Measured()
    client, kept, other = _drawing(ours), Client(ours), Client(theirs) if theirs else None
    clients = {OURS: client, KEPT: kept, FLOOR_FILE: client, BARE_PAGE: other, WHOLE_PAGE: other}
    clients[PLAIN_BARE_PAGE] = clients[PLAIN_WHOLE_PAGE] = Client(plain) if plain else None
    questions = list(questions)
    paths = {question.name: _paths(question, theirs is not None) for question in questions}
    result.cold[OURS] = _answered(client, questions[0].ours[0]).ms
    if other:
        result.cold[WHOLE_PAGE] = _answered(other, questions[0].theirs[0]).ms
    first: dict = {}
    samples: dict = defaultdict(list)
    new: dict = defaultdict(list)
    known = set()
    sizes: dict = {}
    for turn in range(repeat + 1):
        for question in questions:
            for server, addresses in paths[question.name].items():
                key = question.name, server
                taken = samples[key]
                if turn and not _is_due(server, taken):
                    continue
                address = next(addresses)
                answer = _answered(clients[server], address)
                sizes[key] = answer.size
                if (server, address) not in known:
                    known.add((server, address))
                    new[key].append(answer.ms)
                if turn:
                    taken.append(answer.ms)
                    continue
                first[key] = answer.ms
                if server in SAYS:
                    result.found.setdefault(question.name, {})[server] = _counted(server, answer.text)
        if turn in (0, 1) or turn % 20 == 0:
            say(f"  {turn} of {repeat} rounds")
    for (name, server), ms in first.items():
        timing = Timing(ms, tuple(samples[name, server]), sizes[name, server], tuple(new[name, server]))
        result.timings.setdefault(name, {})[server] = timing
    client.close()
    return result


def _drawing(server: Server) -> Client:
    """Asks for pages that are drawn anew, whatever the server keeps."""
    return Client(server, BROWSER | {"Cache-Control": "no-cache"})


def _paths(question: Question, with_theirs: bool) -> dict:
    paths = {OURS: cycle(question.ours), KEPT: cycle(question.ours), FLOOR_FILE: cycle([FLOOR])}
    if with_theirs and question.theirs:
        bare = [path + BARE for path in question.theirs]
        paths |= {BARE_PAGE: cycle(bare), PLAIN_BARE_PAGE: cycle(bare)}
        paths |= {WHOLE_PAGE: cycle(question.theirs), PLAIN_WHOLE_PAGE: cycle(question.theirs)}
    return paths


def _is_due(server: str, taken: list[float]) -> bool:
    if server not in SECONDS_EACH or len(taken) < LEAST:
        return True
    if server in (WHOLE_PAGE, PLAIN_WHOLE_PAGE) and len(taken) >= MOST_WHOLE:
        return False
    return sum(taken) < SECONDS_EACH[server] * 1000


def requests_a_second(paths: list[str], server: Server, *, clients: int, seconds: float, drawn: bool = True) -> float:
    """How many of `paths`, in turn, are answered in a second when so many clients ask without a pause.

    Pages of ours are `drawn` for each, or given out as they are kept.
    """
    counts = [0] * clients
    stop = time.perf_counter() + seconds

    def ask(number: int) -> None:
        client = _drawing(server) if drawn else Client(server)
        place = number * len(paths) // clients
        while time.perf_counter() < stop:
            _answered(client, paths[place % len(paths)])
            place += 1
            counts[number] += 1
        client.close()

    began = time.perf_counter()
    threads = [threading.Thread(target=ask, args=(number,)) for number in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(counts) / (time.perf_counter() - began)


def type_in(keys: list[tuple[str, str]], target: str, server: Server, *, repeat: int) -> dict[str, float]:
    """p50 in ms by the number of letters typed, asked as the page does for its part `target`; of all it is "any".

    Each answer is drawn, as for the first who types these letters.
    """
    client = _drawing(server)
    asked = {"HX-Request": "true", "HX-Target": target}
    by_length, every = defaultdict(list), []
    for _ in range(repeat):
        for text, path in keys:
            answer = client.get(path, **asked, HX_Current_URL=f"https://127.0.0.1:{server.port}{path}")
            if answer.status != 200:
                raise SystemExit(f"{path} was answered with {answer.status}")
            by_length[len(text)].append(answer.ms)
            every.append(answer.ms)
    client.close()
    found = {str(length): percentile(samples, 0.5) for length, samples in sorted(by_length.items())}
    return {"any": percentile(every, 0.5), "p99": percentile(every, 0.99), **found}


def edit(
    event: int, timeline: str, servers: list[Server], *, name: str, password: str, times: int = 5
) -> dict[str, float | bool]:
    """What it costs that a curator gives an event another title, in ms: the edit, and the next request of each server.

    Each is a process with an index of its own. "seen" says whether each of these requests found the event by the word
    that its title has only now; both find it, or the index, the full text or a copy is stale.
    """
    desk = Client(servers[0])
    readers = [Client(server) for server in servers]
    for reader in readers:
        _answered(reader, f"/t/{timeline}/")
    _sign_in(desk, name, password)
    address = f"/admin/timeline/event/{event}/change/"
    saved, asked, seen = [], [], True
    for turn in range(times):
        word = f"zyxwv{chr(ord('a') + turn)}{'q' * (turn + 2)}"
        form = _form(desk.get(address).text, "event_form")
        fields = [(field, f"{word} edited" if field == "title" else value) for field, value in form]
        answer = desk.post(address, urlencode([*fields, ("_save", "Save")]).encode(), Referer=_https(desk, address))
        if answer.status != 302:
            raise SystemExit(f"The edit was not saved: {answer.status}. {_errors(answer.text)}")
        saved.append(answer.ms)
        for reader in readers:
            found = reader.get(f"/t/{timeline}/?q={word}")
            asked.append(found.ms)
            seen = seen and f"{word} edited" in found.text.replace("<mark>", "").replace("</mark>", "")
    return {"edit_ms": percentile(saved, 0.5), "next_request_ms": max(asked), "seen": seen}


def _https(client: Client, path: str) -> str:
    return f"https://127.0.0.1:{client.server.port}{path}"


def _sign_in(client: Client, name: str, password: str) -> None:
    path = "/admin/login/"
    fields = dict(_form(client.get(path).text, "login-form")) | {"username": name, "password": password}
    answer = client.post(path, urlencode(fields).encode(), Referer=_https(client, path))
    if answer.status != 302:
        raise SystemExit(f"The curator could not sign in: {answer.status}")


def _form(page: str, form_id: str) -> list[tuple[str, str]]:
    """The fields of a form as a browser would send them."""
    from lxml import html

    found = html.fromstring(page).xpath(f"//form[@id='{form_id}']")
    if not found:
        raise SystemExit(f"There is no form {form_id} on the page: {page[:300]}")
    return [(name, unescape(value)) for name, value in found[0].form_values()]


def _errors(page: str) -> str:
    from lxml import html

    return " ".join(text.strip() for text in html.fromstring(page).xpath("//*[contains(@class,'errorlist')]//text()"))
