-- Which territory of each level holds each establishment? A level is a value, never a column's name.
--
-- A supplier known only by its département has no row at commune level: there it is unknown, not elsewhere.
CREATE OR REPLACE TABLE territory_of AS
SELECT id, level, code
FROM (
    SELECT id, 'commune' AS level, commune AS code FROM establishment
    UNION ALL SELECT id, 'epci', epci FROM establishment
    UNION ALL
    SELECT e.id, 'zone_emploi', t.zone_emploi FROM establishment AS e
    JOIN territory AS t ON t.level = 'commune' AND t.code = e.commune
    UNION ALL SELECT id, 'departement', departement FROM establishment
    UNION ALL SELECT id, 'region', region FROM establishment
    UNION ALL
    SELECT e.id, l.level, 'abroad' FROM establishment AS e CROSS JOIN level AS l
    WHERE e.precision = 'abroad'
)
WHERE code IS NOT NULL;
