"""Ribbons of the largest flows: nothing of a large territory is lost, what has no place is apart."""

import pandas as pd
from flask.testing import FlaskClient

from webmap.diagram import MOST, ribbons


def test_all_that_a_large_territory_spends_is_in_its_ribbons() -> None:
    names = {f"{n:02}": f"Pays {n}" for n in range(12)}
    rows = [(a, b, 100.0 * (12 - int(a))) for a in names for b in [*names, "unknown"]]
    flows = pd.DataFrame(rows, columns=["buyer_code", "supplier_code", "amount_eur"])
    found = ribbons(flows, names)
    spent = sum(r.amount for r in found if r.start == "Pays 0")
    assert spent == flows.loc[flows["buyer_code"] == "00", "amount_eur"].sum()
    assert len({r.start for r in found}) == MOST + 1
    assert not any(r.start == r.end == "Autres territoires" for r in found)


def test_the_page_draws_them_with_what_has_no_place(client: FlaskClient) -> None:
    page = client.get("/flux").get_data(as_text=True)
    assert "Nord → Lieu inconnu" in page
    assert "Nord → Hors de France" in page
