-- Which contracts of these buyers and families should end in this period?
SELECT buyer_siren, family, uid, title, notified_on, duration_months, amount_eur, ends_on
FROM ending
WHERE buyer_siren = ANY(CAST($buyers AS VARCHAR[])) AND family = ANY(CAST($families AS VARCHAR[]))
    AND ends_on BETWEEN CAST($since AS DATE) AND CAST($until AS DATE)
ORDER BY ends_on, uid
