"""Net balance: what the firms of a territory win elsewhere, less what its buyers spend elsewhere."""

import numpy as np
import pandas as pd

from geo.indicators.base import Cube, Indicator, Method, Variant, figure
from geo.territories import UNKNOWN

CUT = ["level", "year", "family"]


def compute(cube: Cube) -> pd.DataFrame:
    """Euros won minus euros spent across the border, and the ratio won / spent; unknown places left out of both."""
    out = _side(cube.flow, "buyer_code", "supplier_code").rename(columns={"amount": "spent", "unplaced": "out_unknown"})
    won = _side(cube.flow, "supplier_code", "buyer_code").rename(columns={"amount": "won", "unplaced": "in_unknown"})
    both = out.merge(won, on=[*CUT, "code"], how="outer", suffixes=("_out", "_in")).fillna(0.0)
    seen = both["spent"] + both["won"]
    unplaced = both["out_unknown"] + both["in_unknown"]
    both = both.assign(
        weight="amount",
        contracts=both["contracts_out"] + both["contracts_in"],
        effective=both["contracts_out"] + both["contracts_in"],
        covered=(seen / (seen + unplaced).replace(0, np.nan)).fillna(0.0),
        low=np.nan,
        high=np.nan,
    )
    both = both[seen > 0]
    balance = both.assign(variant="balance", value=both["won"] - both["spent"])
    ratio = both.assign(variant="coverage", value=both["won"] / both["spent"].where(both["spent"] > 0))
    return pd.concat([figure(balance), figure(ratio)], ignore_index=True)


def _side(flow: pd.DataFrame, own: str, other: str) -> pd.DataFrame:
    """Per territory: amount and contracts with the placed others (home excluded), and the amount unplaced."""
    flow = flow[flow[own].ne(UNKNOWN) & flow[own].ne("abroad")]
    placed = flow[other].ne(UNKNOWN)
    across = placed & flow[own].ne(flow[other])
    table = flow.assign(
        amount=flow["amount_eur"].where(across, 0.0),
        contracts=flow["contracts"].where(placed, 0.0),
        unplaced=flow["amount_eur"].where(~placed, 0.0),
    )
    summed = table.groupby([*CUT, own], as_index=False)[["amount", "contracts", "unplaced"]].sum()
    return summed.rename(columns={own: "code"})


NET_BALANCE = Indicator(
    key="net_balance",
    label_fr="Solde de commande publique",
    label_en="Net balance",
    definition_fr="Ce que les entreprises du territoire obtiennent d'acheteurs d'ailleurs, moins ce que ses acheteurs "
    "attribuent à des entreprises d'ailleurs.",
    unit="eur",
    scale="diverging",
    centre=0.0,
    variants=(
        Variant("balance", "en euros", "in euros", unit="eur"),
        Variant("coverage", "taux de couverture (obtenu / attribué)", "coverage (won / spent)", unit="ratio"),
    ),
    weights=("amount",),
    compute=compute,
    is_sum=True,
    method=Method(
        method="On additionne les montants qui franchissent la limite du territoire, dans chaque sens, entre lieux "
        "connus. Le solde est la différence ; le taux de couverture est leur rapport (1 : autant obtenu qu'attribué).",
        example="Les entreprises d'un département obtiennent 300 000 € d'acheteurs d'ailleurs ; ses acheteurs "
        "attribuent 500 000 € à des entreprises d'ailleurs. Solde : −200 000 € ; couverture : 300 / 500 = 0,60.",
        not_said="Un solde négatif n'est pas une perte : un territoire de services achète ce qu'il ne produit pas. Le "
        "siège d'un grand acheteur ou d'un grand fournisseur pèse à lui seul.",
        exclusions="Montants dont l'un des deux lieux est inconnu (leur part est affichée), échanges internes au "
        "territoire.",
        source="Données essentielles de la commande publique ; SIRENE.",
    ),
)
