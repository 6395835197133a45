"""A disk without room, told in one line."""

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from geo.errors import BuildError

_NO_ROOM = tuple(os.strerror(code) for code in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG))
"""What the system says, in the words of Python, DuckDB and Arrow alike: no space, over a quota, over a limit."""


@contextmanager
def room_in(*folders: Path) -> Iterator[None]:
    """Raise BuildError, in one line that names the folders, where a write below them finds no room.

    >>> with room_in(Path("data")):
    ...     raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    Traceback (most recent call last):
    geo.errors.BuildError: no room left on the disk of data ([Errno 28] No space left on device); \
nothing was published: make room, then run this again
    """
    try:
        yield
    except Exception as error:  # DuckDB has a class of its own for each moment at which it finds the disk full
        if not any(said in str(error) for said in _NO_ROOM):
            raise
        where = " or ".join(map(str, folders))
        found = str(error).splitlines()[0]
        raise BuildError(
            f"no room left on the disk of {where} ({found}); nothing was published: make room, then run this again"
        ) from error
