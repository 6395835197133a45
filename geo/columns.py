"""The dictionary of tables and columns: one name, one meaning, one unit, everywhere."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Column:
    """A column: its name, what it holds, its unit, and the DECP field it comes from."""

    name: str
    meaning: str
    unit: str = ""
    decp: str = ""


_CUT = (
    Column("level", "commune, epci, departement or region"),
    Column("code", "the territory's code at that level"),
    Column("year", "year of notification; 0 for all years"),
    Column("family", "CPV division, two digits; 'all' for all"),
)
_SUMS = (
    Column("contracts", "contracts, a grouping's shares added"),
    Column("amount_eur", "usable amount", "€"),
    Column("amount_sq", "sum over partners of the squared amount", "€²"),
)

TABLES: dict[str, tuple[Column, ...]] = {
    "contract": (
        Column("declaration_id", "the declaration that stands for the contract"),
        Column("uid", "buyer's SIRET and the contract's number; ~2, ~3… for further lots under one number", decp="uid"),
        Column("kind", "contract or concession", decp="_type"),
        Column("contract_id", "the buyer's own number", decp="id"),
        Column("buyer_siret", "the buyer's SIRET (SIREN where only that was given)", decp="acheteur.id"),
        Column("buyer_siren", "first nine digits of it"),
        Column("buyer_name", "as published", decp="acheteur.nom"),
        Column("nature", "as published", decp="nature"),
        Column("title", "what is bought, as published", decp="objet"),
        Column("cpv", "as published", decp="codeCPV"),
        Column("purchase_family", "CPV division, where the code has one"),
        Column("procedure", "as published", decp="procedure"),
        Column("place_code", "place of performance, as published", decp="lieuExecution.code"),
        Column("place_type", "what kind of code it is", decp="lieuExecution.typeCode"),
        Column("place_name", "its name", decp="lieuExecution.nom"),
        Column("duration_months", "last duration given", "months", "dureeMois"),
        Column("notified_on", "day the contract was notified", decp="dateNotification"),
        Column("published_on", "day the data were published (not the call for tenders)", decp="datePublicationDonnees"),
        Column("year", "year of notified_on"),
        Column("amount_published_eur", "the award's amount, never changed", "€", "montant"),
        Column("amount_last_eur", "the last amount given, by the award or an amendment", "€", "modifications.montant"),
        Column("offers_received", "offers received", decp="offresRecues"),
        Column("amendment_count", "amendments", decp="modifications"),
        Column("supplier_count_ever", "suppliers named by the award or any amendment"),
        Column("source", "file it comes from"),
        Column("position", "record or line in that file"),
        Column("amount_eur", "what sums use; none where the amount is missing or a placeholder", "€"),
        Column("amount_status", "ok, ceiling, placeholder or missing"),
        Column("amount_reason", "why"),
    ),
    "award": (
        Column("uid", "the contract"),
        Column("buyer_siret", "its buyer"),
        Column("buyer_siren", "first nine digits of it"),
        Column("year", "year of notification"),
        Column("purchase_family", "CPV division"),
        Column("supplier_id", "SIRET, or the identifier given; 'nobody' where none is", decp="titulaires.id"),
        Column("supplier_unit", "SIREN where there is one: what concentration counts"),
        Column("supplier_scheme", "SIRET, SIREN, TVA, HORS-UE…", decp="titulaires.typeIdentifiant"),
        Column("supplier_name", "as published", decp="titulaires.denominationSociale"),
        Column("share", "equal share of a grouping", "0-1"),
        Column("amount_eur", "that share of the contract's usable amount", "€"),
        Column("is_grouping", "whether the contract has several holders"),
        Column("distance_km", "geodesic distance from buyer to supplier, both at commune or better", "km"),
    ),
    "amendment": (
        Column("uid", "the contract"),
        Column("step", "1, 2, 3… in order of notification"),
        Column("notified_on", "in force from", decp="dateNotificationModification"),
        Column("published_on", "day of publication", decp="datePublicationDonneesModification"),
        Column("amount_eur", "new total", "€", "montant"),
        Column("duration_months", "new duration", "months", "dureeMois"),
        Column("reason", "as published", decp="objetModification"),
    ),
    "rejected": (
        Column("source", "file"),
        Column("position", "record or line in it"),
        Column("reason", "the rule that kept it aside"),
        Column("excerpt", "its first characters"),
        Column("rows", "rows of the file it stands for"),
    ),
    "publication": (
        Column("uid", "the contract"),
        Column("source", "a file that declares it"),
        Column("position", "where"),
        Column("published_on", "when"),
        Column("is_survivor", "whether this declaration stands for the contract"),
        Column("amount_published_eur", "the amount this one gives", "€"),
    ),
    "fate": (
        Column("declaration_id", "a declaration"),
        Column("survivor_id", "the one that stands for it"),
        Column("uid", "the contract"),
    ),
    "establishment": (
        Column("id", "SIRET, or the identifier given"),
        Column("siren", "SIREN, where there is one"),
        Column("scheme", "kind of identifier"),
        Column("name", "most frequent name"),
        Column("commune", "today's commune, where known"),
        Column("epci", "its EPCI"),
        Column("departement", "its département"),
        Column("region", "its région"),
        Column("lon", "longitude of the commune's town hall", "°"),
        Column("lat", "latitude of it", "°"),
        Column("precision", "commune, epci, departement, region, abroad or unknown"),
        Column("placed_by", "what gave the place"),
    ),
    "territory_of": (Column("id", "an establishment"), *_CUT[:2]),
    "total": (
        *_CUT,
        Column("role", "buyer (spent) or supplier (won)"),
        *_SUMS,
        Column("partners", "suppliers of the buyers, or buyers of the suppliers, by SIREN"),
        Column("contracts_sq", "sum over partners of squared contracts"),
        *(Column(f"{what}_top{n}", f"part of the first {n}") for what in ("amount", "contracts") for n in (1, 3, 5)),
    ),
    "flow": (
        *(c for c in _CUT if c.name != "code"),
        Column("buyer_code", "territory of the buyer, or 'unknown'"),
        Column("supplier_code", "territory of the supplier, 'unknown' or 'abroad'"),
        *_SUMS[:2],
    ),
    "locality": (
        *_CUT,
        Column("local_level", "level at which 'local' is judged"),
        Column("place", "local, elsewhere, abroad or unknown"),
        *_SUMS,
        Column("suppliers", "suppliers, by SIREN"),
    ),
    "distance": (
        *_CUT,
        Column("weight", "amount or count"),
        Column("contracts", "contracts with a distance"),
        Column("placed", "weight with a distance"),
        Column("placed_sq", "sum of its squares"),
        Column("quarter_km", "first quartile", "km"),
        Column("median_km", "median", "km"),
        Column("three_quarters_km", "third quartile", "km"),
        *(Column(f"within_{km}", f"weight within {km} km") for km in (10, 50, 100)),
        Column("whole", "weight in all, placed or not"),
    ),
    "indicator": (
        Column("indicator", "key of the registry"),
        Column("variant", "reading of it"),
        *_CUT,
        Column("weight", "amount or count"),
        Column("value", "the figure, in the indicator's unit"),
        Column("low", "lower end of its interval"),
        Column("high", "upper end of its interval"),
        Column("contracts", "contracts it rests on"),
        Column("effective", "effective number (Kish)"),
        Column(
            "covered",
            "share of the weight that could be placed; 1 where the figure needs no other place than its own",
            "0-1",
        ),
        Column("reliability", "fiable, indicatif or insuffisant"),
    ),
}
