-- Where does each buyer stand, and in how many years did it publish?
--
-- Its seat is the establishment that signed most of its contracts. A group of communes has no commune of its own: it
-- stands at the middle of its territory (precision epci). The others known no better than by their département have
-- no point, and are found by département alone.
CREATE OR REPLACE TABLE buyer AS
WITH signed AS (
    SELECT buyer_siren, buyer_siret, count(*) AS contracts,
        row_number() OVER (PARTITION BY buyer_siren ORDER BY count(*) DESC, buyer_siret) AS place
    FROM contract WHERE buyer_siren IS NOT NULL
    GROUP BY buyer_siren, buyer_siret
),
published AS (
    SELECT buyer_siren, count(*) AS contracts, greatest(count(DISTINCT year), 1) AS years
    FROM contract WHERE buyer_siren IS NOT NULL
    GROUP BY buyer_siren
)
SELECT p.buyer_siren AS siren, s.buyer_siret AS siret, o.name, o.buyer_category,
    e.commune, e.departement, coalesce(e.lon, t.lon) AS lon, coalesce(e.lat, t.lat) AS lat, e.precision,
    p.contracts, p.years
FROM published AS p
JOIN signed AS s ON s.buyer_siren = p.buyer_siren AND s.place = 1
LEFT JOIN organisation AS o ON o.siren = p.buyer_siren
LEFT JOIN establishment AS e ON e.id = s.buyer_siret
LEFT JOIN territory AS t ON t.level = 'epci' AND t.code = CASE WHEN e.precision = 'epci' THEN e.epci END;
