-- How many contracts of each family does each buyer pass in each band of distance?
--
-- band is its lower bound in kilometres: under 10 km, 10 to 30, 30 to 100, 100 to 300, 300 and more. All years; contracts
-- of known family and distance.
CREATE OR REPLACE TABLE band AS
WITH placed AS (
    SELECT buyer_unit, family, share,
        CASE WHEN distance_km < 10 THEN 0 WHEN distance_km < 30 THEN 10 WHEN distance_km < 100 THEN 30
            WHEN distance_km < 300 THEN 100 ELSE 300 END AS band
    FROM award_cut
    WHERE definition = 'seat' AND year = 0 AND family <> 'all' AND distance_km IS NOT NULL
)
SELECT p.id AS buyer_siren, b.family, b.band, sum(b.share) AS contracts
FROM placed AS b
JOIN party_number AS p ON p.party = b.buyer_unit
GROUP BY p.id, b.family, b.band;
