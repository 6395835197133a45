-- What do titles say where no family is published ('missing'), or where another one is ('contradiction')?
SELECT r.uid, c.title, c.buyer_name, c.cpv_code, r.family_published, r.family_read, r.confidence, c.amount_eur,
    count(*) OVER () AS matched
FROM reading AS r
JOIN contract AS c ON c.uid = r.uid
WHERE r.confidence >= $floor AND ($family IS NULL OR r.family_read = $family)
    AND (($kind = 'missing' AND r.family_published IS NULL) OR ($kind = 'contradiction' AND r.contradicts))
    AND ($level IS NULL OR EXISTS (
        SELECT 1 FROM territory_of AS t WHERE t.id = c.buyer_siret AND t.level = $level AND t.code = $code))
ORDER BY r.confidence DESC, r.uid
LIMIT $limit
