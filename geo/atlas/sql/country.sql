-- What is an indicator worth in the country as a whole, family by family?
SELECT variant, family, weight, value, low, high, contracts, effective, covered, reliability
FROM indicator
WHERE indicator = $indicator AND level = 'country' AND year = 0
ORDER BY variant, weight, family
