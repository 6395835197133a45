-- How right are families read in titles, beside the largest family and the words of the CPV's labels?
SELECT method, floor, families, learnt, tested, macro_f1, accuracy, since
FROM reading_quality
ORDER BY method, floor
