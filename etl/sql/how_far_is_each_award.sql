-- How far is each supplier from its buyer, point to point, in kilometres; nothing where one has no point?
CREATE OR REPLACE TABLE award AS
SELECT a.*, p.distance_km
FROM award AS a
LEFT JOIN establishment AS b ON b.id = a.buyer_siret
LEFT JOIN establishment AS s ON s.id = a.supplier_id
LEFT JOIN pair AS p ON p.lon1 = b.lon AND p.lat1 = b.lat AND p.lon2 = s.lon AND p.lat2 = s.lat
ORDER BY a.uid, a.supplier_id;
