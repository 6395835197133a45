"""The official datasets that ``geomarches fetch`` knows: what, whose, under which licence, and where they rest.

Each identifier was read in public code or in the publisher's own answers; ``docs/fetch.md`` says which.
"""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from etl.download import download, name_in
from geo.errors import SourceError

DATA_GOUV = "https://www.data.gouv.fr/api/1/datasets"
LICENCE = "Licence Ouverte 2.0"
_GB = 1_000_000_000

Say = Callable[[str], None]


@dataclass(frozen=True)
class Dataset:
    """One official dataset: at a fixed ``url``, or resources of a ``dataset`` of data.gouv.fr by their ``title``.

    ``max_bytes`` bounds each of its files.
    """

    key: str
    label: str
    publisher: str
    rhythm: str
    max_bytes: int
    url: str = ""
    dataset: str = ""
    title: str = ""
    name: str = ""
    licence: str = LICENCE

    @property
    def address(self) -> str:
        """Where it is asked for."""
        return self.url or f"{DATA_GOUV}/{self.dataset}/"


_DECP = "5cd57bf68b4c4179299eb0e9"
_SIRENE = "https://files.data.gouv.fr/insee-sirene"
_EUROSTAT = "https://ec.europa.eu/eurostat/api/dissemination/sdmx/2.1/data"
_FREE = "free re-use with credit (Eurostat)"
_INSEE = "https://www.insee.fr/fr/statistiques/fichier"
_EXPORT = "api/explore/v2.1/catalog/datasets"
"""What the portals of Opendatasoft (OFGL, DILA, the Ministry) have in common: ``<portal>/<this>/<dataset>/exports``."""
_OFGL = f"https://data.ofgl.fr/{_EXPORT}/ofgl-base"

DATASETS: tuple[Dataset, ...] = (
    Dataset("decp", "contracts, 2022 schema, all years", "Ministère de l'Économie", "daily", 4 * _GB,
            dataset=_DECP, title=r"decp-global\.json"),
    Dataset("decp-2019", "contracts, 2019 schema, until 2024", "Ministère de l'Économie", "closed", 4 * _GB,
            dataset=_DECP, title=r"decp-2019\.json"),
    Dataset("decp-tabular", "contracts as one flat table", "decp.info", "weekdays", 8 * _GB,
            dataset="608c055b35eb4e6ee20eb325", title=r"decp\.csv"),
    Dataset("sirene-establishments", "register of establishments", "INSEE", "monthly", 4 * _GB,
            url=f"{_SIRENE}/StockEtablissement_utf8.zip"),
    Dataset("sirene-legal-units", "register of legal units", "INSEE", "monthly", 2 * _GB,
            url=f"{_SIRENE}/StockUniteLegale_utf8.zip"),
    Dataset("sirene-points", "points of establishments", "INSEE", "monthly", 2 * _GB,
            url=f"{_SIRENE}-geo/GeolocalisationEtablissement_Sirene_pour_etudes_statistiques_utf8.zip"),
    Dataset("cog", "communes, départements, régions and their changes, 2025", "INSEE", "yearly", _GB // 10,
            url=f"{_INSEE}/8377162/cog_ensemble_2025_csv.zip"),
    Dataset("zones", "communes and their zones (employment, living)", "INSEE", "yearly", _GB // 10,
            url=f"{_INSEE}/2028028/table-appartenance-geo-communes-23.zip"),
    Dataset("comparateur", "people, jobs and establishments by commune", "INSEE", "yearly", _GB // 10,
            url=f"{_INSEE}/2521169/base_cc_comparateur_csv.zip"),
    Dataset("eurostat-gdp", "gross domestic product by département", "Eurostat", "yearly", _GB // 2,
            url=f"{_EUROSTAT}/nama_10r_3gdp/?format=TSV&compressed=true", name="nama_10r_3gdp.tsv.gz", licence=_FREE),
    Dataset("eurostat-businesses", "businesses and jobs by département", "Eurostat", "yearly", _GB // 2,
            url=f"{_EUROSTAT}/bd_size_r3/?format=TSV&compressed=true", name="bd_size_r3.tsv.gz", licence=_FREE),
    Dataset("eurostat-value-added", "value added by branch and département", "Eurostat", "yearly", _GB // 2,
            url=f"{_EUROSTAT}/nama_10r_3gva/?format=TSV&compressed=true", name="nama_10r_3gva.tsv.gz", licence=_FREE),
    Dataset("eurostat-employment", "employment by branch and département", "Eurostat", "yearly", _GB // 2,
            url=f"{_EUROSTAT}/nama_10r_3empers/?format=TSV&compressed=true", name="nama_10r_3empers.tsv.gz",
            licence=_FREE),
    Dataset("urssaf-employees", "private employees by commune and activity", "Urssaf", "yearly", 4 * _GB,
            url="https://open.urssaf.fr/explore/dataset/etablissements-et-effectifs-salaries-au-niveau-commune-x-ape-"
                "last/download/?format=csv&timezone=Europe/Berlin&use_labels_for_header=false",
            name="urssaf-commune-ape.csv"),
    Dataset("commune-accounts", "accounts of communes, 2024", "DGFiP", "yearly", 4 * _GB,
            url=f"https://data.economie.gouv.fr/{_EXPORT}/balances-comptables-des-communes-en-2024/exports/csv",
            name="balances-communes-2024.csv"),
    Dataset("function-accounts", "accounts of authorities by nature and function, 2019", "DGFiP", "yearly", 8 * _GB,
            url=f"https://data.economie.gouv.fr/{_EXPORT}/balances-comptables-des-collectivites-et-des-etablissements-"
                "publics-locaux-avec-la-presentation-croisee-nature-fonction-2019/exports/csv",
            name="balances-nature-fonction-2019.csv"),
    *(Dataset(f"ofgl-{level}", f"budgets of {level}, aggregates", "OFGL", "yearly", 4 * _GB,
              url=f"{_OFGL}-{slug}-consolidee/exports/csv?delimiter=%3B", name=f"ofgl-{slug}.csv")
      for level, slug in (("communes", "communes"), ("epci", "gfp"), ("departements", "departements"),
                          ("regions", "regions"))),
    Dataset("bodacc-failures", "openings of collective procedures and what follows them", "DILA", "daily", 4 * _GB,
            url=f"https://bodacc-datadila.opendatasoft.com/{_EXPORT}/annonces-commerciales/exports/csv?delimiter=%3B&"
                "where=familleavis%3D%22collective%22", name="bodacc-collective.csv"),
    Dataset("boamp", "notices of contracts since 2024", "DILA", "daily", 8 * _GB,
            url=f"https://boamp-datadila.opendatasoft.com/{_EXPORT}/boamp/exports/csv?delimiter=%3B&"
                "where=dateparution%3E%3D%222024-01-01%22", name="boamp.csv"),
)  # fmt: skip


def known(key: str) -> Dataset:
    """The dataset of a key; raises SourceError with the keys that exist."""
    found = next((one for one in DATASETS if one.key == key), None)
    if found is None:
        raise SourceError(f"no dataset is called {key!r}; those known: {', '.join(one.key for one in DATASETS)}")
    return found


def folder_of(dataset: Dataset, cache: Path) -> Path:
    """Where a dataset rests on disk: a folder that ``build`` reads."""
    return cache / "official" / dataset.key


def fetch(dataset: Dataset, cache: Path, say: Say = lambda text: None) -> list[Path]:
    """Bring a dataset to the cache, or up to date; returns its files, archives as they come.

    Raises SourceError: see ``etl.download.download``; or the dataset has no resource of that title any more.
    """
    files = []
    for url, checksum in _resources(dataset, folder_of(dataset, cache)):
        say(f"fetching {url}")
        files.append(
            download(
                url,
                folder_of(dataset, cache),
                name=dataset.name or name_in(url),
                max_bytes=dataset.max_bytes,
                checksum=checksum,
            )
        )
    return files


def files_of(dataset: Dataset, cache: Path) -> list[Path]:
    """What is on disk of a dataset, without asking anyone."""
    return sorted(path for path in folder_of(dataset, cache).glob("*") if not path.name.startswith("."))


def _resources(dataset: Dataset, folder: Path) -> list[tuple[str, str | None]]:
    """Addresses of the files with the publisher's checksum, where he gives one that holds."""
    if dataset.url:
        return [(dataset.url, None)]
    answer = download(dataset.address, folder, name=".dataset", max_bytes=_GB // 10)
    try:
        listed = json.loads(answer.read_bytes())["resources"]
        chosen = [one for one in listed if re.fullmatch(dataset.title, one.get("title") or name_in(one["url"]))]
    except (ValueError, KeyError, TypeError) as error:
        raise SourceError(f"{dataset.address}: not an answer of data.gouv.fr ({error!r}); try again later") from error
    if not chosen:
        raise SourceError(
            f"{dataset.address}: no resource is called {dataset.title!r} any more; see the dataset's page"
        )
    return [(one["url"], _checksum(one)) for one in chosen]


def _checksum(resource: dict[str, object]) -> str | None:
    """'sha1:…'. That of a file on another site is of the day it was first seen: it says nothing of today's."""
    given = resource.get("checksum")
    if not isinstance(given, dict) or resource.get("filetype") != "file":
        return None
    return f"{given['type']}:{given['value']}" if given.get("type") in ("sha1", "sha256") else None


def line(dataset: Dataset, cache: Path) -> str:
    """A dataset in one line: what it is, and what is on disk of it.

    >>> line(known("cog"), Path("nowhere"))
    'cog: communes, départements, régions and their changes, 2025 (INSEE; Licence Ouverte 2.0; yearly; up to 100 MB); \
not fetched'
    """
    files = files_of(dataset, cache)
    where = (
        f"in {folder_of(dataset, cache)}, {sum(f.stat().st_size for f in files):,} bytes" if files else "not fetched"
    )
    facts = f"{dataset.publisher}; {dataset.licence}; {dataset.rhythm}; up to {dataset.max_bytes // 1_000_000:,} MB"
    return f"{dataset.key}: {dataset.label} ({facts}); {where}"
