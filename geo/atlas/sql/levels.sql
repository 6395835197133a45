-- Which levels of territory are there?
SELECT DISTINCT level FROM territory
