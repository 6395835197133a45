"""The promises of an atlas about what contracts cost and on whom they rest: every store asks ``sql/`` the same."""

from abc import ABC, abstractmethod
from typing import Any

import pandas as pd


class Bought(ABC):
    """Prices and their outliers. A territory is that of the buyers; no level, no family, no category is all."""

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

    @abstractmethod
    def _ask(self, question: str, **values: Any) -> pd.DataFrame:
        """The answer to ``sql/<question>.sql`` with these values."""
