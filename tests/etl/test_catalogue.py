"""Known datasets: the right resource is asked for, checked, and never more than was bounded."""

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from etl.catalogue import DATASETS, Dataset, fetch, files_of, folder_of, known
from geo.errors import SourceError

DECP = known("decp")


class Internet:
    """What each address answers; keeps how it was asked."""

    def __init__(self, **answers: bytes) -> None:
        self.answers, self.asked = answers, dict[str, dict[str, Any]]()

    def __call__(self, url: str, folder: Path, *, name: str, **options: Any) -> Path:
        self.asked[url] = options
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / name
        path.write_bytes(self.answers[name])
        return path


def resource(title: str, **fields: Any) -> dict[str, Any]:
    sha1 = {"type": "sha1", "value": hashlib.sha1(b"{}").hexdigest()}  # noqa: S324
    return {"title": title, "url": f"https://x.fr/1/{title}", "filetype": "file", "checksum": sha1} | fields


def listing(*resources: dict[str, Any]) -> bytes:
    return json.dumps({"resources": resources}).encode()


def test_a_dataset_at_a_fixed_address_is_one_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    net = Internet(**{"nama_10r_3gdp.tsv.gz": b"x"})
    monkeypatch.setattr("etl.catalogue.download", net)
    one = known("eurostat-gdp")
    assert files_of(one, tmp_path) == []
    assert fetch(one, tmp_path) == files_of(one, tmp_path) == [folder_of(one, tmp_path) / "nama_10r_3gdp.tsv.gz"]
    assert list(net.asked) == [one.url]


def test_the_resource_of_that_title_is_asked_with_its_checksum(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    answer = listing(resource("decp-2025-11.json"), resource("decp-global.json"), resource("decp-global.json.gz"))
    net = Internet(**{".dataset": answer, "decp-global.json": b"{}"})
    monkeypatch.setattr("etl.catalogue.download", net)
    assert fetch(DECP, tmp_path) == files_of(DECP, tmp_path) == [folder_of(DECP, tmp_path) / "decp-global.json"]
    assert list(net.asked) == [DECP.address, "https://x.fr/1/decp-global.json"]
    options = net.asked["https://x.fr/1/decp-global.json"]
    assert options["checksum"] == "sha1:bf21a9e8fbc5a3846fb05b4fa0859e0917b2202f"
    assert options["max_bytes"] == DECP.max_bytes


@pytest.mark.parametrize("fields", [{"filetype": "remote"}, {"checksum": None}, {"checksum": {"type": "crc"}}])
def test_a_checksum_that_does_not_hold_is_not_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fields: dict[str, Any]
) -> None:
    """data.gouv.fr keeps for remote files the checksum of the day it first saw them."""
    net = Internet(**{".dataset": listing(resource("decp-global.json", **fields)), "decp-global.json": b"{}"})
    monkeypatch.setattr("etl.catalogue.download", net)
    fetch(DECP, tmp_path)
    assert net.asked["https://x.fr/1/decp-global.json"]["checksum"] is None


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (b"<html>", "not an answer of data.gouv.fr"),
        (b"[]", "not an answer of data.gouv.fr"),
        (listing(), "no resource is called"),
        (listing(resource("decp-2025.json")), "no resource is called"),
    ],
)
def test_an_answer_that_is_not_one_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, answer: bytes, said: str
) -> None:
    monkeypatch.setattr("etl.catalogue.download", Internet(**{".dataset": answer}))
    with pytest.raises(SourceError, match=said):
        fetch(DECP, tmp_path)


def test_an_unknown_key_is_answered_with_the_known_ones() -> None:
    with pytest.raises(SourceError, match=r"no dataset is called 'insee'; those known: decp, "):
        known("insee")


def test_keys_are_unique() -> None:
    assert len({one.key for one in DATASETS}) == len(DATASETS)


@pytest.mark.parametrize("one", DATASETS, ids=lambda one: one.key)
def test_every_dataset_is_asked_safely_and_described(one: Dataset) -> None:
    assert one.address.startswith("https://")
    assert bool(one.url) != bool(one.dataset and one.title)
    assert one.label
    assert one.publisher
    assert one.rhythm
    assert one.licence
    assert 0 < one.max_bytes <= 8_000_000_000


def test_each_dataset_is_told_with_where_its_address_was_read() -> None:
    told = (Path(__file__).resolve().parents[2] / "docs/fetch.md").read_text(encoding="utf-8")
    assert [one.key for one in DATASETS if f"`{one.key}`" not in told] == []


def test_each_address_is_safe_and_gives_a_file_of_its_own() -> None:
    assert all(one.address.startswith("https://") and " " not in one.address for one in DATASETS)
    assert len({one.key for one in DATASETS}) == len({one.address + one.title for one in DATASETS}) == len(DATASETS)
    exports = [one for one in DATASETS if "/exports/csv" in one.url or "/download/" in one.url]
    assert len(exports) == 9
    assert all(one.name.endswith(".csv") for one in exports), "their addresses end with no name"
