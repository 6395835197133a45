-- What does each supplier win in each family ('all': in all) over the years, and how much of it from its first buyer?
--
-- A supplier is an establishment as declared, a buyer a whole organisation. The first buyer by amount and the first by
-- contracts may be two. No territory where the supplier could not be placed, or is abroad.
CREATE OR REPLACE TABLE firm AS
WITH paired AS (
    SELECT supplier, family, buyer_unit, sum(share) AS contracts, sum(amount_eur) AS amount_eur
    FROM award_cut
    WHERE definition = 'seat' AND year = 0
    GROUP BY supplier, family, buyer_unit
),
summed AS (
    SELECT supplier, family, sum(contracts) AS contracts, sum(amount_eur) AS amount_eur,
        max(contracts) AS contracts_first, max(amount_eur) AS amount_first_eur
    FROM paired
    GROUP BY supplier, family
),
held AS (
    SELECT id,
        max(CASE WHEN level = 'commune' THEN code END) AS commune,
        max(CASE WHEN level = 'epci' THEN code END) AS epci,
        max(CASE WHEN level = 'zone_emploi' THEN code END) AS zone_emploi,
        max(CASE WHEN level = 'departement' THEN code END) AS departement,
        max(CASE WHEN level = 'region' THEN code END) AS region
    FROM territory_of
    WHERE code <> 'abroad'
    GROUP BY id
)
SELECT p.id AS supplier_id, s.family, h.commune, h.epci, h.zone_emploi, h.departement, h.region,
    s.contracts, s.amount_eur, s.contracts_first, s.amount_first_eur
FROM summed AS s
JOIN party_number AS p ON p.party = s.supplier
LEFT JOIN held AS h ON h.id = p.id
WHERE p.id <> 'nobody';
