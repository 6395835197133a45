-- What do suppliers of each size sell to the buyers of each cell?
--
-- The size is that of the enterprise or its group (PME, ETI, GE), as a register of SIRENE gives it; 'unknown' where none
-- does, and for a foreign supplier. amount_sq is the sum of squares over suppliers, by SIREN.
CREATE OR REPLACE TABLE size AS
WITH sized AS (
    SELECT s.cell, coalesce(o.size_category, 'unknown') AS size_category, sum(s.contracts) AS contracts,
        sum(s.amount_eur) AS amount_eur, sum(s.amount_eur * s.amount_eur) AS amount_sq
    FROM supplier AS s
    JOIN party_number AS p ON p.party = s.supplier_unit
    LEFT JOIN organisation AS o ON o.siren = p.id
    WHERE s.definition = 'seat'
    GROUP BY s.cell, coalesce(o.size_category, 'unknown')
)
SELECT n.level, n.code, cell.year, cell.family, s.size_category, s.contracts, s.amount_eur, s.amount_sq
FROM sized AS s
JOIN cell ON cell.cell = s.cell
JOIN territory_number AS n ON n.territory = cell.territory;
