-- How much do the buyers of each territory spend, and its suppliers win, over several years?
--
-- amount_sq is the largest it can be, by Minkowski: the norm of a sum is at most the sum of norms. A year whose partners
-- were not counted has at most the norm of its whole amount, and its first partner at most that amount.
SELECT code, role, family, sum(contracts) AS contracts, sum(amount_eur) AS amount_eur, max(amount_max) AS amount_max,
    CASE WHEN count(amount_sq) > 0 THEN power(sum(coalesce(sqrt(amount_sq), amount_eur)), 2) END AS amount_sq,
    CASE WHEN count(amount_top1) > 0 THEN sum(coalesce(amount_top1, amount_eur)) END AS amount_top1
FROM total
WHERE level = $level AND year BETWEEN $first AND $last AND ($family = 'all' OR family = $family)
    AND ($code IS NULL OR code = $code)
GROUP BY code, role, family
ORDER BY code, role, family
