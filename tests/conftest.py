"""Fixtures that every room shares."""

import subprocess
import sys
from pathlib import Path

import pytest
from browser import chromium
from filelock import FileLock
from hypothesis import settings
from postgres import server
from world import skip_or_fail

__all__ = ["chromium", "server"]

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"


@pytest.fixture(scope="session")
def shared() -> Path:
    """The real files, read in place."""
    if not SHARED.is_dir():
        skip_or_fail(f"the real files are not at {SHARED}")
    return SHARED


@pytest.fixture(scope="session")
def demo() -> Path:
    """The atlas of `geomarches demo`, made by the command itself; an atlas of this very code is not made again."""
    atlas = ROOT / "tests" / "output" / "demo"
    atlas.parent.mkdir(exist_ok=True)
    with FileLock(f"{atlas}.lock"):
        command = [Path(sys.executable).parent / "geomarches", "demo", "--no-serve", "--atlas", str(atlas)]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=600)
        assert done.returncode == 0, done.stderr
    return atlas


# This machine is shared: a slow example is not a failing one.
settings.register_profile("patient", deadline=None)
settings.load_profile("patient")
