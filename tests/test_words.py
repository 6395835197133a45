"""Every word that a real build writes on the quality page has its French."""

import os
from datetime import date
from pathlib import Path

import pytest
from world import without_indicators

from etl.pipeline import run
from etl.settings import Settings
from geo.atlas import open_atlas
from webmap.reasons import said
from webmap.sentences import AMOUNT_STATUS_FR

pytestmark = pytest.mark.real
ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def words(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, set[str]]:
    """Reasons, statuses and ways of placing of the dirtiest files, with a register."""
    data, atlas = shared / "data", tmp_path_factory.mktemp("words")
    files = [data / "decp-2019", data / "decp-flat", data / "sirene" / "sirene_personnes_morales_2017.csv"]
    settings = Settings(Path(os.environ.get("GEOMARCHES_DATA", ROOT / "data")), atlas)
    with without_indicators():
        run(files, settings, date(2026, 11, 24))
    here = open_atlas(atlas)
    manifest = here.manifest()
    return {
        "rejected": {reason for source in manifest["sources"] for reason in source["rejected"]},
        "doubles": {reason for source in manifest["sources"] for reason in source["doubles_by_reason"]},
        "checks": {check["name"] for check in manifest["checks"]},
        "amounts": set(here.amounts()["amount_reason"].dropna()),
        "statuses": set(here.amounts()["amount_status"]),
        "placed_by": set(here.placing()["placed_by"]),
        "notes": set(here.notes()["note"]),
    }


@pytest.mark.parametrize("kind", ["rejected", "doubles", "checks", "amounts", "placed_by", "notes"])
def test_every_reason_of_a_real_build_has_french_words(words: dict[str, set[str]], kind: str) -> None:
    assert words[kind]
    assert [word for word in sorted(words[kind]) if "<i" in said(word)] == []


def test_every_status_of_a_real_build_has_french_words(words: dict[str, set[str]]) -> None:
    assert words["statuses"] <= set(AMOUNT_STATUS_FR)
