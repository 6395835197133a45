-- Which contracts may still be one, though the evidence is too thin to count them once?
--
-- The same buyer, suppliers, CPV and euros (1 000 or more) within 60 days, in one file that gives no title, under
-- numbers of several shapes (202479140 and 20247914024) or under one number (2024-09-03 and 202409-03). Lots share a
-- shape (2019EVLOT1400, 2019EVLOT1500) and are not suspected. Sums keep all; the first uid is named by the others.
CREATE OR REPLACE TABLE suspicion AS
WITH standing AS (
    SELECT
        f.uid, a.number, a.shape, a.notified_on, a.euros, a.buyer_siren, a.supplier_count, a.supplier_sum,
        a.supplier_other, a.cpv_code
    FROM alike AS a
    JOIN fate AS f ON f.declaration_id = a.declaration_id
    WHERE f.declaration_id = f.survivor_id AND a.supplier_count > 0 AND a.euros >= 1000
),
family AS (
    SELECT buyer_siren, supplier_count, supplier_sum, supplier_other, cpv_code, euros, min(uid) AS first_uid
    FROM standing
    GROUP BY buyer_siren, supplier_count, supplier_sum, supplier_other, cpv_code, euros
    HAVING min(uid) <> max(uid) AND (min(shape) <> max(shape) OR min(number) = max(number))
        AND max(notified_on) <= min(notified_on) + INTERVAL '60' DAY
)
SELECT s.uid, f.first_uid AS possible_double_of
FROM family AS f
JOIN standing AS s ON s.buyer_siren = f.buyer_siren AND s.supplier_count = f.supplier_count
    AND s.supplier_sum = f.supplier_sum AND s.supplier_other = f.supplier_other AND s.cpv_code = f.cpv_code
    AND s.euros = f.euros
WHERE s.uid <> f.first_uid;
