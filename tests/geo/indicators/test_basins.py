"""Basins: who trades together is together, under the name of the one that trades most."""

from typing import Any

from cubes import cube, flow

from geo.indicators import Cube
from geo.indicators.basins import COLUMNS, basins
from geo.neighbours import from_pairs


def world(*flows: tuple[str, str, float], near: tuple[tuple[str, str], ...] = (), **more: Any) -> Cube:
    """Flows of so many contracts between départements called after their code."""
    codes = sorted({code for one, other, _ in flows for code in (one, other)})
    territory = [{"level": "departement", "code": c, "name": f"Pays {c}"} for c in codes]
    touching = {"departement": (codes, from_pairs(codes, near))}
    return cube(touching, territory=territory, flow=[flow(one, other, 1.0, n, **more) for one, other, n in flows])


def test_two_pairs_that_hardly_meet_are_two_basins() -> None:
    found = basins(world(("01", "02", 9.0), ("03", "04", 7.0), ("04", "03", 6.0), ("02", "03", 1.0)))
    assert found["code"].tolist() == ["01", "02", "03", "04"]
    assert found["basin"].tolist() == [1, 1, 0, 0]  # the second pair has 13 contracts, the first 9
    assert found["name"].tolist() == ["Pays 02", "Pays 02", "Pays 03", "Pays 03"]
    assert set(found["stability"]) == {1.0}


def test_the_unknown_the_foreign_and_who_buys_at_home_alone_have_no_basin() -> None:
    found = basins(world(("01", "02", 9.0), ("05", "05", 50.0), ("01", "unknown", 9.0), ("02", "abroad", 9.0)))
    assert found["code"].tolist() == ["01", "02"]


def test_a_year_or_a_family_alone_makes_no_basin() -> None:
    assert basins(world(("01", "02", 9.0), year=2019)).empty
    found = basins(world(("01", "02", 9.0), family="45"))
    assert found.empty
    assert found.dtypes.astype(str).to_dict() == COLUMNS


def test_thirds_added_in_another_order_make_the_same_basins() -> None:
    one, other = (basins(world(("01", "02", n), ("02", "03", 10.0))) for n in (10.0, 9.999999999999998))
    assert one.equals(other)


def test_basins_that_touch_never_share_a_colour() -> None:
    pairs = [("01", "02", 9.0), ("03", "04", 8.0), ("05", "06", 7.0), ("07", "08", 6.0)]
    found = basins(world(*pairs, near=(("02", "03"), ("04", "05"), ("02", "05"), ("06", "07"))))
    colour = found.set_index("code")["colour"]
    assert len({colour["01"], colour["03"], colour["05"]}) == 3  # each of the first three touches the other two
    assert colour["07"] != colour["05"]
    assert colour.nunique() == 4  # a fourth colour, since there are some to spare
    assert (found.groupby("basin")["colour"].nunique() == 1).all()
