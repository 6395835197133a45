-- What was subcontracted under each contract, to whom and for how much; change 0 is the act, 1, 2… its changes?
CREATE OR REPLACE TABLE subcontract AS
SELECT
    c.uid, s.act, s.change, s.supplier_id, s.scheme, s.siren, s.name, s.amount_eur, s.duration_months, s.notified_on,
    s.published_on, s.price_variation
FROM contract AS c
JOIN declared_subcontract AS s ON s.declaration_id = c.declaration_id;
