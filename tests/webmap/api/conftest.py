"""The tiny country, open to other programs."""

from serving import app, site
from tiny import tiny_atlas, tiny_database

__all__ = ["app", "site", "tiny_atlas", "tiny_database"]
