-- What does each supplier sell to the buyers of each cell, and how local is it?
--
-- The definitions of 'local' other than the seat are kept for all years and families together.
CREATE OR REPLACE TABLE bought AS
SELECT c.definition, cell.cell, p.pattern, c.supplier_unit, sum(c.share) AS contracts, sum(c.amount_eur) AS amount_eur
FROM award_cut AS c
JOIN party_at AS t ON t.party = c.buyer
JOIN pair_place AS p ON p.buyer = c.buyer AND p.supplier = c.supplier
JOIN (VALUES (0, 0), (0, 1), (1, 0), (1, 1)) AS cut (all_years, all_families)
    ON c.definition = 'seat' OR cut.all_years + cut.all_families = 2
JOIN cell ON cell.is_enough AND cell.territory = t.territory
    AND cell.role = CASE WHEN c.definition = 'performance' THEN 'performance' ELSE 'buyer' END
    AND cell.year = CASE WHEN cut.all_years = 1 THEN 0 ELSE c.year END
    AND cell.family = CASE WHEN cut.all_families = 1 THEN 'all' ELSE c.family END
GROUP BY c.definition, cell.cell, p.pattern, c.supplier_unit;
