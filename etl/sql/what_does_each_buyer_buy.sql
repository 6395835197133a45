-- What does each buyer buy in each purchase family: how much a year, in what amounts, how, and from whom?
--
-- A quartile is the smallest amount that a quarter, a half, three quarters of the contracts do not pass. 'Local' is a
-- supplier of the buyer's own département; small is of category PME; each counts only those of which it is known.
CREATE OR REPLACE TABLE door AS
WITH bought AS (
    SELECT c.uid, c.buyer_siren, c.purchase_family AS family, c.amount_eur, c.offers_received, c.procedure,
        c.notified_on,
        row_number() OVER (PARTITION BY c.buyer_siren, c.purchase_family ORDER BY
            CASE WHEN c.notified_on IS NULL THEN 1 ELSE 0 END, c.notified_on DESC, c.uid) AS recent,
        row_number() OVER (PARTITION BY c.buyer_siren, c.purchase_family ORDER BY
            CASE WHEN c.amount_eur > 0 THEN 0 ELSE 1 END, c.amount_eur, c.uid) AS amount_place,
        sum(CASE WHEN c.amount_eur > 0 THEN 1 ELSE 0 END) OVER (PARTITION BY c.buyer_siren, c.purchase_family)
            AS priced,
        row_number() OVER (PARTITION BY c.buyer_siren, c.purchase_family ORDER BY
            CASE WHEN c.offers_received > 0 THEN 0 ELSE 1 END, c.offers_received, c.uid) AS offers_place,
        sum(CASE WHEN c.offers_received > 0 THEN 1 ELSE 0 END) OVER (PARTITION BY c.buyer_siren, c.purchase_family)
            AS offered
    FROM contract AS c
    WHERE c.buyer_siren IS NOT NULL AND c.purchase_family IS NOT NULL
),
summed AS (
    SELECT buyer_siren, family, count(*) AS contracts, sum(amount_eur) AS amount_eur, CAST(max(priced) AS BIGINT) AS priced,
        min(CASE WHEN amount_eur > 0 AND amount_place * 4 >= priced THEN amount_eur END) AS quarter_eur,
        min(CASE WHEN amount_eur > 0 AND amount_place * 2 >= priced THEN amount_eur END) AS median_eur,
        min(CASE WHEN amount_eur > 0 AND amount_place * 4 >= priced * 3 THEN amount_eur END) AS three_quarters_eur,
        CAST(max(offered) AS BIGINT) AS offered,
        min(CASE WHEN offers_received > 0 AND offers_place * 2 >= offered THEN offers_received END) AS offers_median,
        max(notified_on) AS last_on,
        max(CASE WHEN recent = 1 THEN uid END) AS last_uid
    FROM bought GROUP BY buyer_siren, family
),
usual AS (
    SELECT buyer_siren, family, procedure, count(*) AS contracts,
        row_number() OVER (PARTITION BY buyer_siren, family ORDER BY count(*) DESC, procedure) AS place
    FROM bought WHERE procedure IS NOT NULL
    GROUP BY buyer_siren, family, procedure
),
won AS (
    SELECT a.buyer_siren, a.purchase_family AS family,
        sum(CASE WHEN s.departement = b.departement THEN a.share ELSE 0 END) AS local,
        sum(CASE WHEN s.departement IS NOT NULL AND b.departement IS NOT NULL THEN a.share ELSE 0 END) AS placed,
        sum(CASE WHEN o.size_category = 'PME' THEN a.share ELSE 0 END) AS small,
        sum(CASE WHEN o.size_category IS NOT NULL THEN a.share ELSE 0 END) AS sized
    FROM award AS a
    LEFT JOIN buyer AS b ON b.siren = a.buyer_siren
    LEFT JOIN establishment AS s ON s.id = a.supplier_id
    LEFT JOIN organisation AS o ON o.siren = a.supplier_unit
    WHERE a.buyer_siren IS NOT NULL AND a.purchase_family IS NOT NULL
    GROUP BY a.buyer_siren, a.purchase_family
)
SELECT s.buyer_siren, s.family, s.contracts, s.amount_eur, s.amount_eur / b.years AS yearly_eur, s.priced,
    s.quarter_eur, s.median_eur, s.three_quarters_eur, u.procedure, u.contracts AS procedure_contracts, s.offered,
    s.offers_median, w.local, w.placed, w.small, w.sized, s.last_on, s.last_uid
FROM summed AS s
JOIN buyer AS b ON b.siren = s.buyer_siren
LEFT JOIN usual AS u ON u.buyer_siren = s.buyer_siren AND u.family = s.family AND u.place = 1
LEFT JOIN won AS w ON w.buyer_siren = s.buyer_siren AND w.family = s.family;
