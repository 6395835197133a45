-- Which calls for tenders and which contracts may follow one another?
--
-- The calls that have a day and a title, with their buyer, and the contracts that the same buyers notified. Which of
-- them follows which is compared afterwards, words first: lots of one call have families of their own.
CREATE OR REPLACE TABLE called AS
SELECT n.notice_id, b.buyer_siren, b.told_by, n.title, n.cpv_code, n.published_on
FROM notice AS n
JOIN notice_buyer AS b ON b.notice_id = n.notice_id
WHERE n.kind = 'call' AND n.title IS NOT NULL AND n.published_on IS NOT NULL;

CREATE OR REPLACE TABLE candidate AS
SELECT c.uid, c.buyer_siren, c.title, c.cpv_code, c.notified_on
FROM contract AS c
JOIN (SELECT DISTINCT buyer_siren FROM called) AS k ON k.buyer_siren = c.buyer_siren
WHERE c.title IS NOT NULL AND c.notified_on IS NOT NULL;
