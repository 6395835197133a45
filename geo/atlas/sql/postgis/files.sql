-- Which tables can be downloaded whole, and how large is the file of each?
SELECT name, CAST(sum(octet_length(data)) AS bigint) AS bytes FROM file GROUP BY name ORDER BY name
