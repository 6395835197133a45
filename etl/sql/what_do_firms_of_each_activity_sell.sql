-- In which purchase families do the firms of each activity (NAF rev. 2, without its dot) win contracts?
CREATE OR REPLACE TABLE trade AS
SELECT replace(coalesce(e.naf, o.naf), '.', '') AS naf, a.purchase_family AS family,
    count(DISTINCT a.supplier_unit) AS firms, sum(a.share) AS contracts
FROM award AS a
LEFT JOIN establishment AS e ON e.id = a.supplier_id
LEFT JOIN organisation AS o ON o.siren = a.supplier_unit
WHERE coalesce(e.naf, o.naf) IS NOT NULL AND a.purchase_family IS NOT NULL
GROUP BY replace(coalesce(e.naf, o.naf), '.', ''), a.purchase_family;
