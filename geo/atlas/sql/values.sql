-- What is an indicator worth in each territory of a level?
SELECT i.code, t.name, i.value, i.low, i.high, i.contracts, i.effective, i.covered, i.reliability
FROM indicator AS i
JOIN territory AS t ON t.level = i.level AND t.code = i.code
WHERE i.indicator = $indicator AND i.variant = $variant AND i.level = $level AND i.year = $year
    AND i.family = $family AND i.weight = $weight
ORDER BY i.code
