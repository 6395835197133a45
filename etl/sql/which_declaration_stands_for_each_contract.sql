-- Which declaration stands for each contract that is said several times?
--
-- The one with most amendments, then the last published, then the most complete (a day of notification, a CPV, a
-- title), then the file whose name comes last (names carry dates), then the first in it: rank 1 stands.
CREATE OR REPLACE TABLE ranked AS
WITH rooted AS (
    SELECT alike.*, coalesce(kin.root, alike.label) AS root, coalesce(kin.rule, 0) AS rule
    FROM alike
    LEFT JOIN kin ON kin.label = alike.label
)
SELECT *, row_number() OVER (
    PARTITION BY root
    ORDER BY steps DESC, published_on DESC NULLS LAST,
        CASE WHEN notified_on IS NULL THEN 1 ELSE 0 END + CASE WHEN cpv_code IS NULL THEN 1 ELSE 0 END
            + CASE WHEN title IS NULL THEN 1 ELSE 0 END,
        notified_on NULLS LAST, source DESC, position
) AS rank
FROM rooted;
