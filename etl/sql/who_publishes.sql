-- Of the local authorities known, how many are the buyer of a contract of these files, and of how many contracts?
--
-- An authority is counted where it sits: communes, EPCI and départements in their département, a région in itself.
-- Year 0 is all of them. Not seen is not "does not publish": its file may not be among the sources.
CREATE OR REPLACE TABLE coverage AS
WITH known AS (
    SELECT a.siren, a.level, CASE WHEN a.level = 'region' THEN a.code ELSE t.departement END AS code
    FROM authority AS a
    JOIN territory AS t ON t.level = a.level AND t.code = a.code
),
bought AS (
    SELECT buyer_siren AS siren, 0 AS year, count(*) AS contracts FROM contract GROUP BY buyer_siren
    UNION ALL
    SELECT buyer_siren, year, count(*) FROM contract WHERE year IS NOT NULL GROUP BY buyer_siren, year
),
period AS (
    SELECT 0 AS year
    UNION
    SELECT year FROM bought
)
SELECT
    k.level, k.code, p.year,
    count(*) AS known,
    count(b.siren) AS seen,
    cast(coalesce(sum(b.contracts), 0) AS BIGINT) AS contracts
FROM known AS k
CROSS JOIN period AS p
LEFT JOIN bought AS b ON b.siren = k.siren AND b.year = p.year
WHERE k.code IS NOT NULL
GROUP BY k.level, k.code, p.year
ORDER BY k.level, k.code, p.year;
