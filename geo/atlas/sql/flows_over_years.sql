-- From which buyers' territories to which suppliers' territories does the money of several years go?
SELECT buyer_code, supplier_code, sum(contracts) AS contracts, sum(amount_eur) AS amount_eur
FROM flow
WHERE level = $level AND year BETWEEN $first AND $last AND family = $family
    AND ($code IS NULL
        OR ($direction IN ('out', 'both') AND buyer_code = $code)
        OR ($direction IN ('in', 'both') AND supplier_code = $code))
GROUP BY buyer_code, supplier_code
ORDER BY CASE WHEN $weight = 'count' THEN sum(contracts) ELSE sum(amount_eur) END DESC NULLS LAST,
    buyer_code, supplier_code
LIMIT $top
