-- What is this territory?
SELECT level, code, name, epci, zone_emploi, departement, region, population, area_km2, lon, lat, map_lon, map_lat
FROM territory WHERE level = $level AND code = $code
