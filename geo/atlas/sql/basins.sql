-- In which procurement basin is each territory of a level?
SELECT code, basin, name, colour, modularity, stability FROM basin WHERE level = $level ORDER BY code
