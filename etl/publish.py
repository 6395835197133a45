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

_DEAD_AFTER_S = 86_400
"""No build of one machine lasts a day: a temporary folder older than that belongs to a run that was killed."""


@contextmanager
def candidate(atlas: Path, version: str) -> Iterator[Path]:
    """A temporary folder that becomes ``atlas/<version>`` when the block ends well, and vanishes when it does not."""
    atlas.mkdir(parents=True, exist_ok=True)
    folder = atlas / f".{version}.{uuid.uuid4().hex[:8]}"
    folder.mkdir()
    try:
        yield folder
        final = atlas / version
        if final.exists():
            shutil.rmtree(final)
        folder.rename(final)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def point_to(atlas: Path, version: str) -> None:
    """Make a version the current one: written beside, then renamed over, so that a reader sees the old or the new."""
    if not (atlas / version / MANIFEST).is_file():
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
    dead = [path for path in sorted(atlas.glob(".*")) if time.time() - path.lstat().st_mtime > _DEAD_AFTER_S]
    for path in [*old, *dead]:
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    return [path.name for path in [*old, *dead]]
