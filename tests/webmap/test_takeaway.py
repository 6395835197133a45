"""A file taken away says the same as the page, and carries its method, source and licence."""

import io
import json
import zipfile
from dataclasses import replace
from pathlib import Path

import geopandas
import pandas as pd
import pypdfium2
import pytest
from flask import Flask
from flask.testing import FlaskClient
from lxml import etree

from webmap.current import atlas
from webmap.layers.choropleth import CHOROPLETH
from webmap.takeaway import xlsx

MAP = "?indicator=local_share&variant=departement&level=departement"


def test_the_picture_holds_its_title_legend_source_and_licence(client: FlaskClient) -> None:
    answer = client.get(f"/carte.svg{MAP}")
    assert answer.mimetype == "image/svg+xml"
    drawn = etree.fromstring(answer.data)
    said = " ".join(drawn.itertext())
    for words in ("Part locale", "par département", "pas de donnée", "Licence Ouverte 2.0", "v1", "/carte?"):
        assert words in said
    assert drawn.xpath("//*[@data-code='01']/@fill")
    assert not drawn.xpath("//@style | //*[local-name()='style'] | //*[local-name()='a']")


@pytest.mark.parametrize(
    ("path", "title"),
    [(f"/carte.pdf{MAP}", "Part locale"), ("/flux.pdf?level=departement", "Flux"), ("/flux/ecarts.pdf", "Flux")],
)
def test_the_pdf_holds_in_one_page_what_the_picture_holds(client: FlaskClient, path: str, title: str) -> None:
    answer = client.get(path)
    assert answer.mimetype == "application/pdf"
    with pypdfium2.PdfDocument(answer.data) as opened:
        assert len(opened) == 1
        said = opened[0].get_textpage().get_text_bounded()
        drawn = list(opened[0].get_objects())
    for words in (title, "par département", "Licence Ouverte 2.0", "v1", "Figure du", path[1:5]):
        assert words.lower() in said.lower()
    assert len(drawn) > 20, "shapes, not a picture"


def test_the_picture_of_flows_holds_its_curves(client: FlaskClient) -> None:
    drawn = etree.fromstring(client.get("/flux.svg?level=departement").data)
    assert len(drawn.xpath("//*[contains(@class, 'flow')]")) == 3


def test_the_workbook_has_the_figures_and_the_method(client: FlaskClient) -> None:
    book = zipfile.ZipFile(io.BytesIO(client.get(f"/carte.xlsx{MAP}").data))
    assert {"xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml"} <= set(book.namelist())
    words = book.read("xl/sharedStrings.xml").decode()
    assert "Nord" in words
    assert "Licence Ouverte 2.0" in words
    assert b"<f>" not in book.read("xl/worksheets/sheet1.xml")


def test_text_that_looks_like_a_formula_stays_text(app: Flask) -> None:
    layer = replace(CHOROPLETH, table=lambda shown: pd.DataFrame({"name": ["=1+1"]}))
    with app.test_request_context(f"/carte{MAP}"):
        book = zipfile.ZipFile(io.BytesIO(xlsx(layer, layer.view(atlas(), {}, False))))
    assert b"<f>" not in book.read("xl/worksheets/sheet1.xml")
    assert "=1+1" in book.read("xl/sharedStrings.xml").decode()


def test_the_parquet_table_is_the_csv_with_its_method(client: FlaskClient) -> None:
    table = pd.read_parquet(io.BytesIO(client.get(f"/carte.parquet{MAP}").data))
    assert list(table["code"]) == ["01", "02", "03"]
    assert table.attrs["licence"] == "Licence Ouverte 2.0"
    lines = client.get(f"/carte.csv{MAP}").text.splitlines()
    assert len(lines) == 1 + len(table)


@pytest.mark.parametrize("form", ["geojson", "gpkg"])
def test_shapes_are_in_degrees_with_their_figures(client: FlaskClient, form: str, tmp_path: Path) -> None:
    file = tmp_path / f"flux.{form}"
    file.write_bytes(client.get(f"/flux.{form}?level=departement").data)
    shown = geopandas.read_file(file)
    line = shown[(shown["buyer_code"] == "01") & (shown["supplier_code"] == "02")].iloc[0]
    assert line.geometry.coords[:] == [(0.0, 46.0), (2.0, 46.0)]
    assert line["amount_eur"] == 200_000
    assert shown.crs.to_epsg() == 4326


def test_the_geojson_says_where_it_comes_from(client: FlaskClient) -> None:
    document = json.loads(client.get("/flux.geojson?level=departement").data)
    assert document["about"]["source"].startswith("Données essentielles")


def test_an_unknown_form_is_no_page(client: FlaskClient) -> None:
    assert client.get("/carte.exe").status_code == 404


def test_a_file_known_to_the_browser_is_not_sent_again(client: FlaskClient) -> None:
    tag = client.get(f"/carte.csv{MAP}").headers["ETag"]
    assert client.get(f"/carte.csv{MAP}", headers={"If-None-Match": tag}).status_code == 304
