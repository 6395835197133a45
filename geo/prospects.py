"""Which buyers come first for a seller: what they buy in a year, weighed against how far they are."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

NEAR_KM = 10.0
"""Within the same town a kilometre more or less changes nothing: distances count from here."""
LEAST_EUR = 1_000.0
"""A buyer whose amounts are not known still buys: it counts as one that spends this little."""


def prospect_scores(
    yearly_eur: ArrayLike, yearly_contracts: ArrayLike, distance_km: ArrayLike, nearness: float = 0.5
) -> NDArray[np.float64]:
    """The gravity of each buyer, as a logarithm: ``(1 - nearness) ln(volume) - 2 nearness ln(1 + km / NEAR_KM)``.

    Volume is the geometric mean of euros a year (in units of LEAST_EUR) and of contracts a year: one large contract
    opens fewer doors than ten of a tenth. ``nearness`` in 0-1 weighs distance against volume: 0 ranks by volume
    alone, 1 by kilometres alone; at 0.5 a buyer at twice the distance (from NEAR_KM before the door) must buy four
    times as much to come as high. A missing distance counts for nothing. Reilly (1931), The Law of Retail
    Gravitation; Huff (1963), Land Economics 39(1).

    >>> prospect_scores([1e6, 4e6], [1, 4], [0, 10]).round(3).tolist()
    [1.727, 1.727]
    >>> prospect_scores([1e6, 4e6], [1, 4], [0, 10], nearness=0).round(3).tolist()
    [3.454, 4.84]
    """
    euros = np.maximum(np.nan_to_num(np.asarray(yearly_eur, dtype=float)), LEAST_EUR) / LEAST_EUR
    volume = (np.log(euros) + np.log(np.asarray(yearly_contracts, dtype=float))) / 2
    far = np.log1p(np.nan_to_num(np.asarray(distance_km, dtype=float)) / NEAR_KM)
    return np.asarray((1 - nearness) * volume - 2 * nearness * far)
