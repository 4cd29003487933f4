"""An article from its address, by a server that must not be talked into reading its own network.

Whoever may name an address may name `http://127.0.0.1:8000/`, a router, or the metadata service of a cloud; may spell
it in a dozen ways; may have a host name that means a public server when it is checked and a private one when it is
used; or a public page that redirects. So each request, redirects and robots.txt among them, goes this way:

1. The address is taken apart once, strictly, and the request is made of those parts (`_Place`).
2. Its host is looked up once in all. Every address that it has must be public (`is_public`): one that is not is
   reason enough to refuse.
3. The connection is made to one of those very addresses; TLS is held to the host's name.
4. No proxy, cookie, password or credential takes part. Bytes, packed and unpacked, and headers are counted as they
   come; one clock runs for all of it, so that a server which sends a byte a minute gains nothing.

Sources: IANA IPv4 and IPv6 Special-Purpose Address Registries; WHATWG URL Standard, section 3.5 (hosts that are
numbers); RFC 9309 (robots.txt).
"""

import ipaddress
import re
import socket
import ssl
import threading
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from enum import StrEnum
from http.client import HTTPException
from ipaddress import IPv4Address, IPv6Address
from queue import Empty, SimpleQueue
from time import monotonic
from typing import NamedTuple
from urllib.parse import quote, urljoin, urlsplit
from urllib.robotparser import RobotFileParser

from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError, NewConnectionError, ReadTimeoutError
from urllib3.exceptions import SSLError as WrappedSSLError
from urllib3.response import BaseHTTPResponse

from timeline.decoding import DecodingError, decode
from timeline.errors import SourcelineError

__all__ = ["FetchError", "Fetched", "Reason", "fetch", "is_public"]

USER_AGENT = "Sourceline/0.1 (reads an article at a curator's request)"
PORTS = frozenset([80, 443, 8080, 8443])
LARGEST = 5_000_000  # bytes of a page, packed or unpacked
SECONDS = 20.0  # for all of it, from the first look-up to the last byte
REDIRECTS = 5
_LARGEST_HEADERS = 64_000  # bytes of the headers of one answer
_LARGEST_ROBOTS = 500_000  # bytes that are read of a robots.txt: RFC 9309, section 2.5
_LONGEST_ADDRESS = 2000  # characters
_CHUNK = 16_384

Address = IPv4Address | IPv6Address
Resolver = Callable[[str, int], Iterable[str]]


class Reason(StrEnum):
    """Why nothing was fetched."""

    MALFORMED = "malformed"  # no address that can be followed
    FORBIDDEN = "forbidden"  # it leads to what is not public
    UNKNOWN_HOST = "unknown-host"
    UNREACHABLE = "unreachable"
    CERTIFICATE = "certificate"  # no trustworthy TLS
    DOWNGRADE = "downgrade"  # from https to http
    TOO_MANY_REDIRECTS = "too-many-redirects"
    ROBOTS = "robots"
    PAYWALL = "paywall"
    REFUSED = "refused"
    MISSING = "missing"
    BUSY = "busy"
    OUT_OF_ORDER = "out-of-order"
    NO_ARTICLE = "no-article"  # another kind of file, or nothing at all
    ENCODING = "encoding"
    TOO_LARGE = "too-large"
    TOO_SLOW = "too-slow"
    BROKEN = "broken"  # an answer that is none


class FetchError(SourcelineError):
    """An article that could not be had.

    `url` is the address that was asked for, `problem` a sentence or two for whoever asked, `reason` the same in one
    word for programs.
    """

    def __init__(self, url: str, problem: str, reason: Reason) -> None:
        self.url, self.problem, self.reason = url, problem, reason
        super().__init__(f"{url[:_LONGEST_ADDRESS]}: {problem} Nothing was stored.")


@dataclass(frozen=True, slots=True)
class Fetched:
    """A page: where it was asked for and where it was found, what it is, its bytes unpacked, and its words."""

    url: str
    final_url: str
    content_type: str  # in lower case, without parameters: "text/html"
    body: bytes
    text: str


def is_public(address: Address) -> bool:
    """The address is one of the public internet, and of it alone.

    Not enough is what Python calls global: that takes in multicast, relays, and the IPv6 ranges that lead to any IPv4
    address (NAT64, 6to4, Teredo, IPv4-mapped and -compatible).
    """
    if isinstance(address, IPv4Address):
        return address.is_global and not any(address in network for network in _NOT_PUBLIC_4)
    return (
        address.scope_id is None
        and address in _GLOBAL_UNICAST_6
        and address.is_global
        and not any(address in network for network in _NOT_PUBLIC_6)
    )


def resolve(host: str, port: int) -> list[str]:
    """Every address that the system knows for a host name. Raises OSError or UnicodeError."""
    return [found[4][0] for found in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]


def fetch(
    url: str,
    *,
    seconds: float = SECONDS,
    largest: int = LARGEST,
    redirects: int = REDIRECTS,
    ports: Iterable[int] = PORTS,
    resolver: Resolver = resolve,
    allow: Callable[[Address], bool] = is_public,
) -> Fetched:
    """The page at `url`, redirects followed: HTML, XHTML, Markdown or plain text.

    `seconds` are for all of it, `largest` is in bytes, `redirects` is the most that are followed, `ports` are those
    that may be asked. `resolver` gives the addresses of a host, `allow` says which of them may be connected to.
    Raises FetchError, whatever is wrong with the address, the network or the page.
    """
    return _Errand(url.strip(), seconds, largest, frozenset(ports), resolver, allow).run(redirects)


# Addresses


def _networks(*written: str) -> tuple[ipaddress.IPv4Network | ipaddress.IPv6Network, ...]:
    return tuple(map(ipaddress.ip_network, written))


_NOT_PUBLIC_4 = _networks(
    *("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24"),
    *("192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24", "192.168.0.0/16", "192.175.48.0/24"),
    *("198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4"),
)
_GLOBAL_UNICAST_6 = ipaddress.ip_network("2000::/3")  # all that IANA has given out for it
_NOT_PUBLIC_6 = _networks("2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3fff::/20")
_LABEL = re.compile(r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?")
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")


class _Place(NamedTuple):
    """An address, taken apart: all that a request is made of."""

    scheme: str
    host: str  # in ASCII, lower case, no dot at its end; an IPv6 address without its brackets
    port: int
    target: str  # path and query

    @property
    def origin(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        usual = {"http": 80, "https": 443}[self.scheme]
        return f"{self.scheme}://{host}" + ("" if self.port == usual else f":{self.port}")

    @property
    def url(self) -> str:
        return self.origin + self.target


def _place(url: str, ports: frozenset[int]) -> _Place:
    """Raises _Wrong for an address that is no place to go to, whatever stands there."""
    if len(url) > _LONGEST_ADDRESS:
        raise _Wrong(f"The address is longer than {_LONGEST_ADDRESS} characters.", Reason.MALFORMED)
    if re.search(r"[\s\\\x00-\x1f\x7f-\x9f\ud800-\udfff]", url):
        raise _Wrong("The address has a space, a backslash or a control character in it.", Reason.MALFORMED)
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise _Wrong(f"That is no address ({error}).", Reason.MALFORMED) from error
    scheme = parts.scheme.lower()
    if scheme not in ("http", "https"):
        raise _Wrong("An address begins with https:// or http://.", Reason.MALFORMED)
    if "@" in parts.netloc:
        raise _Wrong("The address has a name or a password in it; none is ever sent.", Reason.MALFORMED)
    host = _host(parts.netloc, parts.hostname or "")
    port = {"http": 80, "https": 443}[scheme] if port is None else port
    if port not in ports:
        raise _Wrong(f"Port {port} is none that pages are read from.", Reason.FORBIDDEN)
    path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~")
    return _Place(
        scheme, host, port, path + ("?" + quote(parts.query, safe="/?%:@!$&'()*+,;=~[]") if parts.query else "")
    )


def _host(netloc: str, hostname: str) -> str:
    """A host in the one spelling in which it is looked up, checked and asked for.

    The codec brings letters, digits and full stops of other scripts to their plain form (RFC 3490, section 3.1).
    """
    if "[" in netloc or "]" in netloc:
        if not re.fullmatch(r"\[[^\[\]]+\](?::\d*)?", netloc):
            raise _Wrong(f"“{netloc}” is no name of a host.", Reason.MALFORMED)
        if "%" in hostname:
            raise _Wrong("The address names a network interface of this machine.", Reason.FORBIDDEN)
        try:
            return IPv6Address(hostname).compressed
        except ValueError as error:
            raise _Wrong(f"[{hostname}] is no IPv6 address.", Reason.MALFORMED) from error
    try:
        host = hostname.encode("idna").decode("ascii").lower().removesuffix(".")
    except UnicodeError as error:
        raise _Wrong(f"“{hostname}” is no name of a host.", Reason.MALFORMED) from error
    labels = host.split(".")
    if _NUMBER.fullmatch(labels[-1]):  # a browser would take it for an IPv4 address, in whatever spelling
        try:
            return str(IPv4Address(host))
        except ValueError as error:
            raise _Wrong(f"“{hostname}” is a number and no plain IPv4 address.", Reason.FORBIDDEN) from error
    if not all(map(_LABEL.fullmatch, labels)) or len(host) > 253:
        raise _Wrong(f"“{hostname}” is no name of a host.", Reason.MALFORMED)
    return host


# Connections


class _Wrong(Exception):  # noqa: N818 - it becomes a FetchError as soon as the address asked for is known
    """What is wrong, and the reason in one word."""

    def __init__(self, problem: str, reason: Reason) -> None:
        super().__init__(problem)
        self.problem, self.reason = problem, reason


class _Limits:
    """The clock of an errand, and the bytes of the answer that is being read."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._ends = monotonic() + seconds
        self.reading_headers = False
        self._received = self._most = 0

    def left(self) -> float:
        """The seconds that are left, more than none."""
        left = self._ends - monotonic()
        if left <= 0:
            raise self.too_slow()
        return left

    def too_slow(self) -> _Wrong:
        return _Wrong(f"It took longer than {self._seconds:g} seconds. Try again, or paste its text.", Reason.TOO_SLOW)

    def expect(self, largest: int) -> None:
        """From now on an answer comes, with a body of at most `largest` bytes, and as many to say where they end.

        The body is counted as it is read, but one chunk that claims to have -1 bytes is read to the end of the world.
        """
        self.reading_headers, self._received, self._most = True, 0, _LARGEST_HEADERS + _CHUNK + 2 * largest

    def receive(self, count: int) -> None:
        self._received += count
        if self.reading_headers and self._received > _LARGEST_HEADERS + _CHUNK:
            raise _Wrong("What it sends before the page never ends.", Reason.TOO_LARGE)
        if self._received > self._most:
            raise _Wrong("What it sends is far more than a page.", Reason.TOO_LARGE)


def _limited(kind: type[socket.socket], limits: _Limits) -> type[socket.socket]:
    """A kind of socket that never waits beyond the limits, however little comes at a time."""

    class Limited(kind):
        def recv_into(self, *arguments, **options) -> int:
            self.settimeout(limits.left())
            count = super().recv_into(*arguments, **options)
            limits.receive(count)
            return count

    return Limited


def _connected(addresses: list[Address], port: int, limits: _Limits) -> socket.socket:
    """A connection to the first of the addresses that answers. Raises the last one's OSError."""
    problem: OSError = OSError("no address")
    for number, address in enumerate(addresses):
        family = socket.AF_INET if address.version == 4 else socket.AF_INET6
        connection = _limited(socket.socket, limits)(family, socket.SOCK_STREAM)
        try:
            # One that never answers leaves time for the others.
            connection.settimeout(limits.left() / (len(addresses) - number))
            connection.connect((str(address), port))
        except OSError as error:
            connection.close()
            problem = error
        else:
            connection.settimeout(limits.left())
            return connection
    raise problem


class _Plain(HTTPConnection):
    """A connection to addresses that were looked up and checked before; the host's name is for the server alone."""

    def __init__(self, place: _Place, addresses: list[Address], limits: _Limits, **options) -> None:
        super().__init__(place.host, place.port, timeout=limits.left(), **options)
        self._addresses, self._limits = addresses, limits

    def _new_conn(self) -> socket.socket:
        return _connected(self._addresses, self.port, self._limits)


class _Secure(_Plain, HTTPSConnection):
    """The same under TLS: the certificate is checked against the host's name."""

    def __init__(self, place: _Place, addresses: list[Address], limits: _Limits) -> None:
        context = ssl.create_default_context()
        context.sslsocket_class = _limited(ssl.SSLSocket, limits)
        super().__init__(place, addresses, limits, ssl_context=context)


# An errand


class _Answer(NamedTuple):
    status: int
    content_type: str
    charset: str
    location: str
    retry_after: str
    body: bytes


class _Errand:
    """One call of `fetch`: what it asked for, its clock, and what it has learnt of hosts."""

    def __init__(
        self,
        url: str,
        seconds: float,
        largest: int,
        ports: frozenset[int],
        resolver: Resolver,
        allow: Callable[[Address], bool],
    ) -> None:
        self._url, self._largest, self._ports, self._resolver, self._allow = url, largest, ports, resolver, allow
        self._limits = _Limits(seconds)
        self._looked_up: dict[str, list[Address]] = {}
        self._robots: dict[str, RobotFileParser] = {}

    def run(self, redirects: int) -> Fetched:
        try:
            place, answer = self._follow(self._url, redirects, heed_robots=True)
            self._check(answer)
            text = self._decoded(answer)
        except _Wrong as wrong:
            raise FetchError(self._url, wrong.problem, wrong.reason) from wrong
        content_type = answer.content_type or ("text/html" if text.lstrip().startswith("<") else "text/plain")
        return Fetched(self._url, place.url, content_type, answer.body, text)

    def _follow(self, url: str, redirects: int, *, heed_robots: bool) -> tuple[_Place, _Answer]:
        """The answer at the end of the redirects; each of them is an address like any other."""
        place = _place(url, self._ports)
        for _ in range(redirects + 1):
            if heed_robots:
                self._ask_robots(place)
            answer = self._ask(place, self._largest if heed_robots else _LARGEST_ROBOTS, cut=not heed_robots)
            if answer.status not in (301, 302, 303, 307, 308) or not answer.location:
                return place, answer
            try:
                onward = _place(urljoin(place.url, answer.location), self._ports)
            except ValueError as error:
                raise _Wrong("It redirects to what is no address.", Reason.MALFORMED) from error
            if place.scheme == "https" and onward.scheme == "http":
                raise _Wrong(f"It redirects from https to http ({onward.host}).", Reason.DOWNGRADE)
            place = onward
        raise _Wrong(f"It redirects more than {redirects} times.", Reason.TOO_MANY_REDIRECTS)

    def _addresses(self, place: _Place) -> list[Address]:
        """The addresses of a host, looked up once and each of them allowed."""
        if place.host not in self._looked_up:
            self._looked_up[place.host] = self._look_up(place)
        addresses = self._looked_up[place.host]
        for address in addresses:
            if not self._allow(address):
                meaning = "" if str(address) == place.host else f" has the address {address}, which"
                raise _Wrong(f"{place.host}{meaning} is not on the public internet.", Reason.FORBIDDEN)
        return addresses

    def _look_up(self, place: _Place) -> list[Address]:
        try:
            return [ipaddress.ip_address(place.host)]
        except ValueError:
            pass
        answers: SimpleQueue[list[Address] | Exception] = SimpleQueue()

        def look_up() -> None:
            try:
                found = self._resolver(place.host, place.port)
                answers.put([ipaddress.ip_address(address) for address in dict.fromkeys(found)])
            except Exception as error:  # in a thread of its own, where it would be lost
                answers.put(error)

        # The system's look-up takes no limit of time; a thread can be left behind.
        threading.Thread(target=look_up, daemon=True, name="look-up").start()
        try:
            found = answers.get(timeout=self._limits.left())
        except Empty as error:
            raise self._limits.too_slow() from error
        if isinstance(found, Exception) or not found:
            problem = f"There is no host “{place.host}”, or it cannot be looked up."
            raise _Wrong(problem, Reason.UNKNOWN_HOST) from (found or None)
        return found

    def _ask(self, place: _Place, largest: int, *, cut: bool = False) -> _Answer:
        """One request and its answer; with `cut`, of what is too large the beginning."""
        addresses = self._addresses(place)
        with self._explained(place):
            connection = (_Secure if place.scheme == "https" else _Plain)(place, addresses, self._limits)
            try:
                connection.request(
                    "GET",
                    place.target,
                    headers={
                        "User-Agent": USER_AGENT,
                        "Accept": "text/html,application/xhtml+xml,text/markdown;q=0.9,text/plain;q=0.8,*/*;q=0.1",
                        "Accept-Encoding": "gzip",
                        "Connection": "close",
                    },
                    preload_content=False,
                    decode_content=False,
                )
                self._limits.expect(largest)
                with closing(connection.getresponse()) as response:
                    self._limits.reading_headers = False
                    return self._read(response, largest, cut=cut)
            finally:
                connection.close()

    @contextmanager
    def _explained(self, place: _Place) -> Iterator[None]:
        """Whatever goes wrong on the way, as one of our own."""
        try:
            yield
        except (TimeoutError, ReadTimeoutError) as error:
            raise self._limits.too_slow() from error
        except (ssl.SSLError, WrappedSSLError) as error:
            problem = f"The certificate of {place.host} cannot be trusted, or it speaks no TLS that is safe."
            raise _Wrong(problem, Reason.CERTIFICATE) from error
        except (ConnectionRefusedError, NewConnectionError) as error:
            raise _Wrong(f"{place.host} does not answer.", Reason.UNREACHABLE) from error
        except (HTTPError, HTTPException, ValueError) as error:
            raise _Wrong(f"{place.host} sends what is no answer, or breaks off.", Reason.BROKEN) from error
        except OSError as error:
            raise _Wrong(f"{place.host} cannot be reached.", Reason.UNREACHABLE) from error

    def _read(self, response: BaseHTTPResponse, largest: int, *, cut: bool) -> _Answer:
        content_type, charset = _content_type(response.headers.get("Content-Type", ""))
        wanted = response.status == 200 and (cut or _is_text(content_type))
        body = _body(response, largest, cut=cut) if wanted else b""
        return _Answer(
            response.status,
            content_type,
            charset,
            _location(response.headers.get("Location", "")),
            response.headers.get("Retry-After", ""),
            body,
        )

    def _ask_robots(self, place: _Place) -> None:
        """Raises _Wrong where the host's robots.txt asks us to stay away. None at all allows everything."""
        if place.origin not in self._robots:
            self._robots[place.origin] = self._read_robots(place)
        robots = self._robots[place.origin]
        if robots.disallow_all:
            problem = f"{place.host} cannot say just now whether programs may read it (robots.txt). Try again later."
            raise _Wrong(problem, Reason.ROBOTS)
        if not robots.can_fetch(USER_AGENT, place.url):
            problem = f"{place.host} asks programs not to read this page (robots.txt). Paste its text instead."
            raise _Wrong(problem, Reason.ROBOTS)

    def _read_robots(self, place: _Place) -> RobotFileParser:
        """RFC 9309, section 2.3.1: what is missing allows all, a server that is out of order allows nothing."""
        parser = RobotFileParser()
        try:
            _, answer = self._follow(f"{place.origin}/robots.txt", REDIRECTS, heed_robots=False)
        except _Wrong as wrong:
            if wrong.reason not in (Reason.TOO_MANY_REDIRECTS, Reason.BROKEN, Reason.MALFORMED):
                raise
            parser.allow_all = True
            return parser
        parser.disallow_all = answer.status >= 500
        parser.allow_all = not parser.disallow_all and answer.status != 200
        parser.parse(answer.body.decode("utf-8", "replace").removeprefix("\ufeff").splitlines())
        return parser

    def _check(self, answer: _Answer) -> None:
        """Raises _Wrong for an answer that is no page, or one of another kind."""
        if answer.status != 200:
            raise _status(answer)
        if not _is_text(answer.content_type):
            raise _Wrong(f"It is {_kind_of(answer.content_type)}, not an article.", Reason.NO_ARTICLE)
        if not answer.body.strip():
            raise _Wrong("The page is empty.", Reason.NO_ARTICLE)

    def _decoded(self, answer: _Answer) -> str:
        try:
            return decode(answer.body, answer.charset)
        except DecodingError as error:
            raise _Wrong(error.problem, Reason.ENCODING) from error


# Answers


def _content_type(header: str) -> tuple[str, str]:
    """The type in lower case and the encoding, each empty where it is not said."""
    kind, _, parameters = header.partition(";")
    charset = re.search(r"""\bcharset\s*=\s*["']?([\w.:-]{1,40})""", parameters, re.IGNORECASE)
    return kind.strip().lower(), charset[1] if charset else ""


def _location(header: str) -> str:
    """Where a redirect leads. Headers are read as Latin-1, while many a site writes an address in UTF-8."""
    try:
        return header.encode("latin-1").decode().strip()
    except UnicodeError:
        return header.strip()


def _is_text(content_type: str) -> bool:
    """A kind of file that may hold an article; where none is said, the bytes will tell."""
    return content_type in ("", "text/html", "application/xhtml+xml", "text/plain", "text/markdown", "text/x-markdown")


def _kind_of(content_type: str) -> str:
    named = {"application/pdf": "a PDF document", "application/json": "data for programs (JSON)"}
    families = {"image": "an image", "video": "a film", "audio": "a recording", "application": "a file to download"}
    named |= {"application/rss+xml": "a feed", "application/atom+xml": "a feed"}
    family = content_type.partition("/")[0]
    return named.get(content_type) or f"{families.get(family, 'a file')} ({content_type[:60]})"


def _body(response: BaseHTTPResponse, largest: int, *, cut: bool) -> bytes:
    """The bytes of a page, unpacked; none but the first `largest` with `cut`, else too many of them raise _Wrong."""
    too_large = _Wrong(f"The page has more than {largest / 1_000_000:g} million bytes.", Reason.TOO_LARGE)
    length = response.headers.get("Content-Length", "")
    if not cut and length.isascii() and length.isdigit() and len(length) < 20 and int(length) > largest:
        raise too_large
    unpack = _unpacking(response.headers.get("Content-Encoding", ""))
    pieces: list[bytes] = []
    packed = unpacked = 0
    for chunk in response.stream(_CHUNK, decode_content=False):
        packed += len(chunk)
        for piece in unpack(chunk, largest + 1 - unpacked):
            unpacked += len(piece)
            pieces.append(piece)
        if packed > largest or unpacked > largest:
            if cut:
                break
            raise too_large
    return b"".join(pieces)[:largest]


def _unpacking(encoding: str) -> Callable[[bytes, int], Iterator[bytes]]:
    """What unpacks one chunk after another, and never to more than the bytes that are left."""
    encoding = encoding.strip().lower()
    if encoding in ("", "identity"):
        return lambda chunk, _: iter([chunk])
    if encoding not in ("gzip", "x-gzip"):
        raise _Wrong(f"The page is packed in a way that was not asked for ({encoding[:40]}).", Reason.BROKEN)
    unpacker = zlib.decompressobj(16 + zlib.MAX_WBITS)

    def unpack(chunk: bytes, left: int) -> Iterator[bytes]:
        nonlocal unpacker
        while chunk and left > 0:
            if unpacker.eof:  # gzip may be several in a row
                unpacker = zlib.decompressobj(16 + zlib.MAX_WBITS)
            try:
                piece = unpacker.decompress(chunk, left)
            except zlib.error as error:
                raise _Wrong("The page is not packed as it says it is.", Reason.BROKEN) from error
            left -= len(piece)
            chunk = unpacker.unused_data if unpacker.eof else unpacker.unconsumed_tail
            yield piece

    return unpack


def _status(answer: _Answer) -> _Wrong:
    """What an answer other than a page means to whoever wants to read it."""
    wait = f" It asks to wait {answer.retry_after} seconds." if answer.retry_after.isdigit() else ""
    paste = " If you may read it, paste its text."
    meanings = {
        401: (f"The page is for those who sign in.{paste}", Reason.PAYWALL),
        402: (f"The page is for those who pay.{paste}", Reason.PAYWALL),
        403: (f"The site refuses to show the page to programs, or to all but subscribers.{paste}", Reason.REFUSED),
        404: ("There is no page at this address.", Reason.MISSING),
        410: ("There is no page at this address any more.", Reason.MISSING),
        429: (f"The site has had too many requests.{wait or ' Try again later.'}", Reason.BUSY),
        451: (f"The site may not show the page here, for legal reasons.{paste}", Reason.REFUSED),
    }
    if answer.status in meanings:
        return _Wrong(*meanings[answer.status])
    if answer.status >= 500:
        return _Wrong(f"The site is out of order ({answer.status}). Try again later.", Reason.OUT_OF_ORDER)
    return _Wrong(f"The site answers {answer.status} in place of a page.", Reason.BROKEN)
