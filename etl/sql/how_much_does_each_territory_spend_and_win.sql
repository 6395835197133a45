-- How much do the buyers of each territory spend, and how much do its suppliers win, and with how many partners?
--
-- amount_sq is the sum of squares over partners (suppliers by SIREN, buyers by SIREN): it carries the
-- Herfindahl index and the effective number without going back to the contracts. Partners are counted where the
-- cell is worth a ratio; for suppliers, whatever the family, and without the first ones.
CREATE OR REPLACE TABLE total AS
WITH by_supplier AS (
    SELECT cell, contracts, amount_eur FROM supplier WHERE definition = 'seat'
),
spread AS (
    SELECT cell, count(*) AS partners, sum(amount_eur * amount_eur) AS amount_sq,
        sum(contracts * contracts) AS contracts_sq
    FROM by_supplier GROUP BY cell
    UNION ALL
    SELECT cell, count(*), sum(amount_eur * amount_eur), sum(contracts * contracts) FROM sold GROUP BY cell
),
first_by_amount AS (
    SELECT cell,
        sum(CASE WHEN place <= 1 THEN amount_eur ELSE 0 END) AS amount_top1,
        sum(CASE WHEN place <= 3 THEN amount_eur ELSE 0 END) AS amount_top3,
        sum(amount_eur) AS amount_top5
    FROM (
        SELECT cell, amount_eur, row_number() OVER (PARTITION BY cell ORDER BY amount_eur DESC) AS place
        FROM by_supplier
    ) AS ranked
    WHERE place <= 5
    GROUP BY cell
),
first_by_contracts AS (
    SELECT cell,
        sum(CASE WHEN place <= 1 THEN contracts ELSE 0 END) AS contracts_top1,
        sum(CASE WHEN place <= 3 THEN contracts ELSE 0 END) AS contracts_top3,
        sum(contracts) AS contracts_top5
    FROM (
        SELECT cell, contracts, row_number() OVER (PARTITION BY cell ORDER BY contracts DESC) AS place
        FROM by_supplier
    ) AS ranked
    WHERE place <= 5
    GROUP BY cell
)
SELECT
    n.level, n.code, cell.role, cell.year, cell.family, cell.contracts, spread.partners, cell.amount_eur,
    cell.amount_max, spread.amount_sq, spread.contracts_sq,
    a.amount_top1, a.amount_top3, a.amount_top5, c.contracts_top1, c.contracts_top3, c.contracts_top5
FROM cell
JOIN territory_number AS n ON n.territory = cell.territory
LEFT JOIN spread ON spread.cell = cell.cell
LEFT JOIN first_by_amount AS a ON a.cell = cell.cell
LEFT JOIN first_by_contracts AS c ON c.cell = cell.cell
WHERE cell.role <> 'performance';
