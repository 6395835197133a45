-- What do the buyers of each territory buy locally, elsewhere, abroad and nobody knows where, over several years?
--
-- A year of fewer than ten contracts has no row in locality: where local means the same territory of this very level,
-- its flows tell the same; else all of it is unknown. Squares are the largest they can be: see total_over_years.sql.
WITH few AS (
    SELECT code, year, contracts, amount_eur
    FROM total
    WHERE level = $level AND year BETWEEN $first AND $last AND family = $family AND role = 'buyer'
        AND contracts < 9.999999 AND ($code IS NULL OR code = $code)
),
one_year AS (
    SELECT code, place, contracts, amount_eur, sqrt(amount_sq) AS norm
    FROM locality
    WHERE level = $level AND year BETWEEN $first AND $last AND family = $family AND definition = 'seat'
        AND local_level = $local_level AND ($code IS NULL OR code = $code)
    UNION ALL
    SELECT few.code,
        CASE WHEN f.supplier_code = few.code THEN 'local'
            WHEN f.supplier_code IN ('abroad', 'unknown') THEN f.supplier_code ELSE 'elsewhere' END,
        f.contracts, f.amount_eur, f.amount_eur
    FROM few
    JOIN flow AS f ON f.level = $level AND f.family = $family AND f.buyer_code = few.code AND f.year = few.year
    WHERE $local_level = $level
    UNION ALL
    SELECT code, 'unknown', contracts, amount_eur, amount_eur FROM few WHERE $local_level <> $level
)
SELECT code, place, sum(contracts) AS contracts, sum(amount_eur) AS amount_eur, power(sum(norm), 2) AS amount_sq
FROM one_year
GROUP BY code, place
ORDER BY code, place
