-- What is each contract today: its award, and what its amendments made of it?
--
-- An amendment gives the new total, not a difference. The amount in force is the last one given; the award's
-- date stays the contract's date, so that a year counts what was signed in it.
CREATE OR REPLACE TABLE contract AS
WITH kept AS (
    SELECT d.*, f.uid AS contract_uid
    FROM fate AS f
    JOIN declaration AS d ON d.declaration_id = f.survivor_id
    WHERE f.declaration_id = f.survivor_id
),
last_amount AS (
    SELECT declaration_id, arg_max(amount_eur, step) AS amount_eur
    FROM declared_state WHERE amount_eur IS NOT NULL GROUP BY declaration_id
),
last_duration AS (
    SELECT declaration_id, arg_max(duration_months, step) AS duration_months
    FROM declared_state WHERE duration_months IS NOT NULL GROUP BY declaration_id
),
steps AS (
    SELECT declaration_id, max(step) AS amendment_count FROM declared_state GROUP BY declaration_id
),
suppliers AS (
    SELECT declaration_id, count(DISTINCT coalesce(supplier_id, name)) AS supplier_count_ever
    FROM declared_supplier GROUP BY declaration_id
)
SELECT
    kept.declaration_id,
    kept.contract_uid AS uid,
    kept.kind, kept.contract_id, kept.buyer_siret, kept.buyer_siren, kept.buyer_name,
    kept.nature, kept.title, kept.cpv, kept.purchase_family, kept.procedure,
    kept.place_code, kept.place_type, kept.place_name,
    last_duration.duration_months,
    kept.notified_on, kept.published_on,
    cast(extract(year FROM kept.notified_on) AS INTEGER) AS year,
    kept.amount_published_eur,
    last_amount.amount_eur AS amount_last_eur,
    kept.offers_received,
    steps.amendment_count,
    coalesce(suppliers.supplier_count_ever, 0) AS supplier_count_ever,
    kept.source, kept.position
FROM kept
JOIN steps ON steps.declaration_id = kept.declaration_id
LEFT JOIN last_amount ON last_amount.declaration_id = kept.declaration_id
LEFT JOIN last_duration ON last_duration.declaration_id = kept.declaration_id
LEFT JOIN suppliers ON suppliers.declaration_id = kept.declaration_id
ORDER BY uid;
