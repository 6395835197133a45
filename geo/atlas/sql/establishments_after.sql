-- Which buyers, or suppliers, come after this one, by id, among those asked for, and how many match?
--
-- A person whom the register publishes in part only keeps its place and its sums; its name is not repeated here.
SELECT e.id, e.siren, CASE WHEN coalesce(o.is_diffusible, TRUE) THEN e.name END AS name, o.buyer_category,
    o.size_category, e.naf, e.commune, e.epci, e.departement, e.region, e.precision, e.lon, e.lat,
    CASE WHEN $role = 'buyer' THEN a.contracts_bought ELSE a.contracts_won END AS contracts,
    CASE WHEN $role = 'buyer' THEN a.amount_bought_eur ELSE a.amount_won_eur END AS amount_eur,
    count(*) OVER () AS matched
FROM establishment AS e
JOIN activity AS a ON a.id = e.id
LEFT JOIN organisation AS o ON o.siren = e.siren
WHERE e.id > $after
    AND CASE WHEN $role = 'buyer' THEN a.contracts_bought ELSE a.contracts_won END > 0
    AND ($id IS NULL OR e.id = $id)
    AND ($siren IS NULL OR e.siren = $siren)
    AND ($departement IS NULL OR e.departement = $departement)
    AND ($commune IS NULL OR e.commune = $commune)
    AND ($boxed = 0 OR (e.lon BETWEEN $west AND $east AND e.lat BETWEEN $south AND $north))
ORDER BY e.id
LIMIT $limit OFFSET $skip
