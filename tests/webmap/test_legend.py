"""Laws of the legend: what a class says is what it holds."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webmap import palettes
from webmap.legend import Legend, legend_of

SCALES = {"share": 100.0, "km": 1.0, "ratio": 1.0, "eur_per_inhabitant": 1.0, "eur": 1.0}
SHARES = st.lists(st.floats(0, 1), min_size=1, max_size=60)
AMOUNTS = st.lists(st.floats(-1e9, 1e9).filter(lambda v: v == 0 or abs(v) > 1), min_size=1, max_size=60)
RATIOS = st.lists(st.floats(0, 50), min_size=1, max_size=60)


def bounds_said(label: str, unit: str) -> tuple[float, float]:
    """Ends of a class as its label prints them, read back as a reader would."""
    text = label.replace("\u202f", "").replace("\u00a0", " ").replace("−", "-").replace(",", ".")
    sizes = {"k€": 1e3, "M€": 1e6, "Md€": 1e9}
    found = [
        float(digits) * sizes.get(name, 1.0) / SCALES[unit]
        for digits, name in re.findall(r"(-?\d+(?:\.\d+)?) ?(k€|M€|Md€)?", text)
    ]
    if text.startswith("moins de"):
        return float("-inf"), found[0]
    if text.endswith("et plus"):
        return found[0], float("inf")
    return (found[0], found[1]) if found else (float("-inf"), float("inf"))


def each_value_is_where_its_label_says(legend: Legend, values: list[float], unit: str) -> None:
    for value in values:
        k = legend.class_of(value)
        assert k is not None
        low, high = bounds_said(legend.labels[k], unit)
        slack = 1e-9 * max(1.0, abs(value))
        assert low - slack <= value < high + slack


@given(SHARES)
def test_a_share_falls_in_the_class_whose_label_contains_it(values: list[float]) -> None:
    # Breaks under a millionth print as 0: no share of a contract is that small.
    legend = legend_of([round(v, 4) for v in values], "sequential", "share")
    each_value_is_where_its_label_says(legend, [round(v, 4) for v in values], "share")


@given(AMOUNTS)
def test_a_balance_falls_in_the_class_whose_label_contains_it(values: list[float]) -> None:
    rounded = [round(v) for v in values]
    each_value_is_where_its_label_says(legend_of(rounded, "diverging", "eur", 0.0), rounded, "eur")


@given(RATIOS)
def test_a_ratio_falls_in_the_class_whose_label_contains_it(values: list[float]) -> None:
    each_value_is_where_its_label_says(legend_of(values, "diverging", "ratio", 1.0), values, "ratio")


@given(SHARES)
def test_breaks_rise_and_every_class_has_a_colour_and_a_label(values: list[float]) -> None:
    legend = legend_of(values, "sequential", "share")
    assert list(legend.breaks) == sorted(set(legend.breaks))
    assert len(legend.colors) == len(legend.labels) == len(legend.breaks) + 1
    assert len(set(legend.colors)) == len(legend.colors)


@given(SHARES)
def test_a_greater_value_is_never_in_a_lower_class(values: list[float]) -> None:
    legend = legend_of(values, "sequential", "share")
    classes = [legend.class_of(v) for v in sorted(values)]
    assert classes == sorted(classes)  # type: ignore[type-var]


@given(AMOUNTS)
def test_a_balance_and_its_opposite_are_in_mirrored_classes(values: list[float]) -> None:
    legend = legend_of(values, "diverging", "eur", 0.0)
    assert [-b for b in reversed(legend.breaks)] == pytest.approx(list(legend.breaks))
    assert legend.class_of(0.0) == 2


@given(RATIOS)
def test_the_middle_class_of_a_ratio_holds_one(values: list[float]) -> None:
    legend = legend_of(values, "diverging", "ratio", 1.0)
    assert legend.class_of(1.0) == 2
    assert legend.breaks[0] * legend.breaks[3] == pytest.approx(1, abs=0.02)


def test_equal_values_make_one_class() -> None:
    legend = legend_of([0.5, 0.5], "sequential", "share")
    assert legend.labels == ("toutes les valeurs",)
    assert legend.class_of(0.5) == 0


def test_no_value_makes_no_class() -> None:
    assert legend_of([], "sequential", "share").colors == ()
    assert legend_of([], "sequential", "share").class_of(1.0) is None


def test_nothing_has_no_class() -> None:
    legend = legend_of([0.1, 0.9], "sequential", "share")
    assert legend.class_of(None) is None
    assert legend.class_of(float("nan")) is None


@pytest.mark.parametrize(
    ("unit", "k"), [(unit, k) for unit, names in palettes.CLASSES.items() for k in range(len(names))]
)
def test_classes_keep_their_names(unit: str, k: int) -> None:
    """A hot spot is no 'high among highs': each way of sorting territories has its own words."""
    legend = legend_of([0, 1, 2, 3, 4], "class", unit)
    assert legend.class_of(float(k)) == k
    assert (legend.colors[k], legend.labels[k]) == palettes.CLASSES[unit][k]
