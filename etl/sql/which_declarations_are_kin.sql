-- Which declarations say one contract in other words: a corrected amount, an amendment's number, another platform?
--
-- Three rules, all with the same buyer (SIREN) and the same suppliers (SIREN), the strongest first:
--   1 corrected       the same number in several files, another amount: 2019M19007R00 is 55 000 € a year on one
--                     platform, 220 000 € for four years on the other. Never within a file: Croix publishes two
--                     sites of one supplier under 2019050000000000, for 9 348 and 61 184 €.
--   2 later number    the 2019 rule ends a number with the order of its amendment: 201817500, 201817501, 201817502
--                     with one title, CPV, amount and day are one contract. Round euros need the order 00 among
--                     them: lots 01 and 02 of 20 000 € each are two contracts.
--   3 other platform  the same euros under a number of another shape, notified within 60 days: 2018EzWmHoMMxG00 and
--                     2018300E1800. Round euros (208 000, and 208 999) prove little, so the CPV must agree as well.
-- Rules 1 and 3 speak only where each file says the contract once: two lots can share everything but the number.
-- Declarations for which two rules would speak follow the first, and stay apart where their groups differ.
CREATE OR REPLACE TABLE kin AS
WITH one AS (
    SELECT
        label, min(buyer_siren) AS buyer_siren, min(supplier_count) AS supplier_count,
        min(supplier_sum) AS supplier_sum, min(supplier_other) AS supplier_other, min(number) AS number,
        min(shape) AS shape, min(cpv_code) AS cpv_code, min(title) AS title, min(notified_on) AS since,
        max(notified_on) AS until, min(euros) AS euros, (min(euros) + 1) % 1000 <= 1 AS is_round
    FROM alike
    WHERE supplier_count > 0
    GROUP BY label
),
sameness AS (
    SELECT 1 AS rule, label, buyer_siren, supplier_count, supplier_sum, supplier_other, number AS said, shape, since,
        until
    FROM one
    UNION ALL
    SELECT 2, label, buyer_siren, supplier_count, supplier_sum, supplier_other,
        euros || ' ' || since || ' ' || left(number, length(number) - 2) || ' '
            || cpv_code || ' ' || title,
        CASE WHEN is_round THEN right(number, 2) ELSE '00' END, since, until
    FROM one
    WHERE euros > 0 AND until < DATE '2024-01-01' AND length(number) >= 9 AND left(number, 2) IN ('19', '20')
        AND right(shape, 2) = '99'
    UNION ALL
    SELECT 3, label, buyer_siren, supplier_count, supplier_sum, supplier_other,
        euros || CASE WHEN is_round THEN ' ' || cpv_code ELSE '' END, shape, since, until
    FROM one
    WHERE euros >= 1000
),
family AS (
    SELECT rule, buyer_siren, supplier_count, supplier_sum, supplier_other, said, min(label) AS root
    FROM sameness
    WHERE said IS NOT NULL
    GROUP BY rule, buyer_siren, supplier_count, supplier_sum, supplier_other, said
    HAVING min(label) <> max(label) AND (rule <> 2 OR min(shape) = '00')
        AND (rule <> 3 OR (min(shape) <> max(shape) AND max(until) <= min(since) + INTERVAL '60' DAY))
),
member AS (
    SELECT f.rule, f.root, s.label, s.shape
    FROM family AS f
    JOIN sameness AS s ON s.rule = f.rule AND s.buyer_siren = f.buyer_siren AND s.supplier_count = f.supplier_count
        AND s.supplier_sum = f.supplier_sum AND s.supplier_other = f.supplier_other AND s.said = f.said
),
unfair AS (
    SELECT DISTINCT m.rule, m.root
    FROM member AS m
    JOIN alike ON alike.label = m.label
    WHERE m.rule <> 2
    GROUP BY m.rule, m.root, alike.source, alike.published_on
    HAVING min(m.label) <> max(m.label)
    UNION
    SELECT rule, root FROM member WHERE rule = 3 GROUP BY rule, root, shape HAVING min(label) <> max(label)
),
fair AS (
    SELECT m.rule, m.root, m.label, min(m.rule) OVER (PARTITION BY m.label) AS first_rule
    FROM member AS m
    LEFT JOIN unfair AS u ON u.rule = m.rule AND u.root = m.root
    WHERE u.root IS NULL
),
settled AS (
    SELECT rule, root FROM fair GROUP BY rule, root HAVING max(first_rule) = rule AND min(first_rule) = rule
)
SELECT fair.label, fair.root, fair.rule
FROM fair
JOIN settled ON settled.rule = fair.rule AND settled.root = fair.root;
