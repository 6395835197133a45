-- Which territories of a level are there, within another one if asked?
SELECT code, name, epci, zone_emploi, departement, region, population, area_km2, lon, lat, map_lon, map_lat
FROM territory
WHERE level = $level
    AND ($around IS NULL OR CASE $around WHEN 'epci' THEN epci WHEN 'zone_emploi' THEN zone_emploi
        WHEN 'departement' THEN departement WHEN 'region' THEN region ELSE code END = $code)
ORDER BY code
