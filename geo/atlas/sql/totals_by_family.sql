-- How much does one territory buy or win in each purchase family?
--
-- Over several years partners are not counted: one may come back from a year to the next.
SELECT family, sum(contracts) AS contracts, CASE WHEN $first = $last THEN max(partners) END AS partners,
    sum(amount_eur) AS amount_eur
FROM total
WHERE level = $level AND code = $code AND role = $role AND year BETWEEN $first AND $last
    AND CASE WHEN $family = 'all' THEN family <> 'all' ELSE family = $family END
GROUP BY family
ORDER BY sum(amount_eur) DESC NULLS LAST, family
