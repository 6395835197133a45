-- Which contracts that this organisation buys, or holds, should end in this period?
SELECT buyer_siren, family, uid, title, notified_on, duration_months, amount_eur, ends_on
FROM ending
WHERE (($role = 'buyer' AND buyer_siren = $siren)
        OR ($role = 'supplier' AND uid IN (SELECT a.uid FROM award AS a WHERE a.supplier_unit = $siren)))
    AND ends_on BETWEEN CAST($since AS DATE) AND CAST($until AS DATE)
ORDER BY ends_on, uid
