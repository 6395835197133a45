"""Clustered errors: those of pyfixest, one way and two."""

import warnings

import numpy as np
import pandas as pd
import pytest

from geo.measures import clustered_errors, poisson_gravity


def flows_of(n: int, seed: int) -> pd.DataFrame:
    """Flows between n towns whose amounts vary far more than counts do; one town buys nothing."""
    rng = np.random.default_rng(seed)
    place = rng.random((n, 2)) * 500
    one, other = (ends.ravel() for ends in np.indices((n, n)))
    far = np.hypot(*(place[one] - place[other]).T) + 5
    flow = rng.poisson(4_000 / far) * rng.lognormal(size=n * n) * (one != 3)
    same = 1.0 * (one % 5 == other % 5)
    return pd.DataFrame({"flow": flow, "far": np.log(far), "same": same, "one": one, "other": other})


@pytest.mark.parametrize("ways", [("one",), ("one", "other")])
def test_they_are_those_of_pyfixest(ways: tuple[str, ...]) -> None:
    pyfixest = pytest.importorskip("pyfixest")
    table = flows_of(25, 0)
    columns = table[["far", "same"]].to_numpy()
    fitted = poisson_gravity(table["flow"], columns, table["one"], table["other"])
    ends = table["one"], table["other"]
    found = clustered_errors(fitted, table["flow"], columns, *ends, tuple(table[way] for way in ways))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        correction = pyfixest.ssc(k_adj=False, G_adj=True, G_df="min")
        model = pyfixest.fepois("flow ~ far + same | one + other", table, vcov={"CRV1": "+".join(ways)}, ssc=correction)
    np.testing.assert_allclose(fitted.slopes, model.coef(), rtol=1e-6)
    np.testing.assert_allclose(found, model.se(), rtol=1e-4)


def test_the_model_s_own_errors_are_too_small_for_money() -> None:
    table = flows_of(25, 1).assign(flow=lambda t: t["flow"] * 1_000)
    columns = table[["far"]].to_numpy()
    fitted = poisson_gravity(table["flow"], columns, table["one"], table["other"])
    found = clustered_errors(fitted, table["flow"], columns, table["one"], table["other"], (table["one"],))
    assert found[0] > 10 * fitted.errors[0]
