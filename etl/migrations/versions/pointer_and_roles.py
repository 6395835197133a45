"""The pointer, the history of versions, the folding of names, and who may do what."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0001"
down_revision = None

HOME = "geomarches"
LOADER, WEB = "geomarches_loader", "geomarches_web"
FOLD = rf"""
CREATE FUNCTION {HOME}.fold(words text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT replace(
        lower(regexp_replace(normalize(words, NFD), '[\u0300-\u036f]', '', 'g') COLLATE "und-x-icu"), '-', ' '
    )
$$
"""


def upgrade() -> None:
    """Create them; roles only where this user may, or where they stand already."""
    op.execute("CREATE EXTENSION IF NOT EXISTS postgis")
    text = sa.String(collation="C")
    now = sa.DateTime(timezone=True)
    op.create_table(
        "version",
        sa.Column("version", text, primary_key=True),
        sa.Column("manifest", JSONB, nullable=False),
        sa.Column("loaded_at", now, nullable=False, server_default=sa.func.now()),
        sa.Column("loaded_by", sa.String, nullable=False, server_default=sa.func.current_user()),
        sa.Column("refusals", JSONB, comment="what the gates held against it"),
        sa.Column("accepted", sa.String, comment="why it was published all the same"),
        schema=HOME,
    )
    op.create_table(
        "pointer",
        sa.Column("is_only", sa.Boolean, primary_key=True, server_default=sa.text("true")),
        sa.Column("version", text, sa.ForeignKey(f"{HOME}.version.version"), nullable=False),
        sa.Column("pointed_at", now, nullable=False, server_default=sa.func.now()),
        sa.CheckConstraint("is_only", name="one_row"),
        schema=HOME,
    )
    op.execute(FOLD)
    for role in (LOADER, WEB):
        _make_role(role)
    _allow()


def _make_role(role: str) -> None:
    """A role that may connect, once a password or a rule of pg_hba.conf lets it."""
    if _is_allowed_roles() and role not in _roles():
        op.execute(f"CREATE ROLE {role} LOGIN")
        if role == WEB:
            op.execute(f"ALTER ROLE {WEB} SET default_transaction_read_only = on")
            op.execute(f"ALTER ROLE {WEB} SET statement_timeout = '10s'")


def _allow() -> None:
    """The loader makes schemas and moves the pointer; the web reads, and no query of its own lasts."""
    known = _roles()
    if LOADER in known:
        database = op.get_bind().scalar(sa.text("SELECT quote_ident(current_database())"))
        op.execute(f"GRANT CREATE, CONNECT ON DATABASE {database} TO {LOADER}")
        op.execute(f"GRANT USAGE ON SCHEMA {HOME} TO {LOADER}")
        op.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON {HOME}.version, {HOME}.pointer TO {LOADER}")
        op.execute(f"GRANT SELECT ON ALL TABLES IN SCHEMA {HOME} TO {LOADER}")
    if WEB in known:
        op.execute(f"GRANT USAGE ON SCHEMA {HOME} TO {WEB}")
        op.execute(f"GRANT SELECT ON ALL TABLES IN SCHEMA {HOME} TO {WEB}")


def _roles() -> set[str]:
    return set(op.get_bind().scalars(sa.text("SELECT rolname FROM pg_roles")))


def _is_allowed_roles() -> bool:
    """Whether this user may make roles and change their settings."""
    asked = sa.text("SELECT rolsuper OR rolcreaterole FROM pg_roles WHERE rolname = current_user")
    return bool(op.get_bind().scalar(asked))


def downgrade() -> None:
    """Drop them; versions and roles stay, for others may use them."""
    op.drop_table("pointer", schema=HOME)
    op.drop_table("version", schema=HOME)
    op.execute(f"DROP FUNCTION {HOME}.fold(text) CASCADE")
