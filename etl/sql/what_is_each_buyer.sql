-- Of what category is each organisation that buys? Nothing for the others.
CREATE OR REPLACE TABLE organisation AS
SELECT
    o.siren, o.name, o.legal_category, o.naf, o.size_category, o.headcount_band, o.head_office_id, o.opened_on,
    o.closed_on, o.is_diffusible, c.buyer_category
FROM organisation AS o
LEFT JOIN category AS c ON c.siren = o.siren
ORDER BY o.siren;
