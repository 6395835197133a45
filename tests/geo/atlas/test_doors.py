"""Who buys and who sells: the promises of ``geo/atlas/doors.py``, kept alike by both stores.

A1 buys works: 100 000 from FIRM_A1, 10 000 from nobody knows where, and 30 000 shared by FIRM_A1 and FIRM_B2; then
60 000 of IT from FIRM_B2. A2 buys works for 5 000 abroad. B1 buys works for 50 000 from FIRM_A1. All last 12 months.
"""

import re
from datetime import date
from pathlib import Path

import psycopg
import pytest
from postgres import Server
from world import A1, A2, B1, FIRM_A1, FIRM_B2

from etl.database import publish
from geo.atlas import Atlas, require_published
from geo.atlas.asked import text_of
from geo.errors import UnknownOrganisationError

TOWN_A1 = (0.5, 45.0)


def test_buyers_within_reach_with_what_they_buy(atlas: Atlas) -> None:
    """A1 and A2 are 79 km apart, B1 twice as far."""
    found = atlas.doors(["45"], *TOWN_A1, 100).set_index("siren")
    assert sorted(found.index) == sorted([A1[:9], A2[:9]])
    door = found.loc[A1[:9]]
    assert (door["contracts"], door["amount_eur"], door["years"]) == (3, 140_000, 2)
    assert door["yearly_eur"] == 70_000
    assert (door["quarter_eur"], door["median_eur"], door["three_quarters_eur"]) == (10_000, 30_000, 100_000)
    assert (door["procedure"], door["procedure_contracts"]) == ("Procédure adaptée", 3)
    assert door["distance_km"] == 0
    assert round(found.loc[A2[:9], "distance_km"]) == 79


def test_local_counts_shares_whose_two_places_are_known(atlas: Atlas) -> None:
    """Of A1's works: FIRM_A1 one and a half, FIRM_B2 a half; the third contract's place is unknown."""
    door = atlas.doors(["45"], *TOWN_A1, 10).iloc[0]
    assert (door["local"], door["placed"]) == (1.5, 2.0)
    assert (door["small"], door["sized"]) == (0, 0)


def test_buyers_of_departements(atlas: Atlas) -> None:
    found = atlas.doors_in(["45", "72"], ["01"])
    assert list(zip(found["siren"], found["family"], strict=True)) == [(A1[:9], "45"), (A1[:9], "72"), (A2[:9], "45")]
    assert atlas.doors_in(["45"], []).empty
    assert atlas.doors([], *TOWN_A1, 100).empty


def test_only_contracts_that_end_after_the_last_notification_are_endings(atlas: Atlas) -> None:
    """The last one is of May 2020: A1's IT contract ends a year later, the works of 2019 are over before."""
    found = atlas.endings([A1[:9], B1[:9]], ["45", "72"], date(2020, 1, 1), date(2026, 1, 1))
    assert [(e.family, str(e.ends_on)[:10]) for e in found.itertuples()] == [("72", "2021-05-01")]
    assert atlas.endings([A1[:9]], ["45"], date(2020, 1, 1), date(2026, 1, 1)).empty
    assert atlas.endings([A1[:9]], ["72"], date(2021, 5, 2), date(2026, 1, 1)).empty
    assert len(atlas.organisation_endings(FIRM_B2[:9], "supplier", date(2020, 1, 1), date(2026, 1, 1))) == 1


def test_what_a_seller_won_and_what_words_tell(atlas: Atlas) -> None:
    assert atlas.families_of_seller(FIRM_B2)[["family", "contracts"]].values.tolist() == [["72", 1.0], ["45", 0.5]]
    told = atlas.families_of_words("travaux")
    assert told[["family", "contracts", "of_all"]].values.tolist() == [["45", 5, 5]]
    assert atlas.families_of_words("").empty
    assert atlas.families_of_activity("43.91A").empty


def test_an_establishment_and_an_organisation(atlas: Atlas) -> None:
    firm = atlas.establishment(FIRM_A1)
    assert (firm["siren"], firm["commune"], firm["is_diffusible"]) == (FIRM_A1[:9], "01001", None)
    who = atlas.organisation(FIRM_A1[:9])
    assert (who["contracts_bought"], who["contracts_won"], who["amount_won_eur"]) == (0, 2.5, 165_000)
    assert str(who["first_on"])[:10] == str(who["last_on"])[:10] == "2019-03-01"
    for unknown in (lambda: atlas.establishment("9" * 14), lambda: atlas.organisation("9" * 9)):
        with pytest.raises(UnknownOrganisationError, match="neither buys nor wins"):
            unknown()


def test_families_and_partners_of_each_role(atlas: Atlas) -> None:
    assert atlas.organisation_families(A1[:9], "buyer")["family"].tolist() == ["45", "72"]
    partners = atlas.organisation_partners(A1[:9], "buyer")
    assert partners["unit"].tolist()[:2] == [FIRM_A1[:9], FIRM_B2[:9]]
    assert partners["amount_eur"].tolist()[:2] == [115_000, 75_000]
    assert atlas.organisation_partners(FIRM_A1[:9], "supplier")["unit"].tolist() == [A1[:9], B1[:9]]


def test_where_partners_stand(atlas: Atlas) -> None:
    """FIRM_A1 is of the Ain, FIRM_B2 of the Aisne; of one supplier of A1 no place is known."""
    reach = atlas.organisation_reach(A1[:9], "buyer")
    assert reach[["code", "amount_eur"]].values.tolist() == [["01", 115_000], ["02", 75_000], ["unknown", 10_000]]
    assert reach["contracts"].sum() == 4
    assert atlas.organisation_reach(A2[:9], "buyer")["code"].tolist() == ["abroad"]
    assert atlas.organisation_reach(FIRM_A1[:9], "supplier")["code"].tolist() == ["01", "02"]


@pytest.mark.parametrize(
    ("text", "titles"),
    [("", 4), ("TRAVAUX", 4), ("travaux 2", 4), ("toiture", 0), ("travaux toiture", 0)],
)
def test_contracts_are_found_by_all_the_words_of_their_title(atlas: Atlas, text: str, titles: int) -> None:
    """Numbers are no words."""
    found = atlas.organisation_contracts(A1[:9], "buyer", text)
    assert len(found) == titles
    assert set(found["matched"]) <= {titles}


def test_contracts_are_paged_latest_first(atlas: Atlas) -> None:
    first = atlas.organisation_contracts(A1[:9], "buyer", limit=1)
    rest = atlas.organisation_contracts(A1[:9], "buyer", limit=10, skip=1)
    assert str(first["notified_on"].iloc[0])[:10] == "2020-05-01"
    assert len(rest) == 3
    assert not set(rest["uid"]) & set(first["uid"])


def test_every_organisation_and_contract_has_its_page(atlas: Atlas) -> None:
    pages = atlas.pages()
    assert pages.groupby("kind").size().to_dict()["contract"] == 6
    assert set(pages.loc[pages["kind"] == "buyer", "key"]) == {A1[:9], A2[:9], B1[:9]}


@pytest.mark.postgis
def test_a_database_finds_doors_by_its_spatial_index(tiny_atlas: Path, server: Server) -> None:
    """Among 30 000 buyers, one every 0.024°."""
    box = {"west": 2, "south": 46, "east": 2.2, "north": 46.2, "families": ["45"]}
    query = re.sub(r"\$(\w+)", r"%(\1)s", text_of("doors_within", "postgis"))
    with server.base() as url:
        publish(tiny_atlas, url, accept="a tiny country")
        with psycopg.connect(url) as reader:
            reader.execute(f"SET search_path = atlas_{require_published(url)}, geomarches, public")
            reader.execute(
                "INSERT INTO buyer (siren, lon, lat) SELECT 'b' || n, -1 + (n % 245) * 0.0245, 43 + (n / 245) * 0.0245 "
                "FROM generate_series(1, 30000) AS n"
            )
            reader.execute("ANALYZE buyer")
            plan = "\n".join(row[0] for row in reader.execute(f"EXPLAIN {query}", box))
    assert "buyer_gist_0" in plan
