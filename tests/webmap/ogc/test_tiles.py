"""OGC API Tiles: from the collection to the stored tile, by links alone."""

from typing import Any

import pytest
from flask import Flask

from webmap.current import atlas


def get(app: Flask, path: str) -> Any:
    return app.test_client().get(path).json


def test_links_lead_from_a_collection_to_its_tiles(app: Flask) -> None:
    links = {link["rel"].rsplit("/", 1)[-1]: link for link in get(app, "/ogc/collections/commune")["links"]}
    (only,) = get(app, links["tilesets-vector"]["href"])["tilesets"]
    (itself,) = (link["href"] for link in only["links"] if link["rel"] == "self")
    described = get(app, itself)
    assert described == only
    (template,) = (link["href"] for link in described["links"] if link.get("templated"))
    place = {"tileMatrix": 0, "tileRow": 0, "tileCol": 0}
    with app.app_context():
        stored = atlas().tile("commune", 0, 0, 0)
    answer = app.test_client().get(template.format(**place))
    assert (answer.status_code, answer.data) == ((200, stored) if stored else (204, b""))


def test_a_row_comes_before_a_column(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[Any, ...]] = []
    with app.app_context():
        monkeypatch.setattr(atlas(), "tile", lambda *where: asked.append(where) or b"tile")
    answer = app.test_client().get("/ogc/collections/region/tiles/WebMercatorQuad/5/11/16")
    assert (answer.status_code, answer.headers["Content-Encoding"], answer.data) == (200, "gzip", b"tile")
    assert asked == [("region", 5, 16, 11)]


@pytest.mark.parametrize("path", ["commune/tiles/WebMercatorQuad/0/1/0", "commune/tiles/WebMercatorQuad/15/0/0",
                                  "buyers/tiles", "commune/tiles/Other/0/0/0"])  # fmt: skip
def test_beyond_the_matrix_nothing_is_found(app: Flask, path: str) -> None:
    assert app.test_client().get(f"/ogc/collections/{path}").status_code == 404
