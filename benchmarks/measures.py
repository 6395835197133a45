"""Time the measures against the libraries that others use, on the real communes and EPCI of France.

Each side runs in a process of its own, so that its peak of memory is its own; seconds leave imports out. Ratios
are within one run. The territories are read where GEOMARCHES_DATA says; values and flows are drawn (fixed seed).
"""

import os
import re
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

SEED = 20261125
RADII = np.array([2_000.0, 5_000, 10_000, 20_000, 50_000])


class Cost(NamedTuple):
    """Seconds of the first call and of the second, and the peak of memory of their process."""

    first: float
    warm: float
    peak_mb: float


def main() -> None:
    """Run every comparison, or with a name in the arguments that one side alone."""
    if len(sys.argv) > 1:
        print("seconds:", *SIDES[sys.argv[1]]())
        return
    if not list(Path(os.environ.get("GEOMARCHES_DATA", "")).glob("territories-*/territory.parquet")):
        print("nothing measured: no territories where GEOMARCHES_DATA says; `geomarches build` makes them")
        return
    ours, esda = spent("lisa"), spent("lisa-esda")
    say("local Moran, 34,969 communes, 999 draws: esda's first call", esda.first / ours.first, 5)
    say("the same: esda's warm call", esda.warm / ours.warm, 1.5)
    say("the same: esda's memory over ours", esda.peak_mb / ours.peak_mb, 3)
    say("two stages (999, then 99,999) over the first", spent("lisa-two-stages").warm / ours.warm, 6, most=True)
    say("gravity, 1,255 x 1,255 EPCI: pyfixest's call", spent("gravity-pyfixest").first / spent("gravity").first, 2)
    for name in ("kd", "m"):
        ratio = spent(f"{name}-naive").first / spent(name).warm
        say(f"{name.upper()}, 20,000 firms in communes: all pairs of firms", ratio, 20)
        say(f"{name.upper()}, a million points: seconds", spent(f"{name}-million").warm, 3, most=True)


def spent(side: str) -> Cost:
    """What one side takes, in a process of its own."""
    process = subprocess.Popen([sys.executable, __file__, side], stdout=subprocess.PIPE, text=True)
    printed = process.stdout.read() if process.stdout else ""
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{side} ended with {process.returncode}")
    first, warm = (float(seconds) for seconds in re.findall(r"[\d.]+", printed.split("seconds:")[1]))
    cost = Cost(first, warm, usage.ru_maxrss / 1024)
    print(f"  {side}: {first:.2f} s, then {warm:.2f} s, peak {cost.peak_mb:.0f} MB", flush=True)
    return cost


def say(what: str, found: float, promised: float, most: bool = False) -> None:
    """One line: what was found, what was promised, and whether it holds."""
    holds = found <= promised if most else found >= promised
    print(
        f"{what}: {found:.2f} ({'at most' if most else 'at least'} {promised}: {'yes' if holds else 'NO'})", flush=True
    )


def timed(call: Callable[[], Any], warm: bool = True) -> tuple[float, float]:
    """Seconds of a first call and of a second; the first again where a second would teach nothing."""
    seconds = []
    for _ in range(1 + warm):
        started = time.perf_counter()
        call()
        seconds.append(time.perf_counter() - started)
    return seconds[0], seconds[-1]


def territories(level: str) -> pd.DataFrame:
    """The territories of a level, by code."""
    path = next(Path(os.environ["GEOMARCHES_DATA"]).glob("territories-*/territory.parquet"))
    columns = ["level", "code", "region", "population", "area_km2", "lon", "lat"]
    table = pd.read_parquet(path, columns=columns)
    return table[table["level"] == level].sort_values("code", ignore_index=True)


def communes() -> tuple[np.ndarray, Any]:
    """A value for each commune, alike among neighbours, and who touches whom."""
    from geo.neighbours import from_pairs

    codes = territories("commune")["code"].tolist()
    path = next(Path(os.environ["GEOMARCHES_DATA"]).glob("territories-*/neighbour.parquet"))
    pairs = pd.read_parquet(path)
    near = from_pairs(codes, pairs.loc[pairs["level"] == "commune", ["code", "neighbour"]])
    noise = np.random.default_rng(SEED).normal(size=len(codes))
    return noise + near @ noise / np.maximum(np.diff(near.indptr), 1), near


def lisa(two_stages: bool) -> tuple[float, float]:
    """Our local Moran; without its second stage where no p is small enough to refine."""
    from geo.measures import autocorrelation

    values, near = communes()
    if not two_stages:
        autocorrelation.REFINE_UNDER = -1.0
    return timed(lambda: autocorrelation.local_moran_test(values, near, 999, np.random.default_rng(SEED)))


def lisa_esda() -> tuple[float, float]:
    """esda's, with its defaults (simulations kept)."""
    from esda import Moran_Local
    from libpysal.graph import Graph

    values, near = communes()
    graph = Graph.from_sparse(near).transform("r")
    return timed(lambda: Moran_Local(values, graph, permutations=999, seed=SEED))


def flows() -> pd.DataFrame:
    """Two hundred thousand contracts between EPCI, by population and distance, each with an amount."""
    from geo.distance import geodesic_km

    epci = territories("epci")
    n = len(epci)
    one, other = (ends.ravel() for ends in np.indices((n, n)))
    lon, lat, region = (epci[name].to_numpy() for name in ("lon", "lat", "region"))
    km = geodesic_km(lon[one], lat[one], lon[other], lat[other])
    km[one == other] = 0.67 * np.sqrt(epci["area_km2"] / np.pi)
    table = pd.DataFrame(
        {"one": one, "other": other, "log_km": np.log(km), "same": 1.0 * (region[one] == region[other])}
    )
    people = epci["population"].to_numpy(float)
    mean = people[one] * people[other] * np.exp(-1.1 * table["log_km"] + 0.5 * table["same"])
    rng = np.random.default_rng(SEED)
    return table.assign(flow=rng.poisson(200_000 * mean / mean.sum()) * rng.lognormal(10, 1, n * n))


def gravity() -> tuple[float, float]:
    """Our doubly constrained gravity."""
    from geo.measures import poisson_gravity

    table = flows()
    columns = table[["log_km", "same"]].to_numpy()
    return timed(lambda: poisson_gravity(table["flow"], columns, table["one"], table["other"]))


def gravity_pyfixest() -> tuple[float, float]:
    """pyfixest's; a small call first, so that compiling does not count against it."""
    import warnings

    import pyfixest

    warnings.simplefilter("ignore")
    table = flows()
    formula = "flow ~ log_km + same | one + other"
    pyfixest.fepois(formula, table[(table["one"] < 60) & (table["other"] < 60)])
    return timed(lambda: pyfixest.fepois(formula, table), warm=False)


def firms(count: int, everywhere: bool) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Firms in communes as people are, or at points of their own: metres, sizes, and whether of the sector."""
    rng = np.random.default_rng(SEED)
    towns = territories("commune")
    towns = towns[towns["lon"].between(-6, 10) & towns["lat"].between(41, 52)]
    drawn = rng.choice(len(towns), count, p=towns["population"] / towns["population"].sum())
    metres = towns[["lon", "lat"]].to_numpy()[drawn] * [78_000, 111_000]
    scattered = metres + everywhere * rng.normal(0, 3_000, metres.shape)
    return scattered, rng.lognormal(size=count), rng.random(count) < 0.25


def kd(count: int, everywhere: bool = False) -> tuple[float, float]:
    """Our Kd, weighted."""
    from geo.measures import kd_function

    points, sizes, _ = firms(count, everywhere)
    return timed(lambda: kd_function(points, sizes, RADII))


def kd_naive() -> tuple[float, float]:
    """Kd as it is defined: each pair of firms, its kernel at each radius."""
    from scipy.spatial.distance import pdist

    points, sizes, _ = firms(20_000, everywhere=False)

    def measured() -> list[float]:
        distances = pdist(points)
        masses = np.concatenate([sizes[i] * sizes[i + 1 :] for i in range(len(sizes))])
        width = 0.9 * distances.std() * len(distances) ** -0.2
        return [float((masses * np.exp(-(((r - distances) / width) ** 2) / 2)).sum()) for r in RADII]

    return timed(measured, warm=False)


def m(count: int, everywhere: bool = False) -> tuple[float, float]:
    """Our M."""
    from geo.measures import m_function

    points, sizes, sector = firms(count, everywhere)
    return timed(lambda: m_function(points, sizes, sector, sector, RADII))


def m_naive() -> tuple[float, float]:
    """M as it is defined: around each firm of the sector, every other firm, at each radius."""
    from scipy.spatial.distance import cdist

    points, sizes, sector = firms(20_000, everywhere=False)

    def measured() -> np.ndarray:
        ratios = np.zeros(len(RADII))
        for i in np.flatnonzero(sector):
            distances = cdist(points[[i]], points)[0]
            for rank, radius in enumerate(RADII):
                near = distances <= radius
                ratios[rank] += (sizes * sector)[near].sum() / sizes[near].sum()
        return ratios

    return timed(measured, warm=False)


SIDES: dict[str, Callable[[], tuple[float, float]]] = {
    "lisa": lambda: lisa(two_stages=False),
    "lisa-two-stages": lambda: lisa(two_stages=True),
    "lisa-esda": lisa_esda,
    "gravity": gravity,
    "gravity-pyfixest": gravity_pyfixest,
    "kd": lambda: kd(20_000),
    "kd-naive": kd_naive,
    "kd-million": lambda: kd(1_000_000, everywhere=True),
    "m": lambda: m(20_000),
    "m-naive": m_naive,
    "m-million": lambda: m(1_000_000, everywhere=True),
}

if __name__ == "__main__":
    main()
