-- Which contracts may follow each call for tenders?
--
-- Those that its buyer notified within two years of it; a call without a day or a title leads to none. Lots of one
-- call have families of their own, so families are compared afterwards, not here.
CREATE OR REPLACE TABLE called AS
SELECT n.notice_id, b.buyer_siren, b.told_by, n.title, n.cpv_code, n.published_on
FROM notice AS n
JOIN notice_buyer AS b ON b.notice_id = n.notice_id
WHERE n.kind = 'call' AND n.title IS NOT NULL AND n.published_on IS NOT NULL;

CREATE OR REPLACE TABLE candidate AS
SELECT k.notice_id, k.buyer_siren, k.told_by, k.title AS notice_title, k.cpv_code AS notice_cpv, k.published_on,
    c.uid, c.title, c.cpv_code, c.notified_on
FROM called AS k
JOIN contract AS c ON c.buyer_siren = k.buyer_siren
    AND c.notified_on > k.published_on AND c.notified_on <= k.published_on + INTERVAL '730' DAY
WHERE c.title IS NOT NULL;
