"""The dictionary of what no file says and a model reads: families of titles, contracts that follow notices."""

from geo.column import Column

READ: dict[str, tuple[Column, ...]] = {
    "reading": (
        Column("uid", "a contract whose title says something"),
        Column("family_published", "CPV division published, where there is one; sums use it and nothing else"),
        Column("family_read", "CPV division that its title tells, read by a model that never saw this title"),
        Column("confidence", "share of such readings that agree with the CPV published", "0-1"),
        Column("contradicts", "whether the two differ"),
    ),
    "reading_quality": (
        Column("method", "titles; largest (always the largest family) or keywords (words of the CPV's labels)"),
        Column("floor", "readings of a lower confidence are left out", "0-1"),
        Column("families", "families learnt"),
        Column("learnt", "contracts learnt from, notified up to since"),
        Column("tested", "later contracts that were read"),
        Column("macro_f1", "plain mean of F1 over the families of the later contracts", "0-1"),
        Column("accuracy", "share of the readings that agree with the CPV published", "0-1"),
        Column("since", "last day of the contracts learnt from"),
    ),
    "match": (
        Column("notice_id", "a call for tenders"),
        Column("uid", "the contract that follows it, as far as can be told; a contract has one call at most"),
        Column("buyer_siren", "their buyer"),
        Column("told_by", "what tells the notice's buyer: its siren, or its name and département"),
        Column("probability", "that it does follow, 0.5 at least; among pairs such as those judged by hand", "0-1"),
        Column("days", "from the notice's publication to the contract's notification", "days"),
    ),
    "delay": (
        Column("buyer_siren", "a buyer that called for tenders"),
        Column("contracts", "its contracts notified from its first call to two years after its last"),
        Column("matched", "those of them that follow a call"),
        Column("median_days", "median of the days from call to notification; none without a match", "days"),
        Column("low_days", "lower end of its 95 % interval; none under six matches", "days"),
        Column("high_days", "upper end of it", "days"),
    ),
}
