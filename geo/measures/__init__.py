"""The formulas: arrays in, arrays (or one small frozen dataclass) out. No table, no file, no clock."""

from geo.measures.agglomeration import Profiles, coagglomeration, ellison_glaeser_test, m_profiles
from geo.measures.autocorrelation import (
    LocalMoran,
    Moran,
    getis_ord,
    local_moran,
    local_moran_test,
    moran,
)
from geo.measures.concentration import gini, hhi, normalised_hhi
from geo.measures.crossing import Correlation, Representation, rank_correlation, representation
from geo.measures.dependence import Quartiles, first_partner_share, quartiles
from geo.measures.expectation import (
    as_expected_p,
    gravity_of,
    internal_distance,
    observed_over_expected,
    one_family_interval,
    share_by_distance,
    share_by_supply,
    standardised_residuals,
)
from geo.measures.gravity import Gravity, poisson_gravity
from geo.measures.groups import Basins, Dense, adjusted_rand, basins, dense_groups
from geo.measures.inequality import Theil, theil_decomposition, theil_l, theil_t
from geo.measures.likeness import Likeness, likeness, overlap
from geo.measures.quantiles import median_interval, weighted_median, weighted_quantile
from geo.measures.rates import empirical_bayes, shrunk_estimates, shrunk_shares, spatial_empirical_bayes, wilson
from geo.measures.sandwich import clustered_errors
from geo.measures.spacing import kd_function, m_function
from geo.measures.specialisation import EllisonGlaeser, ellison_glaeser, location_quotient
from geo.measures.sums import difference_interval, sum_interval
from geo.measures.testing import Association, benjamini_hochberg, cell_residuals, cramers_v, cramers_v_test

__all__ = [
    "Association",
    "Basins",
    "Correlation",
    "Dense",
    "EllisonGlaeser",
    "Gravity",
    "Likeness",
    "LocalMoran",
    "Moran",
    "Profiles",
    "Quartiles",
    "Representation",
    "Theil",
    "adjusted_rand",
    "as_expected_p",
    "basins",
    "benjamini_hochberg",
    "cell_residuals",
    "clustered_errors",
    "coagglomeration",
    "cramers_v",
    "cramers_v_test",
    "dense_groups",
    "difference_interval",
    "ellison_glaeser",
    "ellison_glaeser_test",
    "empirical_bayes",
    "first_partner_share",
    "getis_ord",
    "gini",
    "gravity_of",
    "hhi",
    "internal_distance",
    "kd_function",
    "likeness",
    "local_moran",
    "local_moran_test",
    "location_quotient",
    "m_function",
    "m_profiles",
    "median_interval",
    "moran",
    "normalised_hhi",
    "observed_over_expected",
    "one_family_interval",
    "overlap",
    "poisson_gravity",
    "quartiles",
    "rank_correlation",
    "representation",
    "share_by_distance",
    "share_by_supply",
    "shrunk_estimates",
    "shrunk_shares",
    "spatial_empirical_bayes",
    "standardised_residuals",
    "sum_interval",
    "theil_decomposition",
    "theil_l",
    "theil_t",
    "weighted_median",
    "weighted_quantile",
    "wilson",
]
