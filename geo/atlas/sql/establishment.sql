-- Who is this establishment, and where does it stand?
SELECT e.id, e.siren, CASE WHEN o.is_diffusible = FALSE THEN o.name ELSE coalesce(o.name, e.name) END AS name,
    coalesce(e.naf, o.naf) AS naf, e.commune, e.departement, e.lon, e.lat, e.precision, o.is_diffusible
FROM establishment AS e LEFT JOIN organisation AS o ON o.siren = e.siren
WHERE e.id = $siret
