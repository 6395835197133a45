"""An indicator in a notebook; the tiny country is in tests/tiny.py."""

from pathlib import Path

import geopandas
import pytest
from shapely.geometry import Polygon, box
from tiny import tiny_atlas

from geo.atlas import open_atlas
from geo.errors import UnknownIndicatorError
from geo.notebook import indicator_frame, indicator_map
from geo.painted import painted_map, simplified
from geo.selection import Selection

__all__ = ["tiny_atlas"]


def test_the_frame_has_the_atlas_own_figures_on_true_shapes(tiny_atlas: Path) -> None:
    frame = indicator_frame(tiny_atlas, "spend", "departement", reading="total").set_index("code")
    assert frame.crs.to_epsg() == 4326
    assert frame.loc["02"].geometry.bounds == (2, 44.5, 4, 45.5)
    values = open_atlas(tiny_atlas).values("spend", "total", Selection("departement")).set_index("code")["value"]
    assert frame["value"].dropna().to_dict() == values.to_dict()


def test_a_territory_without_a_figure_keeps_its_row(tiny_atlas: Path) -> None:
    frame = indicator_frame(tiny_atlas, "spend", "commune", reading="total", year=2019)
    assert len(frame) == 4
    assert frame["value"].isna().any()


def test_the_reading_named_as_the_level_is_the_usual_one(tiny_atlas: Path) -> None:
    usual, named = (indicator_frame(tiny_atlas, "local_share", "region", reading=r) for r in ("", "region"))
    assert usual.equals(named)


def test_an_indicator_that_does_not_exist_is_refused_with_those_that_do(tiny_atlas: Path) -> None:
    with pytest.raises(UnknownIndicatorError, match="local_share"):
        indicator_frame(tiny_atlas, "happiness")


def test_three_lines_give_a_map(tiny_atlas: Path) -> None:
    page = indicator_map(tiny_atlas, "spend", "departement", reading="total").get_root().render()
    assert "Ain: \\u20ac205,000" in page or "Ain: €205,000" in page
    assert "bootstrap" not in page


def test_a_map_without_any_shape_opens() -> None:
    nothing = geopandas.GeoDataFrame({"color": [], "tip": []}, geometry=[], crs=4326)
    assert "</html>" in painted_map(nothing, "Nothing", []).get_root().render()


def test_words_are_text() -> None:
    shapes = geopandas.GeoDataFrame(
        {"color": ["#000000"], "tip": ["<b>a</b> {{ 7 * 191 }}"]}, geometry=[box(0, 45, 1, 46)], crs=4326
    )
    page = painted_map(shapes, "<i>t</i> {{ 7 * 191 }}", [], notes=["{% x %}"]).get_root().render()
    assert "<b>a" not in page
    assert "<i>t" not in page
    assert "1337" not in page


def test_borders_simplified_together_stay_shared() -> None:
    """One neighbour sees a bump to smooth where two others see the corner at which they meet."""
    left = Polygon([(0, 0), (1, 0), (1.05, 0.5), (1, 1), (0, 1)])
    below, above = Polygon([(1, 0), (2, 0), (2, 0.5), (1.05, 0.5)]), Polygon([(1.05, 0.5), (2, 0.5), (2, 1), (1, 1)])
    thin = simplified(geopandas.GeoDataFrame(geometry=[left, below, above, None], crs=4326), 0.5)
    assert len(thin) == 3
    assert thin.union_all().geom_type == "Polygon"
    assert len(thin.union_all().interiors) == 0
    assert sum(shape.area for shape in thin.geometry) == pytest.approx(thin.union_all().area)
