-- Who is this organisation, where does it stand, and what does it buy and win?
WITH place AS (
    SELECT e.siren, e.id, e.commune, e.departement, e.lon, e.lat, e.precision,
        row_number() OVER (ORDER BY CASE WHEN e.id = o.head_office_id THEN 0 ELSE 1 END,
            CASE WHEN e.id = b.siret THEN 0 ELSE 1 END, CASE WHEN e.lon IS NULL THEN 1 ELSE 0 END, e.id) AS rank
    FROM establishment AS e
    LEFT JOIN organisation AS o ON o.siren = e.siren
    LEFT JOIN buyer AS b ON b.siren = e.siren
    WHERE e.siren = $siren
),
bought AS (
    SELECT count(*) AS contracts, sum(amount_eur) AS amount_eur, min(notified_on) AS first_on, max(notified_on) AS last_on
    FROM contract WHERE buyer_siren = $siren
),
won AS (
    SELECT sum(a.share) AS contracts, sum(a.amount_eur) AS amount_eur, min(c.notified_on) AS first_on,
        max(c.notified_on) AS last_on
    FROM award AS a JOIN contract AS c ON c.uid = a.uid WHERE a.supplier_unit = $siren
)
SELECT o.siren, o.name, o.legal_category, o.naf, o.size_category, o.is_diffusible, o.buyer_category, o.opened_on,
    o.closed_on, p.commune, p.departement, p.lon, p.lat, p.precision,
    b.contracts AS contracts_bought, coalesce(b.amount_eur, 0) AS amount_bought_eur,
    coalesce(w.contracts, 0) AS contracts_won, coalesce(w.amount_eur, 0) AS amount_won_eur,
    least(b.first_on, w.first_on) AS first_on, greatest(b.last_on, w.last_on) AS last_on
FROM organisation AS o
LEFT JOIN place AS p ON p.siren = o.siren AND p.rank = 1
CROSS JOIN bought AS b
CROSS JOIN won AS w
WHERE o.siren = $siren
