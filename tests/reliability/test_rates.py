"""Too many requests of one address are refused by the shipped nginx, whatever the headers say; its log names nobody."""

import http.client
import json
import time
from contextlib import closing
from pathlib import Path

import pytest
from front import fronted, shipped
from postgres import free_port
from reliability.measure import measured

ASKED = 150
PAGES, BURST = 20, 60
"""A second, and at once, of one address."""
SIREN = "800010007"


@pytest.fixture
def here(tmp_path: Path) -> tuple[int, str]:
    """A free port, and the shipped file that listens to it."""
    port = free_port()
    return port, shipped().replace("listen 8080", f"listen 127.0.0.1:{port}")


def test_one_address_cannot_take_the_place_of_all(here: tuple[int, str], tmp_path: Path) -> None:
    """A page more than 61 at once, and 20 a second since, is refused; another address in a header does not help."""
    port, text = here
    with fronted(text, port, tmp_path):
        began = time.monotonic()
        answers = []
        with closing(http.client.HTTPConnection("127.0.0.1", port)) as client:
            for number in range(ASKED):
                client.request("GET", "/", headers={"X-Forwarded-For": f"198.51.100.{number}"})
                answer = client.getresponse()
                answers.append((answer.status, answer.getheader("Retry-After"), answer.read().decode()))
        spent = time.monotonic() - began
    served = [status for status, _, _ in answers].count(200)
    refused = [(wait, body) for status, wait, body in answers if status == 429]
    measured(
        "D8 first requests of an address refused, of 61 at once", [s for s, _, _ in answers[: BURST + 1]].count(429)
    )
    measured("D8 requests served to one address above its share", max(0, served - (BURST + 1 + PAGES * spent + 1)))
    measured("D8 refusals that do not say when to come back", sum(wait != "1" for wait, _ in refused))
    assert served + len(refused) == ASKED
    assert refused
    assert "réessayez" in refused[0][1]


def test_a_line_of_its_log_says_no_identifier(here: tuple[int, str], tmp_path: Path) -> None:
    port, text = here
    paths = [f"/fournisseur/{SIREN}", f"/en/marche/{SIREN}00018AB", f"/api/suppliers/{SIREN}.json", "/carte"]
    with fronted(text, port, tmp_path), closing(http.client.HTTPConnection("127.0.0.1", port)) as client:
        for path in paths:
            client.request("GET", f"{path}?q={SIREN}")
            client.getresponse().read()
    told = (tmp_path / "access.log").read_text(encoding="utf-8")
    lines = [json.loads(line) for line in told.splitlines()]
    assert [line["path"] for line in lines] == ["/fournisseur/…", "/en/marche/…", "/api/suppliers/…", "/carte"]
    measured("F6 lines of nginx's log with a SIREN", told.count(SIREN))
