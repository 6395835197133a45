-- What does a register say of the establishments and organisations in use? (DuckDB, in one streamed pass)
--
-- An extract opened in a spreadsheet has lost its leading zeros: 7050065000155 is 07050065000155.
-- Row by row, what the State does not publish is not read either: '[ND]', or a status other than 'O'. Only the
-- commune stays, and a legal person's name (who is one: etl/diffusion.py, once all registers are read).
--
-- First the rows of every organisation in use, by one column: what is costly is then done for these alone.
WITH near AS (
    SELECT * FROM raw
    WHERE coalesce(lpad(siren, 9, '0'), substr(lpad(siret, 14, '0'), 1, 9)) IN (SELECT id FROM used)
),
given AS (SELECT nullif(trim(COLUMNS(*)), '') FROM near),
keyed AS (
    SELECT
        coalesce(lpad(siret, 14, '0'), lpad(siren, 9, '0') || lpad(nic, 5, '0')) AS siret,
        coalesce(lpad(siren, 9, '0'), substr(lpad(siret, 14, '0'), 1, 9)) AS siren,
        * EXCLUDE (siret, siren, is_head_office, diffusion),
        diffusion = 'O' AS is_diffusible,
        coalesce(diffusion, 'O') = 'O' AS is_public,
        CASE
            WHEN is_head_office IS NOT NULL THEN lower(is_head_office) IN ('true', '1')
            WHEN head_office_nic IS NOT NULL
                THEN lpad(head_office_nic, 5, '0') = lpad(coalesce(nic, right(siret, 5)), 5, '0')
        END AS is_head_office
    FROM given
),
wanted AS (
    SELECT * FROM keyed
    WHERE siret IS NULL OR is_head_office OR coalesce(legal_category, size_category) IS NOT NULL
        OR siret IN (SELECT id FROM used)
)
SELECT
    siret, siren,
    nullif(name, '[ND]') AS name,
    coalesce(lpad(commune_departement, 2, '0') || lpad(commune, 3, '0'), lpad(nullif(commune, '[ND]'), 5, '0'))
        AS commune,
    CASE WHEN is_public THEN
        nullif(trim(coalesce(address, concat_ws(' ', number, repetition, street_type, nullif(street, '[ND]')))), '')
    END AS address,
    nullif(postal_code, '[ND]') AS postal_code,
    -- The file gives metres and their projection row by row: 2154, but 2975 in La Réunion, 5490 in the Antilles.
    CASE WHEN is_public THEN coalesce(try_cast(x AS DOUBLE), try_cast(longitude AS DOUBLE)) END AS x,
    CASE WHEN is_public THEN coalesce(try_cast(y AS DOUBLE), try_cast(latitude AS DOUBLE)) END AS y,
    CASE
        WHEN try_cast(x AS DOUBLE) IS NOT NULL THEN try_cast(epsg AS INTEGER)
        WHEN try_cast(longitude AS DOUBLE) IS NOT NULL THEN 4326
    END AS epsg,
    -- 33 and 'municipality': a point drawn at random in the commune, or its middle. That is no point.
    coalesce(point_quality, '') NOT IN ('33', 'municipality') AS is_point_precise,
    CASE WHEN coalesce(naf_edition, 'NAFRev2') = 'NAFRev2'
        THEN regexp_replace(naf, '^(\d\d)(\d\d[A-Z])$', '\1.\2') END AS naf,
    is_head_office,
    legal_category,
    CASE WHEN coalesce(unit_naf_edition, 'NAFRev2') = 'NAFRev2'
        THEN regexp_replace(unit_naf, '^(\d\d)(\d\d[A-Z])$', '\1.\2') END AS unit_naf,
    CASE WHEN size_category IN ('PME', 'ETI', 'GE') THEN size_category END AS size_category,
    nullif(headcount_band, 'NN') AS headcount_band,
    CASE WHEN head_office_nic IS NOT NULL THEN siren || lpad(head_office_nic, 5, '0') WHEN is_head_office THEN siret END
        AS head_office_id,
    try_cast(regexp_replace(opened_on, '^(\d{4})(\d\d)(\d\d)$', '\1-\2-\3') AS DATE) AS opened_on,
    CASE WHEN state IN ('C', 'F') THEN try_cast(state_since AS DATE) END AS closed_on,
    is_diffusible,
    CASE authority
        WHEN 'COM' THEN 'commune' WHEN 'DEP' THEN 'departement' WHEN 'REG' THEN 'region' WHEN 'CTU' THEN 'region'
        ELSE CASE WHEN authority IS NOT NULL THEN 'epci' END
    END AS authority
FROM wanted
