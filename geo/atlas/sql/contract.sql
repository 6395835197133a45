-- What is this contract?
SELECT * FROM contract WHERE uid = $uid
