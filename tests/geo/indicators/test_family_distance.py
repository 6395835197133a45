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
