"""What outlives a version in a database (pointer, history, roles), brought up to date by Alembic."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from geo.atlas.connection import HOME


def config(connection: Connection) -> Config:
    """Alembic's settings for these migrations on a connection."""
    settings = Config()
    settings.set_main_option("script_location", str(Path(__file__).parent))
    settings.attributes["connection"] = connection
    return settings


def migrate(connection: Connection) -> bool:
    """Bring the schema ``geomarches`` up to date in one transaction; False where it already was."""
    with connection.begin():
        here = MigrationContext.configure(connection, opts={"version_table_schema": HOME}).get_current_revision()
        if here == ScriptDirectory.from_config(config(connection)).get_current_head():
            return False
        connection.execute(text(f"CREATE SCHEMA IF NOT EXISTS {HOME}"))
        command.upgrade(config(connection), "head")
        return True
