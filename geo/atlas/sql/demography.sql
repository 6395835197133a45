-- How many firms open, close and fail at a level, year by year, by source?
SELECT code, year, sector, source, births, deaths, failures, active
FROM demography
WHERE level = $level AND ($code IS NULL OR code = $code)
ORDER BY code, year, sector, source
