-- By which procedures do suppliers of each size win the contracts of these buyers?
SELECT c.procedure, coalesce(o.size_category, 'unknown') AS size_category, sum(a.share) AS contracts,
    coalesce(sum(a.amount_eur), 0) AS amount_eur
FROM award AS a
JOIN contract AS c ON c.uid = a.uid
LEFT JOIN organisation AS o ON o.siren = a.supplier_unit
LEFT JOIN organisation AS b ON b.siren = a.buyer_siren
WHERE a.supplier_unit <> 'nobody' AND ($family IS NULL OR a.purchase_family = $family)
    AND ($category IS NULL OR b.buyer_category = $category)
    AND ($level IS NULL OR EXISTS (
        SELECT 1 FROM territory_of AS t WHERE t.id = a.buyer_siret AND t.level = $level AND t.code = $code))
GROUP BY c.procedure, coalesce(o.size_category, 'unknown')
ORDER BY c.procedure NULLS LAST, size_category
