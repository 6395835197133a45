"""Family and distance: a link within buyers is found, one between them is not."""

from typing import Any

import pandas as pd
import pytest
from cubes import cube, one

from geo.indicators import family_distance


def bought(buyer: str, family: str, band: int, contracts: float) -> dict[str, Any]:
    return {"buyer_siren": buyer, "family": family, "band": band, "contracts": contracts}


def figures_of(*rows: dict[str, Any]) -> pd.DataFrame:
    return family_distance.compute(cube(band=rows))


def test_the_example_of_the_method_page() -> None:
    """Thirty-six contracts of one buyer, works near and computing far: V = 1, p = 0.01."""
    figures = figures_of(bought("a", "45", 0, 18), bought("a", "72", 300, 18))
    assert one(figures, variant="v")["value"] == pytest.approx(1)
    assert one(figures, variant="p")["value"] == pytest.approx(0.01)
    assert one(figures, variant="v")["contracts"] == 36


def test_the_residuals_of_the_example() -> None:
    """Works: 18 near where 9 are expected, 9 / sqrt(9 x 1/2 x 1/2) = 6; none far, -6; and no contract in between."""
    figures = figures_of(bought("a", "45", 0, 18), bought("a", "72", 300, 18))
    works = figures[figures["family"] == "45"].set_index("variant")["value"]
    expected = {"residual_0": 6, "residual_10": 0, "residual_30": 0, "residual_100": 0, "residual_300": -6}
    assert works.to_dict() == pytest.approx(expected)
    assert set(figures["variant"]) == {variant.key for variant in family_distance.FAMILY_DISTANCE.variants}


def test_more_contracts_than_are_shuffled_leave_the_link_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [bought("a", "45", 0, 60), bought("a", "45", 300, 20), bought("a", "72", 300, 50), bought("a", "72", 0, 30)]
    whole = figures_of(*rows)
    monkeypatch.setattr(family_distance, "MOST_SHUFFLED", 100)
    drawn = figures_of(*rows)
    assert one(drawn, variant="v")["value"] == one(whole, variant="v")["value"]
    assert one(drawn, variant="p")["value"] <= 0.05


def test_two_buyers_that_differ_in_everything_prove_nothing() -> None:
    figures = figures_of(bought("a", "45", 0, 18), bought("b", "72", 300, 18))
    assert one(figures, variant="v")["value"] == pytest.approx(1)
    assert one(figures, variant="p")["value"] == 1


def test_half_of_a_shared_contract_counts_for_one_and_less_for_none() -> None:
    figures = figures_of(bought("a", "45", 0, 18.5), bought("a", "72", 300, 18), bought("a", "72", 0, 0.3))
    assert one(figures, variant="v")["contracts"] == 37


def test_without_contracts_there_is_no_figure() -> None:
    assert family_distance.compute(cube()).empty
    assert figures_of(bought("a", "45", 0, 0.2)).empty
