-- Which organisations and contracts have a page of their own? Persons in partial diffusion are left out.
SELECT 'buyer' AS kind, siren AS key FROM buyer
UNION ALL
SELECT DISTINCT 'supplier', o.siren
FROM organisation AS o JOIN award AS a ON a.supplier_unit = o.siren
WHERE coalesce(o.is_diffusible, TRUE)
UNION ALL
SELECT 'contract', uid FROM contract
ORDER BY kind, key
