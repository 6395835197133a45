-- What do the buyers of each territory buy locally, elsewhere, abroad, and where is it unknown?
CREATE OR REPLACE TABLE locality AS
WITH by_supplier AS (
    SELECT t.level, t.code, p.local_level, c.year, c.family, p.place, c.supplier_unit,
        sum(c.share) AS contracts, sum(c.amount_eur) AS amount_eur
    FROM award_cut AS c
    JOIN award_place AS p ON p.uid = c.uid AND p.supplier_id = c.supplier_id
    JOIN territory_of AS t ON t.id = c.buyer_siret
    GROUP BY t.level, t.code, p.local_level, c.year, c.family, p.place, c.supplier_unit
)
SELECT
    level, code, local_level, year, family, place,
    sum(contracts) AS contracts,
    sum(amount_eur) AS amount_eur,
    sum(amount_eur * amount_eur) AS amount_sq,
    count(*) AS suppliers
FROM by_supplier
GROUP BY level, code, local_level, year, family, place
ORDER BY level, code, local_level, year, family, place;
