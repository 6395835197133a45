-- What does each establishment buy and win?
SELECT id, sum(contracts_bought) AS contracts_bought, sum(amount_bought_eur) AS amount_bought_eur,
    sum(contracts_won) AS contracts_won, sum(amount_won_eur) AS amount_won_eur
FROM (
    SELECT buyer_siret AS id, share AS contracts_bought, coalesce(amount_eur, 0) AS amount_bought_eur,
        0.0 AS contracts_won, 0.0 AS amount_won_eur
    FROM award
    UNION ALL
    SELECT supplier_id, 0.0, 0.0, share, coalesce(amount_eur, 0) FROM award
) AS side
GROUP BY id
