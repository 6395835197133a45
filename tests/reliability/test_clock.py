"""Days on which clocks go wrong: 29 February, the nights that have 23 or 25 hours, the end of the year."""

import time
from collections.abc import Iterator
from datetime import date

import pytest
from flask import Flask
from icalendar import Calendar
from lxml import etree
from reliability.measure import measured
from world import A1, contract, write_json, write_register, write_territories

from etl.pipeline import run
from etl.settings import Settings
from webmap import create_app

NOTIFIED = {
    "1": ("2024-02-29", 48, date(2028, 2, 29)),
    "2": ("2026-08-31", 18, date(2028, 2, 29)),
    "3": ("2026-08-31", 6, date(2027, 2, 28)),
    "4": ("2025-03-28", 24, date(2027, 3, 28)),
    "5": ("2025-10-31", 24, date(2027, 10, 31)),
    "6": ("2025-12-31", 24, date(2027, 12, 31)),
    "7": ("2026-01-01", 24, date(2028, 1, 1)),
}
"""When each contract was notified, how many months it lasts, and when it should end."""
DAYS = [
    date(2026, 11, 24), date(2027, 2, 28), date(2027, 3, 28), date(2027, 10, 31), date(2027, 12, 31), date(2028, 1, 1),
    date(2028, 2, 28), date(2028, 2, 29), date(2028, 3, 1),
]  # fmt: skip
SEARCH = "/acheteurs-proches.{}?departements=01,02&sells=maçon&km=200"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """The site over these contracts, built on a 29 February."""
    here = tmp_path_factory.mktemp("clock")
    territories = write_territories(here / "territories-tiny")
    records = [contract(n, A1, dateNotification=on, dureeMois=months) for n, (on, months, _) in NOTIFIED.items()]
    files = [write_json(here / "a.json", records), write_register(here / "sirene.csv")]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("etl.pipeline.build_territories", lambda cache, say, zones: territories)
        run(files, Settings(here / "data", here / "atlas"), date(2028, 2, 29))
    return create_app(str(here / "atlas"))


@pytest.fixture(params=["UTC", "Europe/Paris", "Pacific/Auckland", "America/Los_Angeles"])
def zone(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The zone of the machine's clock."""
    monkeypatch.setenv("TZ", request.param)
    time.tzset()
    yield request.param
    monkeypatch.undo()
    time.tzset()


def ends(site: Flask) -> list[tuple[str, date]]:
    """What a calendar holds: whose end, and when, in its order."""
    calendar = Calendar.from_ical(site.test_client().get(SEARCH.format("ics")).data)
    return [(str(one["uid"]), one["dtstart"].dt) for one in calendar.walk("VEVENT")]


def entries(site: Flask) -> list[str]:
    """What a feed holds, in its order."""
    feed = etree.fromstring(site.test_client().get(SEARCH.format("atom")).data)
    return [str(one.text) for one in feed.iterfind("{*}entry/{*}id")]


def test_no_ending_is_lost_or_doubled_on_any_day(site: Flask, zone: str, monkeypatch: pytest.MonkeyPatch) -> None:
    wrong = 0
    for today in DAYS:
        monkeypatch.setitem(site.config, "TODAY", today)
        found, told = ends(site), entries(site)
        due = sorted(on for *_, on in NOTIFIED.values() if on >= today)
        wrong += [on for _, on in found] != due
        wrong += len(set(told)) != len(told) or len(told) != len(due)
    measured(f"B11 {len(DAYS)} days in {zone}: calendars and feeds out of order, or with an ending lost", wrong)
