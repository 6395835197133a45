-- How much do the buyers of each territory spend, and how much do its suppliers win, and with how many partners?
--
-- amount_sq is the sum of squares over partners (suppliers by SIREN, buyers by SIREN): it carries the
-- Herfindahl index and the effective number without going back to the contracts.
CREATE OR REPLACE TABLE total AS
WITH side AS (
    SELECT 'buyer' AS role, buyer_siret AS id, supplier_unit AS partner, year, family, share, amount_eur FROM award_cut
    UNION ALL
    SELECT 'supplier', supplier_id, buyer_siren, year, family, share, amount_eur FROM award_cut
),
by_partner AS (
    SELECT t.level, t.code, s.role, s.year, s.family, s.partner,
        sum(s.share) AS contracts, sum(s.amount_eur) AS amount_eur
    FROM side AS s
    JOIN territory_of AS t ON t.id = s.id
    GROUP BY t.level, t.code, s.role, s.year, s.family, s.partner
),
ranked AS (
    SELECT *, row_number() OVER (
        PARTITION BY level, code, role, year, family ORDER BY amount_eur DESC, partner
    ) AS rank_amount, row_number() OVER (
        PARTITION BY level, code, role, year, family ORDER BY contracts DESC, partner
    ) AS rank_contracts
    FROM by_partner
)
SELECT
    level, code, role, year, family,
    sum(contracts) AS contracts,
    count(*) AS partners,
    sum(amount_eur) AS amount_eur,
    sum(amount_eur * amount_eur) AS amount_sq,
    sum(contracts * contracts) AS contracts_sq,
    sum(CASE WHEN rank_amount <= 1 THEN amount_eur ELSE 0 END) AS amount_top1,
    sum(CASE WHEN rank_amount <= 3 THEN amount_eur ELSE 0 END) AS amount_top3,
    sum(CASE WHEN rank_amount <= 5 THEN amount_eur ELSE 0 END) AS amount_top5,
    sum(CASE WHEN rank_contracts <= 1 THEN contracts ELSE 0 END) AS contracts_top1,
    sum(CASE WHEN rank_contracts <= 3 THEN contracts ELSE 0 END) AS contracts_top3,
    sum(CASE WHEN rank_contracts <= 5 THEN contracts ELSE 0 END) AS contracts_top5
FROM ranked
GROUP BY level, code, role, year, family
ORDER BY level, code, role, year, family;
