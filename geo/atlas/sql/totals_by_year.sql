-- How much does one territory buy or win each year?
SELECT year, contracts, partners, amount_eur
FROM total
WHERE level = $level AND code = $code AND role = $role AND family = $family
    AND CASE WHEN $year = 0 THEN year <> 0 ELSE year = $year END
ORDER BY year
