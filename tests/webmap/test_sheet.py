"""The sheet says in one A4 page what the territory's page says: HTML, PDF and PNG; the small world is in conftest."""

import io
import subprocess
import sys
from pathlib import Path

import pypdfium2
import pytest
from click.testing import CliRunner
from flask import Flask
from flask.testing import FlaskClient
from lxml import etree
from PIL import Image
from tiny import tiny_atlas
from weasyprint import HTML

from geo.errors import MissingToolError
from webmap import cli, sheet

__all__ = ["tiny_atlas"]

NORD = "/territoire/departement/01/fiche"
A4 = (595, 842)


def text_of(pdf: bytes) -> str:
    with pypdfium2.PdfDocument(pdf) as opened:
        assert [tuple(round(x) for x in opened[k].get_size()) for k in range(len(opened))] == [A4]
        return " ".join(opened[0].get_textpage().get_text_range().split())


def test_the_page_says_where_the_money_of_nord_goes(client: FlaskClient) -> None:
    page = etree.HTML(client.get(NORD).text)
    rows = page.xpath("//table[not(@class)]//tbody/tr")
    said = [[" ".join("".join(cell.itertext()).split()) for cell in row] for row in rows]
    assert said == [
        ["Sur place", "640 k€", "64,0 %"],
        ["Sud", "200 k€", "20,0 %"],
        ["Lieu inconnu", "100 k€", "10,0 %"],
        ["Hors de France", "60,0 k€", "6,0 %"],
    ]


def test_its_map_has_one_curve_for_each_place_of_the_table(client: FlaskClient) -> None:
    page = etree.HTML(client.get(NORD).text)
    assert len(page.xpath("//svg[@class='picture']//path[@fill='none']")) == 1


def test_a_figure_on_too_few_contracts_gives_way_to_the_enclosing_one(client: FlaskClient) -> None:
    page = client.get("/territoire/departement/03/fiche").text
    assert "effectif insuffisant" in page
    assert "Région B\u00a0: 50,0" in page


def test_no_style_and_no_script_stands_in_the_page(client: FlaskClient) -> None:
    """The policy of the site refuses them; a file that leaves carries its style."""
    page = etree.HTML(client.get(NORD).text)
    assert not page.xpath("//style | //script | //@style")


@pytest.mark.parametrize("code", ["01", "02", "03", "04"])
def test_the_pdf_is_one_page(client: FlaskClient, code: str) -> None:
    answer = client.get(f"/territoire/departement/{code}/fiche.pdf")
    assert answer.mimetype == "application/pdf"
    assert "Licence Ouverte 2.0" in text_of(answer.data)


def test_the_pdf_says_what_the_page_says(client: FlaskClient) -> None:
    said = text_of(client.get(f"{NORD}.pdf").data)
    for words in ("Nord", "76,2", "Sur place", "640 k€", "Travaux de construction", "Ce qui n’est pas connu ici"):
        assert words in said


def test_the_picture_is_the_page_of_the_pdf(client: FlaskClient) -> None:
    answer = client.get(f"{NORD}.png")
    with Image.open(io.BytesIO(answer.data)) as picture:
        assert picture.width / picture.height == pytest.approx(210 / 297, abs=0.002)


def test_a_sheet_known_to_the_browser_is_not_drawn_again(client: FlaskClient) -> None:
    tag = client.get(f"{NORD}.pdf").headers["ETag"]
    assert client.get(f"{NORD}.pdf", headers={"If-None-Match": tag}).status_code == 304


def test_a_place_that_does_not_exist_has_no_sheet(client: FlaskClient) -> None:
    assert client.get("/territoire/departement/99/fiche.pdf").status_code == 404


def test_nothing_is_fetched_whatever_the_page_names(tmp_path: Path) -> None:
    """A name of a territory that would bring a file of the server into the PDF brings nothing."""
    secret = tmp_path / "secret.txt"
    secret.write_text("secret")
    with pypdfium2.PdfDocument(sheet.pdf(f'<p>a</p><link rel="attachment" href="file://{secret}">')) as opened:
        assert opened.count_attachments() == 0


def test_without_pango_the_reader_is_told_what_to_install(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "weasyprint", _Absent())
    with pytest.raises(MissingToolError, match="apt-get install libpango"):
        sheet.pdf("a page that no test has drawn")


class _Absent:
    """A module whose library is not on the machine: it cannot give what it is asked for."""

    def __getattr__(self, name: str) -> object:
        raise OSError("cannot load library 'libpango-1.0-0'")


def test_every_sheet_of_the_world_fits_on_a_page_with_the_longest_words(app: Flask) -> None:
    with app.test_request_context():
        long = sheet.html("departement", "01", {}, sheet.stylesheet()).replace(
            "Sud", "Communauté d’agglomération du Sud"
        )
    assert len(HTML(string=long).render().pages) == 1


def test_the_command_writes_a_page_that_stands_alone(tiny_atlas: Path, tmp_path: Path) -> None:
    target = tmp_path / "fiche.html"
    words = ["portrait", "01", "--format", "html", "--atlas", str(tiny_atlas), "-o", str(target)]
    done = CliRunner().invoke(cli.cli, words)
    assert done.exit_code == 0, done.output
    page = etree.HTML(target.read_text())
    assert page.xpath("string(//h1)") == "Ain"
    assert page.xpath("//style")
    assert not page.xpath("//link | //script | //nav")


def test_the_command_speaks_english(tiny_atlas: Path, tmp_path: Path) -> None:
    target = tmp_path / "sheet.pdf"
    words = ["portrait", "84", "--lang", "en", "--atlas", str(tiny_atlas), "-o", str(target)]
    assert CliRunner().invoke(cli.cli, words).exit_code == 0
    assert "Pays" in text_of(target.read_bytes())


def test_the_command_says_which_code_it_does_not_know(tiny_atlas: Path) -> None:
    command = [Path(sys.executable).parent / "geomarches", "portrait", "9Z", "--atlas", tiny_atlas]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 1
    assert done.stderr.strip() == "geomarches: no territory has the code '9Z'; codes are INSEE's, EPCI's are SIREN"
