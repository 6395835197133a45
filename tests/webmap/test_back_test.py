"""Does the ranking foretell? Trained on the works of July to October 2024, tried on what was won after.

For each supplier of November and December, the buyers known from before are ranked from where it stands; the figure
is the share of suppliers one of whose new buyers is among the first ten.
"""

import os
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from numpy.typing import NDArray
from world import without_indicators

from etl.pipeline import run
from etl.settings import Settings
from geo.atlas import Atlas, open_atlas
from geo.distance import geodesic_km
from geo.prospects import prospect_scores
from webmap.market import BACK_TEST

pytestmark = pytest.mark.real
ROOT = Path(__file__).resolve().parents[2]
FIRST_TEN, EVERYWHERE_KM = 10, 20_000
NEARNESS = {"volume": 0.0, "gravity": 0.5, "distance": 1.0}


@pytest.fixture(scope="module")
def found(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, float]:
    here = tmp_path_factory.mktemp("back")
    rows = pd.read_csv(shared / "data" / "decp-flat" / "works-2024h2.csv", dtype=str)
    is_before = rows["dateNotification"] < "2024-11-01"
    rows[is_before].to_csv(here / "works.csv", index=False)
    settings = Settings(Path(os.environ.get("GEOMARCHES_DATA", ROOT / "data")), here / "atlas")
    with without_indicators():
        run([here / "works.csv"], settings, date(2024, 11, 1))
    return tried(open_atlas(here / "atlas"), rows[~is_before])


def tried(atlas: Atlas, after: pd.DataFrame) -> dict[str, float]:
    """The figures of the method page."""
    doors = atlas.doors(["45"], 2.35, 48.85, EVERYWHERE_KM)
    seats = atlas.territories("departement").set_index("code")[["lon", "lat"]]
    after = after.assign(buyer=after["acheteur_id"].str[:9])
    after = after[after["buyer"].isin(doors["siren"]) & after["titulaire_departement_code"].isin(seats.index)]
    won = after.groupby("titulaire_id").agg(at=("titulaire_departement_code", "first"), buyers=("buyer", set))
    chance = np.random.default_rng(20261125).random(len(doors)) * 1e-9
    hits = {name: 0 for name in NEARNESS}
    for seller in won.itertuples():
        km = geodesic_km(*seats.loc[seller.at], doors["lon"], doors["lat"])
        for name, nearness in NEARNESS.items():
            hits[name] += bool(seller.buyers & set(doors["siren"].to_numpy()[_first(doors, km, nearness, chance)]))
    return {name: n / len(won) for name, n in hits.items()} | {"suppliers": len(won), "buyers": len(doors)}


def _first(
    doors: pd.DataFrame, km: NDArray[np.float64], nearness: float, chance: NDArray[np.float64]
) -> NDArray[np.intp]:
    scores = prospect_scores(doors["yearly_eur"], doors["contracts"] / doors["years"], km, nearness)
    return np.argsort(-(scores + chance))[:FIRST_TEN]


def test_gravity_foretells_better_than_distance_alone_and_than_volume_alone(found: dict[str, float]) -> None:
    assert found["gravity"] > found["distance"] + 0.03
    assert found["gravity"] > found["volume"] + 0.03


def test_the_method_page_gives_these_figures(found: dict[str, float]) -> None:
    assert {name: round(value, 2) for name, value in found.items()} == BACK_TEST
