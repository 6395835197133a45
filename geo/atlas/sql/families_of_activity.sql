-- What do the firms of this activity win?
SELECT family, firms, contracts FROM trade WHERE naf = $naf ORDER BY contracts DESC, family
