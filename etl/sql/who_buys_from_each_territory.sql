-- What does each buyer buy from the suppliers of each territory, by year and in all, whatever the family?
CREATE OR REPLACE TABLE sold AS
SELECT cell.cell, c.buyer_unit, sum(c.share) AS contracts, sum(c.amount_eur) AS amount_eur
FROM award_cut AS c
JOIN party_at AS t ON t.party = c.supplier
CROSS JOIN (VALUES (0), (1)) AS cut (all_years)
JOIN cell ON cell.role = 'supplier' AND cell.is_enough AND cell.family = 'all' AND cell.territory = t.territory
    AND cell.year = CASE WHEN cut.all_years = 1 THEN 0 ELSE c.year END
WHERE c.definition = 'seat'
GROUP BY cell.cell, c.buyer_unit;
