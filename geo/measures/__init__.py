"""The formulas: arrays in, arrays (or one small frozen dataclass) out. No table, no file, no clock."""

from geo.measures.autocorrelation import (
    LocalMoran,
    Moran,
    getis_ord,
    local_moran,
    local_moran_test,
    moran,
)
from geo.measures.concentration import gini, hhi, normalised_hhi
from geo.measures.gravity import Gravity, poisson_gravity
from geo.measures.inequality import Theil, theil_decomposition, theil_l, theil_t
from geo.measures.quantiles import weighted_median, weighted_quantile
from geo.measures.rates import empirical_bayes, spatial_empirical_bayes, wilson
from geo.measures.spacing import kd_function, m_function
from geo.measures.specialisation import EllisonGlaeser, ellison_glaeser, location_quotient
from geo.measures.testing import benjamini_hochberg, cramers_v

__all__ = [
    "EllisonGlaeser",
    "Gravity",
    "LocalMoran",
    "Moran",
    "Theil",
    "benjamini_hochberg",
    "cramers_v",
    "ellison_glaeser",
    "empirical_bayes",
    "getis_ord",
    "gini",
    "hhi",
    "kd_function",
    "local_moran",
    "local_moran_test",
    "location_quotient",
    "m_function",
    "moran",
    "normalised_hhi",
    "poisson_gravity",
    "spatial_empirical_bayes",
    "theil_decomposition",
    "theil_l",
    "theil_t",
    "weighted_median",
    "weighted_quantile",
    "wilson",
]
