"""The dictionary of what no file says and a model reads: the families of titles."""

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
}
