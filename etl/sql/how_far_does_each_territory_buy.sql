-- How far do the buyers of each territory buy: weighted quartiles of distance, and shares within 10, 50, 100 km?
CREATE OR REPLACE TABLE distance AS
WITH weighed AS (
    SELECT t.level, t.code, c.year, c.family, w.weight, c.distance_km, c.share,
        CASE WHEN w.weight = 'count' THEN c.share ELSE c.amount_eur END AS w
    FROM award_cut AS c
    JOIN territory_of AS t ON t.id = c.buyer_siret
    CROSS JOIN (VALUES ('amount'), ('count')) AS w (weight)
),
running AS (
    SELECT *,
        sum(w) OVER (PARTITION BY level, code, year, family, weight ORDER BY distance_km, share, w
            ROWS UNBOUNDED PRECEDING) AS below,
        sum(w) OVER (PARTITION BY level, code, year, family, weight) AS whole
    FROM weighed
    WHERE distance_km IS NOT NULL AND w > 0
),
measured AS (
    SELECT level, code, year, family, weight,
        sum(share) AS contracts,
        sum(w) AS placed,
        sum(w * w) AS placed_sq,
        min(CASE WHEN below >= 0.25 * whole THEN distance_km END) AS quarter_km,
        min(CASE WHEN below >= 0.50 * whole THEN distance_km END) AS median_km,
        min(CASE WHEN below >= 0.75 * whole THEN distance_km END) AS three_quarters_km,
        sum(CASE WHEN distance_km <= 10 THEN w ELSE 0 END) AS within_10,
        sum(CASE WHEN distance_km <= 50 THEN w ELSE 0 END) AS within_50,
        sum(CASE WHEN distance_km <= 100 THEN w ELSE 0 END) AS within_100
    FROM running
    GROUP BY level, code, year, family, weight
),
whole AS (
    SELECT level, code, year, family, weight, sum(w) AS whole FROM weighed GROUP BY level, code, year, family, weight
)
SELECT measured.*, whole.whole
FROM measured
JOIN whole ON whole.level = measured.level AND whole.code = measured.code AND whole.year = measured.year
    AND whole.family = measured.family AND whole.weight = measured.weight
ORDER BY measured.level, measured.code, measured.year, measured.family, measured.weight;
