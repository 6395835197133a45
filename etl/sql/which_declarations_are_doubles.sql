-- Which declarations say the same contract again, and which one stands for it?
--
-- Two declarations are the same contract when they share the buyer's SIRET, the contract's number, the
-- suppliers and the amount: 549 of the 550 contracts that one platform delivered in March stand again in April.
-- Same number but other suppliers or amount: lots of one procedure (Croix publishes 12 lots under
-- 202117F000000000); each is a contract, the second named uid~2, in an order that does not depend on the files.
-- The survivor is the last published, then the one with most amendments, then the file whose name comes last
-- (names carry dates), then the first position in it.
CREATE OR REPLACE TABLE fate AS
WITH declared AS (
    SELECT d.*, s.steps, coalesce(d.amount_published_eur, -1) AS amount_key
    FROM declaration AS d
    JOIN (SELECT declaration_id, count(*) AS steps FROM declared_state GROUP BY declaration_id) AS s
        ON s.declaration_id = d.declaration_id
),
ranked AS (
    SELECT
        declaration_id, uid, supplier_key, amount_key, notified_on,
        first_value(declaration_id) OVER (
            PARTITION BY uid, supplier_key, amount_key
            ORDER BY published_on DESC NULLS LAST, steps DESC, notified_on NULLS LAST, source DESC, position
        ) AS survivor_id
    FROM declared
),
lot AS (
    SELECT
        survivor_id, uid,
        row_number() OVER (PARTITION BY uid ORDER BY min(notified_on) NULLS LAST, supplier_key, amount_key) AS rank
    FROM ranked
    GROUP BY survivor_id, uid, supplier_key, amount_key
)
SELECT
    ranked.declaration_id,
    ranked.survivor_id,
    CASE WHEN lot.rank = 1 THEN ranked.uid ELSE ranked.uid || '~' || lot.rank END AS uid
FROM ranked
JOIN lot ON lot.survivor_id = ranked.survivor_id;
