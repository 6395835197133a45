-- Which calls for tender of these families are still open, in these départements, the first to close first?
SELECT notice_id, published_on, deadline_on, buyer_siren, buyer_name, title, purchase_family, departement, url
FROM notice
WHERE kind = 'call' AND deadline_on >= CAST($since AS DATE)
    AND purchase_family = ANY(CAST($families AS VARCHAR[])) AND departement = ANY(CAST($departements AS VARCHAR[]))
ORDER BY deadline_on, notice_id
LIMIT $limit
