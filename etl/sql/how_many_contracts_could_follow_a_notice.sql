-- How many contracts did each buyer notify from its first call for tenders to two years after its last?
CREATE OR REPLACE TABLE awaited AS
SELECT c.buyer_siren, count(*) AS contracts
FROM contract AS c
JOIN (
    SELECT buyer_siren, min(published_on) AS since, max(published_on) + INTERVAL '730' DAY AS until
    FROM called
    GROUP BY buyer_siren
) AS k ON k.buyer_siren = c.buyer_siren AND c.notified_on > k.since AND c.notified_on <= k.until
GROUP BY c.buyer_siren;
