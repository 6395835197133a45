-- What do notices tell of these buyers: the address that the latest gives, and the usual delay to notification?
SELECT b.siren, u.url, d.matched, d.median_days, d.low_days, d.high_days
FROM buyer AS b
LEFT JOIN (
    SELECT n.buyer_siren, max(n.url) AS url
    FROM notice AS n
    JOIN (
        SELECT buyer_siren, max(published_on) AS published_on
        FROM notice
        WHERE url IS NOT NULL AND buyer_siren = ANY(CAST($sirens AS VARCHAR[]))
        GROUP BY buyer_siren
    ) AS latest ON latest.buyer_siren = n.buyer_siren AND latest.published_on = n.published_on
    WHERE n.url IS NOT NULL
    GROUP BY n.buyer_siren
) AS u ON u.buyer_siren = b.siren
LEFT JOIN delay AS d ON d.buyer_siren = b.siren AND d.matched > 0
WHERE b.siren = ANY(CAST($sirens AS VARCHAR[])) AND (u.url IS NOT NULL OR d.matched IS NOT NULL)
ORDER BY b.siren
