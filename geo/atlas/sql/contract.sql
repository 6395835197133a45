-- What is this contract?
SELECT * EXCLUDE (declaration_id) FROM contract WHERE uid = $uid
