-- Who holds each contract today, and for what share?
--
-- The holders are those of the last state that names any. Co-suppliers share equally: the texts give no split.
-- A contract without a named supplier keeps one award, to nobody: its amount is not lost, its place is unknown.
CREATE OR REPLACE TABLE award AS
WITH last_named AS (
    SELECT s.declaration_id, max(s.step) AS step FROM declared_supplier AS s GROUP BY s.declaration_id
),
holder AS (
    SELECT s.*
    FROM declared_supplier AS s
    JOIN last_named ON last_named.declaration_id = s.declaration_id AND last_named.step = s.step
)
SELECT
    c.uid, c.buyer_siret, c.buyer_siren, c.year, c.purchase_family,
    coalesce(h.supplier_id, 'name:' || h.name, 'nobody') AS supplier_id,
    coalesce(h.siren, h.supplier_id, 'name:' || h.name, 'nobody') AS supplier_unit,
    h.scheme AS supplier_scheme, h.name AS supplier_name,
    1.0 / count(*) OVER (PARTITION BY c.uid) AS share,
    c.amount_eur / count(*) OVER (PARTITION BY c.uid) AS amount_eur,
    count(*) OVER (PARTITION BY c.uid) > 1 AS is_grouping
FROM contract AS c
LEFT JOIN holder AS h ON h.declaration_id = c.declaration_id
ORDER BY c.uid, supplier_id;
