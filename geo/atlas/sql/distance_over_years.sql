-- What part of the purchases of each territory goes within 10, 50 and 100 km over several years?
--
-- placed_sq is a sum over awards: it adds up. A median does not. A year of fewer than ten contracts is in the whole alone.
WITH one_year AS (
    SELECT code, weight, contracts, placed, placed_sq, within_10, within_50, within_100, whole
    FROM distance
    WHERE level = $level AND year BETWEEN $first AND $last AND family = $family AND ($code IS NULL OR code = $code)
    UNION ALL
    SELECT t.code, w.weight, 0, 0, 0, 0, 0, 0, CASE WHEN w.weight = 'count' THEN t.contracts ELSE t.amount_eur END
    FROM total AS t
    CROSS JOIN (SELECT 'count' AS weight UNION ALL SELECT 'amount') AS w
    WHERE t.level = $level AND t.year BETWEEN $first AND $last AND t.family = $family AND t.role = 'buyer'
        AND t.contracts < 9.999999 AND ($code IS NULL OR t.code = $code)
)
SELECT code, weight, cast(NULL AS DOUBLE PRECISION) AS quarter_km, cast(NULL AS DOUBLE PRECISION) AS median_km,
    cast(NULL AS DOUBLE PRECISION) AS three_quarters_km, sum(contracts) AS contracts, sum(placed) AS placed, sum(placed_sq) AS placed_sq,
    sum(within_10) AS within_10, sum(within_50) AS within_50, sum(within_100) AS within_100, sum(whole) AS whole
FROM one_year
GROUP BY code, weight
HAVING sum(placed) > 0
ORDER BY code, weight
