"""How a map is drawn: methods of classes, palettes, histogram, and what the page keeps of them."""

import re

import numpy as np
import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from webmap import palettes
from webmap.classes import METHODS, jenks
from webmap.histogram import histogram
from webmap.legend import legend_of
from webmap.look import Look

VALUES = st.lists(st.floats(-1e6, 1e6).map(lambda v: round(v, 2)), min_size=1, max_size=40)
MAP = "/carte?indicator=local_share&variant=departement&level=departement"


@given(VALUES, st.sampled_from(sorted(METHODS)), st.integers(3, 7))
def test_every_method_gives_rising_breaks_and_a_colour_a_class(values: list[float], method: str, count: int) -> None:
    legend = legend_of(values, "sequential", "km", look=Look(method, count))
    assert list(legend.breaks) == sorted(set(legend.breaks))
    assert len(legend.colors) == len(legend.labels) == len(legend.breaks) + 1
    assert method == "continuous" or len(legend.colors) <= count
    assert {legend.class_of(v) for v in values} <= set(range(len(legend.colors)))


def _within(values: list[float], breaks: list[float]) -> float:
    groups = np.digitize(values, breaks)
    return float(sum(np.var(np.array(values)[groups == k]) * (groups == k).sum() for k in set(groups)))


@given(st.lists(st.integers(0, 60).map(float), min_size=4, max_size=9, unique=True))
def test_jenks_leaves_the_least_variance_of_all_cuts(values: list[float]) -> None:
    """Against every cut of the sorted values in three."""
    ordered = sorted(values)
    best = min(
        _within(values, [(ordered[i - 1] + ordered[i]) / 2, (ordered[j - 1] + ordered[j]) / 2])
        for i in range(1, len(ordered) - 1)
        for j in range(i + 1, len(ordered))
    )
    assert _within(values, jenks(np.array(values), 3)) == pytest.approx(best)


def test_jenks_on_many_values_stays_near_the_exact_cut() -> None:
    values = np.random.default_rng(7).lognormal(0, 1, 3_000)
    exact = _within(list(values), jenks(values[:400], 4))
    assert _within(list(values), jenks(values, 4)) <= exact


@pytest.mark.parametrize("method", sorted(METHODS))
def test_a_diverging_map_changes_hue_at_its_centre(method: str) -> None:
    legend = legend_of([-4, -1, -0.5, 2, 3, 9], "diverging", "eur", 0.0, Look(method))
    assert 0.0 in legend.breaks
    start = legend.breaks.index(0.0) + 1
    under, over = palettes.DIVERGING["PuOr"][0], palettes.DIVERGING["PuOr"][-1]
    assert legend.colors[0] == under
    assert legend.colors[-1] == over
    assert legend.class_of(0.0) == start


def test_each_side_of_a_centre_keeps_its_hue_however_many_its_classes() -> None:
    legend = legend_of([-9, 1, 2, 3, 4, 5], "diverging", "eur", 0.0, Look("fixed", breaks=(0.0, 2.0, 4.0)))
    under, over = palettes.DIVERGING["PuOr"][:2], palettes.DIVERGING["PuOr"][3:]
    assert legend.colors[0] in under
    assert (legend.colors[1], legend.colors[3]) == over
    assert len(legend.colors) == len(legend.labels) == 4


def test_fixed_breaks_keep_a_neutral_class_around_the_centre() -> None:
    legend = legend_of([0.2, 1.0, 4.0], "diverging", "ratio", 1.0, Look("fixed", breaks=(0.5, 2.0)))
    assert legend.breaks == (0.5, 2.0)
    assert legend.colors[1] == palettes.DIVERGING["PuOr"][2]


def test_a_year_without_figures_keeps_the_breaks_of_the_reader() -> None:
    wish = Look("fixed", breaks=(20.0, 60.0))
    assert legend_of([], "sequential", "share", look=wish).breaks == (0.2, 0.6)
    assert legend_of([], "diverging", "eur", 0.0, wish).breaks == (20.0, 60.0)


@given(VALUES)
def test_the_bars_of_a_histogram_stand_inside_it(values: list[float]) -> None:
    legend = legend_of(values, "sequential", "km")
    shown = histogram(values, legend, "km")
    assert all(0 <= bar.x <= 320 and 0 < bar.height <= 56 and bar.color in legend.colors for bar in shown.bars)
    assert all(0 <= mark.x <= 320 for mark in shown.marks)


def test_the_page_keeps_what_was_chosen(client: FlaskClient) -> None:
    page = client.get(f"{MAP}&method=equal&classes=3&palette=viridis").text
    assert '<option value="equal" selected>' in page
    assert palettes.SEQUENTIAL["viridis"][0] in page
    assert "method=equal" in re.findall(r'id="t-link" readonly value="([^"]+)"', page)[0]


def test_breaks_in_percents_cut_shares(client: FlaskClient) -> None:
    document = client.get("/api/values?indicator=local_share&variant=departement&breaks=20 76").json
    assert document["classes"]["breaks"] == [0.2, 0.76]
    assert document["values"]["02"]["k"] == 1
    assert document["values"]["01"]["k"] == 2


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("method=magie", "choisir parmi quantiles"),
        ("classes=12", "choisir parmi 3, 4, 5, 6, 7"),
        ("palette=rose", "choisir parmi YlGnBu"),
        ("breaks=un deux", "écrire un à 6 nombres"),
        ("breaks=nan", "écrire un à 6 nombres"),
    ],
)
def test_a_look_that_does_not_exist_is_refused_with_those_that_do(client: FlaskClient, query: str, words: str) -> None:
    answer = client.get(f"/carte?{query}")
    assert answer.status_code == 400
    assert words in answer.text


def test_the_level_follows_the_zoom_until_it_is_pinned(client: FlaskClient) -> None:
    assert 'name="follow" value="1" checked' in client.get("/carte").text
    assert 'name="follow" value="1" checked' in client.get(f"{MAP}&follow=1").text
    assert 'name="follow" value="1">' in client.get(MAP).text


def test_an_embedded_map_is_a_light_page_that_anyone_may_frame(client: FlaskClient) -> None:
    assert "montant qui reste sur place" in client.get("/flux?embed=1").text, "its legend"
    light, full = client.get(f"{MAP}&embed=1"), client.get(MAP)
    assert "frame-ancestors *" in light.headers["Content-Security-Policy"]
    assert "frame-ancestors 'self'" in full.headers["Content-Security-Policy"]
    assert "frame-ancestors 'self'" in client.get("/qualite?embed=1").headers["Content-Security-Policy"]
    assert "<table" not in light.text
    assert "Ouvrir la carte" in light.text
    assert len(light.text) < len(full.text)


def test_flows_within_a_region_keep_both_ends_inside(client: FlaskClient) -> None:
    document = client.get("/api/flows?level=departement&within=region:B").json
    assert document["flows"] == []
    document = client.get("/api/flows?level=departement&within=region:A").json
    assert {(f["from"], f["to"]) for f in document["flows"]} == {("01", "01"), ("01", "02"), ("02", "02"), ("02", "01")}
    assert document["unknown"] == 0
    assert client.get("/flux?within=bretagne").status_code == 400


def test_the_matrix_gives_the_amount_from_row_to_column(client: FlaskClient) -> None:
    page = client.get("/flux?level=departement").text.replace("\u00a0", " ")
    table = page[page.index("figures matrix") :]
    cells = re.findall(r'<th scope="row">Nord</th>(.*?)</tr>', table)[0]
    assert re.findall(r">([^<]*)</td>", cells)[:2] == ["640 k€", "200 k€"]
