-- How many contracts of the buyers of each territory should end in this period?
SELECT t.code, count(*) AS contracts, coalesce(sum(e.amount_eur), 0) AS amount_eur
FROM ending AS e
JOIN buyer AS b ON b.siren = e.buyer_siren
JOIN territory_of AS t ON t.id = b.siret AND t.level = $level
WHERE e.ends_on BETWEEN CAST($since AS DATE) AND CAST($until AS DATE) AND ($family IS NULL OR e.family = $family)
GROUP BY t.code
ORDER BY t.code
