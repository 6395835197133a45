-- Which contracts of these buyers name a central purchasing body in their title?
--
-- 'pour le compte de la centrale d'achat de Dijon Métropole': its buyer then buys for others.
SELECT c.uid, c.title, coalesce(o.name, c.buyer_name) AS buyer_name, c.purchase_family AS family, c.amount_eur,
    count(*) OVER () AS matched
FROM contract AS c
LEFT JOIN organisation AS o ON o.siren = c.buyer_siren
WHERE lower(c.title) LIKE '%centrale d_achat%'
    AND ($level IS NULL OR EXISTS (
        SELECT 1 FROM territory_of AS t WHERE t.id = c.buyer_siret AND t.level = $level AND t.code = $code))
ORDER BY c.amount_eur DESC NULLS LAST, c.uid
LIMIT $limit
