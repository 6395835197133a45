-- What does each supplier sell to the buyers of each cell, and how local is it?
CREATE OR REPLACE TABLE bought AS
SELECT c.definition, cell.cell, p.pattern, c.supplier_unit, sum(c.share) AS contracts, sum(c.amount_eur) AS amount_eur
FROM award_cut AS c
JOIN party_at AS t ON t.party = c.buyer
JOIN cell ON cell.territory = t.territory AND cell.year = c.year AND cell.family = c.family AND cell.is_enough
    AND cell.role = CASE WHEN c.definition = 'performance' THEN 'performance' ELSE 'buyer' END
JOIN pair_place AS p ON p.buyer = c.buyer AND p.supplier = c.supplier
GROUP BY c.definition, cell.cell, p.pattern, c.supplier_unit;
