-- How much does one territory buy or win each year?
SELECT year, contracts, partners, amount_eur
FROM total
WHERE level = $level AND code = $code AND role = $role AND family = $family
    AND CASE WHEN $first = 0 THEN year <> 0 ELSE year BETWEEN $first AND $last END
ORDER BY year
