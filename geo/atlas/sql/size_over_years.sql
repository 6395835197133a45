-- What do suppliers of each size sell to the buyers of each territory over several years?
--
-- A year of fewer than ten contracts is of unknown size. Squares are the largest they can be: see total_over_years.sql.
WITH one_year AS (
    SELECT code, size_category, contracts, amount_eur, sqrt(amount_sq) AS norm
    FROM size
    WHERE level = $level AND year BETWEEN $first AND $last AND family = $family AND ($code IS NULL OR code = $code)
    UNION ALL
    SELECT code, 'unknown', contracts, amount_eur, amount_eur
    FROM total
    WHERE level = $level AND year BETWEEN $first AND $last AND family = $family AND role = 'buyer'
        AND contracts < 9.999999 AND ($code IS NULL OR code = $code)
)
SELECT code, size_category, sum(contracts) AS contracts, sum(amount_eur) AS amount_eur, power(sum(norm), 2) AS amount_sq
FROM one_year
GROUP BY code, size_category
ORDER BY code, size_category
