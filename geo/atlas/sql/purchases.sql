-- What does a buyer buy of each supplier, by family?
SELECT coalesce(a.purchase_family, 'unknown') AS family, a.supplier_unit AS unit,
    CASE WHEN max(CASE WHEN o.is_diffusible = FALSE THEN 1 ELSE 0 END) = 1 THEN NULL
        ELSE coalesce(max(o.name), max(a.supplier_name)) END AS name,
    sum(a.share) AS contracts, coalesce(sum(a.share * c.amount_annual_eur), 0) AS annual_eur,
    coalesce(sum(a.amount_eur), 0) AS amount_eur, coalesce(sum(a.amount_eur * a.amount_eur), 0) AS amount_sq
FROM award AS a
JOIN contract AS c ON c.uid = a.uid
LEFT JOIN organisation AS o ON o.siren = a.supplier_unit
WHERE a.buyer_siren = $siren
GROUP BY coalesce(a.purchase_family, 'unknown'), a.supplier_unit
ORDER BY annual_eur DESC, family, unit
