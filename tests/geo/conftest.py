"""The tiny country in each store that keeps the promises."""

from pathlib import Path

import pytest
from tiny import tiny_atlas, tiny_database

from geo.atlas import Atlas, open_atlas

__all__ = ["tiny_atlas", "tiny_database"]


@pytest.fixture(params=["folder", pytest.param("postgis", marks=pytest.mark.postgis)])
def atlas(tiny_atlas: Path, request: pytest.FixtureRequest) -> Atlas:
    """The same contracts in each store that keeps the promises."""
    return open_atlas(tiny_atlas if request.param == "folder" else request.getfixturevalue("tiny_database"))
