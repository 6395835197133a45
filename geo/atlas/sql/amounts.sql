-- What can sums use of the published amounts?
SELECT amount_status, amount_reason, count(*) AS contracts, sum(amount_published_eur) AS amount_published_eur
FROM contract GROUP BY amount_status, amount_reason ORDER BY contracts DESC, amount_status, amount_reason
