-- Who is each organisation that buys, sells or works for one that sells?
--
-- Field by field the register to believe first (trust, one digit) gives the value: the smallest of 'trust, value'
-- is found in one pass, and its first character is dropped. The name is the register's, else the most frequent
-- one of the files; a natural person's was taken out of both (etl/diffusion.py).
CREATE OR REPLACE TABLE organisation AS
WITH declared AS (
    SELECT buyer_siren AS siren, buyer_name AS name FROM declaration
    UNION ALL
    SELECT siren, name FROM declared_supplier
    UNION ALL
    SELECT siren, name FROM declared_subcontract
),
counted AS (
    SELECT siren, name, count(*) AS times FROM declared WHERE siren IS NOT NULL GROUP BY siren, name
),
ranked AS (
    SELECT siren, name, row_number() OVER (
        PARTITION BY siren ORDER BY CASE WHEN name IS NULL THEN 1 ELSE 0 END, times DESC, name
    ) AS place
    FROM counted
),
registered AS (
    SELECT
        siren,
        substr(min(cast(trust AS VARCHAR(10)) || name), 2) AS name,
        substr(min(cast(trust AS VARCHAR(10)) || legal_category), 2) AS legal_category,
        substr(min(cast(trust AS VARCHAR(10)) || unit_naf), 2) AS naf,
        substr(min(cast(trust AS VARCHAR(10)) || size_category), 2) AS size_category,
        substr(min(cast(trust AS VARCHAR(10)) || headcount_band), 2) AS headcount_band,
        substr(min(cast(trust AS VARCHAR(10)) || head_office_id), 2) AS head_office_id,
        cast(substr(min(cast(trust AS VARCHAR(10)) || cast(opened_on AS VARCHAR(10))), 2) AS DATE) AS opened_on,
        cast(substr(min(cast(trust AS VARCHAR(10)) || cast(closed_on AS VARCHAR(10))), 2) AS DATE) AS closed_on,
        min(CASE WHEN is_diffusible THEN 1 WHEN NOT is_diffusible THEN 0 END) = 1 AS is_diffusible,
        min(authority) AS authority
    FROM register
    GROUP BY siren
),
seat AS (
    SELECT siret, substr(min(cast(trust AS VARCHAR(10)) || naf), 2) AS naf
    FROM register WHERE siret IS NOT NULL GROUP BY siret
)
SELECT
    d.siren,
    coalesce(r.name, d.name) AS name,
    r.legal_category, coalesce(r.naf, seat.naf) AS naf, r.size_category, r.headcount_band, r.head_office_id,
    r.opened_on, r.closed_on, r.is_diffusible,
    coalesce(a.level, r.authority) AS governs
FROM ranked AS d
LEFT JOIN registered AS r ON r.siren = d.siren
LEFT JOIN seat ON seat.siret = r.head_office_id
LEFT JOIN authority AS a ON a.siren = d.siren
WHERE d.place = 1;
