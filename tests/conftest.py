"""Fixtures that every room shares."""

from pathlib import Path

import pytest
from hypothesis import settings
from postgres import server
from world import skip_or_fail

__all__ = ["server"]

SHARED = Path(__file__).resolve().parents[2] / "shared"


@pytest.fixture(scope="session")
def shared() -> Path:
    """The real files, read in place."""
    if not SHARED.is_dir():
        skip_or_fail(f"the real files are not at {SHARED}")
    return SHARED


# This machine is shared: a slow example is not a failing one.
settings.register_profile("patient", deadline=None)
settings.load_profile("patient")
