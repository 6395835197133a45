-- In which procurement basin is each territory of a level?
SELECT code, basin, name, modularity, stability FROM basin WHERE level = $level ORDER BY code
