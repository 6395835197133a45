-- Which buyers stand in this territory, those of most contracts first?
SELECT b.siren, b.name, b.buyer_category, b.contracts, count(*) OVER () AS matched
FROM buyer AS b
WHERE $level IS NULL OR EXISTS (
    SELECT 1 FROM territory_of AS t WHERE t.id = b.siret AND t.level = $level AND t.code = $code)
ORDER BY b.contracts DESC, b.siren
LIMIT $limit
