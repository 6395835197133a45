"""SME access: what part of a territory's purchases goes to small and medium-sized enterprises."""

import pandas as pd

from geo.indicators.base import Cube, Indicator, Method, Variant, both_weights, figure, nothing
from geo.measures import wilson

KEYS = ["level", "code", "year", "family", "weight"]
SIZES = ("PME", "ETI", "GE")


def compute(cube: Cube) -> pd.DataFrame:
    """Share of the purchases won by each size of enterprise, among suppliers of known size, and Wilson's interval."""
    if cube.size.empty:
        return nothing()
    # Where nobody has one of the sizes, pandas 3.1 cannot align nothing by categories as many as communes.
    table = both_weights(cube.size.astype({"level": str, "family": str, "code": str}))
    table["squares"] = table["amount_sq"].where(table["weight"] == "amount", table["contracts"])
    known = table[table["size_category"].isin(SIZES)]
    sums = known.groupby(KEYS)[["w", "squares", "contracts"]].sum()
    sums["whole"] = table.groupby(KEYS)["w"].sum()
    sums = sums.assign(effective=sums["w"] ** 2 / sums["squares"].where(sums["squares"] > 0))
    return pd.concat([_share(known, sums, size) for size in SIZES], ignore_index=True)


def _share(known: pd.DataFrame, sums: pd.DataFrame, size: str) -> pd.DataFrame:
    won = known[known["size_category"] == size].groupby(KEYS)["w"].sum().reindex(sums.index, fill_value=0.0)
    share = (won / sums["w"].where(sums["w"] > 0)).clip(upper=1)
    low, high = wilson((share * sums["effective"]).fillna(0), sums["effective"].fillna(0))
    rows = sums.assign(variant=size.lower(), value=share, low=low, high=high, covered=sums["w"] / sums["whole"])
    return figure(rows.reset_index())


SME_ACCESS = Indicator(
    key="sme_access",
    label_fr="Accès des PME",
    label_en="SME access",
    definition_fr="Part des achats du territoire attribuée à des petites et moyennes entreprises, parmi les titulaires "
    "dont la taille est connue.",
    unit="share",
    scale="sequential",
    variants=(
        Variant("pme", "PME, microentreprises comprises", "SMEs, micro-enterprises included"),
        Variant("eti", "entreprises de taille intermédiaire", "mid-sized enterprises"),
        Variant("ge", "grandes entreprises", "large enterprises"),
    ),
    weights=("amount", "count"),
    adds_up=("pme", "eti", "ge"),
    compute=compute,
    method=Method(
        method="La taille est la catégorie d'entreprise de SIRENE (PME, ETI, GE), qui s'entend au niveau de "
        "l'entreprise ou du groupe et non de l'établissement. La part est calculée sur les seuls titulaires de taille "
        "connue ; le reste est affiché à côté (« part couverte »). L'intervalle est celui de Wilson à 95 % : sur le "
        "nombre de marchés, ou, en montant, sur le nombre effectif de fournisseurs.",
        example="Dix marchés : six à des PME, deux à des grandes entreprises, deux à des titulaires de taille "
        "inconnue. Part des PME : 6 / (6 + 2) = 75 % (de 40,9 % à 92,9 %), part couverte 8 / 10 = 80 %.",
        not_said="La catégorie est celle d'une année passée et change avec retard. La sous-traitance, où les PME sont "
        "nombreuses, n'apparaît pas. Repère national, à d'autres règles : en 2009, les PME obtenaient 28 % des "
        "montants pour 44 % de la valeur ajoutée ; la comparaison avec le tissu d'entreprises du territoire demande la "
        "base SIRENE entière, qui n'est pas encore croisée ici.",
        exclusions="Titulaires sans SIREN ou sans catégorie d'entreprise ; en montant, marchés sans montant "
        "utilisable.",
        source="INSEE, catégorie d'entreprise (décret n° 2008-1354) ; Wilson (1927).",
    ),
)
