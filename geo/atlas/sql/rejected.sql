-- Which rows were kept aside, and why?
SELECT source, position, reason, excerpt FROM rejected
WHERE $source IS NULL OR source = $source ORDER BY source, position LIMIT $limit
