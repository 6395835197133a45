-- Which flows are farthest from what sizes and distance give?
--
-- Beside each, how many contracts were expected: a gap of euros on a contract or two says nothing.
SELECT r.buyer_code, r.supplier_code, r.contracts, c.expected AS contracts_expected, r.observed, r.expected, r.residual
FROM flow_residual AS r
LEFT JOIN flow_residual AS c
    ON c.level = r.level AND c.buyer_code = r.buyer_code AND c.supplier_code = r.supplier_code AND c.weight = 'count'
WHERE r.level = $level AND r.weight = $weight
ORDER BY abs(r.residual) DESC, r.buyer_code, r.supplier_code
