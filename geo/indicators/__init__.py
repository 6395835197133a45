"""What the map shows: one file each, one list in menu order."""

from collections.abc import Iterator

import pandas as pd

from geo.errors import UnknownIndicatorError
from geo.indicators.anchoring import ANCHORING
from geo.indicators.attraction import ATTRACTION
from geo.indicators.base import Cube, Indicator, Method, Variant
from geo.indicators.coagglomeration import COAGGLOMERATION
from geo.indicators.concentration import CONCENTRATION
from geo.indicators.dependence import DEPENDENCE
from geo.indicators.distance_elasticity import DISTANCE_ELASTICITY
from geo.indicators.distance_profile import DISTANCE_PROFILE
from geo.indicators.family_distance import FAMILY_DISTANCE
from geo.indicators.flow_residual import FLOW_RESIDUAL
from geo.indicators.grouping import GROUPING
from geo.indicators.industry_concentration import INDUSTRY_CONCENTRATION
from geo.indicators.inequality import INEQUALITY
from geo.indicators.local_share import LOCAL_SHARE
from geo.indicators.location_quotient import LOCATION_QUOTIENT
from geo.indicators.net_balance import NET_BALANCE
from geo.indicators.sme_access import SME_ACCESS
from geo.indicators.spend import SPEND
from geo.indicators.spend_distance import SPEND_DISTANCE

INDICATORS: tuple[Indicator, ...] = (
    LOCAL_SHARE, SPEND, SPEND_DISTANCE, ANCHORING, ATTRACTION, NET_BALANCE, FLOW_RESIDUAL, CONCENTRATION, DEPENDENCE,
    SME_ACCESS, LOCATION_QUOTIENT, GROUPING, INEQUALITY, DISTANCE_ELASTICITY, FAMILY_DISTANCE, INDUSTRY_CONCENTRATION,
    COAGGLOMERATION, DISTANCE_PROFILE,
)  # fmt: skip

ORDER = ("variant", "level", "year", "family", "weight", "code")
"""In what order the figures of an indicator come."""

__all__ = ["INDICATORS", "Cube", "Indicator", "Method", "Variant", "compute_all", "indicator", "reliability"]


def indicator(key: str) -> Indicator:
    """The indicator of this key; raises UnknownIndicatorError with the keys that exist.

    >>> indicator("local_share").unit
    'share'
    """
    for one in INDICATORS:
        if one.key == key:
            return one
    known = ", ".join(one.key for one in INDICATORS)
    raise UnknownIndicatorError(f"indicator {key!r} does not exist; choose one of {known}")


def compute_all(cube: Cube) -> Iterator[pd.DataFrame]:
    """The figures of one indicator after another, by key, each with the class that says how far it can be read.

    Whoever keeps none holds one indicator at a time: all together were 7 M figures of 2 M contracts, and 2 GB.
    """
    for one in sorted(INDICATORS, key=lambda one: one.key):
        yield _figures(one, cube).sort_values(list(ORDER), ignore_index=True)


def _figures(one: Indicator, cube: Cube) -> pd.DataFrame:
    table = one.compute(cube).assign(indicator=one.key)
    table["reliability"] = reliability(table["contracts"], table["effective"])
    if one.is_sum:
        table["reliability"] = table["reliability"].replace("insuffisant", "indicatif")
    return table


def reliability(contracts: pd.Series, effective: pd.Series) -> pd.Series:
    """'fiable' from 30 contracts and an effective number of 10, 'indicatif' from 10 contracts, else 'insuffisant'.

    >>> reliability(pd.Series([30, 12, 4]), pd.Series([11.0, 3.0, 4.0])).tolist()
    ['fiable', 'indicatif', 'insuffisant']
    """
    result = pd.Series("insuffisant", index=contracts.index)
    result[contracts >= 10] = "indicatif"
    result[(contracts >= 30) & (effective >= 10)] = "fiable"
    return result
