-- What changed in this contract, in order?
SELECT step, notified_on, published_on, amount_eur, duration_months, reason FROM amendment WHERE uid = $uid ORDER BY step
