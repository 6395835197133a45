"""Poisson gravity: what flows of money are expected to be, given distance and the size of both ends."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import xlogy

from geo.measures.arrays import Floats, Integers, amounts, finite, same_length
from geo.measures.effects import Effects

MOST_ROUNDS = 100


@dataclass(frozen=True)
class Gravity:
    """Fitted ``slopes`` with their standard ``errors``, one per covariate, and one ``expected`` flow per pair."""

    slopes: Floats
    expected: Floats
    errors: Floats


def poisson_gravity(
    flows: ArrayLike,
    covariates: ArrayLike,
    origins: ArrayLike | None = None,
    destinations: ArrayLike | None = None,
) -> Gravity:
    """Fit flows = exp(covariates . slopes + origin + destination effects) by Poisson maximum likelihood.

    ``flows``: N amounts, zeros included, for they carry the information. ``covariates``: N x K (log of
    distance, same region...). ``origins``, ``destinations``: N labels each (whole numbers are fastest); with
    both, expected flows keep every territory's total spent and total won. With neither, one common
    intercept is fitted, unless the covariates already hold one. A territory without any flow is expected
    none and left out of the fit. ``errors`` are the model's own (Fisher information): amounts in euros are
    overdispersed, so they are too small there. ValueError when a covariate is redundant, or the fit does
    not settle.
    Santos Silva & Tenreyro (2006), Rev. Econ. Stat. 88(4); Guimarães & Portugal (2010), Stata J. 10(4).

    >>> log_distance = np.log([[1.0], [2.0], [4.0], [8.0]])
    >>> poisson_gravity([80, 40, 20, 10], log_distance).slopes.round(6).tolist()
    [-1.0]
    """
    y, x = amounts(flows, "flows"), finite(covariates, "covariates")
    x = x.reshape(len(y), -1) if x.size else np.zeros((len(y), 0))
    groups = [_codes(labels, y) for labels in (origins, destinations) if labels is not None]
    live = _live(y, groups)
    expected = np.zeros(len(y))
    if not groups and not _span_a_constant(x):
        groups = [np.zeros(len(y), dtype=np.int64)]
    effects = Effects([_codes(group[live], y[live]) for group in groups])
    slopes, errors, expected[live] = _fit(y[live], x[live], effects)
    return Gravity(slopes, expected, errors)


def _fit(y: Floats, x: Floats, effects: Effects) -> tuple[Floats, Floats, Floats]:
    """Iteratively reweighted least squares: slopes, errors, expected flows."""
    fitted = np.log((y + y.mean()) / 2) if y.any() else np.zeros(len(y))
    deviance = np.inf
    for _ in range(MOST_ROUNDS):
        expected = np.exp(fitted)
        slopes, information, following = _step(y, x, effects, fitted, expected)
        previous, deviance = deviance, _deviance(y, np.exp(following))
        while deviance > previous * (1 + 1e-9) + 1e-9 and np.abs(following - fitted).max() > 1e-9:
            following = (following + fitted) / 2
            deviance = _deviance(y, np.exp(following))
        fitted = following
        if abs(previous - deviance) <= 1e-11 * (deviance + y.sum() * 1e-4):
            errors: Floats = np.sqrt(np.diag(np.linalg.inv(information)))
            return slopes, errors, np.exp(fitted)
    raise ValueError(f"the gravity model did not settle in {MOST_ROUNDS} rounds; check the covariates")


def _step(y: Floats, x: Floats, effects: Effects, fitted: Floats, expected: Floats) -> tuple[Floats, Floats, Floats]:
    working = fitted + (y - expected) / expected
    cleared = effects.take_out(np.column_stack([working, x]), expected)
    target, own = cleared[:, 0], cleared[:, 1:]
    information = (own.T * expected) @ own
    _refuse_redundant(information, (x.T**2) @ expected)
    slopes = np.linalg.solve(information, (own.T * expected) @ target).astype(np.float64)
    return slopes, information, working - (target - own @ slopes)


def _span_a_constant(x: Floats) -> bool:
    """Whether an intercept is among the covariates, as a column of ones or as one indicator per origin."""
    ones = np.ones(len(x))
    return bool(np.allclose(x @ np.linalg.lstsq(x, ones, rcond=None)[0], ones, atol=1e-9, rtol=0))


def _refuse_redundant(information: Floats, before: Floats) -> None:
    """A covariate that the others or the effects already say (a size of origin beside origin effects)."""
    scale = np.sqrt(np.diag(information))
    if (scale**2 <= 1e-12 * before).any() or np.linalg.cond(information / np.outer(scale, scale)) > 1e12:
        raise ValueError("a covariate says nothing that the others or the effects do not say already")


def _deviance(y: Floats, expected: Floats) -> float:
    return float(2 * (xlogy(y, y / np.maximum(expected, 1e-300)) - (y - expected)).sum())


def _codes(labels: ArrayLike, flows: Floats) -> Integers:
    codes = np.unique(np.asarray(labels), return_inverse=True)[1].astype(np.int64)
    same_length(flows, codes)
    return codes


def _live(y: Floats, groups: list[Integers]) -> NDArray[np.bool_]:
    """Pairs both of whose ends have a flow somewhere; the others' effect would be minus infinity."""
    live = np.ones(len(y), dtype=bool)
    for group in groups:
        live &= np.bincount(group, y)[group] > 0
    return live
