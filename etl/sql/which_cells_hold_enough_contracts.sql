-- How much is bought and won in each cell of territory, year (0: all) and family ('all'), and is it worth a ratio?
--
-- Below 10 contracts a year or a family of a territory gets sums and no ratio, so nothing finer is kept of it:
-- of 2 M contracts cut by commune, year and family, nine cells in ten hold less. The whole of a territory stays.
-- A cell's number stands for it where partners are counted. amount_max is the largest contract; for suppliers, the
-- largest part of one. Role 'performance' is the whole of a territory where contracts are carried out.
CREATE OR REPLACE TABLE cell AS
WITH side AS (
    SELECT 'buyer' AS role, buyer AS party, year, family, share, amount_eur, amount_eur / share AS largest_eur
    FROM award_cut WHERE definition = 'seat'
    UNION ALL
    SELECT 'supplier', supplier, year, family, share, amount_eur, amount_eur FROM award_cut WHERE definition = 'seat'
    UNION ALL
    SELECT 'performance', buyer, year, family, share, amount_eur, amount_eur
    FROM award_cut WHERE definition = 'performance'
),
summed AS (
    SELECT s.role, t.territory, s.year, s.family, sum(s.share) AS contracts, sum(s.amount_eur) AS amount_eur,
        max(s.largest_eur) AS amount_max
    FROM side AS s
    JOIN party_at AS t ON t.party = s.party
    GROUP BY s.role, t.territory, s.year, s.family
)
SELECT
    cast(row_number() OVER (ORDER BY role, territory, year, family) AS INTEGER) AS cell,
    role, territory, year, family, contracts, amount_eur, amount_max,
    -- Thirds of a grouping add up to a hair less than a contract.
    contracts > 9.999999 OR (year = 0 AND family = 'all') AS is_enough
FROM summed
-- A contract without a date is in the sums of all years and of no year; likewise without a family.
WHERE year IS NOT NULL AND family IS NOT NULL;
