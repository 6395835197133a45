-- What do suppliers of each branch and size win, where they stand and in the whole country?
--
-- The branch is INSEE's A10, by the division of the supplier's activity (NAF rev. 2); 'unknown' where no register gives
-- one. annual_eur counts twelve months of a contract
-- that lasts longer; annual_sq is the sum of its squares over suppliers, by SIREN: what an interval needs.
CREATE OR REPLACE TABLE sector AS
WITH won AS (
    SELECT a.supplier_unit, a.share, a.amount_eur, a.share * c.amount_annual_eur AS annual_eur,
        a.year, coalesce(e.departement, 'unknown') AS departement, coalesce(o.size_category, 'unknown') AS size_category,
        substring(coalesce(e.naf, o.naf, ''), 1, 2) AS division
    FROM award AS a
    JOIN contract AS c ON c.uid = a.uid
    LEFT JOIN establishment AS e ON e.id = a.supplier_id
    LEFT JOIN organisation AS o ON o.siren = a.supplier_unit
),
placed AS (
    SELECT *, CASE
            WHEN division BETWEEN '01' AND '03' THEN 'AZ'
            WHEN division BETWEEN '05' AND '39' THEN 'BE'
            WHEN division BETWEEN '41' AND '43' THEN 'FZ'
            WHEN division BETWEEN '45' AND '56' THEN 'GI'
            WHEN division BETWEEN '58' AND '63' THEN 'JZ'
            WHEN division BETWEEN '64' AND '66' THEN 'KZ'
            WHEN division = '68' THEN 'LZ'
            WHEN division BETWEEN '69' AND '82' THEN 'MN'
            WHEN division BETWEEN '84' AND '88' THEN 'OQ'
            WHEN division BETWEEN '90' AND '99' THEN 'RU'
            ELSE 'unknown'
        END AS sector
    FROM won
    WHERE year IS NOT NULL
),
stood AS (
    SELECT 'departement' AS level, departement AS code, year, sector, size_category, supplier_unit, share, amount_eur,
        annual_eur
    FROM placed
    UNION ALL
    SELECT 'country', 'FR', year, sector, size_category, supplier_unit, share, amount_eur, annual_eur
    FROM placed
),
firm_of_year AS (
    SELECT level, code, year, sector, size_category, supplier_unit, sum(share) AS contracts,
        sum(amount_eur) AS amount_eur, sum(annual_eur) AS annual_eur
    FROM stood
    GROUP BY level, code, year, sector, size_category, supplier_unit
)
SELECT level, code, year, sector, size_category, sum(contracts) AS contracts, sum(amount_eur) AS amount_eur,
    sum(annual_eur) AS annual_eur, sum(annual_eur * annual_eur) AS annual_sq
FROM firm_of_year
GROUP BY level, code, year, sector, size_category;
