-- Who holds this contract, where, and for what share?
SELECT a.supplier_id, a.supplier_name, a.share, a.amount_eur, a.distance_km, e.commune, e.departement, e.precision,
    e.placed_by
FROM award AS a LEFT JOIN establishment AS e ON e.id = a.supplier_id
WHERE a.uid = $uid ORDER BY a.supplier_id
