-- Which notices are there, the latest first, and how many contracts may follow each?
--
-- A contract may follow a notice of the same buyer and family when it was notified within 400 days of it.
SELECT n.notice_id, n.source, n.kind, n.published_on, n.buyer_siren, n.buyer_name, n.title, n.cpv_code,
    n.purchase_family, n.departement, n.deadline_on, n.procedure, n.url, count(c.uid) AS contracts,
    max(n.matched) AS matched
FROM (
    SELECT *, count(*) OVER () AS matched
    FROM notice
    WHERE ($departement IS NULL OR departement = $departement) AND ($family IS NULL OR purchase_family = $family)
        AND ($kind IS NULL OR kind = $kind)
    ORDER BY coalesce(published_on, deadline_on) DESC NULLS LAST, notice_id DESC
    LIMIT $limit
) AS n
LEFT JOIN contract AS c ON c.buyer_siren = n.buyer_siren AND c.purchase_family = n.purchase_family
    AND c.notified_on BETWEEN n.published_on AND n.published_on + 400
GROUP BY n.notice_id, n.source, n.kind, n.published_on, n.buyer_siren, n.buyer_name, n.title, n.cpv_code,
    n.purchase_family, n.departement, n.deadline_on, n.procedure, n.url
ORDER BY coalesce(n.published_on, n.deadline_on) DESC NULLS LAST, n.notice_id DESC
