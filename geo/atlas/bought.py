"""The promises of an atlas about what contracts cost and on whom they rest: every store asks ``sql/`` the same."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Any

import pandas as pd


class Bought(ABC):
    """Prices and their outliers, buyers and their suppliers, purchases through a central body.

    A territory is that of the buyers; without level, family or category, all are taken.
    """

    def prices(
        self,
        by: str,
        level: str | None = None,
        code: str | None = None,
        family: str | None = None,
        category: str | None = None,
    ) -> pd.DataFrame:
        """What contracts cost, ``by`` family, category (of the buyer) or size (of the contract, its lower bound in €).

        kind ('price', or 'ceiling' for the maximum of a framework agreement), key ('unknown' where none is told),
        contracts, amount_eur, mean_eur, quarter_eur, median_eur, three_quarters_eur.
        """
        return self._ask("prices", by=by, level=level, code=code, family=family, category=category)

    def outliers(
        self,
        level: str | None = None,
        code: str | None = None,
        family: str | None = None,
        category: str | None = None,
        limit: int = 100,
    ) -> pd.DataFrame:
        """Amounts far from their family's, or doubtful; the largest first.

        uid, title, buyer_name, family, amount_eur, median_eur (of the family), found (high, low, or the status:
        review, suspect, placeholder), reason (of that status), matched (how many there are in all).
        """
        return self._ask("outliers", level=level, code=code, family=family, category=category, limit=limit)

    def buyers_in(self, level: str | None = None, code: str | None = None, limit: int = 100) -> pd.DataFrame:
        """Buyers, those of most contracts first: siren, name, buyer_category, contracts, matched (those in all)."""
        return self._ask("buyers_in", level=level, code=code, limit=limit)

    def suppliers_of(self, siren: str, limit: int = 20) -> pd.DataFrame:
        """Suppliers of a buyer, and what it is to them; the largest first.

        unit, name, contracts, amount_eur; of all buyers: contracts_won, won_eur; is_private (a natural person, or a
        firm in partial diffusion). ``name`` is none for a person in partial diffusion.
        """
        return self._ask("suppliers_of", siren=siren, limit=limit)

    def through_central(self, bodies: Sequence[str], level: str | None = None, code: str | None = None) -> pd.DataFrame:
        """Purchases by family and by what central purchasing bodies (SIREN) are in them.

        family ('unknown' where none is told), role (supplier: bought of a body; buyer: bought by one, for all of
        France; neither), body, contracts, amount_eur.
        """
        return self._ask("through_central", bodies=list(bodies), level=level, code=code)

    def named_central(self, level: str | None = None, code: str | None = None, limit: int = 50) -> pd.DataFrame:
        """Contracts whose title names a 'centrale d'achat': uid, title, buyer_name, family, amount_eur, matched."""
        return self._ask("named_central", level=level, code=code, limit=limit)

    @abstractmethod
    def _ask(self, question: str, **values: Any) -> pd.DataFrame:
        """The answer to ``sql/<question>.sql`` with these values."""
