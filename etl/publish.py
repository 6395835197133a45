"""Publish a version: a folder is complete before it has its name, and one pointer file says which is current."""

import json
import os
import shutil
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from geo.atlas.pointer import MANIFEST, POINTER, current_version
from geo.errors import BuildError

_LOCK = ".lock"
_DEAD_AFTER_S = 86_400
"""No build of one machine lasts a day: a temporary folder older than that belongs to a run that was killed."""


@contextmanager
def alone(atlas: Path) -> Iterator[None]:
    """No other run builds into a folder meanwhile; what killed runs left there is removed first.

    The system takes the lock back however the process ends. Raises BuildError where another run holds it.
    """
    import fcntl  # not on every platform

    atlas.mkdir(parents=True, exist_ok=True)
    with (atlas / _LOCK).open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            said = f"{atlas}: another build is at work there; run this again when it has ended"
            raise BuildError(said) from None
        for left in atlas.glob(".*.*"):
            if left.is_dir():
                shutil.rmtree(left)
        yield


@contextmanager
def candidate(atlas: Path, version: str) -> Iterator[Path]:
    """A temporary folder that becomes ``atlas/<version>`` when the block ends well, and vanishes when it does not.

    A version that is already there, whole, stays: it was made of the same files, and readers may be in it.
    """
    atlas.mkdir(parents=True, exist_ok=True)
    folder = atlas / f".{version}.{uuid.uuid4().hex[:8]}"
    folder.mkdir()
    try:
        yield folder
        final = atlas / version
        if not is_whole(atlas, version):
            if final.exists():
                _remove(final)
            folder.rename(final)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def is_whole(atlas: Path, version: str) -> bool:
    """Whether a version is there: its manifest is written last, before the folder has its name."""
    return (atlas / version / MANIFEST).is_file()


def point_to(atlas: Path, version: str) -> None:
    """Make a version the current one: written beside, then renamed over, so that a reader sees the old or the new."""
    if not is_whole(atlas, version):
        raise BuildError(f"{atlas / version}: no such version; `geomarches versions` lists those that exist")
    beside = atlas / f".{POINTER}.{uuid.uuid4().hex[:8]}"
    beside.write_text(version + "\n", encoding="utf-8")
    os.replace(beside, atlas / POINTER)


def versions(atlas: Path) -> list[dict[str, Any]]:
    """The manifests of the versions that exist, oldest first, each with ``is_current``."""
    current = current_version(atlas)
    found = [json.loads(path.read_text(encoding="utf-8")) for path in atlas.glob(f"*/{MANIFEST}")]
    return sorted(({**m, "is_current": m["version"] == current} for m in found), key=lambda m: str(m["built_at"]))


def prune(atlas: Path, keep: int) -> list[str]:
    """Remove all versions but the current one and the ``keep`` newest, and what dead runs left; the names removed.

    A folder whose name starts with a dot is a run's, live or dead: it goes once it is a day old.
    """
    newest = versions(atlas)[-keep:] if keep else []
    stay = {str(one["version"]) for one in newest} | {current_version(atlas)}
    old = [atlas / str(one["version"]) for one in versions(atlas) if one["version"] not in stay]
    hidden = [path for path in sorted(atlas.glob(".*")) if path.name != _LOCK]
    dead = [path for path in hidden if time.time() - path.lstat().st_mtime > _DEAD_AFTER_S]
    for path in [*old, *dead]:
        _remove(path) if path.is_dir() else path.unlink()
    return [path.name for path in [*old, *dead]]


def _remove(folder: Path) -> None:
    """Remove a folder, its name before its files: killed half-way, it is no version any more."""
    doomed = folder.with_name(f".{folder.name.lstrip('.')}.{uuid.uuid4().hex[:8]}")
    folder.rename(doomed)
    shutil.rmtree(doomed)
