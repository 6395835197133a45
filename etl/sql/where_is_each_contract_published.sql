-- Which records of which files say each contract, which one stands for it, and why are the others doubles of it?
CREATE OR REPLACE TABLE publication AS
SELECT
    f.uid, d.source, d.position, d.contract_id, d.published_on, d.amount_published_eur,
    f.declaration_id = f.survivor_id AS is_survivor,
    s.source || '#' || s.position AS duplicate_of,
    f.duplicate_reason
FROM fate AS f
JOIN declaration AS d ON d.declaration_id = f.declaration_id
-- The condition stands in the key: beside it, DuckDB compares each row with each other, 2 million times 2 million.
LEFT JOIN alike AS s ON s.declaration_id = CASE WHEN f.duplicate_reason IS NOT NULL THEN f.survivor_id END;
