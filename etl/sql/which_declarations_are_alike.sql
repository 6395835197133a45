-- Which declarations are alike enough to be compared: the same buyer, and the same number or suppliers and euros?
--
-- Most contracts are said once: they leave here, and what follows looks at the others alone. Buyers and suppliers
-- are compared by SIREN: two deliveries name two establishments of one firm. A set of suppliers is told by figures
-- that need no sorting: how many, the sum of their SIREN, the first that has none. A number's shape
-- (2019M18436S00 is 9999A99999A99) tells the numbering of two platforms apart: lots of one platform share it.
CREATE OR REPLACE TABLE alike AS
WITH supplier AS (
    SELECT
        declaration_id, count(*) AS supplier_count, coalesce(sum(cast(siren AS BIGINT)), 0) AS supplier_sum,
        coalesce(min(CASE WHEN siren IS NULL THEN coalesce(supplier_id, name) END), '') AS supplier_other
    FROM declared_supplier
    WHERE step = 0
    GROUP BY declaration_id
),
said AS (
    SELECT
        d.declaration_id, coalesce(d.buyer_siren, d.buyer_siret) AS buyer_siren,
        substr(d.uid, length(d.buyer_siret) + 1) AS said_number,
        floor(coalesce(d.amount_published_eur, -1)) AS euros,
        coalesce(s.supplier_count, 0) AS supplier_count, coalesce(s.supplier_sum, 0) AS supplier_sum,
        coalesce(s.supplier_other, '') AS supplier_other
    FROM declaration AS d
    LEFT JOIN supplier AS s ON s.declaration_id = d.declaration_id
),
same_number AS (
    SELECT buyer_siren, said_number FROM said GROUP BY buyer_siren, said_number HAVING count(*) > 1
),
same_euros AS (
    SELECT buyer_siren, euros, supplier_sum FROM said WHERE supplier_count > 0
    GROUP BY buyer_siren, euros, supplier_sum HAVING count(*) > 1
),
chosen AS (
    SELECT said.*
    FROM said
    LEFT JOIN same_number AS n ON n.buyer_siren = said.buyer_siren AND n.said_number = said.said_number
    LEFT JOIN same_euros AS e ON e.buyer_siren = said.buyer_siren AND e.euros = said.euros
        AND e.supplier_sum = said.supplier_sum
    WHERE n.said_number IS NOT NULL OR e.euros IS NOT NULL
),
states AS (
    SELECT s.declaration_id, count(*) AS steps
    FROM declared_state AS s
    JOIN chosen ON chosen.declaration_id = s.declaration_id
    GROUP BY s.declaration_id
),
told AS (
    SELECT
        c.*, translate(upper(d.contract_id), ' -_./', '') AS number, d.source, d.position, d.uid, d.cpv_code, upper(d.title) AS title, d.notified_on, d.published_on,
        coalesce(d.amount_published_eur, -1) AS amount_eur, states.steps
    FROM chosen AS c
    JOIN declaration AS d ON d.declaration_id = c.declaration_id
    JOIN states ON states.declaration_id = c.declaration_id
)
SELECT
    told.*,
    translate(number, '012345678BCDEFGHIJKLMNOPQRSTUVWXYZ', '999999999AAAAAAAAAAAAAAAAAAAAAAAAA') AS shape,
    min(declaration_id) OVER (
        PARTITION BY uid, amount_eur, supplier_count, supplier_sum, supplier_other
    ) AS label
FROM told;
