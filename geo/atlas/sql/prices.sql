-- What do contracts usually cost, by family, by kind of buyer or by size?
--
-- A price is an amount whose status is ok; the maximum of a framework agreement is counted apart. Quartiles are amounts
-- that exist: the smallest at or under which the share lies.
WITH worth AS (
    SELECT CASE WHEN c.amount_status = 'ceiling' THEN 'ceiling' ELSE 'price' END AS kind, c.amount_eur,
        CASE WHEN $by = 'family' THEN coalesce(c.purchase_family, 'unknown')
            WHEN $by = 'category' THEN coalesce(o.buyer_category, 'unknown')
            WHEN c.amount_eur < 40000 THEN '0' WHEN c.amount_eur < 90000 THEN '40000'
            WHEN c.amount_eur < 250000 THEN '90000' WHEN c.amount_eur < 1000000 THEN '250000'
            WHEN c.amount_eur < 5000000 THEN '1000000' ELSE '5000000' END AS key
    FROM contract AS c
    LEFT JOIN organisation AS o ON o.siren = c.buyer_siren
    WHERE c.amount_status IN ('ok', 'ceiling') AND ($family IS NULL OR c.purchase_family = $family)
        AND ($category IS NULL OR o.buyer_category = $category)
        AND ($level IS NULL OR EXISTS (
            SELECT 1 FROM territory_of AS t WHERE t.id = c.buyer_siret AND t.level = $level AND t.code = $code))
)
SELECT kind, key, count(*) AS contracts, sum(amount_eur) AS amount_eur, avg(amount_eur) AS mean_eur,
    percentile_disc(0.25) WITHIN GROUP (ORDER BY amount_eur) AS quarter_eur,
    percentile_disc(0.5) WITHIN GROUP (ORDER BY amount_eur) AS median_eur,
    percentile_disc(0.75) WITHIN GROUP (ORDER BY amount_eur) AS three_quarters_eur
FROM worth
GROUP BY kind, key
ORDER BY kind, key
