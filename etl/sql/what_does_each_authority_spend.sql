-- What does each local authority spend, by function and kind of spending?
--
-- Accounts of one kind add up within a file; of two files that tell the same, the larger sum stands. An authority that
-- governs no territory (a syndicate) keeps its SIREN as its code, at the level 'other'.
CREATE OR REPLACE TABLE budget AS
WITH summed AS (
    SELECT file, source, siren, year, chart, function, item, sum(amount_eur) AS amount_eur
    FROM budget_fact
    GROUP BY file, source, siren, year, chart, function, item
),
kept AS (
    SELECT source, siren, year, chart, function, item, max(amount_eur) AS amount_eur
    FROM summed
    GROUP BY source, siren, year, chart, function, item
)
SELECT coalesce(a.level, 'other') AS level, coalesce(a.code, k.siren) AS code, k.year, k.function, k.item, k.amount_eur,
    k.siren, k.chart, k.source
FROM kept AS k
LEFT JOIN authority AS a ON a.siren = k.siren;
