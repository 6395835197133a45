-- Which rows of which files say this contract, and which one stands for it?
SELECT source, position, published_on, amount_published_eur, is_survivor FROM publication WHERE uid = $uid
ORDER BY is_survivor DESC, source, position
