"""Several years taken together, against a year 0 made of the same contracts."""

import pandas as pd
import pytest
from tiny import TODAY
from world import (
    A1,
    A2,
    B1,
    FIRM_A1,
    FIRM_ABROAD,
    FIRM_B2,
    FIRM_LOST,
    contract,
    write_json,
    write_register,
    write_territories,
)

from etl.pipeline import run
from etl.settings import Settings
from geo import together
from geo.atlas import Atlas, open_atlas
from geo.errors import BadSelectionError
from geo.indicators import INDICATORS
from geo.selection import Selection

BOTH = (2019, 2020)
SUMMED = [(one.key, variant, weight) for one in INDICATORS for variant in one.adds_up for weight in one.weights]


def records(years: tuple[int, ...], more: int = 12) -> list[dict[str, object]]:
    """Twelve contracts a year of A1's, whose firms come back from a year to the next; one or two of others."""
    made = []
    for year in years:
        for n in range(more):
            firm = (FIRM_A1, FIRM_B2, FIRM_B2, FIRM_LOST)[n % 4]
            amount = 10_000 + 1_000 * n + 5_000 * (year - 2019)
            made.append(
                contract(f"{year}-{n}", A1, [firm], montant=amount, dateNotification=f"{year}-03-01", codeCPV=_cpv(n))
            )
        made.append(contract(f"{year}-b", B1, montant=7_000, dateNotification=f"{year}-04-01"))
        abroad = [{"typeIdentifiant": "HORS_UE", "id": FIRM_ABROAD}]
        made.append(contract(f"{year}-c", A2, montant=3_000, dateNotification=f"{year}-05-01", titulaires=abroad))
    return made


def _cpv(n: int) -> str:
    return "45214200-2" if n % 3 else "72000000-5"


@pytest.fixture(scope="module")
def atlas(tmp_path_factory: pytest.TempPathFactory) -> Atlas:
    """Contracts of 2019 and 2020 alone: both years together are all of them."""
    here = tmp_path_factory.mktemp("together")
    territories = write_territories(here / "territories")
    files = [write_json(here / "a.json", records(BOTH)), write_register(here / "sirene.csv")]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("etl.pipeline.build_territories", lambda cache, say, zones: territories)
        run(files, Settings(here / "data", here / "atlas"), TODAY)
    return open_atlas(str(here / "atlas"))


def pairs(atlas: Atlas, key: str, variant: str, weight: str, level: str, family: str = "all") -> pd.DataFrame:
    """The figures of both years together beside those of all years, by territory."""
    several = together.values(atlas, key, variant, Selection(level, 2019, family, weight, 2020))
    return atlas.values(key, variant, Selection(level, 0, family, weight)).merge(
        several, on="code", suffixes=("", "_2")
    )


@pytest.mark.parametrize(("key", "variant", "weight"), SUMMED)
@pytest.mark.parametrize("level", ["departement", "commune"])
def test_all_the_years_together_are_the_whole(atlas: Atlas, key: str, variant: str, weight: str, level: str) -> None:
    """Wherever each year has ten contracts; the interval holds that of all years, which knows who came back."""
    family = "45" if key == "location_quotient" else "all"
    found = pairs(atlas, key, variant, weight, level, family)
    own = found[found["value"].notna() & found["code"].isin(["01", "01001"])]
    # Nobody says the size of these firms, there is no zone d'emploi, and only some buyers are counted.
    assert len(own) or key in ("sme_access", "attraction") or variant == "zone_emploi"
    own = own[own["value_2"].notna()]
    assert own["value_2"].tolist() == pytest.approx(own["value"].tolist())
    assert own["covered_2"].tolist() == pytest.approx(own["covered"].tolist())
    assert own["contracts_2"].tolist() == pytest.approx(own["contracts"].tolist())
    known = own[own["low_2"].notna()]
    assert (known["low_2"] <= known["low"] + 1e-9).all()
    assert (known["high_2"] >= known["high"] - 1e-9).all()


def test_a_part_of_the_years_is_theirs_alone(atlas: Atlas) -> None:
    """Twelve contracts of 10 000 to 21 000 € in 2019 and 5 000 € more each in 2020: 186 000 and 246 000 €."""
    spent = together.values(atlas, "spend", "total", Selection("commune", 2019, until=2020)).set_index("code")["value"]
    assert spent["01001"] == 186_000 + 246_000
    assert spent["02001"] == 14_000


def test_few_contracts_in_all_the_years_are_too_few_and_not_absent(atlas: Atlas) -> None:
    shares = together.values(atlas, "local_share", "commune", Selection("commune", 2019, until=2020)).set_index("code")
    assert shares.loc["02001", "reliability"] == "insuffisant"
    assert shares.loc["02001", "contracts"] == 2


def test_what_a_small_year_has_no_detail_of_lowers_what_is_covered(atlas: Atlas) -> None:
    """A2's one contract a year has no row of its own: where its firms are is not known at the level of the région."""
    cut = Selection("commune", 2019, until=2020)
    rows = atlas.over_years("locality", cut, "01002", local_level="region")
    assert rows[["place", "contracts"]].to_numpy().tolist() == [["unknown", 2.0]]
    own = atlas.over_years("locality", cut, "01002", local_level="commune")
    assert own[["place", "contracts"]].to_numpy().tolist() == [["abroad", 2.0]]


def test_what_does_not_add_up_is_refused(atlas: Atlas) -> None:
    for key, variant in [
        ("concentration", "hhi"),
        ("spend_distance", "median"),
        ("local_share", "commune:head_office"),
    ]:
        with pytest.raises(BadSelectionError, match="does not add up"):
            together.values(atlas, key, variant, Selection("departement", 2019, until=2020))


def test_a_store_never_takes_several_years_for_the_first(atlas: Atlas) -> None:
    with pytest.raises(BadSelectionError, match="not kept but made"):
        atlas.values("spend", "total", Selection("departement", 2019, until=2020))


def test_one_year_or_all_are_what_the_build_measured(atlas: Atlas) -> None:
    for year in (0, 2019):
        cut = Selection("departement", year)
        assert together.values(atlas, "spend", "total", cut).equals(atlas.values("spend", "total", cut))
        assert together.figures(atlas, "01", cut).equals(atlas.figures("01", cut))


def test_the_figures_of_a_territory_are_those_of_the_map(atlas: Atlas) -> None:
    cut = Selection("departement", 2019, until=2020)
    own = together.figures(atlas, "01", cut).set_index(["indicator", "variant"])
    assert {"local_share", "spend", "net_balance", "spend_distance"} <= set(own.index.get_level_values(0))
    for (key, variant), row in own.iterrows():
        seen = together.values(atlas, str(key), str(variant), cut).set_index("code").loc["01"]
        assert [row["value"], row["contracts"]] == pytest.approx([seen["value"], seen["contracts"]])


def test_flows_totals_and_contracts_of_several_years_add_up(atlas: Atlas) -> None:
    both = Selection("departement", 2019, until=2020)
    assert atlas.flows(both)["amount_eur"].sum() == atlas.flows(Selection("departement"))["amount_eur"].sum()
    by_family = atlas.totals("01", both)
    assert by_family.set_index("family")["amount_eur"].to_dict() == pytest.approx(
        atlas.totals("01", Selection("departement")).set_index("family")["amount_eur"].to_dict()
    )
    assert by_family["partners"].isna().all()
    assert atlas.totals("01", both, by="year")["year"].tolist() == [2019, 2020]
    assert len(atlas.contracts("01", both, limit=100)) == 26
