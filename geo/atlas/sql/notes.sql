-- What was repaired or found wrong in the contracts kept, field by field?
SELECT field, note, count(*) AS contracts FROM (
    SELECT 'buyer_siret' AS field, buyer_note AS note FROM contract
    UNION ALL SELECT 'cpv', cpv_note FROM contract
    UNION ALL SELECT 'notified_on', notified_note FROM contract
    UNION ALL SELECT 'published_on', published_note FROM contract
) AS noted
WHERE note IS NOT NULL GROUP BY field, note ORDER BY contracts DESC, field, note
