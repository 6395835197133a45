-- Which establishments stand in this box, and what do they buy and win?
SELECT e.id, e.siren, e.name, e.commune, e.precision, e.lon, e.lat,
    a.contracts_bought, a.amount_bought_eur, a.contracts_won, a.amount_won_eur
FROM establishment AS e JOIN activity AS a ON a.id = e.id
WHERE ST_Intersects(e.point, ST_MakeEnvelope($west, $south, $east, $north, 4326))
ORDER BY a.amount_bought_eur + a.amount_won_eur DESC, e.id
LIMIT $limit
