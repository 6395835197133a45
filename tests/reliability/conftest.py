"""What takes minutes is for a release."""

import pytest
from reliability.measure import IS_RELEASE
from tiny import tiny_atlas, tiny_database

collect_ignore = ["fuzz.py"]
"""It imports atheris, which is installed apart."""
__all__ = ["tiny_atlas", "tiny_database"]


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip what only `make release-check` runs."""
    if "release" in item.keywords and not IS_RELEASE:
        pytest.skip("for a release: `make release-check`")
