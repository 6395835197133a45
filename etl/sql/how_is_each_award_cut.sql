-- In which years and families does each award count, and how local is it?
--
-- Once for its year and once for all years (0), once for its family and once for all of them ('all'); under a
-- definition of 'local' other than the seat, once in all.
CREATE OR REPLACE TABLE award_cut AS
WITH placed AS (
    SELECT a.*, p.pattern
    FROM award_party AS a
    JOIN pair_place AS p ON p.buyer = a.buyer AND p.supplier = a.supplier
)
SELECT definition, buyer, supplier, buyer_unit, supplier_unit, pattern, 0 AS year, 'all' AS family, share, amount_eur,
    distance_km
FROM placed
UNION ALL
SELECT definition, buyer, supplier, buyer_unit, supplier_unit, pattern, year, 'all', share, amount_eur, distance_km
FROM placed WHERE definition = 'seat' AND year IS NOT NULL
UNION ALL
SELECT definition, buyer, supplier, buyer_unit, supplier_unit, pattern, 0, family, share, amount_eur, distance_km
FROM placed WHERE definition = 'seat' AND family IS NOT NULL
UNION ALL
SELECT definition, buyer, supplier, buyer_unit, supplier_unit, pattern, year, family, share, amount_eur, distance_km
FROM placed WHERE definition = 'seat' AND year IS NOT NULL AND family IS NOT NULL;
