-- Which records of which files say this contract, which one stands for it, and why are the others doubles of it?
SELECT source, position, contract_id, published_on, amount_published_eur, is_survivor, duplicate_of, duplicate_reason
FROM publication WHERE uid = $uid
ORDER BY is_survivor DESC, source, position
