-- Which years of notification are there?
SELECT DISTINCT year FROM total WHERE year <> 0 ORDER BY year
