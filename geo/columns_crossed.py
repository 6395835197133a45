"""The dictionary of what is laid beside contracts: branches, accounts, demography, budgets and notices."""

from geo.column import Column

_CROSSED = (
    Column("level", "commune, epci, departement, region or country"),
    Column("code", "the territory's code at that level; FR for the country"),
    Column("year", "year told"),
    Column("sector", "branch, INSEE's A10; 'all' for all"),
    Column("source", "key of the source: figures of two sources are never added"),
)

CROSSED: dict[str, tuple[Column, ...]] = {
    "sector": (
        Column("level", "departement, where the supplier stands, or country"),
        Column("code", "its code; FR for the country, 'unknown' where the supplier has no place"),
        Column("year", "year of notification"),
        Column("sector", "branch of the supplier's activity, INSEE's A10; unknown where no register gives one"),
        Column("size_category", "PME, ETI or GE; unknown where no register says"),
        Column("contracts", "contracts won, a grouping's shares added"),
        Column("amount_eur", "usable amount", "€"),
        Column("annual_eur", "of it, twelve months' worth of contracts that last longer", "€"),
        Column("annual_sq", "sum over suppliers, by SIREN, of the squared annual_eur", "€²"),
    ),
    "account": (
        *_CROSSED,
        Column("value_added_eur", "gross value added at basic prices, current euros", "€"),
        Column("gdp_eur", "gross domestic product, current euros; of 'all' only", "€"),
        Column("employment", "persons at work (Eurostat), or employees (FLORES, URSSAF): see source"),
    ),
    "demography": (
        *_CROSSED,
        Column("births", "enterprises born in the year"),
        Column("deaths", "enterprises that ceased for good, failed or not"),
        Column("failures", "firms of which a reorganisation or a liquidation was opened, once a year each"),
        Column("active", "enterprises active in the year"),
    ),
    "budget": (
        Column("level", "commune, epci, departement, region; other for an authority that governs no territory"),
        Column("code", "the territory's code; the SIREN where level is other"),
        Column("year", "financial year"),
        Column("function", "first digit of the function in its chart of accounts; 'all' where none is given"),
        Column(
            "item",
            "staff (64), supplies (60), services (61, 62), external (60 to 62, as OFGL gives it), grants, equipment, "
            "operating, investment, spending or revenue",
        ),
        Column("amount_eur", "as accounted", "€"),
        Column("siren", "the authority"),
        Column("chart", "its chart of accounts (M14, M52, M57…), or OFGL for an aggregate"),
        Column("source", "key of the source"),
    ),
    "notice": (
        Column("notice_id", "number of the notice, as its journal gives it"),
        Column("source", "key of the source"),
        Column("kind", "call, award or other"),
        Column("published_on", "day of publication"),
        Column("buyer_siren", "the buyer, where the notice says"),
        Column("buyer_name", "as published"),
        Column("title", "what is bought, as published"),
        Column("cpv_code", "eight digits of the CPV 2008"),
        Column("purchase_family", "CPV division"),
        Column("departement", "where the buyer is"),
        Column("deadline_on", "last day to answer"),
        Column("procedure", "as published"),
        Column("url", "the notice, or the buyer's profile"),
    ),
}
