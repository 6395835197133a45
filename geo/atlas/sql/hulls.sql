-- Where do the suppliers of a purchase family ('all': of each) stand dense enough for the place to have a name?
--
-- The cast is for a file without one hull, which has no shape to say what its column is.
SELECT family, code, name, lon, lat, establishments, amount_eur, ST_AsBinary(CAST(geometry AS GEOMETRY)) AS shape
FROM hull
WHERE $family = 'all' OR family = $family
ORDER BY family, establishments DESC, code
