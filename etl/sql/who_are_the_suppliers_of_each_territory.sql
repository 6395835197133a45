-- Who are the suppliers of each cell, whatever their places: sums by supplier, and its pattern where it has but one?
CREATE OR REPLACE TABLE supplier AS
SELECT definition, cell, supplier_unit, sum(contracts) AS contracts, sum(amount_eur) AS amount_eur,
    min(pattern) AS pattern, count(*) AS patterns
FROM bought
GROUP BY definition, cell, supplier_unit;
