-- Which territories of a level come after this one, by code, among those asked for; how many match; what is their shape?
SELECT level, code, name, epci, zone_emploi, departement, region, population, area_km2, lon, lat,
    ST_AsBinary(geometry) AS shape, count(*) OVER () AS matched
FROM territory
WHERE level = $level AND code > $after
    AND ($code IS NULL OR code = $code)
    AND ($epci IS NULL OR epci = $epci)
    AND ($departement IS NULL OR departement = $departement)
    AND ($region IS NULL OR region = $region)
    AND ($boxed = 0 OR ST_Intersects(geometry, ST_MakeEnvelope($west, $south, $east, $north, 4326)))
ORDER BY code
LIMIT $limit OFFSET $skip
