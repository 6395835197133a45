-- Which territory of each level holds each place of performance?
--
-- A place stands beside the establishments as one more party, 'postal:35000' for example, so that 'local' can be
-- asked of where a contract is carried out instead of where its buyer sits.
CREATE OR REPLACE TABLE place_of AS
WITH place AS (
    SELECT DISTINCT place_kind || ':' || place_key AS id, performance_commune, performance_epci,
        performance_departement, performance_region, performance_precision
    FROM contract WHERE place_kind IS NOT NULL AND place_key IS NOT NULL
)
SELECT id, level, code
FROM (
    SELECT id, 'commune' AS level, performance_commune AS code FROM place
    UNION ALL SELECT id, 'epci', performance_epci FROM place
    UNION ALL
    SELECT p.id, 'zone_emploi', t.zone_emploi FROM place AS p
    JOIN territory AS t ON t.level = 'commune' AND t.code = p.performance_commune
    UNION ALL SELECT id, 'departement', performance_departement FROM place
    UNION ALL SELECT id, 'region', performance_region FROM place
    UNION ALL SELECT p.id, l.level, 'abroad' FROM place AS p CROSS JOIN level AS l
    WHERE p.performance_precision = 'abroad'
) AS held
WHERE code IS NOT NULL;
