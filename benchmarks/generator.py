"""Write contracts by the million in the 2022 schema, with the mess of real files, and the register of their firms.

``python benchmarks/generator.py --contracts 2000000 --territories FOLDER --into /tmp/bench`` writes ``decp.json``
(about 600 bytes a contract) and ``register.csv``. The same seed gives the same bytes. Buyers are the real
municipalities, EPCI, départements and régions with synthetic agencies; firms are synthetic, seated in real communes.
Sizes and dirt are those of a real file as far as we know them (``MESS``); no figure of a map may be drawn from it.
"""

import argparse
import itertools
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.contracts import DIVISIONS

BLOCK = 20_000
FIRMS, AGENCIES = 300_000, 4_000
MESS = {
    "repeated": 0.025, "delivered later": 0.025, "lot": 0.03, "amended": 0.10, "grouping": 0.08, "framework": 0.15,
    "subsequent": 0.03, "placeholder": 0.005, "no CPV": 0.02, "lost zero": 0.01, "bad place": 0.05, "foreign": 0.01,
    "no supplier": 0.002, "no buyer": 0.001, "bad date": 0.005, "full": 0.25,
}  # fmt: skip
"""Share of the contracts that have each trouble; "full" is the share that fills every field of the schema."""

_TITLES = (
    "Travaux de rénovation de l'école", "Fourniture de denrées alimentaires", "Maîtrise d'œuvre du gymnase",
    "Entretien des espaces verts", "Collecte des déchets ménagers", "Assurances de la collectivité",
    "Voirie et réseaux divers", "Acquisition de véhicules légers", "Prestations de nettoyage des locaux",
)  # fmt: skip
_PROCEDURES = ("Procédure adaptée", "Appel d'offres ouvert", "Procédure avec négociation")
_LARGE = ("45", "71", "79", "90", "50", "33", "34", "15")
_FAMILIES = (*_LARGE, *sorted(DIVISIONS - set(_LARGE)))
_RANK = np.arange(1, len(_FAMILIES) + 1)
_FULL = (
    '"ccag":"Travaux","marcheInnovant":false,"attributionAvance":true,"tauxAvance":0.05,"sousTraitanceDeclaree":false,'
    '"typesPrix":{"typePrix":["Définitif révisable"]},"origineUE":0.5,"origineFrance":0.25,'
    '"considerationsSociales":{"considerationSociale":["Clause sociale","Critère social"]},'
    '"considerationsEnvironnementales":{"considerationEnvironnementale":["Clause environnementale"]},'
)

Codes = NDArray[np.object_]
Numbers = NDArray[np.int64]
Reals = NDArray[np.float64]


class World(NamedTuple):
    """Who buys and who sells: firms stand in order of région and département, so that a territory is a span of them."""

    buyers: Codes
    buyer_weight: Reals
    buyer_spans: Numbers
    """First and last firm of the buyer's département, then of its région, then of the country: six numbers a buyer."""
    buyer_communes: Codes
    firms: Codes
    firm_weight: Reals
    """Running sum: a draw within a span is one search."""
    firm_communes: Codes


def luhn(numbers: Numbers) -> Numbers:
    """The digit that ends each number so that the Luhn sum is a multiple of ten, as SIREN and SIRET ask."""
    total, rest, double = np.zeros_like(numbers), numbers.copy(), True
    while rest.any():
        digit = rest % 10
        total += np.where(digit * 2 > 9, digit * 2 - 9, digit * 2) if double else digit
        rest, double = rest // 10, not double
    return -total % 10


def sirets(sirens: Numbers, order: Numbers) -> Codes:
    """SIRETs of establishments number ``order`` of each SIREN."""
    stem = sirens * 10_000 + order
    return np.array([f"{n:014d}" for n in stem * 10 + luhn(stem)], dtype=object)


def world(territories: Path, rng: np.random.Generator, agencies: int = AGENCIES) -> World:
    """Buyers and firms over the communes of a territories folder, firms in proportion to population."""
    table = pd.read_parquet(
        territories / "territory.parquet", columns=["level", "code", "departement", "region", "population"]
    )
    communes = table[table["level"] == "commune"].sort_values(["region", "departement", "code"], ignore_index=True)
    people = communes["population"].fillna(0).to_numpy(float) + 1
    homes = np.sort(rng.choice(len(communes), FIRMS, p=people / people.sum()))
    sirens = rng.choice(60_000_000, FIRMS, replace=False) + 30_000_000  # eight digits, the ninth is the key
    # One firm in five is an establishment of a firm already drawn: 40 chains hold most of them.
    chains = rng.random(FIRMS) < 0.2
    sirens[chains] = sirens[rng.integers(0, 40, chains.sum()) ** 2]
    firms = sirets(sirens * 10 + luhn(sirens), np.arange(FIRMS) % 9_999 + 1)
    weight = rng.pareto(1.2, FIRMS) + 0.1
    seats, weights, ids = _buyers(communes, territories, people, rng, agencies)
    return World(
        ids, weights / weights.sum(), _spans(communes, homes, seats), communes["code"].to_numpy(object)[seats],
        firms, np.concatenate([[0.0], np.cumsum(weight)]), communes["code"].to_numpy(object)[homes],
    )  # fmt: skip


def _buyers(
    communes: pd.DataFrame, territories: Path, people: Reals, rng: np.random.Generator, count: int
) -> tuple[Numbers, Reals, Codes]:
    """Where each buyer sits, how much it buys, and its SIRET: authorities, then agencies in the towns."""
    authority = pd.read_parquet(territories / "siren_territory.parquet").sort_values("siren", ignore_index=True)
    authority = authority[authority["siren"].str.fullmatch(r"\d{9}")]
    at = pd.Index(communes["code"]).get_indexer(pd.Index(authority["code"]))
    town = rng.choice(len(communes), len(authority), p=people / people.sum())
    seats = np.concatenate([np.where(at >= 0, at, town), rng.choice(len(communes), count, p=people / people.sum())])
    scale = np.concatenate(
        [authority["level"].map({"commune": 1, "epci": 4, "departement": 20, "region": 30}), np.full(count, 2)]
    )
    agencies = rng.choice(9_000_000, count, replace=False) + 18_000_000
    sirens = np.concatenate([authority["siren"].astype("int64"), agencies * 10 + luhn(agencies)])
    return seats, scale * people[seats] ** 0.7 * rng.lognormal(0, 1, len(seats)), sirets(sirens, np.ones_like(sirens))


def _spans(communes: pd.DataFrame, homes: Numbers, seats: Numbers) -> Numbers:
    """The span of firms of each buyer's département, région and country."""
    spans = []
    for name in ("departement", "region"):
        group = pd.factorize(communes[name])[0]  # in order of appearance, which is the order of the firms
        bounds = np.searchsorted(group[homes], np.arange(group.max() + 2))
        spans += [bounds[group[seats]], bounds[group[seats] + 1]]
    return np.stack([*spans, np.zeros_like(seats), np.full_like(seats, len(homes))], axis=1)


def records(wanted: int, country: World, seed: int) -> Iterator[str]:
    """Contracts as JSON objects, one a line, some of them said twice."""
    made = 0
    for block in itertools.count():
        draw = np.random.default_rng([seed, block])
        for text in _block(country, made, draw):
            if made == wanted:
                return
            yield text
            made += 1


def _block(country: World, first: int, rng: np.random.Generator) -> Iterator[str]:
    """A block of contracts: all that is drawn is drawn at once, then written one by one."""
    has = {name: (rng.random(BLOCK) < share).tolist() for name, share in MESS.items()}
    buyer = rng.choice(len(country.buyers), BLOCK, p=country.buyer_weight)
    number = np.arange(first, first + BLOCK)
    frames = np.flatnonzero(has["framework"])
    frame_of = frames[rng.integers(0, len(frames), BLOCK)]
    for i in np.flatnonzero(has["subsequent"]):
        buyer[i] = buyer[frame_of[i]]
    for i in np.flatnonzero(has["lot"])[1:]:
        buyer[i], number[i] = buyer[i - 1], number[i - 1]
    sellers = _sellers(country, buyer, rng)
    days = np.datetime64("2019-01-01") + rng.integers(0, 2_880, BLOCK)
    later = (days + rng.integers(5, 120, BLOCK)).astype(str).tolist()
    dates = days.astype(str).tolist()
    amount = np.round(rng.lognormal(11.5, 1.4, BLOCK), 2).tolist()
    pick = rng.integers(0, 1 << 30, BLOCK).tolist()
    family = rng.choice(len(_FAMILIES), BLOCK, p=1 / _RANK / (1 / _RANK).sum())
    for i in range(BLOCK):
        text = {name: flags[i] for name, flags in has.items()}
        written = _contract(
            text, country, int(buyer[i]), f"{dates[i][:4]}{number[i]:010d}", sellers[i], dates[i], later[i],
            amount[i], _FAMILIES[family[i]], pick[i], f"{dates[frame_of[i]][:4]}{number[frame_of[i]]:010d}",
        )  # fmt: skip
        yield written
        if text["repeated"]:
            yield written
        if text["delivered later"]:
            yield written.replace(later[i], "2026-11-02")


def _sellers(country: World, buyer: Numbers, rng: np.random.Generator) -> list[list[str]]:
    """Four firms for each contract, two in five of the buyer's département, one in five of its région."""
    ring = rng.choice(3, (len(buyer), 4), p=[0.4, 0.2, 0.4])
    spans = country.buyer_spans[buyer]
    low = country.firm_weight[np.take_along_axis(spans, ring * 2, axis=1)]
    high = country.firm_weight[np.take_along_axis(spans, ring * 2 + 1, axis=1)]
    at = np.searchsorted(country.firm_weight, low + rng.random(low.shape) * (high - low), side="right") - 1
    found: list[list[str]] = country.firms[np.minimum(at, len(country.firms) - 1)].tolist()
    return found


def _contract(
    has: dict[str, bool], country: World, buyer: int, number: str, firms: list[str], notified: str, published: str,
    amount: float, family: str, pick: int, frame: str,
) -> str:  # fmt: skip
    siret, place = country.buyers[buyer], country.buyer_communes[buyer]
    place, kind = _bad_place(place, pick) if has["bad place"] else (place, "Code commune")
    if has["lost zero"]:
        firms = [firm.lstrip("0")[:13] for firm in firms]
    held = firms[: 2 + pick % 3] if has["grouping"] else firms[:1]
    holders = _holders([] if has["no supplier"] else held, foreign=has["foreign"], pick=pick)
    return (
        f'{{"id":"{number}","acheteur":{{"id":"{"" if has["no buyer"] else siret}"}},"nature":"Marché",'
        f'"objet":"{_TITLES[pick % 9]}, lot {pick % 13}","codeCPV":"{"" if has["no CPV"] else family + "000000"}",'
        + ('"techniques":{"technique":["Accord-cadre"]},' if has["framework"] else "")
        + (f'"idAccordCadre":"{frame}",' if has["subsequent"] else "")
        + (_FULL if has["full"] else "")
        + f'"offresRecues":{1 + pick % 7},'
        f'"typeGroupementOperateurs":"{"Conjoint" if has["grouping"] else "Pas de groupement"}",'
        f'"procedure":"{_PROCEDURES[pick % 3]}","formePrix":"Unitaire",'
        f'"lieuExecution":{{"code":"{place}","typeCode":"{kind}"}},"dureeMois":{1 + pick % 48},'
        f'"dateNotification":"{"0021" + notified[4:] if has["bad date"] else notified}",'
        f'"datePublicationDonnees":"{published}",'
        f'"montant":{999999999 if has["placeholder"] else amount},"titulaires":[{holders}]'
        + (_amendments(amount, published, firms[3], pick) if has["amended"] else "")
        + "}"
    )


def _holders(firms: list[str], foreign: bool, pick: int) -> str:
    if foreign and firms:
        return f'{{"titulaire":{{"typeIdentifiant":"TVA","id":"DE{pick % 900_000_000 + 100_000_000}"}}}}'
    return ",".join(f'{{"titulaire":{{"typeIdentifiant":"SIRET","id":"{firm}"}}}}' for firm in firms)


def _bad_place(commune: str, pick: int) -> tuple[str, str]:
    """What is found where a commune's code should be: a lost zero, words, the département, a wrong type."""
    found = (commune.lstrip("0"), "NC", commune[:2], commune)[pick % 4]
    return found, ("Code commune", "Code postal", "Code département", "Code postal")[pick % 4]


def _amendments(amount: float, published: str, firm: str, pick: int) -> str:
    """One to three changes of amount, of which one in four gives the contract to another firm."""
    heir = f',"titulaires":[{_holders([firm], foreign=False, pick=pick)}]' if pick % 4 == 0 else ""
    return ',"modifications":[' + ",".join(
        f'{{"modification":{{"id":{n},"dateNotificationModification":"{published}",'
        f'"datePublicationDonneesModification":"{published}","montant":{amount * (1 + n / 20):.2f}{heir}}}}}'
        for n in range(1, 2 + pick % 3)
    ) + "]"  # fmt: skip


def write(contracts: int, territories: Path, into: Path, seed: int = 1, agencies: int = AGENCIES) -> tuple[Path, Path]:
    """Write the contracts, and the register of 70 % of the firms and of the agencies; returns the two files."""
    into.mkdir(parents=True, exist_ok=True)
    country = world(territories, np.random.default_rng(seed), agencies)
    target = into / "decp.json"
    with target.open("w", encoding="utf-8") as file:
        file.write('{"marches":{"marche":[\n')
        for n, text in enumerate(records(contracts, country, seed)):
            file.write(f",\n{text}" if n else text)
        file.write('\n],"contrat-concession":[]}}\n')
    return target, _write_register(into / "register.csv", country, np.random.default_rng(seed), agencies)


def _write_register(target: Path, country: World, rng: np.random.Generator, agencies: int) -> Path:
    """A register as StockEtablissement lays it out; the first establishment of a SIREN is its head office.

    Agencies are the last buyers; no list of local authorities knows where they are.
    """
    known = rng.random(len(country.firms)) < 0.7
    public = slice(len(country.buyers) - agencies, None)
    siret = pd.Series(np.concatenate([country.firms[known], country.buyers[public]]))
    pd.DataFrame(
        {
            "siren": siret.str[:9], "nic": siret.str[9:], "siret": siret, "dateCreationEtablissement": "2005-01-01",
            "trancheEffectifsEtablissement": "11", "etablissementSiege": ~siret.str[:9].duplicated(),
            "codeCommuneEtablissement": np.concatenate(
                [country.firm_communes[known], country.buyer_communes[public]]
            ),
            "activitePrincipaleEtablissement": np.where(np.arange(len(siret)) < known.sum(), "43.21A", "84.11Z"),
            "etatAdministratifEtablissement": "A", "statutDiffusionEtablissement": "O",
        }
    ).to_csv(target, index=False)  # fmt: skip
    return target


def main() -> None:
    """Write the two files, sizes from the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--contracts", type=int, default=200_000)
    parser.add_argument("--territories", type=Path, required=True)
    parser.add_argument("--into", type=Path, required=True)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--agencies", type=int, default=AGENCIES, help="buyers beside the authorities")
    asked = parser.parse_args()
    for path in write(asked.contracts, asked.territories, asked.into, asked.seed, asked.agencies):
        print(f"{path}: {path.stat().st_size / 1e6:,.0f} MB")


if __name__ == "__main__":
    main()
