-- Which contracts of the buyers of this territory should end in this period?
SELECT e.buyer_siren, o.name AS buyer_name, e.family, e.uid, e.title, e.notified_on, e.duration_months, e.amount_eur,
    e.ends_on
FROM ending AS e
JOIN buyer AS b ON b.siren = e.buyer_siren
JOIN territory_of AS t ON t.id = b.siret AND t.level = $level AND t.code = $code
LEFT JOIN organisation AS o ON o.siren = e.buyer_siren
WHERE e.ends_on BETWEEN CAST($since AS DATE) AND CAST($until AS DATE)
ORDER BY e.ends_on, e.uid
