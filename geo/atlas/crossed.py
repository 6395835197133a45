"""The promises of an atlas about what is laid beside contracts: every store asks the same questions of ``sql/``."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from datetime import date
from typing import Any

import pandas as pd


class Crossed(ABC):
    """Branches, accounts, demography of firms, budgets, notices. A source that was not given leaves no row, no zero."""

    def sectors(self, level: str, code: str | None = None) -> pd.DataFrame:
        """What suppliers win: code, year, sector, size_category, contracts, amount_eur, annual_eur, annual_sq.

        ``level`` is departement (theirs) or country. No code is all of the level.
        """
        return self._ask("sectors", level=level, code=code)

    def accounts(self, level: str, code: str | None = None) -> pd.DataFrame:
        """Accounts and employment: code, year, sector, source, value_added_eur, gdp_eur, employment."""
        return self._ask("accounts", level=level, code=code)

    def demography(self, level: str, code: str | None = None) -> pd.DataFrame:
        """Firms: code, year, sector, source, births, deaths, failures, active."""
        return self._ask("demography", level=level, code=code)

    def budget(self, level: str, code: str) -> pd.DataFrame:
        """What a territory's authority spends: year, function, item, amount_eur, siren, chart, source."""
        return self._ask("budget", level=level, code=code)

    def authority(self, level: str, code: str) -> pd.DataFrame:
        """The authorities of a territory: siren, name, contracts, years (of contracts); nothing where none is known."""
        return self._ask("authority", level=level, code=code)

    def purchases(self, siren: str) -> pd.DataFrame:
        """What a buyer buys of each supplier by family, all years; the largest a year first.

        family, unit, name, contracts, annual_eur, amount_eur, amount_sq (squared parts of contracts, summed).
        """
        return self._ask("purchases", siren=siren)

    def endings_in(self, level: str, code: str, since: date, until: date) -> pd.DataFrame:
        """Contracts of a territory's buyers that should end in a period: ``endings`` with buyer_name; soonest first."""
        return self._ask("endings_in", level=level, code=code, since=since, until=until)

    def endings_by(self, level: str, since: date, until: date, family: str | None = None) -> pd.DataFrame:
        """How many contracts of each territory's buyers should end in a period: code, contracts, amount_eur."""
        return self._ask("endings_by", level=level, since=since, until=until, family=family)

    def notices(
        self, departement: str | None = None, family: str | None = None, kind: str | None = None, limit: int = 100
    ) -> pd.DataFrame:
        """Notices, the latest first: the columns of ``notice``, contracts that may follow, and ``matched`` in all."""
        return self._ask("notices", departement=departement, family=family, kind=kind, limit=limit)

    def calls(self, families: Sequence[str], departements: Sequence[str], since: date, limit: int = 40) -> pd.DataFrame:
        """Calls for tender still open on a day, the first to close first.

        notice_id, published_on, deadline_on, buyer_siren, buyer_name, title, purchase_family, departement, url.
        """
        return self._ask("calls", families=list(families), departements=list(departements), since=since, limit=limit)

    def told_by_notices(self, sirens: Sequence[str]) -> pd.DataFrame:
        """What notices tell of buyers, where they do: siren, url, matched, median_days, low_days, high_days.

        ``url`` is the latest notice's: the buyer's profile, or the call. Days are those of ``delay``.
        """
        return self._ask("told_by_notices", sirens=list(sirens))

    def revenue_of(self, sirets: Sequence[str]) -> pd.DataFrame:
        """What establishments won: id, siren, name, commune, departement, contracts, amount_eur; the largest first."""
        return self._ask("revenue_of", sirets=list(sirets))

    def procedures_and_sizes(
        self,
        level: str | None = None,
        code: str | None = None,
        family: str | None = None,
        category: str | None = None,
    ) -> pd.DataFrame:
        """Who wins by which procedure: procedure (as published), size_category, contracts, amount_eur.

        Of the buyers of a territory and of a category, of a family, or of all; size 'unknown' where no register says.
        """
        return self._ask("procedures_and_sizes", level=level, code=code, family=family, category=category)

    def readings(
        self,
        kind: str,
        floor: float = 0.0,
        level: str | None = None,
        code: str | None = None,
        family: str | None = None,
        limit: int = 100,
    ) -> pd.DataFrame:
        """Families read in titles, the surest first: uid, title, buyer_name, cpv_code, family_published, family_read,
        confidence, amount_eur, ``matched`` in all.

        ``kind``: 'missing' where no family is published, 'contradiction' where another one is. Of the buyers of a
        territory, of a family read; those of a confidence from ``floor`` up.
        """
        wanted = {"level": level, "code": code, "family": family}
        return self._ask("readings", kind=kind, floor=floor, limit=limit, **wanted)

    def reading_quality(self) -> pd.DataFrame:
        """How right such readings are: method, floor, families, learnt, tested, macro_f1, accuracy, since."""
        return self._ask("reading_quality")

    def delays(
        self, siren: str | None = None, level: str | None = None, code: str | None = None, limit: int = 100
    ) -> pd.DataFrame:
        """How long buyers take from call for tenders to notification: the columns of ``delay`` with buyer_name.

        Of a buyer, of those of a territory, or of all; those of most matches first.
        """
        return self._ask("delays", siren=siren, level=level, code=code, limit=limit)

    def matches(
        self, siren: str | None = None, level: str | None = None, code: str | None = None, limit: int = 100
    ) -> pd.DataFrame:
        """Contracts that follow a call, the most probable first: the columns of ``match``, both titles and days.

        And url of the notice, buyer_name, amount_eur, ``matched`` in all.
        """
        return self._ask("matches", siren=siren, level=level, code=code, limit=limit)

    @abstractmethod
    def _ask(self, question: str, **values: Any) -> pd.DataFrame:
        """The answer to ``sql/<question>.sql`` with these values."""
