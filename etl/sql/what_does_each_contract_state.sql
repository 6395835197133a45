-- What amount and duration does each contract state, first and last, and how many suppliers has it had?
--
-- An amendment gives the new total, not a difference (the schema calls it 'Nouveau montant'). What is in force is
-- the last value given; an amendment silent on one of them leaves it. A contract is a framework by its nature
-- (2019), its techniques (2022), or because subsequent contracts are passed under it; one that names a framework
-- is passed under that one.
CREATE OR REPLACE TABLE stated AS
WITH amended AS (
    SELECT
        declaration_id, max(step) AS amendment_count,
        max(CASE WHEN amount_eur IS NOT NULL THEN step END) AS amount_step,
        max(CASE WHEN duration_months IS NOT NULL THEN step END) AS duration_step
    FROM declared_state
    WHERE step > 0
    GROUP BY declaration_id
),
in_force AS (
    SELECT a.declaration_id, a.amendment_count, m.amount_eur, t.duration_months
    FROM amended AS a
    LEFT JOIN declared_state AS m ON m.declaration_id = a.declaration_id AND m.step = a.amount_step
    LEFT JOIN declared_state AS t ON t.declaration_id = a.declaration_id AND t.step = a.duration_step
),
awarded AS (
    SELECT declaration_id, count(*) AS suppliers FROM declared_supplier WHERE step = 0 GROUP BY declaration_id
),
ever AS (
    SELECT s.declaration_id, count(DISTINCT coalesce(s.supplier_id, s.name)) AS suppliers
    FROM declared_supplier AS s
    JOIN amended ON amended.declaration_id = s.declaration_id
    GROUP BY s.declaration_id
),
kept AS (
    SELECT
        f.uid, d.declaration_id, d.kind, coalesce(d.buyer_siren, d.buyer_siret) AS buyer_siren, d.contract_id,
        d.purchase_family, d.amount_published_eur AS amount_initial_eur, s.duration_months AS duration_initial_months,
        CASE WHEN d.framework_id IS NOT NULL THEN
            nullif(translate(upper(d.framework_id), ' -_./', ''), translate(upper(d.contract_id), ' -_./', ''))
        END AS framework_number,
        lower(coalesce(d.nature, '')) AS nature, coalesce(d.techniques, '') AS techniques,
        coalesce(d.execution_modes, '') AS execution_modes
    FROM fate AS f
    JOIN declaration AS d ON d.declaration_id = f.declaration_id
    JOIN declared_state AS s ON s.declaration_id = d.declaration_id AND s.step = 0
    WHERE f.declaration_id = f.survivor_id
)
SELECT
    k.uid, k.declaration_id, k.kind, k.buyer_siren, k.contract_id, k.purchase_family, k.framework_number,
    k.amount_initial_eur, coalesce(v.amount_eur, k.amount_initial_eur) AS amount_last_eur,
    k.duration_initial_months, coalesce(v.duration_months, k.duration_initial_months) AS duration_months,
    coalesce(v.amendment_count, 0) AS amendment_count,
    coalesce(ever.suppliers, awarded.suppliers, 0) AS supplier_count_ever,
    k.framework_number IS NOT NULL OR k.nature LIKE 'march%subs%quent%' AS is_subsequent,
    k.framework_number IS NULL AND k.nature NOT LIKE 'march%subs%quent%'
        AND (k.nature LIKE 'accord_cadre%' OR k.techniques LIKE '%Accord-cadre%'
            OR k.execution_modes LIKE '%Marchés subséquents%') AS is_framework
FROM kept AS k
LEFT JOIN in_force AS v ON v.declaration_id = k.declaration_id
LEFT JOIN awarded ON awarded.declaration_id = k.declaration_id
LEFT JOIN ever ON ever.declaration_id = k.declaration_id;
