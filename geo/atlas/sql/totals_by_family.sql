-- How much does one territory buy or win in each purchase family?
SELECT family, contracts, partners, amount_eur
FROM total
WHERE level = $level AND code = $code AND role = $role AND year = $year
    AND CASE WHEN $family = 'all' THEN family <> 'all' ELSE family = $family END
ORDER BY amount_eur DESC NULLS LAST, family
