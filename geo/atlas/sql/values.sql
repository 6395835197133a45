-- What is an indicator worth in each territory of a level?
--
-- Where a year or a family holds fewer than 10 contracts the cube keeps sums alone, and what was not measured for that
-- reason is 'insuffisant', without a value: it is not absent.
WITH figure AS (
    SELECT code, value, low, high, contracts, effective, covered, reliability
    FROM indicator
    WHERE indicator = $indicator AND variant = $variant AND level = $level AND year = $year
        AND family = $family AND weight = $weight
),
few AS (
    SELECT code, contracts
    FROM total
    WHERE role = CASE
            WHEN $indicator IN ('local_share', 'spend_distance', 'concentration', 'spend', 'net_balance', 'sme_access')
                THEN 'buyer'
            WHEN $indicator = 'attraction' THEN 'supplier'
        END
        AND contracts < 9.999999 AND NOT (year = 0 AND family = 'all')
        AND level = $level AND year = $year AND family = $family
        AND code NOT IN (SELECT code FROM figure)
)
SELECT f.code, t.name, f.value, f.low, f.high, f.contracts, f.effective, f.covered, f.reliability
FROM (
    SELECT * FROM figure
    UNION ALL
    SELECT code, cast(NULL AS DOUBLE PRECISION), cast(NULL AS DOUBLE PRECISION), cast(NULL AS DOUBLE PRECISION),
        contracts, cast(NULL AS DOUBLE PRECISION), cast(NULL AS DOUBLE PRECISION), 'insuffisant'
    FROM few
) AS f
JOIN territory AS t ON t.level = $level AND t.code = f.code
ORDER BY f.code
