-- In which years and families does each award count?
--
-- Once for its year and once for all years (0), once for its family and once for all of them.
CREATE OR REPLACE VIEW award_cut AS
SELECT
    a.uid, a.buyer_siret, a.buyer_siren, a.supplier_id, a.supplier_unit, a.share, coalesce(a.amount_eur, 0) AS amount_eur,
    a.distance_km,
    CASE WHEN y.whole = 1 THEN 0 ELSE a.year END AS year,
    CASE WHEN f.whole = 1 THEN 'all' ELSE a.purchase_family END AS family
FROM award AS a
CROSS JOIN (VALUES (0), (1)) AS y (whole)
CROSS JOIN (VALUES (0), (1)) AS f (whole)
WHERE (y.whole = 1 OR a.year IS NOT NULL) AND (f.whole = 1 OR a.purchase_family IS NOT NULL);
