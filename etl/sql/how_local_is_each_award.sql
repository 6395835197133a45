-- At each level, is the supplier of an award in the buyer's own territory, elsewhere, abroad, or unknown?
CREATE OR REPLACE TABLE award_place AS
SELECT
    a.uid, a.supplier_id, l.level AS local_level,
    CASE
        WHEN s.code = 'abroad' THEN 'abroad'
        WHEN b.code IS NULL OR s.code IS NULL THEN 'unknown'
        WHEN b.code = s.code THEN 'local'
        ELSE 'elsewhere'
    END AS place
FROM award AS a
CROSS JOIN (VALUES ('commune'), ('epci'), ('departement'), ('region')) AS l (level)
LEFT JOIN territory_of AS b ON b.id = a.buyer_siret AND b.level = l.level
LEFT JOIN territory_of AS s ON s.id = a.supplier_id AND s.level = l.level;
