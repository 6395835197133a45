"""Fixtures that every room shares."""

import os
from pathlib import Path

import pytest

SHARED = Path(__file__).resolve().parents[2] / "shared"


def skip_or_fail(reason: str) -> None:
    """Skip where a developer's machine lacks something; fail in CI, where nothing may be missing."""
    if os.environ.get("CI") == "true":
        pytest.fail(f"CI must have everything: {reason}")
    pytest.skip(reason)


@pytest.fixture(scope="session")
def shared() -> Path:
    """The real files, read in place."""
    if not SHARED.is_dir():
        skip_or_fail(f"the real files are not at {SHARED}")
    return SHARED
