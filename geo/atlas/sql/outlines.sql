-- What does each territory of a level look like on the page?
SELECT code, name, path FROM outline WHERE level = $level ORDER BY code
