-- What do suppliers of each branch and size win at a level, year by year?
SELECT code, year, sector, size_category, contracts, amount_eur, annual_eur, annual_sq
FROM sector
WHERE level = $level AND ($code IS NULL OR code = $code)
ORDER BY code, year, sector, size_category
