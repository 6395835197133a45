"""Each page names the picture that stands for it elsewhere."""

import io

import pytest
from flask.testing import FlaskClient
from lxml import etree
from PIL import Image

PAGES = {
    "/": "/image/carte.png",
    "/methode": "/image/carte.png",
    "/carte?indicator=anchoring&level=departement": "/image/carte.png?indicator=anchoring",
    "/flux?level=departement&code=01": "/image/flux.png?",
    "/territoire/departement/01?year=2019": "/image/territoire/departement/01.png?year=2019",
    "/en/carte": "/en/image/carte.png",
}


@pytest.mark.parametrize(("address", "picture"), PAGES.items())
def test_a_page_names_its_picture_and_the_picture_has_the_size_that_networks_show(
    client: FlaskClient, address: str, picture: str
) -> None:
    page = etree.HTML(client.get(address).text)
    named = page.xpath("string(//meta[@property='og:image']/@content)")
    assert named.startswith(f"http://localhost{picture}")
    answer = client.get(named.removeprefix("http://localhost"))
    assert answer.mimetype == "image/png"
    with Image.open(io.BytesIO(answer.data)) as shown:
        assert shown.size == (1200, 630)


def test_the_title_told_elsewhere_is_that_of_the_page(client: FlaskClient) -> None:
    page = etree.HTML(client.get("/territoire/departement/01").text)
    assert page.xpath("string(//meta[@property='og:title']/@content)") == page.xpath("string(//title)")


def test_two_territories_have_two_pictures(client: FlaskClient) -> None:
    one, other = (client.get(f"/image/territoire/departement/{code}.png").data for code in ("01", "02"))
    assert one != other


def test_a_name_is_text_and_not_drawing(client: FlaskClient) -> None:
    """« Ouest & <Cie> » would break the drawing if it were not escaped."""
    assert client.get("/image/territoire/departement/04.png").status_code == 200


def test_a_place_that_does_not_exist_has_no_picture(client: FlaskClient) -> None:
    assert client.get("/image/territoire/departement/99.png").status_code == 404
