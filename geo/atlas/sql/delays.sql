-- How long do these buyers take from call for tenders to notification?
SELECT d.buyer_siren, b.name AS buyer_name, d.contracts, d.matched, d.median_days, d.low_days, d.high_days
FROM delay AS d
JOIN buyer AS b ON b.siren = d.buyer_siren
WHERE ($siren IS NULL OR d.buyer_siren = $siren)
    AND ($level IS NULL OR EXISTS (
        SELECT 1 FROM territory_of AS t WHERE t.id = b.siret AND t.level = $level AND t.code = $code))
ORDER BY d.matched DESC, d.contracts DESC, d.buyer_siren
LIMIT $limit
