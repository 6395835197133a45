-- Which territory of each level holds each buyer, supplier and place of performance, by number?
CREATE OR REPLACE TABLE party_at AS
SELECT p.party, l.digit, n.territory, o.code = 'abroad' AS is_abroad
FROM (SELECT id, level, code FROM territory_of UNION ALL SELECT id, level, code FROM place_of) AS o
JOIN level AS l ON l.level = o.level
JOIN territory_number AS n ON n.level = o.level AND n.code = o.code
JOIN party_number AS p ON p.id = o.id;
