-- Which contracts follow which calls for tenders, the most probable first?
SELECT m.notice_id, m.uid, m.buyer_siren, m.told_by, m.probability, m.days, n.title AS notice_title, n.published_on,
    n.url, c.title, c.buyer_name, c.notified_on, c.amount_eur, count(*) OVER () AS matched
FROM match AS m
JOIN notice AS n ON n.notice_id = m.notice_id
JOIN contract AS c ON c.uid = m.uid
WHERE ($siren IS NULL OR m.buyer_siren = $siren)
    AND ($level IS NULL OR EXISTS (
        SELECT 1 FROM territory_of AS t WHERE t.id = c.buyer_siret AND t.level = $level AND t.code = $code))
ORDER BY m.probability DESC, m.uid
LIMIT $limit
