"""Basins: territories that trade with one another more than their sizes alone would have it."""

from collections import Counter

import numpy as np
import pandas as pd
from scipy.sparse import csr_array

from geo.indicators.base import Cube
from geo.measures import basins as partition
from geo.selection import ALL_FAMILIES, ALL_YEARS
from geo.territories import ABROAD, UNKNOWN

LEVELS = ("epci", "departement")
COLUMNS = {
    "level": "str", "code": "str", "basin": "int64", "name": "str", "colour": "int64", "modularity": "float64",
    "stability": "float64",
}  # fmt: skip
COLOURS = 8
"""What a palette without order holds; more are used only where neighbours need them."""
_DECIMALS = 6
"""Thirds of a contract, added up in another order, must not make another basin."""


def basins(cube: Cube) -> pd.DataFrame:
    """The procurement basin of each territory that buys from or sells to another (all years, by contracts).

    ``basin`` numbers them by falling number of contracts, from 0; ``name`` is that of its territory with most.
    ``colour`` numbers colours, from 0, so that basins that touch never share one.
    ``stability`` says how much the other draws agree: 1 all do, near 0 the basins are luck.
    """
    tables = [_at(cube, level) for level in LEVELS]
    return pd.concat(tables, ignore_index=True).astype(COLUMNS)


def _at(cube: Cube, level: str) -> pd.DataFrame:
    rows = cube.flow[
        (cube.flow["level"] == level) & (cube.flow["year"] == ALL_YEARS) & (cube.flow["family"] == ALL_FAMILIES)
    ]
    placed = ~rows["buyer_code"].isin((UNKNOWN, ABROAD)) & ~rows["supplier_code"].isin((UNKNOWN, ABROAD))
    across = rows[placed & (rows["buyer_code"] != rows["supplier_code"])]
    # A territory that only buys from itself is in no trade with others: it has no basin.
    codes = pd.Index(sorted({*across["buyer_code"], *across["supplier_code"]}))
    if codes.empty:
        return pd.DataFrame(columns=list(COLUMNS))
    flows = _matrix(rows, codes)
    found = partition(flows)
    weight = flows.sum(axis=0) + flows.sum(axis=1)
    table = pd.DataFrame({"level": level, "code": codes, "basin": found.labels, "weight": weight})
    first = table.sort_values(["weight", "code"], ascending=[False, True]).drop_duplicates("basin")
    names = cube.territory[cube.territory["level"] == level].set_index("code")["name"]
    called = first.set_index("basin")["code"].map(names)
    table = table.assign(modularity=found.modularity, stability=found.stability, name=table["basin"].map(called))
    table["colour"] = table["basin"].map(_colours(table, *cube.neighbours.get(level, ([], None))))
    return table[list(COLUMNS)]


def _colours(table: pd.DataFrame, codes: list[str], touching: csr_array | None) -> dict[int, int]:
    """A colour for each basin, few in all: the basin that sees most colours around it is served first (DSATUR).

    Brélaz (1979), Communications of the ACM 22. A basin may be in several pieces: more than four may be needed.
    """
    import networkx  # half a second, for the batch alone

    graph = networkx.Graph()
    graph.add_nodes_from(sorted(set(table["basin"])))
    if touching is not None:
        basin = pd.Series(codes).map(table.set_index("code")["basin"]).to_numpy(float)
        one, other = (basin[side] for side in touching.tocoo().coords)
        apart = one != other
        apart &= ~np.isnan(one) & ~np.isnan(other)
        graph.add_edges_from(zip(one[apart].astype(int).tolist(), other[apart].astype(int).tolist(), strict=True))
    found: dict[int, int] = networkx.greedy_color(graph, strategy="DSATUR")
    for node in sorted(graph, reverse=True):
        around = {found[other] for other in graph[node]}
        used = Counter(found[other] for other in graph if other != node)
        # Each colour as seldom as can be: the eye takes two far basins of one colour for one.
        found[node] = min(
            (k for k in range(max(COLOURS, len(used))) if k not in around),
            key=lambda k: (used[k], k),
            default=found[node],
        )
    return found


def _matrix(rows: pd.DataFrame, codes: pd.Index) -> np.ndarray:
    n = len(codes)
    one, other = (codes.get_indexer(pd.Index(rows[side])) for side in ("buyer_code", "supplier_code"))
    kept = (one >= 0) & (other >= 0)
    cells = (one * n + other)[kept]
    return np.bincount(cells, rows["contracts"].to_numpy(float)[kept], n * n).round(_DECIMALS).reshape(n, n)
