-- Which territories have this text in their name or this code, accents and case aside?
SELECT level, code, name, departement, population
FROM territory
WHERE position(fold($text) IN name_folded) > 0 OR code = $text
ORDER BY
    NOT starts_with(name_folded, fold($text)),
    length(name) <> length($text),
    CASE level WHEN 'region' THEN 1 WHEN 'departement' THEN 2 WHEN 'commune' THEN 3 WHEN 'epci' THEN 4 ELSE 5 END,
    population DESC NULLS LAST, code
LIMIT $limit
