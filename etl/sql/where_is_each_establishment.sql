-- Where is each buyer and each supplier, and how precisely is it known?
--
-- In order: the register of establishments (its commune), the commune that the file itself gives, the territory
-- that a local authority governs, the département that the file gives, and else nothing: unknown stays unknown.
-- Where files disagree the most frequent place wins, then the smallest code.
CREATE OR REPLACE TABLE establishment AS
WITH declared AS (
    SELECT buyer_siret AS id, buyer_siren AS siren, buyer_name AS name, 'SIRET' AS scheme,
        buyer_commune AS commune, buyer_departement AS departement
    FROM declaration
    UNION ALL
    SELECT coalesce(supplier_id, 'name:' || name), siren, name, scheme, commune, departement
    FROM declared_supplier
),
who AS (
    SELECT id, min(siren) AS siren, min(scheme) AS scheme, mode(name ORDER BY name) AS name
    FROM declared WHERE id IS NOT NULL GROUP BY id
),
said_commune AS (
    SELECT d.id, mode(m.code ORDER BY m.code) AS commune
    FROM declared AS d JOIN commune_today AS m ON m.old_code = d.commune GROUP BY d.id
),
said_departement AS (
    SELECT d.id, mode(t.code ORDER BY t.code) AS departement, mode(t.region ORDER BY t.code) AS region
    FROM declared AS d
    -- Read from the communes: Saint-Barthélemy (977) and Saint-Martin (978) have codes but are no départements.
    JOIN (
        SELECT departement AS code, min(region) AS region FROM territory WHERE level = 'commune' GROUP BY departement
    ) AS t ON t.code = d.departement
    GROUP BY d.id
),
registered AS (
    SELECT r.siret AS id, min(m.code) AS commune
    FROM register_place AS r JOIN commune_today AS m ON m.old_code = r.commune GROUP BY r.siret
),
placed AS (
    SELECT
        who.*,
        CASE
            WHEN registered.commune IS NOT NULL THEN 'commune'
            WHEN said_commune.commune IS NOT NULL THEN 'commune'
            WHEN authority.level IS NOT NULL THEN authority.level
            WHEN said_departement.departement IS NOT NULL THEN 'departement'
        END AS placed_level,
        coalesce(registered.commune, said_commune.commune, authority.code, said_departement.departement) AS placed_code,
        said_departement.departement AS said_departement, said_departement.region AS said_region,
        CASE
            WHEN registered.commune IS NOT NULL THEN 'register'
            WHEN said_commune.commune IS NOT NULL THEN 'declared commune'
            WHEN authority.level IS NOT NULL THEN 'local authority'
            WHEN said_departement.departement IS NOT NULL THEN 'declared departement'
            WHEN who.scheme = 'HORS-UE' OR (who.scheme = 'TVA' AND who.siren IS NULL) THEN 'foreign identifier'
            ELSE 'unknown'
        END AS placed_by
    FROM who
    LEFT JOIN registered ON registered.id = who.id
    LEFT JOIN said_commune ON said_commune.id = who.id
    LEFT JOIN authority ON authority.siren = who.siren
    LEFT JOIN said_departement ON said_departement.id = who.id
)
SELECT
    placed.id, placed.siren, placed.scheme, placed.name,
    CASE WHEN placed.placed_level = 'commune' THEN placed.placed_code END AS commune,
    CASE WHEN placed.placed_level = 'epci' THEN placed.placed_code ELSE t.epci END AS epci,
    -- A région governs no département, but the file may say in which one it sits.
    CASE WHEN placed.placed_level = 'departement' THEN placed.placed_code
        ELSE coalesce(t.departement, placed.said_departement) END AS departement,
    CASE WHEN placed.placed_level = 'region' THEN placed.placed_code ELSE coalesce(t.region, placed.said_region) END
        AS region,
    CASE WHEN placed.placed_level = 'commune' THEN t.lon END AS lon,
    CASE WHEN placed.placed_level = 'commune' THEN t.lat END AS lat,
    CASE WHEN placed.placed_by = 'foreign identifier' THEN 'abroad' ELSE coalesce(placed.placed_level, 'unknown') END
        AS precision,
    placed.placed_by
FROM placed
LEFT JOIN territory AS t ON t.level = placed.placed_level AND t.code = placed.placed_code
ORDER BY placed.id;
