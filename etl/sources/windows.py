"""Cut a large JSON file of contracts into windows of whole records, small enough to stay in the processor's cache."""

import mmap
import re
from collections.abc import Iterator

from etl.sources.mend import after_mark

_WINDOW = 1 << 14
_GIVEN_BACK = 1 << 26
# The first record of the first list: "marches": [ or "marches": {"marche": [ , as far as the name of its first key.
_FIRST = re.compile(rb'\s*\{[^\[{]*"marches"\s*:\s*(?:\{\s*"marche"\s*:\s*)?\[\s*(\{\s*"[^"\\]*"\s*:)')


def spans(view: mmap.mmap) -> Iterator[tuple[int, int, int]]:
    """Start and end of each window, and where the next one starts: records and the commas between them, no more.

    What stands between two records is what stands between the first two: a program writes all of them alike. A text
    cannot hold these bytes (its quotes are escaped); an inner list can, and then its window is no whole JSON: who
    decodes it sees that. The last record, and what follows it, is left to the caller.
    """
    first = _FIRST.match(view, after_mark(view))
    between = first and re.compile(rb",\s*" + re.escape(first[1])).search(view, first.end())
    if not first or not between:
        return
    start, kept = first.start(1), 0
    gap = len(between[0]) - len(first[1])
    while (end := _last(view, between[0], start)) >= 0:
        yield start, end, end + gap
        start = end + gap
        if start - kept > _GIVEN_BACK:
            kept = _give_back(view, kept, start)


def _last(view: mmap.mmap, between: bytes, start: int) -> int:
    """The last gap within a window's length, else the next one: a record may be longer."""
    end = view.rfind(between, start, start + _WINDOW)
    return end if end >= 0 else view.find(between, start)


def _give_back(view: mmap.mmap, start: int, end: int) -> int:
    """Tell the system that these pages have been read: a file of 2 GB then never takes 2 GB of memory."""
    length = (end - start) // mmap.PAGESIZE * mmap.PAGESIZE
    if hasattr(mmap, "MADV_DONTNEED"):  # not on every platform
        view.madvise(mmap.MADV_DONTNEED, start, length)
    return start + length
