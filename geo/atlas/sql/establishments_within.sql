-- Which establishments stand in this box, and what do they buy and win?
SELECT e.id, e.siren, e.name, e.commune, e.precision, e.lon, e.lat,
    a.contracts_bought, a.amount_bought_eur, a.contracts_won, a.amount_won_eur
FROM establishment AS e JOIN activity AS a ON a.id = e.id
WHERE e.lon BETWEEN $west AND $east AND e.lat BETWEEN $south AND $north
ORDER BY a.amount_bought_eur + a.amount_won_eur DESC, e.id
LIMIT $limit
