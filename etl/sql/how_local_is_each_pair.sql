-- At each level, is a supplier in its buyer's own territory, elsewhere, abroad, or unknown?
--
-- One number says it for all levels: its digit in base four at the level's rank is 0 local, 1 elsewhere, 2 abroad,
-- 3 unknown. Most awards of a territory share a few patterns, so that sums are made once and not once a level.
CREATE OR REPLACE TABLE pair_place AS
SELECT
    p.buyer, p.supplier,
    cast(sum(l.digit * CASE
        WHEN s.is_abroad THEN 2
        WHEN b.territory IS NULL OR s.territory IS NULL THEN 3
        WHEN b.territory = s.territory THEN 0
        ELSE 1
    END) AS INTEGER) AS pattern
FROM (SELECT DISTINCT buyer, supplier FROM award_party) AS p
CROSS JOIN level AS l
LEFT JOIN party_at AS b ON b.party = p.buyer AND b.digit = l.digit
LEFT JOIN party_at AS s ON s.party = p.supplier AND s.digit = l.digit
GROUP BY p.buyer, p.supplier;
