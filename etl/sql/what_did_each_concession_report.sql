-- What did the holder of each concession report, year after year: his investment and his tariffs?
CREATE OR REPLACE TABLE concession_year AS
SELECT c.uid, s.published_on, s.investment_eur, s.tariff_name, s.tariff_eur
FROM contract AS c
JOIN declared_concession_year AS s ON s.declaration_id = c.declaration_id;
