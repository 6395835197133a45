-- What do these buyers buy of central purchasing bodies, by family, and what do those bodies buy?
--
-- A body buys for all of France: what it buys is told whole, whatever the territory.
WITH told AS (
    SELECT coalesce(a.purchase_family, 'unknown') AS family, a.share, a.amount_eur,
        CASE WHEN a.buyer_siren = ANY(CAST($bodies AS VARCHAR[])) THEN 'buyer'
            WHEN a.supplier_unit = ANY(CAST($bodies AS VARCHAR[])) THEN 'supplier' ELSE 'neither' END AS role,
        CASE WHEN a.buyer_siren = ANY(CAST($bodies AS VARCHAR[])) THEN a.buyer_siren
            WHEN a.supplier_unit = ANY(CAST($bodies AS VARCHAR[])) THEN a.supplier_unit END AS body
    FROM award AS a
    WHERE $level IS NULL OR a.buyer_siren = ANY(CAST($bodies AS VARCHAR[])) OR EXISTS (
        SELECT 1 FROM territory_of AS t WHERE t.id = a.buyer_siret AND t.level = $level AND t.code = $code)
)
SELECT family, role, body, sum(share) AS contracts, coalesce(sum(amount_eur), 0) AS amount_eur
FROM told
GROUP BY family, role, body
ORDER BY family, role, body
