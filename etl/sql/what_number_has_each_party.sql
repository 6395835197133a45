-- Which number stands for each buyer and supplier (establishment and whole) and each place of performance?
CREATE OR REPLACE TABLE party_number AS
SELECT id, cast(row_number() OVER (ORDER BY id) AS INTEGER) AS party
FROM (
    SELECT id FROM territory_of
    UNION SELECT id FROM place_of
    UNION SELECT buyer_siret FROM award
    UNION SELECT buyer_siren FROM award
    UNION SELECT supplier_id FROM award
    UNION SELECT supplier_unit FROM award
) AS known;
