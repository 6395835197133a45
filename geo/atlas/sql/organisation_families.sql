-- What does this organisation buy, or win, by purchase family?
SELECT purchase_family AS family, sum(share) AS contracts, coalesce(sum(amount_eur), 0) AS amount_eur
FROM award
WHERE CASE WHEN $role = 'buyer' THEN buyer_siren ELSE supplier_unit END = $siren AND purchase_family IS NOT NULL
GROUP BY purchase_family
ORDER BY amount_eur DESC, family
