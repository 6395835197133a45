-- What value and employment has each branch at a level, year by year, by source?
SELECT code, year, sector, source, value_added_eur, gdp_eur, employment
FROM account
WHERE level = $level AND ($code IS NULL OR code = $code)
ORDER BY code, year, sector, source
