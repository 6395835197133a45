-- Which declarations say the same contract again, why do we say so, and which one stands for it?
--
-- A number that stands for several contracts (Croix publishes 12 lots under 202117F000000000) gives each its own
-- uid: the second is uid~2, in an order that depends on the contracts and never on the files.
CREATE OR REPLACE TABLE fate AS
WITH survivor AS (
    SELECT *, row_number() OVER (
        PARTITION BY uid ORDER BY notified_on NULLS LAST, amount_eur, supplier_sum, supplier_count, supplier_other
    ) AS lot
    FROM ranked
    WHERE rank = 1
)
SELECT
    r.declaration_id,
    s.declaration_id AS survivor_id,
    CASE WHEN s.lot = 1 THEN s.uid ELSE s.uid || '~' || s.lot END AS uid,
    CASE
        WHEN r.declaration_id = s.declaration_id THEN NULL
        WHEN r.label = s.label AND r.published_on IS NOT DISTINCT FROM s.published_on THEN 'exact'
        WHEN r.label = s.label OR r.rule = 2 THEN 'later delivery'
        WHEN r.rule = 1 AND r.amount_eur <> s.amount_eur THEN 'corrected'
        ELSE 'other platform'
    END AS duplicate_reason
FROM ranked AS r
JOIN survivor AS s ON s.root = r.root
UNION ALL
SELECT d.declaration_id, d.declaration_id, d.uid, NULL
FROM declaration AS d
LEFT JOIN alike ON alike.declaration_id = d.declaration_id
WHERE alike.declaration_id IS NULL;
