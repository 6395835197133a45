-- In which years and families does each award count?
--
-- Once for its year and once for all years (0), once for its family and once for all of them ('all'); under a
-- definition of 'local' other than the seat, once in all.
CREATE OR REPLACE TABLE award_cut AS
SELECT definition, buyer, supplier, buyer_unit, supplier_unit, 0 AS year, 'all' AS family, share, amount_eur,
    distance_km
FROM award_party
UNION ALL
SELECT definition, buyer, supplier, buyer_unit, supplier_unit, year, 'all', share, amount_eur, distance_km
FROM award_party WHERE definition = 'seat' AND year IS NOT NULL
UNION ALL
SELECT definition, buyer, supplier, buyer_unit, supplier_unit, 0, family, share, amount_eur, distance_km
FROM award_party WHERE definition = 'seat' AND family IS NOT NULL
UNION ALL
SELECT definition, buyer, supplier, buyer_unit, supplier_unit, year, family, share, amount_eur, distance_km
FROM award_party WHERE definition = 'seat' AND year IS NOT NULL AND family IS NOT NULL;
