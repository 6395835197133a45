-- What value and how much employment has each branch in each territory, by source?
--
-- A branch may be several lines of one file (INSEE's C1 to C5 and DE are all BE): they add up. Two files of one source
-- are two editions: the larger figure stands, they are never added.
CREATE OR REPLACE TABLE account AS
WITH summed AS (
    SELECT file, source, level, code, year, sector, sum(value_added_eur) AS value_added_eur, sum(gdp_eur) AS gdp_eur,
        sum(employment) AS employment
    FROM account_fact
    GROUP BY file, source, level, code, year, sector
)
SELECT level, code, year, sector, source, max(value_added_eur) AS value_added_eur, max(gdp_eur) AS gdp_eur,
    max(employment) AS employment
FROM summed
GROUP BY level, code, year, sector, source;
