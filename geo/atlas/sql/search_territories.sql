-- Which territories have this text in their name or this code, accents and case aside?
SELECT level, code, name, departement, population
FROM territory
WHERE contains(
        replace(lower(strip_accents(name)), '-', ' '), replace(lower(strip_accents($text)), '-', ' ')
    ) OR code = $text
ORDER BY
    NOT starts_with(replace(lower(strip_accents(name)), '-', ' '), replace(lower(strip_accents($text)), '-', ' ')),
    length(name) <> length($text),
    CASE level WHEN 'region' THEN 1 WHEN 'departement' THEN 2 WHEN 'epci' THEN 4 ELSE 3 END,
    population DESC NULLS LAST, code
LIMIT $limit
