-- Who held each contract at each step: the suppliers named by the award (step 0) and by each amendment that names any?
CREATE OR REPLACE TABLE holder AS
SELECT
    c.uid, s.step, coalesce(s.supplier_id, 'name:' || s.name, 'nobody') AS supplier_id, s.scheme AS supplier_scheme,
    s.name AS supplier_name
FROM contract AS c
JOIN declared_supplier AS s ON s.declaration_id = c.declaration_id;
