-- Under which framework agreement is each subsequent contract passed, and is that one's amount in the sums?
--
-- A framework is found by the number given, among the same buyer's (SIREN) contracts: one that calls itself a
-- framework first, then the smallest uid. A subsequent contract is no framework, so that no chain or circle is
-- followed. Where the framework is not in the data, or has no usable amount, the subsequent contract counts.
CREATE OR REPLACE TABLE framework AS
WITH named AS (
    SELECT uid, buyer_siren, framework_number FROM stated WHERE framework_number IS NOT NULL
),
candidate AS (
    SELECT s.uid, s.buyer_siren, s.is_framework, translate(upper(s.contract_id), ' -_./', '') AS number
    FROM stated AS s
    WHERE NOT s.is_subsequent AND s.kind = 'contract' AND s.buyer_siren IN (SELECT buyer_siren FROM named)
),
found AS (
    SELECT n.uid, coalesce(min(CASE WHEN c.is_framework THEN c.uid END), min(c.uid)) AS framework_uid
    FROM named AS n
    JOIN candidate AS c ON c.buyer_siren = n.buyer_siren AND c.number = n.framework_number
    GROUP BY n.uid
)
SELECT found.uid, found.framework_uid, judged.amount_eur IS NOT NULL AS is_counted
FROM found
JOIN stated ON stated.uid = found.framework_uid
JOIN judged ON judged.declaration_id = stated.declaration_id;
