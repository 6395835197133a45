-- Which amounts stand far from those of their family, or are doubtful in themselves?
--
-- Far: on logarithms, more than three times the gap of the quartiles beyond one of them (Tukey's outer fences), against
-- all contracts of the family in these data, ten of them at least. Doubtful: the status given when the atlas was built.
WITH usual AS (
    SELECT purchase_family AS family, count(*) AS contracts,
        percentile_disc(0.25) WITHIN GROUP (ORDER BY amount_eur) AS quarter_eur,
        percentile_disc(0.5) WITHIN GROUP (ORDER BY amount_eur) AS median_eur,
        percentile_disc(0.75) WITHIN GROUP (ORDER BY amount_eur) AS three_quarters_eur
    FROM contract
    WHERE amount_status = 'ok' AND purchase_family IS NOT NULL
    GROUP BY purchase_family
),
judged AS (
    SELECT c.uid, c.title, coalesce(o.name, c.buyer_name) AS buyer_name, c.purchase_family AS family,
        coalesce(c.amount_eur, c.amount_published_eur) AS amount_eur, u.median_eur, c.amount_reason AS reason,
        CASE WHEN c.amount_status <> 'ok' THEN c.amount_status
            WHEN c.amount_eur > u.three_quarters_eur * power(u.three_quarters_eur / u.quarter_eur, 3) THEN 'high'
            WHEN c.amount_eur < u.quarter_eur / power(u.three_quarters_eur / u.quarter_eur, 3) THEN 'low' END AS found
    FROM contract AS c
    LEFT JOIN organisation AS o ON o.siren = c.buyer_siren
    LEFT JOIN usual AS u ON u.family = c.purchase_family AND u.contracts >= 10
    WHERE c.amount_status IN ('ok', 'review', 'suspect', 'placeholder')
        AND ($family IS NULL OR c.purchase_family = $family)
        AND ($category IS NULL OR o.buyer_category = $category)
        AND ($level IS NULL OR EXISTS (
            SELECT 1 FROM territory_of AS t WHERE t.id = c.buyer_siret AND t.level = $level AND t.code = $code))
)
SELECT uid, title, buyer_name, family, amount_eur, median_eur, found, reason, count(*) OVER () AS matched
FROM judged
WHERE found IS NOT NULL
ORDER BY amount_eur DESC, uid
LIMIT $limit
