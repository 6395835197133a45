"""Net balance: what the firms of a territory win elsewhere, less what its buyers spend elsewhere."""

import numpy as np
import pandas as pd

from geo.indicators.base import Cube, Indicator, Method, Variant, figure
from geo.measures import difference_interval, sum_interval
from geo.territories import UNKNOWN

CUT = ["level", "year", "family"]
NINETY_FIVE = 1.96


def compute(cube: Cube) -> pd.DataFrame:
    """Euros won minus euros spent across the border, and the ratio won / spent; unknown places left out of both.

    The intervals suppose each side as spread over partners as all that the territory buys, or wins; none where the
    partners are not counted (one family of suppliers, fewer than ten contracts).
    """
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
    )
    both = _with_partners(both[seen > 0], cube.total)
    return pd.concat([figure(_balance(both)), figure(_coverage(both))], ignore_index=True)


def _with_partners(both: pd.DataFrame, total: pd.DataFrame) -> pd.DataFrame:
    """Columns ``*_hhi`` (one over the effective number of partners) and ``*_first`` (the part of the largest)."""
    for side, role in (("spent", "buyer"), ("won", "supplier")):
        rows = total[(total["role"] == role) & (total["amount_eur"] > 0)]
        whole, first = rows["amount_eur"].astype(float), rows["amount_top1"].fillna(rows["amount_max"])
        known = rows[[*CUT, "code"]].copy()
        known[f"{side}_hhi"], known[f"{side}_first"] = rows["amount_sq"] / whole**2, first / whole
        both = both.merge(known, on=[*CUT, "code"], how="left")
    return both


def _balance(both: pd.DataFrame) -> pd.DataFrame:
    ends = [_ends(both, side) for side in ("won", "spent")]
    low, high = difference_interval(both["won"], ends[0], both["spent"], ends[1])
    return both.assign(variant="balance", value=both["won"] - both["spent"], low=low, high=high)


def _ends(both: pd.DataFrame, side: str) -> tuple[np.ndarray, np.ndarray]:
    amount = both[side]
    return sum_interval(amount, amount**2 * both[f"{side}_hhi"], amount * both[f"{side}_first"])


def _coverage(both: pd.DataFrame) -> pd.DataFrame:
    """The ratio, and its interval on the log scale, where the variances of both sides add up."""
    ratio = both["won"] / both["spent"].where(both["spent"] > 0)
    step = np.exp(NINETY_FIVE * (both["won_hhi"] + both["spent_hhi"]).astype(float) ** 0.5)
    return both.assign(variant="coverage", value=ratio, low=ratio / step, high=ratio * step)


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
    adds_up=("balance", "coverage"),
    compute=compute,
    is_sum=True,
    method=Method(
        method="On additionne les montants qui franchissent la limite du territoire, dans chaque sens, entre lieux "
        "connus. Le solde est la différence ; le taux de couverture est leur rapport (1 : autant obtenu qu'attribué)."
        "\n\nL'intervalle à 95 % dit combien le solde tient à peu de partenaires : chaque sens est supposé aussi "
        "réparti entre partenaires que l'ensemble de ce que le territoire achète, ou obtient (somme des carrés de "
        "leurs montants, loi gamma) ; les deux sens se composent ensuite. Il n'est donné que toutes familles d'achat "
        "réunies, où les acheteurs sont comptés, et à partir de dix marchés.",
        example="Les entreprises d'un département obtiennent 300 000 € d'acheteurs d'ailleurs ; ses acheteurs "
        "attribuent 500 000 € à des entreprises d'ailleurs. Solde : −200 000 € ; couverture : 300 / 500 = 0,60.",
        not_said="Un solde négatif n'est pas une perte : un territoire de services achète ce qu'il ne produit pas. Le "
        "siège d'un grand acheteur ou d'un grand fournisseur pèse à lui seul.",
        exclusions="Montants dont l'un des deux lieux est inconnu (leur part est affichée), échanges internes au "
        "territoire.",
        source="Données essentielles de la commande publique ; SIRENE. Intervalles : Fay et Feuer (1997) ; Zou et "
        "Donner (2008).",
    ),
)
