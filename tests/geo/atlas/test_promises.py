"""The promises of ``geo/atlas/base.py``, kept alike by every store."""

import inspect
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pandas as pd
import pytest
from world import A1, A2, B1, FIRM_A1, FIRM_B2

from geo.atlas import Atlas, open_atlas
from geo.atlas.listed import Part
from geo.columns import TABLES
from geo.errors import AtlasNotFoundError, BadSelectionError, UnknownContractError, UnknownTerritoryError
from geo.indicators import INDICATORS
from geo.selection import Selection

DEPARTEMENTS = Selection("departement")
COUNT = Selection("departement", weight="count")


def money(table: pd.DataFrame) -> dict[tuple[str, str], float]:
    return table.set_index(["buyer_code", "supplier_code"])["amount_eur"].to_dict()


def test_the_manifest_says_where_every_figure_comes_from(atlas: Atlas) -> None:
    manifest = atlas.manifest()
    assert manifest["version"] == atlas.version
    (source,) = manifest["sources"]
    assert source["rows"] == source["loaded"] + source["doubles"] + sum(source["rejected"].values()) == 7
    assert source["rejected"] == {"no identifier": 1}
    assert all(check["passed"] for check in manifest["checks"])
    assert {step["step"] for step in manifest["steps"]} == {
        "clean",
        "stage",
        "deduplicate",
        "locate",
        "read",
        "total",
        "measure",
        "write",
    }


def test_it_knows_whether_it_is_still_current(atlas: Atlas) -> None:
    assert atlas.is_current()


def test_years_oldest_first_and_families_largest_first(atlas: Atlas) -> None:
    assert atlas.years() == [2019, 2020]
    assert atlas.families() == ["45", "72"]


def test_territories_of_a_level_in_order(atlas: Atlas) -> None:
    found = atlas.territories("departement")
    assert found["code"].tolist() == ["01", "02"]
    promised = ["code", "name", "epci", "departement", "region", "population", "lon", "lat", "map_lon", "map_lat"]
    assert set(promised) <= set(found.columns)


@pytest.mark.parametrize(
    ("within", "codes"),
    [
        (None, ["01001", "01002", "02001", "02002"]),
        (("departement", "01"), ["01001", "01002"]),
        (("epci", "200000001"), ["01001", "01002"]),
        (("region", "84"), ["01001", "01002", "02001", "02002"]),
        (("commune", "02001"), ["02001"]),
        (("departement", "99"), []),
    ],
)
def test_communes_within_another_territory(atlas: Atlas, within: tuple[str, str] | None, codes: list[str]) -> None:
    assert atlas.territories("commune", within)["code"].tolist() == codes


def test_one_territory_in_plain_values(atlas: Atlas) -> None:
    found = atlas.territory("commune", "02001")
    assert (found["level"], found["name"], found["departement"], found["epci"]) == ("commune", "B1", "02", None)


@pytest.mark.parametrize(("level", "code"), [("departement", "99"), ("commune", "01"), ("commune", "01009")])
def test_an_unknown_territory_is_named(atlas: Atlas, level: str, code: str) -> None:
    """01009 joined another commune: it is no territory of today."""
    with pytest.raises(UnknownTerritoryError, match=f"no {level} has the code '{code}'"):
        atlas.territory(level, code)


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("ain", ["01", "02"]),  # what starts with the text first, then what contains it
        ("bain saint eloi", ["02"]),
        ("BÂIN-SAINT-ÉLOI", ["02"]),
        ("  a1 ", ["01001"]),
        ("01001", ["01001"]),
        ("%", []),
        ("nowhere", []),
    ],
)
def test_search_ignores_accents_case_and_hyphens(atlas: Atlas, text: str, codes: list[str]) -> None:
    found = atlas.search_territories(text)
    assert found["code"].tolist() == codes
    assert {"level", "code", "name", "population"} <= set(found.columns)


def test_search_stops_at_its_limit(atlas: Atlas) -> None:
    assert atlas.search_territories("a", limit=1)["code"].size == 1


def test_outlines_of_each_territory_of_a_level(atlas: Atlas) -> None:
    outlines = atlas.outlines("departement")
    assert outlines["code"].tolist() == ["01", "02"]
    assert outlines["path"].str.startswith("M").all()


def test_values_of_an_indicator_over_a_level(atlas: Atlas) -> None:
    """01 buys 115 000 at home out of 195 000 whose place is known; 10 000 more are not counted as distant."""
    values = atlas.values("local_share", "departement", DEPARTEMENTS)
    promised = ["code", "name", "value", "low", "high", "contracts", "effective", "covered", "reliability"]
    assert list(values.columns) == promised
    row = values.set_index("code").loc["01"]
    assert row["value"] == pytest.approx(115 / 195)
    assert row["covered"] == pytest.approx(195 / 205)
    assert row["reliability"] == "insuffisant"
    assert atlas.values("local_share", "departement", Selection("departement", year=1999)).empty


def test_too_few_contracts_are_too_few_and_not_absent(atlas: Atlas) -> None:
    """By amount a family's attraction needs its buyers counted: of what 01 wins in a family, too few contracts."""
    values = atlas.values("attraction", "outside", Selection("departement", family="45")).set_index("code")
    assert pd.isna(values.loc["01", "value"])
    assert values.loc["01", "reliability"] == "insuffisant"


def test_figures_of_one_territory_are_its_values(atlas: Atlas) -> None:
    figures = atlas.figures("01", DEPARTEMENTS)
    assert list(figures.columns)[:3] == ["indicator", "variant", "value"]
    for row in figures.itertuples():
        values = atlas.values(row.indicator, row.variant, DEPARTEMENTS).set_index("code")["value"]
        assert values["01"] == row.value
    # Some want a family, twenty places or a register, which this country has not.
    always = {"spend", "local_share", "net_balance", "spend_distance", "concentration"}
    assert always <= set(figures["indicator"]) <= {one.key for one in INDICATORS}


def test_figures_by_count_keep_the_sums_that_exist_by_amount_alone(atlas: Atlas) -> None:
    assert {"spend", "net_balance", "local_share"} <= set(atlas.figures("01", COUNT)["indicator"])


def test_hulls_of_all_families_or_of_one(atlas: Atlas) -> None:
    """No family of the tiny country has ten suppliers in one place."""
    for hulls in (atlas.hulls(), atlas.hulls("45")):
        assert list(hulls.columns) == ["family", "code", "name", "lon", "lat", "establishments", "amount_eur", "shape"]
        assert hulls.empty


def test_basins_of_a_level(atlas: Atlas) -> None:
    found = atlas.basins("departement")
    assert list(found.columns) == ["code", "basin", "name", "colour", "modularity", "stability"]
    assert found["code"].tolist() == ["01", "02"]
    assert atlas.basins("region").empty


def test_flow_residuals_of_a_level(atlas: Atlas) -> None:
    """Two départements make no gravity."""
    found = atlas.flow_residuals("departement", "amount")
    assert list(found.columns) == [
        "buyer_code", "supplier_code", "contracts", "contracts_expected", "observed", "expected", "residual",
    ]  # fmt: skip
    assert found.empty


def test_totals_by_family_and_by_year(atlas: Atlas) -> None:
    families = atlas.totals("01", DEPARTEMENTS)
    assert families.set_index("family")["amount_eur"].to_dict() == {"45": 145_000, "72": 60_000}
    years = atlas.totals("01", DEPARTEMENTS, by="year")
    assert years["year"].tolist() == [2019, 2020]
    assert years["amount_eur"].tolist() == [145_000, 60_000]
    won = atlas.totals("01", DEPARTEMENTS, role="supplier")
    assert won["amount_eur"].tolist() == [165_000]
    assert list(won.columns) == ["family", "contracts", "partners", "amount_eur"]


def test_totals_of_one_cut_alone(atlas: Atlas) -> None:
    assert atlas.totals("01", Selection("departement", family="72"))["family"].tolist() == ["72"]
    assert atlas.totals("01", Selection("departement", year=2020), by="year")["year"].tolist() == [2020]


def test_what_the_buyers_of_each_territory_buy(atlas: Atlas) -> None:
    mixes = atlas.mixes("departement")
    assert list(mixes.columns) == ["code", "family", "contracts", "amount_eur"]
    for code, rows in mixes.groupby("code"):
        by_family = atlas.totals(str(code), DEPARTEMENTS).set_index("family")["contracts"]
        assert rows.set_index("family")["contracts"].to_dict() == by_family.to_dict()


def test_flows_keep_the_unknown_and_the_foreign_apart(atlas: Atlas) -> None:
    flows = atlas.flows(DEPARTEMENTS)
    assert money(flows) == {
        ("01", "01"): 115_000,
        ("01", "02"): 75_000,
        ("02", "01"): 50_000,
        ("01", "unknown"): 10_000,
        ("01", "abroad"): 5_000,
    }
    assert flows["amount_eur"].is_monotonic_decreasing
    assert flows["contracts"].sum() == pytest.approx(6)


@pytest.mark.parametrize(
    ("direction", "pairs"),
    [
        ("out", {("02", "01")}),
        ("in", {("01", "02")}),
        ("both", {("02", "01"), ("01", "02")}),
    ],
)
def test_flows_of_one_territory_by_direction(atlas: Atlas, direction: str, pairs: set[tuple[str, str]]) -> None:
    assert set(money(atlas.flows(DEPARTEMENTS, "02", direction))) == pairs


def test_the_first_flows_by_amount_or_by_count(atlas: Atlas) -> None:
    assert list(money(atlas.flows(DEPARTEMENTS, top=2))) == [("01", "01"), ("01", "02")]
    assert atlas.flows(COUNT)["contracts"].tolist() == [1.5, 1.5, 1, 1, 1]


def test_flows_of_a_year_and_a_family(atlas: Atlas) -> None:
    assert money(atlas.flows(Selection("departement", 2020, "72"))) == {("01", "02"): 60_000}


def test_the_largest_contracts_of_buyers_or_of_suppliers(atlas: Atlas) -> None:
    bought = atlas.contracts("01", DEPARTEMENTS, limit=2)
    assert bought["uid"].tolist() == [f"{A1}1", f"{A1}2"]
    promised = ["uid", "title", "buyer_name", "supplier_names", "cpv", "notified_on", "amount_eur", "amount_status"]
    assert set(promised) <= set(bought.columns)
    won = atlas.contracts("02", DEPARTEMENTS, role="supplier")
    assert won["uid"].tolist() == [f"{A1}2", f"{A1}6"]
    assert atlas.contracts("01", Selection("departement", 2020))["uid"].tolist() == [f"{A1}2"]


def test_one_contract_with_its_whole_story(atlas: Atlas) -> None:
    told = atlas.contract(f"{A1}6")
    assert (told["amount_published_eur"], told["amount_eur"]) == (20_000, 30_000)
    assert [a["share"] for a in told["awards"]] == [0.5, 0.5]
    assert [(a["step"], a["amount_eur"], a["reason"]) for a in told["amendments"]] == [(1, 30_000, "hausse")]
    assert [(d["source"], d["position"], d["is_survivor"]) for d in told["declarations"]] == [("a.json", 6, True)]


def test_an_unknown_contract_is_named(atlas: Atlas) -> None:
    with pytest.raises(UnknownContractError, match="no contract has the identifier 'x'"):
        atlas.contract("x")


def test_rejected_rows_with_their_position(atlas: Atlas) -> None:
    rejected = atlas.rejected()
    assert rejected[["source", "position", "reason"]].to_numpy().tolist() == [["a.json", 7, "no identifier"]]
    assert atlas.rejected("other.json").empty
    assert atlas.rejected(limit=0).empty


def test_what_was_noted_is_counted_field_by_field(atlas: Atlas) -> None:
    """The identifiers of the world are made up: their check digit is wrong, and that is said of all six contracts."""
    assert atlas.notes().to_dict("records") == [
        {"field": "buyer_siret", "note": "fails the check of its digits", "contracts": 6}
    ]


def test_amounts_by_status(atlas: Atlas) -> None:
    assert atlas.amounts()[["amount_status", "contracts"]].to_numpy().tolist() == [["ok", 6]]


def test_how_each_side_was_placed(atlas: Atlas) -> None:
    placing = atlas.placing().set_index(["role", "placed_by"])["contracts"]
    assert placing["supplier", "unknown"] == 1
    assert placing["supplier", "foreign identifier"] == 1
    assert placing["supplier", "register"] == pytest.approx(4)
    assert placing.groupby("role").sum().to_dict() == pytest.approx({"buyer": 6, "supplier": 6})


def test_establishments_near_a_point_the_nearest_first(atlas: Atlas) -> None:
    """A1's town hall is at 0.5° E, 45° N; one degree further stands A2, 78.8 km away."""
    near = atlas.establishments_near(0.5, 45.0, 5)
    assert near["id"].tolist() == [FIRM_A1, A1]
    assert near["distance_km"].tolist() == [0, 0]
    buyer = near.set_index("id").loc[A1]
    assert (buyer["contracts_bought"], buyer["amount_bought_eur"], buyer["contracts_won"]) == (4, 200_000, 0)
    assert (buyer["commune"], buyer["precision"], buyer["lon"], buyer["lat"]) == ("01001", "commune", 0.5, 45)
    assert atlas.establishments_near(0.5, 45.0, 78)["id"].tolist() == [FIRM_A1, A1]
    assert atlas.establishments_near(0.5, 45.0, 79)["id"].tolist() == [FIRM_A1, A1, A2]
    assert atlas.establishments_near(0.5, 45.0, 79, limit=1)["id"].tolist() == [FIRM_A1]


def test_establishments_within_a_box_the_largest_first(atlas: Atlas) -> None:
    """Those abroad or unknown have no point; an edge belongs to the box."""
    found = atlas.establishments_within(-10, 40, 10, 50)
    assert found["id"].tolist() == [A1, FIRM_A1, FIRM_B2, B1, A2]
    assert found["amount_won_eur"].tolist() == [0, 165_000, 75_000, 0, 0]
    assert atlas.establishments_within(-10, 40, 0.5, 45)["id"].tolist() == [A1, FIRM_A1]
    assert atlas.establishments_within(-10, 40, 10, 50, limit=2)["id"].tolist() == [A1, FIRM_A1]
    assert atlas.establishments_within(5, 40, 10, 50).empty


def test_no_tile_where_nothing_is_drawn(atlas: Atlas) -> None:
    assert atlas.tile("departement", 5, 16, 11) is None
    assert atlas.tile("nowhere", 5, 16, 11) is None


def test_text_of_a_request_is_a_value_and_never_a_query(atlas: Atlas) -> None:
    hostile = "01' OR '1'='1"
    assert atlas.search_territories(hostile).empty
    assert atlas.flows(DEPARTEMENTS, hostile).empty
    with pytest.raises(UnknownContractError):
        atlas.contract(hostile)


def test_many_threads_read_one_atlas(atlas: Atlas) -> None:
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: atlas.flows(DEPARTEMENTS)["amount_eur"].sum(), range(40)))
    assert answers == [255_000] * 40


def test_every_promise_is_explained() -> None:
    methods = [m for name, m in inspect.getmembers(Atlas, inspect.isfunction) if not name.startswith("_")]
    assert all(method.__doc__ for method in methods)


def test_where_nothing_was_published_the_message_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(AtlasNotFoundError, match="geomarches build"):
        open_atlas(tmp_path / "nowhere")
    with pytest.raises(AtlasNotFoundError, match="an atlas is a folder, or a database") as refused:
        open_atlas("mysql://me:secret@host/base")
    assert "secret" not in str(refused.value)


LISTS = {
    "contract": ("uid", {}),
    "buyer": ("id", {}),
    "supplier": ("id", {}),
    "territory": ("code", {"level": "commune"}),
}


@pytest.mark.parametrize("what", LISTS)
def test_parts_of_a_list_hold_every_row_once_in_order(atlas: Atlas, what: str) -> None:
    key, wanted = LISTS[what]
    whole = atlas.listed(what, Part(limit=1000), **wanted)
    keys = whole[key].tolist()
    assert keys == sorted(set(keys))
    assert set(whole["matched"]) == {len(keys)}
    assert atlas.listed(what, Part(after=keys[0], limit=1), **wanted)[key].tolist() == keys[1:2]
    assert atlas.listed(what, Part(skip=1, limit=1), **wanted)[key].tolist() == keys[1:2]
    assert atlas.listed(what, Part(after=keys[-1]), **wanted).empty


def test_a_shape_is_in_a_box_where_they_meet(atlas: Atlas) -> None:
    def within(what: str, *box: float, **wanted: str) -> list[str]:
        found = atlas.listed(what, Part(box=(box[0], box[1], box[2], box[3])), **wanted)
        return [str(code) for code in found.iloc[:, 0 if "id" in found else 1]]

    assert within("territory", 0.5, 44.6, 1.0, 45.0, level="commune") == ["01001", "01002"]
    assert within("territory", 1.1, 44.6, 1.2, 45.0, level="commune") == ["01002"]
    assert within("territory", 9.0, 44.6, 9.5, 45.0, level="commune") == []
    assert within("supplier", 0.0, 44.0, 1.0, 46.0) == [FIRM_A1]


def test_a_list_refuses_a_filter_that_it_lacks(atlas: Atlas) -> None:
    with pytest.raises(BadSelectionError, match="buyer has no filter colour"):
        atlas.listed("buyer", Part(), colour="red")


def test_extents_are_those_of_the_points(atlas: Atlas) -> None:
    extents = atlas.extents().set_index("what")
    buyers = atlas.listed("buyer", Part(box=(-180, -90, 180, 90)))
    assert extents.loc["buyer", "west"] == buyers["lon"].min()
    assert str(extents.loc["contract", "since"])[:10] == "2019-03-01"


def test_each_store_has_the_files_of_the_tables(
    atlas: Atlas, tiny_atlas: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("geo.atlas.parquet.PART_OF_FILE", 1000)
    files = atlas.files()
    assert files.keys() == {path.stem for path in (tiny_atlas / atlas.version).glob("*.parquet")} & TABLES.keys()
    for name, size in files.items():
        whole = b"".join(atlas.file(name))
        assert len(whole) == size
        assert whole == (tiny_atlas / atlas.version / f"{name}.parquet").read_bytes()
    assert not [*atlas.file("territory"), *atlas.file("../../secret"), *atlas.file("")]
