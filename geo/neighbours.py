"""Who touches whom: the binary contiguity of territories, as a sparse matrix or as pairs of codes."""

from collections.abc import Iterable, Sequence

import geopandas as gpd
import numpy as np
import pandas as pd
from scipy.sparse import csr_array, triu


def contiguity(geometries: gpd.GeoSeries) -> csr_array:
    """The n x n matrix of ones where two shapes share at least a point (queen), in the order given.

    A shape that overlaps its neighbour by a sliver, as in simplified boundaries, still touches it. An
    island, or a missing shape, has no neighbour: its row is empty.

    >>> from shapely import box
    >>> shapes = gpd.GeoSeries([box(0, 0, 1, 1), box(1, 1, 2, 2), box(5, 5, 6, 6)])
    >>> contiguity(shapes).toarray().astype(int).tolist()
    [[0, 1, 0], [1, 0, 0], [0, 0, 0]]
    """
    shapes = geometries.reset_index(drop=True)
    one, other = shapes.sindex.query(shapes, predicate="intersects")
    return _matrix(one, other, len(shapes))


def from_pairs(codes: Sequence[str], pairs: pd.DataFrame | Iterable[tuple[str, str]]) -> csr_array:
    """The n x n matrix of ones of pairs of codes, both ways, rows and columns in the order of ``codes``.

    A pair that names a code outside ``codes`` is left out: give only the territories that have a value,
    and those without are nobody's neighbours.

    >>> from_pairs(["22", "29", "2A"], [("22", "29"), ("22", "35")]).toarray().astype(int).tolist()
    [[0, 1, 0], [1, 0, 0], [0, 0, 0]]
    """
    table = pd.DataFrame(pairs if isinstance(pairs, pd.DataFrame) else list(pairs))
    if table.empty:
        return csr_array((len(codes), len(codes)))
    index = pd.Index(codes)
    one, other = (index.get_indexer(pd.Index(table.iloc[:, side])) for side in (0, 1))
    known = (one >= 0) & (other >= 0)
    one, other = one[known], other[known]
    return _matrix(np.concatenate([one, other]), np.concatenate([other, one]), len(codes))


def to_pairs(codes: Sequence[str], neighbours: csr_array) -> pd.DataFrame:
    """Pairs of neighbours, each once, in the order of ``codes``: columns code, neighbour.

    >>> to_pairs(["22", "29"], from_pairs(["22", "29"], [("29", "22")])).to_dict("records")
    [{'code': '22', 'neighbour': '29'}]
    """
    one, other = triu(neighbours, k=1, format="coo").coords
    names = np.asarray(codes, dtype=object)
    pairs = pd.DataFrame({"code": names[one], "neighbour": names[other]}, dtype=str)
    order = np.lexsort((other, one))
    return pairs.iloc[order].reset_index(drop=True)


def _matrix(one: np.ndarray, other: np.ndarray, size: int) -> csr_array:
    apart = one != other
    pairs = (one[apart], other[apart])
    matrix = csr_array((np.ones(len(pairs[0])), pairs), shape=(size, size))
    matrix.data[:] = 1.0
    return matrix
