-- From which buyers' territories to which suppliers' territories does the money go?
--
-- A side that cannot be placed at a level is 'unknown' there; a foreign supplier is 'abroad'. Neither is dropped,
-- and neither is counted as distant.
CREATE OR REPLACE TABLE flow AS
WITH summed AS (
    SELECT
        l.digit, b.territory AS buyer, s.territory AS supplier,
        CASE WHEN grouping(c.year) = 1 THEN 0 ELSE c.year END AS year,
        CASE WHEN grouping(c.family) = 1 THEN 'all' ELSE c.family END AS family,
        sum(c.share) AS contracts, sum(c.amount_eur) AS amount_eur
    FROM award_party AS c
    CROSS JOIN level AS l
    LEFT JOIN party_at AS b ON b.party = c.buyer AND b.digit = l.digit
    LEFT JOIN party_at AS s ON s.party = c.supplier AND s.digit = l.digit
    WHERE c.definition = 'seat'
    GROUP BY GROUPING SETS (
        (l.digit, b.territory, s.territory, c.year, c.family), (l.digit, b.territory, s.territory, c.year),
        (l.digit, b.territory, s.territory, c.family), (l.digit, b.territory, s.territory)
    )
)
SELECT
    l.level, coalesce(b.code, 'unknown') AS buyer_code, coalesce(s.code, 'unknown') AS supplier_code,
    f.year, f.family, f.contracts, f.amount_eur
FROM summed AS f
JOIN level AS l ON l.digit = f.digit
LEFT JOIN territory_number AS b ON b.territory = f.buyer
LEFT JOIN territory_number AS s ON s.territory = f.supplier
-- A contract without a date is in the sums of all years and of no year; likewise without a family.
WHERE f.year IS NOT NULL AND f.family IS NOT NULL;
