-- Which declarations are outside the years, or the buyers' départements, that were asked for?
--
-- A contract without a date is of no year, a buyer whose département is unknown of none that was asked for.
CREATE OR REPLACE TABLE left_out AS
SELECT * FROM (
    SELECT
        d.declaration_id, d.source, d.rows,
        CASE
            WHEN a.first_year IS NOT NULL AND (
                d.notified_on IS NULL OR extract(year FROM d.notified_on) NOT BETWEEN a.first_year AND a.last_year
            ) THEN 'outside the years asked'
            WHEN a.departements > 0 AND w.code IS NULL THEN 'outside the départements asked'
        END AS reason
    FROM declaration AS d
    CROSS JOIN asked AS a
    LEFT JOIN establishment AS e ON e.id = d.buyer_siret
    LEFT JOIN asked_departement AS w ON w.code = e.departement
) AS judged
WHERE reason IS NOT NULL;
