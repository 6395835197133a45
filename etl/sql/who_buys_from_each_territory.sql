-- What does each buyer buy from the suppliers of each territory, by year and in all, whatever the family?
--
-- A left join for the reason given in who_sells_to_each_territory.sql.
CREATE OR REPLACE TABLE sold AS
SELECT cell.cell, c.buyer_unit, sum(c.share) AS contracts, sum(c.amount_eur) AS amount_eur
FROM award_cut AS c
JOIN party_at AS t ON t.party = c.supplier
LEFT JOIN cell ON cell.role = 'supplier' AND cell.is_enough AND cell.territory = t.territory AND cell.year = c.year
    AND cell.family = c.family
WHERE c.definition = 'seat' AND c.family = 'all'
GROUP BY cell.cell, c.buyer_unit
HAVING count(cell.cell) > 0;
