-- How were the buyers and the suppliers placed, and what do they weigh?
WITH side AS (
    SELECT 'buyer' AS role, buyer_siret AS id, share, amount_eur FROM award
    UNION ALL
    SELECT 'supplier', supplier_id, share, amount_eur FROM award
)
SELECT s.role, coalesce(e.placed_by, 'unknown') AS placed_by, count(DISTINCT s.id) AS establishments,
    sum(s.share) AS contracts, sum(s.amount_eur) AS amount_eur
FROM side AS s LEFT JOIN establishment AS e ON e.id = s.id
GROUP BY s.role, coalesce(e.placed_by, 'unknown')
ORDER BY s.role, amount_eur DESC NULLS LAST, placed_by
