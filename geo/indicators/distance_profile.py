"""Distance profile: at what distance the suppliers of a purchase family gather."""

import numpy as np
import pandas as pd

from geo.indicators.base import COUNTRY, FRANCE, Cube, Indicator, Method, Variant, figure, nothing
from geo.indicators.hulls import suppliers_at
from geo.measures import m_profiles
from geo.measures.agglomeration import Profiles
from geo.selection import ALL_YEARS

RADII_KM = (10, 20, 50)
MINIMUM_FIRMS = 100
_DEALINGS = 39
_SEED = 20101001
# Degrees to metres at 46.5° N: within 1 % over the mainland for the short distances that count here.
_METRES = np.array([76_700.0, 111_200.0])


def compute(cube: Cube) -> pd.DataFrame:
    """M(r) of each purchase family at 10, 20 and 50 km (all years), and the range that chance gives.

    Each supplier establishment of a family counts once, at its commune's point. The variants ``low_`` and
    ``high_`` are the 5-95 % range of labels dealt at random, not an interval around M.
    """
    if cube.firm.empty:
        return nothing()
    points = suppliers_at(cube)
    if points.empty:
        return nothing()
    metres = points[["lon", "lat"]].to_numpy(float) * _METRES
    radii = 1_000.0 * np.array(RADII_KM)
    rng = np.random.default_rng(_SEED)
    found = m_profiles(metres, np.ones(len(points)), points["family"].to_numpy(str), radii, _DEALINGS, rng)
    firms = points.groupby("family").agg(firms=("contracts", "size"), contracts=("contracts", "sum")).reset_index()
    table = _long(found).merge(firms[firms["firms"] >= MINIMUM_FIRMS], on="family")
    return figure(
        table.assign(
            level=COUNTRY, code=FRANCE, year=ALL_YEARS, weight="count", low=np.nan, high=np.nan,
            effective=table["firms"], covered=1.0,
        )
    )  # fmt: skip


def _long(found: Profiles) -> pd.DataFrame:
    """A row per family, radius and what is said of it: M, and the two ends of what chance gives."""
    names = {"m": found.m, "low": found.low, "high": found.high}
    tables = [
        pd.DataFrame({"family": found.sectors, "variant": f"{name}_{km}", "value": values[:, rank]})
        for name, values in names.items()
        for rank, km in enumerate(RADII_KM)
    ]
    return pd.concat(tables, ignore_index=True)


_WORDS = (("m", "M à {} km", "M at {} km"), ("low", "hasard, 5 %, à {} km", "chance, 5%, at {} km"),
          ("high", "hasard, 95 %, à {} km", "chance, 95%, at {} km"))  # fmt: skip

DISTANCE_PROFILE = Indicator(
    key="distance_profile",
    label_fr="Profil de concentration par distance",
    label_en="Distance profile",
    definition_fr="Combien de fois plus souvent qu'ailleurs un titulaire de la famille a pour voisin, à moins d'une "
    "distance donnée, un autre titulaire de la même famille : 1, autant qu'au hasard.",
    unit="ratio",
    scale="diverging",
    centre=1.0,
    levels=(COUNTRY,),
    variants=tuple(
        Variant(f"{key}_{km}", french.format(km), english.format(km))
        for key, french, english in _WORDS
        for km in RADII_KM
    ),
    weights=("count",),
    compute=compute,
    method=Method(
        method="Autour de chaque titulaire de la famille, on compte la part des titulaires de la même famille parmi "
        "tous ceux qui se trouvent à moins de r kilomètres, lui-même excepté ; M(r) rapporte la moyenne de ces parts à "
        "celle de la France entière. Pour savoir ce que donne le hasard, les familles sont redistribuées 39 fois entre "
        "les titulaires sans déplacer ceux-ci : l'étendue va de 5 % à 95 % de ces tirages.",
        example="Deux boulangers au même lieu, deux maçons à 9 km. À moins de 1 km, le voisin d'un boulanger est "
        "toujours un boulanger (part 1) quand un tiers des trois autres titulaires le sont : M = 1 / (1/3) = 3. À "
        "moins de 10 km, tout le pays est voisin : M = 1.",
        not_said="Les titulaires sont placés à la mairie de leur commune : rien n'est dit au-dessous de 10 km. Un "
        "profil élevé à courte distance peut venir d'une seule grande ville.",
        exclusions="France métropolitaine ; familles de moins de cent titulaires ; titulaires sans commune connue ; "
        "toutes années réunies ; chaque établissement compte pour un. L'étendue du hasard n'est pas un intervalle "
        "autour de M.",
        source="Marcon et Puech (2010, 2017).",
    ),
)
