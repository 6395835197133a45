-- Which contracts does this organisation buy, or win, among those whose title holds all these words?
WITH chosen AS (
    SELECT c.uid, count(*) OVER () AS matched
    FROM contract AS c
    LEFT JOIN title_words AS t ON t.uid = c.uid
    WHERE (($role = 'buyer' AND c.buyer_siren = $siren)
            OR ($role = 'supplier' AND c.uid IN (SELECT a.uid FROM award AS a WHERE a.supplier_unit = $siren)))
        AND NOT EXISTS (
            SELECT 1 FROM (SELECT unnest(CAST($stems AS VARCHAR[])) AS stem) AS w
            WHERE position(concat(' ', w.stem, ' ') IN coalesce(t.stems, '')) = 0)
    ORDER BY c.notified_on DESC NULLS LAST, c.uid
    LIMIT $limit OFFSET $skip
)
SELECT c.uid, c.title, c.purchase_family, c.notified_on, c.duration_months, c.amount_eur, c.amount_status,
    c.buyer_siren, coalesce(c.buyer_name, o.name) AS buyer_name,
    (SELECT string_agg(coalesce(a.supplier_name, a.supplier_id), ', ' ORDER BY a.supplier_id)
        FROM award AS a WHERE a.uid = c.uid) AS supplier_names,
    chosen.matched
FROM chosen
JOIN contract AS c ON c.uid = chosen.uid
LEFT JOIN organisation AS o ON o.siren = c.buyer_siren
ORDER BY c.notified_on DESC NULLS LAST, c.uid
