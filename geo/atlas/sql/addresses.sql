-- What address does the latest notice of each of these buyers give?
SELECT n.buyer_siren AS siren, max(n.url) AS url
FROM notice AS n
JOIN (
    SELECT buyer_siren, max(published_on) AS published_on
    FROM notice
    WHERE url IS NOT NULL AND buyer_siren = ANY(CAST($sirens AS VARCHAR[]))
    GROUP BY buyer_siren
) AS latest ON latest.buyer_siren = n.buyer_siren AND latest.published_on = n.published_on
WHERE n.url IS NOT NULL
GROUP BY n.buyer_siren
ORDER BY siren
