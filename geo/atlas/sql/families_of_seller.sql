-- In which families did this establishment win contracts?
SELECT family, contracts, amount_eur FROM firm
WHERE supplier_id = $siret AND family <> 'all' ORDER BY contracts DESC, family
