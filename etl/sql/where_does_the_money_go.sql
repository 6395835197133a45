-- From which buyers' territories to which suppliers' territories does the money go?
--
-- A side that cannot be placed at a level is 'unknown' there; a foreign supplier is 'abroad'. Neither is dropped,
-- and neither is counted as distant.
CREATE OR REPLACE TABLE flow AS
SELECT
    l.level,
    coalesce(b.code, 'unknown') AS buyer_code,
    coalesce(s.code, 'unknown') AS supplier_code,
    c.year, c.family,
    sum(c.share) AS contracts,
    sum(c.amount_eur) AS amount_eur
FROM award_cut AS c
CROSS JOIN (VALUES ('commune'), ('epci'), ('departement'), ('region')) AS l (level)
LEFT JOIN territory_of AS b ON b.id = c.buyer_siret AND b.level = l.level
LEFT JOIN territory_of AS s ON s.id = c.supplier_id AND s.level = l.level
GROUP BY l.level, coalesce(b.code, 'unknown'), coalesce(s.code, 'unknown'), c.year, c.family
ORDER BY l.level, buyer_code, supplier_code, c.year, c.family;
