-- What does each supplier of this buyer win of it, and of all buyers?
--
-- A natural person, or a firm that the register publishes in part, is said to be so: what it rests on is its own affair.
WITH here AS (
    SELECT supplier_unit AS unit, min(supplier_name) AS name_said, sum(share) AS contracts,
        coalesce(sum(amount_eur), 0) AS amount_eur
    FROM award
    WHERE buyer_siren = $siren AND supplier_unit <> 'nobody'
    GROUP BY supplier_unit
),
everywhere AS (
    SELECT a.supplier_unit AS unit, sum(a.share) AS contracts_won, coalesce(sum(a.amount_eur), 0) AS won_eur
    FROM award AS a
    JOIN here AS h ON h.unit = a.supplier_unit
    GROUP BY a.supplier_unit
)
SELECT h.unit, CASE WHEN o.is_diffusible = FALSE THEN o.name ELSE coalesce(o.name, h.name_said) END AS name,
    h.contracts, h.amount_eur, e.contracts_won, e.won_eur,
    coalesce(o.is_diffusible = FALSE, FALSE) OR coalesce(o.legal_category LIKE '1%', FALSE) AS is_private
FROM here AS h
JOIN everywhere AS e ON e.unit = h.unit
LEFT JOIN organisation AS o ON o.siren = h.unit
ORDER BY h.amount_eur DESC, h.contracts DESC, h.unit
LIMIT $limit
