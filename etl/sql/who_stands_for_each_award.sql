-- Who stands for the buyer and for the supplier of each award, under each definition of 'local'?
--
-- 'seat': the buyer's seat and the establishment declared. Each other definition moves one control alone:
-- 'head_office' puts the supplier at its organisation's head office (the declared establishment where it has none),
-- 'performance' puts the place of performance where the buyer's seat was (no place: left out, as an unknown seat is),
-- 'no_ceilings' leaves framework agreements out, whose amount is a maximum.
CREATE OR REPLACE TABLE award_party AS
WITH numbered AS (
    SELECT
        b.party AS buyer, s.party AS supplier, bu.party AS buyer_unit, su.party AS supplier_unit,
        coalesce(h.party, s.party) AS head_office, p.party AS place, c.amount_status = 'ceiling' AS is_ceiling,
        a.year, a.purchase_family AS family, a.share, coalesce(a.amount_eur, 0) AS amount_eur, a.distance_km
    FROM award AS a
    JOIN contract AS c ON c.uid = a.uid
    JOIN party_number AS b ON b.id = a.buyer_siret
    JOIN party_number AS s ON s.id = a.supplier_id
    JOIN party_number AS bu ON bu.id = coalesce(a.buyer_siren, a.buyer_siret)
    JOIN party_number AS su ON su.id = a.supplier_unit
    LEFT JOIN organisation AS o ON o.siren = a.supplier_unit
    LEFT JOIN party_number AS h ON h.id = o.head_office_id
    LEFT JOIN party_number AS p ON p.id = c.place_kind || ':' || c.place_key
)
SELECT 'seat' AS definition, buyer, supplier, buyer_unit, supplier_unit, year, family, share, amount_eur, distance_km
FROM numbered
UNION ALL
SELECT 'head_office', buyer, head_office, buyer_unit, supplier_unit, year, family, share, amount_eur, distance_km
FROM numbered
UNION ALL
SELECT 'performance', place, supplier, buyer_unit, supplier_unit, year, family, share, amount_eur, distance_km
FROM numbered WHERE place IS NOT NULL
UNION ALL
SELECT 'no_ceilings', buyer, supplier, buyer_unit, supplier_unit, year, family, share, amount_eur, distance_km
FROM numbered WHERE NOT is_ceiling;
