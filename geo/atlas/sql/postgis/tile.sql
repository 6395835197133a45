-- What does this layer draw in this tile?
SELECT data FROM tile WHERE layer = $layer AND z = $z AND x = $x AND y = $y
