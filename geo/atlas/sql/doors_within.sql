-- Which buyers stand in this box, and what do they buy of these families?
SELECT b.siren, b.name, b.buyer_category, b.commune, b.departement, b.lon, b.lat, b.precision, b.years,
    d.family, d.contracts, d.amount_eur, d.yearly_eur, d.priced, d.quarter_eur, d.median_eur, d.three_quarters_eur,
    d.procedure, d.procedure_contracts, d.offered, d.offers_median, d.local, d.placed, d.small, d.sized, d.last_on,
    d.last_uid
FROM buyer AS b JOIN door AS d ON d.buyer_siren = b.siren
WHERE b.lon BETWEEN $west AND $east AND b.lat BETWEEN $south AND $north
    AND d.family = ANY(CAST($families AS VARCHAR[]))
ORDER BY b.siren, d.family
