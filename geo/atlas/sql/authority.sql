-- Which buyer is the authority of this territory?
SELECT a.siren, o.name, b.contracts, b.years
FROM siren_territory AS a
LEFT JOIN organisation AS o ON o.siren = a.siren
LEFT JOIN buyer AS b ON b.siren = a.siren
WHERE a.level = $level AND a.code = $code
ORDER BY a.siren
