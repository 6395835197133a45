-- Between which longitudes and latitudes, and which days, do buyers, suppliers and contracts lie?
SELECT 'buyer' AS what, min(e.lon) AS west, min(e.lat) AS south, max(e.lon) AS east, max(e.lat) AS north,
    cast(NULL AS DATE) AS since, cast(NULL AS DATE) AS until
FROM establishment AS e JOIN activity AS a ON a.id = e.id WHERE a.contracts_bought > 0
UNION ALL
SELECT 'supplier', min(e.lon), min(e.lat), max(e.lon), max(e.lat), cast(NULL AS DATE), cast(NULL AS DATE)
FROM establishment AS e JOIN activity AS a ON a.id = e.id WHERE a.contracts_won > 0
UNION ALL
SELECT 'contract', min(p.lon), min(p.lat), max(p.lon), max(p.lat), min(c.notified_on), max(c.notified_on)
FROM contract AS c JOIN territory AS p ON p.level = 'commune' AND p.code = c.performance_commune
