-- How far do the buyers of each territory buy: weighted quartiles of distance, and shares within 10, 50, 100 km?
--
-- A quartile is reached a hair early: five contracts of ten, with thirds of groupings among them, can add up to
-- 4.999999999999999. A left join for the reason given in who_sells_to_each_territory.sql.
CREATE OR REPLACE TABLE distance AS
WITH reached AS (
    SELECT cell.cell, c.distance_km, sum(c.share) AS share, sum(c.share * c.share) AS share_sq,
        sum(CASE WHEN c.amount_eur > 0 THEN c.share ELSE 0 END) AS priced,
        sum(c.amount_eur) AS amount_eur, sum(c.amount_eur * c.amount_eur) AS amount_sq
    FROM award_cut AS c
    JOIN party_at AS t ON t.party = c.buyer
    LEFT JOIN cell ON cell.role = 'buyer' AND cell.is_enough AND cell.territory = t.territory AND cell.year = c.year
        AND cell.family = c.family
    WHERE c.definition = 'seat' AND c.distance_km IS NOT NULL
    GROUP BY cell.cell, c.distance_km
    HAVING count(cell.cell) > 0
),
placed AS (
    SELECT cell, sum(share) AS share, sum(amount_eur) AS amount_eur FROM reached GROUP BY cell
),
running AS (
    SELECT r.*,
        sum(r.share) OVER nearer / p.share AS share_part,
        sum(r.amount_eur) OVER nearer / nullif(p.amount_eur, 0) AS amount_part
    FROM reached AS r
    JOIN placed AS p ON p.cell = r.cell
    WINDOW nearer AS (PARTITION BY r.cell ORDER BY r.distance_km ROWS UNBOUNDED PRECEDING)
),
measured AS (
    SELECT cell, 'count' AS weight,
        sum(share) AS contracts, sum(share) AS placed, sum(share_sq) AS placed_sq,
        min(CASE WHEN share_part > 0.249999999 THEN distance_km END) AS quarter_km,
        min(CASE WHEN share_part > 0.499999999 THEN distance_km END) AS median_km,
        min(CASE WHEN share_part > 0.749999999 THEN distance_km END) AS three_quarters_km,
        sum(CASE WHEN distance_km <= 10 THEN share ELSE 0 END) AS within_10,
        sum(CASE WHEN distance_km <= 50 THEN share ELSE 0 END) AS within_50,
        sum(CASE WHEN distance_km <= 100 THEN share ELSE 0 END) AS within_100
    FROM running
    GROUP BY cell
    UNION ALL
    SELECT cell, 'amount', sum(priced), sum(amount_eur), sum(amount_sq),
        min(CASE WHEN amount_part > 0.249999999 THEN distance_km END),
        min(CASE WHEN amount_part > 0.499999999 THEN distance_km END),
        min(CASE WHEN amount_part > 0.749999999 THEN distance_km END),
        sum(CASE WHEN distance_km <= 10 THEN amount_eur ELSE 0 END),
        sum(CASE WHEN distance_km <= 50 THEN amount_eur ELSE 0 END),
        sum(CASE WHEN distance_km <= 100 THEN amount_eur ELSE 0 END)
    FROM running
    GROUP BY cell
)
SELECT
    n.level, n.code, cell.year, cell.family, m.weight, m.contracts, m.placed, m.placed_sq, m.quarter_km, m.median_km,
    m.three_quarters_km, m.within_10, m.within_50, m.within_100,
    CASE WHEN m.weight = 'count' THEN cell.contracts ELSE cell.amount_eur END AS whole
FROM measured AS m
JOIN cell ON cell.cell = m.cell
JOIN territory_number AS n ON n.territory = cell.territory
WHERE m.placed > 0;
