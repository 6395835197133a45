-- What are the bytes of this part of the file?
SELECT data FROM file WHERE name = $name AND part = $part
