-- Which establishments are within so many kilometres of this point?
SELECT e.id, e.siren, e.name, e.commune, e.precision, e.lon, e.lat,
    a.contracts_bought, a.amount_bought_eur, a.contracts_won, a.amount_won_eur,
    ST_Distance(CAST(e.point AS geography), here.point) / 1000 AS distance_km
FROM (SELECT CAST(ST_SetSRID(ST_MakePoint($lon, $lat), 4326) AS geography) AS point) AS here
JOIN establishment AS e ON ST_DWithin(CAST(e.point AS geography), here.point, $km * 1000)
JOIN activity AS a ON a.id = e.id
ORDER BY distance_km, e.id
LIMIT $limit
