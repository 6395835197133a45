-- Which are the largest contracts of a territory's buyers, or of its suppliers?
WITH chosen AS (
    SELECT DISTINCT a.uid
    FROM award AS a
    JOIN territory_of AS t ON t.id = CASE WHEN $role = 'buyer' THEN a.buyer_siret ELSE a.supplier_id END
    WHERE t.level = $level AND t.code = $code AND ($first = 0 OR a.year BETWEEN $first AND $last)
        AND ($family = 'all' OR a.purchase_family = $family)
)
SELECT c.uid, c.title, c.buyer_siret, coalesce(c.buyer_name, b.name) AS buyer_name,
    (SELECT string_agg(coalesce(a.supplier_name, a.supplier_id), ', ' ORDER BY a.supplier_id)
        FROM award AS a WHERE a.uid = c.uid) AS supplier_names,
    c.cpv, c.purchase_family, c.notified_on, c.amount_published_eur, c.amount_eur, c.amount_status
FROM contract AS c
JOIN chosen ON chosen.uid = c.uid
LEFT JOIN establishment AS b ON b.id = c.buyer_siret
ORDER BY c.amount_eur DESC NULLS LAST, c.uid
LIMIT $limit
