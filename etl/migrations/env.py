"""Alembic's own entry: it runs the migrations on the connection that ``migrate`` gives."""

from typing import Any

from alembic import context

from geo.atlas.connection import HOME
from geo.atlas.tables import LASTING


def only_what_lasts(name: str | None, kind: str, parents: Any) -> bool:
    """Leave the schemas of versions to the loader, which makes and drops them whole."""
    return kind != "schema" or name == HOME


# Alembic names this module so; the search for doctests imports it too, and must run nothing.
if __name__ == "env_py":
    context.configure(
        connection=context.config.attributes["connection"], target_metadata=LASTING, version_table_schema=HOME,
        include_schemas=True, include_name=only_what_lasts,
    )  # fmt: skip
    with context.begin_transaction():
        context.run_migrations()
