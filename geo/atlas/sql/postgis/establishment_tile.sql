-- Which establishments does this tile draw: the 2 000 of the largest amounts, then by id?
WITH frame AS (SELECT ST_TileEnvelope($z, $x, $y) AS square),
drawn AS (
    SELECT e.id, e.name, e.commune, e.precision,
        a.contracts_bought, a.amount_bought_eur, a.contracts_won, a.amount_won_eur,
        ST_AsMVTGeom(ST_Transform(e.point, 3857), frame.square, 4096, 0, TRUE) AS shape
    FROM frame
    JOIN establishment AS e ON e.point && ST_Transform(frame.square, 4326)
    JOIN activity AS a ON a.id = e.id
    ORDER BY a.amount_bought_eur + a.amount_won_eur DESC, e.id
    LIMIT $most
)
SELECT ST_AsMVT(drawn, 'etablissements', 4096, 'shape') AS data FROM drawn
