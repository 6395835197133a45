-- What is each contract today: its award, and what its amendments made of it?
--
-- The amount in force is the last one given; the award's date stays the contract's date, so that a year counts what
-- was signed in it. A subsequent contract whose framework is in the sums is not: a ceiling and what is drawn from it
-- are one sum of money. What sums use is spread over years by amount_annual_eur: for each twelve months of a
-- contract longer than that, and the whole of a shorter one.
CREATE OR REPLACE TABLE contract AS
WITH counted AS (
    SELECT
        s.*, f.framework_uid, j.amount_status AS judged_status,
        coalesce(f.is_counted, FALSE) AND j.amount_eur IS NOT NULL AS is_drawn,
        CASE WHEN coalesce(f.is_counted, FALSE) THEN NULL ELSE j.amount_eur END AS amount_eur,
        j.amount_reason
    FROM stated AS s
    JOIN judged AS j ON j.declaration_id = s.declaration_id
    LEFT JOIN framework AS f ON f.uid = s.uid
)
SELECT
    d.declaration_id, c.uid, suspicion.possible_double_of,
    d.kind, d.contract_id, d.buyer_siret, d.buyer_siren, d.buyer_note, d.buyer_name, d.nature, d.title, d.cpv,
    d.cpv_code, d.cpv_note, d.purchase_family, d.procedure, d.techniques, d.execution_modes, d.framework_id,
    c.framework_uid,
    c.is_framework OR c.uid IN (SELECT framework_uid FROM framework) AS is_framework,
    c.is_subsequent,
    d.price_form, d.price_types, d.ccag, d.grouping_type, d.is_innovative, d.has_advance, d.advance_rate,
    d.has_subcontracting, d.social, d.environmental, d.origin_eu, d.origin_france,
    d.place_code, d.place_type, d.place_name, d.place_kind, d.place_key,
    p.performance_commune, p.performance_epci, p.performance_departement, p.performance_region,
    coalesce(p.performance_precision, 'unknown') AS performance_precision,
    c.duration_initial_months, c.duration_months,
    d.notified_on, d.notified_note, d.published_on, d.published_note,
    cast(extract(year FROM d.notified_on) AS INTEGER) AS year,
    d.starts_on, d.public_subsidy_eur, d.offers_received,
    d.amount_published_eur, c.amount_initial_eur, c.amount_last_eur,
    c.amendment_count, c.supplier_count_ever, d.source, d.position,
    c.amount_eur,
    CASE WHEN c.duration_months > 12 THEN c.amount_eur * 12 / c.duration_months ELSE c.amount_eur END
        AS amount_annual_eur,
    CASE WHEN c.is_drawn THEN 'subsequent' ELSE c.judged_status END AS amount_status,
    CASE WHEN c.is_drawn THEN 'drawn from a framework whose maximum is counted' ELSE c.amount_reason END
        AS amount_reason
FROM counted AS c
JOIN declaration AS d ON d.declaration_id = c.declaration_id
LEFT JOIN performance AS p ON p.place_kind = d.place_kind AND p.place_key = d.place_key
LEFT JOIN suspicion ON suspicion.uid = c.uid;
