"""The same flows as ribbons from buyers' territories to suppliers': what each spends, and where it goes."""

import pandas as pd

from geo.territories import ABROAD, UNKNOWN
from webmap.languages import gettext as _
from webmap.matrix import largest_ends
from webmap.sankey import Ribbon

MOST = 8
"""Territories whose ribbons the eye still tells apart."""
OTHERS = "others"
PLACELESS = (UNKNOWN, ABROAD)


def ribbons(flows: pd.DataFrame, names: dict[str, str]) -> tuple[Ribbon, ...]:
    """The flows of the largest territories, with one another, with all the others together, and with no known place.

    What only concerns the others is left out: it would be most of the picture and say nothing.

    >>> rows = [("1", "1", 400.0), ("1", "unknown", 100.0), ("2", "2", 0.0)]
    >>> flows = pd.DataFrame(rows, columns=["buyer_code", "supplier_code", "amount_eur"])
    >>> [(r.start, r.end, r.amount) for r in ribbons(flows, {"1": "Nord"})]
    [('Nord', 'Nord', 400.0), ('Nord', 'Lieu inconnu', 100.0)]
    """
    known = flows["buyer_code"].isin(names.keys()) & flows["supplier_code"].isin(names.keys())
    chosen = largest_ends(flows[known], MOST)
    order = [*chosen, OTHERS, *PLACELESS]
    called = {**names, OTHERS: _("Autres territoires"), UNKNOWN: _("Lieu inconnu"), ABROAD: _("Hors de France")}
    ends = [flows[side].where(flows[side].isin(order), OTHERS) for side in ("buyer_code", "supplier_code")]
    sums = flows["amount_eur"].groupby(ends).sum().reset_index()
    rows = sums.itertuples(index=False, name=None)
    amounts = {(a, b): float(amount) for a, b, amount in rows if amount > 0 and (a in chosen or b in chosen)}
    # What stays comes first: it gives both sides the same order, and the ribbons fewer knots.
    pairs = sorted(amounts, key=lambda pair: (pair[0] != pair[1], order.index(pair[0]), order.index(pair[1])))
    return tuple(Ribbon(0, called[a], 1, called[b], amounts[a, b]) for a, b in pairs)
