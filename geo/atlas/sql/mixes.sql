-- What do the buyers of each territory of a level buy, in all years: how many contracts, and for how much, by family?
SELECT code, family, contracts, amount_eur
FROM total
WHERE level = $level AND role = 'buyer' AND year = 0 AND family <> 'all'
ORDER BY code, family
