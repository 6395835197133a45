-- From which buyers' territories to which suppliers' territories does the money go?
SELECT buyer_code, supplier_code, contracts, amount_eur
FROM flow
WHERE level = $level AND year = $year AND family = $family
    AND ($code IS NULL
        OR ($direction IN ('out', 'both') AND buyer_code = $code)
        OR ($direction IN ('in', 'both') AND supplier_code = $code))
ORDER BY CASE WHEN $weight = 'count' THEN contracts ELSE amount_eur END DESC NULLS LAST, buyer_code, supplier_code
LIMIT $top
