"""The mosaic of S7: areas are as counts, colours as residuals, and words never leave their tile."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.measures import cell_residuals
from webmap.analyses.mosaic import mosaic, tiles

KNOWN = pd.DataFrame({"PME": [44, 16], "GE": [16, 24]}, index=["Procédure adaptée", "Appel d’offres"])
"""The example of the page: 60 adapted procedures, 44 of small firms; 40 tenders, 16 of them."""


def test_an_area_is_as_its_count() -> None:
    drawn = tiles(KNOWN, cell_residuals(KNOWN))
    unit = drawn[0].width * drawn[0].height / 44
    assert [t.width * t.height / unit for t in drawn] == pytest.approx([44, 16, 16, 24])
    assert (drawn[0].share, round(drawn[0].residual, 1)) == (pytest.approx(44 / 60), 3.3)


def test_a_tile_says_its_figures_and_is_painted_by_its_residual() -> None:
    drawn = mosaic(KNOWN, cell_residuals(KNOWN), "titre")
    assert drawn is not None
    said = drawn.replace("\u00a0", " ").replace("&#39;", "’")
    assert "Procédure adaptée, PME : 44 marchés, 73,3 %, résidu +3,3" in said
    assert "PME 73 % (+3,3)" in said
    assert (said.count('class="more"'), said.count('class="less"')) == (3, 3), "two tiles each, and the key"


def test_names_are_escaped_and_nothing_is_drawn_of_nothing() -> None:
    assert mosaic(KNOWN.head(0), np.zeros((0, 2)), "x") is None
    drawn = mosaic(KNOWN.rename(index={"Appel d’offres": "<b>"}), np.zeros((2, 2)), "x")
    assert drawn is not None
    assert "<b>" not in drawn


@given(st.lists(st.tuples(st.integers(0, 90), st.integers(0, 90)), min_size=1, max_size=6))
def test_tiles_stay_within_the_picture(rows: list[tuple[int, int]]) -> None:
    table = pd.DataFrame(rows, columns=["PME", "GE"])
    for tile in tiles(table, np.zeros(table.shape)):
        assert tile.x + tile.width <= 1000 + 1e-6
        assert tile.y + tile.height <= 420 + 1e-6
