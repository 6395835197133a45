-- In which départements are the suppliers of this organisation, or its buyers?
SELECT CASE WHEN e.precision = 'abroad' THEN 'abroad' ELSE coalesce(e.departement, 'unknown') END AS code,
    sum(a.share) AS contracts, coalesce(sum(a.amount_eur), 0) AS amount_eur
FROM award AS a
LEFT JOIN establishment AS e ON e.id = CASE WHEN $role = 'buyer' THEN a.supplier_id ELSE a.buyer_siret END
WHERE CASE WHEN $role = 'buyer' THEN a.buyer_siren ELSE a.supplier_unit END = $siren
GROUP BY CASE WHEN e.precision = 'abroad' THEN 'abroad' ELSE coalesce(e.departement, 'unknown') END
ORDER BY amount_eur DESC, contracts DESC, code
