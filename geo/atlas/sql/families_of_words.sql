-- In the titles of which families do these words stand?
SELECT family, stem, contracts, sum(contracts) OVER (PARTITION BY stem) AS of_all
FROM word WHERE stem = ANY(CAST($stems AS VARCHAR[]))
ORDER BY stem, contracts DESC, family
