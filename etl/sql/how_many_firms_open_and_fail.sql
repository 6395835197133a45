-- How many firms open, close and fail in each territory, by source?
--
-- A collective procedure is one notice: a firm counts once a year, by its SIREN, however many files tell it.
CREATE OR REPLACE TABLE demography AS
SELECT level, code, year, sector, source, max(births) AS births, max(deaths) AS deaths,
    CASE WHEN count(unit) > 0 THEN CAST(count(DISTINCT unit) AS DOUBLE) ELSE max(failures) END AS failures,
    max(active) AS active
FROM demography_fact
GROUP BY level, code, year, sector, source;
