-- From whom does this organisation buy, or to whom does it sell?
WITH met AS (
    SELECT CASE WHEN $role = 'buyer' THEN supplier_unit ELSE coalesce(buyer_siren, buyer_siret) END AS unit,
        min(CASE WHEN $role = 'buyer' THEN supplier_name END) AS name_said,
        sum(share) AS contracts, coalesce(sum(amount_eur), 0) AS amount_eur, min(distance_km) AS distance_km
    FROM award
    WHERE CASE WHEN $role = 'buyer' THEN buyer_siren ELSE supplier_unit END = $siren
    GROUP BY CASE WHEN $role = 'buyer' THEN supplier_unit ELSE coalesce(buyer_siren, buyer_siret) END
)
SELECT m.unit, CASE WHEN o.is_diffusible = FALSE THEN o.name ELSE coalesce(o.name, m.name_said) END AS name,
    m.contracts, m.amount_eur, m.distance_km
FROM met AS m LEFT JOIN organisation AS o ON o.siren = m.unit
WHERE m.unit <> 'nobody'
ORDER BY m.amount_eur DESC, m.contracts DESC, m.unit
LIMIT $limit
