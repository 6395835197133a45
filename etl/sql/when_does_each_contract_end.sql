-- Which contracts end after the last day these data know, and when?
--
-- The end is estimated: notification plus the duration last given. Durations over thirty years are mistakes of unit.
CREATE OR REPLACE TABLE ending AS
WITH dated AS (
    SELECT *, max(notified_on) OVER () AS last_on FROM contract
),
ended AS (
    SELECT buyer_siren, purchase_family AS family, uid, title, notified_on, duration_months, amount_eur, last_on,
        cast(notified_on + duration_months * INTERVAL '1' MONTH AS DATE) AS ends_on
    FROM dated
    WHERE buyer_siren IS NOT NULL AND notified_on IS NOT NULL AND duration_months BETWEEN 1 AND 360
)
SELECT buyer_siren, family, uid, title, notified_on, duration_months, amount_eur, ends_on
FROM ended
WHERE ends_on > last_on;
