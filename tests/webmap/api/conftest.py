"""The tiny country, open to other programs."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from serving import serving
from tiny import tiny_atlas

from webmap import create_app

__all__ = ["tiny_atlas"]


@pytest.fixture(scope="session")
def app(tiny_atlas: Path) -> Flask:
    return create_app(str(tiny_atlas), TESTING=True)


@pytest.fixture(scope="session")
def site(tiny_atlas: Path) -> Iterator[str]:
    """Its address."""
    with serving(tiny_atlas) as address:
        yield address
