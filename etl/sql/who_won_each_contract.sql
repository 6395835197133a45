-- Who holds each contract today, and for what share?
--
-- The holders are those of the last state that names any. Co-suppliers share equally: the texts give no split.
-- A framework whose holders form no grouping is another thing: each may get anything from nothing to all of it.
-- A contract without a named supplier keeps one award, to nobody: its amount is not lost, its place is unknown.
CREATE OR REPLACE TABLE award AS
WITH last_named AS (
    SELECT declaration_id, max(step) AS step FROM declared_supplier GROUP BY declaration_id
),
holding AS (
    SELECT s.declaration_id, s.supplier_id, s.siren, s.scheme, s.name
    FROM declared_supplier AS s
    JOIN last_named ON last_named.declaration_id = s.declaration_id AND last_named.step = s.step
),
holders AS (
    SELECT declaration_id, count(*) AS holders FROM holding GROUP BY declaration_id
),
shared AS (
    SELECT
        c.declaration_id, c.uid, c.buyer_siret, c.buyer_siren, c.year, c.purchase_family, c.amount_eur,
        coalesce(n.holders, 1) AS holders,
        coalesce(c.is_framework AND c.grouping_type LIKE 'Pas de%', FALSE) AS is_apart
    FROM contract AS c
    LEFT JOIN holders AS n ON n.declaration_id = c.declaration_id
)
SELECT
    c.uid, c.buyer_siret, c.buyer_siren, c.year, c.purchase_family,
    coalesce(h.supplier_id, 'name:' || h.name, 'nobody') AS supplier_id,
    coalesce(h.siren, h.supplier_id, 'name:' || h.name, 'nobody') AS supplier_unit,
    h.scheme AS supplier_scheme, h.name AS supplier_name,
    1.0 / c.holders AS share,
    c.amount_eur / c.holders AS amount_eur,
    c.holders > 1 AND NOT c.is_apart AS is_grouping,
    c.holders > 1 AND c.is_apart AS is_multi_holder
FROM shared AS c
LEFT JOIN holding AS h ON h.declaration_id = c.declaration_id;
