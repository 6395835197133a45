"""Hulls: towns full of masons have a name, and the mason of a far village is in none."""

from typing import Any

import pandas as pd
import pytest
from cubes import cube, firm
from shapely import Point, from_wkb

from geo.indicators import Cube
from geo.indicators.hulls import COLUMNS, LEAST_FIRMS, hulls

# Two towns 7 km apart, one 70 km away, one overseas: code, name, longitude, latitude.
TOWNS = [("01001", "Ay", 3.0, 46.5), ("01002", "Bû", 3.09, 46.5), ("02001", "Cy", 3.9, 46.5), ("97411", "Dos", 55, -21)]


def world(**masons: int) -> Cube:
    """So many suppliers of family 45 in each town, of 100 € each; one of family 72 in all."""
    towns = [{"level": "commune", "code": c, "name": n, "lon": lon, "lat": lat} for c, n, lon, lat in TOWNS]
    code = {name: c for c, name, _, _ in TOWNS}
    firms: list[dict[str, Any]] = [
        firm(code[name], "45", 100.0, 50.0) | {"supplier_id": f"{name}{at}"}
        for name, count in masons.items()
        for at in range(count)
    ]
    return cube(territory=towns, firm=[*firms, firm("01001", "72", 100.0, 50.0), firm("01001", "all", 200.0, 50.0)])


def test_two_near_towns_make_one_hull_named_after_the_one_with_most_firms() -> None:
    """Four masons in Ay and eight in Bû are twelve within 10 km; Cy's nine are too few."""
    found = hulls(world(Ay=4, Bû=8, Cy=9))
    assert found[["family", "code", "name", "establishments", "amount_eur"]].values.tolist() == [
        ["45", "01002", "Bû", 12, 1_200.0]
    ]
    outline = from_wkb(found["geometry"][0])
    assert found[["lon", "lat"]].values.tolist() == [[3.09, 46.5]]
    assert outline.is_valid
    assert all(outline.covers(Point(lon, lat)) for _, name, lon, lat in TOWNS if name in ("Ay", "Bû"))
    assert not outline.covers(Point(3.9, 46.5))


def test_the_heaviest_comes_first_and_far_towns_are_apart() -> None:
    assert hulls(world(Ay=LEAST_FIRMS, Cy=20))["name"].tolist() == ["Cy", "Ay"]


def test_overseas_a_metre_of_lambert_is_no_metre() -> None:
    assert hulls(world(Dos=50)).empty


@pytest.mark.parametrize("nothing", [cube(), world(Ay=1)])
def test_without_a_dense_place_the_table_is_empty_and_keeps_its_types(nothing: Cube) -> None:
    found = hulls(nothing)
    assert found.empty
    assert found.dtypes.astype(str).to_dict() == COLUMNS


def test_the_same_cube_gives_the_same_hulls_twice() -> None:
    pd.testing.assert_frame_equal(hulls(world(Ay=12, Cy=11)), hulls(world(Ay=12, Cy=11)))
