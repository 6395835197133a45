-- What did these establishments win in all, and where do they stand?
SELECT e.id, e.siren, CASE WHEN o.is_diffusible = FALSE THEN NULL ELSE coalesce(o.name, e.name) END AS name,
    e.commune, e.departement, sum(a.share) AS contracts, coalesce(sum(a.amount_eur), 0) AS amount_eur
FROM establishment AS e
JOIN award AS a ON a.supplier_id = e.id
LEFT JOIN organisation AS o ON o.siren = e.siren
WHERE e.id = ANY(CAST($sirets AS VARCHAR[]))
GROUP BY e.id, e.siren, o.is_diffusible, coalesce(o.name, e.name), e.commune, e.departement
ORDER BY amount_eur DESC, e.id
