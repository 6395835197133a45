"""Downloads: whole or not at all, from a server that cuts, lies, stalls and points inside."""

import hashlib
import json
import socket
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from reliability.measure import measured

from etl.download import download, fetch_address, is_address, is_public, name_in, read_receipt
from geo.errors import SourceError

BODY = bytes(range(256)) * 800
KEPT = 65_536
"""Of 100 000 bytes that came before a cut, those in whole chunks."""
SHA256 = hashlib.sha256(BODY).hexdigest()
HERE = "127.0.0.2"
"""The server's own address: the one internal address that these tests allow."""

Script = Callable[["Server", Any], None]


class Server(BaseHTTPRequestHandler):
    """Answers by the next script of the list, and keeps what was asked."""

    scripts: list[Script]
    asked: list[dict[str, str]]

    def do_GET(self) -> None:
        self.asked.append(dict(self.headers))
        self.scripts.pop(0)(self)

    def log_message(self, *_: object) -> None:
        pass

    def reply(self, status: int, body: bytes = b"", **headers: str) -> None:
        self.send_response(status)
        for name, value in ({"Content-Length": str(len(body)), "ETag": '"v1"'} | _dashed(headers)).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)


def _dashed(headers: dict[str, str]) -> dict[str, str]:
    return {name.replace("_", "-"): value for name, value in headers.items()}


def whole(server: Any) -> None:
    server.reply(200, BODY)


def cut_after(length: int, **headers: str) -> Script:
    """Announce the whole, send a start, hang up."""

    def script(server: Any) -> None:
        server.reply(200, BODY[:length], Content_Length=str(len(BODY)), **headers)

    return script


def rest(server: Any) -> None:
    """What a server that knows ranges sends to one who has a start."""
    start = int(server.headers["Range"].removeprefix("bytes=").rstrip("-"))
    server.reply(206, BODY[start:], Content_Range=f"bytes {start}-{len(BODY) - 1}/{len(BODY)}")


def status(number: int, **headers: str) -> Script:
    return lambda server: server.reply(number, **headers)


def to(address: str) -> Script:
    return status(302, Location=address)


@pytest.fixture
def serve() -> Iterator[Callable[..., str]]:
    """Start a server that plays these scripts, one a request; gives its address."""
    running: list[ThreadingHTTPServer] = []

    def start(*scripts: Script) -> str:
        handler = type("Played", (Server,), {"scripts": list(scripts), "asked": []})
        server = ThreadingHTTPServer((HERE, 0), handler)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        running.append(server)
        return f"http://{HERE}:{server.server_port}/decp.json"

    start.asked = lambda: running[-1].RequestHandlerClass.asked  # type: ignore[attr-defined]
    yield start
    for server in running:
        server.shutdown()
        server.server_close()


def get(url: str, folder: Path, **options: Any) -> Path:
    return download(url, folder, is_allowed=lambda address: address == HERE, pause_s=0.001, **options)


def hidden(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if path.name.startswith("."))


def test_a_file_arrives_whole_with_its_receipt(serve: Any, tmp_path: Path) -> None:
    url = serve(whole)
    path = get(url, tmp_path)
    receipt = read_receipt(path)
    assert (path.name, path.read_bytes()) == ("decp.json", BODY)
    assert receipt is not None
    assert (receipt.url, receipt.sha256, receipt.bytes, receipt.validator) == (url, SHA256, len(BODY), '"v1"')
    assert hidden(tmp_path) == [".decp.json.json"]


def test_an_unchanged_file_is_not_sent_again(serve: Any, tmp_path: Path) -> None:
    url = serve(whole, status(304))
    first = get(url, tmp_path)
    assert get(url, tmp_path) == first
    assert serve.asked()[1]["If-None-Match"] == '"v1"'
    assert first.read_bytes() == BODY


def test_a_changed_file_replaces_the_old_one(serve: Any, tmp_path: Path) -> None:
    url = serve(whole, lambda server: server.reply(200, b"new", ETag='"v2"'))
    get(url, tmp_path)
    path = get(url, tmp_path)
    assert path.read_bytes() == b"new"
    assert read_receipt(path).validator == '"v2"'  # type: ignore[union-attr]


def test_a_cut_connection_is_taken_up_where_it_stopped(serve: Any, tmp_path: Path) -> None:
    path = get(serve(cut_after(100_000), rest), tmp_path)
    assert path.read_bytes() == BODY
    assert serve.asked()[1]["Range"] == f"bytes={KEPT}-"
    assert serve.asked()[1]["If-Range"] == '"v1"'


def test_a_part_outlives_the_command(serve: Any, tmp_path: Path) -> None:
    """Five cuts end the command; the next one asks only for what is missing."""
    url = serve(*[cut_after(100_000)] * 5, rest)
    with pytest.raises(SourceError, match=r"could not be fetched .*; run the command again"):
        get(url, tmp_path)
    assert not (tmp_path / "decp.json").exists()
    assert (tmp_path / ".decp.json.part").stat().st_size == KEPT
    assert get(url, tmp_path).read_bytes() == BODY
    assert serve.asked()[-1]["Range"] == f"bytes={KEPT}-"


def test_a_file_that_changed_meanwhile_starts_over(serve: Any, tmp_path: Path) -> None:
    """If-Range: the server sends the whole new file where the old part no longer belongs to it."""
    path = get(serve(cut_after(100_000), lambda server: server.reply(200, b"quite another", ETag='"v2"')), tmp_path)
    assert path.read_bytes() == b"quite another"


@pytest.mark.parametrize("tag", ['W/"v1"', ""])
def test_without_a_strong_validator_nothing_is_glued(serve: Any, tmp_path: Path, tag: str) -> None:
    assert get(serve(cut_after(100_000, ETag=tag), whole), tmp_path).read_bytes() == BODY
    assert "Range" not in serve.asked()[1]


def test_a_part_that_does_not_fit_is_thrown_away(serve: Any, tmp_path: Path) -> None:
    assert get(serve(cut_after(100_000), status(416), whole), tmp_path).read_bytes() == BODY


def test_a_range_other_than_asked_is_not_glued(serve: Any, tmp_path: Path) -> None:
    wrong = lambda server: server.reply(206, BODY[5:], Content_Range=f"bytes 5-{len(BODY) - 1}/{len(BODY)}")  # noqa: E731
    assert get(serve(cut_after(100_000), wrong, whole), tmp_path).read_bytes() == BODY


@pytest.mark.parametrize("trouble", [429, 500, 503])
def test_a_busy_server_is_asked_again(serve: Any, tmp_path: Path, trouble: int) -> None:
    assert get(serve(status(trouble), status(trouble), whole), tmp_path).read_bytes() == BODY


def test_an_absent_file_is_not_asked_again(serve: Any, tmp_path: Path) -> None:
    url = serve(status(404))
    with pytest.raises(SourceError, match="404"):
        get(url, tmp_path)
    assert len(serve.asked()) == 1


def test_a_failure_leaves_the_file_of_before(serve: Any, tmp_path: Path) -> None:
    url = serve(whole, status(404))
    path = get(url, tmp_path)
    with pytest.raises(SourceError):
        get(url, tmp_path)
    assert path.read_bytes() == BODY


@pytest.mark.parametrize("algorithm", ["sha1", "sha256"])
def test_the_publishers_checksum_is_checked(serve: Any, tmp_path: Path, algorithm: str) -> None:
    right = hashlib.new(algorithm, BODY).hexdigest()
    assert get(serve(whole), tmp_path / "right", checksum=f"{algorithm}:{right}").read_bytes() == BODY
    with pytest.raises(SourceError, match=f"{algorithm} is {right}, the publisher says 0000"):
        get(serve(whole), tmp_path / "wrong", checksum=f"{algorithm}:0000")
    assert [path.name for path in (tmp_path / "wrong").iterdir() if path.suffix != ".validator"] == []


def test_a_body_announced_too_large_is_refused_at_once(serve: Any, tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="larger than 1,000 bytes"):
        get(serve(whole), tmp_path, max_bytes=1_000)
    assert not (tmp_path / "decp.json").exists()


def test_an_endless_body_is_refused(serve: Any, tmp_path: Path) -> None:
    def endless(server: Any) -> None:
        server.send_response(200)
        server.end_headers()
        try:
            while True:
                server.wfile.write(BODY * 100)
        except OSError:
            pass

    with pytest.raises(SourceError, match="larger than 5,000,000 bytes"):
        get(serve(endless), tmp_path, max_bytes=5_000_000)


@pytest.mark.parametrize("inside", ["127.0.0.1:9", "10.0.0.1", "169.254.169.254/latest", "[::1]:9", "192.168.1.1"])
def test_a_redirection_inside_is_refused(serve: Any, tmp_path: Path, inside: str) -> None:
    with pytest.raises(SourceError, match="is an internal address, refused"):
        get(serve(to(f"http://{inside}")), tmp_path)


def test_a_name_that_leads_inside_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"localhost: .* is an internal address"):
        download("http://localhost:9/a.json", tmp_path)


def test_a_name_with_one_inner_address_among_others_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = [(2, 1, 6, "", (address, 80)) for address in ("185.31.40.1", "10.0.0.7")]
    monkeypatch.setattr("etl.download.socket.getaddrinfo", lambda *_, **__: found)
    with pytest.raises(SourceError, match=r"10\.0\.0\.7 is an internal address"):
        download("http://double.example/a.json", tmp_path)


def test_a_name_is_resolved_once_and_the_address_judged_is_the_one_used(
    serve: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A name that answers a public address first, then an inner one (DNS rebinding), gains nothing."""
    url, resolve, answers = serve(whole), socket.getaddrinfo, [HERE]

    def rebinding(host: str, *rest: Any, **options: Any) -> Any:
        return resolve(answers.pop(0) if host == "rebind.example" else host, *rest, **options)

    monkeypatch.setattr("socket.getaddrinfo", rebinding)
    assert get(url.replace(HERE, "rebind.example"), tmp_path).read_bytes() == BODY
    assert serve.asked()[0]["Host"].startswith("rebind.example:")


@pytest.mark.parametrize("target", ["file:///etc/passwd", "ftp://example.org/a"])
def test_only_http_is_followed(serve: Any, tmp_path: Path, target: str) -> None:
    with pytest.raises(SourceError, match="could not be fetched"):
        get(serve(to(target)), tmp_path)
    with pytest.raises(SourceError, match="could not be fetched"):
        get(target, tmp_path)


def test_a_ring_of_redirections_ends(serve: Any, tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="redirects"):
        get(serve(*[to("/decp.json")] * 10), tmp_path)


def test_no_proxy_of_the_environment_is_used(serve: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A proxy would connect for us, and no address would be judged."""
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    assert get(serve(whole), tmp_path).read_bytes() == BODY


INNER = [
    "127.0.0.1",
    "127.8.8.8",
    "10.1.2.3",
    "172.16.0.1",
    "172.31.255.255",
    "192.168.0.1",
    "169.254.169.254",
    "100.64.0.1",
    "0.0.0.0",  # noqa: S104
    "192.0.0.1",
    "198.18.0.1",
    "224.0.0.1",
    "240.0.0.1",
    "255.255.255.255",
    "::1",
    "::",
    "fe80::1",
    "fe80::1%eth0",
    "fc00::1",
    "fd12::1",
    "ff02::1",
    "::ffff:10.0.0.1",
    "::ffff:169.254.169.254",
    "64:ff9b::7f00:1",
    "64:ff9b::a00:1",
    "2002:7f00:1::",
    "2002:a00:1::",
    "2001:db8::1",
    "fec0::1",
    "::7f00:1",
    "::10.0.0.1",
    "::ffff:0:127.0.0.1",
    "::ffff:100.64.0.1",
    "64:ff9b::a9fe:a9fe",
    "64:ff9b:1::7f00:1",
    "2002:c0a8:101::",
    "2002:a9fe:a9fe::",
    "2001:0:7f00:1::1",
    "2001:10::1",
    "2001:20::1",
    "100::1",
    "3fff::1",
    "5f00::1",
    "fe80::5efe:7f00:1",
    "fd00:ec2::254",
    "ff0e::1",
    "100.100.100.200",
    "100.127.255.255",
    "168.63.129.16",
    "192.0.0.8",
    "192.0.0.170",
    "192.0.2.1",
    "192.88.99.1",
    "198.51.100.1",
    "203.0.113.1",
    "233.252.0.1",
]
"""Of each kind of the plan: private, local, of clouds, of tunnels, of examples; plain and in clothes of IPv6."""


@pytest.mark.parametrize("address", INNER)
def test_no_inner_address_is_public(address: str) -> None:
    assert not is_public(address)


def test_every_inner_address_is_refused() -> None:
    passed = [address for address in INNER if is_public(address)]
    measured(f"D6 {len(INNER)} inner addresses: taken for public ones", len(passed))


@pytest.mark.parametrize("host", ["2130706433", "0x7f000001", "017700000001", "127.1", "0", "localhost.", "[::]"])
def test_no_other_writing_of_an_inner_address_passes(host: str, tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"is an internal address, refused|could not be fetched|no such host"):
        download(f"http://{host}:9/a.json", tmp_path, pause_s=0.001)


@pytest.mark.parametrize(
    "address",
    [
        "172.15.0.1",
        "172.32.0.1",
        "2a00:1450::1",
        "8.8.8.8",
        "185.31.40.1",
        "2606:4700::1",
        "::ffff:8.8.8.8",
        "64:ff9b::808:808",
    ],
)
def test_addresses_of_the_internet_are_public(address: str) -> None:
    assert is_public(address)


@given(st.text(max_size=40))
def test_the_name_of_a_file_never_leaves_its_folder(text: str) -> None:
    name = name_in(f"https://example.org/{text}")
    assert name
    assert "/" not in name
    assert not name.startswith(".")


def test_two_addresses_with_one_name_have_two_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("etl.download.download", lambda url, folder: folder)
    one, other = fetch_address("https://a.fr/decp.json", tmp_path), fetch_address("https://b.fr/decp.json", tmp_path)
    assert one != other
    assert one.parent == other.parent == tmp_path / "downloads"


def test_a_receipt_is_no_longer_that_of_a_file_changed_by_hand(serve: Any, tmp_path: Path) -> None:
    path = get(serve(whole), tmp_path)
    path.write_bytes(b"edited")
    assert read_receipt(path) is None
    assert json.loads((tmp_path / ".decp.json.json").read_text())["sha256"] == SHA256


def test_an_address_is_told_from_a_path() -> None:
    assert [is_address(text) for text in ("http://a", "ftp://a", "C:\\a", "a/b://c", "a.json")] == [
        True,
        True,
        False,
        False,
        False,
    ]


@pytest.mark.parametrize("address", ["172.15.0.1", "172.32.0.1", "2a00:1450::1"])
def test_neighbours_of_inner_addresses_are_public(address: str) -> None:
    assert is_public(address)
