-- What does the authority of this territory spend, by year, function and kind?
SELECT year, "function", item, amount_eur, siren, chart, source
FROM budget
WHERE level = $level AND code = $code
ORDER BY year, "function", item, siren, chart, source
