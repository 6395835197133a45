-- Which contracts come after this one, by uid, among those asked for; how many match; and where are they performed?
WITH chosen AS (
    SELECT c.uid, count(*) OVER () AS matched
    FROM contract AS c
    LEFT JOIN establishment AS b ON b.id = c.buyer_siret
    LEFT JOIN territory AS p ON p.level = 'commune' AND p.code = c.performance_commune
    WHERE c.uid > $after
        AND ($year = 0 OR c.year = $year)
        AND ($family = 'all' OR c.purchase_family = $family)
        AND ($departement IS NULL OR b.departement = $departement)
        AND ($buyer IS NULL OR c.buyer_siren = $buyer OR c.buyer_siret = $buyer)
        AND ($supplier IS NULL OR c.uid IN (
            SELECT a.uid FROM award AS a WHERE a.supplier_id = $supplier OR a.supplier_unit = $supplier))
        AND ($uid IS NULL OR c.uid = $uid)
        AND ($since IS NULL OR c.notified_on >= cast($since AS DATE))
        AND ($until IS NULL OR c.notified_on <= cast($until AS DATE))
        AND ($boxed = 0 OR (p.lon BETWEEN $west AND $east AND p.lat BETWEEN $south AND $north))
    ORDER BY c.uid
    LIMIT $limit OFFSET $skip
)
SELECT c.uid, c.kind, c.title, c.buyer_siret, coalesce(c.buyer_name, b.name) AS buyer_name,
    b.departement AS buyer_departement,
    (SELECT string_agg(a.supplier_id, '|' ORDER BY a.supplier_id) FROM award AS a WHERE a.uid = c.uid) AS supplier_ids,
    (SELECT string_agg(coalesce(a.supplier_name, a.supplier_id), '|' ORDER BY a.supplier_id)
        FROM award AS a WHERE a.uid = c.uid) AS supplier_names,
    c.cpv_code, c.purchase_family, c.procedure, c.is_framework, c.notified_on, c.year, c.duration_months,
    c.amount_eur, c.amount_published_eur, c.amount_status, c.amount_reason,
    c.performance_commune, c.performance_departement, c.performance_precision, p.lon, p.lat, chosen.matched
FROM chosen
JOIN contract AS c ON c.uid = chosen.uid
LEFT JOIN establishment AS b ON b.id = c.buyer_siret
LEFT JOIN territory AS p ON p.level = 'commune' AND p.code = c.performance_commune
ORDER BY c.uid
