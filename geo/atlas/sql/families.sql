-- Which purchase families are there, by decreasing amount?
SELECT family FROM total WHERE level = 'region' AND role = 'buyer' AND family <> 'all' AND year = 0
GROUP BY family ORDER BY sum(amount_eur) DESC NULLS LAST, family
