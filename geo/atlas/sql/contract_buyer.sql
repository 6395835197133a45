-- Where is the buyer of this contract, and how precisely is it known?
SELECT e.commune, e.departement, e.region, e.precision, e.placed_by
FROM contract AS c JOIN establishment AS e ON e.id = c.buyer_siret
WHERE c.uid = $uid
