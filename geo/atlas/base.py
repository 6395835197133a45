"""The promises of an atlas, kept alike by the folder (DuckDB) and by PostGIS."""

from abc import abstractmethod
from collections.abc import Iterator
from typing import Any

import pandas as pd

from geo.atlas.bought import Bought
from geo.atlas.crossed import Crossed
from geo.atlas.doors import Doors
from geo.atlas.listed import Part
from geo.selection import ALL_FAMILIES, Selection


class Atlas(Doors, Crossed, Bought):
    """One published version of the tables, read only."""

    version: str

    def is_current(self) -> bool:
        """Whether this is still the version that the pointer names."""
        return True

    @abstractmethod
    def manifest(self) -> dict[str, Any]:
        """Where every figure comes from: sources with their counts, checks, steps, editions."""

    @abstractmethod
    def years(self) -> list[int]:
        """Years of notification present, oldest first."""

    @abstractmethod
    def families(self) -> list[str]:
        """Purchase families present (two digits), by decreasing amount."""

    @abstractmethod
    def levels(self) -> tuple[str, ...]:
        """Levels of territory present, from the commune up; zone_emploi where the build was given INSEE's table."""

    @abstractmethod
    def territories(self, level: str, within: tuple[str, str] | None = None) -> pd.DataFrame:
        """Territories of a level: code, name, those it lies in, population, area_km2, lon, lat, map_lon, map_lat.

        It lies in an epci, zone_emploi, departement and region, where it does; the one of most of its inhabitants.
        ``within`` is a (level, code) that contains them. ``map_*`` are the coordinates on the page,
        where overseas départements are moved into insets.
        """

    @abstractmethod
    def territory(self, level: str, code: str) -> dict[str, Any]:
        """One territory with the columns of ``territories`` and ``level``; raises UnknownTerritoryError."""

    @abstractmethod
    def search_territories(self, text: str, limit: int = 10) -> pd.DataFrame:
        """Territories whose name starts with or contains the text, accents ignored: level, code, name, population."""

    @abstractmethod
    def outlines(self, level: str) -> pd.DataFrame:
        """Shapes to draw without a map engine: code, name, path (SVG data in the page's frame)."""

    @abstractmethod
    def values(self, indicator: str, variant: str, selection: Selection) -> pd.DataFrame:
        """An indicator over a level: code, name, value, low, high, contracts, effective, covered, reliability."""

    @abstractmethod
    def figures(self, code: str, selection: Selection) -> pd.DataFrame:
        """All indicators of one territory: indicator, variant, then the columns of ``values`` from value on."""

    @abstractmethod
    def country(self, indicator: str) -> pd.DataFrame:
        """An indicator of the whole country, all years: variant, family, weight, then the columns of ``values``."""

    @abstractmethod
    def over_years(
        self, table: str, selection: Selection, code: str | None = None, *, local_level: str = ""
    ) -> pd.DataFrame:
        """A table of the cube ('total', 'locality', 'distance' or 'size') added up over the years of a range.

        Sums only: code, family, then contracts, amounts and, of 'locality', those of one ``local_level``, definition
        'seat'. A year of fewer than ten contracts has no detail: it counts as unknown. Squares, summed over partners
        that may come back from one year to the next, are the largest they can be: with what each partner has in
        each year in one proportion (Minkowski's inequality). 'total' has every family where that of the selection is
        'all'.
        """

    @abstractmethod
    def hulls(self, family: str = ALL_FAMILIES) -> pd.DataFrame:
        """Where suppliers stand dense: family, code, name, lon, lat, establishments, amount_eur, shape (WKB).

        Of one purchase family, or of each; those of most establishments first within a family.
        """

    @abstractmethod
    def basins(self, level: str) -> pd.DataFrame:
        """The procurement basin of each territory of a level (epci, departement): code, basin, name, colour.

        Two basins that touch have different colours (0, 1…). With modularity and stability, the same on each row:
        those of the level's basins together.
        """

    @abstractmethod
    def flow_residuals(self, level: str, weight: str) -> pd.DataFrame:
        """Flows against what sizes and distance give, all years and families, the farthest from it first.

        buyer_code, supplier_code, contracts, contracts_expected, observed, expected (euros, or contracts where
        ``weight`` is count), residual (in standard deviations). Of every pair with a flow, and of each with itself;
        mainland France and Corsica; none where a level has too few contracts for a gravity.
        """

    @abstractmethod
    def totals(self, code: str, selection: Selection, role: str = "buyer", by: str = "family") -> pd.DataFrame:
        """Totals of one territory by 'family' or 'year': the key, contracts, partners, amount_eur."""

    @abstractmethod
    def mixes(self, level: str) -> pd.DataFrame:
        """What the buyers of each territory of a level buy, all years: code, family, contracts, amount_eur."""

    @abstractmethod
    def flows(
        self, selection: Selection, code: str | None = None, direction: str = "both", top: int | None = None
    ) -> pd.DataFrame:
        """Money from buyers' to suppliers' territories, by decreasing amount (or count).

        buyer_code, supplier_code, contracts, amount_eur. Codes 'unknown' and 'abroad' are classes of
        their own. ``direction`` is 'out' (spent by buyers of ``code``), 'in' (won by its suppliers), 'both'.
        """

    @abstractmethod
    def contracts(self, code: str, selection: Selection, role: str = "buyer", limit: int = 20) -> pd.DataFrame:
        """Largest contracts of a territory's buyers (or suppliers).

        uid, title, buyer_name, supplier_names, cpv, notified_on, amount_eur, amount_status.
        """

    @abstractmethod
    def contract(self, uid: str) -> dict[str, Any]:
        """One contract with its ``buyer``'s place, ``awards``, ``amendments`` and ``declarations``.

        Raises UnknownContractError.
        """

    @abstractmethod
    def listed(self, what: str, part: Part, **wanted: Any) -> pd.DataFrame:
        """Rows of a list (``listed.LISTS``: 'contract', 'buyer', 'supplier', 'territory') in the order of their key.

        ``wanted`` filters by equality, but for ``since`` and ``until``, days of notification (as text). Each row says
        how many rows ``matched`` after ``part.after``; 'territory' comes with its ``shape`` (WKB). Raises
        BadSelectionError for a filter that the list lacks.
        """

    @abstractmethod
    def extents(self) -> pd.DataFrame:
        """Where and when 'buyer', 'supplier' and 'contract' lie: what, west, south, east, north (°), since, until."""

    @abstractmethod
    def files(self) -> dict[str, int]:
        """The tables of ``geo/columns.py`` that can be downloaded whole, and the bytes of their Parquet files."""

    @abstractmethod
    def file(self, name: str) -> Iterator[bytes]:
        """One of these files, part after part; nothing where there is no such file."""

    @abstractmethod
    def rejected(self, source: str | None = None, limit: int = 100) -> pd.DataFrame:
        """Rows kept aside: source, position, reason, excerpt."""

    @abstractmethod
    def tile(self, layer: str, z: int, x: int, y: int) -> bytes | None:
        """One gzipped vector tile of a level's shapes, or None where there is nothing.

        A database also draws the layer ``establishment`` from zoom 9 on: at most 2 000 points a tile, the largest
        amounts first, then by id. A folder has no such layer: None.
        """

    @abstractmethod
    def amounts(self) -> pd.DataFrame:
        """Contracts and published euros by amount_status and amount_reason."""

    @abstractmethod
    def notes(self) -> pd.DataFrame:
        """What was repaired, or found wrong and left out, in the contracts kept: field, note, contracts."""

    @abstractmethod
    def placing(self) -> pd.DataFrame:
        """How buyers and suppliers were placed: role, placed_by, establishments, contracts, amount_eur."""

    @abstractmethod
    def coverage(self, year: int = 0) -> pd.DataFrame:
        """Of the local authorities known, how many are buyers in these files: level, code, known, seen, contracts.

        ``level`` is theirs, ``code`` the département where they sit (the région itself for régions); year 0 is all.
        """

    @abstractmethod
    def establishments_near(self, lon: float, lat: float, km: float, limit: int = 100) -> pd.DataFrame:
        """Buyers and suppliers at most ``km`` kilometres from a point (geodesic), the nearest first, then by id.

        id, siren, name, commune, precision, lon, lat, contracts_bought, amount_bought_eur, contracts_won,
        amount_won_eur, distance_km. Those placed no better than by their EPCI have no point, and are in no answer.
        """

    @abstractmethod
    def establishments_within(
        self, west: float, south: float, east: float, north: float, limit: int = 2000
    ) -> pd.DataFrame:
        """Buyers and suppliers whose point is in a box of longitudes and latitudes, its edges included.

        The columns of ``establishments_near`` but the distance, by decreasing amount (bought and won), then by id.
        """
