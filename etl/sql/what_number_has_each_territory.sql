-- Which number stands for each territory while the cube is made?
--
-- Grouping meets a territory tens of millions of times: by number it costs a quarter of what it costs by name.
CREATE OR REPLACE TABLE territory_number AS
SELECT cast(row_number() OVER (ORDER BY level, code) AS INTEGER) AS territory, level, code
FROM (SELECT level, code FROM territory_of UNION SELECT level, code FROM place_of) AS known;
