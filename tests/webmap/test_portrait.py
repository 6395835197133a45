"""A territory's page rests on these answers; figures by hand in conftest."""

import pytest
from flask import Flask

from geo.selection import Selection
from webmap import portrait, quality, sentences
from webmap.current import atlas


@pytest.fixture(autouse=True)
def in_the_app(app: Flask):  # type: ignore[no-untyped-def]
    with app.test_request_context():
        yield


def at(level: str, code: str) -> dict[str, object]:
    return atlas().territory(level, code)


def test_a_commune_lies_in_its_epci_departement_and_region() -> None:
    above = portrait.enclosing(atlas(), at("commune", "0101"))
    assert [(t["level"], t["code"]) for t in above] == [
        ("epci", "E01"),
        ("departement", "01"),
        ("region", "A"),
    ]


def test_a_region_has_nothing_above_and_departements_below() -> None:
    assert portrait.enclosing(atlas(), at("region", "A")) == []
    below = portrait.children(atlas(), at("region", "A"))
    assert [(level, list(table["name"])) for level, table in below] == [("departement", ["Nord", "Sud"])]


def test_partners_leave_out_the_territory_and_name_the_placeless() -> None:
    rows = portrait.partners(atlas(), at("departement", "01"), Selection(), "out")
    assert [(r["name"], r["amount"], r["linked"]) for r in rows] == [
        ("Sud", 200_000, True),
        ("lieu inconnu", 100_000, False),
        ("hors de France", 60_000, False),
    ]
    assert [r["bar"] for r in rows] == pytest.approx([100, 0, 0])


def test_too_few_contracts_send_the_reader_to_the_enclosing_value() -> None:
    blocks = dict(
        (i.key, figures) for i, figures in portrait.key_figures(atlas(), at("departement", "03"), Selection())
    )
    share = next(f for f in blocks["local_share"] if f.variant.key == "departement")
    assert (share.shown, share.text, share.interval) == (False, "effectif insuffisant", "")
    assert share.instead
    assert (share.instead.code, share.instead.text) == ("B", "50,0\u00a0%")
    total = next(f for f in blocks["spend"] if f.variant.key == "total")
    assert total.shown


def test_the_share_that_is_not_known_is_told() -> None:
    flows = atlas().flows(Selection(), "01", "out")
    said = sentences.not_known(flows, atlas().contracts("01", Selection()))
    assert said[0].replace("\u00a0", " ") == "Lieu du titulaire inconnu : 10,0 % des montants (100 k€)."
    assert any("1 montant n’est pas retenu" in words for words in said)


def test_a_source_whose_rows_do_not_add_up_is_flagged() -> None:
    short = {"sources": [{"name": "a", "rows": 3, "loaded": 1, "rejected": {"no identifier": 1}, "doubles": 0}]}
    assert not quality.sources(short)[0].adds_up
    assert quality.reasons(short) == [("sans identifiant", 1)]
