-- Where is each buyer and each supplier, and how precisely is it known?
--
-- From the best rung to the last: the register's point, the geocoded address, the register's commune, the commune
-- that the file itself gives, the territory that a local authority governs, the département that the file gives,
-- and else nothing: unknown stays unknown. Where files disagree the most frequent place wins, then the smallest
-- code. A supplier known by its SIREN alone stands at its head office. Head offices have rows of their own, so that
-- 'local' can be asked of them: organisation.head_office_id.
CREATE OR REPLACE TABLE establishment AS
WITH declared AS (
    SELECT buyer_siret AS id, buyer_siren AS siren, buyer_name AS name, 'SIRET' AS scheme,
        buyer_commune AS commune, buyer_departement AS departement
    FROM declaration
    UNION ALL
    SELECT coalesce(supplier_id, 'name:' || name), siren, name, scheme, commune, departement FROM declared_supplier
    UNION ALL
    SELECT coalesce(supplier_id, 'name:' || name), siren, name, scheme, NULL, NULL FROM declared_subcontract
    UNION ALL
    SELECT head_office_id, siren, NULL, 'SIRET', NULL, NULL FROM organisation
),
counted AS (
    SELECT id, siren, scheme, name, commune, departement, count(*) AS times
    FROM declared WHERE id IS NOT NULL GROUP BY id, siren, scheme, name, commune, departement
),
who AS (
    SELECT c.id, min(c.siren) AS siren, min(c.scheme) AS scheme FROM counted AS c GROUP BY c.id
),
said_name AS (
    SELECT id, name, row_number() OVER (PARTITION BY id ORDER BY sum(times) DESC, name) AS place
    FROM counted WHERE name IS NOT NULL GROUP BY id, name
),
said_commune AS (
    SELECT c.id, m.code AS commune, row_number() OVER (PARTITION BY c.id ORDER BY sum(c.times) DESC, m.code) AS place
    FROM counted AS c JOIN commune_today AS m ON m.old_code = c.commune GROUP BY c.id, m.code
),
said_departement AS (
    SELECT c.id, t.code AS departement, t.region,
        row_number() OVER (PARTITION BY c.id ORDER BY sum(c.times) DESC, t.code) AS place
    FROM counted AS c
    -- Read from the communes: Saint-Barthélemy (977) and Saint-Martin (978) have codes but are no départements.
    JOIN (
        SELECT departement AS code, min(region) AS region FROM territory WHERE level = 'commune' GROUP BY departement
    ) AS t ON t.code = c.departement
    GROUP BY c.id, t.code, t.region
),
registered AS (
    SELECT
        r.siret,
        substr(min(cast(r.trust AS VARCHAR(10)) || m.code), 2) AS commune,
        substr(min(cast(r.trust AS VARCHAR(10)) || r.naf), 2) AS naf
    FROM register AS r LEFT JOIN commune_today AS m ON m.old_code = r.commune
    WHERE r.siret IS NOT NULL
    GROUP BY r.siret
),
known AS (
    SELECT
        who.id, who.siren, who.scheme, n.name, r.naf, p.precision, p.lon, p.lat,
        CASE WHEN o.head_office_id IS NOT NULL THEN o.head_office_id = who.id END AS is_head_office,
        p.commune AS point_commune, r.commune AS register_commune, c.commune AS said_commune,
        a.level AS governed_level, a.code AS governed, d.departement AS said_departement, d.region AS said_region
    FROM who
    LEFT JOIN organisation AS o ON o.siren = who.siren
    LEFT JOIN register_point AS p
        ON p.siret = CASE WHEN length(who.id) = 14 THEN who.id ELSE o.head_office_id END
    LEFT JOIN registered AS r
        ON r.siret = CASE WHEN length(who.id) = 14 THEN who.id ELSE o.head_office_id END
    LEFT JOIN said_name AS n ON n.id = who.id AND n.place = 1
    LEFT JOIN said_commune AS c ON c.id = who.id AND c.place = 1
    LEFT JOIN authority AS a ON a.siren = who.siren
    LEFT JOIN said_departement AS d ON d.id = who.id AND d.place = 1
),
placed AS (
    SELECT
        known.*,
        coalesce(register_commune, said_commune) AS told_commune,
        CASE
            WHEN coalesce(point_commune, register_commune, said_commune) IS NOT NULL THEN 'commune'
            WHEN governed IS NOT NULL THEN governed_level
            WHEN said_departement IS NOT NULL THEN 'departement'
        END AS level,
        coalesce(point_commune, register_commune, said_commune, governed, said_departement) AS code,
        CASE
            WHEN point_commune IS NOT NULL AND precision = 'address' THEN 'geocoded address'
            WHEN point_commune IS NOT NULL THEN 'register point'
            WHEN register_commune IS NOT NULL THEN 'register'
            WHEN said_commune IS NOT NULL THEN 'declared commune'
            WHEN governed IS NOT NULL THEN 'local authority'
            WHEN said_departement IS NOT NULL THEN 'declared departement'
            WHEN scheme = 'HORS-UE' OR (scheme = 'TVA' AND siren IS NULL) THEN 'foreign identifier'
            ELSE 'unknown'
        END AS placed_by
    FROM known
)
SELECT
    p.id, p.siren, p.scheme, p.name, p.naf, p.is_head_office,
    CASE WHEN p.level = 'commune' THEN p.code END AS commune,
    CASE WHEN p.level = 'epci' THEN p.code ELSE t.epci END AS epci,
    -- A région governs no département, but the file may say in which one it sits.
    CASE WHEN p.level = 'departement' THEN p.code ELSE coalesce(t.departement, p.said_departement) END AS departement,
    CASE WHEN p.level = 'region' THEN p.code ELSE coalesce(t.region, p.said_region) END AS region,
    CASE WHEN p.level = 'commune' THEN coalesce(p.lon, t.lon) END AS lon,
    CASE WHEN p.level = 'commune' THEN coalesce(p.lat, t.lat) END AS lat,
    CASE WHEN p.placed_by = 'foreign identifier' THEN 'abroad' ELSE coalesce(p.precision, p.level, 'unknown') END
        AS precision,
    p.placed_by,
    CASE WHEN p.point_commune <> p.told_commune THEN p.told_commune END AS commune_declared
FROM placed AS p
LEFT JOIN territory AS t ON t.level = p.level AND t.code = p.code;
