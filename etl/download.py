"""Download a file whole or not at all: resumed where it was cut, checked, bounded, never from an internal address."""

import hashlib
import ipaddress
import json
import re
import socket
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import requests
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.util import Retry
from urllib3.util.connection import create_connection

from geo.errors import SourceError

MAX_BYTES = 8_000_000_000
"""No file named by an address alone is larger; a known dataset has its own bound."""

_CHUNK = 1 << 16  # of a cut connection, what came since the last whole chunk is lost
_TIMEOUT = (10, 60)
_ATTEMPTS = 5
_BUSY = (429, 500, 502, 503, 504)

IsAllowed = Callable[[str], bool]


@dataclass(frozen=True)
class Receipt:
    """What is known of a file that was downloaded; kept beside it, hidden, as JSON."""

    url: str
    fetched_at: str
    sha256: str
    bytes: int
    validator: str | None = None


def is_public(address: str) -> bool:
    """Whether an IP address is one of the open Internet, and not of this machine, its network or its hosting cloud.

    An IPv4 address in IPv6 clothes is judged by what it is.

    >>> is_public("185.31.40.1"), is_public("10.0.0.1"), is_public("169.254.169.254"), is_public("::ffff:127.0.0.1")
    (True, False, False, False)
    """
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        # 64:ff9b::/96 (NAT64) and 2002::/16 (6to4) lead to the IPv4 address they carry.
        embedded = ip.ipv4_mapped or ip.sixtofour or _nat64(ip)
        if embedded:
            return is_public(str(embedded))
        if ip not in _GIVEN_OUT:
            return False
    return ip.is_global and not ip.is_multicast and not any(ip in network for network in _SPECIAL)


_GIVEN_OUT = ipaddress.ip_network("2000::/3")
"""The one part of IPv6 that the Internet uses: ::/8 holds IPv4 in older clothes, fec0::/10 was for sites."""
_SPECIAL = tuple(map(ipaddress.ip_network, ("192.0.0.0/24", "192.88.99.0/24", "168.63.129.16/32", "3fff::/20")))
"""Relays of 6to4, Azure's own services on each of its machines, examples: what Python 3.11 takes for public."""


def _nat64(ip: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    network = ipaddress.IPv6Network("64:ff9b::/96")
    return ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF) if ip in network else None


def download(
    url: str,
    folder: Path,
    *,
    name: str | None = None,
    max_bytes: int = MAX_BYTES,
    checksum: str | None = None,
    is_allowed: IsAllowed = is_public,
    pause_s: float = 1.0,
) -> Path:
    """The file at an http(s) address, written in ``folder``; asked again, it is sent again only where it changed.

    Until it is whole it is a hidden ``.part``, taken up where it stopped by the next call. ``checksum`` is
    'sha256:…' or 'sha1:…' as the publisher gives it. Raises SourceError: no answer after five attempts, larger
    than ``max_bytes``, wrong checksum, or an address (the first, or one it redirects to) refused by ``is_allowed``.
    """
    target = folder / (name or name_in(url))
    folder.mkdir(parents=True, exist_ok=True)
    with _session(is_allowed, pause_s) as session:
        for attempt in range(_ATTEMPTS):
            try:
                return _receive(session, url, target, max_bytes, checksum)
            except requests.RequestException as error:
                if not _may_pass(error) or attempt == _ATTEMPTS - 1:
                    said = f"{url}: could not be fetched ({_cause(error)}); run the command again"
                    raise SourceError(said) from error
                time.sleep(pause_s * 2**attempt)
    raise AssertionError("unreachable: the last attempt returns or raises")


def name_in(url: str) -> str:
    """The file's name in an address, made safe for a folder.

    >>> name_in("https://example.org/a/decp%202024.json?x=1"), name_in("https://example.org/"), name_in("http://e.org/..")
    ('decp_2024.json', 'example.org', 'e.org')
    """
    parts = urlsplit(url)
    name = re.sub(r"[^\w.-]", "_", unquote(parts.path.rpartition("/")[2])).lstrip(".")
    return name or (parts.hostname or "file")


def is_address(text: str) -> bool:
    """Whether a source is an address rather than a path.

    >>> is_address("https://example.org/a.json"), is_address("data/a.json")
    (True, False)
    """
    return re.match(r"[A-Za-z][A-Za-z0-9+.-]*://", text) is not None


def fetch_address(url: str, cache: Path) -> Path:
    """The file at an address, in a folder of its own below ``cache``: two publishers may use one name."""
    return download(url, cache / "downloads" / hashlib.sha256(url.encode()).hexdigest()[:12])


def read_receipt(path: Path) -> Receipt | None:
    """Where a file was downloaded from, and when; nothing for a file that came another way, or was changed since."""
    beside = _beside(path, ".json")
    if not (path.is_file() and beside.is_file()):
        return None
    receipt = Receipt(**json.loads(beside.read_text(encoding="utf-8")))
    return receipt if receipt.bytes == path.stat().st_size else None


def _receive(session: requests.Session, url: str, target: Path, max_bytes: int, checksum: str | None) -> Path:
    """One attempt: ask for what is missing, write it down, check the whole, give it its name."""
    part, mark = _beside(target, ".part"), _beside(target, ".part.validator")
    with session.get(url, headers=_conditions(url, target, part, mark), stream=True, timeout=_TIMEOUT) as reply:
        if reply.status_code == requests.codes.not_modified:
            return target
        if reply.status_code == requests.codes.requested_range_not_satisfiable:
            part.unlink(missing_ok=True)  # what we hold is not the start of what they have
            raise requests.ConnectionError("the part kept from before does not fit")
        reply.raise_for_status()
        goes_on = reply.status_code == requests.codes.partial and _starts_at(reply, _size(part))
        if reply.status_code == requests.codes.partial and not goes_on:
            part.unlink(missing_ok=True)
            raise requests.ConnectionError("another part came than the one asked for")
        validator = _validator(reply)
        mark.write_text(validator or "", encoding="utf-8")
        _write(reply, part, "ab" if goes_on else "wb", max_bytes)
    _check(url, part, checksum)
    _finish(url, part, target, validator)
    mark.unlink()
    return target


def _conditions(url: str, target: Path, part: Path, mark: Path) -> dict[str, str]:
    """Headers that ask for the rest of a part, or for the file only where it changed."""
    headers = {"Accept-Encoding": "identity"}  # bytes as they are stored, else no range and no checksum holds
    validator = mark.read_text(encoding="utf-8") if mark.is_file() else ""
    if _size(part) and validator:
        return headers | {"Range": f"bytes={_size(part)}-", "If-Range": validator}
    receipt = read_receipt(target)
    if receipt and receipt.validator and receipt.url == url:
        name = "If-None-Match" if receipt.validator.startswith('"') else "If-Modified-Since"
        headers[name] = receipt.validator
    return headers


def _validator(reply: requests.Response) -> str | None:
    """What tells one edition of the file from another; a weak ETag does not, for ranges."""
    tag = reply.headers.get("ETag", "")
    return tag if tag.startswith('"') else reply.headers.get("Last-Modified")


def _starts_at(reply: requests.Response, start: int) -> bool:
    return reply.headers.get("Content-Range", "").startswith(f"bytes {start}-")


def _write(reply: requests.Response, part: Path, mode: str, max_bytes: int) -> None:
    with part.open(mode) as file:
        size = file.tell()
        for chunk in _chunks(reply, size, max_bytes):
            file.write(chunk)


def _chunks(reply: requests.Response, size: int, max_bytes: int) -> Iterator[bytes]:
    """The body, refused once it is over the bound: a server may announce little and send without end."""
    if size + int(reply.headers.get("Content-Length") or 0) > max_bytes:
        raise SourceError(_too_large(reply.url, max_bytes))
    for chunk in reply.iter_content(_CHUNK):
        size += len(chunk)
        if size > max_bytes:
            raise SourceError(_too_large(reply.url, max_bytes))
        yield chunk


def _too_large(url: str, max_bytes: int) -> str:
    return f"{url}: larger than {max_bytes:,} bytes, refused; check the address"


def _check(url: str, part: Path, checksum: str | None) -> None:
    if checksum is None:
        return
    algorithm, _, expected = checksum.partition(":")
    found = _digest(part, algorithm)
    if found != expected.lower():
        part.unlink()
        raise SourceError(f"{url}: {algorithm} is {found}, the publisher says {expected}; run the command again")


def _finish(url: str, part: Path, target: Path, validator: str | None) -> None:
    now = datetime.now(UTC).isoformat(timespec="seconds")
    receipt = Receipt(url, now, _digest(part, "sha256"), _size(part), validator)
    part.replace(target)
    _beside(target, ".json").write_text(json.dumps(asdict(receipt), indent=1), encoding="utf-8")


def _beside(path: Path, suffix: str) -> Path:
    """A hidden file next to another: a folder given to ``build`` is read without it."""
    return path.with_name(f".{path.name}{suffix}")


def _size(path: Path) -> int:
    return path.stat().st_size if path.is_file() else 0


def _digest(path: Path, algorithm: str) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, algorithm).hexdigest()


def _may_pass(error: requests.RequestException) -> bool:
    """Whether a new attempt may do better: a cut line, yes; an answer such as 404 or a refused address, no."""
    return isinstance(error, requests.ConnectionError | requests.Timeout | requests.exceptions.ChunkedEncodingError)


def _cause(error: requests.RequestException) -> str:
    text = str(error)
    return text if len(text) < 200 else f"{text[:200]}…"


def _session(is_allowed: IsAllowed, pause_s: float) -> requests.Session:
    """A session that judges each address it connects to, at the first request and at each redirection."""
    session = requests.Session()
    session.trust_env = False  # a proxy would connect for us, out of our sight
    session.max_redirects = 5
    adapter = HTTPAdapter(
        max_retries=Retry(
            total=_ATTEMPTS, read=0, backoff_factor=pause_s, backoff_max=60,
            status_forcelist=_BUSY, allowed_methods={"GET"}, raise_on_status=False,
        )
    )  # fmt: skip
    adapter.poolmanager.pool_classes_by_scheme = _pools(is_allowed)
    session.mount("https://", adapter)
    session.mount("http://", adapter)
    return session


def _pools(is_allowed: IsAllowed) -> dict[str, Any]:
    """Connection pools that resolve a name once, judge every address of it, and connect to one so judged.

    Judging before the library resolves again would let a name answer twice, differently (DNS rebinding).
    """

    class Judged(HTTPConnection):
        def _new_conn(self) -> socket.socket:
            return _connect(self, is_allowed)

    class JudgedTLS(HTTPSConnection):
        def _new_conn(self) -> socket.socket:
            return _connect(self, is_allowed)

    class Pool(HTTPConnectionPool):
        ConnectionCls = Judged

    class PoolTLS(HTTPSConnectionPool):
        ConnectionCls = JudgedTLS

    return {"http": Pool, "https": PoolTLS}


def _connect(connection: HTTPConnection, is_allowed: IsAllowed) -> socket.socket:
    host, port = connection.host.strip("[]"), connection.port
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError as error:
        raise SourceError(f"{host}: no such host ({error}); check the address and the network") from error
    addresses = [str(entry[4][0]) for entry in found]
    refused = [address for address in addresses if not is_allowed(address)]
    if refused:
        raise SourceError(f"{host}: {refused[0]} is an internal address, refused; give a public one")
    return create_connection((addresses[0], port), connection.timeout, socket_options=connection.socket_options)
