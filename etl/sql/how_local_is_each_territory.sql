-- What do the buyers of each territory buy locally, elsewhere, abroad, and where is it unknown?
--
-- Squares are summed over suppliers: one that sells to a cell under several patterns (its buyers sit in several
-- communes) counts once for each place it has at a level, whatever the patterns that give that place.
CREATE OR REPLACE TABLE locality AS
WITH steady AS (
    SELECT definition, cell, pattern, sum(contracts) AS contracts, sum(amount_eur) AS amount_eur,
        sum(amount_eur * amount_eur) AS amount_sq, count(*) AS suppliers
    FROM supplier WHERE patterns = 1
    GROUP BY definition, cell, pattern
),
moving AS (
    SELECT b.definition, b.cell, l.level AS local_level,
        mod(cast(floor(b.pattern / l.digit) AS INTEGER), 4) AS place, b.supplier_unit,
        sum(b.contracts) AS contracts, sum(b.amount_eur) AS amount_eur
    FROM bought AS b
    JOIN supplier AS s ON s.definition = b.definition AND s.cell = b.cell AND s.supplier_unit = b.supplier_unit
    CROSS JOIN level AS l
    WHERE s.patterns > 1
    GROUP BY b.definition, b.cell, l.level, mod(cast(floor(b.pattern / l.digit) AS INTEGER), 4), b.supplier_unit
),
both_kinds AS (
    SELECT s.definition, s.cell, l.level AS local_level, mod(cast(floor(s.pattern / l.digit) AS INTEGER), 4) AS place,
        s.contracts, s.amount_eur, s.amount_sq, s.suppliers
    FROM steady AS s
    CROSS JOIN level AS l
    UNION ALL
    SELECT definition, cell, local_level, place, contracts, amount_eur, amount_eur * amount_eur, 1 FROM moving
),
summed AS (
    SELECT definition, cell, local_level, place, sum(contracts) AS contracts, sum(amount_eur) AS amount_eur,
        sum(amount_sq) AS amount_sq, sum(suppliers) AS suppliers
    FROM both_kinds GROUP BY definition, cell, local_level, place
)
SELECT
    n.level, n.code, s.definition, s.local_level, cell.year, cell.family,
    CASE s.place WHEN 0 THEN 'local' WHEN 1 THEN 'elsewhere' WHEN 2 THEN 'abroad' ELSE 'unknown' END AS place,
    s.contracts, s.amount_eur, s.amount_sq, cast(s.suppliers AS BIGINT) AS suppliers
FROM summed AS s
JOIN cell ON cell.cell = s.cell
JOIN territory_number AS n ON n.territory = cell.territory;
