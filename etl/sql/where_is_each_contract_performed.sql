-- Where is each contract performed, and how precisely is it known?
--
-- One row a place as written (place_kind, place_key), however many contracts name it: a contract finds its row by
-- these two. The type declared decides how a code of five characters is read, and where no list of that type has it,
-- the other list: 62041 typed 'Code postal' is Arras's INSEE code. A postal code of several communes says what they
-- share, by precision 'postal'. One that no list has (a CEDEX), an arrondissement and a canton say their département.
-- Paris, Lyon and Marseille hold their arrondissements; a merged commune is today's. Collectivities of the Pacific
-- stand in the place of a département. A code of nothing is 'unknown', as is no code at all: no row, so coalesce.
CREATE OR REPLACE TABLE performance AS
WITH place AS (
    SELECT
        place_kind, place_key,
        CASE
            WHEN substr(place_key, 1, 2) IN ('97', '98') THEN substr(place_key, 1, 3)
            WHEN substr(place_key, 1, 3) IN ('200', '201') THEN '2A'
            WHEN substr(place_key, 1, 2) = '20' THEN '2B'
            ELSE substr(place_key, 1, 2)
        END AS start
    FROM declaration
    WHERE place_kind IS NOT NULL
    GROUP BY place_kind, place_key
),
reading AS (
    SELECT p.place_kind, p.place_key, 'commune' AS list, m.code AS commune
    FROM place AS p JOIN commune_today AS m ON m.old_code = p.place_key
    WHERE p.place_kind IN ('postal', 'commune')
    UNION
    SELECT p.place_kind, p.place_key, 'postal', coalesce(m.code, z.commune)
    FROM place AS p JOIN postal_code AS z ON z.postal_code = p.place_key
    LEFT JOIN commune_today AS m ON m.old_code = z.commune
    WHERE p.place_kind IN ('postal', 'commune')
),
declared_list AS (
    SELECT DISTINCT place_kind, place_key FROM reading WHERE list = place_kind
),
candidate AS (
    SELECT r.place_kind, r.place_key, r.commune, t.epci, t.departement, t.region
    FROM reading AS r
    LEFT JOIN declared_list AS d ON d.place_kind = r.place_kind AND d.place_key = r.place_key
    LEFT JOIN territory AS t ON t.level = 'commune' AND t.code = r.commune
    WHERE d.place_kind IS NULL OR r.list = r.place_kind
),
shared AS (
    -- min = max tells that all say the same, and the counts that all say something.
    SELECT
        place_kind, place_key, count(*) AS communes, min(commune) AS commune,
        CASE WHEN min(epci) = max(epci) AND count(epci) = count(*) THEN min(epci) END AS epci,
        CASE WHEN min(departement) = max(departement) AND count(departement) = count(*) THEN min(departement) END
            AS departement,
        CASE WHEN min(region) = max(region) AND count(region) = count(*) THEN min(region) END AS region
    FROM candidate
    GROUP BY place_kind, place_key
),
departement AS (
    SELECT departement AS code, min(region) AS region
    FROM territory WHERE level = 'commune' AND departement IS NOT NULL GROUP BY departement
    UNION ALL
    SELECT c.code, NULL FROM (VALUES ('986'), ('987'), ('988')) AS c (code)
    WHERE c.code NOT IN (SELECT departement FROM territory WHERE level = 'commune' AND departement IS NOT NULL)
),
resolved AS (
    SELECT
        p.place_kind, p.place_key,
        CASE WHEN s.communes = 1 THEN c.code END AS commune,
        s.epci,
        -- A postal code across two départements is in neither; what no list has is where its first digits say.
        CASE WHEN s.departement IS NOT NULL THEN s.departement WHEN coalesce(s.communes, 0) <= 1 THEN d.code END
            AS departement,
        CASE
            WHEN s.region IS NOT NULL THEN s.region
            WHEN r.code IS NOT NULL THEN r.code
            WHEN coalesce(s.communes, 0) <= 1 THEN d.region
        END AS region,
        s.communes
    FROM place AS p
    LEFT JOIN shared AS s ON s.place_kind = p.place_kind AND s.place_key = p.place_key
    LEFT JOIN territory AS c ON c.level = 'commune' AND c.code = s.commune
    LEFT JOIN departement AS d ON d.code = CASE WHEN p.place_kind NOT IN ('region', 'country') THEN p.start END
    LEFT JOIN territory AS r
        ON r.level = 'region' AND r.code = CASE WHEN p.place_kind = 'region' THEN p.place_key END
)
SELECT
    place_kind, place_key,
    commune AS performance_commune, epci AS performance_epci, departement AS performance_departement,
    region AS performance_region,
    CASE
        WHEN place_kind = 'country' AND place_key = 'FR' THEN 'country'
        WHEN place_kind = 'country' THEN 'abroad'
        WHEN commune IS NOT NULL THEN 'commune'
        WHEN communes > 1 THEN 'postal'
        WHEN departement IS NOT NULL AND place_kind IN ('arrondissement', 'canton') THEN place_kind
        WHEN departement IS NOT NULL THEN 'departement'
        WHEN region IS NOT NULL THEN 'region'
        ELSE 'unknown'
    END AS performance_precision
FROM resolved;
