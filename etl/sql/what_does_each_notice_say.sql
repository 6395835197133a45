-- What does each notice say?
--
-- A notice told by several files (its buyer in one, its deadline in another) is one row: what either knows stands.
CREATE OR REPLACE TABLE notice AS
SELECT notice_id, max(source) AS source, min(kind) AS kind, max(published_on) AS published_on,
    max(buyer_siren) AS buyer_siren, max(buyer_name) AS buyer_name, max(title) AS title, max(cpv_code) AS cpv_code,
    max(purchase_family) AS purchase_family, max(departement) AS departement, max(deadline_on) AS deadline_on,
    max(procedure) AS procedure, max(url) AS url
FROM notice_fact
GROUP BY notice_id;
