-- Of the local authorities known, how many are seen as buyers in a year, where they sit?
SELECT level, code, known, seen, contracts FROM coverage WHERE year = $year ORDER BY level, code
