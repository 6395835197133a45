-- What changed in each contract, in order?
CREATE OR REPLACE TABLE amendment AS
SELECT c.uid, s.step, s.notified_on, s.published_on, s.amount_eur, s.duration_months, s.reason
FROM contract AS c
JOIN declared_state AS s ON s.declaration_id = c.declaration_id
WHERE s.step > 0;
