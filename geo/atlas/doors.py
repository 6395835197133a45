"""The promises of an atlas about who buys and who sells: every store keeps them by asking the questions of ``sql/``."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from datetime import date
from typing import Any

import pandas as pd

from geo.distance import box_around, geodesic_km
from geo.errors import UnknownOrganisationError
from geo.words import stems


class Doors(ABC):
    """Buyers by what they buy, organisations, and their contracts."""

    def doors(self, families: Sequence[str], lon: float, lat: float, km: float) -> pd.DataFrame:
        """Buyers at most ``km`` kilometres from a point that buy these families: a row for each buyer and family.

        The columns of ``door``, with siren, name, buyer_category, commune, departement, lon, lat, precision, years and
        distance_km. A buyer without a point is in no answer. By siren, then family.
        """
        west, south, east, north = box_around(lon, lat, km)
        box = {"west": west, "south": south, "east": east, "north": north}
        found = self._ask("doors_within", families=list(families), **box)
        found["distance_km"] = geodesic_km(lon, lat, found["lon"], found["lat"])
        return found[found["distance_km"] <= km].reset_index(drop=True)

    def doors_in(self, families: Sequence[str], departements: Sequence[str]) -> pd.DataFrame:
        """Buyers of these départements that buy these families: the columns of ``doors`` but the distance."""
        return self._ask("doors_in", families=list(families), departements=list(departements))

    def endings(self, buyers: Sequence[str], families: Sequence[str], since: date, until: date) -> pd.DataFrame:
        """Contracts of these buyers and families that should end in a period, its ends included; the soonest first.

        buyer_siren, family, uid, title, notified_on, duration_months, amount_eur, ends_on.
        """
        return self._ask("endings", buyers=list(buyers), families=list(families), since=since, until=until)

    def families_of_activity(self, naf: str) -> pd.DataFrame:
        """What firms of an activity (NAF rev. 2, with its dot or without) win: family, firms, contracts; most first."""
        return self._ask("families_of_activity", naf=naf.replace(".", "").upper())

    def families_of_words(self, text: str) -> pd.DataFrame:
        """Families whose titles hold these words: family, stem, contracts, of_all (those of the word in any family)."""
        return self._ask("families_of_words", stems=stems(text))

    def families_of_seller(self, siret: str) -> pd.DataFrame:
        """What an establishment won, all years: family, contracts, amount_eur; most contracts first."""
        return self._ask("families_of_seller", siret=siret)

    def establishment(self, siret: str) -> dict[str, Any]:
        """An establishment: id, siren, name, naf, commune, departement, lon, lat, precision, is_diffusible.

        Raises UnknownOrganisationError where it neither bought nor won anything in these data.
        """
        return self._one("establishment", siret, siret=siret)

    def organisation(self, siren: str) -> dict[str, Any]:
        """Identity and figures: the columns of ``organisation``; commune, departement, lon, lat; then for each role.

        contracts_bought, amount_bought_eur, contracts_won, amount_won_eur, first_on, last_on. Raises
        UnknownOrganisationError.
        """
        return self._one("organisation", siren, siren=siren)

    def organisation_families(self, siren: str, role: str) -> pd.DataFrame:
        """What it buys, or wins: family, contracts, amount_eur; the largest amount first."""
        return self._ask("organisation_families", siren=siren, role=role)

    def organisation_partners(self, siren: str, role: str, limit: int = 10) -> pd.DataFrame:
        """From whom it buys, or to whom it sells: unit, name, contracts, amount_eur, distance_km; the largest first.

        ``unit`` is a SIREN, or the identifier given. ``name`` is none for a person in partial diffusion.
        """
        return self._ask("organisation_partners", siren=siren, role=role, limit=limit)

    def organisation_reach(self, siren: str, role: str) -> pd.DataFrame:
        """Where its suppliers stand, or its buyers: code of a département, contracts, amount_eur; the largest first.

        'unknown' and 'abroad' are classes of their own.
        """
        return self._ask("organisation_reach", siren=siren, role=role)

    def organisation_contracts(
        self, siren: str, role: str, text: str = "", limit: int = 20, skip: int = 0
    ) -> pd.DataFrame:
        """Its contracts, the latest first, those whose title holds all these words where some are given.

        uid, title, purchase_family, notified_on, duration_months, amount_eur, amount_status, buyer_siren, buyer_name,
        supplier_names, matched (how many there are in all).
        """
        return self._ask("organisation_contracts", siren=siren, role=role, stems=stems(text), limit=limit, skip=skip)

    def organisation_endings(self, siren: str, role: str, since: date, until: date) -> pd.DataFrame:
        """The contracts that it buys, or holds, and that should end in a period: the columns of ``endings``."""
        return self._ask("organisation_endings", siren=siren, role=role, since=since, until=until)

    def pages(self) -> pd.DataFrame:
        """The organisations and contracts that have a page: kind (buyer, supplier or contract), key; in order.

        Persons in partial diffusion are left out.
        """
        return self._ask("pages")

    def _one(self, question: str, key: str, **values: Any) -> dict[str, Any]:
        found = self._ask(question, **values)
        if found.empty:
            raise UnknownOrganisationError(f"{key!r} neither buys nor wins anything in these data")
        row = found.iloc[0]
        plain = {str(name): value.item() if hasattr(value, "item") else value for name, value in row.items()}
        return {name: None if pd.isna(value) else value for name, value in plain.items()}

    @abstractmethod
    def _ask(self, question: str, **values: Any) -> pd.DataFrame:
        """The answer to ``sql/<question>.sql`` with these values."""
