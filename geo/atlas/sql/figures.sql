-- What are all the indicators worth in one territory?
SELECT indicator, variant, value, low, high, contracts, effective, covered, reliability
FROM indicator
WHERE code = $code AND level = $level AND year = $year AND family = $family
    AND (weight = $weight OR indicator IN ('spend', 'net_balance'))
ORDER BY indicator, variant
