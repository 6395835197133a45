-- What does each supplier sell to the buyers of each cell, and how local is it?
--
-- A left join, so that each award looks its cells up: told to keep the awards that have one, an engine may first pair
-- all parties with all cells of their territories (648 M rows of 2 M contracts, ten times as long).
CREATE OR REPLACE TABLE bought AS
SELECT c.definition, cell.cell, c.pattern, c.supplier_unit, sum(c.share) AS contracts, sum(c.amount_eur) AS amount_eur
FROM award_cut AS c
JOIN party_at AS t ON t.party = c.buyer
LEFT JOIN cell ON cell.territory = t.territory AND cell.year = c.year AND cell.family = c.family AND cell.is_enough
    AND cell.role = CASE WHEN c.definition = 'performance' THEN 'performance' ELSE 'buyer' END
GROUP BY c.definition, cell.cell, c.pattern, c.supplier_unit
HAVING count(cell.cell) > 0;
